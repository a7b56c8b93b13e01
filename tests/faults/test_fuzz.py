"""Anything at all at the door of the whole program: never an error, never a stuck queue."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.telegram import Telegram
from bot.settings import Settings
from tests.bot.phones import Clock
from tests.channels.test_telegram_inbound import NAMES, anything, broken
from tests.fakes.bot_api import FakeBotApi

TOKEN = "123456:TEST-token"
OFFICE = Path(__file__).parents[2] / "offices" / "binh-luc"
WORDS = st.sampled_from(
    ("/gopy", "/danhgia", "/start r_one-stop", "/tracuu", "/cuatoi", "/dulieu", "/thongke", "1", "2",
     "gửi", "không", "quay lại", "/huy", "/language", "Đèn đường hỏng đã ba ngày", "0912345678")
)  # fmt: skip
DATA = st.sampled_from(("c:gopy", "k:", "q1:1", "data:export", "erase:sure", "lang:en")) | st.text(
    max_size=64
)
_numbers = itertools.count(10)


@st.composite
def sensible(draw: st.DrawFn) -> dict[str, Any]:
    """What a person really sends, with one field that is anything."""
    account = draw(st.integers(1001, 1004))
    person = {"id": account, "is_bot": False}
    message: dict[str, Any] = {"message_id": 5, "from": person, "date": 1_795_482_000}
    message["chat"] = {"id": account, "type": "private"}
    if draw(st.booleans()):
        press = {"id": "1", "from": person, "message": message, "data": draw(DATA)}
        return {"update_id": 0, "callback_query": press}
    message["text"] = draw(WORDS | st.text(max_size=40))
    message[draw(st.sampled_from(NAMES))] = draw(anything)
    return {"update_id": 0, "message": message}


def numbered(update: Any) -> Any:
    """Give an update an id of its own, unless its id is what is broken."""
    if isinstance(update, dict) and type(update.get("update_id")) is int:
        return {**update, "update_id": next(_numbers)}
    return update


class House:
    """The whole program with a Telegram of our own, and a loop that a test can run by steps."""

    def __init__(self, runner: asyncio.Runner, app: App, api: FakeBotApi, clock: Clock) -> None:
        self.runner, self.app, self.api, self._clock = runner, app, api, clock
        channel = app.channels["telegram"]
        assert isinstance(channel, Telegram)
        self._secret = {"X-Telegram-Bot-Api-Secret-Token": channel._secret}

    async def post(self, content: bytes) -> int:
        self._clock.pass_by(seconds=60)
        url = f"http://127.0.0.1:{self.app.port}/telegram"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=io.BytesIO(content), headers=self._secret) as answer,
        ):
            return answer.status

    async def still_well(self, quarantined: int = 0) -> None:
        """Tell whether an ordinary person is served as ever."""
        self._clock.pass_by(seconds=60)
        hoa = self.api.person(700 + next(_numbers), first_name="Hoa")
        hoa.send("/trogiup")
        await hoa.wait_for("/gopy")
        assert await self.app.storage.quarantine.count() == quarantined


@asynccontextmanager
async def opened(folder: Path, mode: str, runner: asyncio.Runner) -> AsyncIterator[House]:
    clock = Clock()
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    await probe.wait_closed()
    given_settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        web_port=port,
    )
    async with FakeBotApi(token=TOKEN) as api:
        hook = f"http://127.0.0.1:{port}/telegram" if mode == "webhook" else None
        channel = Telegram(TOKEN, api_url=api.url, webhook_url=hook, poll=1, pauses=(0.01,))
        app = await App.open(given_settings, {"telegram": channel}, clock=clock, migrate=True)
        await app.start()
        try:
            yield House(runner, app, api, clock)
        finally:
            await app.stop()


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with asyncio.Runner() as runner:
        inside = opened(tmp_path, request.param, runner)
        yield runner.run(inside.__aenter__())
        runner.run(inside.__aexit__(None, None, None))


pytestmark = pytest.mark.timeout(1800)
QUIET = settings(suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("house", ["webhook"], indirect=True)
def test_whatever_json_telegram_brings_is_taken(house: House) -> None:
    @settings(QUIET, max_examples=settings().max_examples * 4)
    @given(sensible() | broken() | anything)
    def bring(update: Any) -> None:
        content = json.dumps(numbered(update)).encode()
        assert house.runner.run(house.post(content)) == 200

    bring()
    house.runner.run(house.still_well())


@pytest.mark.parametrize("house", ["webhook"], indirect=True)
def test_whatever_bytes_come_are_refused_at_most(house: House) -> None:
    @settings(QUIET)
    @given(st.binary(max_size=200))
    def bring(content: bytes) -> None:
        assert house.runner.run(house.post(content)) in (200, 400)

    bring()
    for content in (
        b"\xff\xfe{}",
        b'{"update_id": 1, "message": {"text": "\xc3\x28"}}',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"update_id": 1e999}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": NaN}',
    ):
        assert house.runner.run(house.post(content)) in (200, 400), content[:40]
    assert house.runner.run(house.post(b'{"a": "' + b"x" * 2**21 + b'"}')) == 413
    house.runner.run(house.still_well())


@pytest.mark.parametrize("house", ["polling"], indirect=True)
def test_whatever_update_is_asked_for_the_queue_moves_on(house: House) -> None:
    @settings(QUIET)
    @given(st.lists(sensible() | broken(), min_size=1, max_size=8))
    def bring(updates: list[Any]) -> None:
        async def queue() -> None:
            for update in updates:
                known = {k: v for k, v in update.items() if k != "update_id"}
                house.api.updates.put_raw(known, "fuzz")
            await house.still_well()

        house.runner.run(queue())

    bring()
