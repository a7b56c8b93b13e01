"""`/tracuu` and `/cuatoi`: how a case stands, for whoever holds its code and for its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from feedback.access import is_sealed, may
from feedback.calendar import local_day
from feedback.case import Case, Event
from feedback.code import read, spell
from feedback.deadline import said
from feedback.decision import state_name
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.unit import Office
from handlers import case_notices, case_reply, code_tries, conversing, letters
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu_button
from handlers.sealed import telling

_LISTED = 8
"""Cases shown at once; older ones are found by their code."""
_MOST_EVENTS = 12
_TOLD = frozenset(
    {
        *(*case_notices.TOLD, *case_reply.ACTIONS, "rated"),
        *("message-to-citizen", "message-from-citizen"),
    }
)
"""What those whose case it is read of its history; the rest is the office's own business."""
_SUMMARY = 80
"""Letters of one's own words that are shown, to tell one case from another."""


async def _look_up(turn: Turn, words: str) -> Answer:
    """Show the case of a code, or ask for the code."""
    if not words:
        asked = Reply(lines=(Text("tracking-which"),), rows=(_mine_button(),))
        return conversing.way_back(turn, Answer((asked,)))
    return await show(turn, words)


async def show(turn: Turn, typed: str) -> Answer:
    """Show how the case of a code stands.

    A code that cannot be, one nobody has, one whose owner was erased and one of a case about
    whoever asks get the same answer, so that trying codes teaches nothing; after ten wrong ones
    within an hour nothing is looked up.
    """
    if await code_tries.used_up(turn):
        return conversing.way_back(turn, Answer((Reply(lines=(Text("tracking-too-many"),)),)))
    code = read(typed)
    case = None if code is None else await turn.storage.cases.find(code)
    person = turn.person.id
    if case is None or not case.person or person in case.about:
        code_tries.wrong(turn)
        wrong = Reply(lines=(Text("tracking-wrong-code"),), rows=(_mine_button(),))
        return conversing.way_back(turn, Answer((wrong,)))
    lines: list[Line] = [*status(turn.office, case, own=case.person == person)]
    if telling.owns(turn, case):
        lines += _happened(turn.office, case, await turn.storage.cases.history(case.id))
        shown = Reply(lines=tuple(lines), rows=(*telling.rows(turn, case), menu_button()))
        return conversing.way_back(turn, Answer((shown,)))
    papers: tuple[tuple[Button, ...], ...] = ()
    if may(turn.office, turn.actor, "track", case) and not is_sealed(turn.office, case):
        lines += _happened(turn.office, case, await turn.storage.cases.history(case.id))
        papers = tuple((each,) for each in letters.own_papers(turn.office, case))
    rows = (*case_reply.rows(turn, case), *papers, menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=rows),)))


async def _mine(turn: Turn, _: str) -> Answer:
    """List a person's own cases: half of all people lose the code."""
    mark = turn.storage.sealed_lane.owner(turn.person.id)
    cases = [*await turn.storage.cases.of(turn.person.id), *await turn.storage.cases.of(mark)]
    if not cases:
        report = (Button(Text("menu-gopy"), "c:gopy"),)
        nothing = Reply(lines=(Text("tracking-none"),), rows=(report, menu_button()))
        return conversing.way_back(turn, Answer((nothing,)))
    newest = sorted(cases, key=lambda case: (case.received_at, case.id), reverse=True)[:_LISTED]
    lines: list[Line] = [Text("tracking-mine", {"count": len(cases)})]
    for case in newest:
        lines += ["", *status(turn.office, case, own=True)]
    if len(cases) > len(newest):
        lines += ["", Text("tracking-older", {"count": len(cases) - len(newest)})]
    open_ = [
        (Button(Text("tracking-open", {"code": spell(case.code)}), f"c:tracuu {case.code}"),)
        for case in newest
    ]
    mine = Reply(lines=tuple(lines), rows=(*open_, menu_button()))
    return conversing.way_back(turn, Answer((mine,)))


def status(office: Office, case: Case, *, own: bool) -> tuple[Line, ...]:
    """Return how a case stands; what it says and who sent it are never part of it.

    The owner also sees the beginning of his own words.
    """
    lines: list[Line] = [
        Strong(spell(case.code)),
        _about(office, case),
        Text("tracking-received", {"day": local_day(case.received_at)}),
        Text("tracking-state", {"state": state_name(office, case.state)}),
    ]
    unit = office.units.get(case.unit)
    if unit is None or unit.id == office.root:
        lines.append(Text("tracking-triage"))
    else:
        lines.append(Text("tracking-unit", {"unit": unit.name}))
    if case.promised is not None:
        lines.append(Text("tracking-promised", {"day": said(case.promised)}))
    if own and case.assisted:
        lines.append(Text("tracking-assisted"))
    if own and isinstance(case.content.get("what"), list):
        lines.append(Text("tracking-spoken"))
    elif own and (summary := _summary(case)):
        lines.append(Text("tracking-summary", {"words": summary}))
    return tuple(lines)


def _happened(office: Office, case: Case, history: Sequence[Event]) -> list[Line]:
    """Return what was done, and what the office said, for those whose case it is."""
    shown = [each for each in history if each.what in _TOLD][-_MOST_EVENTS:]
    lines: list[Line] = ["", Text("tracking-happened")] if shown else []
    for event in shown:
        about: dict[str, Line | date] = {
            "day": local_day(event.at),
            "what": event.what,
            "outcome": str(event.note.get("outcome", "")),
        }
        lines.append(Text("tracking-event", about))
        said = [event.note.get(name) for name in ("text", "reason", "legal_ground")]
        lines += [f"“{words}”" for words in said if isinstance(words, str) and words]
    return lines


def _about(office: Office, case: Case) -> Line:
    category = office.categories.get(case.category)
    if category is None:
        return Text("tracking-kind", {"kind": case.kind})
    return Text("tracking-about", {"kind": case.kind, "category": category.name})


def _summary(case: Case) -> str:
    what = case.content.get("what")
    words = " ".join(what.split()) if isinstance(what, str) else ""
    return words if len(words) <= _SUMMARY else words[: _SUMMARY - 1].rstrip() + "…"


def _mine_button() -> tuple[Button, ...]:
    return (Button(Text("menu-cuatoi"), "c:cuatoi"),)


CASE_TRACKING = Feature(
    commands=(
        Command("tracuu", "status", _look_up, "command-tracuu"),
        Command("cuatoi", "mine", _mine, "command-cuatoi"),
    ),
)
