"""Telegram's updates become `Inbound`s. Pure and total: any JSON gives an event or None.

The updates are read as plain JSON: building python-telegram-bot's objects costs more than the
whole rest of a turn. Fields: https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedback.messages import (
    Address,
    Attachment,
    AttachmentKind,
    Contact,
    Inbound,
    Location,
    Notice,
)
from feedback.text import clean

CHANNEL = "telegram"
DOWNLOADABLE = 20 * 1024 * 1024
"""Bytes of the largest file a bot may fetch: https://core.telegram.org/bots/api#getfile"""
_GONE, _THERE = ("kicked", "left"), ("member", "administrator", "creator")
_FILES: tuple[tuple[str, AttachmentKind], ...] = (
    ("voice", "voice"),
    ("audio", "audio"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("document", "file"),
    ("sticker", "sticker"),
)
_WORDLESS = frozenset(
    {
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo"),
        *("delete_chat_photo", "group_chat_created", "supergroup_chat_created"),
        *("pinned_message", "message_auto_delete_timer_changed", "migrate_from_chat_id"),
    }
)
"""Service messages that nobody said and that need no answer."""


class _Object:
    """A JSON object that may be anything: what is missing or of another type is None."""

    __slots__ = ("_fields",)

    def __init__(self, fields: object) -> None:
        self._fields: Mapping[str, Any] = fields if isinstance(fields, dict) else {}

    def __bool__(self) -> bool:
        return bool(self._fields)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def part(self, name: str) -> _Object:
        return _Object(self._fields.get(name))

    def parts(self, name: str) -> list[_Object]:
        found = self._fields.get(name)
        return [_Object(each) for each in found] if isinstance(found, list) else []

    def text(self, name: str) -> str:
        found = self._fields.get(name)
        return found if isinstance(found, str) else ""

    def number(self, name: str) -> int | None:
        found = self._fields.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def true(self, name: str) -> bool:
        return self._fields.get(name) is True

    def decimal(self, name: str) -> float | None:
        found = self._fields.get(name)
        return float(found) if isinstance(found, int | float) and abs(found) <= 180 else None


@dataclass(frozen=True, slots=True)
class _Chat:
    id: str
    private: bool


def to_inbound(update: object, username: str = "") -> Inbound | None:
    """Translate an update, or return None for what we have no use for.

    `username` is the bot's own, so that commands meant for another bot are left alone.
    """
    fields = _Object(update)
    event = fields.number("update_id")
    if event is None:
        return None
    for name, edited in (("message", False), ("edited_message", True)):
        if fields.part(name):
            return _message(str(event), fields.part(name), edited, username)
    if fields.part("callback_query"):
        return _press(str(event), fields.part("callback_query"))
    if fields.part("my_chat_member"):
        return _membership(str(event), fields.part("my_chat_member"))
    return None


def _message(event: str, message: _Object, edited: bool, username: str) -> Inbound | None:
    chat, sender = _chat(message.part("chat")), message.part("from")
    account = sender.number("id")
    if chat is None or any(name in message for name in _WORDLESS):
        return None
    moved_to = message.number("migrate_to_chat_id")
    if moved_to is not None:
        return _notice(event, chat, "moved", moved_to=str(moved_to))
    # Nobody in particular wrote it: a channel, an anonymous administrator, another bot.
    if account is None or "sender_chat" in message or sender.true("is_bot"):
        return None
    text = clean(message.text("text") or message.text("caption"))
    forwarded = "forward_origin" in message or "forward_date" in message
    if forwarded and text.startswith("/"):
        text = text.lstrip("/")  # somebody else's command is no command of this person
    if not chat.private and not _for_us(text, username):
        return None
    attachments = _attachments(message)
    location, contact = _location(message), _contact(message, account)
    sent = message.number("date")
    return Inbound(
        event=event,
        address=Address(CHANNEL, str(account)),
        chat=chat.id,
        private=chat.private,
        text=text,
        message=_id(message),
        attachments=attachments,
        album=message.text("media_group_id") or None,
        location=location,
        contact=contact,
        edited=edited,
        language=sender.text("language_code") or None,
        sent_at=_moment(sent),
        unsupported=not (text or attachments or location or contact),
    )


def _press(event: str, press: _Object) -> Inbound | None:
    message, sender = press.part("message"), press.part("from")
    chat, account = _chat(message.part("chat")), sender.number("id")
    if account is None or not press.text("id"):
        return None
    return Inbound(
        event=event,
        address=Address(CHANNEL, str(account)),
        chat=chat.id if chat else str(account),
        private=chat.private if chat else True,
        press=clean(press.text("data")),
        message=_id(message),
        receipt=press.text("id"),
        language=sender.text("language_code") or None,
    )


def _membership(event: str, change: _Object) -> Inbound | None:
    chat = _chat(change.part("chat"))
    now = change.part("new_chat_member").text("status")
    if chat is None:
        return None
    if now in _GONE:
        return _notice(event, chat, "blocked" if chat.private else "left-group")
    if now in _THERE:
        return _notice(event, chat, "returned" if chat.private else "joined-group")
    return None


def _notice(event: str, chat: _Chat, notice: Notice, moved_to: str | None = None) -> Inbound:
    return Inbound(
        event=event,
        address=Address(CHANNEL, chat.id),
        chat=chat.id,
        private=chat.private,
        notice=notice,
        moved_to=moved_to,
    )


def _chat(chat: _Object) -> _Chat | None:
    id, kind = chat.number("id"), chat.text("type")
    if id is None or kind not in ("private", "group", "supergroup"):
        return None
    return _Chat(str(id), kind == "private")


def _for_us(text: str, username: str) -> bool:
    """Tell whether words in a group are a command, and one for this bot."""
    command, _, _ = text.partition(" ")
    name, at, whom = command.partition("@")
    return name.startswith("/") and (not at or whom.lower() == username.lower())


def _attachments(message: _Object) -> tuple[Attachment, ...]:
    sizes = [size for size in message.parts("photo") if size.text("file_id")]
    found = []
    if sizes:
        # Every size but the original is far below the limit, so the largest that fits is taken.
        fitting = [s for s in sizes if (s.number("file_size") or 0) <= DOWNLOADABLE] or sizes[:1]
        best = max(fitting, key=lambda s: (s.number("width") or 0) * (s.number("height") or 0))
        found.append(_attachment("photo", best, "image/jpeg"))
    for name, kind in _FILES:
        file = message.part(name)
        # An animation comes with a document of the same file for old programs.
        if file.text("file_id") and not any(a.ref == file.text("file_id") for a in found):
            found.append(_attachment(kind, file, file.text("mime_type")))
    return tuple(found)


def _attachment(kind: AttachmentKind, file: _Object, mime: str) -> Attachment:
    size = file.number("file_size")
    return Attachment(
        kind,
        file.text("file_id"),
        size,
        name=clean(file.text("file_name"))[:120],
        mime=mime,
        too_large=(size or 0) > DOWNLOADABLE,
    )


def _location(message: _Object) -> Location | None:
    point = message.part("location") or message.part("venue").part("location")
    latitude, longitude = point.decimal("latitude"), point.decimal("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90:
        return None
    return Location(latitude, longitude)


def _contact(message: _Object, account: int) -> Contact | None:
    card = message.part("contact")
    phone = clean(card.text("phone_number"))
    if not phone:
        return None
    name = clean(f"{card.text('last_name')} {card.text('first_name')}")
    return Contact(phone, name, own=card.number("user_id") == account)


def _id(message: _Object) -> str | None:
    id = message.number("message_id")
    return None if id is None else str(id)


def _moment(seconds: int | None) -> datetime | None:
    if seconds is None or not 0 <= seconds < 2**36:
        return None
    return datetime.fromtimestamp(seconds, UTC)
