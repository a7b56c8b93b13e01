"""Invitations to a role: for whoever types their code first, until they are revoked."""

from __future__ import annotations

from datetime import datetime

from feedback.errors import Conflict
from feedback.linking import Invitation
from feedback.person import Grant, Member, Person, grants_of, words_of
from storage.database import Database, Row
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment


class Invitations:
    """Implements `feedback.ports.Invitations`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def staff(self) -> list[Member]:
        """Return everybody who holds a role by invitation."""
        members: dict[str, Member] = {}
        for id, name, person, language, roles, linked in await self._database.fetch(
            "invitations.staff"
        ):
            who = Person(person, language, grants_of(roles), bool(linked))
            members[person] = Member(who, self._name(id, name))
        return list(members.values())

    async def find(self, code: str, now: datetime) -> Invitation | None:
        """Return an invitation whose code can still be typed."""
        rows = await self._database.fetch(
            "invitations.find", mark=self._mark(code), now=milliseconds(now)
        )
        return self._read(rows[0]) if rows else None

    async def all(self) -> list[Invitation]:
        """Return those that can be used and those that were, oldest first."""
        return [self._read(row) for row in await self._database.fetch("invitations.all")]

    def invite(self, invitation: Invitation, code: str) -> None:
        """Keep a new invitation, its code as a mark only."""
        self._notes.add(
            "invitations.add",
            id=invitation.id,
            mark=self._mark(code),
            role=invitation.grant.word,
            made_at=milliseconds(invitation.made_at),
            until=milliseconds(invitation.until),
            name=self._keys.seal(_place(invitation.id), invitation.name.encode()),
            maker=invitation.maker,
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
        await self._grant(person, invitation.id, invitation.grant.word)

    async def revoke(self, id: str) -> Invitation | None:
        """Void an invitation, or take away the role it gave; None when there is no such one."""
        found = next((each for each in await self.all() if each.id == id), None)
        if found is None:
            return None
        if found.person:
            await self._grant(found.person, id)
        self._notes.add("invitations.drop", Conflict, id=id, person=found.person)
        return found

    def keeps(self, person: str, grants: frozenset[Grant]) -> None:
        """Commit this turn only if a person then still has just these grants by invitation."""
        self._notes.add("invitations.keeps", Conflict, id=person, roles=words_of(grants))

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

    def _read(self, row: Row) -> Invitation:
        id, role, made_at, until, used_at, channel, name, maker, person = row
        used = moment(used_at) if used_at else None
        [grant] = grants_of(role)
        times = moment(made_at), moment(until), used
        name = self._name(id, name)
        return Invitation(id, grant, *times, channel, name, maker, person or "")

    def _name(self, id: str, sealed: bytes | None) -> str:
        return "" if sealed is None else self._keys.open_sealed(_place(id), sealed).decode()

    def _mark(self, code: str) -> bytes:
        return self._keys.mark("invitation", code)


def _place(id: str) -> str:
    return f"invitation/{id}/name"
