"""`/thongke [survey] [unit] [period]`: figures in one message, and charts that follow it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from feedback.access import seals
from feedback.case import Case
from feedback.messages import Button, Line, Reply, Text
from feedback.period import month_of, months_until, quarter_of, year_of
from feedback.ports import CaseTally, Job, Tally
from feedback.question import Value
from feedback.request import AS_WAS, Request
from feedback.request import lines as line_of
from feedback.survey import Form
from feedback.survey_figures import (
    Cells,
    SurveyFigures,
    by_unit,
    change_since,
    survey_figures,
)
from handlers.admin import outcomes
from handlers.admin.asking import (
    CASES,
    SEEING,
    addressed,
    button,
    scope,
    topics_of,
    understand,
    unit_name,
    units_below,
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
from handlers.context import Answer, Command, Feature, Turn

_TREND_MONTHS = 12
_LONGEST_TREND = 36


@dataclass(frozen=True, slots=True)
class _Survey:
    versions: tuple[Form, ...]
    figures: SurveyFigures
    tallies: Sequence[Tally]

    @property
    def form(self) -> Form:
        return self.versions[-1]


async def _show(turn: Turn, words: str) -> Answer:
    """Answer with the figures asked for."""
    asked = understand(turn, "thongke", words, topics_of(turn))
    if isinstance(asked, Answer):
        return asked
    chosen = [form for form in turn.forms.surveys() if asked.topic in (None, form.name)]
    read = await asyncio.gather(*(_read_survey(turn, asked, form) for form in chosen))
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
        units = await _read_units(turn, asked, survey) if at == 0 else None
        full = asked.topic is not None or at == 0
        season = await _season_lines(turn, asked, survey) if at == 0 else []
        lines += [
            "",
            *survey_lines(turn, survey.form, survey.figures, asked, season=season, full=full),
        ]
        lines += unit_lines(turn.office, units) if units is not None else ()
    cases = None
    if asked.topic in (None, CASES):
        own = await outcomes.own_cases(
            turn.storage, turn.office, asked, turn.person.id, turn.today
        )
        cases = await _read_cases(turn, asked, own)
        lines += ["", *case_lines(turn.office, cases), *await _read_outcomes(turn, asked, own)]
        lines += await _read_lateness(turn, asked)
    _chart(turn, asked, surveys, cases or ())
    return Answer((Reply(lines=tuple(lines), rows=_rows(turn, asked, surveys)),))


async def _read_survey(turn: Turn, asked: Request, form: Form) -> _Survey:
    counters, units = turn.storage.statistics, units_below(turn.office, asked, turn.today)
    now, before = asked.period, asked.period.before
    sources, earlier, (came, flagged, assisted) = await asyncio.gather(
        counters.by_source(form.name, units, now.first, now.last),
        counters.answers(form.name, units, before.first, before.last),
        counters.responses(form.name, units, now.first, now.last),
    )
    versions = turn.forms.versions(form.name)
    tallies, once = tuple(chain.from_iterable(sources.values())), sources.get("token", ())
    figures = survey_figures(versions, tallies, earlier, (came, flagged), assisted, once)
    return _Survey(versions, figures, tallies)


async def _season_lines(turn: Turn, asked: Request, survey: _Survey) -> list[Line]:
    """Return the line that compares with the same days a year earlier, if there were answers."""
    past = asked.period.year_ago
    if past is None or not survey.figures.questions:
        return []
    units = units_below(turn.office, asked, turn.today)
    tallies = await turn.storage.statistics.answers(survey.form.name, units, past.first, past.last)
    change = change_since(survey.figures, survey.tallies, tallies)
    return [] if change.direction == "nothing-before" else [change_line(change, past.label)]


async def _read_cases(turn: Turn, asked: Request, own: Sequence[Case]) -> list[CaseTally]:
    """Return the cases of the period but for those about whoever asks."""
    units, period = units_below(turn.office, asked, turn.today), asked.period
    tallies = await turn.storage.statistics.cases(units, period.first, period.last)
    hidden = Counter((case.kind, case.state, case.category) for case in own)
    assisted = Counter((case.kind, case.state, case.category) for case in own if case.assisted)
    counted = []
    for each in tallies:
        key = each.kind, each.state, each.category
        rest = replace(
            each, count=each.count - hidden[key], assisted=each.assisted - assisted[key]
        )
        if rest.count > 0 and not seals(turn.office, each.kind):
            counted.append(rest)
    return counted


async def _read_outcomes(turn: Turn, asked: Request, own: Sequence[Case]) -> list[Line]:
    """Return what became of the cases; by field and unit only when cases alone were asked for."""
    storage, office = turn.storage, turn.office
    tallies = await outcomes.read(storage, office, asked, own, "category", turn.today)
    lines = outcomes.outcome_lines(tallies)
    if not lines or asked.topic != CASES:
        return lines
    fields = outcomes.grouped(tallies, office, asked, "category", turn.today)
    lines += outcomes.group_lines(office, "category", fields)
    if office.children(asked.unit or office.root):
        tallies = await outcomes.read(storage, office, asked, own, "unit", turn.today)
        units = outcomes.grouped(tallies, office, asked, "unit", turn.today)
        lines += outcomes.group_lines(office, "unit", units)
    return lines


async def _read_lateness(turn: Turn, asked: Request) -> list[Line]:
    """Return how many were late in the period, and with or without an apology."""
    units, period = units_below(turn.office, asked, turn.today), asked.period
    own = await turn.storage.cases.about(turn.person.id)
    late = await turn.storage.letters.lateness(units, period.first, period.last, own)
    return lateness_lines(late)


async def _read_units(turn: Turn, asked: Request, survey: _Survey) -> Cells | None:
    """Return the figures of the units below the one asked for, None where there is none."""
    top = asked.unit or turn.office.root
    if not survey.figures.questions or not turn.office.children(top):
        return None
    units, period = units_below(turn.office, asked, turn.today), asked.period
    tallies = await turn.storage.statistics.by_unit(
        survey.form.name, units, period.first, period.last
    )
    return by_unit(survey.figures, tallies, line_of(turn.office, asked.was, turn.today), top)


def _chart(
    turn: Turn, asked: Request, surveys: Sequence[_Survey], cases: Sequence[CaseTally]
) -> None:
    """Commit a job that holds what was said, so that the pictures show the same figures.

    Only the months before are read by the job: an answer need not wait for a year of counters.
    """
    drawings: list[Value] = []
    if surveys:
        last = min(asked.period.last, turn.today)
        year = months_until(last, _TREND_MONTHS)
        longest = months_until(last, _LONGEST_TREND).first
        first = max(min(year.first, asked.period.first), longest).replace(day=1)
        top = surveys[0]
        trend = (first, year.last)
        drawings.append(survey_drawing(top.form, top.figures, trend, turn.office, asked))
    of_cases = cases_drawing(cases, turn.office, asked)
    if of_cases is not None:
        drawings.append(of_cases)
    if drawings:
        payload = {**addressed(turn), "drawings": drawings}
        turn.storage.add_job(Job(turn.new_id(), "chart", payload))


def _rows(
    turn: Turn, asked: Request, surveys: Sequence[_Survey]
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
