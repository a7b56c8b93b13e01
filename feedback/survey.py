"""A form: what the bot asks, in order. Surveys, case intake and small dialogs are all forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from feedback.question import NAME, Question, Value


@dataclass(frozen=True, slots=True)
class StoredSurvey:
    """A survey that came from a workbook."""

    name: str
    unit: str
    """Whose it is: heads there and above may publish and retire it."""
    offered: int
    """The version citizens get; 0: none yet."""
    retired: bool = False


class Form(BaseModel):
    """One immutable, published version of a form. Equal content never gets two versions."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    name: str = Field(pattern=NAME)
    version: int = 1
    purpose: str = "survey"
    """`survey` counts in statistics; `case` and `dialog` are read by their own handlers."""
    title: dict[str, str]
    intro: dict[str, str] | None = None
    thanks: dict[str, str] | None = None
    review: bool = True
    """Show all answers before they are sent; a two-question form may do without."""
    cool_down_hours: float = 12
    """One answer per person, unit and procedure within this time."""
    minimum_seconds: float = 5
    """An answer given faster is flagged, never deleted."""
    helped_a_day: int = 40
    """People one helper fills it in for within a day, some ten minutes each; beyond them answers are
    flagged, so that nobody outvotes a commune by calling himself a helper."""
    asks_unit: bool = True
    """Ask for the unit first when no deep link filled it in."""
    listed: bool = True
    """Offered by `/danhgia`; otherwise begun by a link or by the program (after a case)."""
    opens: date | None = None
    """The first local day it may be answered; None: at once."""
    closes: date | None = None
    """The last local day it may be answered; None: without end."""
    factors: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Names of the groups that questions count towards, in order."""
    questions: tuple[SerializeAsAny[Question], ...]

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """The questions by their stable names."""
        return {question.name: question for question in self.questions}

    def is_open(self, today: date) -> bool:
        """Tell whether the form may be begun on a local day; one begun in time may be finished."""
        begun = self.opens is None or self.opens <= today
        return begun and (self.closes is None or today <= self.closes)

    def live(self, answers: Mapping[str, Value]) -> tuple[Question, ...]:
        """Return the questions that apply, given the answers so far.

        A condition sees only answers of questions that apply themselves, so a dead branch
        cannot keep another branch alive.
        """
        seen: dict[str, Value] = {}
        applying: list[Question] = []
        for question in self.questions:
            if question.when is not None and not question.when.holds(seen):
                continue
            applying.append(question)
            if question.name in answers:
                seen[question.name] = answers[question.name]
        return tuple(applying)
