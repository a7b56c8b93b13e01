"""What follows when something happened to a case: officers, groups and letters hear of it here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from feedback.case import Case, Event
from feedback.messages import Reply
from feedback.ports import Job
from handlers import known_matters, letter_drafts
from handlers.case_acting import MOVED
from handlers.context import Feature, Notice
from handlers.jobs import JobContext
from handlers.officer import groups, notices, timely
from handlers.sealed import news


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of a case's history, and the case as it stands now, which may be further on."""

    case: Case
    event: Event


Listener = Callable[[Moved, JobContext], Awaitable[tuple[Notice, ...]]]
"""Does what follows and returns what is said to whom. It may run again after a crash, together
with all that the job changed: nothing of a try that failed is kept."""

LISTENERS: tuple[Listener, ...] = (
    letter_drafts.hear,
    known_matters.hear,
    notices.hear,
    groups.hear,
    news.hear,
)
"""Everybody who wants to hear of it, in order."""


async def hear(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Tell everybody of one event of a case."""
    return await _tell(job, context, LISTENERS)


async def wake(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Tell officers in the morning of what happened at night."""
    return await _tell(job, context, (notices.tell,))


async def _tell(
    job: Job, context: JobContext, listeners: tuple[Listener, ...]
) -> tuple[Reply, ...]:
    """A case that is gone meanwhile concerns nobody."""
    case = await context.work.cases.by_id(str(job.payload["case"]))
    history = [] if case is None else await context.work.cases.history(case.id)
    for event in history:
        if case is not None and event.id == job.payload["event"]:
            for listener in listeners:
                context.notices.extend(await listener(Moved(case, event), context))
    return ()


CASE_MOVED = Feature(jobs={MOVED: hear, timely.MORNING: wake})
