"""What channels without buttons and uploads keep, on both databases: lists to type from, pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedback.board import Board
from feedback.messages import Address
from feedback.person import Person
from storage import Storage

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LAN, MINH = Address("zalo_bot", "e4ea2cd5189df1c3a88c"), Address("zalo_bot", "f00")
BOARD = Board(("c:danhgia", "k:"), {"danh gia": "c:danhgia"})


async def meet(storage: Storage, address: Address, id: str) -> None:
    work = storage.work()
    work.people.add(Person(id, "vi"), address, NOW)
    await work.commit("", "", NOW)


async def show(storage: Storage, address: Address, board: Board) -> None:
    work = storage.work()
    work.people.show(address, board)
    await work.commit("", "", NOW)


async def seen(storage: Storage, address: Address) -> Board | None:
    return (await storage.work().people.arrive(address, "x")).board


async def test_a_board_is_its_address_s_own_and_the_last_one_stays(storage: Storage) -> None:
    await meet(storage, LAN, "p1")
    await meet(storage, MINH, "p2")
    assert await seen(storage, LAN) is None
    await show(storage, LAN, Board(("c:quytac",), {}))
    await show(storage, LAN, BOARD)
    assert await seen(storage, LAN) == BOARD
    assert await seen(storage, MINH) is None


async def test_a_board_outlives_no_erasure(storage: Storage) -> None:
    await meet(storage, LAN, "p1")
    await show(storage, LAN, BOARD)
    work = storage.work()
    work.people.erase("p1", NOW)
    work.people.show(LAN, BOARD)
    await work.commit("", "", NOW)
    await meet(storage, LAN, "p3")
    assert await seen(storage, LAN) is None


async def test_pictures_are_found_by_their_name_for_their_time(storage: Storage) -> None:
    await meet(storage, LAN, "p1")
    pictures = storage.pictures
    await pictures.keep("hers", "image/png", b"png\n\x00", LAN, LATER)
    await pictures.keep("a group's", "image/jpeg", b"", Address("zalo_bot", "g1"), LATER)
    assert await pictures.find("hers", NOW) == ("image/png", b"png\n\x00")
    assert await pictures.find("a group's", NOW) == ("image/jpeg", b"")
    assert await pictures.find("his", NOW) is None
    assert await pictures.find("hers", LATER) is None
    await pictures.keep("hers", "image/png", b"png\n\x00", LAN, LATER + timedelta(hours=1))
    assert await pictures.find("hers", LATER) is not None
    await storage.tidy(LATER)
    assert await pictures.find("a group's", NOW) is None
    work = storage.work()
    work.people.erase("p1", NOW)
    await work.commit("", "", NOW)
    assert await pictures.find("hers", NOW) is None
