"""What people asked about their own data, and cases that a legal hold keeps as they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import orjson

from feedback.case import Case, Event
from feedback.errors import Conflict
from feedback.person import DataRequest
from feedback.retention import Hold
from storage.audit import Audit
from storage.cases import PAGE, Cases
from storage.database import Database, Row
from storage.notes import Notes, day_of, milliseconds, moment, number_of

OPERATOR = "operator"
"""Who acts where somebody at the machine types a command."""


class Requests:
    """Implements `feedback.ports.Requests`."""

    def __init__(self, database: Database, notes: Notes) -> None:
        self._database, self._notes = database, notes

    def add(self, person: str, request: DataRequest) -> None:
        """Keep a request with its time limits and what became of it."""
        self._notes.add(
            "requests.add",
            Conflict,  # the number is taken: the turn runs again with another
            id=request.id,
            person=person,
            what=request.what,
            at=milliseconds(request.at),
            answer_by=None if request.answer_by is None else number_of(request.answer_by),
            due=None if request.due is None else number_of(request.due),
            done_at=milliseconds(request.done_at),
            outcome=request.outcome,
        )

    async def of(self, person: str) -> list[DataRequest]:
        """Return what a person asked, oldest first."""
        return [_request(row) for row in await self._database.fetch("requests.of", person=person)]

    async def all(self) -> AsyncIterator[DataRequest]:
        """Yield every request, also of people erased since."""
        async for rows in self._database.pages("requests.page", {}, PAGE):
            for row in rows:
                yield _request(row)


class Holds:
    """Implements `feedback.ports.Holds`."""

    def __init__(self, database: Database, notes: Notes, cases: Cases, audit: Audit) -> None:
        self._database, self._notes = database, notes
        self._cases, self._audit = cases, audit

    async def of(self, person: str) -> list[Hold]:
        """Return a person's cases that are held, the oldest first."""
        rows = await self._database.fetch("holds.of", person=person)
        return [self._read(row) for row in rows]

    async def all(self) -> AsyncIterator[Hold]:
        """Yield every hold, also over cases of people erased since."""
        async for rows in self._database.pages("holds.all", {}, PAGE):
            for row in rows:
                yield self._read(row)

    def place(self, case: Case, reason: str, at: datetime) -> None:
        """Hold a case read in this turn; Conflict when it is held already."""
        event = self._cases.note(Event(case.id, at, "held", OPERATOR, {"reason": reason}))
        self._notes.add("holds.place", Conflict, case_id=case.id, event=event, at=milliseconds(at))
        self._audit.note(OPERATOR, "case.held", case.id, at)

    def release(self, case: Case, at: datetime) -> None:
        """Let a case go; Conflict when it is not held. Whoever was erased meanwhile is now erased
        here too."""
        self._notes.add("holds.release", Conflict, case_id=case.id)
        self._notes.add("holds.catch_up", case_id=case.id)
        self._notes.add("letters.catch_up", case_id=case.id)
        self._cases.note(Event(case.id, at, "released", OPERATOR))
        self._audit.note(OPERATOR, "case.released", case.id, at)

    def _read(self, row: Row) -> Hold:
        case = self._cases.read(row[:-2])
        event, note = row[-2:]
        opened = self._cases.open_note(case.id, event, note, row[12])
        return Hold(case, str(orjson.loads(opened)["reason"]))


def _request(row: Row) -> DataRequest:
    id, what, at, answer_by, due, done_at, outcome = row
    return DataRequest(
        id=id,
        what=what,
        at=moment(at),
        answer_by=None if answer_by is None else day_of(answer_by),
        due=None if due is None else day_of(due),
        done_at=moment(done_at),
        outcome=outcome,
    )
