"""A sheet to draw on in points from the top left, the way a page is laid out.

matplotlib's object interface with the Agg renderer is used, never pyplot: nothing is shared, so
sheets can be drawn in several threads. Its fonts (DejaVu) have every Vietnamese letter.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

WIDTH = 1000
"""Points; shown 400 wide on a telephone, so that letters of 28 are read as letters of 11."""
_DOTS = 100
INK, QUIET, FAINT, PAPER = "#1F2933", "#616E7C", "#D9DEE4", "#FFFFFF"


class Sheet:
    """One picture of a known height; y grows downwards."""

    def __init__(self, height: float) -> None:
        from matplotlib.figure import Figure

        size = (WIDTH / _DOTS, height / _DOTS)
        self._figure = Figure(figsize=size, dpi=_DOTS, facecolor=PAPER)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()

    def write(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        colour: str = INK,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write one line whose middle is at `y`; `size` is the height of letters in points."""
        self._axes.text(
            x,
            y,
            drawable(words),
            fontproperties=_font(size, bold),
            color=colour,
            ha=align,
            va="center_baseline",
            parse_math=False,  # a dollar sign in somebody's words is no formula
        )

    def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str,
        width: float = 2,
        *,
        dots: bool = False,
    ) -> None:
        """Draw a line through points."""
        self._axes.plot(
            xs,
            ys,
            color=colour,
            linewidth=width,
            marker="o" if dots else "",
            markersize=9,
            solid_capstyle="round",
        )

    def band(
        self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], colour: str
    ) -> None:
        """Fill between two lines."""
        self._axes.fill_between(xs, lows, highs, color=colour, linewidth=0)

    def png(self) -> bytes:
        """Return the picture."""
        kept = io.BytesIO()
        self._figure.savefig(kept, format="png", dpi=_DOTS)
        return kept.getvalue()


def wrap(words: str, size: float, width: float, lines: int, *, bold: bool = False) -> list[str]:
    """Break words into at most `lines` lines of a width; what does not fit ends in "…"."""
    done: list[str] = []
    left = drawable(words).split()
    while left:
        taken = _fitting(left, size, width, bold)
        if len(done) == lines - 1 and taken < len(left):
            done.append(_cut(" ".join(left), size, width, bold))
            break
        # A single word that is too long gets a line of its own, cut.
        line = " ".join(left[: taken or 1])
        done.append(line if taken else _cut(line, size, width, bold))
        left = left[taken or 1 :]
    return done


def drawable(words: str) -> str:
    """Return words without letters the font lacks, emoji for one: they would be empty boxes."""
    known = _letters()
    composed = unicodedata.normalize("NFC", " ".join(words.split()))
    return " ".join("".join(letter for letter in composed if ord(letter) in known).split())


def _fitting(words: Sequence[str], size: float, width: float, bold: bool) -> int:
    taken = 0
    while taken < len(words) and measured(" ".join(words[: taken + 1]), size, bold) <= width:
        taken += 1
    return taken


def _cut(line: str, size: float, width: float, bold: bool) -> str:
    """Shorten a line at a word's end, a single long word at any letter."""
    while line and measured(f"{line} …", size, bold) > width:
        words, _, _ = line.rpartition(" ")
        line = words or line[:-1]
    return f"{line} …"


@lru_cache(4096)
def measured(words: str, size: float, bold: bool = False) -> float:
    """Return how wide a line is written."""
    from matplotlib.textpath import TextToPath

    width, _, _ = TextToPath().get_text_width_height_descent(words, _font(size, bold), False)
    return float(width) * _DOTS / 72


@lru_cache(64)
def _font(size: float, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    weight = "bold" if bold else "normal"
    return FontProperties(family="DejaVu Sans", weight=weight, size=size * 72 / _DOTS)


@lru_cache(1)
def _letters() -> frozenset[int]:
    """Return what can be written; a letter counts when both weights have it."""
    from matplotlib.font_manager import findfont, get_font

    weights = (get_font(findfont(_font(10, bold))).get_charmap() for bold in (False, True))
    return frozenset.intersection(*(frozenset(each) for each in weights))
