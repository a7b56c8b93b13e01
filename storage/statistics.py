"""Figures from counters: whole months from monthly ones, the edges of a period from daily ones."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from feedback.ports import CaseTally, Tally
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
        if units is not None:
            found = await self.by_unit(form, units, first, last)
            return _added(row for tallies in found.values() for row in tallies)
        rows = await self._rows("statistics.answers", first, last, form=form)
        return _added(Tally(q, name, int(n), int(flagged)) for q, name, n, flagged in rows)

    async def responses(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> tuple[int, int]:
        """Return how many responses came in and how many of them are flagged."""
        name = "statistics.responses" if units is None else "statistics.responses_by_unit"
        rows = await self._rows(name, first, last, form=form)
        if units is not None:
            rows = [row[1:] for row in rows if row[0] in units]
        return sum(int(row[0]) for row in rows), sum(int(row[1]) for row in rows)

    async def by_unit(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[str, list[Tally]]:
        """Return tallies by unit."""
        found: dict[str, list[Tally]] = defaultdict(list)
        rows = await self._rows("statistics.by_unit", first, last, form=form)
        for unit, question, name, n, flagged in rows:
            if units is None or unit in units:
                found[unit].append(Tally(question, name, int(n), int(flagged)))
        return {unit: _added(tallies) for unit, tallies in found.items()}

    async def trend(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[date, list[Tally]]:
        """Return tallies by the first day of each month in the period."""
        found: dict[date, list[Tally]] = defaultdict(list)
        name = "statistics.trend" if units is None else "statistics.trend_by_unit"
        for start, unit, question, label, n, flagged in await self._rows(
            name, first, last, form=form
        ):
            if units is None or unit in units:
                month = day_of(start).replace(day=1)
                found[month].append(Tally(question, label, int(n), int(flagged)))
        return {month: _added(tallies) for month, tallies in sorted(found.items())}

    async def cases(
        self, units: Collection[str] | None, first: date, last: date
    ) -> list[CaseTally]:
        """Return cases received in the period, by kind, present state and category."""
        counted: Counter[tuple[str, str, str]] = Counter()
        for unit, kind, state, category, n in await self._rows("statistics.cases", first, last):
            if units is None or unit in units:
                counted[kind, state, category] += int(n)
        return [CaseTally(*key, n) for key, n in sorted(counted.items()) if n]

    async def _rows(self, name: str, first: date, last: date, **values: str) -> list[Row]:
        rows: list[Row] = []
        for grain, start, end in _spans(first, last):
            rows += await self._database.fetch(
                name, grain=grain, first=number_of(start), last=number_of(end), **values
            )
        return rows


def _spans(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Yield the fewest ranges of counters that cover a period exactly."""
    if last < first:
        return
    from_month = first if first.day == 1 else _next_month(first)
    to_month = last if last.day == monthrange(last.year, last.month)[1] else _month_before(last)
    if from_month > to_month:
        yield "D", first, last
        return
    if first < from_month:
        yield "D", first, from_month - timedelta(days=1)
    yield "M", from_month, to_month
    if to_month < last:
        yield "D", to_month + timedelta(days=1), last


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _added(tallies: Collection[Tally] | Iterator[Tally]) -> list[Tally]:
    counts: Counter[_Key] = Counter()
    flagged: Counter[_Key] = Counter()
    for tally in tallies:
        counts[tally.question, tally.name] += tally.count
        flagged[tally.question, tally.name] += tally.flagged
    return [Tally(q, name, n, flagged[q, name]) for (q, name), n in sorted(counts.items())]
