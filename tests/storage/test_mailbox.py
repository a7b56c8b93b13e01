"""What the web chat keeps: sealed, in order, bounded, gone with its person, the same on every database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.errors import Conflict, RowDamaged
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Post
from storage import Keyring, Storage, open_storage
from storage import mailbox as mailboxes
from storage.database import write
from storage.mailbox import Kept

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MS = round(NOW.timestamp() * 1000)
LAN, MAI = Address("web", "a" * 32), Address("web", "b" * 32)
SECRET = "Đèn đường ở xóm 3 hỏng".encode()


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)


async def meet(storage: Storage, address: Address = LAN, id: str = "p1") -> None:
    work = storage.work()
    work.people.add(Person(id, "vi"), address, NOW)
    await work.commit("", "", NOW)


async def erase(storage: Storage, id: str = "p1") -> None:
    work = storage.work()
    work.people.erase(id, NOW)
    await work.commit("", "", NOW)


async def ids(storage: Storage, address: Address = LAN, after: int = 0) -> list[str]:
    found = await storage.mailbox.after(storage.mailbox.mark(address), after, 1000)
    return [each.id for each in found]


async def test_messages_come_in_the_order_they_were_said(storage: Storage) -> None:
    box = storage.mailbox
    mark = box.mark(LAN)
    for id, at in (("m1", NOW), ("m2", NOW), ("m3", later(seconds=-5)), ("m4", later(seconds=1))):
        await box.add(mark, id, id.encode(), None, at)
    found = await box.after(mark, 0, 10)
    assert found[0] == Kept(MS, "m1", MS, b"m1")
    assert [each.id for each in found] == ["m1", "m2", "m3", "m4"]
    assert [each.seq for each in found] == [MS, MS + 1, MS + 2, MS + 1000]
    assert found[2].at == MS - 5000, "when it was said, whatever its number"
    assert [each.id for each in await box.after(mark, MS + 1, 1)] == ["m3"]
    assert await ids(storage, MAI) == []


async def test_a_message_that_comes_again_is_one(storage: Storage) -> None:
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    await box.add(mark, "m1", b"first", b"file", NOW)
    await box.add(mark, "m1", b"again", None, later(minutes=2))
    assert await box.after(mark, 0, 10) == [Kept(MS, "m1", MS, b"first")]
    assert await box.file(mark, "m1") == (b"first", b"file")


async def test_what_takes_the_place_of_another_is_news_under_its_id(storage: Storage) -> None:
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    await box.add(mark, "m1", b"1", None, NOW)
    await box.add(mark, "m2", b"2", None, NOW)
    late = later(seconds=9)
    assert await box.add(mark, "m3", b"1 changed", None, late, instead="m1") == "m1"
    assert await box.after(mark, MS + 1, 10) == [Kept(MS + 9000, "m1", MS, b"1 changed")]
    assert await box.add(mark, "m4", b"new", None, late, instead="gone") == "gone"
    assert await ids(storage) == ["m2", "m1", "gone"]


async def test_words_do_not_take_the_place_of_a_picture(storage: Storage) -> None:
    await owe(storage, "m2")
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    await box.add(mark, "m1", b"chart", b"file", NOW)
    assert await box.add(mark, "m2", b"words", None, NOW, instead="m1", owed=True) == "m2"
    assert await box.file(mark, "m1") == (b"chart", b"file")
    assert await ids(storage) == ["m1", "m2"]
    assert await storage.outbox.waiting() == 0


async def owe(storage: Storage, id: str, person: str = "p1") -> None:
    work = storage.work()
    work.post(Post(id, person, "web", {"text": id}))
    await work.commit("", "", NOW)


async def test_what_is_owed_moves_here_in_one_commit(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owe(storage, "m1")
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    assert await box.add(mark, "m1", b"x", None, NOW, owed=True) == "m1"
    assert await storage.outbox.waiting() == 0
    assert await box.add(mark, "m1", b"again", None, NOW, owed=True) is None
    assert [each.payload for each in await box.after(mark, 0, 9)] == [b"x"]


async def test_a_message_on_its_way_does_not_outlive_an_erasure(storage: Storage) -> None:
    """Taken up by the outbox before its person had everything erased, it arrives after."""
    await meet(storage)
    await owe(storage, "m1")
    [post] = await storage.outbox.pending(9, NOW, ["web"])
    await erase(storage)
    mark = storage.mailbox.mark(LAN)
    assert await storage.mailbox.add(mark, post.id, b"x", None, NOW, owed=True) is None
    assert await ids(storage) == []


async def test_another_mailbox_cannot_be_reached_by_an_id(storage: Storage) -> None:
    box = storage.mailbox
    lan, mai = box.mark(LAN), box.mark(MAI)
    await box.add(lan, "m1", b"lan", b"file", NOW)
    await box.add(mai, "m2", b"mai", None, NOW, instead="m1")
    assert [each.payload for each in await box.after(lan, 0, 10)] == [b"lan"]
    assert await box.file(mai, "m1") is None
    assert await box.file(lan, "m2") is None


async def test_the_last_messages_of_a_month_are_kept(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "_MOST", 3)
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    for number in range(5):
        await box.add(mark, f"m{number}", b"x", None, later(days=number))
    assert await ids(storage) == ["m2", "m3", "m4"]
    await storage.tidy(later(days=33, seconds=1))
    assert await ids(storage) == ["m4"]
    await storage.tidy(later(days=36))
    assert await ids(storage) == []
    await box.add(mark, "new", b"x", None, later(days=36))
    [new] = await box.after(mark, MS + 4 * 86_400_000, 10)
    assert new.id == "new", "numbers go on, whatever was forgotten"


async def test_many_at_once_lose_and_repeat_nothing(storage: Storage) -> None:
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    many = [f"m{number:03}" for number in range(60)]
    await asyncio.gather(*(box.add(mark, id, id.encode(), None, NOW) for id in many))
    found = await box.after(mark, 0, 100)
    assert sorted(each.id for each in found) == many
    assert len({each.seq for each in found}) == 60


async def test_nothing_can_be_read_in_the_database_and_what_is_altered_is_left_out(
    storage: Storage,
) -> None:
    box, mark = storage.mailbox, storage.mailbox.mark(LAN)
    await box.add(mark, "m1", SECRET, SECRET, NOW)
    await box.add(mark, "m2", b"2", b"2", NOW)
    database = storage._database
    rows = await database.fetch("mailbox.after", mark=mark, seq=0, size=9)
    [(payload, attached)] = await database.fetch("mailbox.file", mark=mark, id="m1")
    for stored in (*rows[0], payload, attached, mark):
        assert SECRET not in bytes(str(stored), "utf-8")
        assert LAN.account.encode() not in bytes(str(stored), "utf-8")
        assert not (isinstance(stored, bytes) and SECRET in stored)
    moved = {"mark": mark, "id": "m3", "at": MS, "payload": payload, "attached": attached}
    await database.commit([write("mailbox.add", **moved)])
    assert [(each.id, each.payload) for each in await box.after(mark, 0, 9)] == [
        ("m1", SECRET),
        ("m2", b"2"),
        ("m3", b""),
    ]
    with pytest.raises(RowDamaged):
        await box.file(mark, "m3")


async def test_it_goes_with_its_person(storage: Storage) -> None:
    await meet(storage)
    await meet(storage, MAI, "p2")
    for address in (LAN, MAI):
        await storage.mailbox.add(storage.mailbox.mark(address), "m1", b"x", b"y", NOW)
        await upload(storage, address, "u1", b"x")
    await erase(storage)
    assert await ids(storage) == []
    assert await ids(storage, MAI) == ["m1"]
    assert await storage.uploads.fetch(storage.uploads.mark(LAN), "u1", NOW) is None
    assert await storage.uploads.fetch(storage.uploads.mark(MAI), "u1", NOW) == b"x"
    assert await rows_of(storage, "upload_part") == 1
    with pytest.raises(Conflict):
        await storage.uploads.add(storage.uploads.mark(LAN), "u1", 1, b"x")
    with pytest.raises(Conflict):
        await storage.uploads.finish(storage.uploads.mark(LAN), "u1")


# Several processes


@pytest.fixture
async def two(postgres_url: str, keys: Keyring) -> AsyncIterator[tuple[Storage, Storage]]:
    """Two processes on one PostgreSQL."""
    first = await open_storage(postgres_url, keys, migrate=True)
    second = await open_storage(postgres_url, keys)
    yield first, second
    await first.close()
    await second.close()


async def test_two_processes_write_into_one_mailbox(two: tuple[Storage, Storage]) -> None:
    mark = two[0].mailbox.mark(LAN)
    many = [f"m{number:03}" for number in range(40)]
    await asyncio.gather(
        *(two[number % 2].mailbox.add(mark, id, b"x", None, NOW) for number, id in enumerate(many))
    )
    found = await two[0].mailbox.after(mark, 0, 100)
    assert sorted(each.id for each in found) == many


async def test_who_reads_while_two_processes_write_misses_nothing(
    two: tuple[Storage, Storage],
) -> None:
    """A browser goes on after the highest number it has seen: a lower one must not come later."""
    mark = two[0].mailbox.mark(LAN)
    done = asyncio.Event()
    seen: list[str] = []

    async def speak(storage: Storage, name: str) -> None:
        for number in range(60):
            at = later(milliseconds=number)  # no two clocks agree
            await storage.mailbox.add(mark, f"{name}{number:02}", b"x", None, at)

    async def read() -> None:
        newest = 0
        while True:
            over = done.is_set()
            found = await two[0].mailbox.after(mark, newest, 500)
            seen.extend(each.id for each in found)
            newest = found[-1].seq if found else newest
            if over:
                return

    reader = asyncio.create_task(read())
    await asyncio.gather(speak(two[0], "a"), speak(two[1], "b"))
    done.set()
    await reader
    assert sorted(seen) == [f"{name}{number:02}" for name in "ab" for number in range(60)]


async def test_what_others_wrote_is_seen_in_one_look(two: tuple[Storage, Storage]) -> None:
    box = two[0].mailbox
    lan, mai = box.mark(LAN), box.mark(MAI)
    assert await box.newest([lan, mai]) == {}
    await two[1].mailbox.add(lan, "m1", b"x", None, NOW)
    assert await box.newest([lan, mai]) == {lan: MS}
    await two[1].mailbox.add(mai, "m1", b"x", None, NOW)
    await two[1].mailbox.add(lan, "m2", b"y", None, later(seconds=1), instead="m1")
    assert await box.newest([lan, mai]) == {lan: MS + 1000, mai: MS}
    assert await box.newest([]) == {}


# Files on their way


async def upload(storage: Storage, address: Address, id: str, *parts: bytes) -> bytes:
    mark = storage.uploads.mark(address)
    await storage.uploads.begin(mark, id, NOW)
    for number, part in enumerate(parts):
        await storage.uploads.add(mark, id, number, part)
    await storage.uploads.finish(mark, id)
    return mark


async def rows_of(storage: Storage, table: str) -> int:
    database: Any = storage._database
    sql = f"SELECT COUNT(*) FROM {table}"
    ask = database._pool.fetch(sql) if storage.shared else database._reads.ask((sql, ()))
    [(count,)] = await ask
    return int(count)


async def test_a_file_is_put_together_from_its_parts(storage: Storage) -> None:
    mark = await upload(storage, LAN, "u1", *(bytes([n]) * 1000 for n in range(12)))
    content = await storage.uploads.fetch(mark, "u1", NOW)
    assert content == b"".join(bytes([n]) * 1000 for n in range(12))
    assert await storage.uploads.fetch(mark, "u1", NOW) == content, "a job may come again"
    assert await storage.uploads.fetch(mark, "u2", NOW) is None
    assert await storage.uploads.fetch(storage.uploads.mark(MAI), "u1", NOW) is None


async def test_half_a_file_is_none(storage: Storage) -> None:
    uploads, mark = storage.uploads, storage.uploads.mark(LAN)
    await uploads.begin(mark, "u1", NOW)
    await uploads.add(mark, "u1", 0, b"half")
    assert await uploads.fetch(mark, "u1", NOW) is None
    await uploads.drop(mark, "u1")
    assert await rows_of(storage, "upload_part") == 0


async def test_a_file_is_sealed_and_its_parts_stay_where_they_belong(storage: Storage) -> None:
    mark = await upload(storage, LAN, "u1", SECRET, b"second")
    database = storage._database
    (_, first), (_, second) = await database.fetch("uploads.read", mark=mark, id="u1")
    assert SECRET not in bytes(first)
    await storage.uploads.drop(mark, "u1")
    await database.commit(
        [
            write("uploads.begin", mark=mark, id="u1", at=MS),
            write("uploads.part", mark=mark, id="u1", part=0, content=bytes(second)),
            write("uploads.finish", mark=mark, id="u1"),
        ]
    )
    with pytest.raises(RowDamaged):
        await storage.uploads.fetch(mark, "u1", NOW)


async def test_files_are_forgotten_when_nobody_needs_them_any_more(storage: Storage) -> None:
    uploads = storage.uploads
    mark = await upload(storage, LAN, "fetched", b"x")
    await upload(storage, LAN, "waiting", b"x")
    await uploads.begin(mark, "half", NOW)
    await uploads.add(mark, "half", 0, b"x")
    await uploads.fetch(mark, "fetched", NOW)
    await uploads.fetch(mark, "fetched", later(hours=20))
    await storage.tidy(later(hours=23))
    assert await rows_of(storage, "upload") == 3
    await storage.tidy(later(hours=25))
    assert await uploads.fetch(mark, "waiting", NOW) == b"x"
    assert await rows_of(storage, "upload_part") == 1
    with pytest.raises(Conflict):
        await storage.uploads.add(storage.uploads.mark(LAN), "u1", 1, b"x")
    with pytest.raises(Conflict):
        await storage.uploads.finish(storage.uploads.mark(LAN), "u1")
    await upload(storage, LAN, "never", b"x")
    await storage.tidy(later(days=31))
    assert await rows_of(storage, "upload") == 0
    assert await rows_of(storage, "upload_part") == 0


# What is signed


def test_only_what_a_key_of_the_ring_signed_is_taken(tmp_path: Path) -> None:
    keys = Keyring.open(tmp_path / "a.key")
    other = Keyring.open(tmp_path / "b.key")
    signed = keys.sign("web cookie", "a")
    assert keys.is_signed("web cookie", "a", signed)
    assert not keys.is_signed("web cookie", "b", signed)
    assert not keys.is_signed("another purpose", "a", signed)
    assert not keys.is_signed("web cookie", "a", signed[:-1])
    assert not keys.is_signed("web cookie", "a", b"")
    assert not other.is_signed("web cookie", "a", signed)
