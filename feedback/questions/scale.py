"""How satisfied: five levels, and "not applicable" which is never scored."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import (
    NAME,
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

NOT_APPLICABLE = "na"


class Level(BaseModel):
    """One level; `name` is what is stored and counted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME)
    label: dict[str, str]


SIPAS = (
    Level(name="very-unsatisfied", label={"vi": "Rất không hài lòng", "en": "Very dissatisfied"}),
    Level(name="unsatisfied", label={"vi": "Không hài lòng", "en": "Dissatisfied"}),
    Level(name="neutral", label={"vi": "Bình thường", "en": "Neutral"}),
    Level(name="satisfied", label={"vi": "Hài lòng", "en": "Satisfied"}),
    Level(name="very-satisfied", label={"vi": "Rất hài lòng", "en": "Very satisfied"}),
)
"""The levels of the satisfaction index SIPAS, QĐ 1001/QĐ-BNV 2023, word for word."""
_NA = {"vi": "Không áp dụng / Không ý kiến", "en": "Not applicable / No opinion"}


class Scale(Question):
    """Levels from worst to best, scored evenly from 0 to 100."""

    kind: ClassVar[str] = "scale"
    levels: tuple[Level, ...] = SIPAS
    not_applicable: bool = True
    numerals: bool = False
    """Show each level with its number, 1 for the worst."""

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer the levels, worst first, as the paper forms do."""
        return self._prompt

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a level."""
        if given.choice is None or given.choice not in self._labels:
            # Beside levels with numerals, "not applicable" has no number to type.
            count = len(self.levels if self.numerals else self._labels)
            raise UnreadableAnswer(Text("question-scale-hint", {"count": count}))
        return Answered(given.choice)

    def show(self, value: Value, around: Around) -> Line:
        """Return the level's words."""
        return self._labels.get(str(value), str(value))

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count the level, and N/A as itself."""
        return (str(value),)

    def names(self) -> tuple[str, ...]:
        """Return the levels, worst first, and N/A."""
        return tuple(self._labels)

    def score(self, name: str) -> float | None:
        """Return 0 for the worst level, 100 for the best, None for N/A."""
        names = [level.name for level in self.levels]
        return 100 * names.index(name) / (len(names) - 1) if name in names else None

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the level's words."""
        return words(self._labels.get(str(value), {"vi": str(value)}), language)

    def faults(self) -> list[str]:
        """Find levels that cannot be told apart, and scales that are none."""
        names = [level.name for level in self.levels]
        found = [
            f"two levels are named {name}" for name in sorted(set(names)) if names.count(name) > 1
        ]
        if len(names) < 2:
            found.append("a scale needs at least two levels")
        if NOT_APPLICABLE in names:
            found.append(f"“{NOT_APPLICABLE}” means not applicable; name the level otherwise")
        return found

    # Both are read at every answer, and nothing a person does can change them.

    @cached_property
    def _prompt(self) -> Prompt:
        choices = [
            Choice(level.name, _numbered(place, level.label) if self.numerals else level.label)
            for place, level in enumerate(self.levels, start=1)
        ]
        if self.not_applicable:
            choices.append(Choice(NOT_APPLICABLE, _NA))
        return Prompt(choices=tuple(choices))

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        labels = {level.name: level.label for level in self.levels}
        return labels | {NOT_APPLICABLE: _NA} if self.not_applicable else labels


def _numbered(place: int, label: dict[str, str]) -> dict[str, str]:
    return {language: f"{place}. {said}" for language, said in label.items()}
