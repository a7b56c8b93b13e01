"""Taking updates in by webhook: 200 only after the commit."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.settings import Settings
from feedback.errors import Undeliverable
from tests.channels.recorder import Recorder, until
from tests.fakes.bot_api import FakeBotApi

TOKEN = "123456:TEST-token"
SECRET = "Bi_mat-123"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Served:
    """A channel with a web server around it."""

    def __init__(self, channel: Telegram, url: str) -> None:
        self.channel, self.url = channel, url

    async def post(self, content: bytes, secret: str | None = SECRET) -> tuple[int, bytes]:
        headers = {} if secret is None else {HEADER: secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=io.BytesIO(content), headers=headers) as answer,
        ):
            return answer.status, await answer.read()

    async def bring(self, update: Any) -> tuple[int, bytes]:
        return await self.post(json.dumps(update).encode())


@asynccontextmanager
async def served(
    api: FakeBotApi, taken: Any, *, start: bool = True, secret: str | None = SECRET, **more: Any
) -> AsyncIterator[Served]:
    site = web.Application(client_max_size=64 * 1024 * 1024)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    sock_probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = sock_probe.sockets[0].getsockname()[1]
    sock_probe.close()
    await sock_probe.wait_closed()
    url = f"http://127.0.0.1:{port}/telegram"
    channel = Telegram(
        TOKEN, api_url=api.url, webhook_url=url, secret=secret, pauses=(0.01,), **more
    )
    site.add_routes(channel.routes(taken))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    if start:
        await channel.start(taken)
    try:
        yield Served(channel, url)
    finally:
        await channel.stop()
        await runner.cleanup()
        await channel.close()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


@pytest.fixture
def taken() -> Recorder:
    return Recorder()


def update(number: int = 1, text: str = "chào") -> dict[str, Any]:
    person = {"id": 1001, "is_bot": False, "first_name": "Lan"}
    message = {"message_id": 1, "from": person, "chat": {"id": 1001, "type": "private"}}
    return {"update_id": number, "message": {**message, "text": text}}


async def test_a_webhook_is_registered_and_updates_come(api: FakeBotApi, taken: Recorder) -> None:
    async with served(api, taken) as site:
        call = api.calls_of("setWebhook")[0].params
        assert call == {
            "url": site.url,
            "secret_token": SECRET,
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
            "max_connections": 40,
            "drop_pending_updates": False,
        }
        api.person(1001).send("chào")
        await taken.until(1)
        await until(lambda: not api.updates.pending)
    assert taken.texts == ["chào"]
    assert api.updates.webhook.url  # it stays: Telegram keeps what comes while we are away


async def test_each_start_makes_up_a_secret(api: FakeBotApi, taken: Recorder) -> None:
    for _ in range(2):
        async with served(api, taken, secret=None):
            api.person(1001).send("chào")
            await until(lambda: not api.updates.pending)
    first, second = (call.params["secret_token"] for call in api.calls_of("setWebhook"))
    assert first != second
    assert len(taken.events) == 2


async def test_the_answer_waits_for_the_commit(api: FakeBotApi, taken: Recorder) -> None:
    taken.gate.clear()
    async with served(api, taken) as site:
        asking = asyncio.create_task(site.bring(update()))
        await until(lambda: taken.tries == 1)
        await asyncio.sleep(0.02)
        assert not asking.done()
        taken.gate.set()
        assert (await asking)[0] == 200
    assert taken.texts == ["chào"]


async def test_without_a_database_telegram_brings_it_again(
    api: FakeBotApi, taken: Recorder
) -> None:
    taken.broken = {"*"}
    async with served(api, taken) as site:
        assert (await site.bring(update()))[0] == 503
        api.person(1001).send("một")
        await until(lambda: taken.tries >= 3)
        assert api.updates.pending
        taken.broken = set()
        await until(lambda: not api.updates.pending)
    assert taken.texts == ["một"]


async def test_a_bug_is_not_acknowledged(api: FakeBotApi) -> None:
    async def receive(_: Any) -> Any:
        raise RuntimeError("a bug")

    async with served(api, receive) as site:
        with capture_logs() as logs:
            assert (await site.bring(update()))[0] == 503
    assert (logs[0]["event"], logs[0]["error"]) == ("an event could not be kept", "RuntimeError")


async def test_aiogram_1317_one_person_all_at_once(api: FakeBotApi, taken: Recorder) -> None:
    lan = api.person(1001)
    async with served(api, taken):
        for number in range(20):
            lan.send(str(number))
        await taken.until(20)
    assert taken.texts == [str(number) for number in range(20)]


# Who may come in, and with what


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "bí mật"])
async def test_without_the_secret_nobody_comes_in(
    secret: str | None, api: FakeBotApi, taken: Recorder
) -> None:
    async with served(api, taken) as site:
        assert (await site.post(json.dumps(update()).encode(), secret))[0] == 403
    assert taken.tries == 0


async def test_a_secret_of_bad_letters_comes_not_in_either(
    api: FakeBotApi, taken: Recorder
) -> None:
    async with served(api, taken) as site:
        port = int(site.url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: ".encode() + b"\xff\xfe"
        writer.write(head + b"\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        status = await reader.readline()
        writer.close()
        await writer.wait_closed()
    assert b" 403 " in status or b" 400 " in status
    assert taken.tries == 0


@pytest.mark.parametrize("secret", ["", "có dấu", "a b", "x" * 257])
def test_a_secret_telegram_would_not_take_is_refused_at_once(secret: str) -> None:
    with pytest.raises(ValueError, match="LANGNGHE_TELEGRAM_WEBHOOK_SECRET"):
        Telegram(TOKEN, webhook_url="https://x", secret=secret)


async def test_large_bodies_are_not_read(api: FakeBotApi, taken: Recorder) -> None:
    large = json.dumps(update(text="x" * 1024 * 1024)).encode()

    async def drip() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    async with served(api, taken) as site:
        assert (await site.post(large))[0] == 413
        async with (
            aiohttp.ClientSession() as session,
            session.post(site.url, data=drip(), headers={HEADER: SECRET}) as answer,
        ):
            assert answer.status == 413
    assert taken.tries == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"update_id": 1e',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "cut", "no-utf8", "number", "deep-list", "deep-object", "long-number"],
)
async def test_what_is_no_json_is_refused_but_not_for_ever(
    content: bytes, api: FakeBotApi, taken: Recorder
) -> None:
    async with served(api, taken) as site:
        with capture_logs() as logs:
            found = [(await site.post(content))[0] for _ in range(3)]
        assert (await site.bring(update()))[0] == 200
    # orjson reads a long number as a decimal one, which is no id
    assert found in ([400, 400, 200], [200, 200, 200])
    if found[0] == 400:
        assert [line["event"] for line in logs] == ["a webhook call was no JSON"] * 3
    assert taken.texts == ["chào"]


async def test_only_so_many_refusals_are_remembered(
    api: FakeBotApi, taken: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_webhook._MALFORMED_REMEMBERED", 1)
    async with served(api, taken) as site:
        for _ in range(4):
            assert (await site.post(b"{1"))[0] == 400
            assert (await site.post(b"{2"))[0] == 400


@pytest.mark.parametrize(
    "odd", [None, [], 7, "x", {}, {"update_id": 1}, {"update_id": 1, "poll": {}}]
)
async def test_json_that_is_of_no_use_is_taken(odd: Any, api: FakeBotApi, taken: Recorder) -> None:
    async with served(api, taken) as site:
        assert await site.bring(odd) == (200, b"")
    assert taken.tries == 0


async def test_half_an_emoji_is_taken(api: FakeBotApi, taken: Recorder) -> None:
    async with served(api, taken) as site:
        assert (await site.post(json.dumps(update(text="tốt \ud83d")).encode()))[0] == 200
    assert taken.texts == ["tốt ?"]


# Presses


async def test_the_answer_to_a_press_rides_along(api: FakeBotApi, taken: Recorder) -> None:
    taken.toast = "Đã ghi"
    lan = api.person(1001)
    async with served(api, taken):
        press = lan.press_stale(5, "q:c:1:4")
        assert await lan.wait_answered(press) == {"text": "Đã ghi"}
    assert [call.via for call in api.calls_of("answerCallbackQuery")] == ["webhook"]


async def test_a_slow_turn_lets_no_button_spin(api: FakeBotApi, taken: Recorder) -> None:
    taken.gate.clear()
    lan = api.person(1001)
    async with served(api, taken, at_once=0.01):
        press = lan.press_stale(5, "q:c:1:4")
        assert await lan.wait_answered(press) == {}
        taken.gate.set()
        await taken.until(1)
        await until(lambda: not api.updates.pending)
    assert [call.via for call in api.calls_of("answerCallbackQuery")] == ["http"]


# Beginning and end


async def test_before_the_start_telegram_is_asked_to_come_back(
    api: FakeBotApi, taken: Recorder
) -> None:
    async with served(api, taken, start=False) as site:
        assert (await site.bring(update()))[0] == 503
        await site.channel.start(taken)
        assert (await site.bring(update()))[0] == 200
        await site.channel.stop()
        assert (await site.bring(update(2)))[0] == 503
    assert len(taken.events) == 1


async def test_a_call_under_way_is_finished_at_the_end(api: FakeBotApi, taken: Recorder) -> None:
    taken.gate.clear()
    async with served(api, taken) as site:
        asking = asyncio.create_task(site.bring(update()))
        await until(lambda: taken.tries == 1)
        await site.channel.stop()
        taken.gate.set()
        assert (await asking)[0] == 200


async def test_it_registers_when_telegram_can_be_reached(api: FakeBotApi, taken: Recorder) -> None:
    api.fail("setWebhook", times=2, kind="502")
    with capture_logs() as logs:
        async with served(api, taken):
            api.person(1001).send("chào")
            await taken.until(1)
    assert [line["event"] for line in logs] == [
        "Telegram cannot be reached",
        "Telegram cannot be used",
    ]


async def test_an_address_telegram_does_not_take_stops_the_start(
    api: FakeBotApi, taken: Recorder
) -> None:
    channel = Telegram(TOKEN, api_url=api.url, webhook_url="no-address")
    with pytest.raises(Undeliverable, match="LANGNGHE_PUBLIC_URL"):
        await channel.start(taken)
    await channel.close()


def test_settings_describe_the_channel() -> None:
    base: dict[str, Any] = {"_env_file": None, "telegram_token": TOKEN}
    hook = Telegram.from_settings(
        Settings(
            **base,
            telegram_mode="webhook",
            public_url="https://binh-luc.vn/",
            telegram_webhook_secret=SECRET,
        )
    )
    assert hook._webhook_url == "https://binh-luc.vn/telegram"
    assert hook._secret == SECRET
    assert [route.path for route in hook.routes(Recorder())] == ["/telegram"]
    polled = Telegram.from_settings(Settings(**base))
    assert polled.routes(Recorder()) == ()
    assert polled._secret
