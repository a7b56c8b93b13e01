"""Where one person is in one form, what a message led to, and how both are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from feedback.messages import Line, Reply
from feedback.question import Value

Stage = Literal["asking", "reviewing", "editing", "leaving"]
"""`editing` asks one question again from the review; `leaving` asks whether to discard."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Where one person is in one form. Pinned to the version of the form it began with."""

    # Without slots, so that `changed` can copy all fields at once.

    id: str
    """Six letters or digits, new for each conversation of a person."""
    form: str
    version: int
    stage: Stage = "asking"
    before_leaving: Stage = "asking"
    """The stage to come back to when the person decides to stay."""
    at: str | None = None
    """The question being asked; None at the review."""
    answers: Mapping[str, Value] = field(default_factory=dict)
    """Every accepted answer, those on a dead branch included; only live ones are submitted."""
    given: frozenset[str] = frozenset()
    """Questions answered beforehand (by a deep link): not asked, but shown in the review."""
    skipped: frozenset[str] = frozenset()
    """Optional questions the person passed over."""
    drafts: Mapping[str, Value] = field(default_factory=dict)
    """What was taken for questions that are not finished yet; going back loses none of it."""
    misses: int = 0
    """Messages in a row that did not fit the question."""
    heard: str = ""
    """Words that were understood as "cancel" though they would have been an answer: Mr. Huy's name."""
    context: Mapping[str, str] = field(default_factory=dict)
    began_at: datetime
    touched_at: datetime
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Seconds spent on each question, for the figures on where people stop."""
    last_press: str | None = None
    """The button data of the last message, if it was a press: a double tap is answered quietly."""

    def changed(self, **changes: Any) -> Conversation:
        """Return what `dataclasses.replace` does, in a tenth of its time: every answer needs three."""
        if not changes.keys() <= self.__dict__.keys():
            raise TypeError(f"a conversation has no {changes.keys() - self.__dict__.keys()}")
        new = object.__new__(Conversation)
        new.__dict__.update(self.__dict__)
        new.__dict__.update(changes)
        return new


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
    """A few words shown over a pressed button, where the channel can; never the only answer
    but for a double tap."""


def dump(conversation: Conversation) -> dict[str, Value]:
    """Return the conversation as JSON for storage."""
    return {
        "id": conversation.id,
        "form": conversation.form,
        "version": conversation.version,
        "stage": conversation.stage,
        "before_leaving": conversation.before_leaving,
        "at": conversation.at,
        "answers": dict(conversation.answers),
        "given": [*sorted(conversation.given)],
        "skipped": [*sorted(conversation.skipped)],
        "drafts": dict(conversation.drafts),
        "misses": conversation.misses,
        "heard": conversation.heard,
        "context": dict(conversation.context),
        "began_at": conversation.began_at.isoformat(),
        "touched_at": conversation.touched_at.isoformat(),
        "seconds": dict(conversation.seconds),
        "last_press": conversation.last_press,
    }


def load(state: Mapping[str, Value]) -> Conversation:
    """Return the conversation `dump` made; fields added since then have their defaults."""
    fields = cast("dict[str, Any]", {name: state[name] for name in _NAMES if name in state})
    for name in ("began_at", "touched_at"):
        fields[name] = datetime.fromisoformat(fields[name])
    for name in ("given", "skipped"):
        fields[name] = frozenset(fields.get(name, ()))
    return Conversation(**fields)


_NAMES = tuple(Conversation.__dataclass_fields__)
