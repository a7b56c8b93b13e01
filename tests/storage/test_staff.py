"""Who invited whom, and what is left of an invitation when either of them goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.ids import Ids
from feedback.case import Case
from feedback.conversation import Conversation
from feedback.errors import Conflict
from feedback.linking import Invitation
from feedback.messages import Address
from feedback.person import Grant, Person
from storage import Storage
from storage.database import write
from tests.storage.test_linking import join, typed

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=24)
CHIEF, LAN, LAN_TOO = Address("telegram", "1"), Address("telegram", "2"), Address("web", "3")
OFFICER = Grant("officer", "binh-my")
ids = Ids()


async def meet(storage: Storage, address: Address) -> Person:
    work = storage.work()
    person = Person(ids())
    work.people.add(person, address, NOW)
    await work.commit("", "", NOW)
    return person


async def invited(storage: Storage, id: str, maker: str = "", name: str = "Lan") -> None:
    work = storage.work()
    made = Invitation(id, OFFICER, NOW, UNTIL, name=name, maker=maker)
    work.invitations.invite(made, f"CODE{id}")
    await work.commit("", "", NOW)


async def accepted(storage: Storage, id: str, person: Person) -> None:
    work = storage.work()
    found = await work.invitations.find(f"CODE{id}", NOW)
    assert found is not None
    await work.invitations.accept(found, person.id, "telegram", NOW)
    await work.commit("", "", NOW)


async def test_an_invitation_says_who_made_it_and_who_took_it_up(storage: Storage) -> None:
    chief, lan = await meet(storage, CHIEF), await meet(storage, LAN)
    await invited(storage, "A", chief.id)
    found = await storage.work().invitations.find("CODEA", NOW)
    assert found == Invitation("A", OFFICER, NOW, UNTIL, name="Lan", maker=chief.id)
    await accepted(storage, "A", lan)
    [used] = await storage.work().invitations.all()
    assert used == replace(found, used_at=NOW, channel="telegram", person=lan.id)
    [member] = await storage.work().invitations.staff()
    assert (member.person.id, member.person.grants, member.name) == (lan.id, {OFFICER}, "Lan")


async def test_who_takes_it_up_while_it_is_revoked_keeps_no_role(storage: Storage) -> None:
    lan = await meet(storage, LAN)
    await invited(storage, "A")
    work = storage.work()
    assert await work.invitations.revoke("A") is not None
    await accepted(storage, "A", lan)
    with pytest.raises(Conflict):
        await work.commit("", "", NOW)
    again = storage.work()
    await again.invitations.revoke("A")
    await again.commit("", "", NOW)
    left = await storage.work().people.by_id(lan.id)
    assert left is not None
    assert not left.grants
    assert await storage.work().invitations.staff() == []


async def test_a_turn_may_rest_on_somebody_elses_grants(storage: Storage) -> None:
    lan = await meet(storage, LAN)
    await invited(storage, "A")
    await accepted(storage, "A", lan)
    for stood, fits in ((frozenset({OFFICER}), True), (frozenset({Grant("head")}), False)):
        work = storage.work()
        work.invitations.keeps(lan.id, stood)
        if fits:
            await work.commit("", "", NOW)
            continue
        with pytest.raises(Conflict):
            await work.commit("", "", NOW)


async def test_erasing_an_officer_leaves_neither_their_name_nor_who_invited_whom(
    storage: Storage,
) -> None:
    chief, lan = await meet(storage, CHIEF), await meet(storage, LAN)
    await invited(storage, "A", name="Chief")
    await accepted(storage, "A", chief)
    await invited(storage, "B", chief.id)
    await accepted(storage, "B", lan)
    await invited(storage, "C", chief.id, "Mai")
    work = storage.work()
    work.people.erase(chief.id, NOW)
    await work.commit("", "", NOW)
    [left] = await storage.work().invitations.all()
    assert (left.id, left.maker, left.person) == ("B", "", lan.id)
    held = await storage.work().people.by_id(lan.id)
    assert held is not None
    assert held.grants == {OFFICER}


async def test_who_becomes_one_person_with_another_takes_their_invitations_along(
    storage: Storage,
) -> None:
    """So that nobody takes up from a second account what they made on a first."""
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    await invited(storage, "A", guest.id)
    asked = await typed(storage, host, guest, at=LAN, guest_at=LAN_TOO)
    assert await join(storage, asked, host) is not None
    [made] = await storage.work().invitations.all()
    assert (made.maker, made.person) == (host.id, "")


async def test_what_somebody_fills_in_is_found_but_not_what_opens_for_nobody(
    storage: Storage,
) -> None:
    lan = await meet(storage, LAN)
    work = storage.work()
    for id, put in (("a", work.conversations.save), ("b", work.conversations.put_aside)):
        put(lan.id, Conversation(id=id, form="act", version=1, began_at=NOW, touched_at=NOW))
    await work.commit("", "", NOW)
    found = await storage.work().conversations.all_of(lan.id)
    assert sorted(each.id for each in found) == ["a", "b"]
    rows = await storage._database.fetch("links.conversations", person=lan.id)
    [state] = [bytes(state) for id, _, _, state in rows if id == "b"]
    spoilt = state[:-1] + bytes([state[-1] ^ 1])
    values = {"person": lan.id, "id": "b", "state": spoilt, "at": 0, "version": 1, "held": 0}
    await storage._database.commit([write("conversations.update", Conflict, **values)])
    [left] = await storage.work().conversations.all_of(lan.id)
    assert left.id == "a"


@pytest.mark.parametrize("spoken_for", [False, True])
@pytest.mark.parametrize("about_host", [False, True])
async def test_whoever_a_case_is_about_does_not_become_one_with_who_sent_it(
    storage: Storage, about_host: bool, spoken_for: bool
) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    named, sender = (host, guest) if about_host else (guest, host)
    work = storage.work()
    work.cases.add(
        Case(
            id="c", code="ABCDEFGHJKLMNP", kind="problem", state="received", unit="a",
            person="p" if spoken_for else sender.id, channel="test", received_at=NOW,
            entered_at=NOW, promised=None, about=("x", named.id),
            representatives=("y", sender.id) if spoken_for else (),
        )
    )  # fmt: skip
    await work.commit("", "", NOW)
    asked = await typed(storage, host, guest, at=LAN, guest_at=LAN_TOO)
    assert await join(storage, asked, host) is None
    assert await storage.work().people.by_id(guest.id) is not None
