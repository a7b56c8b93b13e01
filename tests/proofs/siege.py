"""A town at the bot for P11: officers, citizens and strangers, and every way they may try."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta

from feedback.access import GRANTED, Actor, may
from feedback.case import Case
from feedback.code import LONG, draw, spell
from feedback.code import read as read_code
from feedback.decision import Act, Part
from feedback.errors import Conflict
from feedback.linking import Invitation
from feedback.person import Grant
from feedback.ports import Job
from handlers.admin.offboarding import REVOKED
from handlers.case_acting import Desk, Done, begun, perform
from handlers.context import actor
from handlers.officer import timely
from tests.proofs.attack_oracle import ROOT
from tests.proofs.besieged import (
    CODE,
    LIMITED,
    NOBODY,
    PACK,
    UNITS,
    Somebody,
)
from tests.proofs.siege_moves import Moving

_CHANNELS = ("test", "zalo_oa")
_ONWARDS = ("accept", "start", "answer", "assign", "file", "supply", "coordinate", "confirm")
"""Steps by which cases come far."""


class Siege(Moving):
    """All of it."""

    async def settle(self) -> None:
        """Have people move in: staff of every role, citizens, and cases in every state."""
        for role in ("officer", "head", "admin", "auditor", "sealed-reader"):
            for unit in self.chance.sample(UNITS, 4 if role == "officer" else 2):
                person = await self._arrives()
                await self._hire(person, role, unit)
        boss = await self._arrives()
        boss.settings = frozenset({("admin", "")})
        self.town.roles[boss.account] = frozenset({"admin"})
        citizens = [await self._arrives() for _ in range(8)]
        for person in citizens:
            for _ in range(self.chance.randrange(1, 4)):
                await self._files(person)
        self.seen = await self.eye.look()
        for _ in range(100):
            await self._works()
        await self._look()

    async def _arrives(self) -> Somebody:
        account = self._canary("ac", "")
        self.owners[account] = {account}
        person = Somebody(account, self.chance.choice(_CHANNELS))
        self.people.append(person)
        await self._receive(person, {"text": "xin chào"})
        return person

    async def _hire(self, person: Somebody, role: str, unit: str) -> None:
        code = await self._invite(role, unit, self._canary("na", person.account))
        await self._receive(person, {"text": f"/lienket {spell(code)}"})
        self.book.codes.pop(code, None)

    async def _invite(self, role: str, unit: str, name: str) -> str:
        code = draw(secrets.randbelow, LONG)
        id = f"i{self.town.number():07}"
        until = self.town.now + timedelta(hours=24)
        work = self.storage.work()
        at = "" if unit == ROOT else unit
        made = Invitation(id, Grant(role, at), self.town.now, until, name=name)
        work.invitations.invite(made, code)
        await work.commit("", "", self.town.now)
        self.book.codes[code] = (id, made.grant.word, "")
        self.until[code] = until
        return code

    async def _files(self, person: Somebody) -> None:
        id = f"c{self.town.number():09}"
        sender = await self.storage.work().people.known(person.address)
        assert sender is not None
        kind = self.chance.choice(("problem", "problem", "proposal", "question", "praise",
                                   "complaint", "denunciation"))  # fmt: skip
        case = begun(
            PACK.office,
            Case(
                id=id,
                code=draw(self.chance.randrange),
                kind=kind,
                state="received",
                category="chieu-sang",
                unit=self.chance.choice(UNITS),
                person=sender.id,
                channel=person.channel,
                received_at=self.town.now,
                entered_at=self.town.now,
                promised=None,
                content={"what": f"Có việc {self._canary('sa', id)} ở đây"},
                identity={}
                if kind == "denunciation"
                else {"name": self._canary("id", id), "phone": "+84912345678"},
            ),
        )
        work = self.storage.work()
        work.cases.add(case)
        await work.commit("", "", self.town.now)
        self.codes[case.code] = id

    async def _works(self) -> None:
        """Have somebody who may do the next step of some case, or say whom it is about."""
        self.town.pass_by(seconds=1)
        work = self.storage.work()
        case = await work.cases.by_id(self.chance.choice([*self.codes.values()]))
        staff = [each.person for each in await work.invitations.staff()]
        if case is None or not staff:
            return
        actors = [actor(person, PACK.office) for person in staff]
        actors.append(Actor(case.person))
        possible = [
            (action, each)
            for action in PACK.office.workflow.actions(case.kind, case.state)
            for each in actors
            if may(PACK.office, each, action, case)
        ]
        if not possible:
            return
        onwards = [each for each in possible if each[0] in _ONWARDS]
        action, each = self.chance.choice(self.chance.choice((onwards, possible)) or possible)
        taker = self.chance.choice(actors)
        act = Act(
            action=action,
            reason="lý do",
            text="trả lời rõ ràng",
            evidence=("12/UBND",),
            legal_ground="Đ11",
            ground="complex",
            until=(self.town.now + timedelta(days=20)).date(),
            unit=self.chance.choice(UNITS),
            category="duong-hong",
            kind=self.chance.choice(("problem", "proposal", "complaint")),
            same_as=self.chance.choice([*self.codes.values()]),
            officer=taker,
            people=(self.chance.choice(staff).id,),
            outcome="solved",
            parts=(Part("problem"),),
        )
        desk = Desk(work, PACK.office, self.town.now, self._new_id)
        done = await perform(desk, case, act, each)
        await work.commit("", "", self.town.now)
        for notice in done.notices if isinstance(done, Done) else ():
            self.unasked += self._noticed(notice)
        self.unasked += await self._jobs()

    async def step(self) -> None:
        """Let somebody try something, and look at what came of it."""
        chance = self.chance
        self.town.pass_by(seconds=chance.choice((1, 5, 60, 3600)) * chance.random())
        if chance.random() < 0.05:
            await self._meanwhile()
        if chance.random() < 0.03:
            await chance.choice(
                (
                    self._reports,
                    self._staffs,
                    self._lets_go,
                    self._links,
                    self._officiates,
                    self._officiates,
                    self._exports,
                )
            )()
            return
        person = self._next()
        if chance.random() < 0.06:
            await self._probe(person)
            return
        name, parts = self._move(person)
        self.done[name] += 1
        await self._try(person, parts)

    def _next(self) -> Somebody:
        """Return who tries next: mostly whoever did before, so that forms get to their end."""
        if self.stays <= 0:
            self.who = self.chance.choice(
                (self._holder(*GRANTED), self.chance.choice(self.people))
            )
            self.stays = self.chance.choice((1, 2, 4, 8, 16))
        self.stays -= 1
        return self.who

    async def _meanwhile(self) -> None:
        """Let something happen that nobody here did, and look at what people hear of it."""
        before = self.seen
        assert before is not None
        self.unasked.clear()
        await self._aside()
        self._judge_words(NOBODY, "meanwhile", self.unasked, before, await self._look())

    async def _ticks(self) -> None:
        """Do what is due by the clock."""
        for errand in await timely.due(self._context()):
            context = self._context()
            notices = await errand.do(context)
            try:
                await context.work.commit("", "", self.town.now)  # type: ignore[attr-defined]
            except Conflict:
                continue
            for notice in (*notices, *context.notices):
                self.unasked += self._noticed(notice)
        self.unasked += await self._jobs()

    async def _aside(self) -> None:
        """What happens in the office meanwhile: work, the operator, somebody new, a new day."""
        what = self.chance.choice((0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 4))
        if what == 0 and self.chance.random() < 0.8:
            await self._hire(
                self.chance.choice(self.people),
                self.chance.choice(("officer", "officer", "head", "admin", "sealed-reader")),
                self.chance.choice(UNITS),
            )
        elif what == 0:
            await self._invite(
                self.chance.choice(("officer", "head", "admin", "auditor")),
                self.chance.choice(UNITS),
                self._canary("na", ""),
            )
        elif what == 1:
            await self._dismiss()
        elif what == 2:
            self.town.pass_by(hours=self.chance.choice((1, 12, 30, 400)))
            await self._ticks()
        elif what == 3:
            person = await self._arrives()
            await self._files(person)
        else:
            await self._works()

    async def _dismiss(self) -> None:
        """Have the operator take somebody's role away."""
        work = self.storage.work()
        used = [each for each in await work.invitations.all() if each.person]
        if len(used) < 6:
            return
        lost = self.chance.choice(used)
        await work.invitations.revoke(lost.id)
        rest = {"officer": lost.person, "role": lost.grant.word, "by": "operator"}
        work.add_job(Job(self._new_id(), REVOKED, rest))
        await work.commit("", "", self.town.now)
        self.unasked += await self._jobs()

    async def _reports(self) -> None:
        """Somebody sends a report, to its end."""
        person = self.chance.choice(self.people)
        await self._try(person, {"text": "/gopy"})
        await self._finishes(person)

    async def _staffs(self) -> None:
        """Somebody who may invites, and anybody, they themselves too, takes it up."""
        person = self._holder("admin", "head")
        await self._try(person, {"text": "/canbo mời"})
        before = set(self.book.codes)
        await self._finishes(person)
        for code in [each for each in self.book.codes if each not in before]:
            for _ in range(2):
                taker = self.chance.choice((person, self.chance.choice(self.people)))
                word = self.chance.choice((f"/lienket {spell(code)}", f"/start i_{code}"))
                await self._try(taker, {"text": word})

    async def _lets_go(self) -> None:
        """Somebody looks at who works there and takes a role away, or tries; and who lost it goes
        on with what was on their screen."""
        person = self._holder("admin", "head")
        await self._try(person, {"text": "/canbo"})
        for what in ("staff:show:", "staff:ask:", "staff:off:"):
            shown = [each for each in person.shown if each.startswith(what)]
            if not shown:
                return
            await self._try(person, {"press": self.chance.choice(shown)})
        for other in self.chance.choices(self.people, k=3):
            if other.shown:
                await self._try(other, {"press": self.chance.choice(other.shown)})

    async def _officiates(self) -> None:
        """An officer opens a case and presses what is there; a citizen answers what came of it."""
        person = self._holder(*GRANTED)
        await self._try(person, {"text": self.chance.choice(("/viec", f"/hoso {self._code()}"))})
        for _ in range(self.chance.randrange(2, 9)):
            if not person.shown:
                return
            await self._try(person, {"press": self.chance.choice(person.shown)})
            if any(each[:2] in ("q:", "n:", "r:") for each in person.shown):
                await self._finishes(person)
        other = self.chance.choice(self.people)
        if other.told:
            await self._try(other, {"press": self.chance.choice(other.told)})
            await self._finishes(other)

    async def _exports(self) -> None:
        """Somebody takes figures home, of wherever they please."""
        person = self._holder("admin", "head")
        where = self.chance.choice(("", "", *UNITS))
        await self._try(person, {"text": f"/xuat phản ánh {where}".strip()})
        await self._try(person, {"text": f"/thongke phản ánh {where}".strip()})

    async def _links(self) -> None:
        """Two accounts become one person, where both want it."""
        host, guest = self.chance.sample(self.people, 2)
        shown = await self._try(host, {"text": "/lienket mới"})
        for code in re.findall(r"[2-9A-Y]{4}-[2-9A-Y]{4}", shown)[:1]:
            await self._try(guest, {"text": f"/lienket {code}"})
            for mine in [each for each in guest.shown if each.startswith("link:mine")]:
                await self._try(guest, {"press": mine})
            await self._try(
                host, {"text": self.chance.choice(("/lienket đồng ý", "/lienket không"))}
            )

    def _holder(self, *roles: str) -> Somebody:
        """Return somebody with one of these roles, or anybody."""
        assert self.seen is not None
        found = [
            each
            for each in self.people
            if {
                role
                for role, _ in self._grants(
                    self.seen, self.seen.addresses.get(self.storage.keys.mark_of(each.address), "")
                )
            }
            & set(roles)
        ]
        return self.chance.choice(found or self.people)

    async def _finishes(self, person: Somebody) -> None:
        """Answer what is asked until nothing is, as somebody who wants to get done."""
        for _ in range(14):
            send = [
                each for each in person.shown if each.startswith("r:") and each.endswith(":submit")
            ]
            asked = [each for each in person.shown if each.startswith("q:")]
            skip = [each for each in person.shown if each.startswith("n:") and "skip" in each]
            if send:
                await self._try(person, {"press": send[0]})
                return
            if asked or skip:
                await self._try(person, {"press": self.chance.choice([*asked, *skip])})
            elif any(each.startswith("n:") for each in person.shown):
                await self._try(person, {"text": "Đường thôn 3 nhiều ổ gà, mưa là ngập."})
            else:
                return

    async def _try(self, person: Somebody, parts: dict[str, object]) -> str:
        before = self.seen
        assert before is not None
        self.done["steps"] += 1
        words = f"{parts.get('text', '')} {parts.get('press', '')}"
        person.typed |= {code: None for each in CODE.findall(words) if (code := read_code(each))}
        self.town.notices.clear()
        replies = await self._receive(person, parts)
        group = parts.get("private") is False
        said = [*self._said(person, replies, group=group)]
        unasked = [each for notice in self.town.notices for each in self._noticed(notice)]
        unasked += await self._jobs()
        after = await self._look()
        mark = self.storage.keys.mark_of(person.address)
        mine = before.addresses.get(mark) or after.addresses.get(mark, "")
        said = [*(replace(each, to=mine) for each in said), *unasked]
        self._judge_words(person, words, said, before, after)
        self._judge_changes(person, mine, parts, before, after)
        shown = "\n".join(each.words for each in said if each.to == mine and not each.file)
        self._judge_command(person, mine, parts, shown, before)
        return shown

    async def _probe(self, person: Somebody) -> None:
        """Compare what is said to the code of a case that does not exist for somebody with what is
        said to a code of none: it must be the same, to the letter."""
        world = self.seen
        assert world is not None
        mine = world.addresses.get(self.storage.keys.mark_of(person.address), "")
        grants = self._grants(world, mine)
        code = self.chance.choice([*self.codes])
        case = world.cases[self.codes[code]]
        about = mine in case.about.split()
        if self.book.may_read("code", case, mine, grants, file=False):
            return
        names = [
            name
            for name in self.town.router._offers.commands
            # Whoever has the code of a case that is not about them may follow it.
            if about or name not in ("tracuu", "status", "start")
        ]
        name = self.chance.choice(sorted(names))
        self.done["does it exist"] += 1
        told = []
        for each in (draw(self.chance.randrange), code, draw(self.chance.randrange)):
            word = f"c_{each}" if name == "start" else spell(each)
            shown = await self._try(person, {"text": f"/{name} {word}"})
            told.append(shown.replace(spell(each), "").replace(each, ""))
        limited = any(mark in each for each in told for mark in LIMITED)
        if told[0] == told[2] != told[1] and not limited:
            what = f"a case is told from none: {told[1][:200]!r} / {told[0][:200]!r}"
            self._fault(person, f"/{name} {spell(code)}", what)
