"""`/dulieu`: what is kept about a person, in plain words; to see, take along, correct, withdraw, erase."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from feedback.calendar import LOCAL
from feedback.case import Case, Event
from feedback.code import spell
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.letter import APPROVED, DRAFT, readdressed
from feedback.messages import Address, Button, Line, Picture, Reply, Text
from feedback.person import Consent, DataRequest, Person
from feedback.retention import Hold
from feedback.survey import Form
from handlers import conversing
from handlers.admin.offboarding import hand_over
from handlers.case_acting import Desk
from handlers.case_receipt import IDENTITY
from handlers.context import Answer, Command, Feature, Turn
from handlers.data_requests import record, why_not
from handlers.menu import menu, menu_button

_ASKED_FOR = timedelta(minutes=15)
"""The last button of an erasure is good this long: an old message must not erase anything."""
_CORRECTION = "correction"
"""Name and purpose of the form that asks for the right name and number."""
_OFFERED = 8
"""Cases offered at once, the latest first."""
_KEPT_APART = "process-report"
"""Purpose under which names and telephone numbers are kept with cases."""


async def _my_data(turn: Turn, _: str) -> Answer:
    """Say what is kept, without legal language."""
    cases = await turn.storage.cases.of(turn.person.id)
    given = await _standing(turn)
    named = sum(bool(case.identity) for case in cases)
    addresses = await _addresses(turn)
    on_the_web = [Text("privacy-web")] if any(each.channel == "web" for each in addresses) else []
    lines: list[Line] = [
        Text("privacy-heading"),
        Text("privacy-channels", {"count": len(addresses)}),
        Text("privacy-language"),
        *on_the_web,
        Text("privacy-cases", {"count": len(cases), "named": named}),
        Text("privacy-drafts", {"count": turn.waiting + (turn.conversation is not None)}),
        Text("privacy-consents", {"count": sum(each.given for each in given.values())}),
        Text("privacy-surveys"),
    ]
    record(turn, "view")
    rows = [(Button(Text(f"privacy-{name}"), f"data:{name}"),) for name in ("export", "correct")]
    rows.append((_back_to_consents(),))
    rows.append((Button(Text("privacy-erase"), "erase:ask"),))
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


async def _act(turn: Turn, what: str) -> Answer:
    if what == "export":
        return await _export(turn)
    if what == "correct":
        return await _which_to_correct(turn)
    if what.startswith("correct:"):
        return await _correct(turn, what.removeprefix("correct:"))
    if what == "consents":
        return await _consents(turn)
    return await _my_data(turn, "")


async def _export(turn: Turn) -> Answer:
    """Hand over everything that is kept about the person, as a file other programs can read."""
    storage, person = turn.storage, turn.person
    cases = await storage.cases.of(person.id)
    held = [turn.conversation] if turn.conversation is not None else []
    held += await storage.conversations.waiting(person.id) if turn.waiting else []
    content = {
        "made_at": turn.now.astimezone(LOCAL).isoformat(timespec="seconds"),
        "language": person.language,
        "addresses": [
            {"channel": each.channel, "account": each.account} for each in await _addresses(turn)
        ],
        "consents": [
            {
                "purpose": each.purpose,
                "version": each.version,
                "given": each.given,
                "at": each.at.astimezone(LOCAL).isoformat(timespec="seconds"),
            }
            for each in await storage.people.consents(person.id)
        ],
        "cases": [_case(case, await storage.cases.history(case.id)) for case in cases],
        "letters": [
            {"kind": each.kind, "number": each.number, "year": each.year, **each.fields}
            for case in cases
            for each in await storage.letters.of_case(case.id)
            if each.state == APPROVED
        ],
        "unfinished": [_draft(each) for each in held],
        "requests": [_request(each) for each in await storage.requests.of(person.id)],
    }
    number = record(turn, "export")
    storage.audit.note(person.id, "data.exported", person.id, turn.now)
    file = Picture(
        name="du-lieu-cua-toi.json",
        mime="application/json",
        content=json.dumps(content, ensure_ascii=False, indent=2).encode(),
    )
    return conversing.way_back(
        turn, Answer((Reply(lines=(Text("privacy-export-here"), number), picture=file),))
    )


def _case(case: Case, history: list[Event]) -> dict[str, object]:
    return {
        "code": spell(case.code),
        "kind": case.kind,
        "state": case.state,
        "category": case.category,
        "unit": case.unit,
        "received_at": case.received_at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "promised": case.promised.isoformat() if case.promised else None,
        "assisted": case.assisted,
        "content": dict(case.content),
        "identity": dict(case.identity),
        "corrections": [
            {"at": each.at.astimezone(LOCAL).isoformat(timespec="seconds"), **each.note}
            for each in history
            if each.what == "amended"
        ],
    }


def _request(request: DataRequest) -> dict[str, object]:
    return {
        "number": spell(request.id),
        "what": request.what,
        "at": request.at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "due": request.due.isoformat() if request.due else None,
        "outcome": request.outcome,
    }


async def _which_to_correct(turn: Turn) -> Answer:
    """Offer the cases that have a name; what was written in them is corrected where it was written."""
    cases = [case for case in await turn.storage.cases.of(turn.person.id) if case.identity]
    lines: list[Line] = [Text("privacy-how-to-correct")]
    rows: list[tuple[Button, ...]] = []
    if not cases:
        lines.append(Text("privacy-no-names"))
    elif turn.forms.latest(_CORRECTION) is None:
        lines.append(Text("privacy-correct-by-report"))
    else:
        lines.append(Text("privacy-which-to-correct"))
        for case in cases[:_OFFERED]:
            label = Text("privacy-correct-case", {"code": spell(case.code)})
            rows.append((Button(label, f"data:correct:{case.id}"),))
    rows.append((Button(Text("menu-cuatoi"), "c:cuatoi"),))
    reply = Reply(lines=tuple(lines), rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


async def _correct(turn: Turn, id: str) -> Answer:
    """Ask for the right name and number of one's own case."""
    form = turn.forms.latest(_CORRECTION)
    case = await _own(turn, id)
    if form is None or case is None:
        return await _which_to_correct(turn)
    if held := await _held(turn, id):
        number = record(turn, "correct", held, refused=True)
        refused = Reply(lines=(Text("request-refused"), *why_not(held), number))
        return conversing.way_back(turn, Answer((replace(refused, rows=(menu_button(),)),)))
    return await conversing.start(turn, form, {"case": id})


async def _corrected(turn: Turn, _: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Write the corrected name and number into the case; the wrong ones are kept nowhere."""
    if not isinstance(outcome, Submitted):
        return Answer()
    given = {name: outcome.answers[name] for name in IDENTITY if outcome.answers.get(name)}
    case = await _own(turn, held.context.get("case", ""))
    if case is None or not given:
        return Answer((Reply(lines=(Text("privacy-not-corrected"),)),))
    if kept := await _held(turn, case.id):
        number = record(turn, "correct", kept, refused=True)
        return Answer((Reply(lines=(Text("request-refused"), *why_not(kept), number)),))
    turn.storage.cases.update(replace(case, identity={**case.identity, **given}), case)
    for letter in await turn.storage.letters.of_case(case.id):
        if letter.state == DRAFT:  # what was signed and sent stays as it was
            turn.storage.letters.update(readdressed(letter, given), letter)
    turn.storage.audit.note(turn.person.id, "case.identity-corrected", case.id, turn.now)
    number = record(turn, "correct")
    return Answer((Reply(lines=(Text("privacy-corrected"), number)),))


async def _own(turn: Turn, id: str) -> Case | None:
    """Return a case of the person's own that has a name."""
    cases = await turn.storage.cases.of(turn.person.id)
    return next((case for case in cases if case.id == id and case.identity), None)


async def _held(turn: Turn, id: str) -> list[Hold]:
    return [each for each in await turn.storage.holds.of(turn.person.id) if each.case.id == id]


def _draft(held: Conversation) -> dict[str, object]:
    return {
        "form": held.form,
        "began_at": held.began_at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "answers": dict(held.answers),
        "not_finished": dict(held.drafts),
    }


async def _addresses(turn: Turn) -> list[Address]:
    """Return the accounts kept; that of somebody new, or just erased, is kept by this very turn."""
    return await turn.storage.people.addresses(turn.person.id) or [turn.inbound.address]


async def _standing(turn: Turn) -> Mapping[str, Consent]:
    """Return what a person last said to each purpose."""
    return {each.purpose: each for each in await turn.storage.people.consents(turn.person.id)}


async def _consents(turn: Turn, *said: Line) -> Answer:
    """Show each purpose with what the person said to it, and the way to change that."""
    standing = await _standing(turn)
    lines: list[Line] = [*said, *([""] if said else []), Text("privacy-consents-heading")]
    rows: list[tuple[Button, ...]] = []
    for purpose in turn.office.purposes:
        known = standing.get(purpose.id)
        given = known is not None and known.given
        lines += ["", Text("privacy-consent", {"title": purpose.title, "given": _yes(given)})]
        lines.append(purpose.text)
        action = "withdraw" if given else "give"
        label = Text(f"privacy-{action}", {"title": purpose.title})
        rows.append((Button(label, f"consent:{action}:{purpose.id}"),))
    reply = Reply(lines=tuple(lines), rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


async def _consent(turn: Turn, words: str) -> Answer:
    """Give or withdraw one consent; giving takes a press on the purpose's own button."""
    action, _, id = words.partition(":")
    purpose = next((each for each in turn.office.purposes if each.id == id), None)
    if purpose is None or action not in ("give", "withdraw"):
        return await _consents(turn)
    given = action == "give"
    turn.storage.people.consent(
        turn.person.id, Consent(purpose.id, purpose.version, given, turn.now)
    )
    lines: list[Line] = [Text(f"privacy-{action}-done", {"title": purpose.title})]
    if not given:
        held = await turn.storage.holds.of(turn.person.id) if purpose.id == _KEPT_APART else []
        if purpose.id == _KEPT_APART:
            count = await _forget_names(turn, {each.case.id for each in held})
            lines.append(Text("privacy-names-removed", {"count": count}))
        lines += [*why_not(held), record(turn, "withdraw", held)]
    turn.storage.audit.note(turn.person.id, f"consent.{action}", purpose.id, turn.now)
    done = Reply(lines=tuple(lines), rows=((_back_to_consents(),), menu_button()))
    return conversing.way_back(turn, Answer((done,)))


async def _forget_names(turn: Turn, but: Collection[str]) -> int:
    """Delete name and telephone from the person's cases but those; returns from how many."""
    cases = await turn.storage.cases.of(turn.person.id)
    named = [case for case in cases if case.identity and case.id not in but]
    for case in named:
        turn.storage.cases.update(replace(case, identity={}), case)
        turn.storage.letters.forget(case.id)
        turn.storage.audit.note(turn.person.id, "case.identity-removed", case.id, turn.now)
    return len(named)


def _back_to_consents() -> Button:
    return Button(Text("privacy-consents-button"), "data:consents")


async def _erase(turn: Turn, words: str) -> Answer:
    """Erase everything that tells who the person is, after asking twice."""
    step, _, at = words.partition(":")
    if step == "sure":
        button = Button(Text("privacy-erase-yes"), f"erase:yes:{int(turn.now.timestamp())}")
        last = Text("privacy-erase-last")
        return Answer((Reply(lines=(last,), rows=((button,), (_keep_button(),))),))
    if step == "yes" and _fresh(turn, at):
        held, number = await erase_everything(turn)
        lines: tuple[Line, ...] = (Text("privacy-erased"), *why_not(held), number)
        return Answer((Reply(lines=lines, edit=True),))
    if step == "no":
        return conversing.way_back(turn, Answer((menu(turn, Text("privacy-not-erased")),)))
    button = Button(Text("privacy-erase-sure"), "erase:sure")
    lines = (Text("privacy-erase-what"), "", Text("privacy-erase-kept"))
    if held := await turn.storage.holds.of(turn.person.id):
        lines = (*lines, "", *why_not(held))
    if turn.person.linked:
        lines = (*lines, "", Text("privacy-erase-everywhere"))
    if turn.person.grants:
        lines = (*lines, "", Text("staff-erase"))
    return Answer((Reply(lines=lines, rows=((_keep_button(),), (button,))),))


async def erase_everything(turn: Turn) -> tuple[list[Hold], Line]:
    """Erase a person: at their own last word, or because a platform says they withdrew.

    Returns the cases whose names a legal hold keeps, and the number of what was asked.
    """
    held = await turn.storage.holds.of(turn.person.id)
    number = record(turn, "erase", held)
    if turn.person.grants:  # of an officer the office keeps what they did, under an id of nobody
        await hand_over(Desk.of(turn), Person(turn.person.id), turn.person.id)
    turn.storage.people.erase(turn.person.id, turn.now)
    turn.storage.audit.note(turn.person.id, "person.erased", turn.person.id, turn.now)
    turn.conversation, turn.waiting = None, 0
    return held, number


def _fresh(turn: Turn, at: str) -> bool:
    """Tell whether the last question was put within a quarter of an hour."""
    if not at.isdecimal() or len(at) > 12:
        return False
    return timedelta() <= timedelta(seconds=int(turn.now.timestamp()) - int(at)) <= _ASKED_FOR


def _keep_button() -> Button:
    return Button(Text("privacy-erase-no"), "erase:no")


def _yes(given: bool) -> str:
    return "yes" if given else "no"


PRIVACY = Feature(
    commands=(Command("dulieu", "mydata", _my_data, "command-dulieu"),),
    presses={"data": _act, "consent": _consent, "erase": _erase},
    outcomes={_CORRECTION: _corrected},
)
