"""The job `chart`: what is drawn is in its payload, published figures only; here it gets words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from feedback.calendar import local_day
from feedback.messages import Line, Picture, Reply, Text
from feedback.period import Period, months_until
from feedback.ports import CaseTally, Job
from feedback.question import Value
from feedback.request import Request
from feedback.statistics import Change, Interval, Summary
from feedback.survey_figures import SurveyFigures, all_questions, by_month
from feedback.unit import Office
from handlers.admin.asking import unit_name, units_below
from handlers.admin.figures_text import (
    LANGUAGES,
    by_state,
    by_subject,
    change_line,
    percent,
    state_name,
    subject_name,
)
from handlers.admin.reading import Surveyed
from handlers.jobs import JobContext
from handlers.reports.charts import (
    Bar,
    CasesChart,
    Month,
    Row,
    SurveyChart,
    draw_cases,
    draw_survey,
    pages,
)

_MOST_ROWS = 8
_TREND_MONTHS = 12
_LONGEST_TREND = 36


def survey_drawing(
    survey: Surveyed, office: Office, asked: Request, today: date
) -> dict[str, Value]:
    """Return what the chart of a survey shows, and the days its trend is read of."""
    form, figures, period = survey.form, survey.figures, asked.period
    last = min(period.last, today)
    year, longest = months_until(last, _TREND_MONTHS), months_until(last, _LONGEST_TREND).first
    first = max(min(year.first, period.first), longest).replace(day=1)
    trend = (first, year.last)
    payload: dict[str, Any] = {
        "drawing": "survey",
        "form": form.name,
        "within": asked.unit,
        "was": asked.was.isoformat() if asked.was else "",
        "trend": [day.isoformat() for day in trend],
        "title": form.title,
        "unit": dict(unit_name(office, asked.unit)),
        "period": dict(period.label),
        "before": dict(period.before.label),
        "count": figures.cleaned,
        "total": _dumped(figures.total),
        "change": [figures.change.direction, figures.change.points],
        "levels": _levels(figures, office),
        "questions": [
            {
                "id": each.question.name,
                "name": each.question.text,
                "shares": [[score, 100 * n / each.summary.scored] for _, score, n in each.levels],
                **_dumped(each.summary),
            }
            for each in figures.questions
        ],
        "factors": [
            {"name": form.factors[name], **_dumped(each)} for name, each in figures.factors
        ],
    }
    return payload


def cases_drawing(
    cases: Sequence[CaseTally], office: Office, asked: Request
) -> dict[str, Value] | None:
    """Return what the chart of cases shows, None when every group is too small to be shown."""
    subjects, states = by_subject(office, cases), by_state(cases)
    if not subjects.shown and not states.shown:
        return None
    payload: dict[str, Any] = {
        "drawing": "cases",
        "unit": dict(unit_name(office, asked.unit)),
        "period": dict(asked.period.label),
        "count": sum(each.count for each in cases),
        "subjects": [[subject_name(office, name), n] for name, n in subjects.shown],
        "subjects_rest": subjects.rest,
        "states": list(states.shown),
        "states_rest": states.rest,
    }
    return payload


async def draw_charts(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Draw what the payload holds, outside of the event loop; nothing where nothing is known."""
    replies: list[Reply] = []
    drawings: Any = job.payload["drawings"]
    for drawing in drawings:
        draw = _draw_cases if drawing["drawing"] == "cases" else _draw_survey
        replies += await draw(drawing, context)
    return tuple(replies)


async def _draw_cases(payload: Mapping[str, Any], context: JobContext) -> list[Reply]:
    drawn = await cases_picture(payload, context)
    about = {"unit": payload["unit"], "period": payload["period"]}
    return [_sent((Text("figures-chart-cases", about),), "phan-anh", drawn)]


async def _draw_survey(payload: Mapping[str, Any], context: JobContext) -> list[Reply]:
    months = await _months(payload, context)
    if not payload["questions"] and not months:
        return []
    about = {"name": payload["title"], "unit": payload["unit"], "period": payload["period"]}
    replies = []
    for number, page in enumerate(pages(_survey(payload, months, context)), start=1):
        drawn = await asyncio.to_thread(draw_survey, page)
        # Only the first picture says what all of them are; the others carry their own title.
        caption = (Text("figures-chart", about),) if number == 1 else ()
        replies.append(_sent(caption, f"so-lieu-{number}", drawn))
    return replies


async def overview(payload: Mapping[str, Any], context: JobContext) -> bytes:
    """Return the picture of a survey without its questions, which a report has in a table."""
    months = await _months(payload, context)
    return await asyncio.to_thread(
        draw_survey, replace(_survey(payload, months, context), questions=())
    )


async def cases_picture(payload: Mapping[str, Any], context: JobContext) -> bytes:
    """Return the picture of cases."""
    return await asyncio.to_thread(draw_cases, _cases(payload, context))


def _sent(caption: tuple[Line, ...], name: str, drawn: bytes) -> Reply:
    return Reply(lines=caption, picture=Picture(f"{name}.png", "image/png", drawn))


async def _months(
    payload: Mapping[str, Any], context: JobContext
) -> tuple[tuple[date, Summary], ...]:
    """Read the months of the trend, of the questions that were shown or else of all."""
    versions = context.forms.versions(payload["form"])
    shown = {each["id"] for each in payload["questions"]}
    questions = [q for q in all_questions(versions) if not shown or q.name in shown]
    first, last = map(date.fromisoformat, payload["trend"])
    was = date.fromisoformat(payload["was"]) if payload.get("was") else None
    asked = Request(payload["within"], Period(first, last), was=was)
    units = units_below(context.office, asked, local_day(context.now))
    tallies = await context.work.statistics.trend(payload["form"], units, first, last)
    return by_month(questions, tallies)


def _survey(
    payload: Mapping[str, Any], months: Sequence[tuple[date, Summary]], context: JobContext
) -> SurveyChart:
    def say(line: Line) -> str:
        return context.render(line, context.language)

    def whole(share: float) -> str:
        return say(Text("chart-percent", {"share": share}))

    def people(count: int) -> str:
        return say(Text("chart-count", {"count": count}))

    total = payload["total"]
    change = Change(*payload["change"])
    between = {"low": percent(total["low"]), "high": percent(total["high"])}
    trend = [(month, _dumped(each)) for month, each in months]
    return SurveyChart(
        title=say(payload["title"]),
        unit=say(payload["unit"]),
        period=say(payload["period"]),
        nothing=(say(Text("chart-nothing")), say(Text("chart-nothing-why"))),
        index=whole(total["index"]) if payload["questions"] else "",
        index_name=say(Text("chart-index")),
        interval=say(Text("chart-interval", between)),
        responses=say(Text("chart-responses", {"count": payload["count"]})),
        change=say(change_line(change, payload["before"])),
        legend=tuple((score, say(name)) for score, name in payload["levels"]),
        questions_heading=say(Text("chart-questions")),
        questions=tuple(
            Bar(
                say(each["name"]),
                tuple((score, share) for score, share in each["shares"]),
                whole(each["index"]),
                people(each["people"]),
            )
            for each in payload["questions"]
        ),
        factors_heading=say(Text("chart-factors")),
        factors=tuple(
            Row(say(each["name"]), each["index"], whole(each["index"]), people(each["people"]))
            for each in payload["factors"]
        ),
        trend_heading=say(Text("chart-trend")),
        trend=tuple(
            Month(
                f"{month:%m/%y}",
                each["index"],
                each["low"],
                each["high"],
                12 * (month.year - trend[0][0].year) + month.month - trend[0][0].month,
            )
            for month, each in trend
        ),
        method=say(Text("chart-method")),
    )


def _cases(payload: Mapping[str, Any], context: JobContext) -> CasesChart:
    def say(line: Line) -> str:
        return context.render(line, context.language)

    def rows(named: Sequence[tuple[Line, int]], rest: int) -> tuple[Row, ...]:
        most = [Row(_begun(say(name)), n, str(n)) for name, n in named[:_MOST_ROWS]]
        rest += sum(n for _, n in named[_MOST_ROWS:])
        if rest:
            most.append(Row(say(Text("chart-rest")), rest, str(rest), rest=True))
        return tuple(most)

    states = [(state_name(name), n) for name, n in payload["states"]]
    return CasesChart(
        title=say(Text("chart-cases")),
        unit=say(payload["unit"]),
        period=say(payload["period"]),
        total=say(Text("chart-cases-count", {"count": payload["count"]})),
        groups=tuple(
            (say(Text(heading)), rows(named, rest))
            for heading, named, rest in (
                ("chart-categories", payload["subjects"], payload["subjects_rest"]),
                ("chart-states", states, payload["states_rest"]),
            )
            if named
        ),
        method=say(Text("chart-cases-method")),
    )


def _dumped(summary: Summary) -> dict[str, float]:
    interval = summary.interval or Interval(0.0, 100.0)
    return {
        "index": summary.index or 0.0,
        "low": interval.low,
        "high": interval.high,
        "people": summary.people,
    }


def _levels(figures: SurveyFigures, office: Office) -> list[list[Any]]:
    """Return the levels that were chosen, worst first: they name the colours."""
    labels: dict[float, dict[str, str]] = {}
    for each in figures.questions:
        for name, score, _ in each.levels:
            question = each.question
            labels.setdefault(
                score,
                {language: question.label(name, language, office) for language in LANGUAGES},
            )
    return [[score, labels[score]] for score in sorted(labels)]


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
