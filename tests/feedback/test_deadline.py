"""Legal clocks, against a day-walking oracle that shares nothing with the calculator."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.calendar import WorkingCalendar, local_day
from feedback.deadline import due, rule
from feedback.unit import Clock

CALENDAR = WorkingCalendar()
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

# Written down by hand from the published calendar of 2026, not taken from any library.
DAYS_OFF_2026 = {
    date(2026, 1, 1),
    *(date(2026, 2, day) for day in (16, 17, 18, 19, 20)),
    date(2026, 4, 27),
    date(2026, 4, 30),
    date(2026, 5, 1),
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2026, 9, 2),
    date(2026, 11, 24),
}
WORKED_SATURDAYS_2026 = {date(2026, 8, 22)}


def clock(amount: int, measure: str, before: bool = False) -> Clock:
    return Clock("pakn", "resolve", amount, measure, "a law", before=before)


def promised_day(clock: Clock, began: datetime, calendar: WorkingCalendar) -> date:
    return local_day(due(clock, began, calendar))


def works(day: date) -> bool:
    if day in WORKED_SATURDAYS_2026:
        return True
    return day.isoweekday() < 6 and day not in DAYS_OFF_2026


def walk(received: datetime, amount: int, measure: str, before: bool) -> date:
    """Count one day at a time, as with a finger on a wall calendar."""
    step = timedelta(days=-1 if before else 1)
    day = received.astimezone(HANOI).date()
    counted = 0
    while counted < amount:
        day += step
        counted += 1 if measure == "days" or works(day) else 0
    while not works(day):
        day += step
    return day


@given(
    minutes=st.integers(0, 300 * 24 * 60),
    amount=st.integers(1, 45),
    measure=st.sampled_from(["days", "working-days"]),
)
def test_the_finger_on_the_calendar_agrees(minutes: int, amount: int, measure: str) -> None:
    received = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    found = walk(received, amount, measure, before=False)
    if found.year == 2026:
        assert promised_day(clock(amount, measure), received, CALENDAR) == found


@given(
    minutes=st.integers(0, 300 * 24 * 60),
    amount=st.integers(1, 30),
    measure=st.sampled_from(["days", "working-days"]),
)
def test_the_finger_agrees_backwards(minutes: int, amount: int, measure: str) -> None:
    event = datetime(2026, 3, 5, tzinfo=UTC) + timedelta(minutes=minutes)
    if event.astimezone(HANOI).year == 2026:
        found = walk(event, amount, measure, before=True)
        assert promised_day(clock(amount, measure, before=True), event, CALENDAR) == found


@pytest.mark.parametrize(
    ("received", "amount", "measure", "day"),
    [
        # the day of the event does not count
        (datetime(2026, 3, 2, 1, tzinfo=UTC), 1, "working-days", date(2026, 3, 3)),
        # 23:30 in Hà Nội is still that day; half an hour later it is the next
        (datetime(2026, 3, 2, 16, 30, tzinfo=UTC), 1, "days", date(2026, 3, 3)),
        (datetime(2026, 3, 2, 17, 0, tzinfo=UTC), 1, "days", date(2026, 3, 4)),
        # a period that ends on a Saturday runs to Monday
        (datetime(2026, 3, 4, 1, tzinfo=UTC), 3, "days", date(2026, 3, 9)),
        # one that ends within Tết runs to the first day of work
        (datetime(2026, 2, 6, 1, tzinfo=UTC), 10, "days", date(2026, 2, 23)),
        # one that ends on a working Saturday ends there
        (datetime(2026, 8, 12, 1, tzinfo=UTC), 10, "days", date(2026, 8, 22)),
        # the leap day counts as a day
        (datetime(2028, 2, 28, 1, tzinfo=UTC), 1, "working-days", date(2028, 2, 29)),
        (datetime(2028, 2, 28, 1, tzinfo=UTC), 2, "days", date(2028, 3, 1)),
    ],
)
def test_counting(received: datetime, amount: int, measure: str, day: date) -> None:
    assert promised_day(clock(amount, measure), received, CALENDAR) == day


def test_a_period_of_days_ends_with_its_last_day() -> None:
    received = datetime(2026, 3, 2, 3, tzinfo=UTC)
    end = due(clock(1, "working-days"), received, CALENDAR)
    assert end.astimezone(HANOI) == datetime(2026, 3, 3, 23, 59, 59, tzinfo=HANOI)


def test_working_hours_run_from_the_minute_of_arrival() -> None:
    received = datetime(2026, 3, 6, 8, 30, tzinfo=UTC)  # 15:30 on a Friday: 1.5 h are left
    end = due(clock(8, "working-hours"), received, CALENDAR)
    assert end.astimezone(HANOI) == datetime(2026, 3, 9, 16, 0, tzinfo=HANOI)


def test_more_time_is_never_due_earlier() -> None:
    received = datetime(2026, 1, 30, 3, tzinfo=UTC)
    for measure in ("days", "working-days", "working-hours"):
        ends = [due(clock(n, measure), received, CALENDAR) for n in range(1, 40)]
        assert ends == sorted(ends)
        assert local_day(ends[0]) >= date(2026, 1, 30)


OLD = Clock("complaint", "accept", 10, "days", "Đ27", valid_to=date(2026, 6, 30))
NEW = Clock("complaint", "accept", 7, "working-days", "NĐ 155", valid_from=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2020, 1, 1), OLD),
        (date(2026, 6, 30), OLD),
        (date(2026, 7, 1), NEW),
        (date(2030, 1, 1), NEW),
    ],
)
def test_the_rule_in_force_that_day_counts(on: date, found: Clock) -> None:
    other = clock(15, "working-days")
    assert rule([other, NEW, OLD], "complaint", "accept", on) is found


def test_a_missing_rule_is_named() -> None:
    with pytest.raises(LookupError, match=r"dialogue · announce on 2026-01-02.*office\.yaml"):
        rule([OLD, NEW], "dialogue", "announce", date(2026, 1, 2))
