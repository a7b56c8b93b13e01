"""Numbers made of counted answers: index, interval, mean, recommendation, change, small cells.

A *cell* is a group of people whose answers are summed up. A cell of one to four people is hidden,
and so is what would let somebody work it out (domain §3, promise P18).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from feedback.ports import Tally
from feedback.question import Question

SMALL = 5
"""Fewest people a shown cell is made of."""
SATISFIED = 75.0
"""The least score, of 0 to 100, that counts as satisfied: "Hài lòng" of five levels (SIPAS)."""
_Z = 1.959963984540054
"""97.5 % of a normal distribution lie below this many standard deviations."""
_PROMOTER, _DETRACTOR = 90.0, 60.0

Counts = Mapping[str, Mapping[str, int]]
"""question -> tallied name -> how often."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval, in per cent."""

    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two have anything in common: then no difference is shown by them."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Summary:
    """The scored answers of some people to one or more questions."""

    people: int = 0
    """At least so many people: the most answers any one question has."""
    scored: int = 0
    satisfied: int = 0
    points: float = 0.0
    """The sum of all scores, each 0 to 100."""

    @property
    def hidden(self) -> bool:
        """Tell whether it may not be shown: too few people, or nobody."""
        return self.people < SMALL

    @property
    def index(self) -> float | None:
        """The satisfaction index: satisfied and very satisfied of all scored answers, per cent."""
        return 100 * self.satisfied / self.scored if self.scored else None

    @property
    def mean(self) -> float | None:
        """The mean score, 0 to 100."""
        return self.points / self.scored if self.scored else None

    @property
    def level(self) -> float | None:
        """The mean level, 1 to 5."""
        return None if self.mean is None else 1 + self.mean / 25

    @property
    def interval(self) -> Interval | None:
        """The interval of the index.

        Several answers of one person are not independent, so people are counted, not answers:
        the interval is rather too wide than too narrow.
        """
        if not self.scored:
            return None
        return wilson(self.people * self.satisfied / self.scored, self.people)


def wilson(successes: float, n: int) -> Interval | None:
    """Return Wilson's score interval (1927) of a share, None without data.

    Unlike the textbook p ± 1.96·s it stays within 0 and 100 and holds for few answers.
    """
    if n <= 0:
        return None
    share = successes / n
    widened = 1 + _Z * _Z / n
    centre = (share + _Z * _Z / (2 * n)) / widened
    half = _Z * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n)) / widened
    return Interval(max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))


def sample_size(population: int, error: float = 0.05) -> int:
    """Return how many of a population to ask, n = N / (1 + N·e²), rounded up (QĐ 1001/QĐ-BNV)."""
    if population <= 0:
        return 0
    return math.ceil(population / (1 + population * error * error) - 1e-9)


def counted(tallies: Iterable[Tally], *, raw: bool = False) -> Counts:
    """Return counts by question and name: the cleaned ones, or with flagged answers (`raw`)."""
    counts: dict[str, dict[str, int]] = {}
    for tally in tallies:
        count = tally.count if raw else tally.count - tally.flagged
        if count > 0:
            names = counts.setdefault(tally.question, {})
            names[tally.name] = names.get(tally.name, 0) + count
    return counts


def summarise(questions: Iterable[Question], counts: Counts) -> Summary:
    """Return what the scored answers to some questions come to; N/A and the like are left out."""
    people = scored = satisfied = 0
    points = 0.0
    for question in questions:
        if question.recommends:
            continue
        given = 0
        for name, count in counts.get(question.name, {}).items():
            score = question.score(name)
            if score is None:
                continue
            given += count
            points += score * count
            satisfied += count if score >= SATISFIED else 0
        scored += given
        people = max(people, given)
    return Summary(people, scored, satisfied, points)


def recommendation(question: Question, counts: Counts) -> tuple[float, int] | None:
    """Return the net promoter score, -100 to 100, and its number of answers; None when hidden."""
    given = promoters = detractors = 0
    for name, count in counts.get(question.name, {}).items():
        score = question.score(name)
        if score is None:
            continue
        given += count
        promoters += count if score >= _PROMOTER else 0
        detractors += count if score <= _DETRACTOR else 0
    return (100 * (promoters - detractors) / given, given) if given >= SMALL else None


Direction = Literal["up", "down", "unclear", "nothing-before", "nothing-now"]


@dataclass(frozen=True, slots=True)
class Change:
    """How an index moved since the period before; `points` is never negative."""

    direction: Direction
    points: float = 0.0


def compare(now: Summary, before: Summary) -> Change:
    """Compare two periods; a difference within overlapping intervals is called unclear."""
    if now.hidden:
        return Change("nothing-now")
    if before.hidden:
        return Change("nothing-before")
    new, old = now.index or 0.0, before.index or 0.0
    here, there = now.interval, before.interval
    if here is None or there is None or here.overlaps(there):
        return Change("unclear", abs(new - old))
    return Change("up" if new > old else "down", abs(new - old))


def hidden_cells(people: Mapping[str, int]) -> frozenset[str]:
    """Return the cells to hide beside a total: small ones, and as many more as give them away.

    What is missing from the total is the sum of all hidden cells. Where that is small itself, or
    leaves only one way to divide it (all of one person, or all of four), the next smallest cell
    is hidden too, with all its equals: beside one of them that is shown it would be known.
    Empty cells are no cells, and are not told from hidden ones.
    """
    cells = sorted((count, name) for name, count in people.items() if count > 0)
    small = [count for count, _ in cells if count < SMALL]
    missing, few = sum(small), len(small)
    bound = 0
    if few and (missing < SMALL or missing in (few, few * (SMALL - 1))):
        bound = next((count for count, _ in cells[few:]), 0)
    return frozenset(name for count, name in cells if count < SMALL or count == bound)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Counts with the small ones put together."""

    shown: tuple[tuple[str, int], ...]
    """The most frequent first."""
    rest: int
    """The sum of what is not shown; below 5 it is the total, to be called "fewer than 5"."""


def pool(counts: Mapping[str, int]) -> Pooled:
    """Put small counts together, so that the rest stays useful and nobody can be made out."""
    hidden = hidden_cells(counts)
    shown = sorted(((n, c) for n, c in counts.items() if c > 0 and n not in hidden), key=_most)
    return Pooled(tuple(shown), sum(counts[name] for name in hidden))


def _most(cell: tuple[str, int]) -> tuple[int, str]:
    return -cell[1], cell[0]
