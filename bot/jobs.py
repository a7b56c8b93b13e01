"""Work off the turn: charts, workbooks, fetching evidence. A turn commits a job; this does it.

A job is done again when the program dies in the middle, so what a job does must bear that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.logs import log, places
from bot.metrics import Metrics
from feedback.errors import SendError, StorageError
from feedback.ports import Job

_log = log(__name__)
_LOOK = 5.0
"""Seconds between looks for jobs nobody told us of: those of a run that died, and retries."""
_AT_ONCE = 2
_TRIES = 8
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=30)
"""Between tries; doubled each time."""
_PATIENT_TRIES = 200
"""Tries while it is a platform that fails: four days of it, and platforms keep files longer."""


class JobRows(Protocol):
    """What the runner needs of storage."""

    async def due(self, now: datetime, limit: int) -> list[Job]: ...
    async def failed(self, job: Job, error: str, retry_at: datetime | None) -> None: ...


Perform = Callable[[Job], Awaitable[None]]
"""Does a job and commits its end together with what it says."""


class JobRunner:
    """Does jobs in the order they came, a few at a time."""

    def __init__(
        self,
        rows: JobRows,
        perform: Perform,
        apologise: Callable[[Job], Awaitable[None]],
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        """`apologise` tells the person whose job is given up."""
        self._rows, self._perform, self._apologise = rows, perform, apologise
        self._clock, self._metrics = clock, metrics
        self._told = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to do jobs, those left by an earlier run first."""
        self._loop = asyncio.create_task(self._keep_going())

    async def stop(self) -> None:
        """Stop; a job under way is done again by the next run."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    def committed(self) -> None:
        """Look at once: a turn has just committed a job."""
        self._told.set()

    async def run_due(self) -> int:
        """Do the jobs that are due now and return how many there were."""
        jobs = await self._rows.due(self._clock(), _AT_ONCE)
        await asyncio.gather(*(self._one(job) for job in jobs))
        return len(jobs)

    async def _keep_going(self) -> None:
        while True:
            self._told.clear()
            try:
                while await self.run_due():
                    pass
            except Exception as error:  # StorageError, or a bug: what is owed is looked for again
                _log.error("jobs cannot be read", error=type(error).__name__, where=places(error))
            try:
                async with asyncio.timeout(_LOOK):
                    await self._told.wait()
            except TimeoutError:
                continue

    async def _one(self, job: Job) -> None:
        try:
            await self._perform(job)
        except Exception as error:  # a job that cannot be done must not stop the others
            await self._failed(job, error)
        else:
            self._metrics.jobs.labels(job.kind, "done").inc()

    async def _failed(self, job: Job, error: Exception) -> None:
        self._metrics.jobs.labels(job.kind, "failed").inc()
        tries = _TRIES
        if isinstance(error, SendError):
            tries = _PATIENT_TRIES if error.retryable else 1
        last = job.tries + 1 >= tries
        _log.log(
            50 if last else 30,
            "a job was given up" if last else "a job failed and is tried again",
            kind=job.kind,
            error=type(error).__name__,
            where=places(error),
            tries=job.tries + 1,
        )
        if last:
            await self._say_sorry(job)
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(job.tries, 20))
        again = None if last else self._clock() + pause
        await self._rows.failed(job, type(error).__name__, again)

    async def _say_sorry(self, job: Job) -> None:
        try:
            await self._apologise(job)
        except StorageError:
            raise
        except Exception as error:  # else a job nobody can be told of would be done for ever
            _log.error(
                "nobody was told that a job was given up",
                kind=job.kind,
                error=type(error).__name__,
                where=places(error),
            )
