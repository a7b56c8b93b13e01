"""The office: its units, procedures and categories, as its pack of files describes them.

Pure data with look-ups; `feedback/office.py` reads it from the files, `storage` keeps its history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import Generic, TypeVar

from feedback.letter_book import NO_LETTERS, LetterBook
from feedback.messages import Words
from feedback.reply_template import NO_REPLIES, Replies
from feedback.text import fold
from feedback.workflow import NO_WORKFLOW, Workflow

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
    """What is done here; empty means anything the office does."""
    earlier_parents: tuple[tuple[date, str], ...] = ()
    """Under which units it stood before, each with the last day, the earliest first."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Everything it is known by."""
        return (*self.name.values(), *self.aliases, self.code, *self.old_codes, self.id)

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit stands on a day; both ends count."""
        return _between(self.valid_from, day, self.valid_to)

    def parent_on(self, day: date) -> str | None:
        """Return under which unit it stood on a day."""
        return next((above for last, above in self.earlier_parents if day <= last), self.parent)


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
class Extension:
    """On what ground a time limit may be made longer, how often, and by how much each time."""

    ground: str
    """`complex`, `especially-complex` …: office data."""
    times: int
    by: int | None
    """In the measure of its rule; None: the law sets no length, only how often."""
    basis: str


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
    before: bool = False
    """Counted back from an event (announce a dialogue a week before), not on from an arrival."""
    extensions: tuple[Extension, ...] = ()
    """Empty: the law knows no extension of this limit."""

    def in_force(self, day: date) -> bool:
        """Tell whether the rule holds on a day; both ends count."""
        return _between(self.valid_from, day, self.valid_to)


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of a working day, local time."""

    opens: time
    closes: time


SHIFTS = (Shift(time(7, 30), time(11, 30)), Shift(time(13, 30), time(17, 0)))
"""The usual two shifts; lunch does not count."""


@dataclass(frozen=True, slots=True)
class OwnHours:
    """Where a unit, and what stands below it, keeps other hours or days than those above it."""

    unit: str
    shifts: tuple[Shift, ...] = ()
    """Empty: the hours of the unit above."""
    days_off: frozenset[date] = frozenset()
    extra_days: frozenset[date] = frozenset()
    """Besides those of the unit above; the nearer word about a day wins."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """From which share of its time, in percent, an open time limit is yellow, and red."""

    yellow: int = 60
    red: int = 85


@dataclass(frozen=True, slots=True)
class Reminders:
    """When the program speaks up by itself, and when it lets people sleep."""

    warn_days: int = 2
    """Working days before a time limit ends at which whoever is in charge is told."""
    warn_hours: int = 2
    """The same in working hours, for limits that are counted in hours."""
    chair_days: int = 3
    """Working days after its end at which those at the top are told, too."""
    lapse_days: int = 5
    """Days before a case stops by itself at which whoever sent it is told."""
    from_hour: int = 7
    to_hour: int = 20
    """Nothing is said outside of these hours, by the local clock."""


@dataclass(frozen=True, slots=True)
class LateFileRules:
    """What is done for one-stop files that are late or about to be."""

    draft_days: int = 3
    """Days before the promised day an apology is drafted."""
    survey: str = "one-stop"
    """What a one-time link opens."""
    link_days: int = 60
    """How long such a link is good."""
    unit_kind: Kind = "one-stop-centre"
    """The units that take files in."""


@dataclass(frozen=True, slots=True)
class Posters:
    """What printed codes need to know that no channel tells."""

    zalo: str = ""
    """The address of the office's page on Zalo, https://zalo.me/…; empty: Zalo is not printed."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of processing personal data, asked for on its own, never ticked in advance."""

    id: str
    version: int
    title: Words
    text: Words


_Named = TypeVar("_Named", Unit, Procedure)


class _Index(Generic[_Named]):
    """Names folded once, so that a search through thousands of units stays quick."""

    def __init__(self, entries: Iterable[tuple[_Named, Iterable[str]]]) -> None:
        self._entries: list[tuple[_Named, tuple[str, ...], str]] = []
        for item, labels in entries:
            folded = tuple(filter(None, map(fold, labels)))
            self._entries.append((item, folded, " " + " ".join(folded)))

    def find(self, words: str) -> tuple[_Named, ...]:
        """Return items known by words that begin with all of these; the closest names first."""
        wanted = fold(words)
        beginnings = [f" {word}" for word in wanted.split()]
        found: list[tuple[int, _Named]] = []
        for item, labels, known in self._entries:
            if not beginnings or not all(each in known for each in beginnings):
                continue
            exact = wanted in labels
            begins = any(label.startswith(wanted) for label in labels)
            found.append((0 if exact else 1 if begins else 2, item))
        found.sort(key=lambda each: each[0])
        return tuple(item for _, item in found)


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
    shifts: tuple[Shift, ...] = SHIFTS
    calendar_confirmed_until: date | None = None
    """The last day for which the office has entered the government's swapped days."""
    own_hours: tuple[OwnHours, ...] = ()
    at_risk: AtRisk = AtRisk()
    late_files: LateFileRules = LateFileRules()
    reminders: Reminders = Reminders()
    posters: Posters = Posters()
    workflow: Workflow = NO_WORKFLOW
    letters: LetterBook = NO_LETTERS
    replies: Replies = NO_REPLIES
    revision: int = 0
    """How many changes made in the chat were known when this was put together."""
    day: date | None = None
    """The day the tree is seen from: what ended before it is its successors' to see to."""
    written: Mapping[str, Unit] = field(default_factory=dict)
    """The units as the pack says, where the chat changed some."""

    def children(self, parent: str | None) -> tuple[Unit, ...]:
        """Return the units directly under one, in the pack's order; None asks for the roots."""
        return self._children.get(parent, ())

    def subtree(self, top: str) -> frozenset[str]:
        """Return the ids of a unit and everything below it."""
        found: set[str] = set()
        open_ends = [top]
        while open_ends:
            unit = open_ends.pop()
            if unit not in found:
                found.add(unit)
                open_ends.extend(child.id for child in self.children(unit))
        return frozenset(found)

    def path(self, unit: str) -> tuple[Unit, ...]:
        """Return the unit's ancestors from the root down to itself."""
        steps: dict[str, Unit] = {}
        at: str | None = unit
        while at is not None and at in self.units and at not in steps:
            steps[at] = self.units[at]
            at = self.units[at].parent
        return tuple(reversed(steps.values()))

    def line_now(self, unit: str, today: date) -> tuple[str, ...]:
        """Return what a unit counts for as the tree is today, itself first, the root last.

        One that ended and became part of another counts for that one and all above it; one that
        was divided counts where it stood, since its answers cannot be divided.
        """

        def above(node: Unit) -> str | None:
            over = node.valid_to is not None and node.valid_to < today
            return node.successors[0] if over and len(node.successors) == 1 else node.parent

        return self._line(unit, above)

    def nearest(self, unit: str) -> tuple[str, ...]:
        """Return the units whose people see to what lies at one, the nearest first: itself, once it
        ended what it became part of, and all above; the root alone for one that is not known."""
        path = self.path(unit)
        found = dict.fromkeys(each.id for each in reversed(path))
        if any(self._over(each) for each in path) and self.day is not None:
            found = dict.fromkeys((*self.line_now(unit, self.day), *found))
        found.pop(self.root, None)
        return (*found, self.root)

    def over(self, unit: str) -> frozenset[str]:
        """Return the same in no order."""
        return frozenset(self.nearest(unit))

    def _over(self, unit: Unit) -> bool:
        return self.day is not None and unit.valid_to is not None and unit.valid_to < self.day

    def stands(self, unit: str) -> bool:
        """Tell whether a unit is there and has not ended, as far as the office knows the day."""
        return unit in self.units and not self._over(self.units[unit])

    def under(self, top: str) -> frozenset[str]:
        """Return the units that people of one see to: its subtree, and what became part of that."""
        ended = (each.id for each in self.units.values() if self._over(each))
        return self.subtree(top) | {each for each in ended if top in self.nearest(each)}

    def line_on(self, unit: str, day: date) -> tuple[str, ...]:
        """Return the unit and what stood above it on a day, itself first."""
        return self._line(unit, lambda node: node.parent_on(day))

    def _line(self, unit: str, above: Callable[[Unit], str | None]) -> tuple[str, ...]:
        line: dict[str, None] = {}
        at: str | None = unit
        while at is not None and at not in line:
            line[at] = None
            node = self.units.get(at)
            at = None if node is None else above(node)
        return tuple(line)

    def heirs(self, unit: str, today: date) -> tuple[str, ...]:
        """Return the units that stand today in place of one: itself, or all its successors.

        A unit that ended without a successor is stood for by the unit above it. More than one
        heir means that the person has to say which.
        """
        found: dict[str, None] = {}
        seen: set[str] = set()
        open_ends = [unit]
        while open_ends:
            at = open_ends.pop(0)
            node = self.units.get(at)
            if node is None or at in seen:
                continue
            seen.add(at)
            if node.valid_to is None or node.valid_to >= today:
                found[at] = None
            elif node.successors:
                open_ends.extend(node.successors)
            elif node.parent is not None:
                open_ends.append(node.parent)
        return tuple(found)

    def followed(self, unit: str, today: date) -> tuple[Unit, tuple[Unit, ...]] | None:
        """Return a unit that has ended and those that stand in its place, None for any other."""
        heirs = self.heirs(unit, today)
        if not heirs or heirs == (unit,):
            return None
        return self.units[unit], tuple(self.units[each] for each in heirs)

    def current(self, unit: str, today: date) -> str | None:
        """Return the unit an old QR code means today: its first heir, None when there is none."""
        return next(iter(self.heirs(unit, today)), None)

    def find_units(self, words: str) -> tuple[Unit, ...]:
        """Return units whose name, alias or code holds all the words, ignoring diacritics."""
        return self._unit_index.find(words)

    def find_procedures(self, words: str) -> tuple[Procedure, ...]:
        """Return procedures whose name, field or alias holds all the words, ignoring diacritics."""
        return self._procedure_index.find(words)

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[Unit, ...]]:
        below: dict[str | None, list[Unit]] = {}
        for unit in self.units.values():
            below.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in below.items()}

    @cached_property
    def _unit_index(self) -> _Index[Unit]:
        return _Index((unit, unit.labels) for unit in self.units.values())

    @cached_property
    def _procedure_index(self) -> _Index[Procedure]:
        return _Index(
            (each, (*each.name.values(), *each.aliases, *each.field.values(), each.id))
            for each in self.procedures.values()
        )


def _between(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
