"""The end of what is kept: in time, in batches, never what is held, and counters stay right."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from feedback.case import Case, Event, Evidence
from feedback.errors import Conflict
from feedback.messages import Address, Attachment
from feedback.retention import SUBJECTS, Forgetting, Schedule, Term
from storage import Storage
from storage.database import write
from storage.retention import Due
from tests.proofs.records import tables
from tests.storage.test_linking import LAN, LAN_TOO, NOW, held, ids, meet
from tests.storage.test_records import responses
from tests.storage.test_rights import WHO, ask, case, found, hold, release, request

DAY = timedelta(days=1)
LATER = NOW + 100 * DAY


def schedule(what: str, days: int, action: Forgetting = "delete") -> Schedule:
    return Schedule((Term(what, days, action, "law"),), frozenset({"closed"}))


async def nothing() -> None:
    """No turns wait here."""


async def preview(storage: Storage, plan: Schedule, now: datetime = LATER) -> Due:
    [due] = await storage.retention.preview(plan, now)
    return due


async def forget(storage: Storage, plan: Schedule, now: datetime = LATER) -> int:
    done = await storage.retention.apply(plan, now, nothing)
    return sum(done.values())


async def filed(storage: Storage, *closed: float | None) -> list[Case]:
    """One case for each number: closed so many days after NOW; None: still open."""
    person = await meet(storage, Address("telegram", ids()))
    made = []
    for days in closed:
        work = storage.work()
        new = case(person, state="received" if days is None else "closed")
        work.cases.add(new, [f"telegram:{new.id}"])
        work.cases.note(Event(new.id, NOW, "received", person.id))
        if days is not None:
            at = NOW + days * DAY
            work.cases.note(Event(new.id, at, "state:closed", "officer", {"why": "xong"}))
        await work.commit("", "", NOW)
        made.append(new)
    return made


async def identities(storage: Storage, cases: list[Case]) -> list[bool]:
    return [bool((await found(storage, each.code)).identity) for each in cases]


async def audited(storage: Storage, url: str, action: str) -> int:
    if url.startswith("sqlite:///:memory:"):
        rows = await storage._database.fetch("audit.unchained", after="", size=999)
        return sum(row[3] == action for row in rows)
    return sum(row["action"] == action for row in (await tables(url))["audit"])


async def test_names_go_when_their_case_has_been_over_long_enough(
    storage: Storage, url: str
) -> None:
    cases = await filed(storage, 1, 80, None, 2)
    await hold(storage, cases[3].code)
    plan = schedule("case-identity", 30, "strip")
    due = await preview(storage, plan)
    assert (due.kept, due.due, due.held, due.oldest) == (4, 1, 1, NOW)
    assert await identities(storage, cases) == [True] * 4, "a preview changes nothing"
    assert await forget(storage, plan) == 1
    assert await identities(storage, cases) == [False, True, True, True]
    stripped = await found(storage, cases[0].code)
    assert (stripped.person, stripped.content) == ("", {"what": "Đèn hỏng"})
    history = await storage.work().cases.history(stripped.id)
    assert [(each.what, each.actor) for each in history] == [
        ("received", ""),
        ("state:closed", "officer"),
    ]
    person = cases[0].person
    message = f"telegram:{cases[0].id}"
    assert await storage.work().cases.by_message(person, message) is None
    assert len(await storage.work().cases.of(person)) == 3
    assert await audited(storage, url, "retention.case-identity") == 1
    assert (await preview(storage, plan)).due == 0
    assert await forget(storage, plan) == 0
    assert await storage.check(counters=True) == []


async def test_time_counts_from_the_last_event_but_not_from_a_hold(storage: Storage) -> None:
    cases = await filed(storage, 1, 1)
    await hold(storage, cases[0].code)
    await release(storage, cases[0].code)
    plan = schedule("case-identity", 30, "strip")
    assert await forget(storage, plan, NOW + 31 * DAY - timedelta(seconds=1)) == 0
    assert await forget(storage, plan, NOW + 31 * DAY + timedelta(seconds=1)) == 2


async def test_a_hold_that_comes_at_the_same_moment_wins(storage: Storage) -> None:
    """The case was listed as free; before its turn came it was held."""
    [listed] = await filed(storage, 1)
    term = Term("case-content", 30, "delete", "law")
    await hold(storage, listed.code)
    assert not await storage.retention._forget_case(term, listed.id, LATER)
    assert dict((await found(storage, listed.code)).identity) == WHO


async def test_files_go_and_words_stay(storage: Storage) -> None:
    kept, gone = await filed(storage, 90, 1)
    photos = {}
    for each in (kept, gone):
        work = storage.work()
        assert await work.cases.by_id(each.id)
        photos[each.id] = ids()
        work.cases.evidence(
            Evidence(photos[each.id], each.id, Attachment("photo", "f", 9), "telegram")
        )
        await work.commit("", "", NOW)
        work = storage.work()
        assert await work.cases.open_evidence(photos[each.id])
        work.cases.store_evidence(photos[each.id], b"jpeg", "image/jpeg")
        await work.commit("", "", NOW)
    plan = schedule("case-evidence", 30)
    assert (await preview(storage, plan)).kept == 2
    assert await forget(storage, plan) == 1
    assert await storage.work().cases.evidence_of(photos[kept.id]) == (b"jpeg", "image/jpeg")
    assert not await storage.work().cases.open_evidence(photos[gone.id])
    assert dict((await found(storage, gone.code)).identity) == WHO
    assert await forget(storage, plan) == 0


async def test_words_go_and_the_case_still_counts(storage: Storage) -> None:
    kept, gone = await filed(storage, None, 1)
    plan = schedule("case-content", 30)
    assert await forget(storage, plan) == 1
    assert await storage.work().cases.find(gone.code) is None, "its code opens nothing"
    left = await storage.work().cases.by_id(gone.id)
    assert left is not None
    assert (left.code, left.content, left.identity, left.person) == ("", {}, {}, "")
    assert await storage.work().cases.history(gone.id) == []
    assert (await found(storage, kept.code)).content == {"what": "Đèn hỏng"}
    assert await storage.check(counters=True) == []
    assert (await preview(storage, plan)).kept == 1
    assert await forget(storage, plan) == 0


async def test_years_of_cases_go_in_batches_and_it_goes_on_where_it_was_stopped(
    storage: Storage,
) -> None:
    person = await meet(storage, LAN)
    work = storage.work()
    for number in range(70):
        new = case(person, state="closed", received_at=NOW - 10 * number * DAY)
        work.cases.add(new)
    await work.commit("", "", NOW)
    plan, rounds = schedule("case-identity", 30, "strip"), 0

    class Stopped(Exception):
        pass

    async def stop() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 3:
            raise Stopped

    shown: list[int] = []
    with pytest.raises(Stopped):
        await storage.retention.apply(plan, LATER, stop, lambda done, _: shown.append(done))
    assert shown == sorted(shown)
    first = 70 - (await preview(storage, plan)).due
    assert 0 < first < 70
    assert await forget(storage, plan) == 70 - first
    assert (await preview(storage, plan)).due == 0
    assert await storage.check(counters=True) == []


async def answered(storage: Storage, count: int) -> None:
    for each in responses(count):
        work = storage.work()
        work.responses.add(each)
        await work.commit("", "", NOW)


async def test_single_answers_go_and_every_counter_stays(storage: Storage, url: str) -> None:
    await answered(storage, 120)
    before = await storage.work().statistics.responses(
        "sipas", None, NOW.date() - 400 * DAY, NOW.date()
    )
    plan = schedule("survey-answers", 60)
    due = await preview(storage, plan, NOW)
    assert 30 < due.due < 90
    assert due.kept == 120
    assert await forget(storage, plan, NOW) == due.due
    after = await preview(storage, plan, NOW)
    assert (after.kept, after.due) == (120 - due.due, 0)
    assert (
        await storage.work().statistics.responses(
            "sipas", None, NOW.date() - 400 * DAY, NOW.date()
        )
        == before
    )
    assert await storage.check(counters=True) == []
    assert await audited(storage, url, "retention.survey-answers") >= 2
    await answered(storage, 3)  # the same answers again: counters go on from there
    assert await storage.check(counters=True) == []


@pytest.mark.parametrize("url", ["file", "postgres"], indirect=True)
async def test_answers_that_do_not_open_are_left_and_told_of(storage: Storage, url: str) -> None:
    await answered(storage, 40)
    bad = min(responses(40), key=lambda each: each.submitted_at)
    work = storage.work()
    work.responses.add(bad)
    await work.commit("", "", NOW)
    [row] = [each for each in (await tables(url))["response"] if each["id"] == bad.id]
    await storage._database.commit(
        [
            write(
                "sealed.response.answers.replace",
                sealed=bytes(row["answers"])[:-1] + b"\0\0",
                id=bad.id,
                before=bytes(row["answers"])[:16],
            )
        ]
    )
    plan = schedule("survey-answers", 60)
    due = (await preview(storage, plan, NOW)).due
    assert await forget(storage, plan, NOW) == due - 1
    assert any("altered" in fault for fault in await storage.check(counters=True))


async def test_two_processes_that_forget_the_same_answers_count_them_once(
    storage: Storage,
) -> None:
    await answered(storage, 60)
    plan = schedule("survey-answers", 60)
    due = (await preview(storage, plan, NOW)).due
    done = await asyncio.gather(
        forget(storage, plan, NOW), forget(storage, plan, NOW), return_exceptions=True
    )
    assert all(isinstance(each, int | Conflict) for each in done)
    await forget(storage, plan, NOW)
    assert (await preview(storage, plan, NOW)).kept == 60 - due
    assert await storage.check(counters=True) == []


async def test_the_mark_of_who_answered_goes_alone(storage: Storage) -> None:
    await answered(storage, 50)
    plan = schedule("survey-answers", 60, "strip")
    due = await preview(storage, plan, NOW)
    assert 0 < due.due < due.kept == 50
    assert await forget(storage, plan, NOW) == due.due
    after = await preview(storage, plan, NOW)
    assert (after.kept, after.due) == (50 - due.due, 0)
    assert await storage.check(counters=True) == []


async def test_drafts_nobody_went_on_with_go(storage: Storage) -> None:
    person, other = await meet(storage, LAN), await meet(storage, LAN_TOO)
    for whose, touched in ((person, NOW), (person, NOW + 90 * DAY), (other, NOW)):
        work = storage.work()
        work.conversations.put_aside(whose.id, replace(held(ids()[-6:]), touched_at=touched))
        await work.commit("", "", NOW)
    plan = schedule("drafts", 30)
    assert (await preview(storage, plan)).due == 2
    assert await forget(storage, plan) == 2
    assert len(await storage.work().conversations.waiting(person.id)) == 1
    assert await storage.work().conversations.waiting(other.id) == []


async def test_requests_go_when_nobody_needs_to_prove_them_any_more(storage: Storage) -> None:
    person = await meet(storage, LAN)
    await ask(storage, person, request())
    await ask(storage, person, request("9TR3MD7K", done_at=NOW + 90 * DAY))
    plan = schedule("requests", 30)
    assert await forget(storage, plan) == 1
    assert [each.id for each in await storage.work().requests.of(person.id)] == ["9TR3MD7K"]
    assert await forget(storage, plan) == 0


async def test_what_the_program_tidies_up_by_itself_is_shown_and_sooner_where_wished(
    storage: Storage,
) -> None:
    await meet(storage, LAN)
    await storage.quarantine.add("telegram", "1", "ValueError", {}, NOW, "1001")
    await storage.mailbox.add(storage.mailbox.mark(LAN), "a" * 32, b"{}", None, NOW)
    await storage.uploads.begin(storage.uploads.mark(LAN), "b" * 32, NOW)
    work = storage.work()
    work.attempts.add("p", "wrong", NOW)
    await work.commit("telegram", "7", NOW)
    later = NOW + 5 * DAY
    for what in ("events", "set-aside", "mailbox", "uploads", "attempts"):
        plan = schedule(what, 4 if what != "attempts" else 1)
        due = await preview(storage, plan, later)
        assert (due.kept, due.due, due.oldest) == (1, 1, NOW), what
        assert await forget(storage, plan, later) == 0, "it is tidied up, not forgotten"
    await storage.tidy(NOW + 3 * DAY, schedule("set-aside", 4))
    assert await storage.quarantine.count() == 1
    await storage.tidy(later, schedule("set-aside", 4))
    assert await storage.quarantine.count() == 0
    assert await storage.seen("telegram", "7")
    await storage.tidy(later, schedule("events", 4))
    assert not await storage.seen("telegram", "7")


async def test_every_subject_can_be_shown_and_forgotten(storage: Storage, url: str) -> None:
    """With nothing in the database too, and the audit itself is never shortened."""
    terms = [
        Term(what, subject.most or 99, action, "law")
        for what, subject in SUBJECTS.items()
        for action in subject.actions
    ]
    everything = Schedule(terms, frozenset({"closed"}))
    found_in = await storage.retention.preview(everything, LATER)
    assert [each.term for each in found_in] == terms
    assert all((each.kept, each.due, each.oldest) == (0, 0, None) for each in found_in)
    await filed(storage, 0)
    work = storage.work()
    work.audit.note("a", "b", "c", NOW)
    await work.commit("", "", NOW)
    done = await storage.retention.apply(everything, LATER, nothing)
    assert {term.what for term in done} == {
        *("case-evidence", "case-identity", "case-content"),
        *("survey-answers", "drafts", "requests", "late-files"),
    }
    assert await audited(storage, url, "b") == 1
