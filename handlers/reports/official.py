"""How official papers look: NĐ 30/2020/NĐ-CP, phụ lục I. Builds Word files that `letter_pdf` draws."""

from __future__ import annotations

from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
LEFT, RIGHT = 71, 89
"""Millimetres of the head's columns; together what the margins leave."""
_MOTTO = 56
"""Millimetres of the line under the motto: as long as the words are in 13 points."""


def document() -> Any:
    """Return an empty A4 document with the margins and page numbers of NĐ 30/2020."""
    made = docx.Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(6), 1.15
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = number.add_run()
        run.font.size = Pt(13)
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    return made


def paragraph(place: Any, text: str = "", **look: Any) -> Any:
    """Add words; `**` before and after makes some of them bold."""
    made = place.add_paragraph()
    made.alignment = look.get("align", ALIGN.JUSTIFY)
    kept = made.paragraph_format
    kept.space_after, kept.space_before = Pt(look.get("after", 6)), Pt(look.get("before", 0))
    if look.get("indent", True) and made.alignment == ALIGN.JUSTIFY:
        kept.first_line_indent = Mm(12.7)
    kept.keep_with_next = look.get("keep", False)
    for at, part in enumerate(text.split("**")):
        if not part:
            continue
        run = made.add_run(part)
        run.bold = look.get("bold", False) or at % 2 == 1 or None
        run.italic = look.get("italic", False) or None
        run.font.size = Pt(look.get("size", 14))
    return made


def line(cell: Any, width: float, of: float) -> None:
    """Draw a line of a width in the middle of a cell, under what stands above."""
    made = paragraph(cell, align=ALIGN.CENTER, after=0)
    kept = made.paragraph_format
    kept.left_indent = kept.right_indent = Mm((of - width) / 2)
    kept.line_spacing = Pt(3)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    made._p.get_or_add_pPr().append(borders)


def columns(made: Any, *widths: float) -> Any:
    """Return a row of columns without lines; widths in millimetres."""
    table = made.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def whole(row: Any, *, heading: bool = False) -> None:
    """Keep a row of a table on one page; a `heading` is said again on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def words(cell: Any, *lines: tuple[str, dict[str, Any]]) -> None:
    """Put paragraphs into a new cell."""
    for text, look in lines:
        paragraph(cell, text, **{"align": ALIGN.CENTER, "after": 0, **look})
    first = cell.paragraphs[0]
    first._p.getparent().remove(first._p)  # a new cell holds an empty one


def nation(cell: Any, width: float) -> None:
    """Write the national heading into a column."""
    words(
        cell,
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {"size": 12, "bold": True}),
        ("Độc lập - Tự do - Hạnh phúc", {"size": 13, "bold": True}),
    )
    line(cell, _MOTTO, width)


def title(made: Any, *lines: str) -> None:
    """Write the lines of a title."""
    for at, line in enumerate(lines):
        before = 18 if at == 0 else 0
        after = 12 if at == len(lines) - 1 else 0
        look = {"align": ALIGN.CENTER, "bold": True, "before": before, "after": after}
        paragraph(made, line, keep=True, **look)
