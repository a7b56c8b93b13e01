"""Whole journeys on Telegram, polling and with a webhook, in calm and in rough weather."""

from __future__ import annotations

import asyncio
import io
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.app import App
from feedback.case import Case
from feedback.messages import Address
from feedback.response import Response
from tests.channels.recorder import until
from tests.channels.running import MODES, office_on
from tests.fakes.bot_api import FakeBotApi, Group, Person, Seen

TOKEN = "123456:TEST-token"
PATIENCE = 15.0
WHAT = "Đèn đường ở xóm 3 hỏng một tuần nay, tối đi rất nguy hiểm"
AT_THE_DESK = "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


async def say(person: Person, text: str, wanted: str) -> Seen:
    """Write something and wait for what is said to it."""
    person.send(text)
    return await person.wait_for(wanted, PATIENCE)


async def tap(person: Person, label: str, wanted: str) -> Seen:
    """Press the latest button with this label; it must stop spinning, and be answered."""
    press = person.press(label)
    seen = await person.wait_for(wanted, PATIENCE)
    await until(lambda: press.answered, PATIENCE)
    return seen


async def rate(person: Person) -> None:
    """Answer the desk's form to its end."""
    await say(person, AT_THE_DESK, "Câu 1/6")
    await tap(person, "Hài lòng", "Câu 2/6")
    await tap(person, "Rất hài lòng", "Câu 3/6")
    await tap(person, "Có, đúng hẹn", "Câu 4/6")
    await tap(person, "Hài lòng", "Câu 5/6")
    await tap(person, "Hài lòng", "Câu 6/6")
    await tap(person, "Bỏ qua", "xem lại")
    await tap(person, "Gửi", "Cảm ơn")


async def responses(app: App) -> list[Response]:
    pages = app.storage.work().responses.export(
        "one-stop", None, date(2020, 1, 1), date(2030, 1, 1)
    )
    return [response async for page in pages for response in page]


async def cases(app: App, account: int) -> list[Case]:
    work = app.storage.work()
    person = await work.people.known(Address("telegram", str(account)))
    return await work.cases.of(person.id) if person else []


async def storm(api: FakeBotApi) -> None:
    """Everything comes twice or late, and half of what the bot says first meets a fault."""
    api.duplicate_updates = 0.5
    api.reorder_updates(7)
    api.fail("sendMessage", kind="429")
    for method in ("sendMessage", "editMessageText"):
        for kind in ("500", "disconnect-before", "slow", "502"):
            api.fail(method, kind=kind, delay=0.2)  # type: ignore[arg-type]
    for kind in ("500-after", "disconnect-after"):
        api.fail("editMessageText", kind=kind)  # type: ignore[arg-type]
    for method in ("getFile", "sendDocument"):
        api.fail(method, kind="502")


@pytest.mark.parametrize("weather", ["calm", "rough"])
@pytest.mark.parametrize("mode", MODES)
async def test_a_citizen_from_the_first_word_to_the_last(
    mode: str, weather: str, tmp_path: Path, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gate._FIRST_PAUSE", 0.05)
    monkeypatch.setattr("bot.jobs._LOOK", 0.2)
    async with office_on(tmp_path, api, mode) as app:
        lan = api.person(1001, first_name="Bà Lan")
        if weather == "rough":
            await storm(api)
        # Welcome and consent
        await say(lan, "/start", "Câu 1/2")
        await tap(lan, "Tôi đồng ý", "Câu 2/2")
        await tap(lan, "Tôi không đồng ý", "Ông/Bà cần việc gì?")
        # A survey
        await rate(lan)
        [kept] = await responses(app)
        assert (kept.unit, kept.procedure, kept.desk) == (
            "binh-luc-hcc",
            "khai-sinh",
            "binh-luc-q1",
        )
        # A report
        await say(lan, "/gopy", "Câu 1/7")
        await tap(lan, "Phản ánh", "Câu 2/7")
        await tap(lan, "Đường sá", "Câu 2/7")
        await tap(lan, "Đường hỏng", "Câu 3/7")
        await tap(lan, "Bỏ qua", "Câu 4/7")
        what = lan.send(WHAT)
        await lan.wait_for("Câu 5/7", PATIENCE)
        assert any(message.keys == ["Gửi vị trí của tôi"] for message in lan.messages)
        lan.send_location(20.49, 105.92)
        await lan.wait_for("Câu 6/7", PATIENCE)
        await lan.send_album(3, "ảnh chụp tối qua")
        await lan.wait_for("Đã nhận 3 tệp", PATIENCE)
        lan.send_voice()
        await lan.wait_for("Đã nhận 4 tệp", PATIENCE)
        await tap(lan, "Xong", "Câu 7/7")
        await tap(lan, "Có", "Câu 8/8")
        await tap(lan, "Tôi đồng ý", "Câu 9/10")
        await say(lan, "Trần Văn Bình", "Câu 10/10")
        assert any(message.keys == ["Gửi số điện thoại của tôi"] for message in lan.messages)
        lan.send_contact("+84912345678")
        review = await lan.wait_for("xem lại", PATIENCE)
        assert all(part in review.text for part in (WHAT, "20.49, 105.92", "0912345678"))
        receipt = await tap(lan, "Gửi", "Mã hồ sơ")
        code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}", receipt.text)
        assert code is not None
        [case] = await cases(app, lan.id)
        assert case.identity["name"] == "Trần Văn Bình"
        assert case.content["what"] == WHAT
        await until(lambda: len(api.calls_of("getFile")) >= 4, PATIENCE)
        # What became of it, for who has the code and for who wrote it
        minh = api.person(1002, first_name="Ông Minh")
        status = await say(minh, f"/tracuu {code[0].lower()}", "đã tiếp nhận")
        assert WHAT not in status.text
        assert WHAT in (await say(lan, "/cuatoi", code[0])).text
        # A correction of what was sent before
        lan.edit(what.id, WHAT + " ở cổng trường")
        await lan.wait_for("ghi thêm", PATIENCE)
        history = await app.storage.work().cases.history(case.id)
        assert [event.what for event in history] == ["received", "amended"]
        # One's own data: seen, taken home, erased
        await say(lan, "/dulieu", "Hồ sơ đã gửi: 1")
        lan.press("Tải về dữ liệu")
        sent = await lan.wait_for(lambda seen: "document" in seen.raw, PATIENCE)
        exported = await downloaded(api, sent.raw["document"]["file_id"])
        assert WHAT in json.dumps(json.loads(exported), ensure_ascii=False)
        await tap(lan, "Xóa dữ liệu", "vẫn được giữ")
        await tap(lan, "Tôi muốn xóa", "lần cuối")
        await tap(lan, "Xóa vĩnh viễn", "Đã xóa")
        assert await cases(app, lan.id) == []
        known = await app.storage.work().cases.find(case.code)
        assert known is not None
        assert (known.person, known.identity) == ("", {})
        await until(lambda: not api.updates.pending, PATIENCE)
        assert len(await responses(app)) == 1
        assert await evidence(tmp_path) == 4


async def evidence(folder: Path) -> int:
    """How many pieces of evidence are kept, once they all were fetched."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True) as database:
                [(left,)] = database.execute("SELECT COUNT(*) FROM job").fetchall()
                [(kept,)] = database.execute(
                    "SELECT COUNT(*) FROM evidence WHERE content IS NOT NULL"
                ).fetchall()
            database.close()
            if not left:
                return int(kept)
            await asyncio.sleep(0.05)


async def downloaded(api: FakeBotApi, file: str) -> bytes:
    """Open a file the bot sent, as its reader would."""
    call = f"{api.url}/bot{TOKEN}/getFile"
    async with aiohttp.ClientSession() as session:
        async with session.post(call, json={"file_id": file}) as answer:
            path = (await answer.json())["result"]["file_path"]
        async with session.get(f"{api.url}/file/bot{TOKEN}/{path}") as answer:
            return await answer.read()


@pytest.mark.parametrize("mode", MODES)
async def test_an_administrator_gets_a_picture_and_a_workbook(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode, admins="telegram:2001", speed=200) as app:
        people = [api.person(3000 + n, first_name=f"Người {n}") for n in range(6)]
        await asyncio.gather(*(rate(person) for person in people))
        assert len(await responses(app)) == 6
        chief = api.person(2001, first_name="Chủ tịch")
        chief.send("/thongke one-stop")
        chart = await chief.wait_for(lambda seen: "photo" in seen.raw, 30)
        picture = await downloaded(api, chart.raw["photo"][-1]["file_id"])
        with Image.open(io.BytesIO(picture)) as opened:
            assert opened.format == "PNG"
            assert min(opened.size) > 300
        chief.send("/xuat one-stop")
        sent = await chief.wait_for(lambda seen: "document" in seen.raw, 30)
        assert sent.raw["document"]["file_name"].endswith(".xlsx")
        book = load_workbook(io.BytesIO(await downloaded(api, sent.raw["document"]["file_id"])))
        rows = max(sheet.max_row for sheet in book.worksheets)
        assert rows >= 7
        words = str([[c.value for c in row] for s in book.worksheets for row in s.iter_rows()])
        assert "Người 0" not in words
        assert "3000" not in words
        # Nobody else learns that there is such a command.
        asked = await say(people[0], "/thongke one-stop", "không có lệnh này")
        assert asked.text == (await say(people[0], "/khongco", "không có lệnh này")).text


@pytest.mark.parametrize("mode", MODES)
async def test_a_survey_stays_in_one_message_until_that_cannot_be_changed(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode):
        lan = api.person(1001)
        first = await say(lan, AT_THE_DESK, "Câu 1/6")
        second = await tap(lan, "Hài lòng", "Câu 2/6")
        assert second.id == first.id
        assert second.edited
        # Deleted by the person, or too old: the next question is sent anew.
        api.fail("editMessageText", 1001, kind="400")
        third = await tap(lan, "Hài lòng", "Câu 3/6")
        assert third.id > first.id
        # A tap on the old message is recognised and not taken for an answer to another question.
        press = lan.press("Rất không hài lòng", second)
        again = await lan.wait_for("Câu 3/6", PATIENCE)
        assert "câu trả lời không thay đổi" in again.text
        await until(lambda: press.answered, PATIENCE)


@pytest.mark.parametrize("mode", MODES)
async def test_a_chat_that_is_slowed_down_delays_no_other(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode):
        slow, lan = api.person(1001), api.person(1002)
        api.fail("sendMessage", 1001, kind="429", retry_after=3)
        slow.send("/trogiup")
        await until(lambda: api.calls_of("sendMessage", 1001), PATIENCE)
        for _ in range(3):
            await say(lan, "/trogiup", "/gopy")
        assert slow.messages == []
        await slow.wait_for("/gopy", PATIENCE)
        assert len(slow.messages) == 1


@pytest.mark.parametrize("mode", MODES)
async def test_who_blocks_the_bot_is_left_alone_and_welcome_back(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode) as app:
        lan = api.person(1001)
        await say(lan, "/trogiup", "/gopy")
        address = Address("telegram", "1001")
        reached = app.storage.work().people.mark(address)

        async def reachable() -> bool:
            rows = await app.storage._database.fetch(
                "people.arrive", channel="telegram", event="", mark=reached
            )
            return bool(rows[0][-1])

        assert await reachable()
        api.fail("sendMessage", 1001, kind="403")
        lan.send("/trogiup")
        lan.block()
        await until(lambda: not api.updates.pending and app.outbox.idle, PATIENCE)
        await until(lambda: not app._errands, PATIENCE)
        assert not await reachable()
        calls = len(api.calls_of("sendMessage", 1001))
        lan.unblock()
        await until(lambda: not api.updates.pending, PATIENCE)
        assert await reachable()
        assert len(api.calls_of("sendMessage", 1001)) == calls  # nothing is said to that
        await say(lan, "/trogiup", "/gopy")


async def _in_group(api: FakeBotApi, *members: Person) -> Group:
    group = api.group(-500, "Tổ một cửa", list(members))
    group.add_bot(members[0])
    return group


@pytest.mark.parametrize("mode", MODES)
async def test_in_a_group_citizens_are_asked_to_write_in_private(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode, admins="telegram:2001") as app:
        lan, chief = api.person(1001), api.person(2001)
        group = await _in_group(api, lan, chief)
        group.privacy_mode = False
        lan.send("đèn hỏng rồi các bác ơi", chat=group)
        lan.send_photo(chat=group, caption="đây")
        group.send_anonymously("/gopy@langnghe_bot")
        lan.send("/gopy@another_bot", chat=group)
        lan.send("/gopy@langnghe_bot", chat=group, forwarded_from=chief)
        lan.send("/gopy@langnghe_bot", chat=group)
        await group.wait_for("nhắn riêng", PATIENCE)
        chief.send("/thongke@langnghe_bot", chat=group)
        await group.wait_for("nhắn riêng", PATIENCE)
        await until(lambda: not api.updates.pending and app.outbox.idle, PATIENCE)
        assert len(group.messages) == 2
        assert len({message.text for message in group.messages}) == 1
        assert lan.messages == chief.messages == []
        group.remove_bot(lan)
        await until(lambda: not api.updates.pending, PATIENCE)
        await say(lan, "/gopy", "Câu 1/7")  # in private all is as it was


@pytest.mark.parametrize("mode", MODES)
async def test_what_is_owed_to_a_group_follows_it(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode) as app:
        lan = api.person(1001)
        group = await _in_group(api, lan)
        api.fail("sendMessage", -500, kind="500")  # the answer waits while the group moves
        lan.send("/gopy@langnghe_bot", chat=group)
        await until(lambda: api.calls_of("sendMessage", -500), PATIENCE)
        moved = group.migrate()
        found = await moved.wait_for("nhắn riêng", PATIENCE)
        assert found.text
        lan.send("/gopy@langnghe_bot", chat=moved)
        await until(lambda: len(moved.messages) == 2, PATIENCE)
        await until(lambda: app.outbox.idle, PATIENCE)
        assert await app.storage.outbox.waiting() == 0


@pytest.mark.parametrize("mode", MODES)
async def test_what_was_not_sent_before_a_stop_is_sent_after_the_start(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    lan = api.person(1001)
    async with office_on(tmp_path, api, mode):
        fault = api.fail("sendMessage", times=None, kind="502")
        lan.send("/gopy")
        await until(lambda: api.calls_of("sendMessage", 1001), PATIENCE)
        await until(lambda: not api.updates.pending, PATIENCE)
    lan.send("Phản ánh")  # while nobody listens
    assert lan.messages == []
    fault.times = 0
    async with office_on(tmp_path, api, mode):
        await lan.wait_for("Câu 2/7", PATIENCE)
        first, second = lan.messages
        assert "Câu 1/7" in first.text
        assert "Câu 2/7" in second.text
