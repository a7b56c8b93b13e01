"""A submitted survey: what is kept of it and what statistics count of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedback.question import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One submitted survey. It names no person: `respondent` is a keyed one-way mark per survey,
    only good for "one answer per person per period"."""

    id: str
    form: str
    version: int
    unit: str
    procedure: str = ""
    desk: str = ""
    channel: str
    source: str
    """`open` for an open QR code or the menu, `token` for a one-time link."""
    respondent: str
    submitted_at: datetime
    seconds: float
    flags: tuple[str, ...] = ()
    """Why the answer is left out of cleaned figures: `fast`, `repeat`, `staff`."""
    assisted: bool = False
    """Somebody filled it in for another person."""
    answers: Mapping[str, Value] = field(default_factory=dict)
    counted: tuple[tuple[str, str], ...] = ()
    """(question, tallied name) pairs, as `Question.tally` gave them."""
