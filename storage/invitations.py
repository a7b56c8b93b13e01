"""Invitations to a role: for whoever types their code first, until they are revoked."""

from __future__ import annotations

from datetime import datetime

from feedback.errors import Conflict
from feedback.linking import Invitation
from storage.database import Database, Row
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment


class Invitations:
    """Implements `feedback.ports.Invitations`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def find(self, code: str, now: datetime) -> Invitation | None:
        """Return an invitation whose code can still be typed."""
        rows = await self._database.fetch(
            "invitations.find", mark=self._mark(code), now=milliseconds(now)
        )
        return _read(rows[0]) if rows else None

    async def all(self) -> list[Invitation]:
        """Return those that can be used and those that were, oldest first."""
        return [_read(row) for row in await self._database.fetch("invitations.all")]

    def invite(self, invitation: Invitation, code: str) -> None:
        """Keep a new invitation, its code as a mark only."""
        self._notes.add(
            "invitations.add",
            id=invitation.id,
            mark=self._mark(code),
            role=invitation.role,
            made_at=milliseconds(invitation.made_at),
            until=milliseconds(invitation.until),
        )

    async def accept(
        self, invitation: Invitation, person: str, channel: str, at: datetime
    ) -> None:
        """Give a person the role; of two that type the code at once one is run again."""
        self._notes.add(
            "invitations.use",
            Conflict,
            id=invitation.id,
            at=milliseconds(at),
            channel=channel,
            person=person,
        )
        await self._grant(person, invitation.id, invitation.role)

    async def revoke(self, id: str) -> Invitation | None:
        """Void an invitation, or take away the role it gave; None when there is no such one."""
        found = next((each for each in await self.all() if each.id == id), None)
        if found is None:
            return None
        [(person,)] = await self._database.fetch("invitations.person", id=id)
        if person is not None:
            await self._grant(person, id)
        self._notes.add("invitations.drop", id=id)
        return found

    async def _grant(self, person: str, id: str, *roles: str) -> None:
        """Set what a person may do: by their other invitations, and these roles."""
        others = await self._database.fetch("invitations.roles", person=person, id=id)
        before = await self._database.fetch("links.roles", id=person)
        self._notes.add(
            "invitations.grant",
            Conflict,
            id=person,
            roles=" ".join(sorted({*roles, *(role for (role,) in others)})),
            before=before[0][0] if before else "",
        )

    def _mark(self, code: str) -> bytes:
        return self._keys.mark("invitation", code)


def _read(row: Row) -> Invitation:
    id, role, made_at, until, used_at, channel = row
    used = moment(used_at) if used_at else None
    return Invitation(id, role, moment(made_at), moment(until), used, channel)
