"""Doing something to a case: the workflow decides, and everything that follows is noted together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import cast

from feedback import decision
from feedback.access import Actor, roles
from feedback.case import Case, CaseFacts, Event
from feedback.code import draw
from feedback.decision import Act, Refusal, decide
from feedback.person import Grant
from feedback.ports import Job, UnitOfWork
from feedback.question import Value
from feedback.unit import Office
from handlers import case_notices
from handlers.context import Notice, Turn
from handlers.jobs import JobContext

MOVED = "case-moved"
"""The job that tells everybody else what happened: officers, groups, letters."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where cases are worked on: a turn, or a job off the turn."""

    storage: UnitOfWork
    office: Office
    now: datetime
    new_id: Callable[[], str]

    @classmethod
    def of(cls, turn: Turn) -> Desk:
        """Return that of a turn."""
        return cls(turn.storage, turn.office, turn.now, turn.new_id)

    @classmethod
    def of_job(cls, context: JobContext) -> Desk:
        """Return that of a job."""
        return cls(context.work, context.office, context.now, context.new_id)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to a case, and what its citizens are told."""

    case: Case
    event: Event
    parts: tuple[Case, ...] = ()
    notices: tuple[Notice, ...] = ()


async def perform(desk: Desk, case: Case, act: Act, actor: Actor) -> Done | Refusal:
    """Do something to a case as it was read in this turn, or say why not; nothing is committed yet.

    Another who did something to it meanwhile makes the commit a Conflict: the turn runs again.
    """
    done = await _perform(desk, case, act, actor)
    if isinstance(done, Refusal) or act.action != "answer":
        return done
    notices = list(done.notices)
    # What says the same has the same answer, at whatever unit it is by now.
    root = desk.office.root
    anywhere = tuple(Grant(role, root) for role in sorted(roles(desk.office, actor, case)))
    for follower in await followers(desk, case):
        also = await _perform(desk, follower, act, Actor(actor.person, anywhere))
        notices += also.notices if isinstance(also, Done) else ()
    return replace(done, notices=tuple(notices))


async def followers(desk: Desk, case: Case) -> list[Case]:
    """Return the cases that say the same as this one, and those that say the same as them: each
    once, also where they lead back to it."""
    found = {case.id: case}
    open_ends = [case.id]
    while open_ends:
        for each in await desk.storage.cases.followers(open_ends.pop()):
            if each.id not in found:
                found[each.id] = each
                open_ends.append(each.id)
    return [each for each in found.values() if each is not case]


async def _perform(desk: Desk, case: Case, act: Act, actor: Actor) -> Done | Refusal:
    decided = decide(desk.office, case, act, actor, desk.now)
    if isinstance(decided, Refusal):
        return decided
    after = promising(cast(Case, decided.case))
    desk.storage.cases.update(after, case)
    if act.officer is not None:  # who is let go at the same moment is given nothing
        given = await desk.storage.people.by_id(act.officer.person)
        held = given.grants if given is not None else frozenset[Grant]()
        desk.storage.invitations.keeps(act.officer.person, held)
    keep(desk, after, decided.event)
    parts = tuple(_part(desk, case, each, actor) for each in decided.parts)
    notices = await case_notices.of(desk.storage, desk.office, after, decided.event)
    return Done(after, decided.event, parts, notices)


def begun(office: Office, case: Case) -> Case:
    """Return a case that has just arrived with the time limits of its kind and its promise."""
    return promising(cast(Case, decision.begin(office, case)))


def promising(case: Case) -> Case:
    """Return a case with the day that its time limit promises now."""
    return replace(case, promised=case.clocks[-1].promised if case.clocks else None)


def keep(desk: Desk, case: Case, event: Event) -> None:
    """Note a line of a case's history, in the audit too, and have everybody told off the turn."""
    id = desk.storage.cases.note(event)
    desk.storage.audit.note(event.actor, f"case.{event.what}", case.id, desk.now)
    desk.storage.add_job(Job(desk.new_id(), MOVED, {"case": case.id, "event": id}))


def apologised(desk: Desk, case: Case, actor: Actor) -> None:
    """Note with a case that an apology for it was signed off."""
    after = replace(case, apologised=True)
    desk.storage.cases.update(after, case)
    note: dict[str, Value] = {"change": {"apologised": True}}
    keep(desk, after, Event(case.id, desk.now, "apologised", actor.person, note))


def _part(desk: Desk, whole: Case, part: CaseFacts, actor: Actor) -> Case:
    """Make a case of its own of what is split off, with what was said in the whole one."""
    facts = {field.name: getattr(part, field.name) for field in fields(CaseFacts)}
    made = promising(
        Case(
            **{**facts, "id": desk.new_id()},
            code=draw(secrets.randbelow),
            channel=whole.channel,
            promised=None,
            content=whole.content,
            identity=whole.identity,
            form_version=whole.form_version,
            assisted=whole.assisted,
        )
    )
    desk.storage.cases.add(made)
    keep(desk, made, Event(made.id, desk.now, "received", actor.person, {"part_of": whole.code}))
    return made
