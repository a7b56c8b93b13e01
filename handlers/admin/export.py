"""`/xuat [survey|cases] [unit] [period]`: a workbook, made off the turn and sent when it is ready.

Rows come from storage in pages and go to the disk as they come, so a hundred thousand of them
need no more memory than a hundred. Nobody's name, telephone number or mark is in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feedback.calendar import local_day
from feedback.messages import Line, Picture, Reply, Text
from feedback.period import Period
from feedback.ports import Job
from feedback.report_plan import SEEING
from feedback.request import Request
from feedback.survey import Form
from feedback.unit import Office
from handlers.admin import outcomes
from handlers.admin.asking import (
    CASES,
    addressed,
    button,
    scope,
    topics_of,
    understand,
    unit_name,
    units_below,
)
from handlers.admin.reading import Figures
from handlers.admin.sheets import CaseSheet, SurveySheet, codebook_columns
from handlers.context import Answer, Command, Feature, Turn
from handlers.jobs import JobContext
from handlers.reports import XLSX
from handlers.reports.workbook import Column, Workbook

_LARGEST = 45 * 1024 * 1024
"""Bytes; a bot may send files of up to 50 MB over Telegram."""
_TOLD_OF_SURVEYS = ("method", "flags", "index", "left-out", "columns", "blanks", "formulas")
_TOLD_OF_CASES = ("cases", "figures", "cases-left-out", "columns", "blanks", "formulas")
"""What the first sheet explains, by parts of text ids."""


async def _ask(turn: Turn, typed: str) -> Answer:
    """Commit the job and say what is being made, or ask what is wanted."""
    asked = understand(turn, "xuat", typed, topics_of(turn))
    if isinstance(asked, Answer):
        return asked
    if asked.topic is None:
        return _offer(turn, asked)
    what = _called(turn.forms.latest(asked.topic))
    about = {
        "what": what,
        "unit": unit_name(turn.office, asked.unit),
        "period": asked.period.label,
    }
    payload = {
        "topic": asked.topic,
        "unit": asked.unit,
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
        "was": asked.was.isoformat() if asked.was else "",
    }
    turn.storage.add_job(Job(turn.new_id(), "workbook", {**addressed(turn), **payload}))
    subject = f"{asked.topic} {asked.unit or turn.office.root} {asked.period.token}"
    turn.storage.audit.note(turn.person.id, "export", subject, turn.now)
    return Answer((Reply(lines=(Text("export-making", about),)),))


def _offer(turn: Turn, asked: Request) -> Answer:
    surveys = [(form.name, _called(form)) for form in turn.forms.surveys()]
    buttons = (
        button(label, "xuat", topic, asked.unit, asked.period.token, scope(asked))
        for topic, label in (*surveys, (CASES, _called(None)))
    )
    rows = tuple((each,) for each in buttons if each is not None)
    return Answer((Reply(lines=(Text("export-what"),), rows=rows),))


def _called(form: Form | None) -> Line:
    return Text("export-cases") if form is None else form.title


async def make_workbook(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Make the workbook a turn asked for and return it with its number of rows."""
    payload: Mapping[str, Any] = job.payload
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    was = date.fromisoformat(payload["was"]) if payload.get("was") else None
    asked = Request(payload["unit"], period, payload["topic"], was)
    with TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "workbook.xlsx"
        count = await write_workbook(path, asked, context, payload["person"])
        about = {**_about(context, asked), "count": count}
        if not count:
            return (Reply(lines=(Text("export-empty", about),)),)
        if path.stat().st_size > _LARGEST:
            return (Reply(lines=(Text("export-too-large", about),)),)
        content = await asyncio.to_thread(path.read_bytes)
    lines = (Text("export-ready", about), Text("export-free-text"))
    return (Reply(lines=lines, picture=Picture(file_name(asked, context.office), XLSX, content)),)


def file_name(asked: Request, office: Office) -> str:
    """Return what the workbook of a request is called."""
    unit, period = asked.unit or office.root, asked.period
    return f"{asked.topic}-{unit}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"


async def write_workbook(path: Path, asked: Request, context: JobContext, reader: str = "") -> int:
    """Write the workbook of one survey, or of cases (topic `cases`) that are not about its reader;
    returns its number of rows.

    Scratch files are made beside `path`. An unknown topic is a KeyError.
    """
    sheet = _sheet(asked, context, reader)

    def say(id: str) -> str:
        return context.render(Text(id), context.language)

    units = units_below(context.office, asked, local_day(context.now))
    with Workbook(path) as book:
        page = book.add_page(say("sheet-about-title"), (30, 90))
        codes = book.add_table(say("sheet-codebook"), codebook_columns(context))
        codes.add(sheet.answers.codebook())
        if asked.topic == CASES:
            figures = book.add_table(say("sheet-figures"), _figure_columns(context))
            figures.add([*await _figures(asked, context, reader)])
        table = book.add_table(say("sheet-rows"), tuple(sheet.columns))
        async for rows in sheet.rows(units, asked.period):
            await asyncio.to_thread(table.add, rows)
        page.fill(_explained(context, asked, sheet, table.count))
        await asyncio.to_thread(book.close)
        return table.count


def _figure_columns(context: JobContext) -> tuple[Column, ...]:
    return tuple(
        Column(context.render(Text(f"sheet-figure-{name}"), context.language), name, width)
        for name, width in outcomes.COLUMNS.items()
    )


async def _figures(
    asked: Request, context: JobContext, reader: str
) -> Iterator[tuple[str | int | float, ...]]:
    """Return what became of the cases, as `/thongke` says it."""
    work, office, today = context.work, context.office, local_day(context.now)
    read = Figures(work, office, context.forms, reader, asked, today)
    own = await read.own()
    by: Mapping[outcomes.By, outcomes.Tallies] = {
        "category": await read.outcomes(own, "category"),
        "unit": await read.outcomes(own, "unit"),
    }

    def say(line: Line) -> str:
        return context.render(line, context.language)

    return outcomes.rows(say, office, asked, by, today)


def _sheet(asked: Request, context: JobContext, reader: str) -> CaseSheet | SurveySheet:
    if asked.topic == CASES:
        return CaseSheet(context, reader)
    versions = context.forms.versions(asked.topic or "")
    if not versions:
        raise KeyError(asked.topic)
    return SurveySheet(context, versions)


def _about(context: JobContext, asked: Request) -> dict[str, Line]:
    form = None if asked.topic == CASES else context.forms.versions(asked.topic or "")[-1]
    return {
        "what": _called(form),
        "unit": unit_name(context.office, asked.unit),
        "period": asked.period.label,
    }


def _explained(
    context: JobContext, asked: Request, sheet: CaseSheet | SurveySheet, count: int
) -> Iterator[tuple[str, ...]]:
    """Yield the first sheet: what this is, of whom and when, and how it is to be read."""
    about = _about(context, asked)
    period = asked.period
    facts: dict[str, Line | int | float | date] = {
        "what": about["what"],
        "unit": about["unit"],
        "period": Text(
            "sheet-about-days",
            {"period": about["period"], "first": period.first, "last": period.last},
        ),
        "made": context.now,
        "count": count,
    }
    if sheet.flagged is not None:
        facts["flagged"] = sheet.flagged
    told = _TOLD_OF_CASES if asked.topic == CASES else _TOLD_OF_SURVEYS

    def say(line: Line) -> str:
        return context.render(line, context.language)

    yield (say(Text("sheet-about-heading")),)
    for name, value in facts.items():
        yield say(Text(f"sheet-about-{name}")), say(Text("sheet-about-fact", {"fact": value}))
    for name in told:
        yield say(Text(f"sheet-about-{name}")), say(Text(f"sheet-about-{name}-text"))


EXPORT = Feature(
    commands=(Command("xuat", "export", _ask, "command-xuat", roles=SEEING),),
    jobs={"workbook": make_workbook},
)
