"""`/lienket`: one person on several channels, joined by a code; and roles by invitation.

The code is made where a person already is and typed where they are new. Whoever lets themselves
be talked into typing a stranger's code gives nothing away unasked: what they have is named first,
rights go only from the one who made the code to the one who typed it, and nothing is joined
before the first was asked on their own channel.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from feedback.code import LONG, SHORT, draw, read, spell
from feedback.linking import Account, LinkCode, TypedCode
from feedback.messages import Address, Button, Line, Reply, Strong, Text
from feedback.person import Person
from feedback.text import fold
from handlers import conversing
from handlers.context import Answer, Command, Feature, Notice, Turn
from handlers.menu import menu, menu_button

_GOOD_FOR = timedelta(minutes=10)
"""For typing the code, and again for the answer on the first channel."""
_WITHIN = timedelta(hours=1)
_MADE, _MOST_MADE = "link-made", 10
_WRONG, _MOST_WRONG, _MOST_WRONG_IN_ALL = "link-wrong", 10, 100_000
"""Wrong codes within an hour: of one person, and of everybody together. A code is one of 17
thousand million and opens nothing before its host agrees, so that trying them from many accounts
leads nowhere; with fewer for all, whoever has a script could keep everybody from linking."""
_EVERYBODY = "everybody"
"""Stands for all people together where tries are counted."""

_YES = frozenset(("dong y", "co", "yes", "ok", "okay"))
_NO = frozenset(("khong", "khong dong y", "no"))
_CUT = frozenset(("huy", "bo", "tach", "cancel", "unlink"))
_NEW = frozenset(("moi", "them", "new"))


async def _link(turn: Turn, words: str) -> Answer:
    """Do what the words after the command say; without any, show what is joined or make a code."""
    said = fold(words[:40])
    if said in _YES or said in _NO or said in _CUT:
        asked = await turn.storage.links.asked(turn.person.id, turn.now)
        if said in _YES:
            return await _agree(turn, asked)
        if asked is not None:
            return _refuse(turn, asked)
        return await (_retract(turn) if said in _NO else _list(turn))
    if words and said not in _NEW:
        return await type_code(turn, words)
    return await (_list(turn) if turn.person.linked and not words else _make(turn))


async def _pressed(turn: Turn, data: str) -> Answer:
    what, _, rest = data.partition(":")
    if what == "mine":
        return await type_code(turn, rest, sure=True)
    if what in ("yes", "no"):
        asked = await turn.storage.links.asked(turn.person.id, turn.now)
        if asked is not None and asked.tag != rest:
            asked = None  # an old question, or one of somebody else's
        if what == "yes":
            return await _agree(turn, asked)
        return _over(turn) if asked is None else _refuse(turn, asked)
    if what == "not":
        return await _retract(turn)
    if what in ("cut", "off"):
        return await _cut(turn, rest, sure=what == "off")
    return await (_make(turn) if what == "new" else _list(turn))


# On the channel one has


async def _make(turn: Turn) -> Answer:
    """Make a code and say where to type it."""
    attempts, person = turn.storage.attempts, turn.person
    if await attempts.count(person.id, _MADE, turn.now - _WITHIN) >= _MOST_MADE:
        return _say(turn, Text("link-too-many-made"))
    attempts.add(person.id, _MADE, turn.now)
    code = draw(secrets.randbelow, SHORT)
    turn.storage.links.make(code, person, turn.inbound.address, turn.now + _GOOD_FOR)
    return _say(
        turn,
        Text("link-what-for"),
        "",
        Text("link-how", {"code": spell(code)}),
        "",
        Strong(spell(code)),
        "",
        Text("link-keep-secret"),
    )


async def _agree(turn: Turn, asked: TypedCode | None) -> Answer:
    """Make one person of the two; the host stays, with all that either has."""
    if asked is None:
        return _over(turn)
    links, host = turn.storage.links, turn.person
    joined = await links.join(asked, host, turn.conversation is not None)
    if joined is None:
        links.drop(asked)
        return _say(turn, Text("link-they-may-more"))
    turn.storage.people.heard(turn.inbound.address, turn.now)
    turn.storage.audit.note(host.id, "person.linked", asked.guest, turn.now)
    turn.person = replace(host, linked=True)
    turn.conversation = turn.conversation or joined.conversation
    turn.waiting += joined.waiting
    channel = _channel(asked.guest_at)
    lines: list[Line] = [Text("link-done", {"channel": channel})]
    if joined.waiting:
        lines.append(Text("link-put-aside", {"count": joined.waiting}))
    there = Reply(
        lines=(Text("link-done-there", {"channel": _channel(turn.inbound.address)}),),
        rows=(menu_button(),),
    )
    notice = Notice(host.id, there, turn.language, asked.guest_at)
    return replace(_say(turn, *lines), notices=(notice,))


def _refuse(turn: Turn, asked: TypedCode) -> Answer:
    """Join nothing; who typed the code is told."""
    turn.storage.links.drop(asked)
    turn.storage.audit.note(turn.person.id, "person.link-refused", asked.guest, turn.now)
    there = Reply(lines=(Text("link-refused-there"),), rows=(menu_button(),))
    notice = Notice(asked.guest, there, turn.language, asked.guest_at)
    return replace(_say(turn, Text("link-refused")), notices=(notice,))


# On the new channel


async def type_code(turn: Turn, words: str, *, sure: bool = False) -> Answer:
    """Take a code somebody types, or a link brings. `sure`: they were told what it would open."""
    attempts, person, since = turn.storage.attempts, turn.person, turn.now - _WITHIN
    if await attempts.count(person.id, _WRONG, since) >= _MOST_WRONG:
        return _say(turn, Text("link-too-many-wrong"))
    if (code := read(words, LONG)) is not None:  # as good as a key: no number of tries finds one
        return await _accept(turn, code)
    code = read(words, SHORT)
    if code is None:  # a slip of the thumb: no such code can be
        return _say(turn, Text("link-wrong-code"))
    if await attempts.count(_EVERYBODY, _WRONG, since) >= _MOST_WRONG_IN_ALL:
        return _say(turn, Text("link-too-many-wrong"))
    link = await turn.storage.links.find(code, turn.now)
    if link is None:
        return _wrong(turn)
    if link.host == person.id:
        return _say(turn, Text("link-yourself"))
    if not person.grants <= link.grants:
        return _say(turn, Text("link-make-it-here"))
    if not sure and (warned := await _warning(turn, code, link)) is not None:
        return warned
    turn.storage.links.take(link, person.id, turn.inbound.address, turn.now, turn.now + _GOOD_FOR)
    waits = Reply(
        lines=(
            Text("link-waits", {"channel": _channel(link.at)}),
            Text("link-not-yours"),
        ),
        rows=((Button(Text("link-not-mine"), "link:not"),),),
    )
    notice = Notice(link.host, _question(turn, link), link.language or turn.language, link.at)
    return conversing.way_back(turn, Answer((waits,), notices=(notice,)))


async def _warning(turn: Turn, code: str, link: LinkCode) -> Answer | None:
    """Say what whoever made the code would see; None where there is nothing to see yet."""
    cases = len(await turn.storage.cases.of(turn.person.id))
    drafts = turn.waiting + (turn.conversation is not None)
    if not cases and not drafts and not turn.person.linked:
        return None
    about = {"channel": _channel(link.at), "cases": cases, "drafts": drafts}
    lines = (Text("link-would-open", about), Text("link-only-yours"))
    rows = (
        (Button(Text("link-not-mine"), "link:not"),),
        (Button(Text("link-mine"), f"link:mine:{code}"),),
    )
    return Answer((Reply(lines=lines, rows=rows),))


def _question(turn: Turn, link: LinkCode) -> Reply:
    """Ask the host, on the channel they made the code on."""
    lines: list[Line] = [
        Text("link-ask", {"channel": _channel(turn.inbound.address), "at": turn.now}),
        Text("link-ask-what" if not link.grants else "link-ask-what-with-rights"),
        Text("link-ask-how"),
    ]
    rows = (
        (Button(Text("link-no"), f"link:no:{link.tag}"),),
        (Button(Text("link-yes"), f"link:yes:{link.tag}"),),
    )
    return Reply(lines=tuple(lines), rows=rows)


async def _retract(turn: Turn) -> Answer:
    """Take back a code one has typed."""
    typed = await turn.storage.links.typed(turn.person.id, turn.now)
    if typed is not None:
        turn.storage.links.drop(typed)
    return _say(turn, Text("link-nothing-joined"))


async def _accept(turn: Turn, code: str) -> Answer:
    """Give the role of an invitation; to anybody but who made it: nobody raises themselves."""
    invitations, person = turn.storage.invitations, turn.person
    invitation = await invitations.find(code, turn.now)
    if invitation is None:
        return _wrong(turn)
    if invitation.maker == person.id:
        return _say(turn, Text("link-own-invitation"))
    grant = invitation.grant
    await invitations.accept(invitation, person.id, turn.inbound.address.channel, turn.now)
    turn.storage.audit.note(person.id, "role.accepted", f"{grant.word} {invitation.id}", turn.now)
    turn.person = replace(person, grants=person.grants | {grant})
    unit = turn.office.units[
        turn.office.root if grant.unit not in turn.office.units else grant.unit
    ]
    return _say(turn, Text("link-invited", {"role": grant.role, "unit": unit.name}))


def _wrong(turn: Turn) -> Answer:
    """Say the same of a code that nobody made, that was used or is too old; and count the try."""
    for whose in (turn.person.id, _EVERYBODY):
        turn.storage.attempts.add(whose, _WRONG, turn.now)
    return _say(turn, Text("link-wrong-code"))


# What is joined


async def _list(turn: Turn) -> Answer:
    """Show where a person can be reached, without the accounts themselves."""
    accounts = await turn.storage.people.accounts(turn.person.id)
    if len(accounts) < 2:
        row = (Button(Text("link-new"), "link:new"),)
        alone = Reply(lines=(Text("link-alone"),), rows=(row, menu_button()))
        return conversing.way_back(turn, Answer((alone,)))
    names = _names(accounts)
    lines: list[Line] = [Text("link-list")]
    for account, name in zip(accounts, names, strict=True):
        here = "yes" if account.address == turn.inbound.address else "no"
        lost = "no" if account.reachable else "yes"
        lines.append(Text("link-account", {"name": name, "here": here, "lost": lost}))
    rows: list[tuple[Button, ...]] = [
        (Button(Text("link-cut", {"name": name}), f"link:cut:{account.tag}"),)
        for account, name in zip(accounts, names, strict=True)
    ]
    rows += [(Button(Text("link-new"), "link:new"),), menu_button()]
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


async def _cut(turn: Turn, tag: str, *, sure: bool) -> Answer:
    """Part one account from the others, after asking; what there is stays with the others."""
    accounts = await turn.storage.people.accounts(turn.person.id)
    found = [(a, name) for a, name in zip(accounts, _names(accounts), strict=True) if a.tag == tag]
    if not found or len(accounts) < 2:
        return await _list(turn)
    [(account, name)] = found
    if not sure:
        rows = (
            (Button(Text("link-keep"), "link:list"),),
            (Button(Text("link-cut", {"name": name}), f"link:off:{tag}"),),
        )
        ask = Reply(lines=(Text("link-cut-what", {"name": name}),), rows=rows)
        return Answer((ask,))
    person = turn.person
    fresh = Person(id=turn.new_id(), language=person.language)
    turn.storage.links.separate(account, person.id, fresh, turn.now)
    turn.storage.audit.note(person.id, "person.unlinked", fresh.id, turn.now)
    if account.address == turn.inbound.address:
        turn.person, turn.conversation, turn.waiting = fresh, None, 0
        return Answer((menu(turn, Text("link-cut-here")),))
    there = Reply(lines=(Text("link-cut-here"),), rows=(menu_button(),))
    notice = Notice(fresh.id, there, turn.language, account.address)
    return replace(_say(turn, Text("link-cut-done", {"name": name})), notices=(notice,))


def _names(accounts: list[Account]) -> list[Line]:
    """Return what accounts are called: their channel, with a number where it is not the only one."""
    many = Counter(account.address.channel for account in accounts)
    names: list[Line] = []
    for at, account in enumerate(accounts):
        channel = account.address.channel
        before = sum(each.address.channel == channel for each in accounts[:at])
        number = before + 1 if many[channel] > 1 else 0
        about = {"channel": _channel(account.address), "number": number}
        names.append(Text("link-name", about))
    return names


def _channel(address: Address) -> Line:
    return Text("sheet-channel", {"channel": address.channel})


def _say(turn: Turn, *lines: Line) -> Answer:
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=(menu_button(),)),)))


def _over(turn: Turn) -> Answer:
    return _say(turn, Text("link-over"))


LINKING = Feature(
    commands=(Command("lienket", "link", _link, "command-lienket"),),
    presses={"link": _pressed},
)
