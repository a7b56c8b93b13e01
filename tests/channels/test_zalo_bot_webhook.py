"""The webhook: only who knows the secret comes in, and 200 is said after the commit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web

from bot.channels.zalo_bot import ZaloBot
from tests.channels.recorder import Recorder, until
from tests.fakes.zalo_bot import FakeZaloBot

SECRET = "what only Zalo knows"
HEADER = "X-Bot-Api-Secret-Token"


@dataclass
class Door:
    zalo: FakeZaloBot
    channel: ZaloBot
    recorder: Recorder
    url: str

    async def post(self, body: bytes, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {HEADER: secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=body, headers=headers) as answer,
        ):
            return answer.status

    def event(self, text: str = "xin chào") -> bytes:
        event = self.zalo.event("message.text.received", self.zalo.person().id, {"text": text})
        return json.dumps(event).encode()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with FakeZaloBot() as zalo:
        runner = web.AppRunner(app := web.Application(), shutdown_timeout=1)
        channel = ZaloBot(
            zalo.token,
            api_url=zalo.url,
            webhook=True,
            secret=SECRET,
            public_url="http://127.0.0.1:1",
            pauses=(0.01,),
        )
        recorder = Recorder()
        app.router.add_routes(channel.routes(recorder))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        channel._public_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield Door(zalo, channel, recorder, channel._public_url + "/zalo/bot")
        await channel.stop()
        await runner.cleanup()
        await channel.close()


async def test_it_registers_itself_and_takes_what_comes(door: Door) -> None:
    door.zalo.fail("setWebhook", "500")
    lan = door.zalo.person()
    for text in ("một", "hai"):
        lan.send(text)
    door.zalo.wrapped = False
    await door.channel.start(door.recorder)
    await door.recorder.until(2)
    await asyncio.wait_for(door.zalo.settled.wait(), 5)
    assert door.recorder.texts == ["một", "hai"]
    assert [status for _, status in door.zalo.deliveries] == [200, 200]
    assert door.zalo.secret == SECRET
    assert not door.zalo.calls_of("getUpdates")


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "kh\u00f4ng", "\udcff"]
)
async def test_who_does_not_know_the_secret_stays_outside(door: Door, secret: str | None) -> None:
    await door.channel.start(door.recorder)
    if secret == "\udcff":
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(door.url.split(":")[2][:-9])
        )
        body = door.event()
        head = f"POST /zalo/bot HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + f"{HEADER}: ".encode() + b"\xff\xfe\r\n\r\n" + body)
        status = int((await reader.readline()).split()[1])
        writer.close()
        await writer.wait_closed()
    else:
        status = await door.post(door.event(), secret)
    assert status in (400, 403)
    assert door.recorder.tries == 0


async def test_200_is_said_after_the_commit(door: Door) -> None:
    await door.channel.start(door.recorder)
    door.recorder.gate.clear()
    calling = asyncio.create_task(door.post(door.event()))
    await until(lambda: door.recorder.tries)
    assert not calling.done()
    door.recorder.gate.set()
    assert await calling == 200
    assert door.recorder.texts == ["xin chào"]


async def test_what_cannot_be_kept_comes_again(door: Door) -> None:
    await door.channel.start(door.recorder)
    door.recorder.broken = {"xin chào"}
    assert await door.post(door.event()) == 503
    door.recorder.broken = set()
    assert await door.post(door.event()) == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"null", 200),
        (b"[]", 200),
        (b'{"ok": true, "result": {"event_name": "bot.added"}}', 200),
        (b"x" * (256 * 1024 + 1), 413),
    ],
)
async def test_whatever_is_posted_is_answered(door: Door, body: bytes, status: int) -> None:
    await door.channel.start(door.recorder)
    assert await door.post(body) == status
    assert door.recorder.events == []


async def test_before_and_after_its_hours_zalo_is_asked_to_come_back(door: Door) -> None:
    assert await door.post(door.event()) == 503
    await door.channel.start(door.recorder)
    assert await door.post(door.event()) == 200
    await door.channel.stop()
    assert await door.post(door.event()) == 503
