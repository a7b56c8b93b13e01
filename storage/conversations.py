"""The conversation a person is holding, and those put aside."""

from __future__ import annotations

from contextlib import suppress

import orjson

from feedback import conversation as conversations
from feedback.conversation import Conversation
from feedback.errors import Conflict, RowDamaged
from storage.database import Database
from storage.keys import Keyring
from storage.notes import Notes, milliseconds
from storage.people import People


class Conversations:
    """Implements `feedback.ports.Conversations`. Every change of the conversation read in this
    turn is guarded by its version: that is what makes one person's turns happen one by one,
    even when several processes serve the same person."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes, people: People) -> None:
        self._database, self._keys, self._notes, self._people = database, keys, notes, people

    async def waiting(self, person: str) -> list[Conversation]:
        """Return those put aside, the latest first."""
        rows = await self._database.fetch("conversations.waiting", person=person)
        return [self._opened(person, id, state) for id, state in rows]

    async def all_of(self, person: str) -> list[Conversation]:
        """Return the one held and those put aside, of anybody; not what opens for nobody."""
        found = []
        for id, _, _, state in await self._database.fetch("links.conversations", person=person):
            with suppress(RowDamaged):
                found.append(self._opened(person, id, state))
        return found

    def _opened(self, person: str, id: str, state: bytes) -> Conversation:
        opened = self._keys.open_sealed(f"conversation/{person}/{id}", state)
        return conversations.load(orjson.loads(opened))

    def save(self, person: str, conversation: Conversation) -> None:
        """Keep it as the one being held."""
        self._write("conversations.take_up", person, conversation, 1)

    def put_aside(self, person: str, conversation: Conversation) -> None:
        """Keep it for later."""
        self._write("conversations.put_aside", person, conversation, 0)

    def abandon(self, person: str) -> None:
        """Delete the one being held, unread: it does not open."""
        self._people.unsettle(person)
        self._notes.add("conversations.abandon", person=person)

    def close(self, person: str, conversation: Conversation) -> None:
        """Delete it."""
        version = self._people.held.pop(conversation.id, None)
        if version is None:
            self._people.unsettle(person)
            self._notes.add("conversations.drop", person=person, id=conversation.id)
            return
        self._people.holds(person, None, None)
        self._notes.add(
            "conversations.close", Conflict, person=person, id=conversation.id, version=version
        )

    def _write(self, unread: str, person: str, conversation: Conversation, held: int) -> None:
        state = self._keys.seal(
            f"conversation/{person}/{conversation.id}",
            orjson.dumps(conversations.dump(conversation)),
        )
        values = {
            "person": person,
            "id": conversation.id,
            "state": state,
            "at": milliseconds(conversation.touched_at),
        }
        version = self._people.held.get(conversation.id)
        if version is None:
            self._people.unsettle(person)
            self._notes.add(unread, **values)
            return
        if held:
            self._people.holds(person, conversation, version + 1)
        else:
            self._people.unsettle(person)
        self._notes.add("conversations.update", Conflict, **values, held=held, version=version)
        self._people.held[conversation.id] = version + 1
