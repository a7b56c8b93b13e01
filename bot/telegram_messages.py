"""What is said to Telegram, as the JSON of its Bot API: `Outgoing`s and answers to presses.

Plain dictionaries, since building python-telegram-bot's objects costs more than the call itself.
"""

from __future__ import annotations

from typing import Any

from bot.channel import Outgoing
from feedback.errors import Unavailable
from feedback.messages import PRIVATELY

_TOAST = 200
"""UTF-16 units over a pressed button: https://core.telegram.org/bots/api#answercallbackquery"""


def words(outgoing: Outgoing) -> dict[str, Any]:
    """Return where a message goes and what it says. Links show no preview: it may be any site."""
    body: dict[str, Any] = {
        "chat_id": int(outgoing.chat),
        "text": outgoing.text,
        "link_preview_options": {"is_disabled": True},
    }
    if outgoing.strong:
        body["entities"] = entities(outgoing)
    return body


def entities(outgoing: Outgoing) -> list[dict[str, Any]]:
    """Return what stands out."""
    return [{"type": "bold", "offset": at, "length": length} for at, length in outgoing.strong]


def inline(outgoing: Outgoing, username: str = "") -> list[list[dict[str, str]]]:
    """Return the buttons under a message; `username` is the bot's own, for what is opened in a
    chat of one's own. Raises Unavailable while it is not known."""
    return [
        [
            {"text": key.label, "url": _link(key.url, username)}
            if key.url
            else {"text": key.label, "callback_data": key.data}
            for key in row
        ]
        for row in outgoing.rows
    ]


def _link(url: str, username: str) -> str:
    if not url.startswith(PRIVATELY):
        return url
    if not username:
        raise Unavailable
    return f"https://t.me/{username}?start={url.removeprefix(PRIVATELY)}"


def keyboard(outgoing: Outgoing) -> dict[str, Any]:
    """Return a keyboard of one key that shares the phone number or the place."""
    wish = "request_contact" if outgoing.request == "phone" else "request_location"
    key = {"text": outgoing.request_label, wish: True}
    return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}


def answering(press: str, toast: str | None) -> dict[str, Any]:
    """Return what stops a button from spinning."""
    answer: dict[str, Any] = {"callback_query_id": press}
    if toast:
        whole = toast.encode("utf-16-le")[: _TOAST * 2]
        answer["text"] = whole.decode("utf-16-le", "ignore")
    return answer


def message_id(sent: object) -> str | None:
    """Return the id of a message that was sent."""
    id = sent.get("message_id") if isinstance(sent, dict) else None
    return None if id is None else str(id)
