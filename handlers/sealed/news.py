"""Whoever left something in the sealed lane hears that there is news, and nothing of what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.access import is_sealed
from handlers import case_notices
from handlers.context import DEFAULT_LANGUAGE, Notice
from handlers.jobs import JobContext

if TYPE_CHECKING:
    from handlers.case_moved import Moved


async def hear(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Find the person behind a case's mark, off the turn, and tell them to look."""
    case, event = moved.case, moved.event
    if not is_sealed(context.office, case) or event.actor == case.person:
        return ()
    if event.what not in case_notices.TOLD:
        return ()
    id = await context.work.sealed_lane.person_of(case.person)
    person = await context.work.people.by_id(id) if id else None
    if person is None:
        return ()
    reply = case_notices.about(context.office, case, event)
    return (Notice(person.id, reply, person.language or DEFAULT_LANGUAGE),)
