"""`/xuat [survey|cases] [unit] [period]`: a workbook, made off the turn and sent when it is ready.

Rows come from storage in pages and go to the disk as they come, so a hundred thousand of them
need no more memory than a hundred. Nobody's name, telephone number or mark is in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feedback.case import KINDS, Case
from feedback.code import spell
from feedback.messages import Line, Picture, Reply, Text, Words
from feedback.period import Period
from feedback.ports import Job
from feedback.question import Question, words
from feedback.request import Request
from feedback.response import Response
from feedback.survey import Form
from feedback.survey_figures import all_questions
from feedback.unit import Office
from handlers.admin.asking import (
    CASES,
    addressed,
    button,
    topics_of,
    understand,
    unit_name,
    units_below,
)
from handlers.admin.figures_text import kind_name, state_name, subject_name
from handlers.context import Answer, Command, Feature, Turn
from handlers.jobs import JobContext
from handlers.reports.workbook import Cell, Column, Table, Workbook

_LANGUAGE = "vi"
"""The workbook is an office's paper and is in Vietnamese, whoever asks for it."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST = 45 * 1024 * 1024
"""Bytes; a bot may send files of up to 50 MB over Telegram."""
_CASE_ANSWERS = ("what", "place")
"""What of a case's content is exported; never the identity."""


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
    }
    turn.storage.add_job(Job(turn.new_id(), "workbook", {**addressed(turn), **payload}))
    subject = f"{asked.topic} {asked.unit or turn.office.root} {asked.period.token}"
    turn.storage.audit.note(turn.person.id, "export", subject, turn.now)
    return Answer((Reply(lines=(Text("export-making", about),)),))


def _offer(turn: Turn, asked: Request) -> Answer:
    surveys = [(form.name, _called(form)) for form in turn.forms.surveys()]
    buttons = (
        button(label, "xuat", topic, asked.unit, asked.period.token)
        for topic, label in (*surveys, (CASES, _called(None)))
    )
    rows = tuple((each,) for each in buttons if each is not None)
    return Answer((Reply(lines=(Text("export-what"),), rows=rows),))


def _called(form: Form | None) -> Line:
    return Text("export-cases") if form is None else form.title


async def write_workbook(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Write the workbook and return it with its number of rows."""
    payload: Mapping[str, Any] = job.payload
    topic: str = payload["topic"]
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    form = None if topic == CASES else context.forms.versions(topic)[-1]
    unit: str | None = payload["unit"]
    about: dict[str, Any] = {
        "what": _called(form),
        "unit": unit_name(context.office, unit),
        "period": period.label,
    }
    with TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "workbook.xlsx"
        with Workbook(path) as book:
            sheets = _cases_sheets(context) if form is None else _survey_sheets(context, topic)
            count = await _fill(book, sheets, context, period, unit, about)
            await asyncio.to_thread(book.close)
        about["count"] = count
        if not count:
            return (Reply(lines=(Text("export-empty", about),)),)
        if path.stat().st_size > _LARGEST:
            return (Reply(lines=(Text("export-too-large", about),)),)
        content = await asyncio.to_thread(path.read_bytes)
    name = f"{topic}-{unit or context.office.root}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
    lines = (Text("export-ready", about), Text("export-free-text"))
    return (Reply(lines=lines, picture=Picture(name, _XLSX, content)),)
