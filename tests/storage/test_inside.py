"""What only storage itself can get wrong: batches, races, schemas."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from feedback.conversation import Conversation
from feedback.errors import StorageError
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Job
from feedback.response import Response
from storage import Keyring, Storage, migrate_database, open_storage
from storage.database import Batches, Write
from storage.keys import _make
from storage.statements import Statement

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
WAITING = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"


async def sql(storage: Storage, text: str) -> None:
    await storage._database.commit([Write(Statement("test", text, text, ()), ())])


async def test_who_gives_up_waiting_spoils_nothing_for_the_others_of_a_batch() -> None:
    gate, done = asyncio.Event(), []

    async def work(batch: list[int]) -> list[int | Exception]:
        await gate.wait()
        done.extend(batch)
        return [ValueError() if n == 2 else n * 10 for n in batch]

    batches: Batches[int, int] = Batches(work, 3)
    waiting = [asyncio.create_task(batches.ask(n)) for n in range(5)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    gate.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert done == [0, 1, 2, 3, 4], "what was asked for is done; only nobody hears of it"
    assert [results[0], results[3], results[4]] == [0, 30, 40]
    assert isinstance(results[1], asyncio.CancelledError)
    assert isinstance(results[2], ValueError)


async def test_a_batch_that_fails_as_a_whole_is_told_to_each_and_the_next_goes_on() -> None:
    broken = [True]

    async def work(batch: list[int]) -> list[int | Exception]:
        if broken:
            broken.clear()
            raise OSError
        return list(batch)

    batches: Batches[int, int] = Batches(work, 3)
    results = await asyncio.gather(*(batches.ask(n) for n in range(4)), return_exceptions=True)
    assert [type(result) for result in results] == [OSError, OSError, OSError, int]
    await batches.drain()


async def test_a_conversation_that_was_not_read_can_be_closed(storage: Storage) -> None:
    lan = Address("test", "1")
    held = Conversation(id="abc234", form="one-stop", version=1, began_at=NOW, touched_at=NOW)
    for close in (False, True):
        work = storage.work()
        if close:
            work.conversations.close("p1", held)
        else:
            work.people.add(Person("p1"), lan, NOW)
            work.conversations.save("p1", held)
        await work.commit("", "", NOW)
    assert (await storage.work().people.arrive(lan, "1")).conversation is None


async def test_a_job_is_claimed_by_one_of_those_that_ask_at_once(storage: Storage) -> None:
    work = storage.work()
    for n in range(5):
        work.add_job(Job(f"j{n}", "chart", {}))
    await work.commit("", "", NOW)
    found = await asyncio.gather(*(storage.jobs.due(NOW, 5) for _ in range(3)))
    assert sorted(job.id for jobs in found for job in jobs) == [f"j{n}" for n in range(5)]
    late = await storage.jobs.due(NOW + timedelta(minutes=3), 5)
    assert len(late) == 5, "who claimed them died"


async def test_an_altered_answer_is_found_by_a_recount(lasting_url: str, keys: Keyring) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    for id in ("r1", "r2"):
        work = storage.work()
        work.responses.add(
            Response(
                id=id, form="one-stop", version=1, unit="a", channel="test", source="open",
                respondent=id, submitted_at=NOW, seconds=1.0, answers={}, counted=(("q", "1"),),
            )
        )  # fmt: skip
        await work.commit("", "", NOW)
    await sql(
        storage,
        "UPDATE response SET answers = (SELECT answers FROM response WHERE id = 'r1')"
        " WHERE id = 'r2'",
    )
    faults = await storage.check(counters=True)
    assert faults[0] == "the answers of response r2 were altered and do not open"
    assert all("a recount finds 1" in fault for fault in faults[1:])
    await storage.close()


def test_of_two_first_starts_one_makes_the_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert _make(path)
    content = path.read_text()
    assert not _make(path)
    assert path.read_text() == content
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def _tables(path: Path) -> dict[str, str]:
    database = sqlite3.connect(path)
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    database.close()
    return {name: " ".join(text.split()) for name, text in rows if name != "alembic_version"}


async def test_migrations_make_the_same_schema_on_both_databases_and_in_memory(
    tmp_path: Path, keys: Keyring, postgres_url: str
) -> None:
    await migrate_database(f"sqlite:///{tmp_path}/a.db")
    await migrate_database(postgres_url)
    memory = await open_storage("sqlite:///:memory:", keys)
    writer = memory._database._writer  # type: ignore[attr-defined]
    await writer.execute_fetchall(f"VACUUM INTO '{tmp_path}/memory.db'")
    await memory.close()
    migrated = _tables(tmp_path / "a.db")

    def bare(tables: dict[str, str]) -> dict[str, str]:
        """Without the comments, which a migration leaves out."""
        return {name: text for name, text in tables.items() if not text.startswith("CREATE TABLE")}

    declared = _tables(tmp_path / "memory.db")
    assert migrated.keys() == declared.keys()
    assert bare(migrated) == bare(declared)
    columns: dict[str, list[tuple[str, bool]]] = {}
    for name, path in (("a", tmp_path / "a.db"), ("memory", tmp_path / "memory.db")):
        database = sqlite3.connect(path)
        columns[name] = sorted(
            (f"{table}.{row[1]} {row[2]}", bool(row[3]) or bool(row[5]))
            for table in migrated
            for row in database.execute(f"PRAGMA table_info('{table}')")
        )
        database.close()
    assert columns["a"] == columns["memory"]
    server = await asyncpg.connect(postgres_url)
    kinds = {"bytea": "BLOB", "text": "TEXT", "bigint": "BIGINT", "integer": "INTEGER",
             "double precision": "DOUBLE PRECISION"}  # fmt: skip
    rows = await server.fetch(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name <> 'alembic_version'"
    )
    indexes = await server.fetch(
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
        " AND indexdef NOT LIKE '%_pkey%' AND indexname NOT LIKE '%_key'"
        " AND tablename <> 'alembic_version'"
    )
    await server.close()
    assert sorted((f"{t}.{c} {kinds[k]}", n == "NO") for t, c, k, n in rows) == columns["a"]
    made = {name for name, text in migrated.items() if "INDEX" in text.split()[:3]}
    assert {row[0] for row in indexes} == made


async def test_a_migration_that_meets_another_schema_changes_nothing_and_says_so(
    lasting_url: str,
) -> None:
    if lasting_url.startswith("sqlite"):
        database = sqlite3.connect(lasting_url.removeprefix("sqlite:///"))
        database.execute("CREATE TABLE person (x)")
        database.close()
    else:
        server = await asyncpg.connect(lasting_url)
        await server.execute("CREATE TABLE person (x TEXT)")
        await server.close()
    for _ in range(2):
        with pytest.raises(StorageError, match="refused"):
            await migrate_database(lasting_url)


async def test_of_two_that_wait_for_each_other_the_loser_tries_again(
    postgres_url: str, keys: Keyring
) -> None:
    storage = await open_storage(postgres_url, keys, migrate=True)
    for id in ("p1", "p2"):
        work = storage.work()
        work.people.add(Person(id, "vi"), Address("test", id), NOW)
        await work.commit("", "", NOW)
    other = await asyncpg.connect(postgres_url)
    await other.execute("SET deadlock_timeout = '60s'")  # so the storage's turn is the one undone
    async with other.transaction():
        await other.execute("UPDATE person SET made_at = 1 WHERE id = 'p2'")
        work = storage.work()
        work.people.choose_language("p1", "en")
        work.people.choose_language("p2", "en")
        turn = asyncio.create_task(work.commit("test", "1", NOW))
        async with asyncio.timeout(10):
            while not await other.fetchval(WAITING):  # noqa: ASYNC110 - it tells no event
                await asyncio.sleep(0.01)
        await other.execute("UPDATE person SET made_at = 1 WHERE id = 'p1'")
    await turn
    await other.close()
    people = storage.work().people
    for id in ("p1", "p2"):
        assert await people.known(Address("test", id)) == Person(id, "en")
    await storage.close()


def test_a_program_that_fails_before_closing_ends_all_the_same(tmp_path: Path) -> None:
    program = (
        "import asyncio\n"
        "from storage.sqlite import SQLite\n"
        f"left = asyncio.run(SQLite.open({str(tmp_path / 'left.db')!r}))\n"
        "raise SystemExit(7)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], timeout=30, check=False)
    assert ended.returncode == 7
