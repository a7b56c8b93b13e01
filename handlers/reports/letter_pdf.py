"""A letter as PDF: what a filled-in Word file shows, drawn by typst.

There is one template for both, the Word file: an office that changes a sentence there has changed
it in the PDF. What is read here is what letters are made of (paragraphs, words bold and italic,
tables, pictures, lines, margins); `unfit` tells at `langnghe office check` of anything else.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import docx
import typst
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_PROGRAM = Path(__file__).with_name("letter.typ")
_FONTS = Path(__file__).with_name("fonts")
_SIZE = 14.0
_Found = TypeVar("_Found")

_UNFIT = {
    "w:numPr": "automatic numbering (type the numbers)",
    "w:txbxContent": "a text box",
    "w:vMerge": "cells joined downwards",
    "w:footnoteReference": "a footnote",
    "w:object": "an embedded object",
    "w:pict": "an old drawing (use the border of a paragraph for a line)",
    "m:oMath": "a formula",
    "w:del": "tracked changes (accept them)",
    "w:ins": "tracked changes (accept them)",
    "wps:wsp": "a drawn shape (use the border of a paragraph for a line)",
}
"""What Word shows and this does not."""
_NAMESPACES = {
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}


def pdf(word: bytes) -> bytes:
    """Return a filled-in Word file as PDF."""
    return _drawn(word, "pdf")[0]


def pages(word: bytes) -> list[bytes]:
    """Return the pages as PNG, to be looked at."""
    return _drawn(word, "png")


def unfit(word: bytes) -> list[str]:
    """Return what a Word file has and its PDF would not show."""
    body = docx.Document(io.BytesIO(word)).element.body
    found = []
    for name, what in _UNFIT.items():
        prefix, _, local = name.partition(":")
        space = _NAMESPACES.get(prefix)
        tag = qn(name) if space is None else f"{{{space}}}{local}"
        if next(body.iter(tag), None) is not None and what not in found:
            found.append(what)
    return found


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, font_paths=[_FONTS])


@cache
def _program() -> bytes:
    return _PROGRAM.read_bytes()


def _drawn(word: bytes, format: Literal["pdf", "png"]) -> list[bytes]:
    made: Any = typst.compile(
        _program(),
        format=format,
        font_paths=_fonts(),
        sys_inputs={"letter": json.dumps(_read(word), ensure_ascii=False)},
        ppi=96.0,
    )
    return made if isinstance(made, list) else [made]


def _read(word: bytes) -> dict[str, Any]:
    """Return what a Word file shows, as data."""
    document = docx.Document(io.BytesIO(word))
    section = document.sections[0]
    page = {
        name: _mm(value)
        for name, value in (
            ("width", section.page_width),
            ("height", section.page_height),
            ("top", section.top_margin),
            ("bottom", section.bottom_margin),
            ("left", section.left_margin),
            ("right", section.right_margin),
        )
    }
    return {"page": page, "blocks": list(_Reader(document).blocks(document))}


class _Reader:
    """Reads the blocks of a document; looks up a style once, since python-docx is slow at it."""

    def __init__(self, document: Any) -> None:
        self._styles = document.styles
        self._chains: dict[str | None, list[Any]] = {}

    def blocks(self, place: Any) -> Iterator[dict[str, Any]]:
        """Yield the paragraphs and tables of a place in order."""
        for each in place.iter_inner_content():
            if isinstance(each, Table):
                yield self._table(each)
                continue
            if self._set(each, lambda kept: kept.page_break_before) or _breaks(each):
                yield {"kind": "break"}
            yield self._paragraph(each)

    def _table(self, table: Table) -> dict[str, Any]:
        properties = table._tbl.tblPr
        borders = properties.find(qn("w:tblBorders"))
        ruled = borders is not None and any(
            each.get(qn("w:val")) not in ("nil", "none") for each in borders
        )
        style = properties.find(qn("w:tblStyle"))
        return {
            "kind": "table",
            "widths": [_mm(each.w) for each in table._tbl.tblGrid.gridCol_lst],
            "lines": ruled or (style is not None and style.get(qn("w:val")) == "TableGrid"),
            "headings": _headings(table),
            "cells": [
                {
                    "span": each.grid_span,
                    "whole": _row_is(row, "w:cantSplit"),
                    "blocks": list(self.blocks(_Cell(each, table))),
                }
                for row in table._tbl.tr_lst
                for each in row.tc_lst
            ],
        }

    def _paragraph(self, paragraph: Paragraph) -> dict[str, Any]:
        spacing = self._set(paragraph, lambda kept: kept.line_spacing)
        exact = _points(spacing) if isinstance(spacing, Length) else 0.0
        align = self._set(paragraph, lambda kept: kept.alignment)
        runs = list(self._runs(paragraph))
        borders = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
        sizes = [each["size"] for each in runs if "size" in each]
        return {
            "kind": "paragraph",
            "align": {1: "center", 2: "right", 3: "both"}.get(int(align or 0), "left"),
            "first": _mm(self._set(paragraph, lambda kept: kept.first_line_indent)),
            "left": _mm(self._set(paragraph, lambda kept: kept.left_indent)),
            "right": _mm(self._set(paragraph, lambda kept: kept.right_indent)),
            "before": _points(self._set(paragraph, lambda kept: kept.space_before)),
            "after": _points(self._set(paragraph, lambda kept: kept.space_after)),
            "spacing": 1.0 if spacing is None or exact else float(spacing),
            "exact": exact,
            "keep": bool(self._set(paragraph, lambda kept: kept.keep_with_next)),
            "line_above": borders is not None and borders.find(qn("w:top")) is not None,
            "line_below": borders is not None and borders.find(qn("w:bottom")) is not None,
            "size": max(sizes, default=self._size(paragraph)),
            "runs": runs,
        }

    def _runs(self, paragraph: Paragraph) -> Iterator[dict[str, Any]]:
        for each in paragraph._p.iter(qn("w:r")):
            run = Run(each, paragraph)
            for blip in each.iter(qn("a:blip")):
                part: Any = paragraph.part.related_parts[blip.get(qn("r:embed"))]
                extent = next(each.iter(qn("wp:extent")))
                yield {
                    "picture": list(part.image.blob),
                    "format": "jpg" if part.image.content_type == "image/jpeg" else "png",
                    "width": _mm(Length(int(extent.get("cx")))),
                }
            if run.text:
                size = self._look(paragraph, run, lambda font: font.size)
                yield {
                    "text": run.text,
                    "bold": bool(self._look(paragraph, run, lambda font: font.bold)),
                    "italic": bool(self._look(paragraph, run, lambda font: font.italic)),
                    "underline": bool(run.font.underline),
                    "size": _SIZE if size is None else _points(size),
                }

    def _set(self, paragraph: Paragraph, of: Callable[[Any], _Found | None]) -> _Found | None:
        """Return how a paragraph is set: by itself, else by the nearest style that says."""
        found = of(paragraph.paragraph_format)
        for style in self._chain(paragraph._p.style, WD_STYLE_TYPE.PARAGRAPH):
            found = of(style.paragraph_format) if found is None else found
        return found

    def _look(
        self, paragraph: Paragraph, run: Run, of: Callable[[Any], _Found | None]
    ) -> _Found | None:
        """Return how words look: by themselves, else by the nearest style that says."""
        found = of(run.font)
        own = run._r.style
        styles = [] if own is None else self._chain(own, WD_STYLE_TYPE.CHARACTER)
        for style in (*styles, *self._chain(paragraph._p.style, WD_STYLE_TYPE.PARAGRAPH)):
            found = of(style.font) if found is None else found
        return found

    def _size(self, paragraph: Paragraph) -> float:
        """Return the size of an empty paragraph."""
        for style in self._chain(paragraph._p.style, WD_STYLE_TYPE.PARAGRAPH):
            if style.font.size is not None:
                return _points(style.font.size)
        return _SIZE

    def _chain(self, id: str | None, of: WD_STYLE_TYPE) -> list[Any]:
        """Return a style and those it is based on, the nearest first."""
        if id not in self._chains:
            style: Any = self._styles.get_by_id(id, of)
            chain = self._chains[id] = []
            while style is not None and style not in chain:
                chain.append(style)
                style = style.base_style
        return self._chains[id]


def _headings(table: Table) -> int:
    """Return how many cells at a table's top are said again on each page."""
    rows = itertools.takewhile(lambda row: _row_is(row, "w:tblHeader"), table._tbl.tr_lst)
    return sum(len(row.tc_lst) for row in rows)


def _row_is(row: Any, what: str) -> bool:
    return row.trPr is not None and row.trPr.find(qn(what)) is not None


def _breaks(paragraph: Paragraph) -> bool:
    breaks = paragraph._p.iter(qn("w:br"))
    return any(each.get(qn("w:type")) == "page" for each in breaks)


def _mm(length: Length | int | None) -> float:
    return 0.0 if length is None else round(Length(length).mm, 3)


def _points(length: Length | int | None) -> float:
    return 0.0 if length is None else round(Length(length).pt, 3)
