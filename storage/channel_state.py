"""What a channel keeps between runs, and when each person last wrote on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.errors import Conflict, RowDamaged
from feedback.messages import Address
from storage.database import Database, write
from storage.keys import Keyring
from storage.notes import milliseconds, moment


@dataclass(frozen=True, slots=True)
class Kept:
    """A value and its version, which a change is guarded with; version 0: there is none yet."""

    version: int = 0
    value: bytes = b""


class ChannelState:
    """Small sealed values by channel and name, such as tokens. Any process may change them, and
    of two that change the same version one loses."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    async def read(self, channel: str, name: str) -> Kept:
        """Return what is kept, nothing where it was altered and does not open; raises StorageError."""
        rows = await self._database.fetch("channels.state", channel=channel, name=name)
        if not rows:
            return Kept()
        [(version, value)] = rows
        try:
            return Kept(version, self._keys.open_sealed(_place(channel, name), value))
        except RowDamaged:
            return Kept(version)

    async def change(self, channel: str, name: str, before: Kept, value: bytes) -> Kept:
        """Replace what was read; raises Conflict when another was first, and StorageError."""
        sealed = self._keys.seal(_place(channel, name), value)
        if not before.version:
            begin = write("channels.begin", Conflict, channel=channel, name=name, value=sealed)
            await self._database.commit([begin])
            return Kept(1, value)
        change = write(
            "channels.change",
            Conflict,
            channel=channel,
            name=name,
            version=before.version,
            value=sealed,
        )
        await self._database.commit([change])
        return Kept(before.version + 1, value)


@dataclass(frozen=True, slots=True)
class Window:
    """When a person last wrote on a channel, and when they were last asked to write."""

    heard_at: datetime | None = None
    nudged_at: datetime | None = None


class ReplyWindows:
    """When people last wrote, for channels that allow answers for a while only. It goes with the
    address, so nothing of it outlives an erasure."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    async def last(self, address: Address) -> Window:
        """Return what is known of a person; raises StorageError."""
        rows = await self._database.fetch("windows.last", mark=self._mark(address))
        if not rows:
            return Window()
        [(heard, nudged)] = rows
        return Window(moment(heard), moment(nudged) if nudged else None)

    async def heard(self, address: Address, at: datetime) -> None:
        """Note that a person wrote, and let go of what waited for that; raises StorageError."""
        mark = self._mark(address)
        await self._database.commit(
            [
                write("windows.heard", mark=mark, at=milliseconds(at)),
                write("windows.release", mark=mark, channel=address.channel),
            ]
        )

    async def nudged(self, address: Address, at: datetime) -> None:
        """Note that a person was asked to write; raises StorageError."""
        nudged = write("windows.nudged", mark=self._mark(address), at=milliseconds(at))
        await self._database.commit([nudged])

    def _mark(self, address: Address) -> bytes:
        return self._keys.mark_of(address)


def _place(channel: str, name: str) -> str:
    return f"channel/{channel}/{name}"
