"""The whole program on a fake Bot Platform that is asked for messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App
from bot.channels.zalo_bot import ZaloBot
from bot.settings import Settings
from tests.channels.running import OFFICE, Hurry
from tests.fakes.zalo_bot import FakeZaloBot
from tests.proofs.program import free_port

SECRET = "what only Zalo knows"


@asynccontextmanager
async def office_on(
    folder: Path,
    zalo: FakeZaloBot,
    *,
    public: bool = True,
    admins: str = "",
    speed: float = 20,
) -> AsyncIterator[App]:
    """Serve an office until the end of the block. `public`: Zalo can fetch pictures from it."""
    clock = Hurry(speed)
    zalo.clock = lambda: clock().timestamp()
    port = free_port()  # Zalo is told the address before the server listens
    channel = ZaloBot(
        zalo.token,
        api_url=zalo.url,
        public_url=f"http://127.0.0.1:{port}" if public else "",
        poll=1,
        timeout=5,
        pauses=(0.02, 0.05, 0.1),
    )
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        admins=admins,
        web_port=port,
    )
    app = await App.open(settings, {channel.name: channel}, clock=clock, migrate=True)
    try:
        await app.start()
        yield app
    finally:
        await app.stop()
