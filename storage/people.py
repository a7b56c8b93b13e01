"""People, their addresses and what they agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import orjson

from feedback import conversation as conversations
from feedback.conversation import Conversation
from feedback.board import Board
from feedback.errors import Conflict, RowDamaged
from feedback.messages import Address
from feedback.person import Consent, Person
from feedback.ports import Arrival
from storage.database import Database
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment


class People:
    """Implements `feedback.ports.People`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes
        self.held: dict[str, int] = {}
        """Versions of the conversations read in this turn, by their ids."""
        self._new = ""
        """A person this turn adds."""
        self._after: tuple[bytes, Arrival, int] | None = None
        """By which address the person came, what will hold after the commit, if that is known,
        and the number of this turn."""
        self._touched: set[str] = set()
        """People whose conversations this turn changes."""

    async def arrive(self, address: Address, event: str) -> Arrival:
        """Return all that is known when an event arrives: remembered, or read in one query."""
        mark = self._mark(address)
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
            (seen, person, language, held, version, state, waiting, reachable, board)
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
            Person(person, language),
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
        kept = committed and self._after is not None and recent.keep(*self._after)
        if not kept:
            for person in self._touched:
                recent.forget(person)

    async def known(self, address: Address) -> Person | None:
        """Return the person at an address, whatever state the rest is in."""
        rows = await self._database.fetch("people.known", mark=self._mark(address))
        return Person(*rows[0]) if rows else None

    async def consents(self, person: str) -> list[Consent]:
        """Return what a person agreed to and withdrew, oldest first."""
        rows = await self._database.fetch("people.consents", person=person)
        return [Consent(p, version, bool(given), moment(at)) for p, version, given, at in rows]

    async def addresses(self, person: str) -> list[Address]:
        """Return where a person can be reached."""
        rows = await self._database.fetch("people.addresses", person=person)
        return [
            Address(channel, self._keys.open_sealed(_place(bytes(mark)), account).decode())
            for channel, account, mark in rows
        ]

    def add(self, person: Person, address: Address, at: datetime) -> None:
        """Keep somebody new; whoever was first with the same address wins."""
        mark = self._mark(address)
        self._new = person.id
        self._notes.add(
            "people.add", Conflict, id=person.id, language=person.language, at=milliseconds(at)
        )
        self._notes.add(
            "people.add_address",
            Conflict,
            mark=mark,
            person=person.id,
            channel=address.channel,
            account=self._keys.seal(_place(mark), address.account.encode()),
            at=milliseconds(at),
        )

    def choose_language(self, person: str, language: str) -> None:
        """Remember the language a person chose."""
        self._notes.add("people.choose_language", id=person, language=language)

    def reachable(self, address: Address, reachable: bool, at: datetime) -> None:
        """Note that the person blocked us or came back."""
        self._notes.add(
            "people.reachable",
            mark=self._mark(address),
            reachable=int(reachable),
            at=milliseconds(at),
        )

    def show(self, address: Address, board: Board) -> None:
        """Remember what can be typed there from now on."""
        mark = self._mark(address)
        sealed = self._keys.seal(_board(mark), orjson.dumps(board.dump()))
        self._notes.add("people.show", mark=mark, board=sealed)
        if self._after is not None:
            self._after = self._after[0], replace(self._after[1], board=board), self._after[2]

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
        every case and cut the cases loose; a tombstone repeats it after a restore."""
        for name in (
            "people.delete_outbox",
            "people.delete_attempts",
            "people.delete_messages",
            "people.cut_cases_loose",
            "mailbox.erase",
            "uploads.erase",
            "people.delete",
        ):
            self._notes.add(name, person=person)
        mark = self._keys.mark("erased", person)
        self._notes.add("people.tombstone", mark=mark, at=milliseconds(at))

    def _board(self, address: Address, sealed: bytes) -> Board:
        """Return what was shown; a damaged one costs no more than typing a word instead."""
        try:
            opened = self._keys.open_sealed(_board(self._mark(address)), sealed)
        except RowDamaged:
            return Board()
        return Board.load(orjson.loads(opened))

    def _mark(self, address: Address) -> bytes:
        return self._keys.mark("address", f"{address.channel}:{address.account}")


def _place(mark: bytes) -> str:
    return f"address/{mark.hex()}"


def _board(mark: bytes) -> str:
    return f"board/{mark.hex()}"
