"""Something said rather than asked."""

from __future__ import annotations

from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Around, Given, Prompt, Question, Reading, Value
from feedback.unit import Office


class Note(Question):
    """Says its text before the next question; with `ends` the form is over after it."""

    kind: ClassVar[str] = "note"
    answerable: ClassVar[bool] = False
    ends: bool = False

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer nothing to choose."""
        return Prompt()

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Refuse: a note takes no answer."""
        raise UnreadableAnswer(Text("question-note-hint"))

    def show(self, value: Value, around: Around) -> Line:
        """Return nothing; a note has no answer to show."""
        return ""

    def cell(self, value: Value, language: str, office: Office) -> None:
        """Return nothing; a note has no column."""

    def ends_form(self) -> bool:
        """Tell whether the form is over once this is said."""
        return self.ends
