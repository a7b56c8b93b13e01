"""Taking updates in by asking for them: nothing is acknowledged before it is committed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.telegram_polling import Poller
from bot.telegram_transport import TokenRefused, Transport
from tests.channels.recorder import Recorder, until
from tests.fakes.bot_api import FakeBotApi

TOKEN = "123456:TEST-token"
QUICK = (0.01, 0.02)


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


@pytest.fixture
def taken() -> Recorder:
    return Recorder()


@asynccontextmanager
async def polling(api: FakeBotApi, taken: Recorder, **more: Any) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, api_url=api.url, poll=5, pauses=QUICK, **more)
    await channel.start(taken)
    try:
        yield channel
    finally:
        await channel.stop()
        await channel.close()


async def test_updates_are_taken_in_their_order(api: FakeBotApi, taken: Recorder) -> None:
    lan = api.person(1001)
    async with polling(api, taken):
        for number in range(10):
            lan.send(f"câu {number}")
        await taken.until(10)
    assert taken.texts == [f"câu {number}" for number in range(10)]
    assert not api.updates.pending


async def test_only_the_wanted_kinds_are_asked_for(api: FakeBotApi, taken: Recorder) -> None:
    async with polling(api, taken):
        await until(lambda: api.calls_of("getUpdates"))
    asked = api.calls_of("getUpdates")[0].params
    assert asked["timeout"] == 5
    assert asked["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_a_webhook_left_behind_is_deleted_and_nothing_is_dropped(
    api: FakeBotApi, taken: Recorder
) -> None:
    await api.updates.set_webhook({"url": "http://127.0.0.1:1/telegram"})
    api.person(1001).send("trước khi chạy")
    async with polling(api, taken):
        await taken.until(1)
    assert taken.texts == ["trước khi chạy"]


async def test_one_person_does_not_wait_for_another(api: FakeBotApi, taken: Recorder) -> None:
    """All turns of a batch are under way at once; the dispatcher keeps each person's order."""
    taken.gate.clear()
    for number in range(20):
        api.person(number + 1).send("chào")
    async with polling(api, taken):
        await until(lambda: taken.tries == 20)
        assert len(api.updates.pending) == 20  # not one is acknowledged before its commit
        taken.gate.set()
        await taken.until(20)


# What was taken is acknowledged, and nothing else


async def test_without_a_database_nothing_is_acknowledged(
    api: FakeBotApi, taken: Recorder
) -> None:
    taken.broken = {"*"}
    lan = api.person(1001)
    lan.send("một")
    with capture_logs() as logs:
        async with polling(api, taken):
            await until(lambda: taken.tries >= 3)
            assert len(api.updates.pending) == 1
            taken.broken = set()
            await taken.until(1)
    assert taken.texts == ["một"]
    assert not api.updates.pending
    assert (logs[0]["event"], logs[0]["error"]) == ("updates are asked for again", "StorageError")


async def test_the_offset_stops_before_the_first_that_failed(
    api: FakeBotApi, taken: Recorder
) -> None:
    taken.broken = {"hỏng"}
    for number, text in enumerate(("một", "hỏng", "ba"), start=1):
        api.person(number).send(text)
    async with polling(api, taken):
        await until(lambda: taken.tries >= 8)
        first, second = api.updates.pending.values()
        assert [q.update["message"]["text"] for q in (first, second)] == ["hỏng", "ba"]
        taken.broken = set()
        await until(lambda: not api.updates.pending)
    assert taken.texts.count("một") == 1
    assert taken.texts.count("hỏng") == 1


async def test_a_bug_does_not_end_the_loop(api: FakeBotApi) -> None:
    taken: list[object] = []

    async def receive(inbound: Any) -> Any:
        taken.append(inbound)
        if len(taken) == 1:
            raise RuntimeError("a bug")

    api.person(1001).send("chào")
    async with polling(api, receive):  # type: ignore[arg-type]
        await until(lambda: not api.updates.pending)
    assert len(taken) == 2


async def test_duplicates_and_disorder_are_handed_on(api: FakeBotApi, taken: Recorder) -> None:
    api.duplicate_updates = 1.0
    api.reorder_updates(7)
    for number in range(8):
        api.person(number + 1).send(str(number))
    async with polling(api, taken):
        await until(lambda: not api.updates.pending and len(taken.events) >= 16)
    assert {event.event for event in taken.events} == {str(100_000_001 + n) for n in range(8)}


async def test_unreadable_updates_are_passed_over(api: FakeBotApi, taken: Recorder) -> None:
    api.updates.put_raw({"hologram": {"id": 1}})
    api.updates.put_raw({"message": None})
    api.updates.put_raw({"message": {"text": ["x"], "chat": "y"}})
    api.person(1001).send("sau đó")
    async with polling(api, taken):
        await taken.until(1)
    assert taken.texts == ["sau đó"]
    assert not api.updates.pending


async def test_half_an_emoji_does_not_stop_the_loop(api: FakeBotApi, taken: Recorder) -> None:
    api.person(1001).send_raw({"text": "tốt \ud83d"})
    async with polling(api, taken):
        await taken.until(1)
    assert taken.texts[0].startswith("tốt")


# Known bugs of others


async def test_ptb_3804_what_was_done_is_confirmed_on_stop(
    api: FakeBotApi, taken: Recorder
) -> None:
    """python-telegram-bot #3804: stopped at once, it was told the same again at the next start."""
    taken.gate.clear()
    api.person(1001).send("/danhgia")
    async with polling(api, taken) as channel:
        await until(lambda: taken.tries == 1)
        stopping = asyncio.create_task(channel.stop())
        await asyncio.sleep(0.02)
        assert not stopping.done()  # what was taken is finished first
        taken.gate.set()
        await stopping
    assert not api.updates.pending
    again = Recorder()
    async with polling(api, again):
        await until(lambda: len(api.calls_of("getUpdates")) >= 3)
    assert again.tries == 0


async def test_ptb_stop_during_a_question_loses_nothing(api: FakeBotApi, taken: Recorder) -> None:
    """python-telegram-bot lost what arrived while it was being stopped (its pull request #5329)."""
    lan = api.person(1001)
    for number in range(10):
        async with polling(api, taken):
            await until(lambda: api.updates._poll is not None)
            lan.send(f"câu {number}")
            await asyncio.sleep(0.001 * number)
    async with polling(api, taken):
        await until(lambda: not api.updates.pending)
    assert list(dict.fromkeys(taken.texts)) == [f"câu {number}" for number in range(10)]


async def test_ptb_5225_a_second_process_goes_on_where_the_first_stopped(
    api: FakeBotApi, taken: Recorder
) -> None:
    """python-telegram-bot #5225: state in one process's memory. The channel keeps none: whatever
    process asks next gets what is not committed yet, and only that."""
    lan = api.person(1001)
    second = Recorder()
    async with polling(api, taken):
        lan.send("một")
        await taken.until(1)
    async with polling(api, second):
        lan.send("hai")
        await second.until(1)
    assert (taken.texts, second.texts) == (["một"], ["hai"])


async def test_aiogram_1317_twenty_messages_at_once_keep_their_order(
    api: FakeBotApi, taken: Recorder
) -> None:
    """aiogram #1317: twenty messages sent at once all met the same state. They are handed over
    one after the other, in the order in which the dispatcher queues the person's turns."""
    begun: list[str] = []

    async def receive(inbound: Any) -> Any:
        begun.append(inbound.text)
        return await taken(inbound)

    lan = api.person(1001)
    for number in range(20):
        lan.send(str(number))
    async with polling(api, receive):  # type: ignore[arg-type]
        await taken.until(20)
    assert begun == [str(number) for number in range(20)]


# Trouble


@pytest.mark.parametrize("fault", ["500", "502", "disconnect-before", "disconnect-after", "429"])
async def test_it_goes_on_after_any_fault(fault: Any, api: FakeBotApi, taken: Recorder) -> None:
    times = 1 if fault == "429" else 3
    api.fail("getUpdates", times=times, kind=fault, retry_after=1)
    began = time.monotonic()
    async with polling(api, taken):
        api.person(1001).send("chào")
        await taken.until(1)
    assert taken.texts == ["chào"]
    assert sum(call.fault == fault for call in api.calls_of("getUpdates")) == times
    assert (time.monotonic() - began > 0.9) is (fault == "429")  # it said for how long


async def test_a_second_program_is_told_of(api: FakeBotApi, taken: Recorder) -> None:
    with capture_logs() as logs:
        async with polling(api, taken):
            await until(lambda: api.updates._poll is not None)
            api.updates._end_poll("terminated by other getUpdates request")
            await until(lambda: logs)
            api.person(1001).send("chào")
            await taken.until(1)
    assert logs[0]["event"] == "another program asks for updates with this bot's token"


async def test_a_token_that_is_refused_stops_the_start(api: FakeBotApi, taken: Recorder) -> None:
    channel = Telegram("123456:OTHER-token", api_url=api.url)
    with pytest.raises(TokenRefused, match="LANGNGHE_TELEGRAM_TOKEN"):
        await channel.start(taken)
    await channel.stop()
    await channel.close()


async def test_a_token_that_is_taken_away_later_is_told_of(
    api: FakeBotApi, taken: Recorder
) -> None:
    with capture_logs() as logs:
        async with polling(api, taken):
            await until(lambda: api.updates._poll is not None)
            api.token = "123456:CHANGED-token"
            api.person(1001).send("chào")
            await until(lambda: logs)
            api.token = TOKEN
            api.person(1001).send("chào lại")
            await taken.until(2)
    assert logs[0]["event"] == "Telegram refuses LANGNGHE_TELEGRAM_TOKEN"


async def test_it_starts_before_telegram_can_be_reached(api: FakeBotApi, taken: Recorder) -> None:
    await api.down()
    async with polling(api, taken):
        await asyncio.sleep(0.03)
        await api.up()
        api.person(1001).send("chào")
        await taken.until(1)
    await api.down()
    async with polling(api, taken):  # and may be stopped before that
        await asyncio.sleep(0.02)


async def test_an_outage_in_between_loses_nothing(api: FakeBotApi, taken: Recorder) -> None:
    lan = api.person(1001)
    async with polling(api, taken):
        lan.send("một")
        await taken.until(1)
        await api.down()
        lan.send("hai")
        await asyncio.sleep(0.03)
        await api.up()
        await taken.until(2)
    assert taken.texts == ["một", "hai"]


# Presses


async def test_a_press_is_answered_with_its_toast(api: FakeBotApi, taken: Recorder) -> None:
    taken.toast = "Đã ghi nhận " + "👍" * 200
    lan = api.person(1001)
    async with polling(api, taken):
        press = lan.press_stale(5, "q:c:1:4")
        answer = await lan.wait_answered(press)
    assert answer["text"] == "Đã ghi nhận " + "👍" * 94  # 200 units, no half letter
    assert taken.events[0].press == "q:c:1:4"


async def test_a_slow_turn_lets_no_button_spin(api: FakeBotApi, taken: Recorder) -> None:
    taken.gate.clear()
    lan = api.person(1001)
    async with polling(api, taken, at_once=0.01):
        press = lan.press_stale(5, "q:c:1:4")
        assert await lan.wait_answered(press) == {}
        assert not taken.events
        taken.toast = "muộn rồi"
        taken.gate.set()
        await taken.until(1)
    assert len(api.calls_of("answerCallbackQuery")) == 1


async def test_a_press_that_is_too_old_is_let_go(api: FakeBotApi, taken: Recorder) -> None:
    lan = api.person(1001)
    with capture_logs() as logs:
        async with polling(api, taken):
            lan.press_stale(5, "q:c:1:4")
            api.expire_presses()
            await until(lambda: api.calls_of("answerCallbackQuery"))
            api.fail("answerCallbackQuery", kind="500")
            lan.press_stale(5, "q:c:1:5")
            await until(lambda: len(api.calls_of("answerCallbackQuery")) == 2)
            await asyncio.sleep(0.02)
    assert [line["event"] for line in logs] == ["a press was not answered"]


async def test_an_answer_on_its_way_does_not_hold_up_the_end(
    api: FakeBotApi, taken: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram._LAST_ANSWERS", 0.02)
    async with polling(api, taken):
        api.fail("answerCallbackQuery", kind="slow", delay=3)
        api.person(1001).press_stale(5, "q:c:1:4")
        await until(lambda: api.calls_of("answerCallbackQuery"))


# The offset


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_after_a_quiet_week_ids_may_start_anywhere(api: FakeBotApi) -> None:
    clock, seen = Clock(), []

    async def take(update: object) -> None:
        assert isinstance(update, dict)
        seen.append(update["update_id"])

    transport = Transport(TOKEN, api.url)
    await transport.initialize()
    poller = Poller(transport, take, 5, QUICK, clock)
    assert not poller.asking
    running = asyncio.create_task(poller.run())
    api.updates.put_raw({"update_id": 900})
    await until(lambda: seen == [900] and api.updates._poll is not None)
    clock.now = 7 * 24 * 3600
    api.updates._wake()  # an empty answer, as after each fifty seconds
    await until(lambda: len(api.calls_of("getUpdates")) == 3 and api.updates._poll is not None)
    assert [call.params.get("offset") for call in api.calls_of("getUpdates")] == [None, 901, None]
    api.updates.put_raw({"update_id": 17})
    await until(lambda: seen == [900, 17])
    poller.stop()
    await running
    await transport.shutdown()
    assert not api.updates.pending


async def test_what_has_no_id_is_asked_for_with_pauses(api: FakeBotApi) -> None:
    """Telegram numbers all it sends; if it did not, the loop would not run hot."""
    asked = 0

    async def no_ids(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.json_response({"ok": True, "result": [{"message": {}}, None]})

    api_of_nothing = web.Application()
    api_of_nothing.router.add_post("/bot{token}/getUpdates", no_ids)
    runner = web.AppRunner(api_of_nothing)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    transport = Transport(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}")
    await transport.initialize()
    taken: list[object] = []

    async def take(update: object) -> None:
        taken.append(update)

    poller = Poller(transport, take, 5, (0.02, 10))
    running = asyncio.create_task(poller.run())
    await until(lambda: len(taken) == 4)
    poller.stop()
    await running
    assert asked == 2
    assert taken == [{"message": {}}, None] * 2
    await transport.shutdown()
    await runner.cleanup()


async def test_being_killed_is_not_being_stopped(api: FakeBotApi, taken: Recorder) -> None:
    channel = Telegram(TOKEN, api_url=api.url, poll=5)
    await channel.start(taken)
    await until(lambda: api.updates._poll is not None)
    assert channel._running is not None
    channel._running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await channel._running
    await channel.stop()
    await channel.close()
