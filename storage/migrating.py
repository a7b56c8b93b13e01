"""Brings a database to this program's form, with Alembic; imported only when that is needed."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from feedback.errors import StorageError
from storage.database import Progress
from storage.postgres import served
from storage.sqlite import told
from storage.statements import statements

_FOLDER = Path(__file__).parent / "migrations"
_TABLE = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
_ONE_AT_A_TIME = 0x6C616E676E676865
"""The lock of migrations: "langnghe" in ASCII, so that no other program takes the same."""


async def upgrade(url: str, progress: Progress | None = None, schema: str = "head") -> None:
    """Run every migration that is due, all or none; raises StorageError."""
    with _told():
        if url.startswith("sqlite:"):
            await asyncio.to_thread(_upgrade_sqlite, url, progress, schema)
            return
        async with _alone(url) as connection:
            await connection.run_sync(_upgrade, progress, schema)


async def rebuild_postgres(
    url: str,
    folder: Path,
    schema: str,
    parts: Collection[str],
    overwrite: bool,
    progress: Progress | None,
) -> None:
    """Put back what `Postgres.dump` wrote under some schema and bring it to this program's form,
    all or nothing; raises StorageError when rows are there or a bot is running.

    Who was erased in the database replaced stays marked.
    """
    with _told():
        async with _alone(url) as connection:
            # SQLAlchemy has no COPY; this is its own connection, in the same transaction.
            driver: Any = (await connection.get_raw_connection()).driver_connection
            if await served(driver):
                raise StorageError("the database is in use by a langnghe; stop that one first")
            if not overwrite and await driver.fetchval("SELECT COUNT(*) FROM meta"):
                raise StorageError(
                    "the database is not empty; stop the bot and add --overwrite to replace it"
                )
            erased = await driver.fetch(statements()["people.tombstones"].postgres)
            await driver.execute(f"DROP TABLE {', '.join((*_tables(), 'alembic_version'))}")
            await connection.run_sync(_upgrade, None, schema)
            for done, name in enumerate(filled := [n for n in _tables() if n in parts], 1):
                await driver.copy_to_table(name, source=folder / name, format="binary")
                if progress is not None:
                    progress(done, len(filled))
            await connection.run_sync(_upgrade, None)
            tombstone = statements()["people.tombstone"].postgres
            await driver.executemany(tombstone, [tuple(row) for row in erased])


def _tables() -> list[str]:
    """Return our tables in the order they were made, so those that others point at come first.

    The database may hold tables of other programs.
    """
    scripts = sorted((_FOLDER / "versions").glob("*.sql"))
    return [name for sql in scripts for name in _TABLE.findall(sql.read_text("utf-8"))]


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, asyncpg.PostgresError, CommandError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error):
            raise told(cause) from None
        raise StorageError(
            f"PostgreSQL refused the migration ({type(cause).__name__}); nothing was "
            "changed; look at the server's log"
        ) from None


def run_script(connection: Connection, path: Path) -> None:
    """Run a schema script of `versions/` in the dialect of the database, inside its transaction."""
    postgres = connection.dialect.name == "postgresql"
    sql = path.read_text("utf-8")
    sql = sql.replace("{blob}", "BYTEA" if postgres else "BLOB")
    sql = sql.replace("{compact}", "" if postgres else "WITHOUT ROWID")
    lines = (line.partition("--")[0].rstrip() for line in sql.splitlines())
    for statement in "\n".join(lines).split(";"):
        if statement.strip():
            connection.exec_driver_sql(statement)


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[AsyncConnection]:
    """Open a transaction in which nobody else migrates."""
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool
    )
    try:
        async with engine.begin() as connection:
            # Replicas start together: the others wait, and find it done.
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
            yield connection
    finally:
        await engine.dispose()


def _upgrade_sqlite(url: str, progress: Progress | None, schema: str) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    try:
        with engine.begin() as connection:
            # Python's sqlite3 would commit before each CREATE; with an explicit BEGIN an
            # interrupted migration leaves nothing behind.
            connection.connection.dbapi_connection.isolation_level = None  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _upgrade(connection, progress, schema)
    finally:
        engine.dispose()


def _upgrade(connection: Connection, progress: Progress | None, schema: str = "head") -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    config.attributes["progress"] = progress
    command.upgrade(config, schema)
