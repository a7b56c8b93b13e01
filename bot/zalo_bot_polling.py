"""Asks Zalo's Bot Platform for messages: one at a time, and each is given away only once.

There is no offset and nothing is acknowledged: what was answered will not come again. So the next
message is asked for only after the one before is committed, for as long as that takes; and the end
of the program waits for the open question. What is lost then: the one message in our hands, or on
the wire, when the program or its machine dies. To write it down first would save nothing: the turn
is one commit, done as soon as a note of the message would be. With a webhook nothing is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from bot.logs import log
from bot.zalo_bot_transport import Idle, Transport
from bot.zalo_bot_updates import events_in
from feedback.errors import SendError, StorageError, Throttled

_log = log(__name__)
OPEN_FOR = 5.0
"""Seconds a question is open: the end of the program waits for it, and a container gets ten."""
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between tries while something is broken; the last one again and again."""
_MARGIN = 5.0
"""Seconds of patience beyond the time the platform is asked to keep a question open."""
_SOONEST = 0.5
"""Seconds; an "idle" that comes sooner is no long poll, and must not become a storm of questions."""
_LAST_TRIES = 3


class Poller:
    """One loop: ask, have what came committed, ask on."""

    def __init__(
        self,
        transport: Transport,
        take: Callable[[object], Awaitable[None]],
        open_for: float = OPEN_FOR,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """`take` returns when an event is committed and raises StorageError when it could not be."""
        self._transport, self._take = transport, take
        self._open_for, self._pauses = open_for, pauses
        self._failures = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Ask until stopped."""
        clock = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            began = clock()
            try:
                answer = await self._transport.call(
                    "getUpdates",
                    {"timeout": str(int(self._open_for))},
                    timeout=self._open_for + _MARGIN,
                )
            except Idle:
                self._failures = 0
                if clock() - began < _SOONEST:
                    await self._pause(_SOONEST)
                continue
            except SendError as failed:
                _log.warning(
                    "Zalo cannot be asked", channel="zalo_bot", error=type(failed).__name__
                )
                await self._rest(failed)
                continue
            self._failures = 0
            for event in events_in(answer):
                await self._keep(event)

    def stop(self) -> None:
        """Ask no more; `run` returns after what the open question brings is committed."""
        self._stopping.set()

    async def _keep(self, event: object) -> None:
        """Have an event committed, whatever it takes: it does not come again."""
        last_tries = _LAST_TRIES
        while last_tries:
            try:
                await self._take(event)
            except StorageError:
                _log.error("a message could not be kept yet", channel="zalo_bot")
                last_tries -= self._stopping.is_set()
                await self._rest()
            else:
                self._failures = 0
                return
        _log.critical("a message is lost: the database did not take it", channel="zalo_bot")

    async def _rest(self, failed: SendError | None = None) -> None:
        seconds = self._pauses[min(self._failures, len(self._pauses) - 1)]
        self._failures += 1
        if isinstance(failed, Throttled):
            seconds = max(seconds, failed.retry_after)
        await self._pause(seconds)

    async def _pause(self, seconds: float) -> None:
        if self._stopping.is_set():
            await asyncio.sleep(min(seconds, self._pauses[0]))
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
