"""A dispatcher that only writes down, for tests of channels."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.channel import Receipt
from feedback.errors import StorageError
from feedback.messages import Inbound


class Recorder:
    """Takes every event; can be told to be slow, to wait at a gate, or to have no database."""

    def __init__(self) -> None:
        self.events: list[Inbound] = []
        self.tries = 0
        self.toast: str | None = None
        self.slow = 0.0
        self.broken: set[str] = set()
        """Texts that cannot be kept while they stand here; `*`: none can."""
        self.gate = asyncio.Event()
        self.gate.set()
        self.changed = asyncio.Event()

    async def __call__(self, inbound: Inbound) -> Receipt:
        self.tries += 1
        await self.gate.wait()
        await asyncio.sleep(self.slow)
        if {inbound.text, "*"} & self.broken:
            raise StorageError("the disk is full")
        self.events.append(inbound)
        self.changed.set()
        return Receipt(self.toast)

    @property
    def texts(self) -> list[str]:
        """What was said, in the order it was committed."""
        return [event.text for event in self.events]

    async def until(self, count: int, patience: float = 5.0) -> None:
        """Wait until so many events were committed."""
        async with asyncio.timeout(patience):
            while len(self.events) < count:
                self.changed.clear()
                await self.changed.wait()


async def until(so: Callable[[], object], patience: float = 5.0) -> None:
    """Wait until a function says yes."""
    async with asyncio.timeout(patience):
        while not so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
