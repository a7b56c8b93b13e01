"""The sealed lane on every database: what is sent stays, what is not goes, and whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedback.case import Case, Event
from feedback.errors import Conflict
from feedback.messages import Address
from feedback.person import Person
from storage import Storage
from storage.sealed_lane import DRAFTS_KEPT
from tests.storage.test_linking import join, typed
from tests.storage.test_staff import meet

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ONE, TWO = Address("telegram", "1"), Address("web", "2")


async def told(storage: Storage, case: str, *ids: str, draft: str = "talk") -> None:
    work = storage.work()
    for id in ids:
        work.sealed_lane.add(case, id, draft, b"sealed " + id.encode(), NOW)
    await work.commit("", "", NOW)


async def sent(storage: Storage, person: Person, id: str = "c1") -> None:
    """Keep a case of somebody's in the lane."""
    work = storage.work()
    mark = work.sealed_lane.owner(person.id)
    case = Case(
        id=id, kind="denunciation", state="received", unit="x", person=mark, code=id * 7,
        channel="", promised=None, received_at=NOW, entered_at=NOW,
    )  # fmt: skip
    work.cases.add(case)
    work.cases.note(Event(id, NOW, "received", mark))
    await work.commit("", "", NOW)


async def test_parts_are_there_once_they_are_sent_in_order(storage: Storage) -> None:
    await told(storage, "c1", "b", "a")
    await told(storage, "c1", "c", draft="another")
    assert await storage.work().sealed_lane.parts("c1") == {}
    work = storage.work()
    work.sealed_lane.take_back("c1", "c", "talk")  # of another telling: it stays
    work.sealed_lane.send("c1", "talk")
    await work.commit("", "", NOW)
    parts = await storage.work().sealed_lane.parts("c1")
    assert list(parts.items()) == [("a", b"sealed a"), ("b", b"sealed b")]
    work = storage.work()
    work.sealed_lane.take_back("c1", "a", "")
    work.sealed_lane.forget("c1", "")  # what was sent is not taken back
    work.sealed_lane.forget("c1", "another")
    work.sealed_lane.send("c1", "another")
    await work.commit("", "", NOW)
    assert len(await storage.work().sealed_lane.parts("c1")) == 2


async def test_what_nobody_sent_is_forgotten_in_time(storage: Storage) -> None:
    await told(storage, "c1", "a")
    await storage.tidy(NOW + DRAFTS_KEPT)
    work = storage.work()
    work.sealed_lane.send("c1", "talk")
    await work.commit("", "", NOW)
    assert len(await storage.work().sealed_lane.parts("c1")) == 1
    await told(storage, "c2", "a")
    await storage.tidy(NOW + DRAFTS_KEPT + timedelta(seconds=1))
    work = storage.work()
    work.sealed_lane.send("c2", "talk")
    await work.commit("", "", NOW)
    assert await storage.work().sealed_lane.parts("c2") == {}
    assert len(await storage.work().sealed_lane.parts("c1")) == 1


async def test_one_of_two_agrees(storage: Storage) -> None:
    work = storage.work()
    work.sealed_lane.ask("c1", "an", NOW)
    await work.commit("", "", NOW)
    first, second = storage.work(), storage.work()
    opening = await first.sealed_lane.opening("c1")
    assert opening is not None
    assert (opening.asked_by, opening.at, opening.agreed_by) == ("an", NOW, "")
    first.sealed_lane.agree("c1", opening, "binh")
    second.sealed_lane.agree("c1", opening, "chi")
    await first.commit("", "", NOW)
    with pytest.raises(Conflict):
        await second.commit("", "", NOW)
    work = storage.work()
    work.sealed_lane.ask("c1", "chi", NOW + timedelta(minutes=1))
    await work.commit("", "", NOW)
    opening = await storage.work().sealed_lane.opening("c1")
    assert opening is not None
    assert (opening.asked_by, opening.agreed_by) == ("chi", "")
    assert await storage.work().sealed_lane.opening("c2") is None


async def test_a_key_goes_with_its_reader(storage: Storage) -> None:
    an = await meet(storage, ONE)
    for key in (b"1" * 32, b"2" * 32):
        work = storage.work()
        work.sealed_lane.set_key(an.id, key, NOW)
        await work.commit("", "", NOW)
    assert await storage.work().sealed_lane.keys() == {an.id: b"2" * 32}
    work = storage.work()
    work.people.erase(an.id, NOW)
    await work.commit("", "", NOW)
    assert await storage.work().sealed_lane.keys() == {}


async def test_cases_go_with_two_people_who_become_one(storage: Storage) -> None:
    host, guest = await meet(storage, ONE), await meet(storage, TWO)
    await sent(storage, guest)
    work = storage.work()
    work.sealed_lane.set_key(guest.id, b"1" * 32, NOW)
    await work.commit("", "", NOW)
    await join(storage, await typed(storage, host, guest, at=ONE, guest_at=TWO), host)
    lane = storage.work().sealed_lane
    [case] = await storage.work().cases.of(lane.owner(host.id))
    assert case.person == lane.owner(host.id)
    assert await lane.person_of(case.person) == host.id
    assert await lane.keys() == {}


async def test_an_erased_person_leaves_no_mark(storage: Storage) -> None:
    lan, other = await meet(storage, ONE), await meet(storage, TWO)
    await sent(storage, lan)
    await sent(storage, other, "c2")
    work = storage.work()
    work.people.erase(lan.id, NOW)
    await work.commit("", "", NOW)
    case = await storage.work().cases.by_id("c1")
    assert case is not None
    assert case.person == ""
    assert [e.actor for e in await storage.work().cases.history("c1")] == [""]
    still = await storage.work().cases.by_id("c2")
    assert still is not None
    assert still.person
