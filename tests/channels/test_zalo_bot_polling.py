"""Messages are given away once: each is committed before the next is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.zalo_bot import ZaloBot
from bot.zalo_bot_polling import Poller
from tests.channels.recorder import Recorder, until
from tests.fakes.zalo_bot import FakeZaloBot

PAUSES = (0.01, 0.02)


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as fake:
        fake.longest_poll = 0.3
        yield fake


@pytest.fixture
async def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def channel(zalo: FakeZaloBot, recorder: Recorder) -> AsyncIterator[ZaloBot]:
    made = ZaloBot(zalo.token, api_url=zalo.url, poll=1, timeout=2, pauses=PAUSES)
    yield made
    await made.stop()
    await made.close()


async def test_messages_come_in_order_one_at_a_time(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder
) -> None:
    lan = zalo.person()
    for n in range(5):
        lan.send(str(n))
    recorder.gate.clear()
    await channel.start(recorder)
    await until(lambda: recorder.tries == 1)
    assert len(zalo.given) == 1, "the next is asked for after the commit"
    recorder.gate.set()
    await recorder.until(5)
    assert recorder.texts == ["0", "1", "2", "3", "4"]
    methods = [call.method for call in zalo.calls[:3]]
    assert methods == ["getMe", "deleteWebhook", "getUpdates"]
    assert zalo.calls[2].body == {"timeout": "1"}


async def test_a_message_is_tried_until_the_database_takes_it(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder
) -> None:
    lan = zalo.person()
    recorder.broken = {"*"}
    lan.send("một")
    lan.send("hai")
    await channel.start(recorder)
    await until(lambda: recorder.tries > 5)
    assert len(zalo.given) == 1
    recorder.broken = set()
    await recorder.until(2)
    assert recorder.texts == ["một", "hai"]


async def test_the_end_waits_for_what_the_open_question_brings(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder
) -> None:
    lan = zalo.person()
    await channel.start(recorder)
    await until(lambda: zalo.calls_of("getUpdates"))
    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    lan.send("đúng lúc đóng cửa")
    await stopping
    assert recorder.texts == ["đúng lúc đóng cửa"]
    lan.send("đến sau")
    await channel.stop()
    assert len(zalo.given) == 1, "it waits at Zalo's for the next start"
    assert not zalo.settled.is_set()


async def test_at_the_end_a_database_that_is_gone_is_not_waited_for_for_ever(
    zalo: FakeZaloBot,
    channel: ZaloBot,
    recorder: Recorder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recorder.broken = {"*"}
    zalo.person().send("một")
    await channel.start(recorder)
    await until(lambda: recorder.tries)
    await asyncio.wait_for(channel.stop(), 5)
    assert recorder.events == []


async def test_silence_is_no_failure_and_no_storm(
    zalo: FakeZaloBot,
    channel: ZaloBot,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.zalo_bot_polling._SOONEST", 0.05)
    zalo.fail("getUpdates", "408", times=3)
    began = asyncio.get_running_loop().time()
    await channel.start(recorder)
    await until(lambda: len(zalo.calls_of("getUpdates")) == 4)
    assert asyncio.get_running_loop().time() - began > 0.15
    zalo.person().send("một")
    await recorder.until(1)


@pytest.mark.parametrize(
    "kind", ["500", "error-502", "401", "404", "disconnect", "200 <html>", "200 []", "409"]
)
async def test_it_goes_on_after_any_trouble(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder, kind: str
) -> None:
    zalo.fail("getMe", "500")
    zalo.fail("deleteWebhook", "disconnect")
    zalo.fail("getUpdates", kind, times=4)
    zalo.person().send("một")
    await channel.start(recorder)
    await recorder.until(1)
    assert recorder.texts == ["một"]


async def test_a_pause_that_zalo_asks_for_is_kept_and_ends_with_the_program(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder
) -> None:
    zalo.fail("getUpdates", '200 {"ok": false, "error_code": 429, "retry_after": "600"}')
    await channel.start(recorder)
    await until(lambda: zalo.calls_of("getUpdates"))
    await asyncio.wait_for(channel.stop(), 1)
    assert len(zalo.calls_of("getUpdates")) == 1


async def test_what_is_no_event_is_passed_over(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder
) -> None:
    for said in ('{"ok": true}', '{"ok": true, "result": null}', '{"ok": true, "result": [1]}'):
        zalo.fail("getUpdates", "200 " + said)
    lan = zalo.person()
    lan.send("một")
    await channel.start(recorder)
    await recorder.until(1)
    assert recorder.texts == ["một"]


async def test_before_it_was_ever_reached_it_stops_at_once(
    zalo: FakeZaloBot, channel: ZaloBot, recorder: Recorder
) -> None:
    await channel.stop()
    zalo.outage = True
    await channel.start(recorder)
    await until(lambda: zalo.calls)
    await asyncio.wait_for(channel.stop(), 1)


async def test_a_loop_that_is_stopped_before_it_begins_asks_nothing(zalo: FakeZaloBot) -> None:
    channel = ZaloBot(zalo.token, api_url=zalo.url)

    async def take(_: object) -> None:
        raise AssertionError

    poller = Poller(channel._transport, take)
    poller.stop()
    await poller.run()
    assert zalo.calls == []
    await channel.close()
