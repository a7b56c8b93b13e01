"""Files as Excel writes them, and as somebody would who means harm: a sentence, never an error."""

from __future__ import annotations

import csv
import io
import random
import struct
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bot.texts import Texts
from feedback.errors import UnreadableFile
from feedback.late_sheet import FORMULA, Table, fits
from handlers.reports.spreadsheet import LARGEST, ROWS, read_table

HEADING = ["Số hồ sơ", "Họ tên", "Địa chỉ", "Ngày hẹn trả"]
ROW = ["H42.26-1", "Nguyễn Thị Ửng Đào", "Thôn 3, xã Bình Lục; đội 2", "30/11/2026"]
TEXTS = Texts()


def told(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_table(content, fits)
    return TEXTS.render(refused.value.why, "vi")


def rows(content: bytes) -> list[list[Any]]:
    return [list(row) for row in read_table(content, fits).rows]


def workbook(*given: Sequence[Any]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in given:
        sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a workbook with one part of it replaced, or one more."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(kept, "w") as after:
        for each in before.infolist():
            if each.filename != name:
                after.writestr(each.filename, before.read(each), zipfile.ZIP_DEFLATED)
        after.writestr(name, part, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def sheet_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


SHEET = "xl/worksheets/sheet1.xml"


# CSV


def written(*given: Sequence[str], delimiter: str = ";") -> str:
    kept = io.StringIO(newline="")
    csv.writer(kept, delimiter=delimiter).writerows(given)
    return kept.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_dress(delimiter: str, encoding: str) -> None:
    content = written(HEADING, ROW, delimiter=delimiter).encode(encoding)
    assert rows(content) == [HEADING, ROW]


def test_csv_as_windows_writes_vietnamese() -> None:
    """Windows-1258 has its tones apart from their letters; `clean` and `fold` join them later."""
    text = written(HEADING, ROW, delimiter=",")
    content = "".join(map(tone_apart, text)).encode("cp1258")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    found = [[unicodedata.normalize("NFC", each) for each in row] for row in rows(content)]
    assert found == [HEADING, ROW]


def tone_apart(letter: str) -> str:
    """Return a letter with its hat or horn, and its tone as a mark of its own."""
    marks = unicodedata.normalize("NFD", letter)
    tones = "\u0300\u0301\u0303\u0309\u0323"
    rest = unicodedata.normalize("NFC", "".join(each for each in marks if each not in tones))
    return rest + "".join(each for each in marks if each in tones)


def test_a_first_line_that_names_the_delimiter() -> None:
    assert rows(("sep=,\r\n" + written(HEADING, ROW, delimiter=",")).encode()) == [HEADING, ROW]


def test_rows_of_csv_are_counted_with_the_empty_ones() -> None:
    content = written([], HEADING, ["", ""], ROW, [], []).encode()
    assert rows(content) == [[], HEADING, [], ROW]
    several = written(HEADING, ["1", "hai\ndòng", "", "1/1/2026"]).encode()
    assert rows(several)[1][1] == "hai\ndòng"


def test_a_formula_in_csv_is_a_formula() -> None:
    found = rows(written(HEADING, ['="0001"', " =1+1", "@x", "-1"]).encode())
    assert found[1] == [FORMULA, FORMULA, "@x", "-1"]


def test_csv_that_cannot_be_read() -> None:
    assert "Không đọc được tệp" in told(b"")
    assert rows(b"\n\n") == []
    assert "Không đọc được tệp" in told(b"\xff\xfe\x00")
    assert "Không đọc được tệp" in told(b"x\xd2\xd2\x8d")
    assert "Không đọc được tệp" in told(b'"' + b"x" * 200_000)


# Workbooks


def test_a_workbook_with_days_numbers_and_words() -> None:
    book = workbook(HEADING, ["1", "Lan", None, date(2026, 11, 30)], [2, 0.5, True, "=A1+1"])
    found = read_table(saved(book), fits)
    assert not found.since_1904
    assert (
        list(map(list, found.rows))[1:]
        == [
            ["1", "Lan", None, datetime(2026, 11, 30)],  # noqa: DTZ001 - a cell knows no zone
            [2, 0.5, True, FORMULA],
        ]
        or list(found.rows[2])[:4] == [2, 0.5, True, FORMULA]
    )


def test_words_that_look_like_a_formula_are_words(tmp_path: Any) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "=1+1")
    sheet.write_formula(1, 0, "=1+1", None, 2)
    book.close()
    assert [row[0] for row in rows(path.read_bytes())] == ["=1+1", FORMULA]


def test_an_error_is_what_a_formula_came_to() -> None:
    book = workbook(["x"])
    sheet = book.active
    assert sheet is not None
    sheet["A2"] = "#N/A"
    assert rows(saved(book))[1][0] is FORMULA


def test_the_first_sheet_that_is_seen() -> None:
    book = workbook(["hidden"])
    sheet = book.create_sheet("b")
    sheet.append(["seen"])
    book.worksheets[0].sheet_state = "hidden"
    assert rows(saved(book))[0][0] == "seen"
    chart = openpyxl.Workbook()
    chart.create_chartsheet("c")
    chart.remove(chart.worksheets[0])
    assert "Không đọc được tệp" in told(saved(chart))


def test_a_workbook_of_an_old_macintosh() -> None:
    book = workbook(HEADING)
    book.epoch = CALENDAR_MAC_1904
    assert read_table(saved(book), fits).since_1904


def test_what_a_workbook_says_of_its_size_is_not_believed() -> None:
    content = saved(workbook(HEADING, ROW))
    for said in ("A1", "A1:XFD1048576"):
        lying = sheet_of(content).replace('ref="A1:D2"', f'ref="{said}"')
        assert rows(with_part(content, SHEET, lying.encode()))[1][:4] == ROW
    far = sheet_of(content).replace("</row></sheetData>",
        '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    assert "quá nhiều dữ liệu" in told(with_part(content, SHEET, far.encode()))


def test_many_rows(tmp_path: Any) -> None:
    assert len(rows(saved(workbook(HEADING, *([ROW] * ROWS))))) == ROWS + 1
    many = [ROW] * (ROWS + 30)
    too_many = "Danh sách dài quá 2.000 dòng"
    assert too_many in told(saved(workbook(HEADING, *many)))
    assert too_many in told(written(HEADING, *many).encode())
    assert too_many in told(saved(workbook(HEADING, ROW, *([[]] * (ROWS + 30)), ROW)))
    assert len(rows(saved(workbook(HEADING, ROW, *([[]] * ROWS * 3))))) == 2


def test_old_protected_and_programmed_workbooks() -> None:
    assert "Excel cũ (.xls) hoặc có mật khẩu" in told(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999
    )
    content = saved(workbook(HEADING))
    assert "Tệp có macro" in told(with_part(content, "xl/vbaProject.bin", b"x"))
    assert "lớn quá 5 MB" in told(b"PK\x03\x04" + b"\0" * LARGEST)


def test_bombs() -> None:
    content = saved(workbook(HEADING))
    assert "quá nhiều dữ liệu" in told(with_part(content, "xl/media/a.bin", b"\0" * 11_000_000))
    for number in range(501):
        name = f"xl/media/{number}.bin"
        if number == 0:
            kept = io.BytesIO(content)
        with zipfile.ZipFile(kept, "a") as archive:
            archive.writestr(name, b"")
    assert "quá nhiều dữ liệu" in told(kept.getvalue())
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    for encoded in (
        laughs,
        laughs.decode().replace('1.0"', '1.0" encoding="utf-16"').encode("utf-16"),
    ):
        assert "Không đọc được" in told(with_part(content, "xl/sharedStrings.xml", encoded))
    lying = bytearray(with_part(content, "xl/media/a.bin", b"\0" * 11_000_000))
    at = lying.rindex(b"xl/media/a.bin") - 46  # the central directory says how large a part is
    struct.pack_into("<I", lying, at + 24, 10)
    with zipfile.ZipFile(io.BytesIO(bytes(lying))) as archive:
        assert archive.getinfo("xl/media/a.bin").file_size == 10
    assert rows(bytes(lying))[0][:4] == HEADING, "a part nobody reads is not unpacked"


def test_comments_and_quoted_text_in_xml_are_no_harm() -> None:
    content = saved(workbook(HEADING))
    xml = sheet_of(content).replace("<sheetData>", "<!-- made by us --><sheetData>")
    assert rows(with_part(content, SHEET, xml.encode()))[0][:4] == HEADING


@pytest.mark.parametrize(
    "part",
    [
        b"", b"<", b"<worksheet>", b"not xml", b"\xff\xfe", b"<a xmlns='b'/>",
        b"<worksheet><sheetData><row r='-1'><c r='??'><v>x</v></c></row></sheetData></worksheet>",
    ],
)  # fmt: skip
def test_damaged_sheets(part: bytes) -> None:
    content = saved(workbook(HEADING))
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml",
                 "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"):  # fmt: skip
        read_or_told(with_part(content, name, part))


def test_cells_that_are_not_what_they_say() -> None:
    content = saved(workbook(HEADING, ROW))
    for cell in (
        '<c r="A3" t="s"><v>99999</v></c>', '<c r="A3" t="n"><v>x</v></c>', '<c r="A3"><v>1e999</v></c>',
        '<c r="A3" t="d"><v>2026-99-99</v></c>', '<c r="A3" s="1"><v>1e30</v></c>', '<c t="b"><v>7</v></c>',
        '<c r="A3" t="str"><f>A1</f><v>x</v></c>', '<c r="A3" t="array"><f t="array" ref="A3">1</f></c>',
        '<c r="ZZZZZZ3"><v>1</v></c>', '<c r="A3" t="inlineStr"><is><t>ở đây</t></is></c>',
    ):  # fmt: skip
        xml = sheet_of(content).replace("</sheetData>", f'<row r="3">{cell}</row></sheetData>')
        read_or_told(with_part(content, SHEET, xml.encode()))


def read_or_told(content: bytes) -> Table | None:
    """Read a file as far as it can be read; anything but a sentence otherwise fails the test."""
    try:
        return read_table(content, fits)
    except UnreadableFile as refused:
        TEXTS.render(refused.why, "vi")
        return None


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=,\n"]),
)
def test_any_bytes(content: bytes, before: bytes) -> None:
    read_or_told(before + content)


def test_workbooks_with_a_few_bytes_changed() -> None:
    content = saved(workbook(HEADING, ROW, [1, 2.5, date(2026, 1, 1), None]))
    drawn = random.Random(7)
    read = 0
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(drawn.randrange(1, 6)):
            damaged[drawn.randrange(len(damaged))] = drawn.randrange(256)
        read += read_or_told(bytes(damaged)) is not None
    assert read < 300, "some of it was noticed"


def test_sheets_with_a_few_letters_changed() -> None:
    """Damage inside of the XML, where no checksum notices it."""
    content = saved(workbook(HEADING, ROW, [1, 2.5, date(2026, 1, 1), "x"]))
    drawn = random.Random(8)
    for _ in range(200):
        xml = list(sheet_of(content))
        for _ in range(drawn.randrange(1, 4)):
            xml[drawn.randrange(len(xml))] = drawn.choice('<>"/=&;09AZ\u00e9')
        read_or_told(with_part(content, SHEET, "".join(xml).encode()))
