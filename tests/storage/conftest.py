"""One suite over every database: a real SQLite file, SQLite in memory, a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Keyring, Storage, open_storage


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "master.key")


@pytest.fixture
async def storage(url: str, keys: Keyring) -> AsyncIterator[Storage]:
    opened = await open_storage(url, keys, migrate=True)
    yield opened
    await opened.close()
