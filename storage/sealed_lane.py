"""The sealed lane: parts of denunciations that the program itself cannot open, and who can.

A case of the lane does not name its person: it carries a keyed mark, from which nobody gets back to
the person but by trying everybody, with the master key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from feedback.errors import Conflict
from feedback.ports import Opening
from storage.database import Database, Write, write
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment

DRAFTS_KEPT = timedelta(days=60)
"""How long parts wait that nobody has sent: whoever began has left, or was erased."""


class SealedLane:
    """Implements `feedback.ports.SealedLane`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    def owner(self, person: str) -> str:
        """Return what stands in a case of the lane in place of its person."""
        return owner(self._keys, person)

    async def person_of(self, mark: str) -> str | None:
        """Return whose mark it is, by trying everybody; only for work off the turn."""
        async for rows in self._database.pages("people.all", {}, 1000):
            for (person,) in rows:
                if self.owner(person) == mark:
                    return str(person)
        return None

    async def keys(self) -> Mapping[str, bytes]:
        """Return the public keys people have set up, by person, the earliest first."""
        rows = await self._database.fetch("lane.keys")
        return {id: self._keys.open_sealed(_place(id), public) for id, public in rows}

    def set_key(self, person: str, public: bytes, at: datetime) -> None:
        """Have parts sealed to this key from now on; what was sealed before stays with the older."""
        sealed = self._keys.seal(_place(person), public)
        self._notes.add("lane.set_key", person=person, public=sealed, at=milliseconds(at))

    def add(self, case: str, id: str, draft: str, content: bytes, at: datetime) -> None:
        """Keep a part that is told in a conversation and not sent yet."""
        self._notes.add(
            "lane.add", case_id=case, id=id, draft=draft, content=content, at=milliseconds(at)
        )

    def take_back(self, case: str, id: str, draft: str) -> None:
        """Forget a part that was not sent yet."""
        self._notes.add("lane.take_back", case_id=case, id=id, draft=draft)

    def forget(self, case: str, draft: str) -> None:
        """Forget all that somebody began and did not send."""
        self._notes.add("lane.forget", case_id=case, draft=draft)

    def send(self, case: str, draft: str) -> None:
        """Have the parts somebody told be those of the case."""
        self._notes.add("lane.send", case_id=case, draft=draft)

    async def parts(self, case: str) -> Mapping[str, bytes]:
        """Return the parts of a case as they lie there, sealed, in the order they came."""
        rows = await self._database.fetch("lane.parts", case_id=case)
        return {id: bytes(content) for id, content in rows}

    async def opening(self, case: str) -> Opening | None:
        """Return the last time a case was asked to be opened."""
        rows = await self._database.fetch("lane.opening", case_id=case)
        return Opening(rows[0][0], moment(rows[0][1]), rows[0][2]) if rows else None

    def ask(self, case: str, reader: str, at: datetime) -> None:
        """Note that a reader asks for a second one."""
        self._notes.add("lane.ask", case_id=case, asked_by=reader, at=milliseconds(at))

    def agree(self, case: str, opening: Opening, reader: str) -> None:
        """Note who agreed; of two who agree at once, or to what is over, one is run again."""
        self._notes.add(
            "lane.agree",
            Conflict,
            case_id=case,
            asked_by=opening.asked_by,
            at=milliseconds(opening.at),
            agreed_by=reader,
        )


def owner(keys: Keyring, person: str) -> str:
    """Return the mark of a person in the cases of the lane."""
    return "~" + keys.mark("lane-owner", person).hex()


def forget_unsent(now: datetime) -> Write:
    """Return the write that forgets parts nobody sent in time."""
    return write("lane.tidy", before=milliseconds(now - DRAFTS_KEPT))


def _place(person: str) -> str:
    return f"sealed_reader/{person}"
