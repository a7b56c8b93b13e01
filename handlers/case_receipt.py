"""A submitted report becomes a case: who is competent, by when, and the receipt with its code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from feedback.case import KINDS, MORE_KINDS, Case, Event
from feedback.code import draw, spell
from feedback.conversation import Conversation
from feedback.deadline import said
from feedback.messages import Button, Line, Reply, Strong, Text
from feedback.question import Value, sent
from feedback.survey import Form
from feedback.unit import Office
from feedback.workflow import BEGINS
from handlers import assisting, case_acting, case_files, consent, letters
from handlers.context import Answer, Turn, known_id
from handlers.menu import menu_button
from handlers.payload import Report

IDENTITY = ("name", "phone")
"""Answers that tell who somebody is; kept apart from what the case is about."""
NOT_CONTENT = frozenset({*IDENTITY, "kind", "accuses", "harmed", "record", "named", "consent"})
"""Answers that are kept elsewhere than in a case's content, or not at all."""


def take(
    turn: Turn,
    form: Form,
    held: Conversation,
    answers: Mapping[str, Value],
    messages: Sequence[str],
) -> Answer:
    """Keep a case with its evidence and history; everything is committed with the receipt."""
    kind = kind_of(answers)
    office, storage = turn.office, turn.storage
    if kind is None:
        storage.forget_files(sent(answers.values()))
        storage.forget_said(turn.person.id, held.began_at)
        return Answer()
    assisted = assisting.helping(held.context)
    # What somebody else agrees to is no consent of the helper's: it stands in the case's history.
    given = answers.get("consent")
    agreed = consent.is_given(given) if assisted else consent.keep(turn, given)
    identity = {name: answers[name] for name in IDENTITY if name in answers}
    unit = competent(office, answers, held.context, turn.today)
    arrived = Case(
        id=turn.new_id(),
        code=draw(secrets.randbelow),
        kind=kind,
        state=BEGINS,
        category=known_id(
            office.categories, answers.get("category"), held.context.get("category")
        ),
        unit=unit,
        person=turn.person.id,
        channel=turn.inbound.address.channel,
        received_at=turn.now,
        entered_at=turn.now,
        promised=None,
        content={name: value for name, value in answers.items() if name not in NOT_CONTENT},
        identity=identity if agreed else {},
        form_version=form.version,
        assisted=assisted,
    )
    case = case_acting.begun(office, arrived)
    storage.cases.add(case, messages)
    said_by_another = {"consent": given} if assisted and given is not None else {}
    received = Event(case.id, turn.now, BEGINS, turn.person.id, said_by_another)
    case_acting.keep(case_acting.Desk.of(turn), case, received)
    case_files.keep(turn, case, sent(case.content.values()))
    receipt = _receipt(turn, form, case, refused="consent" in answers and not agreed)
    if assisted:
        again = Report(held.context.get("unit", ""), held.context.get("category", ""))
        receipt = replace(receipt, rows=(assisting.next_one(again), *receipt.rows))
    return Answer((receipt,))


def kind_of(answers: Mapping[str, Value]) -> str | None:
    """Return what a report is; None for what may not be taken in by chat.

    Somebody unsure who accuses nobody and was not wronged by the office reports a problem.
    """
    kind = answers.get("kind")
    if kind == "complaint" or _yes(answers.get("harmed")):
        return "complaint" if _yes(answers.get("record")) else None
    if kind == "unsure" and not _yes(answers.get("accuses")):
        return "problem"
    return kind if isinstance(kind, str) and kind in (*KINDS, *MORE_KINDS) else None


def competent(
    office: Office, answers: Mapping[str, Value], context: Mapping[str, str], today: date
) -> str:
    """Return the unit a case belongs to, the nearest of the kind its category calls for.

    Within a unit the person named, it is looked for only below that one; from the unit of a QR
    code, upwards too. Nobody competent: the office's root, whose queue is triage.
    """
    category = office.categories.get(str(answers.get("category") or context.get("category", "")))
    kind = category.unit_kind if category is not None else None
    named = answers.get("unit")
    if isinstance(named, str) and named != context.get("unit"):
        unit = office.current(named, today)
        if unit is not None:
            return _below(office, unit, kind, today) or unit
    start = office.current(context.get("unit", ""), today)
    if start is None:
        return office.root
    for above in reversed(office.path(start)) if kind is not None else ():
        if above.id != office.root and (found := _below(office, above.id, kind, today)):
            return found
    return start


def _below(office: Office, top: str, kind: str | None, today: date) -> str | None:
    """Return the first unit of a kind in a subtree, its top included."""
    within = office.subtree(top)
    return next(
        (
            each.id
            for each in office.units.values()
            if each.id in within and each.kind == kind and each.exists_on(today)
        ),
        None,
    )


def _receipt(turn: Turn, form: Form, case: Case, *, refused: bool) -> Reply:
    office = turn.office
    unit = office.units.get(case.unit)
    lines: list[Line] = [
        form.thanks or Text("intake-thanks"),
        Text("intake-received", {"at": case.received_at}),
        "",
        Text("intake-code"),
        Strong(spell(case.code)),
        Text("intake-keep-code"),
        *((Text("assisted-hand-over"),) if case.assisted else ()),
        "",
    ]
    if case.unit == office.root or unit is None:
        lines.append(Text("intake-triage"))
    else:
        lines.append(Text("intake-unit", {"unit": unit.name}))
    if case.kind == "complaint":
        lines.append(Text("intake-no-filing"))
    if case.promised is not None:
        lines.append(Text("intake-promised", {"day": said(case.promised)}))
    lines.append(Text("intake-look-up", {"code": spell(case.code)}))
    if refused:
        lines.append(Text("intake-consent-refused"))
    elif not case.identity:
        lines.append(Text("intake-without-name"))
    papers = (
        tuple((each,) for each in letters.own_papers(turn.office, case))
        if case.kind == "complaint"
        else ()
    )
    rows = (*papers, (Button(Text("menu-cuatoi"), "c:cuatoi"),), menu_button())
    return Reply(lines=tuple(lines), rows=rows, edit=False)


def _yes(value: Value) -> bool:
    return value == "yes"
