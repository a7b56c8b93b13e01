"""Which person, of those the conversation's context names; their ids are never shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.listing import PAGE, UP, UPWARD, page_of, state, turned
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
)
from feedback.text import fold
from feedback.unit import Office

DONE = ".done"
_TICK = "☑ "
_FOUND = 5 * PAGE


class People(Question):
    """One of the people in the context under the question's name, or several.

    The context holds a JSON list of names; an answer is a list of their places in it, `p0`, `p1`.
    """

    kind: ClassVar[str] = "people"
    one_each: ClassVar[bool] = False
    several: bool = False

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer a page of the people, or of those whose names have the typed words."""
        now, people = state(draft), self._people(around)
        taken = _taken(now.get("taken"))
        words = str(now.get("words") or "")
        shown = _found(people, words) if words else people
        ticked = [(key, _TICK + n if key in taken else n) for key, n in shown.items()]
        choices = page_of(ticked, int(now.get("page") or 0))
        if words:
            choices += (UPWARD,)
        if taken:
            choices += (Choice(DONE, Text("question-done")),)
        lines = (Text("question-people-search"),) if len(people) > PAGE else ()
        return Prompt(lines, choices)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take somebody, turn a page, or search for typed words."""
        now, people = state(draft), self._people(around)
        taken = _taken(now.get("taken"))
        page = turned(now, given.choice)
        if page is not None:
            return Unfinished(page)
        if given.choice == UP:
            return Unfinished({"taken": taken})
        if given.choice == DONE and taken:
            return Answered(taken)
        chosen = given.choice
        if chosen is None:
            found = _found(people, given.text) if given.text else {}
            if len(found) > 1:
                words: dict[str, Value] = {"words": given.text[:100], "taken": taken}
                return Unfinished(words, Text("question-found", {"count": len(found)}))
            chosen = next(iter(found), "")
        if chosen not in people:
            raise UnreadableAnswer(Text("question-people-hint"))
        if not self.several:
            return Answered([chosen])
        kept = [each for each in taken if each != chosen]
        return Unfinished({**now, "taken": kept if chosen in taken else [*kept, chosen]})

    def show(self, value: Value, around: Around) -> Line:
        """Return the people's names."""
        people = self._people(around)
        return ", ".join(people.get(str(each), "…") for each in _taken(value))

    def cell(self, value: Value, language: str, office: Office) -> int:
        """Return how many there are; who they are is nothing for a spreadsheet."""
        return len(_taken(value))

    def reopened(self, value: Value) -> Value:
        """Go on with whom was taken before, where it is several."""
        return {"taken": _taken(value)} if self.several else None

    def _people(self, around: Around) -> Mapping[str, str]:
        names = json.loads(around.context.get(self.name) or "[]")
        return {f"p{number}": str(name) for number, name in enumerate(names)}


def _found(people: Mapping[str, str], typed: str) -> Mapping[str, str]:
    wanted = f" {fold(typed)}"
    if not wanted.strip():
        return {}
    found = {key: name for key, name in people.items() if wanted in f" {fold(name)}"}
    return dict([*found.items()][:_FOUND])


def _taken(value: Value) -> list[Value]:
    return list(value) if isinstance(value, list) else []
