"""What the people of a case are told when something happens to it."""

from __future__ import annotations

from datetime import date

from feedback.access import is_sealed
from feedback.calendar import local_day
from feedback.case import Case, Event
from feedback.code import spell
from feedback.deadline import said
from feedback.decision import state_name
from feedback.messages import Button, Line, Reply, Text
from feedback.ports import UnitOfWork
from feedback.unit import Office
from feedback.workflow import OPEN
from handlers.context import Notice

TOLD = (
    *("transfer", "pass-on", "refuse", "accept", "ask", "extend", "answer", "uphold", "reopen"),
    *("close", "lapse", "advise", "file", "reclassify", "split"),
)
"""Actions that concern whoever sent the case; the rest is the office's own business."""


_PROMISED = frozenset({"transfer", "accept", "reopen", "reclassify"})
"""After which people want to know by when."""


async def of(storage: UnitOfWork, office: Office, case: Case, event: Event) -> tuple[Notice, ...]:
    """Return what each of the people of a case is told; nothing of what they did themselves."""
    if event.what not in TOLD or event.actor in (case.person, *case.representatives):
        return ()
    return await to_people(storage, case, about(office, case, event))


def lapses(office: Office, case: Case, day: date) -> Reply:
    """Return what is said some days before a case stops or is closed by itself."""
    if is_sealed(office, case):
        return _sealed(case)
    about: dict[str, Line | str | date] = {
        "code": spell(case.code),
        "day": said(day),
        "state": state_name(office, case.state),
        "asked": "yes" if office.workflow.states[case.state].stage == OPEN else "no",
    }
    return Reply(lines=(Text("case-notice-lapses", about),), rows=((look_button(case),),))


async def to_people(storage: UnitOfWork, case: Case, reply: Reply) -> tuple[Notice, ...]:
    """Say something to whoever sent a case and to those who represent them."""
    notices = []
    for id in case.citizens:
        person = await storage.people.by_id(id)
        if person is not None:
            notices.append(Notice.to(person, reply))
    return tuple(notices)


def about(office: Office, case: Case, event: Event) -> Reply:
    """Return what is said of one event; of a sealed case only that there is news."""
    code = spell(case.code)
    if is_sealed(office, case):
        return _sealed(case)
    unit = office.units.get(case.unit)
    lines: list[Line] = [
        Text(
            f"case-notice-{event.what}",
            {
                "code": code,
                "unit": "" if unit is None else unit.name,
                "day": local_day(event.at) if case.promised is None else said(case.promised),
                "outcome": case.outcome,
                "kind": case.kind,
            },
        )
    ]
    if case.clocks and event.what in _PROMISED and case.promised is not None:
        lines.append(Text("case-notice-promised", {"day": said(case.promised)}))
    words = event.note.get("text") or event.note.get("reason") or event.note.get("legal_ground")
    if isinstance(words, str):
        lines += ["", words]
    next_step = {
        "ask": ("supply",),
        "answer": ("rate", "confirm", "dispute"),
        "uphold": ("rate",),
    }.get(event.what, ())
    rows = [(own_button(case, each),) for each in next_step]
    return Reply(lines=tuple(lines), rows=(*rows, (look_button(case),)))


def _sealed(case: Case) -> Reply:
    """Say of a sealed case no more than that there is something to look at."""
    lines = (Text("case-notice-sealed", {"code": spell(case.code)}),)
    return Reply(lines=lines, rows=((look_button(case),),))


def look_button(case: Case) -> Button:
    """Return what shows whoever holds a case's code how it stands."""
    return Button(Text("case-look"), f"c:tracuu {case.code}")


def own_button(case: Case, action: str) -> Button:
    """Return what begins something that whoever sent a case may do about it."""
    return Button(Text("own-action", {"action": action}), f"own:{case.id}:{action}")
