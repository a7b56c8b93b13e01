"""`/hosotre`: a one-stop centre's list of late files becomes apologies to sign and links to rate.

A list is read off the turn, shown as what it would change, and written in one commit once its
officer says yes. The same list again changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from feedback.calendar import local_day
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.errors import UnreadableFile
from feedback.late_file import (
    SENDING,
    Change,
    LateFile,
    Refused,
    as_new,
    centres,
    change,
    is_late,
    owes_apology,
)
from feedback.late_sheet import Entry, Fault, Sheet, columns_listed, file_key, fits, read_sheet
from feedback.letter import DRAFT, DROPPED
from feedback.messages import Button, Line, Picture, Reply, Text
from feedback.ports import Job, UnitOfWork
from feedback.question import as_value, sent
from feedback.survey import Form
from feedback.text import fold
from feedback.unit import Office, Unit
from handlers import conversing
from handlers.admin.asking import addressed
from handlers.context import Answer, Command, Feature, Turn
from handlers.jobs import JobContext
from handlers.letter_drafts import draft_for_late_file
from handlers.menu import menu_button
from handlers.payload import Once
from handlers.reports import XLSX
from handlers.reports.spreadsheet import LARGEST, read_table
from handlers.reports.workbook import Column, Workbook

_FORM = "late-files"
"""Name and purpose of the form that takes the list."""
_SHOWN = 10
"""Rows whose fault is told; whoever has more looks for what they have in common."""
_CENTRES = 8
"""Centres offered at once; of more, one is named after the command."""
_ERASE = ("xoa", "erase", "delete")
DUE = "see-to-late-files"
"""The job that is to be done once a day."""
_AT_ONCE = 20
"""Apologies drafted in one commit."""


async def _ask(turn: Turn, words: str) -> Answer:
    """Ask for the list of a centre; or, after "xoá", erase one file."""
    own = _centres(turn)
    if not own:
        return _said(turn, Text("latelist-none"))
    first, _, rest = words.partition(" ")
    if fold(first) in _ERASE:
        return await _whose_to_erase(turn, rest)
    found = _named(turn.office, own, words) if words else own
    if len(found) != 1:
        return _which(turn, found or own)
    form = turn.forms.latest(_FORM)
    if form is None:
        return _said(turn, Text("latelist-none"))
    heading = Text("latelist-which-columns", {"unit": found[0].name})
    return await conversing.start(turn, form, {"unit": found[0].id}, said=(heading,))


def _centres(turn: Turn) -> list[Unit]:
    return centres(turn.office, turn.actor, turn.today)


def _named(office: Office, own: Sequence[Unit], words: str) -> list[Unit]:
    """Return the centres that words name: by their own name, else by what they are part of."""
    found = {each.id for each in office.find_units(words)}
    themselves = [each for each in own if each.id in found]
    return themselves or [
        each for each in own if found & {unit.id for unit in office.path(each.id)[1:]}
    ]


def _which(turn: Turn, own: Sequence[Unit]) -> Answer:
    rows = tuple((Button(each.name, f"c:hosotre {each.id}"),) for each in own[:_CENTRES])
    return conversing.way_back(turn, Answer((Reply(lines=(Text("latelist-which"),), rows=rows),)))


def _said(turn: Turn, *lines: Line) -> Answer:
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=(menu_button(),)),)))


async def _given(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Have the file that was sent be read."""
    if not isinstance(outcome, Submitted):
        return Answer()
    files = sent(outcome.answers.values())
    unit = held.context.get("unit", "")
    if unit not in {each.id for each in _centres(turn)}:  # the role was taken away meanwhile
        return Answer((Reply(lines=(Text("latelist-none"),)),))
    if not files or files[0].kind != "file":
        why = Text("latelist-file-no-list")
    elif (files[0].size or 0) > LARGEST:
        why = Text("latelist-file-large", {"most": LARGEST // 1024 // 1024})
    else:
        about = {**addressed(turn), "unit": unit, "file": as_value(files[0])}
        turn.storage.add_job(Job(turn.new_id(), "read-late-list", about))
        return Answer((Reply(lines=(Text("latelist-reading"),)),))
    turn.storage.forget_files(files)
    return Answer((Reply(lines=(why, Text("latelist-again"))),))


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a list would change."""

    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> list[Change]:
        return [each for each in self.changes if each.before is None]

    @property
    def changed(self) -> list[Change]:
        return [each for each in self.changes if each.before not in (None, each.after)]

    @property
    def same(self) -> int:
        return len(self.changes) - len(self.new) - len(self.changed)


async def read_list(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Read a list, and say what it would change before anything is changed."""
    payload = cast(dict[str, Any], job.payload)
    [file] = sent([[payload["file"]]])
    unit = str(payload["unit"])
    content = await context.fetch(file)
    context.work.forget_files([file])  # it is full of names, and read
    try:
        sheet = await asyncio.to_thread(_read, content, context, unit)
    except UnreadableFile as failed:
        return (Reply(lines=(failed.why, Text("latelist-again"))),)
    if not sheet.entries and not sheet.faults:
        return (Reply(lines=(Text("latelist-empty"), Text("latelist-again"))),)
    compared = await _compare(context, unit, sheet.entries)
    lines = _preview(context, unit, sheet, compared)
    if not compared.changes:
        return (Reply(lines=(*lines, "", Text("latelist-again"))),)
    context.work.late_files.keep_list(job.id, unit, sheet.entries, context.now)
    written = len(compared.new) + len(compared.changed)
    yes = Text("latelist-yes", {"count": written}) if written else Text("latelist-links-again")
    rows = (
        (Button(yes, f"late:yes:{job.id}"),),
        (Button(Text("latelist-no"), f"late:no:{job.id}"),),
    )
    return (Reply(lines=lines, rows=rows),)


def _read(content: bytes, context: JobContext, unit: str) -> Sheet:
    table = read_table(content, fits)
    return read_sheet(table, context.office, unit, local_day(context.now))


async def _compare(context: JobContext, unit: str, entries: Sequence[Entry]) -> _Compared:
    office, today = context.office, local_day(context.now)
    until = today + timedelta(days=office.late_files.link_days)
    known = await context.work.late_files.known(unit, [each.number for each in entries])
    changes: list[Change] = []
    refused: list[Refused] = []
    for entry in entries:
        fresh = as_new(entry, context.new_id(), unit, until)
        done = change(office, known.get(file_key(entry.number)), entry, fresh, today)
        if isinstance(done, Refused):
            refused.append(done)
        else:
            changes.append(done)
    return _Compared(tuple(changes), tuple(refused))


def _preview(
    context: JobContext, unit: str, sheet: Sheet, compared: _Compared
) -> tuple[Line, ...]:
    faults = [*sheet.faults, *(Fault(each.line, each.why) for each in compared.refused)]
    counts = {
        "total": len(sheet.entries) + len(sheet.faults),
        "new": len(compared.new),
        "changed": len(compared.changed),
        "same": compared.same,
        "faulty": len(faults),
    }
    lines: list[Line] = [context.office.units[unit].name, Text("latelist-preview", counts)]
    for each in sorted(faults, key=lambda fault: fault.line)[:_SHOWN]:
        lines.append(Text("latelist-row", {"line": each.line, "what": each.what}))
    if len(faults) > _SHOWN:
        lines.append(Text("latelist-rows-more", {"count": len(faults) - _SHOWN}))
    if sheet.missing:
        lines += ["", Text("latelist-lacks", {"columns": columns_listed(sheet.missing)})]
    if drafts := len(_owing(context, compared)):
        days = context.office.late_files.draft_days
        lines += ["", Text("latelist-drafts", {"count": drafts, "days": days})]
    return tuple(lines)


def _owing(context: JobContext, compared: _Compared) -> list[LateFile]:
    today = local_day(context.now)
    return [
        each.after for each in compared.changes if owes_apology(context.office, each.after, today)
    ]


async def _press(turn: Turn, words: str) -> Answer:
    step, _, id = words.partition(":")
    if step == "erase":
        return await _erase(turn, id)
    found = await turn.storage.late_files.open_list(id)
    allowed = {each.id for each in _centres(turn)}
    if found is None or found[0] not in allowed or step not in ("yes", "no"):
        return _said(turn, Text("latelist-gone"))
    if step == "no":
        turn.storage.late_files.take_list(id)
        return Answer(
            (Reply(lines=(Text("latelist-dropped"),), edit=True, rows=(menu_button(),)),)
        )
    turn.storage.add_job(Job(turn.new_id(), "write-late-list", {**addressed(turn), "list": id}))
    return Answer((Reply(lines=(Text("latelist-writing"),), edit=True),))


async def write_list(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Write a list its officer said yes to, all of it or nothing, and return the links."""
    work, id = context.work, str(job.payload["list"])
    found = await work.late_files.open_list(id)
    if found is None:
        return (Reply(lines=(Text("latelist-gone"),)),)
    unit, entries = found
    compared = await _compare(context, unit, entries)
    work.late_files.take_list(id)
    for each in (*compared.new, *compared.changed):
        file = _counted(each.after, context) if each.after.returned is not None else each.after
        if each.before is None:
            work.late_files.add(file)
            continue
        work.late_files.update(file, each.before)
        if file.drafted:
            await _redraft(file, context)
    counts = {"new": len(compared.new), "changed": len(compared.changed)}
    subject = f"{unit} new {counts['new']} changed {counts['changed']}"
    work.audit.note(str(job.payload["person"]), "late-files.imported", subject, context.now)
    lines: list[Line] = [Text("latelist-written", counts)]
    if owing := _owing(context, compared):
        work.add_job(Job(context.new_id(), DUE, {}))
        lines.append(Text("latelist-drafting", {"count": len(owing)}))
    files = [each.after for each in compared.changes]
    content = await asyncio.to_thread(_links, context, files)
    day = local_day(context.now)
    picture = Picture(f"link-danh-gia-{unit}-{day:%Y%m%d}.xlsx", XLSX, content)
    return (Reply(lines=(*lines, Text("latelist-links")), picture=picture),)


async def _redraft(file: LateFile, context: JobContext) -> None:
    """Have an apology that nobody signed yet say what a list says now; drop it where the result
    was there in time after all."""
    if file.returned is None or is_late(file, file.returned):
        context.notices.extend(await draft_for_late_file(file, context))
        return
    letters = context.work.letters
    for letter in await letters.of_late_file(file.id):
        if letter.state == DRAFT:
            letters.update(replace(letter, state=DROPPED), letter)
            context.work.audit.note("program", "letter.dropped", letter.id, context.now)


def _counted(file: LateFile, context: JobContext) -> LateFile:
    """Count a file whose promised day went by, once, and return it as counted."""
    if file.counted or not is_late(file, local_day(context.now)):
        return file
    context.work.letters.late(file.id, file.unit, file.due)
    return replace(file, counted=True)


async def are_due(storage: UnitOfWork, office: Office, today: date) -> bool:
    """Tell whether there is anything for `see_to`."""
    files = storage.late_files
    soon, yesterday = _limits(office, today)
    return bool(await files.undrafted(soon, 1) or await files.uncounted(yesterday, 1))


def _limits(office: Office, today: date) -> tuple[date, date]:
    """Return the last promised day that calls for an apology, and the last that is over."""
    day = timedelta(days=1)
    return today + office.late_files.draft_days * day, today - day


async def see_to(_: Job, context: JobContext) -> tuple[Reply, ...]:
    """Draft the apologies that are due and count what is late, a few files in each commit.

    What was done before is not done again, so this may be asked for as often as anybody likes.
    """
    late_files = context.work.late_files
    soon, yesterday = _limits(context.office, local_day(context.now))
    undrafted = await late_files.undrafted(soon, _AT_ONCE)
    uncounted = await late_files.uncounted(yesterday, _AT_ONCE)
    for file in undrafted:
        context.notices.extend(await draft_for_late_file(file, context))
        late_files.update(replace(_counted(file, context), drafted=True), file)
    for file in uncounted:
        late_files.update(_counted(file, context), file)
    if _AT_ONCE in (len(undrafted), len(uncounted)):
        context.work.add_job(Job(context.new_id(), DUE, {}))
    return ()


def _links(context: JobContext, files: Sequence[LateFile]) -> bytes:
    """Return a workbook with the one-time link of each file, to be printed on receipts."""

    def say(id: str) -> str:
        return context.render(Text(id), context.language)

    columns = [
        Column(say(f"latelist-sheet-{name}"), name, width)
        for name, width in (
            *(("number", 24), ("name", 28), ("procedure", 34), ("due", 14)),
            *(("link", 52), ("typed", 26), ("until", 14)),
        )
    ]
    procedures = context.office.procedures
    with TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "links.xlsx"
        with Workbook(path) as book:
            table = book.add_table(say("latelist-sheet-title"), columns)
            for file in files:
                code = str(Once(context.work.late_files.link(file)))
                known = procedures.get(file.procedure)
                about = context.render(known.name, context.language) if known else file.field
                link = f"{context.public_url}/?s={code}" if context.public_url else ""
                table.add(
                    [
                        (
                            *(file.number, file.name, about, file.new_date or file.due),
                            *(link, f"/start {code}", file.rated_until),
                        )
                    ]
                )
        return path.read_bytes()


async def _whose_to_erase(turn: Turn, number: str) -> Answer:
    """Ask before a file is erased, at its person's wish; its number says which."""
    for centre in _centres(turn):
        known = await turn.storage.late_files.known(centre.id, [number])
        for file in known.values():
            turn.storage.audit.note(turn.person.id, "late-file.read", file.id, turn.now)
            about = {"number": file.number, "name": file.name}
            rows = (
                (Button(Text("latelist-erase-yes"), f"late:erase:{file.id}"),),
                menu_button(),
            )
            ask = Reply(lines=(Text("latelist-erase", about),), rows=rows)
            return conversing.way_back(turn, Answer((ask,)))
    return _said(turn, Text("latelist-unknown", {"number": number[:60]}))


async def _erase(turn: Turn, id: str) -> Answer:
    file = await turn.storage.late_files.by_id(id)
    if file is None or file.unit not in {each.id for each in _centres(turn)}:
        return _said(turn, Text("latelist-gone"))
    turn.storage.late_files.erase(file, turn.now)
    turn.storage.audit.note(turn.person.id, "late-file.erased", file.id, turn.now)
    return Answer((Reply(lines=(Text("latelist-erased"),), edit=True, rows=(menu_button(),)),))


LATE_FILES = Feature(
    commands=(Command("hosotre", "latefiles", _ask, "command-hosotre", roles=SENDING),),
    presses={"late": _press},
    outcomes={_FORM: _given},
    jobs={"read-late-list": read_list, "write-late-list": write_list, DUE: see_to},
)
