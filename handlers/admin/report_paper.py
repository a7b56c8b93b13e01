"""What a report says: findings in sentences, tables, charts, and how its figures were made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.calendar import local_day
from feedback.letter import agency_of, long_day
from feedback.messages import Line, Text
from feedback.ports import CaseTally
from feedback.request import Request
from feedback.statistics import SMALL, Interval, Pooled, Summary
from handlers.admin.asking import unit_name
from handlers.admin.charting import cases_drawing, cases_picture, overview, survey_drawing
from handlers.admin.figures_text import (
    by_kind,
    by_state,
    by_subject,
    case_lines,
    kind_name,
    lateness_lines,
    state_name,
    subject_name,
    survey_lines,
)
from handlers.admin.reading import Figures, Surveyed
from handlers.jobs import JobContext
from handlers.reports.paper import Block, Chart, Grid, Heading, Paper
from handlers.reports.workbook import Cell

_METHOD = ("period", "flags", "index", "small", "cases", "caution")
_SUMMARY = (("count", 0.11), ("index", 0.13), ("low", 0.13), ("high", 0.13), ("level", 0.12))
_NAME_SHARE = 0.38


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report, and what its workbook has."""

    paper: Paper
    about: tuple[tuple[str, ...], ...]
    about_title: str

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables in the order of the report."""
        return tuple(each for each in self.paper.blocks if isinstance(each, Grid))


async def compose(context: JobContext, asked: Request, reader: str) -> Made:
    """Return the report of a unit and period in the context's language, for who reads it."""
    return await _Composer(context, asked, reader).made()


class _Composer:
    def __init__(self, context: JobContext, asked: Request, reader: str) -> None:
        self._context, self._asked = context, asked
        work, office, forms = context.work, context.office, context.forms
        self._today = local_day(context.now)
        self._figures = Figures(work, office, forms, reader, asked, self._today)

    async def made(self) -> Made:
        asked, office = self._asked, self._context.office
        forms = self._context.forms.surveys()
        surveys = await asyncio.gather(*(self._figures.survey(form) for form in forms))
        told = [each for each in surveys if each.figures.cleaned or each.figures.too_few]
        told.sort(key=lambda each: -each.figures.cleaned)
        blocks: list[Block] = [self._say(Text("report-opening", self._about()))]
        blocks.append(Heading(self._say(Text("report-surveys"))))
        if not told:
            blocks.append(self._say(Text("figures-nothing")))
        for number, survey in enumerate(told, start=1):
            blocks += await self._survey(number, survey)
        blocks += await self._cases()
        blocks.append(Heading(self._say(Text("report-method"))))
        blocks += [self._say(Text(f"report-method-{name}", self._about())) for name in _METHOD]
        agency = agency_of(office, asked.unit or office.root)
        name = self._say(unit_name(office, asked.unit))
        day = long_day(self._today.isoformat())
        paper = Paper(
            superior=agency.superior if agency else "",
            agency=agency.name if agency else name.upper(),
            number=self._say(
                Text("report-number", {"agency": agency.abbreviation if agency else "UBND"})
            ),
            day=f"{agency.place}, {day}" if agency else day,
            titles=tuple(
                self._say(Text(f"report-title-{part}", self._about()))
                for part in ("kind", "what", "unit", "period")
            ),
            blocks=tuple(blocks),
            recipients=tuple(
                self._say(Text(f"report-recipients-{part}")) for part in ("heading", "top", "file")
            ),
            title=agency.title.replace("; ", "\n") if agency else "",
        )
        return Made(
            paper=paper,
            about=tuple(self._explained()),
            about_title=self._say(Text("sheet-about-title")),
        )

    async def _survey(self, number: int, survey: Surveyed) -> list[Block]:
        office, figures = self._context.office, survey.figures
        lines = survey_lines(office, survey.form, figures, self._asked, full=False)
        title, *findings = map(self._say, lines)
        blocks: list[Block] = [
            Heading(f"{number}. {title}"),
            " ".join(f"{each.rstrip('.')}." for each in findings),
        ]
        if not figures.questions:
            return blocks
        ranked = sorted(figures.questions, key=lambda each: each.summary.index or 0.0)
        if ranked[0].summary.index != ranked[-1].summary.index:
            ends = {"best": ranked[-1], "lowest": ranked[0]}
            about: dict[str, Line | int | float] = {}
            for name, each in ends.items():
                about |= {name: each.question.text, f"{name}_index": each.summary.index or 0.0}
            blocks.append(self._say(Text("report-ends", about)))
        drawing = survey_drawing(survey, office, self._asked, self._today)
        blocks.append(Chart(await overview(drawing, self._context)))
        if figures.factors:
            factors = [(survey.form.factors[name], each) for name, each in figures.factors]
            blocks.append(self._summaries("factors", number, title, factors))
        questions = [(each.question.text, each.summary) for each in figures.questions]
        blocks.append(self._summaries("questions", number, title, questions))
        units = await self._figures.units(survey)
        if units is not None and units.shown:
            named = [(unit_name(office, unit), each) for unit, each in units.shown]
            blocks.append(self._summaries("units", number, title, named))
        if units is not None and units.some_hidden:
            blocks.append(self._say(Text("figures-units-hidden")))
        return blocks

    def _summaries(
        self, what: str, number: int, survey: str, named: Sequence[tuple[Line, Summary]]
    ) -> Grid:
        first = (self._say(Text(f"report-column-{what}")), what, _NAME_SHARE)
        columns = ((self._say(Text(f"report-column-{n}")), n, share) for n, share in _SUMMARY)
        rows: list[tuple[Cell, ...]] = []
        for name, each in named:
            between = each.interval or Interval(0.0, 100.0)
            figures = (each.index or 0.0, between.low, between.high, each.level or 1.0)
            rounded = (round(n, 1) for n in figures)
            rows.append((self._say(name), each.people, *rounded))
        return Grid(
            title=self._say(Text(f"report-table-{what}", {"survey": survey})),
            name=self._say(Text(f"report-sheet-{what}", {"number": str(number)})),
            columns=(first, *columns),
            rows=tuple(rows),
        )

    async def _cases(self) -> list[Block]:
        context, office = self._context, self._context.office
        cases = await self._figures.cases(await self._figures.own())
        findings = [self._say(each) for each in case_lines(office, cases)[:2]]
        late = await self._figures.lateness()
        findings += [self._say(each) for each in lateness_lines(late)]
        heading = Heading(self._say(Text("report-cases")))
        blocks: list[Block] = [heading, " ".join(f"{each}." for each in findings)]
        drawing = cases_drawing(cases, office, self._asked)
        if sum(each.count for each in cases) < SMALL or drawing is None:
            return blocks
        blocks.append(Chart(await cases_picture(drawing, context)))
        return [*blocks, *self._counts(cases)]

    def _counts(self, cases: Sequence[CaseTally]) -> Iterator[Grid]:
        office, total = self._context.office, sum(each.count for each in cases)

        kinds, states, subjects = by_kind(cases), by_state(cases), by_subject(office, cases)
        found: dict[str, tuple[Pooled, list[Line]]] = {
            "kinds": (kinds, [kind_name(each) for each, _ in kinds.shown]),
            "states": (states, [state_name(each) for each, _ in states.shown]),
            "subjects": (subjects, [subject_name(office, each) for each, _ in subjects.shown]),
        }
        for what, (pooled, names) in found.items():
            counts = [n for _, n in pooled.shown]
            if pooled.rest:
                names.append(Text("chart-rest"))
                counts.append(pooled.rest)
            rows = []
            for name, count in zip(names, counts, strict=True):
                words = self._say(name)
                rows.append((words[:1].upper() + words[1:], count, round(100 * count / total, 1)))
            columns = ((what, 0.6), ("cases", 0.2), ("share", 0.2))
            yield Grid(
                title=self._say(Text(f"report-table-{what}")),
                name=self._say(Text(f"report-sheet-{what}")),
                columns=tuple(
                    (self._say(Text(f"report-column-{name}")), name, share)
                    for name, share in columns
                ),
                rows=tuple(rows),
            )

    def _explained(self) -> Iterator[tuple[str, ...]]:
        about = self._about()
        yield (self._say(Text("report-title-what")),)
        yield self._say(Text("sheet-about-unit")), self._say(about["unit"])
        days = Text("sheet-about-days", about)
        yield self._say(Text("sheet-about-period")), self._say(days)
        for name in _METHOD:
            yield "", self._say(Text(f"report-method-{name}", about))

    def _about(self) -> dict[str, Any]:
        period = self._asked.period
        return {
            "unit": unit_name(self._context.office, self._asked.unit),
            "period": period.label,
            "first": period.first,
            "last": period.last,
            "made": self._today,
            "few": SMALL,
        }

    def _say(self, line: Line) -> str:
        return self._context.render(line, self._context.language)
