"""People, their addresses and what they agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import orjson

from feedback import conversation as conversations
from feedback.board import Board
from feedback.conversation import Conversation
from feedback.errors import Conflict, RowDamaged
from feedback.linking import Account
from feedback.messages import Address
from feedback.person import Consent, Person, grants_of
from feedback.ports import Arrival
from storage.database import Database
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment
from storage.sealed_lane import owner


class People:
    """Implements `feedback.ports.People`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes
        self.held: dict[str, int] = {}
        """Versions of the conversations read in this turn, by their ids."""

        self._new = ""
        """A person this turn adds."""
        self._came_by = b""
        """The mark of the address this turn came from."""
        self._after: tuple[bytes, Arrival, int] | None = None
        """That mark, what will hold there after the commit, if it is known, and this turn's number."""
        self._touched: set[str] = set()
        """People whose conversations this turn changes."""
        self._elsewhere = False
        """This turn changes what holds at an address it did not come from."""

    async def arrive(self, address: Address, event: str) -> Arrival:
        """Return all that is known when an event arrives: remembered, or read in one query."""
        mark = self._came_by = self.mark(address)
        recent = self._database.recent
        known = None if recent is None else recent.take(mark)
        if known is not None:
            arrival, turn = known
            if arrival.conversation is not None and arrival.held is not None:
                self.held[arrival.conversation.id] = arrival.held
            self._after = mark, arrival, turn
            return arrival
        changes = 0 if recent is None else recent.changes
        [
            (
                seen,
                person,
                language,
                roles,
                linked,
                held,
                version,
                state,
                waiting,
                reachable,
                board,
            )
        ] = await self._database.fetch(
            "people.arrive", channel=address.channel, event=event, mark=mark
        )
        if person is None:
            return Arrival(seen is not None, None, None, 0)
        if not reachable:
            self._notes.add("people.reachable", mark=mark, reachable=1, at=0)
        conversation = None
        if state is not None:
            self.held[held] = version
            opened = self._keys.open_sealed(f"conversation/{person}/{held}", state)
            conversation = conversations.load(orjson.loads(opened))
        arrival = Arrival(
            seen is not None,
            Person(person, language, grants_of(roles), bool(linked)),
            conversation,
            waiting,
            version,
            None if board is None else self._board(address, board),
        )
        if recent is not None and not arrival.seen:
            self._after = mark, arrival, recent.begin(person, mark, changes)
        return arrival

    def holds(self, person: str, conversation: Conversation | None, version: int | None) -> None:
        """Note what a person holds once this turn is committed."""
        self._touched.add(person)
        if self._after is not None:
            mark, known, turn = self._after
            after = Arrival(False, known.person, conversation, known.waiting, version, known.board)
            self._after = mark, after, turn

    def unsettle(self, person: str) -> None:
        """Note that what a person holds after this turn has to be read."""
        if person != self._new:
            self._touched.add(person)
        self._after = None

    def settle(self, committed: bool) -> None:
        """Remember what holds after this turn. Not `committed`: nobody knows."""
        recent = self._database.recent
        if recent is None:
            return
        if self._elsewhere:
            recent.forget_all()
        kept = committed and self._after is not None and recent.keep(*self._after)
        if not kept:
            for person in self._touched:
                recent.forget(person)

    async def known(self, address: Address) -> Person | None:
        """Return the person at an address, whatever state the rest is in."""
        rows = await self._database.fetch("people.known", mark=self.mark(address))
        for id, language, roles, linked in rows:
            return Person(id, language, grants_of(roles), bool(linked))
        return None

    async def by_id(self, id: str) -> Person | None:
        """Return somebody who is known to us by the id of their row."""
        for language, roles, linked in await self._database.fetch("people.by_id", id=id):
            return Person(id, language, grants_of(roles), bool(linked))
        return None

    async def consents(self, person: str) -> list[Consent]:
        """Return what a person agreed to and withdrew, oldest first."""
        rows = await self._database.fetch("people.consents", person=person)
        return [Consent(p, version, bool(given), moment(at)) for p, version, given, at in rows]

    async def addresses(self, person: str) -> list[Address]:
        """Return where a person can be reached."""
        rows = await self._database.fetch("people.addresses", person=person)
        return [self.open_address(*row) for row in rows]

    async def accounts(self, person: str) -> list[Account]:
        """Return where a person can be written to, the best first: reachable, last written from."""
        rows = await self._database.fetch("people.accounts", person=person)
        return [
            Account(self.open_address(channel, account, mark), bytes(mark).hex(), bool(reachable))
            for channel, account, mark, reachable in rows
        ]

    def heard(self, address: Address, at: datetime) -> None:
        """Note that a person with several addresses wrote from this one."""
        self._notes.add("people.heard", mark=self.mark(address), at=milliseconds(at))

    def add(self, person: Person, address: Address, at: datetime) -> None:
        """Keep somebody new; whoever was first with the same address wins."""
        mark = self.mark(address)
        self._new = person.id
        self.add_person(person, at)
        self._notes.add(
            "people.add_address",
            Conflict,
            mark=mark,
            person=person.id,
            channel=address.channel,
            account=self._keys.seal(_place(mark), address.account.encode()),
            at=milliseconds(at),
        )

    def add_person(self, person: Person, at: datetime) -> None:
        """Keep somebody new who has no address yet."""
        self._notes.add(
            "people.add", Conflict, id=person.id, language=person.language, at=milliseconds(at)
        )

    def hold(self, person: str) -> None:
        """Have nobody else change what belongs to a person until this is committed; who was
        erased or joined to another meanwhile makes it a Conflict."""
        self._notes.add(f"{self._database.dialect}.hold_person", Conflict, id=person)

    def choose_language(self, person: str, language: str) -> None:
        """Remember the language a person chose."""
        self._notes.add("people.choose_language", id=person, language=language)

    def reachable(self, address: Address, reachable: bool, at: datetime) -> None:
        """Note that the person blocked us or came back."""
        self._notes.add(
            "people.reachable",
            mark=self.mark(address),
            reachable=int(reachable),
            at=milliseconds(at),
        )

    def show(self, address: Address, board: Board) -> None:
        """Remember what can be typed there from now on."""
        mark = self.mark(address)
        sealed = self._keys.seal(_board(mark), orjson.dumps(board.dump()))
        self._notes.add("people.show", mark=mark, board=sealed)
        if mark != self._came_by:
            self._elsewhere = True
        elif self._after is not None:
            self._after = mark, replace(self._after[1], board=board), self._after[2]

    def consent(self, person: str, consent: Consent) -> None:
        """Add a line to what a person agreed to; nothing is overwritten."""
        self._notes.add(
            "people.consent",
            person=person,
            at=milliseconds(consent.at),
            purpose=consent.purpose,
            version=consent.version,
            given=int(consent.given),
        )

    def erase(self, person: str, at: datetime) -> None:
        """Delete a person with addresses, conversations and consents, shred the identity in
        every case that no legal hold keeps, and cut the cases loose; a tombstone repeats it after
        a restore, and one for each person they were before two became one."""
        self.hold(person)
        self._notes.add("people.entomb_former", person=person, at=milliseconds(at))
        self._notes.add("people.forget_origins", person=person, none=b"")
        for name in (
            "people.delete_outbox",
            "people.delete_undelivered",
            "people.delete_jobs",
            "people.delete_attempts",
            "people.delete_messages",
            "people.forget_letters",
            "people.cut_requests_loose",
            "people.cut_histories_loose",
            "people.cut_cases_loose",
            "people.leave_tasks",
            "told.erase",
            "people.leave_representing",
            "people.forget_reader_key",
            "mailbox.erase",
            "uploads.erase",
            "quarantine.erase",
            "invitations.erase",
            "invitations.cut_loose",
            "people.delete",
        ):
            self._notes.add(name, person=person)
        for name in ("people.cut_histories_loose", "people.cut_cases_loose"):
            self._notes.add(name, person=owner(self._keys, person))  # those of the sealed lane
        mark = self._keys.mark("erased", person)
        self._notes.add("people.tombstone", mark=mark, at=milliseconds(at))

    def _board(self, address: Address, sealed: bytes) -> Board:
        """Return what was shown; a damaged one costs no more than typing a word instead."""
        try:
            opened = self._keys.open_sealed(_board(self.mark(address)), sealed)
        except RowDamaged:
            return Board()
        return Board.load(orjson.loads(opened))

    def open_address(self, channel: str, account: bytes, mark: bytes) -> Address:
        """Return an address as it is stored."""
        opened = self._keys.open_sealed(_place(bytes(mark)), account)
        return Address(channel, opened.decode())

    def mark(self, address: Address) -> bytes:
        """Return what an address is found by."""
        return self._keys.mark_of(address)


def _place(mark: bytes) -> str:
    return f"address/{mark.hex()}"


def _board(mark: bytes) -> str:
    return f"board/{mark.hex()}"
