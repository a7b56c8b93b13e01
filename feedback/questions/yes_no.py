"""Yes or no."""

from __future__ import annotations

from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import (
    Answered,
    Around,
    Choice,
    Given,
    Prompt,
    Question,
    Reading,
    Value,
    words,
)
from feedback.unit import Office

_LABELS = {"yes": {"vi": "Có", "en": "Yes"}, "no": {"vi": "Không", "en": "No"}}
_TYPED = {"yes": ("vâng", "dạ", "đúng", "ok", "y", "ừ"), "no": ("không có", "chưa", "n", "ko")}


class YesNo(Question):
    """Stored as `yes` or `no`."""

    kind: ClassVar[str] = "yes-no"

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer yes and no beside each other."""
        choices = tuple(Choice(name, label, _TYPED[name]) for name, label in _LABELS.items())
        return Prompt(choices=choices, columns=2)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take yes or no."""
        if given.choice not in _LABELS:
            raise UnreadableAnswer(Text("question-yes-no-hint"))
        return Answered(given.choice)

    def show(self, value: Value, around: Around) -> Line:
        """Return the word."""
        return _LABELS.get(str(value), str(value))

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count it."""
        return (str(value),)

    def names(self) -> tuple[str, ...]:
        """Return yes and no."""
        return tuple(_LABELS)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the word."""
        return words(_LABELS.get(str(value), {"vi": str(value)}), language)
