"""`/thongke [survey] [unit] [period]`: figures in one message, and charts that follow it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from feedback.case import Case
from feedback.messages import Button, Line, Reply, Text
from feedback.period import month_of, quarter_of, year_of
from feedback.ports import CaseTally, Job
from feedback.question import Value
from feedback.report_plan import SEEING
from feedback.request import AS_WAS, Request
from handlers.admin import outcomes
from handlers.admin.asking import (
    CASES,
    addressed,
    button,
    scope,
    topics_of,
    understand,
    unit_name,
)
from handlers.admin.charting import cases_drawing, draw_charts, survey_drawing
from handlers.admin.figures_text import (
    case_lines,
    change_line,
    lateness_lines,
    survey_lines,
    unit_lines,
)
from handlers.admin.figures_tree import differs, tree_lines
from handlers.admin.reading import Figures, Surveyed
from handlers.context import Answer, Command, Feature, Turn


async def _show(turn: Turn, words: str) -> Answer:
    """Answer with the figures asked for."""
    asked = understand(turn, "thongke", words, topics_of(turn))
    if isinstance(asked, Answer):
        return asked
    chosen = [form for form in turn.forms.surveys() if asked.topic in (None, form.name)]
    figures = Figures(turn.storage, turn.office, turn.forms, turn.person.id, asked, turn.today)
    read = await asyncio.gather(*(figures.survey(form) for form in chosen))
    surveys = [s for s in read if s.figures.cleaned or s.figures.too_few or asked.topic]
    surveys.sort(key=lambda survey: -survey.figures.cleaned)
    lines: list[Line] = [
        Text("figures-heading", {"unit": unit_name(turn.office, asked.unit)}),
        asked.period.label,
        *tree_lines(turn.office, asked, turn.today),
    ]
    if not surveys and asked.topic is None:
        lines += ["", Text("figures-nothing")]
    for at, survey in enumerate(surveys):
        # Only the most answered survey is told in full: the others are one button away.
        units = await figures.units(survey) if at == 0 else None
        full = asked.topic is not None or at == 0
        season = await _season_lines(figures, survey) if at == 0 else []
        lines += [
            "",
            *survey_lines(
                turn.office, survey.form, survey.figures, asked, season=season, full=full
            ),
        ]
        lines += unit_lines(turn.office, units) if units is not None else ()
    cases: list[CaseTally] = []
    if asked.topic in (None, CASES):
        own = await figures.own()
        cases = await figures.cases(own)
        lines += ["", *case_lines(turn.office, cases), *await _outcome_lines(figures, own)]
        lines += lateness_lines(await figures.lateness())
    _chart(turn, asked, surveys, cases)
    return Answer((Reply(lines=tuple(lines), rows=_rows(turn, asked, surveys)),))


async def _season_lines(figures: Figures, survey: Surveyed) -> list[Line]:
    """Return the line that compares with the same days a year earlier, if there were answers."""
    past, change = figures.asked.period.year_ago, await figures.season(survey)
    return [] if past is None or change is None else [change_line(change, past.label)]


async def _outcome_lines(figures: Figures, own: Sequence[Case]) -> list[Line]:
    """Return what became of the cases; by field and unit only when cases alone were asked for."""
    office, asked, today = figures.office, figures.asked, figures.today
    tallies = await figures.outcomes(own, "category")
    lines = outcomes.outcome_lines(tallies)
    if not lines or asked.topic != CASES:
        return lines
    fields = outcomes.grouped(tallies, office, asked, "category", today)
    lines += outcomes.group_lines(office, "category", fields)
    if office.children(asked.unit or office.root):
        units = outcomes.grouped(await figures.outcomes(own, "unit"), office, asked, "unit", today)
        lines += outcomes.group_lines(office, "unit", units)
    return lines


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
        button(Text(label), "thongke", asked.topic, asked.unit, period.token, scope(asked))
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
                scope(asked),
            )
            for survey in surveys
        ]
    if asked.was is not None and turn.office.heirs(asked.unit or "", today) in ((), (asked.unit,)):
        found.append(button(Text("figures-now"), "thongke", asked.topic, asked.unit, token))
    elif asked.was is None and differs(turn.office, asked, today):
        words = ("thongke", asked.topic, asked.unit, token, AS_WAS)
        found.append(button(Text("figures-was"), *words))
    found.append(
        button(Text("figures-export"), "xuat", asked.topic, asked.unit, token, scope(asked))
    )
    return tuple((each,) for each in found if each is not None)


FIGURES = Feature(
    commands=(Command("thongke", "stats", _show, "command-thongke", roles=SEEING),),
    jobs={"chart": draw_charts},
)
