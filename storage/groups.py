"""Officers' groups, and which message of each shows which case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

import orjson

from feedback.errors import Conflict, RowDamaged
from feedback.group import Group
from feedback.messages import Address
from storage.database import Database, Row, Write, write
from storage.keys import Keyring
from storage.notes import Notes, milliseconds, moment


class Groups:
    """Implements `feedback.ports.Groups`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def of_chat(self, address: Address) -> Group | None:
        """Return the group a chat is bound as."""
        mark = self._keys.mark_of(address)
        rows = await self._database.fetch("groups.of_chat", mark=mark)
        return self._read(rows[0]) if rows else None

    async def all(self) -> list[Group]:
        """Return every bound group, the oldest first."""
        return [each for each, _ in self._readable(await self._database.fetch("groups.all"))]

    async def of_case(self, case: str, units: Collection[str]) -> list[tuple[Group, int | None]]:
        """Return the groups of some units and those that show a case, each with the version of
        the case that it shows or is about to; None where it has no card."""
        wanted = orjson.dumps(sorted(units)).decode()
        rows = await self._database.fetch("groups.of_case", case_id=case, units=wanted)
        return [(each, row[7]) for each, row in self._readable(rows)]

    def bind(self, group: Group, before: Group | None) -> None:
        """Bind a chat, which may have been bound `before`: its cards from then stay as they are."""
        mark = self._keys.mark_of(group.address)
        self._notes.add(
            "groups.bind",
            id=group.id,
            mark=mark,
            channel=group.address.channel,
            chat=self._keys.seal(_place(mark), group.address.account.encode()),
            unit=group.unit,
            language=group.language,
            at=milliseconds(group.made_at),
        )
        if before is not None:
            self._notes.add("groups.forget_cards", id=before.id)

    def unbind(self, id: str) -> None:
        """Bind a chat no more; what is on its way there is not sent."""
        self._notes.add("groups.unbind", id=id)
        self._notes.add("groups.forget_cards", id=id)

    def move(self, before: Address, now: Address) -> None:
        """Note that a chat has become another."""
        self._notes.others.extend(moving(self._keys, before, now))

    def show(self, id: str, case: str, version: int) -> None:
        """Note that a group is about to show a case as it stood in a version; a Conflict when it
        shows a later one already, or is bound no more."""
        self._notes.add("groups.show", Conflict, id=id, case_id=case, version=version)

    def _readable(self, rows: Sequence[Row]) -> Iterator[tuple[Group, Row]]:
        """Yield groups with their rows; one that is damaged holds up no other."""
        for row in rows:
            with suppress(RowDamaged):
                yield self._read(row[:7]), row

    def _read(self, row: Row) -> Group:
        id, mark, channel, chat, unit, language, at = row
        return Group(id, opened(self._keys, mark, channel, chat), unit, language, moment(at))


def moving(keys: Keyring, before: Address, now: Address) -> list[Write]:
    """Return the writes by which a chat has become another; done twice, they count once."""
    old, mark = keys.mark_of(before), keys.mark_of(now)
    chat = keys.seal(_place(mark), now.account.encode())
    return [
        write("groups.forget_messages", before=old),
        write("groups.move", before=old, mark=mark, chat=chat),
        write("groups.drop", before=old),  # where the other is bound by itself already
    ]


def opened(keys: Keyring, mark: bytes, channel: str, chat: bytes) -> Address:
    """Return the address of a chat as it is stored."""
    return Address(channel, keys.open_sealed(_place(bytes(mark)), chat).decode())


def _place(mark: bytes) -> str:
    return f"unit_group/{mark.hex()}"
