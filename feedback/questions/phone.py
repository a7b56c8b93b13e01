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


class Phone(Question):
    """Stored as +84…; a shared contact card counts too."""

    kind: ClassVar[str] = "phone"

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer the channel's own button to share the number."""
        return Prompt(request="phone")

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a number of Vietnam."""
        digits = re.sub(r"\D", "", given.contact.phone if given.contact else given.text)
        for prefix in ("0084", "84", "0"):
            if digits.startswith(prefix):
                digits = digits.removeprefix(prefix).removeprefix("0")
                break
        else:
            raise UnreadableAnswer(Text("question-phone-hint"))
        if not digits.isascii() or not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
            count = {"count": len(digits) + 1}
            raise UnreadableAnswer(Text("question-phone-wrong", count))
        return Answered(f"+84{digits}")

    def show(self, value: Value, around: Around) -> Line:
        """Return the number as it is dialled in Vietnam."""
        return "0" + str(value).removeprefix("+84")

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the number as it is dialled in Vietnam."""
        return "0" + str(value).removeprefix("+84")
