"""`/donvi`: the tree of units, found by any name they have or had, and what was changed in it."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.calendar import local_day
from feedback.messages import Button, Line, Reply, Strong, Text, Words
from feedback.questions.choice import Choice
from feedback.reorganising import Change, became_part, divided_from
from feedback.text import fold
from feedback.unit import Unit
from handlers import conversing
from handlers.admin import reorganising
from handlers.admin.asking import button
from handlers.admin.reorganising import ACTIONS, FORM, concerns, fresh, reaches
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu_button

_PAGE = 8
_FOUND = 8
_ALIASES = 12
_CHANGES = 8
"""Changes told of at once, the newest first."""


async def _show(turn: Turn, words: str) -> Answer:
    """Show the tree from one's own unit down, or what words find."""
    await fresh(turn)
    if not words:
        tops = [id for id in turn.office.units if _is_top(turn, id)]
        if len(tops) == 1:
            return await _card(turn, turn.office.units[tops[0]])
        return _list(turn, [turn.office.units[id] for id in tops], Text("units-yours"))
    found = [each for each in turn.office.find_units(words[:100]) if reaches(turn, each.id)]
    exact = [each for each in found if each.id == words] or [
        each for each in found if fold(words) in map(fold, each.labels)
    ]
    if len(found) == 1 or len(exact) == 1:
        return await _card(turn, (exact or found)[0])
    if not found:
        return _said(turn, Text("units-unknown", {"words": words[:60]}), Text("units-example"))
    lines: list[Line] = [Text("units-found", {"count": len(found)})]
    if len(found) > _FOUND:
        lines.append(Text("units-found-more", {"most": _FOUND}))
    return _list(turn, found[:_FOUND], *lines)


async def _pressed(turn: Turn, data: str) -> Answer:
    await fresh(turn)
    what, _, rest = data.partition(":")
    id, _, more = rest.partition(":")
    if what in ("undo", "undone") and id.isdecimal():
        return await reorganising.take_back(turn, int(id), sure=what == "undone")
    if "admin" in turn.person.roles and what == "past":
        return await _past(turn)
    unit = turn.office.units.get(id)
    if unit is None or not reaches(turn, id):
        return _said(turn, Text("units-not-yours"))
    if what == "do" and more in ACTIONS:
        return await reorganising.ask(turn, unit, more)
    if what == "edit":
        return _edit(turn, unit)
    return await _card(turn, unit, int(more) if more.isdecimal() and len(more) < 4 else 0)


def _is_top(turn: Turn, id: str) -> bool:
    """Tell whether a unit is the highest of a tree one administers."""
    parent = turn.office.units[id].parent
    return reaches(turn, id) and (parent is None or not reaches(turn, parent))


async def _card(turn: Turn, unit: Unit, page: int = 0) -> Answer:
    office = turn.office
    lines: list[Line] = [Strong(unit.name), *_told(turn, unit)]
    coming = [
        each
        for each in await turn.storage.unit_changes.all()
        if unit.id in each.units and each.starts > turn.today and not each.void
    ]
    lines += [reorganising.summary(office, each) for each in coming]
    below = sorted(office.children(unit.id), key=lambda each: not _is_on(turn, each))
    if below:
        standing = sum(_is_on(turn, each) for each in below)
        lines += ["", Text("units-below", {"count": standing})]
    pages = max(1, -(-len(below) // _PAGE))
    page = min(page, pages - 1)
    rows: list[tuple[Button, ...]] = [
        (Button(_label(turn, each), f"unit:show:{each.id}"),)
        for each in below[page * _PAGE : (page + 1) * _PAGE]
    ]
    turns = [
        Button(Text(f"staff-{name}"), f"unit:show:{unit.id}:{to}")
        for name, to in (("before", page - 1), ("after", page + 1))
        if 0 <= to < pages
    ]
    rows += [tuple(turns)] if turns else []
    rows.append((Button(Text("units-edit"), f"unit:edit:{unit.id}"),))
    if _is_on(turn, unit) and (codes := button(Text("units-codes"), "maqr", unit.id)):
        rows.append((codes,))
    if unit.parent is not None and reaches(turn, unit.parent):
        above = office.units[unit.parent].name
        rows.append((Button(Text("units-up", {"unit": above}), f"unit:show:{unit.parent}"),))
    rows += [(Button(Text("units-past"), "unit:past"),), menu_button()]
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


def _told(turn: Turn, unit: Unit) -> list[Line]:
    """Return what is known of a unit besides its name."""
    office, today = turn.office, turn.today
    kind, id = _kind(turn, unit.kind), {"id": unit.id}
    lines: list[Line] = [
        Text("units-id", id) if kind is None else Text("units-kind", {**id, "kind": kind})
    ]
    if unit.parent is not None:
        lines.append(Text("units-above", {"unit": office.units[unit.parent].name}))
    if unit.code:
        lines.append(Text("units-code", {"code": unit.code}))
    if unit.old_codes:
        lines.append(Text("units-old-codes", {"codes": ", ".join(unit.old_codes)}))
    if unit.aliases:
        aliases = "; ".join(unit.aliases[:_ALIASES])
        lines.append(Text("units-aliases", {"names": aliases}))
    if unit.valid_from is not None:
        lines.append(Text("units-from", {"day": unit.valid_from}))
    if unit.valid_to is not None:
        lines.append(Text("units-until", {"day": unit.valid_to}))
    lines += [
        Text("units-successor", {"unit": office.units[each].name}) for each in unit.successors
    ]
    lines += [
        Text("units-includes", {"unit": each.name, "day": each.valid_to or today})
        for each in became_part(office, unit.id, today)
    ]
    if (before := divided_from(office, unit.id)) is not None:
        lines.append(Text("units-divided-from", {"unit": before.name}))
    for last, above in unit.earlier_parents:
        lines.append(Text("units-stood", {"unit": office.units[above].name, "day": last}))
    return lines


def _edit(turn: Turn, unit: Unit) -> Answer:
    """Offer what may be done to a unit: about its place in the tree only from above it."""
    rows = [
        (Button(Text(f"units-do-{each}"), f"unit:do:{unit.id}:{each}"),)
        for each in reorganising.allowed(turn, unit)
    ]
    lines: list[Line] = [Text("units-edit-which", {"unit": unit.name})]
    if not rows:
        lines = [Text("units-nothing-to-do", {"unit": unit.name})]
    back = (Button(unit.name, f"unit:show:{unit.id}"),)
    return conversing.way_back(
        turn, Answer((Reply(lines=tuple(lines), rows=(*rows, back, menu_button())),))
    )


async def _past(turn: Turn) -> Answer:
    """Show what was changed in the chat where one administers, the newest first."""
    changes = [
        each for each in reversed(await turn.storage.unit_changes.all()) if concerns(turn, each)
    ][:_CHANGES]
    if not changes:
        return _said(turn, Text("units-past-none"))
    lines: list[Line] = [Strong(Text("units-past"))]
    rows = []
    for each in changes:
        lines += ["", Text("units-change-number", {"number": each.number}), *_full(turn, each)]
        if not each.void:
            label = Text("units-undo", {"number": each.number})
            rows.append((Button(label, f"unit:undo:{each.number}"),))
    reply = Reply(lines=tuple(lines), rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


def _full(turn: Turn, change: Change) -> list[Line]:
    said: list[Line] = [reorganising.summary(turn.office, change)]
    said.append(Text("units-change-made", {"day": local_day(change.at)}))
    return [*said, Text("units-change-void")] if change.void else said


def _kind(turn: Turn, kind: str) -> Words | None:
    """Return what a kind of unit is called where units are added, None for one that is not."""
    form = turn.forms.latest(FORM)
    asked = form.by_name.get("kind") if form is not None else None
    if not isinstance(asked, Choice) or kind not in {each.name for each in asked.choices}:
        return None
    return {each: asked.label(kind, each, turn.office) for each in turn.languages}


def _list(turn: Turn, units: Sequence[Unit], *lines: Line) -> Answer:
    rows = [(Button(_label(turn, each), f"unit:show:{each.id}"),) for each in units]
    reply = Reply(lines=lines, rows=(*rows, (Button(Text("units-past"), "unit:past"),)))
    return conversing.way_back(turn, Answer((reply,)))


def _label(turn: Turn, unit: Unit) -> Line:
    return unit.name if _is_on(turn, unit) else Text("units-not-now", {"unit": unit.name})


def _is_on(turn: Turn, unit: Unit) -> bool:
    return unit.exists_on(turn.today)


def _said(turn: Turn, *lines: Line) -> Answer:
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=(menu_button(),)),)))


UNITS = Feature(
    commands=(Command("donvi", "units", _show, "command-donvi", roles=frozenset({"admin"})),),
    presses={"unit": _pressed},
    outcomes={FORM: reorganising.done},
)
