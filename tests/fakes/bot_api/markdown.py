"""MarkdownV2 and legacy Markdown: https://core.telegram.org/bots/api#markdownv2-style and #markdown-style.

The complaints are those of parse_markdown and parse_markdown_v2 in
https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp.
"""

import re
from dataclasses import dataclass

from .html_style import Writer, byte_offset, cannot_parse

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_MARKS = {"__": "underline", "_": "italic", "*": "bold", "~": "strikethrough", "||": "spoiler"}
_NAMES = {
    "__": "Underline",
    "_": "Italic",
    "*": "Bold",
    "~": "Strikethrough",
    "||": "Spoiler",
    "[": "TextUrl",
}
_LINK_END = re.compile(r"\]\(((?:\\.|[^)\\])*)\)")


@dataclass(frozen=True)
class _Open:
    token: str
    start: int
    position: int


def version_2(text: str) -> Writer:
    """Read MarkdownV2."""
    return _Version2(text).read()


class _Version2:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.writer = Writer()
        self.stack: list[_Open] = []
        self.quote_start: int | None = None

    def read(self) -> Writer:
        while self.position < len(self.text):
            self._step()
        if self.stack:
            opened = self.stack[-1]
            where = byte_offset(self.text, opened.position)
            raise cannot_parse(
                f"Can't find end of {_NAMES[opened.token]} entity at byte offset {where}"
            )
        self._end_quote()
        return self.writer

    def _step(self) -> None:
        text, position = self.text, self.position
        character = text[position]
        line_starts = position == 0 or text[position - 1] == "\n"
        if line_starts and character == ">":
            self.quote_start = self.writer.length if self.quote_start is None else self.quote_start
            self.position += 1
        elif line_starts and self.quote_start is not None and not self.stack:
            self._end_quote()
            self._plain_or_mark(character)
        else:
            self._plain_or_mark(character)

    def _plain_or_mark(self, character: str) -> None:
        following = self.text[self.position + 1 : self.position + 2]
        if character == "\\" and following and ord(following) < 127:
            self._write(following, 2)
        elif character not in _RESERVED:
            self._write(character, 1)
        elif character == "`":
            self._code()
        else:
            self._mark(character)

    def _write(self, character: str, width: int) -> None:
        self.writer.write(character)
        self.position += width

    def _end_quote(self) -> None:
        if self.quote_start is not None:
            self.writer.mark("blockquote", self.quote_start)
            self.quote_start = None

    def _code(self) -> None:
        fence = "```" if self.text.startswith("```", self.position) else "`"
        body_start = self.position + len(fence)
        end = re.compile(r"(?<!\\)(?:\\\\)*" + fence).search(self.text, body_start)
        if end is None:
            name = "Pre" if fence == "```" else "Code"
            where = byte_offset(self.text, self.position)
            raise cannot_parse(f"Can't find end of {name} entity at byte offset {where}")
        body = self.text[body_start : end.end() - len(fence)]
        language = re.match(r"(\w+)\n", body) if fence == "```" else None
        body = (
            body[language.end() :]
            if language
            else body.removeprefix("\n")
            if fence == "```"
            else body
        )
        start = self.writer.length
        self.writer.write(re.sub(r"\\([\\`])", r"\1", body))
        more = {"language": language.group(1)} if language else {}
        self.writer.mark("pre" if fence == "```" else "code", start, **more)
        self.position = end.end()

    def _mark(self, character: str) -> None:
        token = next((mark for mark in _MARKS if self.text.startswith(mark, self.position)), None)
        if character == "]" and self.stack and self.stack[-1].token == "[":
            return self._end_link()
        if character == "[" or self.text.startswith("![", self.position):
            self.stack.append(_Open("[", self.writer.length, self.position))
            self.position += 1 if character == "[" else 2
            return None
        if token is None:
            raise cannot_parse(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        if self.stack and self.stack[-1].token == token:
            self.writer.mark(_MARKS[token], self.stack.pop().start)
        elif any(opened.token == token for opened in self.stack):
            opened = self.stack[-1]
            where = byte_offset(self.text, opened.position)
            raise cannot_parse(
                f"Can't find end of {_NAMES[opened.token]} entity at byte offset {where}"
            )
        else:
            self.stack.append(_Open(token, self.writer.length, self.position))
        self.position += len(token)
        return None

    def _end_link(self) -> None:
        opened = self.stack.pop()
        hit = _LINK_END.match(self.text, self.position)
        if hit is None:
            where = byte_offset(self.text, self.position)
            raise cannot_parse(f"Can't find end of a URL at byte offset {where}")
        self.writer.mark("text_link", opened.start, url=re.sub(r"\\(.)", r"\1", hit.group(1)))
        self.position = hit.end()


def legacy(text: str) -> Writer:
    """Read legacy Markdown: no nesting, and an unpaired mark is an error."""
    writer, position = Writer(), 0
    kinds = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}
    while position < len(text):
        character = text[position]
        if character == "\\" and text[position + 1 : position + 2] in ("_", "*", "`", "["):
            writer.write(text[position + 1])
            position += 2
        elif character == "[":
            position = _legacy_link(text, position, writer)
        elif character in "_*`":
            mark = "```" if text.startswith("```", position) else character
            end = text.find(mark, position + len(mark))
            if end < 0:
                where = byte_offset(text, position)
                raise cannot_parse(f"Can't find end of the entity starting at byte offset {where}")
            start = writer.length
            writer.write(text[position + len(mark) : end])
            writer.mark(kinds[mark], start)
            position = end + len(mark)
        else:
            writer.write(character)
            position += 1
    return writer


def _legacy_link(text: str, position: int, writer: Writer) -> int:
    end = text.find("]", position)
    if end < 0:
        where = byte_offset(text, position)
        raise cannot_parse(f"Can't find end of the entity starting at byte offset {where}")
    start = writer.length
    writer.write(text[position + 1 : end])
    close = text.find(")", end) if text.startswith("](", end) else -1
    if close < 0:
        return end + 1
    writer.mark("text_link", start, url=text[end + 2 : close])
    return close + 1
