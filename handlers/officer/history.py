"""A case's history as officers read it: when, what, by whom, and what was said with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback.calendar import local_day
from feedback.case import Case, Event
from feedback.deadline import said
from feedback.messages import Line, Text
from feedback.question import Value
from feedback.unit import Office
from handlers.officer.urgency import place

NOBODY = frozenset({"timer", "operator", "program"})
"""Who acts where no person does."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How the history of one case is told to somebody."""

    office: Office
    case: Case
    names: Mapping[str, str]
    """What colleagues are called."""
    words: bool
    """Whether what was said is theirs to read."""

    def lines(self, events: Sequence[Event]) -> list[Line]:
        """Return some of its events as lines, with what was said below each."""
        told: list[Line] = []
        for event in events:
            about = {"at": event.at, "what": self._what(event), "who": self._who(event.actor)}
            told.append(Text("event-line", about))
            if self.words:
                told += [f"   {each}" for each in said_with(event)]
        return told

    def _who(self, actor: str) -> Line:
        if actor in NOBODY:
            return Text("event-by", {"whom": "program"})
        if actor and actor in (self.case.person, *self.case.representatives):
            return Text("event-by", {"whom": "citizen"})
        return self.names.get(actor) or Text("event-by", {"whom": "officer"})

    def _what(self, event: Event) -> Line:
        what, _, state = event.what.partition(":")
        if what == "state":  # as it was noted before there was a workflow
            known = self.office.workflow.states.get(state)
            return state if known is None else known.name
        done = Text("event-what", {"what": event.what})
        detail = self._detail(event)
        return done if detail is None else Text("event-done", {"what": done, "detail": detail})

    def _detail(self, event: Event) -> Line | None:
        """Return to where, to whom, by when: what it changed, in a word or two."""
        change = event.note.get("change")
        changed: dict[str, Any] = change if isinstance(change, dict) else {}
        match event.what:
            case "transfer" if "unit" in changed:
                return place(self.office, str(changed["unit"]))
            case "coordinate" if changed.get("coordinating"):
                return place(self.office, str(changed["coordinating"][-1]))
            case "assign" | "handed-over" if changed.get("officer"):
                return self._who(str(changed["officer"]))
            case "classify" if changed.get("category") in self.office.categories:
                return self.office.categories[changed["category"]].name
            case "reclassify" if changed.get("kind") in self.office.workflow.kinds:
                return self.office.workflow.kinds[changed["kind"]].name
            case "extend" if changed.get("clocks"):
                return said(local_day(datetime.fromisoformat(changed["clocks"][-1]["due_at"])))
            case "answer":
                return Text("case-outcome", {"outcome": str(event.note.get("outcome", ""))})
        return None


def said_with(event: Event) -> list[str]:
    """Return the words that were given with an event, each a paragraph."""
    given: list[Value] = [event.note.get(name) for name in ("legal_ground", "reason", "text")]
    return [each for each in given if isinstance(each, str) and each]
