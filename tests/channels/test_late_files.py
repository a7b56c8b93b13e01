"""A one-stop officer's list and a citizen's receipt, seen from outside: the program is a process of
its own, files go through the chat, and nothing of who is in a list stands in the log."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import openpyxl
import pytest

from feedback.calendar import local_day
from tests.channels.contract.driver import Driver, Somebody
from tests.channels.contract.journey import a_file
from tests.channels.contract.serving import (
    database_of,
    evidence,
    invitation,
    log_of,
    program_on,
    responses,
)
from tests.channels.contract.telegram import Polling, Telephone
from tests.channels.contract.web import Browser, Web, _Post

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADING = ["SỐ HỒ SƠ", "Họ tên người nộp", "Địa chỉ", "ĐT", "Thủ tục", "Ngày nhận", "Ngày hẹn trả"]
ANSWERS = (
    ("thái độ của cán bộ", "Rất hài lòng"),
    ("thời gian chờ đợi", "Hài lòng"),
    ("đúng hẹn", "Có, đúng hẹn"),
    ("chỗ ngồi chờ", "Hài lòng"),
    ("Nói chung", "Hài lòng"),
    ("góp ý điều gì", "Bỏ qua"),
    ("xem lại trước khi gửi", "Gửi"),
)
NAME, NUMBER = "Trần Thị Ngọc Lan", "H42.26.13504-000731"


class Reached:
    """A channel of a program that knows how the internet reaches it."""

    def settings(self, address: str) -> Mapping[str, str]:
        given: Mapping[str, str] = super().settings(address)  # type: ignore[misc]
        return {**given, "PUBLIC_URL": address}


class OurWeb(Reached, Web):
    pass


class OurTelegram(Reached, Polling):
    pass


def a_list(due: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["UBND XÃ BÌNH LỤC – HỒ SƠ TRỄ HẸN"])
    sheet.append(HEADING)
    row = [
        NUMBER,
        NAME,
        "Thôn 3",
        912345678,
        "Đăng ký khai sinh",
        local_day(datetime.now(UTC)),
        due,
    ]
    sheet.append(row)
    sheet.append(["H42.26.13504-000732", "", "", "", "", "", due])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def send_file(person: Somebody, content: bytes) -> None:
    if isinstance(person, Browser):
        about = {"id": str(uuid.uuid4()), "kind": "file", "name": "ds.xlsx"}
        await person._bring([_Post("/web/files", content, XLSX, about)])
    else:
        assert isinstance(person, Telephone)
        person.at.send_document(content=content, name="ds.xlsx", mime_type=XLSX)


async def imported(officer: Somebody, content: bytes, driver: Driver) -> list[dict[str, Any]]:
    """Send a list, say yes to it, and return what stands in the workbook that comes back."""
    await officer.says("/hosotre xã bình lục")
    await officer.hears("nhập danh sách hồ sơ trễ hẹn")
    officer._acts()
    await send_file(officer, content)
    await officer.hears("Đã nhận")
    await officer.presses("Xong")
    shown = await officer.hears("2 hồ sơ: 1 mới, 0 thay đổi, 0 đã có, 1 lỗi")
    assert "Dòng 4: thiếu họ tên" in shown.text
    await officer.presses("Ghi 1 hồ sơ")
    sent = await officer.hears(a_file(XLSX, driver, ".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(await officer.open(sent)))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("kind", [OurWeb, OurTelegram], ids=["web", "telegram"])
async def test_from_a_list_to_an_answer_on_a_receipt(kind: type[Driver], tmp_path: Path) -> None:
    due = local_day(datetime.now(UTC)) + timedelta(days=20)
    async with kind() as driver:
        officer, lan, minh = (driver.person(number) for number in (1, 2, 3))
        async with program_on(driver, tmp_path) as port:
            await officer.says(await invitation(driver, tmp_path, port))
            await officer.hears("quản trị")
            [row] = await imported(officer, a_list(f"{due:%d/%m/%Y}"), driver)
            assert (row["number"], row["name"]) == (NUMBER, NAME)
            link = str(row["link"] or "")
            if driver.kind.name == "web":
                assert link.startswith(f"http://127.0.0.1:{port}/?s=t_")
                assert str(row["typed"]) == f"/start {link.partition('?s=')[2]}"
                async with aiohttp.ClientSession() as session, session.get(link) as page:
                    assert page.status == 200
                    assert link.partition("?s=")[2] in await page.text()
            else:
                assert link == "", "where there is no page the code is typed"
            await lan.says(str(row["typed"]))
            assert "Quầy 1" in (await lan.hears("Đăng ký khai sinh")).text
            for asked, chosen in ANSWERS:
                await lan.hears(asked)
                await lan.presses(chosen)
            await lan.hears("Cảm ơn")
            await minh.says(str(row["typed"]))
            await minh.hears("đã được dùng để đánh giá rồi")
            await evidence(tmp_path)
        written = log_of(tmp_path).read_text("utf-8")
        assert not [each for each in (NAME, NUMBER, str(row["typed"])[7:]) if each in written]
        assert '"level": "error"' not in written, written
    async with database_of(tmp_path) as storage:
        [answer] = await responses(storage, "one-stop")
        assert (answer.source, answer.unit, answer.desk) == (
            "token",
            "binh-luc-hcc",
            "binh-luc-q1",
        )
        assert answer.channel == driver.kind.name
        assert await storage.check(counters=True) == []
        [(uploads, _, _)] = await storage._database.fetch("retention.kept_uploads", before=0)
        assert uploads == 0, "the list is kept nowhere once it is read"
