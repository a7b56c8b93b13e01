"""Text as Telegram counts and formats it: https://core.telegram.org/bots/api#formatting-options.

Lengths and offsets are UTF-16 code units; limits hold *after* the formatting was taken out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import markdown
from .errors import Json, bad_request
from .fields import words
from .html_style import Writer, html

MAX_TEXT = 4096  # https://core.telegram.org/bots/api#sendmessage
MAX_CAPTION = 1024  # https://core.telegram.org/bots/api#sendphoto

_PARSERS: dict[str, Callable[[str], Writer]] = {
    "html": html,
    "markdown": markdown.legacy,
    "markdownv2": markdown.version_2,
}
_ENTITY_TYPES = words(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler"
    " blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
    " bank_card_number"
)
_ENTITY_FIELDS = words(
    "type offset length url user language custom_emoji_id unix_time date_time_format"
)
_FOUND_IN_TEXT = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)")),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]+")),
    ("mention", re.compile(r"(?<!\w)@\w{4,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#\w+")),
)


@dataclass(frozen=True)
class Formatted:
    """Text without its marks, and what the marks said."""

    text: str
    entities: list[Json]


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it; an emoji outside the BMP counts as two."""
    return len(text.encode("utf-16-le")) // 2


def detect_entities(text: str) -> list[Json]:
    """Find what every client finds in plain text: commands, links, mentions and hashtags."""
    found = [
        {
            "type": kind,
            "offset": utf16_length(text[: hit.start()]),
            "length": utf16_length(hit.group()),
        }
        for kind, pattern in _FOUND_IN_TEXT
        for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


def read_text(text: str, parse_mode: str | None, entities: list[Any] | None) -> Formatted:
    """Read the text of a message, or raise what Telegram would say."""
    if not text:
        raise bad_request("message text is empty")
    formatted = _format(text, parse_mode, entities)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def read_caption(
    text: str | None, parse_mode: str | None, entities: list[Any] | None
) -> Formatted:
    """Read a caption; an empty one is no caption."""
    formatted = _format(text or "", parse_mode, entities)
    if utf16_length(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _format(text: str, parse_mode: str | None, entities: list[Any] | None) -> Formatted:
    if parse_mode:
        parser = _PARSERS.get(parse_mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        writer = parser(text)
        plain, found = writer.text, writer.entities
    else:
        plain, found = text, [_check_entity(entity, text) for entity in entities or []]
    return _trim(plain, found)


def _check_entity(entity: Any, text: str) -> Json:
    if not isinstance(entity, dict) or not _ENTITY_FIELDS.issuperset(entity):
        raise bad_request("can't parse MessageEntity: expected an Object with known fields")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
    if entity.get("type") not in _ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if offset < 0 or length <= 0 or offset + length > utf16_length(text):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}"
        )
    return entity


def _trim(text: str, entities: list[Json]) -> Formatted:
    """Cut white space at both ends, as the server does, and move the entities with it."""
    cut = utf16_length(text) - utf16_length(text.lstrip())
    kept = text.strip()
    end = utf16_length(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] - cut + entity["length"], end)
        if stop > start:
            moved.append(entity | {"offset": start, "length": stop - start})
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in moved]
    for entity in detect_entities(kept):
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        if all(stop <= a or start >= b for a, b in taken):
            moved.append(entity)
    return Formatted(kept, sorted(moved, key=lambda entity: (entity["offset"], -entity["length"])))
