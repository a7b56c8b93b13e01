"""The named readers: who they are, and whether there are enough of them to take anything in."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.person import Person
from feedback.ports import UnitOfWork
from feedback.sealed import FEWEST, MOST
from feedback.unit import Office

ROLE = "sealed-reader"


def reads(office: Office, person: Person) -> bool:
    """Tell whether somebody is a reader of the whole office; nobody else is sealed to."""
    return any(
        each.role == ROLE and (each.unit or office.root) == office.root for each in person.grants
    )


async def keys(storage: UnitOfWork, office: Office) -> Mapping[str, bytes]:
    """Return the readers things are sealed to, with their public keys, the earliest first; nobody
    while there are too few: the lane is closed then."""
    known = await storage.sealed_lane.keys()
    if len(known) < FEWEST:
        return {}
    staff = [each.person for each in await storage.invitations.staff()]
    named = {each.id for each in staff if reads(office, each)}
    found = dict([(id, key) for id, key in known.items() if id in named][:MOST])
    return found if len(set(found.values())) >= FEWEST else {}
