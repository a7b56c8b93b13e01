"""`/thongke [survey] [unit] [period]`: figures in one message, and charts that follow it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from feedback.messages import Button, Line, Reply, Text
from feedback.period import month_of, quarter_of, year_of
from feedback.ports import CaseTally, Job
from feedback.question import Value
from feedback.report_plan import SEEING
from feedback.request import Request
from handlers.admin.asking import (
    addressed,
    button,
    topics_of,
    understand,
    unit_name,
)
from handlers.admin.charting import cases_drawing, draw_charts, survey_drawing
from handlers.admin.figures_text import case_lines, lateness_lines, survey_lines, unit_lines
from handlers.admin.reading import Figures, Surveyed
from handlers.context import Answer, Command, Feature, Turn


async def _show(turn: Turn, words: str) -> Answer:
    """Answer with the figures asked for."""
    asked = understand(turn, "thongke", words, topics_of(turn))
    if isinstance(asked, Answer):
        return asked
    chosen = [form for form in turn.forms.surveys() if asked.topic in (None, form.name)]
    figures = Figures(turn.storage, turn.office, turn.forms, turn.person.id, asked)
    read = await asyncio.gather(*(figures.survey(form) for form in chosen))
    surveys = [s for s in read if s.figures.cleaned or s.figures.too_few or asked.topic]
    surveys.sort(key=lambda survey: -survey.figures.cleaned)
    lines: list[Line] = [
        Text("figures-heading", {"unit": unit_name(turn.office, asked.unit)}),
        asked.period.label,
    ]
    if not surveys and asked.topic is None:
        lines += ["", Text("figures-nothing")]
    for at, survey in enumerate(surveys):
        # Only the most answered survey is told in full: the others are one button away.
        units = await figures.units(survey) if at == 0 else None
        full = asked.topic is not None or at == 0
        lines += ["", *survey_lines(turn.office, survey.form, survey.figures, asked, full=full)]
        lines += unit_lines(turn.office, units) if units is not None else ()
    cases = await figures.cases()
    if cases is not None:
        lines += ["", *case_lines(turn.office, cases)]
        lines += lateness_lines(await figures.lateness())
    _chart(turn, asked, surveys, cases or ())
    return Answer((Reply(lines=tuple(lines), rows=_rows(turn, asked, surveys)),))


def _chart(
    turn: Turn, asked: Request, surveys: Sequence[Surveyed], cases: Sequence[CaseTally]
) -> None:
    """Commit a job that holds what was said, so that the pictures show the same figures.

    Only the months before are read by the job: an answer need not wait for a year of counters.
    """
    drawings: list[Value] = []
    if surveys:
        drawings.append(survey_drawing(surveys[0], turn.office, asked, turn.today))
    of_cases = cases_drawing(cases, turn.office, asked)
    if of_cases is not None:
        drawings.append(of_cases)
    if drawings:
        payload = {**addressed(turn), "drawings": drawings}
        turn.storage.add_job(Job(turn.new_id(), "chart", payload))


def _rows(
    turn: Turn, asked: Request, surveys: Sequence[Surveyed]
) -> tuple[tuple[Button, ...], ...]:
    """Offer other periods, each survey in full, and the workbook of what is shown."""
    today, token = turn.today, asked.period.token
    periods = {
        "figures-this-month": month_of(today),
        "figures-last-month": month_of(today).before,
        "figures-this-quarter": quarter_of(today),
        "figures-this-year": year_of(today),
    }
    others = [
        button(Text(label), "thongke", asked.topic, asked.unit, period.token)
        for label, period in periods.items()
        if period != asked.period
    ]
    found = list(others)
    if asked.topic is None:
        found += [
            button(
                Text("figures-survey", {"name": survey.form.title}),
                "thongke",
                survey.form.name,
                asked.unit,
                token,
            )
            for survey in surveys
        ]
    found.append(button(Text("figures-export"), "xuat", asked.topic, asked.unit, token))
    return tuple((each,) for each in found if each is not None)


FIGURES = Feature(
    commands=(Command("thongke", "stats", _show, "command-thongke", roles=SEEING),),
    jobs={"chart": draw_charts},
)
