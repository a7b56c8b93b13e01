"""A survey from Excel: sent, corrected, tried, published, answered and retired."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from bot.app import publish, published
from feedback.messages import Attachment, Reply
from feedback.office import Pack
from handlers.context import Answer
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import boss, done, jobs, said

SURVEY = [("type", "name", "label", "relevant"), ("select_one yn", "good", "Tốt không?", "")]
SURVEY.append(("text", "why", "Vì sao?", "${good} = 'no'"))
CHOICES = [("list_name", "name", "label"), ("yn", "yes", "Có ạ"), ("yn", "no", "Chưa")]


def xlsx(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def a_survey(id: str = "cho-doi", title: str = "Chờ đợi", rows: Any = SURVEY) -> bytes:
    return xlsx(survey=rows, choices=CHOICES, settings=[("form_id", "form_title"), (id, title)])


@pytest.fixture
async def chief(town: Town, pack: Pack) -> Citizen:
    town.forms = await publish(town.storage, pack, town.now)  # type: ignore[assignment]
    return boss(town)


async def work(officer: Citizen, pack: Pack) -> str:
    """Do what waits, have every replica notice it, and look at what was said."""
    replies: list[Reply] = []
    for job in await jobs(officer.town):
        replies += await done(officer.town, job)
    officer.town.forms = await published(officer.town.storage, pack)  # type: ignore[assignment]
    officer.answer = Answer(tuple(replies))
    return said(officer.answer.replies)


async def send(officer: Citizen, pack: Pack, content: bytes, **about: Any) -> str:
    town = officer.town
    ref = f"file{town.number()}"
    town.files[ref] = content
    await officer.say("/khaosat moi")
    size = about.pop("size", len(content))
    await officer.send(attachments=(Attachment("file", ref, size, "phieu.xlsx"),))
    shown = await officer.tap("Xong")
    return await work(officer, pack) if "Đang đọc" in shown else shown


async def test_a_survey_from_excel_is_tried_published_answered_and_retired(
    chief: Citizen, pack: Pack
) -> None:
    town = chief.town
    wrong = [*SURVEY, ("rank yn", "x", "X", "")]
    assert "survey, dòng 4: loại “rank yn” chưa dùng được" in await send(
        chief, pack, a_survey(rows=wrong)
    )
    assert "2 câu hỏi. Phiếu chưa công bố" in await send(chief, pack, a_survey())
    lan = town.citizen("lan")
    assert "Chờ đợi" not in await lan.say("/danhgia")
    offered = chief.answer
    assert "không được lưu" in await chief.tap("Thử như người dân")
    while "Tốt không" not in chief.shown:
        await chief.press(chief.buttons[0].data)
    await chief.tap("Có ạ")
    assert "Không có câu trả lời nào được lưu" in await chief.tap("Gửi")
    chief.answer = offered
    await chief.tap("Công bố")
    assert "Đã công bố" in await work(chief, pack)
    assert "Chờ đợi: đang mở, 0 lượt" in await chief.say("/khaosat")
    await lan.say("/danhgia")
    await lan.tap("Chờ đợi")
    while "Tốt không" not in lan.shown:
        await lan.press(lan.buttons[0].data)
    await lan.tap("Chưa")
    await lan.say("Đông quá, chờ rất lâu")
    await lan.tap("Gửi")
    assert "Chờ đợi: đang mở, 1 lượt" in await chief.say("/khaosat")
    # A second version waits until it is published.
    await send(chief, pack, a_survey(title="Chờ đợi hai"))
    assert "Chờ đợi hai" not in await lan.say("/danhgia")
    await chief.tap("Công bố")
    await work(chief, pack)
    assert "Chờ đợi hai" in await lan.say("/danhgia")
    assert "Bản 2, 2 câu hỏi" in await chief.say("/khaosat cho-doi")
    card = chief.answer
    await chief.tap("Ngừng phiếu")
    assert "Đã ngừng" in await work(chief, pack)
    assert "Chờ đợi" not in await lan.say("/danhgia")
    chief.answer = card
    await chief.tap("Ngừng phiếu")
    assert "không còn" in await work(chief, pack)
    assert "đã ngừng" in await chief.say("/khaosat cho doi")


async def test_every_survey_comes_as_a_workbook_and_goes_back(chief: Citizen, pack: Pack) -> None:
    shown = await chief.say("/khaosat one-stop")
    assert "Ngừng phiếu" not in shown  # the pack's are changed in the pack
    await chief.tap("Tải về Excel")
    await work(chief, pack)
    picture = chief.answer.replies[0].picture
    assert picture is not None
    book = openpyxl.load_workbook(io.BytesIO(picture.content))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert "Tên “one-stop” đã là của phiếu khác" in await send(chief, pack, picture.content)


async def test_a_head_has_surveys_of_their_own_units_only(chief: Citizen, pack: Pack) -> None:
    town = chief.town
    town.roles["hai"] = frozenset({"head@binh-luc-hcc"})
    town.roles["ba"] = frozenset({"head@binh-my"})
    hai, ba = town.citizen("hai"), town.citizen("ba")
    assert "câu hỏi" in await send(hai, pack, a_survey())
    draft = next(each.data for each in hai.buttons if each.data.startswith("kh:offer"))
    form = town.forms.pinned("cho-doi", 1)
    assert (form.questions[0].name, getattr(form.questions[0], "top", "")) == (
        *("unit", "binh-luc-hcc"),
    )
    assert "Chờ đợi" not in await ba.say("/khaosat")
    assert "bản nháp" in await hai.say("/khaosat")
    assert "không thuộc đơn vị" in await ba.press(draft)
    assert "không thuộc đơn vị" in await ba.press("kh:try:cho-doi:1")
    assert "đã là của phiếu khác" in await send(ba, pack, a_survey())
    lan = town.citizen("lan")
    assert "không thuộc đơn vị" in await lan.press(draft)
    assert "Đang thực hiện" in await hai.press(draft)
    await work(hai, pack)
    assert "Đơn vị:" in await hai.say("/khaosat cho-doi")


async def test_what_is_no_workbook_is_told_kindly(chief: Citizen, pack: Pack) -> None:
    assert "Không đọc được" in await send(chief, pack, b"PK\x03\x04 nothing")
    assert "Không đọc được" in await send(chief, pack, b"type,name")
    assert "kiểu Excel cũ" in await send(chief, pack, b"\xd0\xcf\x11\xe0")
    assert "lớn quá" in await send(chief, pack, b"", size=6_000_000)
    assert "bỏ qua" in await send(chief, pack, a_survey(rows=[*SURVEY, ("start", "s", "", "")]))
    many = [SURVEY[0], *((f"rank{n}", f"q{n}", "X", "") for n in range(20))]
    assert "và 5 chỗ nữa" in await send(chief, pack, a_survey(rows=many))
    await chief.say("/khaosat moi")
    await chief.photo()
    assert "Chưa thấy tệp Excel" in await chief.tap("Xong")
    assert "không còn" in await chief.press("kh:try:nothing:x")
    assert "Phiếu khảo sát của cơ quan" in await chief.say("/khaosat không có phiếu nào")


async def test_a_role_taken_away_meanwhile_brings_nothing(chief: Citizen, pack: Pack) -> None:
    town = chief.town
    await chief.say("/khaosat moi")
    await chief.send(attachments=(Attachment("file", "f", 10, "phieu.xlsx"),))
    town.roles["boss"] = frozenset()
    assert "không thuộc đơn vị" in await chief.tap("Xong")
    town.roles["boss"] = frozenset({"admin"})
    await chief.say("/khaosat moi")
    assert chief.turn is not None
    await chief.tap("Hủy")
    await chief.tap("Có, hủy")
    assert await jobs(town) == []


async def test_days_stand_on_the_card(chief: Citizen, pack: Pack) -> None:
    days = [("form_id", "form_title", "opens", "closes")]
    days.append(("he", "Hè", date(2027, 6, 1), date(2027, 8, 31)))  # type: ignore[arg-type]
    await send(chief, pack, xlsx(survey=SURVEY, choices=CHOICES, settings=days))
    await chief.tap("Công bố")
    await work(chief, pack)
    shown = await chief.say("/khaosat he")
    assert "chưa đến ngày mở" in shown
    assert "Mở từ ngày" in shown
    assert "Đóng sau ngày" in shown
