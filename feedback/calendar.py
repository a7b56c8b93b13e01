"""The working calendar of an office: which days and hours count, in Vietnam's local time.

The `holidays` package gives public holidays, compensatory days and the working Saturdays of
swapped days; the office's own table overrides it day by day, and a unit's own table the office's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from itertools import chain, takewhile

from feedback.unit import SHIFTS, Office, OwnHours, Shift

LOCAL = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam keeps UTC+7 the whole year, so no time zone database is needed."""

Stretch = tuple[datetime, datetime]
"""From one moment to another."""

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_ANNOUNCING = 10
"""October: the month from which the swapped days of the coming year are waited for. No time limit
of the law that begins before then reaches into it."""


def local_day(moment: datetime) -> date:
    """Return the day it is in Vietnam; from 17:00 UTC on, that is tomorrow's date."""
    return moment.astimezone(LOCAL).date()


def end_of(day: date) -> datetime:
    """Return the last second of a local day, in UTC; its local day is the day itself."""
    return datetime.combine(day, time(23, 59, 59), LOCAL).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Year:
    holidays: frozenset[date]
    working_weekends: frozenset[date]


class WorkingCalendar:
    """Working days and hours. The office's days win over the public calendar."""

    def __init__(
        self,
        days_off: Collection[date] = (),
        extra_days: Collection[date] = (),
        shifts: Sequence[Shift] = SHIFTS,
        confirmed_until: date | None = None,
    ) -> None:
        if not shifts:
            raise ValueError("an office without shifts has no working hours")
        self._days_off = frozenset(days_off)
        self._extra_days = frozenset(extra_days)
        self._shifts = tuple(shifts)
        self._confirmed_until = confirmed_until

    @classmethod
    def of(cls, office: Office, unit: str = "") -> WorkingCalendar:
        """Return the calendar an office's pack describes, for one of its units.

        A unit keeps the hours and days of the unit above it where it has none of its own.
        """
        days_off, extra_days, shifts = office.days_off, office.extra_days, office.shifts
        for own in _own_hours(office, unit):
            days_off = (days_off - own.extra_days) | own.days_off
            extra_days = (extra_days - own.days_off) | own.extra_days
            shifts = own.shifts or shifts
        return cls(days_off, extra_days, shifts, office.calendar_confirmed_until)

    @property
    def known_until(self) -> date:
        """The last day whose swapped days are known; beyond it, only the yearly holidays are.

        The government announces swapped days year by year: the office confirms a year in its
        pack, or a newer `holidays` package brings it.
        """
        announced = date(_last_announced_year(), 12, 31)
        return max(announced, self._confirmed_until or announced)

    def missing_year(self, today: date) -> int | None:
        """Return the first year whose swapped days should be known by now and are not."""
        coming = today.year + (today.month >= _ANNOUNCING)
        confirmed = self._confirmed_until or date.min
        if confirmed < date(coming, 12, 31):
            known = self.known_until
            for year in range(today.year, coming + 1):
                if known < date(year, 12, 31):
                    return year
        return None

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        if day in self._days_off:
            return False
        if day in self._extra_days:
            return True
        public = _public(day.year)
        if day.weekday() >= _SATURDAY:
            return day in public.working_weekends
        return day not in public.holidays

    def working_day_from(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one that is."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def working_day_until(self, day: date) -> date:
        """Return the day itself if it is a working day, else the last one before it that is."""
        while not self.is_working_day(day):
            day -= _ONE_DAY
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day so many working days after `start`, which does not count."""
        if days < 0:
            raise ValueError("working days are counted forward")
        day = self.working_day_from(start) if days == 0 else start
        for _ in range(days):
            day = self.working_day_from(day + _ONE_DAY)
        return day

    def take_working_days(self, start: date, days: int) -> date:
        """Return the working day so many working days before `start`, which does not count."""
        if days < 0:
            raise ValueError("working days are counted back from the start")
        day = self.working_day_until(start) if days == 0 else start
        for _ in range(days):
            day = self.working_day_until(day - _ONE_DAY)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days there are after `start`, up to and with `end`."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))

    def add_working_hours(
        self, start: datetime, hours: float, without: Sequence[Stretch] = ()
    ) -> datetime:
        """Return the moment (UTC) by which so many working hours have passed since `start`.

        Time outside the shifts does not count, the lunch break included, and none of the time in
        `without`: stretches in order that do not overlap.
        """
        left = timedelta(hours=hours)
        if left < timedelta():
            raise ValueError("working hours are counted forward")
        worked = chain.from_iterable(_outside(s, without) for s in self._shifts_from(start))
        opens, closes = next(worked)
        while left > closes - opens:
            left -= closes - opens
            opens, closes = next(worked)
        return (opens + left).astimezone(UTC)

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """Return how many working hours there are between two moments."""
        shifts = takewhile(lambda shift: shift[0] < end, self._shifts_from(start))
        worked = sum((min(closes, end) - opens for opens, closes in shifts), timedelta())
        return worked / timedelta(hours=1)

    def _shifts_from(self, start: datetime) -> Iterator[Stretch]:
        """Yield what is left of each shift from a moment on, without end."""
        local = start.astimezone(LOCAL)
        day = local.date()
        while True:
            day = self.working_day_from(day)
            for shift in self._shifts:
                closes = datetime.combine(day, shift.closes, LOCAL)
                opens = max(local, datetime.combine(day, shift.opens, LOCAL))
                if opens < closes:
                    yield opens, closes
            day += _ONE_DAY


def _outside(shift: Stretch, without: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield the parts of a shift that no stretch of `without` covers."""
    opens, closes = shift
    for paused, resumed in without:
        if paused < closes and opens < resumed:
            if opens < paused:
                yield opens, paused
            opens = resumed
    if opens < closes:
        yield opens, closes


def _own_hours(office: Office, unit: str) -> Iterator[OwnHours]:
    """Yield what the units from the root down to this one say of their own hours."""
    if not office.own_hours:
        return
    by_unit = {own.unit: own for own in office.own_hours}
    for each in office.path(unit):
        if each.id in by_unit:
            yield by_unit[each.id]


@cache
def _public(year: int) -> _Year:
    # Imported here: `holidays` takes a quarter of a second, and most starts need no date at all.
    from holidays import country_holidays

    calendar = country_holidays("VN", language="vi", years=year)
    return _Year(
        holidays=frozenset(day for day in calendar if day.year == year),
        working_weekends=frozenset(day for day in calendar.weekend_workdays if day.year == year),
    )


@cache
def _last_announced_year() -> int:
    from holidays import country_holidays

    announced: dict[int, object] = country_holidays("VN").special_public_holidays
    return max(announced)
