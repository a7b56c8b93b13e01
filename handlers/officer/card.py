"""`/hoso`: one case as its officers see it, with what may be done to it now.

What an officer may not know of is answered like a code nobody has. Looking is an act of its own in
the audit, and who sent a case is not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback.access import may
from feedback.calendar import local_day
from feedback.case import Case, Event
from feedback.code import read, spell
from feedback.deadline import said
from feedback.decision import state_name
from feedback.first_steps import STEPS
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.question import Value
from feedback.questions.text import FreeText
from feedback.unit import Office
from handlers import code_tries, conversing
from handlers.case_intake import FORM
from handlers.context import Answer, Command, Feature, Turn
from handlers.officer import colleagues
from handlers.officer.history import Telling
from handlers.officer.tasks import ROLES, may_know, tasks_button, visible
from handlers.officer.urgency import MARKS, Watch, place, running, subject, until

_BEGINNING = 5
"""Letters of a code that lists show."""
_LATEST = 4
"""Events on the card itself; the history shows all."""
_PAGE = 10


async def _look_up(turn: Turn, words: str) -> Answer:
    """Show the case of a code, or of the beginning of one that is in the list of tasks."""
    if not words:
        ask = Reply(lines=(Text("card-which"),), rows=(tasks_button(),))
        return conversing.way_back(turn, Answer((ask,)))
    if await code_tries.used_up(turn):
        return _said(turn, Text("card-too-many"))
    code = read(words)
    found = await _beginning(turn, words) if code is None else []
    case = None if code is None else await turn.storage.cases.find(code)
    if case is not None and may_know(turn, case):
        return await show(turn, case)
    if len(found) == 1:
        return await show(turn, found[0])
    if found:
        rows = [(Button(spell(each.code), f"case:{each.id}"),) for each in found]
        return conversing.way_back(
            turn, Answer((Reply(lines=(Text("card-which-one"),), rows=tuple(rows)),))
        )
    code_tries.wrong(turn)
    return _said(turn, Text("card-unknown"))


async def _beginning(turn: Turn, words: str) -> list[Case]:
    typed = "".join(letter for letter in words.upper() if letter.isalnum())
    if len(typed) != _BEGINNING:
        return []
    return [each for each in await visible(turn) if each.code.startswith(typed)]


async def opened(turn: Turn, id: str, action: str = "list") -> Case | None:
    """Return the case a button names, None when whoever presses may not do that with it."""
    case = await turn.storage.cases.by_id(id) if id else None
    if case is None or not may_know(turn, case) or not may(turn.office, turn.actor, action, case):
        return None
    return case


def unknown(turn: Turn) -> Answer:
    """Say what is said of a case that does not exist, whether it does or not."""
    return _said(turn, Text("card-unknown"))


async def _pressed(turn: Turn, data: str) -> Answer:
    id, _, rest = data.partition(":")
    case = await opened(turn, id)
    if case is None:
        return unknown(turn)
    view, _, page = rest.partition(":")
    if view == "history":
        at = int(page) if page.isdecimal() and len(page) < 4 else 0
        return await _history(turn, case, at)
    return await show(turn, case, edit=view == "again")


async def follow(turn: Turn, id: str) -> Answer | None:
    """Open a case by a link; None for whoever has no cases to open, and need not hear of any."""
    return await _pressed(turn, id) if turn.person.roles & ROLES else None


async def show(turn: Turn, case: Case, *, edit: bool = False) -> Answer:
    """Show the card of a case; whoever may only know that it is there reads nothing of it."""
    sees = may(turn.office, turn.actor, "see", case)
    _note(turn, case, sees)
    history = await turn.storage.cases.history(case.id)
    names = await colleagues.names(turn.storage)
    files = await turn.storage.cases.files(case.id)
    lines: list[Line] = [
        Strong(spell(case.code)),
        *_standing(turn, case, _in_charge(case, names)),
        *await _together(turn, case),
        *_reached(turn.office, case),
    ]
    if sees:
        lines += ["", *told(turn, case), Text("card-files", {"count": len(files)})]
    telling = Telling(turn.office, case, names, sees)
    lines += ["", Text("card-history", {"count": len(history)})]
    lines += telling.lines(history[-_LATEST:])
    rows = _rows(turn, case, sees, len(files), len(history))
    return conversing.way_back(
        turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows), edit=edit),))
    )


def _standing(turn: Turn, case: Case, officer: Line) -> list[Line]:
    """Return what it is, where it is, whose it is and how much time is left."""
    office, watch = turn.office, Watch(turn.office, turn.now)
    state = Text("card-state", {"state": state_name(office, case.state), "since": case.entered_at})
    due = {"mark": MARKS[watch.urgency(case)], "due": watch.due(case)}
    lines: list[Line] = [
        subject(office, case),
        state,
        Text("card-unit", {"unit": place(office, case.unit)}),
        Text("card-officer", {"name": officer}),
        Text("card-received", {"at": case.received_at}),
        Text("card-due", due),
        *_first_steps(watch, case, turn),
    ]
    if case.assisted:
        lines.append(Text("card-assisted"))
    clock = running(case)
    for pause in () if clock is None else clock.pauses:
        if pause.ended_at is None:
            lines.append(Text("card-paused", {"since": pause.began_at}))
        else:
            stretch = {"since": local_day(pause.began_at), "until": local_day(pause.ended_at)}
            lines.append(Text("card-stood-still", stretch))
    if clock is not None and clock.extensions:
        about: dict[str, int | Line] = {
            "times": len(clock.extensions),
            "day": said(clock.promised),
        }
        lines.append(Text("card-extended", about))
    return lines


def _first_steps(watch: Watch, case: Case, turn: Turn) -> list[Line]:
    """Return by when it can still be passed on and asked about, and the time of the answer where
    something else is due before."""
    lines: list[Line] = []
    answer = running(case)
    if answer is not None and answer is not watch.next(case):
        lines.append(Text("card-first", {"step": "resolve", "day": until(answer)}))
    for clock in watch.first_steps(case):
        if STEPS.get(clock.rule.step) and clock.due_at >= turn.now:
            lines.append(Text("card-first", {"step": clock.rule.step, "day": until(clock)}))
    return lines


def _in_charge(case: Case, names: Mapping[str, str]) -> Line:
    if not case.officer:
        return Text("card-nobody")
    return names.get(case.officer) or Text("event-by", {"whom": "officer"})


async def _together(turn: Turn, case: Case) -> list[Line]:
    """Return the units it went through or that help, and the cases that say the same."""
    office, lines = turn.office, list[Line]()
    if case.chain:
        lines.append(Text("card-chain", {"units": _listed(office, case.chain)}))
    if case.bounces:
        lines.append(Text("card-bounces", {"count": case.bounces}))
    if case.raised:
        lines.append(Text("card-raised"))
    if case.coordinating:
        lines.append(Text("card-coordinating", {"units": _listed(office, case.coordinating)}))
    if case.same_as and (first := await opened(turn, case.same_as)) is not None:
        lines.append(Text("card-same-as", {"code": spell(first.code)}))
    if case.announced:
        lines.append(Text("card-announced", {"title": case.announced}))
    cases, people = await turn.storage.cases.stands_for(case.id, turn.person.id)
    if cases:
        lines.append(Text("card-followers", {"count": cases, "people": people}))
    return lines


def _listed(office: Office, units: Sequence[str]) -> Line:
    """Return the names of units in a row, of each by its place."""
    first, *rest = units
    line: Line = place(office, first)
    for each in rest:
        line = Text("card-listed", {"before": line, "last": place(office, each)})
    return line


def _reached(office: Office, case: Case) -> list[Line]:
    moments = (case.answered_at, case.closed_at, case.confirmed_at)
    lines: list[Line] = []
    if case.outcome:
        outcome = Text("case-outcome", {"outcome": case.outcome})
        lines.append(Text("card-outcome", {"outcome": outcome}))
    for what, at in zip(("answered", "closed", "confirmed"), moments, strict=True):
        if at is not None:
            lines.append(Text("card-moment", {"what": what, "at": at}))
    return lines


def told(turn: Turn, case: Case) -> list[Line]:
    """Return what the citizen said, by the questions it was asked in."""
    around = turn.around()
    lines: list[Line] = []
    for question in turn.forms.pinned(FORM, case.form_version).questions:
        value = case.content.get(question.name)
        if value is None:
            continue
        # The review cuts long words short; whoever decides reads all of them.
        whole = isinstance(question, FreeText) and isinstance(value, str)
        answer: Line = str(value) if whole else question.show(value, around)
        lines.append(Text("card-said", {"question": question.text, "answer": answer}))
        lines += [f"   {words}" for words in _beside(value)]
        if isinstance(value, dict) and "latitude" in value:
            lines.append(f"   https://maps.google.com/?q={value['latitude']},{value['longitude']}")
    return lines


def _beside(value: Value) -> list[str]:
    """Return the words that were sent with photos and recordings."""
    parts = value if isinstance(value, list) else []
    return [str(each["text"]) for each in parts if isinstance(each, dict) and "text" in each]


def _rows(turn: Turn, case: Case, sees: bool, files: int, events: int) -> list[tuple[Button, ...]]:
    office, who, id = turn.office, turn.actor, case.id
    buttons = [
        Button(Text("action-label", {"action": action}), f"do:{id}:{action}")
        for action in office.workflow.actions(case.kind, case.state)
        if may(office, who, action, case) and (case.announced or action != "unannounce")
    ]
    if sees and files:
        buttons.append(Button(Text("card-see-files", {"count": files}), f"files:{id}"))
    if may(office, who, "identify", case):
        buttons.append(Button(Text("card-write"), f"write:{id}"))
        buttons.append(Button(Text("card-who"), f"who:{id}"))
        buttons.append(Button(Text("letter-of-case"), f"letter:case:{id}"))
    if events > _LATEST:
        buttons.append(Button(Text("card-more"), f"case:{id}:history"))
    buttons.append(Button(Text("card-again"), f"case:{id}:again"))
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return [*rows, tasks_button()]


async def _history(turn: Turn, case: Case, page: int) -> Answer:
    """Show the history, the latest first; ten events at a time."""
    sees = may(turn.office, turn.actor, "see", case)
    _note(turn, case, sees)
    events: list[Event] = [*reversed(await turn.storage.cases.history(case.id))]
    last = max(0, (len(events) - 1) // _PAGE)
    page = min(page, last)
    telling = Telling(turn.office, case, await colleagues.names(turn.storage), sees)
    lines = [
        Strong(spell(case.code)),
        Text("card-history", {"count": len(events)}),
        *telling.lines(events[page * _PAGE : (page + 1) * _PAGE]),
    ]
    turning = tuple(
        Button(Text(f"card-{name}"), f"case:{case.id}:history:{to}")
        for name, to in (("later", page - 1), ("earlier", page + 1))
        if 0 <= to <= last
    )
    rows = ((turning,) if turning else ()) + ((back_to(case),),)
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=rows),)))


def back_to(case: Case) -> Button:
    """Return a button that leads to the card of a case."""
    return Button(Text("card-open", {"code": spell(case.code)}), f"case:{case.id}")


def _note(turn: Turn, case: Case, sees: bool) -> None:
    """Have the audit say who looked at a case; of whoever reads nothing in it, only that."""
    action = "case.read" if sees else "case.listed"
    turn.storage.audit.note(turn.person.id, action, case.id, turn.now)


def _said(turn: Turn, *lines: Line) -> Answer:
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=(tasks_button(),)),)))


CARD = Feature(
    commands=(Command("hoso", "case", _look_up, "command-hoso", roles=ROLES),),
    presses={"case": _pressed},
)
