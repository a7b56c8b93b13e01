"""Drafts of letters, made by what happens: praise, an answer and its rating, a time limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from feedback.access import is_sealed, may
from feedback.case import Case
from feedback.late_file import LateFile
from feedback.letter import DRAFT, DROPPED, Letter, agency_of, is_moot, of_case, wanted
from feedback.letter_book import APOLOGIES, LATE_CASE, LATE_FILE
from feedback.messages import Button, Reply, Text
from handlers.context import Notice, actor
from handlers.jobs import JobContext

if TYPE_CHECKING:
    from handlers.case_moved import Moved

_HEARD = frozenset(
    {
        *("received", "reclassify", "warned", "late", "answer", "rated", "confirm", "close"),
        *("dispute", "reopen", "extend", "withdraw", "refuse", "pass-on", "lapse", "file"),
    }
)
"""What may call for a letter, or make a draft moot."""
_FOR_THEM = frozenset({"received", "reclassify", "warned", "late", "answer", "rated"})
"""What a new draft is made at."""


async def hear(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Draft the letter a case calls for, and drop drafts that were overtaken."""
    case, what = moved.case, moved.event.what
    if what not in _HEARD or is_sealed(context.office, case):
        return ()
    letters = context.work.letters
    if what == "late" and case.promised is not None:
        letters.late(case.id, case.unit, case.promised)
    solved = str(moved.event.note.get("solved", "")) if what == "rated" else ""
    kind = wanted(case, what, solved, context.office, context.now)
    before = await letters.of_case(case.id)
    for each in before:
        if is_moot(each, case, what, kind):
            letters.update(replace(each, state=DROPPED), each)
            context.work.audit.note("program", "letter.dropped", each.id, context.now)
    if kind is None or what not in _FOR_THEM:
        return ()
    if any(each.kind in (kind, LATE_CASE) and each.state != DROPPED for each in before):
        return ()  # there is one, or the head did not want one; nobody is apologised to twice
    return await _drafted(context, kind, case, None, of_case(context.office, case))


async def draft_for_late_file(file: LateFile, context: JobContext) -> tuple[Notice, ...]:
    """Draft the apology for a one-stop file, or put what a new list says into the unsigned one."""
    fields = _of_file(context, file)
    for each in await context.work.letters.of_late_file(file.id):
        if each.state == DRAFT:
            changed = replace(each, fields={**each.fields, **fields})
            if changed != each:
                context.work.letters.update(changed, each)
        if each.state != DROPPED:
            return ()
    return await _drafted(context, LATE_FILE, None, file, fields)


def _of_file(context: JobContext, file: LateFile) -> dict[str, str]:
    procedure = context.office.procedures.get(file.procedure)
    unit = context.office.units.get(file.unit)
    said = {
        "addressee": file.name,
        "address": file.address,
        "phone": file.phone,
        "field": file.field or (procedure.field["vi"] if procedure else ""),
        "receipt": file.number,
        "units": "" if unit is None else unit.name["vi"],
        "received": file.received,
        "promised": file.due,
        "reason": file.reason,
        "new_date": file.new_date,
    }
    return {
        name: each if isinstance(each, str) else each.isoformat()
        for name, each in said.items()
        if each
    }


async def _drafted(
    context: JobContext,
    kind: str,
    case: Case | None,
    file: LateFile | None,
    fields: Mapping[str, str],
) -> tuple[Notice, ...]:
    office, unit = context.office, case.unit if case else file.unit if file else ""
    agency = agency_of(office, unit)
    if agency is None or kind not in office.letters.kinds:
        return ()  # an office that writes no such letters
    letter = Letter(
        id=context.new_id(),
        kind=kind,
        agency=agency.unit,
        case=case.id if case else "",
        late_file=file.id if file else "",
        fields=fields,
        made_at=context.now,
    )
    context.work.letters.add(letter)
    context.work.audit.note("program", "letter.drafted", f"{letter.id} {kind}", context.now)
    return await _told(context, letter, case)


async def _told(context: JobContext, letter: Letter, case: Case | None) -> tuple[Notice, ...]:
    """Tell those who sign for the agency that a draft waits; many at once are one message."""
    office = context.office
    above = office.over(letter.agency)
    look = (Button(Text("letter-look"), "c:thu"),)
    urgent = "letter-waiting-apology" if letter.kind in APOLOGIES else "letter-waiting"
    reply = Reply(lines=(Text(urgent),), rows=(look,), merge=urgent, after=5.0)
    heads: Sequence[Notice] = [
        Notice.to(member.person, reply)
        for member in await context.work.invitations.staff()
        if any(
            role == "head" and (unit or office.root) in above
            for role, unit in member.person.grants
        )
        and (case is None or may(office, actor(member.person, office), "identify", case))
    ]
    return tuple(heads)
