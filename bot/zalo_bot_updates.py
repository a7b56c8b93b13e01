"""What Zalo's Bot Platform brings becomes an `Inbound`. Pure and total: any JSON gives one or None.

Fields: bot.zaloplatforms.com/docs. Samples there and in client libraries differ: an event comes
with and without `{"ok": true, "result": …}` around it, a photo as `photo` or `photo_url`, a time
in seconds or milliseconds, a name as `display_name` or `name`; so all of these are read.
"""

from __future__ import annotations

import hashlib

from bot.lenient_json import Fields
from feedback.messages import Address, Attachment, Inbound

CHANNEL = "zalo_bot"
DOWNLOADABLE = 20 * 1024 * 1024
"""Bytes of the largest photo we fetch; the same as on other channels."""
_LONGEST_ADDRESS = 2000


def events_in(answer: object) -> list[object]:
    """Return the events of an answer or a call: one, a list of them, or none."""
    if isinstance(answer, dict) and "result" in answer:
        answer = answer["result"]
    found = answer if isinstance(answer, list) else [answer]
    return [each for each in found if isinstance(each, dict) and each]


def to_inbound(event: object) -> Inbound | None:
    """Translate an event, or return None for what is no message of a person."""
    fields = Fields(event)
    name = fields.text("event_name", "event")
    if name and not (name.startswith("message.") and name.endswith(".received")):
        return None
    message = fields.part("message")
    sender, chat = message.part("from"), message.part("chat")
    account = sender.id("id", "user_id") or message.id("from_id")
    if not account or sender.flag("is_bot"):
        return None
    text = message.text("text", "caption")
    attachments = _attachments(message)
    id = message.id("message_id", "msg_id")
    return Inbound(
        event=id or _mark(message, account, text, attachments),
        address=Address(CHANNEL, account),
        chat=chat.id("id") or message.id("chat_id") or account,
        private=chat.text("chat_type", "type").upper() != "GROUP",
        text=text,
        message=id or None,
        attachments=attachments,
        sent_at=message.moment("date", "timestamp"),
        unsupported=not (text or attachments),
    )


def _attachments(message: Fields) -> tuple[Attachment, ...]:
    photo = message.text("photo_url", "photo") or message.part("photo").text("url")
    voice = message.text("voice_url", "audio_url", "voice")
    sticker = message.text("sticker", "sticker_url") or message.part("sticker").text("id", "url")
    found = (
        Attachment("photo", photo, mime="image/jpeg"),
        Attachment("voice", voice, mime="audio/aac"),
        Attachment("sticker", sticker),
    )
    return tuple(each for each in found if 0 < len(each.ref) <= _LONGEST_ADDRESS)


def _mark(message: Fields, account: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    """Return what a message without an id is known by when it comes again."""
    said = (account, message.text("date", "timestamp"), text, *(each.ref for each in attachments))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
