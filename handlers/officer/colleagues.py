"""Who works for the office: what they are called, and whose business a case is."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.access import is_sealed, may
from feedback.case import Case
from feedback.person import Person
from feedback.ports import UnitOfWork
from feedback.unit import Office
from handlers.context import actor


async def names(storage: UnitOfWork) -> Mapping[str, str]:
    """Return what colleagues are called, by their ids; those without a name are not in it."""
    return {each.person.id: each.name for each in await storage.invitations.staff() if each.name}


async def on_duty(storage: UnitOfWork, office: Office, case: Case) -> tuple[Person, ...]:
    """Return who is to hear of a case: the officer in charge, else those of the nearest unit.

    Nearest is the unit it is at, then what that became part of, then the one above; heads only
    where there are no officers.
    Nobody whom it is about, and nobody who sent it.
    """
    able = [
        member.person
        for member in await storage.invitations.staff()
        if may(office, actor(member.person, office), "take", case)
    ]
    charged = [each for each in able if each.id == case.officer]
    if charged:
        return tuple(charged)
    roles = ("sealed-reader",) if is_sealed(office, case) else ("officer", "head")
    for unit in office.nearest(case.unit):
        for role in roles:
            found = [each for each in able if holds(office, each, role, unit)]
            if found:
                return tuple(found)
    return ()


def holds(office: Office, person: Person, role: str, unit: str) -> bool:
    """Tell whether somebody has a role at this very unit, not one below or above."""
    return any(each.role == role and (each.unit or office.root) == unit for each in person.grants)
