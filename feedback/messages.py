"""The nouns that cross every border: what arrives, what is answered, and the words in between.

Channels turn a platform's payload into an `Inbound`; handlers return `Reply`s; nothing here
knows a platform, a database or a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

Words = Mapping[str, str]
"""Office data in several languages: language code -> sentence; Vietnamese is always there."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of `locales/`, by id, with its arguments; only `bot.texts` knows its words."""

    id: str
    args: Mapping[str, Line | int | float | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Strong:
    """A line to stand out where the channel can show it, and a plain line where it cannot."""

    line: Line


Line = Text | Strong | Words | str
"""One line for a person. A `str` is shown as it is: a code, a number, the person's own words."""


class Address(NamedTuple):
    """Who on which channel. `account` is the platform's id and identifies a person: never log it."""

    channel: str
    account: str


AttachmentKind = Literal["photo", "voice", "audio", "video", "file", "sticker"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something sent besides text, still on the platform; `ref` is what its channel fetches by."""

    kind: AttachmentKind
    ref: str
    size: int | None = None
    """Bytes, where the platform says."""
    name: str = ""
    mime: str = ""
    too_large: bool = False
    """The platform will not let us fetch it (Telegram: over 20 MB)."""
    channel: str = ""
    """Where it was sent: a person may go on with a report on another channel."""


@dataclass(frozen=True, slots=True)
class Location:
    """A point, degrees WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared contact card; `own` tells whether it is the sender's own number."""

    phone: str
    name: str = ""
    own: bool = True


Notice = Literal["blocked", "returned", "joined-group", "left-group", "moved", "withdrew"]
"""Things a platform tells about a chat rather than a person saying something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One event from a channel. `event` is the platform's own id, unique within the channel."""

    event: str
    address: Address
    chat: str
    """Where to answer; in a private chat the same as the account."""
    private: bool = True
    text: str = ""
    """What was typed or a caption: NFC, without control characters, otherwise untouched."""
    press: str | None = None
    """The data of a pressed button. It comes from the client: check it against who presses."""
    message: str | None = None
    """The platform's id of the message pressed or edited."""
    receipt: str | None = None
    """What the channel needs to acknowledge a press at once."""
    attachments: tuple[Attachment, ...] = ()
    album: str | None = None
    """Parts of one album arrive one by one and carry the same id."""
    location: Location | None = None
    contact: Contact | None = None
    edited: bool = False
    notice: Notice | None = None
    moved_to: str | None = None
    language: str | None = None
    """The client's language, e.g. `vi` or `en-GB`; a hint, never a choice."""
    sent_at: datetime | None = None
    unsupported: bool = False
    """The platform delivered something this program cannot read; the person is told so."""

    @property
    def command(self) -> tuple[str, str] | None:
        """The command without its slash, lower case, and the rest; None for ordinary input.

        `/gopy@LangNgheBot hè phố` -> `("gopy", "hè phố")`.
        """
        if self.press is not None or self.edited or not self.text.startswith("/"):
            return None
        head, *rest = self.text.split(maxsplit=1)
        name = head[1:].partition("@")[0].lower()
        return (name, "".join(rest).strip()) if name else None


class Button(NamedTuple):
    """A choice to press; `data` is at most 64 bytes, the least any channel carries."""

    label: Line
    data: str = ""
    url: str = ""
    """What to open instead; `PRIVATELY` and a payload: this bot in a chat of one's own."""


PRIVATELY = "privately:"


Request = Literal["phone", "location"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or file made by us; exactly one of `job` output or bytes is sent."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to a person, before it is fitted to a channel.

    `lines` are paragraphs joined by line breaks (an empty string is a blank line).
    """

    lines: tuple[Line, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    numbered: bool = True
    """Where buttons are typed, their places are; False: a number is an answer to the lines."""
    edit: bool = False
    """Show it in place of the message that was pressed, where the channel can; else send it."""
    request: Request | None = None
    """Offer the channel's own button to share a phone number or a place."""
    picture: Picture | None = None
    merge: str | None = None
    """Replies of one person with the same key that wait to be sent become the last of them:
    the ten photos of an album get one answer."""
    after: float = 0.0
    """Seconds to wait before sending, so that a later reply with the same `merge` can replace it."""
