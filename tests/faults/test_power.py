"""Power cuts and disks that fail, under the real storage with every page it writes."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ids import Ids
from feedback.errors import StorageError
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Post
from storage import Keyring, Storage, migrate_database, open_storage
from tests.faults import disk as disks
from tests.faults.disk import Disk

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ids = Ids()
CUTS = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "proof" else 500


async def turn(storage: Storage, event: str) -> None:
    """A turn of several statements that can be told whole from torn: person, address, message."""
    work = storage.work()
    work.people.add(Person(event, "vi"), Address("test", event), NOW)
    work.post(Post(event, event, "test", {"text": f"tin nhắn {event} " * 40}))
    await work.commit("test", event, NOW)


def kept(path: Path) -> set[str]:
    """Return the events of a database; fails when one turn is there in part or a page is bad."""
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        parts = [
            {row[0] for row in database.execute(sql)}
            for sql in (
                "SELECT id FROM event",
                "SELECT id FROM person",
                "SELECT person FROM address",
                "SELECT id FROM outbox",
            )
        ]
        assert all(part == parts[0] for part in parts)
        return parts[0]
    finally:
        database.close()


async def fill(path: Path, keys: Keyring, disk: Disk, level: str) -> list[tuple[int, str]]:
    """Commit turns, checkpoints in between; returns how long the log was at each acknowledgement."""
    url = f"sqlite:///{path}"
    await migrate_database(url)
    storage = await open_storage(url, keys)
    writer = storage._database._writer  # type: ignore[attr-defined]
    await writer.execute_fetchall(f"PRAGMA synchronous = {level}")
    await writer.execute_fetchall("PRAGMA wal_autocheckpoint = 60")
    taken: list[tuple[int, str]] = []

    async def acknowledged(event: str) -> None:
        await turn(storage, event)
        taken.append((len(disk.log), event))

    for group in range(40):
        await asyncio.gather(*(acknowledged(f"{group:03}-{n}") for n in range(1 + group % 5)))
        if group % 9 == 8:
            await storage.tidy(NOW)
    await storage.close()
    return taken


async def lost(tmp_path: Path, keys: Keyring, level: str, many: int) -> tuple[int, int, list[str]]:
    """Cut the power at random moments; returns cuts, turns lost, and databases left to look at."""
    chance = random.Random(many)
    with disks.put_in() as disk:
        taken = await fill(tmp_path / "a.db", keys, disk, level)
    begun = {event for _, event in taken}
    first = taken[0][0]
    points = sorted(chance.randrange(first, len(disk.log) + 1) for _ in range(many))
    missing, left = 0, []
    for number, files in enumerate(disk.cuts(points, chance)):
        folder = tmp_path / f"cut{number % 5}"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name in ("a.db", "a.db-wal"):
            (folder / name).write_bytes(files.get(name, b""))
        there = kept(folder / "a.db")
        assert there <= begun
        missing += len({event for at, event in taken if at <= points[number]} - there)
        left.append(f"sqlite:///{folder}/a.db")
    return len(points), missing, left[-5:]


@pytest.mark.timeout(900)
async def test_a_power_cut_loses_nothing_acknowledged_and_leaves_no_turn_in_part(
    tmp_path: Path, keys: Keyring
) -> None:
    cuts, missing, left = await lost(tmp_path, keys, "FULL", CUTS)
    assert (cuts, missing) == (CUTS, 0)
    for url in left:
        storage = await open_storage(url, keys)
        assert await storage.check(counters=True) == []
        await turn(storage, "afterwards")
        await storage.close()


async def test_the_cuts_find_what_a_weaker_setting_would_lose(
    tmp_path: Path, keys: Keyring
) -> None:
    """Without this one, the test above might be blind."""
    cuts, missing, _ = await lost(tmp_path, keys, "NORMAL", 100)
    assert missing > cuts / 10


@pytest.mark.parametrize("code", [disks.IOERR_WRITE, disks.IOERR_FSYNC, disks.FULL])
@pytest.mark.parametrize("times", [1, 1000])
async def test_a_disk_that_fails_at_any_moment(
    tmp_path: Path, keys: Keyring, code: int, times: int
) -> None:
    """What was refused is not there, what was taken is; and it goes on when the disk is well."""
    url = f"sqlite:///{tmp_path}/a.db"
    await migrate_database(url)
    taken: set[str] = set()
    with disks.put_in() as disk:
        storage = await open_storage(url, keys)
        writer = storage._database._writer  # type: ignore[attr-defined]
        await writer.execute_fetchall("PRAGMA wal_autocheckpoint = 10")
        refusals = failures = 0
        for after in range(24):
            disk.fail(code, after, times)
            names = [f"{after}-{n}" for n in range(3)]
            results = await asyncio.gather(
                *(turn(storage, name) for name in names), return_exceptions=True
            )
            failures += disk.failed
            disk.times = 0
            for name, result in zip(names, results, strict=True):
                if result is None:
                    taken.add(name)
                else:
                    refusals += 1
                    assert isinstance(result, StorageError)
                    assert name not in str(result)
            await turn(storage, f"{after}-well")
            taken.add(f"{after}-well")
        assert failures >= 20, "the last of them come after all is written"
        assert bool(refusals) == (times > 1), "one failure is got over, a lasting one is told"
        assert await storage.check() == []
        await storage.close()
    assert kept(tmp_path / "a.db") == taken
