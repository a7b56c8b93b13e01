"""Workflow as data: what happens to a case, who may make it happen, and what that needs.

An office writes it in `workflow.yaml`; `feedback/decision.py` decides by it. The program knows
what an action *does* (`ACTIONS`); which states there are, from where an action leads where, and
for whom, is the office's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from feedback.messages import Words

BEGINS = "received"
"""The state every case begins in, whatever its kind."""

BACK = "back"
"""As `to`: where the case was before it came into the state it is in."""

OPEN, ANSWERED, ENDED = "open", "answered", "ended"
STAGES = (OPEN, ANSWERED, ENDED)
"""How far a state is. `ended` is what "closed by the office" is counted by."""

ROLES = ("officer", "head", "admin", "sealed-reader", "coordinator", "citizen", "timer")
"""Who may act on a case. `coordinator`: an officer of a unit that was asked to help; `citizen`:
whoever sent it or represents those who did; `timer`: nobody, the time is over."""

NEEDS = (
    *("reason", "text", "evidence", "legal_ground", "ground", "until", "unit", "category"),
    *("kind", "same_as", "officer", "people", "outcome", "parts"),
)
"""What an action may need; the fields of `feedback.decision.Act`."""

ACTIONS: Mapping[str, frozenset[str]] = {
    "classify": frozenset({"category"}),
    "reclassify": frozenset({"kind", "reason"}),
    "split": frozenset({"parts", "reason"}),
    "transfer": frozenset({"unit", "reason"}),
    "pass-on": frozenset({"legal_ground", "text"}),
    "assign": frozenset({"officer"}),
    "coordinate": frozenset({"unit"}),
    "name": frozenset({"people"}),
    "represent": frozenset({"people"}),
    "group": frozenset({"same_as"}),
    "ungroup": frozenset({"reason"}),
    "announce": frozenset({"text"}),
    "unannounce": frozenset(),
    "advise": frozenset({"text"}),
    "file": frozenset({"evidence"}),
    "accept": frozenset(),
    "refuse": frozenset({"legal_ground"}),
    "start": frozenset(),
    "ask": frozenset({"text"}),
    "supply": frozenset({"text"}),
    "extend": frozenset({"ground", "until", "reason"}),
    "note": frozenset({"text"}),
    "answer": frozenset({"text", "evidence", "outcome"}),
    "close": frozenset(),
    "confirm": frozenset(),
    "dispute": frozenset({"reason"}),
    "uphold": frozenset({"reason"}),
    "reopen": frozenset({"reason"}),
    "withdraw": frozenset(),
    "lapse": frozenset(),
}
"""Every action the program knows, with what it cannot do without. `name` says whom a case is
about, `announce` a title by which people who report the same are asked to join it, `advise` how to
file lawfully, `file` that it was filed; `lapse` is the automatic next step."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of a case; `name` is what the citizen reads."""

    id: str
    name: Words
    stage: str = OPEN
    pauses: bool = False
    """The time limit stands still as long as a case is in it."""
    soon: tuple[str, ...] = ()
    """The short limits that hold in it (`feedback.first_steps`), counted from the arrival."""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One kind of case and its time limit, the rules of office.yaml for (`clock`, `begins`)."""

    id: str
    name: Words
    clock: str = ""
    """Empty: the law sets this kind no time."""
    begins: str = ""
    """The step whose time runs from the arrival on; empty when none does yet."""
    sealed: bool = False
    """For named readers only; what is in the sealed lane never leaves it."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Who may do what to a case in which state, what it needs, and where it leads."""

    action: str
    kinds: frozenset[str]
    sources: frozenset[str]
    by: frozenset[str]
    to: str = ""
    """Empty: the case stays where it is."""
    needs: tuple[str, ...] = ()
    begins: str = ""
    """The step whose time runs from then on."""
    within: int | None = None
    """Possible so many days after the answer (or the end, where there was none)."""
    after: int | None = None
    """Done by nobody, once the case has been in its state for more than so many days."""


@dataclass(frozen=True)
class Workflow:
    """The whole table. For one kind, state and action there is one row at most."""

    states: Mapping[str, State]
    kinds: Mapping[str, CaseKind]
    transitions: tuple[Transition, ...]

    def find(self, kind: str, state: str, action: str) -> Transition | None:
        """Return the row for an action on a case, None when there is none."""
        return self._table.get((kind, state), {}).get(action)

    def actions(self, kind: str, state: str) -> Mapping[str, Transition]:
        """Return every action there is on a case of a kind in a state, in the office's order."""
        return self._table.get((kind, state), {})

    def timer(self, kind: str, state: str) -> Transition | None:
        """Return the row for what happens by itself in a state, None when nothing does."""
        rows = self.actions(kind, state).values()
        return next((each for each in rows if each.after is not None), None)

    def moves(self, kind: str) -> Iterator[tuple[str, str, Transition]]:
        """Yield each way from state to state that a kind can go: from, to and the row."""
        rows = [each for each in self.transitions if kind in each.kinds]
        for row in rows:
            for source in row.sources:
                if row.to != BACK:
                    yield source, row.to or source, row
                    continue
                for before in rows:
                    if before.to == source:
                        yield from ((source, back, row) for back in before.sources)

    @cached_property
    def _table(self) -> Mapping[tuple[str, str], Mapping[str, Transition]]:
        table: dict[tuple[str, str], dict[str, Transition]] = {}
        for row in self.transitions:
            for kind in row.kinds:
                for source in row.sources:
                    table.setdefault((kind, source), {}).setdefault(row.action, row)
        return table


NO_WORKFLOW = Workflow({}, {}, ())
"""Of an office that has none yet: every action is refused."""
