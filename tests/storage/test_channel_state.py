"""What channels keep between runs: sealed, guarded by version, and gone with the person."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from feedback.errors import Conflict
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Post
from storage import Storage
from storage.channel_state import Kept, Window
from storage.database import write

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LAN = Address("zalo_oa", "2468400000000000001")
SECRET = b"a refresh token nobody may read"


async def meet(storage: Storage, address: Address = LAN, id: str = "p1") -> None:
    work = storage.work()
    work.people.add(Person(id, "vi"), address, NOW)
    await work.commit("", "", NOW)


async def owe(storage: Storage, id: str, channel: str = "zalo_oa", person: str = "p1") -> None:
    work = storage.work()
    work.post(Post(id, person, channel, {"text": id}))
    await work.commit("", "", NOW)


async def pending(storage: Storage, at: datetime = NOW) -> list[str]:
    return [post.id for post in await storage.outbox.pending(10, at, ["telegram", "zalo_oa"])]


async def test_nothing_is_kept_at_first_and_then_what_was_kept_last(storage: Storage) -> None:
    state = storage.channel_state
    none = await state.read("zalo_oa", "tokens")
    assert none == Kept(0, b"")
    first = await state.change("zalo_oa", "tokens", none, SECRET)
    assert await state.read("zalo_oa", "tokens") == first == Kept(1, SECRET)
    second = await state.change("zalo_oa", "tokens", first, b"another")
    assert await state.read("zalo_oa", "tokens") == second == Kept(2, b"another")
    assert await state.read("zalo_bot", "tokens") == Kept()


async def test_of_two_that_change_the_same_one_loses(storage: Storage) -> None:
    state = storage.channel_state
    for before in (Kept(), Kept(1, b"x")):
        done = await asyncio.gather(
            *(state.change("zalo_oa", "tokens", before, b"x") for _ in range(5)),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Kept) for each in done) == 1
        assert sum(isinstance(each, Conflict) for each in done) == 4


async def test_what_is_kept_is_sealed_and_opens_in_its_own_place_only(storage: Storage) -> None:
    state = storage.channel_state
    await state.change("zalo_oa", "tokens", Kept(), SECRET)
    await state.change("zalo_oa", "other", Kept(), b"x")
    database = storage._database
    [(_, sealed)] = await database.fetch("channels.state", channel="zalo_oa", name="tokens")
    assert SECRET not in bytes(sealed)
    moved = write("channels.change", channel="zalo_oa", name="other", version=1, value=sealed)
    await database.commit([moved])
    damaged = await state.read("zalo_oa", "other")
    assert damaged == Kept(2, b"")
    mended = await state.change("zalo_oa", "other", damaged, b"mended")
    assert await state.read("zalo_oa", "other") == mended


async def test_when_a_person_last_wrote_and_was_last_asked_to(storage: Storage) -> None:
    windows = storage.reply_windows
    await windows.heard(LAN, NOW)
    assert await windows.last(LAN) == Window(), "nobody is kept who is no person here"
    await meet(storage)
    await windows.heard(LAN, NOW)
    assert await windows.last(LAN) == Window(NOW, None)
    await windows.nudged(LAN, NOW + timedelta(days=9))
    await windows.heard(LAN, NOW + timedelta(days=10))
    assert await windows.last(LAN) == Window(NOW + timedelta(days=10), NOW + timedelta(days=9))


async def test_the_window_goes_with_the_person(storage: Storage) -> None:
    await meet(storage)
    await storage.reply_windows.heard(LAN, NOW)
    work = storage.work()
    work.people.erase("p1", NOW)
    await work.commit("", "", NOW)
    assert await storage.reply_windows.last(LAN) == Window()


async def test_what_is_held_leaves_when_its_person_writes_or_its_time_comes(
    storage: Storage,
) -> None:
    await meet(storage)
    await meet(storage, Address("zalo_oa", "2"), "p2")
    for id, channel, person in (
        ("m1", "zalo_oa", "p1"),
        ("m2", "telegram", "p1"),
        ("m3", "zalo_oa", "p2"),
    ):
        await owe(storage, id, channel, person)
        await storage.outbox.hold(id, NOW + timedelta(hours=6))
    await owe(storage, "m4")  # not held, though an older one of the person is
    assert await pending(storage) == ["m4"]
    await storage.outbox.sent(["m4"])
    assert await storage.outbox.waiting() == 3
    await storage.reply_windows.heard(LAN, NOW)
    assert await pending(storage) == ["m1"]
    await storage.outbox.sent(["m1"])
    later = NOW + timedelta(hours=7)
    assert await pending(storage, later) == ["m2", "m3"]
