"""One function decides what happens to a case: `decide`. It allows, or refuses with the reason.

It looks at nothing but its arguments and changes nothing: the new facts, and the line of history
that leads to them, are the caller's to keep. `replay` goes that way from the history alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from pydantic import TypeAdapter

from feedback import case_clock
from feedback.access import Actor, is_sealed, knows, may
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import CaseFacts, Event
from feedback.case_clock import CaseClock
from feedback.deadline import rule
from feedback.errors import ClockRefused
from feedback.marks import marked
from feedback.messages import Line, Text
from feedback.question import Value
from feedback.unit import Office
from feedback.workflow import BACK, BEGINS, ENDED, OPEN, Transition

OUTCOMES = ("solved", "partly", "unsolved")
"""What an answer says was reached."""

MOST_BOUNCES = 2
"""How often a case is sent to a unit that had it already, before the head says whose it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """A matter that is taken out of a case, to become a case of its own."""

    kind: str
    category: str = ""
    unit: str = ""
    """Empty: the unit of the case it is taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody wants to do to a case, and what they give for it."""

    action: str
    reason: str = ""
    text: str = ""
    """What is asked, answered, noted or supplied; to whom it is passed on."""
    evidence: tuple[str, ...] = ()
    """Ids of photos and files, numbers of documents."""
    legal_ground: str = ""
    ground: str = ""
    """On what ground the law allows more time."""
    until: date | None = None
    unit: str = ""
    category: str = ""
    kind: str = ""
    same_as: str = ""
    officer: Actor | None = None
    people: tuple[str, ...] = ()
    outcome: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """It may be done: how the case stands then, and the line for its history."""

    case: CaseFacts
    event: Event
    parts: tuple[CaseFacts, ...] = ()
    """Cases to be made of what was split off, each still without an id."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """It may not be done; `why` is told to whoever wanted it."""

    why: Line


def decide(
    office: Office, case: CaseFacts, act: Act, actor: Actor, now: datetime
) -> Decision | Refusal:
    """Decide by the office's workflow; what is not in it is refused."""
    if not knows(office, actor, case):
        return Refusal(Text("refused-unknown"))
    row = office.workflow.find(case.kind, case.state, act.action)
    if row is None:
        return Refusal(Text("refused-not-now", {"state": state_name(office, case.state)}))
    if not may(office, actor, act.action, case):
        return Refusal(Text("refused-raised" if case.raised else "refused-not-yours"))
    why = _lacking(row, act) or _untimely(row, case, now) or _unfit(office, case, act, now)
    if why is not None:
        return Refusal(why)
    try:
        after = _moved(office, case, row, act, now)
    except ClockRefused as refused:
        return Refusal(refused.why)
    after = marked(office, case, after, act.action, actor, now)
    note: dict[str, Value] = {**_given(act), "change": _change(case, after)}
    event = Event(case.id, now, act.action, actor.person, note)
    return Decision(after, event, tuple(_part(office, after, each, now) for each in act.parts))


def begin(office: Office, case: CaseFacts) -> CaseFacts:
    """Return a case that has just arrived with the time limit of its kind."""
    kind = office.workflow.kinds[case.kind]
    clocks = _running(office, case, kind.begins, case.received_at)
    return replace(case, clocks=clocks)


def by_itself(office: Office, case: CaseFacts) -> tuple[Act, date] | None:
    """Return what the timer does next, and the first day on which it may; None for nothing."""
    row = office.workflow.timer(case.kind, case.state)
    if row is None or row.after is None:
        return None
    return Act(action=row.action), _first_day_after(case.entered_at, row.after)


def replay(first: CaseFacts, history: Iterable[Event]) -> CaseFacts:
    """Return how a case stands, from how it arrived and its history; lines of others say nothing.

    The workflow of today plays no part: what was decided was decided by that of its day.
    """
    standing = dict(dump(first))
    for event in history:
        change = event.note.get("change")
        if isinstance(change, dict):
            standing |= change
    return load(standing)


def dump(case: CaseFacts) -> Mapping[str, Value]:
    """Return the facts as JSON."""
    dumped: dict[str, Value] = _adapter().dump_python(case, mode="json")
    return dumped


def load(dumped: object) -> CaseFacts:
    """Return the facts as they were dumped."""
    return _adapter().validate_python(dumped)


def state_name(office: Office, state: str) -> Line:
    """Return what people read of a state; one the office has dropped is "being handled"."""
    known = office.workflow.states.get(state)
    return Text("state-unknown") if known is None else known.name


@cache
def _adapter() -> TypeAdapter[CaseFacts]:
    return TypeAdapter(CaseFacts)


def _change(before: CaseFacts, after: CaseFacts) -> dict[str, Value]:
    was = dump(before)
    return {name: value for name, value in dump(after).items() if value != was[name]}


def _given(act: Act) -> dict[str, Value]:
    """Return for the history what was given besides what changed the facts."""
    given = (act.reason, act.text, act.legal_ground, act.ground, act.outcome)
    names = ("reason", "text", "legal_ground", "ground", "outcome")
    said: dict[str, Value] = {name: each for name, each in zip(names, given, strict=True) if each}
    if act.evidence:
        said["evidence"] = list(act.evidence)
    return said


# Why not


def _lacking(row: Transition, act: Act) -> Line | None:
    """Return the first thing that is needed and not given; blanks are nothing."""
    for need in row.needs:
        given = getattr(act, need)
        if not (given.strip() if isinstance(given, str) else given):
            return Text("refused-needs", {"what": need})
    return None


def _untimely(row: Transition, case: CaseFacts, now: datetime) -> Line | None:
    today = local_day(now)
    since = case.answered_at or case.entered_at
    if row.within is not None and today >= _first_day_after(since, row.within):
        return Text("refused-too-late", {"days": row.within})
    if row.after is not None and today < (day := _first_day_after(case.entered_at, row.after)):
        return Text("refused-too-early", {"day": day})
    return None


def _first_day_after(moment: datetime, days: int) -> date:
    """Return the day after so many; the day of the event does not count (BLDS 2015 Đ147)."""
    return local_day(moment) + timedelta(days=days + 1)


def _unfit(office: Office, case: CaseFacts, act: Act, now: datetime) -> Line | None:
    """Return why what was given does not fit this case, None when it does."""
    today = local_day(now)
    match act.action:
        case "transfer" if act.unit == case.unit or not _stands(office, act.unit, today):
            return Text("refused-unit")
        case "coordinate" if act.unit in (case.unit, *case.coordinating) or not _stands(
            office, act.unit, today
        ):
            return Text("refused-unit")
        case "classify" if act.category not in office.categories:
            return Text("refused-category")
        case "reclassify":
            return _unfit_kind(office, case, act.kind, act.kind == case.kind)
        case "split":
            whys = (_unfit_part(office, case, each, today) for each in act.parts)
            return next((why for why in whys if why is not None), None)
        case "assign" if act.officer is None or not may(office, act.officer, "take", case):
            return Text("refused-officer")
        case "group" if act.same_as == case.id:
            return Text("refused-same")
        case "announce" if case.about:
            return Text("refused-announce")
        case "unannounce" if not case.announced:
            return Text("refused-unannounced")
        case "name" if {*act.people} & {case.person, *case.representatives}:
            return Text("refused-people")
        case "represent" if {*act.people} & {*case.about}:
            return Text("refused-people")
        case "answer" if act.outcome not in OUTCOMES:
            return Text("refused-outcome")
        case "confirm" if case.answered_at is None:
            return Text("refused-unanswered")
    return None


def _unfit_part(office: Office, case: CaseFacts, part: Part, today: date) -> Line | None:
    if part.unit and not _stands(office, part.unit, today):
        return Text("refused-unit")
    if part.category and part.category not in office.categories:
        return Text("refused-category")
    return _unfit_kind(office, case, part.kind, same=False)


def _unfit_kind(office: Office, case: CaseFacts, kind: str, same: bool) -> Line | None:
    known = office.workflow.kinds.get(kind)
    if known is None or same:
        return Text("refused-kind")
    return Text("refused-sealed") if is_sealed(office, case) and not known.sealed else None


def _stands(office: Office, unit: str, today: date) -> bool:
    return unit in office.units and office.units[unit].exists_on(today)


# What it does


def _moved(office: Office, case: CaseFacts, row: Transition, act: Act, now: datetime) -> CaseFacts:
    after = _done(office, case, act, now)
    to = row.to or case.state
    if to == BACK:
        to = case.came_from if case.came_from in office.workflow.states else BEGINS
    if to != case.state:
        after = replace(after, state=to, entered_at=now, came_from=case.state)
    stage = office.workflow.states[to].stage
    if stage == OPEN:
        after = replace(after, outcome="", answered_at=None, confirmed_at=None)
    closed_at = (case.closed_at or now) if stage == ENDED else None
    after = replace(after, closed_at=closed_at)
    return replace(after, clocks=_clocks(office, case, after, row, act, now))


def _done(office: Office, case: CaseFacts, act: Act, now: datetime) -> CaseFacts:
    """Return the case with what the action itself changes, whatever state it leads to."""
    match act.action:
        case "classify":
            return replace(case, category=act.category)
        case "reclassify":
            return _of_kind(office, case, act.kind)
        case "transfer":
            return _transferred(office, case, act.unit)
        case "assign" if act.officer is not None:
            return replace(case, officer=act.officer.person)
        case "coordinate":
            return replace(case, coordinating=(*case.coordinating, act.unit))
        case "name":
            return _named(office, case, act.people)
        case "represent":
            return replace(case, representatives=_added(case.representatives, act.people))
        case "group":
            return replace(case, same_as=act.same_as)
        case "ungroup":
            return replace(case, same_as="")
        case "announce":
            return replace(case, announced=" ".join(act.text.split()))
        case "unannounce":
            return replace(case, announced="")
        case "answer":
            return replace(
                case, outcome=act.outcome, rating="", answered_at=now, confirmed_at=None
            )
        case "confirm":
            return replace(case, confirmed_at=now)
        case "dispute":
            return replace(case, confirmed_at=None)
    return case


def _of_kind(office: Office, case: CaseFacts, kind: str) -> CaseFacts:
    """What becomes sealed is nobody's task any more that was not a reader's."""
    into = replace(case, kind=kind, announced="")
    sealed = is_sealed(office, into)
    return replace(into, officer="", coordinating=()) if sealed else into


def _transferred(office: Office, case: CaseFacts, unit: str) -> CaseFacts:
    chain = (*case.chain, case.unit)
    bounces = case.bounces + (unit in case.chain and not case.raised)
    raised = bounces > case.bounces and bounces >= MOST_BOUNCES
    return replace(
        case,
        unit=_lowest_above(office, (*chain, unit)) if raised else unit,
        officer="",
        chain=chain,
        bounces=bounces,
        raised=raised,
        coordinating=tuple(each for each in case.coordinating if each != unit),
    )


def _lowest_above(office: Office, units: Iterable[str]) -> str:
    """Return the lowest unit that has all of these in its subtree; the root where none has."""
    found = office.root
    for level in zip(*(office.path(unit) for unit in units), strict=False):
        if len({each.id for each in level}) > 1:
            break
        found = level[0].id
    return found


def _named(office: Office, case: CaseFacts, people: tuple[str, ...]) -> CaseFacts:
    """A case about an officer goes to the unit above: their own shall not judge it."""
    about = _added(case.about, people)
    node = office.units.get(case.unit)
    above = office.root if node is None else node.parent or node.id
    chain = case.chain if above == case.unit else (*case.chain, case.unit)
    officer = "" if case.officer in about or above != case.unit else case.officer
    return replace(case, about=about, unit=above, chain=chain, officer=officer, announced="")


def _added(before: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _part(office: Office, case: CaseFacts, part: Part, now: datetime) -> CaseFacts:
    """Return what is split off, as if it had come by itself: its time runs from the arrival."""
    return begin(
        office,
        CaseFacts(
            id="",
            kind=part.kind,
            state=BEGINS,
            unit=part.unit or case.unit,
            person=case.person,
            received_at=case.received_at,
            entered_at=now,
            category=part.category or case.category,
            chain=(case.unit,) if part.unit and part.unit != case.unit else (),
            about=case.about,
            representatives=case.representatives,
            acknowledged_in=case.acknowledged_in,
        ),
    )


# Time limits: one at most is open; it stands still in states that pause, and ends with the answer.


def _clocks(
    office: Office, case: CaseFacts, after: CaseFacts, row: Transition, act: Act, now: datetime
) -> tuple[CaseClock, ...]:
    state = office.workflow.states[after.state]
    if state.stage != OPEN:
        return _ended(after.clocks, now)
    clocks = after.clocks
    if after.kind != case.kind:
        begins = office.workflow.kinds[after.kind].begins
        clocks = _running(office, after, begins, case.received_at, now)
    elif row.begins:
        clocks = _running(office, after, row.begins, now)
    calendar = WorkingCalendar.of(office, after.unit)
    clocks = tuple(_paused(each, state.pauses, now, calendar) for each in clocks)
    if act.action == "extend":
        if not any(each.ended_at is None for each in clocks):
            raise ClockRefused(Text("refused-no-clock"))
        return tuple(_extended(each, act, now, calendar) for each in clocks)
    return clocks


def _running(
    office: Office, case: CaseFacts, step: str, since: datetime, now: datetime | None = None
) -> tuple[CaseClock, ...]:
    """Return the clocks with that of a step running and no other; one that runs runs on."""
    name = (office.workflow.kinds[case.kind].clock, step)
    kept = [each for each in case.clocks if each.ended_at is None and _name(each) == name]
    clocks = tuple(each if each in kept else _end(each, now or since) for each in case.clocks)
    if kept or not all(name):
        return clocks
    calendar = WorkingCalendar.of(office, case.unit)
    return (
        *clocks,
        case_clock.begin(rule(office.clocks, *name, local_day(since)), since, calendar),
    )


def _name(clock: CaseClock) -> tuple[str, str]:
    return clock.rule.kind, clock.rule.step


def _ended(clocks: tuple[CaseClock, ...], now: datetime) -> tuple[CaseClock, ...]:
    return tuple(_end(each, now) for each in clocks)


def _end(clock: CaseClock, now: datetime) -> CaseClock:
    return clock if clock.ended_at is not None else case_clock.end(clock, now)


def _paused(clock: CaseClock, pauses: bool, now: datetime, calendar: WorkingCalendar) -> CaseClock:
    if clock.ended_at is not None or clock.is_paused == pauses:
        return clock
    return case_clock.pause(clock, now) if pauses else case_clock.resume(clock, now, calendar)


def _extended(clock: CaseClock, act: Act, now: datetime, calendar: WorkingCalendar) -> CaseClock:
    if clock.ended_at is not None or act.until is None:
        return clock
    return case_clock.extend(clock, act.ground, act.until, now, calendar)
