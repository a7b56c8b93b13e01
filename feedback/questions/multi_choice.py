"""Several of a list: each press ticks or unticks, "done" answers."""

from __future__ import annotations

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
    Unfinished,
    Value,
    words,
)
from feedback.unit import Office

DONE = ".done"
_TICKED, _EMPTY = "☑ ", "☐ "


class Box(BaseModel):
    """Something to tick."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME)
    label: dict[str, str]


class MultiChoice(Question):
    """From `minimum` to `maximum` boxes; with `minimum: 0`, none is an answer too."""

    kind: ClassVar[str] = "multi-choice"
    one_each: ClassVar[bool] = False
    choices: tuple[Box, ...]
    minimum: int = Field(default=1, ge=0)
    maximum: int | None = Field(default=None, ge=1)

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer every box with its mark, and "done"."""
        ticked = _names(draft)
        boxes = [
            Choice(
                box.name,
                {
                    language: (_TICKED if box.name in ticked else _EMPTY) + label
                    for language, label in box.label.items()
                },
                typed=tuple(box.label.values()),
            )
            for box in self.choices
        ]
        return Prompt(choices=(*boxes, Choice(DONE, Text("question-done"))))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Tick, untick, or take what is ticked."""
        ticked = _names(draft)
        if given.choice == DONE:
            if len(ticked) < self.minimum:
                raise UnreadableAnswer(Text("question-multi-too-few", {"count": self.minimum}))
            return Answered([box.name for box in self.choices if box.name in ticked])
        if not any(box.name == given.choice for box in self.choices):
            raise UnreadableAnswer(Text("question-multi-hint"))
        if given.choice in ticked:
            return Unfinished([name for name in ticked if name != given.choice])
        if self.maximum is not None and len(ticked) >= self.maximum:
            raise UnreadableAnswer(Text("question-multi-too-many", {"count": self.maximum}))
        return Unfinished([*ticked, given.choice])

    def show(self, value: Value, around: Around) -> Line:
        """Return the boxes' words."""
        labels = [box.label for box in self.choices if box.name in _names(value)]
        if not labels:
            return Text("question-none")
        languages = {language for label in labels for language in label}
        return {
            language: ", ".join(words(label, language) for label in labels)
            for language in sorted(languages | {"vi"})
        }

    def reopened(self, value: Value) -> Value:
        """Go on with the boxes ticked before."""
        return value

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count each ticked box."""
        return tuple(_names(value))

    def names(self) -> tuple[str, ...]:
        """Return the boxes."""
        return tuple(box.name for box in self.choices)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the boxes' words, apart by semicolons."""
        ticked = _names(value)
        return "; ".join(words(box.label, language) for box in self.choices if box.name in ticked)

    def label(self, name: str, language: str, office: Office) -> str:
        """Return a box's words."""
        return self.cell([name], language, office) or name

    def faults(self) -> list[str]:
        """Find boxes that cannot be told apart and counts that cannot be met."""
        names = [box.name for box in self.choices]
        found = [f"two choices are named {n}" for n in sorted(set(names)) if names.count(n) > 1]
        if self.minimum > len(names):
            found.append(f"minimum {self.minimum} is more than there are choices")
        if self.maximum is not None and self.maximum < self.minimum:
            found.append(f"minimum {self.minimum} is more than maximum {self.maximum}")
        return found


def _names(value: Value) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
