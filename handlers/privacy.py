"""`/dulieu`: what is kept about a person, in plain words; to see, take along, correct, withdraw, erase."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from feedback.calendar import LOCAL
from feedback.case import Case, Event
from feedback.code import spell
from feedback.conversation import Conversation
from feedback.messages import Address, Button, Line, Picture, Reply, Text
from feedback.person import Consent
from feedback.unit import Purpose
from handlers import conversing
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu, menu_button

_ASKED_FOR = timedelta(minutes=15)
"""The last button of an erasure is good this long: an old message must not erase anything."""
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
    rows = [(Button(Text(f"privacy-{name}"), f"data:{name}"),) for name in ("export", "correct")]
    rows.append((_back_to_consents(),))
    rows.append((Button(Text("privacy-erase"), "erase:ask"),))
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


async def _act(turn: Turn, what: str) -> Answer:
    if what == "export":
        return await _export(turn)
    if what == "correct":
        rows = ((Button(Text("menu-cuatoi"), "c:cuatoi"),), menu_button())
        return conversing.way_back(
            turn, Answer((Reply(lines=(Text("privacy-how-to-correct"),), rows=rows),))
        )
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
        "unfinished": [_draft(each) for each in held],
    }
    storage.audit.note(person.id, "data.exported", person.id, turn.now)
    file = Picture(
        name="du-lieu-cua-toi.json",
        mime="application/json",
        content=json.dumps(content, ensure_ascii=False, indent=2).encode(),
    )
    return conversing.way_back(
        turn, Answer((Reply(lines=(Text("privacy-export-here"),), picture=file),))
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
    if not given and purpose.id == _KEPT_APART:
        lines.append(Text("privacy-names-removed", {"count": await _forget_names(turn, purpose)}))
    turn.storage.audit.note(turn.person.id, f"consent.{action}", purpose.id, turn.now)
    done = Reply(lines=tuple(lines), rows=((_back_to_consents(),), menu_button()))
    return conversing.way_back(turn, Answer((done,)))


async def _forget_names(turn: Turn, purpose: Purpose) -> int:
    """Delete name and telephone from the person's cases; returns from how many."""
    named = [case for case in await turn.storage.cases.of(turn.person.id) if case.identity]
    for case in named:
        turn.storage.cases.update(replace(case, identity={}), case)
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
        erase_everything(turn)
        return Answer((Reply(lines=(Text("privacy-erased"),), edit=True),))
    if step == "no":
        return conversing.way_back(turn, Answer((menu(turn, Text("privacy-not-erased")),)))
    button = Button(Text("privacy-erase-sure"), "erase:sure")
    lines: tuple[Line, ...] = (Text("privacy-erase-what"), "", Text("privacy-erase-kept"))
    if turn.person.linked:
        lines = (*lines, "", Text("privacy-erase-everywhere"))
    return Answer((Reply(lines=lines, rows=((_keep_button(),), (button,))),))


def erase_everything(turn: Turn) -> None:
    """Erase a person: at their own last word, or because a platform says they withdrew."""
    turn.storage.people.erase(turn.person.id, turn.now)
    turn.storage.audit.note(turn.person.id, "person.erased", turn.person.id, turn.now)
    turn.conversation, turn.waiting = None, 0


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
)
