"""Keeps a provider that is down from being asked by everybody at once."""

from __future__ import annotations

import asyncio
import random

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
"""Seconds between tries while a provider is down; doubled each time."""


class Gate:
    """A provider that is down is asked by one lane at a time, with growing pauses."""

    def __init__(self) -> None:
        self.pause = 0.0
        self.open = asyncio.Event()
        self.open.set()
        self._asking: str | None = None

    async def enter(self, lane: str) -> None:
        """Wait while the provider is down, unless it is this lane that asks."""
        if lane != self._asking:
            await self.open.wait()

    def shut(self, lane: str) -> float:
        """Note that the provider did not answer; returns how long this lane pauses."""
        self._asking = self._asking or lane
        if lane != self._asking:
            return 0.0  # it was under way when the gate was shut; next time it waits there
        self.open.clear()
        self.pause = min(_LONGEST_PAUSE, self.pause * 2 or _FIRST_PAUSE)
        return self.pause * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret

    def leave(self, lane: str) -> None:
        """Let another ask: this lane will not."""
        if lane == self._asking:
            self._asking = None
            self.open.set()

    def well(self) -> None:
        """Note that the provider answered, whatever it said."""
        self.pause = 0.0
        self._asking = None
        self.open.set()
