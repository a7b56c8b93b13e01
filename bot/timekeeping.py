"""Looks once a minute at what is to be done by itself, and has each thing done in its own commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.channel import Outgoing
from bot.logs import log, places
from bot.metrics import Metrics
from bot.notices import Notices
from feedback.errors import Conflict, StorageError
from feedback.messages import Address
from feedback.ports import Post
from handlers.jobs import JobContext
from handlers.officer import timely
from handlers.officer.timely import Errand
from storage.work import Work

_log = log(__name__)
_EVERY = 60.0


class Timekeeper:
    """The clock of the running program. Every replica has one; each errand is done by one of them."""

    def __init__(
        self,
        context: Callable[[], tuple[Work, JobContext]],
        notices: Notices,
        sent: Callable[[list[tuple[Post, Outgoing]]], None],
        jobs_committed: Callable[[], object],
        clock: Callable[[], datetime],
        metrics: Metrics,
        admins: frozenset[Address],
    ) -> None:
        """`context` opens a view of storage; `sent` is told which messages were committed."""
        self._context, self._notices, self._sent = context, notices, sent
        self._jobs_committed, self._clock, self._metrics = jobs_committed, clock, metrics
        self._admins = admins
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more; what is half done is not done."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def tick(self) -> int:
        """Do everything that is due now; returns how many errands were done. Raises StorageError."""
        _, context = self._context()
        done = 0
        for errand in await timely.due(context, self._admins):
            done += await self._do(errand)
        return done

    async def _do(self, errand: Errand) -> bool:
        work, context = self._context()
        try:
            notices = (*await errand.do(context), *context.notices)
            letters = await self._notices.owe(work, notices, [])
            await work.commit("", "", context.now)
        except Conflict:  # another replica did it, or the case has just changed: looked at again
            return False
        except StorageError:
            raise
        except Exception as error:  # one case must not keep all others waiting
            self._metrics.errands_failed.inc()
            _log.error(
                "an errand failed",
                kind=errand.what,
                error=type(error).__name__,
                where=places(error),
            )
            return False
        self._sent(letters)
        if work.has_jobs:
            self._jobs_committed()
        self._metrics.errands.labels(errand.what).inc()
        return True

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)  # first, too: whoever has just started has enough to do
            try:
                await self.tick()
            except StorageError as error:
                _log.error("what is due was not looked at", error=type(error).__name__)
            except Exception as error:  # looked at again in a minute
                self._metrics.errands_failed.inc()
                _log.error(
                    "what is due was not looked at",
                    error=type(error).__name__,
                    where=places(error),
                )
