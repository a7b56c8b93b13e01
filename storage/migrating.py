"""Brings a database to this program's form, with Alembic; imported only when that is needed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Progress

_FOLDER = Path(__file__).parent / "migrations"


async def upgrade(url: str, progress: Progress | None = None) -> None:
    """Run every migration that is due, each in a transaction of its own."""
    if url.startswith("sqlite:"):
        await asyncio.to_thread(_upgrade_sqlite, url, progress)
        return
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool
    )
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, progress)
    finally:
        await engine.dispose()


def _upgrade_sqlite(url: str, progress: Progress | None) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        # Python's sqlite3 would commit before each CREATE; with an explicit BEGIN an
        # interrupted migration leaves nothing behind.
        connection.connection.dbapi_connection.isolation_level = None  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _upgrade(connection, progress)
    engine.dispose()


def _upgrade(connection: Connection, progress: Progress | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    config.attributes["progress"] = progress
    command.upgrade(config, "head")
