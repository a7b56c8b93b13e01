"""What is remembered of people between their turns is what the database would say."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from bot.ids import Ids
from feedback.conversation import Conversation
from feedback.errors import Conflict, DuplicateEvent
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Arrival, Job
from storage import Storage, Work
from storage.chance import HANDFUL, handful
from storage.database import write
from storage.notes import milliseconds
from storage.recent import _MOST, Recent

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PHONE, TABLET = Address("telegram", "1001"), Address("web", "lan")
NEIGHBOUR = Address("telegram", "1002")
ids = Ids()


def conversation(id: str, misses: int = 0) -> Conversation:
    return Conversation(
        id=id, form="one-stop", version=1, misses=misses, began_at=NOW, touched_at=NOW
    )


async def commit(work: Work) -> None:
    await work.commit("telegram", ids(), NOW)


async def meet(storage: Storage, *addresses: Address) -> Person:
    """Somebody new, who may be reached by several addresses."""
    person = Person(ids(), "vi")
    work = storage.work()
    work.people.add(person, addresses[0], NOW)
    await commit(work)
    for address in addresses[1:]:
        mark = storage.work().people.mark(address)
        account = storage.keys.seal(f"address/{mark.hex()}", address.account.encode())
        told = {"mark": mark, "account": account, "at": milliseconds(NOW)}
        await storage._database.commit(
            [write("people.add_address", person=person.id, channel=address.channel, **told)]
        )
    return person


async def remembered(storage: Storage, address: Address) -> Arrival:
    """What a turn would be told, which it then leaves as it was."""
    work = storage.work()
    arrival = await work.people.arrive(address, ids())
    work.people.settle(True)
    return arrival


async def read(storage: Storage, address: Address) -> Arrival:
    """What the database says."""
    database = storage._database
    kept, database.recent = database.recent, None
    try:
        return await storage.work().people.arrive(address, ids())
    finally:
        database.recent = kept


async def test_a_turn_after_a_turn_reads_nothing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await meet(storage, PHONE)
    first = storage.work()
    await first.people.arrive(PHONE, "1")
    first.conversations.save(person.id, conversation("abc234"))
    await commit(first)
    asked = []
    fetch = storage._database.fetch

    async def counted(name: str, /, **values: object) -> object:
        asked.append(name)
        return await fetch(name, **values)

    monkeypatch.setattr(storage._database, "fetch", counted)
    for misses in (1, 2, 3):
        work = storage.work()
        arrival = await work.people.arrive(PHONE, str(misses + 1))
        assert arrival.conversation is not None
        assert arrival.conversation.misses == misses - 1
        work.conversations.save(person.id, conversation("abc234", misses))
        await commit(work)
    assert len(asked) == (3 if storage.shared else 1)


async def test_an_event_that_was_seen_is_refused_by_its_key(storage: Storage) -> None:
    person = await meet(storage, PHONE)
    work = storage.work()
    await work.people.arrive(PHONE, "7")
    await work.commit("telegram", "7", NOW)
    again = storage.work()
    arrival = await again.people.arrive(PHONE, "7")
    assert arrival.seen == storage.shared  # what is remembered does not tell
    again.conversations.save(person.id, conversation("abc234"))
    with pytest.raises(DuplicateEvent):
        await again.commit("telegram", "7", NOW)
    arrival = await storage.work().people.arrive(PHONE, "7")
    assert arrival.seen
    assert arrival.conversation is None


async def test_a_turn_that_was_not_kept_leaves_nothing_behind(storage: Storage) -> None:
    person = await meet(storage, PHONE)
    work = storage.work()
    work.conversations.save(person.id, conversation("abc234"))
    await commit(work)
    one, other = storage.work(), storage.work()
    for each in (one, other):
        await each.people.arrive(PHONE, ids())
        each.conversations.save(person.id, conversation("abc234", misses=1))
    await commit(one)
    with pytest.raises(Conflict):
        await commit(other)
    assert await remembered(storage, PHONE) == await read(storage, PHONE)


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_remembered_is_ever_out_of_date(storage: Storage, seed: int) -> None:
    """Two addresses of one person, a neighbour, work off the turn, erasure; turns overlap."""
    chance = random.Random(seed)
    people = {address: await meet(storage, PHONE, TABLET) for address in (PHONE,)}
    people[TABLET] = people[PHONE]
    people[NEIGHBOUR] = await meet(storage, NEIGHBOUR)
    under_way: list[tuple[Work, Arrival]] = []

    def change(work: Work, person: str, arrival: Arrival | None) -> None:
        held = arrival.conversation if arrival else None
        what = chance.choice(("nothing", "nothing", "answer", "answer", "begin", "end", "aside"))
        if what == "begin":
            if held is not None:
                work.conversations.put_aside(person, held)
            work.conversations.save(person, conversation(f"abc2{chance.randrange(10, 99)}"))
        elif held is not None and what == "answer":
            work.conversations.save(person, held.changed(misses=held.misses + 1))
        elif held is not None and what == "end":
            work.conversations.close(person, held)
        elif held is not None and what == "aside":
            work.conversations.put_aside(person, held)

    for _ in range(150):
        address = chance.choice((PHONE, TABLET, NEIGHBOUR))
        person = people[address].id
        match chance.randrange(8):
            case 0:  # work off the turn touches what the person holds
                await storage.work().commit("", "", NOW)
                job = storage.work()
                job.add_job(Job(id := ids(), "remind", {}))
                await commit(job)
                done = storage.work()
                done.conversations.abandon(person)
                await storage.jobs.done(id, done)
            case 1:
                work = storage.work()
                work.people.choose_language(person, chance.choice(("vi", "en")))
                await commit(work)
            case 2 if address is NEIGHBOUR:
                work = storage.work()
                work.people.erase(person, NOW)
                await commit(work)
                people[NEIGHBOUR] = await meet(storage, NEIGHBOUR)
            case 3 | 4:
                work = storage.work()
                under_way.append((work, await work.people.arrive(address, ids())))
            case _:
                work = storage.work()
                change(work, person, await work.people.arrive(address, ids()))
                with suppress(Conflict):
                    await commit(work)
        if under_way and chance.random() < 0.3:
            work, arrival = under_way.pop(chance.randrange(len(under_way)))
            assert arrival.person is not None
            change(work, arrival.person.id, arrival)
            with suppress(Conflict):
                await commit(work)
        for each in people:
            assert await remembered(storage, each) == await read(storage, each)


def test_only_so_many_are_remembered() -> None:
    recent = Recent()
    for number in range(_MOST + 10):
        mark = str(number).encode()
        turn = recent.begin(str(number), mark, recent.changes)
        assert recent.keep(mark, Arrival(False, Person(str(number)), None, 0), turn)
    assert len(recent._arrivals) == len(recent._last) == _MOST
    assert recent.take(b"9") is None
    assert recent.take(b"10") is not None


def test_what_was_read_while_it_changed_is_not_kept() -> None:
    recent = Recent()
    changes = recent.changes
    recent.forget("lan")
    turn = recent.begin("lan", b"phone", changes)
    assert not recent.keep(b"phone", Arrival(False, Person("lan"), None, 0), turn)
    assert not recent.keep(b"phone", Arrival(False, None, None, 0), turn)
    assert recent.take(b"phone") is None


def test_random_bytes_are_given_out_once_also_by_a_copy_of_the_process() -> None:
    drawn = [handful() for _ in range(1000)]
    assert {len(each) for each in drawn} == {HANDFUL}
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(handful() for _ in range(100)))
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reading, 100 * HANDFUL)
    os.close(reading)
    os.close(writing)
    drawn += [handful() for _ in range(1000)]
    drawn += [theirs[at : at + HANDFUL] for at in range(0, len(theirs), HANDFUL)]
    assert len(set(drawn)) == len(drawn) == 2100
