"""Letters on paper: made off the turn, shown to those who write them, brought to whom they are for."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from datetime import date
from functools import partial

from feedback.calendar import local_day
from feedback.case import Case
from feedback.code import spell
from feedback.letter import APPROVED, Letter, agency_of, of_case, printed
from feedback.letter_book import RECEIPT
from feedback.messages import Picture, Reply, Text
from feedback.ports import Job
from feedback.unit import Office
from handlers.context import Notice
from handlers.jobs import JobContext
from handlers.payload import See
from handlers.reports import WORD

SHOW, SEND, OWN = "letter-show", "letter-send", "letter-own"
"""Kinds of jobs: show a letter to who works on it, bring it to its addressee, make a paper for
the citizen of a case."""
_VI = "vi"
"""Official letters are in Vietnamese, whatever language their reader has chosen."""


async def show(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Show a letter as it stands."""
    letter = await context.work.letters.by_id(str(job.payload["letter"]))
    if letter is None or not letter.fields:
        return (Reply(lines=(Text("letter-gone"),)),)
    case = await context.work.cases.by_id(letter.case) if letter.case else None
    file = await _made(context, letter, case, str(job.payload["format"]))
    line = "letter-shown" if letter.state == APPROVED else "letter-shown-draft"
    return (Reply(lines=(Text(line),), picture=file),)


async def send(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Bring a signed letter to the people of its case; else to who signed it, to be printed."""
    work = context.work
    letter = await work.letters.by_id(str(job.payload["letter"]))
    if letter is None or not letter.fields:
        return (Reply(lines=(Text("letter-gone"),)),)
    case = await work.cases.by_id(letter.case) if letter.case else None
    file = await _made(context, letter, case, "pdf")
    reached = await _brought(context, letter, case, file)
    action = "letter.sent" if reached else "letter.to-print"
    work.audit.note("program", action, letter.id, context.now)
    number = {"number": f"{letter.number}/{letter.year}"}
    if reached:
        return (Reply(lines=(Text("letter-brought", number),)),)
    return (Reply(lines=(Text("letter-print", number),), picture=file),)


async def _brought(context: JobContext, letter: Letter, case: Case | None, file: Picture) -> int:
    """Send a letter to everybody of its case who can be written to; returns how many."""
    reached = 0
    for id in () if case is None else case.citizens:
        person = await context.work.people.by_id(id)
        if person is None or not await context.work.people.accounts(person.id):
            continue
        kind = context.office.letters.kinds[letter.kind]
        reply = Reply(lines=(Text("letter-for-you", {"letter": kind.name}),), picture=file)
        context.notices.append(Notice.to(person, reply))
        reached += 1
    return reached


async def own(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Make a paper of a citizen's own case: the slip, or the complaint to print and sign."""
    case = await context.work.cases.by_id(str(job.payload["case"]))
    if case is None or not case.person:
        return (Reply(lines=(Text("letter-gone"),)),)
    kind, agency = str(job.payload["kind"]), agency_of(context.office, case.unit)
    letter = Letter(
        id=job.id,
        kind=kind,
        agency=agency.unit if agency else context.office.root,
        case=case.id,
        fields={
            **of_case(context.office, case),
            "day": local_day(context.now).isoformat(),
        },
        made_at=context.now,
    )
    file = await _made(context, letter, case, "pdf")
    line = "letter-own-slip" if kind == RECEIPT else "letter-own-complaint"
    return (Reply(lines=(Text(line),), picture=file),)


async def _made(context: JobContext, letter: Letter, case: Case | None, format: str) -> Picture:
    """Return a letter as a file, made in a thread: nobody's turn waits for it."""
    template = context.office.letters.templates[letter.kind]
    values = printed(context.office, letter, _besides(context, letter, case))
    qr = _link(context, case) if case is not None else ""
    content = await asyncio.to_thread(partial(_drawn, template, values, qr, format))
    number = f"-{letter.number}-{letter.year}" if letter.number else ""
    mime = "application/pdf" if format == "pdf" else WORD
    return Picture(f"{letter.kind}{number}.{format}", mime, content)


def _drawn(template: bytes, values: Mapping[str, str], qr: str, format: str) -> bytes:
    # Here, since a program that writes no letter need not load what makes them.
    import segno

    from handlers.reports import letter_docx, letter_pdf

    picture = io.BytesIO()
    if qr:
        segno.make_qr(qr, error="m").save(picture, kind="png", scale=8)
    word = letter_docx.fill(template, values, picture.getvalue())
    return letter_pdf.pdf(word) if format == "pdf" else word


def _besides(context: JobContext, letter: Letter, case: Case | None) -> dict[str, str]:
    """Return what a template may show of a case, and that a letter was signed off."""
    office = context.office
    said: dict[str, str] = {}
    if letter.state == APPROVED:
        day = date.fromisoformat(letter.fields["day"])
        said["approved"] = context.render(Text("letter-approved", {"day": day}), _VI)
    if case is None:
        return said
    category, kind = office.categories.get(case.category), office.workflow.kinds[case.kind]
    what = case.content.get("what")
    return {
        **said,
        "code": spell(case.code),
        "kind": context.render(kind.name, _VI),
        "category": "" if category is None else category.name["vi"],
        "contact": _contact(office, case),
        "content": what if isinstance(what, str) else "",
    }


def _contact(office: Office, case: Case) -> str:
    """Return where the nearest unit that says so is to be found."""
    found = (each.contact["vi"] for each in reversed(office.path(case.unit)) if each.contact)
    return next(found, "")


def _link(context: JobContext, case: Case) -> str:
    code = str(See(case.code))
    return f"{context.public_url}/?s={code}" if context.public_url else case.code
