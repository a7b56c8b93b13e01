"""Keys, encryption, backups, and databases in a bad state."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import io
import json
import os
import sqlite3
import stat
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from feedback.case import Case
from feedback.errors import (
    DatabaseCorrupt,
    RowDamaged,
    SchemaTooNew,
    SchemaTooOld,
    StorageError,
    WrongKey,
)
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Job, Post
from storage import (
    Keyring,
    Storage,
    Work,
    _connect,
    migrate_database,
    migrating,
    open_storage,
    restore_backup,
    verify_backup,
)
from storage.backup import write_backup
from storage.keys import CaseKey
from storage.migrating import upgrade
from tests.databases import new_database

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
MIGRATIONS = sorted((Path(__file__).parents[2] / "storage").glob("migrations/versions/v*.py"))
CANARY = "CANARY-Nguyễn-Thị-Lan-0912345678"


async def fill(storage: Storage) -> None:
    work = storage.work()
    work.people.add(Person("p1", "vi"), Address("telegram", CANARY), NOW)
    work.post(Post("o1", "p1", "telegram", {"text": CANARY}, None, None, CANARY.encode()))
    work.add_job(Job("j1", "chart", {"note": CANARY}))
    work.cases.add(
        Case(
            id="c1",
            code="K7DMQ3RTX9P4VA",
            kind="problem",
            state="received",
            category="x",
            unit="a",
            person="p1",
            channel="telegram",
            received_at=NOW,
            entered_at=NOW,
            promised=date(2026, 12, 1),
            content={"what": CANARY},
            identity={"name": CANARY},
        )
    )
    await work.commit("telegram", "1", NOW)
    await storage.quarantine.add("telegram", "2", "ValueError", {"text": CANARY}, NOW)


async def test_nothing_personal_is_readable_in_the_files(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await fill(storage)
    await storage.backup(tmp_path / "backup.tar")
    contents = {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)}
    assert "a.db-wal" in contents
    await storage.close()
    for name, content in contents.items():
        for part in (CANARY, "CANARY", "0912345678", "K7DMQ3RTX9P4VA"):
            assert part.encode() not in content, name
    for name in ("a.db", "backup.tar", "master.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


async def test_a_backup_is_a_whole_second_copy(
    lasting_url: str, tmp_path: Path, keys: Keyring
) -> None:
    url = lasting_url
    storage = await open_storage(url, keys, migrate=True)
    await fill(storage)
    steps: list[int] = []
    await storage.backup(tmp_path / "b.tar", lambda done, total: steps.append(done))
    await storage.close()
    assert steps
    assert "every part is whole" in await verify_backup(tmp_path / "b.tar", keys)
    with pytest.raises(StorageError, match="--overwrite"):
        await restore_backup(tmp_path / "b.tar", url, keys, overwrite=False)
    await restore_backup(tmp_path / "b.tar", url, keys, overwrite=True)
    storage = await open_storage(url, keys)
    arrival = await storage.work().people.arrive(Address("telegram", CANARY), "1")
    assert arrival.seen
    assert arrival.person == Person("p1", "vi")
    assert await storage.check(counters=True) == []
    await storage.close()


async def test_who_was_erased_is_erased_again_after_a_restore(
    lasting_url: str, tmp_path: Path, keys: Keyring
) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    await fill(storage)
    work = storage.work()
    work.people.add(Person("p2", "vi"), Address("telegram", "2"), NOW)
    await work.commit("", "", NOW)
    await storage.backup(tmp_path / "b.tar")
    work = storage.work()
    work.people.erase("p1", NOW)
    await work.commit("", "", NOW)
    await storage.close()
    for _ in range(2):  # and also when it is done again, as after a crash in the middle
        again = await restore_backup(tmp_path / "b.tar", lasting_url, keys, overwrite=True)
        assert again == 1
    storage = await open_storage(lasting_url, keys)
    people = storage.work().people
    assert await people.known(Address("telegram", CANARY)) is None
    assert await people.known(Address("telegram", "2")) == Person("p2", "vi")
    [left] = [case async for page in storage.work().cases.export(None, DAY, DAY) for case in page]
    assert (left.identity, left.person) == ({}, "")
    assert await storage.outbox.waiting() == 0
    await storage.close()


async def test_a_backup_of_an_older_schema_is_brought_to_this_one(
    lasting_url: str, tmp_path: Path, keys: Keyring
) -> None:
    await upgrade(lasting_url, schema="0001")
    old = await _connect(lasting_url)
    work = Work(old, keys)
    for id, account in (("p1", CANARY), ("p2", "2")):
        work.people.add(Person(id, "vi"), Address("telegram", account), NOW)
    work.post(Post("o1", "p2", "telegram", {"text": "chào"}))
    await work.commit("telegram", "1", NOW)
    await write_backup(old, keys, "0001", tmp_path / "b.tar", None)
    await old.close()
    storage = await open_storage(lasting_url, keys, migrate=True)
    work = storage.work()
    work.people.erase("p1", NOW)
    work.people.add(Person("p3", "vi"), Address("telegram", "3"), NOW)
    await work.commit("", "", NOW)
    await storage.close()
    again = await restore_backup(tmp_path / "b.tar", lasting_url, keys, overwrite=True)
    assert again == 1
    storage = await open_storage(lasting_url, keys)
    people = storage.work().people
    known = [await people.known(Address("telegram", each)) for each in (CANARY, "2", "3")]
    assert known == [None, Person("p2", "vi"), None]
    [left] = await storage.outbox.pending(10, NOW, ["telegram"])
    assert left.payload == {"text": "chào"}
    assert await storage.check() == []
    await storage.close()


async def test_a_server_in_use_is_not_replaced(
    postgres_url: str, tmp_path: Path, keys: Keyring
) -> None:
    running = await open_storage(postgres_url, keys, migrate=True)
    await fill(running)
    await running.backup(tmp_path / "b.tar")
    with pytest.raises(StorageError, match="stop that one first"):
        await restore_backup(tmp_path / "b.tar", postgres_url, keys, overwrite=True)
    assert await running.outbox.waiting() == 1
    await running.close()
    await restore_backup(tmp_path / "b.tar", postgres_url, keys, overwrite=True)


async def test_a_restore_that_fails_half_way_changes_nothing(
    postgres_url: str, tmp_path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = await open_storage(postgres_url, keys, migrate=True)
    await fill(storage)
    await storage.backup(tmp_path / "b.tar")
    work = storage.work()
    work.people.add(Person("p9", "vi"), Address("telegram", "9"), NOW)
    await work.commit("", "", NOW)
    await storage.close()
    tables = migrating._tables()
    monkeypatch.setattr(migrating, "_tables", lambda: tables[::-1])  # what points before its aim
    with pytest.raises(StorageError, match="nothing was changed"):
        await restore_backup(tmp_path / "b.tar", postgres_url, keys, overwrite=True)
    storage = await open_storage(postgres_url, keys)
    assert await storage.work().people.known(Address("telegram", "9")) == Person("p9", "vi")
    await storage.close()


async def test_a_restore_over_a_damaged_file_says_that_erasures_are_unknown(
    tmp_path: Path, keys: Keyring
) -> None:
    path = tmp_path / "a.db"
    storage = await open_storage(f"sqlite:///{path}", keys, migrate=True)
    await fill(storage)
    await storage.backup(tmp_path / "b.tar")
    await storage.close()
    path.write_bytes(b"no database any more" * 1000)
    url = f"sqlite:///{path}"
    assert await restore_backup(tmp_path / "b.tar", url, keys, overwrite=True) is None
    storage = await open_storage(url, keys)
    assert await storage.outbox.waiting() == 1
    await storage.close()
    path.unlink()
    assert await restore_backup(tmp_path / "b.tar", url, keys, overwrite=False) == 0


async def test_a_damaged_backup_is_refused(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await storage.backup(tmp_path / "b.tar")
    await storage.close()
    whole = (tmp_path / "b.tar").read_bytes()
    middle = len(whole) // 2
    (tmp_path / "b.tar").write_bytes(whole[:middle] + b"damage" + whole[middle + 6 :])
    with pytest.raises(StorageError, match=r"damaged|no whole"):
        await verify_backup(tmp_path / "b.tar", keys)
    (tmp_path / "b.tar").write_bytes(whole[:100])
    with pytest.raises(StorageError, match="no whole"):
        await verify_backup(tmp_path / "b.tar", keys)


def forged(manifest: object, *entries: tuple[str, bytes, str], mode: str = "w") -> bytes:
    """Make an archive by hand: its manifest, and entries as (name, content, link target)."""
    written: list[tuple[str, bytes, str]] = [("manifest.json", json.dumps(manifest).encode(), "")]
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content, target in (*written, *entries):
            entry = tarfile.TarInfo(name)
            if target:
                entry.type, entry.linkname = tarfile.SYMTYPE, target
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


async def test_a_forged_backup_is_refused_and_touches_nothing(
    tmp_path: Path, keys: Keyring
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    url = f"sqlite:///{folder}/a.db"
    storage = await open_storage(url, keys, migrate=True)
    await fill(storage)
    await storage.backup(tmp_path / "b.tar")
    await storage.close()
    with tarfile.open(tmp_path / "b.tar") as archive:
        manifest = json.load(archive.extractfile("manifest.json") or io.BytesIO())
        copy = (archive.extractfile("database.sqlite") or io.BytesIO()).read()
    named = ("database.sqlite", copy, "")
    evil = hashlib.sha256(b"evil").hexdigest()
    path = tmp_path / "forged.tar"
    forgeries = [
        forged(manifest, named, ("../evil", b"evil", "")),
        forged(manifest, named, (f"{tmp_path}/evil", b"evil", "")),
        forged(manifest, named, ("..", b"evil", "")),
        forged(manifest, ("database.sqlite", b"", str(folder / "a.db"))),
        forged(manifest, named, ("more", b"evil", "")),
        forged(manifest, named, mode="w:gz"),
        forged(manifest),
        forged({**manifest, "parts": {}}),
        forged({**manifest, "parts": {"more": evil}}, ("more", b"evil", "")),
        forged({**manifest, "parts": ["database.sqlite"]}, named),
        forged({**manifest, "schema": 1}, named),
        forged({**manifest, "key": None}, named),
        forged([manifest], named),
    ]
    before = everything(tmp_path, but=path)
    for content in forgeries:
        path.write_bytes(content)
        with pytest.raises(StorageError, match="no whole"):
            await restore_backup(path, url, keys, overwrite=True)
        assert everything(tmp_path, but=path) == before
    path.write_bytes(forged({**manifest, "key": "no key's name"}, named))
    with pytest.raises(WrongKey, match="another master key"):
        await restore_backup(path, url, keys, overwrite=True)
    path.write_bytes(forged(manifest, named))  # as it should be: the forger forgot nothing
    assert await restore_backup(path, url, keys, overwrite=True) == 0


def everything(folder: Path, but: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != but and path.suffix != ".lock"
    }


async def test_a_disk_without_room_is_not_taken_for_a_bad_backup(
    tmp_path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await storage.backup(tmp_path / "b.tar")
    await storage.close()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tarfile.TarFile, "extract", full)
    with pytest.raises(StorageError, match="cannot be unpacked: No space left"):
        await verify_backup(tmp_path / "b.tar", keys)


async def test_a_crash_before_the_copy_is_in_place_leaves_the_old_database_whole(
    tmp_path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await storage.backup(tmp_path / "b.tar")
    await fill(storage)
    for end in ("", "-wal"):  # what a killed bot leaves: half of it stands in the log only
        (tmp_path / f"killed.db{end}").write_bytes((tmp_path / f"a.db{end}").read_bytes())
    await storage.close()
    url = f"sqlite:///{tmp_path}/killed.db"

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("storage.sqlite.os.replace", crash)
        with pytest.raises(KeyboardInterrupt):
            await restore_backup(tmp_path / "b.tar", url, keys, overwrite=True)
    storage = await open_storage(url, keys)
    assert await storage.work().people.known(Address("telegram", CANARY)) == Person("p1", "vi")
    await storage.close()


async def test_only_the_owner_may_read_database_log_and_backup(
    tmp_path: Path, keys: Keyring
) -> None:
    def modes(but: str = ".lock") -> set[str]:
        files = (path for path in tmp_path.iterdir() if path.suffix != but)
        return {f"{path.name} {stat.S_IMODE(path.stat().st_mode):o}" for path in files}

    seen: set[str] = set()
    before = os.umask(0)
    try:
        storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
        await fill(storage)
        await storage.backup(tmp_path / "b.tar")
        seen = modes()
        await storage.close()
        await restore_backup(
            tmp_path / "b.tar", f"sqlite:///{tmp_path}/c.db", keys, overwrite=False
        )
        seen |= modes()
    finally:
        os.umask(before)
    names = ("a.db", "a.db-wal", "a.db-shm", "b.tar", "c.db", "master.key")
    assert seen == {f"{name} 600" for name in names}


async def test_a_backup_goes_only_where_it_came_from(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await storage.backup(tmp_path / "b.tar")
    await storage.close()
    with pytest.raises(StorageError, match="backup of sqlite"):
        await restore_backup(tmp_path / "b.tar", "postgresql://x/y", keys, overwrite=True)


async def test_another_key_does_not_open_the_database(
    lasting_url: str, tmp_path: Path, keys: Keyring
) -> None:
    url = lasting_url
    await (await open_storage(url, keys, migrate=True)).close()
    with pytest.raises(WrongKey, match="safe copy"):
        await open_storage(url, Keyring.open(tmp_path / "other.key"))


async def test_replicas_that_start_together_make_one_database(
    postgres: str, tmp_path: Path, keys: Keyring
) -> None:
    url = await new_database(postgres)
    started = await asyncio.gather(*(open_storage(url, keys, migrate=True) for _ in range(4)))
    for storage in started:
        await storage.close()


async def test_of_replicas_with_keys_of_their_own_one_is_right(
    postgres: str, tmp_path: Path
) -> None:
    """The key file was not copied to the other machines: they must not seal with another."""
    for n in range(3):
        url = await new_database(postgres)
        made = [Keyring.open(tmp_path / f"key{n}-{each}") for each in range(3)]
        started = await asyncio.gather(
            *(open_storage(url, keys, migrate=True) for keys in made), return_exceptions=True
        )
        opened = [each for each in started if isinstance(each, Storage)]
        assert len(opened) == 1
        assert [type(each) for each in started].count(WrongKey) == 2
        await opened[0].close()


async def test_a_missing_key_is_not_replaced_by_a_new_one(
    lasting_url: str, tmp_path: Path, keys: Keyring
) -> None:
    await (await open_storage(lasting_url, keys, migrate=True)).close()
    with pytest.raises(WrongKey, match="missing"):
        await open_storage(lasting_url, Keyring.open(tmp_path / "lost.key"))
    assert not (tmp_path / "lost.key").exists()


async def test_a_running_bot_is_backed_up_and_checked_but_not_replaced(
    tmp_path: Path, keys: Keyring
) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    with pytest.raises(StorageError, match="no database here"):
        await open_storage(url, keys, reading=True)
    await migrate_database(url)
    await (await open_storage(url, keys, reading=True)).close()  # before the key was ever used
    running = await open_storage(url, keys)
    await fill(running)
    beside = await open_storage(url, keys, reading=True)
    assert await beside.check(counters=True) == []
    await beside.backup(tmp_path / "b.tar")
    with pytest.raises(StorageError):
        await beside.tidy(NOW)
    await beside.close()
    assert "every part is whole" in await verify_backup(tmp_path / "b.tar", keys)
    there = os.listdir(tmp_path)
    with pytest.raises(StorageError, match="in use by another"):
        await restore_backup(tmp_path / "b.tar", url, keys, overwrite=True)
    assert sorted(os.listdir(tmp_path)) == sorted(
        there
    )  # no half-restored copy is left lying about
    assert await running.check(counters=True) == []
    await running.close()


async def test_a_backup_that_cannot_be_opened_replaces_nothing(
    tmp_path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    storage = await open_storage(url, keys, migrate=True)
    await storage.backup(tmp_path / "b.tar")
    await fill(storage)
    with pytest.raises(StorageError, match="no such folder"):
        await storage.backup(tmp_path / "no" / "b.tar")
    await storage.close()
    with pytest.raises(WrongKey, match="another master key"):
        await restore_backup(
            tmp_path / "b.tar", url, Keyring.open(tmp_path / "other"), overwrite=True
        )
    monkeypatch.setattr("storage.SCHEMA", "0000")
    with pytest.raises(SchemaTooNew, match="newer langnghe"):
        await restore_backup(tmp_path / "b.tar", url, keys, overwrite=True)
    monkeypatch.undo()
    storage = await open_storage(url, keys)
    arrival = await storage.work().people.arrive(Address("telegram", CANARY), "1")
    assert arrival.person == Person("p1", "vi")
    await storage.close()


def test_a_key_file_is_made_once_and_guarded(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert Keyring.open(path).created
    again = Keyring.open(path)
    assert not again.created
    assert len(again.id) == 8
    path.chmod(0o644)
    with pytest.raises(StorageError, match="chmod 600"):
        Keyring.open(path)
    path.chmod(0o600)
    for wrong in ("", "{}", '{"keys": []}', '{"keys": ["YQ=="]}'):
        path.write_text(wrong)
        with pytest.raises(WrongKey):
            Keyring.open(path)
    with pytest.raises(StorageError, match="cannot be made"):
        Keyring.open(tmp_path / "no" / "key")


def test_what_is_sealed_opens_only_in_its_place(tmp_path: Path) -> None:
    keys, other = Keyring.open(tmp_path / "a"), Keyring.open(tmp_path / "b")
    sealed = keys.seal("row/1", b"x")
    assert keys.open_sealed("row/1", sealed) == b"x"
    with pytest.raises(RowDamaged, match="moved"):
        keys.open_sealed("row/2", sealed)
    with pytest.raises(WrongKey):
        other.open_sealed("row/1", sealed)
    case = CaseKey.draw()
    with pytest.raises(RowDamaged):
        case.open_sealed("row/2", case.seal("row/1", b"x"))


async def test_an_older_and_a_newer_database_are_refused(lasting_url: str, keys: Keyring) -> None:
    url = lasting_url
    with pytest.raises(SchemaTooOld, match="langnghe migrate"):
        await open_storage(url, keys)
    steps: list[int] = []
    await migrate_database(url, lambda done, total: steps.append(done))
    assert steps == list(range(1, len(MIGRATIONS) + 1))
    await migrate_database(url)
    storage = await open_storage(url, keys)
    from storage.database import Write
    from storage.statements import Statement

    sql = "UPDATE alembic_version SET version_num = '9999'"
    await storage._database.commit([Write(Statement("test", sql, sql, ()), ())])
    await storage.close()
    with pytest.raises(SchemaTooNew, match="newer"):
        await open_storage(url, keys)


async def test_a_damaged_file_names_the_way_back(tmp_path: Path, keys: Keyring) -> None:
    path = tmp_path / "a.db"
    await (await open_storage(f"sqlite:///{path}", keys, migrate=True)).close()
    content = bytearray(path.read_bytes())
    content[100:4000] = os.urandom(3900)
    path.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match="langnghe restore"):
        await open_storage(f"sqlite:///{path}", keys)
    path.write_bytes(b"this is no database, but it is long enough to look like one" * 100)
    with pytest.raises(DatabaseCorrupt, match="langnghe restore"):
        await open_storage(f"sqlite:///{path}", keys)


async def test_one_file_serves_one_program(tmp_path: Path, keys: Keyring) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    storage = await open_storage(url, keys, migrate=True)
    with pytest.raises(StorageError, match="in use by another langnghe"):
        await open_storage(url, keys)
    await storage.close()
    await (await open_storage(url, keys)).close()


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///no/such/folder/a.db"])
async def test_a_database_that_cannot_be_says_so(url: str, keys: Keyring) -> None:
    with pytest.raises(StorageError):
        await open_storage(url, keys, migrate=True)


async def test_a_server_that_is_not_there_says_so(keys: Keyring) -> None:
    with pytest.raises(StorageError, match="cannot be reached"):
        await open_storage("postgresql://nobody@127.0.0.1:1/none", keys)


async def test_a_full_disk_takes_nothing_in_and_recovers(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    writer = storage._database._writer
    [(pages,)] = await writer.execute_fetchall("PRAGMA page_count")
    await writer.execute_fetchall(f"PRAGMA max_page_count = {pages + 2}")
    big = {"text": "x" * 50_000}

    async def owe(id: str) -> None:
        work = storage.work()
        work.post(Post(id, "p", "telegram", big))
        await work.commit("telegram", id, NOW)

    results = await asyncio.gather(*(owe(str(n)) for n in range(3)), return_exceptions=True)
    assert all(isinstance(result, StorageError) for result in results)
    assert all("disk is full" in str(result) for result in results)
    await writer.execute_fetchall("PRAGMA max_page_count = 1073741823")
    await owe("0")
    assert await storage.outbox.waiting() == 1
    await storage.close()


async def test_an_error_of_the_database_never_quotes_values(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("DROP TABLE outbox")
    connection.commit()
    connection.close()
    work = storage.work()
    work.post(Post("1", "p", "telegram", {"text": CANARY}))
    with pytest.raises(StorageError) as raised:
        await work.commit("telegram", "1", NOW)
    assert "CANARY" not in str(raised.value)
    with pytest.raises(StorageError):
        await storage.outbox.waiting()
    await storage.close()
    assert not await storage.ready()
