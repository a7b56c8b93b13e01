"""The token, the webhook's secret and people's words are in no log and in no traceback."""

from __future__ import annotations

import asyncio
import io
import logging
import traceback
from collections.abc import Iterator

import pytest

from bot.channel import CommandName, Outgoing
from bot.channels.telegram import Telegram
from feedback.errors import SendError
from tests.channels.recorder import Recorder, until
from tests.channels.test_telegram_webhook import SECRET, TOKEN, served, update
from tests.fakes.bot_api import FakeBotApi

WORDS = "ổ gà trước cổng trường"
HIDDEN = (TOKEN, TOKEN.partition(":")[2], SECRET, WORDS, "1001")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything any library writes down at DEBUG, raw, not through our own log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(exc_text)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def clean(text: str) -> bool:
    return not any(each in text for each in HIDDEN)


@pytest.mark.parametrize("fault", ["429", "403", "400", "500", "502", "disconnect-before", None])
async def test_nothing_leaks_at_debug(
    fault: str | None, written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also python-telegram-bot's and aiohttp's own lines: httpx wrote the token at INFO."""
    taken = Recorder()
    raised: list[BaseException] = []
    asyncio.get_running_loop().set_debug(True)
    async with FakeBotApi(token=TOKEN) as api, served(api, taken) as site:
        channel = site.channel
        await channel.announce({"vi": [CommandName("huy", "Dừng lại")]})
        api.person(1001).send(WORDS)
        await taken.until(1)
        await site.bring(update(9, WORDS))
        await site.post(WORDS.encode())
        await site.post(b"{}", "wrong")
        api.person(1001).press_stale(3, "q:c:1:4")
        await taken.until(3)
        letters = [
            Outgoing(chat="1001", text=WORDS),
            Outgoing(chat="1001", text=WORDS, edit="1"),
            Outgoing(chat="1001", text=WORDS, name="a.png", mime="image/png", content=b"x"),
        ]
        for letter in letters:
            if fault is not None:
                api.fail(None, times=2, kind=fault)  # type: ignore[arg-type]
            try:
                await channel.send(letter)
            except SendError as error:
                raised.append(error)
            api.faults.clear()
        try:
            await channel.fetch("no-such-file")
        except SendError as error:
            raised.append(error)
        await api.down()
        for call in (channel.send(letters[0]), channel.fetch("x")):
            try:
                await call
            except SendError as error:
                raised.append(error)
        await api.up()
    assert len(raised) >= 3
    output = capsys.readouterr()
    assert written.getvalue()
    for text in (written.getvalue(), output.out, output.err):
        assert clean(text)
    assert all(_safe(each) for each in raised)


def _safe(error: BaseException | None, depth: int = 10) -> bool:
    """Whether neither an error nor what led to it quotes anything."""
    if error is None or depth == 0:
        return True
    told = "".join(traceback.format_exception(error)) + repr(error)
    return (
        clean(told) and _safe(error.__cause__, depth - 1) and _safe(error.__context__, depth - 1)
    )


async def test_the_address_is_in_no_local_variable_of_ours() -> None:
    """Tools that print the variables of a traceback find no address with the token in it."""
    async with FakeBotApi(token=TOKEN) as api:
        channel = Telegram(TOKEN, api_url=api.url)
        await channel.announce({})
        api.fail("getFile", kind="disconnect-before")
        with pytest.raises(SendError) as raised:
            await channel.fetch("x")
        shown = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        await channel.close()
    ours = [frame for frame in shown.stack if "/bot/" in frame.filename]
    assert ours
    assert not any(TOKEN in value for frame in ours for value in (frame.locals or {}).values())
    assert TOKEN not in repr(channel._bot)


async def test_our_own_lines_name_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    taken = Recorder()
    taken.broken = {"*"}
    async with FakeBotApi(token=TOKEN) as api:
        channel = Telegram(TOKEN, api_url=api.url, poll=5, pauses=(0.01,))
        await channel.start(taken)
        api.person(1001).send(WORDS)
        await until(lambda: taken.tries > 2)
        await channel.stop()
        await channel.close()
    written = capsys.readouterr()
    assert "asked for again" in written.out + written.err
    assert clean(written.out + written.err)
