"""What the bot said on a channel that has no provider to keep it: sealed, for browsers that are away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from feedback.errors import FeedbackError, RowDamaged
from feedback.messages import Address
from storage.database import Database, write
from storage.keys import Keyring
from storage.notes import milliseconds

KEPT = timedelta(days=30)
_MOST = 200
"""Messages kept for one address."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it is kept. `seq` rises with each change, also of one that was said before."""

    seq: int
    id: str
    at: int
    """UTC milliseconds of when it was first said."""
    payload: bytes


class _NotOwed(FeedbackError):
    """Nobody is owed this message any more."""


class _ShowsFile(FeedbackError):
    """The message to be replaced shows a file, whose place words cannot take."""


class Mailbox:
    """The last messages of each address, in the order they were said or changed.

    They go with the person; what is older than a month is forgotten.
    """

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    def mark(self, address: Address) -> bytes:
        """Return what an address is kept under."""
        return self._keys.mark_of(address)

    async def add(
        self,
        mark: bytes,
        id: str,
        payload: bytes,
        content: bytes | None,
        at: datetime,
        *,
        instead: str | None = None,
        owed: bool = False,
    ) -> str | None:
        """Keep a message and return what it is kept under; raises StorageError.

        `instead`: the message whose place it takes, unless that one shows a file.
        `owed`: its row in the outbox goes in the same commit; None when that is gone already,
        since it was sent before or its person was erased.
        """
        if instead is not None:
            with suppress(_ShowsFile):
                return await self._add(
                    "mailbox.show_again", mark, instead, id, payload, None, at, owed
                )
        return await self._add("mailbox.add", mark, id, id, payload, content, at, owed)

    async def _add(
        self,
        name: str,
        mark: bytes,
        kept_as: str,
        id: str,
        payload: bytes,
        content: bytes | None,
        at: datetime,
        owed: bool,
    ) -> str | None:
        place = _place(mark, kept_as)
        otherwise = _ShowsFile if name == "mailbox.show_again" else None
        keep = write(
            name,
            otherwise,
            mark=mark,
            id=kept_as,
            at=milliseconds(at),
            payload=self._keys.seal(place, payload),
            attached=None if content is None else self._keys.seal(place + "/file", content),
        )
        turn = [keep, write("mailbox.trim", mark=mark, kept=_MOST)]
        if self._database.shared:
            turn.insert(0, write("postgres.mailbox_alone", mark=mark))
        if owed:
            turn.insert(0, write("mailbox.owed", _NotOwed, id=id))
        try:
            await self._database.commit(turn)
        except _NotOwed:
            return None
        return kept_as

    async def after(self, mark: bytes, seq: int, size: int) -> list[Kept]:
        """Return the messages that changed after a number, oldest first; raises StorageError."""
        rows = await self._database.fetch("mailbox.after", mark=mark, seq=seq, size=size)
        found = []
        for number, id, at, sealed in rows:
            try:
                payload = self._keys.open_sealed(_place(mark, id), sealed)
            except RowDamaged:  # the others are still of use
                payload = b""
            found.append(Kept(number, id, at, payload))
        return found

    async def file(self, mark: bytes, id: str) -> tuple[bytes, bytes] | None:
        """Return what was said with a file and the file; raises StorageError, RowDamaged."""
        rows = await self._database.fetch("mailbox.file", mark=mark, id=id)
        if not rows:
            return None
        [(payload, attached)] = rows
        place = _place(mark, id)
        return (
            self._keys.open_sealed(place, payload),
            self._keys.open_sealed(place + "/file", attached),
        )

    async def newest(self, marks: Collection[bytes]) -> Mapping[bytes, int]:
        """Return the highest number in some mailboxes, where other processes write into them."""
        wanted = orjson.dumps([mark.hex() for mark in marks]).decode()
        rows = await self._database.fetch("postgres.mailbox_newest", marks=wanted)
        return {bytes(mark): seq for mark, seq in rows if seq is not None}


def _place(mark: bytes, id: str) -> str:
    return f"mailbox/{mark.hex()}/{id}"
