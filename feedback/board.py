"""What can be typed after the last messages, on channels where choices are not pressed but typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback.matching import folded
from feedback.text import fold

_TYPED = re.compile(r"(?:(?:so|muc|chon|number) )?(\d{1,3})(?: (.+))?")
"""`2`, `2.`, `số 2`, `2. Hài lòng`, once folded."""
_NUMBER = re.compile(r"\s*\d{1,3}\b")
_CANCEL = re.compile(r"n:[^:]*:[^:]*:cancel")


@dataclass(frozen=True, slots=True)
class Board:
    """What the numbers and words of the lists that a person sees would press."""

    places: tuple[str, ...] = ()
    """Button data in the order of the numbered list, of which there is one at most."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Button data by the folded words of its label."""

    @classmethod
    def of(cls, lists: Iterable[tuple[bool, Sequence[tuple[str, str]]]]) -> Board:
        """Return the board of lists of (label, button data), each with whether it is numbered."""
        places: tuple[str, ...] = ()
        words: dict[str, str] = {}
        for numbered, pairs in lists:
            if numbered:
                places = tuple(data for _, data in pairs)
            for label, data in pairs:
                name = fold(label)
                # Of two that sound the same neither is meant. And only the form can tell whether
                # "Huy" wants to leave it or is somebody's name.
                clashes = words.get(name, data) != data
                words[name] = "" if clashes or _CANCEL.fullmatch(data) else data
        return cls(places, {name: data for name, data in words.items() if name and data})

    def pressed_by(self, text: str) -> str | None:
        """Return the button data that a message presses, None when it is just a message."""
        typed = folded(text)
        found = _TYPED.fullmatch(typed)
        if found is not None and 1 <= int(found[1]) <= len(self.places):
            data = self.places[int(found[1]) - 1]
            if found[2] is None or self.words.get(found[2]) == data:
                return data
        return self.words.get(typed)

    def dump(self) -> dict[str, Any]:
        """Return it as JSON for storage."""
        return {"places": self.places, "words": dict(self.words)}

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> Board:
        """Return what `dump` made."""
        return cls(tuple(state["places"]), state["words"])


def is_number(label: str) -> bool:
    """Tell whether a label begins with a number: then places in a list would be mistaken for it."""
    return _NUMBER.match(label) is not None
