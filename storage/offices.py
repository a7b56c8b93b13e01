"""Published forms, and the history of what the office pack said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from feedback.errors import Conflict
from feedback.reorganising import Change
from feedback.survey import StoredSurvey
from storage.database import Database, Write, write
from storage.notes import Notes, day_of, milliseconds, moment, number_of


class FormStore:
    """Published versions of forms. A version never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Return every version as (name, version, definition), oldest first."""
        rows = await self._database.fetch("forms.all")
        return [(name, version, orjson.loads(text)) for name, version, _, text in rows]

    async def publish(self, definition: Mapping[str, Any], name: str, at: datetime) -> int:
        """Publish a form and return its version; what equals the newest version is that one."""
        version, adding = await next_version(self._database, definition, name, at)
        if adding is not None:
            await self._database.commit([write("forms.add", **adding)])
        return version

    async def surveys(self) -> list[StoredSurvey]:
        """Return the surveys made in the chat."""
        return [
            StoredSurvey(name, unit, int(offered), bool(retired))
            for name, unit, offered, retired in await self._database.fetch("surveys.all")
        ]


async def next_version(
    database: Database, definition: Mapping[str, Any], name: str, at: datetime
) -> tuple[int, dict[str, Any] | None]:
    """Return the version a definition has or will have, and the row to add (None: it is there)."""
    text = orjson.dumps(definition, option=orjson.OPT_SORT_KEYS)
    mark = hashlib.sha256(text).hexdigest()
    versions = [
        (version, known)
        for form, version, known, _ in await database.fetch("forms.all")
        if form == name
    ]
    if versions and versions[-1][1] == mark:
        return int(versions[-1][0]), None
    version = int(versions[-1][0]) + 1 if versions else 1
    row = {"name": name, "version": version, "mark": mark, "definition": text.decode()}
    return version, {**row, "at": milliseconds(at)}


class OfficeStore:
    """What each unit, procedure and category was said to be, and since when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, records: Mapping[str, Mapping[str, Any]], at: datetime) -> int:
        """Store records by kind and id; returns how many are new, changed or gone."""
        known = {
            (kind, id): text for kind, id, text in await self._database.fetch("office.records")
        }
        now = {
            (kind, id): orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode()
            for kind, by_id in records.items()
            for id, record in by_id.items()
        }
        gone = {key: "" for key, text in known.items() if text and key not in now}
        changed: list[Write] = [
            write("office.add", kind=kind, id=id, at=milliseconds(at), definition=text)
            for (kind, id), text in (now | gone).items()
            if known.get((kind, id)) != text
        ]
        await self._database.commit(changed)
        return len(changed)

    async def history(self, kind: str, id: str) -> list[tuple[datetime, dict[str, Any] | None]]:
        """Return what a record said since when; None: it had left the pack."""
        rows = await self._database.fetch("office.history", kind=kind, id=id)
        return [(moment(at), orjson.loads(text) if text else None) for at, text in rows]


class UnitChanges:
    """Implements `feedback.ports.UnitChanges`."""

    def __init__(self, database: Database, notes: Notes) -> None:
        self._database, self._notes = database, notes

    async def all(self) -> list[Change]:
        """Return every change, the oldest first."""
        return [
            Change(number, moment(at), action, day_of(starts), orjson.loads(units), bool(void))
            for number, at, action, starts, units, void in await self._database.fetch(
                "unit_changes.all"
            )
        ]

    async def revision(self) -> int:
        """Return how often the tree was changed, a change taken back counting twice."""
        [(revision,)] = await self._database.fetch("unit_changes.revision")
        return int(revision)

    def add(self, change: Change) -> None:
        """Keep a change; of two with the same number one is run again."""
        self._notes.add(
            "unit_changes.add",
            Conflict,
            number=change.number,
            at=milliseconds(change.at),
            action=change.action,
            starts=number_of(change.starts),
            units=orjson.dumps(change.units).decode(),
        )

    def take_back(self, change: Change) -> None:
        """Note that a change does not hold any more; it stays in the list."""
        self._notes.add("unit_changes.take_back", Conflict, number=change.number)
