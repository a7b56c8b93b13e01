"""SQLite through aiosqlite: one connection writes and checkpoints, one reads.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections write or
checkpoint at once; a single writer that also checkpoints is not affected.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

import aiosqlite

from feedback.errors import Conflict, DatabaseCorrupt, StorageError, Unstorable
from storage.database import GROUP, Batches, Database, Progress, Row, Write
from storage.statements import statements

_PATIENCE = "PRAGMA busy_timeout = 5000"
_PRAGMAS = (
    _PATIENCE,
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
)
_WRITING = (
    # A group of turns then needs half as many calls to the system: a tenth less CPU for a turn
    # than with pages of 4 kB. A database made earlier keeps its own size.
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
)
_UNSTORABLE = (ValueError, OverflowError, sqlite3.ProgrammingError, sqlite3.DataError)
"""What values raise that no column takes: half an emoji, a number of more than 64 bits."""
_Read = tuple[str, tuple[Any, ...]]
_Result = TypeVar("_Result")


class _Connection(aiosqlite.Connection):
    """aiosqlite's thread, given a whole batch in one hop: a hop costs more than a statement."""

    async def read(self, batch: list[_Read]) -> list[Sequence[Row] | Exception]:
        return await self._hop(_read, batch)

    async def apply(self, turns: list[Sequence[Write]]) -> list[Exception | None]:
        return await self._hop(_apply, turns)

    async def empty_log(self) -> None:
        await self._hop(_empty_log)

    async def copy(self, target: Path, progress: Progress | None) -> None:
        await self._hop(_copy, target, progress)

    async def _hop(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        try:
            done: _Result = await self._execute(  # type: ignore[no-untyped-call]
                work, self._conn, *arguments
            )
        except ValueError:  # aiosqlite's word for it
            raise StorageError("the database is closed") from None
        return done


class SQLite(Database):
    """One SQLite file, or `:memory:`."""

    dialect = "sqlite"

    def __init__(self, writer: _Connection, reader: _Connection, lock: IO[str] | None) -> None:
        super().__init__()
        self._folder = None if lock is None else Path(lock.name).absolute().parent
        self._writer, self._reader, self._lock = writer, reader, lock
        self._reads: Batches[_Read, Sequence[Row]] = Batches(reader.read, 4 * GROUP)
        self._turns: Batches[Sequence[Write], None] = Batches(writer.apply, GROUP)

    @classmethod
    async def open(cls, path: str, *, reading: bool = False) -> SQLite:
        """Open a database; raises StorageError. `reading` works beside a bot that is running."""
        if path == ":memory:":
            only = await _connect(":memory:")
            return cls(only, only, None)
        if reading:
            only = await _connect(_for_reading(Path(path)))
            return cls(only, only, None)
        lock = alone(Path(path))
        try:
            _make(path)
            writer = await _connect(path, *_WRITING)
            try:
                reader = await _connect(path, "PRAGMA query_only = ON")
            except BaseException:
                await writer.close()
                raise
        except BaseException:
            lock.close()
            raise
        return cls(writer, reader, lock)

    async def fetch(self, name: str, /, **values: Any) -> Sequence[Row]:
        statement = statements()[name]
        return await self._reads.ask((statement.sqlite, statement.arguments(values)))

    async def commit(self, turn: Sequence[Write]) -> None:
        if not turn:
            return
        try:
            await self._turns.ask(turn)
        finally:
            if self.recent and any([each.statement.unsettles for each in turn]):
                self.recent.forget_all()

    async def pages(
        self, name: str, values: Mapping[str, Any], size: int
    ) -> AsyncIterator[list[Row]]:
        after = ""
        while rows := await self.fetch(name, **values, after=after, size=size):
            yield list(rows)
            after = rows[-1][0]

    async def faults(self, progress: Progress | None) -> list[str]:
        found = [
            str(row[0])
            for row in await self._reads.ask(("PRAGMA integrity_check", ()))
            if row[0] != "ok"
        ]
        orphans = await self._reads.ask(("PRAGMA foreign_key_check", ()))
        return found + [f"{row[0]}: row {row[1]} points at a missing {row[2]}" for row in orphans]

    def room(self) -> int | None:
        return shutil.disk_usage(self._folder).free if self._folder is not None else None

    async def script(self, sql: str) -> None:
        sql = sql.replace("{blob}", "BLOB").replace("{compact}", "WITHOUT ROWID")
        await self._writer.executescript(sql)

    async def shrink(self) -> None:
        await self._writer.empty_log()

    async def dump(self, folder: Path, progress: Progress | None) -> list[str]:
        await self._reader.copy(folder / "database.sqlite", progress)
        return ["database.sqlite"]

    async def close(self) -> None:
        await self._turns.drain()
        await self._reads.drain()
        await self._writer.close()
        if self._reader is not self._writer:
            await self._reader.close()
        if self._lock is not None:
            self._lock.close()


def alone(path: Path) -> IO[str]:
    """Make sure no other process serves this file; raises StorageError."""
    try:
        lock = open(f"{path}.lock", "w")  # noqa: SIM115 - held until the database is closed
    except OSError as error:
        raise StorageError(f"{path}: cannot be opened: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StorageError(
            f"{path} is in use by another langnghe; stop that one first, or use PostgreSQL "
            "to serve with several"
        ) from None
    return lock


def replace(path: Path, copy: Path) -> None:
    """Put a finished copy on the same disk in the place of a database that nobody uses."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    if path.exists():
        # The log goes into the file before it is deleted: a crash then leaves a whole database.
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as replaced:
            replaced.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for leftover in ("-wal", "-shm"):
        Path(f"{path}{leftover}").unlink(missing_ok=True)
    os.replace(copy, path)


def _for_reading(path: Path) -> str:
    """Return what opens a file so that it is neither written nor checkpointed: the bot that may
    be running stays the only one to do so."""
    if not path.exists():
        raise StorageError(
            f"{path}: there is no database here; look at LANGNGHE_DATABASE_URL and at the folder "
            "you are in, or make one: langnghe migrate"
        )
    return f"{path.absolute().as_uri()}?mode=ro"


def _make(path: str) -> None:
    """See that the file is there and its owner's only; SQLite gives its log the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        os.chmod(path, 0o600)
    except OSError as error:
        raise StorageError(f"{path}: cannot be opened: {error.strerror}") from None


async def _connect(path: str, *pragmas: str) -> _Connection:
    def connector() -> sqlite3.Connection:
        uri = path.startswith("file:")
        return sqlite3.connect(path, isolation_level=None, cached_statements=256, uri=uri)

    connection = _Connection(connector, iter_chunk_size=64)
    # A program that fails before it closes its database ends all the same, with its error code:
    # a thread that waits for work would keep it alive for ever. Commits are not cut off by this,
    # only what nobody was told of yet.
    connection._thread.daemon = True
    try:
        await connection
        for pragma in (*_PRAGMAS, *pragmas):
            async with connection.execute(pragma):
                pass
    except sqlite3.Error as error:
        await connection.close()
        raise told(error) from None
    return connection


def _read(connection: sqlite3.Connection, batch: list[_Read]) -> list[Sequence[Row] | Exception]:
    results: list[Sequence[Row] | Exception] = []
    for sql, arguments in batch:
        try:
            results.append(connection.execute(sql, arguments).fetchall())
        except _UNSTORABLE:
            results.append(Unstorable())
        except sqlite3.Error as error:
            results.append(told(error))
    return results


def _apply(connection: sqlite3.Connection, turns: list[Sequence[Write]]) -> list[Exception | None]:
    """Commit turns together; one that fails is undone alone and the others stand."""
    execute = connection.execute
    try:
        execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        # Nothing that a turn is to blame for; trying each alone would only wait as often.
        return [told(error) for _ in turns]
    try:
        # Hardly any turn fails: first without savepoints, which cost a third of a turn's writing.
        results = [_one(execute, turn) for turn in turns]
        if any(results):
            execute("ROLLBACK")
            execute("BEGIN IMMEDIATE")
            results = [_apart(execute, turn) for turn in turns]
        execute("COMMIT")
    except Exception as error:
        if connection.in_transaction:
            execute("ROLLBACK")
        if len(turns) == 1:
            return [told(error)]
        # One of them made the whole commit impossible: find out which by trying each alone.
        return [_apply(connection, [turn])[0] for turn in turns]
    return results


def _apart(execute: Any, turn: Sequence[Write]) -> Exception | None:
    """Do one turn so that it can be undone without the others."""
    execute("SAVEPOINT turn")
    failed = _one(execute, turn)
    if failed is not None:
        execute("ROLLBACK TO turn")
    execute("RELEASE turn")
    return failed


def _one(execute: Any, turn: Sequence[Write]) -> Exception | None:
    """Return what is wrong with a turn; raises what makes any commit impossible (full disk, I/O)."""
    try:
        for each in turn:
            changed = execute(each.statement.sqlite, each.arguments).rowcount
            if each.otherwise is not None and changed == 0:
                return each.otherwise()
    except sqlite3.IntegrityError:
        return Conflict()
    except _UNSTORABLE:
        return Unstorable()
    return None


def _empty_log(connection: sqlite3.Connection) -> None:
    """Checkpoint and cut the log off, unless a reader (a backup) needs it: then another time."""
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise told(error) from None
    finally:
        connection.execute(_PATIENCE)


def _copy(source: sqlite3.Connection, target: Path, progress: Progress | None) -> None:
    def shown(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    copy = sqlite3.connect(target)
    # One snapshot from first page to last: otherwise each commit of the bot begins it anew.
    source.execute("BEGIN")
    try:
        source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=2000, progress=shown)
    finally:
        source.execute("ROLLBACK")
        copy.close()


def told(error: Exception) -> StorageError:
    """Return a database error as ours; its message may quote values and is not kept."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseCorrupt(
            "the database file is damaged; stop the bot and put the last backup back with "
            "`langnghe restore FILE --overwrite`"
        )
    if code is not None and code & 0xFF == sqlite3.SQLITE_FULL:
        return StorageError("the disk is full; nothing more is taken in until there is room")
    if code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError("another program keeps the database locked; end that one first")
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return StorageError(f"the database refused ({name}); look at the disk and its permissions")
