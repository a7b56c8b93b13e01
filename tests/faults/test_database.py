"""Databases in trouble: locked, altered, half migrated, away; and clocks that were set back."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from bot.ids import Ids
from feedback.case import Case
from feedback.conversation import Conversation
from feedback.errors import DatabaseCorrupt, RowDamaged, StorageError, Unstorable
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Job, Post
from storage import Keyring, Storage, migrate_database, open_storage
from storage.database import Write
from storage.statements import Statement
from tests.faults import disk as disks

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LAN = Address("test", "1001")
ids = Ids()


async def sql(storage: Storage, text: str) -> None:
    """Do to the database what no part of the program does."""
    await storage._database.commit([Write(Statement("test", text, text, ()), ())])


async def owe(storage: Storage, event: str, text: str = "chào") -> None:
    work = storage.work()
    work.post(Post(event, "p1", "test", {"text": text}))
    await work.commit("test", event, NOW)


# One file, one writer


async def test_the_connections_are_set_as_the_promises_need(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    expected = {"journal_mode": "wal", "busy_timeout": 5000, "foreign_keys": 1,
                "trusted_schema": 0, "secure_delete": 1, "cell_size_check": 1}  # fmt: skip
    database = storage._database
    for connection, more in (
        (database._writer, {"synchronous": 2, "query_only": 0}),  # type: ignore[attr-defined]
        (database._reader, {"query_only": 1}),  # type: ignore[attr-defined]
    ):
        await storage.tidy(NOW)  # which sets one of them aside for a moment
        for name, value in (expected | more).items():
            [(found,)] = await connection.execute_fetchall(f"PRAGMA {name}")
            assert found == value, name
    await storage.close()


async def test_whatever_the_version_of_sqlite_one_connection_writes_and_checkpoints(
    tmp_path: Path, keys: Keyring
) -> None:
    """SQLite up to 3.51.2 can damage a file that two connections write or checkpoint at once."""
    url, log = f"sqlite:///{tmp_path}/a.db", tmp_path / "a.db-wal"
    storage = await open_storage(url, keys, migrate=True)
    await owe(storage, "1")
    reader = storage._database._reader  # type: ignore[attr-defined]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await reader.execute_fetchall("DELETE FROM outbox")
    size = log.stat().st_size
    beside = await open_storage(url, keys, reading=True)
    assert await beside.outbox.waiting() == 1
    with pytest.raises(StorageError):
        await beside.tidy(NOW)
    await beside.close()
    assert size > 0
    assert log.stat().st_size == size, "who only reads leaves the log alone, at the end too"
    with pytest.raises(StorageError, match="in use by another langnghe"):
        await open_storage(url, keys)
    await storage.close()


_HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def test_a_file_locked_by_another_program_is_told_once_and_got_over(
    tmp_path: Path, keys: Keyring
) -> None:
    path = tmp_path / "a.db"
    storage = await open_storage(f"sqlite:///{path}", keys, migrate=True)
    writer = storage._database._writer  # type: ignore[attr-defined]
    await writer.execute_fetchall("PRAGMA busy_timeout = 100")
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLD, path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        await holder.stdout.readline()
        began = time.monotonic()
        results = await asyncio.gather(
            *(owe(storage, str(n)) for n in range(30)), return_exceptions=True
        )
        assert time.monotonic() - began < 1.5, "thirty turns do not each wait their time"
    finally:
        await holder.communicate(b"")
    assert {str(result) for result in results} == {
        "another program keeps the database locked; end that one first"
    }
    for n in range(30):
        await owe(storage, str(n))
    assert await storage.outbox.waiting() == 30
    await storage.close()


# Files that are not what they were


async def test_damage_that_comes_while_it_serves_is_told_with_the_way_back(
    tmp_path: Path, keys: Keyring
) -> None:
    path = tmp_path / "a.db"
    storage = await open_storage(f"sqlite:///{path}", keys, migrate=True)
    for n in range(200):
        await owe(storage, str(n), "x" * 500)
    await storage.tidy(NOW)
    await storage.close()
    content = bytearray(path.read_bytes())
    content[-20 * 4096 :] = os.urandom(20 * 4096)
    path.write_bytes(content)
    storage = await open_storage(f"sqlite:///{path}", keys)
    with pytest.raises(DatabaseCorrupt, match="langnghe restore FILE --overwrite"):
        await storage.outbox.pending(500, NOW, ["test"])
    with pytest.raises(DatabaseCorrupt):
        await storage.check()
    await storage.close()


def test_the_program_refuses_a_damaged_file_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "langnghe.db").write_bytes(b"not a database at all " * 500)
    office = Path(__file__).parents[2] / "offices" / "binh-luc"
    settings = {"LANGNGHE_OFFICE": str(office), "LANGNGHE_TELEGRAM_TOKEN": "1:SECRET-token"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=os.environ | settings | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    assert "langnghe restore FILE --overwrite" in done.stderr
    assert "Traceback" not in done.stderr
    assert "SECRET" not in done.stderr + done.stdout


async def test_an_altered_message_or_job_holds_up_no_other(
    lasting_url: str, keys: Keyring
) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    for n, person in enumerate(("p1", "p2", "p3")):
        work = storage.work()
        work.post(Post(f"o{n}", person, "test", {"text": str(n)}))
        work.add_job(Job(f"j{n}", "chart", {"n": n}))
        await work.commit("test", str(n), NOW)
    await sql(storage, "UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE id = 'o0')"
                       " WHERE id = 'o1'")  # fmt: skip
    await sql(storage, "UPDATE job SET payload = (SELECT payload FROM job WHERE id = 'j0')"
                       " WHERE id = 'j1'")  # fmt: skip
    assert [post.id for post in await storage.outbox.pending(10, NOW, ["test"])] == ["o0", "o2"]
    assert [job.id for job in await storage.jobs.due(NOW, 10)] == ["j0", "j2"]
    assert await storage.outbox.waiting() == 2
    await storage.close()


async def test_an_altered_conversation_is_told_apart_from_a_database_that_is_away(
    lasting_url: str, keys: Keyring
) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    work = storage.work()
    work.people.add(Person("p1", "en"), LAN, NOW)
    work.conversations.save("p1", Conversation(
        id="abc234", form="one-stop", version=1, began_at=NOW, touched_at=NOW))  # fmt: skip
    await work.commit("test", "1", NOW)
    await sql(storage, "UPDATE conversation SET id = 'other2'")
    with pytest.raises(RowDamaged):
        await storage.work().people.arrive(LAN, "2")
    work = storage.work()
    assert await work.people.known(LAN) == Person("p1", "en")
    assert await work.people.known(Address("test", "nobody")) is None
    work.conversations.abandon("p1")
    await work.commit("test", "2", NOW)
    assert (await storage.work().people.arrive(LAN, "3")).conversation is None
    await storage.close()


@pytest.mark.parametrize("odd", ["half an emoji \ud83d", 2**70, object()])
async def test_a_value_no_column_takes_fails_alone_and_at_once(
    lasting_url: str, keys: Keyring, odd: object
) -> None:
    """Not as a database that is away: then the event would come again and again for ever."""
    storage = await open_storage(lasting_url, keys, migrate=True)

    async def choose(event: str, language: object) -> None:
        work = storage.work()
        work.people.add(Person(event, "vi"), Address("test", event), NOW)
        work.people.choose_language(event, language)  # type: ignore[arg-type]
        await work.commit("test", event, NOW)

    results = await asyncio.gather(
        *(choose(str(n), odd if n == 2 else "en") for n in range(5)), return_exceptions=True
    )
    assert [type(result) for result in results] == [
        type(None), type(None), Unstorable, type(None), type(None),
    ]  # fmt: skip
    people = storage.work().people
    assert await people.known(Address("test", "2")) is None
    assert await people.known(Address("test", "4")) == Person("4", "en")
    with pytest.raises(Unstorable):
        await storage.work().responses.last_at(odd, "r", "u", "p")  # type: ignore[arg-type]
    await choose("later", "vi")
    await storage.close()


async def test_nothing_of_an_erased_person_stays_in_the_file_or_its_log(
    tmp_path: Path, keys: Keyring
) -> None:
    """Not even what is sealed, in pages that are free now: keys can get out years later."""
    path = tmp_path / "a.db"
    storage = await open_storage(f"sqlite:///{path}", keys, migrate=True)
    for n in range(40):
        work = storage.work()
        work.people.add(Person(f"p{n}"), Address("test", str(n)), NOW)
        work.post(Post(f"o{n}", f"p{n}", "test", {"text": "x" * 300}))
        work.cases.add(Case(
            id=f"c{n}", code=f"CODE{n}", kind="problem", state="received", category="x", unit="a",
            person=f"p{n}", channel="test", received_at=NOW, entered_at=NOW, promised=date(2026, 12, 1),
            content={"what": "đèn"}, identity={"name": "Bà Lan " * 20},
        ))  # fmt: skip
        await work.commit("test", str(n), NOW)
    rows = await storage._database._reader.execute_fetchall(  # type: ignore[attr-defined]
        "SELECT a.account, a.mark, o.payload, c.identity FROM address a"
        " JOIN outbox o ON o.person = a.person JOIN case_file c ON c.person = a.person"
        " WHERE a.person = 'p7'"
    )
    traces = [bytes(value) for value in next(iter(rows))]

    log = Path(f"{path}-wal")

    def found() -> tuple[int, int]:
        files = path.read_bytes() + log.read_bytes()
        return sum(trace in files for trace in traces), log.stat().st_size

    assert found()[0] == len(traces)
    work = storage.work()
    work.people.erase("p7", NOW)
    await work.commit("", "", NOW)
    beside = sqlite3.connect(path)  # a backup under way needs the log as it was
    beside.execute("BEGIN")
    beside.execute("SELECT COUNT(*) FROM person").fetchall()
    began = time.monotonic()
    await storage.tidy(NOW)
    assert time.monotonic() - began < 2, "nobody waits for a backup"
    beside.close()
    await storage.tidy(NOW)
    assert found() == (0, 0)
    await storage.close()


# Migrations


async def test_a_migration_cut_off_anywhere_leaves_nothing_or_everything(
    tmp_path: Path, keys: Keyring
) -> None:
    (tmp_path / "whole").mkdir()
    with disks.put_in() as disk:
        await migrate_database(f"sqlite:///{tmp_path}/whole/a.db")
    chance = random.Random(5)
    points = [chance.randrange(len(disk.log) + 1) for _ in range(25)]
    for number, files in enumerate(disk.cuts(points, chance)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        url = f"sqlite:///{folder}/a.db"
        storage = await open_storage(url, keys, migrate=True)
        assert await storage.check() == []
        await owe(storage, "1")
        await storage.close()


@pytest.mark.parametrize("after", [0, 3, 10, 25, 35])
async def test_a_migration_on_a_full_disk_says_so_and_can_be_done_again(
    tmp_path: Path, keys: Keyring, after: int
) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    with disks.put_in() as disk:
        disk.fail(disks.FULL, after, 1000)
        with pytest.raises(StorageError, match="disk is full"):
            await open_storage(url, keys, migrate=True)
        disk.times = 0
        storage = await open_storage(url, keys, migrate=True)
        await owe(storage, "1")
        await storage.close()


# Clocks


async def test_what_a_fast_clock_claimed_is_not_lost_when_it_is_set_right(
    lasting_url: str, keys: Keyring
) -> None:
    fast = NOW + timedelta(days=400)
    storage = await open_storage(lasting_url, keys, migrate=True)
    work = storage.work()
    work.post(Post("o1", "p1", "test", {"text": "1"}))
    for name in ("j1", "j2"):
        work.add_job(Job(name, "chart", {}))
    await work.commit("test", "1", fast)
    assert len(await storage.outbox.pending(10, fast, ["test"])) == 1
    claimed = await storage.jobs.due(fast, 10)
    await storage.jobs.failed(claimed[0], "Unavailable", fast + timedelta(minutes=5))
    await storage.close()  # it died
    storage = await open_storage(lasting_url, keys)
    assert [post.id for post in await storage.outbox.pending(10, NOW, ["test"])] == ["o1"]
    assert [job.id for job in await storage.jobs.due(NOW, 10)] == ["j2", "j1"]
    assert await storage.jobs.due(NOW, 10) == [], "they are claimed, for the right time now"
    await storage.close()


# PostgreSQL that goes and comes


async def test_a_server_that_drops_its_connections_is_told_and_found_again(
    postgres_url: str, keys: Keyring
) -> None:
    storage = await open_storage(postgres_url, keys, migrate=True)
    await owe(storage, "1")
    other = await asyncpg.connect(postgres_url)
    refusals = 0
    for event in range(4):
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        try:
            await owe(storage, f"after{event}")
        except StorageError:  # and nothing else
            refusals += 1
    await other.close()
    for _ in range(8):  # as many connections may have been cut off without having noticed yet
        if await storage.ready():
            break
    # What was taken is there; of what was refused, the server may have kept one it could not say
    # so of any more.
    assert 5 - refusals <= await storage.outbox.waiting() <= 5
    await storage.close()
