"""What both databases do alike: coalesced reads, group commit, and what a write can meet."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from storage.recent import Recent
from storage.statements import Statement, statements

GROUP = 64
"""Most turns that share one commit. More would make each wait longer without saving syncs."""

Row = Sequence[Any]
Progress = Callable[[int, int], object]
_Ask = TypeVar("_Ask")
_Got = TypeVar("_Got")


class Write(NamedTuple):
    """One statement with its arguments. A guard that changes no row undoes its turn:
    `otherwise` is what is raised then."""

    statement: Statement
    arguments: tuple[Any, ...]
    otherwise: type[Exception] | None = None


def write(name: str, otherwise: type[Exception] | None = None, /, **values: Any) -> Write:
    """Return a statement of `queries/` with its values."""
    statement = statements()[name]
    return Write(statement, statement.arguments(values), otherwise)


class Batches(Generic[_Ask, _Got]):
    """Has many callers' requests done together: those that come while a batch is under way
    form the next one."""

    def __init__(
        self,
        work: Callable[[list[_Ask]], Awaitable[list[_Got | Exception]]],
        size: int,
    ) -> None:
        self._work, self._size = work, size
        self._waiting: list[tuple[_Ask, asyncio.Future[_Got]]] = []
        self._runner: asyncio.Task[None] | None = None

    async def ask(self, request: _Ask) -> _Got:
        """Return the result of one request; raises what became of it."""
        future: asyncio.Future[_Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._runner is None:
            self._runner = asyncio.create_task(self._run())
        return await future

    async def drain(self) -> None:
        """Wait until nothing is under way."""
        while self._runner is not None:
            await asyncio.wait((self._runner,))

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # let the turns that are about to finish join
                batch, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
                try:
                    results = await self._work([request for request, _ in batch])
                except Exception as error:
                    results = [error] * len(batch)
                for (_, future), result in zip(batch, results, strict=True):
                    if future.done():  # its caller gave up; the others of the batch did not
                        continue
                    if isinstance(result, Exception):
                        future.set_exception(result)
                        # Nobody may be listening any more; that is no reason for a warning.
                        future.exception()
                    else:
                        future.set_result(result)
        finally:
            self._runner = None


class Database(ABC):
    """One open database. Values go in by name, rows come out as tuples."""

    dialect = ""
    shared = False
    """Other processes may write to it at the same time."""

    def __init__(self) -> None:
        self.recent = None if self.shared else Recent()
        """Nothing is remembered where another process may change it."""

    @abstractmethod
    async def fetch(self, name: str, /, **values: Any) -> Sequence[Row]:
        """Return the rows of one reading statement; raises StorageError."""

    @abstractmethod
    async def commit(self, turn: Sequence[Write]) -> None:
        """Commit one turn's writes, all or none; raises what a guard says, or StorageError."""

    @abstractmethod
    def pages(self, name: str, values: Mapping[str, Any], size: int) -> AsyncIterator[list[Row]]:
        """Yield rows of a statement with `:after` and `:size`, whose first column is the key."""

    @asynccontextmanager
    async def sole(self) -> AsyncIterator[bool]:
        """Tell whether no other process is in here; whoever is let in keeps the others out."""
        yield True

    def room(self) -> int | None:
        """Return the bytes free where it writes; None where that is another machine's to know."""
        return None

    @abstractmethod
    async def faults(self, progress: Progress | None) -> list[str]:
        """Return what is wrong with the database's own structures, in plain words."""

    @abstractmethod
    async def dump(self, folder: Path, progress: Progress | None) -> list[str]:
        """Copy everything, as it is at one moment, into files of a folder; returns their names."""

    @abstractmethod
    async def script(self, sql: str) -> None:
        """Run a schema script with its `{tokens}`, outside of any turn."""

    @abstractmethod
    async def shrink(self) -> None:
        """Remove traces of deleted rows from side files, after an erasure."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way and close."""
