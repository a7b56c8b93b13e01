"""Each officer's morning: what is late, due and new, once their unit's working day has begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.access import is_sealed, may
from feedback.calendar import LOCAL, WorkingCalendar, local_day
from feedback.case import Case
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
    cases: list[Case] | None = None
    for member in await context.work.invitations.staff():
        person = member.person
        if person.id in told or not _at_work(context.office, person, context.now):
            continue
        if cases is None:
            cases = await context.work.cases.open_cases(None)
        found.append(_Digest(person, tuple(cases), mark))
    return list(found)


def _at_work(office: Office, person: Person, now: datetime) -> bool:
    """Tell whether a working day has begun at a unit where somebody is an officer."""
    midnight = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    units = {grant.unit or office.root for grant in person.grants if grant.role in _WHO}
    return any(
        WorkingCalendar.of(office, unit).working_hours_between(midnight, now) > 0 for unit in units
    )


@dataclass(frozen=True, slots=True)
class _Digest:
    person: Person
    cases: Sequence[Case]
    mark: str

    async def __call__(self, context: JobContext) -> tuple[Notice, ...]:
        """Say what there is; where there is nothing, say nothing."""
        context.work.told.tell("digest", self.person.id, self.mark, context.now)
        office, watch = context.office, Watch(context.office, context.now)
        who = actor(self.person, office)
        mine = [
            each
            for each in self.cases
            if not is_sealed(office, each)
            and may(office, who, "take", each)
            and each.officer in ("", self.person.id)
        ]
        counts = Counter(map(watch.urgency, mine))
        since = context.now - timedelta(days=1)
        new = sum(each.received_at >= since for each in mine)
        disputed = sum(each.state == "disputed" for each in mine)
        if not (new or disputed or any(counts[name] for name in (*_PRESSING, "waiting"))):
            return ()
        pressing = [each for each in mine if watch.urgency(each) in _PRESSING]
        named = sorted(pressing, key=watch.order)[:_NAMED]
        about = {
            **{name: counts[name] for name in URGENCIES},
            **{"new": new, "disputed": disputed, "count": len(mine)},
        }
        reply = Reply(
            lines=(
                Text("digest-heading", {"count": len(mine)}),
                Text("digest-counts", about),
                *(("", *map(watch.line, named)) if named else ()),
            ),
            rows=((Button(Text("officer-tasks"), "c:viec"),),),
        )
        return notices.to((self.person,), reply)
