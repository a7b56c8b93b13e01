"""Whoever loses a role leaves nothing undone: what they may work on no more goes to others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedback.access import Actor, may, may_give
from feedback.case import Event
from feedback.linking import Invitation
from feedback.messages import Button, Reply, Text
from feedback.person import Grant, Person, grants_of
from feedback.ports import Job
from feedback.question import Value
from handlers.case_acting import Desk, keep
from handlers.context import Notice, actor
from handlers.jobs import JobContext

OFFICERS_FORMS = frozenset(
    ("act", "message", "staff", "late-files", "letter", "letter-reason", "unit", "survey-file")
)
"""Forms that only those who hold a role fill in."""

HANDED_OVER = "handed-over"
"""The line in a case's history."""

REVOKED = "role-revoked"
"""The job that does the rest when the operator took a role away."""


async def leave(
    desk: Desk, lost: Invitation, by: str, to: Actor | None = None
) -> tuple[tuple[Notice, ...], Mapping[str, int]]:
    """Do what follows when a person's invitation was revoked in this commit.

    Returns what they and the colleague who takes over are told, and how many tasks went where.
    """
    staff = await desk.storage.invitations.all()
    left = {each.grant for each in staff if each.person == lost.person and each.id != lost.id}
    moved = await hand_over(desk, Person(lost.person, grants=frozenset(left)), by, to)
    for held in await desk.storage.conversations.all_of(lost.person):
        if held.form in OFFICERS_FORMS:
            desk.storage.conversations.close(lost.person, held)
    stays = actor(Person(lost.person, grants=frozenset(left)), desk.office)
    for made in staff:
        pending = made.maker == lost.person and not made.person
        if pending and not may_give(desk.office, stays, made.grant):
            await desk.storage.invitations.revoke(made.id)
    said = Text("staff-no-more", {"role": role(lost.grant), "unit": unit(desk, lost.grant)})
    notices = await _told(desk, lost.person, Reply(lines=(said,)))
    if to is not None and moved["colleague"]:
        took = Text("staff-took-over", {"count": moved["colleague"]})
        look = ((Button(Text("staff-look"), "c:viec"),),)
        notices += await _told(desk, to.person, Reply(lines=(took,), rows=look))
    return notices, moved


async def hand_over(
    desk: Desk, who: Person, by: str, to: Actor | None = None
) -> Mapping[str, int]:
    """Give every open task that `who`, with the grants they have left, may not have to a colleague.

    What the colleague may not have either, as a case about them, goes to its unit.
    """
    stays = actor(who, desk.office)
    moved = {"colleague": 0, "unit": 0}
    for case in await desk.storage.cases.assigned_to(who.id):
        if may(desk.office, stays, "take", case):
            continue
        takes = to is not None and may(desk.office, to, "take", case)
        officer = to.person if to is not None and takes else ""
        after = replace(case, officer=officer)
        desk.storage.cases.update(after, case)
        change: dict[str, Value] = {"officer": officer}
        keep(desk, after, Event(case.id, desk.now, HANDED_OVER, by, {"change": change}))
        moved["colleague" if officer else "unit"] += 1
    return moved


def role(grant: Grant) -> Text:
    """Return what a role is called."""
    return Text("staff-role", {"role": grant.role})


def unit(desk: Desk, grant: Grant) -> Mapping[str, str]:
    """Return where a grant is held; a unit the office has dropped is called by its id."""
    known = desk.office.units.get(grant.unit or desk.office.root)
    return {"vi": grant.unit} if known is None else known.name


async def revoked(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Do what follows when the operator revoked an invitation that somebody had taken up."""
    desk = Desk.of_job(context)
    [grant] = grants_of(str(job.payload["role"]))
    lost = Invitation("", grant, context.now, context.now, person=str(job.payload["officer"]))
    notices, _ = await leave(desk, lost, str(job.payload["by"]))
    context.notices.extend(notices)
    return ()


async def _told(desk: Desk, id: str, reply: Reply) -> tuple[Notice, ...]:
    person = await desk.storage.people.by_id(id)
    if person is None:
        return ()
    return (Notice.to(person, reply),)
