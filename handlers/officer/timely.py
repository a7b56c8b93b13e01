"""What the program does by itself when its time has come: warn, raise an alarm, take the next step.

Everything is an errand, done once and in one commit with the note that it is done; whoever is
second, another replica or the same after a crash, finds it done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from feedback.access import TIMER
from feedback.calendar import LOCAL, WorkingCalendar, end_of, local_day
from feedback.case import Case, Event
from feedback.deadline import rule
from feedback.decision import Act, Refusal, by_itself
from feedback.errors import ClockRefused, Conflict
from feedback.messages import Address, Reply, Text
from feedback.person import Person
from feedback.ports import Job
from handlers import case_acting, case_notices
from handlers.admin import report_schedule
from handlers.case_acting import Desk
from handlers.context import Notice
from handlers.jobs import JobContext
from handlers.officer import digest, first_steps, notices
from handlers.officer.colleagues import on_duty

MORNING = "told-in-the-morning"
"""The job that tells officers of one thing that happened at night."""

Do = Callable[[JobContext], Awaitable[tuple[Notice, ...]]]


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done now. `do` notes what it changes and returns what is said."""

    what: str
    do: Do


async def due(context: JobContext, admins: Collection[Address] = ()) -> list[Errand]:
    """Return what is to be done now, nothing at night; `admins` are those of the settings."""
    if notices.awake_from(context.office, context.now) > context.now:
        return []
    return [
        *await _night(context),
        *await _limits(context),
        *[Errand(what, do) for what, do in await first_steps.due(context)],
        *await _untouched(context),
        *await _next_steps(context),
        *await _days_off(context, tuple(admins)),
        *[Errand("digest", do) for do in await digest.due(context)],
        *[Errand("report", do) for do in await _reports(context, admins)],
    ]


async def _reports(context: JobContext, admins: Collection[Address]) -> list[Do]:
    """Look for reports of a month or quarter that is over."""
    named = [await context.work.people.known(each) for each in admins]
    return await report_schedule.due(context, {each.id for each in named if each is not None})


# The night


async def _night(context: JobContext) -> list[Errand]:
    """Look whether what happened at night is still to be told."""
    day = local_day(context.now).isoformat()
    if "office" in await context.work.told.of("night", day):
        return []
    return [Errand("night", _Night(day))]


@dataclass(frozen=True, slots=True)
class _Night:
    day: str

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Have officers told of each thing by work of its own."""
        rules, work = context.office.reminders, context.work
        work.told.tell("night", "office", self.day, context.now)
        midnight = datetime.combine(local_day(context.now), time.min, LOCAL)
        evening = midnight - timedelta(days=1) + timedelta(hours=rules.to_hour)
        morning = midnight + timedelta(hours=rules.from_hour)
        for case, event in await work.cases.happened(evening, morning):
            work.add_job(Job(context.new_id(), MORNING, {"case": case, "event": event}))
        return ()


# Time limits, of which officers hear on working days


async def _limits(context: JobContext) -> list[Errand]:
    """Look for limits that ended or soon will: what is worst is said, not each step on the way."""
    office, today = context.office, local_day(context.now)
    calendar = WorkingCalendar.of(office)
    soon = calendar.add_working_days(today, office.reminders.warn_days)
    raised = calendar.take_working_days(today, office.reminders.chair_days)
    levels = (
        ("raised", end_of(raised) + timedelta(seconds=1)),
        ("late", context.now),
        ("last-day", end_of(today) + timedelta(seconds=1)),
        ("warned", end_of(soon) + timedelta(seconds=1)),
    )
    errands: dict[str, Errand] = {}
    for place, (level, before) in enumerate(levels):
        milder = tuple(name for name, _ in levels[place + 1 :])
        for case in _at_work(context, await context.work.cases.limits(level, before)):
            errands.setdefault(case.id, Errand(level, _Limit(case, level, milder)))
    return list(errands.values())


def _at_work(context: JobContext, cases: Iterable[Case]) -> list[Case]:
    """Return those of units that work today; of the others nobody need hear on a day off."""
    works: dict[str, bool] = {}
    found = []
    for case in cases:
        if case.unit not in works:
            calendar = WorkingCalendar.of(context.office, case.unit)
            works[case.unit] = calendar.is_working_day(local_day(context.now))
        if works[case.unit]:
            found.append(case)
    return found


async def _as_it_is(context: JobContext, case: Case) -> Case:
    """Return a case to be written to; a Conflict when something was done to it since it was found:
    it is looked at again then."""
    now_is = await context.work.cases.by_id(case.id)
    if now_is is None or now_is.version != case.version:
        raise Conflict
    return now_is


@dataclass(frozen=True, slots=True)
class _Limit:
    case: Case
    level: str
    milder: tuple[str, ...]

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Tell those in charge; once it is late their head, and in the end those at the top."""
        storage, office = context.work, context.office
        case = await _as_it_is(context, self.case)
        running = [c.due_at for c in case.clocks if c.ended_at is None and not c.is_paused]
        mark = _milliseconds(min(running))
        storage.told.tell(self.level, case.id, mark, context.now)
        before = {name: case.id in await storage.told.of(name, mark) for name in self.milder}
        for name in self.milder:
            storage.told.spare(name, case.id, mark, context.now)
        desk = Desk.of_job(context)
        late = self.level in ("late", "raised")
        # The history says once that it was warned of, and once that it became late.
        what = "late" if late else "warned"
        if not before.get(what):
            event = Event(case.id, context.now, what, TIMER.person)
            if late and not case.late:
                event = replace(event, note={"change": {"late": True}})
                storage.cases.update(replace(case, late=True), case)
            case_acting.keep(desk, case, event)
        who = list(await on_duty(storage, office, case))
        if late:
            who += await notices.heads(storage, office, case)
        if self.level == "raised":
            who += await notices.heads(storage, office, case, top=True)
        return notices.to(_once(who), notices.about(context, case, self.level))


async def _untouched(context: JobContext) -> list[Errand]:
    """Look for petitions nothing has happened to for as long as the law bears; those that wait for
    the citizen end by themselves."""
    try:
        limit = rule(context.office.clocks, "petition", "untouched", local_day(context.now))
    except LookupError:
        return []
    before = context.now - timedelta(days=limit.amount)
    found = _at_work(context, await context.work.cases.untouched(before, "untouched"))
    lying = (each for each in found if by_itself(context.office, each) is None)
    return [Errand("untouched", _Untouched(case)) for case in lying]


@dataclass(frozen=True, slots=True)
class _Untouched:
    case: Case

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        storage, office = context.work, context.office
        case = await _as_it_is(context, self.case)
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
    soon = today + timedelta(days=office.reminders.lapse_days)
    errands = []
    for state, days in _waiting(context).items():
        for case in await cases.stayed(state, context.now - timedelta(days=days)):
            step = by_itself(office, case)
            if step is not None and step[1] <= today:
                errands.append(Errand("next-step", _NextStep(case, step[0])))
        ahead = context.now - timedelta(days=max(0, days - office.reminders.lapse_days))
        for case in await cases.stayed(state, ahead, "lapses"):
            step = by_itself(office, case)
            if step is not None and today < step[1] <= soon:
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
    act: Act

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        case = await _as_it_is(context, self.case)
        done = await case_acting.perform(Desk.of_job(context), case, self.act, TIMER)
        if isinstance(done, Refusal):  # a workflow that asks a clock for what it cannot give
            raise ClockRefused(done.why)
        return done.notices


@dataclass(frozen=True, slots=True)
class _Lapses:
    case: Case
    day: date

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Remind the people of a case of what they can still do."""
        case = await _as_it_is(context, self.case)
        mark = _milliseconds(case.entered_at)
        context.work.told.tell("lapses", case.id, mark, context.now)
        reply = case_notices.lapses(context.office, case, self.day)
        return await case_notices.to_people(context.work, case, reply)


# Days off


async def _days_off(context: JobContext, admins: tuple[Address, ...]) -> list[Errand]:
    """Look whether next year's days off are known in time; administrators are told once."""
    calendar = WorkingCalendar.of(context.office)
    year = calendar.missing_year(local_day(context.now))
    if year is None or "office" in await context.work.told.of("days-off", str(year)):
        return []
    staff = [each.person for each in await context.work.invitations.staff()]
    named = [await context.work.people.known(each) for each in admins]
    who = [each for each in staff if "admin" in each.roles] + [each for each in named if each]
    return [Errand("days-off", _DaysOff(year, tuple(_once(who))))] if who else []


@dataclass(frozen=True, slots=True)
class _DaysOff:
    year: int
    admins: tuple[Person, ...]

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        context.work.told.tell("days-off", "office", str(self.year), context.now)
        reply = Reply(lines=(Text("time-days-off", {"year": str(self.year)}),))
        return notices.to(self.admins, reply)


def _once(people: Iterable[Person]) -> list[Person]:
    return list({each.id: each for each in people}.values())


def _milliseconds(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))
