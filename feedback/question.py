"""What every kind of question can do. A kind is a subclass in `questions/`, one per file.

The engine (`conversation.py`) does what is the same for all kinds: progress, hints, back, skip,
review, matching of typed words and numbers against choices, stale buttons. A kind says only how
it asks and how it reads one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from feedback.condition import Condition
from feedback.language import words
from feedback.messages import Attachment, Contact, Line, Location, Request, Words
from feedback.unit import Office

Value = JsonValue
"""An accepted answer, as it is stored: JSON, with stable choice names, never labels."""

NAME = r"^[a-z][a-z0-9-]{0,21}$"
"""Names of questions and choices: both fit beside each other in 64 bytes of button data."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a question may look at besides itself."""

    office: Office
    now: datetime
    language: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    """What a deep link filled in beforehand: `unit`, `procedure`, `desk`, `source`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press or type. `name` is stable; `label` is for people.

    A `label` given as `Words` (or a plain string) can be typed as well; the words of a `Text`
    are known only to `bot.texts`, so such a choice is typed by its name, its number or `typed`.
    Names that begin with a dot (`.next`, `.up`, `.done`) are moves within the question; typed
    "xong" means `.done`.
    """

    name: str
    label: Line
    typed: tuple[str, ...] = ()
    """Other words that mean it, in any language."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """How a question is put: extra lines under its text, its choices, a wish for the channel."""

    lines: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the person gave, with a press or matching typed words already turned into `choice`."""

    choice: str | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The question has its answer."""

    value: Value


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something was taken and the same question goes on: a box ticked, a photo added, a branch opened.

    `draft` is kept in the conversation (JSON) and handed to the next `ask` and `read`.
    """

    draft: Value
    said: Line | None = None
    """What to tell the person before the question is put again."""


Reading = Answered | Unfinished


class Question(BaseModel):
    """The base of all kinds; a subclass adds its own fields, checked when a survey file is read.

    `ask` and `read` are pure. `read` raises `UnreadableAnswer` with a hint when nothing fits.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str]
    answerable: ClassVar[bool] = True
    """False for kinds that only say something (`note`)."""
    recommends: ClassVar[bool] = False
    """Asks "would you recommend us": makes a net promoter score and no satisfaction index."""
    one_each: ClassVar[bool] = True
    """One answer counts under one name at most; False where several boxes can be ticked."""

    name: str = Field(pattern=NAME)
    text: dict[str, str]
    hint: dict[str, str] | None = None
    required: bool = True
    when: Condition | None = None
    factor: str | None = None
    """The SIPAS factor or conduct group the question counts towards."""

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Say how the question is put, given what was taken so far (`draft`, None at first)."""
        raise NotImplementedError

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Read one answer; raises UnreadableAnswer."""
        raise NotImplementedError

    def show(self, value: Value, around: Around) -> Line:
        """Return the answer as the review and the receipt show it."""
        raise NotImplementedError

    def tally(self, value: Value) -> tuple[str, ...]:
        """Return the names this answer counts under in statistics; empty when it is not counted."""
        return ()

    def names(self) -> tuple[str, ...]:
        """Return the names answers count under, where the definition lists all of them."""
        return ()

    def score(self, name: str) -> float | None:
        """Return the 0-100 score of a tallied name, None when it is never scored (N/A)."""
        return None

    def cell(self, value: Value, language: str, office: Office) -> str | int | float | None:
        """Return the answer as a spreadsheet cell."""
        raise NotImplementedError

    def reopened(self, value: Value) -> Value:
        """Return the draft to go on from when an answered question is put again; None: afresh."""
        return None

    def ends_form(self) -> bool:
        """Tell whether the form is over once this is said (a note with `ends: true`)."""
        return False

    def label(self, name: str, language: str, office: Office) -> str:
        """Return what a tallied name is called in figures."""
        return str(self.cell(name, language, office) or name)

    def faults(self) -> list[str]:
        """Return what is wrong with the definition beyond its types, for the linter."""
        return []


def as_value(attachment: Attachment) -> dict[str, Value]:
    """Return something sent as it is kept in an answer."""
    return {
        "kind": attachment.kind,
        "ref": attachment.ref,
        "size": attachment.size,
        "name": attachment.name,
        "mime": attachment.mime,
        **({"channel": attachment.channel} if attachment.channel else {}),
    }


def sent(answers: Iterable[Value]) -> list[Attachment]:
    """Return the photos, recordings and files among answers."""
    lists = [each for each in answers if isinstance(each, list)]
    return [
        Attachment(
            each["kind"],
            each["ref"],
            each["size"],
            each["name"],
            each["mime"],
            channel=each.get("channel", ""),
        )
        for found in lists
        for each in cast(list[Any], found)
        if isinstance(each, dict) and "ref" in each  # words sent beside a file have none
    ]


__all__ = [
    "NAME",
    "Answered",
    "Around",
    "Choice",
    "Given",
    "Prompt",
    "Question",
    "Reading",
    "Unfinished",
    "Value",
    "Words",
    "as_value",
    "sent",
    "words",
]
