"""Which administrative procedure: a paged list, or typed words without diacritics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.listing import UP, UPWARD, page_of, state, turned
from feedback.messages import Line, Text
from feedback.question import (
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
from feedback.unit import Office, Procedure


class WhichProcedure(Question):
    """One procedure; only those of the unit at hand, when its office lists any."""

    kind: ClassVar[str] = "procedure"

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer what was found, or everything."""
        now = state(draft)
        typed = str(now.get("words") or "")
        found = self._found(around, typed) if typed else self._offered(around)
        choices = page_of([(p.id, p.name) for p in found], int(now.get("page") or 0))
        if typed:
            choices = (*choices, UPWARD)
        return Prompt((Text("question-procedure-search"),), choices)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a procedure, or search for typed words."""
        page = turned(state(draft), given.choice)
        if page is not None:
            return Unfinished(page)
        if given.choice == UP:
            return Unfinished({})
        if given.choice is not None:
            if not any(procedure.id == given.choice for procedure in self._offered(around)):
                raise UnreadableAnswer(Text("question-procedure-hint"))
            return Answered(given.choice)
        found = self._found(around, given.text) if given.text else ()
        if not found:
            raise UnreadableAnswer(Text("question-procedure-hint"))
        if len(found) == 1:
            return Answered(found[0].id)
        return Unfinished(
            {"words": given.text[:100]}, Text("question-found", {"count": len(found)})
        )

    def show(self, value: Value, around: Around) -> Line:
        """Return the procedure's name."""
        return self._name(value, around.office)

    def tally(self, value: Value) -> tuple[str, ...]:
        """Count the procedure."""
        return (str(value),)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the procedure's name."""
        return words(self._name(value, office), language)

    def _offered(self, around: Around) -> Sequence[Procedure]:
        office = around.office
        unit = str(around.answers.get("unit") or around.context.get("unit") or "")
        # A desk's own list is narrower than that of the centre around it.
        nearest = next((at.procedures for at in reversed(office.path(unit)) if at.procedures), ())
        listed = frozenset(nearest)
        return [p for p in office.procedures.values() if not listed or p.id in listed]

    def _found(self, around: Around, typed: str) -> Sequence[Procedure]:
        offered = {procedure.id for procedure in self._offered(around)}
        return [p for p in around.office.find_procedures(typed) if p.id in offered]

    def _name(self, value: Value, office: Office) -> dict[str, str]:
        procedure = office.procedures.get(str(value))
        return dict(procedure.name) if procedure else {"vi": str(value)}
