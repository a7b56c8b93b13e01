"""Whole journeys on Zalo OA alone, through its HTTP face, in calm and in rough weather."""

from __future__ import annotations

import asyncio
import io
import random
import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from bot.app import App
from feedback.case import Case
from feedback.messages import Address
from feedback.response import Response
from tests.channels.recorder import until
from tests.channels.zalo_oa_office import office_on
from tests.fakes.zalo_oa import FakeZaloOA, Person, Seen

PATIENCE = 40.0
WHAT = "Đèn đường ở xóm 3 hỏng một tuần nay, tối đi rất nguy hiểm"
AT_THE_DESK = "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA() as fake:
        yield fake


async def say(person: Person, text: str, wanted: str) -> Seen:
    person.send(text)
    return await person.wait_for(wanted, PATIENCE)


async def tap(person: Person, label: str, wanted: str) -> Seen:
    """Press the latest button with this label, which may have come on a further page."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                person.press(label)
                break
            except AssertionError:
                await asyncio.sleep(0.01)
    return await person.wait_for(wanted, PATIENCE)


async def rate(person: Person) -> None:
    await say(person, AT_THE_DESK, "Câu 1/6")
    await tap(person, "Hài lòng", "Câu 2/6")
    await tap(person, "Rất hài lòng", "Câu 3/6")
    await tap(person, "Có, đúng hẹn", "Câu 4/6")
    await tap(person, "Hài lòng", "Câu 5/6")
    await say(person, "4", "Câu 6/6")  # a number typed does as well
    await tap(person, "Bỏ qua", "xem lại")
    await tap(person, "Gửi", "Cảm ơn")


async def responses(app: App) -> list[Response]:
    pages = app.storage.work().responses.export(
        "one-stop", None, date(2020, 1, 1), date(2030, 1, 1)
    )
    return [response async for page in pages for response in page]


async def cases(app: App, account: str) -> list[Case]:
    work = app.storage.work()
    person = await work.people.known(Address("zalo_oa", account))
    return await work.cases.of(person.id) if person else []


def evidence(folder: Path) -> tuple[int, int]:
    """How many jobs are left, and how many pieces of evidence are kept."""
    with sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True) as database:
        [(left,)] = database.execute("SELECT COUNT(*) FROM job").fetchall()
        [(kept,)] = database.execute(
            "SELECT COUNT(*) FROM evidence WHERE content IS NOT NULL"
        ).fetchall()
    database.close()
    return left, kept


def storm(zalo: FakeZaloOA) -> None:
    """Everything comes twice or late, and much of what the bot says first meets a fault."""
    zalo.duplicates = 0.5
    zalo.reordering = random.Random(7)
    for kind in ("429", "-32", "500", "disconnect", "502", "-216"):
        zalo.fail("/message/cs", kind)
    zalo.fail("/message/cs", "slow", delay=0.2)
    zalo.fail("/v4/oa/access_token", "500")
    zalo.fail("/files/", "502")


@pytest.mark.parametrize("weather", ["calm", "rough"])
async def test_a_citizen_from_the_first_word_to_the_last(
    weather: str, tmp_path: Path, zalo: FakeZaloOA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gate._FIRST_PAUSE", 0.05)
    monkeypatch.setattr("bot.jobs._LOOK", 0.2)
    monkeypatch.setattr("bot.zalo_oa_errors._MINUTE", 0.5)
    async with office_on(tmp_path, zalo) as app:
        lan = zalo.person(1)
        if weather == "rough":
            storm(zalo)
        lan.follow()
        lan.last_seen = zalo.clock()
        await lan.wait_for("Câu 1/2", PATIENCE)
        await tap(lan, "Tôi đồng ý", "Câu 2/2")
        await tap(lan, "Tôi không đồng ý", "Ông/Bà cần việc gì?")
        await rate(lan)
        [kept] = await responses(app)
        assert (kept.unit, kept.procedure, kept.desk) == (
            "binh-luc-hcc",
            "khai-sinh",
            "binh-luc-q1",
        )
        # A report with photos, a place and a shared telephone number
        await say(lan, "/gopy", "Câu 1/")
        await tap(lan, "Phản ánh", "Câu 2/")
        await tap(lan, "Đường sá", "Câu 2/")
        await tap(lan, "Đường hỏng", "Câu 3/")
        await tap(lan, "Bỏ qua", "Câu 4/")
        await say(lan, WHAT, "Câu 5/")
        lan.send_location(20.49, 105.92)
        await lan.wait_for("Câu 6/", PATIENCE)
        for n in range(2):
            lan.send_image(picture(n))
            await lan.wait_for(f"Đã nhận {n + 1} tệp", PATIENCE)
        lan.send_voice()
        await lan.wait_for("Đã nhận 3 tệp", PATIENCE)
        await tap(lan, "Xong", "Câu 7/")
        await tap(lan, "Có", "Câu 8/")
        await tap(lan, "Tôi đồng ý", "Câu 9/")
        await say(lan, "Trần Văn Bình", "Câu 10/")
        lan.share_info("Trần Văn Bình", 84912345678)
        review = await lan.wait_for("xem lại", PATIENCE)
        assert all(part in review.text for part in (WHAT, "20.49, 105.92", "0912345678"))
        receipt = await tap(lan, "Gửi", "Mã hồ sơ")
        code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}", receipt.text)
        assert code is not None
        [case] = await cases(app, lan.id)
        assert case.identity["name"] == "Trần Văn Bình"
        assert case.content["what"] == WHAT
        await until(lambda: evidence(tmp_path) == (0, 3), PATIENCE)
        # What became of it, for who has the code and for who wrote it
        minh = zalo.person(2)
        status = await say(minh, f"/tracuu {code[0].lower()}", "đã tiếp nhận")
        assert WHAT not in status.text
        assert WHAT in (await say(lan, "/cuatoi", code[0])).text
        # Zalo says the person withdrew: nothing is left that says who it was
        lan.withdraw()
        await zalo.settled.wait()
        assert await cases(app, lan.id) == []
        known = await app.storage.work().cases.find(case.code)
        assert known is not None
        assert (known.person, known.identity) == ("", {})
        assert len(await responses(app)) == 1
        assert {status for _, status in zalo.deliveries} == {200}
    assert all(call.error in (None, -32, -216) for call in zalo.calls), "a call Zalo would refuse"


def picture(shade: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 90, 90)).save(made, "JPEG")
    return made.getvalue()


async def test_an_administrator_gets_a_chart_as_an_image(tmp_path: Path, zalo: FakeZaloOA) -> None:
    chief = zalo.person(99)
    async with office_on(tmp_path, zalo, admins=f"zalo_oa:{chief.id}", speed=200) as app:
        people = [zalo.person(10 + n) for n in range(6)]
        await asyncio.gather(*(rate(person) for person in people))
        assert len(await responses(app)) == 6
        chief.send("/thongke one-stop")
        chart = await chief.wait_for(lambda seen: seen.kind == "image", 40)
        assert chart.content is not None
        with Image.open(io.BytesIO(chart.content)) as opened:
            assert opened.format in ("PNG", "JPEG")
            assert min(opened.size) > 300
        # A workbook is a kind of file Zalo does not take: the person is told where it can be had.
        chief.send("/xuat one-stop")
        await chief.wait_for(".xlsx", 40)
    assert all(call.error is None for call in zalo.calls)
