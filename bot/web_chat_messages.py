"""What is said in the web chat, as JSON: a body of the page -> `Inbound`, `Outgoing` -> a message.

Pure functions; the platform, which is our own page, ends here.
"""

from __future__ import annotations

import struct
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.channel import Outgoing
from feedback.messages import Address, Attachment, Inbound, Location
from feedback.text import clean
from storage.mailbox import Kept

CHANNEL = "web"
FILES = "/web/files"
_LONGEST_TEXT = 20_000
_LONGEST_NAME = 200
_LONGEST_CAPTION = 1000
"""Characters; it stands in the query, and proxies take addresses of 8 kB."""
_PNG_HEAD = 24
"""Signature, length and name of the first chunk, width, height (PNG, third edition, 11.2.1)."""
_PRESS = 64
"""Bytes; no channel carries more in a button."""

Uuid = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
MessageId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Place(_Body):
    """A point, degrees WGS 84."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Said(_Body):
    """What the page posts: words, a press, or a place."""

    id: Uuid
    text: str | None = Field(None, min_length=1, max_length=_LONGEST_TEXT)
    press: str | None = Field(None, min_length=1, max_length=_PRESS)
    message: MessageId | None = None
    location: Place | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Said:
        if sum(each is not None for each in (self.text, self.press, self.location)) != 1:
            raise ValueError("exactly one of text, press and location")
        if self.press is not None and len(self.press.encode("utf-8", "replace")) > _PRESS:
            raise ValueError("a press is too long")
        return self


class File(_Body):
    """What the page says of a file it uploads, in the query."""

    id: Uuid
    kind: Literal["photo", "voice", "video", "audio", "file"]
    name: str = Field("", max_length=_LONGEST_NAME)
    album: Uuid | None = None
    text: str = Field("", max_length=_LONGEST_CAPTION)


def to_inbound(said: Said, address: Address, event: str, language: str) -> Inbound:
    """Translate what the page posted."""
    place = said.location
    return Inbound(
        event=event,
        address=address,
        chat=address.account,
        text=clean(said.text or ""),
        press=said.press,
        message=said.message if said.press is not None else None,
        location=Location(place.latitude, place.longitude) if place is not None else None,
        language=language,
    )


def with_file(
    file: File, ref: str, size: int, mime: str, address: Address, event: str, language: str
) -> Inbound:
    """Translate an uploaded file; `ref` is what it is fetched by."""
    return Inbound(
        event=event,
        address=address,
        chat=address.account,
        text=clean(file.text),
        attachments=(Attachment(file.kind, ref, size, clean(file.name), mime),),
        album=file.album,
        language=language,
    )


def payload(outgoing: Outgoing, id: str) -> bytes:
    """Return a message as it is kept; its number, id and time are added when it is shown."""
    file = None
    if outgoing.content is not None:
        file = {
            "url": f"{FILES}/{id}",
            "name": outgoing.name,
            "mime": outgoing.mime,
            "size": len(outgoing.content),
            **_measures(outgoing.content),
        }
    return orjson.dumps(
        {
            "language": outgoing.language,
            "text": outgoing.text,
            "strong": outgoing.strong,
            "rows": [
                [{"label": key.label, "data": key.data, "url": key.url} for key in row]
                for row in outgoing.rows
            ],
            "request": outgoing.request,
            "request_label": outgoing.request_label,
            "file": file,
        }
    )


def _measures(content: bytes) -> dict[str, int]:
    """Return how wide and high a PNG is, so that the page keeps its place free while it loads."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) < _PNG_HEAD:
        return {}
    width, height = struct.unpack_from(">II", content, 16)
    return {"width": width, "height": height}


def as_event(kept: Kept) -> bytes:
    """Return a message as an event of the stream."""
    return b'id: %d\nevent: message\ndata: {"id":"%b","at":%d,%b\n\n' % (
        kept.seq,
        kept.id.encode(),
        kept.at,
        kept.payload[1:],
    )


def as_item(kept: Kept) -> bytes:
    """Return a message as an item of the list that is polled for."""
    return b'{"seq":%d,"id":"%b","at":%d,%b' % (
        kept.seq,
        kept.id.encode(),
        kept.at,
        kept.payload[1:],
    )
