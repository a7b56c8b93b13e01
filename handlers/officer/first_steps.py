"""The beginning of a case is looked after: who is to take notice of it, pass it on or ask for more
hears before the time is over, and of what nobody took notice of their head hears after it.

Cases come in storms: those of one unit are told of together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from feedback.access import is_sealed
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import Case, Standing
from feedback.case_clock import CaseClock, is_late
from feedback.deadline import left
from feedback.errors import RowDamaged
from feedback.first_steps import acknowledge, first_steps
from feedback.messages import Button, Line, Reply, Text
from feedback.person import Person
from feedback.unit import Office
from handlers.context import Notice
from handlers.jobs import JobContext
from handlers.officer import notices
from handlers.officer.colleagues import on_duty
from handlers.officer.urgency import line

TOLD = "first-steps"
"""What this is called among the things that are done once; the marks are these:"""
SOON, LATE, LEAVING = "unnoticed-soon", "unnoticed-late", "leaving-soon"
_AT_ONCE = 50
"""Cases of one unit told of in one commit; the others are told of a minute later."""
_NAMED = 8

Do = Callable[[JobContext], Awaitable[tuple[Notice, ...]]]


async def due(context: JobContext) -> list[tuple[str, Do]]:
    """Return what is to be told now, by what it is: of units that work today."""
    office, today = context.office, local_day(context.now)
    calendars: dict[str, WorkingCalendar | None] = {}
    found: dict[tuple[str, str], list[str]] = {}
    told = TOLD, LATE, LEAVING
    beginning = context.work.cases.beginning
    for case, warned in await beginning(*_where(office), context.now, told):
        if case.unit not in calendars:
            calendar = WorkingCalendar.of(office, case.unit)
            calendars[case.unit] = calendar if calendar.is_working_day(today) else None
        known = calendars[case.unit]
        mark = "" if known is None else _mark(context, case, known)
        again = warned and mark != LATE and not case.acknowledged
        if mark and not again:
            found.setdefault((mark, case.unit), []).append(case.id)
    return [(mark, _Told(mark, tuple(ids[:_AT_ONCE]))) for (mark, _), ids in found.items()]


def _where(office: Office) -> tuple[list[str], list[str]]:
    """Return the states in which there are first steps, and the kinds that have time limits."""
    flow = office.workflow
    states = [each.id for each in flow.states.values() if each.soon]
    return states, [each.id for each in flow.kinds.values() if each.clock]


def _mark_of(context: JobContext, case: Case) -> str:
    return _mark(context, case, WorkingCalendar.of(context.office, case.unit))


def _mark(context: JobContext, case: Standing | Case, calendar: WorkingCalendar) -> str:
    """Return what is to be said of a case now; empty for nothing."""
    first = acknowledge(context.office, case, calendar)
    if first is not None:  # the only one of them that is owed whatever the case is about
        near = SOON if _is_near(context, first, calendar) else ""
        return LATE if is_late(first, context.now) else near
    limits = first_steps(context.office, case, calendar)
    return LEAVING if any(_is_near(context, each, calendar) for each in limits) else ""


def _is_near(context: JobContext, clock: CaseClock, calendar: WorkingCalendar) -> bool:
    rules = context.office.reminders
    in_hours = clock.rule.measure == "working-hours"
    near = left(clock.rule, context.now, clock.due_at, calendar)
    return 0 <= near <= (rules.warn_hours if in_hours else rules.warn_days)


@dataclass(frozen=True, slots=True)
class _Told:
    mark: str
    cases: tuple[str, ...]

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Tell everybody of the cases that are theirs; of those that went on meanwhile nobody."""
        storage, office = context.work, context.office
        told: dict[str, tuple[Person, list[Case]]] = {}
        sealed: list[Notice] = []
        for id in self.cases:
            storage.told.tell(TOLD, id, self.mark, context.now)
            case = None
            with suppress(RowDamaged):  # `langnghe check` tells of it; the others do not wait
                case = await storage.cases.by_id(id)
            if case is None or _mark_of(context, case) != self.mark:
                continue
            who = [*await on_duty(storage, office, case)]
            if self.mark == LATE:
                storage.told.spare(TOLD, id, SOON, context.now)
                who += await notices.heads(storage, office, case)
            people = {each.id: each for each in who}
            if is_sealed(office, case):
                sealed += notices.to(people.values(), notices.about(context, case, self.mark))
                continue
            for person in people.values():
                told.setdefault(person.id, (person, []))[1].append(case)
        said = [
            notice
            for person, cases in told.values()
            for notice in notices.to((person,), self._reply(context, cases))
        ]
        return (*said, *sealed)

    def _reply(self, context: JobContext, cases: Sequence[Case]) -> Reply:
        lines: list[Line] = [Text("first-steps", {"what": self.mark, "count": len(cases)})]
        lines += [line(context.office, each, context.now) for each in cases[:_NAMED]]
        button = Button(Text("officer-tasks"), "c:viec")
        if len(cases) == 1:
            button = Button(Text("officer-open"), f"case:{cases[0].id}")
        return Reply(lines=tuple(lines), rows=((button,),))
