"""The working calendar, against facts of the Vietnamese calendar."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from feedback.calendar import LOCAL, WorkingCalendar, end_of, local_day
from feedback.unit import Office, OwnHours, Shift, Unit

CALENDAR = WorkingCalendar()


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a local moment."""
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 2), True),  # an ordinary Monday
        (date(2026, 3, 7), False),  # an ordinary Saturday
        (date(2026, 3, 8), False),  # an ordinary Sunday
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 2, 16), False),  # the eve of Tết
        (date(2026, 2, 20), False),  # the fourth day of Tết
        (date(2026, 2, 23), True),  # back at work after Tết
        (date(2026, 4, 27), False),  # the day for Hùng Vương's on a Sunday
        (date(2026, 4, 28), True),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 8, 22), True),  # a Saturday worked for 31/8
        (date(2026, 8, 31), False),  # the day off swapped for it
        (date(2026, 9, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 11, 24), False),  # the new Culture Day
        (date(2025, 11, 24), True),  # not yet one
        (date(2014, 12, 27), True),  # a Saturday worked for a day off of the next year
        (date(2015, 1, 2), False),
        (date(2028, 2, 29), True),  # a leap day, a Tuesday
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_the_office_table_wins_over_the_public_calendar() -> None:
    calendar = WorkingCalendar(
        days_off={date(2026, 3, 2), date(2026, 8, 22)},
        extra_days={date(2026, 3, 7), date(2026, 1, 1)},
    )
    assert not calendar.is_working_day(date(2026, 3, 2))
    assert not calendar.is_working_day(date(2026, 8, 22))
    assert calendar.is_working_day(date(2026, 3, 7))
    assert calendar.is_working_day(date(2026, 1, 1))


def test_working_days_are_counted_over_tet() -> None:
    # 13/2/2026 is the last Friday before Tết; work goes on on Monday 23/2.
    assert CALENDAR.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert CALENDAR.take_working_days(date(2026, 2, 23), 1) == date(2026, 2, 13)


def test_a_working_saturday_counts() -> None:
    assert CALENDAR.add_working_days(date(2026, 8, 21), 1) == date(2026, 8, 22)


def test_no_working_day_at_all_is_the_day_itself_or_its_neighbour() -> None:
    assert CALENDAR.add_working_days(date(2026, 3, 2), 0) == date(2026, 3, 2)
    assert CALENDAR.add_working_days(date(2026, 3, 7), 0) == date(2026, 3, 9)
    assert CALENDAR.take_working_days(date(2026, 3, 7), 0) == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2026, 3, 2, 8, 0), 2, at(2026, 3, 2, 10, 0)),
        (at(2026, 3, 2, 10, 30), 2, at(2026, 3, 2, 14, 30)),  # lunch does not count
        (at(2026, 3, 2, 12, 0), 1, at(2026, 3, 2, 14, 30)),  # arrived during lunch
        (at(2026, 3, 2, 16, 0), 8, at(2026, 3, 3, 16, 30)),  # into the next day
        (at(2026, 3, 6, 16, 0), 2, at(2026, 3, 9, 8, 30)),  # over a weekend
        (at(2026, 3, 2, 22, 0), 1, at(2026, 3, 3, 8, 30)),  # at night
        (at(2026, 3, 3, 5, 0), 1, at(2026, 3, 3, 8, 30)),  # before the doors open
        (at(2026, 3, 7, 9, 0), 4, at(2026, 3, 9, 11, 30)),  # ends with the shift, not after lunch
        (at(2026, 3, 2, 8, 0), 0, at(2026, 3, 2, 8, 0)),
        (at(2026, 3, 7, 8, 0), 0, at(2026, 3, 9, 7, 30)),
        (at(2026, 2, 13, 16, 30), 1, at(2026, 2, 23, 8, 0)),  # over Tết
    ],
)
def test_working_hours(start: datetime, hours: float, end: datetime) -> None:
    assert CALENDAR.add_working_hours(start, hours) == end


def test_hours_come_back_in_utc_whatever_zone_they_began_in() -> None:
    end = CALENDAR.add_working_hours(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), 1)
    assert end.tzinfo is UTC
    assert end == at(2026, 3, 2, 9, 0)


def test_an_office_may_keep_other_hours() -> None:
    morning = WorkingCalendar(shifts=[Shift(time(7), time(9))])
    assert morning.add_working_hours(at(2026, 3, 2, 8), 2) == at(2026, 3, 3, 8)


@pytest.mark.parametrize(
    "count", [CALENDAR.add_working_days, CALENDAR.take_working_days], ids=["add", "take"]
)
def test_days_are_not_counted_backwards_by_a_minus(count: object) -> None:
    with pytest.raises(ValueError, match="counted"):
        count(date(2026, 3, 2), -1)  # type: ignore[operator]


def test_hours_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_hours(at(2026, 3, 2), -1)


def test_an_office_without_shifts_is_refused() -> None:
    with pytest.raises(ValueError, match="no working hours"):
        WorkingCalendar(shifts=())


def test_midnight_in_utc_is_morning_in_vietnam_and_five_in_the_afternoon_is_tomorrow() -> None:
    assert local_day(datetime(2026, 3, 2, 0, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 17, 0, tzinfo=UTC)) == date(2026, 3, 3)


def test_a_day_ends_within_itself() -> None:
    end = end_of(date(2028, 2, 29))
    assert local_day(end) == date(2028, 2, 29)
    assert local_day(end + timedelta(seconds=1)) == date(2028, 3, 1)


def test_swapped_days_are_known_as_far_as_the_package_or_the_office_knows_them() -> None:
    package = WorkingCalendar().known_until
    assert package >= date(2026, 12, 31)
    assert (package.month, package.day) == (12, 31)
    assert WorkingCalendar(confirmed_until=date(2020, 12, 31)).known_until == package
    later = date(package.year + 3, 12, 31)
    assert WorkingCalendar(confirmed_until=later).known_until == later


OFFICE = Office(
    name={},
    root="town",
    units={
        id: Unit(id, {}, "unit", parent)
        for id, parent in (
            ("town", None),
            ("centre", "town"),
            ("desk", "centre"),
            ("other", "town"),
        )
    },
    procedures={},
    categories={},
    days_off=frozenset({date(2026, 3, 2)}),
    extra_days=frozenset({date(2026, 3, 7)}),
    shifts=(Shift(time(8), time(9)),),
    calendar_confirmed_until=date(2090, 12, 31),
)


def test_the_calendar_of_an_office_is_made_of_its_pack() -> None:
    calendar = WorkingCalendar.of(OFFICE)
    assert calendar.add_working_days(date(2026, 3, 1), 1) == date(2026, 3, 3)
    assert calendar.add_working_hours(at(2026, 3, 7, 7), 1) == at(2026, 3, 7, 9)
    assert calendar.known_until == date(2090, 12, 31)


def test_a_unit_keeps_the_hours_and_days_of_the_unit_above_where_it_has_none_of_its_own() -> None:
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    saturday, next_saturday = date(2026, 3, 7), date(2026, 3, 14)
    office = replace(
        OFFICE,
        own_hours=(
            OwnHours("centre", (Shift(time(10), time(12)),), extra_days=frozenset({monday})),
            OwnHours("desk", (), frozenset({monday, saturday}), frozenset({next_saturday})),
            OwnHours("other", (), frozenset({tuesday})),
        ),
    )

    def works(unit: str) -> list[bool]:
        calendar = WorkingCalendar.of(office, unit)
        return [calendar.is_working_day(day) for day in (monday, tuesday, saturday, next_saturday)]

    assert works("town") == works("nowhere") == [False, True, True, False]
    assert works("centre") == [True, True, True, False]
    assert works("desk") == [False, True, False, True]
    assert works("other") == [False, False, True, False]
    opens = [
        WorkingCalendar.of(office, unit).add_working_hours(at(2026, 3, 4), 0).astimezone(LOCAL)
        for unit in ("town", "centre", "desk", "other")
    ]
    assert [moment.hour for moment in opens] == [8, 10, 10, 8]
    assert WorkingCalendar.of(office, "desk").known_until == date(2090, 12, 31)


def test_working_days_and_hours_between_two_moments() -> None:
    assert CALENDAR.working_days_between(date(2026, 2, 13), date(2026, 2, 24)) == 2
    assert CALENDAR.working_days_between(date(2026, 3, 2), date(2026, 3, 2)) == 0
    assert CALENDAR.working_hours_between(at(2026, 3, 2, 11), at(2026, 3, 2, 14)) == 1
    assert CALENDAR.working_hours_between(at(2026, 2, 13, 16), at(2026, 2, 23, 8)) == 1.5
    assert CALENDAR.working_hours_between(at(2026, 3, 7, 8), at(2026, 3, 7, 17)) == 0
    assert CALENDAR.working_hours_between(at(2026, 3, 2, 9), at(2026, 3, 2, 9)) == 0


@pytest.mark.parametrize(
    ("without", "end"),
    [
        # within a shift, and two of them in one
        ([(at(2026, 3, 2, 9), at(2026, 3, 2, 9, 30))], at(2026, 3, 2, 11)),
        (
            [
                (at(2026, 3, 2, 8), at(2026, 3, 2, 8, 30)),
                (at(2026, 3, 2, 9), at(2026, 3, 2, 9, 15)),
            ],
            at(2026, 3, 2, 11, 15),
        ),
        # over lunch; a whole shift; before, and after what is counted
        ([(at(2026, 3, 2, 10), at(2026, 3, 2, 14))], at(2026, 3, 2, 14, 30)),
        ([(at(2026, 3, 2, 7), at(2026, 3, 2, 13))], at(2026, 3, 2, 16)),
        ([(at(2026, 3, 1, 7), at(2026, 3, 2, 8))], at(2026, 3, 2, 10, 30)),
        ([(at(2026, 3, 2, 10, 30), at(2026, 3, 2, 17))], at(2026, 3, 2, 10, 30)),
        # no time at all
        ([(at(2026, 3, 2, 9), at(2026, 3, 2, 9))], at(2026, 3, 2, 10, 30)),
    ],
)
def test_hours_are_counted_without_some(
    without: list[tuple[datetime, datetime]], end: datetime
) -> None:
    assert CALENDAR.add_working_hours(at(2026, 3, 2, 8), 2.5, without) == end


@pytest.mark.parametrize(
    ("today", "confirmed", "missing"),
    [
        (date(2093, 2, 1), date(2093, 12, 31), None),
        (date(2093, 9, 30), date(2093, 12, 31), None),
        (date(2093, 10, 1), date(2093, 12, 31), 2094),
        (date(2093, 10, 1), date(2094, 12, 31), None),
        (date(2093, 2, 1), date(2092, 12, 31), 2093),
        (date(2093, 12, 1), date(2092, 12, 31), 2093),
        (date(2093, 12, 1), None, 2093),
        (date(2024, 2, 1), None, None),  # the package knows it
    ],
)
def test_the_coming_year_is_missed_from_october_on(
    today: date, confirmed: date | None, missing: int | None
) -> None:
    assert WorkingCalendar(confirmed_until=confirmed).missing_year(today) == missing


def test_importing_the_calendar_does_not_load_the_holidays() -> None:
    """`holidays` takes a quarter of a second; a cold start must not pay for it."""
    code = "import sys, feedback.case_clock, feedback.office_lint; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
