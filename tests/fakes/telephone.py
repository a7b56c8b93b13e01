"""What the people of both imitations of Zalo have: eyes, and patience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class _Shown(Protocol):
    text: str


Shown = TypeVar("Shown", bound=_Shown)


class Telephone(Generic[Shown]):
    """`messages` is what came, oldest first."""

    def __init__(self) -> None:
        self.messages: list[Shown] = []
        self._changed = asyncio.Event()
        self._looked = 0

    def receive(self, seen: Shown) -> None:
        self.messages.append(seen)
        self._changed.set()

    async def wait_for(
        self, wanted: str | Callable[[Shown], object], patience: float = 30.0
    ) -> Shown:
        """Return the first message, after those waited for before, that says what is wanted."""
        try:
            async with asyncio.timeout(patience):
                while True:
                    for at in range(self._looked, len(self.messages)):
                        seen = self.messages[at]
                        if wanted in seen.text if isinstance(wanted, str) else wanted(seen):
                            self._looked = at + 1
                            return seen
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            said = [each.text[-300:] for each in self.messages[-3:]]
            raise AssertionError(f"nobody said {wanted!r}; the last was {said}") from None
