"""The sheets of an XLSForm workbook as rows of named cells, and the faults found in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from feedback.late_sheet import FORMULA, Cell, Table
from feedback.messages import Text, Words
from feedback.pack_rows import LANGUAGES
from feedback.text import fold

SAME = {
    "list name": "list_name",
    "form title": "form_title",
    "form id": "form_id",
    "default language": "default_language",
    "relevance": "relevant",
    "caption": "label",
    "constraint message": "constraint_message",
    "choice filter": "choice_filter",
}
"""Names of columns that older workbooks use."""
WORDED = ("label", "hint", "constraint_message", "form_title", "intro", "thanks")
"""Columns that may stand once for each language, as `label::English (en)`."""
_TONGUES = {"english": "en", "tiếng việt": "vi", "tieng viet": "vi", "vietnamese": "vi"}
_CODE = re.compile(r"\(([a-z-]+)\)\s*$")
_MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Something at a row that cannot be taken (or, among `ignored`, is left out)."""

    sheet: str
    line: int
    """As Excel numbers it; 0: the sheet as a whole."""
    what: Text


@dataclass(slots=True)
class Faults:
    """What was found so far."""

    wrong: list[Fault] = field(default_factory=list)
    ignored: list[Fault] = field(default_factory=list)

    def add(self, sheet: str, line: int, id: str, **about: str) -> None:
        """Note what makes the workbook unusable."""
        self._note(self.wrong, sheet, line, id, about)

    def leave_out(self, sheet: str, line: int, id: str, **about: str) -> None:
        """Note what the workbook says and the chat does without."""
        self._note(self.ignored, sheet, line, id, about)

    def _note(self, kept: list[Fault], sheet: str, line: int, id: str, about: object) -> None:
        fault = Fault(sheet, line, Text(id, about))  # type: ignore[arg-type]
        if len(kept) < _MOST_FAULTS and fault not in kept:
            kept.append(fault)


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the names of its columns, empty cells left out."""

    sheet: str
    line: int
    cells: Mapping[str, str]
    worded: Mapping[str, Words]
    """What stands in several languages, by column."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_rows(
    sheet: str, table: Table, default: str, needed: tuple[str, ...], faults: Faults
) -> Iterator[Row]:
    """Yield the rows below the heading; words without a language are in `default`."""
    heading = [_column(cell) for cell in table.rows[0]] if table.rows else []
    for column in needed:
        if column not in heading:
            faults.add(sheet, 1, "xlsform-no-column", column=column)
    tongues = [_tongue(column, default) for column in heading]
    for column, (base, language) in zip(heading, tongues, strict=True):
        if base in WORDED and language not in (*LANGUAGES, *(f"{e}-simple" for e in LANGUAGES)):
            faults.leave_out(sheet, 1, "xlsform-language", column=column)
    for number, cells in enumerate(table.rows[1:], start=2):
        plain: dict[str, str] = {}
        worded: dict[str, dict[str, str]] = {}
        for column, (base, language), cell in zip(heading, tongues, cells, strict=False):
            if cell is FORMULA:
                faults.add(sheet, number, "xlsform-formula", column=column)
                continue
            said = as_words(cell)
            if not said or not column:
                continue
            plain.setdefault(column, said)
            if base in WORDED and language.partition("-")[0] in LANGUAGES:
                worded.setdefault(base, {}).setdefault(language, said)
        if plain:
            whole = {column: _in_both(words) for column, words in worded.items()}
            yield Row(sheet, number, plain, whole)


def _column(cell: Cell) -> str:
    name = " ".join(as_words(cell).lower().split())
    base, _, rest = name.partition(":")
    base = SAME.get(base.strip(), base.strip())
    rest = rest.lstrip(":").strip()
    return f"{base}::{rest}" if rest else base


def _tongue(column: str, default: str) -> tuple[str, str]:
    base, _, language = column.partition("::")
    return base, tongue(language) if language else default


def tongue(language: str) -> str:
    """Return the code of a language as workbooks name it: "English (en)", "English", "en"."""
    language = language.strip().lower()
    code = _CODE.search(language)
    return code[1] if code else _TONGUES.get(language, language)


def _in_both(words: dict[str, str]) -> Words:
    """Say in the other language what stands in one: a survey is asked in both."""
    plain = {each: words[each] for each in LANGUAGES if each in words}
    if not plain:
        return words
    first = next(iter(plain.values()))
    return {**dict.fromkeys(LANGUAGES, first), **words}


def as_words(cell: Cell) -> str:
    """Return a cell as text: 1.0 is "1", a day is yyyy-mm-dd."""
    if cell is None or cell is FORMULA:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def plain_name(name: str) -> str:
    """Return a name as the program writes them: `Fav_Color` is `fav-color`, `1` is `n1`."""
    made = fold(name).strip().replace("_", "-").replace(" ", "-").replace(".", "-")
    return f"n{made}" if made[:1].isdigit() else made
