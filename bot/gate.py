"""Keeps a provider that is down from being asked by everybody at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Hashable
from datetime import datetime, timedelta

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
"""Seconds between tries while a provider is down; doubled each time."""


class Gate:
    """A provider that is down is asked by one lane at a time, with growing pauses."""

    def __init__(self, patience: timedelta = timedelta(minutes=30)) -> None:
        """`patience`: who can go another way goes it once the provider was down for so long."""
        self.pause = 0.0
        self.open = asyncio.Event()
        self.open.set()
        self._patience = patience
        self._since: datetime | None = None
        self._decided = asyncio.Event()
        """It is open, or was shut for so long that others should not wait."""
        self._decided.set()
        self._asking: Hashable = None

    @property
    def given_up(self) -> bool:
        """Tell whether the provider has been down for so long that who can goes another way."""
        return self._decided.is_set() and not self.open.is_set()

    def asks(self, lane: Hashable) -> bool:
        """Tell whether this lane is the one that finds out when the provider is back."""
        return lane == self._asking

    async def enter(self, lane: Hashable) -> None:
        """Wait while the provider is down, unless it is this lane that asks."""
        if lane != self._asking:
            await self.open.wait()

    async def enter_or_turn(self, lane: Hashable) -> bool:
        """Wait likewise, but no longer than patience allows; False: go another way."""
        if lane != self._asking:
            await self._decided.wait()
        return self.open.is_set() or not self._decided.is_set()

    def shut(self, lane: Hashable, now: datetime) -> float:
        """Note that the provider did not answer; returns how long this lane pauses."""
        self._since = self._since or now
        self._asking = self._asking or lane
        if now - self._since >= self._patience:
            self._decided.set()
        else:
            self._decided.clear()
        self.open.clear()
        if lane != self._asking:
            return 0.0  # it was under way when the gate was shut; next time it waits there
        self.pause = min(_LONGEST_PAUSE, self.pause * 2 or _FIRST_PAUSE)
        return self.pause * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret

    def leave(self, lane: Hashable) -> None:
        """Let another ask: this lane will not."""
        if lane == self._asking:
            self._asking = None
            self.open.set()
            self._decided.set()

    def well(self) -> None:
        """Note that the provider answered, whatever it said."""
        self.pause = 0.0
        self._since = None
        self._asking = None
        self.open.set()
        self._decided.set()
