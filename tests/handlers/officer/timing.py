"""The clock of the town: what is done by itself, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from feedback.calendar import LOCAL, local_day
from feedback.case import Case, Event
from feedback.errors import Conflict
from handlers.case_acting import Desk, keep
from handlers.officer import timely
from tests.handlers.conftest import Town
from tests.handlers.figuring import context, jobs

HOURS = (time(3), time(7), time(7, 30), time(12), time(23))
"""When the tests look on each day."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an hour of a day in Vietnam."""
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC)


async def follows(town: Town) -> None:
    """Do all work that waits; what is said is kept as the town's notices."""
    while waiting := await jobs(town):
        for job in waiting:
            held = context(town)
            await town.router.jobs[job.kind](job, held)
            await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
            town.notices += held.notices


async def ticks(town: Town, **admins: Any) -> list[str]:
    """Do all that is due now, as the program does, and all that follows."""
    done = []
    for errand in await timely.due(context(town), **admins):
        held = context(town)
        try:
            said = await errand.do(held)
            await held.work.commit("", "", town.now)  # type: ignore[attr-defined]
        except Conflict:
            continue
        town.notices += said
        done.append(errand.what)
    await follows(town)
    return done


async def lives(
    town: Town, until: date, look: Callable[[str], Any] = lambda _: None
) -> dict[str, list[date]]:
    """Let days pass; returns on which days each thing was done. `look` is called for each thing."""
    done: dict[str, list[date]] = {}
    day = local_day(town.now)
    while day <= until:
        for hour in HOURS:
            moment = at(day, hour.hour, hour.minute)
            if moment < town.now:
                continue
            town.now = moment
            for what in await ticks(town):
                assert 7 <= hour.hour < 20, what
                done.setdefault(what, []).append(day)
                look(what)
        day += timedelta(days=1)
    return {what: days for what, days in done.items() if what not in ("night", "days-off")}


async def happens(town: Town, case: Case, what: str, by: str = "p1", **note: Any) -> None:
    """Have something happen to a case, with all that follows."""
    town.pass_by(seconds=1)
    desk = Desk(town.storage.work(), town.office, town.now, lambda: f"x{town.number():09}")
    now = await desk.storage.cases.by_id(case.id)
    assert now is not None
    keep(desk, now, Event(case.id, town.now, what, by, note))
    await desk.storage.commit("", "", town.now)  # type: ignore[attr-defined]
    await follows(town)


async def lines(town: Town, case: Case) -> list[str]:
    """Return what a case's history says happened."""
    return [each.what for each in await town.storage.work().cases.history(case.id)]
