"""What figures count of a case: how soon it was acknowledged and answered, whether in time, and
what its citizen said.

A mark is a word and a number. The number is a duration for those that have one and 0 for all
others, so that counting marks by both gives every figure there is, medians too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from feedback.access import TIMER, Actor
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import CaseFacts
from feedback.case_clock import is_late
from feedback.unit import Office

RECEIVED = "received"
"""Of every case: what all others are a part of."""
ACKNOWLEDGED = "acknowledged"
"""Its number: working hours from the arrival, rounded."""
ANSWERED = "answered"
"""Its number: working days from the arrival to the first answer."""
IN_TIME, LATE = "in-time", "late"
"""Answered before any of its time limits was over; or one was over, answered or not."""
APOLOGISED, UNAPOLOGISED = "apologised", "unapologised"
"""An apology was signed off; or it is late without one."""
CONFIRMED, UNCONFIRMED = "confirmed", "unconfirmed"
"""Its citizen says it is solved; or the office closed what it had answered, and nobody said so."""
DISPUTED, REOPENED = "disputed", "reopened"
"""That it ever was."""


def marks(case: CaseFacts) -> dict[str, int]:
    """Return the marks of a case as it stands."""
    found = {RECEIVED: 0}
    if case.acknowledged_in is not None:
        found[ACKNOWLEDGED] = case.acknowledged_in
    if case.answered_in is not None:
        found[ANSWERED] = case.answered_in
    closed = case.closed_at is not None and case.answered_at is not None
    holds = {
        IN_TIME: case.answered_in is not None and bool(case.clocks) and not case.late,
        LATE: case.late,
        APOLOGISED: case.apologised,
        UNAPOLOGISED: case.late and not case.apologised,
        CONFIRMED: case.confirmed_at is not None,
        UNCONFIRMED: closed and case.confirmed_at is None,
        DISPUTED: case.disputed,
        REOPENED: case.reopened,
    }
    return found | {name: 0 for name, whether in holds.items() if whether}


def written(case: CaseFacts) -> str:
    """Return the marks as they are kept beside a case: "acknowledged:3 answered:9 …"."""
    return " ".join(f"{name}:{number}" for name, number in marks(case).items())


def read(words: str) -> dict[str, int]:
    """Return marks as they were written."""
    split = (word.partition(":") for word in words.split())
    return {name: int(number) for name, _, number in split}


def facts(known: dict[str, int]) -> dict[str, Any]:
    """Return the facts of a case that its marks say; the others are kept with it."""
    return {
        "acknowledged_in": known.get(ACKNOWLEDGED),
        "answered_in": known.get(ANSWERED),
        "late": LATE in known,
        "apologised": APOLOGISED in known,
        "disputed": DISPUTED in known,
        "reopened": REOPENED in known,
    }


FACTS = frozenset(facts({}))


def marked(
    office: Office, case: CaseFacts, after: CaseFacts, action: str, actor: Actor, now: datetime
) -> CaseFacts:
    """Return a case after something was done to it with what figures count of that."""
    calendar = WorkingCalendar.of(office, case.unit)
    acknowledged, answered = case.acknowledged_in, case.answered_in
    if acknowledged is None and _takes_notice(case, after, action, actor):
        acknowledged = int(calendar.working_hours_between(case.received_at, now) + 0.5)
    if answered is None and action == "answer":
        answered = calendar.working_days_between(local_day(case.received_at), local_day(now))
    running = [each for each in case.clocks if each.ended_at is None]
    return replace(
        after,
        acknowledged_in=acknowledged,
        answered_in=answered,
        late=case.late or any(is_late(each, now) for each in running),
        disputed=case.disputed or action == "dispute",
        reopened=case.reopened or action == "reopen",
    )


def _takes_notice(case: CaseFacts, after: CaseFacts, action: str, actor: Actor) -> bool:
    """Tell whether the office does something that shows it knows whose case it is: what leads on,
    or gives it to somebody. What its citizen or nobody does is no sign of that."""
    if actor is TIMER or actor.person in case.citizens:
        return False
    return after.state != case.state or action in ("assign", "split")
