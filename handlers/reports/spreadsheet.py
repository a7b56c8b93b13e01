"""Reading a table that somebody sends: CSV as Excel writes it, or a workbook; nothing is believed.

A workbook is a ZIP of XML, so it is looked at before it is opened: how large it unpacks, whether
it holds macros, whether its XML declares entities. All reading is meant for a thread, not for the
event loop, and whatever is wrong with a file ends as `UnreadableFile` with a sentence.
"""

from __future__ import annotations

import csv
import io
import itertools
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from feedback.errors import UnreadableFile
from feedback.late_sheet import FORMULA, Cell, Table
from feedback.messages import Text

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is opened; two thousand rows take a tenth of it."""
ROWS = 2000
"""Rows of one file; the busiest one-stop centre takes in 200 files a day."""
_COLUMNS = 60
_LOOKED_AT = 20_000
"""Rows, empty ones too: a sheet that is formatted to its end has a million of them."""
_UNPACKED = 10 * 1024 * 1024
"""Bytes all parts of a workbook may unpack to. `zipfile` never unpacks more than a part declares."""
_PARTS = 500
_ABOVE = 20
"""Rows of letterhead that may stand above the heading."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ";,\t"


def read_table(content: bytes, fits: Callable[[Sequence[Cell]], int]) -> Table:
    """Return the rows of a file; raises UnreadableFile.

    `fits` tells how many headings it knows in a row: it decides what separates the columns of a
    CSV file, since "," stands in addresses and ";" in lists of names.
    """
    if len(content) > LARGEST:
        raise UnreadableFile(Text("latelist-file-large", {"most": LARGEST // 1024 // 1024}))
    if content.startswith(_OLE):  # .xls of before 2007, and every workbook with a password
        raise UnreadableFile(Text("latelist-file-old"))
    if content.startswith(_ZIP):
        return _read_workbook(content)
    return _read_csv(content, fits)


def _read_csv(content: bytes, fits: Callable[[Sequence[Cell]], int]) -> Table:
    text = _decoded(content)
    if text[:4].lower() == "sep=":  # Excel's own first line
        text = text.partition("\n")[2]
    best: list[list[str]] = []
    known = -1
    for delimiter in _DELIMITERS:
        try:
            # One more than allowed, so that a longer file is noticed without reading all of it.
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            rows = list(itertools.islice(reader, ROWS + _ABOVE + 1))
        except csv.Error:
            continue
        fitting = max((fits(row) for row in rows[:_ABOVE]), default=0)
        if fitting > known:
            best, known = rows, fitting
    if not best:
        raise UnreadableFile(Text("latelist-file-unreadable"))
    cells = [[_csv_cell(each) for each in row[:_COLUMNS]] for row in best]
    return Table(_limited(cells))


def _csv_cell(words: str) -> Cell:
    return FORMULA if words.lstrip().startswith("=") else words


def _decoded(content: bytes) -> str:
    """Return the text of a file by its mark, else as UTF-8, else as Windows writes Vietnamese."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:200]:  # Latin letters of UTF-16 are half zeros
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(Text("latelist-file-unreadable"))


def read_sheets(content: bytes) -> dict[str, Table]:
    """Return the sheets of a workbook by their names; raises UnreadableFile."""
    if len(content) > LARGEST:
        raise UnreadableFile(Text("latelist-file-large", {"most": LARGEST // 1024 // 1024}))
    if content.startswith(_OLE):
        raise UnreadableFile(Text("latelist-file-old"))
    if not content.startswith(_ZIP):
        raise UnreadableFile(Text("latelist-file-unreadable"))
    return _opened(content)


def _read_workbook(content: bytes) -> Table:
    sheets = _opened(content, most=1)
    if not sheets:
        raise UnreadableFile(Text("latelist-file-unreadable"))
    return next(iter(sheets.values()))


def _opened(content: bytes, most: int | None = None) -> dict[str, Table]:
    try:
        _look_inside(content)
        with warnings.catch_warnings():
            # Of styles and extensions it does not know; they would quote cells in the log.
            warnings.simplefilter("ignore")
            return _sheets(content, most)
    except UnreadableFile:
        raise
    except Exception:  # a damaged workbook meets the library with errors of every kind
        raise UnreadableFile(Text("latelist-file-unreadable")) from None


def _look_inside(content: bytes) -> None:
    """Refuse a ZIP that would unpack to too much, with macros, or whose XML has a DTD."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS or sum(each.file_size for each in parts) > _UNPACKED:
            raise UnreadableFile(Text("latelist-file-unpacks"))
        if any("vba" in each.filename.lower() for each in parts):
            raise UnreadableFile(Text("latelist-file-macros"))
        for each in parts:
            if not each.filename.lower().endswith((".xml", ".rels")):
                continue
            xml = archive.read(each)
            # An entity that repeats itself grows without end; no spreadsheet program writes one.
            if b"<!" in xml.replace(b"\0", b"").replace(b"<!--", b"").replace(b"<![CDATA[", b""):
                raise UnreadableFile(Text("latelist-file-unreadable"))


def _sheets(content: bytes, most: int | None) -> dict[str, Table]:
    """Return the visible sheets, the first `most` of them."""
    import openpyxl
    from openpyxl.utils.datetime import MAC_EPOCH

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    try:
        sheets: list[Any] = [each for each in book.worksheets if each.sheet_state == "visible"]
        found: dict[str, Table] = {}
        for sheet in sheets[:most]:
            sheet.reset_dimensions()  # what a file says of its size may be wrong
            rows = sheet.iter_rows(max_col=_COLUMNS)
            read = _limited([_cell(each) for each in row] for row in rows)
            found[sheet.title] = Table(read, since_1904=book.epoch == MAC_EPOCH)
        return found
    finally:
        book.close()


def _cell(cell: Any) -> Cell:
    if cell.data_type in ("f", "e"):  # an error is what a formula came to
        return FORMULA
    value: Cell = cell.value
    return value


def _limited(rows: Iterable[list[Cell]]) -> Sequence[Sequence[Cell]]:
    """Return rows without the empty ones at the end; raises UnreadableFile for too many."""
    kept: list[Sequence[Cell]] = []
    for number, row in enumerate(rows):
        if number > _LOOKED_AT:
            raise UnreadableFile(Text("latelist-file-unpacks"))
        if all(each in (None, "") for each in row):
            continue
        if number >= ROWS + _ABOVE:
            raise UnreadableFile(Text("latelist-file-rows", {"most": ROWS}))
        kept += [()] * (number - len(kept))
        kept.append(row)
    return kept
