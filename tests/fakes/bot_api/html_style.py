"""HTML style: https://core.telegram.org/bots/api#html-style, with the server's own complaints.

The complaints are those of parse_html in https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp.
"""

import re
from dataclasses import dataclass, field

from .errors import ApiError, Json, bad_request

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_START_TAG = re.compile(
    r"<([^\s>/]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


@dataclass
class Writer:
    """Collects plain text and the entities over it."""

    parts: list[str] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    length: int = 0  # UTF-16 code units so far

    def write(self, text: str) -> None:
        """Add plain text."""
        self.parts.append(text)
        self.length += len(text.encode("utf-16-le")) // 2

    def mark(self, kind: str, start: int, **more: object) -> None:
        """Mark everything from start to here; marks over nothing vanish."""
        if self.length > start:
            self.entities.append(
                {"type": kind, "offset": start, "length": self.length - start} | more
            )

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self.parts)


def cannot_parse(reason: str) -> ApiError:
    """Word an error in the formatting."""
    return bad_request(f"can't parse entities: {reason}")


def byte_offset(text: str, position: int) -> int:
    """Return where that is in UTF-8, which is how the server counts in its complaints."""
    return len(text[:position].encode())


@dataclass(frozen=True)
class _Open:
    name: str
    start: int
    attributes: dict[str, str]


def html(text: str) -> Writer:
    """Read HTML style text."""
    writer, stack, position = Writer(), list[_Open](), 0
    while position < len(text):
        if text[position] == "<":
            position = _tag(text, position, writer, stack)
        elif text[position] == "&" and (hit := _CHARACTER.match(text, position)):
            writer.write(_character(hit))
            position = hit.end()
        else:
            writer.write(text[position])
            position += 1
    if stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return writer


def _character(hit: re.Match[str]) -> str:
    decimal, hexadecimal, name = hit.groups()
    if name:
        return _NAMED_CHARACTERS[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    plausible = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if plausible else hit.group()


def _tag(text: str, position: int, writer: Writer, stack: list[_Open]) -> int:
    where = byte_offset(text, position)
    if text.startswith("</", position):
        end = text.find(">", position)
        if end < 0:
            raise cannot_parse(f"Unclosed end tag at byte offset {where}")
        _close(text[position + 2 : end].strip().lower(), where, writer, stack)
        return end + 1
    hit = _START_TAG.match(text, position)
    if hit is None:
        name = re.match(r"<([^\s>]*)", text[position:])
        known = name is not None and name.group(1).lower() in _TAGS
        if not known and name is not None and name.group(1):
            raise cannot_parse(
                f'Unsupported start tag "{name.group(1).lower()}" at byte offset {where}'
            )
        raise cannot_parse(f"Unclosed start tag at byte offset {where}")
    stack.append(_open(hit, where, writer))
    return hit.end()


def _open(hit: re.Match[str], where: int, writer: Writer) -> _Open:
    name = hit.group(1).lower()
    if name not in _TAGS:
        raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
    attributes = {
        key.lower(): _CHARACTER.sub(_character, double or single or bare)
        for key, double, single, bare in _ATTRIBUTE.findall(hit.group(2))
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    return _Open(name, writer.length, attributes)


def _close(name: str, where: int, writer: Writer, stack: list[_Open]) -> None:
    if not stack:
        raise cannot_parse(f"Unexpected end tag at byte offset {where}")
    opened = stack.pop()
    if name and name != opened.name:
        raise cannot_parse(
            f'Unmatched end tag at byte offset {where}, expected "</{opened.name}>", found "</{name}>"'
        )
    kind, attributes = _TAGS[opened.name], opened.attributes
    if kind == "text_link":
        if url := attributes.get(
            "href"
        ):  # without an address the text itself is the link, if it is one
            writer.mark(kind, opened.start, url=url)
    elif kind == "custom_emoji":
        writer.mark(kind, opened.start, custom_emoji_id=attributes.get("emoji-id", ""))
    elif kind == "blockquote" and "expandable" in attributes:
        writer.mark("expandable_blockquote", opened.start)
    elif kind == "code" and stack and stack[-1].name == "pre" and stack[-1].start == opened.start:
        # <pre><code class="language-…"> is one block with a language, not code inside a block
        language = attributes.get("class", "").removeprefix("language-")
        stack[-1].attributes.update({"language": language} if language else {})
    elif kind == "pre" and "language" in attributes:
        writer.mark(kind, opened.start, language=attributes["language"])
    else:
        writer.mark(kind, opened.start)
