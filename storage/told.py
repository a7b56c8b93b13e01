"""What the program did by itself when its time had come; each thing is done once."""

from __future__ import annotations

from datetime import datetime, timedelta

from feedback.errors import Conflict
from storage.database import Database
from storage.notes import Notes, milliseconds

KEPT = timedelta(days=1200)
"""Longer than any case stays open: what is forgotten would be done again."""


class Told:
    """Implements `feedback.ports.Told`."""

    def __init__(self, database: Database, notes: Notes) -> None:
        self._database, self._notes = database, notes

    async def of(self, what: str, mark: str) -> frozenset[str]:
        """Return for whom or what a thing was done already, of one time it is done at."""
        rows = await self._database.fetch("told.of", what=what, mark=mark)
        return frozenset(subject for subject, _ in rows)

    def tell(self, what: str, subject: str, mark: str, at: datetime) -> None:
        """Note that it is done with this commit; a Conflict when another has done it."""
        self._notes.add("told.add", Conflict, **_row(what, subject, mark, at))

    def spare(self, what: str, subject: str, mark: str, at: datetime) -> None:
        """Note that it need not be done any more."""
        self._notes.add("told.add", **_row(what, subject, mark, at))


def _row(what: str, subject: str, mark: str, at: datetime) -> dict[str, object]:
    return {"what": what, "subject": subject, "mark": mark, "at": milliseconds(at)}
