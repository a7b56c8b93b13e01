"""Who did what, and how often somebody tried."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import orjson

from feedback.trail import Line
from storage import chain
from storage.database import Database
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment

TRIES_KEPT = timedelta(days=1)
"""How long tries are remembered; every limit looks back less far."""


class Audit:
    """Implements `feedback.ports.Audit`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def lines(self, first: datetime, before: str | datetime, most: int) -> list[Line]:
        """Return the newest lines since a moment, and before another or before a line (its id)."""
        end = before if isinstance(before, str) else f"{milliseconds(before):012x}"
        rows = await self._database.fetch(
            "audit.newest", first=f"{milliseconds(first):012x}", before=end, size=most
        )
        ids = {str(row[4]).partition(" ")[0] for row in rows}
        found = await self._database.fetch("audit.subjects", ids=orjson.dumps([*ids]).decode())
        known = {
            id: (unit, kind, frozenset(about.split()), frozenset(senders.split()))
            for id, unit, kind, about, senders in found
        }
        return [
            Line(id, moment(at), actor, action, subject, *known.get(subject.partition(" ")[0], ()))
            for id, at, actor, action, subject in rows
        ]

    def note(self, actor: str, action: str, subject: str, at: datetime) -> None:
        """Add a line; lines are never changed. `storage.sealing` gives it its place."""
        when = milliseconds(at)
        id = f"{when:012x}-{self._notes.number():04x}-{secrets.token_hex(4)}"
        self._notes.add(
            "audit.add",
            id=id,
            at=when,
            actor=actor,
            action=action,
            subject=subject,
            mark=chain.mark(self._keys, id, when, actor, action, subject),
        )


class Attempts:
    """Implements `feedback.ports.Attempts`."""

    def __init__(self, database: Database, notes: Notes) -> None:
        self._database, self._notes = database, notes

    async def count(self, person: str, what: str, since: datetime) -> int:
        """Return how often a person tried something since then."""
        [(count,)] = await self._database.fetch(
            "attempts.count", person=person, what=what, since=milliseconds(since)
        )
        return int(count)

    def add(self, person: str, what: str, at: datetime) -> None:
        """Note one try, and forget those of the days before."""
        before = milliseconds(at - TRIES_KEPT)
        self._notes.add("attempts.forget", person=person, what=what, before=before)
        self._notes.add(
            "attempts.add",
            person=person,
            what=what,
            at=milliseconds(at),
            id=secrets.token_hex(4),  # two tries may come within a millisecond
        )
