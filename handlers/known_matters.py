"""Whether a report is about a matter the office knows: asked once it is filed, off the turn.

Officers announce matters by a title (`announce` of the workflow), and it is all that others learn of
them: no word, no file and no name of whoever reported one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.access import Actor, may
from feedback.case import Case
from feedback.code import spell
from feedback.decision import Act, Refusal
from feedback.messages import Button, Line, Reply, Text
from feedback.ports import UnitOfWork
from feedback.unit import Office
from feedback.workflow import BEGINS
from handlers import case_notices, conversing
from handlers.case_acting import Desk, perform
from handlers.context import Answer, Feature, Notice, Turn
from handlers.jobs import JobContext
from handlers.menu import menu_button

if TYPE_CHECKING:
    from handlers.case_moved import Moved

_MOST = 3
"""Titles put to somebody; with "another matter" they fit the five buttons of Zalo."""
_TAIL = 8
"""Last letters of a case's id, which tell the few matters of one place apart: two whole ids are too
long for a button."""
_OTHER = "other"
_ANOTHER_MATTER = "(Người gửi cho biết là việc khác)"
"""The reason why it is taken out again, as officers read it."""


async def hear(moved: Moved, context: JobContext) -> tuple[Notice, ...]:
    """Ask whoever has just reported something whether it is one of the matters known there."""
    case, office = moved.case, context.office
    sender = Actor(case.person)
    filed = moved.event.what == BEGINS and moved.event.actor == case.person
    if not filed or not may(office, sender, "group", case):
        return ()
    known = (await _known(context.work, office, case))[:_MOST]
    if not known:
        return ()
    return await case_notices.to_people(context.work, case, _question(case, known))


def _question(case: Case, known: list[Case]) -> Reply:
    code = spell(case.code)
    other = (Button(Text("known-no"), f"known:{case.id}:{_OTHER}"),)
    if len(known) == 1:
        [only] = known
        lines: list[Line] = [Text("known-ask", {"code": code, "title": only.announced})]
        return Reply(lines=tuple(lines), rows=((_same(case, only, Text("known-yes")),), other))
    lines = [Text("known-ask-which", {"code": code})]
    lines += [Text("known-line", {"title": each.announced}) for each in known]
    rows = [(_same(case, each, Text("known-this", {"title": each.announced})),) for each in known]
    return Reply(lines=tuple(lines), rows=(*rows, other))


def _same(case: Case, known: Case, label: Line) -> Button:
    return Button(label, f"known:{case.id}:{known.id[-_TAIL:]}")


async def _known(storage: UnitOfWork, office: Office, case: Case) -> list[Case]:
    """Return the matters a case may be one of, the latest first: of its category, at its unit or
    one above or below it, as long as they are in a state in which they could be announced. For
    whoever one is about there is none."""
    if not case.category:
        return []
    units = office.over(case.unit) | office.under(case.unit)
    return [
        each
        for each in await storage.cases.announced(case.category, units)
        if each.id != case.id
        and case.person not in each.about
        and office.workflow.find(each.kind, each.state, "announce")
    ]


async def _pressed(turn: Turn, data: str) -> Answer:
    """Join the matter a button names, if it is still one that may be joined; or leave it again."""
    id, _, which = data.partition(":")
    case = await turn.storage.cases.by_id(id) if id else None
    if case is None or not may(turn.office, turn.actor, "track", case):
        return _said(turn, Text("own-gone"))
    about = {"code": spell(case.code)}
    if which == _OTHER:
        if not case.same_as:
            return _said(turn, Text("known-apart", about), case)
        act = Act(action="ungroup", reason=_ANOTHER_MATTER)
        return await _do(turn, case, act, Text("known-apart", about))
    known = await _known(turn.storage, turn.office, case)
    matter = next((each for each in known if each.id[-_TAIL:] == which), None)
    if matter is None:
        return _said(turn, Text("known-over", about), case)
    joined = Text("known-joined", {**about, "title": matter.announced})
    if case.same_as == matter.id:
        return _said(turn, joined, case)
    return await _do(turn, case, Act(action="group", same_as=matter.id), joined)


async def _do(turn: Turn, case: Case, act: Act, said: Line) -> Answer:
    done = await perform(Desk.of(turn), case, act, turn.actor)
    return _said(turn, done.why if isinstance(done, Refusal) else said, case)


def _said(turn: Turn, line: Line, case: Case | None = None) -> Answer:
    look = () if case is None else ((case_notices.look_button(case),),)
    rows = (*look, menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=(line,), rows=rows),)))


KNOWN_MATTERS = Feature(presses={"known": _pressed})
