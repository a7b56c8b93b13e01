"""Fits a `Reply` to what a channel can show. Nothing is dropped in silence.

Long text is split outside of words and of what stands out, and the keyboard stays with the last
part; buttons a channel cannot carry become a list to be typed from, by numbers or, where a number
would be an answer, by words. `board` tells what typing them means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.channel import Capabilities, Key, Outgoing
from bot.texts import Texts
from feedback.board import Board, is_number
from feedback.language import is_simple
from feedback.messages import Button, Line, Picture, Reply, Request, Strong, Text

_CAPTION = 1024
"""Longest caption under a picture that the narrowest channel allows (Telegram)."""
_BREAKS = ("\n\n", "\n", " ")
_NOTHING = Board()
_WORDS_APART = " · "
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s", re.MULTILINE)
"""A line of a list in the text itself: the rules of conduct, the answers at the review."""


def fit(
    reply: Reply,
    capabilities: Capabilities,
    texts: Texts,
    language: str,
    chat: str,
    pressed: str | None = None,
    *,
    places: bool = True,
) -> list[Outgoing]:
    """Return the messages that show a reply in one chat, in order.

    `pressed` is the message whose button led here, to be replaced where the reply wishes so.
    `places`: numbers may stand for its buttons; no other list counts from 1 at the same time.
    """
    text, strong = _write(reply.lines, texts, language)
    listed = _is_listed(reply, capabilities)
    keys = () if listed else _keys(reply.rows, capabilities, texts, language)
    rows, *more = _pages(keys, capabilities)
    numbered = True
    if listed or capabilities.types:
        numbered = places and _is_numbered(reply, texts, language)
    if listed:
        text = _list(text, reply.rows, numbered, texts, language)
    elif is_simple(language):
        text = _spelled(text, reply, texts, language)
    request, label = _request(reply, capabilities, texts, language)
    picture = reply.picture
    shown = picture is not None and (
        capabilities.pictures
        if picture.mime.startswith("image/")
        else _takes_file(picture, capabilities)
    )
    if picture is not None and not shown:
        note = texts.render(Text("fitting-file-elsewhere", {"name": picture.name}), language)
        text = f"{text}\n{note}".lstrip()
    parts = _split(text, strong, capabilities.text_length)
    last = len(parts) - 1
    edit = pressed if reply.edit and capabilities.edit and not last and not shown else None
    fitted = [
        Outgoing(
            chat=chat,
            language=language,
            text=part,
            strong=spans if capabilities.strong else (),
            rows=rows if at == last else (),
            numbered=numbered,
            edit=edit,
            request=request if at == last else None,
            request_label=label if at == last else "",
        )
        for at, (part, spans) in enumerate(parts)
    ]
    further = texts.render(Text("fitting-further"), language) if more else ""
    fitted += [Outgoing(chat=chat, language=language, text=further, rows=page) for page in more]
    if picture is None or not shown:
        return fitted
    only = fitted[0]
    fits = len(fitted) == 1 and _units(only.text) <= _CAPTION
    fits = fits and (capabilities.captions or not (only.text or only.rows))
    file = Outgoing(
        chat=chat,
        language=language,
        text=only.text if fits else "",
        strong=only.strong if fits else (),
        rows=only.rows if fits else (),
        numbered=numbered,
        name=picture.name,
        mime=picture.mime,
        content=picture.content,
    )
    return [file] if fits else [file, *fitted]


def with_places(replies: Sequence[Reply]) -> int:
    """Return which of the replies of one turn may number its buttons: the last that has any."""
    for at in range(len(replies) - 1, -1, -1):
        if replies[at].rows:
            return at
    return -1


def board(
    replies: Sequence[Reply], capabilities: Capabilities, texts: Texts, language: str
) -> Board | None:
    """Return what can be typed once the replies of one turn are shown; None: what could before."""
    last = with_places(replies)
    if last < 0:
        return None
    lists = []
    for at, reply in enumerate(replies):
        if _is_listed(reply, capabilities):
            pairs = [
                (texts.render(button.label, language), button.data)
                for row in reply.rows
                for button in row
                if button.data
            ]
            lists.append((at == last and _is_numbered(reply, texts, language), pairs))
    return Board.of(lists) if lists else _NOTHING


def _is_listed(reply: Reply, capabilities: Capabilities) -> bool:
    """Tell whether buttons are more than the channel carries, so that they are typed."""
    return sum(map(len, reply.rows)) > capabilities.buttons * capabilities.pages


def _is_numbered(reply: Reply, texts: Texts, language: str) -> bool:
    """Tell whether numbers can stand for buttons: nothing else that is shown begins with one."""
    said = (texts.render(line, language) for line in reply.lines)
    if not reply.numbered or any(_NUMBERED.search(words) for words in said):
        return False
    return not any(
        is_number(texts.render(button.label, language)) for row in reply.rows for button in row
    )


def _write(
    lines: Iterable[Line], texts: Texts, language: str
) -> tuple[str, tuple[tuple[int, int], ...]]:
    parts: list[str] = []
    strong: list[tuple[int, int]] = []
    at = 0
    for line in lines:
        part = texts.render(line, language)
        length = _units(part)
        if length and isinstance(line, Strong):
            strong.append((at, length))
        parts.append(part)
        at += length + 1
    return "\n".join(parts), tuple(strong)


def _keys(
    rows: tuple[tuple[Button, ...], ...], capabilities: Capabilities, texts: Texts, language: str
) -> tuple[tuple[Key, ...], ...]:
    width = max(1, capabilities.columns)
    render = texts.render
    keys: list[tuple[Key, ...]] = []
    for row in rows:
        shown = tuple([Key(render(b.label, language), b.data, b.url) for b in row])
        if len(shown) <= width:
            keys.append(shown)
        else:
            keys += [shown[at : at + width] for at in range(0, len(shown), width)]
    return tuple(keys)


def _pages(
    keys: tuple[tuple[Key, ...], ...], capabilities: Capabilities
) -> list[tuple[tuple[Key, ...], ...]]:
    """Spread rows over messages, each with as many buttons as it carries."""
    if sum(map(len, keys)) <= capabilities.buttons:
        return [keys]
    pages: list[tuple[tuple[Key, ...], ...]] = [()]
    room = capabilities.buttons
    for row in keys:
        if room < len(row) and pages[-1]:
            pages.append(())
            room = capabilities.buttons
        pages[-1] = (*pages[-1], row)
        room -= len(row)
    return pages


def _takes_file(file: Picture, capabilities: Capabilities) -> bool:
    largest, kinds = capabilities.largest_file, capabilities.file_types
    if largest is not None and len(file.content) > largest:
        return False
    return capabilities.files and (not kinds or file.mime in kinds)


def _list(
    text: str, rows: tuple[tuple[Button, ...], ...], numbered: bool, texts: Texts, language: str
) -> str:
    """Write buttons under a text: a numbered line each, or the words to type in their rows."""
    typed = [
        [texts.render(button.label, language) for button in row if not button.url] for row in rows
    ]
    if numbered:
        labels = (label for row in typed for label in row)
        listed = [f"{number}. {label}" for number, label in enumerate(labels, start=1)]
    else:
        listed = [_WORDS_APART.join(row) for row in typed if row]
        if listed:
            listed.insert(0, texts.render(Text("fitting-words"), language))
    listed += [
        f"{texts.render(button.label, language)}: {button.url}"
        for row in rows
        for button in row
        if button.url
    ]
    return "\n".join((text, "", *listed)).strip("\n")


def _spelled(text: str, reply: Reply, texts: Texts, language: str) -> str:
    """Write the answers to choose from into the text as well, large enough to be read; typed
    numbers mean them on every channel. Where labels are numbers, the buttons are clear enough."""
    choices = tuple(button for row in reply.rows for button in row if button.data[:2] == "q:")
    if not choices or not _is_numbered(reply, texts, language):
        return text
    return _list(text, (choices,), True, texts, language)


def _request(
    reply: Reply, capabilities: Capabilities, texts: Texts, language: str
) -> tuple[Request | None, str]:
    if reply.request is None or reply.request not in capabilities.requests:
        return None, ""
    return reply.request, texts.render(Text(f"fitting-share-{reply.request}"), language)


def _split(
    text: str, strong: tuple[tuple[int, int], ...], limit: int
) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    if 2 * len(text) <= limit or _units(text) <= limit:
        return [(text, strong)]
    parts: list[tuple[str, tuple[tuple[int, int], ...]]] = []
    start = 0  # in UTF-16 units, as `strong` counts
    while text:
        size = _cut(text, start, strong, limit)
        piece, text = text[:size], text[size:]
        shown = piece.strip()
        skipped = _units(piece) - _units(piece.lstrip())
        begin, end = start + skipped, start + skipped + _units(shown)
        spans = tuple(
            (max(at, begin) - begin, min(at + length, end) - max(at, begin))
            for at, length in strong
            if at < end and at + length > begin
        )
        if shown:
            parts.append((shown, spans))
        start += _units(piece)
    return parts


def _cut(text: str, start: int, strong: tuple[tuple[int, int], ...], limit: int) -> int:
    """Return how many characters go into the next part, cutting at the best break before the limit."""
    fitting = _fitting(text, limit)
    if fitting == len(text):
        return fitting
    for within in (False, True):  # what stands out is cut only where nothing else will do
        for mark in _BREAKS:
            at = text.rfind(mark, fitting // 2, fitting)
            while at > 0:
                place = start + _units(text[:at])
                if within or not any(begin < place < begin + long for begin, long in strong):
                    return at + len(mark)
                at = text.rfind(mark, fitting // 2, at)
    return fitting


def _fitting(text: str, limit: int) -> int:
    """Return how many characters fit into a number of UTF-16 units; never half a character."""
    used = 0
    for at, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > limit:
            return at
    return len(text)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
