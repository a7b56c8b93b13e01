"""How an office keeps its word: told of all, by field and by unit, and of few nothing that tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from feedback.calendar import WorkingCalendar
from feedback.case_clock import begin
from feedback.unit import Clock
from handlers.admin.figures_text import kind_name, state_name, subject_name, top_category
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.figuring import OCTOBER, boss, done, jobs, reported
from tests.handlers.staffing import hired, id_of
from tests.handlers.test_export import opened, table

LAST_MONTH = "/thongke hồ sơ tháng trước"


@pytest.fixture
def chief(town: Town) -> Citizen:
    return boss(town)


def answered(days: int, **about: Any) -> dict[str, Any]:
    """Return a case that was answered in its time, so many working days after it came."""
    clock = begin(Clock("pakn", "resolve", 15, "working-days", "x"), OCTOBER, WorkingCalendar())
    at: datetime = OCTOBER
    return {
        **{"state": "answered", "acknowledged_in": 2, "answered_in": days, "answered_at": at},
        **{"clocks": (clock,), **about},
    }


CLOSED = {"state": "closed", "closed_at": OCTOBER}


async def october(town: Town) -> None:
    """Thirty cases of two communes and two fields."""
    lights, trash = {"unit": "binh-my"}, {"unit": "binh-an", "category": "rac-thai"}
    await reported(town, times=8, **lights, **answered(4, confirmed_at=OCTOBER, **CLOSED))
    await reported(town, times=6, **lights, **answered(9, **CLOSED))
    late = {"unit": "binh-my-kt", "late": True, "disputed": True}
    await reported(town, times=4, **late, **answered(7))
    await reported(town, times=2, **late, **answered(7, apologised=True))
    await reported(town, times=7, **trash, acknowledged_in=0)
    await reported(town, times=3, **trash, acknowledged_in=1, reopened=True)


async def test_all_that_was_asked_is_told_by_field_and_by_unit(town: Town, chief: Citizen) -> None:
    await october(town)
    shown = await chief.say(LAST_MONTH)
    for told in (
        "Đúng hạn: 14, trễ hạn: 6 (đúng hạn 70,0 %). Trễ mà chưa xin lỗi: 4",
        "Thời gian tiếp nhận (trung vị): 2 giờ làm việc",
        "Đã trả lời: 20. Thời gian trả lời (trung vị): 7 ngày làm việc",
        "Người dân xác nhận đã xong: 8 · kết thúc, chưa có xác nhận: 6 · "
        "có ý kiến chưa đồng ý: 6 · mở lại: dưới 5",
        "Theo lĩnh vực (“–”: quá ít, không nêu):",
        f"• {field(town, 'chieu-sang')} (20): đúng hạn 70,0 %, trễ 6, chưa xin lỗi 4; "
        "trả lời 7 ngày làm việc; xác nhận 8, chưa xác nhận 6, chưa đồng ý 6, mở lại 0",
        f"• {field(town, 'rac-thai')} (10): đúng hạn không có số liệu, trễ 0, chưa xin lỗi 0; "
        "trả lời không có số liệu; xác nhận 0, chưa xác nhận 0, chưa đồng ý 0, mở lại –",
        "Theo đơn vị (“–”: quá ít, không nêu):",
        "• Xã Bình Mỹ (20): đúng hạn 70,0 %",
        "• Xã Bình An (10): đúng hạn không có số liệu",
    ):
        assert told in shown, shown
    # Beside surveys only the whole is told.
    shown = await chief.say("/thongke tháng trước")
    assert "Đúng hạn: 14" in shown
    assert "Theo đơn vị" not in shown
    shown = await chief.say(f"{LAST_MONTH} binh-an-q1")
    assert "Kết quả giải quyết" not in shown  # there are none at that desk
    shown = await chief.say("/stats cases binh-my-kt 10/2026")
    assert "Đúng hạn: 0, trễ hạn: 6 (đúng hạn 0,0 %)" in shown
    assert "Theo đơn vị" not in shown  # there is none below it


def field(town: Town, category: str) -> str:
    return TEXTS.render(subject_name(town.office, top_category(town.office, category)), "vi")


async def test_of_few_there_is_nothing_to_work_out(town: Town, chief: Citizen) -> None:
    await reported(town, times=4, **answered(3))
    assert "Đúng hạn" not in await chief.say(LAST_MONTH)
    await reported(town, unit="binh-an", category="")
    shown = await chief.say(LAST_MONTH)
    # Four were answered: how soon is not told of so few. Of four and one, no part is told.
    assert "Đã trả lời: 4. Thời gian trả lời (trung vị): không nêu (quá ít)" in shown
    assert "Thời gian tiếp nhận (trung vị): không nêu (quá ít)" in shown
    assert "Theo " not in shown
    await reported(town, times=12, unit="binh-an", category="")
    shown = await chief.say(LAST_MONTH)
    assert "Xã Bình An (13)" not in shown  # it would tell that four are elsewhere
    await reported(town, times=14, unit="binh-son", category="")
    shown = await chief.say(LAST_MONTH)
    assert "Xã Bình Sơn (14)" in shown
    assert "Nhóm có quá ít việc không được nêu." in shown
    assert "• chưa phân loại" not in shown


async def test_what_is_about_the_reader_or_sealed_is_not_counted(town: Town) -> None:
    head = await hired(town, "head", "head", "binh-my")
    other = await hired(town, "other", "head", "binh-my")
    await reported(town, times=7, **answered(4))
    mine = {"about": (id_of(head),), "late": True}
    await reported(town, times=5, **mine, **answered(9))
    await reported(town, about=(id_of(head),), unit="binh-an", **answered(9))
    await reported(town, times=9, kind="denunciation", **answered(9))
    shown = await head.say(LAST_MONTH)
    assert "Đúng hạn: 7, trễ hạn: 0 (đúng hạn 100,0 %)" in shown
    assert "Đã trả lời: 7. Thời gian trả lời (trung vị): 4 ngày làm việc" in shown
    assert "Đúng hạn: 7, trễ hạn: 5" in await other.say(LAST_MONTH)
    for person in (head, other):
        await person.say("/xuat phản ánh tháng trước")
    waiting = [job for job in await jobs(town) if job.kind == "workbook"]
    first = [table(opened((await done(town, job))[0]), "Số liệu")[0] for job in waiting]
    assert [(each["cases"], each["late"]) for each in first] == [(7, 0), (12, 5)]


async def test_the_workbook_has_the_same_figures_and_every_case_its_own(
    town: Town, chief: Citizen
) -> None:
    await october(town)
    await chief.say("/xuat phản ánh tháng trước")
    [job] = await jobs(town)
    book = opened((await done(town, job))[0])
    figures = table(book, "Số liệu")
    assert [each["by"] for each in figures] == ["Tất cả", *["Lĩnh vực"] * 2, *["Đơn vị"] * 2]
    assert list(figures[0].values())[2:] == [30, 14, 6, 4, 70, 2, 7, 8, 6, 6, "không nêu (quá ít)"]
    assert list(figures[2].values())[2:] == [
        *(10, 0, 0, 0, "không có số liệu", 0, "không có số liệu"),
        *(0, 0, 0, "không nêu (quá ít)"),
    ]
    assert figures[3]["group"] == "Xã Bình Mỹ"
    names = ("_acknowledged-in", "_answered-in", "_time", "_confirmed", "_disputed", "_reopened")
    rows = [tuple(each[name] for name in names) for each in table(book)]
    assert sorted({*rows}, key=str) == [
        (0, None, None, None, None, None),
        (1, None, None, None, None, "Có"),
        (2, 4, "đúng hạn", "Có", None, None),
        (2, 7, "trễ hạn", None, "Có", None),
        (2, 9, "đúng hạn", None, None, None),
    ]


async def test_one_group_alone_has_no_hours_to_tell_in_english(town: Town, chief: Citizen) -> None:
    await reported(town, times=5, **answered(0, acknowledged_in=0))
    await chief.say("/language en")
    shown = await chief.say("/stats cases 10/2026")
    assert "Time to acknowledge (median): under 1 working hour" in shown
    assert "Time to answer (median): the same day" in shown
    await reported(town, times=5, **answered(1, acknowledged_in=1))
    shown = await chief.say("/stats cases 10/2026")
    assert "median): 0.5 working hours" in shown
    await reported(town, times=5, **answered(1, acknowledged_in=1))
    assert "median): 1 working day\n" in await chief.say("/stats cases 10/2026")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_and_state_has_words_of_its_own(town: Town, language: str) -> None:
    flow = town.office.workflow
    kinds = [each.id for each in flow.kinds.values() if not each.sealed]
    said = [TEXTS.render(kind_name(each), language) for each in kinds]
    said += [TEXTS.render(state_name(each), language) for each in flow.states]
    assert len({*said}) == len(said)
    if language == "vi":
        assert not {*said} & {*kinds, *flow.states}
