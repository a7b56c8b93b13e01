"""The whole program on a fake Bot Platform, polling or with a webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.app import App
from bot.channels.zalo_bot import ZaloBot
from bot.settings import Settings
from tests.channels.running import OFFICE, Hurry
from tests.fakes.zalo_bot import FakeZaloBot

SECRET = "what only Zalo knows"


def settings_for(folder: Path, port: int = 0, database: str = "", admins: str = "") -> Settings:
    return Settings(
        _env_file=None,
        database_url=database or f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        admins=admins,
        web_port=port,
    )


async def free_port() -> int:
    """Zalo is told the address before the server listens, so the port is chosen before."""
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = probe.sockets[0].getsockname()[1]
    probe.close()
    await probe.wait_closed()
    return port


@asynccontextmanager
async def office_on(
    folder: Path,
    zalo: FakeZaloBot,
    *,
    webhook: bool = False,
    public: bool = True,
    admins: str = "",
    database: str = "",
    clock: Callable[[], datetime] | None = None,
    speed: float = 20,
    poll: float = 1,
) -> AsyncIterator[App]:
    """Serve an office until the end of the block."""
    clock = clock or Hurry(speed)
    zalo.clock = lambda: clock().timestamp()
    port = await free_port()
    channel = ZaloBot(
        zalo.token,
        api_url=zalo.url,
        webhook=webhook,
        secret=SECRET,
        public_url=f"http://127.0.0.1:{port}" if webhook or public else "",
        poll=poll,
        timeout=5,
        pauses=(0.02, 0.05, 0.1),
    )
    settings = settings_for(folder, port, database, admins)
    app = await App.open(settings, {channel.name: channel}, clock=clock, migrate=True)
    try:
        await app.start()
        yield app
    finally:
        await app.stop()
