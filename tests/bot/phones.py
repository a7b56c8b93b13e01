"""A channel whose phones are in memory: what arrives, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from bot.channel import Capabilities, Channel, Outgoing, Receipt, Receive
from feedback.messages import Address, Inbound

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam, a Tuesday


class Clock:
    """The time, moved by tests alone."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Phones(Channel):
    """Every phone there is; `arrived` holds (chat, text) in the order of arrival."""

    name: ClassVar[str] = "phones"
    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=4096, buttons=100, columns=8, edit=True, pictures=True, files=True
    )

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.messages: list[Outgoing] = []
        self.tries: list[str] = []
        """The chat of each call, also of those that failed."""
        self.files: dict[str, bytes | Exception] = {}
        self.down: Exception | None = None
        """What every call meets now."""
        self.on_send: Callable[[Outgoing], None] = lambda _: None
        self.receive: Receive | None = None
        self._faults: defaultdict[str, deque[Exception]] = defaultdict(deque)
        self._gates: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Event()
        self._events = iter(range(1, 1_000_000))

    def fail(self, chat: str, *faults: Exception) -> None:
        """Have the next calls for a chat fail in these ways, one after the other."""
        self._faults[chat].extend(faults)

    def hang(self, chat: str) -> asyncio.Event:
        """Leave calls for a chat without an answer until the event is set."""
        return self._gates.setdefault(chat, asyncio.Event())

    def texts(self, chat: str) -> list[str]:
        return [text for to, text in self.arrived if to == chat]

    async def until(self, so: Callable[[], object], patience: float = 10.0) -> None:
        """Wait until a function says yes; it is asked after each call."""
        async with asyncio.timeout(patience):
            while not so():
                self._changed.clear()
                await self._changed.wait()

    async def start(self, receive: Receive) -> None:
        self.receive = receive

    async def stop(self) -> None:
        self.receive = None

    async def send(self, outgoing: Outgoing) -> str | None:
        self.tries.append(outgoing.chat)
        self._changed.set()
        await asyncio.sleep(0)  # no network answers at once
        if gate := self._gates.get(outgoing.chat):
            await gate.wait()
        if faults := self._faults[outgoing.chat]:
            raise faults.popleft()
        if self.down is not None:
            raise self.down
        self.on_send(outgoing)
        self.arrived.append((outgoing.chat, outgoing.text))
        self.messages.append(outgoing)
        self._changed.set()
        return None

    async def fetch(self, ref: str) -> bytes:
        found = self.files[ref]
        if isinstance(found, Exception):
            raise found
        return found

    async def say(self, account: str, text: str = "", **more: object) -> Receipt:
        """Have a person write, and wait for the receipt."""
        assert self.receive is not None, "nobody listens"
        return await self.receive(self.inbound(account, text, **more))

    def inbound(self, account: str, text: str = "", **more: object) -> Inbound:
        parts: dict[str, object] = {"event": str(next(self._events)), "chat": account, **more}
        return Inbound(address=Address(self.name, account), text=text, **parts)  # type: ignore[arg-type]


def labels(messages: Iterable[Outgoing]) -> dict[str, str]:
    """The data of every button by its label."""
    return {key.label: key.data for each in messages for row in each.rows for key in row}
