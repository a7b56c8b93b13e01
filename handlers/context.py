"""What a handler gets for one message, and what it gives back."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from feedback.access import Actor
from feedback.board import Board
from feedback.calendar import local_day
from feedback.conversation import Conversation, Outcome
from feedback.messages import Address, Inbound, Line, Reply
from feedback.person import Grant, Person
from feedback.ports import UnitOfWork
from feedback.question import Around, Value
from feedback.survey import Form
from feedback.unit import Office

if TYPE_CHECKING:
    from handlers.jobs import JobHandler

DEFAULT_LANGUAGE = "vi"


class Forms(Protocol):
    """Published forms, every version of them."""

    def latest(self, name: str) -> Form | None:
        """Return the newest published version, None when there is no such form or it is closed."""

    def pinned(self, name: str, version: int) -> Form:
        """Return the very version a conversation began with; raises FormUnknown."""

    def surveys(self) -> tuple[Form, ...]:
        """Return the newest version of every open survey (purpose `survey`)."""

    def versions(self, name: str) -> tuple[Form, ...]:
        """Return every published version of a form, oldest first."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """One person's message being handled. `storage` reads at once and writes at the commit."""

    inbound: Inbound
    person: Person
    new: bool
    """The person's first message ever."""
    conversation: Conversation | None
    waiting: int
    """How many conversations were put aside to be continued."""
    board: Board | None = None
    """What typing from the lists shown last means; None where buttons are pressed."""
    now: datetime
    storage: UnitOfWork
    office: Office
    forms: Forms
    new_id: Callable[[], str]
    """Makes a time-ordered id (UUIDv7) for a row."""
    languages: tuple[str, ...] = ("vi", "en")
    keeps_cards: bool = False
    """It came from a group where messages can be changed later, so that it may be bound."""
    offers: Offers = field(default_factory=lambda: _NO_OFFERS)
    """What the program can do; the router fills it in before any handler runs."""

    @property
    def today(self) -> date:
        """The local day (Asia/Ho_Chi_Minh)."""
        return local_day(self.now)

    @property
    def language(self) -> str:
        """The language chosen by the person, else the client's if we speak it, else Vietnamese."""
        if self.person.language:
            return self.person.language
        hint = (self.inbound.language or "").partition("-")[0].lower()
        return hint if hint in self.languages else DEFAULT_LANGUAGE

    @property
    def actor(self) -> Actor:
        """Who writes, as the rules of access see it."""
        return actor(self.person, self.office)

    def around(self, conversation: Conversation | None = None) -> Around:
        """Return what questions may look at in this turn."""
        held = conversation or self.conversation
        return Around(
            office=self.office,
            now=self.now,
            language=self.language,
            answers=held.answers if held else {},
            context=held.context if held else {},
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something said to a person at another place than where a message has just come from."""

    person: str
    reply: Reply
    language: str
    at: Address | None = None
    """There and nowhere else; None: where they last wrote from, or else can be reached."""
    card: str | None = None
    """The case whose card it is in a group, which is the `person`; see `Post.card`."""

    @classmethod
    def to(cls, person: Person, reply: Reply) -> Notice:
        """Return what is said to a person in their own language, wherever they can be reached."""
        return cls(person.id, reply, person.language or DEFAULT_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler wants said. The dispatcher commits, then says it."""

    replies: tuple[Reply, ...] = ()
    toast: Line | None = None
    notices: tuple[Notice, ...] = ()


Handler = Callable[[Turn, str], Awaitable[Answer]]
"""Handles a command (with the words after it) or a press (with the data after its prefix)."""

OutcomeHandler = Callable[[Turn, Form, Conversation, Outcome], Awaitable[Answer]]
"""Does what a finished form is for."""

Listener = Callable[[Turn, Form, Conversation], Awaitable[Answer]]
"""Takes an ordinary message of somebody who is in the middle of a form."""


@dataclass(frozen=True, slots=True)
class Command:
    """A bot command under its Vietnamese and English name."""

    name: str
    alias: str
    handler: Handler
    about: str
    """Text id of the line that `/trogiup` and the platform's menu show."""
    roles: frozenset[str] | None = None
    """Who may use it, whoever holds one of them somewhere; others get the answer of an unknown
    command. None: everybody."""
    private_only: bool = True


@dataclass(frozen=True, slots=True)
class Feature:
    """What one module of handlers offers to the router."""

    commands: tuple[Command, ...] = ()
    presses: Mapping[str, Handler] = field(default_factory=dict)
    """Handlers by the prefix of button data before the first colon."""
    group_presses: Mapping[str, Handler] = field(default_factory=dict)
    """The same for buttons in groups: they answer by a toast, which only who pressed can see."""
    outcomes: Mapping[str, OutcomeHandler] = field(default_factory=dict)
    """Handlers of finished forms, by the form's `purpose`."""
    listeners: Mapping[str, Listener] = field(default_factory=dict)
    """Who takes messages in the middle of a form instead of the engine alone, by purpose."""
    jobs: Mapping[str, JobHandler] = field(default_factory=dict)
    """Who does work off the turn, by the job's kind."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything the features offer together."""

    commands: Mapping[str, Command] = field(default_factory=dict)
    """By Vietnamese and by English name."""
    presses: Mapping[str, Handler] = field(default_factory=dict)
    group_presses: Mapping[str, Handler] = field(default_factory=dict)
    outcomes: Mapping[str, OutcomeHandler] = field(default_factory=dict)
    listeners: Mapping[str, Listener] = field(default_factory=dict)


_NO_OFFERS: Offers = Offers()


def actor(person: Person, office: Office) -> Actor:
    """Return a person as the rules of access see them."""
    return Actor(
        person.id, tuple(Grant(role, unit or office.root) for role, unit in person.grants)
    )


def known_id(known: Container[str], *candidates: Value) -> str:
    """Return the first id that is known, of what was answered and what a link said; else ""."""
    for each in candidates:
        if isinstance(each, str) and each in known:
            return each
    return ""


_LETTERS = "23456789acdefghjkmnpqrtuvwxy"


def conversation_id() -> str:
    """Return a new conversation's id: six characters, enough to tell one person's taps apart."""
    drawn = secrets.randbelow(len(_LETTERS) ** 6)
    letters = []
    for _ in range(6):
        drawn, at = divmod(drawn, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)
