"""Workbooks that hold any number of rows in little memory, and no surprises in their cells.

Everything people wrote is written as text, so Excel computes none of it. Text that begins like a
formula gets an apostrophe in front all the same: a sheet is often saved as CSV or pasted
elsewhere, and there the cell's type is lost and only its first character counts (OWASP, CSV
injection).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from feedback.calendar import LOCAL

Cell = str | int | float | datetime | date | None

ROWS = 1_000_000
"""Rows of one sheet; Excel takes 1,048,576. More rows go on in a next sheet."""
_TEXT_LENGTH = 32_767
"""Characters of one cell, Excel's limit."""
_NUMBER_LENGTH = 15
"""Digits Excel keeps of a number; longer ones are kept as text, whole."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_LIKE_A_FORMULA = re.compile(rf"[\t\r\n]|[\s{_UNSEEN}]*[=+\-@|＝＋－＠﹦﹢﹣﹫−]")
"""Tab and line breaks first are dropped by some programs, and what follows them then leads."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading for people and the stable name it keeps for programs."""

    heading: str
    name: str
    width: int = 14
    """Characters."""


def harmless(words: str) -> str:
    """Return text that no spreadsheet computes and any XML parser reads."""
    words = _NOT_IN_XML.sub("", words)
    if _LIKE_A_FORMULA.match(words):
        words = f"'{words}"
    return words if len(words) <= _TEXT_LENGTH else words[: _TEXT_LENGTH - 1] + "…"


class Workbook:
    """A workbook being written from top to bottom; close it to have the file.

    Used as a context manager it is closed in any case, so that no file stays open after an error.
    """

    def __init__(self, path: Path, rows_of_a_sheet: int = ROWS) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        options = {
            # Rows are written out one by one, each sheet to a file beside the workbook.
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._rows_of_a_sheet = rows_of_a_sheet
        self._formats = {
            "title": self._book.add_format({"bold": True, "font_size": 14}),
            "heading": self._book.add_format(
                {
                    "bold": True,
                    "font_color": "#FFFFFF",
                    "bg_color": "#2166AC",
                    "text_wrap": True,
                    "valign": "top",
                    "border": 1,
                }
            ),
            "name": self._book.add_format({"font_color": "#616E7C", "italic": True, "border": 1}),
            "text": self._book.add_format({"valign": "top"}),
            "label": self._book.add_format({"bold": True, "valign": "top", "text_wrap": True}),
            "wrapped": self._book.add_format({"valign": "top", "text_wrap": True}),
            "moment": self._book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
            "day": self._book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        }
        self._tables: list[Table] = []
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add_table(self, title: str, columns: Sequence[Column]) -> Table:
        """Return a new sheet with two rows of headings that stay in sight and a filter."""
        add_sheet = self._book.add_worksheet
        table = Table(title, columns, add_sheet, self._formats, self._rows_of_a_sheet)
        self._tables.append(table)
        return table

    def add_page(self, title: str, widths: Sequence[int]) -> Page:
        """Return a sheet to be read; it keeps its place and may be filled after later ones."""
        sheet = self._book.add_worksheet(title)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        return Page(sheet, self._formats)

    def close(self) -> None:
        """Write the file."""
        if self._open:
            self._open = False
            for table in self._tables:
                table.finish()
            self._book.close()


class Page:
    """A sheet of words: a title, then lines of label and text."""

    def __init__(self, sheet: Any, formats: dict[str, Any]) -> None:
        self._sheet, self._formats = sheet, formats

    def fill(self, rows: Iterable[Sequence[str]]) -> None:
        """Write everything at once; the first row is the title, first cells are labels."""
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                style = "title" if row == 0 else "wrapped" if column else "label"
                self._sheet.write_string(row, column, harmless(cell), self._formats[style])


class Table:
    """Rows under fixed columns; goes on in a further sheet when one is full."""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        new_sheet: Callable[[str], Any],
        formats: dict[str, Any],
        rows_of_a_sheet: int,
    ) -> None:
        self.count = 0
        self._title, self._columns = title, columns
        self._new_sheet, self._formats = new_sheet, formats
        self._rows_of_a_sheet = rows_of_a_sheet
        self._sheets = 0
        self._row = 0
        self._sheet = self._begin()

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows, in the order of the columns."""
        for cells in rows:
            if self._row - _HEADINGS >= self._rows_of_a_sheet:
                self.finish()
                self._sheet = self._begin()
            for column, cell in enumerate(cells):
                self._write(column, cell)
            self._row += 1
            self.count += 1

    def finish(self) -> None:
        """Put the filter over what was written on the sheet."""
        self._sheet.autofilter(1, 0, max(self._row - 1, 1), len(self._columns) - 1)

    def _begin(self) -> Any:
        self._sheets += 1
        title = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        sheet = self._new_sheet(title)
        for at, column in enumerate(self._columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, harmless(column.heading), self._formats["heading"])
        for at, column in enumerate(self._columns):
            sheet.write_string(1, at, column.name, self._formats["name"])
        sheet.freeze_panes(_HEADINGS, 1)
        self._row = _HEADINGS
        return sheet

    def _write(self, column: int, cell: Cell) -> None:
        sheet, row, text = self._sheet, self._row, self._formats["text"]
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime):
            # Excel knows no time zones: local time, as officials read it.
            local = cell.astimezone(LOCAL).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, self._formats["moment"])
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self._formats["day"])
        elif isinstance(cell, str):
            sheet.write_string(row, column, harmless(cell), text)
        elif len(str(cell)) > _NUMBER_LENGTH or not math.isfinite(cell):
            sheet.write_string(row, column, harmless(str(cell)), text)
        else:
            sheet.write_number(row, column, cell, text)


_HEADINGS = 2
"""Rows of headings."""


def write_plain(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write rows of words as they are, headings first: a workbook other programs read by its rows."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for at, heading in enumerate(rows[0]):
                longest = max(len(row[at]) for row in rows)
                sheet.set_column(at, at, min(max(len(heading), longest) + 2, 60))
            for number, row in enumerate(rows):
                for at, words in enumerate(row):
                    sheet.write_string(number, at, words, wrapped if number else bold)
