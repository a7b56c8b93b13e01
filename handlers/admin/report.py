"""`/baocao [unit] [period]`: a report in Word, as PDF and its tables as a workbook, off the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feedback.messages import Button, Picture, Reply, Text
from feedback.period import Period, month_of, quarter_of, year_of
from feedback.ports import Job
from feedback.report_plan import SEEING
from feedback.request import Request
from handlers.admin import report_schedule
from handlers.admin.asking import addressed, button, understand, unit_name
from handlers.admin.report_paper import Made, compose
from handlers.context import DEFAULT_LANGUAGE, Answer, Command, Feature, Notice, Turn
from handlers.jobs import JobContext
from handlers.reports import WORD, XLSX


async def _ask(turn: Turn, words: str) -> Answer:
    """Commit the job and say what is being made; without a word ask for which time."""
    planned = report_schedule.after_word(words)
    if planned is not None:
        return await report_schedule.answer(turn, planned)
    if not words.strip():
        return _offer(turn)
    asked = understand(turn, "baocao", words, {})
    if isinstance(asked, Answer):
        return asked
    if asked.period.first > turn.today:
        return Answer((Reply(lines=(Text("report-future"),)),))
    payload = {
        "unit": asked.unit,
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
    }
    turn.storage.add_job(Job(turn.new_id(), "report", {**addressed(turn), **payload}))
    subject = f"report {asked.unit or turn.office.root} {asked.period.token}"
    turn.storage.audit.note(turn.person.id, "export", subject, turn.now)
    about = {"unit": unit_name(turn.office, asked.unit), "period": asked.period.label}
    return Answer((Reply(lines=(Text("report-making", about),)),))


def _offer(turn: Turn) -> Answer:
    today = turn.today
    periods = (
        month_of(today).before,
        quarter_of(today).before,
        year_of(today).before,
        year_of(today),
    )
    buttons = (button(each.label, "baocao", each.token) for each in periods)
    rows = tuple((each,) for each in buttons if each is not None)
    rows += ((Button(Text("report-plan"), "c:baocao dinh-ky"),),)
    return Answer((Reply(lines=(Text("report-which"),), rows=rows),))


async def make_report(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Make the report that was asked for: always in Vietnamese, as official papers are."""
    payload: Mapping[str, Any] = job.payload
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    asked = Request(payload["unit"], period)
    vietnamese = replace(context, language=DEFAULT_LANGUAGE)
    made = await compose(vietnamese, asked, payload["person"])
    word, pdf, xlsx = await asyncio.to_thread(_written, made)
    name = f"bao-cao-{asked.unit or context.office.root}-{asked.period.token.replace('/', '-')}"
    about = {"unit": unit_name(context.office, asked.unit), "period": period.label}
    replies = (
        Reply(
            lines=(Text("report-ready", about),),
            picture=Picture(f"{name}.pdf", "application/pdf", pdf),
        ),
        Reply(lines=(Text("report-ready-word"),), picture=Picture(f"{name}.docx", WORD, word)),
        Reply(lines=(Text("report-ready-book"),), picture=Picture(f"{name}.xlsx", XLSX, xlsx)),
    )

    if "channel" in payload:
        return replies
    person = payload["person"]  # it comes by itself: wherever they can be reached
    context.notices.extend(Notice(person, each, payload["language"]) for each in replies)
    return ()


def _written(made: Made) -> tuple[bytes, bytes, bytes]:
    # Here, since a program that writes no report need not load what makes them.
    from handlers.reports import letter_pdf, paper

    word = paper.word(made.paper)
    with TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "report.xlsx"
        paper.book(path, made.about, made.about_title, made.grids)
        return word, letter_pdf.pdf(word), path.read_bytes()


REPORT = Feature(
    commands=(Command("baocao", "summary", _ask, "command-baocao", roles=SEEING),),
    jobs={"report": make_report},
)
