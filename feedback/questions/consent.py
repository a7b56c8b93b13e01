"""May we: consent to one purpose, never ticked in advance (Luật 91/2025/QH15)."""

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
from feedback.unit import Office, Purpose

_AGREE = {"vi": "Tôi đồng ý", "en": "I agree"}
_REFUSE = {"vi": "Tôi không đồng ý", "en": "I do not agree"}
_YES = ("có", "đồng ý", "vâng", "yes", "ok")
_NO = ("không", "không đồng ý", "no")


class Consent(Question):
    """Stored as {purpose, version, given}: which words somebody agreed to can be shown later."""

    kind: ClassVar[str] = "consent"
    purpose: str

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Show the purpose's own words and ask for a plain yes or no."""
        purpose = self._purpose(around)
        lines: tuple[Line, ...] = (purpose.text,) if purpose else ()
        choices = (Choice("agree", _AGREE, _YES), Choice("refuse", _REFUSE, _NO))
        return Prompt(lines, choices)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a plain yes or no; nothing else means yes."""
        if given.choice not in ("agree", "refuse"):
            raise UnreadableAnswer(Text("question-consent-hint"))
        purpose = self._purpose(around)
        version = purpose.version if purpose else 0
        agreed = given.choice == "agree"
        return Answered({"purpose": self.purpose, "version": version, "given": agreed})

    def show(self, value: Value, around: Around) -> Line:
        """Return what was decided."""
        return _AGREE if _given(value) else _REFUSE

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return what was decided."""
        return words(_AGREE if _given(value) else _REFUSE, language)

    def _purpose(self, around: Around) -> Purpose | None:
        return next((p for p in around.office.purposes if p.id == self.purpose), None)


def _given(value: Value) -> bool:
    return isinstance(value, dict) and value.get("given") is True
