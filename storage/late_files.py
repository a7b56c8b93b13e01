"""One-stop files on an office's lists, lists that wait for a yes, and marks of one-time links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

from feedback.calendar import LOCAL
from feedback.errors import Conflict
from feedback.late_file import LateFile, RatingToken, dump_entries, load_entries, rating_code
from feedback.late_sheet import Entry, file_key
from storage.database import Database, Row, Write, write
from storage.keys import Keyring
from storage.notes import Notes, day_of, milliseconds, number_of

IMPORTS_KEPT = timedelta(days=1)
"""How long a list waits for the officer's yes; it is full of names."""
_NOTHING, _APOLOGY, _COUNTING = 0, 1, 2
_APART = ("id", "unit", "version")
"""What stands beside a file's sealed content."""


class LateFiles:
    """Implements `feedback.ports.LateFiles`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def by_id(self, id: str) -> LateFile | None:
        """Return a file, None when there is none (any more)."""
        rows = await self._database.fetch("late_files.by_id", id=id)
        return self._read(rows[0]) if rows else None

    async def known(self, unit: str, numbers: Collection[str]) -> Mapping[str, LateFile]:
        """Return the files of a centre that have these numbers, by `file_key`."""
        marks = [self._mark(unit, number) for number in numbers]
        rows = await self._database.fetch("late_files.known", marks=orjson.dumps(marks).decode())
        return {file_key(file.number): file for file in map(self._read, rows)}

    async def undrafted(self, before: date, most: int) -> list[LateFile]:
        """Return files promised by a day without an apology drafted, the oldest first."""
        return await self._owing(_APOLOGY, before, most)

    async def uncounted(self, before: date, most: int) -> list[LateFile]:
        """Return others promised by a day that are not counted as late yet."""
        return await self._owing(_COUNTING, before, most)

    async def _owing(self, what: int, before: date, most: int) -> list[LateFile]:
        rows = await self._database.fetch(
            "late_files.owing", owes=what, before=_moment(before), size=most
        )
        return [self._read(row) for row in rows]

    def add(self, file: LateFile) -> None:
        """Keep a new file, and the mark of its link; Conflict when its number is there already."""
        mark = self._mark(file.unit, file.number)
        self._notes.add("late_files.add", Conflict, mark=mark, unit=file.unit, **self._row(file))
        self._token(file)

    def update(self, file: LateFile, before: LateFile) -> None:
        """Write a changed file, guarded by `before.version`; an unused link follows it."""
        self._notes.add("late_files.update", Conflict, version=before.version, **self._row(file))
        if (file.procedure, file.desk) != (before.procedure, before.desk):
            self._token(file)

    def erase(self, file: LateFile, at: datetime) -> None:
        """Forget a file, its link and what letters say of it; a tombstone repeats it after a
        restore."""
        self._notes.others.extend(erased(self._keys, file.id))
        mark = self._keys.mark("erased", file.id)
        self._notes.add("people.tombstone", mark=mark, at=milliseconds(at))

    def link(self, file: LateFile) -> str:
        """Return the code of a file's one-time link: made anew each time, kept nowhere."""
        return _code(self._keys, file.id)

    # Lists that wait for a yes

    def keep_list(self, id: str, unit: str, entries: Sequence[Entry], at: datetime) -> None:
        """Keep what a list says until its officer says yes, a day at most."""
        self._notes.add(
            "late_imports.keep",
            id=id,
            unit=unit,
            at=milliseconds(at),
            content=self._keys.seal(f"late_import/{id}", orjson.dumps(dump_entries(entries))),
        )

    async def open_list(self, id: str) -> tuple[str, list[Entry]] | None:
        """Return the centre and the entries of a list that waits."""
        rows = await self._database.fetch("late_imports.open", id=id)
        if not rows:
            return None
        [(unit, content)] = rows
        opened = self._keys.open_sealed(f"late_import/{id}", content)
        return unit, load_entries(orjson.loads(opened))

    def take_list(self, id: str) -> None:
        """Note that a list is seen to; of two that do it at once one is refused."""
        self._notes.add("late_imports.take", Conflict, id=id)

    def _token(self, file: LateFile) -> None:
        tokens = RatingTokens(self._database, self._keys, self._notes)
        tokens.issue(file.id, file.unit, file.procedure, file.desk, file.rated_until)

    def _row(self, file: LateFile) -> dict[str, object]:
        content = {name: each for name, each in asdict(file).items() if name not in _APART}
        return {
            "id": file.id,
            "due_at": _moment(file.due),
            "owes": _owes(file),
            "content": self._keys.seal(f"late_file/{file.id}", orjson.dumps(content)),
        }

    def _read(self, row: Row) -> LateFile:
        id, unit, version, content = row
        opened: dict[str, Any] = orjson.loads(self._keys.open_sealed(f"late_file/{id}", content))
        for name in ("received", "due", "new_date", "returned", "rated_until"):
            if opened[name] is not None:
                opened[name] = date.fromisoformat(opened[name])
        return LateFile(id=id, unit=unit, version=version, **opened)

    def _mark(self, unit: str, number: str) -> str:
        return self._keys.mark("late-file", f"{unit}/{file_key(number)}").hex()


class RatingTokens:
    """Implements `feedback.ports.RatingTokens`: only marks are kept, and of a use only that it was.

    When it was used is not: beside the hour of an answer that would tell whose answer it is.
    """

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def find(self, code: str) -> RatingToken | None:
        """Return what a code stands for."""
        return await self._find(token_mark(self._keys, code))

    async def by_tag(self, tag: str) -> RatingToken | None:
        """Return a token that was found before, as it stands now."""
        return await self._find(bytes.fromhex(tag))

    def issue(self, id: str, unit: str, procedure: str, desk: str, until: date) -> str:
        """Make a link for somebody who is at a desk, and return its code; the same for an id."""
        code = _code(self._keys, id)
        self._notes.add(
            "rating_tokens.add",
            mark=token_mark(self._keys, code),
            unit=unit,
            proc=procedure,
            desk=desk,
            until=number_of(until),
        )
        return code

    def use(self, token: RatingToken) -> None:
        """Note that a token is used; of two that use it at once one is run again."""
        self._notes.add("rating_tokens.use", Conflict, mark=bytes.fromhex(token.tag))

    async def _find(self, mark: bytes) -> RatingToken | None:
        rows = await self._database.fetch("rating_tokens.find", mark=mark)
        if not rows:
            return None
        [(found, unit, procedure, desk, until, used)] = rows
        return RatingToken(bytes(found).hex(), unit, procedure, desk, day_of(until), bool(used))


def _owes(file: LateFile) -> int:
    if file.returned is not None:
        return _NOTHING
    return _APOLOGY if not file.drafted else _NOTHING if file.counted else _COUNTING


def erased(keys: Keyring, id: str) -> list[Write]:
    """Return the writes that leave nothing of a file, also in letters about it."""
    return [
        write("late_files.erase", id=id),
        write("letters.forget_of_late_file", late_file=id),
        write("rating_tokens.drop", mark=token_mark(keys, _code(keys, id))),
    ]


def token_mark(keys: Keyring, code: str) -> bytes:
    """Return what a one-time link is kept as."""
    return keys.mark("rating-token", code)


def _code(keys: Keyring, id: str) -> str:
    """Return a file's code: made of its id with the oldest master key, as marks are."""
    return rating_code(keys.mark("rating-code", id))


def _moment(day: date) -> int:
    return milliseconds(datetime.combine(day, time(), LOCAL))
