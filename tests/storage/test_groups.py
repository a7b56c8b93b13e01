"""Officers' groups: who is told of which case, and which message shows it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback.case import Case
from feedback.code import draw
from feedback.errors import Conflict
from feedback.group import Group
from feedback.messages import Address
from feedback.ports import Post
from feedback.retention import Schedule, Term
from storage import Storage
from storage.database import write
from storage.work import Work

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HERE, THERE = Address("telegram", "-500"), Address("telegram", "-1001000000500")
GROUP = Group("g1", HERE, "binh-my", "vi", NOW)
OTHER = Group("g2", Address("telegram", "-600"), "binh-luc", "en", NOW + timedelta(hours=1))


async def done(work: Work) -> None:
    await work.commit("", "", NOW)


async def bound(storage: Storage, *groups: Group) -> None:
    work = storage.work()
    for each in groups:
        work.groups.bind(each, None)
    await done(work)


def card(case: str = "c1", id: str = "o1", group: Group = GROUP) -> Post:
    return Post(id, group.id, group.address.channel, {"text": "thẻ"}, card=case)


async def shows(storage: Storage, version: int, case: str = "c1") -> None:
    """Have a card of a case written, and wait to be sent."""
    work = storage.work()
    work.groups.show(GROUP.id, case, version)
    await done(work)


async def test_a_group_is_found_by_its_chat_and_by_its_unit(storage: Storage) -> None:
    await bound(storage, OTHER, GROUP)
    groups = storage.work().groups
    assert await groups.of_chat(HERE) == GROUP
    assert await groups.of_chat(THERE) is None
    assert await groups.all() == [GROUP, OTHER]
    assert await groups.of_case("c1", {"binh-my", "hanoi"}) == [(GROUP, None)]
    assert await groups.of_case("c1", ()) == []
    again = replace(GROUP, id="g3", unit="binh-luc")
    work = storage.work()
    work.groups.bind(again, GROUP)
    await done(work)
    assert await storage.work().groups.all() == [again, OTHER]


async def test_a_card_is_never_of_an_older_case_than_what_is_shown(storage: Storage) -> None:
    await bound(storage, GROUP)
    await shows(storage, 2)
    await shows(storage, 2)
    assert await storage.work().groups.of_case("c1", ()) == [(GROUP, 2)]
    with pytest.raises(Conflict):
        await shows(storage, 1)
    await shows(storage, 3)
    assert await storage.work().groups.of_case("c1", {"elsewhere"}) == [(GROUP, 3)]
    work = storage.work()
    work.groups.unbind(GROUP.id)
    await done(work)
    with pytest.raises(Conflict):
        await shows(storage, 4)
    assert await storage.work().groups.all() == []


async def test_what_leaves_is_remembered_and_deleted_in_one(storage: Storage) -> None:
    await bound(storage, GROUP)
    assert await storage.outbox.card(card()) is None
    await shows(storage, 1)
    work = storage.work()
    work.post(card())
    await done(work)
    [waiting] = await storage.outbox.pending(9, NOW, ["telegram"])
    assert (waiting.card, waiting.again, waiting.payload) == ("c1", None, {"text": "thẻ"})
    assert await storage.outbox.card(waiting) == ("-500", None)
    await storage.outbox.shown(waiting, "-500", "57")
    assert await storage.outbox.waiting() == 0
    assert await storage.outbox.card(waiting) == ("-500", "57")


async def test_a_group_that_becomes_another_chat_forgets_its_messages_once(
    storage: Storage,
) -> None:
    await bound(storage, GROUP)
    await shows(storage, 1)
    await storage.outbox.shown(card(), "-500", "57")
    await storage.outbox.moved("telegram", "-500", THERE.account)
    assert await storage.outbox.card(card()) == (THERE.account, None)
    # What was under way to the old chat says nothing of where it stands now.
    await storage.outbox.shown(card(), "-500", "58")
    assert await storage.outbox.card(card()) == (THERE.account, None)
    await storage.outbox.shown(card(), THERE.account, "3")
    work = storage.work()
    work.groups.move(HERE, THERE)  # the same news, by the other way
    await done(work)
    assert await storage.outbox.card(card()) == (THERE.account, "3")
    assert await storage.work().groups.all() == [replace(GROUP, address=THERE)]


async def test_a_group_that_moves_into_a_bound_one_is_that_one(storage: Storage) -> None:
    there = replace(OTHER, address=THERE)
    await bound(storage, GROUP, there)
    await shows(storage, 1)
    work = storage.work()
    work.groups.move(HERE, THERE)
    await done(work)
    assert await storage.work().groups.all() == [there]
    assert await storage.outbox.card(card()) is None


async def test_a_damaged_group_holds_up_no_other(storage: Storage) -> None:
    await bound(storage, GROUP, OTHER)
    await shows(storage, 1)
    mark = storage._keys.mark_of(HERE)
    broken = write(
        "groups.move", before=mark, mark=b"elsewhere", chat=storage._keys.seal("x", b"-5")
    )
    await storage._database.commit([broken])
    assert await storage.work().groups.all() == [OTHER]
    assert await storage.work().groups.of_case("c1", {"binh-luc"}) == [(OTHER, None)]
    assert await storage.outbox.card(card()) is None


async def test_neither_a_chat_nor_a_card_is_stored_in_the_clear(storage: Storage) -> None:
    await bound(storage, GROUP)
    [(id, mark, _, chat, *_)] = await storage._database.fetch("groups.all")
    assert (id, b"500" in bytes(mark) + bytes(chat)) == ("g1", False)


async def test_what_is_emptied_is_shown_nowhere(storage: Storage) -> None:
    await bound(storage, GROUP)
    work = storage.work()
    work.cases.add(
        Case(
            id="c1", kind="problem", state="closed", unit="binh-my", person="p1",
            received_at=NOW, entered_at=NOW, code=draw(random.Random(1).randrange),
            channel="telegram", promised=None, content={"what": "Đèn hỏng"},
        )
    )  # fmt: skip
    await done(work)
    await shows(storage, 1)
    term = Term("case-content", 30, "delete", "BLDS 2015")
    schedule = Schedule((term,), frozenset({"closed"}))

    async def no_pause() -> None:
        """Go on at once."""

    counted = await storage.retention.apply(schedule, NOW + timedelta(days=60), no_pause)
    assert list(counted.values()) == [1]
    assert await storage.work().groups.of_case("c1", ()) == []
