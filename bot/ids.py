"""Ids made by the program, so that nothing has to be read back from the database."""

from __future__ import annotations

import time

from storage.chance import handful


class Ids:
    """UUIDv7-like ids (RFC 9562): 48 bits of milliseconds, then a counter, then chance.

    Ids of one process sort in the order they were made, also within a millisecond and when the
    clock steps back: the outbox sends in the order of ids.
    """

    def __init__(self) -> None:
        self._milliseconds = 0
        self._count = 0

    def __call__(self) -> str:
        """Return the next id, 32 hexadecimal digits."""
        now = time.time_ns() // 1_000_000
        if now > self._milliseconds:
            self._milliseconds, self._count = now, 0
        else:
            self._count += 1
            if self._count > 0xFFF:
                self._milliseconds, self._count = self._milliseconds + 1, 0
        value = self._milliseconds << 80 | 7 << 76 | self._count << 64 | 2 << 62
        return f"{value | int.from_bytes(handful()[:8]) >> 2:032x}"
