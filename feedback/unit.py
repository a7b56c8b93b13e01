"""The office: its units, procedures and categories, as its pack of files describes them.

Pure data with look-ups; `feedback/office.py` reads it from the files, `storage` keeps its history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from feedback.messages import Words
from feedback.text import fold

Kind = str
"""`commune`, `department`, `one-stop-centre`, `desk`, `service-unit`, `village` …: office data."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the office's tree. `id` is stable for ever: printed QR codes carry it."""

    id: str
    name: Words
    kind: Kind
    parent: str | None = None
    code: str = ""
    old_codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Names people still use: old communes, short names."""
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    contact: Words = field(default_factory=dict)
    """Where and when to come, for a citizen: address, hours, telephone."""
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """An administrative procedure (thủ tục hành chính, TTHC)."""

    id: str
    name: Words
    field: Words
    days: int | None = None
    """Working days the law allows, where it says."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """What a report is about; a tree. `unit_kind` names who is competent by default."""

    id: str
    name: Words
    parent: str | None = None
    unit_kind: Kind | None = None
    urgent: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """One legal time limit, in force between two dates; an open case keeps the rule it began under."""

    kind: str
    step: str
    amount: int
    measure: str
    """`working-hours`, `working-days` or `days`."""
    basis: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of processing personal data, asked for on its own, never ticked in advance."""

    id: str
    version: int
    title: Words
    text: Words


_Named = TypeVar("_Named", bound=Unit | Procedure | Category)


@dataclass(frozen=True)
class Office:
    """Everything of the office pack the rules look things up in, indexed once."""

    name: Words
    root: str
    units: Mapping[str, Unit]
    procedures: Mapping[str, Procedure]
    categories: Mapping[str, Category]
    purposes: tuple[Purpose, ...] = ()
    texts: Mapping[str, Words] = field(default_factory=dict)
    """Sentences the office words itself, by name: `filing-complaint`, `filing-denunciation`,
    `emergency`, `privacy`, `conduct`, `welcome`."""
    emergency_words: tuple[str, ...] = ()
    """Folded words that mean life is in danger, whatever the conversation is about."""
    clocks: tuple[Clock, ...] = ()
    days_off: frozenset[date] = frozenset()
    """Days the office is closed besides public holidays."""
    extra_days: frozenset[date] = frozenset()
    """Weekend days the government made working days."""

    def children(self, parent: str | None) -> tuple[Unit, ...]:
        """Return the units directly under one, in the pack's order; None asks for the roots."""
        return tuple(unit for unit in self.units.values() if unit.parent == parent)

    def subtree(self, top: str) -> frozenset[str]:
        """Return the ids of a unit and everything below it."""
        found = {top}
        grew = True
        while grew:
            below = {u.id for u in self.units.values() if u.parent in found}
            grew = not below <= found
            found |= below
        return frozenset(found)

    def path(self, unit: str) -> tuple[Unit, ...]:
        """Return the unit's ancestors from the root down to itself."""
        steps: list[Unit] = []
        at: str | None = unit
        while at is not None and at in self.units:
            steps.append(self.units[at])
            at = self.units[at].parent
        return tuple(reversed(steps))

    def current(self, unit: str, today: date) -> str | None:
        """Follow successors from a unit that has ended, so that an old QR code still works."""
        seen: set[str] = set()
        while unit in self.units and unit not in seen:
            seen.add(unit)
            node = self.units[unit]
            if node.valid_to is None or node.valid_to >= today:
                return unit
            if not node.successors:
                return node.parent
            unit = node.successors[0]
        return None

    def find_units(self, words: str) -> tuple[Unit, ...]:
        """Return units whose name, alias or code holds all the words, ignoring diacritics."""
        return tuple(
            _matching(
                self.units.values(),
                words,
                lambda u: (*u.name.values(), u.code, *u.old_codes, u.id),
            )
        )

    def find_procedures(self, words: str) -> tuple[Procedure, ...]:
        """Return procedures whose name, field or alias holds all the words, ignoring diacritics."""
        return tuple(
            _matching(
                self.procedures.values(),
                words,
                lambda p: (*p.name.values(), *p.field.values(), p.id),
            )
        )


def _matching(
    items: Iterable[_Named], words: str, named: Callable[[_Named], Iterable[str]]
) -> Iterator[_Named]:
    wanted = fold(words).split()
    for item in items:
        known = fold(" ".join((*named(item), *item.aliases)))
        if wanted and all(word in known for word in wanted):
            yield item
