"""Two addresses become one person's, and part again: nothing is lost, nothing is given away."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ids import Ids
from feedback.case import Case, Event
from feedback.conversation import Conversation
from feedback.errors import Conflict
from feedback.linking import Invitation, Joined, TypedCode
from feedback.messages import Address
from feedback.person import Consent, Grant, Person
from feedback.ports import Post
from storage import Keyring, Storage, _connect, open_storage
from storage.database import Write, write
from storage.migrating import upgrade
from storage.statements import Statement

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)
LAN = Address("telegram", "1001")
LAN_TOO = Address("web", "abc")
CODE = "K7DMQ3RT"
ids = Ids()


async def meet(storage: Storage, address: Address, language: str | None = None) -> Person:
    work = storage.work()
    person = Person(ids(), language)
    work.people.add(person, address, NOW)
    await work.commit("", "", NOW)
    return person


async def who(storage: Storage, address: Address) -> Person:
    found = await storage.work().people.known(address)
    assert found is not None
    return found


async def typed(
    storage: Storage,
    host: Person,
    guest: Person,
    *,
    at: Address = LAN,
    guest_at: Address = LAN_TOO,
) -> TypedCode:
    """A code made by one and typed by the other."""
    work = storage.work()
    work.links.make(CODE, host, at, SOON)
    await work.commit("", "", NOW)
    work = storage.work()
    found = await work.links.find(CODE, NOW)
    assert found is not None
    work.links.take(found, guest.id, guest_at, NOW, SOON)
    await work.commit("", "", NOW)
    asked = await storage.work().links.asked(host.id, NOW)
    assert asked is not None
    return asked


async def join(
    storage: Storage, link: TypedCode, host: Person, holding: bool = False
) -> Joined | None:
    work = storage.work()
    moved = await work.links.join(link, host, holding)
    await work.commit("", "", NOW)
    return moved


def held(id: str, **changes: object) -> Conversation:
    return Conversation(id=id, form="case", version=1, began_at=NOW, touched_at=NOW, **changes)


def case(person: Person, code: str, channel: str) -> Case:
    return Case(
        id=ids(),
        code=code,
        kind="problem",
        state="received",
        category="x",
        unit="a",
        person=person.id,
        channel=channel,
        received_at=NOW,
        entered_at=NOW,
        promised=None,
        content={"what": "Đèn hỏng"},
        identity={"name": "Bà Lan"},
    )


async def linked(storage: Storage) -> tuple[Person, Person]:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    await join(storage, await typed(storage, host, guest), host)
    return host, guest


async def test_a_code_is_found_until_it_is_typed_or_too_old(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    host = Person(host.id, grants=frozenset({Grant("head"), Grant("admin")}))
    work = storage.work()
    work.links.make(CODE, host, LAN, SOON)
    await work.commit("", "", NOW)
    links = storage.work().links
    found = await links.find(CODE, NOW)
    assert found is not None
    assert (found.host, found.grants, found.at) == (host.id, host.grants, LAN)
    assert await links.find(CODE, SOON) is None
    assert await links.find("K7DMQ3RX", NOW) is None
    assert await links.asked(host.id, NOW) is None
    asked = await typed(storage, host, guest)
    assert (asked.guest, asked.guest_at) == (guest.id, LAN_TOO)
    assert await links.typed(guest.id, NOW) == asked
    assert await links.typed(guest.id, SOON) is None
    assert await links.find(CODE, NOW) is None, "it is good for one"


async def test_a_new_code_voids_the_one_before_and_what_was_typed(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    await typed(storage, host, guest)
    work = storage.work()
    work.links.make("ANOTHER2", host, LAN, SOON)
    await work.commit("", "", NOW)
    assert await storage.work().links.asked(host.id, NOW) is None
    found = await storage.work().links.find("ANOTHER2", NOW)
    assert found is not None
    work = storage.work()
    work.links.drop(found)
    await work.commit("", "", NOW)
    assert await storage.work().links.find("ANOTHER2", NOW) is None


async def test_of_two_who_type_a_code_at_once_one_is_run_again(storage: Storage) -> None:
    host = await meet(storage, LAN)
    guests = [Address("web", str(n)) for n in range(5)]
    people = [await meet(storage, each) for each in guests]
    work = storage.work()
    work.links.make(CODE, host, LAN, SOON)
    await work.commit("", "", NOW)
    ready = asyncio.Barrier(len(guests))

    async def type_it(person: Person, address: Address) -> None:
        work = storage.work()
        found = await work.links.find(CODE, NOW)
        assert found is not None
        await ready.wait()
        work.links.take(found, person.id, address, NOW, SOON)
        await work.commit("", "", NOW)

    results = await asyncio.gather(*map(type_it, people, guests), return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 4 + ["NoneType"]
    asked = await storage.work().links.asked(host.id, NOW)
    assert asked is not None
    assert asked.guest == people[results.index(None)].id


async def test_who_types_another_code_has_given_up_the_one_before(storage: Storage) -> None:
    host, other = await meet(storage, LAN), await meet(storage, Address("telegram", "2"))
    guest = await meet(storage, LAN_TOO)
    await typed(storage, other, guest, at=Address("telegram", "2"))
    work = storage.work()
    work.links.make("ANOTHER2", host, LAN, SOON)
    await work.commit("", "", NOW)
    work = storage.work()
    found = await work.links.find("ANOTHER2", NOW)
    assert found is not None
    work.links.take(found, guest.id, LAN_TOO, NOW, SOON)
    await work.commit("", "", NOW)
    assert await storage.work().links.asked(other.id, NOW) is None
    assert await storage.work().links.asked(host.id, NOW) is not None


async def test_everything_comes_along(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO, "en")
    work = storage.work()
    first, second = case(host, "K7DMQ3RTX9P4VA", "telegram"), case(guest, "ANOTHER", "web")
    work.cases.add(first)
    work.cases.add(second, ["web:5"])
    work.conversations.save(guest.id, held("abc234", answers={"what": "Ngập"}))
    work.conversations.put_aside(guest.id, held("def567"))
    work.people.consent(guest.id, Consent("process-report", 1, True, NOW))
    work.post(Post(ids(), guest.id, "web", {"text": "chào"}, "merge"))
    work.attempts.add(guest.id, "wrong-code", NOW)
    await work.commit("", "", NOW)
    joined = await join(storage, await typed(storage, host, guest), host)
    assert joined == Joined(held("abc234", answers={"what": "Ngập"}), 1)
    assert await who(storage, LAN_TOO) == Person(host.id, "en", linked=True)
    assert await who(storage, LAN) == Person(host.id, "en", linked=True)
    for address in (LAN, LAN_TOO):
        arrival = await storage.work().people.arrive(address, "1")
        assert arrival.person == Person(host.id, "en", linked=True)
        assert arrival.conversation == held("abc234", answers={"what": "Ngập"})
        assert arrival.waiting == 1
    work = storage.work()
    assert {each.code for each in await work.cases.of(host.id)} == {first.code, second.code}
    assert await work.cases.of(guest.id) == []
    found = await work.cases.by_message(host.id, "web:5")
    assert found is not None
    assert (found.id, found.version) == (second.id, 2)
    assert await work.conversations.waiting(host.id) == [held("def567")]
    assert await work.people.consents(host.id) == [Consent("process-report", 1, True, NOW)]
    [owed] = await storage.outbox.pending(10, NOW, ["web"])
    assert owed.person == host.id
    assert await work.links.asked(host.id, NOW) is None


async def test_of_two_open_conversations_the_guests_is_put_aside(storage: Storage) -> None:
    host, guest = await meet(storage, LAN, "vi"), await meet(storage, LAN_TOO, "en")
    work = storage.work()
    work.conversations.save(host.id, held("abc234"))
    work.conversations.save(guest.id, held("def567"))
    await work.commit("", "", NOW)
    link = await typed(storage, host, guest)
    assert await join(storage, link, host, holding=True) == Joined(None, 1)
    arrival = await storage.work().people.arrive(LAN_TOO, "1")
    assert arrival.person == Person(host.id, "vi", linked=True)
    assert arrival.conversation == held("abc234")
    assert await storage.work().conversations.waiting(host.id) == [held("def567")]
    work = storage.work()  # and it can be taken up: it opens, and its version fits
    await work.people.arrive(LAN, "2")
    work.conversations.put_aside(host.id, held("abc234"))
    work.conversations.save(host.id, held("def567"))
    await work.commit("", "", NOW)
    assert (await storage.work().people.arrive(LAN, "3")).conversation == held("def567")


async def test_a_code_is_used_once_also_by_two_presses_at_once(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    link = await typed(storage, host, guest)
    results = await asyncio.gather(
        *(join(storage, link, host) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 3 + ["Joined"]
    assert (await who(storage, LAN_TOO)).id == host.id


async def test_what_is_said_while_two_are_joined_is_not_left_behind(storage: Storage) -> None:
    """Each way round: the guest's turn is committed first, or is run again as the host's."""
    for round in range(20):
        at, guest_at = Address("telegram", f"h{round}"), Address("web", f"g{round}")
        host, guest = await meet(storage, at), await meet(storage, guest_at)
        link = await typed(storage, host, guest, at=at, guest_at=guest_at)

        async def speak(guest: Person = guest, guest_at: Address = guest_at) -> None:
            work = storage.work()
            await work.people.arrive(guest_at, "1")
            work.conversations.save(guest.id, held("abc234"))
            await work.commit("", "", NOW)

        turns = [join(storage, link, host), speak()]
        first = round % 2
        results = await asyncio.gather(turns[first], turns[not first], return_exceptions=True)
        joined, said = results[first], results[not first]
        assert said is None or isinstance(said, Conflict)
        if isinstance(joined, Conflict):
            joined = await join(storage, link, host)
        assert joined == Joined(held("abc234") if said is None else None)
        arrival = await storage.work().people.arrive(guest_at, "2")
        assert arrival.person == Person(host.id, linked=True)
        if said is None:  # it was acknowledged
            assert arrival.conversation == held("abc234")


async def test_two_processes_join_and_speak_at_once(postgres_url: str, keys: Keyring) -> None:
    """Nothing acknowledged is lost, whoever of the two is first."""
    here, there = [await open_storage(postgres_url, keys, migrate=True) for _ in range(2)]
    try:
        for round in range(25):
            at, guest_at = Address("telegram", f"h{round}"), Address("web", f"g{round}")
            host, guest = await meet(here, at), await meet(here, guest_at)
            link = await typed(here, host, guest, at=at, guest_at=guest_at)

            async def speak(guest: Person = guest, guest_at: Address = guest_at) -> None:
                work = there.work()
                await work.people.arrive(guest_at, "1")
                work.conversations.save(guest.id, held("abc234"))
                work.people.consent(guest.id, Consent("process-report", 1, True, NOW))
                await work.commit("web", guest_at.account, NOW)

            joined, said = await asyncio.gather(
                join(here, link, host), speak(), return_exceptions=True
            )
            assert joined is None or isinstance(joined, Joined | Conflict)
            if isinstance(joined, Conflict):
                joined = await join(here, link, host)
            assert isinstance(joined, Joined)
            arrival = await there.work().people.arrive(guest_at, "2")
            assert arrival.person == Person(host.id, linked=True)
            if said is None:
                assert arrival.conversation == held("abc234")
                assert len(await there.work().people.consents(host.id)) == 1
            else:
                assert isinstance(said, Conflict)
    finally:
        for each in (here, there):
            await each.close()


async def test_what_opens_for_nobody_does_not_hold_up_the_joining(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    link = await typed(storage, host, guest)
    work = storage.work()
    work.conversations.save(guest.id, held("abc234"))
    work.conversations.put_aside(guest.id, held("def567"))
    await work.commit("", "", NOW)
    sealed = storage.keys.seal("elsewhere", b"{}")
    values = {"host": guest.id, "guest": guest.id, "id": "abc234", "version": 1, "held": 1}
    await storage._database.commit([write("links.move_conversation", state=sealed, **values)])
    assert await join(storage, link, host) == Joined(None, 1)
    assert await storage.work().conversations.waiting(host.id) == [held("def567")]


async def test_who_may_do_more_gives_nothing_away(storage: Storage) -> None:
    """Also who was invited only after they had typed the code."""
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    link = await typed(storage, host, guest)
    await invited(storage, guest)
    assert await join(storage, link, host) is None
    assert await who(storage, LAN_TOO) == Person(guest.id, grants=frozenset({Grant("admin")}))
    assert (
        await join(storage, link, Person(host.id, grants=frozenset({Grant("admin")}))) == Joined()
    )
    assert await who(storage, LAN) == Person(
        host.id, None, frozenset({Grant("admin")}), linked=True
    )


async def invited(storage: Storage, person: Person, id: str = "K7DM") -> None:
    work = storage.work()
    invitation = Invitation(id, Grant("admin"), NOW, SOON)
    work.invitations.invite(invitation, f"CODE{id}")
    await work.commit("", "", NOW)
    work = storage.work()
    found = await work.invitations.find(f"CODE{id}", NOW)
    assert found == invitation
    await work.invitations.accept(found, person.id, "web", NOW)
    await work.commit("", "", NOW)


async def test_who_became_somebody_else_meanwhile_is_not_joined(storage: Storage) -> None:
    """Else a host could reach through the guest to an administrator whom the guest joined."""
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    third_at = Address("telegram", "3")
    third = await meet(storage, third_at)
    link = await typed(storage, host, guest)
    work = storage.work()
    work.links.make("ANOTHER2", third, third_at, SOON)
    await work.commit("", "", NOW)
    found = await storage.work().links.find("ANOTHER2", NOW)
    assert found is not None
    work = storage.work()
    work.links.take(found, guest.id, LAN_TOO, NOW, SOON)
    await work.commit("", "", NOW)
    other = await storage.work().links.asked(third.id, NOW)
    assert other is not None
    await join(storage, other, third)
    with pytest.raises(Conflict):
        await join(storage, link, host)
    assert await storage.work().links.asked(host.id, NOW) is None
    assert (await who(storage, LAN_TOO)).id == third.id


@pytest.mark.parametrize("whose", ["host", "guest"])
async def test_who_was_erased_meanwhile_is_not_joined(storage: Storage, whose: str) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    link = await typed(storage, host, guest)
    work = storage.work()
    work.people.erase(host.id if whose == "host" else guest.id, NOW)
    await work.commit("", "", NOW)
    with pytest.raises(Conflict):
        await join(storage, link, host)
    assert await storage.work().links.asked(host.id, NOW) is None


async def test_an_erasure_that_was_overtaken_is_run_again_for_who_they_are_now(
    storage: Storage,
) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    link = await typed(storage, host, guest)
    erasing = storage.work()
    erasing.people.erase(guest.id, NOW)
    await join(storage, link, host)
    with pytest.raises(Conflict):
        await erasing.commit("", "", NOW)


async def test_erasure_reaches_everything_two_people_in_one_left_also_in_an_older_backup(
    storage: Storage,
) -> None:
    """A restored backup knows the two from before they were joined."""
    host, guest = await linked(storage)
    third_at = Address("zalo_oa", "3")
    third = await meet(storage, third_at)
    again = await typed(storage, third, host, at=third_at, guest_at=LAN)
    await join(storage, again, third)
    work = storage.work()
    work.cases.add(made := case(third, "K7DMQ3RTX9P4VA", "web"))
    await work.commit("", "", NOW)
    work = storage.work()
    work.people.erase(third.id, NOW)
    await work.commit("", "", NOW)
    for address in (LAN, LAN_TOO, third_at):
        assert await storage.work().people.known(address) is None
    left = await storage.work().cases.find(made.code)
    assert left is not None
    assert (left.person, left.identity) == ("", {})
    # What the backup brings back:
    for person, address in ((host, LAN), (guest, LAN_TOO), (third, third_at)):
        work = storage.work()
        work.people.add(person, address, NOW)
        await work.commit("", "", NOW)
    assert await storage.erase_again(()) == 3


async def test_a_case_that_was_read_before_is_not_written_back_to_the_person_before(
    storage: Storage,
) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    work = storage.work()
    work.cases.add(made := case(guest, "K7DMQ3RTX9P4VA", "web"))
    work.cases.note(Event(made.id, NOW, "received", guest.id, {}))
    await work.commit("", "", NOW)
    officer = storage.work()
    before = await officer.cases.find(made.code)
    assert before is not None
    officer.cases.update(before, before)
    await join(storage, await typed(storage, host, guest), host)
    with pytest.raises(Conflict):
        await officer.commit("", "", NOW)


async def test_messages_kept_before_are_known_by_their_channel_after_the_migration(
    lasting_url: str, keys: Keyring
) -> None:
    await upgrade(lasting_url, schema="0004")
    old = await _connect(lasting_url)
    rows = (
        "INSERT INTO case_file (id, mark, kind, state, category, unit, person, channel, "
        "received_at, day, promised, form_version, assisted, version, wrapped, content, identity) "
        "VALUES ('c1', {blob}, 'problem', 'received', 'x', 'a', 'p1', 'telegram', "
        "0, 20261124, NULL, 1, 0, 1, {blob}, {blob}, NULL)",
        "INSERT INTO case_message (person, message, case_id) VALUES ('p1', '55', 'c1')",
    )
    blob = "''::bytea" if old.shared else "X''"
    for row in rows:
        await old.commit([Write(Statement("test", *[row.replace("{blob}", blob)] * 2, ()), ())])
    await old.close()
    storage = await open_storage(lasting_url, keys, migrate=True)
    for message, known in (("telegram:55", 1), ("55", 0)):
        found = await storage._database.fetch("cases.by_message", person="p1", message=message)
        assert len(found) == known
    await storage.close()


async def test_a_message_takes_the_place_of_another_on_its_own_channel_only(
    storage: Storage,
) -> None:
    host, _ = await linked(storage)
    for channel, text in (("telegram", "1"), ("web", "2"), ("telegram", "3")):
        work = storage.work()
        work.post(Post(ids(), host.id, channel, {"text": text}, "album"))
        await work.commit("", "", NOW)
    owed = await storage.outbox.pending(10, NOW, ["telegram", "web"])
    assert sorted(str(each.payload["text"]) for each in owed) == ["2", "3"]


async def test_messages_wait_only_for_those_that_go_the_same_way(storage: Storage) -> None:
    """Where several processes send, the first of each way is handed out."""
    host, _ = await linked(storage)
    again = {"language": "vi", "lines": ["x"], "rows": []}
    for channel, notice in (("telegram", None), ("telegram", again), ("web", None), ("web", None)):
        work = storage.work()
        work.post(Post(ids(), host.id, channel, {"text": channel}, again=notice))
        await work.commit("", "", NOW)
    owed = await storage.outbox.pending(10, NOW, ["telegram", "web"])
    ways = [(each.channel, each.again is not None) for each in owed]
    first = [("telegram", False), ("telegram", True), ("web", False)]
    assert ways == (first if storage.shared else [*first, ("web", False)])
    assert [each.again for each in owed][:3] == [None, again, None]
    assert all("again" not in each.payload for each in owed)


# Parting


async def part(storage: Storage, person: Person, address: Address) -> Person:
    work = storage.work()
    account = next(a for a in await work.people.accounts(person.id) if a.address == address)
    fresh = Person(ids(), "en")
    work.links.separate(account, person.id, fresh, NOW)
    await work.commit("", "", NOW)
    return fresh


async def test_an_address_begins_anew_and_all_else_stays(storage: Storage) -> None:
    host, _ = await linked(storage)
    work = storage.work()
    work.cases.add(case(host, "K7DMQ3RTX9P4VA", "web"))
    work.conversations.save(host.id, held("abc234"))
    await work.commit("", "", NOW)
    fresh = await part(storage, host, LAN_TOO)
    assert await who(storage, LAN_TOO) == Person(fresh.id, "en")
    assert await who(storage, LAN) == host
    arrival = await storage.work().people.arrive(LAN_TOO, "1")
    assert (arrival.conversation, arrival.waiting) == (None, 0)
    assert await storage.work().cases.of(fresh.id) == []
    assert len(await storage.work().cases.of(host.id)) == 1


async def test_the_last_address_stays_also_when_both_are_parted_at_once(storage: Storage) -> None:
    host, _ = await linked(storage)
    results = await asyncio.gather(
        part(storage, host, LAN), part(storage, host, LAN_TOO), return_exceptions=True
    )
    assert sorted(isinstance(each, Conflict) for each in results) == [False, True]
    assert len(await storage.work().people.accounts(host.id)) == 1


async def test_codes_of_an_address_go_with_it(storage: Storage) -> None:
    host, _ = await linked(storage)
    work = storage.work()
    work.links.make(CODE, host, LAN_TOO, SOON)
    await work.commit("", "", NOW)
    await part(storage, host, LAN_TOO)
    assert await storage.work().links.find(CODE, NOW) is None


async def test_the_best_address_comes_first(storage: Storage) -> None:
    host, _ = await linked(storage)
    for minute, last in enumerate((LAN, LAN_TOO, LAN), 1):
        work = storage.work()
        work.people.heard(last, NOW + timedelta(minutes=minute))
        await work.commit("", "", NOW)
        assert (await storage.work().people.accounts(host.id))[0].address == last
    work = storage.work()
    work.people.reachable(LAN, False, NOW)
    await work.commit("", "", NOW)
    first, second = await storage.work().people.accounts(host.id)
    assert (first.address, first.reachable) == (LAN_TOO, True)
    assert (second.address, second.reachable) == (LAN, False)
    assert first.tag != second.tag


# Invitations


async def test_no_code_is_readable_in_the_files(tmp_path: Path, keys: Keyring) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    host = await meet(storage, LAN)
    work = storage.work()
    work.links.make(CODE, host, LAN, SOON)
    work.invitations.invite(Invitation("Q3RT", Grant("admin"), NOW, SOON), "VWXY7DMQ3RT9P4")
    await work.commit("", "", NOW)
    files = b"".join((tmp_path / each).read_bytes() for each in os.listdir(tmp_path))
    await storage.close()
    assert b"Q3RT" in files, "the id of an invitation is no secret"
    assert CODE.encode() not in files
    assert b"VWXY7DMQ" not in files


async def test_an_invitation_is_accepted_once_and_can_be_revoked(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    await invited(storage, host)
    assert await storage.work().invitations.find("CODEK7DM", NOW) is None
    [used] = await storage.work().invitations.all()
    assert (used.used_at, used.channel) == (NOW, "web")
    second = storage.work()
    await second.invitations.accept(used, guest.id, "web", NOW)
    with pytest.raises(Conflict):
        await second.commit("", "", NOW)
    assert await who(storage, LAN) == Person(host.id, grants=frozenset({Grant("admin")}))
    await invited(storage, host, "Q3RT")
    for id, roles in (("K7DM", {"admin"}), ("Q3RT", set())):
        work = storage.work()
        revoked = await work.invitations.revoke(id)
        await work.commit("", "", NOW)
        assert revoked is not None
        assert (await who(storage, LAN)).roles == roles
    assert await storage.work().invitations.revoke("K7DM") is None


async def test_an_unused_invitation_ends_by_itself_or_is_revoked(storage: Storage) -> None:
    work = storage.work()
    for id in ("K7DM", "Q3RT"):
        work.invitations.invite(Invitation(id, Grant("admin"), NOW, SOON), f"CODE{id}")
    await work.commit("", "", NOW)
    work = storage.work()
    assert await work.invitations.revoke("K7DM") is not None
    await work.commit("", "", NOW)
    assert await storage.work().invitations.find("CODEK7DM", NOW) is None
    assert await storage.work().invitations.find("CODEQ3RT", SOON) is None
    await storage.tidy(SOON + timedelta(seconds=1))
    assert await storage.work().invitations.all() == []


async def test_an_erased_persons_invitation_gives_nobody_anything(storage: Storage) -> None:
    host = await meet(storage, LAN)
    await invited(storage, host)
    work = storage.work()
    work.people.erase(host.id, NOW)
    await work.commit("", "", NOW)
    assert await storage.work().invitations.all() == [], "it says their name"
