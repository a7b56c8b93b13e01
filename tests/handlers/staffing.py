"""People who work for the office, and tasks they have."""

from __future__ import annotations

import random
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from feedback.case import Case
from feedback.code import LONG, SHORT, draw, spell
from feedback.linking import Invitation
from feedback.person import Grant
from handlers.case_acting import begun
from tests.handlers.conftest import Citizen, Town


async def invitation(
    town: Town, role: str = "officer", unit: str = "binh-my", name: str = "", hours: float = 24
) -> str:
    """Have the operator invite somebody; returns the code."""
    code = draw(secrets.randbelow, LONG)
    work = town.storage.work()
    until = town.now + timedelta(hours=hours)
    id = draw(secrets.randbelow, SHORT)
    at = "" if unit == town.office.root else unit
    work.invitations.invite(Invitation(id, Grant(role, at), town.now, until, name=name), code)
    await work.commit("", "", town.now)
    return code


async def hired(
    town: Town, account: str, role: str = "officer", unit: str = "binh-my", name: str = ""
) -> Citizen:
    """Return somebody at the keyboard who has taken up an invitation to a role."""
    person = town.citizen(account)
    code = await invitation(town, role, unit, name or f"Cán bộ {account}")
    assert "Ông/Bà nay" in await person.say(f"/lienket {spell(code)}")
    return person


def id_of(person: Citizen) -> str:
    """Return the id of somebody who has written."""
    assert person.turn is not None
    return person.turn.person.id


async def filed(town: Town, *, sender: str = "p1", **about: Any) -> Case:
    """Keep a case that has just arrived, or stands as told."""
    work = town.storage.work()
    number = town.number()
    given: dict[str, Any] = {
        "kind": "problem", "state": "received", "category": "chieu-sang", "unit": "binh-my",
        "content": {"what": f"Đèn đường hỏng {number}"}, **about,
    }  # fmt: skip
    made = begun(
        town.office,
        Case(
            id=f"c{number:09}",
            code=draw(random.Random(number).randrange),
            person=sender,
            channel="test",
            received_at=town.now,
            entered_at=town.now,
            promised=None,
            **given,
        ),
    )
    work.cases.add(made)
    await work.commit("", "", town.now)
    return made


async def stands(town: Town, case: Case) -> Case:
    """Return a case as it is now."""
    found = await town.storage.work().cases.by_id(case.id)
    assert found is not None
    return found


async def set_about(town: Town, case: Case, *people: str) -> None:
    """Say whom a case is about, without moving it."""
    before = await town.storage.work().cases.by_id(case.id)
    work = town.storage.work()
    before = await work.cases.by_id(case.id)
    assert before is not None
    work.cases.update(replace(before, about=people), before)
    await work.commit("", "", town.now)
