"""Codes that join two addresses of one person, joining them, and separating them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import orjson

from feedback import conversation as conversations
from feedback.conversation import Conversation
from feedback.errors import Conflict, RowDamaged
from feedback.linking import Account, Joined, LinkCode, TypedCode
from feedback.messages import Address
from feedback.person import Grant, Person, grants_of, words_of
from storage.database import Database, Row
from storage.keys import Keyring
from storage.notes import Notes, milliseconds
from storage.people import People
from storage.sealed_lane import owner

_MOVING = (
    *("addresses", "consents", "cases", "messages", "outbox", "uploads", "former"),
    *("jobs", "requests", "tasks", "about", "speaking", "plans"),
)
"""What goes over from one person to the other."""


class Links:
    """Implements `feedback.ports.Links`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes, people: People) -> None:
        self._database, self._keys, self._notes, self._people = database, keys, notes, people

    async def find(self, code: str, now: datetime) -> LinkCode | None:
        """Return a code that can still be typed."""
        rows = await self._database.fetch(
            "links.find", mark=self._mark(code), now=milliseconds(now)
        )
        return LinkCode(*self._made(rows[0])) if rows else None

    async def asked(self, host: str, now: datetime) -> TypedCode | None:
        """Return the code that somebody typed and the host has to say yes or no to."""
        return await self._typed("links.asked", host=host, now=milliseconds(now))

    async def typed(self, guest: str, now: datetime) -> TypedCode | None:
        """Return the code a person typed whose host has not answered yet."""
        return await self._typed("links.typed", guest=guest, now=milliseconds(now))

    def make(self, code: str, host: Person, at: Address, until: datetime) -> None:
        """Keep a new code, as a mark only; the host's earlier one is void."""
        self._notes.add("links.void", host=host.id)
        self._notes.add(
            "links.make",
            mark=self._mark(code),
            host=host.id,
            address=self._people.mark(at),
            roles=words_of(host.grants),
            until=milliseconds(until),
        )

    def take(
        self, link: LinkCode, guest: str, guest_at: Address, now: datetime, until: datetime
    ) -> None:
        """Note who typed a code; of two that type it at once one is run again."""
        mark = bytes.fromhex(link.tag)
        self._notes.add(
            "links.take",
            Conflict,
            mark=mark,
            guest=guest,
            guest_address=self._people.mark(guest_at),
            now=milliseconds(now),
            until=milliseconds(until),
        )
        self._notes.add("links.retract", guest=guest, mark=mark)

    def drop(self, link: LinkCode) -> None:
        """Make a code void."""
        self._notes.add("links.drop", mark=bytes.fromhex(link.tag))

    async def join(self, link: TypedCode, host: Person, holding: bool) -> Joined | None:
        """Make host and guest one person, the host, with all that either has.

        Both are held while it is written, so that nothing said meanwhile is left behind, and a
        person who was erased or joined to another meanwhile is not joined.
        """
        guest = link.guest
        granted = await self._grants(guest)
        both = {"host": host.id, "guest": guest}
        if not granted <= host.grants or await self._database.fetch("links.at_odds", **both):
            return None
        own = await self._grants(host.id)
        found = await self._database.fetch("links.conversations", person=guest)
        for id in sorted(both.values()):
            self._people.hold(id)
        note = self._notes.add
        note("links.use", Conflict, mark=bytes.fromhex(link.tag), guest=guest)
        note("links.adopt", Conflict, before=words_of(own), roles=words_of(own | granted), **both)
        joined = Joined()
        for row in found:
            moved = self._move(row, host.id, guest, holding)
            if moved is not None and row[2] and not holding:
                joined = replace(joined, conversation=moved)
            elif moved is not None:
                joined = replace(joined, waiting=joined.waiting + 1)
        note("links.all_moved", Conflict, guest=guest)
        for what in _MOVING:
            note(f"links.move_{what}", **both)
        mine, theirs = (owner(self._keys, each) for each in (host.id, guest))
        note("links.move_cases", host=mine, guest=theirs)  # of the sealed lane, which name nobody
        note("people.forget_reader_key", person=guest)
        note("links.move_invitations", **both)
        note("links.add_former", host=host.id, mark=self._keys.mark("erased", guest))
        note("people.delete_attempts", person=guest)
        note("people.delete", person=guest)
        note("people.count_addresses", id=host.id)
        return joined

    def separate(self, account: Account, person: str, fresh: Person, at: datetime) -> None:
        """Give one of several addresses to a fresh person; all else stays with the person, and what
        was said there is kept there no longer: it was said to them."""
        mark = self._people.mark(account.address)
        self._people.hold(person)
        self._people.add_person(fresh, at)
        moved = {"mark": mark, "person": person, "fresh": fresh.id}
        self._notes.add("links.separate", Conflict, **moved)
        self._notes.add("links.forget_address", mark=mark)
        self._notes.add("mailbox.empty", mark=mark)
        self._notes.add("uploads.stay", mark=mark, person=person)
        self._notes.add("people.count_addresses", id=person)

    def _move(self, row: Row, host: str, guest: str, holding: bool) -> Conversation | None:
        """Have a conversation go on as the host's: what it says is sealed for one person."""
        id, version, held, state = row
        values = {"id": id, "version": version}
        try:
            opened = self._keys.open_sealed(f"conversation/{guest}/{id}", state)
        except RowDamaged:  # it opens for nobody any more
            self._notes.add("conversations.close", Conflict, person=guest, **values)
            return None
        self._notes.add(
            "links.move_conversation",
            Conflict,
            host=host,
            guest=guest,
            held=0 if holding else held,
            state=self._keys.seal(f"conversation/{host}/{id}", opened),
            **values,
        )
        return conversations.load(orjson.loads(opened))

    async def _grants(self, person: str) -> frozenset[Grant]:
        """Return what a person may do by invitation."""
        rows = await self._database.fetch("links.roles", id=person)
        return frozenset(grant for (words,) in rows for grant in grants_of(words))

    async def _typed(self, name: str, **values: object) -> TypedCode | None:
        rows = await self._database.fetch(name, **values)
        if not rows:
            return None
        *made, guest, channel, account, address = rows[0]
        guest_at = self._people.open_address(channel, account, address)
        return TypedCode(*self._made(made), guest, guest_at)

    def _made(self, row: Row) -> tuple[str, str, frozenset[Grant], Address, str | None]:
        mark, host, roles, language, *at = row
        place = self._people.open_address(*at)
        return bytes(mark).hex(), host, grants_of(roles), place, language

    def _mark(self, code: str) -> bytes:
        return self._keys.mark("link", code)
