"""What somebody tells the named readers: sealed part by part as it comes, and kept nowhere else.

The conversation holds no word of it, only that something was told. The case names nobody: whoever
sent it is known by a keyed mark (`ports.SealedLane.owner`), and acts under that.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from feedback.access import Actor, is_sealed, may
from feedback.case import Case, Event
from feedback.code import draw, spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.decision import Act, Refusal
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.sealed import seal
from feedback.survey import Form
from feedback.workflow import BEGINS, ENDED
from handlers import conversing
from handlers.case_acting import Desk, begun, keep, perform
from handlers.case_notices import look_button
from handlers.context import Answer, Feature, Turn
from handlers.intents import wish
from handlers.menu import menu_button
from handlers.sealed import readers
from handlers.sealed.naming import names_somebody

FORM = "denunciation"
"""Name and purpose of the form; also the kind of the cases it makes."""
_TOLD = "told"
_TOLD_SEALED = {"vi": "(Lời kể đã khóa)", "en": "(sealed)"}
"""What stands for the words wherever the program would keep them."""
_ADDED = "added"
"""Line of the history: more was told to a case that was there."""
_OWN = ("confirm", "withdraw")


async def offer(turn: Turn) -> tuple[tuple[Line, ...], tuple[tuple[Button, ...], ...]]:
    """Return what is said, and the button, where something may be left for the readers."""
    if turn.forms.latest(FORM) is None or not await readers.keys(turn.storage, turn.office):
        return (), ()
    return ("", Text("sealed-offer")), ((Button(Text("sealed-leave"), "lane:begin"),),)


async def _pressed(turn: Turn, data: str) -> Answer:
    what, _, rest = data.partition(":")
    match what:
        case "begin":
            return await _begin(turn)
        case "more":
            case = await _own(turn, rest)
            return _gone(turn) if case is None or _over(turn, case) else await _begin(turn, case)
        case "do":
            return await _do(turn, *rest.split(":"))
    held = turn.conversation
    id, _, part = rest.partition(":")
    if held is None or held.form != FORM or held.id != id or held.at != _TOLD:
        return await conversing.go_on(turn, id)
    return _take_back(turn, held, part) if what == "drop" else await _send(turn, held)


async def _begin(turn: Turn, case: Case | None = None) -> Answer:
    form = turn.forms.latest(FORM)
    if form is None or not await readers.keys(turn.storage, turn.office):
        return _closed(turn)
    held = turn.conversation
    if held is not None and held.form == FORM:
        return conversing.put_again(turn, Text("busy-here"))
    lane = {"lane": turn.new_id()} if case is None else {"lane": case.id, "more": "yes"}
    said = () if case is None else (Text("sealed-more-to", {"code": spell(case.code)}),)
    return await conversing.start(turn, form, lane, said=said)


async def hear(turn: Turn, form: Form, held: Conversation) -> Answer:
    """Seal what somebody tells; nothing of it passes on to the form."""
    inbound = turn.inbound
    turn.storage.forget_files(inbound.attachments)
    telling = held.at == _TOLD and held.stage in ("asking", "editing")
    if telling and wish(inbound.text) == "cancel":
        return await conversing.cancel(turn)
    if inbound.press is not None or not telling:
        turn.inbound = replace(inbound, attachments=(), location=None, contact=None)
        return await conversing.listen(turn, form, held)
    if inbound.edited:
        return _say(turn, held, Text("sealed-edited"))
    said: list[Line] = []
    if inbound.attachments or inbound.location or inbound.contact:
        said.append(Text("sealed-words-only"))
    if not inbound.text:
        return _say(turn, held, *said or (Text("question-text-hint"),))
    keys = await readers.keys(turn.storage, turn.office)
    if not keys:
        return _say(turn, held, Text("sealed-closed"))
    lane, part = held.context["lane"], turn.new_id()
    sealed = seal(list(keys.values()), f"{lane}/{part}", inbound.text)
    turn.storage.sealed_lane.add(lane, part, held.id, sealed, turn.now)
    held = _counting(turn, held, 1)
    said.append(Text("sealed-kept", {"count": _parts(held)}))
    if names_somebody(inbound.text):
        said.append(Text("sealed-names-you"))
    return _say(turn, held, *said, part=part)


def _take_back(turn: Turn, held: Conversation, part: str) -> Answer:
    turn.storage.sealed_lane.take_back(held.context["lane"], part, held.id)
    held = _counting(turn, held, -1)
    return _say(turn, held, Text("sealed-taken-back", {"count": _parts(held)}))


def _say(turn: Turn, held: Conversation, *said: Line, part: str = "") -> Answer:
    """Say something in the middle of the telling, with what can be done now."""
    turn.conversation = held = replace(held, touched_at=turn.now)
    turn.storage.conversations.save(turn.person.id, held)
    rows = []
    if _parts(held):
        rows.append((Button(Text("sealed-send"), f"lane:send:{held.id}"),))
    if part:
        rows.append((Button(Text("sealed-take-back"), f"lane:drop:{held.id}:{part}"),))
    rows.append((Button(Text("sealed-give-up"), "c:huy"),))
    return Answer((Reply(lines=said, rows=tuple(rows), numbered=False),))


def _counting(turn: Turn, held: Conversation, change: int) -> Conversation:
    return replace(
        held, context={**held.context, "parts": str(max(0, _parts(held) + change))}, misses=0
    )


def _parts(held: Conversation) -> int:
    return int(held.context.get("parts", "0"))


async def _send(turn: Turn, held: Conversation) -> Answer:
    if not _parts(held):
        return _say(turn, held, Text("sealed-nothing-yet"))
    pressed = turn.inbound
    words = _TOLD_SEALED.get(turn.language[:2], _TOLD_SEALED["vi"])
    turn.inbound = replace(pressed, press=None, text=words)
    answer = await conversing.listen(turn, conversing.form_of(turn, held), held)
    turn.inbound = pressed
    return answer


async def _finished(turn: Turn, form: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Make a case of what was told, or add it to the one it is about."""
    lane, storage = held.context["lane"], turn.storage
    if not isinstance(outcome, Submitted):
        storage.sealed_lane.forget(lane, held.id)
        return Answer()
    if "more" in held.context:
        return await _added(turn, held)
    storage.sealed_lane.send(lane, held.id)
    owner = storage.sealed_lane.owner(turn.person.id)
    case = begun(
        turn.office,
        Case(
            id=lane,
            code=draw(secrets.randbelow),
            kind=FORM,
            state=BEGINS,
            unit=turn.office.root,
            person=owner,
            channel="",  # where they wrote from is nobody's business
            received_at=turn.now,
            entered_at=turn.now,
            promised=None,
            form_version=form.version,
        ),
    )
    storage.cases.add(case)
    keep(Desk.of(turn), case, Event(case.id, turn.now, BEGINS, owner))
    lines: tuple[Line, ...] = (
        Text("sealed-received"),
        "",
        Text("intake-code"),
        Strong(spell(case.code)),
        Text("intake-keep-code"),
        Text("sealed-look-up", {"code": spell(case.code)}),
        "",
        Text("sealed-no-filing"),
    )
    return Answer((Reply(lines=lines, rows=(menu_button(),), edit=False),))


async def _added(turn: Turn, held: Conversation) -> Answer:
    case = await _own(turn, held.context["lane"])
    if case is None or _over(turn, case):
        turn.storage.sealed_lane.forget(held.context["lane"], held.id)
        return _gone(turn)
    turn.storage.sealed_lane.send(case.id, held.id)
    desk, who = Desk.of(turn), Actor(case.person)
    if may(turn.office, who, "supply", case):
        words = _TOLD_SEALED.get(turn.language[:2], _TOLD_SEALED["vi"])
        await perform(desk, case, Act(action="supply", text=words), who)
    else:
        keep(desk, case, Event(case.id, turn.now, _ADDED, who.person))
    return _said(turn, Text("sealed-added", {"code": spell(case.code)}), look_button(case))


# The case of one's own


async def _own(turn: Turn, id: str) -> Case | None:
    case = await turn.storage.cases.by_id(id) if id else None
    return case if case is not None and owns(turn, case) else None


def owns(turn: Turn, case: Case) -> bool:
    """Tell whether a case is of the lane and whoever writes has sent it."""
    mine = turn.storage.sealed_lane.owner(turn.person.id)
    return is_sealed(turn.office, case) and case.person == mine


def rows(turn: Turn, case: Case) -> Sequence[tuple[Button, ...]]:
    """Return what whoever sent a case of the lane can do about it."""
    if _over(turn, case):
        return ()
    who = Actor(case.person)
    able = [each for each in _OWN if may(turn.office, who, each, case)]
    return (
        (Button(Text("sealed-more"), f"lane:more:{case.id}"),),
        *((Button(Text("own-action", {"action": each}), _act(case, each)),) for each in able),
    )


async def _do(turn: Turn, id: str, action: str = "", agreed: str = "") -> Answer:
    """Confirm or withdraw it, once it was asked whether that is meant."""
    case = await _own(turn, id)
    if case is None or action not in _OWN:
        return _gone(turn)
    label = Text("own-action", {"action": action})
    if agreed != "yes":
        sure = Text("sealed-sure", {"action": label, "code": spell(case.code)})
        return _said(turn, sure, Button(label, f"{_act(case, action)}:yes"), look_button(case))
    done = await perform(Desk.of(turn), case, Act(action=action), Actor(case.person))
    if isinstance(done, Refusal):
        return _said(turn, done.why, look_button(case))
    return _said(turn, Text("sealed-done", {"code": spell(case.code)}), look_button(case))


def _act(case: Case, action: str) -> str:
    return f"lane:do:{case.id}:{action}"


def _over(turn: Turn, case: Case) -> bool:
    state = turn.office.workflow.states.get(case.state)
    return state is None or state.stage == ENDED


def _closed(turn: Turn) -> Answer:
    return _said(turn, Text("sealed-closed"))


def _gone(turn: Turn) -> Answer:
    return _said(turn, Text("sealed-gone"))


def _said(turn: Turn, line: Line, *buttons: Button) -> Answer:
    shown = (*((each,) for each in buttons), menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=(line,), rows=shown),)))


TELLING = Feature(presses={"lane": _pressed}, outcomes={FORM: _finished}, listeners={FORM: hear})
