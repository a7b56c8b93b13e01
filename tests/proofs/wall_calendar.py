"""Another calendar and another way to count, for P19; shares nothing with `feedback`.

Days are whole numbers (days since 1/1/1970 in Hà Nội), moments whole minutes since then. What day
Tết is comes from where sun and moon stand; what days are off from the labour code and from the
announcements of swapped days, written down here by hand. Deadlines are read off lists of days and
rows of minutes, where `feedback` walks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import compress, islice
from math import floor, pi, sin

DAY = 1440
"""Minutes of a day."""
_EPOCH = date(1970, 1, 1).toordinal()
_JULIAN = 2440588
"""The Julian day that began at noon of 1/1/1970."""
_MONTH = 29.530588853

# Day off, and the Saturday worked for it, as announced for officials year by year.
_SWAPPED = (
    (date(2014, 5, 2), date(2014, 4, 26)),
    (date(2014, 9, 1), date(2014, 9, 6)),
    (date(2015, 1, 2), date(2014, 12, 27)),
    (date(2015, 2, 16), date(2015, 2, 14)),
    (date(2015, 4, 29), date(2015, 4, 25)),
    (date(2018, 12, 31), date(2019, 1, 5)),
    (date(2019, 4, 29), date(2019, 5, 4)),
    (date(2024, 4, 29), date(2024, 5, 4)),
    (date(2025, 5, 2), date(2025, 4, 26)),
    (date(2026, 8, 31), date(2026, 8, 22)),
)

_SECOND_NATIONAL_DAY = (1, -1, -1, 1, -1, -1, 1)
"""By the weekday of 2/9, Monday first: the day before it or after it (Bộ luật Lao động 2019
Đ112.1đ leaves the choice; so it was chosen from 2021 to 2026)."""


def number(day: date) -> int:
    """Return a day as a number."""
    return day.toordinal() - _EPOCH


def spelled(day: int) -> str:
    """Return the day of a number for people."""
    return date.fromordinal(day + _EPOCH).isoformat()


def _weekday(day: int) -> int:
    return (day + 3) % 7  # 1/1/1970 was a Thursday


# ---- The lunar calendar, after Hồ Ngọc Đức's rules, for UTC+7 ----


def _new_moon(k: int) -> int:
    """Return the day of the k-th new moon after 1/1/1900 (Meeus, Astronomical Algorithms)."""
    t = k / 1236.85
    r = pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * r)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * r
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * r
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * r
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun)
    shift += -0.0006 * sin(2 * node + moon) + 0.0010 * sin(2 * node - moon)
    shift += 0.0005 * sin(2 * moon + sun)
    slowing = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + shift - slowing + 0.5 + 7 / 24) - _JULIAN


def _sun_sign(day: int) -> int:
    """Return in which twelfth of its year the sun stands as a day begins; 9 from midwinter on."""
    t = (day + _JULIAN - 2451545.5 - 7 / 24) / 36525
    r = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2) * r
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t) * sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(longitude % 360 / 30)


def _eleventh_month(year: int) -> int:
    """Return which new moon begins the month that holds midwinter."""
    k = floor((number(date(year, 12, 31)) + _JULIAN - 2415021) / _MONTH)
    return k - 1 if _sun_sign(_new_moon(k)) >= 9 else k


def lunar_days(year: int) -> tuple[int, int]:
    """Return 1/1 (Tết) and 10/3 (Giỗ Tổ Hùng Vương) of a lunar year, as numbers of days."""
    begins, ends = _eleventh_month(year - 1), _eleventh_month(year)
    months = list(range(begins, ends))
    if len(months) == 13:  # one is a leap month: the first in which the sun enters no new sign
        months.remove(
            next(k for k in months[1:] if _sun_sign(_new_moon(k)) == _sun_sign(_new_moon(k + 1)))
        )
    return _new_moon(months[2]), _new_moon(months[4]) + 9


# ---- Days off ----


def _of_year(year: int) -> set[int]:
    """Return the public holidays of a year from 2014 on, and the days given for lost ones."""
    tet, hung = lunar_days(year)
    block = range(tet - 1, tet + 4)
    off = set(block)
    # A Saturday within Tết is given back before it, a Sunday after it.
    for weekday, step, edge in ((5, -1, block[0]), (6, 1, block[-1])):
        if any(_weekday(day) == weekday for day in block):
            day = edge + step
            while _weekday(day) > 4:
                day += step
            off.add(day)
    fixed = [number(date(year, month, day)) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2))]
    if year >= 2021:
        off.add(fixed[3] + _SECOND_NATIONAL_DAY[_weekday(fixed[3])])
    if year >= 2026:
        fixed.append(number(date(year, 11, 24)))
    fixed.append(hung)
    off |= set(fixed)
    # Any other holiday on a weekend is given back on the next working day (Đ111.3).
    for lost in sorted(day for day in fixed if _weekday(day) > 4):
        day = lost
        while day in off or _weekday(day) > 4:
            day += 1
        off.add(day)
    return off


class WallCalendar:
    """All days and minutes of some years of an office, laid out in rows."""

    def __init__(
        self,
        first_year: int,
        last_year: int,
        shifts: Iterable[tuple[int, int]],
        days_off: Iterable[int] = (),
        extra_days: Iterable[int] = (),
    ) -> None:
        """`shifts`: from and to which minute of a day."""
        self.first = number(date(first_year, 1, 1))
        self.last = number(date(last_year, 12, 31))
        off = set().union(*(_of_year(year) for year in range(first_year, last_year + 1)))
        worked = {number(saturday) for _, saturday in _SWAPPED}
        off |= {number(day) for day, _ in _SWAPPED}
        every = range(self.first, self.last + 1)
        ordinary = {day for day in every if _weekday(day) < 5} - off | worked
        self.open = ordinary - set(days_off) | set(extra_days)
        self.opened = sorted(self.open)
        """The working days, in order."""
        pattern = bytearray(DAY)
        for opens, closes in shifts:
            pattern[opens:closes] = b"\1" * (closes - opens)
        shut = bytes(DAY)
        self._minutes = b"".join(pattern if day in self.open else shut for day in every)

    def due(
        self,
        measure: str,
        amount: int,
        began: int,
        pauses: Sequence[tuple[int, int]] = (),
    ) -> int:
        """Return the second (since the epoch, local) until which something is in time."""
        if measure == "working-hours":
            return self._due_by_minutes(amount * 60, began, pauses) * 60
        stops = [(a // DAY, b // DAY) for a, b in pauses if a // DAY < b // DAY]
        still = {day for a, b in stops for day in range(a + 1, b + 1)}
        no_end = still | {a for a, _ in stops}
        after = began // DAY + 1
        # Twice the time, all pauses and a long Tết are enough.
        days = range(after, after + 2 * amount + len(still) + 60)
        counted = [
            day for day in days if day not in still and (measure == "days" or day in self.open)
        ]
        ends = [day for day in days if day in self.open and day not in no_end]
        last = ends[bisect_left(ends, counted[amount - 1])]
        return (last + 1) * DAY * 60 - 1

    def _due_by_minutes(self, minutes: int, began: int, pauses: Sequence[tuple[int, int]]) -> int:
        at = began - self.first * DAY
        reach = minutes * 10 + 40 * DAY + sum(b - a for a, b in pauses)
        row = bytearray(self._minutes[at : at + reach])
        for a, b in pauses:
            row[a - began : b - began] = bytes(len(row[a - began : b - began]))
        worked = compress(range(began, began + len(row)), row)
        return next(islice(worked, minutes - 1, None)) + 1

    def due_before(self, measure: str, amount: int, event: int, later_by: int = 0) -> int:
        """Return until when something that comes before an event is in time."""
        day = event // DAY
        if measure == "days":
            last = self.opened[bisect_right(self.opened, day + later_by - amount) - 1]
        else:
            if later_by:
                day = self.opened[bisect_right(self.opened, day) + later_by - 1]
            last = self.opened[bisect_left(self.opened, day) - amount]
        return (last + 1) * DAY * 60 - 1

    def left(self, measure: str, at: int, due: int) -> float:
        """Return what is left at a minute until something is due (a second)."""
        if measure == "working-hours":
            a, b = sorted((at, due // 60))
            shift = self.first * DAY
            hours = self._minutes.count(1, a - shift, b - shift) / 60
        elif measure == "days":
            return due // (DAY * 60) - at // DAY
        else:
            a, b = sorted((at // DAY, due // (DAY * 60)))
            hours = bisect_right(self.opened, b) - bisect_right(self.opened, a)
        return hours if due >= at * 60 else -hours
