"""Wishes about one's own data: each is recorded with its number, the law's time limits and what
became of it, so that an office can prove it; and what the law forbids is refused with the reason."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date
from typing import Literal

from feedback.calendar import WorkingCalendar, local_day
from feedback.code import SHORT, draw, spell
from feedback.deadline import due, rule
from feedback.messages import Line, Text
from feedback.person import DataRequest
from feedback.retention import Hold
from handlers.context import Turn

What = Literal["view", "export", "correct", "withdraw", "erase"]
_KIND = "data"
"""Of the office's time limits for this; `answer` is the step before all others."""


def record(turn: Turn, what: What, held: Collection[Hold] = (), *, refused: bool = False) -> Line:
    """Keep a wish that was seen to in this turn, and return what the person can refer to."""
    outcome = "refused: legal-hold" if refused else "partly: legal-hold" if held else "done"
    limit = _last_day(turn, what)
    request = DataRequest(
        id=draw(secrets.randbelow, SHORT),
        what=what,
        at=turn.now,
        answer_by=_last_day(turn, "answer"),
        due=limit,
        done_at=turn.now,
        outcome=outcome,
    )
    turn.storage.requests.add(turn.person.id, request)
    number = {"number": spell(request.id)}
    if limit is None:
        return Text("request-number", number)
    return Text("request-number-due", {**number, "day": limit})


def why_not(held: Collection[Hold]) -> tuple[Line, ...]:
    """Return which cases the law keeps as they are, and the office's reason for each."""
    if not held:
        return ()
    each = (
        Text("request-held", {"code": spell(hold.case.code), "reason": hold.reason})
        for hold in held
    )
    return (Text("request-held-heading", {"count": len(held)}), *each)


def _last_day(turn: Turn, step: str) -> date | None:
    """Return the last day the law gives for a step; None when the office names none."""
    try:
        limit = rule(turn.office.clocks, _KIND, step, turn.today)
    except LookupError:
        return None
    return local_day(due(limit, turn.now, WorkingCalendar.of(turn.office)))
