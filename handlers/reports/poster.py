"""QR codes as pictures, posters (A4, A6) and cards, drawn by typst with every code as shapes, not dots."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

Layout = Literal["a4", "a6", "cards"]

_PROGRAM = Path(__file__).with_name("poster.typ")
_SIZES: dict[Layout, tuple[int, int]] = {"a4": (210, 297), "a6": (105, 148), "cards": (210, 297)}
"""Width and height of a page, mm."""
_QUIET = 4
"""Modules left white around a code (ISO/IEC 18004)."""
_ERRORS = "m"
"""A code is still read when 15 % of it are dirty or torn."""
_DOTS = 12
"""Dots of a picture's module: a code of some 500 dots a side, to be put into other documents."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of one channel, and what is typed instead, a line each."""

    name: str
    link: str
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poster:
    """What one poster or card says; the first code is the large one."""

    office: str
    place: str
    heading: str
    steps: tuple[str, ...]
    codes: tuple[Code, ...]
    about: str = ""


def picture(link: str) -> bytes:
    """Return a code as PNG."""
    made = io.BytesIO()
    _made(link).save(made, kind="png", scale=_DOTS, border=_QUIET)
    return made.getvalue()


def prepared(posters: Sequence[Poster]) -> list[dict[str, Any]]:
    """Return posters with their codes drawn: most of the work, so it is done some at a time."""
    return [
        {
            **asdict(each),
            "codes": [
                {"name": code.name, "typed": code.typed, "svg": _svg(code.link).decode()}
                for code in each.codes
            ],
        }
        for each in posters
    ]


def pdf(drawn: Sequence[dict[str, Any]], layout: Layout) -> bytes:
    """Return what was prepared as one PDF, a page each; cards ten a page."""
    return _compiled(drawn, layout, "pdf")[0]


def pages(drawn: Sequence[dict[str, Any]], layout: Layout, ppi: float = 96.0) -> list[bytes]:
    """Return the pages as PNG, to be looked at."""
    return _compiled(drawn, layout, "png", ppi)


def _compiled(
    drawn: Sequence[dict[str, Any]],
    layout: Layout,
    format: Literal["pdf", "png"],
    ppi: float = 96.0,
) -> list[bytes]:
    import typst  # here, since a program that prints nothing need not load it

    width, height = _SIZES[layout]
    sheet = {"layout": layout, "width": width, "height": height, "posters": drawn}
    made: Any = typst.compile(
        _PROGRAM.read_bytes(),
        format=format,
        font_paths=_fonts(),
        sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)},
        ppi=ppi,
    )
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> Any:
    """Return the letters charts have, too: they come with matplotlib and speak Vietnamese."""
    import typst

    found = find_spec("matplotlib")
    assert found is not None and found.origin is not None  # noqa: S101, PT018 - it is installed
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _svg(link: str) -> bytes:
    made = io.BytesIO()
    _made(link).save(made, kind="svg", border=_QUIET, xmldecl=False, light="white")
    return made.getvalue()


def _made(link: str) -> Any:
    import segno

    return segno.make_qr(link, error=_ERRORS)
