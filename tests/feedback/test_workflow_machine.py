"""Cases of every kind, handed about at random by everybody there is, honest or not.

`HYPOTHESIS_PROFILE=proof` walks more than 50,000 steps; in the short form a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from feedback.access import GRANTED, READING, TIMER, Actor, Grant, may
from feedback.calendar import WorkingCalendar
from feedback.case import CaseFacts, Event
from feedback.decision import OUTCOMES, Act, Decision, Part, by_itself, decide, replay
from feedback.workflow import ACTIONS, ENDED, OPEN
from tests.feedback.office_work import (
    AREA,
    CITIZEN,
    COMMUNE,
    CULTURE,
    DESK,
    DIVISION,
    ECONOMY,
    ELSEWHERE,
    NOW,
    OFFICE,
    WORKFLOW,
    arrived,
)

UNITS = (AREA, COMMUNE, DIVISION, DESK, ECONOMY, CULTURE, ELSEWHERE)
STAFF = tuple(Actor(f"{role}@{unit}", (Grant(role, unit),)) for role in GRANTED for unit in UNITS)
BUSY = tuple(
    Actor(f"{one}+{two}", (Grant(one, AREA), Grant(two, COMMUNE)))
    for one in GRANTED
    for two in GRANTED
    if one != two
)
TURNCOAT = Actor(CITIZEN.person, (Grant("head", AREA), Grant("sealed-reader", AREA)))
"""The sender of the case, who also works in the office."""
STRANGERS = (Actor("nobody"), Actor("timer"), Actor(""))
EVERYBODY = (*STAFF, *BUSY, *STRANGERS, CITIZEN, Actor("speaker"), TURNCOAT, TIMER)
PEOPLE = tuple(each.person for each in EVERYBODY)
KINDS = tuple(WORKFLOW.kinds)

GIVEN: Mapping[str, st.SearchStrategy[object]] = {
    "reason": st.just("lý do"),
    "text": st.sampled_from(("nội dung", " ")),
    "evidence": st.sampled_from((("photo",), ())),
    "legal_ground": st.just("Đ11"),
    "ground": st.sampled_from(("complex", "especially-complex", "verification", "none")),
    "until": st.integers(-10, 90).map(lambda days: NOW.date() + timedelta(days=days)),
    "unit": st.sampled_from((*UNITS, "gone")),
    "category": st.sampled_from(("duong-hong", "chieu-sang", "gone")),
    "kind": st.sampled_from((*KINDS, "gone")),
    "same_as": st.sampled_from(("other", "case")),
    "officer": st.sampled_from(EVERYBODY),
    "people": st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2).map(tuple),
    "outcome": st.sampled_from((*OUTCOMES, "fine")),
    "parts": st.sampled_from((*KINDS, "gone")).map(lambda kind: (Part(kind),)),
}


@st.composite
def acts(draw: st.DrawFn, action: str) -> Act:
    """Something to do with nearly all it needs."""
    row = next((each for each in WORKFLOW.transitions if each.action == action), None)
    needs = row.needs if row is not None else ()
    return Act(action=action, **{need: draw(GIVEN[need]) for need in needs})  # type: ignore[arg-type]


def roles_held(actor: Actor, unit: str) -> set[str]:
    """Which roles reach a unit, found by walking up from it: no look-up of the program's."""
    found: set[str] = set()
    at: str | None = unit
    while at is not None:
        found |= {role for role, held in actor.grants if held == at}
        at = OFFICE.units[at].parent
    return found


class Handling(RuleBasedStateMachine):
    """One case, its history, and whoever comes to do something with it."""

    @initialize(kind=st.sampled_from(KINDS), unit=st.sampled_from(UNITS))
    def arrive(self, kind: str, unit: str) -> None:
        self.now = NOW
        self.first = self.case = arrived(kind, unit)
        self.history: list[Event] = []
        self.was_sealed = kind == "denunciation"

    @rule(data=st.data(), actor=st.sampled_from(EVERYBODY), hours=st.integers(0, 30))
    def anybody_does_anything(self, data: st.DataObject, actor: Actor, hours: int) -> None:
        """Mostly refused; where not, it must have been right."""
        self._do(data.draw(acts(data.draw(st.sampled_from((*ACTIONS, "fly"))))), actor, hours)

    @rule(data=st.data(), hours=st.integers(0, 30))
    def somebody_goes_on(self, data: st.DataObject, hours: int) -> None:
        """Somebody who may does what can be done now, so that cases go far."""
        possible = [
            (action, actor)
            for action in sorted(WORKFLOW.actions(self.case.kind, self.case.state))
            for actor in EVERYBODY
            if may(OFFICE, actor, action, self.case)
        ]
        if possible:
            action, actor = data.draw(st.sampled_from(possible))
            self._do(data.draw(acts(action)), actor, hours)

    @precondition(lambda self: by_itself(OFFICE, self.case) is not None)
    @rule()
    def time_passes(self) -> None:
        todo = by_itself(OFFICE, self.case)
        assert todo is not None
        act, day = todo
        if self.now.date() < day:
            self.now = datetime(day.year, day.month, day.day, 1, tzinfo=NOW.tzinfo)
        self._do(act, TIMER, 0)
        assert self.history[-1].what == "lapse"

    def _do(self, act: Act, actor: Actor, hours: int) -> None:
        self.now += timedelta(hours=hours)
        before = self.case
        decided = decide(OFFICE, before, act, actor, self.now)
        if not isinstance(decided, Decision):
            return
        self._was_right(before, act, actor)
        self.case = decided.case
        self.history.append(decided.event)
        self.was_sealed |= decided.case.kind == "denunciation"
        for part in decided.parts:
            assert part.unit in OFFICE.units
            assert set(before.about) <= set(part.about)
            assert before.kind != "denunciation" or part.kind == "denunciation"
        # What ran and ended stays as it was: nothing is reckoned twice.
        ended = [each for each in before.clocks if each.ended_at is not None]
        assert [*decided.case.clocks[: len(ended)]] == ended

    def _was_right(self, before: CaseFacts, act: Act, actor: Actor) -> None:
        """What nobody may ever reach, said anew without the program's own rules."""
        if actor is TIMER:
            assert act.action == "lapse"
            return
        assert act.action != "lapse"
        assert actor.person not in before.about, "an officer acted on a case about himself"
        if actor.person in (before.person, *before.representatives):
            own = {"supply", "withdraw", "confirm", "dispute", "group", "ungroup"}
            assert act.action in own
            return
        assert act.action not in {"withdraw", "confirm", "dispute"}, "spoke for the citizen"
        held = roles_held(actor, before.unit)
        if before.kind == "denunciation":
            assert "sealed-reader" in held, "an outsider acted in the sealed lane"
            return
        if act.action in {"refuse", "extend", "uphold"}:
            assert "head" in held
        elif act.action == "note":
            helps = any(
                {"officer", "head"} & roles_held(actor, unit) for unit in before.coordinating
            )
            assert helps or {"officer", "head"} & held
        else:
            assert {"officer", "head", "admin"} & held, "somebody of elsewhere acted"
        if before.raised and act.action == "transfer":
            assert {"head", "admin"} & held

    @invariant()
    def nobody_reads_what_is_not_for_them(self) -> None:
        case = self.case
        for actor in EVERYBODY:
            if actor is TIMER:
                assert not any(may(OFFICE, actor, how, case) for how in READING)
                continue
            held = roles_held(actor, case.unit)
            own = actor.person in (case.person, *case.representatives)
            reads = {how for how in READING if may(OFFICE, actor, how, case)}
            if actor.person in case.about:
                assert not reads
                assert not any(may(OFFICE, actor, each, case) for each in ACTIONS)
            elif own:
                assert reads == {"track"}
            elif case.kind == "denunciation":
                assert not reads & {"identify", "export"}
                assert not reads & {"see", "list", "count", "take"} or "sealed-reader" in held
            else:
                assert not reads & {"identify", "take"} or held & {"officer", "head"}
                assert "export" not in reads or {"admin", "head"} & held

    @invariant()
    def it_is_somebodys(self) -> None:
        case = self.case
        assert case.unit in OFFICE.units
        assert OFFICE.units[case.unit].exists_on(self.now.date())
        assert case.officer not in case.about or not case.officer
        assert case.person == CITIZEN.person
        if case.kind == "denunciation":
            assert not case.coordinating

    @invariant()
    def what_was_sealed_stays_sealed(self) -> None:
        assert not self.was_sealed or self.case.kind == "denunciation"

    @invariant()
    def the_two_facts_do_not_contradict(self) -> None:
        case, stage = self.case, WORKFLOW.states[self.case.state].stage
        assert (case.closed_at is not None) == (stage == ENDED)
        assert case.confirmed_at is None or case.answered_at is not None
        assert (case.answered_at is None) == (case.outcome == "")
        if stage == OPEN:
            assert case.answered_at is case.confirmed_at is None
        if case.state == "disputed":
            assert case.confirmed_at is None
        if case.state == "confirmed":
            assert case.confirmed_at is not None

    @invariant()
    def one_time_limit_runs_at_most(self) -> None:
        case, state = self.case, WORKFLOW.states[self.case.state]
        running = [each for each in case.clocks if each.ended_at is None]
        assert len(running) <= (state.stage == OPEN)
        for clock in running:
            assert clock is case.clocks[-1] or len(case.clocks) > 1
            assert clock.is_paused == state.pauses
            assert clock.rule.kind == WORKFLOW.kinds[case.kind].clock
            stretches = [(each.began_at, each.ended_at or self.now) for each in clock.pauses]
            assert stretches == sorted(stretches)

    @invariant()
    def its_history_leads_to_where_it_is(self) -> None:
        assert replay(self.first, self.history) == self.case

    def teardown(self) -> None:
        """From wherever it is, there is a way to an end that somebody may go."""
        if hasattr(self, "case"):
            assert led_to_an_end(self.case, self.now), self.case


def led_to_an_end(case: CaseFacts, now: datetime) -> bool:
    """Look for a way on which each step is allowed to somebody of the office or the timer."""
    seen: set[str] = set()
    open_ends = [(case, now)]
    while open_ends:
        at, moment = open_ends.pop(0)
        if WORKFLOW.states[at.state].stage == ENDED:
            return True
        for action in WORKFLOW.actions(at.kind, at.state):
            for actor in ending(at):
                later = moment + timedelta(days=200) if actor is TIMER else moment
                decided = decide(OFFICE, at, FITTING.get(action, Act(action=action)), actor, later)
                if isinstance(decided, Decision) and decided.case.state not in seen:
                    seen.add(decided.case.state)
                    open_ends.append((decided.case, later))
    return False


FITTING = {
    "answer": Act(action="answer", text="xong", evidence=("1/VB",), outcome="partly"),
    "file": Act(action="file", evidence=("1/ĐKN",)),
    "advise": Act(action="advise", text="xin nộp đơn"),
    "ungroup": Act(action="ungroup", reason="khác"),
    "refuse": Act(action="refuse", legal_ground="Đ11", text="không thuộc"),
    "uphold": Act(action="uphold", reason="đúng"),
    "reopen": Act(action="reopen", reason="làm lại"),
}


def ending(case: CaseFacts) -> tuple[Actor, ...]:
    """Somebody of the office nobody has named yet, the citizen, and the timer."""
    fresh = [Grant(role, AREA) for role in GRANTED]
    return (Actor("new-here", tuple(fresh)), TIMER)


TestHandling = Handling.TestCase
TestHandling.pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def test_from_every_state_a_kind_can_be_in_there_is_a_way_to_an_end() -> None:
    for kind in KINDS:
        moves = {(source, to) for source, to, _ in WORKFLOW.moves(kind)}
        reached: set[str] = {"received"}
        while more := {to for source, to in moves if source in reached} - reached:
            reached |= more
        for state in reached:
            stage = WORKFLOW.states[state].stage
            at = replace(
                arrived(kind),
                state=state,
                answered_at=None if stage == OPEN else NOW,
                outcome="" if stage == OPEN else "solved",
            )
            assert led_to_an_end(at, NOW), (kind, state)


def test_the_calendar_of_the_case_is_that_of_its_unit() -> None:
    """The day promised is one on which the unit at hand works."""
    for unit in UNITS:
        clock = arrived(unit=unit).clocks[0]
        assert WorkingCalendar.of(OFFICE, unit).is_working_day(clock.promised)
        assert clock.promised > date(2026, 9, 7)
