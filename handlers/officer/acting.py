"""Doing something to a case: a button `do:<case>:<action>`, what it needs is asked, and it is done.

Whether it may be done is decided as the case stands when it is sent, not when it was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from feedback.access import is_sealed, may
from feedback.acting_lint import FORM
from feedback.case import Case
from feedback.code import spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.deadline import said
from feedback.decision import Act, Refusal, state_name
from feedback.messages import Button, Line, Reply, Text
from feedback.question import Value, sent
from feedback.reply_template import PROVEN
from feedback.survey import Form
from feedback.unit import Office
from handlers import case_files, conversing
from handlers.case_acting import Desk, Done, followers, perform
from handlers.context import Answer, Feature, Turn
from handlers.officer import choices
from handlers.officer.answering import Entered, entered
from handlers.officer.card import back_to
from handlers.officer.tasks import tasks_button
from handlers.officer.urgency import place, subject

_YES = "yes"


async def _pressed(turn: Turn, data: str) -> Answer:
    """Ask for what the action of a button needs, or whether it is meant; what is agreed is done."""
    id, _, rest = data.partition(":")
    action, _, agreed = rest.partition(":")
    case = await _known(turn, id)
    if case is None:
        return _said(turn, Text("act-unknown"))
    return await begin(turn, case, action, agreed=agreed == _YES)


async def begin(turn: Turn, case: Case, action: str, *, agreed: bool = False) -> Answer:
    """Begin an action on a case of which whoever presses may know as an officer."""
    office = turn.office
    row = office.workflow.find(case.kind, case.state, action)
    if row is None or not may(office, turn.actor, action, case):
        return await _do(turn, case, action)  # refused, with the reason
    if not row.needs:
        return await _do(turn, case, action) if agreed else _confirm(turn, case, action)
    form = turn.forms.latest(FORM)
    if form is None:
        return _said(turn, Text("act-no-form"), rows=_rows(turn, case))
    context = await choices.surrounding(turn, case, row)
    if not isinstance(context, dict):
        return _said(turn, context, rows=_rows(turn, case))
    held = turn.conversation
    if held is not None and held.form == FORM and _about(held.context) == _about(context):
        return conversing.put_again(turn, Text("busy-here"))
    heading = Text("act-begin", {"action": _label(action), "code": spell(case.code)})
    return await conversing.start(turn, form, context, said=(heading,))


def _about(context: Mapping[str, str]) -> tuple[str | None, ...]:
    return context.get("case"), context.get("action")


def _confirm(turn: Turn, case: Case, action: str) -> Answer:
    about: dict[str, Line] = {"action": _label(action), "code": spell(case.code)}
    yes = (Button(Text("act-yes"), f"do:{case.id}:{action}:{_YES}"),)
    return _said(turn, Text("act-confirm", about), rows=(yes, *_rows(turn, case)))


async def _do(turn: Turn, case: Case, action: str) -> Answer:
    done = await perform(Desk.of(turn), case, Act(action=action), turn.actor)
    if isinstance(done, Refusal):
        return _said(turn, *_why(done), rows=_rows(turn, case))
    answer = conversing.way_back(turn, Answer((_told(turn, case, done),)))
    return replace(answer, notices=done.notices)


async def _submitted(turn: Turn, form: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Do what was asked for; where that may not be, what was entered is kept to be put right."""
    if not isinstance(outcome, Submitted):
        return Answer()
    answers = outcome.answers
    case = await _known(turn, held.context["case"])
    if case is None:
        turn.storage.forget_files(sent(answers.values()))
        return _said(turn, Text("act-unknown"))
    given = await entered(turn, case, form, held.context, answers)
    if not isinstance(given, Entered):
        return await _again(turn, held, answers, given)
    done = await perform(Desk.of(turn), case, given.act, turn.actor)
    if isinstance(done, Refusal):
        return await _again(turn, held, answers, *_why(done))
    to = await _citizens(turn, case) if given.files and given.act.action == PROVEN else ()
    if is_sealed(turn.office, case):  # what the program could read has no place there
        turn.storage.forget_files(given.files)
    else:
        case_files.keep(turn, case, given.files, to, given.act.evidence)
    return Answer((_told(turn, case, done),), notices=done.notices)


async def _again(
    turn: Turn, held: Conversation, answers: Mapping[str, Value], *why: Line
) -> Answer:
    form = turn.forms.pinned(held.form, held.version)
    said = (*why, Text("act-refused"))
    return await conversing.start(turn, form, held.context, answers, said)


async def _known(turn: Turn, id: str) -> Case | None:
    """Return the case, None for whoever may not know of it as one of those who handle it."""
    case = await turn.storage.cases.by_id(id) if id else None
    return case if case is not None and may(turn.office, turn.actor, "list", case) else None


async def _citizens(turn: Turn, case: Case) -> tuple[str, ...]:
    """Return who gets the files of an answer: also who sent the same."""
    same = await followers(Desk.of(turn), case)
    people = (*case.citizens, *(each.person for each in same))
    return tuple(dict.fromkeys(filter(None, people)))


# Telling


def _why(refused: Refusal) -> tuple[Line, ...]:
    why = refused.why
    late = isinstance(why, Text) and why.id == "refused-not-now"
    return (why, Text("act-too-late")) if late else (why,)


def _told(turn: Turn, before: Case, done: Done) -> Reply:
    """Say what was done and how the case stands now."""
    office, case = turn.office, done.case
    about: dict[str, Line] = {
        "action": _label(done.event.what),
        "code": spell(case.code),
        "state": state_name(office, case.state),
    }
    lines: list[Line] = [Text("act-done", about)]
    if case.promised is not None and any(each.ended_at is None for each in case.clocks):
        lines.append(Text("act-promised", {"day": said(case.promised)}))
    if case.chain != before.chain:
        lines += _went(office, before, case)
    if done.parts:
        lines.append(Text("act-parts", {"count": len(done.parts)}))
    for part in done.parts:
        what = {"about": subject(office, part), "unit": place(office, part.unit)}
        if may(office, turn.actor, "list", part):
            lines.append(Text("act-part", {"code": spell(part.code), **what}))
        else:  # gone where it is none of theirs: its code would open it
            lines.append(Text("act-part-elsewhere", what))
    return Reply(lines=tuple(lines), rows=_rows(turn, case))


def _went(office: Office, before: Case, case: Case) -> Iterable[Line]:
    """Say where a case has gone, by which way, and whether its units send it to and fro."""
    yield Text("act-now-at", {"unit": _named(office, case.unit)})
    first, *rest = case.chain
    way = _named(office, first)
    for each in rest:
        way = Text("act-then", {"before": way, "last": _named(office, each)})
    yield Text("act-went", {"units": way})
    if case.bounces > before.bounces:
        yield Text("act-bounced", {"count": case.bounces})
    if case.raised and not before.raised:
        yield Text("act-raised", {"unit": _named(office, case.unit)})


def _named(office: Office, unit: str) -> Line:
    known = office.units.get(unit)
    return unit if known is None else known.name


def _label(action: str) -> Text:
    return Text("action-label", {"action": action})


def _rows(turn: Turn, case: Case) -> tuple[tuple[Button, ...], ...]:
    """Return the way back to the case, for whoever may still see its card."""
    office = turn.office
    if is_sealed(office, case) or not may(office, turn.actor, "list", case):
        return (tasks_button(),)
    return ((back_to(case),), tasks_button())


def _said(turn: Turn, *lines: Line, rows: tuple[tuple[Button, ...], ...] = ()) -> Answer:
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=rows or (tasks_button(),)),)))


ACTING = Feature(presses={"do": _pressed}, outcomes={FORM: _submitted})
