"""Figures from counters: whole years and months from coarse ones, the edges from daily ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

import orjson

from feedback.ports import CaseTally, MarkTally, Tally
from storage.database import Database, Row
from storage.notes import day_of, number_of

_Key = tuple[str, str]


class Statistics:
    """Implements `feedback.ports.Statistics`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answers(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> list[Tally]:
        """Return how often each answer was given."""
        rows = await self._rows("statistics.answers", units, _spans(first, last), form=form)
        return _added(Tally(q, name, int(n), int(flagged)) for q, name, n, flagged in rows)

    async def responses(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> tuple[int, int, int]:
        """Return how many responses came in, how many of them are flagged, and how many others
        somebody filled in for another person."""
        rows = await self._rows("statistics.responses", units, _spans(first, last), form=form)
        came, flagged, assisted = (sum(int(row[at]) for row in rows) for at in range(3))
        return came, flagged, assisted

    async def by_unit(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[str, list[Tally]]:
        """Return tallies by unit."""
        return await self._grouped("statistics.by_unit", form, units, first, last)

    async def by_source(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[str, list[Tally]]:
        """Return tallies by where answers come from."""
        return await self._grouped("statistics.by_source", form, units, first, last)

    async def _grouped(
        self, name: str, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[str, list[Tally]]:
        found: dict[str, list[Tally]] = defaultdict(list)
        rows = await self._rows(name, units, _spans(first, last), form=form)
        for group, question, answer, n, flagged in rows:
            found[group].append(Tally(question, answer, int(n), int(flagged)))
        return {group: _added(tallies) for group, tallies in found.items()}

    async def trend(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[date, list[Tally]]:
        """Return tallies by the first day of each month in the period."""
        found: dict[date, list[Tally]] = defaultdict(list)
        spans = _spans(first, last, _BY_MONTH)
        rows = await self._rows("statistics.trend", units, spans, form=form)
        for start, question, name, n, flagged in rows:
            month = day_of(start).replace(day=1)
            found[month].append(Tally(question, name, int(n), int(flagged)))
        return {month: _added(tallies) for month, tallies in sorted(found.items())}

    async def cases(
        self, units: Collection[str] | None, first: date, last: date
    ) -> list[CaseTally]:
        """Return cases received in the period, by kind, present state and category."""
        counted: Counter[tuple[str, str, str]] = Counter()
        assisted: Counter[tuple[str, str, str]] = Counter()
        for *parts, n, helped in await self._rows("statistics.cases", units, _spans(first, last)):
            kind, state, category = parts
            counted[kind, state, category] += int(n)
            assisted[kind, state, category] += int(helped)
        return [CaseTally(*key, n, assisted[key]) for key, n in sorted(counted.items()) if n]

    async def case_marks(
        self,
        units: Collection[str] | None,
        first: date,
        last: date,
        by: Literal["category", "unit"],
    ) -> list[MarkTally]:
        """Return how often each mark is borne by cases received in the period."""
        counted: Counter[tuple[str, str, str, int]] = Counter()
        for *key, n in await self._rows(f"statistics.marks_by_{by}", units, _spans(first, last)):
            kind, place, mark, number = key
            counted[kind, place, mark, int(number)] += int(n)
        return [MarkTally(*key, n) for key, n in sorted(counted.items()) if n]

    async def _rows(
        self,
        name: str,
        units: Collection[str] | None,
        spans: Iterable[tuple[str, date, date]],
        **values: str,
    ) -> list[Row]:
        wanted = orjson.dumps(sorted(units or ())).decode()
        rows: list[Row] = []
        for grain, start, end in spans:
            rows += await self._database.fetch(
                name,
                grain=grain,
                first=number_of(start),
                last=number_of(end),
                everywhere=int(units is None),
                units=wanted,
                **values,
            )
        return rows


_GRAINS = ("Y", "M", "D")
"""Counters are kept by year, month and day, so that a long period is few rows as well."""
_BY_MONTH = _GRAINS[1:]
_LONGEST = {"Y": 366, "M": 31, "D": 1}
"""Days after which another one has begun."""


def grains(day: int) -> tuple[tuple[str, int], ...]:
    """Return the counters that something of a day (20261124) stands in, with their first days."""
    return ("D", day), ("M", day // 100 * 100 + 1), ("Y", day // 10000 * 10000 + 101)


def _spans(
    first: date, last: date, grains: tuple[str, ...] = _GRAINS
) -> Iterator[tuple[str, date, date]]:
    """Yield the fewest ranges of counters that cover a period exactly."""
    if last < first:
        return
    grain, *finer = grains
    start = _begin(grain, first)
    if start < first:
        start = _begin(grain, start + timedelta(days=_LONGEST[grain]))
    end = _begin(grain, last + timedelta(days=1)) - timedelta(days=1)
    if start > end:
        yield from _spans(first, last, tuple(finer))
        return
    yield from _spans(first, start - timedelta(days=1), tuple(finer))
    yield grain, start, end
    yield from _spans(end + timedelta(days=1), last, tuple(finer))


def _begin(grain: str, day: date) -> date:
    if grain == "D":
        return day
    return day.replace(day=1) if grain == "M" else day.replace(month=1, day=1)


def _added(tallies: Iterable[Tally]) -> list[Tally]:
    counts: Counter[_Key] = Counter()
    flagged: Counter[_Key] = Counter()
    for tally in tallies:
        counts[tally.question, tally.name] += tally.count
        flagged[tally.question, tally.name] += tally.flagged
    return [Tally(q, name, n, flagged[q, name]) for (q, name), n in sorted(counts.items())]
