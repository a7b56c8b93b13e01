"""A case: what a citizen reported, where it stands, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from feedback.case_clock import CaseClock
from feedback.messages import Attachment
from feedback.question import Value

KINDS = ("problem", "proposal", "praise")
"""phản ánh, kiến nghị, khen. Complaints and denunciations are told where to file (domain §4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One report. `content` and `identity` are encrypted at rest with a key of its own."""

    id: str
    code: str
    """The tracking code, 14 characters without dashes; itself as secret as the content."""
    kind: str
    state: str
    category: str
    unit: str
    """The competent unit; the triage queue (the office's root) when nobody knows better."""
    person: str
    channel: str
    received_at: datetime
    promised: date | None
    """The day an answer was promised last; a change of the rules or the calendar moves it not."""
    clocks: tuple[CaseClock, ...] = ()
    """The time limits of the case that run or ran, under the rules they began with."""
    content: Mapping[str, Value] = field(default_factory=dict)
    """The answers of the intake form: what, where, evidence …"""
    identity: Mapping[str, Value] = field(default_factory=dict)
    """Name and contact, only when given."""
    form_version: int = 1
    version: int = 1
    assisted: bool = False
    """Somebody reported it for another person."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's append-only history; `note` is encrypted with the case's key."""

    case: str
    at: datetime
    what: str
    """`received`, `amended`, `state:<new>` …"""
    actor: str
    note: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photo, recording or file of a case, to be fetched from its channel and kept encrypted."""

    id: str
    case: str
    attachment: Attachment
    channel: str
