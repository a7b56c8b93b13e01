"""What every channel can do. A channel is a subclass in `channels/`, one per file.

A channel translates: platform payload -> `Inbound`, `Outgoing` -> platform call. It knows no
rule, no sentence and no database. Adding one means its file and its line in `channels/__init__`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from aiohttp import web

from bot.texts import Texts
from feedback.messages import Inbound, Request

if TYPE_CHECKING:
    from feedback.office import Pack
    from storage import Storage


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show; `bot.fitting` alone looks at it. Lengths are UTF-16 units."""

    text_length: int
    buttons: int = 0
    """Most buttons one message carries; 0: choices become a numbered list to be typed."""
    pages: int = 1
    """Most messages a list of buttons may be spread over; a longer one is numbered to be typed."""
    types: bool = False
    """Buttons are pressed by typing their number: then each needs one that means nothing else."""
    columns: int = 1
    button_length: int = 64
    """Most characters of a button's label that are still read on a small phone."""
    edit: bool = False
    groups: bool = False
    """Officers' groups may be told of cases there: a message in a group can be changed later."""
    strong: bool = False
    pictures: bool = False
    captions: bool = True
    """Words and buttons may stand under a picture or a file; else they are a message of their own."""
    files: bool = False
    file_types: frozenset[str] = frozenset()
    """The kinds of files that are taken; none named: all are."""
    largest_file: int | None = None
    """Bytes of the largest file that is taken, where that is less than we ever make."""
    requests: frozenset[Request] = frozenset()
    """What the channel can ask for with a button of its own."""
    writes_first: bool = True
    """May write to a person who has not written lately."""
    rings: bool = True
    """The person's telephone tells of a message; a page that may be closed does not."""


class Key(NamedTuple):
    """A button as a channel shows it."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message ready for one channel: words in one language, within the channel's limits."""

    chat: str
    language: str = field(default="", compare=False)
    """Of the words, as the person chose it: a page has it read out by the right voice."""
    text: str = ""
    strong: tuple[tuple[int, int], ...] = ()
    """(offset, length) of parts to stand out, in UTF-16 units as Telegram counts."""
    rows: tuple[tuple[Key, ...], ...] = ()
    numbered: bool = True
    """Where buttons are typed, their places are; False: a number would mean something else."""
    edit: str | None = None
    """The message to show this in place of; fall back to sending when that fails."""
    request: Request | None = None
    request_label: str = ""
    name: str = ""
    mime: str = ""
    content: bytes | None = field(default=None, repr=False)
    """A picture or file; the text is its caption."""

    def dump(self) -> dict[str, Any]:
        """Return everything but the bytes as JSON, for the outbox."""
        # Spelled out: `dataclasses.asdict` took a fifth of a whole turn.
        return {
            "chat": self.chat,
            "language": self.language,
            "text": self.text,
            "strong": self.strong,
            "rows": [
                [{"label": key.label, "data": key.data, "url": key.url} for key in row]
                for row in self.rows
            ],
            "edit": self.edit,
            "request": self.request,
            "request_label": self.request_label,
            "name": self.name,
            "mime": self.mime,
            **({} if self.numbered else {"numbered": False}),
        }

    @classmethod
    def load(cls, state: Mapping[str, Any], content: bytes | None) -> Outgoing:
        """Return what `dump` made."""
        return cls(
            **{
                **state,
                "strong": tuple((start, length) for start, length in state["strong"]),
                "rows": tuple(tuple(Key(**key) for key in row) for row in state["rows"]),
                "content": content,
            }
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """The event is committed: the platform may be told so."""

    toast: str | None = None
    """A few words over the pressed button, where the platform has that."""


Receive = Callable[[Inbound], Awaitable[Receipt]]
"""Hands an event to the dispatcher; returns only after the commit. Raises nothing but cancellation
and `StorageError`, upon which the platform must not be told that the event was taken."""


@dataclass(frozen=True, slots=True)
class CommandName:
    """A command as the platform's menu shows it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a channel may use that outlives a run: only channels with a memory of their own do."""

    storage: Storage
    pack: Pack
    clock: Callable[[], datetime]
    texts: Texts = field(default_factory=Texts)


class Channel(ABC):
    """One way to reach people."""

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    async def equip(self, equipment: Equipment) -> None:  # noqa: B027 - optional on purpose
        """Take what outlives a run, before anything else is asked; most need nothing."""

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        """Return the webhook routes this channel answers on, none when it polls."""
        return ()

    @abstractmethod
    async def start(self, receive: Receive) -> None:
        """Begin to take events in; returns once it does."""

    @abstractmethod
    async def stop(self) -> None:
        """Take no more events; those under way are finished first."""

    @abstractmethod
    async def send(self, outgoing: Outgoing) -> str | None:
        """Send one message and return the platform's id of it; raises SendError."""

    async def deliver(self, id: str, outgoing: Outgoing) -> str | None:
        """Send the message of one row of the outbox; raises SendError.

        The same id comes again when a crash came between: a channel that keeps messages knows it.
        """
        return await self.send(outgoing)

    def link(self, payload: str) -> str:
        """Return the address that opens what a payload says, to be printed; "" where none can."""
        return ""

    def typed(self, unit: str) -> str:
        """Return what is typed, without a camera, to rate a unit; shown beside `link`."""
        return ""

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of an attachment; raises SendError."""
        raise NotImplementedError(f"{self.name} takes no attachments")

    async def announce(  # noqa: B027 - optional on purpose
        self, commands: Mapping[str, Sequence[CommandName]]
    ) -> None:
        """Show the citizens' commands in the platform's menu, by language; most have no menu."""

    async def close(self) -> None:  # noqa: B027 - optional on purpose
        """Release connections; nothing is sent after this."""
