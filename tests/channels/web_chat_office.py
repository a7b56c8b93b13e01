"""The web chat served: by the whole program, or with a dispatcher that only writes down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.app import App, read_office
from bot.channel import Equipment
from bot.channels.web_chat import WebChat
from bot.metrics import Metrics
from bot.settings import Settings
from bot.texts import Texts
from bot.web import WebServer
from feedback.messages import Address
from feedback.office import Pack
from storage import Keyring, Storage, open_storage
from tests.bot.phones import Clock
from tests.channels.recorder import Recorder
from tests.channels.running import OFFICE, Hurry

IN_MEMORY = "sqlite:///:memory:"


@cache
def _pack() -> Pack:
    return read_office(OFFICE)


@cache
def _texts() -> Texts:
    return Texts()


@dataclass
class Hall:
    """The web chat alone; what people say is in `heard`."""

    base: str
    chat: WebChat
    storage: Storage
    heard: Recorder
    clock: Clock

    def mark(self, account: str) -> bytes:
        return self.storage.mailbox.mark(Address("web", account))


@asynccontextmanager
async def hall(folder: Path, database: str = "", **how: Any) -> AsyncIterator[Hall]:
    """Serve the web chat without a bot behind it."""
    clock, heard = Clock(), Recorder()
    url = database or f"sqlite:///{folder}/web.db"
    storage = await open_storage(url, Keyring.open(folder / "key"), migrate=True)
    chat = WebChat(**how)
    await chat.equip(Equipment(storage, _pack(), clock, _texts()))

    async def health() -> dict[str, object]:
        return {"status": "ok"}

    server = WebServer("127.0.0.1", 0, chat.routes(heard), health, Metrics())
    port = await server.start()
    await chat.start(heard)
    try:
        yield Hall(f"http://127.0.0.1:{port}", chat, storage, heard, clock)
    finally:
        await chat.stop()
        await server.stop()
        await chat.close()
        await storage.close()


@asynccontextmanager
async def office(
    folder: Path,
    *,
    database: str = "",
    clock: Callable[[], datetime] | None = None,
    admins: str = "",
    speed: float = 20,
    **how: Any,
) -> AsyncIterator[App]:
    """Serve the sample office on the web chat alone, until the end of the block."""
    settings = Settings(
        _env_file=None,
        database_url=database or f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        admins=admins,
        web_port=0,
        **how,
    )
    chat = WebChat.from_settings(settings)
    assert chat is not None
    app = await App.open(settings, {chat.name: chat}, clock=clock or Hurry(speed), migrate=True)
    try:
        await app.start()
        yield app
    finally:
        async with asyncio.timeout(20):
            await app.stop()


def base_of(app: App) -> str:
    return f"http://127.0.0.1:{app.port}"
