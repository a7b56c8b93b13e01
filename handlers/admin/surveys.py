"""`/khaosat`: the office's surveys, and new ones out of Excel.

A workbook is read off the turn and becomes a version nobody is offered: it can be tried as a
citizen meets it, and goes to citizens once somebody says so.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from feedback.conversation import Conversation, Outcome, Submitted
from feedback.errors import UnreadableFile
from feedback.messages import Button, Line, Picture, Reply, Strong, Text
from feedback.ports import Job
from feedback.question import Value, as_value, sent
from feedback.questions import parse_question
from feedback.report_plan import SEEING
from feedback.survey import Form, StoredSurvey
from feedback.text import fold
from feedback.unit import Office
from feedback.xlsform import Workbook, read_workbook
from feedback.xlsform_sheet import Fault
from feedback.xlsform_writing import write_workbook
from handlers import conversing
from handlers.admin.asking import addressed, tops
from handlers.context import Answer, Command, Feature, Turn
from handlers.jobs import JobContext
from handlers.reports import XLSX
from handlers.reports.spreadsheet import LARGEST, read_sheets
from handlers.reports.workbook import write_plain

PREVIEW = "preview"
"""Key of a conversation's context while somebody tries a survey: what they answer is not kept."""
CHANGING = "change-survey"
"""The job after which every replica offers something else."""
_FORM = "survey-file"
"""Name and purpose of the form that takes a workbook."""
_NEW = ("moi", "new", "tep", "file")
_FIRST_DAY = date(2020, 1, 1)
"""No answer is older than the program."""
_SHOWN = 15
"""Faults told at once."""
_LISTED = 30


@dataclass(frozen=True, slots=True)
class _Survey:
    """One survey as the list shows it."""

    form: Form
    stored: StoredSurvey | None
    state: str
    mine: bool
    """May be published and retired by who asks."""


async def _ask(turn: Turn, words: str) -> Answer:
    if fold(words) in _NEW:
        form = turn.forms.latest(_FORM)
        if form is None:
            return _said(turn, Text("surveys-none"))
        return await conversing.start(turn, form)
    found = await _surveys(turn)
    if words:
        named = [each for each in found if _is_named(each.form, words)]
        if len(named) == 1:
            return await _card(turn, named[0])
        found = named or found
    return await _list(turn, found[:_LISTED])


def _is_named(form: Form, words: str) -> bool:
    if words == form.name:
        return True
    known = set(fold(" ".join((form.name, *form.title.values()))).split())
    return set(fold(words).split()) <= known


async def _surveys(turn: Turn) -> list[_Survey]:
    """Return what there is: the pack's, and those from workbooks that are seen from here."""
    stored = {each.name: each for each in await turn.storage.surveys.all()}
    found = [
        _Survey(form, None, _state(turn, form), mine=False)
        for form in turn.forms.surveys()
        if form.name not in stored
    ]
    for each in stored.values():
        versions = turn.forms.versions(each.name)
        if not versions:  # made at another replica a moment ago
            continue
        form = next((f for f in versions if f.version == each.offered), versions[-1])
        state = "retired" if each.retired else _state(turn, form) if each.offered else "draft"
        mine = _has(turn, each.unit)
        if mine or state not in ("draft", "retired"):
            found.append(_Survey(form, each, state, mine=mine))
    return found


def _state(turn: Turn, form: Form) -> str:
    if form.opens is not None and turn.today < form.opens:
        return "coming"
    return "open" if form.is_open(turn.today) else "closed"


def _held(turn: Turn) -> tuple[str, ...]:
    return tops(turn.office, {unit for role, unit in turn.actor.grants if role in SEEING})


def _has(turn: Turn, unit: str) -> bool:
    return any(unit in turn.office.under(top) for top in _held(turn))


async def _list(turn: Turn, found: list[_Survey]) -> Answer:
    lines: list[Line] = [Strong(Text("surveys-title"))]
    for each in found:
        count, state = await _answers(turn, each.form), Text(f"surveys-{each.state}")
        lines.append(
            Text("surveys-line", {"title": each.form.title, "state": state, "count": count})
        )
    rows = tuple((Button(each.form.title, f"c:khaosat {each.form.name}"),) for each in found)
    new = (Button(Text("surveys-new"), "c:khaosat moi"),)
    reply = Reply(lines=(*lines, "", Text("surveys-how")), rows=(*rows, new))
    return conversing.way_back(turn, Answer((reply,)))


async def _answers(turn: Turn, form: Form) -> int:
    """Return how many answers came in from the units of who asks."""
    statistics = turn.storage.statistics
    count = 0
    for top in _held(turn):
        units = None if top == turn.office.root else turn.office.under(top)
        came, _, _ = await statistics.responses(form.name, units, _FIRST_DAY, turn.today)
        count += came
    return count


async def _card(turn: Turn, survey: _Survey) -> Answer:
    form, stored = survey.form, survey.stored
    lines: list[Line] = [
        Strong(form.title),
        Text(
            "surveys-card",
            {
                "state": Text(f"surveys-{survey.state}"),
                "version": form.version,
                "questions": sum(each.answerable for each in form.questions),
                "count": await _answers(turn, form),
            },
        ),
    ]
    if stored is not None:
        lines.append(Text("surveys-of", {"unit": turn.office.units[stored.unit].name}))
    for name, day in (("opens", form.opens), ("closes", form.closes)):
        if day is not None:
            lines.append(Text(f"surveys-{name}", {"day": day}))
    rows = [(Button(Text("surveys-try"), f"kh:try:{form.name}:{form.version}"),)]
    if survey.mine and survey.state in ("draft", "retired"):
        rows.append((Button(Text("surveys-offer"), f"kh:offer:{form.name}:{form.version}"),))
    elif survey.mine:
        rows.append((Button(Text("surveys-retire"), f"kh:offer:{form.name}:0"),))
    rows.append((Button(Text("surveys-file"), f"kh:file:{form.name}:{form.version}"),))
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


def _said(turn: Turn, *lines: Line) -> Answer:
    rows = ((Button(Text("surveys-list"), "c:khaosat"),),)
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=rows),)))


async def _press(turn: Turn, data: str) -> Answer:
    """Try a survey, get it as a workbook, publish a version or retire it (version 0)."""
    step, _, rest = data.partition(":")
    name, _, number = rest.partition(":")
    if not turn.person.roles & SEEING or not number.isdecimal():
        return _said(turn, Text("surveys-gone"))
    stored = {each.name: each for each in await turn.storage.surveys.all()}.get(name)
    mine = stored is not None and _has(turn, stored.unit)
    if step == "offer":
        if not mine:
            return _said(turn, Text("surveys-gone"))
        about = {**addressed(turn), "name": name, "version": int(number)}
        turn.storage.add_job(Job(turn.new_id(), CHANGING, about))
        return Answer((Reply(lines=(Text("surveys-changing"),), edit=True),))
    offered = turn.forms.latest(name)
    known = offered is not None and offered.version == int(number)
    if not (mine or (known and offered is not None and offered.purpose == "survey")):
        return _said(turn, Text("surveys-gone"))
    form = turn.forms.pinned(name, int(number))
    if step == "file":
        about = {**addressed(turn), "name": name, "version": form.version}
        turn.storage.add_job(Job(turn.new_id(), "write-survey", about))
        return Answer((Reply(lines=(Text("surveys-writing"),)),))
    said = (Strong(Text("surveys-trying")),)
    return await conversing.start(turn, form, {PREVIEW: "1"}, said=said)


async def _given(turn: Turn, _: Form, __: Conversation, outcome: Outcome) -> Answer:
    """Have the workbook that was sent be read."""
    if not isinstance(outcome, Submitted):
        return Answer()
    files = sent(outcome.answers.values())
    held = _held(turn)
    if not held:  # the role was taken away meanwhile
        why = Text("surveys-gone")
    elif not files or files[0].kind != "file":
        why = Text("surveys-no-file")
    elif (files[0].size or 0) > LARGEST:
        why = Text("surveys-file-large", {"most": LARGEST // 1024 // 1024})
    else:
        units: list[Value] = [*held]
        about: dict[str, Value] = {
            **addressed(turn),
            "units": units,
            "file": as_value(files[0]),
        }
        turn.storage.add_job(Job(turn.new_id(), "read-survey", about))
        return Answer((Reply(lines=(Text("surveys-reading"),)),))
    turn.storage.forget_files(files)
    return Answer((Reply(lines=(why,), rows=_again()),))


def _again() -> tuple[tuple[Button, ...], ...]:
    return ((Button(Text("surveys-new"), "c:khaosat moi"),),)


async def read_survey(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Read a workbook: say what is wrong with it, or keep it as a version to be tried."""
    payload = cast(dict[str, Any], job.payload)
    [file] = sent([[payload["file"]]])
    content = await context.fetch(file)
    context.work.forget_files([file])
    stem = Path(file.name or "").stem
    try:
        read = await asyncio.to_thread(_read, content, context.office, stem)
    except UnreadableFile as failed:
        return (Reply(lines=(failed.why,), rows=_again()),)
    if read.form is None:
        lines = (Text("surveys-faulty", {"count": len(read.faults)}), *_told(read.faults))
        return (Reply(lines=(*lines, "", Text("surveys-again")), rows=_again()),)
    form = _below(read.form, context.office, str(payload["units"][0]))
    if (why := await _taken(context, form.name, payload["units"])) is not None:
        return (Reply(lines=(why,), rows=_again()),)
    version = await context.work.surveys.add(form, str(payload["units"][0]), context.now)
    lines = (
        Strong(form.title),
        Text("surveys-read", {"count": sum(each.answerable for each in form.questions)}),
        *_left_out(read),
        "",
        Text("surveys-try-first"),
    )
    rows = (
        (Button(Text("surveys-try"), f"kh:try:{form.name}:{version}"),),
        (Button(Text("surveys-offer"), f"kh:offer:{form.name}:{version}"),),
    )
    return (Reply(lines=lines, rows=rows),)


def _read(content: bytes, office: Office, stem: str) -> Workbook:
    return read_workbook(read_sheets(content), office, stem)


def _told(faults: tuple[Fault, ...]) -> list[Line]:
    lines: list[Line] = [
        Text(
            "surveys-fault" if each.line else "surveys-fault-sheet",
            {"sheet": each.sheet, "line": each.line, "what": each.what},
        )
        for each in faults[:_SHOWN]
    ]
    if len(faults) > _SHOWN:
        lines.append(Text("surveys-faults-more", {"count": len(faults) - _SHOWN}))
    return lines


def _left_out(read: Workbook) -> list[Line]:
    return ["", Text("surveys-left-out"), *_told(read.ignored)] if read.ignored else []


def _below(form: Form, office: Office, unit: str) -> Form:
    """Have a survey of a part of the office ask only about units there."""
    if unit == office.root:
        return form
    which = {"vi": "Ông/Bà được phục vụ ở đâu?", "en": "Where were you served?"}
    ask = parse_question({"kind": "unit", "name": "unit", "text": which, "top": unit})
    rest = tuple(each for each in form.questions if each.name != "unit")
    return form.model_copy(update={"questions": (ask, *rest)})


async def _taken(context: JobContext, name: str, units: list[str]) -> Text | None:
    """Return why a name cannot be used: it is the pack's, or another unit's."""
    stored = {each.name: each for each in await context.work.surveys.all()}.get(name)
    if stored is None:
        return Text("surveys-taken", {"name": name}) if context.forms.versions(name) else None
    below = (context.office.subtree(unit) for unit in units)
    if any(stored.unit in each for each in below):
        return None
    return Text("surveys-taken", {"name": name})


async def change_survey(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Publish a version, or retire the survey."""
    name, version = str(job.payload["name"]), int(cast(int, job.payload["version"]))
    work = context.work
    stored = {each.name: each for each in await work.surveys.all()}.get(name)
    if stored is None or (not version and (stored.retired or not stored.offered)):
        return (Reply(lines=(Text("surveys-gone"),)),)
    if version:
        work.surveys.offer(name, version, context.now)
    else:
        work.surveys.retire(name, context.now)
    done = "published" if version else "retired"
    subject = f"{name} version {version or stored.offered}"
    work.audit.note(str(job.payload["person"]), f"survey.{done}", subject, context.now)
    rows = ((Button(Text("surveys-list"), "c:khaosat"),),)
    return (Reply(lines=(Text(f"surveys-done-{done}"),), rows=rows),)


async def write_survey(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Return a survey as a workbook that can be changed and sent back."""
    form = context.forms.pinned(str(job.payload["name"]), int(cast(int, job.payload["version"])))
    with TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "survey.xlsx"
        await asyncio.to_thread(write_plain, path, write_workbook(form))
        content = path.read_bytes()
    picture = Picture(f"{form.name}-v{form.version}.xlsx", XLSX, content)
    return (Reply(lines=(Text("surveys-written"),), picture=picture),)


SURVEYS = Feature(
    commands=(Command("khaosat", "surveys", _ask, "command-khaosat", roles=SEEING),),
    presses={"kh": _press},
    outcomes={_FORM: _given},
    jobs={
        "read-survey": read_survey,
        CHANGING: change_survey,
        "write-survey": write_survey,
    },
)
