"""A number, as people write it: 1.234,5 or 1234.5, with its unit or without."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Given, Prompt, Question, Reading, Value
from feedback.text import fold
from feedback.unit import Office

_WORDS = dict(
    zip(
        ["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"],
        range(11),
        strict=True,
    )
)
_NUMBER = re.compile(r"[+-]?\d[\d.,\s]*")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+")
_COUNTED = 20
"""Widest span of whole numbers that statistics count one by one."""


class Number(Question):
    """A number between `minimum` and `maximum`; whole unless `decimals` are allowed."""

    kind: ClassVar[str] = "number"
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = Field(default=0, ge=0, le=6)
    measure: dict[str, str] | None = None

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Say what the number measures."""
        return Prompt((self.measure,) if self.measure else ())

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a number; the last comma or point is a decimal mark unless it parts thousands."""
        number = _read(given.text, self.decimals)
        if number is None:
            raise UnreadableAnswer(Text("question-number-hint"))
        if self.minimum is not None and number < self.minimum:
            raise UnreadableAnswer(Text("question-number-low", {"least": self.minimum}))
        if self.maximum is not None and number > self.maximum:
            raise UnreadableAnswer(Text("question-number-high", {"most": self.maximum}))
        return Answered(number)

    def show(self, value: Value, around: Around) -> Line:
        """Return the number as Vietnamese writes it."""
        return str(value).replace(".", ",")

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count a whole number of a narrow range."""
        if self.minimum is None or self.maximum is None or self.decimals:
            return ()
        return (str(value),) if self.maximum - self.minimum <= _COUNTED else ()

    def cell(self, value: Value, language: str, office: Office) -> int | float | None:
        """Return the number."""
        return value if isinstance(value, int | float) else None

    def faults(self) -> list[str]:
        """Find a range that nothing is in."""
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            return [f"minimum {self.minimum} is more than maximum {self.maximum}"]
        return []


def _read(text: str, decimals: int) -> int | float | None:
    word = _WORDS.get(fold(text))
    if word is not None:
        return word
    found = _NUMBER.search(text)
    if found is None:
        return None
    digits = re.sub(r"\s", "", found[0]).rstrip(".,")
    if _GROUPED.fullmatch(digits) and (not decimals or len(re.findall(r"[.,]", digits)) > 1):
        return _whole(re.sub(r"[.,]", "", digits))
    head, mark, tail = _parted(digits)
    head = re.sub(r"[.,]", "", head)
    if not mark:
        return _whole(head)
    if not decimals or not tail or len(tail) > decimals or len(head) > 15:
        return None
    return float(f"{head}.{tail}")


def _parted(digits: str) -> tuple[str, str, str]:
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= 16 else None
