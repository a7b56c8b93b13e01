"""`/kin`: what lies in the sealed lane, and opening it, which takes two of its readers.

What they get is a file that stays sealed on its way and opens on their own computer with both
their keys (`langnghe sealed open`): no chat shows a denunciation, and no outbox holds one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson

from feedback.access import is_sealed, may, seals
from feedback.calendar import local_day
from feedback.case import Case
from feedback.code import spell
from feedback.decision import state_name
from feedback.errors import FeedbackError
from feedback.messages import Button, Line, Picture, Reply, Strong, Text
from feedback.person import Person
from feedback.ports import Opening
from feedback.sealed import public_key
from feedback.text import fold
from handlers import conversing
from handlers.context import DEFAULT_LANGUAGE, Answer, Command, Feature, Notice, Turn, actor
from handlers.menu import menu_button
from handlers.officer import colleagues
from handlers.officer.history import Telling
from handlers.sealed import readers

WITHIN = timedelta(minutes=30)
"""How long a second reader has to agree."""
_SHOWN = 20
_LATEST = 6
_NOT_HERE = frozenset({"assign", "name", "coordinate"})
"""Actions nothing in the lane is done with: its readers act together."""


async def _command(turn: Turn, words: str) -> Answer:
    """List what there is, or take a reader's public key."""
    first, _, rest = words.partition(" ")
    if fold(first) in ("khoa", "key") and rest:
        return await _set_key(turn, rest)
    return await _list(turn)


async def _set_key(turn: Turn, typed: str) -> Answer:
    if not readers.reads(turn.office, turn.person):
        return _said(turn, Text("kin-not-here"))
    try:
        public = public_key(typed)
    except FeedbackError:
        return _said(turn, Text("kin-key-wrong"))
    held = await turn.storage.sealed_lane.keys()
    if public in held.values():
        return _said(turn, Text("kin-key-taken"))
    turn.storage.sealed_lane.set_key(turn.person.id, public, turn.now)
    turn.storage.audit.note(turn.person.id, "sealed.key", fingerprint(public), turn.now)
    names = await colleagues.names(turn.storage)
    told = {"name": names.get(turn.person.id, ""), "key": fingerprint(public)}
    news = Reply(lines=(Text("kin-key-of-another", told),), rows=(_all(),))
    others = await _others(turn)
    answer = _said(turn, Text("kin-key-set", told), _all()[0])
    return Answer(answer.replies, notices=_to(others, news))


def fingerprint(public: bytes) -> str:
    """Return what people compare a key by, face to face."""
    shown = public.hex()[:16].upper()
    return "-".join(shown[at : at + 4] for at in range(0, 16, 4))


async def _list(turn: Turn) -> Answer:
    storage, office = turn.storage, turn.office
    found = [
        each
        for each in await storage.cases.standing(None)
        if seals(office, each.kind) and may(office, turn.actor, "list", each.facts)
    ]
    newest = sorted(found, key=lambda each: each.received_at, reverse=True)[:_SHOWN]
    cases = [await storage.cases.by_id(each.id) for each in newest]
    ready = await readers.keys(storage, office)
    lines: list[Line] = [Text("kin-list", {"count": len(found)})]
    rows = []
    for case in cases:
        if case is not None:
            lines.append(_line(turn, case))
            rows.append((Button(spell(case.code), f"kin:case:{case.id}"),))
    if turn.person.id not in await storage.sealed_lane.keys():
        lines += ["", Text("kin-no-key")]
    elif not ready:
        lines += ["", Text("kin-too-few")]
    reply = Reply(lines=tuple(lines), rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


def _line(turn: Turn, case: Case) -> Text:
    state = state_name(turn.office, case.state)
    day = local_day(case.received_at)
    return Text("kin-line", {"code": spell(case.code), "day": day, "state": state})


async def _pressed(turn: Turn, data: str) -> Answer:
    what, _, id = data.partition(":")
    case = await turn.storage.cases.by_id(id) if id else None
    if (
        case is None
        or not is_sealed(turn.office, case)
        or not may(turn.office, turn.actor, "see", case)
    ):
        return _said(turn, Text("kin-unknown"))
    match what:
        case "ask":
            return await _ask(turn, case)
        case "agree":
            return await _agree(turn, case)
    return await _show(turn, case)


async def _show(turn: Turn, case: Case) -> Answer:
    """Show how a case stands and what was done; what was told is not for this place."""
    storage, office = turn.storage, turn.office
    storage.audit.note(turn.person.id, "sealed.seen", case.id, turn.now)
    parts = await storage.sealed_lane.parts(case.id)
    history = await storage.cases.history(case.id)
    telling = Telling(office, case, await colleagues.names(storage), words=True)
    lines: list[Line] = [
        Strong(spell(case.code)),
        _line(turn, case),
        Text("kin-parts", {"count": len(parts)}),
        "",
        *telling.lines(history[-_LATEST:]),
    ]
    opening = await storage.sealed_lane.opening(case.id)
    theirs = _waiting(turn, opening) and opening is not None
    asks = theirs and opening is not None and opening.asked_by != turn.person.id
    what, label = ("agree", "kin-agree") if asks else ("ask", "kin-ask")
    rows = [(Button(Text(label), f"kin:{what}:{case.id}"),)]
    for action in office.workflow.actions(case.kind, case.state):
        if action not in _NOT_HERE and may(office, turn.actor, action, case):
            label_of = Text("action-label", {"action": action})
            rows.append((Button(label_of, f"do:{case.id}:{action}"),))
    reply = Reply(lines=tuple(lines), rows=(*rows, _all()))
    return conversing.way_back(turn, Answer((reply,)))


def _waiting(turn: Turn, opening: Opening | None) -> bool:
    """Tell whether an asking can still be agreed to."""
    return (
        opening is not None
        and not opening.agreed_by
        and timedelta(0) <= turn.now - opening.at <= WITHIN
    )


async def _ask(turn: Turn, case: Case) -> Answer:
    if turn.person.id not in await turn.storage.sealed_lane.keys():
        return _said(turn, Text("kin-no-key"), _all()[0])
    turn.storage.sealed_lane.ask(case.id, turn.person.id, turn.now)
    turn.storage.audit.note(turn.person.id, "sealed.asked", case.id, turn.now)
    names = await colleagues.names(turn.storage)
    about = {"name": names.get(turn.person.id, ""), "code": spell(case.code)}
    agree = Button(Text("kin-agree"), f"kin:agree:{case.id}")
    news = Reply(lines=(Text("kin-asked", about),), rows=((agree,), _all()))
    able = [
        each
        for each in await _others(turn)
        if may(turn.office, actor(each, turn.office), "see", case)
    ]
    minutes = {"minutes": int(WITHIN.total_seconds()) // 60}
    answer = _said(turn, Text("kin-waiting", minutes), _all()[0])
    return Answer(answer.replies, notices=_to(able, news))


async def _agree(turn: Turn, case: Case) -> Answer:
    """Give both readers the file, if the first one still may read and has not waited too long."""
    storage, office = turn.storage, turn.office
    opening = await storage.sealed_lane.opening(case.id)
    if opening is None or not _waiting(turn, opening):
        return _said(turn, Text("kin-too-late"), _all()[0])
    if opening.asked_by == turn.person.id:
        return _said(turn, Text("kin-not-alone"), _all()[0])
    held = await storage.sealed_lane.keys()
    first = await storage.people.by_id(opening.asked_by)
    if turn.person.id not in held:
        return _said(turn, Text("kin-no-key"), _all()[0])
    if first is None or first.id not in held or not may(office, actor(first, office), "see", case):
        return _said(turn, Text("kin-too-late"), _all()[0])
    storage.sealed_lane.agree(case.id, opening, turn.person.id)
    for reader in (first.id, turn.person.id):
        storage.audit.note(reader, "sealed.opened", case.id, turn.now)
    parts = await storage.sealed_lane.parts(case.id)
    reply = Reply(
        lines=(Text("kin-file", {"code": spell(case.code), "count": len(parts)}),),
        rows=(_all(),),
        picture=Picture(f"{case.code[:5]}.kin", "application/octet-stream", _file(case, parts)),
    )
    return Answer((reply,), notices=_to((first,), reply))


def _file(case: Case, parts: Mapping[str, bytes]) -> bytes:
    sealed = [[f"{case.id}/{id}", each.decode()] for id, each in parts.items()]
    return orjson.dumps({"lang-nghe": "sealed", "code": spell(case.code), "parts": sealed})


async def _others(turn: Turn) -> Sequence[Person]:
    staff = [each.person for each in await turn.storage.invitations.staff()]
    return [
        each for each in staff if each.id != turn.person.id and readers.reads(turn.office, each)
    ]


def _to(people: Sequence[Person], reply: Reply) -> tuple[Notice, ...]:
    return tuple(Notice(each.id, reply, each.language or DEFAULT_LANGUAGE) for each in people)


def _all() -> tuple[Button, ...]:
    return (Button(Text("kin-all"), "c:kin"),)


def _said(turn: Turn, line: Line, *buttons: Button) -> Answer:
    shown = (*((each,) for each in buttons), menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=(line,), rows=shown),)))


READING = Feature(
    commands=(Command("kin", "sealed", _command, "command-kin", roles=frozenset({readers.ROLE})),),
    presses={"kin": _pressed},
)
