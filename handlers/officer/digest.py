"""Each officer's morning: what is late, due and new, once their unit's working day has begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.access import may, seals
from feedback.calendar import LOCAL, WorkingCalendar, local_day
from feedback.case import Standing
from feedback.messages import Button, Reply, Text
from feedback.person import Person
from feedback.unit import Office
from handlers.context import Notice, actor
from handlers.jobs import JobContext
from handlers.officer import notices
from handlers.officer.urgency import URGENCIES, Watch

_WHO = frozenset({"officer", "head"})
_NAMED = 5
"""The most urgent cases, which are named."""
_PRESSING = ("late", "today", "soon")


async def due(context: JobContext) -> list[Callable[[JobContext], Awaitable[tuple[Notice, ...]]]]:
    """Return the digests that are to be sent now."""
    mark = local_day(context.now).isoformat()
    told = await context.work.told.of("digest", mark)
    found: list[_Digest] = []
    cases: tuple[Standing, ...] | None = None
    for member in await context.work.invitations.staff():
        person = member.person
        if person.id in told or not _at_work(context.office, person, context.now):
            continue
        if cases is None:
            cases = tuple(await context.work.cases.standing(None))
        found.append(_Digest(person, cases, mark))
    return list(found)


def _at_work(office: Office, person: Person, now: datetime) -> bool:
    """Tell whether a working day has begun, and is not over, where somebody is an officer."""
    midnight = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    units = {grant.unit or office.root for grant in person.grants if grant.role in _WHO}
    calendars = [WorkingCalendar.of(office, unit) for unit in units]
    return any(
        each.working_hours_between(midnight, now) > 0
        and each.working_hours_between(now, midnight + timedelta(days=1)) > 0
        for each in calendars
    )


@dataclass(frozen=True, slots=True)
class _Digest:
    person: Person
    cases: Sequence[Standing]
    mark: str

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Say what there is; where there is nothing, say nothing."""
        context.work.told.tell("digest", self.person.id, self.mark, context.now)
        office, watch = context.office, Watch(context.office, context.now)
        who = actor(self.person, office)
        ranked = watch.ranked(
            each
            for each in self.cases
            if each.officer in ("", self.person.id)
            and not seals(office, each.kind)
            and may(office, who, "take", each.facts)
        )
        mine = [each for _, each in ranked]
        counts = Counter(how for how, _ in ranked)
        since = _last_digest(office, context.now)
        new = sum(each.received_at >= since for each in mine)
        disputed = sum(each.state == "disputed" for each in mine)
        if not (new or disputed or any(counts[name] for name in (*_PRESSING, "waiting"))):
            return ()
        pressing = [each.id for how, each in ranked if how in _PRESSING][:_NAMED]
        opened = [await context.work.cases.by_id(each) for each in pressing]
        named = [watch.line(each) for each in opened if each is not None]
        about = {
            **{name: counts[name] for name in URGENCIES},
            **{"new": new, "disputed": disputed, "count": len(mine)},
        }
        reply = Reply(
            lines=(
                Text("digest-heading", {"count": len(mine)}),
                Text("digest-counts", about),
                *(("", *named) if named else ()),
            ),
            rows=((Button(Text("officer-tasks"), "c:viec"),),),
        )
        return notices.to((self.person,), reply)


def _last_digest(office: Office, now: datetime) -> datetime:
    """Return this hour of the working day before: over a weekend, too, nothing new is left out."""
    today = local_day(now)
    return now - (today - WorkingCalendar.of(office).take_working_days(today, 1))
