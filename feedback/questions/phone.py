"""A Vietnamese telephone number, in every form people write it."""

from __future__ import annotations

import re
from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Given, Prompt, Question, Reading, Value
from feedback.unit import Office

_MOBILE = re.compile(r"[35789]\d{8}")
_LANDLINE = re.compile(r"2\d{9}")
"""Numbers after the leading 0: mobile 9 digits, landline with area code 10 (since 2017)."""
_MOBILE_DIGITS = 9
_RUN = re.compile(r"\+?\(?\d[\d\s().–-]*", re.ASCII)
_FEWEST = 3
"""Digits below which nobody meant a telephone number."""
_WRITTEN = 300
"""Characters that are searched for a number."""


class Phone(Question):
    """Stored as +84…; a shared contact card counts too."""

    kind: ClassVar[str] = "phone"

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer the channel's own button to share the number."""
        return Prompt(request="phone")

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a number of Vietnam."""
        text = given.contact.phone if given.contact else given.text
        runs = [re.sub(r"\D", "", run) for run in _RUN.findall(text[:_WRITTEN])]
        bodies = [body for body in map(_after_prefix, runs) if body is not None]
        numbers = {each for each in bodies if _MOBILE.fullmatch(each) or _LANDLINE.fullmatch(each)}
        if len(numbers) == 1:
            return Answered(f"+84{numbers.pop()}")
        if numbers:
            raise UnreadableAnswer(Text("question-phone-one"))
        longest = max(bodies, key=len, default="")
        if len(longest) < _FEWEST:
            raise UnreadableAnswer(Text("question-phone-hint"))
        if len(longest) == _MOBILE_DIGITS:
            raise UnreadableAnswer(Text("question-phone-start", {"start": f"0{longest[0]}"}))
        raise UnreadableAnswer(Text("question-phone-wrong", {"count": len(longest) + 1}))

    def show(self, value: Value, around: Around) -> Line:
        """Return the number as it is dialled in Vietnam."""
        return "0" + str(value).removeprefix("+84")

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the number as it is dialled in Vietnam."""
        return "0" + str(value).removeprefix("+84")


def _after_prefix(digits: str) -> str | None:
    """Return what follows 0, 84 or 0084; None where none of them leads."""
    for prefix in ("0084", "84", "0"):
        if digits.startswith(prefix):
            return digits.removeprefix(prefix).removeprefix("0")
    return None
