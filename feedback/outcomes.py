"""How an office keeps its word to those who wrote to it, of many cases at once, as it may be told.

A share is of what there is an answer to: nothing is made of nothing, and where there is nothing
the figure is None. A cell of one to four cases is hidden, and so is what would give it away; what
citizens said of few of them is hidden too, while how many were late is no secret of few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from feedback import marks
from feedback.marks import ACKNOWLEDGED, ANSWERED, IN_TIME, LATE, RECEIVED
from feedback.ports import MarkTally
from feedback.statistics import SMALL, hidden_cells

SAID = (marks.CONFIRMED, marks.UNCONFIRMED, marks.DISPUTED, marks.REOPENED)
"""What citizens said or left unsaid."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Some cases, by their marks."""

    counted: Mapping[tuple[str, int], int]

    def count(self, mark: str) -> int:
        """Return how many bear a mark."""
        return sum(n for (name, _), n in self.counted.items() if name == mark)

    @property
    def in_time(self) -> float | None:
        """The share that was answered in time of all that were due or answered, per cent."""
        kept, late = self.count(IN_TIME), self.count(LATE)
        return 100 * kept / (kept + late) if kept + late else None

    @property
    def hours(self) -> float | None:
        """The median of working hours until the office took notice."""
        return self._median(ACKNOWLEDGED)

    @property
    def days(self) -> float | None:
        """The median of working days until the first answer."""
        return self._median(ANSWERED)

    def _median(self, mark: str) -> float | None:
        """Return the middle of the numbers of a mark, None where few bear it: they would be told."""
        numbers = sorted((number, n) for (name, number), n in self.counted.items() if name == mark)
        count = sum(n for _, n in numbers)
        if count < SMALL:
            return None
        lower = _at(numbers, (count - 1) // 2)
        return (lower + _at(numbers, count // 2)) / 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A group of cases that may be told of."""

    name: str
    outcomes: Outcomes
    hidden: frozenset[str] = frozenset()
    """Those of SAID that few of its cases bear, or that would give away few of another."""

    def said(self, mark: str) -> int | None:
        """Return how many bear one of SAID; None where it is not told."""
        return None if mark in self.hidden else self.outcomes.count(mark)


@dataclass(frozen=True, slots=True)
class Cells:
    """The groups that may be told of, the largest first."""

    shown: tuple[Cell, ...]
    some_hidden: bool


def whole(tallies: Iterable[MarkTally]) -> Cell | None:
    """Return all of them as one group; None where they are too few to be told of."""
    shown = cells(tallies, lambda _: "").shown
    return shown[0] if shown else None


def cells(tallies: Iterable[MarkTally], name: Callable[[str], str]) -> Cells:
    """Return the groups that may be told of beside their sum, each of the places of one name."""
    groups: dict[str, Counter[tuple[str, int]]] = {}
    for each in tallies:
        groups.setdefault(name(each.place), Counter())[each.mark, each.number] += each.count
    found = {group: Outcomes(counted) for group, counted in groups.items()}

    def hidden(mark: str) -> frozenset[str]:
        return hidden_cells({group: each.count(mark) for group, each in found.items()})

    small, kept = hidden(RECEIVED), {mark: hidden(mark) for mark in SAID}
    shown = [
        Cell(group, each, frozenset(mark for mark in SAID if group in kept[mark]))
        for group, each in found.items()
        if group not in small and each.count(RECEIVED)
    ]
    shown.sort(key=lambda cell: (-cell.outcomes.count(RECEIVED), cell.name))
    return Cells(tuple(shown), bool(small))


def _at(numbers: Iterable[tuple[int, int]], place: int) -> int:
    """Return the number at a place of all, in order."""
    *before, (last, _) = numbers
    for number, n in before:
        if place < n:
            return number
        place -= n
    return last
