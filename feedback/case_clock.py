"""A time limit that runs for one case: its rule, its pauses and extensions, and its promise.

The promise is kept as it was given: `due_at` changes only with a pause that ended or an extension,
never because a rule or the calendar was edited later. Everything here returns a new value, which
`dump` and `load` turn into JSON and back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from feedback.calendar import Stretch, WorkingCalendar, local_day
from feedback.deadline import due, left, said
from feedback.errors import ClockRefused
from feedback.messages import Text
from feedback.unit import AtRisk, Clock, Extension

STATES = ("green", "yellow", "red", "late", "paused", "met", "missed")
"""What `state` may say; `met` and `missed` of a clock that was stopped for good."""

_LONGEST = 366
"""How far an extension reaches whose length the law leaves open, in the measure of its rule."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; still open without an end."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """More time that was granted, in the measure of the rule."""

    ground: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """One time limit of one case, under the rule that held when it began."""

    rule: Clock
    began_at: datetime
    due_at: datetime
    """The last moment in time as it was promised last. Of a paused clock, as it was before."""
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extended, ...] = ()
    ended_at: datetime | None = None

    @property
    def promised(self) -> date:
        """The local day that was promised."""
        return local_day(self.due_at)

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still now."""
        return bool(self.pauses) and self.pauses[-1].ended_at is None


def begin(rule: Clock, at: datetime, calendar: WorkingCalendar) -> CaseClock:
    """Start a clock with an event; for a rule that counts back, `at` is the event it is before."""
    return CaseClock(rule=rule, began_at=at, due_at=due(rule, at, calendar))


def pause(clock: CaseClock, at: datetime) -> CaseClock:
    """Let the clock stand still, to wait for the citizen; raises ClockRefused."""
    _refuse_if_ended(clock)
    if clock.rule.before:
        raise ClockRefused(Text("clock-refused-event"))
    if clock.is_paused:
        raise ClockRefused(Text("clock-refused-paused"))
    return replace(clock, pauses=(*clock.pauses, Pause(_in_order(clock, at))))


def resume(clock: CaseClock, at: datetime, calendar: WorkingCalendar) -> CaseClock:
    """Let the clock run again and promise anew; raises ClockRefused.

    What was late before the pause stays late.
    """
    _refuse_if_ended(clock)
    if not clock.is_paused:
        raise ClockRefused(Text("clock-refused-running"))
    ended = replace(clock.pauses[-1], ended_at=_in_order(clock, at))
    return _promised_anew(replace(clock, pauses=(*clock.pauses[:-1], ended)), calendar)


def extend(
    clock: CaseClock, ground: str, until: date, at: datetime, calendar: WorkingCalendar
) -> CaseClock:
    """Grant more time, up to a new day; raises ClockRefused with the reason where the law does not.

    The case is due on that day, or on the last working day before it.
    """
    allowed = _allowed(clock, ground, at)
    if until > (latest := latest_day(clock, ground, at, calendar)):
        raise ClockRefused(Text("clock-refused-too-long", {"latest": said(latest)}))
    granted = clock
    for amount in range(1, (allowed.by or _LONGEST) + 1):
        longer = _granted(clock, allowed, amount, at, calendar)
        if longer.promised > until:
            break
        granted = longer
    if granted.promised <= clock.promised:
        raise ClockRefused(Text("clock-refused-not-later", {"promised": said(clock.promised)}))
    return granted


def latest_day(clock: CaseClock, ground: str, at: datetime, calendar: WorkingCalendar) -> date:
    """Return the furthest day the law allows on this ground; raises ClockRefused if none."""
    allowed = _allowed(clock, ground, at)
    return _granted(clock, allowed, allowed.by or _LONGEST, at, calendar).promised


def end(clock: CaseClock, at: datetime) -> CaseClock:
    """Stop the clock for good: what it was for is done. Raises ClockRefused."""
    _refuse_if_ended(clock)
    return replace(clock, ended_at=_in_order(clock, at))


def state(clock: CaseClock, at: datetime, calendar: WorkingCalendar, at_risk: AtRisk) -> str:
    """Return how things stand at a moment, one of STATES."""
    seen = _seen(clock, at)
    if clock.ended_at is not None:
        return "met" if seen <= clock.due_at else "missed"
    if is_late(clock, at):
        return "late"
    if clock.is_paused:
        return "paused"
    spent = _spent_percent(clock, at, calendar)
    return "red" if spent >= at_risk.red else "yellow" if spent >= at_risk.yellow else "green"


def is_late(clock: CaseClock, at: datetime) -> bool:
    """Tell whether the time was over, at a moment or when the clock stopped."""
    return _seen(clock, at) > clock.due_at


def remaining(clock: CaseClock, at: datetime, calendar: WorkingCalendar) -> float:
    """Return the time that is left, in the rule's measure; negative when late.

    It stands still while the clock does, and once the clock has ended.
    """
    return left(clock.rule, _seen(clock, at), clock.due_at, calendar)


def dump(clock: CaseClock) -> dict[str, Any]:
    """Return the clock as JSON, its rule in it: the office may drop that rule any day."""
    dumped: dict[str, Any] = _adapter().dump_python(clock, mode="json", exclude_defaults=True)
    return dumped


def load(dumped: object) -> CaseClock:
    """Return a clock as it was dumped."""
    return _adapter().validate_python(dumped)


@cache
def _adapter() -> TypeAdapter[CaseClock]:
    return TypeAdapter(CaseClock)


def _refuse_if_ended(clock: CaseClock) -> None:
    if clock.ended_at is not None:
        raise ClockRefused(Text("clock-refused-ended"))


def _allowed(clock: CaseClock, ground: str, at: datetime) -> Extension:
    _refuse_if_ended(clock)
    if clock.is_paused:
        raise ClockRefused(Text("clock-refused-paused"))
    basis = clock.rule.basis
    if not clock.rule.extensions:
        raise ClockRefused(Text("clock-refused-never", {"basis": basis}))
    found = next((each for each in clock.rule.extensions if each.ground == ground), None)
    if found is None:
        raise ClockRefused(Text("clock-refused-ground", {"basis": basis}))
    if len(clock.extensions) >= found.times:
        raise ClockRefused(
            Text("clock-refused-often", {"times": found.times, "basis": found.basis})
        )
    if at > clock.due_at:
        raise ClockRefused(Text("clock-refused-late", {"promised": said(clock.promised)}))
    return found


def _granted(
    clock: CaseClock, allowed: Extension, amount: int, at: datetime, calendar: WorkingCalendar
) -> CaseClock:
    granted = Extended(allowed.ground, amount, _in_order(clock, at))
    return _promised_anew(replace(clock, extensions=(*clock.extensions, granted)), calendar)


def _promised_anew(clock: CaseClock, calendar: WorkingCalendar) -> CaseClock:
    due_at = due(clock.rule, clock.began_at, calendar, _stood_still(clock), _longer_by(clock))
    return replace(clock, due_at=due_at)


def _spent_percent(clock: CaseClock, at: datetime, calendar: WorkingCalendar) -> float:
    """Return how much of the time is used: nothing on the day of the event, all on the last."""
    total = clock.rule.amount + (0 if clock.rule.before else _longer_by(clock))
    return round((total - remaining(clock, at, calendar)) * 100 / total, 6)


def _stood_still(clock: CaseClock) -> list[Stretch]:
    return [(each.began_at, each.ended_at) for each in clock.pauses if each.ended_at is not None]


def _longer_by(clock: CaseClock) -> int:
    return sum(each.amount for each in clock.extensions)


def _seen(clock: CaseClock, at: datetime) -> datetime:
    """Return the moment to look at: a clock that stands still shows the time it stopped."""
    if clock.ended_at is not None:
        at = clock.ended_at
    return min(at, clock.pauses[-1].began_at) if clock.is_paused else at


def _in_order(clock: CaseClock, at: datetime) -> datetime:
    """Return the moment, but never before what happened last: a machine's clock may be set back."""
    last = clock.pauses[-1] if clock.pauses else None
    known = [] if last is None else [last.ended_at or last.began_at]
    return max([at, *known] if clock.rule.before else [at, clock.began_at, *known])
