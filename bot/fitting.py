"""Fits a `Reply` to what a channel can show. Nothing is dropped in silence.

Long text is split outside of words and of what stands out, and the keyboard stays with the last
part; buttons a channel cannot carry become a numbered list, since every choice can be typed.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.channel import Capabilities, Key, Outgoing
from bot.texts import Texts
from feedback.messages import Button, Line, Picture, Reply, Request, Strong, Text

_CAPTION = 1024
"""Longest caption under a picture that the narrowest channel allows (Telegram)."""
_BREAKS = ("\n\n", "\n", " ")


def fit(
    reply: Reply,
    capabilities: Capabilities,
    texts: Texts,
    language: str,
    chat: str,
    pressed: str | None = None,
) -> list[Outgoing]:
    """Return the messages that show a reply in one chat, in order.

    `pressed` is the message whose button led here, to be replaced where the reply wishes so.
    """
    text, strong = _write(reply.lines, texts, language)
    rows, *more = _pages(_keys(reply.rows, capabilities, texts, language), capabilities)
    if reply.rows and not rows:
        text = _numbered(text, reply.rows, texts, language)
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
            text=part,
            strong=spans if capabilities.strong else (),
            rows=rows if at == last else (),
            edit=edit,
            request=request if at == last else None,
            request_label=label if at == last else "",
        )
        for at, (part, spans) in enumerate(parts)
    ]
    further = texts.render(Text("fitting-further"), language) if more else ""
    fitted += [Outgoing(chat=chat, text=further, rows=page) for page in more]
    if picture is None or not shown:
        return fitted
    only = fitted[0]
    fits = len(fitted) == 1 and _units(only.text) <= _CAPTION
    fits = fits and (capabilities.captions or not (only.text or only.rows))
    file = Outgoing(
        chat=chat,
        text=only.text if fits else "",
        strong=only.strong if fits else (),
        rows=only.rows if fits else (),
        name=picture.name,
        mime=picture.mime,
        content=picture.content,
    )
    return [file] if fits else [file, *fitted]


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
    if not rows or sum(map(len, rows)) > capabilities.buttons * capabilities.pages:
        return ()
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


def _numbered(text: str, rows: tuple[tuple[Button, ...], ...], texts: Texts, language: str) -> str:
    listed = [
        f"{number}. {texts.render(button.label, language)}"
        + (f": {button.url}" * bool(button.url))
        for number, button in enumerate((b for row in rows for b in row), start=1)
    ]
    return "\n".join((text, "", *listed)).strip("\n")


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
