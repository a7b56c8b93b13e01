"""Free words."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Given, Prompt, Question, Reading, Value
from feedback.unit import Office

_SHOWN = 300
"""Characters of a long text that the review shows."""


class FreeText(Question):
    """Words of a length; `pattern` (a regular expression) may ask for more, with `error` as hint."""

    kind: ClassVar[str] = "text"
    min_length: int = Field(default=1, ge=1)
    max_length: int = Field(default=4000, ge=1, le=10000)
    pattern: str | None = None
    error: dict[str, str] | None = None

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer nothing: the person writes."""
        return Prompt()

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take words of the right length that hold at least one letter or digit."""
        text = given.text.strip()
        if not any(letter.isalnum() for letter in text):
            raise UnreadableAnswer(Text("question-text-hint"))
        if len(text) < self.min_length:
            raise UnreadableAnswer(Text("question-text-short", {"count": self.min_length}))
        if len(text) > self.max_length:
            counts = {"count": self.max_length, "given": len(text)}
            raise UnreadableAnswer(Text("question-text-long", counts))
        if self.pattern is not None and re.fullmatch(self.pattern, text) is None:
            raise UnreadableAnswer(self.error or Text("question-text-hint"))
        return Answered(text)

    def show(self, value: Value, around: Around) -> Line:
        """Return the words, a long text cut short."""
        text = str(value)
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the words."""
        return str(value)

    def faults(self) -> list[str]:
        """Find lengths and patterns that nothing can meet."""
        found = []
        if self.min_length > self.max_length:
            found.append(f"min_length {self.min_length} is more than max_length {self.max_length}")
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error:
                found.append("pattern is no regular expression")
            if self.error is None:
                found.append("a pattern needs an error that says what to write")
        return found
