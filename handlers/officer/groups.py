"""Officers' groups: `/nhom` binds one to a unit, and then each case there has one card in it.

Everybody in a group reads its cards, so they hold nothing of what a case says, of who sent it and
of who works on it. What a button does is decided by who presses it, as anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from feedback.access import is_sealed
from feedback.calendar import local_day
from feedback.case import Case, Event
from feedback.decision import Act, Refusal, state_name
from feedback.group import Group
from feedback.messages import PRIVATELY, Address, Button, Line, Reply, Strong, Text
from feedback.text import fold
from feedback.unit import Office
from feedback.workflow import OPEN
from handlers import conversing, payload
from handlers.case_acting import Desk, perform
from handlers.context import Answer, Command, Feature, Notice, Turn
from handlers.jobs import JobContext
from handlers.officer.tasks import ROLES, may_know
from handlers.officer.urgency import MARKS, Watch, place, running, short, subject, until

if TYPE_CHECKING:
    from handlers.case_moved import Moved

_PROGRAM = "program"
_END = frozenset(("huy", "thoi", "off", "unbind"))
"""Words after the command that end it."""
_SHOWN = frozenset(("received", "late", "warned"))
"""Lines of a history that change a card although they change no fact."""
_TOGETHER = 2.0
"""Seconds in which several changes of a case become one of its card."""
_MOST = 5
"""Units named to choose from."""
_DONE, _MOVED = "✔", "↪"


# Binding


async def _asked(turn: Turn, words: str) -> Answer:
    """Bind the group the command is typed in, or free it; in private list the groups there are."""
    if turn.inbound.private:
        return await _list(turn)
    if not turn.keeps_cards:
        return _said(Text("group-not-here"))
    here = Address(turn.inbound.address.channel, turn.inbound.chat)
    bound = await turn.storage.groups.of_chat(here)
    if bound is not None and not _works_at(turn, bound.unit):
        return _said(Text("group-not-yours"))
    if fold(words[:20]) in _END:
        if bound is None:
            return _said(Text("group-unbound"))
        return _said(_freed(turn, bound))
    if bound is not None and not words:
        return _said(Text("group-is-bound", _unit(turn.office, bound.unit)))
    found = _units(turn, words[:60])
    if len(found) != 1:
        return _said(*_which(turn, found))
    group = Group(turn.new_id(), here, found[0], turn.language, turn.now)
    turn.storage.groups.bind(group, bound)
    turn.storage.audit.note(turn.person.id, "group.bound", group.unit, turn.now)
    return _said(Text("group-bound", _unit(turn.office, group.unit)))


def _units(turn: Turn, words: str) -> Sequence[str]:
    """Return the units that are meant, of those where whoever writes has a role; without words
    the ones they were given it at."""
    office = turn.office
    if words in office.units:
        meant: Sequence[str] = (words,)
    elif words:
        meant = [unit.id for unit in office.find_units(words)]
        whole = [id for id in meant if office.subtree(id).issuperset(meant)]
        meant = whole or meant  # a commune, of all that is named after it
    else:
        meant = sorted({grant.unit for grant in turn.actor.grants if grant.role in ROLES})
    return [
        id
        for id in meant
        if id in office.units and office.units[id].exists_on(turn.today) and _works_at(turn, id)
    ]


def _which(turn: Turn, found: Sequence[str]) -> list[Line]:
    if not found:
        return [Text("group-no-unit")]
    named = [Text("group-choice", {"id": id, **_unit(turn.office, id)}) for id in found[:_MOST]]
    return [Text("group-which"), *named]


def _works_at(turn: Turn, unit: str) -> bool:
    """Tell whether whoever writes has a role at a unit or above it."""
    above = turn.office.over(unit)
    return any(grant.role in ROLES and grant.unit in above for grant in turn.actor.grants)


async def _list(turn: Turn) -> Answer:
    """Show in private which groups are told of cases, each with a button that frees it."""
    groups = [each for each in await turn.storage.groups.all() if _works_at(turn, each.unit)]
    lines: list[Line] = [Text("group-list", {"count": len(groups)})]
    rows = []
    for number, each in enumerate(groups, start=1):
        about = {"number": number, **_unit(turn.office, each.unit)}
        lines.append(Text("group-line", {**about, "since": local_day(each.made_at)}))
        rows.append((Button(Text("group-free", about), f"group:{each.id}"),))
    lines.append(Text("group-how"))
    reply = Reply(lines=tuple(lines), rows=tuple(rows), numbered=False)
    return conversing.way_back(turn, Answer((reply,)))


async def _pressed(turn: Turn, data: str) -> Answer:
    """Free a group from afar; one that is gone, or of units where one has no role, is none."""
    for each in await turn.storage.groups.all():
        if each.id == data and _works_at(turn, each.unit):
            return conversing.way_back(turn, _said(_freed(turn, each)))
    return conversing.way_back(turn, _said(Text("group-gone")))


def _freed(turn: Turn, group: Group) -> Line:
    turn.storage.groups.unbind(group.id)
    turn.storage.audit.note(turn.person.id, "group.unbound", group.unit, turn.now)
    return Text("group-freed", _unit(turn.office, group.unit))


async def follow(turn: Turn) -> None:
    """Do what follows when a group threw us out, or has become another chat."""
    inbound, groups = turn.inbound, turn.storage.groups
    channel = inbound.address.channel
    here = Address(channel, inbound.chat)
    if inbound.moved_to is not None:
        groups.move(here, Address(channel, inbound.moved_to))
        return
    group = await groups.of_chat(here)
    if group is not None:
        groups.unbind(group.id)
        turn.storage.audit.note(_PROGRAM, "group.unbound", group.unit, turn.now)


def _unit(office: Office, unit: str) -> dict[str, Line]:
    known = office.units.get(unit)
    return {"unit": unit if known is None else known.name}


def _said(*lines: Line) -> Answer:
    return Answer((Reply(lines=lines),))


# Showing


async def hear(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Show a case in its groups as it stands now, each time something of that has changed."""
    case, office, groups = moved.case, context.office, context.work.groups
    if not _changes(moved.event):
        return ()
    units = office.over(case.unit)
    hidden = is_sealed(office, case) or bool(case.about)
    notices = []
    for group, shown in await groups.of_case(case.id, units):
        if shown is None and (hidden or not _is_open(office, case)):
            continue
        if shown is not None and shown > case.version:
            continue  # of two that show it the other is further on
        groups.show(group.id, case.id, case.version)
        if hidden:
            reply = _merged(case, Text("group-card-hidden"))
        elif group.unit in units:
            reply = _card(context, case)
        else:
            reply = _gone(office, case)
        notices.append(Notice(group.id, reply, group.language, at=group.address, card=case.id))
    return tuple(notices)


def _changes(event: Event) -> bool:
    return event.what in _SHOWN or bool(event.note.get("change"))


def _is_open(office: Office, case: Case) -> bool:
    state = office.workflow.states.get(case.state)
    return state is not None and state.stage == OPEN


def _card(context: JobContext, case: Case) -> Reply:
    office = context.office
    watch = Watch(office, context.now)
    how, clock = watch.urgency(case), watch.next(case)
    lines: list[Line] = [
        Text("card-unit", {"unit": place(office, case.unit)}),
        Text("group-card-state", {"state": state_name(office, case.state)}),
    ]
    buttons = [Button(Text("group-open"), url=PRIVATELY + str(payload.Handle(case.id)))]
    if not _is_open(office, case):
        return _merged(case, _heading(office, case, _DONE), *lines, buttons=buttons)
    if clock is not None:
        first = "yes" if clock is not running(case) else "no"
        lines.append(Text("group-card-due", {"how": how, "first": first, "day": until(clock)}))
    lines.append(Text("group-card-officer", {"taken": "yes" if case.officer else "no"}))
    if not case.officer and office.workflow.find(case.kind, case.state, "assign"):
        buttons.insert(0, Button(Text("group-take"), f"take:{case.id}"))
    return _merged(case, _heading(office, case, MARKS[how]), *lines, buttons=buttons)


def _gone(office: Office, case: Case) -> Reply:
    """Say where a case is that is no longer of a group's units."""
    where = Text("group-card-gone", {"unit": place(office, case.unit)})
    return _merged(case, _heading(office, case, _MOVED), where)


def _heading(office: Office, case: Case, mark: str) -> Line:
    about: dict[str, Line] = {"code": short(case), "about": subject(office, case)}
    return Strong(Text("group-card", {"mark": mark, **about}))


def _merged(case: Case, *lines: Line, buttons: Sequence[Button] = ()) -> Reply:
    rows = (tuple(buttons),) if buttons else ()
    return Reply(lines=lines, rows=rows, merge=f"card:{case.id}", after=_TOGETHER)


# Taking


async def _take(turn: Turn, id: str) -> Answer:
    """Give a case to whoever presses, if nobody has it; only they are told what comes of it."""
    case = await turn.storage.cases.by_id(id) if id else None
    if case is None or not may_know(turn, case):
        return Answer(toast=Text("group-not-yours"))
    if case.officer:
        mine = case.officer == turn.person.id
        return Answer(toast=Text("group-taken", {"whose": "mine" if mine else "other"}))
    act = Act(action="assign", officer=turn.actor)
    done = await perform(Desk.of(turn), case, act, turn.actor)
    if isinstance(done, Refusal):
        return Answer(toast=done.why)
    return Answer(toast=Text("group-took", {"code": short(case)}), notices=done.notices)


GROUPS = Feature(
    commands=(Command("nhom", "group", _asked, "command-nhom", roles=ROLES, private_only=False),),
    presses={"group": _pressed},
    group_presses={"take": _take},
)
