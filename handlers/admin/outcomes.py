"""How an office keeps its word, in `/thongke` and in the workbook: in time or late, how soon, and
what citizens said to it; of all cases, by field and by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from feedback.marks import ACKNOWLEDGED, ANSWERED, IN_TIME, LATE, RECEIVED, UNAPOLOGISED
from feedback.messages import Line, Strong, Text
from feedback.outcomes import SAID, Cell, Cells, cells, whole
from feedback.ports import MarkTally
from feedback.request import Request, lines
from feedback.statistics import SMALL
from feedback.survey_figures import below
from feedback.unit import Office
from handlers.admin.asking import unit_name
from handlers.admin.figures_text import percent, subject_name, top_category

By = Literal["category", "unit"]
Tallies = Sequence[MarkTally]
Row = tuple[str | int | float, ...]
_TOLD = 6
"""Groups told of in a message; the workbook has all of them."""


def grouped(tallies: Tallies, office: Office, asked: Request, by: By, today: date) -> Cells:
    """Return them by the fields at the top of the tree, or by the units right below the one asked
    for."""
    top, line = asked.unit or office.root, lines(office, asked.was, today)

    def name(place: str) -> str:
        return top_category(office, place) if by == "category" else below(line(place), top)

    return cells(tallies, name)


def group_name(office: Office, by: By, name: str) -> Line:
    """Return what a group is called."""
    if by == "unit":
        return unit_name(office, name)
    return subject_name(office, name) if name else Text("outcomes-no-category")


def outcome_lines(tallies: Tallies) -> list[Line]:
    """Return the lines on all cases, none where they are too few to be told of."""
    all_of_them = whole(tallies)
    if all_of_them is None:
        return []
    found = all_of_them.outcomes
    few = Text("outcomes-few", {"most": SMALL})
    told = (_said(all_of_them, mark, few) for mark in SAID)
    return [
        "",
        Strong(Text("outcomes-heading")),
        Text(
            "outcomes-time",
            {
                "kept": found.count(IN_TIME),
                "late": found.count(LATE),
                "unapologised": found.count(UNAPOLOGISED),
                "share": _share(found.in_time),
            },
        ),
        Text(
            "outcomes-acknowledged",
            {"median": _median("hours", found.hours, found.count(ACKNOWLEDGED))},
        ),
        Text(
            "outcomes-answered",
            {
                "count": found.count(ANSWERED),
                "median": _median("days", found.days, found.count(ANSWERED)),
            },
        ),
        Text("outcomes-said", dict(zip(SAID, told, strict=True))),
    ]


def group_lines(office: Office, by: By, found: Cells) -> list[Line]:
    """Return the lines on the largest groups."""
    if not found.shown:
        return []
    lines: list[Line] = [Text("outcomes-groups", {"by": by})]
    for cell in found.shown[:_TOLD]:
        outcomes = cell.outcomes
        about: dict[str, Line | int] = {
            "name": group_name(office, by, cell.name),
            "count": outcomes.count(RECEIVED),
            "share": _share(outcomes.in_time),
            "late": outcomes.count(LATE),
            "unapologised": outcomes.count(UNAPOLOGISED),
            "days": _median("days", outcomes.days, outcomes.count(ANSWERED)),
            **{mark: _said(cell, mark, "–") for mark in SAID},
        }
        lines.append(Text("outcomes-group", about))
    if found.some_hidden:
        lines.append(Text("outcomes-hidden"))
    return lines


COLUMNS = {
    "by": 12, "group": 40, "cases": 10, "in-time": 12, "late": 12, "unapologised": 14,
    "in-time-percent": 14, "hours": 18, "days": 18, "confirmed": 14, "unconfirmed": 18, "disputed": 14,
    "reopened": 14,
}  # fmt: skip
"""Of the workbook's table, with their widths in characters."""


def rows(
    say: Callable[[Line], str],
    office: Office,
    asked: Request,
    marks_by: Mapping[By, Tallies],
    today: date,
) -> Iterator[Row]:
    """Yield the rows of the workbook's table: all cases, then each field, then each unit."""
    of_all = whole(marks_by["category"])
    if of_all is not None:
        yield _row(say, Text("outcomes-all"), "", of_all)
    for by, tallies in marks_by.items():
        for cell in grouped(tallies, office, asked, by, today).shown:
            name = group_name(office, by, cell.name)
            yield _row(say, Text("outcomes-by", {"by": by}), name, cell)


def _row(say: Callable[[Line], str], by: Line, name: Line, cell: Cell) -> Row:
    """Return one row; what there is nothing of, or is not told, is said in words."""
    found = cell.outcomes
    share = found.in_time
    hours = _median("hours", found.hours, found.count(ACKNOWLEDGED))
    days = _median("days", found.days, found.count(ANSWERED))
    told = (cell.said(mark) for mark in SAID)
    return (
        say(by),
        say(name),
        found.count(RECEIVED),
        found.count(IN_TIME),
        found.count(LATE),
        found.count(UNAPOLOGISED),
        say(_share(share)) if share is None else round(share, 1),
        say(hours) if found.hours is None else found.hours,
        say(days) if found.days is None else found.days,
        *(say(Text("outcomes-untold")) if each is None else each for each in told),
    )


def _share(share: float | None) -> Line:
    return Text("outcomes-nothing") if share is None else percent(share)


def _median(what: str, median: float | None, count: int) -> Line:
    if median is None:
        return Text("outcomes-untold" if count else "outcomes-nothing")
    return Text(f"outcomes-{what}", {"n": median if median % 1 else int(median)})


def _said(cell: Cell, mark: str, few: Line) -> Line:
    told = cell.said(mark)
    return few if told is None else str(told)
