"""What happens to a case: every action of the sample office, what it changes, and every refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback import decision
from feedback.access import TIMER, Actor
from feedback.case import Event
from feedback.decision import (
    OUTCOMES,
    Act,
    Decision,
    Part,
    Refusal,
    by_itself,
    decide,
    dump,
    load,
    replay,
    state_name,
)
from feedback.marks import marks, read, written
from feedback.messages import Text
from feedback.workflow import NO_WORKFLOW
from tests.feedback.office_work import (
    AREA,
    CITIZEN,
    COMMUNE,
    CULTURE,
    DAY,
    DIVISION,
    ECONOMY,
    ELSEWHERE,
    HEAD,
    NOW,
    OFFICE,
    OFFICER,
    READER,
    act,
    arrived,
    done,
    holder,
    led,
    refused,
)

ANYWHERE = holder("officer", AREA)


def transfer(unit: str) -> Act:
    return Act(action="transfer", unit=unit, reason="đúng việc")


# From filing to confirmation


def test_a_problem_goes_to_its_end() -> None:
    case = led(
        arrived(),
        ("classify", OFFICER),
        ("accept", OFFICER),
        ("start", OFFICER),
    )
    assert (case.state, case.category, case.came_from) == ("in-progress", "chieu-sang", "accepted")
    assert [each.ended_at for each in case.clocks] == [None]
    case = done(case, "answer", OFFICER, NOW + DAY)
    assert (case.state, case.outcome, case.answered_at) == ("answered", "solved", NOW + DAY)
    assert [each.ended_at for each in case.clocks] == [NOW + DAY]
    case = done(case, "confirm", CITIZEN, NOW + 2 * DAY)
    assert (case.confirmed_at, case.closed_at) == (NOW + 2 * DAY, None)
    case = done(case, "close", OFFICER, NOW + 3 * DAY)
    assert (case.confirmed_at, case.closed_at) == (NOW + 2 * DAY, NOW + 3 * DAY)


def test_praise_has_no_time_limit() -> None:
    case = done(arrived("praise"), "close", OFFICER)
    assert (case.clocks, case.state, case.closed_at) == ((), "closed", NOW)


def test_a_complaint_runs_from_its_filing_under_the_rule_of_its_day() -> None:
    case = done(arrived("complaint"), "advise", OFFICER)
    assert case.clocks == ()
    case = done(case, "file", OFFICER)
    assert [(each.rule.step, each.rule.amount) for each in case.clocks] == [("accept", 7)]
    case = done(case, "accept", HEAD, NOW + DAY)
    assert [(each.rule.step, each.ended_at) for each in case.clocks] == [
        ("accept", NOW + DAY),
        ("resolve", None),
    ]
    before = led(arrived("complaint", received_at=NOW), ("advise", OFFICER))
    june = NOW.replace(month=6)
    assert done(before, "file", OFFICER, june).clocks[0].rule.amount == 10


def test_a_denunciation_is_for_readers_from_filing_to_end() -> None:
    case = led(
        arrived("denunciation"),
        ("file", READER),
        ("accept", READER),
        ("start", READER),
        ("answer", READER),
        ("confirm", CITIZEN),
        ("close", READER),
    )
    assert (case.state, case.closed_at, case.confirmed_at) == ("closed", NOW, NOW)


def test_who_cannot_know_of_a_case_is_told_that_there_is_none() -> None:
    sealed, about = arrived("denunciation"), arrived(about=(OFFICER.person,))
    for case, who in ((sealed, HEAD), (about, OFFICER), (arrived(), holder("officer", ELSEWHERE))):
        assert refused(case, "note", who) == "refused-unknown"
    assert refused(arrived(), "note", holder("auditor")) == "refused-unknown"


def test_what_is_not_in_the_table_is_refused_with_the_state() -> None:
    decided = decide(OFFICE, arrived(), act("answer"), OFFICER, NOW)
    state = {"vi": "đã tiếp nhận", "en": "received"}
    assert decided == Refusal(Text("refused-not-now", {"state": state}))
    assert refused(arrived(), "fly", OFFICER) == "refused-not-now"
    gone = replace(arrived(), state="gone")
    assert state_name(OFFICE, "gone") == Text("state-unknown")
    assert refused(gone, "note", OFFICER) == "refused-not-now"


def test_what_is_for_others_is_refused() -> None:
    assert refused(arrived(), "refuse", OFFICER) == "refused-not-yours"
    assert refused(arrived(), "accept", CITIZEN) == "refused-not-yours"
    assert refused(arrived(), "withdraw", OFFICER) == "refused-not-yours"


def test_an_office_without_a_workflow_allows_nothing() -> None:
    bare = replace(OFFICE, workflow=NO_WORKFLOW)
    assert isinstance(decide(bare, arrived(), act("accept"), OFFICER, NOW), Refusal)


@pytest.mark.parametrize(
    ("what", "need"),
    [
        (Act(action="classify"), "category"),
        (Act(action="transfer", unit=ECONOMY, reason="  "), "reason"),
        (Act(action="ask"), "text"),
        (Act(action="assign"), "officer"),
        (Act(action="name"), "people"),
        (Act(action="split", reason="hai việc"), "parts"),
    ],
)
def test_what_is_needed_is_asked_for(what: Act, need: str) -> None:
    refusal = decide(OFFICE, arrived(), what, OFFICER, NOW)
    assert refusal == Refusal(Text("refused-needs", {"what": need}))


# Sorting


def test_another_kind_begins_anew_and_keeps_its_history() -> None:
    case = led(arrived(), ("accept", OFFICER), ("reclassify", OFFICER))
    assert (case.kind, case.state, case.unit) == ("proposal", "received", COMMUNE)
    assert len(case.clocks) == 1  # the same time limit runs on
    assert case.clocks[0].ended_at is None


def test_another_kind_has_its_own_time_limit_from_the_arrival_on() -> None:
    into = Act(action="reclassify", kind="complaint", reason="khiếu nại")
    case = done(arrived(), into, OFFICER, NOW + DAY)
    assert [each.ended_at for each in case.clocks] == [NOW + DAY]
    back = Act(action="reclassify", kind="problem", reason="phản ánh")
    case = done(case, back, OFFICER, NOW + 2 * DAY)
    assert [each.began_at for each in case.clocks] == [NOW, NOW]
    assert case.clocks[1].ended_at is None


def test_what_turns_out_to_be_a_denunciation_is_sealed_from_then_on() -> None:
    case = led(arrived(), ("accept", OFFICER), ("coordinate", OFFICER), ("assign", OFFICER))
    into = Act(action="reclassify", kind="denunciation", reason="tố cáo")
    sealed = done(case, into, OFFICER)
    assert (sealed.officer, sealed.coordinating) == ("", ())
    assert refused(sealed, "note", OFFICER) == "refused-unknown"
    assert done(sealed, "note", READER) == sealed


def test_nothing_leads_out_of_the_sealed_lane() -> None:
    assert refused(arrived("denunciation"), "reclassify", READER) == "refused-not-now"
    rows = OFFICE.workflow.transitions
    open_rows = tuple(
        replace(row, kinds=row.kinds | {"denunciation"}, by=row.by | {"sealed-reader"})
        for row in rows
        if row.action in ("reclassify", "split")
    )
    careless = replace(OFFICE, workflow=replace(OFFICE.workflow, transitions=open_rows))
    part = Act(action="split", parts=(Part("problem"),), reason="hai việc")
    for what in (act("reclassify"), part):
        decided = decide(careless, arrived("denunciation"), what, READER, NOW)
        assert decided == Refusal(Text("refused-sealed"))


def test_a_second_matter_is_split_off_and_the_first_goes_on() -> None:
    case = led(arrived(about=("accused",)), ("accept", OFFICER))
    parts = (Part("complaint"), Part("problem", "chieu-sang", ECONOMY), Part("denunciation"))
    decided = decide(
        OFFICE, case, Act(action="split", parts=parts, reason="ba việc"), OFFICER, NOW + DAY
    )
    assert isinstance(decided, Decision)
    assert decided.case == case
    complaint, problem, sealed = decided.parts
    assert (complaint.kind, complaint.unit, complaint.category) == (
        "complaint",
        COMMUNE,
        "duong-hong",
    )
    assert (problem.unit, problem.category, problem.chain) == (ECONOMY, "chieu-sang", (COMMUNE,))
    assert (sealed.kind, sealed.clocks) == ("denunciation", ())
    for part in decided.parts:
        assert (part.id, part.state, part.person) == ("", "received", CITIZEN.person)
        assert (part.received_at, part.entered_at) == (NOW, NOW + DAY)
        assert part.about == ("accused",)
    assert problem.clocks == case.clocks  # as if it had come by itself: no time is won


# Whose it is


def test_a_case_is_sent_to_the_unit_in_charge_and_its_way_is_kept() -> None:
    case = led(arrived(), ("assign", OFFICER), (transfer(ECONOMY), OFFICER))
    assert (case.unit, case.chain, case.state) == (ECONOMY, (COMMUNE,), "transferred")
    assert (case.officer, case.bounces) == ("", 0)


def test_what_bounced_twice_is_for_the_head_to_decide() -> None:
    case = led(
        arrived(unit=ECONOMY),
        (transfer(CULTURE), OFFICER),
        (transfer(ECONOMY), OFFICER),
    )
    assert (case.bounces, case.raised) == (1, False)
    case = done(case, transfer(CULTURE), OFFICER)
    assert (case.unit, case.bounces, case.raised) == (COMMUNE, 2, True)
    assert case.chain == (ECONOMY, CULTURE, ECONOMY)
    assert refused(case, transfer(ECONOMY), OFFICER) == "refused-raised"
    case = done(case, transfer(ECONOMY), HEAD)
    assert (case.unit, case.bounces, case.raised) == (ECONOMY, 2, False)
    again = done(case, transfer(CULTURE), OFFICER)
    assert (again.unit, again.raised) == (COMMUNE, True)


def test_units_of_two_communes_that_do_not_agree_are_decided_on_at_the_root() -> None:
    case = led(
        arrived(unit=COMMUNE),
        (transfer(ELSEWHERE), ANYWHERE),
        (transfer(COMMUNE), ANYWHERE),
        (transfer(ELSEWHERE), ANYWHERE),
    )
    assert (case.unit, case.raised) == (AREA, True)
    lost = replace(case, chain=("gone", ECONOMY), unit=CULTURE, raised=False)
    assert done(lost, transfer(ECONOMY), ANYWHERE).unit == AREA


def test_the_head_is_not_asked_to_send_a_case_where_it_lies() -> None:
    case = replace(arrived(unit=ECONOMY), chain=(COMMUNE, CULTURE), bounces=1)
    raised = done(case, transfer(CULTURE), OFFICER)
    assert refused(raised, transfer(raised.unit), HEAD) == "refused-unit"


@pytest.mark.parametrize("unit", [COMMUNE, "gone", "future"])
def test_only_another_unit_that_stands_is_sent_to(unit: str) -> None:
    future = replace(OFFICE.units[ECONOMY], id="future", valid_from=date(2027, 1, 1))
    office = replace(OFFICE, units={**OFFICE.units, "future": future})
    case = led(arrived(), ("classify", OFFICER))
    for action in ("transfer", "coordinate"):
        decided = decide(office, case, replace(act(action), unit=unit), OFFICER, NOW)
        assert decided == Refusal(Text("refused-unit"))


def test_units_are_asked_to_help_once() -> None:
    case = led(arrived(), ("classify", OFFICER), ("coordinate", OFFICER))
    assert (case.unit, case.coordinating, case.state) == (COMMUNE, (CULTURE,), "classified")
    assert refused(case, "coordinate", OFFICER) == "refused-unit"
    helper = holder("officer", CULTURE)
    assert done(case, "note", helper) == case
    assert refused(case, "accept", helper) == "refused-not-yours"
    handed = done(case, transfer(CULTURE), OFFICER)
    assert (handed.unit, handed.coordinating) == (CULTURE, ())


def test_a_task_is_given_to_those_who_may_have_it() -> None:
    case = arrived()
    assert done(case, "assign", HEAD).officer == OFFICER.person
    for other in (holder("officer", DIVISION), holder("admin"), CITIZEN, Actor("nobody")):
        give = Act(action="assign", officer=other)
        assert refused(case, give, HEAD) == "refused-officer"
    about = replace(case, about=(OFFICER.person,))
    assert refused(about, "assign", HEAD) == "refused-officer"


def test_a_case_about_an_officer_leaves_their_unit_and_their_hands() -> None:
    case = led(arrived(unit=DIVISION), ("assign", OFFICER))
    name = Act(action="name", people=(OFFICER.person,))
    named = done(case, name, HEAD)
    assert (named.about, named.officer, named.unit) == ((OFFICER.person,), "", COMMUNE)
    assert named.chain == (DIVISION,)
    assert refused(named, "note", OFFICER) == "refused-unknown"
    again = done(named, name, HEAD)
    assert again.about == named.about


def test_nobody_is_above_the_root() -> None:
    case = done(arrived(unit=AREA), Act(action="assign", officer=ANYWHERE), ANYWHERE)
    named = done(case, "name", ANYWHERE)
    assert (named.unit, named.chain, named.officer) == (AREA, (), ANYWHERE.person)
    lost = done(replace(case, unit="gone"), "name", ANYWHERE)
    assert (lost.unit, lost.chain) == (AREA, ("gone",))


def test_who_sent_a_case_is_not_whom_it_is_about() -> None:
    case = done(arrived(), "represent", OFFICER)
    assert case.representatives == ("speaker",)
    for person in (CITIZEN.person, "speaker"):
        assert refused(case, Act(action="name", people=(person,)), OFFICER) == "refused-people"
    about = replace(case, about=("accused",))
    against = Act(action="represent", people=("accused",))
    assert refused(about, against, OFFICER) == "refused-people"


def test_the_same_from_many_people_is_answered_together() -> None:
    case = done(arrived(), "group", OFFICER)
    assert (case.same_as, case.state, case.unit) == ("other", "grouped", COMMUNE)
    assert case.clocks[0].ended_at is None  # its own promise stands
    assert done(case, "ungroup", OFFICER).same_as == ""
    assert done(case, "answer", OFFICER).state == "answered"
    itself = Act(action="group", same_as="case")
    assert refused(arrived(), itself, OFFICER) == "refused-same"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (Act(action="classify", category="gone"), "refused-category"),
        (Act(action="reclassify", kind="gone", reason="x"), "refused-kind"),
        (Act(action="reclassify", kind="problem", reason="x"), "refused-kind"),
        (Act(action="split", parts=(Part("gone"),), reason="x"), "refused-kind"),
        (Act(action="split", parts=(Part("praise", "gone"),), reason="x"), "refused-category"),
        (Act(action="split", parts=(Part("praise", "", "gone"),), reason="x"), "refused-unit"),
    ],
)
def test_what_does_not_fit_is_refused(what: Act, why: str) -> None:
    assert refused(arrived(), what, OFFICER) == why


# Time


def test_the_time_stands_still_while_the_citizen_is_asked() -> None:
    case = done(arrived(), "accept", OFFICER)
    promised = case.clocks[0].due_at
    asked = done(case, "ask", OFFICER, NOW + DAY)
    assert asked.clocks[0].is_paused
    assert refused(asked, "answer", OFFICER) == "refused-not-now"
    named = done(asked, "name", OFFICER, NOW + 2 * DAY)
    assert named.clocks[0].pauses == asked.clocks[0].pauses
    told = done(asked, "supply", CITIZEN, NOW + 3 * DAY)
    assert (told.state, told.clocks[0].is_paused) == ("accepted", False)
    assert told.clocks[0].due_at > promised
    lost = replace(asked, came_from="gone")
    assert done(lost, "supply", CITIZEN).state == "received"


def test_what_is_asked_in_vain_lapses_by_itself() -> None:
    asked = done(arrived(), "ask", OFFICER, NOW)
    todo = by_itself(OFFICE, asked)
    assert todo == (Act(action="lapse"), date(2026, 10, 8))
    assert refused(asked, "lapse", TIMER, NOW + 30 * DAY) == "refused-too-early"
    lapsed = done(asked, "lapse", TIMER, NOW + 31 * DAY)
    assert (lapsed.state, lapsed.closed_at) == ("lapsed", NOW + 31 * DAY)
    assert lapsed.clocks[0].ended_at is not None
    assert by_itself(OFFICE, lapsed) is None


def test_more_time_is_granted_as_the_law_allows() -> None:
    case = led(arrived("complaint"), ("file", OFFICER), ("accept", HEAD))
    until = case.clocks[-1].promised + timedelta(days=15)
    more = Act(action="extend", ground="complex", until=until, reason="phức tạp")
    extended = done(case, more, HEAD, NOW + DAY)
    assert extended.state == "extended"
    assert extended.clocks[-1].promised > case.clocks[-1].promised
    assert extended.clocks[0] == case.clocks[0]  # the one that ended stays as it was
    assert refused(extended, more, HEAD, NOW + 2 * DAY) == "clock-refused-often"
    report = done(arrived(), "accept", OFFICER)
    assert refused(report, more, HEAD) == "clock-refused-never"
    assert refused(replace(case, clocks=()), more, HEAD) == "refused-no-clock"
    assert refused(case, more, OFFICER) == "refused-not-yours"


# The answer and the two facts


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer_says_what_was_reached(outcome: str) -> None:
    case = done(arrived(), "accept", OFFICER)
    answered = done(case, replace(act("answer"), outcome=outcome), OFFICER)
    assert answered.outcome == outcome
    assert refused(case, replace(act("answer"), outcome="fine"), OFFICER) == "refused-outcome"


def test_closed_by_the_office_and_confirmed_by_the_citizen_are_two_facts() -> None:
    answered = led(arrived(), ("accept", OFFICER), ("answer", OFFICER))
    closed = done(answered, "lapse", TIMER, NOW + 31 * DAY)
    assert (closed.closed_at, closed.confirmed_at) == (NOW + 31 * DAY, None)
    late = done(closed, "confirm", CITIZEN, NOW + 90 * DAY)
    assert (late.state, late.closed_at) == ("closed", NOW + 31 * DAY)
    assert late.confirmed_at == NOW + 90 * DAY


def test_a_disputed_answer_is_upheld_or_done_again() -> None:
    answered = led(arrived(), ("accept", OFFICER), ("answer", OFFICER), ("confirm", CITIZEN))
    disputed = done(answered, "dispute", CITIZEN, NOW + 30 * DAY)
    assert (disputed.confirmed_at, disputed.answered_at) == (None, NOW)
    upheld = done(disputed, "uphold", HEAD, NOW + 31 * DAY)
    assert (upheld.closed_at, upheld.confirmed_at) == (NOW + 31 * DAY, None)
    assert refused(upheld, "dispute", CITIZEN, NOW + 31 * DAY) == "refused-too-late"
    again = done(disputed, "reopen", OFFICER, NOW + 31 * DAY)
    assert (again.answered_at, again.outcome, again.closed_at) == (None, "", None)
    assert [each.ended_at for each in again.clocks] == [NOW, None]
    assert again.clocks[1].began_at == NOW + 31 * DAY


def test_what_is_disputed_is_not_closed_any_more() -> None:
    answered = led(arrived(), ("accept", OFFICER), ("answer", OFFICER), ("confirm", CITIZEN))
    closed = done(answered, "close", OFFICER)
    disputed = done(closed, "dispute", CITIZEN, NOW + DAY)
    assert (disputed.closed_at, disputed.confirmed_at) == (None, None)
    assert (disputed.answered_at, disputed.outcome) == (NOW, "solved")


def test_what_was_never_answered_is_not_confirmed() -> None:
    closed = replace(arrived(), state="closed")
    assert refused(closed, "confirm", CITIZEN) == "refused-unanswered"


def test_a_citizen_may_withdraw() -> None:
    case = done(arrived(), "withdraw", CITIZEN)
    assert (case.state, case.closed_at, case.clocks[0].ended_at) == ("withdrawn", NOW, NOW)


# What figures count


def test_the_office_takes_notice_once_by_what_it_does_itself() -> None:
    case = arrived()
    for what, who in (("note", OFFICER), ("withdraw", CITIZEN)):
        assert done(case, what, who, NOW + DAY).acknowledged_in is None
    assert done(case, "assign", OFFICER, NOW + timedelta(hours=2)).acknowledged_in == 2
    split = Act(action="split", reason="hai việc", parts=(Part("proposal"),))
    decided = decide(OFFICE, case, split, OFFICER, NOW + DAY)
    assert isinstance(decided, Decision)
    # From 10:00 on, a working day of 7.5 hours later.
    assert [each.acknowledged_in for each in (decided.case, *decided.parts)] == [8, 8]
    later = done(decided.case, "accept", OFFICER, NOW + 5 * DAY)
    assert later.acknowledged_in == 8


def test_marks_say_how_soon_whether_in_time_and_what_the_citizen_said() -> None:
    case = led(arrived(), ("accept", OFFICER))
    assert marks(case) == {"received": 0, "acknowledged": 0}
    answered = done(case, "answer", OFFICER, NOW + 7 * DAY)
    counted = {"received": 0, "acknowledged": 0, "answered": 5, "in-time": 0}
    assert marks(answered) == counted
    assert marks(done(answered, "confirm", CITIZEN)) == {**counted, "confirmed": 0}
    closed = done(answered, "lapse", TIMER, NOW + 40 * DAY)
    assert marks(closed) == {**counted, "unconfirmed": 0}
    again = led(answered, ("dispute", CITIZEN), ("reopen", OFFICER))
    assert marks(again) == {**counted, "disputed": 0, "reopened": 0}
    # What is answered a second time, and late, was answered first after five days, and is late.
    late = done(again, "answer", OFFICER, NOW + 60 * DAY)
    del counted["in-time"]
    assert marks(late) == {
        **counted,
        **dict.fromkeys(("late", "unapologised", "disputed", "reopened"), 0),
    }
    assert "unapologised" not in marks(replace(late, apologised=True))
    assert read(written(late)) == marks(late)


# History


def test_the_history_alone_leads_to_how_a_case_stands() -> None:
    first = case = arrived()
    history = [Event("case", NOW, "received", "citizen")]
    for what, who in (("accept", OFFICER), ("answer", OFFICER), ("dispute", CITIZEN)):
        decided = decide(OFFICE, case, act(what), who, NOW + DAY)
        assert isinstance(decided, Decision)
        case = decided.case
        history.append(decided.event)
    assert replay(first, history) == case
    assert load(dump(case)) == case
    answer = history[2]
    assert (answer.what, answer.actor, answer.at) == ("answer", OFFICER.person, NOW + DAY)
    assert answer.note["text"] == "Đã vá"
    assert answer.note["evidence"] == ["photo"]
    assert answer.note["change"] == {
        "state": "answered",
        "came_from": "accepted",
        "outcome": "solved",
        "answered_at": "2026-09-08T03:00:00Z",
        "answered_in": 1,
        "clocks": answer.note["change"]["clocks"],  # type: ignore[index, call-overload]
    }


def test_deciding_changes_nothing_of_the_case_itself() -> None:
    case = arrived()
    before = decision.dump(case)
    decide(OFFICE, case, act("accept"), OFFICER, NOW)
    assert decision.dump(case) == before
