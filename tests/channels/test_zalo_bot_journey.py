"""Whole journeys on the Bot Platform alone: everything is typed, most of it as numbers."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.app import App
from feedback.case import Case
from feedback.messages import Address
from feedback.response import Response
from tests.channels.recorder import until
from tests.channels.zalo_bot_office import office_on
from tests.fakes.zalo_bot import FakeZaloBot, Person, Seen

PATIENCE = 40.0
WHAT = "Đèn đường ở xóm 3 hỏng một tuần nay, tối đi rất nguy hiểm"
AT_THE_DESK = "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as fake:
        fake.longest_poll = 0.3
        yield fake


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gate._FIRST_PAUSE", 0.05)
    monkeypatch.setattr("bot.jobs._LOOK", 0.2)


async def say(person: Person, text: str, wanted: str) -> Seen:
    person.send(text)
    return await person.wait_for(wanted, PATIENCE)


async def choose(person: Person, label: str, wanted: str) -> Seen:
    """Type the number that stands beside a label in the last list."""
    person.choose(label)
    return await person.wait_for(wanted, PATIENCE)


async def rate(person: Person) -> None:
    await say(person, AT_THE_DESK, "Câu 1/6")
    await choose(person, "Hài lòng", "Câu 2/6")
    await choose(person, "Rất hài lòng", "Câu 3/6")
    await choose(person, "Có, đúng hẹn", "Câu 4/6")
    await choose(person, "Quay lại", "Câu 3/6")
    await say(person, "co dung hen", "Câu 4/6")
    await choose(person, "Hài lòng", "Câu 5/6")
    await choose(person, "Không áp dụng", "Câu 6/6")
    await say(person, "bo qua", "xem lại")
    await say(person, "gui", "Cảm ơn")


async def responses(app: App) -> list[Response]:
    pages = app.storage.work().responses.export(
        "one-stop", None, date(2020, 1, 1), date(2030, 1, 1)
    )
    return [response async for page in pages for response in page]


async def cases(app: App, account: str) -> list[Case]:
    work = app.storage.work()
    person = await work.people.known(Address("zalo_bot", account))
    return await work.cases.of(person.id) if person else []


def storm(zalo: FakeZaloBot) -> None:
    """Everything comes twice or late, and much of what the bot says first meets a fault."""
    zalo.duplicates = 0.5
    zalo.reordering = random.Random(7)
    for kind in ("500", "error-502", "disconnect", "408"):
        zalo.fail("sendMessage", kind)
        zalo.fail("getUpdates", kind)
    zalo.fail("sendMessage", "slow", delay=0.2)
    zalo.fail("files", "502")


@pytest.mark.parametrize("weather", ["calm", "rough"])
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_citizen_from_the_first_word_to_the_last(
    weather: str, webhook: bool, tmp_path: Path, zalo: FakeZaloBot
) -> None:
    async with office_on(tmp_path, zalo, webhook=webhook) as app:
        lan = zalo.person(1)
        if weather == "rough":
            storm(zalo)
        first = await say(lan, "/start", "Câu 1/2")
        assert re.search(r"^1\. ", first.text, re.MULTILINE)
        await choose(lan, "Tôi đồng ý", "Câu 2/2")
        await choose(lan, "Tôi không đồng ý", "Ông/Bà cần việc gì?")
        await rate(lan)
        [kept] = await responses(app)
        assert (kept.unit, kept.channel) == ("binh-luc-hcc", "zalo_bot")
        assert kept.answers["on-time"] == "on-time"
        # A report with a photo; what the platform cannot carry is answered politely
        await say(lan, "/gopy", "Câu 1/")
        await choose(lan, "Phản ánh", "Câu 2/")
        await choose(lan, "Đường sá", "Câu 2/")
        await choose(lan, "Đường hỏng", "Câu 3/")
        await choose(lan, "Bỏ qua", "Câu 4/")
        lan.send_unsupported()
        await lan.wait_for("Câu 4/", PATIENCE)
        await say(lan, WHAT, "Câu 5/")
        await say(lan, "3", "Câu 5/")
        await say(lan, "Ngõ 3, cổng chợ Phủ", "Câu 6/")
        lan.send_photo(caption="")
        await lan.wait_for("Đã nhận 1 tệp", PATIENCE)
        lan.send_voice()
        await lan.wait_for("Đã nhận 2 tệp", PATIENCE)
        await choose(lan, "Xong", "Câu 7/")
        await choose(lan, "Có", "Câu 8/")
        await choose(lan, "Tôi đồng ý", "Câu 9/")
        await say(lan, "Trần Văn Bình", "Câu 10/")
        review = await say(lan, "0912345678", "xem lại")
        assert all(part in review.text for part in (WHAT, "Ngõ 3", "0912345678"))
        assert "Có thể gõ:\nGửi\n" in review.text
        # A number at the review means the line it stands before, and nothing else
        line = re.search(r"^(\d+)\. .*Trần Văn Bình", review.text, re.MULTILINE)
        assert line is not None
        await say(lan, line[1], "Sửa câu trả lời:")
        await say(lan, "Trần Văn Bảy", "xem lại")
        receipt = await say(lan, "gửi", "Mã hồ sơ")
        code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}", receipt.text)
        assert code is not None
        [case] = await cases(app, lan.id)
        assert case.identity["name"] == "Trần Văn Bảy"
        assert case.content["what"] == WHAT
        assert code[0] in (await say(lan, "/cuatoi", code[0])).text
    allowed = {None, 408, 500, 502}
    assert {call.error for call in zalo.calls} <= allowed, "a call Zalo would refuse"


async def test_what_is_listed_outside_of_a_form_is_typed(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    """A menu, the surveys, the languages: by number, by words, after a restart, and when old."""
    lan = zalo.person()
    async with office_on(tmp_path, zalo):
        await say(lan, "xin chào", "Ông/Bà cần việc gì?")
        await choose(lan, "Đánh giá", "việc gì")
        await say(lan, "99", "chỉ có từ 1 đến")
        await choose(lan, "Ngôn ngữ", "Which language?")
        menu = await choose(lan, "English", "we speak English")
        assert re.search(r"^1\. ", menu.text, re.MULTILINE)
        await say(lan, "/language", "Which language?")
        await say(lan, "tieng viet", "chúng tôi dùng tiếng Việt")
    async with office_on(tmp_path, zalo):
        await choose(lan, "Hồ sơ của", "chưa gửi phản ánh nào")
        await say(lan, "/start", "Ông/Bà cần việc gì?")
        # The number means the last list, also where an older one is still in sight
        await choose(lan, "Phản ánh", "Câu 1/")
        await choose(lan, "Hủy", "phải không?")
        await choose(lan, "Có, hủy", "Đã hủy")
        last = lan.messages[-1].text
        assert re.search(r"^1\. ", last, re.MULTILINE)


async def test_a_number_that_is_an_answer_presses_nothing(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    lan = zalo.person()
    async with office_on(tmp_path, zalo) as app:
        await say(lan, AT_THE_DESK, "Câu 1/6")
        for n in range(2, 7):
            await say(lan, "1", f"Câu {n}/6")
        asked = lan.messages[-1].text
        assert "Có thể gõ:\nQuay lại · Bỏ qua\nĐể sau · Hủy" in asked
        assert not re.search(r"^\d+\. ", asked, re.MULTILINE)
        review = await say(lan, "3", "xem lại")
        assert "– 3" in review.text
        await say(lan, "GỬI", "Cảm ơn")
        [kept] = await responses(app)
        assert kept.answers["comment"] == "3"


async def test_an_administrator_gets_a_chart_that_zalo_fetches(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    chief = zalo.person(99)
    async with office_on(tmp_path, zalo, admins=f"zalo_bot:{chief.id}", speed=200) as app:
        people = [zalo.person(10 + n) for n in range(6)]
        await asyncio.gather(*(rate(person) for person in people))
        assert len(await responses(app)) == 6
        chief.send("/thongke one-stop")
        chart = await chief.wait_for(lambda seen: seen.content, PATIENCE)
        assert chart.mime == "image/png"
        assert "/zalo/bot/pictures/" in chart.photo
        chief.send("/xuat one-stop")
        await chief.wait_for(".xlsx", PATIENCE)
    assert {call.error for call in zalo.calls} <= {None, 408}


async def test_without_a_public_address_a_chart_is_said_to_be_elsewhere(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    chief = zalo.person(99)
    how = {"admins": f"zalo_bot:{chief.id}", "speed": 200.0, "public": False}
    async with office_on(tmp_path, zalo, **how):  # type: ignore[arg-type]
        people = [zalo.person(10 + n) for n in range(6)]
        await asyncio.gather(*(rate(person) for person in people))
        chief.send("/thongke one-stop")
        await chief.wait_for("không gửi được ở đây", PATIENCE)
    assert not zalo.calls_of("sendPhoto")


async def test_who_has_blocked_the_bot_is_written_to_again_when_they_write(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    lan = zalo.person()
    async with office_on(tmp_path, zalo) as app:
        lan.blocked = True
        lan.send("/trogiup")
        await until(lambda: any(c.error == 403 for c in zalo.calls_of("sendMessage")), 20)
        await until(lambda: app.outbox.idle, 20)
        assert lan.messages == []
        lan.blocked = False
        await say(lan, "/trogiup", "/gopy")
