"""What a list of one-stop files says: which column is which, and each row as an entry or a fault.

Offices keep these lists in programs of their own, so headings come in any order, with and without
diacritics, and among columns nobody asked for. A row that cannot be understood is told by its
number as Excel shows it; it never keeps the others from being read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from feedback.errors import UnreadableFile
from feedback.messages import Line, Text
from feedback.text import clean, fold
from feedback.unit import Office


class _Special(Enum):
    FORMULA = "formula"


FORMULA = _Special.FORMULA
"""A cell that is computed: what it would come to elsewhere is not what the officer saw."""

Cell = Any
"""str, int, float, bool, datetime, date, time, None, or FORMULA."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet, from its first on."""

    rows: Sequence[Sequence[Cell]]
    since_1904: bool = False
    """Days are counted as old Macintosh workbooks do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: a file as the office's list has it. What the list does not say is empty."""

    line: int
    number: str
    name: str
    address: str = ""
    phone: str = ""
    field: str = ""
    procedure: str = ""
    """Id of the office pack, where the words name one."""
    desk: str = ""
    received: date | None = None
    due: date
    reason: str = ""
    new_date: date | None = None
    returned: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row."""

    line: int
    what: Line


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a list says."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    missing: tuple[str, ...]
    """Columns that a letter needs and the list lacks."""


_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        *("so ho so", "ma ho so", "ma so ho so", "so bien nhan", "ma bien nhan"),
        *("so phieu hen", "so tiep nhan", "file number", "file no", "file", "number"),
    ),
    "name": (
        *("ho ten", "ho va ten", "ten", "nguoi nop", "ten nguoi nop", "ho ten nguoi nop"),
        *("ho va ten nguoi nop", "chu ho so", "ten chu ho so", "to chuc ca nhan"),
        *("ca nhan to chuc", "ten ca nhan to chuc", "ten to chuc ca nhan", "nguoi yeu cau"),
        *("name", "full name", "applicant"),
    ),
    "address": ("dia chi", "noi o", "noi cu tru", "dia chi lien he", "address"),
    "phone": (
        *("dien thoai", "so dien thoai", "sdt", "so dt", "dt", "dien thoai lien he"),
        *("di dong", "phone", "telephone", "mobile"),
    ),
    "field": ("linh vuc", "linh vuc giai quyet", "field"),
    "procedure": (
        *("thu tuc", "ten thu tuc", "thu tuc hanh chinh", "ten thu tuc hanh chinh", "tthc"),
        *("ten tthc", "procedure"),
    ),
    "desk": ("quay", "quay tiep nhan", "quay so", "desk"),
    "received": (
        *("ngay nhan", "ngay tiep nhan", "ngay nop", "ngay nhan ho so", "ngay tiep nhan ho so"),
        *("ngay nop ho so", "date received", "received"),
    ),
    "due": (
        *("han tra", "ngay hen tra", "hen tra", "ngay hen tra ket qua", "han tra ket qua"),
        *("ngay den han", "han giai quyet", "han xu ly", "ngay hen", "den han", "thoi han tra"),
        *("due", "due date", "promised date"),
    ),
    "reason": (
        *("ly do", "ly do cham", "ly do tre", "ly do tre han", "ly do cham tre", "ly do qua han"),
        *("nguyen nhan", "reason"),
    ),
    "new_date": (
        *("ngay hen lai", "hen lai", "hen lai ngay", "ngay hen tra lai", "hen tra lai"),
        *("ngay hen moi", "han moi", "ngay hen tra moi", "new date"),
    ),
    "returned": (
        *("ngay tra", "ngay tra ket qua", "ngay da tra", "ngay tra thuc te", "da tra ngay"),
        *("ngay nhan ket qua", "ngay hoan thanh", "date returned", "returned"),
    ),
}
"""What columns are called, folded. A heading that goes on after two such words or more is the same
column; of several that fit the longest counts ("ngày hẹn trả lại" is no "ngày hẹn trả")."""

_NEEDED = ("number", "name", "due")
_FOR_A_LETTER = ("address", "phone", "field", "received")
_LONGEST = {"number": 60, "name": 200, "address": 300, "phone": 40, "field": 200, "reason": 1000}
_ABOVE = 20
"""Rows of letterhead that may stand above the heading."""
_YEARS = range(2000, 2100)
_DAY_FIRST = re.compile(
    r"(?:ngay )?(\d{1,2})(?: thang | )(\d{1,2})(?: nam | )(\d{4}|\d{2})(?!\d)(.*)"
)
_YEAR_FIRST = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})(?!\d)(.*)")
_CLOCK = re.compile(r"t? ?(\d{1,2}) (\d{1,2})(?: (\d{1,2})(?: \d+)?)?(?: [ap]m| z)?|")
_MOBILE = 9
"""Digits of a telephone number whose leading zero a spreadsheet took away."""


def columns_of(row: Sequence[Cell]) -> dict[str, int]:
    """Return which column of a heading holds what; the first of two alike counts."""
    found: dict[str, tuple[bool, int]] = {}
    for at, cell in enumerate(row):
        meant = _meant(fold(cell)) if isinstance(cell, str) else None
        if meant is None:
            continue
        name, exact = meant
        if name not in found or (exact and not found[name][0]):
            found[name] = exact, at
    return {name: at for name, (_, at) in found.items()}


def fits(row: Sequence[Cell]) -> int:
    """Return how many columns of a row are headings."""
    return len(columns_of(row))


def _meant(heading: str) -> tuple[str, bool] | None:
    best: tuple[int, str, bool] | None = None
    for name, known in _HEADINGS.items():
        for words in known:
            exact = heading == words
            begins = " " in words and heading.startswith(f"{words} ")
            if (exact or begins) and (best is None or len(words) > best[0]):
                best = len(words), name, exact
    return None if best is None else best[1:]


def read_sheet(table: Table, office: Office, unit: str, today: date) -> Sheet:
    """Return what a list of a one-stop centre says; raises UnreadableFile when it is none."""
    heading = _heading(table)
    columns = columns_of(table.rows[heading])
    if lacking := [name for name in _NEEDED if name not in columns]:
        raise UnreadableFile(Text("latelist-file-columns", {"columns": columns_listed(lacking)}))
    reader = _Rows(table, columns, office, unit, today)
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for line, row in enumerate(table.rows[heading + 1 :], start=heading + 2):
        if all(each is None or (isinstance(each, str) and not each.strip()) for each in row):
            continue
        try:
            entry = reader.entry(line, row)
            before = entries.setdefault(file_key(entry.number), entry)
            if before is not entry:
                twice: dict[str, Line | int] = {"number": entry.number, "line": before.line}
                raise _Faulty(Text("latelist-fault-twice", twice))
        except _Faulty as fault:
            faults.append(Fault(line, fault.what))
    missing = tuple(name for name in _FOR_A_LETTER if name not in columns)
    return Sheet(tuple(entries.values()), tuple(faults), missing)


def file_key(number: str) -> str:
    """Return what a file number is known by: blanks and small letters make no other file."""
    return "".join(number.upper().split())


def _heading(table: Table) -> int:
    """Return the row that names the columns: of those above, the one that names most."""
    known = [fits(row) for row in table.rows[:_ABOVE]]
    most = max(known, default=0)
    if most < 2:
        raise UnreadableFile(Text("latelist-file-columns", {"columns": columns_listed(_NEEDED)}))
    return known.index(most)


def columns_listed(names: Sequence[str]) -> Line:
    """Return columns by what they are called, one joined to the other; there is at least one."""
    said: Line = Text(f"latelist-column-{names[0].replace('_', '-')}")
    for name in names[1:]:
        next_one = Text(f"latelist-column-{name.replace('_', '-')}")
        said = Text("latelist-columns-joined", {"before": said, "after": next_one})
    return said


class _Faulty(Exception):
    """A row cannot be taken."""

    def __init__(self, what: Line) -> None:
        super().__init__("a row is faulty")
        self.what = what


class _Rows:
    """Reads rows of one sheet."""

    def __init__(
        self, table: Table, columns: Mapping[str, int], office: Office, unit: str, today: date
    ) -> None:
        self._columns, self._office, self._today = columns, office, today
        self._epoch = date(1904, 1, 1) if table.since_1904 else date(1899, 12, 30)
        self._desks = {
            id: office.units[id]
            for id in office.subtree(unit)
            if office.units[id].exists_on(today)
        }

    def entry(self, line: int, row: Sequence[Cell]) -> Entry:
        """Return what a row says; raises _Faulty with the first thing that is wrong."""
        given = {name: row[at] for name, at in self._columns.items() if at < len(row)}
        for name, cell in given.items():
            if cell is FORMULA:
                raise _Faulty(Text("latelist-fault-formula", {"column": columns_listed([name])}))
        words = {name: self._words(name, given.get(name)) for name in _LONGEST}
        for name in ("number", "name"):
            if not words[name]:
                raise _Faulty(Text("latelist-fault-empty", {"column": columns_listed([name])}))
        days = {
            name: self._day(name, given.get(name))
            for name in ("received", "due", "new_date", "returned")
        }
        due = days.pop("due")
        if due is None:
            raise _Faulty(Text("latelist-fault-empty", {"column": columns_listed(["due"])}))
        _check_days(due, days, self._today)
        procedure = self._procedure(_text(given.get("procedure")))
        if procedure and not words["field"]:
            words["field"] = self._office.procedures[procedure].field["vi"]
        desk = self._desk(_text(given.get("desk")), procedure)
        return Entry(line=line, due=due, procedure=procedure, desk=desk, **words, **days)  # type: ignore[arg-type]

    def _words(self, name: str, cell: Cell) -> str:
        words = _text(cell)
        if name == "phone" and isinstance(cell, int | float) and len(words) == _MOBILE:
            words = f"0{words}"
        if len(words) > _LONGEST[name]:
            about = {"column": columns_listed([name]), "most": _LONGEST[name]}
            raise _Faulty(Text("latelist-fault-long", about))
        return words

    def _day(self, name: str, cell: Cell) -> date | None:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        day = read_day(cell, self._epoch)
        if day is None:
            raise _Faulty(Text("latelist-fault-day", {"column": columns_listed([name])}))
        return day

    def _procedure(self, words: str) -> str:
        """Return the one procedure the words name; a list's own names for them are no fault."""
        found = self._office.find_procedures(words)
        wanted = fold(words)
        exact = [
            each
            for each in found
            if wanted in map(fold, (*each.name.values(), *each.aliases, each.id))
        ]
        chosen = exact or found
        return chosen[0].id if len(chosen) == 1 else ""

    def _desk(self, words: str, procedure: str) -> str:
        """Return the desk named, else the one that does the procedure, where there is only one."""
        if words in self._desks:
            return words
        wanted = fold(words)
        numbered = f"quay {wanted}" if wanted.isdecimal() else wanted
        named = [
            id
            for id, desk in self._desks.items()
            if numbered and f"{fold(desk.name['vi'])} ".startswith(f"{numbered} ")
        ]
        doing = [id for id, desk in self._desks.items() if procedure in desk.procedures]
        found = named or (doing if not words else [])
        return found[0] if len(found) == 1 else ""


def _check_days(due: date, days: Mapping[str, date | None], today: date) -> None:
    received, new_date, returned = days["received"], days["new_date"], days["returned"]
    if received is not None and received > due:
        raise _Faulty(Text("latelist-fault-before", {"due": due, "received": received}))
    if received is not None and received > today:
        raise _Faulty(Text("latelist-fault-future", {"day": received}))
    if new_date is not None and new_date <= due:
        raise _Faulty(Text("latelist-fault-new-date", {"due": due, "day": new_date}))
    if returned is not None and returned > today:
        raise _Faulty(Text("latelist-fault-future", {"day": returned}))


def _text(cell: Cell) -> str:
    """Return a cell as it is read: one line, and whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(clean(str(cell)).split())


def read_day(cell: Cell, epoch: date = date(1899, 12, 30)) -> date | None:
    """Return a cell's day: a date, Excel's number of days, or words, the day before the month.

    None when it is none, or outside of 2000 to 2099: a date of 1926 is a slip.
    """
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _sensible(epoch + timedelta(days=int(cell))) if 0 < cell < 100_000 else None
    if not isinstance(cell, str):
        return None
    return next((day for day in map(_sensible, _days(fold(cell))) if day is not None), None)


def _days(words: str) -> Iterator[date | None]:
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        found = pattern.fullmatch(words)
        if found is not None and _CLOCK.fullmatch(found[4].strip()):
            year, month, day = (int(found[at]) for at in order)
            try:
                yield date(year + 2000 if year < 100 else year, month, day)
            except ValueError:
                yield None


def _sensible(day: date | None) -> date | None:
    return day if day is not None and day.year in _YEARS else None
