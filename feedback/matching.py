"""What typed words mean: a choice, a move, a greeting; with or without diacritics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from feedback.messages import Line, Strong, Text
from feedback.question import Choice
from feedback.text import fold

MOVES: Mapping[str, str] = {
    **dict.fromkeys(("quay lai", "tro lai", "cau truoc", "back", "go back", "previous"), "back"),
    **dict.fromkeys(("bo qua", "skip", "khong biet", "khong ro", "i do not know"), "skip"),
    **dict.fromkeys(("toi khong biet", "toi khong ro", "khong nho", "toi khong nho"), "skip"),
    **dict.fromkeys(("huy", "huy bo", "thoat", "dung lai", "cancel", "quit", "exit"), "cancel"),
    **dict.fromkeys(("de sau", "tam dung", "pause", "later"), "pause"),
    **dict.fromkeys(("xong", "xong roi", "done", "giu nguyen", "keep", "tiep tuc"), "done"),
    **dict.fromkeys(("gui", "gui di", "send"), "done"),
    **dict.fromkeys(("lam tiep", "lam tiep phan dang do", "continue", "go on"), "stay"),
    **dict.fromkeys(("xoa", "xoa cau tra loi", "clear", "delete"), "clear"),
}
"""Whole messages that move instead of answering."""

NOTHING = frozenset(
    ("khong", "khong co", "khong co gi", "khong a", "het", "het roi", "no", "none", "nothing")
)
"""Whole messages that answer "anything to add?": an optional question is done with."""

REVIEW_MOVES: Mapping[str, str] = {
    **dict.fromkeys(("gui", "gui di", "dong y", "xac nhan", "xong", "hoan thanh"), "submit"),
    **dict.fromkeys(("dung", "dung roi", "dung het", "da dung", "correct", "yes"), "submit"),
    **dict.fromkeys(("submit", "send", "agree", "confirm", "done", "ok"), "submit"),
    **dict.fromkeys(("sua", "sua lai", "thay doi", "edit", "change"), "edit"),
}
LEAVING_MOVES: Mapping[str, str] = {
    **dict.fromkeys(("1", "khong", "lam tiep", "tiep tuc", "no", "stay", "continue"), "stay"),
    **dict.fromkeys(("quay lai", "tro lai", "khong huy", "back", "go back"), "stay"),
    **dict.fromkeys(("2", "co", "dong y", "huy luon", "yes", "leave"), "leave"),
    **dict.fromkeys(("3", "de sau", "tam dung", "pause", "later"), "pause"),
    **dict.fromkeys(("4",), "answer"),
}
"""The numbers are the places of the buttons."""

GREETINGS = frozenset(
    ("chao", "xin chao", "chao ban", "chao anh", "chao chi", "chao em", "alo", "hello", "hi")
)

_LONGEST = 200
"""Characters; nothing longer is a choice or a move, and folding a long letter costs time."""
_NEGATIVE = re.compile(r"\s*[-\N{MINUS SIGN}]\d")
_LEADING_NUMBER = re.compile(r"^\d+ ")


def folded(text: str) -> str:
    """Return words as they are compared, or nothing when they cannot mean a choice.

    A letter is too long for that, and -1 is not the first of a list, though folding makes it 1.
    """
    return "" if len(text) > _LONGEST or _NEGATIVE.match(text) else fold(text)


def exactly(choices: Sequence[Choice], typed: str, text: str) -> str | None:
    """Return the choice whose label, other words or name was typed in full.

    `typed` is folded, `text` is as it came: where two labels differ only in diacritics, those
    the person typed decide, and without them neither is taken.
    """
    if not typed:
        return None
    meant = [choice for choice in choices if typed in _ways(choice)]
    if len(meant) > 1:
        wanted = text.casefold().strip()
        meant = [c for c in meant if wanted in map(str.casefold, _spoken(c.label))]
    if not meant:
        meant = [choice for choice in choices if _fold(choice.name) == typed]
    return meant[0].name if len(meant) == 1 else None


def nearly(choices: Sequence[Choice], typed: str) -> str | None:
    """Return the one choice that begins with the typed words, or the one of the typed number.

    Part of a longer list (`.next`, `.up`) is not matched by its first words: another page may
    hold a better fit. Where labels begin with numbers themselves, a number is not a place.
    """
    if not typed:
        return None
    if all(not choice.name.startswith(".") or choice.name == ".done" for choice in choices):
        start = typed + " "
        meant = [c for c in choices if any(way.startswith(start) for way in _ways(c))]
        if meant:
            return meant[0].name if len(meant) == 1 else None
    if not (typed.isdecimal() and len(typed) <= 3) or any(
        way[:1].isdecimal() for choice in choices for way in _ways(choice)
    ):
        return None
    place = int(typed)
    return choices[place - 1].name if 1 <= place <= len(choices) else None


def _ways(choice: Choice) -> tuple[str, ...]:
    """Return the folded words a choice goes by, also without the numeral shown in front of them."""
    return _folded_ways((*_spoken(choice.label), *choice.typed))


# Labels are the same for everybody, so each is folded once.
@lru_cache(8192)
def _folded_ways(said: tuple[str, ...]) -> tuple[str, ...]:
    ways = [fold(words) for words in said]
    ways += [_LEADING_NUMBER.sub("", way) for way in ways]
    return tuple(dict.fromkeys(filter(None, ways)))


_fold = lru_cache(8192)(fold)


def _spoken(label: Line) -> tuple[str, ...]:
    if isinstance(label, Strong):
        return _spoken(label.line)
    if isinstance(label, str):
        return (label,)
    if isinstance(label, Text):
        return ()
    return tuple(label.values())
