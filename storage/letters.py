"""Letters: drafts and what became of them, each agency's register, and what was late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import orjson

from feedback.errors import Conflict
from feedback.letter import Lateness, Letter
from storage.database import Database, Row
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment, number_of

_NONE, _IN_TIME, _TOO_LATE = 0, 1, 2


class Letters:
    """Implements `feedback.ports.Letters`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def by_id(self, id: str) -> Letter | None:
        """Return a letter, None when there is none."""
        rows = await self._database.fetch("letters.by_id", id=id)
        return self._read(rows[0]) if rows else None

    async def of_case(self, case: str) -> list[Letter]:
        """Return the letters of a case, oldest first."""
        rows = await self._database.fetch("letters.of_case", case_id=case)
        return [self._read(row) for row in rows]

    async def of_late_file(self, file: str) -> list[Letter]:
        """Return the letters of a one-stop file, oldest first."""
        rows = await self._database.fetch("letters.of_late_file", late_file=file)
        return [self._read(row) for row in rows]

    async def waiting(self, agencies: Collection[str], most: int) -> list[Letter]:
        """Return drafts of some agencies, the oldest first."""
        named = orjson.dumps([*agencies]).decode()
        rows = await self._database.fetch("letters.waiting", agencies=named, size=most)
        return [self._read(row) for row in rows]

    def add(self, letter: Letter) -> None:
        """Keep a new draft."""
        self._notes.add(
            "letters.add",
            kind=letter.kind,
            agency=letter.agency,
            case_id=letter.case,
            late_file=letter.late_file,
            made_at=milliseconds(letter.made_at),
            **self._row(letter, _NONE),
        )

    def update(self, letter: Letter, before: Letter, *, in_time: bool | None = None) -> None:
        """Write a changed letter, guarded by `before.version`; one that is signed off now takes
        its number. `in_time`: of an apology for lateness."""
        apology = _NONE if in_time is None else _IN_TIME if in_time else _TOO_LATE
        if letter.number and not before.number:
            self._notes.add(
                "letters.take_number",
                Conflict,
                agency=letter.agency,
                year=letter.year,
                number=letter.number,
            )
        row = self._row(letter, apology)
        self._notes.add("letters.update", Conflict, version=before.version, **row)
        if apology:
            subject = letter.case or letter.late_file
            self._notes.add("letters.apologised", subject=subject, apology=apology)

    async def next_number(self, agency: str, year: int) -> int:
        """Return the number that the next letter of an agency gets."""
        rows = await self._database.fetch("letters.last_number", agency=agency, year=year)
        return int(rows[0][0]) + 1 if rows else 1

    def forget(self, case: str) -> None:
        """Forget what the letters of a case say; their numbers stay in the register."""
        self._notes.add("letters.forget_of_case", case_id=case)

    def late(self, subject: str, unit: str, promised: date) -> None:
        """Note once that a case or file is late, and whether there was an apology before."""
        self._notes.add("letters.late", subject=subject, unit=unit, day=number_of(promised))

    async def lateness(
        self,
        units: Collection[str] | None,
        first: date,
        last: date,
        besides: Collection[str] = (),
    ) -> Lateness:
        """Return how many were late of what was promised for the days of a period, besides some."""
        values = {"first": number_of(first), "last": number_of(last)}
        rows = await self._database.fetch(
            "letters.lateness",
            everywhere=int(units is None),
            units=orjson.dumps([*(units or ())]).decode(),
            besides=orjson.dumps([*besides]).decode(),
            **values,
        )
        counted = {int(apology): int(n) for apology, n in rows}
        return Lateness(*(counted.get(each, 0) for each in (_IN_TIME, _TOO_LATE, _NONE)))

    def _row(self, letter: Letter, apology: int) -> dict[str, Any]:
        return {
            "id": letter.id,
            "state": letter.state,
            "year": letter.year,
            "number": letter.number,
            "apology": apology,
            "content": self._keys.seal(f"letter/{letter.id}", orjson.dumps(letter.fields)),
        }

    def _read(self, row: Row) -> Letter:
        id, kind, agency, case, late_file, state, year, number, made_at, version, content = row
        fields = {}
        if content is not None:
            fields = orjson.loads(self._keys.open_sealed(f"letter/{id}", content))
        return Letter(
            id=id,
            kind=kind,
            agency=agency,
            case=case,
            late_file=late_file,
            state=state,
            fields=fields,
            year=year,
            number=number,
            made_at=moment(made_at),
            version=version,
        )
