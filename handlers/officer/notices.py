"""What officers are told when something happens to a case: its code and when it is due, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from feedback.access import TIMER, is_sealed, may
from feedback.case import Case
from feedback.messages import Button, Line, Reply, Text
from feedback.person import Person
from feedback.ports import UnitOfWork
from feedback.unit import Office
from handlers.context import DEFAULT_LANGUAGE, Notice, actor
from handlers.jobs import JobContext
from handlers.officer.colleagues import on_duty
from handlers.officer.urgency import line

if TYPE_CHECKING:
    from handlers.case_moved import Moved

_NEW = frozenset({"received", "transfer", "reclassify", "ungroup"})
"""After which a case waits for somebody to take it."""
_NEWS = frozenset({"supply", "dispute", "confirm", "withdraw", "rated", "reopen", "split"})
"""What whoever is in charge waits for."""
_TOGETHER = 20.0
"""Seconds in which new cases are told of in one message."""
_LATELY = timedelta(minutes=10)
_MOST = 8
"""Cases named in one message."""


async def hear(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Tell those whose business it is; nobody is told of what they did themselves."""
    case, what = moved.case, moved.event.what
    storage, office = context.work, context.office
    if case.closed_at is not None and what in _NEW:
        return ()  # it is over before it was told
    if what in _NEW:
        who = await heads(storage, office, case) if case.raised else ()
        who = who or await on_duty(storage, office, case)
        told = _but(who, moved.event.actor)
        return tuple([await _new(context, each, case) for each in told])
    if what == "assign" and case.officer:
        person = await storage.people.by_id(case.officer)
        who = () if person is None else (person,)
    elif what == "coordinate" and case.coordinating:
        who = await _asked_to_help(storage, office, case)
    elif what in _NEWS:
        who = await on_duty(storage, office, case)
    else:
        return ()
    return to(_but(who, moved.event.actor), about(context, case, what))


def to(people: Iterable[Person], reply: Reply) -> tuple[Notice, ...]:
    """Return the same for each of some people, in their own language."""
    return tuple(Notice(each.id, reply, each.language or DEFAULT_LANGUAGE) for each in people)


def about(context: JobContext, case: Case, what: str) -> Reply:
    """Say what happened to a case, or what its time limit is about to do."""
    if is_sealed(context.office, case):
        return Reply(lines=(Text("officer-news-sealed"),), merge="sealed-news", after=2.0)
    lines = (Text("officer-news", {"what": what}), line(context.office, case, context.now))
    return Reply(lines=lines, rows=(_open(case),), merge=f"case:{case.id}", after=2.0)


async def heads(
    storage: UnitOfWork, office: Office, case: Case, *, top: bool = False
) -> tuple[Person, ...]:
    """Return the heads nearest above a case who may deal with it; at the `top` those of the root."""
    staff = [each.person for each in await storage.invitations.staff()]
    able = [each for each in staff if may(office, actor(each, office), "take", case)]
    path = [unit.id for unit in office.path(case.unit)] or [office.root]
    for unit in path[:1] if top else reversed(path):
        found = [
            each
            for each in able
            if any(g.role == "head" and (g.unit or office.root) == unit for g in each.grants)
        ]
        if found:
            return tuple(found)
    return ()


async def _new(context: JobContext, person: Person, case: Case) -> Notice:
    """Name the new case, and with it what came just before: in a storm there is one message."""
    if is_sealed(context.office, case):
        return to((person,), about(context, case, "received"))[0]
    who = actor(person, context.office)
    lately = [
        each
        for each in await context.work.cases.open_cases({case.unit})
        if each.entered_at >= context.now - _LATELY
        and not each.officer
        and each.id != case.id
        and may(context.office, who, "take", each)
        and not is_sealed(context.office, each)
    ]
    shown = [case, *sorted(lately, key=lambda each: each.entered_at, reverse=True)]
    lines: Sequence[Line] = [line(context.office, each, context.now) for each in shown[:_MOST]]
    reply = Reply(
        lines=(Text("officer-new", {"count": len(shown)}), *lines),
        rows=(_open(case), (Button(Text("officer-tasks"), "c:viec"),)),
        merge="new-tasks",
        after=_TOGETHER,
    )
    return to((person,), reply)[0]


async def _asked_to_help(storage: UnitOfWork, office: Office, case: Case) -> tuple[Person, ...]:
    """Return the officers of the unit that was asked last."""
    unit = case.coordinating[-1]
    return tuple(
        each.person
        for each in await storage.invitations.staff()
        if may(office, actor(each.person, office), "see", case)
        and any(g.role in ("officer", "head") and g.unit == unit for g in each.person.grants)
    )


def _but(people: Iterable[Person], doer: str) -> list[Person]:
    return [each for each in people if each.id != doer or doer == TIMER.person]


def _open(case: Case) -> tuple[Button, ...]:
    return (Button(Text("officer-open"), f"case:{case.id}"),)
