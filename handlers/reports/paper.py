"""A report as it is built once and written three times: Word, PDF (drawn from it) and workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm

from handlers.reports import official
from handlers.reports.workbook import Cell, Column, Workbook

_TEXT_WIDTH = 160.0
"""Millimetres between the margins."""
_CHART_WIDTH, _CHART_HEIGHT = 110.0, 130.0
"""Millimetres: legible, and with its heading on one page."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading."""

    words: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; of each column its heading, its name for programs and its share of the width."""

    title: str
    name: str
    """Of its sheet, at most 31 letters."""
    columns: tuple[tuple[str, str, float], ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A PNG."""

    content: bytes


Block = Heading | Grid | Chart | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything a report says, in its language already. A block of words is a paragraph."""

    superior: str
    agency: str
    number: str
    day: str
    titles: tuple[str, ...]
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    """The first is what stands over them."""
    title: str
    """Of who signs; may have several lines."""


def word(paper: Paper) -> bytes:
    """Return the report as a Word file, laid out as NĐ 30/2020/NĐ-CP has it."""
    made = official.document()
    _head(made, paper)
    official.title(made, *paper.titles)
    for block in paper.blocks:
        match block:
            case Heading():
                look = {"align": ALIGN.LEFT, "bold": True, "before": 8, "keep": True}
                official.paragraph(made, block.words, **look)
            case Grid():
                _grid(made, block)
            case Chart():
                _chart(made, block)
            case _:
                official.paragraph(made, block)
    _foot(made, paper)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def book(path: Path, about: Sequence[tuple[str, ...]], title: str, grids: Sequence[Grid]) -> None:
    """Write the tables as a workbook, each on a sheet, behind a sheet `title` that explains them."""
    with Workbook(path) as made:
        made.add_page(title, (30, 90)).fill(about)
        for grid in grids:
            columns = [
                Column(heading, name, max(10, round(100 * share)))
                for heading, name, share in grid.columns
            ]
            made.add_table(grid.name, columns).add(grid.rows)


def _head(made: Any, paper: Paper) -> None:
    table = official.columns(made, official.LEFT, official.RIGHT)
    agency, nation = table.rows[0].cells
    above = [(paper.superior, {"size": 12})] if paper.superior else []
    official.words(agency, *above, (paper.agency, {"size": 12, "bold": True}))
    official.line(agency, 26, official.LEFT)
    official.nation(nation, official.RIGHT)
    number, day = table.add_row().cells
    official.words(number, (paper.number, {"size": 13, "before": 4}))
    official.words(day, (paper.day, {"size": 13, "italic": True, "before": 4}))


def _foot(made: Any, paper: Paper) -> None:
    official.paragraph(made, after=0, size=6)
    row = official.columns(made, 76, 84).rows[0]
    official.whole(row)
    recipients, signer = row.cells
    heading, *others = paper.recipients
    small = {"size": 11, "align": ALIGN.LEFT}
    official.words(
        recipients,
        (heading, {"size": 12, "bold": True, "italic": True, "align": ALIGN.LEFT}),
        *((each, small) for each in others),
    )
    official.words(
        signer,
        *((each, {"bold": True, "keep": True}) for each in paper.title.split("\n")),
        ("", {"after": 60}),
    )


def _grid(made: Any, grid: Grid) -> None:
    look = {"italic": True, "size": 13, "indent": False, "keep": True, "before": 4}
    official.paragraph(made, grid.title, **look)
    table = made.add_table(rows=0, cols=len(grid.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(_TEXT_WIDTH * share) for _, _, share in grid.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    headings: tuple[Cell, ...] = tuple(heading for heading, _, _ in grid.columns)
    for at, row in enumerate((headings, *grid.rows)):
        added = table.add_row()
        official.whole(added, heading=at == 0)
        cells = added.cells
        for column, (cell, value) in enumerate(zip(cells, row, strict=True)):
            cell.width = widths[column]
            right = at == 0 or not isinstance(value, str)
            align = ALIGN.CENTER if right else ALIGN.LEFT
            official.words(cell, (_shown(value), {"size": 12, "bold": at == 0, "align": align}))
    official.paragraph(made, after=0, size=6)


def _shown(value: Cell) -> str:
    """Return a number as Vietnamese writes it."""
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)


def _chart(made: Any, chart: Chart) -> None:
    place = official.paragraph(made, align=ALIGN.CENTER, before=4)
    shape = place.add_run().add_picture(io.BytesIO(chart.content), width=Mm(_CHART_WIDTH))
    if shape.height.mm > _CHART_HEIGHT:
        shape.width = Mm(round(_CHART_WIDTH * _CHART_HEIGHT / shape.height.mm))
        shape.height = Mm(_CHART_HEIGHT)
