"""The whole program on a fake Zalo, reached through its webhook alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.app import App
from bot.channels.zalo_oa import ZaloOA
from bot.settings import Settings
from tests.channels.running import OFFICE, Hurry
from tests.fakes.zalo_oa import FakeZaloOA


def channel_of(zalo: FakeZaloOA, **how: float) -> ZaloOA:
    return ZaloOA(
        zalo.app_id,
        zalo.app_secret,
        zalo.issued[0],
        webhook_secret=zalo.webhook_secret,
        api_url=zalo.url,
        oauth_url=zalo.url,
        per_second=how.pop("per_second", 1000),
        timeout=how.pop("timeout", 5),
    )


def settings_for(
    folder: Path, database: str = "", office: Path = OFFICE, admins: str = ""
) -> Settings:
    return Settings(
        _env_file=None,
        database_url=database or f"sqlite:///{folder}/bot.db",
        office=office,
        master_key_file=folder / "key",
        admins=admins,
        web_port=0,
    )


@asynccontextmanager
async def office_on(
    folder: Path,
    zalo: FakeZaloOA,
    *,
    clock: Callable[[], datetime] | None = None,
    admins: str = "",
    office: Path = OFFICE,
    database: str = "",
    speed: float = 20,
    **how: float,
) -> AsyncIterator[App]:
    """Serve an office until the end of the block."""
    clock = clock or Hurry(speed)
    zalo.clock = lambda: clock().timestamp()
    channel = channel_of(zalo, **how)
    settings = settings_for(folder, database, office, admins)
    app = await App.open(settings, {channel.name: channel}, clock=clock, migrate=True)
    try:
        await app.start()
        zalo.webhook = f"http://127.0.0.1:{app.port}/zalo/oa"
        yield app
    finally:
        await app.stop()
