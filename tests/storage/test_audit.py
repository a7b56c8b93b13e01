"""The audit: chained by one, certified now and then, and what a check says of it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.errors import AuditBroken, StorageError
from storage import Keyring, Storage, open_storage, restore_backup, witness_of
from storage.audit_check import Report
from storage.chain import Checkpoint, Line, content
from storage.database import write
from storage.migrating import upgrade
from storage.witness import Witness

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


@pytest.fixture
async def lite(tmp_path: Path, keys: Keyring, file: Path) -> AsyncIterator[Storage]:
    url = f"sqlite:///{tmp_path}/test.db"
    storage = await open_storage(url, keys, migrate=True, audit_file=file)
    yield storage
    await storage.close()


@pytest.fixture
async def lasting(lasting_url: str, keys: Keyring, file: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(lasting_url, keys, migrate=True, audit_file=file)
    yield storage
    await storage.close()


async def note(storage: Storage, *subjects: str, at: datetime = NOW) -> None:
    work = storage.work()
    for subject in subjects:
        work.audit.note("p1", "export", subject, at)
    await work.commit("", "", at)


async def actions(storage: Storage) -> list[str]:
    rows = await storage._database.fetch("audit.chained", first=0, size=1000)
    rows = [*rows, *await storage._database.fetch("audit.unchained", after="", size=1000)]
    return [f"{Line.of(row).action} {Line.of(row).subject}" for row in rows]


async def sql(storage: Storage, text: str) -> None:
    await storage._database.script(text)


def points(file: Path) -> list[Checkpoint]:
    read = Witness(file).read()
    assert read is not None
    return list(read.checkpoints)


def lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


def rewrite(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join(lines))


def remove(file: Path) -> None:
    file.unlink()


async def sealed(storage: Storage, rounds: int = 3) -> None:
    """Make an audit of two lines a round, each round with a checkpoint."""
    for number in range(rounds):
        await note(storage, f"{number}a", f"{number}b", at=NOW + number * MINUTE)
        assert await storage.seal(NOW + number * MINUTE) == 2
    report = await storage.check_audit(NOW)
    assert (report.lines, report.waiting, report.faults) == (2 * rounds, 0, [])
    assert report.checkpoint is not None
    assert report.checkpoint.n == rounds


async def faults(storage: Storage, seen: str = "") -> list[str]:
    return (await storage.check_audit(NOW + timedelta(hours=1), seen)).faults


async def test_an_empty_audit_has_no_faults(storage: Storage) -> None:
    assert await storage.seal(NOW) == 0
    assert await storage.check_audit(NOW) == Report()


async def test_lines_are_chained_in_the_order_of_their_commits(storage: Storage) -> None:
    await note(storage, "later", at=NOW + MINUTE)
    assert await storage.seal(NOW) == 1
    await note(storage, "earlier")
    await note(storage, "between", at=NOW + MINUTE / 2)
    assert (await storage.check_audit(NOW)).waiting == 2
    assert await storage.seal(NOW) == 2
    assert await actions(storage) == ["export later", "export earlier", "export between"]
    report = await storage.check_audit(NOW)
    assert (report.lines, report.waiting, report.faults) == (3, 0, [])


async def test_more_lines_than_fit_one_commit_or_one_page(storage: Storage) -> None:
    shown: list[tuple[int, int]] = []
    await note(storage, *(f"{n}" for n in range(1100)))
    assert await storage.seal(NOW) == 1100
    report = await storage.check_audit(NOW, progress=lambda *each: shown.append(each))
    assert (report.lines, report.faults) == (1100, [])
    assert shown == [(1000, 1100), (1100, 1100)]


async def test_a_checkpoint_a_minute_while_lines_come_and_one_at_the_end(
    lasting: Storage, file: Path
) -> None:
    for second in range(0, 130, 10):
        at = NOW + timedelta(seconds=second)
        await note(lasting, f"{second}", at=at)
        assert await lasting.seal(at) == 1
    assert [each.lines for each in points(file)] == [1, 7, 13]
    await note(lasting, "last")
    await lasting.seal(NOW + timedelta(seconds=131), last=True)
    await lasting.seal(NOW + timedelta(minutes=9))
    assert [each.lines for each in points(file)] == [1, 7, 13, 14], (
        "nothing new, nothing certified"
    )
    assert not await faults(lasting)


async def test_lines_older_than_the_chain_are_taken_in_once(
    lasting_url: str, keys: Keyring, file: Path
) -> None:
    await upgrade(lasting_url, schema="0007")
    old = Path(lasting_url.removeprefix("sqlite:///"))
    insert = "INSERT INTO audit (id, at, actor, action, subject) VALUES ('{}', 5, 'a', 'b', 'c')"
    if lasting_url.startswith("sqlite"):
        with sqlite3.connect(old) as database:
            database.execute(insert.format("01"))
        database.close()
    storage = await open_storage(lasting_url, keys, migrate=True, audit_file=file)
    if not lasting_url.startswith("sqlite"):
        await sql(storage, insert.format("01"))
    assert await faults(storage) == [], "it waits to be taken in"
    await storage.seal(NOW)
    assert await faults(storage) == []
    await sql(storage, insert.format("02"))
    [waiting] = await faults(storage)
    assert waiting == "a line not chained yet (01/01/1970 00:00:00 UTC): altered or put in"
    await storage.seal(NOW + MINUTE)
    [chained] = await faults(storage)
    assert "line 2" in chained
    assert "altered or put in before it was chained" in chained
    await storage.close()


async def test_one_process_chains_at_a_time(
    postgres_url: str, keys: Keyring, tmp_path: Path
) -> None:
    one, other = [
        await open_storage(postgres_url, keys, migrate=True, audit_file=tmp_path / name)
        for name in ("one", "other")
    ]
    async with one._database.sole() as alone, other._database.sole() as second:
        assert (alone, second) == (True, False)
        await note(one, "a")
        assert await other.seal(NOW) == 0
    for number in range(12):
        both = (one, other)
        await asyncio.gather(*(note(each, f"{number}") for each in both))
        at = NOW + number * MINUTE
        await asyncio.gather(*(each.seal(at) for each in both))
    assert await one.seal(NOW + timedelta(hours=1)) <= 2
    await other.seal(NOW + timedelta(hours=2))
    assert not await faults(one)
    assert not await faults(other), "each file has what the other process certified"
    assert points(tmp_path / "one") == points(tmp_path / "other")
    noted = await actions(one)
    assert sum(each.startswith("export") for each in noted) == 25
    assert all("begun" in each for each in noted if not each.startswith("export"))
    await one.close()
    await other.close()


async def test_a_place_in_the_chain_is_given_once(
    lasting: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should two ever chain at once, the database refuses the second."""
    await note(lasting, "a")
    fetch = lasting._database.fetch

    async def late(name: str, /, **values: object) -> object:
        rows = await fetch(name, **values)
        if name == "audit.last":
            [[id, *_]] = await fetch("audit.unchained", after="", size=9)
            await lasting._database.commit([write("audit.chain", id=id, seq=1, link=b"theirs")])
        return rows

    monkeypatch.setattr(lasting._database, "fetch", late)
    assert await lasting.seal(NOW) == 0
    monkeypatch.undo()
    assert await lasting._database.fetch("audit.at", seq=1) is not None
    [[link]] = await lasting._database.fetch("audit.at", seq=1)
    assert link == b"theirs"


TAMPERED = {
    "UPDATE audit SET subject = 'x' WHERE seq = 3": "line 3 (24/11/2026 01:01:00 UTC): altered",
    "UPDATE audit SET link = (SELECT link FROM audit WHERE seq = 1) WHERE seq = 3": (
        "does not follow the line before it"
    ),
    "DELETE FROM audit WHERE seq = 3": "line 3: removed (before 24/11/2026",
    "DELETE FROM audit WHERE seq IN (3, 4)": "lines 3 to 4: removed (before 24/11/2026",
    "DELETE FROM audit WHERE seq > 4": "checkpoint 3 certified 6 lines, there are 4: lines at the",
    "DELETE FROM audit": "checkpoint 1 certified 2 lines, there are 0",
    "UPDATE audit SET seq = NULL WHERE seq = 6": "checkpoint 3 certified 6 lines, there are 5",
    "INSERT INTO audit (id, at, actor, action, subject, seq) VALUES ('x', 1, '', '', '', 0)": (
        "after line 0: a line was put in (01/01/1970"
    ),
    "INSERT INTO audit (id, at, actor, action, subject) VALUES ('x', 9e17, '', '', '')": (
        "a line not chained yet (of no time): altered or put in"
    ),
    "DELETE FROM audit_checkpoint WHERE n = 2": "checkpoints 2 to 2: removed from the database",
    "DELETE FROM audit_checkpoint WHERE n = 3": "checkpoint 3 in the file",
    "DELETE FROM audit_checkpoint": "checkpoints 1 to 3 in the file",
    "UPDATE audit_checkpoint SET lines = 4 WHERE n = 3": "checkpoint 3: altered, or not made by",
}


@pytest.mark.parametrize("how", TAMPERED, ids=range(len(TAMPERED)))
async def test_what_was_done_to_the_database_is_told(how: str, lite: Storage) -> None:
    await sealed(lite)
    await sql(lite, how)
    assert TAMPERED[how] in "\n".join(await faults(lite))


async def test_places_of_other_kinds_are_told_too(tmp_path: Path, keys: Keyring) -> None:
    """SQLite takes words where numbers belong, and bytes that are no text."""
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await sealed(storage)
    for value in ("'last'", "x'ff'", "2.5", "9223372036854775807"):
        await sql(
            storage, f"UPDATE audit SET seq = {value} WHERE id = (SELECT MAX(id) FROM audit)"
        )
        assert await faults(storage)
    await sql(storage, "UPDATE audit SET seq = 'last' WHERE id = (SELECT MAX(id) FROM audit)")
    with pytest.raises(AuditBroken):
        await storage.seal(NOW + timedelta(hours=1))
    for change in ("seq = 6, link = 'link'", "link = NULL", "mark = 'mark'", "at = 'noon'"):
        await sql(storage, f"UPDATE audit SET {change} WHERE id = (SELECT MAX(id) FROM audit)")
        assert await faults(storage)
    await sql(storage, "UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE seq = 3")
    assert "after line 2: a line cannot be read; it was altered" in await faults(storage)
    await sql(storage, "UPDATE audit_checkpoint SET signature = 'mine', link = 'abc' WHERE n = 3")
    assert "checkpoint 3: altered, or not made by this program" in await faults(storage)
    await storage.close()


async def test_a_key_holder_who_shortens_the_chain_is_told(lite: Storage) -> None:
    """Two checkpoints that are both genuine and do not fit each other."""
    await sealed(lite)
    [row] = await lite._database.fetch("audit.at", seq=2)
    shorter = Checkpoint.certified(4, 2, row[0], 9, lite.keys)
    await lite._sealer._keep(shorter)
    told = await faults(lite)
    assert "checkpoint 4: the chain was longer at the one before" in told
    other = Checkpoint.certified(5, 6, row[0], 9, lite.keys)
    await lite._sealer._keep(other)
    assert "checkpoint 5 certified another line 6 than there is" in await faults(lite)


async def test_without_a_file_lines_without_checkpoints_are_a_fault(
    lite: Storage, file: Path
) -> None:
    await sealed(lite)
    await sql(lite, "DELETE FROM audit_checkpoint")
    remove(file)
    [fault] = await faults(lite)
    assert fault.startswith("no checkpoint certifies any line: all were removed")


async def test_only_so_many_faults_are_listed(lite: Storage) -> None:
    await sealed(lite, 15)
    await sql(lite, "UPDATE audit SET actor = 'p2'")
    report = await lite.check_audit(NOW)
    assert (len(report.faults), report.more) == (20, 10)


def _without(n: int, lines: list[bytes]) -> list[bytes]:
    return lines[: n - 1] + lines[n:]


FILES = {
    "a bit": (lambda lines: [lines[0].replace(b'2, "link', b'3, "link'), *lines[1:]], "not what"),
    "no checkpoint": (lambda lines: [b"{}\n", *lines], "line 1: altered, this is no checkpoint"),
    "other kinds": (lambda lines: [*lines, b'{"n": "a", "lines": 1, "link": "", "at": 1, '
                    b'"signature": ""}\n'], "line 4: altered, this is no checkpoint"),
    "removed": (lambda lines: _without(2, lines), "checkpoint 2 removed from the file"),
    "an old one": (lambda lines: lines[:1], "checkpoints 2 to 3 removed from the file"),
    "doubled": (lambda lines: [*lines, lines[1]], "lines were removed, doubled or moved"),
    "torn": (lambda lines: [*lines, b'{"n": 4'], "the last line is not whole"),
    "made up": (lambda lines: [*lines, lines[2].replace(b'{"n": 3', b'{"n": 4')],
                "checkpoint 4 not made by this program"),
}  # fmt: skip


@pytest.mark.parametrize("how", FILES)
async def test_what_was_done_to_the_file_is_told(how: str, lite: Storage, file: Path) -> None:
    await sealed(lite)
    change, told = FILES[how]
    rewrite(file, change(lines(file)))
    assert told in "\n".join(await faults(lite))


async def test_a_file_that_is_missing_is_told_and_made_anew_on_the_record(
    lasting: Storage, lasting_url: str, keys: Keyring, file: Path
) -> None:
    await sealed(lasting)
    before = points(file)
    remove(file)
    [fault] = await faults(lasting)
    assert "the file of checkpoints is missing" in fault
    await lasting.seal(NOW + timedelta(hours=1))
    await lasting.seal(NOW + timedelta(hours=2))
    assert not await faults(lasting)
    assert points(file)[:3] == before
    assert (await actions(lasting))[-1] == "audit.file-begun 1-3"


async def test_an_old_file_is_mended_on_the_record(
    lasting_url: str, lasting: Storage, keys: Keyring, file: Path
) -> None:
    await sealed(lasting)
    whole = lines(file)
    for kept, said in ((1, "audit.file-mended 2-3"), (0, "audit.file-mended 1-4")):
        rewrite(file, whole[:kept])
        await lasting.seal(NOW + timedelta(hours=1 + kept), last=True)
        await lasting.seal(NOW + timedelta(hours=1 + kept), last=True)
        assert not await faults(lasting)
        noted = (await actions(lasting))[-1] == said
        assert noted is not lasting.shared, "where several write, each file follows the others"
        if lasting.shared:
            break
    assert [each.n for each in points(file)][:3] == [1, 2, 3]


async def test_a_kill_between_file_and_database_is_made_good(
    lasting_url: str, lasting: Storage, keys: Keyring, file: Path
) -> None:
    await sealed(lasting)
    await sql(lasting, "DELETE FROM audit_checkpoint WHERE n = 3")
    assert "After a kill one may be" in "\n".join(await faults(lasting))
    again = await open_storage(lasting_url, keys, reading=True, audit_file=file)
    again._sealer._database = lasting._database  # another life of the program, same connection
    await again.seal(NOW + timedelta(hours=1))
    assert not await faults(lasting)
    assert (await actions(lasting))[-1] == "export 2b", "nothing was tampered with"
    await again.close()


async def test_a_power_cut_while_the_file_was_written_is_made_good(
    lite: Storage, file: Path
) -> None:
    await sealed(lite)
    whole = lines(file)
    rewrite(file, [*whole, b'{"n": 4, "lin'])
    await lite.seal(NOW + timedelta(hours=1))
    assert lines(file) == whole
    assert not await faults(lite)


BROKEN = {
    "DELETE FROM audit WHERE seq > 4; DELETE FROM audit_checkpoint WHERE n > 2": None,
    "DELETE FROM audit WHERE seq > 2; DELETE FROM audit_checkpoint WHERE n > 1": None,
    "UPDATE audit SET link = mark WHERE seq = 6; DELETE FROM audit_checkpoint WHERE n = 3": None,
    "UPDATE audit_checkpoint SET signature = link WHERE n = 3": None,
    "DELETE FROM audit_checkpoint": None,
    "": lambda lines: [*lines[:2], lines[2].replace(b"lines", b"limes")],
    "UPDATE audit_checkpoint SET signature = link WHERE n = 2": lambda lines: lines[:1],
}


@pytest.mark.parametrize("how", BROKEN, ids=range(len(BROKEN)))
async def test_the_sealer_certifies_nothing_more_once_something_is_wrong(
    how: str, lite: Storage, file: Path
) -> None:
    await sealed(lite)
    if how:
        await sql(lite, how)
    if change := BROKEN[how]:
        rewrite(file, change(lines(file)))
    lite._sealer._longest = 0  # another life of the program
    lite._sealer._lost = None
    lite._sealer._agreed = None
    await note(lite, "new")
    for minutes in (60, 61, 62):
        with pytest.raises(AuditBroken, match="langnghe check --audit"):
            await lite.seal(NOW + timedelta(minutes=minutes))
    assert (await lite.check_audit(NOW)).waiting == 0, "lines are chained all the same"
    assert await faults(lite)


async def test_lines_that_vanish_while_the_program_runs_are_noticed(lite: Storage) -> None:
    await sealed(lite)
    await sql(lite, "DELETE FROM audit WHERE seq > 4")
    await note(lite, "more", "than", "were", "removed")
    for hours in (1, 2):
        with pytest.raises(AuditBroken, match="had 6 lines and then 4"):
            await lite.seal(NOW + timedelta(hours=hours))


async def test_an_audit_put_back_as_a_whole_is_told_by_what_was_noted(
    lite: Storage, file: Path
) -> None:
    await sealed(lite)
    noted = (await lite.check_audit(NOW)).checkpoint
    assert noted is not None
    await note(lite, "more")
    await lite.seal(NOW + timedelta(hours=1))
    assert not await faults(lite, noted.fingerprint), "it goes on from there"
    await sql(lite, "DELETE FROM audit WHERE seq > 4; DELETE FROM audit_checkpoint WHERE n > 2")
    rewrite(file, lines(file)[:2])
    assert not await faults(lite), "nothing here can know"
    [fault] = await faults(lite, noted.fingerprint)
    assert "put back to an earlier day" in fault
    assert await faults(lite, "what is this")


async def test_a_file_that_cannot_be_written_is_an_error_and_certified_later(
    lite: Storage, tmp_path: Path
) -> None:
    folder = tmp_path / "away"
    for path in (folder / "checkpoints", tmp_path):
        lite._witness.path = path  # type: ignore[union-attr]
        await note(lite, "a")
        with pytest.raises(StorageError, match="checkpoints of the audit cannot be kept"):
            await lite.seal(NOW, last=True)
    with pytest.raises(StorageError, match="checkpoints of the audit cannot be kept"):
        await lite.check_audit(NOW)
    os.mkdir(folder)
    lite._witness.path = folder / "checkpoints"  # type: ignore[union-attr]
    await lite.seal(NOW + MINUTE)
    assert not await faults(lite)
    assert [each.lines for each in points(folder / "checkpoints")] == [2]


async def test_a_checkpoint_the_database_did_not_take_is_not_made_twice(
    lite: Storage, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await note(lite, "a")

    async def full(_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(lite._sealer, "_keep", full)
    with pytest.raises(StorageError, match="full"):
        await lite.seal(NOW)
    monkeypatch.undo()
    await note(lite, "b")
    await lite.seal(NOW + MINUTE)
    assert [(each.n, each.lines) for each in points(file)] == [(1, 1), (2, 2)]
    assert not await faults(lite)


async def test_a_restore_sets_the_file_aside_and_a_new_one_is_begun_on_the_record(
    lasting: Storage, lasting_url: str, keys: Keyring, file: Path, tmp_path: Path
) -> None:
    await sealed(lasting, 2)
    await lasting.backup(tmp_path / "b.tar")
    await note(lasting, "lost")
    await lasting.seal(NOW + timedelta(hours=1))
    old = lines(file)
    await lasting.close()
    for number in (1, 2):
        await restore_backup(
            tmp_path / "b.tar", lasting_url, keys, overwrite=True, audit_file=file
        )
        assert file.name not in os.listdir(tmp_path)
        if number == 1:
            assert lines(Path(f"{file}.1")) == old
        storage = await open_storage(lasting_url, keys, audit_file=file)
        await storage.seal(NOW + timedelta(hours=2))
        await storage.seal(NOW + timedelta(hours=3))
        assert not await faults(storage)
        assert (await actions(storage))[-1] == "audit.file-begun 1-2"
        await storage.close()
    assert f"{file.name}.2" in os.listdir(tmp_path)
    assert Witness(tmp_path / "none").set_aside() is None


async def test_the_file_lies_beside_the_database_or_where_it_is_wished(
    tmp_path: Path, keys: Keyring
) -> None:
    assert witness_of("sqlite:///:memory:", keys, tmp_path / "x") is None
    for url, file, expected in (
        (f"sqlite:///{tmp_path}/a.db", None, tmp_path / "a.db.audit"),
        ("postgresql://host/name", None, keys.path.with_name("master.key.audit")),
        ("postgresql://host/name", tmp_path / "x", tmp_path / "x"),
    ):
        witness = witness_of(url, keys, file)
        assert witness is not None
        assert witness.path == expected


def test_a_file_that_cannot_be_set_aside_is_an_error(tmp_path: Path) -> None:
    long = Witness(tmp_path / ("x" * 255))
    long.path.write_text("")
    with pytest.raises(StorageError, match="cannot be kept"):
        long.set_aside()


def test_no_two_lines_look_the_same() -> None:
    values = ["", "a", "b", "ab", "1", 1, b"1", None, "None", 1.0, "a\0b", "\ud800"]
    told = {content(one, other) for one in values for other in values}
    assert len(told) == len(values) ** 2


async def test_a_lock_that_cannot_be_had_says_so(postgres_url: str, keys: Keyring) -> None:
    storage = await open_storage(postgres_url, keys, migrate=True)
    await storage.close()
    with pytest.raises(StorageError):
        await storage.seal(NOW)


def test_file_names_survive_a_power_cut(
    tmp_path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    Witness(tmp_path / "c").append([Checkpoint.certified(1, 1, b"", 1, keys)])
    assert len(synced) == 2, "the file, and its name in the folder"
