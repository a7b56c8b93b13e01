"""Asks Telegram for updates. One is acknowledged only after it was taken for good.

The library's own updater moves its offset before anything is handled: killed at the wrong moment
it loses what it acknowledged. https://core.telegram.org/bots/api#getupdates
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from bot.logs import log
from bot.telegram_transport import AskedTwice, TokenRefused, Transport
from feedback.errors import SendError, StorageError, Throttled

_log = log(__name__)
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates wanted; Telegram keeps the others to itself."""
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between tries while something is broken; the last one again and again."""
_IDLE = 6 * 24 * 3600.0
"""Seconds without updates after which ids may start anywhere (a week, says the documentation)."""
_MARGIN = 15.0
"""Seconds of patience beyond the time Telegram keeps a question open."""


class Poller:
    """One loop: ask, have a batch taken, ask on from behind it."""

    def __init__(
        self,
        transport: Transport,
        take: Callable[[object], Awaitable[None]],
        open_for: float = 50.0,
        pauses: Sequence[float] = PAUSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`take` returns when an update is committed, raises when it could not be.

        `open_for`: seconds Telegram keeps a question open while there are no updates.
        """
        self._transport, self._take = transport, take
        self._open_for, self._pauses, self._clock = open_for, pauses, clock
        self._offset: int | None = None
        self._unconfirmed = False
        self._failures = 0
        self._begun = False
        self._stopping = asyncio.Event()
        self._asking: asyncio.Task[Any] | None = None

    async def run(self) -> None:
        """Ask until stopped; then tell Telegram how far we came."""
        self._begun = True
        heard = self._clock()
        while not self._stopping.is_set():
            if self._clock() - heard > _IDLE:
                self._offset, heard = None, self._clock()
            try:
                updates = await self._ask()
                if updates:
                    heard = self._clock()
                    await self._take_all(updates)
                self._failures = 0
            except SendError as failed:
                self._report(failed)
                await self._rest(failed)
            except Exception as failed:  # StorageError, or a bug: the loop must go on
                cause = failed.__cause__ or failed
                _log.error("updates are asked for again", error=type(cause).__name__)
                await self._rest(failed)
        if self._unconfirmed:
            # The next start is not told again what this one has done.
            with suppress(SendError):
                await self._transport.call("getUpdates", self._question(0, limit=1), timeout=5)

    @property
    def asking(self) -> bool:
        """Whether `run` has begun."""
        return self._begun

    def stop(self) -> None:
        """Ask no more; `run` returns after the updates under way are committed."""
        self._stopping.set()
        if self._asking is not None:
            self._asking.cancel()

    async def _ask(self) -> list[Any]:
        call = self._transport.call(
            "getUpdates", self._question(self._open_for), timeout=self._open_for + _MARGIN
        )
        self._asking = asyncio.create_task(call)
        try:
            updates = await self._asking
        except asyncio.CancelledError:
            if not self._asking.cancelled() or not self._stopping.is_set():
                raise
            return []
        finally:
            self._asking = None
        self._unconfirmed = False
        return updates if isinstance(updates, list) else []

    def _question(self, open_for: float, **more: Any) -> dict[str, Any]:
        question = {"timeout": int(open_for), "allowed_updates": UPDATES, **more}
        if self._offset is not None:
            question["offset"] = self._offset
        return question

    async def _take_all(self, updates: list[Any]) -> None:
        """Have a batch taken, in order for each person, different people at once."""
        results = await asyncio.gather(
            *(self._take(update) for update in updates), return_exceptions=True
        )
        numbers = [_number(update) for update in updates]
        known = [number for number in numbers if number is not None]
        failed = [result for result in results if result is not None]
        again = [n for n, lost in zip(numbers, results, strict=True) if lost and n is not None]
        # Those before the first that failed are done with; the others come again, and what was
        # committed of them is known by its id.
        if again or known:
            self._offset = min(again) if again else max(known) + 1
            self._unconfirmed = True
        if failed:
            raise StorageError from failed[0]
        if not known:
            raise ValueError("none of the updates has an id")

    def _report(self, failed: SendError) -> None:
        match failed:
            case AskedTwice():
                _log.error("another program asks for updates with this bot's token")
            case TokenRefused():
                _log.critical("Telegram refuses LANGNGHE_TELEGRAM_TOKEN")
            case _:
                _log.warning("Telegram cannot be asked", error=type(failed).__name__)

    async def _rest(self, failed: Exception) -> None:
        seconds = self._pauses[min(self._failures, len(self._pauses) - 1)]
        self._failures += 1
        if isinstance(failed, Throttled):
            seconds = max(seconds, failed.retry_after)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def _number(update: object) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
