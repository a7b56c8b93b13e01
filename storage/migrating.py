"""Brings a database to this program's form, with Alembic; imported only when that is needed."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from feedback.errors import StorageError
from storage.database import Progress
from storage.sqlite import told

_FOLDER = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x6C616E676E676865
"""The lock of migrations: "langnghe" in ASCII, so that no other program takes the same."""


async def upgrade(url: str, progress: Progress | None = None) -> None:
    """Run every migration that is due, all or none; raises StorageError."""
    try:
        if url.startswith("sqlite:"):
            await asyncio.to_thread(_upgrade_sqlite, url, progress)
        else:
            await _upgrade_postgres(url, progress)
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise told(error.orig) from None
        raise StorageError(
            f"PostgreSQL refused the migration ({type(error.orig).__name__}); nothing was "
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


async def _upgrade_postgres(url: str, progress: Progress | None) -> None:
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool
    )
    try:
        async with engine.begin() as connection:
            # Replicas start together: the others wait, and find it done.
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
            await connection.run_sync(_upgrade, progress)
    finally:
        await engine.dispose()


def _upgrade_sqlite(url: str, progress: Progress | None) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    try:
        with engine.begin() as connection:
            # Python's sqlite3 would commit before each CREATE; with an explicit BEGIN an
            # interrupted migration leaves nothing behind.
            connection.connection.dbapi_connection.isolation_level = None  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _upgrade(connection, progress)
    finally:
        engine.dispose()


def _upgrade(connection: Connection, progress: Progress | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    config.attributes["progress"] = progress
    command.upgrade(config, "head")
