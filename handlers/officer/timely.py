"""What the program does by itself when its time has come: warn, raise an alarm, take the next step.

Everything is an errand, done once and in one commit with the note that it is done; whoever is
second, another replica or the same after a crash, finds it done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.access import TIMER
from feedback.calendar import LOCAL, WorkingCalendar, end_of, local_day
from feedback.case import Case, Event
from feedback.code import spell
from feedback.deadline import rule, said
from feedback.decision import Refusal, by_itself, state_name
from feedback.messages import Address, Button, Line, Reply, Text
from feedback.person import Person
from feedback.workflow import ENDED
from handlers import case_acting, case_notices
from handlers.case_acting import Desk
from handlers.context import Notice
from handlers.jobs import JobContext
from handlers.officer import digest, notices
from handlers.officer.colleagues import on_duty

Do = Callable[[JobContext], Awaitable[tuple[Notice, ...]]]


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done now. `do` notes what it changes and returns what is said."""

    what: str
    do: Do


async def due(context: JobContext, admins: Iterable[Address] = ()) -> list[Errand]:
    """Return what is to be done now, nothing at night; `admins` are those of the settings."""
    rules = context.office.reminders
    hour = context.now.astimezone(LOCAL).hour
    if not rules.from_hour <= hour < rules.to_hour:
        return []
    return [
        *await _limits(context),
        *await _untouched(context),
        *await _next_steps(context),
        *await _days_off(context, tuple(admins)),
        *[Errand("digest", do) for do in await digest.due(context)],
    ]


# Time limits


async def _limits(context: JobContext) -> list[Errand]:
    """Look for limits that ended or soon will: what is worst is said, not each step on the way."""
    office, today = context.office, local_day(context.now)
    calendar = WorkingCalendar.of(office)
    soon = calendar.add_working_days(today, office.reminders.warn_days)
    raised = _working_days_ago(calendar, today, office.reminders.chair_days)
    levels = (
        ("raised", end_of(raised)),
        ("late", context.now),
        ("last-day", end_of(today) + timedelta(seconds=1)),
        ("warned", end_of(soon) + timedelta(seconds=1)),
    )
    errands: dict[str, Errand] = {}
    for place, (level, before) in enumerate(levels):
        milder = tuple(name for name, _ in levels[place + 1 :])
        for case in await context.work.cases.limits(level, before):
            errands.setdefault(case.id, Errand(level, _Limit(case, level, milder)))
    return list(errands.values())


def _working_days_ago(calendar: WorkingCalendar, today: date, days: int) -> date:
    day = today
    for _ in range(days):
        day = calendar.working_day_until(day - timedelta(days=1))
    return day


@dataclass(frozen=True, slots=True)
class _Limit:
    case: Case
    level: str
    milder: tuple[str, ...]

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Tell those in charge; once it is late their head, and in the end those at the top."""
        storage, office = context.work, context.office
        case = await storage.cases.by_id(self.case.id)  # as it is now, and to be written to
        clocks = () if case is None else case.clocks
        running = [c.due_at for c in clocks if c.ended_at is None and not c.is_paused]
        if case is None or not running:
            return ()
        mark = _milliseconds(min(running))
        storage.told.tell(self.level, case.id, mark, context.now)
        before = {name: case.id in await storage.told.of(name, mark) for name in self.milder}
        for name in self.milder:
            storage.told.spare(name, case.id, mark, context.now)
        desk = Desk.of_job(context)
        late = self.level in ("late", "raised")
        # The history says once that it was warned of, and once that it became late.
        if self.level == "warned" or (self.level == "last-day" and not before["warned"]):
            case_acting.keep(desk, case, Event(case.id, context.now, "warned", TIMER.person))
        if self.level == "late" or (self.level == "raised" and not before["late"]):
            case_acting.keep(desk, case, Event(case.id, context.now, "late", TIMER.person))
        who = list(await on_duty(storage, office, case))
        if late:
            who += await notices.heads(storage, office, case)
        if self.level == "raised":
            who += await notices.heads(storage, office, case, top=True)
        return notices.to(_once(who), notices.about(context, case, self.level))


async def _untouched(context: JobContext) -> list[Errand]:
    """Look for petitions nothing has happened to for as long as the law bears."""
    try:
        limit = rule(context.office.clocks, "petition", "untouched", local_day(context.now))
    except LookupError:
        return []
    before = context.now - timedelta(days=limit.amount)
    found = await context.work.cases.untouched(before, "untouched")
    return [Errand("untouched", _Untouched(case)) for case in found]


@dataclass(frozen=True, slots=True)
class _Untouched:
    case: Case

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        storage, office, case = context.work, context.office, self.case
        storage.told.tell("untouched", case.id, _milliseconds(case.entered_at), context.now)
        who = [
            *await on_duty(storage, office, case),
            *await notices.heads(storage, office, case),
            *await notices.heads(storage, office, case, top=True),
        ]
        return notices.to(_once(who), notices.about(context, case, "untouched"))


# Steps of the workflow that nobody takes


async def _next_steps(context: JobContext) -> list[Errand]:
    """Look for cases whose next step is the timer's, and for people who still can prevent it."""
    office, cases = context.office, context.work.cases
    today = local_day(context.now)
    errands = []
    for state, days in _waiting(context).items():
        for case in await cases.stayed(state, context.now - timedelta(days=days)):
            step = by_itself(office, case)
            if step is not None and step[1] <= today:
                errands.append(Errand("next-step", _NextStep(case)))
        ahead = context.now - timedelta(days=days - office.reminders.lapse_days)
        if days > office.reminders.lapse_days:
            for case in await cases.stayed(state, ahead, "lapses"):
                step = by_itself(office, case)
                if step is not None and today < step[1]:
                    errands.append(Errand("lapses", _Lapses(case, step[1])))
    return errands


def _waiting(context: JobContext) -> dict[str, int]:
    """Return the states something happens in by itself, and after how many days at the earliest."""
    waiting: dict[str, int] = {}
    for row in context.office.workflow.transitions:
        if row.after is not None:
            for state in row.sources:
                waiting[state] = min(row.after, waiting.get(state, row.after))
    return waiting


@dataclass(frozen=True, slots=True)
class _NextStep:
    case: Case

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        case = await context.work.cases.by_id(self.case.id)  # as it is now, and to be written to
        step = None if case is None else by_itself(context.office, case)
        if case is None or step is None:
            return ()
        done = await case_acting.perform(Desk.of_job(context), case, step[0], TIMER)
        return () if isinstance(done, Refusal) else done.notices


@dataclass(frozen=True, slots=True)
class _Lapses:
    case: Case
    day: date

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Remind the people of a case of what they can still do, unless it just closes a success."""
        case = self.case
        mark = _milliseconds(case.entered_at)
        context.work.told.tell("lapses", case.id, mark, context.now)
        state = context.office.workflow.states[case.state]
        about: dict[str, Line | str | date] = {
            "code": spell(case.code),
            "day": said(self.day),
            "state": state_name(context.office, case.state),
            "asked": "yes"
            if state.pauses or (state.stage != ENDED and not case.outcome)
            else "no",
        }
        reply = Reply(
            lines=(Text("case-notice-lapses", about),),
            rows=((Button(Text("case-look"), f"c:tracuu {case.code}"),),),
        )
        return await case_notices.to_people(context.work, case, reply)


# Days off


async def _days_off(context: JobContext, admins: tuple[Address, ...]) -> list[Errand]:
    """Look whether next year's days off are known in time; administrators are told once."""
    calendar = WorkingCalendar.of(context.office)
    year = calendar.missing_year(local_day(context.now))
    if year is None or "office" in await context.work.told.of("days-off", str(year)):
        return []
    return [Errand("days-off", _DaysOff(year, admins))]


@dataclass(frozen=True, slots=True)
class _DaysOff:
    year: int
    admins: tuple[Address, ...]

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        storage = context.work
        storage.told.tell("days-off", "office", str(self.year), context.now)
        staff = [each.person for each in await storage.invitations.staff()]
        named = [await storage.people.known(each) for each in self.admins]
        who = [each for each in staff if "admin" in each.roles] + [each for each in named if each]
        reply = Reply(lines=(Text("time-days-off", {"year": str(self.year)}),))
        return notices.to(_once(who), reply)


def _once(people: Iterable[Person]) -> list[Person]:
    return list({each.id: each for each in people}.values())


def _milliseconds(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))
