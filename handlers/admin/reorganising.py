"""What an administrator does to the tree of units: asked by a form, checked, kept, taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from feedback.access import knows
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.errors import OfficeOutdated, UnitRefused
from feedback.messages import Button, Line, Reply, Strong, Text, Words
from feedback.office_lint import payload_faults
from feedback.ports import Job
from feedback.question import Value
from feedback.reorganising import (
    Change,
    Patches,
    added,
    changed,
    divided,
    ended,
    merged,
    moved,
    named,
    renamed,
)
from feedback.survey import Form
from feedback.unit import Office, Unit
from handlers import conversing
from handlers.context import Answer, Turn
from handlers.menu import menu_button

FORM = "unit"
"""Name and purpose of the form that asks what is to be changed."""
CHANGED = "units-changed"
"""The job by which the running program takes up a change; `bot.app` does it."""
ACTIONS = ("add", "rename", "name", "move", "merge", "divide", "end")
_OWN = ("add", "rename", "name")
"""What may be done to the unit one administers itself; all else takes the right above it."""
_SHOWN = 12
_APART = re.compile(r"[;\n]")


async def fresh(turn: Turn) -> None:
    """Make sure that the tree at hand is the newest; raises OfficeOutdated, and the turn is run
    again with that."""
    if turn.office.revision != await turn.storage.unit_changes.revision():
        raise OfficeOutdated


def reaches(turn: Turn, id: str) -> bool:
    """Tell whether somebody is an administrator of a unit."""
    held = {unit for role, unit in turn.actor.grants if role == "admin"}
    return any(each.id in held for each in turn.office.path(id))


def allowed(turn: Turn, unit: Unit) -> tuple[str, ...]:
    """Return what somebody may do to a unit."""
    if unit.valid_to is not None:
        return ()
    above = unit.parent is not None and reaches(turn, unit.parent)
    return ACTIONS if above else _OWN if reaches(turn, unit.id) else ()


async def ask(turn: Turn, unit: Unit, action: str) -> Answer:
    """Ask for what an action needs."""
    form = turn.forms.latest(FORM)
    if form is None or action not in allowed(turn, unit):
        return _said(turn, Text("units-not-yours"))
    if turn.conversation is not None and turn.conversation.form == FORM:
        return conversing.put_again(turn, Text("busy-here"))
    line = turn.office.path(unit.id)
    top = next(each.id for each in line if reaches(turn, each.id))
    context = {"unit": unit.id, "top": top}
    said: tuple[Line, ...] = (Strong(unit.name), Text(f"units-about-{action}"))
    return await conversing.start(turn, form, context, {"what": action}, said)


async def done(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Check a change and keep it, or say why it cannot be."""
    if not isinstance(outcome, Submitted):
        return Answer()
    await fresh(turn)
    answers = outcome.answers
    unit = turn.office.units.get(held.context.get("unit", ""))
    action = str(answers.get("what", ""))
    if unit is None or action not in allowed(turn, unit):
        return _said(turn, Text("units-not-yours"))
    day = answers.get("starts")
    starts = date.fromisoformat(day) if isinstance(day, str) else turn.today
    try:
        units = _patches(turn, unit, action, answers, held.context, starts)
    except UnitRefused as refused:
        return _said(turn, refused.why, rows=(_to(unit),))
    changes = await turn.storage.unit_changes.all()
    change = Change(len(changes) + 1, turn.now, action, starts, units)
    after = changed(turn.office, [*changes, change], max(starts, turn.today))
    if change.number in after.left_out or [*payload_faults(after.office, turn.forms.surveys())]:
        return _said(turn, Text("units-falls-apart"), rows=(_to(unit),))
    _keep(turn, change)
    lines = [Text("units-kept", {"number": change.number}), summary(after.office, change)]
    lines += _consequences(after.office, change)
    lines += await _left_open(turn, change)
    first = next(iter(units))
    undo = (Button(Text("units-undo", {"number": change.number}), f"unit:undo:{change.number}"),)
    look = (Button(after.office.units[first].name, f"unit:show:{first}"),)
    return _said(turn, *lines, rows=(look, undo))


def _patches(
    turn: Turn,
    unit: Unit,
    action: str,
    answers: Mapping[str, Value],
    context: Mapping[str, str],
    starts: date,
) -> Patches:
    office = turn.office

    def said(name: str) -> str:
        return " ".join(str(answers.get(name) or "").split())

    if action == "add":
        name = _words(said("name"), said("name-en"))
        return added(office, unit, name, said("kind"), said("code"), starts)[1]
    if action == "rename":
        return renamed(unit, _words(said("name"), said("name-en")), starts)
    if action == "name":
        return named(unit, said("code"), _several(answers.get("aliases")))
    if action == "end":
        return ended(office, unit, starts)
    if action == "divide":
        names = [_words(each, "") for each in _several(answers.get("names"))]
        if len(names) < 2:
            raise UnitRefused(Text("units-two-names"))
        return divided(office, unit, names, starts)[1]
    asked = answers.get("into" if action == "merge" else "parent") or context.get("top", "")
    other = office.units.get(str(asked))
    if other is None or not reaches(turn, other.id):
        raise UnitRefused(Text("units-not-yours"))
    return (merged if action == "merge" else moved)(office, unit, other, starts)


def _words(vi: str, en: str) -> Words:
    return {"vi": vi, "en": en or vi}


def _several(given: Value) -> list[str]:
    parts = (" ".join(each.split()) for each in _APART.split(str(given or "")))
    return list(dict.fromkeys(filter(None, parts)))


def _keep(turn: Turn, change: Change) -> None:
    turn.storage.unit_changes.add(change)
    of = f"{main(change)} {change.number}"
    turn.storage.audit.note(turn.person.id, f"unit.{change.action}", of, turn.now)
    turn.storage.add_job(Job(turn.new_id(), CHANGED, {}))


def subject(office: Office, change: Change) -> Words:
    """Return the name of the unit a change is about, which may not be there any more."""
    id = main(change)
    known = office.units.get(id)
    if known is not None:
        return known.name
    return change.units[id].get("name") or {"vi": id}


def main(change: Change) -> str:
    """Return the unit a change is about: of one that is divided not what follows it."""
    ends = [id for id, patch in change.units.items() if "valid_to" in patch]
    apart = [id for id in ends if len(change.units[id].get("successors", ())) > 1]
    return (apart or [*change.units])[0]


def summary(office: Office, change: Change) -> Line:
    """Return what a change did, in one line."""
    id = main(change)
    other = office.units.get(
        (change.units[id].get("successors") or [change.units[id].get("parent", "")])[0]
    )
    about: dict[str, Line | date] = {"unit": subject(office, change), "day": change.starts}
    about["other"] = "" if other is None else other.name
    return Text("units-change", {"action": change.action, **about})


def _consequences(office: Office, change: Change) -> list[Line]:
    """Return what follows which unit, so that it is seen at once where a code leads now."""
    lines: list[Line] = []
    for id, patch in change.units.items():
        if "valid_to" not in patch:
            if change.action == "divide":
                lines.append(Text("units-new", {"unit": office.units[id].name, "id": id}))
            continue
        heirs = office.heirs(id, change.starts)
        for heir in heirs if len(heirs) == 1 else ():
            names = {"old": office.units[id].name, "new": office.units[heir].name}
            lines.append(Text("units-follows", names))
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([Text("units-more", {"count": more})] if more > 0 else [])


async def _left_open(turn: Turn, change: Change) -> list[Line]:
    """Tell of cases at what ends: they stay with its officers until somebody passes them on."""
    ends = [id for id, patch in change.units.items() if "valid_to" in patch]
    if not ends:
        return []
    standing = await turn.storage.cases.standing(ends)
    count = sum(
        each.unit in ends and knows(turn.office, turn.actor, each.facts) for each in standing
    )
    return [Text("units-open-cases", {"count": count})] if count else []


# Taking back


def concerns(turn: Turn, change: Change) -> bool:
    """Tell whether a change is one that somebody might have made, or may take back."""

    def place(id: str) -> str:
        if change.action in _OWN and id in turn.office.units:
            return id
        known = turn.office.units.get(id)
        parent = change.units[id].get("parent") if known is None else known.parent
        return parent or turn.office.root

    return all(reaches(turn, place(id)) for id in change.units)


async def take_back(turn: Turn, number: int, *, sure: bool) -> Answer:
    """Take a change back, after asking, where nothing later is built on it."""
    changes = await turn.storage.unit_changes.all()
    change = next((each for each in changes if each.number == number), None)
    if change is None or change.void or not concerns(turn, change):
        return _said(turn, Text("units-not-yours"))
    without = [replace(each, void=True) if each is change else each for each in changes]
    last = max(turn.today, *(each.starts for each in changes))
    before, after = (changed(turn.office, each, last) for each in (changes, without))
    if set(after.left_out) - set(before.left_out):
        return _said(turn, Text("units-built-upon"))
    told = summary(turn.office, change)
    if not sure:
        yes = (Button(Text("units-undo-yes"), f"unit:undone:{number}"),)
        keep = (Button(Text("units-undo-no"), "unit:past"),)
        return _said(turn, Text("units-undo-ask"), told, rows=(keep, yes))
    turn.storage.unit_changes.take_back(change)
    of = f"{main(change)} {number}"
    turn.storage.audit.note(turn.person.id, "unit.taken-back", of, turn.now)
    turn.storage.add_job(Job(turn.new_id(), CHANGED, {}))
    return _said(turn, Text("units-undone"), told)


def _to(unit: Unit) -> tuple[Button, ...]:
    return (Button(unit.name, f"unit:show:{unit.id}"),)


def _said(turn: Turn, *lines: Line, rows: tuple[tuple[Button, ...], ...] = ()) -> Answer:
    reply = Reply(lines=lines, rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))
