"""Photos, recordings and files, collected until the person is done."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

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
    Unfinished,
    Value,
    as_value,
)
from feedback.unit import Office

DONE = ".done"
_LONGEST = 4096
"""Characters of each caption; no channel sends longer ones in one message."""


class Attachments(Question):
    """Up to `maximum` things; the words sent with them are kept as well.

    Stored as a list of {kind, ref, size, name, mime} and {kind: "words", text}.
    """

    kind: ClassVar[str] = "attachments"
    maximum: int = Field(default=10, ge=1, le=50)

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Say how many were taken; "done" is offered once there is something."""
        taken = _taken(draft)
        if not taken:
            return Prompt()
        files = sum(each["kind"] != "words" for each in taken)
        said = Text("question-attachments-count", {"count": files, "most": self.maximum})
        return Prompt((said,), (Choice(DONE, Text("question-done")),))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take what can be fetched; what cannot is told and the rest stands."""
        taken = _taken(draft)
        if given.choice == DONE and taken:
            return Answered(list(taken))
        fitting = [each for each in given.attachments if not each.too_large]
        room = self.maximum - sum(each["kind"] != "words" for each in taken)
        added: list[dict[str, Any]] = [as_value(each) for each in fitting[: max(room, 0)]]
        words = given.text.strip()
        if words and len(words) <= _LONGEST:
            added.append({"kind": "words", "text": words})
        problem: Line | None = None
        if len(words) > _LONGEST:
            counts = {"count": _LONGEST, "given": len(words)}
            problem = Text("question-text-long", counts)
        elif len(fitting) < len(given.attachments):
            problem = Text("question-attachments-large")
        elif len(fitting) > max(room, 0):
            problem = Text("question-attachments-many", {"most": self.maximum})
        if not added:
            raise UnreadableAnswer(problem or Text("question-attachments-hint"))
        # Files are counted anyway; words would seem to have gone unheard.
        noted = Text("question-attachments-words") if words and not given.attachments else None
        return Unfinished([*taken, *added], problem or noted)

    def show(self, value: Value, around: Around) -> Line:
        """Return how much there is of it."""
        taken = _taken(value)
        files = sum(each["kind"] != "words" for each in taken)
        if not files:
            return "; ".join(str(each.get("text", "")) for each in taken)
        return Text("question-attachments-shown", {"count": files})

    def reopened(self, value: Value) -> Value:
        """Add to what was sent before."""
        return value

    def cell(self, value: Value, language: str, office: Office) -> int:
        """Return the number of files."""
        return sum(each["kind"] != "words" for each in _taken(value))


def _taken(value: Value) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
