"""What is said to the Bot Platform, what its refusals ask for, and photos that come and go."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import ValidationError

from bot.channel import Equipment, Outgoing
from bot.channels import open_channels
from bot.channels.zalo_bot import ZaloBot
from bot.settings import Settings
from bot.zalo_bot_transport import TokenRefused
from feedback.errors import (
    Blocked,
    SendError,
    StorageError,
    Throttled,
    Unavailable,
    Undeliverable,
)
from feedback.messages import Address
from feedback.person import Person
from storage import Storage, open_storage
from storage.keys import Keyring
from tests.bot.phones import Clock
from tests.channels.recorder import Recorder
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_bot.people import PIXEL


@dataclass
class Line:
    zalo: FakeZaloBot
    channel: ZaloBot
    storage: Storage
    clock: Clock
    port: int


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    """A channel with its database and web server, and nobody behind it."""
    keys = Keyring.open(tmp_path / "key")
    storage = await open_storage(f"sqlite:///{tmp_path}/bot.db", keys, migrate=True)
    clock = Clock()
    async with FakeZaloBot() as zalo:
        runner = web.AppRunner(app := web.Application())
        channel = ZaloBot(
            zalo.token, api_url=zalo.url, public_url="http://127.0.0.1:0/", timeout=2
        )
        await channel.equip(Equipment(storage, None, clock))  # type: ignore[arg-type]
        app.router.add_routes(channel.routes(Recorder()))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        assert channel._pictures is not None
        channel._pictures._public_url = f"http://127.0.0.1:{port}"
        yield Line(zalo, channel, storage, clock, port)
        await channel.close()
        await runner.cleanup()
        await storage.close()


def chart(chat: str, text: str = "") -> Outgoing:
    return Outgoing(chat=chat, text=text, name="a.png", mime="image/png", content=PIXEL)


async def test_words_arrive_as_they_are(line: Line) -> None:
    lan = line.zalo.person()
    id = await line.channel.send(Outgoing(chat=lan.id, text="Chào Ông/Bà 👋\n1. Có"))
    assert id
    assert [seen.text for seen in lan.messages] == ["Chào Ông/Bà 👋\n1. Có"]
    [call] = line.zalo.calls
    assert call.body == {"chat_id": lan.id, "text": "Chào Ông/Bà 👋\n1. Có"}


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("400", Undeliverable),
        ("404", Undeliverable),
        ("401", TokenRefused),
        ("error-401", TokenRefused),
        ("403", Blocked),
        ("error-403", Blocked),
        ("408", Unavailable),
        ("500", Unavailable),
        ("error-500", Unavailable),
        ("302", Unavailable),
        ("disconnect", Unavailable),
        ("200 <html>", Unavailable),
        ("200 []", Unavailable),
    ],
)
async def test_what_zalo_says_is_what_the_outbox_does(
    line: Line, kind: str, error: type[SendError]
) -> None:
    lan = line.zalo.person()
    line.zalo.fail("sendMessage", kind)
    with pytest.raises(error) as caught:
        await line.channel.send(Outgoing(chat=lan.id, text="Chào"))
    assert type(caught.value) is error
    assert line.zalo.token not in str(caught.value)
    assert lan.messages == []


async def test_a_slow_answer_is_not_waited_for_for_ever(line: Line) -> None:
    line.channel._transport._timeout = 0.05
    line.zalo.fail("sendMessage", "slow", delay=0.5)
    with pytest.raises(Unavailable, match="Timeout"):
        await line.channel.send(Outgoing(chat=line.zalo.person().id, text="Chào"))


async def test_slowing_down_is_for_everybody(line: Line) -> None:
    lan, minh = line.zalo.person(1), line.zalo.person(2)
    line.zalo.fail("sendMessage", '200 {"ok": false, "error_code": 429, "retry_after": 7}')
    for person in (lan, minh):
        with pytest.raises(Throttled) as caught:
            await line.channel.send(Outgoing(chat=person.id, text="Chào"))
        assert 5 < caught.value.retry_after < 11
    assert len(line.zalo.calls) == 1, "the second was not even tried"


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [("429", 1), ('200 {"ok": false, "error_code": 429, "retry_after": "soon"}', 60)],
)
async def test_how_long_to_wait_is_in_the_header_or_a_minute(
    line: Line, kind: str, seconds: float
) -> None:
    line.zalo.fail("sendMessage", kind)
    with pytest.raises(Throttled) as caught:
        await line.channel.send(Outgoing(chat=line.zalo.person().id, text="Chào"))
    assert caught.value.retry_after == seconds


async def test_an_answer_without_its_wrapper_is_an_answer(line: Line) -> None:
    line.zalo.fail("sendMessage", '200 {"message_id": "9"}')
    line.zalo.fail("sendMessage", '200 {"ok": true, "result": true}')
    send = Outgoing(chat=line.zalo.person().id, text="Chào")
    assert await line.channel.send(send) == "9"
    assert await line.channel.send(send) is None


# Pictures


async def test_a_picture_is_fetched_from_us_by_an_address_nobody_guesses(line: Line) -> None:
    lan = line.zalo.person()
    await line.channel.send(chart(lan.id, "Biểu đồ"))
    [seen] = lan.messages
    assert (seen.text, seen.content, seen.mime) == ("Biểu đồ", PIXEL, "image/png")
    name = seen.photo.rpartition("/")[2]
    assert re.fullmatch(r"[\w-]{43}\.png", name)
    async with aiohttp.ClientSession() as session:
        async with session.get(seen.photo) as answer:
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Robots-Tag"] == "noindex"
        for other in ("x" * 43, name[1:], "..%2F" + name, "%00", name.swapcase()):
            async with session.get(f"http://127.0.0.1:{line.port}/zalo/bot/pictures/{other}") as a:
                assert a.status == 404
        line.clock.pass_by(hours=23)
        async with session.get(seen.photo) as answer:
            assert answer.status == 200
        line.clock.pass_by(hours=2)
        async with session.get(seen.photo) as answer:
            assert answer.status == 404


async def test_the_same_picture_again_has_the_same_address_and_lasts_longer(line: Line) -> None:
    lan, minh = line.zalo.person(1), line.zalo.person(2)
    await line.channel.send(chart(lan.id))
    line.clock.pass_by(hours=20)
    await line.channel.send(chart(lan.id))
    await line.channel.send(chart(minh.id))
    one, same = [seen.photo for seen in lan.messages]
    assert one == same != minh.messages[0].photo
    line.clock.pass_by(hours=20)
    async with aiohttp.ClientSession() as session, session.get(one) as answer:
        assert answer.status == 200
    assert "caption" not in line.zalo.calls[0].body


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("bot.db*"))


async def test_pictures_lie_sealed_and_go_with_their_time_and_their_person(
    line: Line, tmp_path: Path
) -> None:
    lan = line.zalo.person()
    to, now = Address("zalo_bot", lan.id), line.clock()
    work = line.storage.work()
    work.people.add(Person("p1", "vi"), to, now)
    await work.commit("", "", now)
    content = b"what nobody may read" * 50
    for name, whom in (("hers", to), ("of a group", Address("zalo_bot", "f00"))):
        await line.storage.pictures.keep(name, "image/png", content, whom, now + timedelta(days=1))
        assert await line.storage.pictures.find(name, now) == ("image/png", content)
    on_disk = await asyncio.to_thread(written, tmp_path)
    assert content[:20] not in on_disk
    assert b"of a group" not in on_disk
    work = line.storage.work()
    work.people.erase("p1", now)
    await work.commit("", "", now)
    assert await line.storage.pictures.find("hers", now) is None
    await line.storage.tidy(now + timedelta(hours=23))
    assert await line.storage.pictures.find("of a group", now) is not None
    await line.storage.tidy(now + timedelta(days=1))
    assert await line.storage.pictures.find("of a group", now) is None


async def test_without_a_database_no_picture_is_promised(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise StorageError("the disk is full")

    lan = line.zalo.person()
    await line.channel.send(chart(lan.id))
    monkeypatch.setattr(line.storage.pictures, "keep", broken)
    monkeypatch.setattr(line.storage.pictures, "find", broken)
    with pytest.raises(Unavailable):
        await line.channel.send(chart(lan.id))
    async with aiohttp.ClientSession() as session, session.get(lan.messages[0].photo) as answer:
        assert answer.status == 503


async def test_a_damaged_picture_is_none(line: Line) -> None:
    later = line.clock() + timedelta(days=1)
    to = Address("zalo_bot", "f00")
    await line.storage.pictures.keep("a", "image/png", PIXEL, to, later)
    [(sealed,)] = await line.storage._database.fetch(
        "pictures.find", id=line.storage.keys.mark("picture", "a"), now=0
    )
    damaged = bytes(sealed[:-1]) + bytes([sealed[-1] ^ 1])
    await line.storage._database.script(f"UPDATE picture SET content = x'{damaged.hex()}'")
    assert await line.storage.pictures.find("a", line.clock()) is None


def test_without_a_public_address_pictures_are_elsewhere() -> None:
    assert not ZaloBot("1:a").capabilities.pictures
    assert ZaloBot("1:a", public_url="https://binhluc.vn").capabilities.pictures
    assert ZaloBot.capabilities.pictures


async def test_a_picture_that_was_owed_before_the_address_was_taken_away(line: Line) -> None:
    line.channel._pictures = None
    with pytest.raises(Undeliverable):
        await line.channel.send(chart(line.zalo.person().id))


# What people send


async def test_a_photo_is_fetched_and_what_is_too_large_is_not(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo_bot.DOWNLOADABLE", 1000)
    assert await line.channel.fetch(line.zalo.keep(PIXEL)) == PIXEL
    assert await line.channel.fetch(line.zalo.move(line.zalo.keep(PIXEL))) == PIXEL
    for url in (
        line.zalo.keep(b"x" * 1001),
        line.zalo.url + "/files/none",
        line.zalo.move("http://169.254.169.254/latest"),
        "http://binhluc.vn/a.jpg",
        "https://127.0.0.1/a",
        "file:///etc/passwd",
        "0e078a",
    ):
        with pytest.raises(Undeliverable):
            await line.channel.fetch(url)
    line.zalo.fail("files", "500")
    with pytest.raises(Unavailable):
        await line.channel.fetch(line.zalo.keep(PIXEL))


# Settings


def settings(**more: object) -> Settings:
    return Settings(_env_file=None, web_chat=False, **more)  # type: ignore[arg-type]


def test_it_is_on_with_its_token_alone() -> None:
    assert "zalo_bot" not in open_channels(settings())
    assert "zalo_bot" not in open_channels(settings(zalo_bot_token=""))
    found = open_channels(settings(zalo_bot_token="1:a"))["zalo_bot"]
    assert isinstance(found, ZaloBot)
    assert not found.routes(Recorder())
    hooked = settings(
        zalo_bot_token="1:a",
        zalo_bot_mode="webhook",
        zalo_bot_webhook_secret="long enough",
        public_url="https://binhluc.vn/",
    )
    channel = open_channels(hooked)["zalo_bot"]
    assert [route.path for route in channel.routes(Recorder())] == ["/zalo/bot"]  # type: ignore[attr-defined]


def test_settings_that_cannot_work_are_named() -> None:
    with pytest.raises(ValidationError, match="LANGNGHE_ZALO_BOT_MODE=webhook needs"):
        settings(zalo_bot_token="1:a", zalo_bot_mode="webhook")
    for secret in ("short", "x" * 257):
        with pytest.raises(ValueError, match="8 to 256"):
            ZaloBot("1:a", secret=secret)


async def test_who_waits_for_long_sees_that_somebody_is_at_work(line: Line) -> None:
    lan = line.zalo.person()
    recorder = Recorder()
    recorder.gate.clear()
    line.channel._slow = 0.01
    event = line.zalo.event("message.text.received", lan.id, {"text": "xin chào"})
    taking = asyncio.create_task(line.channel._take(event, recorder))
    async with asyncio.timeout(5):
        while not lan.typing:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
    line.zalo.fail("sendChatAction", "500")
    recorder.gate.set()
    await taking
    assert recorder.texts == ["xin chào"]
    await line.channel._type(lan.id)
    assert lan.typing == 1
    await line.channel._take({"event_name": "bot.blocked"}, recorder)
    assert len(recorder.events) == 1
