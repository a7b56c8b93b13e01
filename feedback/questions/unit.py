"""Which office: the tree branch by branch, or typed words without diacritics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from feedback.errors import UnreadableAnswer
from feedback.listing import HERE, PAGE, UP, UPWARD, page_of, state, turned
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
    words,
)
from feedback.text import fold
from feedback.unit import Office, Unit

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_CHOOSE = ("chon ", "choose ")
"""What the button says before the name of the branch, which is typed where there are no buttons."""


class WhichUnit(Question):
    """One unit of the office below `top`, or below that of the conversation, of the `kinds` named,
    that exists today.

    An old name or code finds what came after it.
    """

    kind: ClassVar[str] = "unit"
    top: str | None = None
    kinds: tuple[str, ...] = ()

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer what was found, or the branch that is open."""
        now = state(draft)
        at = self._branch(around, draft)
        if now.get("words"):
            found = self._found(around, str(now["words"]), at)
            choices = page_of([(u.id, u.name) for u in found], int(now.get("page") or 0))
            return Prompt((Text("question-unit-search"),), (*choices, UPWARD))
        below = self._below(around, at)
        choices = page_of([(u.id, u.name) for u in below], int(now.get("page") or 0))
        extra: tuple[Choice, ...] = ()
        inside = at != self._top(around)
        here = around.office.units.get(at or "")
        # The top itself is an answer only where nothing stands below it.
        if here is not None and (inside or not below) and self._chosen(here):
            extra = (Choice(HERE, Text("question-unit-here", {"unit": here.name})),)
        if inside:
            extra += (UPWARD,)
        return Prompt((Text("question-unit-search"),), (*choices, *extra))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a unit, open its branch, or search for typed words."""
        now = state(draft)
        page = turned(now, given.choice)
        if page is not None:
            return Unfinished(page)
        at = self._branch(around, draft)
        if given.choice == UP:
            return Unfinished({"at": at} if now.get("words") else self._above(around, at))
        here = around.office.units.get(at or "")
        if given.choice == HERE and here is not None and self._chosen(here):
            return Answered(here.id)
        if given.choice is not None:
            return self._take(given.choice, around)
        if here is not None and at != self._top(around) and self._names(given.text, here):
            return Answered(here.id)
        found = self._found(around, given.text, at) if given.text else ()
        if not found:
            raise UnreadableAnswer(Text("question-unit-hint"))
        if len(found) == 1:
            return self._take(found[0].id, around)
        return Unfinished(
            {"at": at, "words": given.text[:100]}, Text("question-found", {"count": len(found)})
        )

    def show(self, value: Value, around: Around) -> Line:
        """Return the unit's name."""
        return self._name(value, around.office)

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count the unit."""
        return (str(value),)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the unit's name."""
        return words(self._name(value, office), language)

    def _take(self, id: str, around: Around) -> Reading:
        unit = around.office.units.get(id)
        if unit is None:
            raise UnreadableAnswer(Text("question-unit-hint"))
        if self._below(around, id):
            return Unfinished({"at": id})
        if not self._chosen(unit):
            raise UnreadableAnswer(Text("question-unit-hint"))
        return Answered(id)

    def _top(self, around: Around) -> str | None:
        return around.context.get("top") or self.top or around.office.root

    def _branch(self, around: Around, draft: Value) -> str | None:
        at = state(draft).get("at")
        return at if at in around.office.units else self._top(around)

    def _above(self, around: Around, at: str | None) -> Value:
        branch = around.office.units.get(at or "")
        parent = branch.parent if branch else None
        return {"at": parent} if parent is not None and at != self._top(around) else {}

    def _names(self, typed: str, here: Unit) -> bool:
        """Tell whether somebody types the name of the branch that is open: that one is meant."""
        said = fold(typed)
        for word in _CHOOSE:
            said = said.removeprefix(word)
        return self._chosen(here) and said in map(fold, here.labels)

    def _chosen(self, unit: Unit) -> bool:
        return not self.kinds or unit.kind in self.kinds

    def _below(self, around: Around, at: str | None) -> list[Unit]:
        """Return what is below and leads to something that may be chosen."""
        today = around.now.astimezone(_LOCAL).date()
        office = around.office
        return [
            unit
            for unit in office.children(at)
            if unit.exists_on(today)
            and any(self._chosen(office.units[id]) for id in office.subtree(unit.id))
        ]

    def _found(self, around: Around, typed: str, at: str | None) -> Sequence[Unit]:
        """Return what is known by the words: "quầy 1" in a commune's branch is that commune's."""
        office = around.office
        today = around.now.astimezone(_LOCAL).date()
        allowed = office.subtree(self._top(around) or office.root)
        found: dict[str, Unit] = {}
        for unit in office.find_units(typed):
            for id in office.heirs(unit.id, today):
                heir = office.units[id]
                if id in allowed and heir.exists_on(today) and self._chosen(heir):
                    found[id] = heir
        branch = office.subtree(at or office.root)
        near = [unit for id, unit in found.items() if id in branch]
        return (near or list(found.values()))[: 5 * PAGE]

    def _name(self, value: Value, office: Office) -> dict[str, str]:
        unit = office.units.get(str(value))
        return dict(unit.name) if unit else {"vi": str(value)}
