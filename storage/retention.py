"""Goes through an office's schedule: shows what is over its time, and forgets it in small batches.

Each batch is one commit with its line in the audit, and what is forgotten is not found again. So
it can be stopped or killed at any moment and goes on where it was. What is under a legal hold is
never touched, also when the hold comes at the same moment. Counters stay: they remember how many
of those they counted are gone, and `langnghe check --counters` knows.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson

from feedback.errors import Conflict, RowDamaged
from feedback.response import Response
from feedback.retention import ENDED, SUBJECTS, Schedule, Term
from storage.audit import Audit
from storage.database import Database, Progress, Row, Write, write
from storage.keys import CaseKey, Keyring
from storage.late_files import erased
from storage.notes import Notes, day_of, local_day, milliseconds, moment, number_of
from storage.responses import Responses, counters

_PROGRAM = "program"
"""Who acts where nobody asked for it."""
_BATCH = 25
"""Things forgotten at once: what a turn would wait for is a fraction of a second."""
_SPAN = timedelta(days=7)
"""Days of cases looked through at once."""
_PAGE = 500
_TIDIED = frozenset({"events", "attempts", "set-aside", "failures", "mailbox", "uploads"})
"""What `Storage.tidy` forgets every minute."""

_Counter = tuple[str, int, str, str, str, str]
"""Grain, its first day, unit, question, name and source."""

Pause = Callable[[], Awaitable[object]]
"""Waits between two batches, so that turns go first."""


@dataclass(frozen=True, slots=True)
class Due:
    """What one line of a schedule would do now."""

    term: Term
    kept: int
    """How many there are."""
    oldest: datetime | None
    due: int
    """How many of them are over their time."""
    held: int
    """How many more would be, if no legal hold kept them."""


class Retention:
    """The end of what is kept."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys
        self._responses = Responses(database, keys, Notes())

    async def preview(self, schedule: Schedule, now: datetime) -> list[Due]:
        """Return what each line would do; nothing is changed."""
        found = []
        for term in schedule.terms:
            before = now - term.kept
            [(kept, oldest, due)] = await self._database.fetch(
                f"retention.kept_{_name(term)}",
                before=milliseconds(before),
                day=local_day(before),
            )
            held = 0
            if SUBJECTS[term.what].after == ENDED:
                async for cases in self._cases(term, schedule, now):
                    due += sum(hold is None for _, hold in cases)
                    held += sum(hold is not None for _, hold in cases)
            since = None if oldest is None else moment(oldest)
            found.append(Due(term, int(kept), since, int(due or 0), held))
        return found

    async def apply(
        self, schedule: Schedule, now: datetime, pause: Pause, progress: Progress | None = None
    ) -> dict[Term, int]:
        """Forget what is over its time and return how much that was; raises StorageError.

        What the program tidies up every minute by the same schedule is not part of it.
        """
        done: dict[Term, int] = {}
        for term in schedule.terms:
            if term.what in _TIDIED or term.action == "keep":
                continue
            done[term] = 0
            async for count in self._forget(term, schedule, now):
                done[term] += count
                if progress is not None:
                    progress(sum(done.values()), sum(done.values()))
                await pause()
        return done

    def _forget(self, term: Term, schedule: Schedule, now: datetime) -> AsyncIterator[int]:
        """Forget batch after batch of what one line is about; yields how much each was."""
        before = now - term.kept
        if SUBJECTS[term.what].after == ENDED:
            return self._forget_cases(term, schedule, now)
        if term.what == "drafts":
            return self._forget_drafts(before, now)
        if term.what == "requests":
            return self._forget_requests(before, now)
        if term.what == "late-files":
            return self._forget_late_files(before, now)
        if term.action == "strip":
            return self._strip_answers(before, now)
        return self._forget_answers(before, now)

    async def _cases(
        self, term: Term, schedule: Schedule, now: datetime
    ) -> AsyncIterator[list[Row]]:
        """Yield ids of cases over their time, with their holds, a week of arrivals at once."""
        before = now - term.kept
        ended = orjson.dumps(sorted(schedule.ended)).decode()
        [(oldest,)] = await self._database.fetch("retention.first_day")
        first = date.max if oldest is None else day_of(oldest)
        while first <= before.date() + timedelta(days=1):
            last = first + _SPAN
            yield [
                row
                for row in await self._database.fetch(
                    f"retention.{_name(term)}",
                    first=number_of(first),
                    last=number_of(last),
                    before=milliseconds(before),
                    ended=ended,
                )
            ]
            first = last + timedelta(days=1)

    async def _forget_cases(
        self, term: Term, schedule: Schedule, now: datetime
    ) -> AsyncIterator[int]:
        async for cases in self._cases(term, schedule, now):
            free = [id for id, hold in cases if hold is None]
            for start in range(0, len(free), _BATCH):
                batch = free[start : start + _BATCH]
                # At once, so that they share a commit; each stands or falls alone.
                forgotten = (self._forget_case(term, id, now) for id in batch)
                yield sum(await asyncio.gather(*forgotten))

    async def _forget_case(self, term: Term, case: str, now: datetime) -> bool:
        """Forget what a line says of one case; False when something came between."""
        turn = [
            write("retention.touch", Conflict, case_id=case),
            write("retention.is_free", Conflict, case_id=case),
        ]
        if term.what == "case-evidence":
            turn.append(write("retention.delete_evidence", case_id=case))
        else:
            turn += [
                write("retention.forget_origins", case_id=case, none=b""),
                write("retention.forget_messages", case_id=case),
                write("retention.cut_history_loose", case_id=case),
                write("retention.strip_case", case_id=case),
                write("letters.forget_of_case", case_id=case),
            ]
        if term.what == "case-content":
            turn += self._emptied(case, now)
        turn += self._noted(f"retention.{term.what}", case, now)
        try:
            await self._database.commit(turn)
        except Conflict:  # held just now, or changed by an officer; it is looked at again tomorrow
            return False
        return True

    def _emptied(self, case: str, now: datetime) -> list[Write]:
        """Return the writes that leave nothing of a case but what counters know of it."""
        key = CaseKey.draw()  # what was sealed with the old one opens no more, wherever it lies
        nothing = orjson.dumps({"code": "", "content": {}})
        return [
            write("retention.delete_evidence", case_id=case),
            write("lane.forget_case", case_id=case),
            write("retention.delete_history", case_id=case),
            write("groups.forget_case", case_id=case),
            write(
                "retention.empty_case",
                case_id=case,
                at=milliseconds(now),
                mark=secrets.token_bytes(16),  # nobody's code
                wrapped=self._keys.seal(f"case_file/{case}", key.secret),
                content=key.seal(f"case_file/{case}/content", nothing),
            ),
        ]

    async def _forget_answers(self, before: datetime, now: datetime) -> AsyncIterator[int]:
        async for form in self._forms():
            skipped = 0
            values = {"form": form, "day": local_day(before), "size": _BATCH}
            while rows := await self._database.fetch(
                "retention.answers", **values, skipped=skipped
            ):
                old = []
                for row in rows:
                    try:
                        old.append(self._responses.read(row))
                    except RowDamaged:  # `langnghe check --counters` tells of it
                        skipped += 1
                turn = [write("retention.delete_answers", Conflict, id=each.id) for each in old]
                turn += _gone(form, old)
                turn += self._noted("retention.survey-answers", f"{form} {len(old)}", now)
                if old:
                    # Of two processes that come to the same answers one is refused, here for
                    # good: the other goes on, and what is left is found tomorrow.
                    await self._database.commit(turn)
                    yield len(old)

    async def _strip_answers(self, before: datetime, now: datetime) -> AsyncIterator[int]:
        async for form in self._forms():
            while rows := await self._database.fetch(
                "retention.respondents", form=form, before=milliseconds(before), size=_PAGE
            ):
                ids = orjson.dumps([id for (id,) in rows]).decode()
                stripped = write("retention.strip_answers", ids=ids)
                note = self._noted("retention.survey-marks", f"{form} {len(rows)}", now)
                await self._database.commit([stripped, *note])
                yield len(rows)

    async def _forms(self) -> AsyncIterator[str]:
        """Yield the names of forms that were answered."""
        after = ""
        while (found := await self._database.fetch("retention.next_form", after=after))[0][0]:
            after = str(found[0][0])
            yield after

    async def _forget_drafts(self, before: datetime, now: datetime) -> AsyncIterator[int]:
        person, id, limit = "", "", milliseconds(before)
        while rows := await self._database.fetch(
            "retention.drafts", person=person, id=id, size=_PAGE
        ):
            old = [row for row in rows if row[2] < limit]
            for start in range(0, len(old), _BATCH):
                batch = old[start : start + _BATCH]
                turn = [
                    write("retention.delete_draft", person=whose, id=draft, before=limit)
                    for whose, draft, _ in batch
                ]
                turn += self._noted("retention.drafts", str(len(batch)), now)
                await self._database.commit(turn)
                yield len(batch)
            person, id, _ = rows[-1]

    async def _forget_requests(self, before: datetime, now: datetime) -> AsyncIterator[int]:
        limit = milliseconds(before)
        found = await self._database.fetch("retention.kept_requests", before=limit)
        if due := int(found[0][2] or 0):
            turn = [write("retention.delete_requests", before=limit)]
            await self._database.commit(turn + self._noted("retention.requests", str(due), now))
            yield due

    async def _forget_late_files(self, before: datetime, now: datetime) -> AsyncIterator[int]:
        while rows := await self._database.fetch(
            "retention.late_files", before=milliseconds(before), size=_BATCH
        ):
            turn = [each for (id,) in rows for each in erased(self._keys, id)]
            turn += self._noted("retention.late-files", str(len(rows)), now)
            await self._database.commit(turn)
            yield len(rows)

    def _noted(self, action: str, subject: str, now: datetime) -> list[Write]:
        notes = Notes()
        Audit(self._database, self._keys, notes).note(_PROGRAM, action, subject, now)
        return notes.others


def _gone(form: str, responses: Sequence[Response]) -> list[Write]:
    """Return the writes by which counters remember that some of what they count is gone."""
    gone: Counter[_Counter] = Counter()
    flagged: Counter[_Counter] = Counter()
    for each in responses:
        for grain, start, question, name in counters(local_day(each.submitted_at), each):
            key = (grain, start, each.unit, question, name, each.source)
            gone[key] += 1
            flagged[key] += bool(each.flags)
    return [
        write(
            "retention.gone.count",
            form=form,
            grain=key[0],
            start=key[1],
            unit=key[2],
            question=key[3],
            name=key[4],
            source=key[5],
            n=n,
            flagged=flagged[key],
        )
        for key, n in gone.items()
    ]


def _name(term: Term) -> str:
    """Return what the statements of a line are called."""
    several = len(SUBJECTS[term.what].actions) > 1
    return (f"{term.what}_{term.action}" if several else term.what).replace("-", "_")
