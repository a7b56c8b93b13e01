"""Would you recommend us, 0 to 10: the net promoter score."""

from __future__ import annotations

from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Choice, Given, Prompt, Question, Reading, Value
from feedback.unit import Office

_HIGHEST = 10


class Nps(Question):
    """A whole number from 0 to 10; 9 and 10 promote, 0 to 6 detract."""

    kind: ClassVar[str] = "nps"
    recommends: ClassVar[bool] = True

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer the numbers, six in a row."""
        choices = tuple(Choice(str(number), str(number)) for number in range(_HIGHEST + 1))
        return Prompt((Text("question-nps-ends"),), choices, columns=6)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a number; typed digits mean the number, not the place in the list."""
        typed = given.text.strip() or given.choice or ""
        if not (
            typed.isascii() and typed.isdecimal() and len(typed) <= 2 and int(typed) <= _HIGHEST
        ):
            raise UnreadableAnswer(Text("question-nps-hint"))
        return Answered(int(typed))

    def show(self, value: Value, around: Around) -> Line:
        """Return the number."""
        return str(value)

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count the number."""
        return (str(value),)

    def score(self, name: str) -> float | None:
        """Return the number as 0 to 100."""
        return int(name) * 100 / _HIGHEST if name.isdecimal() else None

    def cell(self, value: Value, language: str, office: Office) -> int | None:
        """Return the number."""
        return value if isinstance(value, int) else None
