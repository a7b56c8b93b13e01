"""What officers are told when something happens to a case: its code and when it is due, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback.access import is_sealed, may, seals
from feedback.calendar import LOCAL
from feedback.case import Case, Event, Standing
from feedback.messages import Button, Line, Reply, Text
from feedback.person import Person
from feedback.ports import UnitOfWork
from feedback.unit import Office
from handlers.context import Notice, actor
from handlers.jobs import JobContext
from handlers.officer.colleagues import holds, on_duty
from handlers.officer.urgency import line

if TYPE_CHECKING:
    from handlers.case_moved import Moved

_NEW = frozenset({"received", "transfer", "reclassify", "ungroup"})
"""After which a case waits for somebody to take it."""
_NEWS = frozenset({"supply", "dispute", "confirm", "withdraw", "rated", "reopen", "split"})
"""What whoever is in charge waits for."""
_TOGETHER = 20.0
"""Seconds in which new cases are told of in one message."""
_GAP = timedelta(seconds=60)
"""Between two cases told of together. Longer than they wait for each other, for the work that
tells of them may be late: a case told of twice is better than one that is not told of."""
_MOST = 8
"""Cases named in one message."""


async def hear(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Tell those whose business it is; at night only of what is urgent, the rest in the morning."""
    category = context.office.categories.get(moved.case.category)
    urgent = category is not None and category.urgent
    if not urgent and awake_from(context.office, moved.event.at) > moved.event.at:
        return ()
    return await tell(moved, context)


async def tell(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Tell those whose business it is; nobody is told of what they did themselves."""
    case, event = moved.case, moved.event
    storage, office = context.work, context.office
    who: Sequence[Person] = ()
    if event.what in _NEW:
        if case.officer or case.closed_at is not None:
            return ()  # somebody has it already, or it is over before it was told
        who = await heads(storage, office, case) if case.raised else ()
        who = who or await on_duty(storage, office, case)
        return await _new(context, _but(who, event.actor), case)
    if event.what == "assign" and case.officer == _changed(event, "officer"):
        person = await storage.people.by_id(case.officer)
        if person is not None and may(office, actor(person, office), "take", case):
            who = (person,)
    elif event.what == "coordinate":
        who = await _asked_to_help(storage, office, case, event)
    elif event.what in _NEWS:
        who = await on_duty(storage, office, case)
    return to(_but(who, event.actor), about(context, case, event.what))


def awake_from(office: Office, at: datetime) -> datetime:
    """Return the moment itself, or when the day begins where it is at night."""
    rules, local = office.reminders, at.astimezone(LOCAL)
    if rules.from_hour <= local.hour < rules.to_hour:
        return at
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    late = timedelta(days=local.hour >= rules.to_hour)
    return (midnight + late + timedelta(hours=rules.from_hour)).astimezone(at.tzinfo)


def to(people: Iterable[Person], reply: Reply) -> tuple[Notice, ...]:
    """Return the same for each of some people, in their own language."""
    return tuple(Notice.to(each, reply) for each in people)


def about(context: JobContext, case: Case, what: str) -> Reply:
    """Say what happened to a case, or what its time limit is about to do."""
    if is_sealed(context.office, case):
        look = (Button(Text("kin-all"), "c:kin"),)
        news = Text("officer-news-sealed")
        return Reply(lines=(news,), rows=(look,), merge="news:sealed", after=2.0)
    lines = (Text("officer-news", {"what": what}), line(context.office, case, context.now))
    return Reply(lines=lines, rows=(_open(case),), merge=f"case:{case.id}", after=2.0)


async def heads(
    storage: UnitOfWork, office: Office, case: Case, *, top: bool = False
) -> tuple[Person, ...]:
    """Return the heads nearest above a case who may deal with it; at the `top` those of the root."""
    staff = [each.person for each in await storage.invitations.staff()]
    able = [each for each in staff if may(office, actor(each, office), "take", case)]
    for unit in (office.root,) if top else office.nearest(case.unit):
        found = [each for each in able if holds(office, each, "head", unit)]
        if found:
            return tuple(found)
    return ()


async def _new(context: JobContext, people: Sequence[Person], case: Case) -> tuple[Notice, ...]:
    """Name the new case, and with it what came just before: in a storm there is one message."""
    office, storage = context.office, context.work
    if is_sealed(office, case):
        return to(people, about(context, case, "received"))
    waiting = [
        each
        for each in (await storage.cases.standing({case.unit}) if people else ())
        if each.unit == case.unit and not each.officer and each.id != case.id
    ]
    told: list[Notice] = []
    for person in people:
        who = actor(person, office)
        mine = [
            each
            for each in _just_before(office, case, waiting)
            if not seals(office, each.kind) and may(office, who, "take", each.facts)
        ]
        # What is replaced is only what this one names, too: not what came to another unit, nor
        # what came long before and has not left yet, where a channel is down or must not write.
        came = [(case.entered_at, case.id), *((each.entered_at, each.id) for each in mine)]
        first = min(came)[1]
        opened = [await storage.cases.by_id(each.id) for each in mine[: _MOST - 1]]
        lines: list[Line] = [
            line(office, each, context.now) for each in (case, *opened) if each is not None
        ]
        reply = Reply(
            lines=(Text("officer-new", {"count": 1 + len(mine)}), *lines),
            rows=(_open(case), (Button(Text("officer-tasks"), "c:viec"),)),
            merge=f"new:{first}",
            after=_TOGETHER,
        )
        told += to((person,), reply)
    return tuple(told)


def _just_before(office: Office, case: Case, waiting: Iterable[Standing]) -> list[Standing]:
    """Return what the message about a case stands for, the latest first: it takes the place of
    those about others that have not left yet. What came at night is told in the morning."""
    since = awake_from(office, case.entered_at)
    found = []
    for each in sorted(waiting, key=lambda each: each.entered_at, reverse=True):
        at = awake_from(office, each.entered_at)
        if since - at > _GAP:
            break
        since = min(since, at)
        found.append(each)
    return found


async def _asked_to_help(
    storage: UnitOfWork, office: Office, case: Case, event: Event
) -> tuple[Person, ...]:
    """Return the officers of the unit that was asked; none when it is asked no more."""
    asked = _changed(event, "coordinating")
    unit = asked[-1] if isinstance(asked, list) and asked else ""
    return tuple(
        each.person
        for each in await storage.invitations.staff()
        if unit in case.coordinating
        and may(office, actor(each.person, office), "see", case)
        and any(g.role in ("officer", "head") and g.unit == unit for g in each.person.grants)
    )


def _changed(event: Event, name: str) -> object:
    """Return what a fact became by an event: the case may be further on."""
    change = event.note.get("change")
    return change.get(name) if isinstance(change, dict) else None


def _but(people: Iterable[Person], doer: str) -> list[Person]:
    return [each for each in people if each.id != doer]


def _open(case: Case) -> tuple[Button, ...]:
    return (Button(Text("officer-open"), f"case:{case.id}"),)
