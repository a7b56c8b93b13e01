"""The whole program on a fake Telegram, polling or with a webhook."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.channels.telegram import Telegram
from bot.settings import Settings
from tests.fakes.bot_api import FakeBotApi
from tests.proofs.program import free_port

OFFICE = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"
MODES = ("polling", "webhook")


class Hurry:
    """A clock that runs so many times as fast, from a Tuesday morning on: replies that wait a few
    seconds for others to join them come soon, and nobody fills in a survey in no time."""

    def __init__(self, speed: float) -> None:
        self._began, self._speed = time.monotonic(), speed

    def __call__(self) -> datetime:
        passed = timedelta(seconds=self._speed * (time.monotonic() - self._began))
        return datetime(2026, 11, 24, 1, 0, tzinfo=UTC) + passed


@asynccontextmanager
async def office_on(
    folder: Path,
    api: FakeBotApi,
    mode: str,
    secret: str | None = None,
    admins: str = "",
    speed: float = 20,
) -> AsyncIterator[App]:
    """Serve the sample office from a database in a folder, until the end of the block."""
    # Telegram is told the address before the server listens.
    port = free_port() if mode == "webhook" else 0
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        admins=admins,
        web_port=port,
    )
    hook = f"http://127.0.0.1:{port}/telegram" if mode == "webhook" else None
    channel = Telegram(
        api.token,
        api_url=api.url,
        webhook_url=hook,
        secret=secret,
        poll=1,
        pauses=(0.05, 0.1, 0.2),
    )
    app = await App.open(settings, {channel.name: channel}, clock=Hurry(speed), migrate=True)
    try:
        await app.start()
        yield app
    finally:
        await app.stop()
