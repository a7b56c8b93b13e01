"""Who sent a case: an act of its own, asked about first and kept in the audit, never in a group."""

from __future__ import annotations

from feedback.case import Case
from feedback.code import spell
from feedback.messages import Button, Line, Reply, Text
from handlers import conversing
from handlers.case_receipt import IDENTITY
from handlers.context import Answer, Feature, Turn
from handlers.officer.card import back_to, opened, unknown


async def _pressed(turn: Turn, data: str) -> Answer:
    """Ask whether it is needed; told so, show name and number."""
    id, _, sure = data.partition(":")
    case = await opened(turn, id, "identify")
    if case is None:
        return unknown(turn)
    if sure == "yes":
        return _shown(turn, case)
    rows = ((Button(Text("identity-yes"), f"who:{id}:yes"),), (back_to(case),))
    ask = Reply(lines=(Text("identity-ask", {"code": spell(case.code)}),), rows=rows)
    return conversing.way_back(turn, Answer((ask,)))


def _shown(turn: Turn, case: Case) -> Answer:
    turn.storage.audit.note(turn.person.id, "case.identified", case.id, turn.now)
    lines: list[Line] = [Text("identity-heading", {"code": spell(case.code)})]
    given = {name: case.identity[name] for name in IDENTITY if case.identity.get(name)}
    for name, value in given.items():
        lines.append(Text("identity-line", {"what": name, "value": str(value)}))
    if not given:
        lines.append(Text("identity-none"))
    if case.assisted:
        lines.append(Text("card-assisted"))
    if given:
        lines.append(Text("identity-care"))
    return conversing.way_back(
        turn, Answer((Reply(lines=tuple(lines), rows=((back_to(case),),)),))
    )


IDENTITY_OF_CASES = Feature(presses={"who": _pressed})
