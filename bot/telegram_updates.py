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
_GONE = ("kicked", "left")
_FILES: tuple[tuple[str, AttachmentKind], ...] = (
    ("voice", "voice"),
    ("audio", "audio"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("document", "file"),
    ("sticker", "sticker"),
)
_LONGEST_WORD = 512
_SERVICE = (
    "new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo"
    " group_chat_created supergroup_chat_created channel_chat_created pinned_message"
    " message_auto_delete_timer_changed chat_owner_left chat_owner_changed users_shared"
    " chat_shared connected_website write_access_allowed proximity_alert_triggered boost_added"
    " chat_background_set forum_topic_created forum_topic_edited forum_topic_closed"
    " forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden"
    " video_chat_scheduled video_chat_started video_chat_ended video_chat_participants_invited"
    " giveaway_created giveaway giveaway_winners giveaway_completed paid_message_price_changed"
    " direct_message_price_changed checklist_tasks_done checklist_tasks_added gift unique_gift"
    " gift_upgrade_sent refunded_payment poll_option_added poll_option_deleted"
)
_WORDLESS = frozenset(_SERVICE.split())
"""Service messages that nobody said and that need no answer."""


class _Object:
    """A JSON object that may be anything: what is missing or of another type is empty."""

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
        """What somebody wrote, made safe."""
        found = self._fields.get(name)
        return clean(found) if isinstance(found, str) else ""

    def word(self, name: str) -> str:
        """An id or a code of the platform's own; one with odd letters in it is none."""
        found = self._fields.get(name)
        if not isinstance(found, str) or len(found) > _LONGEST_WORD:
            return ""
        return found if found.isascii() and found.isprintable() else ""

    def number(self, name: str) -> int | None:
        found = self._fields.get(name)
        fine = isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**63
        return found if fine else None

    def true(self, name: str) -> bool:
        return self._fields.get(name) is True

    def degrees(self, name: str, most: int) -> float | None:
        found = self._fields.get(name)
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if abs(found) <= most else None


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
    if chat is None:
        return None
    moved_to, moved_from = (
        message.number("migrate_to_chat_id"),
        message.number("migrate_from_chat_id"),
    )
    if moved_to is not None:
        return _notice(event, chat, "moved", moved_to=str(moved_to))
    if moved_from is not None:  # the same news, told in the new chat
        old = _Chat(str(moved_from), private=False)
        return _notice(event, old, "moved", moved_to=chat.id)
    # Nobody in particular wrote it: a service message, an anonymous administrator, another bot.
    nobody = account is None or sender.true("is_bot") or "sender_chat" in message
    if account is None or nobody or any(name in message for name in _WORDLESS):
        return None
    text = message.text("text") or message.text("caption")
    forwarded = "forward_origin" in message or "forward_date" in message
    if not chat.private and (edited or forwarded or not _for_us(text, username)):
        return None
    if forwarded and text.startswith("/"):
        text = text.lstrip("/").strip()  # somebody else's command is no command of this person
    location = _location(message)
    if edited and location is not None:
        return None  # a place shared live moves every few seconds; where it began counts
    attachments, contact = _attachments(message), _contact(message, account)
    return Inbound(
        event=event,
        address=Address(CHANNEL, str(account)),
        chat=chat.id,
        private=chat.private,
        text=text,
        message=_id(message),
        attachments=attachments,
        album=message.word("media_group_id") or None,
        location=location,
        contact=contact,
        edited=edited,
        language=sender.word("language_code") or None,
        sent_at=_moment(message.number("edit_date" if edited else "date")),
        unsupported=not (text or attachments or location or contact),
    )


def _press(event: str, press: _Object) -> Inbound | None:
    message, sender = press.part("message"), press.part("from")
    chat, account = _chat(message.part("chat")), sender.number("id")
    if account is None or sender.true("is_bot") or not press.word("id"):
        return None
    if chat is None:
        if message:  # under a post of a channel, where we say nothing
            return None
        chat = _Chat(str(account), private=True)
    return Inbound(
        event=event,
        address=Address(CHANNEL, str(account)),
        chat=chat.id,
        private=chat.private,
        press=press.text("data"),
        message=_id(message),
        receipt=press.word("id"),
        language=sender.word("language_code") or None,
    )


def _membership(event: str, change: _Object) -> Inbound | None:
    chat = _chat(change.part("chat"))
    if chat is None:
        return None
    before, now = (
        _is_member(change.part("old_chat_member")),
        _is_member(change.part("new_chat_member")),
    )
    if now is None or now is before:  # other rights, nothing that concerns us
        return None
    if now:
        return _notice(event, chat, "returned" if chat.private else "joined-group")
    return _notice(event, chat, "blocked" if chat.private else "left-group")


def _is_member(member: _Object) -> bool | None:
    status = member.word("status")
    if status == "restricted":
        return member.true("is_member")
    return status not in _GONE if status else None


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
    id, kind = chat.number("id"), chat.word("type")
    if id is None or kind not in ("private", "group", "supergroup"):
        return None
    return _Chat(str(id), kind == "private")


def _for_us(text: str, username: str) -> bool:
    """Tell whether words in a group are a command, and one for this bot."""
    if not text.startswith("/"):
        return False
    name, at, whom = "".join(text[1:].split(maxsplit=1)[:1]).partition("@")
    return bool(name) and (not at or whom.lower() == username.lower())


def _attachments(message: _Object) -> tuple[Attachment, ...]:
    sizes = [size for size in message.parts("photo") if size.word("file_id")]
    found = []
    if sizes:
        # Every size but the original is far below the limit, so the largest that fits is taken.
        fitting = [s for s in sizes if (s.number("file_size") or 0) <= DOWNLOADABLE] or sizes[:1]
        best = max(fitting, key=lambda s: (s.number("width") or 0) * (s.number("height") or 0))
        found.append(_attachment("photo", best, "image/jpeg"))
    for name, kind in _FILES:
        file = message.part(name)
        # An animation comes with a document of the same file for old programs.
        if file.word("file_id") and not any(a.ref == file.word("file_id") for a in found):
            found.append(_attachment(kind, file, file.word("mime_type")))
    return tuple(found)


def _attachment(kind: AttachmentKind, file: _Object, mime: str) -> Attachment:
    size = file.number("file_size")
    return Attachment(
        kind,
        file.word("file_id"),
        size,
        name=file.text("file_name")[:120],
        mime=mime,
        too_large=(size or 0) > DOWNLOADABLE,
    )


def _location(message: _Object) -> Location | None:
    point = message.part("location") or message.part("venue").part("location")
    latitude, longitude = point.degrees("latitude", 90), point.degrees("longitude", 180)
    if latitude is None or longitude is None:
        return None
    return Location(latitude, longitude)


def _contact(message: _Object, account: int) -> Contact | None:
    card = message.part("contact")
    phone = card.text("phone_number")
    if not phone:
        return None
    name = f"{card.text('last_name')} {card.text('first_name')}".strip()
    return Contact(phone, name, own=card.number("user_id") == account)


def _id(message: _Object) -> str | None:
    id = message.number("message_id")
    return None if id is None else str(id)


def _moment(seconds: int | None) -> datetime | None:
    if seconds is None or not 0 <= seconds < 2**36:
        return None
    return datetime.fromtimestamp(seconds, UTC)
