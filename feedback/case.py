"""A case: what a citizen reported, where it stands, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from feedback.case_clock import CaseClock
from feedback.messages import Attachment
from feedback.question import Value

KINDS = ("problem", "proposal", "praise")
"""phản ánh, kiến nghị, khen: what every office takes in."""

MORE_KINDS = ("question", "complaint")
"""hỏi đáp, and the wish to file a complaint, which is no filing (domain §4): what an office may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """How a case stands: everything `feedback.decision.decide` and `feedback.access.may` look at.

    Nothing of what it says, but a title for everybody, and of who sent it but a person's id.
    """

    id: str
    kind: str
    state: str
    unit: str
    """The competent unit; the triage queue (the office's root) when nobody knows better."""
    person: str
    """Who sent it."""
    received_at: datetime
    entered_at: datetime
    """When it came into its state."""
    category: str = ""
    came_from: str = ""
    """The state before this one; where it goes back to once the citizen has answered."""
    officer: str = ""
    """Whose task it is; empty: everybody's of its unit."""
    chain: tuple[str, ...] = ()
    """The units it was at before, in order."""
    bounces: int = 0
    """How often it was sent to a unit that had it already."""
    raised: bool = False
    """Units cannot agree on it: the head of the unit it is at says whose it is."""
    coordinating: tuple[str, ...] = ()
    """Units that were asked to help."""
    about: tuple[str, ...] = ()
    """Officers it is about: for them there is no such case."""
    representatives: tuple[str, ...] = ()
    """Who speaks for the many people that sent it."""
    same_as: str = ""
    """The case it says the same as ("me too"), whose answer is also its own."""
    announced: str = ""
    """The title, without anybody's name, by which people are told that the office knows of it;
    empty: they are not."""
    outcome: str = ""
    rating: str = ""
    """The level its citizen rated the answer with, "none" for none; a new answer has none yet."""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    """Closed by the office."""
    confirmed_at: datetime | None = None
    """Confirmed by the citizen; a figure of its own."""
    clocks: tuple[CaseClock, ...] = ()
    acknowledged_in: int | None = None
    """Working hours, rounded, from the arrival until the office took notice; None: not yet."""
    answered_in: int | None = None
    """Working days from the arrival to the first answer, whatever became of it."""
    late: bool = False
    """One of its time limits was over, be it answered since."""
    apologised: bool = False
    """An apology for being late was signed off, in time or too late."""
    disputed: bool = False
    reopened: bool = False
    """What ever happened to it; the calendar of its day counted, and no later one does."""

    @property
    def acknowledged(self) -> bool:
        """Whether the office took notice of it."""
        return self.acknowledged_in is not None

    @property
    def citizens(self) -> tuple[str, ...]:
        """Whose case it is: who sent it and who speaks for them, each once; none once erased."""
        return tuple(dict.fromkeys(filter(None, (self.person, *self.representatives))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(CaseFacts):
    """One case, with what was said. `content` and `identity` are encrypted at rest with its own key."""

    code: str
    """The tracking code, 14 characters without dashes; itself as secret as the content."""
    channel: str
    promised: date | None
    """The day an answer was promised last; a change of the rules or the calendar moves it not."""
    content: Mapping[str, Value] = field(default_factory=dict)
    """The answers of the intake form: what, where, evidence …"""
    identity: Mapping[str, Value] = field(default_factory=dict)
    """Name and contact, only when given."""
    form_version: int = 1
    version: int = 1
    assisted: bool = False
    """Somebody reported it for another person."""


class Standing(NamedTuple):
    """An open case as it stands in a list of thousands: nothing of it was opened."""

    id: str
    kind: str
    state: str
    unit: str
    person: str
    received_at: datetime
    officer: str
    due_at: datetime | None
    """The end of the time that runs; None: none does."""
    coordinating: tuple[str, ...]
    about: tuple[str, ...]
    representatives: tuple[str, ...]
    entered_at: datetime
    category: str
    acknowledged: bool

    @property
    def facts(self) -> CaseFacts:
        """What tells who may know of it; what is sealed is left out."""
        return CaseFacts(
            id=self.id,
            kind=self.kind,
            state=self.state,
            unit=self.unit,
            person=self.person,
            received_at=self.received_at,
            entered_at=self.entered_at,
            officer=self.officer,
            coordinating=self.coordinating,
            about=self.about,
            representatives=self.representatives,
            category=self.category,
        )


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's append-only history; `note` is encrypted with the case's key."""

    case: str
    at: datetime
    what: str
    """`received`, `amended`, an action of the workflow; of old, `state:<new>`."""
    actor: str
    note: Mapping[str, Value] = field(default_factory=dict)
    id: str = ""
    """Given when it is kept; ids of one case are in order."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photo, recording or file of a case, to be fetched from its channel and kept encrypted."""

    id: str
    case: str
    attachment: Attachment
    channel: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A piece of evidence as it is kept, without its bytes."""

    id: str
    kind: str
    mime: str
    fetched: bool
    """False until it is there, and for ever when its channel does not have it any more."""
