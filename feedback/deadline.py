"""When something is due: the office's legal clocks over its working calendar.

Counting follows Bộ luật Dân sự 2015, Đ147-148: the day of the event does not count, a period ends
with the end of its last day, and one that would end on a day off ends with the next working day.

A clock that stood still (waiting for the citizen) counts on in the same way. Being answered is an
event, and its day does not count either; a day on which the clock ran before it was stopped is a
day used. A period cannot end while its clock stands still: whoever asks on the last day has one
day left once the answer is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from feedback.calendar import LOCAL, Stretch, WorkingCalendar, end_of, local_day
from feedback.messages import Text
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


def due(
    clock: Clock,
    began_at: datetime,
    calendar: WorkingCalendar,
    stood_still: Sequence[Stretch] = (),
    longer_by: int = 0,
) -> datetime:
    """Return the last moment (UTC) in time; for days, the last second of the last local day.

    `stood_still`: the stretches, in order, in which the clock did not run. `longer_by`: what was
    granted besides, in the clock's measure; it is counted with the rest, from the beginning.

    A clock that runs `before` an event counts back from `began_at`, the event, and rolls to the
    working day before: late notice of a dialogue would be no notice. Granting more time moves
    the event; standing still does not.
    """
    if clock.before:
        return end_of(_day_before(clock, local_day(began_at), calendar, longer_by))
    amount = clock.amount + longer_by
    if clock.measure == "working-hours":
        return calendar.add_working_hours(began_at, amount, stood_still)
    still = [(local_day(stopped), local_day(went_on)) for stopped, went_on in stood_still]
    in_working_days = clock.measure == "working-days"
    day, used = local_day(began_at), 0
    while True:
        day += timedelta(days=1)
        if any(stopped < day <= went_on for stopped, went_on in still):
            continue
        works = calendar.is_working_day(day)
        used += works or not in_working_days
        if used >= amount and works and not any(a == day < b for a, b in still):
            return end_of(day)


def _day_before(clock: Clock, event: date, calendar: WorkingCalendar, later_by: int) -> date:
    if clock.measure == "working-days":
        event = calendar.add_working_days(event, later_by) if later_by else event
        return calendar.take_working_days(event, clock.amount)
    return calendar.working_day_until(event + timedelta(days=later_by - clock.amount))


def left(clock: Clock, at: datetime, due_at: datetime, calendar: WorkingCalendar) -> float:
    """Return the time from a moment until something is due, in the clock's measure.

    Whole days: 0 is the last day. Negative: how late it is.
    """
    if due_at < at:
        return -left(clock, due_at, at, calendar)
    if clock.measure == "working-hours":
        return calendar.working_hours_between(at, due_at)
    today, last = local_day(at), local_day(due_at)
    if clock.measure == "working-days":
        return calendar.working_days_between(today, last)
    return (last - today).days


def said(day: date) -> Text:
    """Return a day on which something is due as people say it: "thứ Sáu, 27/11/2026"."""
    return Text("day-said", {"weekday": day.isoweekday(), "day": day})


def said_at(moment: datetime, today: date) -> Text:
    """Return a moment at which something is due as people say it: "10:30 hôm nay"."""
    day = local_day(moment)
    when = {today: "today", today + timedelta(days=1): "tomorrow"}.get(day, "later")
    time = f"{moment.astimezone(LOCAL):%H:%M}"
    return Text("moment-said", {"time": time, "when": when, "day": said(day)})
