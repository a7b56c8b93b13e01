"""What figures say of a tree that has changed: what is counted with a unit, and how else to see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from feedback.messages import Line, Text
from feedback.reorganising import became_part, divided_from
from feedback.request import Request, lines
from feedback.unit import Office
from handlers.admin.asking import units_below

_SHOWN = 5


def tree_lines(office: Office, asked: Request, today: date) -> list[Line]:
    """Return what is to be known of the unit asked for where it is not what it was."""
    unit = office.units.get(asked.unit or "")
    said: list[Line] = []
    if asked.was is not None:
        said.append(Text("figures-as-was", {"day": asked.was}))
    elif unit is not None:
        said += [
            Text("figures-includes", {"unit": each.name, "day": each.valid_to or today})
            for each in became_part(office, unit.id, today)[:_SHOWN]
        ]
    if unit is None:
        return said
    followed = office.followed(unit.id, today)
    if followed is not None:
        said += [Text("figures-followed", {"unit": each.name}) for each in followed[1][:_SHOWN]]
    before = divided_from(office, unit.id)
    if before is not None and unit.valid_from and asked.period.first < unit.valid_from:
        said.append(Text("figures-divided", {"unit": before.name}))
    return said


def differs(office: Office, asked: Request, today: date) -> bool:
    """Tell whether the tree on the last day of the period gives other figures than that of today."""
    was = min(asked.period.last, today)
    if asked.unit in (None, office.root):
        now, then = lines(office, None, today), lines(office, was, today)
        return any(now(id) != then(id) for id in office.units)
    return units_below(office, asked, today) != units_below(office, replace(asked, was=was), today)
