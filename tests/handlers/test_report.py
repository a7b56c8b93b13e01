from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import docx
import openpyxl
import pytest

from feedback.messages import Address, Reply
from handlers.reports import letter_pdf
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import BAD, GOOD, OCTOBER, answered, boss, outcome, reported, said
from tests.handlers.officer.timing import at, ticks
from tests.handlers.staffing import hired, id_of


@pytest.fixture
def chief(town: Town) -> Citizen:
    return boss(town)


def files(replies: Sequence[Reply]) -> dict[str, bytes]:
    """Return what was sent by the ends of the names."""
    pictures = [reply.picture for reply in replies if reply.picture is not None]
    return {each.name.rpartition(".")[2]: each.content for each in pictures}


def words_of(word: bytes) -> str:
    document = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


async def test_a_report_says_in_three_files_what_the_figures_say(
    town: Town, chief: Citizen
) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD, "waiting": GOOD}, times=16)
    await answered(town, "binh-my-hcc", {"attitude": BAD, "waiting": GOOD}, times=14)
    await answered(town, "binh-an-q1", {"attitude": GOOD, "on-time": "late"}, times=20)
    await answered(town, "binh-luc-q1", {"attitude": GOOD}, times=30)
    await answered(town, "binh-son-q1", {"attitude": BAD}, times=3)
    await reported(town, times=7)
    await reported(town, times=5, kind="praise", state="answered", category="thai-do")
    await reported(town, times=2, kind="proposal", category="thai-do")
    await reported(town, times=9, kind="denunciation")
    shown = await chief.say("/thongke one-stop tháng trước")
    await outcome(town)
    assert "Đang lập báo cáo: Khu vực Bình Lục" in await chief.say("/baocao tháng trước")
    replies = await outcome(town)
    assert "Báo cáo: Khu vực Bình Lục (tỉnh Ninh Bình), Tháng 10/2026." in said(replies)
    sent = files(replies)
    text = words_of(sent["docx"])
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Số:        /BC-UBND" in text
    [index] = [line for line in shown.splitlines() if line.startswith("Hài lòng:")]
    assert index in text
    assert "Đơn vị có quá ít phiếu không được nêu." in text
    assert "Xã Bình Sơn" not in text
    assert "Phản ánh, kiến nghị, lời khen: 14" in text
    assert "ố cáo không nằm trong báo cáo này" in text
    book = openpyxl.load_workbook(io.BytesIO(sent["xlsx"]))
    assert book.sheetnames[1:] == [
        *("Phiếu 1 - nội dung", "Phiếu 1 - đơn vị", "Loại", "Tình trạng", "Lĩnh vực")
    ]
    rows = list(book["Loại"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("kinds", "cases", "share")
    assert {row[0]: row[1] for row in rows[1:]} == {"Phản ánh": 7, "Các nhóm ít, gộp lại": 7}
    assert sent["pdf"].startswith(b"%PDF")


async def test_long_surveys_and_those_of_few(town: Town, chief: Citizen) -> None:
    sipas = town.forms.forms["sipas"]
    scales = [each.name for each in sipas.questions if each.kind == "scale"]
    for month in range(1, 11):
        at_noon = OCTOBER.replace(month=month)
        everything = dict.fromkeys(scales, GOOD if month % 2 else BAD)
        await answered(town, "binh-my", everything, times=6, form=sipas, at=at_noon)
    await answered(town, "binh-my", {"attitude": GOOD}, times=3)
    friendly = town.forms.forms["friendly-government"]
    await answered(town, "binh-my", {}, times=6, form=friendly)
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=6, at=OCTOBER.replace(month=2))
    await chief.say("/baocao bình mỹ năm nay")
    sent = files(await outcome(town))
    assert "Tiếp cận dịch vụ" in words_of(sent["docx"])
    document = docx.Document(io.BytesIO(sent["docx"]))
    below = 297 - 2 * 20  # millimetres between the margins of A4
    assert all(0 < shape.height.mm < below for shape in document.inline_shapes)
    assert len(openpyxl.load_workbook(io.BytesIO(sent["xlsx"]))["Phiếu 1 - nhóm"]["A"]) == 7
    assert len(letter_pdf.pages(sent["docx"])) > 2


async def test_a_period_without_anything_is_a_report_too(town: Town, chief: Citizen) -> None:
    await chief.say("/summary bình mỹ 9/2026")
    text = words_of(files(await outcome(town))["docx"])
    assert "ỦY BAN NHÂN DÂN XÃ\xa0BÌNH\xa0MỸ" in text
    assert "Chưa có phiếu nào trong kỳ này." in text
    assert "chưa có trong kỳ này" in text


async def test_what_cannot_be_reported_is_answered(town: Town, chief: Citizen) -> None:
    assert "báo cáo của kỳ nào" in await chief.say("/baocao")
    assert "Tháng 10/2026" in str(chief.buttons)
    assert "/baocao" in await chief.say("/baocao sao hỏa")
    assert "chưa bắt đầu" in await chief.say("/baocao 12/2027")
    assert await outcome(town) == ()


async def test_a_head_gets_the_report_of_their_own_unit(town: Town) -> None:
    head = await hired(town, "chi", "head")
    assert "Xã Bình Mỹ" in await head.say("/baocao tháng trước")
    assert "chỉ xem được số liệu của đơn vị mình" in await head.say(
        "/baocao xã bình an tháng trước"
    )


# Reports that come by themselves


def sent_to(town: Town, person: Citizen) -> list[str]:
    return [
        each.reply.picture.name
        for each in town.notices
        if each.person == id_of(person) and each.reply.picture is not None
    ]


async def test_a_report_comes_once_on_the_first_working_morning(town: Town) -> None:
    head = await hired(town, "chi", "head")
    town.now = at(date(2027, 1, 15), 9)
    assert "Hằng quý" not in await head.say("/baocao định kỳ")
    assert "hằng tháng của Xã Bình Mỹ" in await head.tap("Gửi hằng tháng")
    await head.say("/baocao dinh-ky tháng xã bình mỹ")  # the same once more is the same
    assert "Hằng tháng: Xã Bình Mỹ" in await head.say("/summary schedule")
    for day in (date(2027, 1, 18), date(2027, 1, 31)):  # January is not over
        town.now = at(day, 9)
        assert "report" not in await ticks(town)
    town.now = at(date(2027, 2, 1), 3)  # Monday night
    assert "report" not in await ticks(town)
    town.now = at(date(2027, 2, 1), 9)
    assert "report" in await ticks(town)
    assert sent_to(town, head) == [
        f"bao-cao-binh-my-1-2027.{each}" for each in ("pdf", "docx", "xlsx")
    ]
    town.now = at(date(2027, 2, 2), 9)
    assert "report" not in await ticks(town)
    assert "không gửi" in await head.say("/baocao dinh ky thoi")
    town.now = at(date(2027, 3, 1), 9)
    assert "report" not in await ticks(town)


async def test_a_quarterly_report_waits_over_days_off(town: Town, chief: Citizen) -> None:
    town.now = at(date(2026, 12, 15), 9)
    assert "hằng quý của Khu vực Bình Lục" in await chief.say("/baocao dinh-ky quy")
    town.now = at(date(2027, 1, 1), 9)  # New Year
    boss_here = {"admins": (Address("test", "boss"),)}
    assert "report" not in await ticks(town, **boss_here)
    town.now = at(date(2027, 1, 4), 9)
    assert "report" not in await ticks(town)  # no administrator any more: nothing is sent
    assert "report" in await ticks(town, **boss_here)
    assert sent_to(town, chief)[0] == "bao-cao-khu-vuc-binh-luc-q4-2026.pdf"


async def test_nobody_plans_the_report_of_another_unit(town: Town) -> None:
    head = await hired(town, "chi", "head")
    refused = await head.say("/baocao dinh-ky quý xã bình an")
    assert "chỉ xem được số liệu của đơn vị mình" in refused
    assert await town.storage.work().report_plans.all() == []
