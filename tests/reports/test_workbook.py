from __future__ import annotations

import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reports.workbook import ROWS, Cell, Column, Workbook, harmless

EXCEL_ROWS = 1_048_576


def written(path: Path, *rows: tuple[Cell, ...], columns: int = 1, most: int = ROWS) -> Path:
    with Workbook(path, most) as book:
        table = book.add_table("Dữ liệu", [Column(f"Cột {n}", f"c{n}") for n in range(columns)])
        table.add(rows)
    return path


def cells(path: Path, sheet: int = 0) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book.worksheets[sheet].iter_rows(min_row=3, values_only=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "|cmd", "  =1+1", "\u00a0=1",
    "\u200b=1+1", "\ufeff=1+1", "\u202e=1+1", "＝1+1", "＋1", "－1", "＠x", "﹦1", "﹢1", "﹣1", "﹫x", "−1",
    '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\x00=1+1", "\x0b=1", "'=1+1"[1:],
]  # fmt: skip


@pytest.mark.parametrize("words", FORMULAS)
def test_what_looks_like_a_formula_is_text_with_an_apostrophe(path: Path, words: str) -> None:
    [(cell,)] = cells(written(path, (words,)))
    assert str(cell).startswith("'")
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    assert book.active["A3"].data_type == "s"
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if "worksheets/" in n]
    assert all(b"<f>" not in sheet and b"<hyperlink" not in sheet for sheet in sheets)


@pytest.mark.parametrize("words", ["1=1", "a@b.vn", "http://x.vn", "0912345678", "Tốt -", "’=1"])
def test_other_words_stay_as_they_are(path: Path, words: str) -> None:
    assert cells(written(path, (words,))) == [(words,)]


@given(st.text(max_size=60))
def test_no_text_begins_like_a_formula_or_breaks_xml(words: str) -> None:
    safe = harmless(words)
    assert not safe.strip().startswith(("=", "+", "-", "@"))
    assert safe[:1] not in ("\t", "\r", "\n")
    document = f"<x>{escape(safe)}</x>".encode()
    ElementTree.fromstring(document)  # noqa: S314 - our own text


def test_characters_xml_cannot_hold_are_dropped(path: Path) -> None:
    odd = "a\x00b\x0bc\x1f\x7f\ud800\ufffe\uffffd"
    assert cells(written(path, (odd,))) == [("abcd",)]


def test_emoji_and_vietnamese_are_kept_and_long_text_is_cut(path: Path) -> None:
    [(first, long)] = cells(written(path, ("Đường hỏng 😀\nxóm 3", "x" * 40_000), columns=2))
    assert first == "Đường hỏng 😀\nxóm 3"
    assert len(str(long)) == 32_767
    assert str(long).endswith("…")
    assert len(harmless("=" + "x" * 40_000)) == 32_767


def test_numbers_days_and_moments_are_what_they_are(path: Path) -> None:
    moment = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    row: tuple[Cell, ...] = (7, 2.5, -3, date(2026, 11, 24), moment, None, "", 10**15, -0.1)
    [read] = cells(written(path, row, columns=9))
    assert read == (
        7, 2.5, -3, datetime(2026, 11, 24), datetime(2026, 11, 25, 1, 30), None, None,  # noqa: DTZ001
        str(10**15), -0.1,
    )  # fmt: skip
    huge: tuple[Cell, ...] = (-(10**20), float("nan"), float("inf"))
    assert cells(written(path, huge, columns=3)) == [(f"'-{10**20}", "nan", "inf")]


def test_headings_stay_in_sight_with_a_filter_over_the_rows(path: Path) -> None:
    with Workbook(path) as book:
        columns = [Column("=Câu hỏi?", "attitude", 30), Column("Ngày", "_day")]
        table = book.add_table("Dữ liệu", columns)
        table.add([("a", "b"), ("c", "d")])
        assert table.count == 2
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["'=Câu hỏi?", "Ngày"]
    assert [cell.value for cell in sheet[2]] == ["attitude", "_day"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:B4"
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_a_table_without_rows_can_be_opened(path: Path) -> None:
    assert cells(written(path)) == []


def test_rows_beyond_a_sheet_go_on_in_the_next(path: Path) -> None:
    assert ROWS == 1_000_000
    assert ROWS + 2 <= EXCEL_ROWS
    written(path, *((n,) for n in range(25)), most=10)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Dữ liệu", "Dữ liệu 2", "Dữ liệu 3"]
    rows = [cells(path, at) for at in range(3)]
    assert [len(each) for each in rows] == [10, 10, 5]
    assert [row[0] for each in rows for row in each] == list(range(25))
    assert all(sheet["A2"].value == "c0" for sheet in book.worksheets)
    written(path, *((n,) for n in range(10)), most=10)
    assert openpyxl.load_workbook(path).sheetnames == ["Dữ liệu"]


def test_a_page_keeps_its_place_and_is_filled_last(path: Path) -> None:
    with Workbook(path) as book:
        page = book.add_page("Giới thiệu", (20, 60))
        book.add_table("Dữ liệu", [Column("Cột", "c")]).add([("x",)])
        page.fill([("Tên",), ("Nhãn", "=lời"), ("Dòng", "2")])
    book_read = openpyxl.load_workbook(path)
    assert book_read.sheetnames == ["Giới thiệu", "Dữ liệu"]
    rows = list(book_read.worksheets[0].iter_rows(values_only=True))
    assert rows == [("Tên", None), ("Nhãn", "'=lời"), ("Dòng", "2")]


def test_many_rows_need_no_more_memory_than_a_few(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        with Workbook(tmp_path / f"{rows}.xlsx") as book:
            table = book.add_table("Dữ liệu", [Column("Cột", "c"), Column("Số", "n")])
            table.add((f"câu trả lời {n}", n) for n in range(rows))
            held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    assert peak(10_000) < peak(1_000) + 200_000


def test_after_an_error_no_file_stays_open(path: Path) -> None:
    book = Workbook(path)
    book.add_table("Dữ liệu", [Column("Cột", "c")])

    def fail() -> None:
        with book:
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    book.close()  # once more does nothing
    assert path.exists()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
