"""The door: who may come in, and 200 within two seconds only after the commit."""
# ruff: noqa: E501  (the tables read best one to a line)

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channel import Equipment
from bot.channels.zalo_oa import PATH, ZaloOA
from feedback.outreach import Outreach
from storage import Keyring, Storage, open_storage
from tests.bot.phones import Clock
from tests.channels.recorder import Recorder
from tests.channels.zalo_oa_office import channel_of
from tests.fakes.zalo_oa import FakeZaloOA


@dataclass
class _Pack:
    zalo: Outreach


@dataclass
class Door:
    zalo: FakeZaloOA
    channel: ZaloOA
    taken: Recorder
    clock: Clock
    storage: Storage

    async def post(self, event: dict[str, Any], **headers: str) -> int:
        content = json.dumps(event).encode()
        signed = self.zalo.sign(content, str(event.get("timestamp", "")))
        return await self.zalo.post(content, {**signed, **headers})

    def text(self, text: str, **more: Any) -> dict[str, Any]:
        message = {"msg_id": self.zalo.new_id(), "text": text}
        return self.zalo.event("user_send_text", sender={"id": "1"}, message=message, **more)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    clock, taken = Clock(), Recorder()
    storage = await open_storage(
        f"sqlite:///{tmp_path}/a.db", Keyring.open(tmp_path / "key"), migrate=True
    )
    async with FakeZaloOA() as zalo:
        zalo.clock = lambda: clock().timestamp()
        channel = channel_of(zalo)
        await channel.equip(Equipment(storage, _Pack(Outreach()), clock))  # type: ignore[arg-type]
        app = web.Application()
        app.add_routes(channel.routes(taken))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        zalo.webhook = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        await channel.start(taken)
        try:
            yield Door(zalo, channel, taken, clock, storage)
        finally:
            await channel.stop()
            await runner.cleanup()
            await channel.close()
            await storage.close()


async def test_what_is_signed_is_taken(door: Door) -> None:
    assert await door.post(door.text("xin chào")) == 200
    assert door.taken.texts == ["xin chào"]


async def test_upper_case_marks_and_timestamps_as_numbers_are_the_same(door: Door) -> None:
    event = door.text("a")
    event["timestamp"] = int(event["timestamp"])
    content = json.dumps(event).encode()
    mark = door.zalo.sign(content, str(event["timestamp"]))["X-ZEvent-Signature"].upper()
    assert await door.zalo.post(content, {"X-ZEvent-Signature": mark}) == 200


@pytest.mark.parametrize("forged", ["", "mac=", "mac=" + "0" * 64, "mac=é", "Bearer x"])
async def test_what_is_not_signed_is_refused(door: Door, forged: str) -> None:
    with capture_logs() as lines:
        content = json.dumps(door.text("bí mật")).encode()
        assert await door.zalo.post(content, {"X-ZEvent-Signature": forged}) == 403
    assert door.taken.tries == 0
    assert "bí mật" not in str(lines)


async def test_a_signature_is_good_for_its_own_bytes_only(door: Door) -> None:
    event = door.text("một")
    content = json.dumps(event).encode()
    headers = door.zalo.sign(content, event["timestamp"])
    for other in (content.replace(b"\\u1ed9", b"o"), content + b" ", json.dumps(event, indent=1).encode()):  # fmt: skip
        assert await door.zalo.post(other, headers) == 403
    assert await door.zalo.post(content, headers) == 200


async def test_another_secret_and_another_app_are_refused(door: Door) -> None:
    door.zalo.webhook_secret = "app secret"
    assert await door.post(door.text("a")) == 403
    door.zalo.webhook_secret = "webhook secret"
    door.zalo.app_id = "1"
    assert await door.post(door.text("a")) == 403


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(hours=23), 200),
        (timedelta(hours=25), 403),
        (timedelta(days=40), 403),
        (timedelta(minutes=-59), 200),
        (timedelta(hours=-2), 403),
    ],
)
async def test_a_recording_of_another_day_is_refused(
    door: Door, age: timedelta, status: int
) -> None:
    event = door.text("a")
    door.clock.now += age
    assert await door.post(event) == status


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'{"timestamp": 5}', b'{"app_id": []}'])  # fmt: skip
async def test_what_is_no_event_is_refused(door: Door, content: bytes) -> None:
    assert await door.zalo.post(content, door.zalo.sign(content, "5")) == 403


async def test_what_is_too_large_is_refused(door: Door) -> None:
    assert await door.post(door.text("a" * 300_000)) == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    assert await door.zalo.post(endless(), {}) == 413  # type: ignore[arg-type]


async def test_what_is_of_no_use_is_taken_all_the_same(door: Door) -> None:
    assert await door.post(door.zalo.event("oa_send_text", sender={"id": "1"})) == 200
    assert await door.post(door.zalo.event("something new")) == 200
    assert door.taken.tries == 0


async def test_what_cannot_be_kept_is_brought_again(door: Door) -> None:
    door.taken.broken = {"a"}
    event = door.text("a")
    with capture_logs() as lines:
        assert await door.post(event) == 503
    assert any(line.get("error") == "StorageError" for line in lines)
    door.taken.broken.clear()
    assert await door.post(event) == 200


async def test_a_slow_commit_is_answered_in_time_and_goes_on(door: Door) -> None:
    assert door.channel._webhook is not None
    door.channel._webhook._in_time = 0.05
    door.taken.gate.clear()
    assert await door.post(door.text("a")) == 503
    assert door.taken.texts == []
    door.taken.gate.set()
    await door.taken.until(1)


async def test_a_door_that_closes_finishes_what_it_took(door: Door) -> None:
    assert door.channel._webhook is not None
    door.channel._webhook._in_time = 0.01
    door.taken.gate.clear()
    assert await door.post(door.text("a")) == 503
    closing = asyncio.create_task(door.channel.stop())
    await asyncio.sleep(0)
    assert not closing.done()
    assert await door.post(door.text("b")) == 503
    door.taken.gate.set()
    await closing
    assert door.taken.texts == ["a"]
