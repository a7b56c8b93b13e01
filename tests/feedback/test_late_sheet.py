"""What lists of files look like in the wild: headings in any order and words, dates in any dress."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Texts
from feedback.errors import UnreadableFile
from feedback.late_sheet import (
    _HEADINGS,
    FORMULA,
    Table,
    columns_of,
    file_key,
    read_day,
    read_sheet,
)
from feedback.text import fold
from feedback.unit import Office
from tests.feedback.office_work import OFFICE

TODAY = date(2026, 11, 24)
CENTRE = "binh-luc-hcc"
HEADING = ("Số hồ sơ", "Họ tên", "Ngày hẹn trả")
NAMES = {
    "number": "Mã hồ sơ", "name": "Họ và tên người nộp", "address": "Địa chỉ thường trú",
    "phone": "SĐT", "field": "Lĩnh vực", "procedure": "Tên thủ tục hành chính", "desk": "Quầy",
    "received": "Ngày tiếp nhận", "due": "Ngày hẹn trả kết quả", "reason": "Lý do trễ hẹn",
    "new_date": "Ngày hẹn lại", "returned": "Ngày trả thực tế",
}  # fmt: skip
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
TEXTS = Texts()


@pytest.fixture(scope="session")
def office() -> Office:
    return OFFICE


def read(office: Office, *rows: Sequence[Any], heading: Sequence[str] = HEADING) -> Any:
    return read_sheet(Table([heading, *rows]), office, CENTRE, TODAY)


def faults(office: Office, *rows: Sequence[Any], heading: Sequence[str] = HEADING) -> list[str]:
    found = read(office, *rows, heading=heading).faults
    return [f"{each.line}: {TEXTS.render(each.what, 'vi')}" for each in found]


# Headings


@given(
    st.permutations(list(NAMES)),
    st.lists(st.sampled_from(["STT", "Ghi chú", "", "Mã số thuế", "Tên đơn vị"]), max_size=3),
    st.sampled_from([str, str.upper, str.lower, fold, lambda w: unicodedata.normalize("NFD", w)]),
    st.sampled_from(["", " (dd/mm/yyyy)", " *", "\nbắt buộc"]),
)
def test_headings_in_any_order_and_dress(
    order: list[str], others: list[str], dress: Any, more: str
) -> None:
    row: list[Any] = [dress(NAMES[name]) for name in order]
    longer = [each + more if " " in each else each for each in row]
    row = [*others, *longer]
    assert columns_of(row) == {name: len(others) + at for at, name in enumerate(order)}


def test_no_two_columns_are_called_the_same() -> None:
    known = [words for names in _HEADINGS.values() for words in names]
    assert len(known) == len(set(known))
    assert all(words == fold(words) for words in known)


def test_every_name_is_its_column() -> None:
    for name, known in _HEADINGS.items():
        for words in known:
            assert columns_of([words]) == {name: 0}, words


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Ngày hẹn trả lại", "new_date"),
        ("Ngày hẹn trả (lần đầu)", "due"),
        ("Ngày nhận kết quả", "returned"),
        ("Ngày nhận hồ sơ", "received"),
        ("Tên", "name"),
        ("Tên tệp", None),
        ("Số", None),
        ("", None),
        ("Quầy hàng", None),
    ],
)
def test_headings_that_look_alike(heading: str, meant: str | None) -> None:
    assert list(columns_of([heading, None, 7])) == ([meant] if meant else [])


def test_of_two_columns_alike_the_exact_one_counts_else_the_first() -> None:
    assert columns_of(["Số hồ sơ cũ", "Số hồ sơ"]) == {"number": 1}
    assert columns_of(["Số hồ sơ", "Số hồ sơ cũ"]) == {"number": 0}
    assert columns_of(["Số hồ sơ", "Mã hồ sơ"]) == {"number": 0}


def test_a_letterhead_may_stand_above(office: Office) -> None:
    above: list[Sequence[Any]] = [("UBND XÃ BÌNH LỤC",), (), ("Danh sách hồ sơ", None, "tháng 11")]
    table = Table([*above, HEADING, ("1", "Lan", "30/11/2026")])
    [entry] = read_sheet(table, office, CENTRE, TODAY).entries
    assert (entry.line, entry.number) == (5, "1"), "rows are counted as Excel shows them"


@pytest.mark.parametrize(
    "rows", [[], [()], [("x", 1, None)], [("Số hồ sơ",)], [("Họ tên", "Quầy")]]
)
def test_what_is_no_list(office: Office, rows: list[Sequence[Any]]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_sheet(Table(rows), office, CENTRE, TODAY)
    assert "Chưa thấy cột" in TEXTS.render(refused.value.why, "vi")
    assert "could" not in str(refused.value)


# Days


@given(
    days,
    st.sampled_from("/-. "),
    st.booleans(),
    st.sampled_from(["", " 08:30", " 16:05:59", " 4:05:59 PM"]),
)
def test_days_the_day_first(day: date, between: str, zeros: bool, clock: str) -> None:
    parts = (f"{day.day:02}", f"{day.month:02}") if zeros else (str(day.day), str(day.month))
    assert read_day(between.join((*parts, str(day.year))) + clock) == day
    if clock == "":
        assert read_day(between.join((*parts, f"{day.year % 100:02}"))) == day
        assert read_day(f"ngày {parts[0]} tháng {parts[1]} năm {day.year}") == day


@given(days, st.times())
def test_days_as_programs_write_them(day: date, at: time) -> None:
    assert read_day(day.isoformat()) == day
    moment = datetime.combine(day, at, UTC)
    assert read_day(moment) == day
    assert read_day(moment.replace(tzinfo=None).isoformat()) == day
    assert read_day(day) == day
    assert read_day((day - date(1899, 12, 30)).days + 0.75) == day
    assert read_day((day - date(1904, 1, 1)).days, date(1904, 1, 1)) == day


@pytest.mark.parametrize(
    "cell",
    [
        None, True, "", "x", "31/11/2026", "29/02/2026", "11/30/2026", "1/1/1999", "1/1/2100",
        "30/11", "30/11/20261", "0/1/2026", "30/11/2026 25h", "2026-13-01", 0, -5, 1e9, float("inf"),
        date(1926, 1, 1), time(8, 30), b"x", "30/11/2026 và 2/12/2026",
    ],
)  # fmt: skip
def test_what_is_no_day(cell: Any) -> None:
    assert read_day(cell) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.none()))
def test_any_cell_is_a_sensible_day_or_none(cell: Any) -> None:
    found = read_day(cell)
    assert found is None or (type(found) is date and 2000 <= found.year <= 2099)


# Rows


def test_rows_and_what_is_wrong_with_them(office: Office) -> None:
    heading = (*HEADING, "Ngày nhận", "Ngày hẹn lại", "Ngày trả", "Lý do")
    rows = [
        ("1", "Lan", "30/11/2026", "20/11/2026", "02/12/2026", "", "Mưa lũ"),
        ("", "Lan", "30/11/2026"),
        ("2", "  ", "30/11/2026"),
        ("3", "Lan", None),
        ("4", "Lan", "mai"),
        ("5", "Lan", "30/11/2026", "01/12/2026"),
        ("6", "Lan", "30/12/2026", "25/11/2026"),
        ("7", "Lan", "30/11/2026", "", "30/11/2026"),
        ("8", "Lan", "30/11/2026", "", "", "25/11/2026"),
        (" 1 ", "Lan", "30/11/2026"),
        ("9", "x" * 201, "30/11/2026"),
        ("10", FORMULA, "30/11/2026"),
        (),
        (None, " ", ""),
    ]
    sheet = read(office, *rows, heading=heading)
    [entry] = sheet.entries
    assert (entry.number, entry.new_date, entry.reason) == ("1", date(2026, 12, 2), "Mưa lũ")
    assert sheet.missing == ("address", "phone", "field")
    assert faults(office, *rows, heading=heading) == [
        "3: thiếu số hồ sơ",
        "4: thiếu họ tên",
        "5: thiếu ngày hẹn trả",
        "6: “ngày hẹn trả” không phải là ngày. Xin ghi kiểu 05/11/2026",
        "7: ngày nhận 01/12/2026 sau ngày hẹn trả 30/11/2026",
        "8: ngày 25/11/2026 chưa đến",
        "9: ngày hẹn lại 30/11/2026 phải sau ngày hẹn trả 30/11/2026",
        "10: ngày 25/11/2026 chưa đến",
        "11: số hồ sơ 1 đã có ở dòng 2",
        "12: “họ tên” dài quá 200 ký tự",
        "13: ô “họ tên” có công thức hoặc báo lỗi. Xin dán lại dạng giá trị",
    ]


def test_a_formula_where_nobody_looks_harms_nobody(office: Office) -> None:
    sheet = read(office, (FORMULA, "1", "Lan", "30/11/2026"), heading=("STT", *HEADING))
    assert [each.number for each in sheet.entries] == ["1"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        ("H42\u200b.26\n-1", "H42.26 -1"),
        (date(2026, 1, 2), "02/01/2026"),
    ],
)
def test_numbers_as_cells_hold_them(office: Office, cell: Any, number: str) -> None:
    [entry] = read(office, (cell, "Lan", "30/11/2026")).entries
    assert entry.number == number


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (912345678, "0912345678"),
        (912345678.0, "0912345678"),
        ("912345678", "912345678"),
        ("+84 912 345 678", "+84 912 345 678"),
        (84912345678, "84912345678"),
        (None, ""),
    ],
)
def test_a_telephone_number_gets_its_zero_back(office: Office, cell: Any, phone: str) -> None:
    heading = (*HEADING, "Điện thoại")
    [entry] = read(office, ("1", "Lan", "30/11/2026", cell), heading=heading).entries
    assert entry.phone == phone


@pytest.mark.parametrize(
    ("procedure", "desk", "meant"),
    [
        ("Đăng ký khai sinh", "", ("khai-sinh", "binh-luc-q1")),
        ("dang ky khai sinh", "Quầy 2", ("khai-sinh", "binh-luc-q2")),
        ("khai-sinh", "1", ("khai-sinh", "binh-luc-q1")),
        ("sổ đỏ", "binh-luc-q3", ("so-do", "binh-luc-q3")),
        ("", "Quầy số 1", ("", "")),
        ("", "quầy 9", ("", "")),
        ("đất", "", ("", "")),
        ("Thủ tục của riêng chúng tôi", "", ("", "")),
        ("khai sinh", "binh-my-q1", ("khai-sinh", "")),
    ],
)
def test_procedures_and_desks_by_name(
    office: Office, procedure: str, desk: str, meant: tuple[str, str]
) -> None:
    heading = (*HEADING, "Thủ tục", "Quầy")
    [entry] = read(office, ("1", "Lan", "30/11/2026", procedure, desk), heading=heading).entries
    assert (entry.procedure, entry.desk) == meant


def test_the_field_is_that_of_the_procedure_where_the_list_has_none(office: Office) -> None:
    heading = (*HEADING, "Thủ tục", "Lĩnh vực")
    rows = [
        ("1", "Lan", "30/11/2026", "khai-sinh", ""),
        ("2", "Lan", "30/11/2026", "khai-sinh", "Khác"),
    ]
    assert [each.field for each in read(office, *rows, heading=heading).entries] == [
        "Hộ tịch",
        "Khác",
    ]


cells = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.just(FORMULA),
    st.dates(), st.datetimes(), st.times(), st.sampled_from(["1", "Lan", "30/11/2026", "khai-sinh"]),
)  # fmt: skip


@given(st.lists(st.lists(cells, max_size=14), max_size=6))
def test_any_rows_under_a_heading_are_entries_or_faults(
    office: Office, rows: list[list[Any]]
) -> None:
    heading = tuple(NAMES.values())
    sheet = read(office, *rows, heading=heading)
    told = [each.line for each in (*sheet.entries, *sheet.faults)]
    assert len(told) == len(set(told)), "each row is told once"
    for fault in sheet.faults:
        assert TEXTS.render(fault.what, "vi")
        assert TEXTS.render(fault.what, "en")
    for entry in sheet.entries:
        assert entry.number
        assert entry.name
    assert len({file_key(entry.number) for entry in sheet.entries}) == len(sheet.entries)


@given(st.lists(st.lists(cells, max_size=6), max_size=6))
def test_any_table_is_read_or_refused(office: Office, rows: list[list[Any]]) -> None:
    try:
        read_sheet(Table(rows), office, CENTRE, TODAY)
    except UnreadableFile as refused:
        TEXTS.render(refused.why, "vi")


def test_days_of_old_macintosh_workbooks(office: Office) -> None:
    serial = (date(2026, 11, 30) - date(1904, 1, 1)).days
    table = Table([HEADING, ("1", "Lan", serial)], since_1904=True)
    [entry] = read_sheet(table, office, CENTRE, TODAY).entries
    assert entry.due == date(2026, 11, 30)
    assert read_day(serial) == date(2026, 11, 30) - timedelta(days=1462)
