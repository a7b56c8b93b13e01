"""The fake platform as a client by others understands it, and what it refuses.

`python-zalo-bot` was written by people who had the real platform before them: where it and our
fake agree, the fake is not only our own reading of the documentation.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from zalo_bot import Bot
from zalo_bot.error import InvalidToken, NetworkError, ZaloError

from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_bot.people import PIXEL


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as fake:
        yield fake


async def test_another_client_says_and_hears_everything(zalo: FakeZaloBot) -> None:
    lan = zalo.person()
    async with Bot(zalo.token, base_url=zalo.url) as bot:
        me = await bot.get_me()
        assert (me.id, me.account_type) == ("1459232241454765289", "BASIC")
        lan.send("xin chào")
        update = await bot.get_update(timeout=1)
        assert (update.message.text, update.message.from_user.id) == ("xin chào", lan.id)
        assert update.message.chat.type == "PRIVATE"
        assert update.message.from_user.display_name == "Trần Văn Bình"
        sent = await bot.send_message(update.message.chat.id, "Chào Ông/Bà")
        assert sent.message_id
        assert lan.messages[-1].text == "Chào Ông/Bà"
        await bot.send_photo(lan.id, "Biểu đồ", zalo.keep_picture(PIXEL))
        assert (lan.messages[-1].text, lan.messages[-1].content) == ("Biểu đồ", PIXEL)
        await bot.send_sticker(lan.id, "0e078a2fb66a5f34067b")
        assert await bot.send_chat_action(lan.id, "typing") is True
        assert lan.typing == 1
    assert all(call.error is None for call in zalo.calls)


async def test_another_client_hears_of_each_message_once_and_of_silence(zalo: FakeZaloBot) -> None:
    lan = zalo.person()
    async with Bot(zalo.token, base_url=zalo.url) as bot:
        lan.send("một")
        lan.send("hai")
        texts = [(await bot.get_update(timeout=1)).message.text for _ in range(2)]
        assert texts == ["một", "hai"]
        with pytest.raises(NetworkError, match="408"):
            await bot.get_update(timeout=0.05)
        lan.send_sticker()
        assert (await bot.get_update(timeout=1)).message.sticker


async def test_another_client_sets_a_webhook_and_takes_it_away(zalo: FakeZaloBot) -> None:
    async with Bot(zalo.token, base_url=zalo.url) as bot:
        assert await bot._set_webhook_async("https://binhluc.vn/zalo/bot", "a secret of ours")
        with pytest.raises(ZaloError):
            await bot.get_update(timeout=1)
        assert await bot._delete_webhook_async()
        assert zalo.webhook == ""


async def test_another_client_is_refused_what_is_not_allowed(zalo: FakeZaloBot) -> None:
    lan = zalo.person()
    async with Bot(zalo.token, base_url=zalo.url) as bot:
        for text in ("", "x" * 2001, "😀" * 1001):
            with pytest.raises(ZaloError):
                await bot.send_message(lan.id, text)
        with pytest.raises(ZaloError):
            await bot.send_message("nobody", "xin chào")
        lan.blocked = True
        with pytest.raises(ZaloError, match="blocked"):
            await bot.send_message(lan.id, "xin chào")
        with pytest.raises(ZaloError):
            await bot.send_photo(lan.id, "x", "https://127.0.0.1:1/x.png")
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=zalo.url):
            pass
    assert lan.messages == []


@pytest.mark.parametrize(
    ("method", "body", "number"),
    [
        ("sendMessage", {"chat_id": "{lan}", "text": "x", "reply_markup": {}}, 400),
        ("sendMessage", {"chat_id": "{lan}"}, 400),
        ("sendMessage", ["{lan}"], 400),
        ("editMessage", {"chat_id": "{lan}", "text": "x"}, 404),
        ("sendChatAction", {"chat_id": "{lan}", "action": "dancing"}, 400),
        ("setWebhook", {"url": "http://binhluc.vn/", "secret_token": "long enough"}, 400),
        ("setWebhook", {"url": "https://binhluc.vn/", "secret_token": "short"}, 400),
    ],
)
async def test_what_the_platform_does_not_know_is_refused(
    zalo: FakeZaloBot, method: str, body: Any, number: int
) -> None:
    lan = zalo.person()
    if isinstance(body, dict):
        body = {k: lan.id if v == "{lan}" else v for k, v in body.items()}
    async with aiohttp.ClientSession() as session:
        url = f"{zalo.url}/bot{zalo.token}/{method}"
        async with session.post(url, json=body) as answer:
            assert answer.status == number
            assert (await answer.json())["error_code"] == number
        async with session.get(url) as answer:
            assert answer.status == 405
    assert [call.error for call in zalo.calls] == [number, 405]
    assert lan.messages == []


async def test_trouble_that_can_be_ordered(zalo: FakeZaloBot) -> None:
    lan = zalo.person()
    body = {"chat_id": lan.id, "text": "x"}
    url = f"{zalo.url}/bot{zalo.token}/sendMessage"
    zalo.fail("sendMessage", "429")
    zalo.fail("sendMessage", "error-500", delay=0.01)
    zalo.fail("sendMessage", "disconnect-after")
    zalo.fail("sendMessage", "disconnect")
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json=body) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        async with session.post(url, json=body) as answer:
            assert (answer.status, (await answer.json())["error_code"]) == (200, 500)
        assert lan.messages == []
        for arrived in (1, 1):
            with pytest.raises(aiohttp.ClientError):
                await session.post(url, json=body)
            assert len(lan.messages) == arrived
        zalo.fail("sendMessage", "500", times=9)
        zalo.mend()
        zalo.per_second = 1
        statuses = []
        for _ in range(2):
            async with session.post(url, json=body) as answer:
                statuses.append(answer.status)
        assert statuses == [200, 429]


async def test_a_webhook_gets_each_event_until_it_says_200(zalo: FakeZaloBot) -> None:
    heard: list[Any] = []
    statuses = iter((503, 200, 200))

    async def hear(request: web.Request) -> web.Response:
        heard.append((request.headers["X-Bot-Api-Secret-Token"], await request.json()))
        return web.Response(status=next(statuses))

    app = web.Application()
    app.router.add_post("/", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    zalo.webhook, zalo.secret = f"http://127.0.0.1:{runner.addresses[0][1]}/", "a secret"
    lan = zalo.person()
    event = lan.send("một")
    await asyncio.wait_for(zalo.settled.wait(), 5)
    assert heard == [("a secret", {"ok": True, "result": event})] * 2
    zalo.wrapped = False
    event = lan.send_unsupported()
    await asyncio.wait_for(zalo.settled.wait(), 5)
    assert heard[-1] == ("a secret", event)
    await runner.cleanup()
