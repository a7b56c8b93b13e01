"""How fast a provider is called: a little apart, and not at all when it asks for a pause."""

from __future__ import annotations

import asyncio
import random

from feedback.errors import Throttled

_PATIENCE = 1.0
"""Seconds a call may wait for its turn; who would wait longer leaves the place to other channels."""


class Pace:
    """Keeps calls a little apart, and all of them back when the provider asks for it."""

    def __init__(self, per_second: float) -> None:
        self._apart = 1 / per_second
        self._free = 0.0
        """When the next turn is to be had."""
        self._last = -self._apart
        """When the last one was really taken: a busy program wakes late, and many at once."""

    async def turn(self) -> None:
        """Wait for a turn; raises Throttled where that would take long."""
        clock = asyncio.get_running_loop().time
        now = clock()
        wait = self._free - now
        if wait > _PATIENCE:
            raise Throttled(wait * random.uniform(1.0, 1.5))  # noqa: S311 - not a secret
        due = max(self._free, now)
        self._free = due + self._apart
        while (wait := max(due, self._last + self._apart) - clock()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)
        self._last = clock()

    def rest(self, seconds: float) -> None:
        """Have everybody wait: the limit is the account's, not a person's."""
        now = asyncio.get_running_loop().time()
        self._free = max(self._free, now + seconds)


def pause(said: str) -> float:
    """Return for how many seconds a `Retry-After` asks, a minute where it says nothing useful."""
    return min(600.0, float(said)) if said.isdecimal() and said != "0" else 60.0
