"""Pictures that a provider fetches from us by an address only it and its person know."""

from __future__ import annotations

from datetime import datetime

from feedback.errors import RowDamaged
from feedback.messages import Address
from storage.database import Database, write
from storage.keys import Keyring
from storage.notes import milliseconds


class Pictures:
    """Sealed, under a mark of their name: who reads the database learns neither. They go with
    the address they were made for, and after their time."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    async def keep(
        self, name: str, mime: str, content: bytes, to: Address, until: datetime
    ) -> None:
        """Keep a picture until a time; the same one again is kept longer; raises StorageError."""
        id = self._keys.mark("picture", name)
        keep = write(
            "pictures.keep",
            id=id,
            mark=self._keys.mark_of(to),
            until=milliseconds(until),
            content=self._keys.seal(_place(id), mime.encode() + b"\n" + content),
        )
        await self._database.commit([keep])

    async def find(self, name: str, now: datetime) -> tuple[str, bytes] | None:
        """Return a picture's type and content, None when there is none (any more)."""
        id = self._keys.mark("picture", name)
        rows = await self._database.fetch("pictures.find", id=id, now=milliseconds(now))
        try:
            for (sealed,) in rows:
                mime, _, content = self._keys.open_sealed(_place(id), sealed).partition(b"\n")
                return mime.decode(), content
        except RowDamaged:
            pass
        return None


def _place(id: bytes) -> str:
    return f"picture/{id.hex()}"
