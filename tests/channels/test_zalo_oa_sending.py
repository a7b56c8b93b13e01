"""What leaves: texts, buttons, pictures, files; windows, notices, errors; nothing lost."""
# ruff: noqa: E501  (some lines read best as one)

from __future__ import annotations

import asyncio
import io
import itertools
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.channel import Equipment, Key, Outgoing
from bot.channels.zalo_oa import ZaloOA
from bot.downloads import leads_outside
from bot.pace import Pace
from bot.zalo_oa_errors import ERRORS, AccessRefused, NotAllowed, OutOfQuota, UploadRefused, told
from bot.zalo_oa_messages import LARGEST_PICTURE, small_enough
from feedback.errors import (
    Blocked,
    Held,
    SendError,
    StorageError,
    Throttled,
    Unavailable,
    Undeliverable,
)
from feedback.messages import Address
from feedback.outreach import Outreach, Template
from feedback.person import Person as Known
from storage import Keyring, Storage, open_storage
from tests.bot.phones import Clock
from tests.channels.recorder import Recorder
from tests.channels.zalo_oa_office import channel_of
from tests.fakes.zalo_oa import FakeZaloOA, Person

RULES = Outreach(timedelta(hours=48), timedelta(days=7), pay=True)
ASKING = Template("331", "approved", {"co_quan": "{office}", "noi_dung": "Có tin mới"}, 100)
CARRYING = Template("332", "approved", {"noi_dung": "{text}"}, 100)


@dataclass
class _Office:
    name: dict[str, str] = field(default_factory=lambda: {"vi": "Xã Bình Lục"})


@dataclass
class _Pack:
    zalo: Outreach
    office: _Office = field(default_factory=_Office)


@dataclass
class Line:
    """The channel on a fake Zalo, over a real database that knows one person."""

    zalo: FakeZaloOA
    channel: ZaloOA
    clock: Clock
    storage: Storage
    pack: _Pack
    lan: Person

    def rules(self, **changed: Any) -> None:
        self.pack.zalo = replace(RULES, **changed)

    async def say(self, text: str = "Kính chào Ông/Bà", **more: Any) -> str | None:
        return await self.channel.send(Outgoing(chat=self.lan.id, text=text, **more))

    async def hear(self) -> None:
        """The person writes, and it is committed."""
        self.lan.last_seen = self.zalo.clock()
        said = {"msg_id": self.zalo.new_id(), "text": "a"}
        event = self.zalo.event("user_send_text", sender={"id": self.lan.id}, message=said)
        await self.channel._take(event, Recorder())

    @property
    def address(self) -> Address:
        return Address("zalo_oa", self.lan.id)


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    clock = Clock()
    storage = await open_storage(
        f"sqlite:///{tmp_path}/a.db", Keyring.open(tmp_path / "key"), migrate=True
    )
    async with FakeZaloOA() as zalo:
        zalo.clock = lambda: clock().timestamp()
        channel = channel_of(zalo, timeout=10)
        pack = _Pack(RULES)
        await channel.equip(Equipment(storage, pack, clock))  # type: ignore[arg-type]
        lan = zalo.person()
        lan.last_seen = zalo.clock()
        work = storage.work()
        work.people.add(Known("p1", "vi"), Address("zalo_oa", lan.id), clock())
        await work.commit("", "", clock())
        yield Line(zalo, channel, clock, storage, pack, lan)
        await channel.close()
        await storage.close()


async def test_a_text_arrives_with_its_buttons(line: Line) -> None:
    rows = ((Key("Có", "q:abc234:1:yes"),), (Key("x" * 150, "q:abc234:1:no"),), (Key("Trang", url="https://binhluc.vn"),))  # fmt: skip
    assert await line.say(rows=rows)
    [seen] = line.lan.messages
    assert seen.text == "Kính chào Ông/Bà"
    assert [each["type"] for each in seen.buttons] == ["oa.query.hide", "oa.query.hide", "oa.open.url"]  # fmt: skip
    assert len(seen.labels[1]) == 100


async def test_a_number_is_asked_for_by_a_card_where_the_office_has_a_picture(line: Line) -> None:
    asked: dict[str, Any] = {"request": "phone", "request_label": "Gửi số điện thoại của tôi"}
    await line.say(**asked)
    assert [each.kind for each in line.lan.messages] == ["text"]
    line.rules(card_image="https://binhluc.vn/the.png")
    await line.say(**asked)
    assert [each.kind for each in line.lan.messages] == ["text", "card", "text"]


async def test_a_picture_and_a_file_arrive(line: Line) -> None:
    picture = drawn(200, 100, "PNG")
    await line.say("", name="a.png", mime="image/png", content=picture)
    await line.say("", name="đơn.pdf", mime="application/pdf", content=b"%PDF")
    chart, letter = line.lan.messages
    assert (chart.kind, chart.content) == ("image", picture)
    assert (letter.kind, letter.name, letter.content) == ("file", "đơn.pdf", b"%PDF")


async def test_a_large_picture_is_made_small_enough(line: Line) -> None:
    large = drawn(900, 700, "PNG", noise=True)
    assert len(large) > LARGEST_PICTURE
    await line.say("", name="a.png", mime="image/png", content=large)
    [seen] = line.lan.messages
    assert seen.content is not None
    assert len(seen.content) <= LARGEST_PICTURE
    with Image.open(io.BytesIO(seen.content)) as opened:
        assert opened.format == "JPEG"


def test_pictures_of_other_kinds_and_sizes() -> None:
    made, mime = small_enough(drawn(50, 50, "WEBP"), "image/webp")
    assert mime == "image/jpeg"
    assert made.startswith(b"\xff\xd8")
    with pytest.raises(Undeliverable):
        small_enough(b"no picture", "image/webp")


def test_a_picture_that_stays_too_large_gets_smaller_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.zalo_oa_messages.LARGEST_PICTURE", 3000)
    made, _ = small_enough(drawn(400, 400, "PNG", noise=True), "image/png")
    assert len(made) <= 3000


def drawn(width: int, height: int, kind: str, noise: bool = False) -> bytes:
    made = io.BytesIO()
    if noise:
        picture = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
    else:
        picture = Image.new("RGB", (width, height), (9, 90, 160))
    picture.save(made, kind)
    return made.getvalue()


async def test_an_upload_that_is_not_taken_is_for_good(line: Line) -> None:
    with pytest.raises(UploadRefused):
        await line.say("", name="a.xlsx", mime="application/x", content=b"x")
    assert line.lan.messages == []


async def test_an_upload_without_an_id_is_none(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def upload(*_: object) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(line.channel._transport, "upload", upload)
    with pytest.raises(UploadRefused):
        await line.say("", name="a.pdf", mime="application/pdf", content=b"x")


# The window


async def test_within_two_days_it_is_free_then_billed_then_held(line: Line) -> None:
    await line.hear()
    await line.say("1")
    line.clock.pass_by(hours=49)
    await line.say("2")
    assert [(each.text, each.billed) for each in line.lan.messages] == [("1", False), ("2", True)]
    line.clock.pass_by(days=6)
    calls = len(line.zalo.calls)
    with pytest.raises(Held):
        await line.say("3")
    assert len(line.zalo.calls) == calls, "nobody is asked what is known"
    await line.hear()
    await line.say("3")
    assert line.lan.messages[-1].text == "3"


async def test_an_office_that_does_not_pay_waits_after_two_days(line: Line) -> None:
    line.rules(pay=False)
    await line.hear()
    line.clock.pass_by(hours=49)
    with pytest.raises(Held):
        await line.say()
    assert line.lan.messages == []


async def test_who_is_not_known_to_have_written_is_tried_and_held_when_zalo_says_so(
    line: Line,
) -> None:
    await line.say("1")
    line.clock.pass_by(days=8)
    with pytest.raises(Held):
        await line.say("2")
    assert [each.error for each in line.zalo.calls_of("/message/cs")] == [None, -230]


async def test_without_rules_zalo_alone_decides(line: Line) -> None:
    line.pack.zalo = Outreach()
    await line.hear()
    line.clock.pass_by(days=6)
    await line.say("1")
    line.clock.pass_by(days=6)
    with pytest.raises(Held):
        await line.say("2")


async def test_another_run_knows_the_window_too(line: Line) -> None:
    await line.hear()
    line.clock.pass_by(hours=49)
    line.rules(pay=False)
    other = channel_of(line.zalo)
    await other.equip(Equipment(line.storage, line.pack, line.clock))  # type: ignore[arg-type]
    with pytest.raises(Held):
        await other.send(Outgoing(chat=line.lan.id, text="1"))
    await other.close()


async def test_what_is_heard_is_stored_now_and_then_only(line: Line) -> None:
    windows = line.storage.reply_windows
    await line.hear()
    first = (await windows.last(line.address)).heard_at
    line.clock.pass_by(minutes=9)
    await line.hear()
    assert (await windows.last(line.address)).heard_at == first
    line.clock.pass_by(minutes=2)
    await line.hear()
    assert (await windows.last(line.address)).heard_at == line.clock()


async def test_a_window_that_cannot_be_stored_or_read_is_left_to_zalo(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(line.storage.reply_windows, "heard", broken)
    monkeypatch.setattr(line.storage.reply_windows, "last", broken)
    await line.hear()
    line.channel._heard.clear()
    await line.say("1")
    assert line.lan.messages[0].text == "1"
    line.rules(templates=(ASKING,))
    line.clock.pass_by(days=8)
    with pytest.raises(Held):
        await line.say("2")


async def test_only_so_many_people_are_kept_in_mind(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo_oa._REMEMBERED", 2)
    for number in range(1, 5):
        line.lan = line.zalo.person(number)
        await line.hear()
    assert list(line.channel._heard) == [line.zalo.person(n).id for n in (3, 4)]


# Notices


async def test_a_notice_asks_the_person_to_write_once_and_the_message_waits(line: Line) -> None:
    line.rules(templates=(ASKING,))
    line.zalo.templates.add("331")
    await line.hear()
    line.clock.pass_by(days=8)
    for _ in range(3):
        with pytest.raises(Held):
            await line.say("Hồ sơ đã giải quyết xong")
    [seen] = line.lan.messages
    assert seen.fields == {"co_quan": "Xã Bình Lục", "noi_dung": "Có tin mới"}
    await line.hear()
    await line.say("Hồ sơ đã giải quyết xong")
    line.clock.pass_by(days=8)
    with pytest.raises(Held):
        await line.say("Lại có tin")
    assert [each.kind for each in line.lan.messages] == ["notice", "text", "notice"]


async def test_a_notice_that_carries_the_message_is_the_message(line: Line) -> None:
    line.rules(templates=(CARRYING,))
    line.zalo.templates.add("332")
    await line.hear()
    line.clock.pass_by(days=8)
    assert await line.say("Hồ sơ đã giải quyết xong")
    [seen] = line.lan.messages
    assert seen.fields == {"noi_dung": "Hồ sơ đã giải quyết xong"}
    with pytest.raises(Held):  # too long for the notice; with buttons, nothing may be dropped
        await line.say("x" * 101)
    with pytest.raises(Held):
        await line.say("Xem", rows=((Key("Xem", "c:cuatoi"),),))


async def test_a_notice_zalo_does_not_take_loses_nothing(line: Line) -> None:
    line.rules(templates=(ASKING,))
    await line.hear()
    line.clock.pass_by(days=8)
    with capture_logs() as lines, pytest.raises(Held):
        await line.say()
    assert any(each.get("template") == "331" for each in lines)
    line.zalo.templates.add("331")
    line.zalo.fail("/message/template", "500")
    with pytest.raises(Unavailable):  # asked again later
        await line.say()
    with pytest.raises(Held):
        await line.say()
    assert len(line.lan.messages) == 1


async def test_nobody_unknown_is_sent_notices_again_and_again(line: Line) -> None:
    line.rules(templates=(ASKING,))
    line.zalo.templates.add("331")
    line.lan = line.zalo.person(7)
    with pytest.raises(Held):
        await line.say()
    assert line.lan.messages == []


# Errors


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (-32, Throttled),
        (-100, Unavailable),
        (-201, Undeliverable),
        (-211, OutOfQuota),
        (-217, Blocked),
        (-221, NotAllowed),
        (-227, Blocked),
        (-234, Held),
        (-244, Blocked),
        (-321, OutOfQuota),
        (-9999, Undeliverable),
    ],
)
async def test_what_zalo_says_is_what_the_outbox_does(
    line: Line, number: int, error: type[SendError]
) -> None:
    line.zalo.fail("/message/cs", str(number))
    with pytest.raises(error):
        await line.say()
    assert line.lan.messages == []


@pytest.mark.parametrize("number", [-213, -230, -232, -305])
async def test_outside_of_the_window_it_waits_whatever_number_says_so(
    line: Line, number: int
) -> None:
    line.zalo.fail("/message/cs", str(number))
    with pytest.raises(Held):
        await line.say()


def test_every_number_is_decided_on_and_quotes_nothing() -> None:
    for number in ERRORS:
        error = told(number)
        assert isinstance(error, SendError)
        # What may be sent later is never given up; only what can never arrive is.
        assert error.retryable or isinstance(error, Blocked | Undeliverable)


@pytest.mark.parametrize("kind", ["500", "502", "disconnect", "disconnect-after"])
async def test_trouble_on_the_way_is_tried_again(line: Line, kind: str) -> None:
    await line.channel._with_token(_nothing)
    line.zalo.fail("/message/cs", kind)
    with pytest.raises(Unavailable):
        await line.say()
    await line.say("lại")
    assert line.lan.messages[-1].text == "lại"


async def _nothing(_: str) -> None:
    return None


async def test_a_slow_zalo_is_given_up_on(line: Line) -> None:
    slow = channel_of(line.zalo, timeout=0.2)
    await slow.equip(Equipment(line.storage, line.pack, line.clock))  # type: ignore[arg-type]
    line.zalo.fail("/message/cs", "slow", delay=0.5)
    with pytest.raises(Unavailable):
        await slow.send(Outgoing(chat=line.lan.id, text="1"))
    await slow.close()


@pytest.mark.parametrize("answer", ["<html>", "[]", '{"error": "x"}', "{}"])
async def test_an_answer_that_is_none_of_zalos(line: Line, answer: str) -> None:
    line.zalo.fail("/message/cs", f"200 {answer}")
    with pytest.raises(Unavailable):
        await line.say()


async def test_an_access_token_zalo_refuses_is_replaced_and_the_message_goes(line: Line) -> None:
    await line.say("1")
    line.zalo.end_access()
    await line.say("2")
    assert [each.text for each in line.lan.messages] == ["1", "2"]
    line.zalo.fail("/message/cs", "-216", times=2)
    with pytest.raises(AccessRefused):
        await line.say("3")
    line.rules(templates=(CARRYING,))
    line.zalo.templates.add("332")
    line.zalo.end_access()
    await line.hear()
    line.clock.pass_by(days=8)
    line.zalo.fail("/message/template", "-124")
    assert await line.say("4")


# Files that people sent


async def test_a_file_is_fetched(line: Line) -> None:
    assert await line.channel.fetch(line.zalo.keep("ảnh".encode())) == "ảnh".encode()
    line.zalo.fail("/files/", "502")
    with pytest.raises(Unavailable):
        await line.channel.fetch(line.zalo.keep(b"x"))
    with pytest.raises(Undeliverable):
        await line.channel.fetch(f"{line.zalo.url}/files/none")


async def test_a_file_that_is_too_large_is_not_taken(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo_oa.DOWNLOADABLE", 1000)
    with pytest.raises(Undeliverable):
        await line.channel.fetch(line.zalo.keep(b"x" * 1001))


@pytest.mark.parametrize(
    "url",
    [
        "http://binhluc.vn/a.jpg",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://169.254.169.254/latest",
        "https://binhluc.vn:8443/a",
        "https://binhluc.vn:x/a",
        "file:///etc/passwd",
        "23311",
        "",
    ],
)
async def test_an_address_leads_to_the_internet_or_nowhere(line: Line, url: str) -> None:
    with pytest.raises(Undeliverable):
        await line.channel.fetch(url)
    assert leads_outside("https://f20.zpc.zdn.vn/1.jpg", "https://openapi.zalo.me")


async def test_a_file_that_has_moved_is_followed_a_few_times(line: Line) -> None:
    moved = line.zalo.keep(b"x")
    for _ in range(3):
        moved = line.zalo.move(moved)
    assert await line.channel.fetch(moved) == b"x"
    with pytest.raises(Undeliverable):
        await line.channel.fetch(line.zalo.move(moved))


async def test_a_redirect_leads_to_the_internet_or_nowhere(line: Line) -> None:
    # Another server of this machine would give the file, were it asked.
    inside = line.zalo.keep(b"x").replace("127.0.0.1", "localhost")
    for url in (inside, "https://169.254.169.254/latest", "file:///etc/passwd", "http://["):
        with pytest.raises(Undeliverable):
            await line.channel.fetch(line.zalo.move(url))


async def test_a_server_that_is_not_there(line: Line) -> None:
    line.zalo.outage = True
    with pytest.raises(Unavailable):
        await line.channel.fetch(line.zalo.keep(b"x"))


# Pace


async def test_calls_keep_apart_and_who_would_wait_long_comes_again() -> None:
    pace = Pace(100)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(5):
        await pace.turn()
    assert loop.time() - began >= 0.03
    pace.rest(30)
    with pytest.raises(Throttled) as caught:
        await pace.turn()
    assert 29 <= caught.value.retry_after <= 45.1


async def test_calls_keep_apart_when_the_program_was_busy_meanwhile() -> None:
    """They once left all at once when it woke, and Zalo made everybody wait for a minute."""
    pace = Pace(50)
    loop = asyncio.get_running_loop()
    left: list[float] = []

    async def call() -> None:
        await pace.turn()
        left.append(loop.time())

    calls = [asyncio.create_task(call()) for _ in range(6)]
    await asyncio.sleep(0)
    time.sleep(0.15)  # noqa: ASYNC251 - the very thing
    calls += [asyncio.create_task(call()) for _ in range(2)]
    await asyncio.gather(*calls)
    assert all(later - earlier > 0.0199 for earlier, later in itertools.pairwise(left))


async def test_zalos_wish_for_a_pause_is_everybodys(line: Line) -> None:
    await line.say("1")
    line.zalo.fail("/message/cs", "429")
    with pytest.raises(Throttled):
        await line.say("2")
    calls = len(line.zalo.calls)
    line.channel._transport._pace.rest(10)
    with pytest.raises(Throttled):
        await line.say("3")
    assert len(line.zalo.calls) == calls


async def test_a_channel_without_equipment_says_so() -> None:
    channel = ZaloOA("1", "secret", "token")
    with pytest.raises(RuntimeError):
        await channel.send(Outgoing(chat="1", text="a"))
    await channel.stop()
    await channel.close()


async def test_the_token_is_tended_whatever_happens(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo_oa._TENDING", 0.001)
    failures: list[Exception] = [Unavailable(), ValueError("a bug")]
    fresh = asyncio.Event()

    async def renew_early() -> None:
        if failures:
            raise failures.pop()
        fresh.set()

    assert line.channel._tokens is not None
    monkeypatch.setattr(line.channel._tokens, "renew_early", renew_early)
    with capture_logs() as lines:
        await line.channel.start(Recorder())
        async with asyncio.timeout(30):
            await fresh.wait()
        await line.channel.stop()
    assert [each["log_level"] for each in lines] == ["error", "warning"]
    assert "a bug" not in str(lines)


async def test_a_quota_that_is_used_up_is_told(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def call(*_: object) -> dict[str, Any]:
        return {"quota": {"remain": "0"}}

    monkeypatch.setattr(line.channel._transport, "call", call)
    with capture_logs() as lines:
        assert await line.say() is None
    assert any("quota" in each["event"] for each in lines)
