"""What whoever sent a case can do about it: add what was asked for, agree, disagree, take it back.

And rate how it was handled, once for each answer.
"""

from __future__ import annotations

from dataclasses import replace

from feedback.access import is_sealed, may
from feedback.case import Case, Event
from feedback.code import spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.decision import Act, Refusal
from feedback.messages import Button, Line, Reply, Text
from feedback.question import Value, sent
from feedback.survey import Form
from handlers import case_files, conversing
from handlers.case_acting import Desk, Done, keep, perform
from handlers.case_notices import look_button, own_button
from handlers.context import Answer, Feature, Turn
from handlers.menu import menu_button
from handlers.officer import relay

ACTIONS = ("supply", "confirm", "dispute", "withdraw")
"""What the workflow may allow a citizen, in the order it is offered."""
RATING = "case-follow-up"
"""The survey about how a case was handled."""
_WRITTEN = ("supply", "dispute")
"""What needs words: the office pack has a form of the same name for each."""
_SURE = "withdraw"
"""Asked about before it is done: it ends the case."""
_YES = "yes"


def rows(turn: Turn, case: Case) -> tuple[tuple[Button, ...], ...]:
    """Return buttons for what somebody can do about a case of their own now, none for others."""
    if not may(turn.office, turn.actor, "track", case):
        return ()
    able = [each for each in ACTIONS if may(turn.office, turn.actor, each, case)]
    if is_sealed(turn.office, case):
        able = [each for each in able if each not in _WRITTEN]
    buttons = [own_button(case, each) for each in able]
    if can_rate(turn, case):
        buttons.insert(0, own_button(case, "rate"))
    if case.closed_at is None and not is_sealed(turn.office, case):
        buttons.append(Button(Text("own-write"), f"tell:{case.id}"))
    return tuple((button,) for button in buttons)


def can_rate(turn: Turn, case: Case) -> bool:
    """Tell whether an answer waits to be rated by whoever writes, who has a case of their own.

    What is sealed is never rated: the survey's answers are read by others than its readers.
    """
    known = may(turn.office, turn.actor, "track", case) and not is_sealed(turn.office, case)
    return known and case.answered_at is not None and not case.rating


async def _pressed(turn: Turn, data: str) -> Answer:
    id, _, rest = data.partition(":")
    action, _, agreed = rest.partition(":")
    case = await _own(turn, id)
    if case is None:
        return _said(turn, Text("own-gone"))
    if action == "rate":
        return await _rate(turn, case)
    if action not in ACTIONS:
        return _said(turn, Text("own-gone"))
    if action in _WRITTEN and may(turn.office, turn.actor, action, case):
        return await _write(turn, case, action)
    if action == _SURE and agreed != _YES and may(turn.office, turn.actor, action, case):
        sure = Button(Text("own-sure"), f"own:{id}:{action}:{_YES}")
        return _said(
            turn, Text("own-ask-withdraw", {"code": spell(case.code)}), sure, look_button(case)
        )
    return await _do(turn, case, Act(action=action))


async def _write(turn: Turn, case: Case, action: str) -> Answer:
    form = turn.forms.latest(action)
    # Words about what is sealed are kept nowhere but with its readers.
    if form is None or is_sealed(turn.office, case):
        return _said(turn, Text("own-closed"), look_button(case))
    context = {"case": case.id, "action": action}
    held = turn.conversation
    if held is not None and (held.form, held.context) == (form.name, context):
        return conversing.put_again(turn, Text("busy-here"))
    heading = Text("own-begin", {"action": action, "code": spell(case.code)})
    return await conversing.start(turn, form, context, said=(heading,))


async def _written(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    if not isinstance(outcome, Submitted):
        return Answer()
    action = held.context.get("action", "")
    files = sent(outcome.answers.values())
    case = await _own(turn, held.context.get("case", ""))
    if case is None or action not in _WRITTEN:  # erased, or no longer theirs
        turn.storage.forget_files(files)
        return _said(turn, Text("own-gone"))
    if is_sealed(turn.office, case):  # since it was begun
        turn.storage.forget_files(files)
        return _said(turn, Text("own-closed"), look_button(case))
    ids = tuple(turn.new_id() for _ in files)
    # Who only speaks or sends a photo has said it too.
    words = relay.words(outcome.answers.values()) or "(Xem tệp gửi kèm)"
    act = Act(action=action, evidence=ids)
    act = replace(act, reason=words) if action == "dispute" else replace(act, text=words)
    done = await perform(Desk.of(turn), case, act, turn.actor)
    if isinstance(done, Refusal):
        turn.storage.forget_files(files)
    else:
        case_files.keep(turn, case, files, (), ids)
    return _told(turn, case, act, done)


async def _do(turn: Turn, case: Case, act: Act) -> Answer:
    return _told(turn, case, act, await perform(Desk.of(turn), case, act, turn.actor))


def _told(turn: Turn, case: Case, act: Act, done: Done | Refusal) -> Answer:
    if isinstance(done, Refusal):
        return _said(turn, done.why, look_button(case))
    about = {"action": act.action, "code": spell(case.code)}
    buttons = [look_button(case)]
    if act.action in ("confirm", "dispute") and can_rate(turn, done.case):
        buttons.insert(0, own_button(case, "rate"))
    said = _said(turn, Text("own-done", about), *buttons)
    return replace(said, notices=done.notices)


# Rating


async def _rate(turn: Turn, case: Case) -> Answer:
    form = turn.forms.latest(RATING)
    if form is None or not can_rate(turn, case):
        return _said(turn, Text("own-rated"), look_button(case))
    context = {"case": case.id, "unit": case.unit, "category": case.category, "source": "case"}
    held = turn.conversation
    if held is not None and held.form == form.name and held.context.get("case") == case.id:
        return conversing.put_again(turn, Text("busy-here"))
    heading = Text("own-rate", {"code": spell(case.code)})
    return await conversing.start(turn, form, context, said=(heading,))


async def rated(turn: Turn, held: Conversation, outcome: Submitted) -> tuple[Line, list[Button]]:
    """Note with the case how it was rated; returns what to say besides, and what can be done now.

    What somebody says of an answer that was replaced meanwhile counts for the figures alone.
    """
    case = await _own(turn, held.context.get("case", ""))
    if case is None or not can_rate(turn, case):
        return "", []
    answers = outcome.answers
    level, solved = str(answers.get("satisfaction", "")), str(answers.get("solved", ""))
    after = replace(case, rating=level or "none")
    turn.storage.cases.update(after, case)
    note: dict[str, Value] = {"rating": level, "solved": solved}
    keep(Desk.of(turn), after, Event(case.id, turn.now, "rated", turn.person.id, note))
    wanted = "confirm" if solved == "yes" else "dispute"
    buttons = []
    if may(turn.office, turn.actor, wanted, after):
        buttons.append(own_button(case, wanted))
    said = Text(f"own-after-rating-{'solved' if solved == 'yes' else 'unsolved'}")
    return (said if buttons else ""), [*buttons, look_button(case)]


# Both


async def _own(turn: Turn, id: str) -> Case | None:
    case = await turn.storage.cases.by_id(id) if id else None
    return case if case is not None and may(turn.office, turn.actor, "track", case) else None


def _said(turn: Turn, line: Line, *buttons: Button) -> Answer:
    found = (*((each,) for each in buttons), menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=(line,), rows=found),)))


CASE_REPLY = Feature(presses={"own": _pressed}, outcomes={"own-case": _written})
