"""What a leader asks figures of: "xã Bình Mỹ tháng trước", in any order, with or without a topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from feedback.period import Period, month_of, read_period
from feedback.text import fold
from feedback.unit import Office, Unit

_MOST_WORDS = 30
"""More is no request; looking at every part of it would take long."""
AS_WAS = "as-was"
"""The word for figures by the tree of units as it stood in the period."""
_AS_WAS = ("như cũ", "khi đó", "as it was")
_FILLERS = frozenset(
    ("cua", "tai", "o", "cho", "trong", "ve", "don", "vi", "of", "in", "for", "at", "the")
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was understood. `unit` None: the whole office; `topic` None: none was named."""

    unit: str | None
    period: Period
    topic: str | None = None
    was: date | None = None
    """By the tree of units as it stood on that day; None: as it is now."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several units are called so; the person has to say which."""

    units: tuple[Unit, ...]
    period: Period
    topic: str | None = None
    was: date | None = None


def lines(office: Office, was: date | None, today: date) -> Callable[[str], tuple[str, ...]]:
    """Return what tells which units one counts for, itself first: as it was on a day, or is now."""
    if was is None:
        return partial(office.line_now, today=today)
    return partial(office.line_on, day=was)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Neither a unit nor a period: `words` are what was left over."""

    words: str


def read_request(
    words: str,
    office: Office,
    today: date,
    topics: Mapping[str, Sequence[str]] | None = None,
) -> Request | Ambiguous | NotUnderstood:
    """Read `[topic] [unit] [period] [as-was]` in any order; without a period it is this month.

    `topics`: what else may be asked for, by name, with the words for it.
    """
    said = words.split()
    if len(said) > _MOST_WORDS:
        return NotUnderstood(words)
    as_was, said = _take_topic(said, {AS_WAS: _AS_WAS})
    topic, said = _take_topic(said, topics or {})
    best: tuple[tuple[int, int], Period, tuple[Unit, ...]] | None = None
    for period, rest in _take_period(said, today):
        units = _units(rest, office, today) if rest else ()
        sure = 0 if len(units) == 1 or not rest else 1 if units else 2
        worth = (sure, len(rest))
        if best is None or worth < best[0]:
            best = (worth, period, units)
    # `_take_period` always yields "no period was named" at least.
    assert best is not None  # noqa: S101
    (sure, left), period, units = best
    if sure == 2:
        return NotUnderstood(" ".join(said))
    was = min(period.last, today) if as_was else None
    if sure == 1:
        return Ambiguous(units, period, topic, was)
    if left and was is None and not _in_force(units[0], today):
        was = units[0].valid_to  # all of it counts elsewhere now
    return Request(units[0].id if left else None, period, topic, was)


def _take_topic(
    said: list[str], topics: Mapping[str, Sequence[str]]
) -> tuple[str | None, list[str]]:
    known = {fold(label): name for name, labels in topics.items() for label in (name, *labels)}
    for part, rest in _parts(said):
        name = known.get(fold(" ".join(part)))
        if name is not None:
            return name, rest
    return None, said


def _take_period(said: list[str], today: date) -> Iterator[tuple[Period, list[str]]]:
    """Yield every way to see a period in the words, and what is left; last that there is none."""
    for part, rest in _parts(said):
        period = read_period(" ".join(part), today)
        if period is not None:
            yield period, rest
    yield month_of(today), said


def _parts(said: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield every run of words, the longest first, with the words around it."""
    for length in range(len(said), 0, -1):
        for start in range(len(said) - length + 1):
            yield said[start : start + length], said[:start] + said[start + length :]


def _units(said: list[str], office: Office, today: date) -> tuple[Unit, ...]:
    """Return the units meant; one when an id or a full name leaves no doubt."""
    typed = " ".join(said)
    if typed in office.units:
        return (office.units[typed],)
    found = office.find_units(typed)
    if not found:
        found = office.find_units(" ".join(w for w in said if fold(w) not in _FILLERS))
    exact = tuple(unit for unit in found if fold(typed) in map(fold, unit.labels))
    found = exact or found
    in_force = tuple(unit for unit in found if _in_force(unit, today))
    return in_force or found


def _in_force(unit: Unit, today: date) -> bool:
    return unit.valid_to is None or unit.valid_to >= today
