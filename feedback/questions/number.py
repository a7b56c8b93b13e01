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
_NUMBER = re.compile(r"(?<![\w.,])[+-]?\d+(?:[.,]\d+)*", re.ASCII)
_SPACED = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?![\d ])")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)", re.ASCII)
_LONGEST = 15
"""Digits; what a spreadsheet keeps exactly."""
_WRITTEN = 200
"""Characters; a number is not hidden in a longer text."""
_COUNTED = 20
"""Widest span of whole numbers that statistics count one by one."""


class Number(Question):
    """A number between `minimum` and `maximum`; whole unless `decimals` are allowed."""

    kind: ClassVar[str] = "number"
    minimum: float | None = Field(default=None, allow_inf_nan=False)
    maximum: float | None = Field(default=None, allow_inf_nan=False)
    decimals: int = Field(default=0, ge=0, le=6)
    measure: dict[str, str] | None = None

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Say what the number measures."""
        return Prompt((self.measure,) if self.measure else ())

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take the one number in the words: "3", "khoảng 3 lần", "1.234,5", "ba"."""
        number = _read(given.text, self.decimals)
        if number is None:
            part = not self.decimals and _read(given.text, 6) is not None
            raise UnreadableAnswer(Text(f"question-number-{'whole' if part else 'hint'}"))
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
    """Return the one number that was written; None when there is none, or more than one."""
    word = _WORDS.get(fold(text[:_WRITTEN]))
    if word is not None:
        return word
    text = " ".join(text[:_WRITTEN].replace("\N{MINUS SIGN}", "-").split())
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    sign = -1 if found[0][0] == "-" else 1
    number = _value(found[0].lstrip("+-"), decimals)
    return None if number is None else sign * number


def _value(digits: str, decimals: int) -> int | float | None:
    """Return what digits with points and commas mean; None where Vietnamese would not write so."""
    at = max(digits.rfind("."), digits.rfind(","))
    if at < 0:
        return _whole(digits)
    mark, other = digits[at], "." if digits[at] == "," else ","
    # One comma before three digits can be either; a point parts thousands.
    thousands = digits.count(mark) > 1 or mark == "." or decimals < 3
    if thousands and _GROUPED.fullmatch(digits):
        return _whole(digits.replace(mark, ""))
    head, tail = digits[:at], digits[at + 1 :].rstrip("0")
    if mark in head or (other in head and not _GROUPED.fullmatch(head)):
        return None
    head = head.replace(other, "")
    if not tail:
        return _whole(head)
    fits = len(tail) <= decimals and len(head) + len(tail) <= _LONGEST
    return float(f"{head}.{tail}") if fits else None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST else None
