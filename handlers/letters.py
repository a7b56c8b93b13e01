"""`/thu`: letters that wait, for those who fill them in and for the head who signs them off.

A letter names somebody: it is opened by who may know whom its case is of, and every opening is
audited. What is signed is what was shown: a draft changed since has to be looked at again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta

from feedback.access import is_sealed
from feedback.calendar import local_day
from feedback.case import Case
from feedback.code import spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.errors import ClockRefused, LetterRefused
from feedback.late_file import LateFile, appoint
from feedback.letter import (
    DRAFT,
    Letter,
    agencies_around,
    approved,
    filled,
    in_time,
    listed,
    may_list,
    may_prepare,
    may_sign,
    missing,
    rejected,
)
from feedback.letter_book import APOLOGIES, ASKED, BY_HAND, COMPLAINT_FORM, OWN, RECEIPT
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.ports import Job
from feedback.survey import Form
from feedback.unit import Office
from handlers import conversing
from handlers.admin.asking import addressed
from handlers.case_acting import Desk, apologised
from handlers.context import Answer, Command, Feature, Turn
from handlers.letter_sending import OWN as OWN_JOB
from handlers.letter_sending import SEND, SHOW, own, send, show
from handlers.menu import menu_button

_ROLES = frozenset({"officer", "head", "admin"})
_WRITERS = ("officer", "head")
_FORM, _REASON = "letter", "letter-reason"
"""Names and purposes of the forms that ask what a letter says, and why one is not signed."""
_PAPERS, _MOST_PAPERS, _WITHIN = "papers", 10, timedelta(hours=1)
"""A person has so many papers made within an hour: each is work for the machine."""
_READ, _LISTED = 40, 8
"""Drafts read at once, and shown."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a letter is about, and the unit that deals with it."""

    letter: Letter
    case: Case | None
    file: LateFile | None

    @property
    def unit(self) -> str:
        if self.case is not None:
            return self.case.unit
        return self.letter.agency if self.file is None else self.file.unit


async def _subject(turn: Turn, letter: Letter) -> _Subject:
    case = await turn.storage.cases.by_id(letter.case) if letter.case else None
    file = await turn.storage.late_files.by_id(letter.late_file) if letter.late_file else None
    return _Subject(letter, case, file)


async def _list(turn: Turn, _: str) -> Answer:
    """List the drafts that wait, the oldest first, and offer to begin one."""
    office, actor = turn.office, turn.actor
    agencies = agencies_around(office, actor, _ROLES)
    letters = await turn.storage.letters.waiting(agencies, _READ) if agencies else []
    found = await asyncio.gather(*(_subject(turn, each) for each in letters))
    known = [each for each in found if may_list(office, actor, each.unit, each.case)]
    lines: list[Line] = [Text("letters-waiting", {"count": len(known)})]
    rows = [(Button(_called(turn, each), f"letter:open:{each.letter.id}"),) for each in known]
    if len(known) > _LISTED:
        lines.append(Text("letters-more", {"count": len(known) - _LISTED}))
    rows = rows[:_LISTED]
    if agencies_around(office, actor, _WRITERS):
        kinds = office.letters.kinds
        rows += [
            (Button(Text("letter-new", {"letter": kinds[id].name}), f"letter:new:{id}"),)
            for id in BY_HAND
            if id in kinds
        ]
    reply = Reply(lines=tuple(lines), rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


def _called(turn: Turn, about: _Subject) -> Line:
    """Return a draft's name in a list: nobody's name, only what it is and of which case."""
    kind = turn.office.letters.kinds.get(about.letter.kind)
    name: Line = about.letter.kind if kind is None else kind.name
    if about.case is not None:
        return Text("letter-of", {"letter": name, "of": spell(about.case.code)})
    return Text("letter-of-day", {"letter": name, "day": local_day(about.letter.made_at)})


async def _press(turn: Turn, data: str) -> Answer:
    """Take a press: what to do, and the id of the letter, the case or the kind."""
    verb, _, rest = data.partition(":")
    id, _, version = rest.partition(":")
    if verb in OWN:
        return await _own(turn, verb, id)
    if not turn.person.roles & _ROLES:
        return _gone(turn)
    if verb == "new":
        return await _new(turn, id)
    if verb == "case":
        return await _of_case(turn, id)
    letter = await turn.storage.letters.by_id(id)
    if letter is None:
        return _gone(turn)
    about = await _subject(turn, letter)
    if verb == "open" and may_list(turn.office, turn.actor, about.unit, about.case):
        return await _card(turn, about)
    if not may_prepare(turn.office, turn.actor, about.unit, about.case):
        return _gone(turn)
    if verb in ("pdf", "docx"):
        return _show(turn, letter, verb)
    if verb == "fill":
        return await _fill(turn, letter)
    if not may_sign(turn.office, turn.actor, letter, about.case):
        return _gone(turn)
    if letter.state != DRAFT or str(letter.version) != version:
        return await _card(turn, about, Text("letter-changed"))
    if verb == "sign":
        return await _ask_to_sign(turn, about)
    if verb == "signed":
        return await _sign(turn, about)
    return await _ask_why(turn, letter) if verb == "reject" else _gone(turn)


def _gone(turn: Turn) -> Answer:
    return conversing.way_back(
        turn, Answer((Reply(lines=(Text("letter-gone"),), rows=(menu_button(),)),))
    )


async def _card(turn: Turn, about: _Subject, *said: Line) -> Answer:
    """Show how a letter stands and what can be done with it."""
    letter, office, actor = about.letter, turn.office, turn.actor
    lines: list[Line] = [*said, Strong(_called(turn, about))]
    lines.append(Text("letter-state", {"state": letter.state}))
    if letter.number:
        number = {"number": f"{letter.number}/{letter.year}"}
        lines.append(Text("letter-number", number))
    if letter.state == DRAFT:
        if lacking := missing(office, letter):
            lines.append(Text("letter-lacks", {"fields": listed(lacking)}))
        if letter.kind in APOLOGIES and not _in_time(letter, turn.today):
            lines.append(Text("letter-too-late"))
    rows: list[tuple[Button, ...]] = []
    if letter.fields and may_prepare(office, actor, about.unit, about.case):
        rows = [
            (
                _button("letter-pdf", f"pdf:{letter.id}"),
                _button("letter-docx", f"docx:{letter.id}"),
            )
        ]
        if letter.state == DRAFT:
            rows.append((_button("letter-fill", f"fill:{letter.id}"),))
            if may_sign(office, actor, letter, about.case):
                at = f"{letter.id}:{letter.version}"
                rows.append((_button("letter-sign", f"sign:{at}"),))
                rows.append((_button("letter-reject", f"reject:{at}"),))
    rows.append((Button(Text("letters-all"), "c:thu"),))
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


def _button(label: str, data: str) -> Button:
    return Button(Text(label), f"letter:{data}")


def _in_time(letter: Letter, today: date) -> bool:
    promised = letter.fields.get("promised")
    return in_time(date.fromisoformat(promised) if promised else None, today)


async def _of_case(turn: Turn, id: str) -> Answer:
    """List the letters of a case, for those who handle it."""
    case = await turn.storage.cases.by_id(id)
    if case is None or not may_prepare(turn.office, turn.actor, case.unit, case):
        return _gone(turn)
    letters = await turn.storage.letters.of_case(id)
    rows = [
        (Button(_called(turn, _Subject(each, case, None)), f"letter:open:{each.id}"),)
        for each in letters
    ]
    lines = (Text("letters-of-case", {"code": spell(case.code), "count": len(letters)}),)
    reply = Reply(lines=lines, rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


def _show(turn: Turn, letter: Letter, format: str) -> Answer:
    turn.storage.audit.note(turn.person.id, "letter.read", letter.id, turn.now)
    about = {**addressed(turn), "letter": letter.id, "format": format}
    turn.storage.add_job(Job(turn.new_id(), SHOW, about))
    return Answer((Reply(lines=(Text("letter-making"),)),))


# Filling in


async def _new(turn: Turn, kind: str) -> Answer:
    """Begin a letter that no event calls for: a congratulation, a condolence, an apology."""
    agencies = agencies_around(turn.office, turn.actor, _WRITERS)
    if kind not in BY_HAND or kind not in turn.office.letters.kinds or not agencies:
        return _gone(turn)
    about = {"kind": kind, "agency": agencies[0]}
    return await _asked(turn, about, {"letter": kind})


async def _fill(turn: Turn, letter: Letter) -> Answer:
    if letter.state != DRAFT:
        return _gone(turn)
    turn.storage.audit.note(turn.person.id, "letter.read", letter.id, turn.now)
    known = {name.replace("_", "-"): each for name, each in letter.fields.items()}
    return await _asked(turn, {"letter": letter.id}, {**known, "letter": letter.kind})


async def _asked(turn: Turn, about: dict[str, str], answers: dict[str, str]) -> Answer:
    form = turn.forms.latest(_FORM)
    return _gone(turn) if form is None else await conversing.start(turn, form, about, answers)


async def _filled(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Keep what was filled in, and show what the letter still lacks."""
    if not isinstance(outcome, Submitted):
        return Answer()
    given = {name.replace("-", "_"): str(each) for name, each in outcome.answers.items()}
    given = {name: given.get(name, "") for name in ASKED}
    id = held.context.get("letter")
    if id is None:
        return await _begun(turn, held, given)
    letter = await turn.storage.letters.by_id(id)
    about = None if letter is None else await _subject(turn, letter)
    if about is None or not may_prepare(turn.office, turn.actor, about.unit, about.case):
        return _gone(turn)
    try:
        after = filled(about.letter, given)
        _appointed(turn, after, about.file)
    except (LetterRefused, ClockRefused) as refused:
        return await _card(turn, about, refused.why)
    turn.storage.letters.update(after, about.letter)
    turn.storage.audit.note(turn.person.id, "letter.filled-in", after.id, turn.now)
    return await _card(turn, _next(after, about))


def _appointed(turn: Turn, letter: Letter, file: LateFile | None) -> LateFile | None:
    """Return a one-stop file with the new date of its letter; raises ClockRefused for a second."""
    if file is None or "new_date" not in letter.fields:
        return file
    day, why = date.fromisoformat(letter.fields["new_date"]), letter.fields.get("reason", "")
    return appoint(turn.office, file, day, why, turn.today)


async def _begun(turn: Turn, held: Conversation, given: dict[str, str]) -> Answer:
    kind, agency = held.context.get("kind", ""), held.context.get("agency", "")
    if agency not in agencies_around(turn.office, turn.actor, _WRITERS):
        return _gone(turn)
    letter = Letter(id=turn.new_id(), kind=kind, agency=agency, made_at=turn.now)
    letter = filled(letter, given)
    turn.storage.letters.add(letter)
    turn.storage.audit.note(turn.person.id, "letter.begun", f"{letter.id} {kind}", turn.now)
    return await _card(turn, _Subject(letter, None, None))


def _next(after: Letter, about: _Subject) -> _Subject:
    """Return a letter as it will be read once this turn is committed."""
    return _Subject(replace(after, version=after.version + 1), about.case, about.file)


# Signing off


async def _ask_to_sign(turn: Turn, about: _Subject) -> Answer:
    letter = about.letter
    if lacking := missing(turn.office, letter, await _signer(turn)):
        return await _card(
            turn, about, Text("letter-refused-missing", {"fields": listed(lacking)})
        )
    lines = [Text("letter-sign-ask", {"letter": _called(turn, about)})]
    rows = (
        (_button("letter-sign-yes", f"signed:{letter.id}:{letter.version}"),),
        (_button("letter-back", f"open:{letter.id}"),),
    )
    return Answer((Reply(lines=tuple(lines), rows=rows),))


async def _sign(turn: Turn, about: _Subject) -> Answer:
    """Give a letter its number and have it brought to whom it is for."""
    before, storage = about.letter, turn.storage
    number = await storage.letters.next_number(before.agency, turn.today.year)
    others = [
        *(await storage.letters.of_case(before.case) if before.case else ()),
        *(await storage.letters.of_late_file(before.late_file) if before.late_file else ()),
    ]
    try:
        after = approved(turn.office, before, others, number, await _signer(turn), turn.today)
        file = _appointed(turn, after, about.file)
    except (LetterRefused, ClockRefused) as refused:
        return await _card(turn, about, refused.why)
    timely = _in_time(after, turn.today) if after.kind in APOLOGIES else None
    storage.letters.update(after, before, in_time=timely)
    if timely is not None and about.case is not None:
        apologised(Desk.of(turn), about.case, turn.actor)
    if file is not None and about.file is not None and file != about.file:
        storage.late_files.update(file, about.file)
    subject = f"{after.id} {after.agency} {number}/{after.year}"
    storage.audit.note(turn.person.id, "letter.signed", subject, turn.now)
    storage.add_job(Job(turn.new_id(), SEND, {**addressed(turn), "letter": after.id}))
    said = Text("letter-signed", {"number": f"{number}/{after.year}"})
    return Answer((Reply(lines=(said,), edit=True),))


async def _signer(turn: Turn) -> str:
    """Return the name of who signs, as it was written when they were invited."""
    staff = await turn.storage.invitations.staff()
    return next((each.name for each in staff if each.person.id == turn.person.id), "")


async def _ask_why(turn: Turn, letter: Letter) -> Answer:
    form = turn.forms.latest(_REASON)
    if form is None:
        return _gone(turn)
    return await conversing.start(turn, form, {"letter": letter.id})


async def _rejected(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    if not isinstance(outcome, Submitted):
        return Answer()
    letter = await turn.storage.letters.by_id(held.context.get("letter", ""))
    about = None if letter is None else await _subject(turn, letter)
    if about is None or not may_sign(turn.office, turn.actor, about.letter, about.case):
        return _gone(turn)
    try:
        after = rejected(about.letter, str(outcome.answers["reason"]))
    except LetterRefused as refused:
        return await _card(turn, about, refused.why)
    turn.storage.letters.update(after, about.letter)
    turn.storage.audit.note(turn.person.id, "letter.rejected", after.id, turn.now)
    return await _card(turn, _next(after, about), Text("letter-rejected"))


# A citizen's own papers


async def _own(turn: Turn, kind: str, id: str) -> Answer:
    """Make a paper of a case for whoever it is of."""
    case = await turn.storage.cases.by_id(id)
    theirs = case is not None and turn.person.id in (case.person, *case.representatives)
    fits = (
        case is not None
        and kind in turn.office.letters.kinds
        and (kind == RECEIPT or case.kind == "complaint")
        and not is_sealed(turn.office, case)
    )
    if not (theirs and fits):
        return _gone(turn)
    attempts = turn.storage.attempts
    if await attempts.count(turn.person.id, _PAPERS, turn.now - _WITHIN) >= _MOST_PAPERS:
        return Answer((Reply(lines=(Text("letter-own-too-many"),)),))
    attempts.add(turn.person.id, _PAPERS, turn.now)
    turn.storage.add_job(
        Job(turn.new_id(), OWN_JOB, {**addressed(turn), "case": id, "kind": kind})
    )
    return Answer((Reply(lines=(Text("letter-making"),)),))


def own_papers(office: Office, case: Case) -> tuple[Button, ...]:
    """Return the buttons by which a citizen has papers of their own case made."""
    found = {RECEIPT: Button(Text("letter-own-receipt"), f"letter:{RECEIPT}:{case.id}")}
    if case.kind == "complaint":
        form = Button(Text("letter-own-form"), f"letter:{COMPLAINT_FORM}:{case.id}")
        found[COMPLAINT_FORM] = form
    return tuple(each for kind, each in found.items() if kind in office.letters.kinds)


LETTERS = Feature(
    commands=(Command("thu", "letters", _list, "command-thu", roles=_ROLES),),
    presses={"letter": _press},
    outcomes={_FORM: _filled, _REASON: _rejected},
    jobs={SHOW: show, SEND: send, OWN_JOB: own},
)
"""`/thu`."""
