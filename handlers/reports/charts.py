"""Charts for leaders, to be read on a telephone: one survey in a period, or its cases.

`draw_survey` and `draw_cases` are pure: data in, PNG out. Five levels are
drawn around their middle, so that satisfied and dissatisfied are seen against each other; orange
to blue is told apart by people who do not see red and green.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.reports.canvas import FAINT, INK, QUIET, WIDTH, Sheet, measured, wrap

_LEVELS = ("#B35806", "#F1A340", "#D8DADF", "#7FB2D9", "#2166AC")
"""From the worst to the best; the middle is neutral (after ColorBrewer's PuOr and RdBu)."""
_BAND, _LINE, _REST = "#D3E3F1", "#2166AC", "#9AA5B1"
_EDGE = 48
_RIGHT = WIDTH - _EDGE
_FIGURES = 190
"""Width kept at the right of a bar for its index and number of answers."""
_TITLE, _HEAD, _WORDS, _SMALL = 42.0, 30.0, 28.0, 24.0
_MOST_BESIDE_REST = 6
"""Questions that are drawn on the same picture as the headline and the trend."""
_MOST_ON_PAGE = 11
"""Questions on a picture of their own: about 1,000 × 2,300 points, still read on a telephone."""
_LEAST_TREND = 2
"""Months that make a trend."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One question: shares of its levels in per cent, by score, worst first."""

    name: str
    levels: tuple[tuple[float, float], ...]
    """(score 0-100, per cent of answers)."""
    index: str
    count: str


@dataclass(frozen=True, slots=True)
class Row:
    """One named number drawn as a bar; `value` 0-100 or a count."""

    name: str
    value: float
    shown: str
    note: str = ""
    rest: bool = False
    """Several put together: drawn paler, since it is no thing of its own."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a trend, per cent."""

    label: str
    index: float
    low: float
    high: float
    at: int
    """Months since the first: a month that is missing leaves a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyChart:
    """What a survey's chart says; every sentence in the reader's language already."""

    title: str
    unit: str
    period: str
    nothing: tuple[str, str]
    """Heading and reason, for a period without figures."""
    index: str = ""
    index_name: str = ""
    interval: str = ""
    responses: str = ""
    change: str = ""
    legend: tuple[tuple[float, str], ...] = ()
    """(score, level), worst first."""
    questions_heading: str = ""
    questions: tuple[Bar, ...] = ()
    reach: tuple[float, float] | None = None
    """How far bars go to each side of the middle, per cent, where pages share a scale."""
    factors_heading: str = ""
    factors: tuple[Row, ...] = ()
    trend_heading: str = ""
    trend: tuple[Month, ...] = ()
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesChart:
    """What a chart of cases says."""

    title: str
    unit: str
    period: str
    total: str
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    """(heading, rows), the most frequent first."""
    method: str


Part = tuple[float, Callable[[Sheet, float], None]]
"""A part of a sheet: its height, and how it is drawn from a y on."""


def draw_survey(data: SurveyChart) -> bytes:
    """Return the picture of one survey's figures as PNG."""
    parts = [_heading(data.title, data.unit, data.period)]
    if data.questions or data.index:
        if data.index:
            parts.append(_headline(data))
        if data.factors:
            parts += [_section(data.factors_heading), *_rows(data.factors, 100)]
        if data.questions:
            parts += [_section(data.questions_heading), *_legend(data.legend)]
            parts += _bars(data.questions, data.reach or _reach(data.questions))
    else:
        parts.append(_nothing(*data.nothing))
    if len(data.trend) >= _LEAST_TREND:
        parts += [_section(data.trend_heading), _trend(data.trend)]
    return _drawn([*parts, _footnote(data.method)])


def draw_cases(data: CasesChart) -> bytes:
    """Return the picture of the cases of a period as PNG."""
    parts = [_heading(data.title, data.unit, data.period), _total(data.total)]
    for heading, rows in data.groups:
        most = max(row.value for row in rows)
        parts += [_section(heading), *_rows(rows, most)]
    return _drawn([*parts, _footnote(data.method)])


def pages(data: SurveyChart) -> tuple[SurveyChart, ...]:
    """Part a long survey into pictures: messengers shrink a tall one until nobody can read it.

    The first says how things stand, the others show the questions, all on one scale.
    """
    if len(data.questions) <= _MOST_BESIDE_REST:
        return (data,)
    count = -(-len(data.questions) // _MOST_ON_PAGE)
    size = -(-len(data.questions) // count)
    reach = data.reach or _reach(data.questions)
    overview = replace(data, questions=())
    parts = range(0, len(data.questions), size)
    return overview, *(
        replace(
            data,
            questions=data.questions[start : start + size],
            reach=reach,
            index="",
            factors=(),
            trend=(),
        )
        for start in parts
    )


def _drawn(parts: Sequence[Part]) -> bytes:
    height = sum(height for height, _ in parts)
    sheet = Sheet(height)
    y = 0.0
    for part_height, draw in parts:
        draw(sheet, y)
        y += part_height
    return sheet.png()


def _heading(title: str, unit: str, period: str) -> Part:
    width = WIDTH - 2 * _EDGE
    titles = wrap(title, _TITLE, width, 2, bold=True)
    about = wrap(f"{unit} · {period}", _WORDS, width, 2)

    def draw(sheet: Sheet, y: float) -> None:
        sheet.block(0, y, WIDTH, 12, _LINE)
        y += 68
        for line in titles:
            sheet.write(_EDGE, y, line, _TITLE, bold=True)
            y += 54
        for line in about:
            sheet.write(_EDGE, y, line, _WORDS, colour=QUIET)
            y += 40

    return 60 + 54 * len(titles) + 40 * len(about), draw


def _headline(data: SurveyChart) -> Part:
    notes = [
        line
        for note in (data.interval, data.responses, data.change)
        for line in wrap(note, _SMALL, 520, 2)
    ]
    height = max(160.0, 34.0 * len(notes) + 40)

    def draw(sheet: Sheet, y: float) -> None:
        middle = y + height / 2
        sheet.write(_EDGE, middle - 8, data.index, 104, colour=_LINE, bold=True)
        sheet.write(_EDGE, middle + 62, data.index_name, _SMALL, colour=QUIET)
        at = middle - 34 * (len(notes) - 1) / 2
        for note in notes:
            sheet.write(_RIGHT - 520, at, note, _SMALL)
            at += 34

    return height, draw


def _total(words: str) -> Part:
    def draw(sheet: Sheet, y: float) -> None:
        sheet.write(_EDGE, y + 44, words, 64, colour=_LINE, bold=True)

    return 96, draw


def _nothing(heading: str, reason: str) -> Part:
    lines = wrap(reason, _WORDS, WIDTH - 2 * _EDGE - 80, 3)
    height = 330.0 + 40 * len(lines)

    def draw(sheet: Sheet, y: float) -> None:
        sheet.block(_EDGE, y + 40, WIDTH - 2 * _EDGE, height - 70, "#F3F5F7")
        sheet.write(WIDTH / 2, y + 160, heading, _TITLE, bold=True, align="center")
        for at, line in enumerate(lines):
            sheet.write(WIDTH / 2, y + 230 + 40 * at, line, _WORDS, colour=QUIET, align="center")

    return height, draw


def _section(words: str) -> Part:
    def draw(sheet: Sheet, y: float) -> None:
        sheet.block(_EDGE, y + 22, WIDTH - 2 * _EDGE, 2, FAINT)
        sheet.write(_EDGE, y + 62, words, _HEAD, bold=True)

    return 96, draw


def _legend(levels: Sequence[tuple[float, str]]) -> list[Part]:
    """Name the colours, as many beside each other as fit."""
    rows: list[list[tuple[float, str, float]]] = [[]]
    used = 0.0
    for score, name in levels:
        [label] = wrap(name, _SMALL, 420, 1) or [""]
        width = 44 + measured(label, _SMALL) + 30
        if rows[-1] and used + width > WIDTH - 2 * _EDGE:
            rows.append([])
            used = 0.0
        rows[-1].append((score, label, used))
        used += width

    def part(row: list[tuple[float, str, float]]) -> Part:
        def draw(sheet: Sheet, y: float) -> None:
            for score, label, x in row:
                sheet.block(_EDGE + x, y + 8, 28, 28, _colour(score))
                sheet.write(_EDGE + x + 40, y + 22, label, _SMALL, colour=QUIET)

        return 44, draw

    return [part(row) for row in rows if row]


def _reach(questions: Sequence[Bar]) -> tuple[float, float]:
    """Return how far bars go to the left and to the right of the middle, per cent."""
    left = [_dissatisfied(bar) for bar in questions]
    return max(left), 100 - min(left)


def _bars(questions: Sequence[Bar], reach: tuple[float, float]) -> list[Part]:
    """Draw each question's levels around the middle of the neutral one, on one common scale."""
    left, right = reach
    scale = (WIDTH - 2 * _EDGE - _FIGURES) / (left + right)
    zero = _EDGE + left * scale

    def part(bar: Bar) -> Part:
        names = wrap(bar.name, _WORDS, WIDTH - 2 * _EDGE, 2)

        def draw(sheet: Sheet, y: float) -> None:
            y += 30
            for line in names:
                sheet.write(_EDGE, y, line, _WORDS)
                y += 38
            x = zero - _dissatisfied(bar) * scale
            for score, share in bar.levels:
                sheet.block(x, y - 8, max(share * scale - 2, 1), 44, _colour(score))
                x += share * scale
            sheet.line((zero, zero), (y - 14, y + 42), INK, 1)
            sheet.write(_RIGHT, y + 2, bar.index, _HEAD, bold=True, align="right")
            sheet.write(_RIGHT, y + 34, bar.count, 22, colour=QUIET, align="right")

        return 96 + 38 * len(names), draw

    return [part(bar) for bar in questions]


def _rows(rows: Sequence[Row], most: float) -> list[Part]:
    widest = WIDTH - 2 * _EDGE - _FIGURES

    def part(row: Row) -> Part:
        names = wrap(row.name, _WORDS, WIDTH - 2 * _EDGE, 2)

        def draw(sheet: Sheet, y: float) -> None:
            y += 30
            for line in names:
                sheet.write(_EDGE, y, line, _WORDS)
                y += 38
            sheet.block(_EDGE, y - 8, widest, 32, "#EDF0F3")
            colour = _REST if row.rest else _LINE
            sheet.block(_EDGE, y - 8, max(widest * row.value / most, 3), 32, colour)
            middle = y - 4 if row.note else y + 8
            sheet.write(_RIGHT, middle, row.shown, _HEAD, bold=True, align="right")
            sheet.write(_RIGHT, y + 26, row.note, 22, colour=QUIET, align="right")

        return (90 if row.note else 78) + 38 * len(names), draw

    return [part(row) for row in rows]


def _trend(months: Sequence[Month]) -> Part:
    lowest = min(month.low for month in months) // 20 * 20
    left, right, top, bottom = _EDGE + 64.0, _RIGHT - 30.0, 24.0, 320.0

    def across(month: Month) -> float:
        return left + (right - left) * month.at / max(months[-1].at, 1)

    def draw(sheet: Sheet, y: float) -> None:
        def down(value: float) -> float:
            return y + bottom - (bottom - top) * (value - lowest) / (100 - lowest)

        for tick in range(int(lowest), 101, 20):
            sheet.line((left, _RIGHT), (down(tick), down(tick)), FAINT, 1)
            sheet.write(left - 16, down(tick), str(tick), _SMALL, colour=QUIET, align="right")
        for run in _runs(months):
            xs = [across(month) for month in run]
            sheet.band(xs, [down(m.low) for m in run], [down(m.high) for m in run], _BAND)
            sheet.line(xs, [down(m.index) for m in run], _LINE, 3, dots=True)
        last = months[-1]
        above = down(last.index) - 30
        sheet.write(across(last), above, f"{last.index:.0f}", _HEAD, colour=_LINE, bold=True,
                    align="center")  # fmt: skip
        for month in _labelled(months):
            sheet.write(across(month), y + bottom + 32, month.label, _SMALL, colour=QUIET,
                        align="center")  # fmt: skip

    return bottom + 70, draw


def _runs(months: Sequence[Month]) -> list[list[Month]]:
    """Part the months where one is missing: no line is drawn across what is not known."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].at + 1 == month.at:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _labelled(months: Sequence[Month]) -> Sequence[Month]:
    """Return the months whose names fit beside each other, the last one among them."""
    step = months[-1].at // 6 + 1
    return [month for month in months if (months[-1].at - month.at) % step == 0]


def _footnote(words: str) -> Part:
    lines = wrap(words, 22, WIDTH - 2 * _EDGE, 4)

    def draw(sheet: Sheet, y: float) -> None:
        for at, line in enumerate(lines):
            sheet.write(_EDGE, y + 44 + 30 * at, line, 22, colour=QUIET)

    return 70 + 30 * len(lines), draw


def _dissatisfied(bar: Bar) -> float:
    """Return what is drawn left of the middle, per cent."""
    return sum(share * (score < 50) + share / 2 * (score == 50) for score, share in bar.levels)


def _colour(score: float) -> str:
    return _LEVELS[min(int(score / 20), len(_LEVELS) - 1)]
