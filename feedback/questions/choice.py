"""One of several: from the form's own list, the office's tree of categories, or its kinds of cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback.condition import Condition
from feedback.errors import UnreadableAnswer
from feedback.listing import UP, UPWARD
from feedback.messages import Line, Text
from feedback.question import (
    NAME,
    Answered,
    Around,
    Given,
    Prompt,
    Question,
    Reading,
    Unfinished,
    Value,
    words,
)
from feedback.question import Choice as Offered
from feedback.text import fold
from feedback.unit import Category, Office

_LONGEST = 200
"""Characters; nothing longer is the name of a category."""
_SHORTEST = 3
"""Letters; people say "có" and "ok" to anything."""


class Option(BaseModel):
    """Something to choose; `when` hides it unless earlier answers allow it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME)
    label: dict[str, str]
    when: Condition | None = None


def duplicates(options: tuple[Option, ...]) -> list[str]:
    """Return a sentence for each name that stands twice."""
    names = [option.name for option in options]
    return [
        f"two choices are named {name}" for name in sorted(set(names)) if names.count(name) > 1
    ]


class Choice(Question):
    """One answer. `from: categories` offers the office's categories, branch by branch; `from:
    kinds` the kinds of cases of its workflow."""

    kind: ClassVar[str] = "choice"
    choices: tuple[Option, ...] = ()
    source: Literal["categories", "kinds"] | None = Field(default=None, alias="from")

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer what applies now; inside a branch also the way up."""
        if self.source is None:
            return Prompt(choices=tuple(Offered(o.name, o.label) for o in self._offered(around)))
        if self.source == "kinds":
            kinds = around.office.workflow.kinds.values()
            return Prompt(choices=tuple(Offered(each.id, each.name) for each in kinds))
        branch = draft if isinstance(draft, str) else None
        offered = [
            Offered(each.id, each.name, each.aliases)
            for each in around.office.categories.values()
            if each.parent == branch
        ]
        if branch is not None:
            offered.append(UPWARD)
        return Prompt(choices=tuple(offered))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a choice, or open the branch it stands for."""
        if self.source is None:
            if any(option.name == given.choice for option in self._offered(around)):
                return Answered(given.choice)
            raise UnreadableAnswer(Text("question-choice-hint"))
        if self.source == "kinds":
            if given.choice in around.office.workflow.kinds:
                return Answered(given.choice)
            raise UnreadableAnswer(Text("question-choice-hint"))
        if given.choice == UP and isinstance(draft, str):
            above = around.office.categories.get(draft)
            return Unfinished(above.parent if above else None)
        categories = around.office.categories
        meant = given.choice or _named(given.text, categories.values())
        if meant is None or meant not in categories:
            raise UnreadableAnswer(Text("question-choice-hint"))
        if any(each.parent == meant for each in categories.values()):
            return Unfinished(meant)
        return Answered(meant)

    def show(self, value: Value, around: Around) -> Line:
        """Return the choice's words."""
        return self._label(value, around.office)

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count the choice."""
        return (str(value),)

    def names(self) -> tuple[str, ...]:
        """Return the choices; categories of the office are none of the form's."""
        return tuple(option.name for option in self.choices)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the choice's words."""
        return words(self._label(value, office), language)

    def faults(self) -> list[str]:
        """Find choices that cannot be told apart or are missing."""
        found = duplicates(self.choices)
        if bool(self.choices) == bool(self.source):
            found.append("needs either choices or from: categories or kinds")
        return found

    def _offered(self, around: Around) -> tuple[Option, ...]:
        return tuple(o for o in self.choices if o.when is None or o.when.holds(around.answers))

    def _label(self, value: Value, office: Office) -> dict[str, str]:
        for option in self.choices:
            if option.name == value:
                return option.label
        among = office.workflow.kinds if self.source == "kinds" else office.categories
        found = among.get(str(value))
        return dict(found.name) if found else {"vi": str(value)}


def _named(typed: str, categories: Iterable[Category]) -> str | None:
    """Return the one category, anywhere in the tree, that has all the typed words among its names.

    The first of them has to begin one: "không" is no street light, though one does not shine; and
    "có" is no gambling ("cờ bạc").
    """
    words = fold(typed[:_LONGEST]).split()
    if len("".join(words)) < _SHORTEST:
        return None
    found = [
        each.id
        for each in categories
        for names in [",".join((*each.name.values(), *each.aliases)).split(",")]
        for ways in [[f"{fold(way)} " for way in names]]
        if any(way.startswith(f"{words[0]} ") for way in ways)
        if all(f" {word} " in " " + "".join(ways) for word in words)
    ]
    return found[0] if len(found) == 1 else None
