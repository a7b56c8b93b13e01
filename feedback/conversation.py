"""The engine: one form asked of one person, a message at a time. Pure: no clock, no storage.

`begin` and `advance` take the state and return the next state with what to say. Button data::

    q:<id>:<question>:<choice>   an answer
    n:<id>:<question>:<move>     back, skip, pause, cancel, leave, stay, done
    r:<id>:<move>                at the review: submit, edit, back
    e:<id>:<question>            at the review: change this line

`<id>` is the conversation's own, so a tap on an old message is recognised and answered kindly
and never applied to another question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from feedback.messages import Inbound, Line, Reply
from feedback.question import Around, Value
from feedback.survey import Form

Stage = Literal["asking", "reviewing", "editing", "leaving"]
"""`editing` asks one question again from the review; `leaving` asks whether to discard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Where one person is in one form. Pinned to the version of the form it began with."""

    id: str
    """Six letters or digits, new for each conversation of a person."""
    form: str
    version: int
    stage: Stage = "asking"
    before_leaving: Stage = "asking"
    """The stage to come back to when the person decides to stay."""
    at: str | None = None
    """The question being asked."""
    answers: Mapping[str, Value] = field(default_factory=dict)
    """Every accepted answer, those on a dead branch included; only live ones are submitted."""
    draft: Value = None
    misses: int = 0
    context: Mapping[str, str] = field(default_factory=dict)
    began_at: datetime
    touched_at: datetime
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Seconds spent on each question, for the figures on where people stop."""
    last_press: str | None = None
    """The button data last acted on: a double tap is noticed and answered quietly."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The person sent the form. `answers` holds live questions only, in the form's order."""

    answers: Mapping[str, Value]
    set_aside: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Ended:
    """The form ended at a note that ends it (where to file lawfully); nothing is submitted."""

    note: str


@dataclass(frozen=True, slots=True)
class Discarded:
    """The person cancelled and confirmed."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The person wants to go on later; the conversation is kept."""


Outcome = Submitted | Ended | Discarded | Paused


@dataclass(frozen=True, slots=True)
class Step:
    """What one message led to. `conversation` is None once the form is over."""

    conversation: Conversation | None
    replies: tuple[Reply, ...] = ()
    outcome: Outcome | None = None
    toast: Line | None = None
    """A few words shown over a pressed button, where the channel can; never the only answer."""


def begin(
    form: Form,
    id: str,
    around: Around,
    answers: Mapping[str, Value] | None = None,
) -> Step:
    """Start a form and ask its first question; `answers` are kept as if already given."""
    raise NotImplementedError


def advance(form: Form, conversation: Conversation, inbound: Inbound, around: Around) -> Step:
    """Take one message and ask the next question, or ask again with a hint."""
    raise NotImplementedError


def resume(
    form: Form, conversation: Conversation, around: Around, said: Line | None = None
) -> Step:
    """Put the current question again: after days, after a command in between, in a new language."""
    raise NotImplementedError


def ask_to_leave(form: Form, conversation: Conversation, around: Around) -> Step:
    """Ask before discarding; what `/huy` does."""
    raise NotImplementedError


def dump(conversation: Conversation) -> dict[str, Value]:
    """Return the conversation as JSON for storage."""
    raise NotImplementedError


def load(state: Mapping[str, Value]) -> Conversation:
    """Return the conversation `dump` made; fields added since then have their defaults."""
    raise NotImplementedError
