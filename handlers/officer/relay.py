"""Messages between officers and whoever sent a case, by its code; neither learns who the other is.

Both directions are lines of the case's history, what is said in them sealed like all of it. They
move no case and no time limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from feedback.access import is_sealed, may
from feedback.case import Case, Event
from feedback.code import spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.decision import state_name
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.question import Value, sent
from feedback.survey import Form
from feedback.unit import Office
from feedback.workflow import ENDED
from handlers import case_files, conversing
from handlers.case_acting import Desk, keep
from handlers.case_notices import look_button
from handlers.context import Answer, Feature, Turn
from handlers.menu import menu_button
from handlers.officer import colleagues, notices
from handlers.officer.card import back_to, opened, unknown
from handlers.officer.history import Telling
from handlers.officer.urgency import subject

TO_CITIZEN, FROM_CITIZEN = "message-to-citizen", "message-from-citizen"
"""Lines of a case's history."""
_FORM = "message"
"""Name and purpose of the form both sides write in."""
_COUNTED = "case-message"
_WITHIN = timedelta(hours=1)
_MOST = {TO_CITIZEN: 60, FROM_CITIZEN: 10}
"""Messages of one person within an hour."""
_TALK = 10


# The office writes


async def _write(turn: Turn, id: str) -> Answer:
    """Have an officer write to whoever sent a case.

    Who may know who that is may write to them; a unit that merely helps may neither.
    """
    case = await opened(turn, id, "identify")
    if case is None:
        return unknown(turn)
    if not case.citizens:
        return _said(turn, Text("relay-nobody"), back_to(case))
    heading = Text("relay-to-citizen", {"code": spell(case.code)})
    return await _begin(turn, case, TO_CITIZEN, heading)


async def _talk(turn: Turn, id: str) -> Answer:
    """Show what was written to and fro about a case, the latest last."""
    case = await opened(turn, id, "see")
    if case is None:
        return unknown(turn)
    turn.storage.audit.note(turn.person.id, "case.read", case.id, turn.now)
    history = await turn.storage.cases.history(case.id)
    messages = [each for each in history if each.what in _MOST]
    names = await colleagues.names(turn.storage)
    lines: list[Line] = [Strong(spell(case.code)), Text("relay-talk", {"count": len(messages)})]
    lines += Telling(turn.office, case, names, words=True).lines(messages[-_TALK:])
    buttons = [back_to(case)]
    if any(each.note.get("evidence") for each in messages):
        files = await turn.storage.cases.files(case.id)
        buttons.insert(0, Button(Text("card-see-files", {"count": len(files)}), f"files:{id}"))
    if may(turn.office, turn.actor, "identify", case):
        buttons.insert(0, Button(Text("card-write"), f"write:{id}"))
    reply = Reply(lines=tuple(lines), rows=tuple((each,) for each in buttons))
    return conversing.way_back(turn, Answer((reply,)))


# The citizen writes


async def _tell(turn: Turn, id: str) -> Answer:
    """Have whoever sent a case write to those who handle it."""
    case = await _own(turn, id)
    if case is None:
        return _said(turn, Text("relay-gone"))
    state = turn.office.workflow.states.get(case.state)
    if state is not None and state.stage == ENDED:
        return _over(turn, case)
    return await _begin(
        turn, case, FROM_CITIZEN, Text("relay-to-office", {"code": spell(case.code)})
    )


async def _own(turn: Turn, id: str) -> Case | None:
    """Return a case of one's own; what is sealed is written to in its own lane."""
    case = await turn.storage.cases.by_id(id) if id else None
    if case is None or is_sealed(turn.office, case):
        return None
    return case if may(turn.office, turn.actor, "track", case) else None


def _over(turn: Turn, case: Case) -> Answer:
    """Say what can be done about a case that has ended."""
    about = {"code": spell(case.code), "state": state_name(turn.office, case.state)}
    lines: list[Line] = [Text("relay-over", about)]
    if may(turn.office, turn.actor, "dispute", case):
        lines.append(Text("relay-over-dispute"))
    lines.append(Text("relay-over-anew"))
    rows = ((look_button(case),), (Button(Text("menu-gopy"), "c:gopy"),), menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=rows),)))


# Both


async def _begin(turn: Turn, case: Case, what: str, heading: Line) -> Answer:
    form = turn.forms.latest(_FORM)
    if form is None:
        return _said(turn, Text("relay-closed"))
    since = turn.now - _WITHIN
    if await turn.storage.attempts.count(turn.person.id, _COUNTED, since) >= _MOST[what]:
        return _said(turn, Text("relay-too-many"))
    context = {"case": case.id, "what": what}
    held = turn.conversation
    if held is not None and (held.form, held.context) == (form.name, context):
        return conversing.put_again(turn, Text("busy-here"))
    return await conversing.start(turn, form, context, said=(heading,))


async def _written(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Keep a message with its case and tell the other side."""
    if not isinstance(outcome, Submitted):
        return Answer()
    id, what = held.context.get("case", ""), held.context.get("what", "")
    to_citizen = what == TO_CITIZEN
    case = await (opened(turn, id, "identify") if to_citizen else _own(turn, id))
    files = sent(outcome.answers.values())
    if case is None:  # taken away meanwhile
        turn.storage.forget_files(files)
        return unknown(turn) if to_citizen else _said(turn, Text("relay-gone"))
    turn.storage.attempts.add(turn.person.id, _COUNTED, turn.now)
    citizens = case.citizens
    kept = case_files.keep(turn, case, files, citizens if to_citizen else ())
    said = words(outcome.answers.values())
    note: dict[str, Value] = {"text": said, **({"evidence": list(kept)} if kept else {})}
    keep(Desk.of(turn), case, Event(case.id, turn.now, what, turn.person.id, note))
    if to_citizen:
        reply = _from_office(turn.office, case, said, len(kept))
        found = [await turn.storage.people.by_id(each) for each in citizens]
        others = [each for each in found if each is not None]
        done = _said(turn, Text("relay-sent-to-citizen"), back_to(case))
    else:
        reply = _from_citizen(turn.office, case)
        others = [*await colleagues.on_duty(turn.storage, turn.office, case)]
        done = _said(
            turn, Text("relay-sent-to-office", {"code": spell(case.code)}), look_button(case)
        )
    return Answer(done.replies, notices=notices.to(others, reply))


def words(answers: Iterable[Value]) -> str:
    """Return what was written, also beside recordings and files."""
    said: list[str] = []
    for answer in answers:
        parts = answer if isinstance(answer, list) else [{"text": answer}]
        said += [str(each["text"]) for each in parts if isinstance(each, dict) and "text" in each]
    return "\n".join(said)


def _from_office(office: Office, case: Case, words: str, files: int) -> Reply:
    unit = office.units.get(case.unit)
    name = office.name if unit is None else unit.name
    lines: list[Line] = [Text("relay-from-office", {"code": spell(case.code), "unit": name})]
    lines += ["", words] if words else []
    lines += [Text("relay-files", {"count": files})] if files else []
    answer = Button(Text("relay-answer"), f"tell:{case.id}")
    return Reply(lines=tuple(lines), rows=((answer,), (look_button(case),)))


def _from_citizen(office: Office, case: Case) -> Reply:
    """Return what officers hear: that there is a message. Reading it is in the audit."""
    about = {"code": spell(case.code), "about": subject(office, case)}
    read = Button(Text("relay-read"), f"talk:{case.id}")
    return Reply(lines=(Text("relay-from-citizen", about),), rows=((read,), (back_to(case),)))


def _said(turn: Turn, line: Line, *buttons: Button) -> Answer:
    rows = (*((each,) for each in buttons), menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=(line,), rows=rows),)))


RELAY = Feature(
    presses={"write": _write, "talk": _talk, "tell": _tell}, outcomes={_FORM: _written}
)
