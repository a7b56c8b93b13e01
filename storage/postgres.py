"""PostgreSQL through asyncpg. Any number of processes may serve one database.

What keeps them from stepping on each other is in the data: unique event ids, the version of the
conversation a turn has read, and claimed rows of the outbox. No lock is held while a turn thinks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from feedback.errors import (
    Conflict,
    DatabaseCorrupt,
    FeedbackError,
    StorageError,
    Unstorable,
)
from storage.database import GROUP, Batches, Database, Progress, Row, Write
from storage.statements import statements

_FAILURES = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection cut off in the middle of a request
)
_RETRIES = 5
"""Tries of a batch that met another process's; PostgreSQL undoes one of the two."""


class Postgres(Database):
    """A pool of connections to one PostgreSQL database."""

    dialect = "postgres"
    shared = True

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__()
        self._pool = pool
        self._turns: Batches[Sequence[Write], None] = Batches(self._apply, GROUP)

    @classmethod
    async def open(cls, url: str) -> Postgres:
        """Connect; raises StorageError."""
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=8,
                command_timeout=60,
                server_settings={"application_name": "langnghe"},
            )
        except (OSError, asyncpg.PostgresError, ValueError) as error:
            raise StorageError(
                f"PostgreSQL cannot be reached ({type(error).__name__}); "
                "look at LANGNGHE_DATABASE_URL and whether the server runs"
            ) from None
        return cls(pool)

    async def fetch(self, name: str, /, **values: Any) -> Sequence[Row]:
        statement = statements()[name]
        try:
            rows: list[Row] = await self._pool.fetch(
                statement.postgres, *statement.arguments(values)
            )
        except _FAILURES as error:
            raise _told(error) from None
        return rows

    async def commit(self, turn: Sequence[Write]) -> None:
        if turn:
            await self._turns.ask(turn)

    async def pages(
        self, name: str, values: Mapping[str, Any], size: int
    ) -> AsyncIterator[list[Row]]:
        after = ""
        while rows := await self.fetch(name, **values, after=after, size=size):
            yield list(rows)
            after = rows[-1][0]

    @asynccontextmanager
    async def sole(self) -> AsyncIterator[bool]:
        try:
            async with self._pool.acquire() as connection:  # its release lets go of the lock
                yield bool(await connection.fetchval(statements()["postgres.sole"].postgres))
        except _FAILURES as error:
            raise _told(error) from None

    async def faults(self, progress: Progress | None) -> list[str]:
        return []  # PostgreSQL checks its own structures; there is nothing to ask for

    async def dump(self, folder: Path, progress: Progress | None) -> list[str]:
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            rows = await connection.fetch(statements()["postgres.tables"].postgres)
            tables = [str(row[0]) for row in rows]
            for done, table in enumerate(tables, 1):
                await connection.copy_from_table(table, output=folder / table, format="binary")
                if progress is not None:
                    progress(done, len(tables))
        return tables

    async def script(self, sql: str) -> None:
        await self._pool.execute(sql.replace("{blob}", "BYTEA").replace("{compact}", ""))

    async def shrink(self) -> None:
        """Nothing: PostgreSQL's vacuum and log recycling are the server's business."""

    async def close(self) -> None:
        await self._turns.drain()
        await self._pool.close()

    async def _apply(self, turns: list[Sequence[Write]]) -> list[Exception | None]:
        try:
            await self._together(turns)
        except Exception as error:
            if len(turns) == 1:
                return [error if isinstance(error, FeedbackError) else _told(error)]
            # One of them lost a race or is wrong; each is committed alone to find out which.
            return [(await self._apply([turn]))[0] for turn in turns]
        return [None] * len(turns)

    async def _together(self, turns: list[Sequence[Write]]) -> None:
        for attempt in range(_RETRIES):
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    await _write(connection, turns)
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                if attempt == _RETRIES - 1:
                    raise
            else:
                return


async def is_served(url: str) -> bool:
    """Tell whether a bot is connected to a database; raises StorageError."""
    try:
        connection = await asyncpg.connect(url)
        try:
            return await served(connection)
        finally:
            await connection.close()
    except (*_FAILURES, ValueError) as error:
        raise _told(error) from None


async def served(driver: Any) -> bool:
    """Tell whether a bot is connected; the server lists one that has just ended a little longer."""
    for pause in (0.0, 0.1, 0.4, 1.5):
        await asyncio.sleep(pause)
        await driver.execute(statements()["postgres.look_again"].postgres)
        if not await driver.fetchval(statements()["postgres.served"].postgres):
            return False
    return True


async def _write(connection: Any, turns: list[Sequence[Write]]) -> None:
    """Each turn's writes in their order; counters last and in one order for all processes, so
    that two batches cannot wait for each other."""
    counts: dict[str, list[tuple[Any, ...]]] = {}
    for turn in turns:
        for each in turn:
            statement = each.statement
            if statement.counts:
                counts.setdefault(statement.postgres, []).append(each.arguments)
                continue
            done: str = await connection.execute(statement.postgres, *each.arguments)
            if each.otherwise is not None and done.endswith(" 0"):
                raise each.otherwise
    for sql, rows in sorted(counts.items()):
        await connection.executemany(sql, sorted(rows))


def _told(error: Exception) -> Exception:
    """Return a database error as ours; its message may quote values and is not kept."""
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return Conflict()
    # Values that the server, or asyncpg before it, does not take: NUL in a text, too large a number.
    if isinstance(error, asyncpg.DataError):
        return Unstorable()
    if isinstance(error, asyncpg.DataCorruptedError | asyncpg.IndexCorruptedError):
        return DatabaseCorrupt("PostgreSQL reports damaged data; restore the last backup")
    return StorageError(f"PostgreSQL refused ({type(error).__name__}); look at the server's log")
