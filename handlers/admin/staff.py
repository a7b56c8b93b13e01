"""`/canbo`: who works for the office and since when, inviting others, and taking a role away."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from feedback.access import GIVING, Actor, giving, may_give, seals
from feedback.calendar import local_day
from feedback.code import LONG, SHORT, draw, spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.linking import Invitation
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.person import Grant
from feedback.survey import Form
from feedback.text import fold
from handlers import conversing, payload
from handlers.admin import offboarding
from handlers.admin.offboarding import role
from handlers.case_acting import Desk
from handlers.context import Answer, Command, Feature, Turn, actor
from handlers.menu import menu_button

_FORM = "staff"
"""Name and purpose of the form that asks whom to invite."""
_GOOD_FOR = timedelta(hours=24)
_PAGE = 8
_COLLEAGUES = 8
_NEW = frozenset(("moi", "them", "invite", "new"))
_WORKS = frozenset(("officer", "head"))
"""Roles that cases are given to."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an administrator or a head may see of who works for the office."""

    shown: tuple[Invitation, ...]
    """By unit, in the order of the office's tree; what is not taken up yet last."""
    tasks: Mapping[str, int]


async def _show(turn: Turn, words: str) -> Answer:
    """List who works where, those of the words alone; or begin to invite somebody."""
    if fold(words[:20]) in _NEW:
        return await _invite(turn, "")
    return await _list(turn, words=words[:60])


async def _pressed(turn: Turn, data: str) -> Answer:
    """Do what a button says; whoever has lost the right to it is told nothing of anybody."""
    if not turn.person.roles & GIVING.keys():
        return conversing.way_back(turn, Answer((_said(turn, Text("staff-not-yours")),)))
    what, _, rest = data.partition(":")
    if what == "page" and rest.isdecimal() and len(rest) < 4:
        return await _list(turn, int(rest))
    if what == "invite":
        return await _invite(turn, rest)
    id, _, to = rest.partition(":")
    found = await _seen(turn)
    chosen = next((each for each in found.shown if each.id == id), None)
    if chosen is None:
        return await _list(turn, said=(Text("staff-gone"),) if id else ())
    if what == "off":
        return await _off(turn, found, chosen, to)
    if what == "ask":
        return _ask(turn, found, chosen)
    return _card(turn, found, chosen)


# Looking


async def _seen(turn: Turn) -> _Seen:
    office, viewer = turn.office, turn.actor
    places = {id: at for at, id in enumerate(office.units)}
    found = [
        each
        for each in await turn.storage.invitations.all()
        if _visible(turn, each.grant) and (each.person or each.until > turn.now)
    ]
    found.sort(
        key=lambda each: (
            not each.person,
            places.get(each.grant.unit or office.root, len(places)),
            each.grant.role,
            fold(each.name),
            each.id,
        )
    )
    kinds = [id for id in office.workflow.kinds if not seals(office, id)]
    return _Seen(tuple(found), await turn.storage.cases.tasks(viewer.person, kinds))


def _visible(turn: Turn, grant: Grant) -> bool:
    """Tell whether a grant may be seen: by a head those they give, by an administrator all."""
    roles = giving(turn.office, turn.actor, grant.unit or turn.office.root)
    return grant.role in roles or "admin" in roles


async def _list(turn: Turn, page: int = 0, words: str = "", said: Sequence[Line] = ()) -> Answer:
    found = await _seen(turn)
    office = turn.office
    wanted = fold(words).split()
    shown = [
        each
        for each in found.shown
        if all(word in fold(f"{each.name} {_unit(turn, each)['vi']}") for word in wanted)
    ]
    pages = max(1, -(-len(shown) // _PAGE))
    page = min(page, pages - 1)
    here = shown[page * _PAGE : (page + 1) * _PAGE]
    working = sum(bool(each.person) for each in shown)
    lines: list[Line] = [*said, Text("staff-heading", {"count": working})]
    before: str | None = None
    for each in here:
        where = each.grant.unit or office.root
        if where != before:
            lines += ["", Strong(_unit(turn, each))]
            before = where
        lines.append(_line(found, each))
    if pages > 1:
        lines += ["", Text("staff-page", {"page": page + 1, "pages": pages})]
    rows: list[tuple[Button, ...]] = [
        (Button(_label(each), f"staff:show:{each.id}"),) for each in here
    ]
    turns = [
        Button(Text(f"staff-{name}"), f"staff:page:{to}")
        for name, to in (("before", page - 1), ("after", page + 1))
        if 0 <= to < pages and not words
    ]
    rows += [tuple(turns)] if turns else []
    rows += [(Button(Text("staff-invite"), "staff:invite:"),), menu_button()]
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


def _line(found: _Seen, each: Invitation) -> Line:
    about = {"name": _name(each), "role": role(each.grant)}
    if each.used_at is None:
        return Text("staff-invited", {**about, "until": each.until})
    tasks = found.tasks.get(each.person, 0) if each.grant.role in _WORKS else 0
    return Text("staff-member", {**about, "since": local_day(each.used_at), "tasks": tasks})


def _label(each: Invitation) -> Line:
    return Text("staff-label", {"name": _name(each), "role": role(each.grant)})


def _name(each: Invitation) -> Line:
    return each.name or Text("staff-nameless")


def _unit(turn: Turn, each: Invitation) -> Mapping[str, str]:
    return offboarding.unit(Desk.of(turn), each.grant)


def _card(turn: Turn, found: _Seen, each: Invitation) -> Answer:
    lines = (Strong(_name(each)), _unit(turn, each), _line(found, each))
    rows: tuple[tuple[Button, ...], ...] = (_back(),)
    if may_give(turn.office, turn.actor, each.grant):
        label = "staff-take-away" if each.person else "staff-void"
        rows = ((Button(Text(label), f"staff:ask:{each.id}"),), *rows)
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=rows),)))


# Taking a role away


def _ask(turn: Turn, found: _Seen, each: Invitation) -> Answer:
    """Ask whether, and who goes on with their work."""
    if not may_give(turn.office, turn.actor, each.grant):
        return Answer((_said(turn, Text("staff-not-yours")),))
    about = {"name": _name(each), "role": role(each.grant), "unit": _unit(turn, each)}
    keep = (Button(Text("staff-keep"), f"staff:show:{each.id}"),)
    if not each.person:
        void = (Button(Text("staff-void"), f"staff:off:{each.id}:"),)
        return Answer((Reply(lines=(Text("staff-void-ask", about),), rows=(keep, void)),))
    tasks = found.tasks.get(each.person, 0) if each.grant.role in _WORKS else 0
    lines: list[Line] = [Text("staff-ask", about)]
    rows = [keep]
    if tasks:
        lines.append(Text("staff-ask-whose", {"tasks": tasks}))
        for other in _colleagues(turn, found, each):
            label = Text("staff-to", {"name": _name(other)})
            rows.append((Button(label, f"staff:off:{each.id}:{other.id}"),))
    label = Text("staff-to-unit" if tasks else "staff-take-away")
    rows.append((Button(label, f"staff:off:{each.id}:"),))
    return Answer((Reply(lines=tuple(lines), rows=tuple(rows)),))


def _colleagues(turn: Turn, found: _Seen, lost: Invitation) -> list[Invitation]:
    """Return who works where the role was held, above it or below it, each once, nearest first."""
    office, at = turn.office, lost.grant.unit or turn.office.root
    line = [each.id for each in office.path(at)]
    near: dict[str, tuple[int, Invitation]] = {}
    for each in found.shown:
        where = each.grant.unit or office.root
        if each.grant.role not in _WORKS or each.person in ("", lost.person):
            continue
        if where in line or where in office.subtree(at):
            distance = abs(len(line) - len(office.path(where)))
            near[each.person] = min(
                near.get(each.person, (distance, each)), (distance, each), key=_distance
            )
    return [each for _, each in sorted(near.values(), key=_distance)[:_COLLEAGUES]]


def _distance(near: tuple[int, Invitation]) -> tuple[int, str]:
    return near[0], near[1].id


async def _off(turn: Turn, found: _Seen, lost: Invitation, to: str) -> Answer:
    """Take a role away, or make an invitation void: at once, with all that hangs on it."""
    if not may_give(turn.office, turn.actor, lost.grant):
        return Answer((_said(turn, Text("staff-not-yours")),))
    if lost.person == turn.person.id and not await _others_stay(turn, lost):
        return Answer((_said(turn, Text("staff-last"), rows=(_back(),)),))
    taker = await _taker(turn, found, lost, to)
    if to and taker is None:
        return _ask(turn, found, lost)
    await turn.storage.invitations.revoke(lost.id)
    turn.storage.audit.note(
        turn.person.id, "role.revoked", f"{lost.grant.word} {lost.id}", turn.now
    )
    about = {"name": _name(lost), "role": role(lost.grant), "unit": _unit(turn, lost)}
    if not lost.person:
        return Answer((_said(turn, Text("staff-voided", about), rows=(_back(),)),))
    desk = Desk.of(turn)
    notices, moved = await offboarding.leave(desk, lost, turn.person.id, taker)
    lines: list[Line] = [Text("staff-taken-away", about)]
    if moved["colleague"]:
        lines.append(Text("staff-moved", {"count": moved["colleague"]}))
    if moved["unit"]:
        lines.append(Text("staff-moved-to-unit", {"count": moved["unit"]}))
    if lost.person == turn.person.id:
        turn.person = replace(turn.person, grants=turn.person.grants - {lost.grant})
        if turn.conversation is not None and turn.conversation.form in offboarding.OFFICERS_FORMS:
            turn.conversation = None
        notices = ()
    rows = (_back(),) if turn.person.roles & GIVING.keys() else ()
    return replace(Answer((_said(turn, *lines, rows=rows),)), notices=notices)


async def _others_stay(turn: Turn, lost: Invitation) -> bool:
    """Tell whether somebody else can still give the role that a person takes from themselves.

    The turn is committed only if that one keeps it until then: of the last two, one stays.
    """
    for member in await turn.storage.invitations.staff():
        other = actor(member.person, turn.office)
        if member.person.id != lost.person and may_give(turn.office, other, lost.grant):
            turn.storage.invitations.keeps(member.person.id, member.person.grants)
            return True
    return False


async def _taker(turn: Turn, found: _Seen, lost: Invitation, to: str) -> Actor | None:
    """Return who goes on with the work, of those who were offered."""
    for each in _colleagues(turn, found, lost):
        person = await turn.storage.people.by_id(each.person) if each.id == to else None
        if person is not None:
            return actor(person, turn.office)
    return None


# Inviting


async def _invite(turn: Turn, top: str) -> Answer:
    """Ask whom, for what and where: at a unit where one may give a role, or below it."""
    form = turn.forms.latest(_FORM)
    tops = _tops(turn)
    if form is None:
        return Answer((_said(turn, Text("staff-no-form"), rows=(_back(),)),))
    if top not in tops and len(tops) > 1:
        rows = [(Button(turn.office.units[id].name, f"staff:invite:{id}"),) for id in tops]
        return Answer((_said(turn, Text("staff-where"), rows=tuple(rows)),))
    context = {"top": top if top in tops else tops[0]}
    if turn.conversation is not None and turn.conversation.form == _FORM:
        return conversing.put_again(turn, Text("busy-here"))
    roles = giving(turn.office, turn.actor, context["top"])
    answers = {} if "admin" in roles else {"role": "officer"}
    return await conversing.start(turn, form, context, answers)


def _tops(turn: Turn) -> list[str]:
    """Return the units a person may give roles at, without those where they may no more than
    above."""
    office = turn.office
    held = {unit for role, unit in turn.actor.grants if role in GIVING and unit in office.units}
    may = {id: giving(office, turn.actor, id) for id in office.units if id in held}
    return [
        id
        for id, roles in may.items()
        if all(may.get(above.id) != roles for above in office.path(id)[:-1])
    ]


async def _invited(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Make the invitation and show its code, this once; it is kept as a mark only."""
    if not isinstance(outcome, Submitted):
        return Answer()
    office = turn.office
    at = str(outcome.answers.get("unit") or held.context.get("top", ""))
    grant = Grant(str(outcome.answers.get("role", "")), "" if at == office.root else at)
    known = office.units.get(at)
    stands = known is not None and known.exists_on(turn.today)
    if not stands or not may_give(office, turn.actor, grant):
        return Answer((_said(turn, Text("staff-not-yours")),))
    id, code = draw(secrets.randbelow, SHORT), draw(secrets.randbelow, LONG)
    name = " ".join(str(outcome.answers.get("name", "")).split())
    made = Invitation(id, grant, turn.now, turn.now + _GOOD_FOR, name=name, maker=turn.person.id)
    turn.storage.invitations.invite(made, code)
    turn.storage.audit.note(turn.person.id, "role.invited", f"{grant.word} {id}", turn.now)
    lines: tuple[Line, ...] = (
        Text("staff-code", {"name": name, "role": role(grant), "unit": _unit(turn, made)}),
        "",
        Strong(f"/lienket {spell(code)}"),
        "",
        Text("staff-link", {"payload": str(payload.Join(code))}),
        Text("staff-once", {"until": made.until}),
    )
    return Answer((Reply(lines=lines, rows=(_back(),)),))


def _back() -> tuple[Button, ...]:
    return (Button(Text("staff-list"), "staff:page:0"),)


def _said(turn: Turn, *lines: Line, rows: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    return Reply(lines=lines, rows=rows or (menu_button(),))


STAFF = Feature(
    commands=(Command("canbo", "staff", _show, "command-canbo", roles=frozenset(GIVING)),),
    presses={"staff": _pressed},
    outcomes={_FORM: _invited},
    jobs={offboarding.REVOKED: offboarding.revoked},
)
