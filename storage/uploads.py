"""Files that people sent and that no provider keeps for us, until they are fetched for a case."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from feedback.errors import Conflict
from feedback.messages import Address
from storage.database import Database, write
from storage.keys import Keyring
from storage.notes import milliseconds

KEPT = timedelta(days=30)
"""How long an unfinished report may wait with its photos."""
_REF = re.compile(r"([0-9a-f]{32})/([0-9a-f]{32})")
FETCHED_KEPT = timedelta(days=1)
"""A job that fetched a file may die before its commit and come again."""


class Uploads:
    """Sealed parts, written one by one: a large file must not hold up everybody's commits."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    def mark(self, address: Address) -> bytes:
        """Return what an address's files are kept under."""
        return self._keys.mark_of(address)

    def room(self) -> int | None:
        """Return the bytes free where files are kept, None where nobody here knows."""
        return self._database.room()

    async def begin(self, mark: bytes, id: str, at: datetime) -> None:
        """Make room for a file; raises StorageError, as all below, and Conflict when the person was
        erased meanwhile."""
        await self._database.commit(
            [write("uploads.begin", mark=mark, id=id, at=milliseconds(at))]
        )

    async def add(self, mark: bytes, id: str, part: int, content: bytes) -> None:
        """Keep one part."""
        sealed = self._keys.seal(_place(mark, id, part), content)
        await self._database.commit(
            [write("uploads.part", mark=mark, id=id, part=part, content=sealed)]
        )

    async def finish(self, mark: bytes, id: str) -> None:
        """Note that every part is there."""
        await self._database.commit([write("uploads.finish", Conflict, mark=mark, id=id)])

    async def drop(self, mark: bytes, id: str) -> None:
        """Forget a file."""
        await self._database.commit([write("uploads.drop", mark=mark, id=id)])

    async def fetch(self, mark: bytes, id: str, at: datetime) -> bytes | None:
        """Return a file, None when it is not there (any more); it is forgotten a day later."""
        rows = await self._database.fetch("uploads.read", mark=mark, id=id)
        if not rows:
            return None
        content = b"".join(
            self._keys.open_sealed(_place(mark, id, part), sealed) for part, sealed in rows
        )
        await self._database.commit(
            [write("uploads.fetched", mark=mark, id=id, at=milliseconds(at))]
        )
        return content


def ref(mark: bytes, id: str) -> str:
    """Return what a file is known by in an answer."""
    return f"{mark.hex()}/{id}"


def read_ref(ref: str) -> tuple[bytes, str] | None:
    """Return mark and id of a file that lies here, None for what a platform keeps."""
    found = _REF.fullmatch(ref)
    return None if found is None else (bytes.fromhex(found[1]), found[2])


def _place(mark: bytes, id: str, part: int) -> str:
    return f"upload/{mark.hex()}/{id}/{part}"
