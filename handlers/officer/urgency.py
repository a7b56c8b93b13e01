"""How a case stands to its time limit, in a word and a colour, and its one line in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from operator import itemgetter

from feedback.calendar import WorkingCalendar, local_day
from feedback.case import Case, CaseFacts, Standing
from feedback.case_clock import CaseClock
from feedback.code import spell
from feedback.deadline import said, said_at
from feedback.first_steps import ACKNOWLEDGE, URGENT, acknowledge, first_steps
from feedback.messages import Line, Text
from feedback.unit import Office
from feedback.workflow import OPEN

URGENCIES = ("late", "today", "soon", "later", "unlimited", "waiting")
"""The most urgent first. `waiting`: for the citizen, or whatever else stops the clock."""
MARKS: Mapping[str, str] = {
    **{"late": "🔴", "today": "🟠", "soon": "🟡"},
    **{"later": "🟢", "unlimited": "⚪", "waiting": "⏸"},
}
"""Colours for the eye; the word always stands beside them."""
_SOON = 2
"""Working days."""
_NEVER = datetime.max.replace(tzinfo=UTC)
_OTHERS = frozenset({"citizen", "timer"})
"""Who is not of the office."""


class Watch:
    """Looks at many cases at one moment."""

    def __init__(self, office: Office, now: datetime) -> None:
        self._office, self._now, self._today = office, now, local_day(now)
        self._calendars: dict[str, tuple[WorkingCalendar, date]] = {}
        self._waiting: dict[tuple[str, str], bool] = {}

    def urgency(self, case: CaseFacts) -> str:
        """Return how urgent a case is, one of URGENCIES."""
        clock = self.next(case)
        return self._urgency(case, None if clock is None else clock.due_at)

    def next(self, case: CaseFacts) -> CaseClock | None:
        """Return the time limit that is to be kept next: that of whoever waits for an answer, or
        before it that of taking notice; once the answer is late, there is nothing worse."""
        clock = running(case)
        first = self._acknowledge(case, None if clock is None else clock.due_at)
        return clock if first is None else first

    def first_steps(self, case: CaseFacts) -> tuple[CaseClock, ...]:
        """Return the short time limits at the beginning of a case."""
        return first_steps(self._office, case, self._hours(case.unit)[0])

    def ranked(self, cases: Iterable[Standing]) -> list[tuple[str, Standing]]:
        """Return cases of a long list with their urgency, due first."""
        found = []
        for case in cases:
            due_at = case.due_at
            if not case.acknowledged:
                first = self._acknowledge(case, due_at)
                due_at = due_at if first is None else first.due_at
            how = self._urgency(case, due_at)
            by = due_at or _NEVER
            found.append((URGENCIES.index(how), by, case.received_at, case.id, how, case))
        found.sort(key=itemgetter(0, 1, 2, 3))
        return [each[4:] for each in found]

    def _urgency(self, case: CaseFacts | Standing, due_at: datetime | None) -> str:
        if self._waits(case):
            return "waiting"
        if due_at is None:
            return "unlimited"
        if self._now > due_at:
            return "late"
        promised = local_day(due_at)
        if promised == self._today:
            return "today"
        return "soon" if promised <= self._hours(case.unit)[1] else "later"

    def due(self, case: CaseFacts) -> Line:
        """Return by when something is to be done, and how much time is left."""
        how, clock = self.urgency(case), self.next(case)
        if clock is None:
            return Text("task-due", {"how": how, "left": 0, "day": ""})
        if clock.rule.step in (ACKNOWLEDGE, URGENT):
            by = said_at(clock.due_at, self._today)
            return Text("task-acknowledge", {"late": "yes" if how == "late" else "no", "by": by})
        calendar, _ = self._hours(case.unit)
        between = sorted((self._today, clock.promised))
        about: dict[str, Line | int | datetime] = {
            "how": how,
            "left": calendar.working_days_between(*between),
            "day": until(clock),
        }
        return Text("task-due", about)

    def line(self, case: Case) -> Line:
        """Return a case in one line: nothing of what it says and of who sent it."""
        office = self._office
        about = {
            "mark": MARKS[self.urgency(case)],
            "code": short(case),
            "about": subject(office, case),
            "unit": place(office, case.unit),
            "due": self.due(case),
        }
        return Text("task-line", about)

    def _acknowledge(
        self, case: CaseFacts | Standing, answer_by: datetime | None
    ) -> CaseClock | None:
        """Return by when notice is to be taken, where that is what comes next."""
        if case.acknowledged or (answer_by is not None and answer_by < self._now):
            return None
        first = acknowledge(self._office, case, self._hours(case.unit)[0])
        later = first is not None and answer_by is not None and first.due_at > answer_by
        return None if later else first

    def _hours(self, unit: str) -> tuple[WorkingCalendar, date]:
        """Return a unit's calendar and the last day that is soon, worked out once."""
        if unit not in self._calendars:
            calendar = WorkingCalendar.of(self._office, unit)
            self._calendars[unit] = calendar, calendar.add_working_days(self._today, _SOON)
        return self._calendars[unit]

    def _waits(self, case: CaseFacts | Standing) -> bool:
        """Tell whether nobody of the office has a next step: it is the citizen's turn."""
        known = self._waiting.get((case.kind, case.state))
        if known is None:
            known = self._waiting[case.kind, case.state] = self._is_waiting(case)
        return known

    def _is_waiting(self, case: CaseFacts | Standing) -> bool:
        flow = self._office.workflow
        state = flow.states.get(case.state)
        if state is None or state.pauses:
            return state is not None
        rows = flow.actions(case.kind, case.state).values()
        return state.stage != OPEN and not any(row.to and row.by - _OTHERS for row in rows)


def urgency(office: Office, case: CaseFacts, now: datetime) -> str:
    """Return how urgent a case is, one of URGENCIES."""
    return Watch(office, now).urgency(case)


def line(office: Office, case: Case, now: datetime) -> Line:
    """Return a case in one line: nothing of what it says and of who sent it."""
    return Watch(office, now).line(case)


def running(case: CaseFacts) -> CaseClock | None:
    """Return the time limit that ends first of those that are open, None when there is none."""
    clocks = [each for each in case.clocks if each.ended_at is None]
    return min(clocks, key=lambda clock: clock.due_at, default=None)


def until(clock: CaseClock) -> Line | datetime:
    """Return when a time limit ends: a day, or of one that counts hours the moment."""
    return clock.due_at if clock.rule.measure == "working-hours" else said(clock.promised)


def short(case: Case) -> str:
    """Return the beginning of a code: enough to tell cases of one list apart, and no key."""
    return spell(case.code).partition("-")[0]


def subject(office: Office, case: CaseFacts) -> Line:
    """Return what a case is, without a word of what it says."""
    kind = office.workflow.kinds.get(case.kind)
    name: Line = case.kind if kind is None else kind.name
    category = office.categories.get(case.category)
    if category is None:
        return name
    return Text("task-about", {"kind": name, "category": category.name})


def place(office: Office, unit: str) -> Line:
    """Return what a unit is called; at the root a case waits to be given to one."""
    known = office.units.get(unit)
    return Text("task-triage") if known is None or unit == office.root else known.name
