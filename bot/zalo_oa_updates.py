"""Zalo's events become `Inbound`s. Pure and total: any JSON gives an event or None.

Fields: developers.zalo.me/docs/official-account/webhook. Ids are strings larger than any number
JSON is safe with; names of fields differ between versions, so both are read. A press on a button
comes back as an ordinary text, its payload: payloads carry a mark only we can make, so that
nobody presses by typing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

import orjson

from bot.lenient_json import Fields
from feedback.messages import (
    Address,
    Attachment,
    AttachmentKind,
    Contact,
    Inbound,
    Location,
    Notice,
)

CHANNEL = "zalo_oa"
DOWNLOADABLE = 20 * 1024 * 1024
"""Bytes of the largest file we fetch; the same as on other channels."""
STALE = "stale"
"""What a press means whose mark is not ours (any more): the router calls it an old button."""
_MARK = 10
_PRESS = re.compile(r"#(?P<data>[^\n]{1,64}) (?P<mark>[a-z2-7]{10})")
_LONGEST_ID = 64
_FILES: Mapping[str, tuple[AttachmentKind, str]] = {
    "image": ("photo", "image/jpeg"),
    "photo": ("photo", "image/jpeg"),
    "gif": ("photo", "image/gif"),
    "audio": ("voice", "audio/mpeg"),
    "voice": ("voice", "audio/mpeg"),
    "video": ("video", "video/mp4"),
    "file": ("file", ""),
    "sticker": ("sticker", ""),
}
_KINDS = (*_FILES, "text", "link", "location", "business_card", "contact")
_SAID = frozenset(f"user_send_{kind}" for kind in _KINDS)
_NOTICES: Mapping[str, Notice] = {
    "unfollow": "blocked",
    "user_withdraw": "withdrew",
    "user_withdraw_consent": "withdrew",
}


def mark_press(data: str, account: str, key: bytes) -> str:
    """Return the payload of a button for one person."""
    return f"#{data} {_mark(data, account, key)}"


def _mark(data: str, account: str, key: bytes) -> str:
    digest = hmac.digest(key, f"{account}\n{data}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:_MARK]


def read_press(text: str, account: str, key: bytes) -> str | None:
    """Return what a text presses, None when it is just a text."""
    found = _PRESS.fullmatch(text)
    if found is None:
        return None
    ours = _mark(found["data"], account, key)
    return found["data"] if hmac.compare_digest(ours, found["mark"]) else STALE


def sent_at(event: object) -> datetime | None:
    """Return when an event happened: milliseconds, as a string or a number."""
    return _moment(Fields(event))


def _moment(fields: Fields) -> datetime | None:
    return fields.moment("timestamp", "timeStamp")


def app_of(event: object) -> str:
    """Return the app an event is for."""
    return Fields(event).id("app_id", "appId")


def to_inbound(event: object, key: bytes) -> Inbound | None:
    """Translate an event, or return None for what we have no use for.

    `key` is what the marks of our buttons were made with.
    """
    fields = Fields(event)
    name = fields.text("event_name", "event")
    if name in _SAID:
        return _message(name, fields, key)
    if name == "user_submit_info":
        return _info(name, fields)
    if name == "follow":
        return _greeting(name, fields)
    if name in _NOTICES:
        return _notice(name, fields)
    return None


def _account(fields: Fields) -> str:
    for whom in ("sender", "follower", "user"):
        if account := fields.part(whom).id("id", "user_id"):
            return account
    return fields.id("user_id", "from_id", "fromuid")


def _event(name: str, fields: Fields, account: str) -> str:
    """Return what identifies an event: messages have an id, all others a moment."""
    message = fields.part("message").id("msg_id", "message_id")
    return message or f"{name}:{account}:{fields.id('timestamp', 'timeStamp')}"


def _message(name: str, fields: Fields, key: bytes) -> Inbound | None:
    account, message = _account(fields), fields.part("message")
    if not account:
        return None
    text = message.text("text")
    press = read_press(text, account, key) if name == "user_send_text" else None
    shared = _Shared()
    for part in message.parts("attachments"):
        shared.add(part)
    if name == "user_send_location" and shared.location is None:
        shared.location = _location(message)
    if press is None and shared.words:
        text = "\n".join(dict.fromkeys((*filter(None, (text,)), *shared.words)))
    return Inbound(
        event=_event(name, fields, account),
        address=Address(CHANNEL, account),
        chat=account,
        text="" if press is not None else text,
        press=press,
        message=message.id("msg_id", "message_id") or None,
        attachments=tuple(shared.attachments),
        location=shared.location,
        contact=shared.contact,
        sent_at=_moment(fields),
        unsupported=not (press or text or shared.attachments or shared.location or shared.contact),
    )


class _Shared:
    """What is attached to a message, part by part."""

    def __init__(self) -> None:
        self.attachments: list[Attachment] = []
        self.location: Location | None = None
        self.contact: Contact | None = None
        self.words: list[str] = []

    def add(self, part: Fields) -> None:
        kind, payload = part.text("type"), part.part("payload")
        if kind == "location":
            self.location = _location(payload) or self.location
        elif kind in ("link", "links"):
            self._link(payload)
        elif kind in ("business_card", "contact", "recommend.user"):
            self.contact = _card(payload) or self.contact
        elif kind in _FILES:
            self._file(kind, payload)

    def _link(self, payload: Fields) -> None:
        """A business card comes as a link whose description holds the number."""
        self.contact = _card(payload) or self.contact
        if self.contact is None:
            self.words += filter(None, (payload.text("title", "description"), payload.text("url")))

    def _file(self, kind: str, payload: Fields) -> None:
        meaning, mime = _FILES[kind]
        ref = payload.text("url") or (payload.id("id") if meaning == "sticker" else "")
        if not ref or len(ref) > 2000:
            return
        said = payload.text("size")
        size = int(said) if said.isdecimal() and len(said) < 15 else None
        self.attachments.append(
            Attachment(
                meaning,
                ref,
                size,
                name=payload.text("name")[:120],
                mime=mime,
                too_large=(size or 0) > DOWNLOADABLE,
            )
        )


def _location(payload: Fields) -> Location | None:
    point = payload.part("coordinates")
    for each in (point, payload, payload.part("location")):
        latitude = each.degrees(90, "latitude", "lat")
        longitude = each.degrees(180, "longitude", "long", "lng", "lon")
        if latitude is not None and longitude is not None:
            return Location(latitude, longitude)
    return None


def _card(payload: Fields) -> Contact | None:
    """Read somebody's card; whose it is, Zalo does not say."""
    inside = payload
    with suppress(ValueError):
        inside = Fields(orjson.loads(payload.text("description")))
    phone = _phone(inside.text("phone", "phone_number") or payload.text("phone", "phone_number"))
    name = inside.text("name", "caption") or payload.text("name", "title")
    return Contact(phone, name[:120], own=False) if phone else None


def _info(name: str, fields: Fields) -> Inbound | None:
    """Read what a person shared by our button: name and telephone, as a text or as a number."""
    account, info = _account(fields), fields.part("info")
    phone = _phone(info.text("phone", "phone_number"))
    if not account or not phone:
        return None
    return Inbound(
        event=_event(name, fields, account),
        address=Address(CHANNEL, account),
        chat=account,
        contact=Contact(phone, info.text("name")[:120], own=True),
        sent_at=_moment(fields),
    )


def _phone(said: str) -> str:
    """Return a telephone number as people write it: 84912345678 begins with a plus."""
    digits = re.sub(r"[\s.()-]", "", said)
    if re.fullmatch(r"84\d{9}", digits):
        return f"+{digits}"
    return digits if re.fullmatch(r"\+?\d{8,15}", digits) else ""


def _greeting(name: str, fields: Fields) -> Inbound | None:
    """Take a follow for what begins a chat elsewhere: Zalo has no button "start"."""
    account = _account(fields)
    if not account:
        return None
    return Inbound(
        event=_event(name, fields, account),
        address=Address(CHANNEL, account),
        chat=account,
        text="/start",
        sent_at=_moment(fields),
    )


def _notice(name: str, fields: Fields) -> Inbound | None:
    account = _account(fields)
    if not account:
        return None
    return Inbound(
        event=_event(name, fields, account),
        address=Address(CHANNEL, account),
        chat=account,
        notice=_NOTICES[name],
        sent_at=_moment(fields),
    )
