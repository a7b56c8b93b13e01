from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.settings import Settings
from storage import Keyring, Storage, open_storage
from tests.bot.phones import Clock, Phones

OFFICE = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"
Running = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def phones() -> Phones:
    return Phones()


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """A real SQLite file."""
    keys = Keyring.open(tmp_path / "key")
    opened = await open_storage(f"sqlite:///{tmp_path}/bot.db", keys, migrate=True)
    yield opened
    await opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path}/bot.db",
        office=OFFICE,
        master_key_file=tmp_path / "key",
        admins="phones:chief",
        web_port=0,
    )


@pytest.fixture
def running(settings: Settings, phones: Phones, clock: Clock) -> Running:
    """Start the whole program over the same database, as often as wished."""

    @asynccontextmanager
    async def run(
        *, serve: bool = True, web: bool = False, channel: Phones | None = None
    ) -> AsyncIterator[App]:
        used = channel or phones
        app = await App.open(settings, {used.name: used}, clock=clock, migrate=True)
        try:
            if serve:
                await app.start(web=web)
            yield app
        finally:
            await app.stop()

    return run
