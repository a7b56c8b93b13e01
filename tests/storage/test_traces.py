"""What lies outside of a person's own rows, and goes with them all the same."""

from __future__ import annotations

import pytest

from feedback.board import Board
from feedback.messages import Address
from feedback.person import Person
from storage import Storage
from tests.storage.test_linking import LAN, LAN_TOO, NOW, ids, join, linked, meet, typed, who

FILE, OTHER = "a" * 32, "b" * 32


async def upload(storage: Storage, address: Address, id: str = FILE) -> None:
    uploads = storage.uploads
    mark = uploads.mark(address)
    await uploads.begin(mark, id, NOW)
    await uploads.add(mark, id, 0, b"photo")
    await uploads.finish(mark, id)


async def uploaded(storage: Storage, address: Address, id: str = FILE) -> bool:
    found = await storage.uploads.fetch(storage.uploads.mark(address), id, NOW)
    return found == b"photo"


async def said(storage: Storage, address: Address) -> int:
    return len(await storage.mailbox.after(storage.mailbox.mark(address), 0, 9))


async def erase(storage: Storage, person: Person) -> None:
    work = storage.work()
    work.people.erase(person.id, NOW)
    await work.commit("", "", NOW)


async def part(storage: Storage, person: Person, address: Address) -> Person:
    """Have an address be somebody else's from now on."""
    work = storage.work()
    fresh = Person(ids())
    accounts = await work.people.accounts(person.id)
    [account] = [each for each in accounts if each.address == address]
    work.links.separate(account, person.id, fresh, NOW)
    await work.commit("", "", NOW)
    assert (await who(storage, address)).id == fresh.id
    return fresh


async def test_an_address_that_parted_knows_nothing_of_whose_it_was(storage: Storage) -> None:
    """It may be a telephone that was sold, or a computer at the library."""
    person, _ = await linked(storage)
    for each in (LAN, LAN_TOO):
        await storage.mailbox.add(
            storage.mailbox.mark(each), FILE, b'{"text":"K7DMQ"}', b"chart", NOW
        )
        work = storage.work()
        work.people.show(each, Board(("c:tracuu K7DMQ",)))
        await work.commit("", "", NOW)
    await part(storage, person, LAN_TOO)
    assert (await said(storage, LAN), await said(storage, LAN_TOO)) == (1, 0)
    boards = [(await storage.work().people.arrive(each, "1")).board for each in (LAN, LAN_TOO)]
    assert boards == [Board(("c:tracuu K7DMQ",)), None]


async def test_files_sent_from_an_address_that_parted_stay_with_the_person(
    storage: Storage,
) -> None:
    person, _ = await linked(storage)
    await upload(storage, LAN_TOO)
    fresh = await part(storage, person, LAN_TOO)
    await upload(storage, LAN_TOO, OTHER)
    await erase(storage, fresh)
    assert await uploaded(storage, LAN_TOO), "the person's report is not sent yet"
    assert not await uploaded(storage, LAN_TOO, OTHER)
    await erase(storage, person)
    assert not await uploaded(storage, LAN_TOO)


async def test_files_of_a_parted_address_follow_whom_their_person_becomes(
    storage: Storage,
) -> None:
    person, _ = await linked(storage)
    await upload(storage, LAN_TOO)
    await part(storage, person, LAN_TOO)
    at = Address("zalo_bot", "z")
    host = await meet(storage, at)
    await join(storage, await typed(storage, host, person, at=at, guest_at=LAN), host)
    assert await uploaded(storage, LAN_TOO)
    await erase(storage, host)
    assert not await uploaded(storage, LAN_TOO)


@pytest.mark.parametrize("at", [LAN, LAN_TOO])
async def test_events_set_aside_go_with_their_person(storage: Storage, at: Address) -> None:
    person, _ = await linked(storage)
    await meet(storage, Address("telegram", "2"))
    add = storage.quarantine.add
    await add(at.channel, "1", "ValueError", {"text": "Bà Lan"}, NOW, at.account)
    await add("telegram", "2", "ValueError", {"text": "Ông Minh"}, NOW, "2")
    await erase(storage, person)
    assert await storage.quarantine.count() == 1
