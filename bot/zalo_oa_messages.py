"""What is said to Zalo, as the JSON of its Official Account API, and pictures made small enough.

Shapes: docs.zaloplatforms.com/docs/OA/tin-nhan. A message carries 5 buttons; their titles are cut
at 100 characters.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from bot.channel import Key, Outgoing
from bot.zalo_oa_updates import mark_press
from feedback.errors import Undeliverable

LARGEST_PICTURE = 1024 * 1024
"""Bytes of an image: docs.zaloplatforms.com, "upload hình ảnh"; PNG or JPEG."""
LARGEST_FILE = 5 * 1024 * 1024
FILE_TYPES = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""What "upload file" takes: PDF and Word."""
_AS_THEY_ARE = ("image/png", "image/jpeg")
_TITLE = 100
_LONGEST_SIDE = 2000
_QUALITIES = (85, 70, 50, 30)


def words(outgoing: Outgoing, key: bytes) -> dict[str, Any]:
    """Return a text with its buttons; `key` marks what they bring back."""
    message: dict[str, Any] = {"text": outgoing.text}
    buttons = [_button(each, outgoing.chat, key) for row in outgoing.rows for each in row]
    if buttons:
        message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return _to(outgoing, message)


def _button(shown: Key, account: str, key: bytes) -> dict[str, Any]:
    title = shown.label[:_TITLE]
    if shown.url:
        return {"title": title, "type": "oa.open.url", "payload": {"url": shown.url}}
    payload = mark_press(shown.data, account, key)
    return {"title": title, "type": "oa.query.hide", "payload": payload}


def picture(outgoing: Outgoing, attachment: str) -> dict[str, Any]:
    """Return an uploaded image."""
    element = {"media_type": "image", "attachment_id": attachment}
    payload = {"template_type": "media", "elements": [element]}
    return _to(outgoing, {"attachment": {"type": "template", "payload": payload}})


def file(outgoing: Outgoing, token: str) -> dict[str, Any]:
    """Return an uploaded file."""
    return _to(outgoing, {"attachment": {"type": "file", "payload": {"token": token}}})


def asking_for_number(outgoing: Outgoing, image: str) -> dict[str, Any]:
    """Return a card with the button that shares name and telephone number."""
    element = {
        "title": outgoing.request_label[:_TITLE],
        "subtitle": outgoing.request_label[:_TITLE],
        "image_url": image,
    }
    payload = {"template_type": "request_user_info", "elements": [element]}
    return _to(outgoing, {"attachment": {"type": "template", "payload": payload}})


def notice(account: str, template: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return a notice that Zalo approved beforehand."""
    return {"user_id": account, "template_id": template, "template_data": dict(fields)}


def _to(outgoing: Outgoing, message: dict[str, Any]) -> dict[str, Any]:
    return {"recipient": {"user_id": outgoing.chat}, "message": message}


def small_enough(content: bytes, mime: str) -> tuple[bytes, str]:
    """Return an image as Zalo takes it; raises Undeliverable for what is no image."""
    if mime in _AS_THEY_ARE and len(content) <= LARGEST_PICTURE:
        return content, mime
    try:
        with Image.open(io.BytesIO(content)) as opened:
            shown = opened.convert("RGB")
    except Exception:  # decoders meet damaged files with errors of every kind
        raise Undeliverable from None
    side = _LONGEST_SIDE
    while True:
        shown.thumbnail((side, side))
        for quality in _QUALITIES:
            made = io.BytesIO()
            shown.save(made, "JPEG", quality=quality)
            if made.tell() <= LARGEST_PICTURE:
                return made.getvalue(), "image/jpeg"
        side //= 2
