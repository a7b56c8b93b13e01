"""What somebody sends who is in the middle of nothing: a wish, a greeting, a report, or nonsense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from feedback.messages import Reply, Text
from feedback.question import Value
from handlers import assisting, case_intake, case_tracking, conversing
from handlers.context import Answer, Turn
from handlers.intents import code_in, wish
from handlers.menu import menu, menu_rows

_A_REPORT = 15
"""Letters from which words are taken for a report rather than for a slip of the thumb."""
_NONSENSE = "not-understood"
_LATELY = timedelta(minutes=10)

_COMMANDS: Mapping[str, str] = {
    "mine": "cuatoi",
    "survey": "danhgia",
    "data": "dulieu",
    "language": "ngonngu",
    "link": "lienket",
    "conduct": "quytac",
    "help": "trogiup",
}
"""Commands that plain words stand for."""
_KINDS: Mapping[str, Mapping[str, Value]] = {
    "complaint": {"kind": "unsure"},
    "praise": {"kind": "praise"},
    "proposal": {"kind": "proposal"},
    "report": {},
}
"""Wishes that begin the intake. Few people know what a khiếu nại is in law, so that word leads to
the plain questions that find out."""


async def hear(turn: Turn) -> Answer:
    """Answer somebody who is in the middle of nothing; what may be a report is never lost."""
    inbound = turn.inbound
    if inbound.location is not None or any(each.kind != "sticker" for each in inbound.attachments):
        if wish(inbound.text) == "denunciation":
            return await case_intake.where_to_denounce(turn)
        return await case_intake.begin_with(turn, {}, keep=True)
    places = turn.board.places if turn.board is not None else ()
    if places and inbound.text.isdecimal():
        return Answer((menu(turn, Text("menu-no-such-number", {"count": len(places)})),))
    asked = wish(inbound.text) or ""
    if asked == "denunciation":
        return await case_intake.where_to_denounce(turn)
    if asked == "code":
        return await case_tracking.show(turn, inbound.text)
    if asked == "link-code":
        return await turn.offers.commands["lienket"].handler(turn, inbound.text)
    if asked == "status":
        return await turn.offers.commands["tracuu"].handler(turn, code_in(inbound.text))
    if asked == "assisted":
        return assisting.offer(turn)
    if asked in _COMMANDS:
        words = inbound.text if asked == "language" else ""
        return await turn.offers.commands[_COMMANDS[asked]].handler(turn, words)
    if asked in _KINDS:
        long = len(inbound.text) >= _A_REPORT and inbound.text.count(" ") > 3
        return await case_intake.begin_with(turn, _KINDS[asked], keep=long)
    if asked == "cancel":
        return await conversing.cancel(turn)
    if asked == "go-on":
        return await conversing.go_on(turn)
    if asked == "greeting" and turn.new:
        hello = Text("welcome-hello", {"office": turn.office.name})
        return Answer((menu(turn, hello, Text("menu-ask")),))
    if asked in ("greeting", "thanks"):
        return Answer((menu(turn, Text(f"menu-{asked}"), Text("menu-ask")),))
    if len(inbound.text) >= _A_REPORT:
        return await case_intake.begin_with(turn, {}, keep=True)
    return await _not_understood(turn)


async def _not_understood(turn: Turn) -> Answer:
    """Show by examples what can be written; who goes on gets a shorter answer, never a scolding."""
    attempts, person = turn.storage.attempts, turn.person.id
    before = await attempts.count(person, _NONSENSE, turn.now - _LATELY)
    attempts.add(person, _NONSENSE, turn.now)
    if before:
        short = Reply(
            lines=(Text("menu-not-understood-again"),),
            rows=menu_rows(turn),
            merge=_NONSENSE,
            after=1.0,
        )
        return Answer((short,))
    return Answer((menu(turn, Text("menu-not-understood"), Text("menu-examples")),))
