"""Erasure, wherever a trace lies; what was asked about one's data; and cases under a legal hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from feedback.case import Case, Event, Evidence
from feedback.errors import Conflict
from feedback.messages import Address, Attachment
from feedback.person import DataRequest, Person
from feedback.ports import Job, Post
from storage import Keyring, Storage
from tests.proofs.records import tables
from tests.storage.test_linking import LAN, LAN_TOO, NOW, ids, join, meet, typed

MINUTE = timedelta(minutes=1)
WHO = {"name": "Trần Thị Lan", "phone": "+84912345678"}


def case(person: Person, **changes: Any) -> Case:
    about: dict[str, Any] = {"kind": "problem", "state": "received", "category": "", "unit": "a"}
    more = {"content": {"what": "Đèn hỏng"}, "identity": WHO, "promised": None}
    fixed = {"id": ids(), "code": ids()[-14:], "person": person.id, "channel": "telegram"}
    return Case(**{**about, **more, **fixed, "received_at": NOW, "entered_at": NOW, **changes})


async def file(storage: Storage, person: Person, **changes: Any) -> Case:
    work = storage.work()
    made = case(person, **changes)
    work.cases.add(made, [f"telegram:{made.id}"])
    work.cases.note(Event(made.id, made.received_at, "received", made.person))
    evidence = Evidence(ids(), made.id, Attachment("photo", "file-of-lan", 9), "telegram")
    work.cases.evidence(evidence)
    await work.commit("", "", NOW)
    return made


async def hold(storage: Storage, code: str, reason: str = "Tòa án đang xem xét") -> None:
    work = storage.work()
    found = await work.cases.find(code)
    assert found is not None
    work.holds.place(found, reason, NOW + MINUTE)
    await work.commit("", "", NOW)


async def release(storage: Storage, code: str) -> None:
    work = storage.work()
    found = await work.cases.find(code)
    assert found is not None
    work.holds.release(found, NOW + 2 * MINUTE)
    await work.commit("", "", NOW)


async def erase(storage: Storage, person: Person) -> None:
    work = storage.work()
    work.people.erase(person.id, NOW)
    await work.commit("", "", NOW)


async def found(storage: Storage, code: str) -> Case:
    kept = await storage.work().cases.find(code)
    assert kept is not None
    return kept


async def test_an_erasure_leaves_no_trace_of_the_person_in_any_row(
    storage: Storage, url: str
) -> None:
    person, other = await meet(storage, LAN), await meet(storage, LAN_TOO)
    kept = await file(storage, person)
    theirs = await file(storage, other)
    work = storage.work()
    for whose in (person, other):
        work.add_job(Job(ids(), "fetch-evidence", {"person": whose.id, "chat": "1001"}))
        work.post(Post(id := ids(), whose.id, "telegram", {"text": "x", "chat": "1001"}))
        work.attempts.add(whose.id, "wrong-code", NOW)
    await work.commit("", "", NOW)
    await storage.outbox.failed(id, "gone", NOW)
    work = storage.work()
    work.people.erase(other.id, NOW)
    await work.commit("", "", NOW)
    if not url.startswith("sqlite:///:memory:"):
        rows = await tables(url)
        told = {
            name: [row for row in each if other.id in map(str, row.values())]
            for name, each in rows.items()
        }
        assert {name for name, each in told.items() if each} == set()
        assert len(rows["job"]) == len(rows["outbox"]) == len(rows["attempt"]) == 1
        origins = {row["case_id"]: bytes(row["origin"]) for row in rows["evidence"]}
        assert origins[theirs.id] == b""
        assert origins[kept.id] != b""
    mine = await found(storage, kept.code)
    assert (mine.person, dict(mine.identity)) == (person.id, WHO)
    loose = await found(storage, theirs.code)
    assert (loose.person, loose.identity, loose.content) == ("", {}, {"what": "Đèn hỏng"})
    assert [each.actor for each in await storage.work().cases.history(theirs.id)] == [""]


def request(id: str = "K7DM3RT9", **changes: Any) -> DataRequest:
    given: dict[str, Any] = {"what": "export", "at": NOW, "done_at": NOW, "outcome": "done"}
    dates = {"answer_by": date(2026, 11, 26), "due": date(2026, 12, 4)}
    return DataRequest(id=id, **{**given, **dates, **changes})


async def ask(storage: Storage, person: Person, wanted: DataRequest) -> None:
    work = storage.work()
    work.requests.add(person.id, wanted)
    await work.commit("", "", NOW)


async def test_what_was_asked_is_kept_and_after_an_erasure_nobody_knows_by_whom(
    storage: Storage,
) -> None:
    person = await meet(storage, LAN)
    asked = [request(), request("9TR3MD7K", what="erase", answer_by=None, due=None)]
    for each in asked:
        await ask(storage, person, each)
    assert await storage.work().requests.of(person.id) == sorted(asked, key=lambda a: a.id)
    with pytest.raises(Conflict):
        await ask(storage, person, request())
    await erase(storage, person)
    assert await storage.work().requests.of(person.id) == []
    left = [each async for each in storage.work().requests.all()]
    assert sorted(left, key=lambda a: a.id) == sorted(asked, key=lambda a: a.id)


async def test_requests_and_work_go_with_whom_a_person_becomes(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    await ask(storage, guest, request())
    work = storage.work()
    work.add_job(Job("j1", "fetch-evidence", {"person": guest.id}))
    await work.commit("", "", NOW)
    await join(storage, await typed(storage, host, guest), host)
    assert await storage.work().requests.of(host.id) == [request()]
    await erase(storage, host)
    assert await storage.jobs.due(NOW, 9) == []


async def test_a_held_case_keeps_its_names_until_it_is_released(storage: Storage) -> None:
    person = await meet(storage, LAN)
    held, free = await file(storage, person), await file(storage, person)
    await hold(storage, held.code)
    [told] = await storage.work().holds.of(person.id)
    assert (told.case.id, told.reason) == (held.id, "Tòa án đang xem xét")
    await erase(storage, person)
    assert (await found(storage, free.code)).identity == {}
    kept = await found(storage, held.code)
    assert (kept.person, dict(kept.identity)) == ("", WHO)
    assert [each.case.id async for each in storage.work().holds.all()] == [held.id]
    await release(storage, held.code)
    assert (await found(storage, held.code)).identity == {}, "the erasure caught up"
    assert [each async for each in storage.work().holds.all()] == []


async def test_a_hold_that_is_lifted_in_time_changes_nothing(storage: Storage) -> None:
    person = await meet(storage, LAN)
    held = await file(storage, person)
    await hold(storage, held.code)
    with pytest.raises(Conflict):
        await hold(storage, held.code)
    await release(storage, held.code)
    with pytest.raises(Conflict):
        await release(storage, held.code)
    kept = await found(storage, held.code)
    assert (kept.person, dict(kept.identity)) == (person.id, WHO)
    history = await storage.work().cases.history(held.id)
    assert [each.what for each in history] == ["received", "held", "released"]
    assert history[1].note == {"reason": "Tòa án đang xem xét"}


async def test_a_held_case_stays_held_by_its_person_from_elsewhere(storage: Storage) -> None:
    host, guest = await meet(storage, LAN), await meet(storage, LAN_TOO)
    held = await file(storage, guest, received_at=NOW - timedelta(days=9))
    await hold(storage, held.code)
    await join(storage, await typed(storage, host, guest), host)
    assert [each.case.id for each in await storage.work().holds.of(host.id)] == [held.id]


async def test_after_a_restore_who_was_erased_is_erased_without_breaking_a_hold(
    storage: Storage, keys: Keyring
) -> None:
    """The database is that of a backup: the person is still in it, the tombstone is not."""
    person = await meet(storage, LAN)
    held, free = await file(storage, person), await file(storage, person)
    await hold(storage, held.code)
    tombstone = (keys.mark("erased", person.id), 0)
    assert await storage.erase_again([tombstone]) == 1
    assert dict((await found(storage, held.code)).identity) == WHO
    assert (await found(storage, free.code)).identity == {}
    assert await storage.work().people.known(Address("telegram", "1001")) is None
