"""When something is due: the office's legal clocks over its working calendar.

Counting follows Bộ luật Dân sự 2015, Đ147-148: the day of the event does not count, a period ends
with its last day, and one that would end on a day off ends with the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from feedback.calendar import WorkingCalendar, end_of, local_day
from feedback.unit import Clock


def rule(clocks: Iterable[Clock], kind: str, step: str, on: date) -> Clock:
    """Return the time limit in force on a day; an open case keeps the one it began under.

    Raises LookupError when the office has none; loading a pack makes sure of those the program
    itself needs (`feedback.office.NEEDED_CLOCKS`).
    """
    for clock in clocks:
        if (clock.kind, clock.step) == (kind, step) and clock.in_force(on):
            return clock
    raise LookupError(f"no time limit for {kind} · {step} on {on}; add one to office.yaml")


def due(clock: Clock, received_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the last moment (UTC) in time; for days, the last second of the last local day.

    A clock that runs `before` an event counts back from `received_at`, the event, and rolls to
    the working day before: late notice of a dialogue would be no notice.
    """
    if clock.measure == "working-hours":
        return calendar.add_working_hours(received_at, clock.amount)
    day = local_day(received_at)
    if clock.measure == "working-days":
        count = calendar.take_working_days if clock.before else calendar.add_working_days
        return end_of(count(day, clock.amount))
    if clock.before:
        return end_of(calendar.working_day_until(day - timedelta(days=clock.amount)))
    return end_of(calendar.working_day_from(day + timedelta(days=clock.amount)))


def promised_day(clock: Clock, received_at: datetime, calendar: WorkingCalendar) -> date:
    """Return the local day by which an answer is promised."""
    return local_day(due(clock, received_at, calendar))
