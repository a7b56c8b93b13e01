from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.channels.telegram import Telegram
from bot.settings import Settings
from tests.fakes.bot_api import FakeBotApi

OFFICE = Path(__file__).parents[2] / "offices" / "binh-luc"
TOKEN = "123456:TEST-token"


@asynccontextmanager
async def running(folder: Path, api: FakeBotApi, mode: str) -> AsyncIterator[App]:
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        web_port=0,
    )
    port = 0
    if mode == "webhook":
        probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = probe.sockets[0].getsockname()[1]
        probe.close()
        await probe.wait_closed()
    settings = settings.model_copy(update={"web_port": port})
    hook = f"http://127.0.0.1:{port}/telegram" if mode == "webhook" else None
    channel = Telegram(TOKEN, api_url=api.url, webhook_url=hook, poll=1)
    app = await App.open(settings, {"telegram": channel}, migrate=True)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_survey_from_beginning_to_end(mode: str, tmp_path: Path, api: FakeBotApi) -> None:
    async with running(tmp_path, api, mode) as app:
        lan = api.person(1001, first_name="Bà Lan", language_code="vi")
        lan.send("/start r_one-stop")
        await lan.wait_for("Ông/Bà được phục vụ ở đâu")
        lan.send("bo phan mot cua binh luc")
        await lan.wait_for("tìm")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{app.port}/health") as answer:
                assert (await answer.json())["status"] == "ok"
            async with session.get(f"http://127.0.0.1:{app.port}/metrics") as answer:
                assert "langnghe_turns_total" in await answer.text()
