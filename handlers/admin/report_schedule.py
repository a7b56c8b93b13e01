"""`/baocao dinh-ky`: reports that come by themselves on the first working morning of a period."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace

from feedback.calendar import WorkingCalendar, local_day
from feedback.messages import Button, Line, Reply, Text
from feedback.period import Period
from feedback.person import Grant, Person
from feedback.ports import Job
from feedback.report_plan import ReportPlan
from feedback.text import fold
from handlers.admin.asking import understand, unit_name
from handlers.context import DEFAULT_LANGUAGE, Answer, Notice, Turn, actor
from handlers.jobs import JobContext

_ASKS = ("dinh ky", "schedule")
_EVERY = {"thang": 1, "hang thang": 1, "monthly": 1, "quy": 3, "hang quy": 3, "quarterly": 3}
_END = ("thoi", "dung", "stop")


def after_word(words: str) -> str | None:
    """Return what stands behind "định kỳ"; None where a report is asked for at once."""
    folded = fold(words).replace("-", " ")
    for ask in _ASKS:
        if folded == ask or folded.startswith(f"{ask} "):
            return " ".join(words.replace("-", " ").split()[len(ask.split()) :])
    return None


async def answer(turn: Turn, words: str) -> Answer:
    """Keep or end a plan; without a word say what is planned."""
    folded = fold(words)
    if folded in _END:
        turn.storage.report_plans.end(turn.person.id)
        return Answer((Reply(lines=(Text("report-plan-ended"),)),))
    for every in sorted(_EVERY, key=len, reverse=True):
        if folded == every or folded.startswith(f"{every} "):
            return _plan(turn, _EVERY[every], " ".join(words.split()[len(every.split()) :]))
    plans = await turn.storage.report_plans.of(turn.person.id)
    lines: list[Line] = [Text("report-plan-how")]
    lines += [Text("report-plan-line", _about(turn, each)) for each in plans]
    rows = [
        (Button(Text("report-plan-button", {"months": months}), f"c:baocao dinh-ky {word}"),)
        for word, months in (("thang", 1), ("quy", 3))
    ]
    if plans:
        rows.append((Button(Text("report-plan-end"), "c:baocao dinh-ky thoi"),))
    return Answer((Reply(lines=tuple(lines), rows=tuple(rows)),))


def _plan(turn: Turn, months: int, unit: str) -> Answer:
    asked = understand(turn, "baocao", unit, {})
    if isinstance(asked, Answer):
        return asked
    plan = ReportPlan(turn.person.id, asked.unit or turn.office.root, months, turn.today)
    turn.storage.report_plans.add(plan)
    return Answer((Reply(lines=(Text("report-plan-kept", _about(turn, plan)),)),))


def _about(turn: Turn, plan: ReportPlan) -> dict[str, Line | int | float]:
    return {"months": plan.months, "unit": unit_name(turn.office, plan.unit)}


async def due(
    context: JobContext, admins: Collection[str]
) -> list[Callable[[JobContext], Awaitable[tuple[Notice, ...]]]]:
    """Return the reports that are to be made now; `admins` are people the settings name."""
    office, today = context.office, local_day(context.now)
    if not WorkingCalendar.of(office).is_working_day(today):
        return []
    found: list[_Sent] = []
    for plan in await context.work.report_plans.all():
        period = plan.period(today)
        if period is None:
            continue
        told = await context.work.told.of("report", _mark(plan, period))
        person = None if plan.person in told else await context.work.people.by_id(plan.person)
        if person is None:
            continue
        if person.id in admins:
            person = replace(person, grants=person.grants | {Grant("admin")})
        if plan.stands(office, actor(person, office)):
            found.append(_Sent(person, plan, period))
    return list(found)


@dataclass(frozen=True, slots=True)
class _Sent:
    person: Person
    plan: ReportPlan
    period: Period

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Have the report made in work of its own, in the same commit with the note that it is."""
        mark, work = _mark(self.plan, self.period), context.work
        work.told.tell("report", self.person.id, mark, context.now)
        payload = {
            "person": self.person.id,
            "language": self.person.language or DEFAULT_LANGUAGE,
            "unit": None if self.plan.unit == context.office.root else self.plan.unit,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
        }
        work.add_job(Job(context.new_id(), "report", payload))
        subject = f"report {self.plan.unit} {self.period.token}"
        work.audit.note(self.person.id, "export", subject, context.now)
        return ()


def _mark(plan: ReportPlan, period: Period) -> str:
    return f"{plan.unit} {period.token}"
