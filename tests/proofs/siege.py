"""A town at the bot for P11: officers, citizens and strangers, and every way they may try."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from bot.app import read_office
from feedback.access import GRANTED, Actor, may
from feedback.case import Case
from feedback.code import LONG, draw, spell
from feedback.code import read as read_code
from feedback.decision import Act, Part
from feedback.errors import Conflict, SendError
from feedback.linking import Invitation
from feedback.messages import Address, Attachment, Contact, Inbound, Location, Reply
from feedback.person import Grant
from feedback.ports import Job
from handlers.admin.offboarding import REVOKED
from handlers.case_acting import Desk, Done, begun, perform
from handlers.context import Notice, actor
from handlers.jobs import JobContext
from handlers.officer import timely
from handlers.router import FEATURES, Router
from storage import Storage
from tests.handlers.conftest import OFFICE, TEXTS, PublishedForms, Town
from tests.proofs.attack_oracle import ROOT, Book, CaseRow, Eye, Grants, World, gives

PACK = read_office(OFFICE)
_UNITS = (ROOT, "binh-my", "binh-my-kt", "binh-my-hcc", "binh-my-q1", "binh-an", "binh-an-vp")
_CANARY = re.compile(r"q(sa|id|na|ac)\d{5}z")
_CODE = re.compile(r"(?<![0-9A-Z])[2-9A-Y]{14}(?![0-9A-Z])|[2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{4}")
_ID = re.compile(r"(?<![0-9a-z])[cx]\d{9}(?!\d)")
_PERSON = re.compile(r"(?<![0-9a-z])p\d{9}(?!\d)")
_INVITES = re.compile(r"/lienket ([2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{4})")
_UNKNOWN = "không có lệnh này"
_LIMITED = ("nhiều lần", "một giờ")
_WORDS = (
    *("1", "2", "3", "có", "khong", "xong", "bỏ qua", "quay lại", "để sau", "gửi", "huy", "sửa"),
    *("binh my", "binh-an", "đồng ý", "xin chào", "tiep tuc", "30/12/2026", "123/UBND-VP", "?"),
    *(
        "Đã sửa xong theo biên bản ngày hôm nay.",
        "tố cáo ông A",
        "khieu nai",
        "hỏi đáp",
        "officer",
    ),
    *("head", "admin", "mời", "chieu-sang", "Đường thôn 3 nhiều ổ gà, mưa là ngập.", "0912345678"),
)
_CHANNELS = ("test", "zalo_oa")
_DRAWN = frozenset(("chart",))
"""Jobs that only draw what was said in words already."""
_ONWARDS = ("accept", "start", "answer", "assign", "file", "supply", "coordinate", "confirm")
"""Steps by which cases come far."""
_SHOWN_AT_MOST = 400
"""Buttons remembered, the newest."""


@dataclass
class Somebody:
    """One account, and what was last shown there."""

    account: str
    channel: str
    settings: Grants = frozenset()
    shown: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """Buttons of what came unasked."""
    typed: dict[str, None] = field(default_factory=dict)
    """Codes typed here: whoever has a code may be told it again."""

    @property
    def address(self) -> Address:
        """Where they write from."""
        return Address(self.channel, self.account)


_NOBODY = Somebody("nobody", "test")


@dataclass(frozen=True)
class Said:
    """Something said to a person, or into a group."""

    to: str
    words: str
    file: bool = False
    group: bool = False


@dataclass
class Siege:
    """All of it, for one town and one chain of chances."""

    storage: Storage
    url: str
    chance: Random
    now: datetime
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        forms = PublishedForms({form.name: form for form in PACK.forms})
        self.town = Town(self.storage, PACK.office, forms, Router(FEATURES), self.now)
        self.eye = Eye(self.url)
        self.people: list[Somebody] = []
        self.owners: dict[str, set[str]] = {}
        """Which cases, or whose name or account, a canary is of."""
        self.codes: dict[str, str] = {}
        """Cases by their codes."""
        self.buttons: list[str] = []
        self.book = Book({})
        self.until: dict[str, datetime] = {}
        self.seen: World | None = None
        self.numbers = iter(range(10**5))
        self.stays = 0
        self.unasked: list[Said] = []
        """What people were told by what nobody here did."""

    async def close(self) -> None:
        """Let go of the database."""
        await self.eye.close()

    # ---- The town ----

    async def settle(self) -> None:
        """Have people move in: staff of every role, citizens, and cases in every state."""
        for role in ("officer", "head", "admin", "auditor", "sealed-reader"):
            for unit in self.chance.sample(_UNITS, 4 if role == "officer" else 2):
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

    def _canary(self, what: str, of: str) -> str:
        made = f"q{what}{next(self.numbers):05}z"
        self.owners[made] = {of}
        return made

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
                unit=self.chance.choice(_UNITS),
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
            unit=self.chance.choice(_UNITS),
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

    def _new_id(self) -> str:
        return f"x{self.town.number():09}"

    # ---- One step ----

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
        self._judge_words(_NOBODY, "meanwhile", self.unasked, before, await self._look())

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
                self.chance.choice(_UNITS),
            )
        elif what == 0:
            await self._invite(
                self.chance.choice(("officer", "head", "admin", "auditor")),
                self.chance.choice(_UNITS),
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

    # ---- What people do on purpose, every step of it judged like any other ----

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
        where = self.chance.choice(("", "", *_UNITS))
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

    def _move(self, person: Somebody) -> tuple[str, dict[str, object]]:
        chance = self.chance
        way = chance.random()
        if way < 0.40 and person.shown:
            return "own buttons", {"press": chance.choice(person.shown)}
        if way < 0.50 and self.buttons:
            return "buttons of others", {"press": chance.choice(self.buttons)}
        if way < 0.62:
            return "forged buttons", {"press": self._forged()}
        if way < 0.73:
            return "commands", {"text": self._command()}
        if way < 0.76:
            return "links", {"text": f"/start {self._payload()}"}
        if way < 0.80:
            return "codes to link or join", {"text": f"/lienket {self._long_or_short()}"}
        if way < 0.81:
            stamp = int(self.town.now.timestamp())
            return "erasing", {
                "press": chance.choice(("erase:sure",) * 3 + (f"erase:yes:{stamp}",))
            }
        if way < 0.84:
            group = {"private": False, "chat": "group"}
            if chance.random() < 0.5:
                return "in a group", {"text": self._command(), **group}
            return "in a group", {"press": self._forged(), **group}
        if way < 0.86:
            return "corrections", {"text": chance.choice(_WORDS), "edited": True, "message": "m1"}
        if way < 0.88:
            photo = Attachment("photo", f"photo{self.town.number()}", 1000)
            return "files", {"attachments": (photo,)}
        if way < 0.89:
            return "places and cards", chance.choice(
                ({"location": Location(20.49, 105.92)}, {"contact": Contact("0912345678")})
            )
        return "words", {"text": chance.choice((*_WORDS, self._code()))}

    def _forged(self) -> str:
        """Button data nobody was given: of parts of others, or of anything there is."""
        chance = self.chance
        if self.buttons and chance.random() < 0.6:
            parts = chance.choice(self.buttons).split(":")
            at = chance.randrange(len(parts))
            parts[at] = self._token()
        else:
            prefix = chance.choice(sorted(self.town.router._offers.presses))
            parts = [prefix, *(self._token() for _ in range(chance.randrange(1, 4)))]
        return ":".join(parts).encode()[:64].decode(errors="ignore")

    def _token(self) -> str:
        chance = self.chance
        assert self.seen is not None
        kinds: tuple[Sequence[str], ...] = (
            sorted(self.seen.cases),
            [*self.seen.invitations],
            ("ask", "off", "show", "page", "invite", "yes", "no", "sure", "mine", "list", "open"),
            (
                "accept",
                "transfer",
                "answer",
                "name",
                "assign",
                "close",
                "confirm",
                "dispute",
                "note",
            ),
            ("withdraw", "supply", "identify", "who", "files", "history", "more", "write", "cut"),
            (
                "export",
                "correct",
                "read",
                "agree",
                "approve",
                "reject",
                "bind",
                "0",
                "1",
                "99",
                "",
            ),
            (self._code(), chance.choice(_UNITS), f"c:hoso {self._code()}", "x"),
        )
        return chance.choice(chance.choice(kinds) or ("x",))

    def _command(self) -> str:
        name = self.chance.choice(sorted(self.town.router._offers.commands))
        words = self.chance.choice(
            ("", "", self._code(), self._code(), *_UNITS, "mời", "huy", "phản ánh", "tất cả", "1")
        )
        return f"/{name} {words}".strip()

    def _payload(self) -> str:
        code = self._long_or_short().replace("-", "")
        return self.chance.choice(
            (f"i_{code}", f"c_{self._code()}", f"t_{code}", "g_binh-an", "r_one-stop_binh-my-q1")
        )

    def _code(self) -> str:
        """The code of some case, as if it had been overheard; now and then one of none."""
        if self.chance.random() < 0.1:
            return spell(draw(self.chance.randrange))
        return spell(self.chance.choice([*self.codes]))

    def _long_or_short(self) -> str:
        known = [*self.book.codes, *(code for each in self.people for code in each.typed)]
        if known and self.chance.random() < 0.6:
            return spell(self.chance.choice(known))
        return self.chance.choice((self._code(), "mới", "đồng ý", "không", "hủy"))

    # ---- Doing it, and judging ----

    async def _look(self) -> World:
        """Look at the database, and note which cases say what: a part says what the whole said."""
        known = self.seen
        world = self.seen = await self.eye.look()
        for id in world.cases.keys() - (known.cases.keys() if known is not None else ()):
            case = await self.storage.work().cases.by_id(id)
            if case is not None:
                self.codes[case.code] = id
                for canary in _CANARY.finditer(f"{case.content} {case.identity}"):
                    self.owners.setdefault(canary[0], set()).add(id)
        return world

    async def _try(self, person: Somebody, parts: dict[str, object]) -> str:
        before = self.seen
        assert before is not None
        self.done["steps"] += 1
        words = f"{parts.get('text', '')} {parts.get('press', '')}"
        person.typed |= {code: None for each in _CODE.findall(words) if (code := read_code(each))}
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

    async def _receive(self, person: Somebody, parts: dict[str, object]) -> tuple[Reply, ...]:
        """Do what the dispatcher does: a turn whose commit comes second is run again."""
        number = self.town.number()
        given = {"chat": person.account, "message": f"m{number}", **parts}
        inbound = Inbound(event=str(number), address=person.address, **given)  # type: ignore[arg-type]
        for _ in range(3):
            try:
                answer, _ = await self.town.receive(inbound)
            except Conflict:
                self.town.notices.clear()
                continue
            except Exception as error:
                self.faults.append(f"{inbound.text or inbound.press!r}: {error!r}"[:300])
                return ()
            toast = () if answer.toast is None else (Reply(lines=(answer.toast,)),)
            return (*answer.replies, *toast)
        return ()

    async def _jobs(self) -> list[Said]:
        """Do what waits, as the program does; returns what was sent by it."""
        said: list[Said] = []
        for _ in range(50):
            due = await self.storage.jobs.due(self.town.now, 20)
            if not due:
                break
            for job in due:
                said += await self._job(job)
        return said

    def _context(self, language: str = "vi") -> JobContext:
        return JobContext(
            work=self.storage.work(),
            office=PACK.office,
            forms=self.town.forms,
            now=self.town.now,
            language=language,
            render=TEXTS.render,
            new_id=self._new_id,
        )

    async def _job(self, job: Job) -> list[Said]:
        payload = job.payload
        context = self._context(str(payload.get("language", "vi")))
        work = context.work
        replies: tuple[Reply, ...] = ()
        handler = self.town.router.jobs.get(job.kind)
        if handler is not None and job.kind not in _DRAWN:
            try:
                replies = await handler(job, context)
            except SendError:  # what was sent lies on no platform here
                work = self.storage.work()
                context.notices.clear()
        try:
            await self.storage.jobs.done(job.id, work)  # type: ignore[arg-type]
        except Conflict:
            await self.storage.jobs.done(job.id, self.storage.work())
            return []
        to = str(payload.get("person", ""))
        said = [each for reply in replies for each in self._rendered(reply, to)]
        return said + [each for notice in context.notices for each in self._noticed(notice)]

    def _noticed(self, notice: Notice) -> Iterable[Said]:
        data = [b.data for row in notice.reply.rows for b in row if b.data]
        self.buttons = [*self.buttons, *data][-_SHOWN_AT_MOST:]
        for person in self.people:
            if data and self.seen is not None and self._is(person, notice.person):
                person.told = data
        return self._rendered(notice.reply, notice.person)

    def _said(self, person: Somebody, replies: Sequence[Reply], *, group: bool) -> Iterable[Said]:
        if not group:
            data = [b.data for reply in replies for row in reply.rows for b in row if b.data]
            person.shown = data or person.shown
            self.buttons = [*self.buttons, *data][-_SHOWN_AT_MOST:]
        for reply in replies:
            for each in self._rendered(reply, ""):
                yield replace(each, group=group)

    def _rendered(self, reply: Reply, to: str) -> Iterable[Said]:
        parts = [TEXTS.render(line, lang) for lang in ("vi", "en") for line in reply.lines]
        for row in reply.rows:
            for button in row:
                parts += [TEXTS.render(button.label, "vi"), button.data, button.url]
        self.done["said"] += 1
        yield Said(to, "\n".join(parts))
        if reply.picture is not None:
            sheet = "spreadsheet" in reply.picture.mime
            yield Said(to, _inside(reply.picture.content), file=sheet)

    def _is(self, person: Somebody, id: str) -> bool:
        assert self.seen is not None
        return self.seen.addresses.get(self.storage.keys.mark_of(person.address)) == id

    def _grants(self, world: World, person: str) -> Grants:
        found = world.roles.get(person, frozenset())
        for each in self.people:
            if each.settings:
                mark = self.storage.keys.mark_of(each.address)
                found |= each.settings if world.addresses.get(mark) == person else frozenset()
        return found

    def _judge_words(
        self,
        person: Somebody,
        words: str,
        said: Sequence[Said],
        before: World,
        after: World,
    ) -> None:
        for each in said:
            accounts = {
                other.account
                for other in self.people
                for world in (before, after)
                if world.addresses.get(self.storage.keys.mark_of(other.address)) == each.to
            }
            known = {
                code for other in self.people if other.account in accounts for code in other.typed
            }
            for what, of, shown in self._found(each.words):
                if what == "code" and of in known:
                    continue
                right = not each.group and any(
                    self._may_read(what, of, each, accounts, world) for world in (before, after)
                )
                if not right:
                    self._fault(person, words, f"{what} {shown} shown to {sorted(accounts)}", each)

    def _found(self, words: str) -> Iterable[tuple[str, str, str]]:
        """Yield every secret among words: what it is, and of whom or what."""
        for match in _CANARY.finditer(words):
            what = {"sa": "said", "id": "sender", "na": "name", "ac": "account"}[match[1]]
            yield what, " ".join(self.owners.get(match[0], ())), match[0]
        for match in _CODE.finditer(words):
            code = read_code(match[0])
            if code in self.codes or code in self.book.codes:
                yield "code", code or "", match[0]
        for match in _ID.finditer(words):
            yield "id", match[0], match[0]
        for match in _PERSON.finditer(words):
            yield "person", match[0], match[0]

    def _may_read(self, what: str, of: str, each: Said, accounts: set[str], world: World) -> bool:
        grants = self._grants(world, each.to)
        if what == "name":
            return bool(grants) or of in accounts
        if what == "account":
            return of in accounts
        if what in ("said", "sender"):
            cases = [world.cases[id] for id in of.split() if id in world.cases]
            return any(
                self.book.may_read(what, case, each.to, grants, each.file) for case in cases
            )
        if what == "person":
            return False
        if what == "code" and of in self.book.codes:
            return self.book.codes[of][2] == each.to
        case = world.cases.get(self.codes.get(of, of))
        if case is None:
            return what == "id"  # of something else than a case
        return self.book.may_read(what, case, each.to, grants, each.file)

    def _fault(self, person: Somebody, words: str, what: str, each: Said | None = None) -> None:
        where = "" if each is None else f" in {each.words[:160]!r}"
        self.faults.append(f"{words.strip()!r} by {person.account}: {what}{where}")

    # ---- Changes ----

    def _judge_changes(
        self,
        person: Somebody,
        mine: str,
        parts: dict[str, object],
        before: World,
        after: World,
    ) -> None:
        words = f"{parts.get('text', '')} {parts.get('press', '')}"
        grants = self._grants(before, mine)
        erased = str(parts.get("press", "")).startswith("erase:yes")
        gone = before.roles.keys() - after.roles.keys()
        for id in gone - {mine}:
            joined = not set(before.addresses.values()) - set(after.addresses.values()) - {id}
            if not joined or not before.roles[id] <= grants:
                self._fault(person, words, f"{id} is gone")
        if mine in gone and not erased:
            self._fault(person, words, "they are gone")
        self._judge_cases(person, mine, grants, words, erased, before, after)
        self._judge_roles(person, mine, grants, words, gone, before, after)
        for mark, was in before.addresses.items():
            now = after.addresses.get(mark, was)
            if now != was and mine not in (was, now):
                self._fault(person, words, "an address of others changed hands")

    def _judge_cases(
        self,
        person: Somebody,
        mine: str,
        grants: Grants,
        words: str,
        erased: bool,
        before: World,
        after: World,
    ) -> None:
        old = set(before.lines)
        touched: set[str] = set()
        for line in after.lines:
            if line in old:
                continue
            case, _, what, who = line
            touched.add(case)
            self.done["changes"] += 1
            was = before.cases.get(case)
            if was is None:  # made in this step
                if what == "received":
                    continue
                was = after.cases[case]
            if who not in (mine, "timer", "operator"):
                if not (erased and who == ""):
                    self._fault(person, words, f"{what} of {case} in the name of {who}")
            elif who == mine and not self.book.may_do(what, was, mine, grants):
                self._fault(person, words, f"did {what} to {was}")
        for id, now in after.cases.items():
            was = before.cases.get(id)
            if was is None:
                new = self._parts(id, touched, mine, now, after)
                if not new:
                    self._fault(person, words, f"a case of others came to be: {now}")
            elif now != was and id not in touched and not self._quietly(was, now, mine, before):
                self._fault(person, words, f"{was} became {now}")
        for id in before.cases.keys() - after.cases.keys():
            self._fault(person, words, f"{id} is gone")

    def _parts(self, id: str, touched: set[str], mine: str, now: CaseRow, after: World) -> bool:
        """Tell whether a new case is one's own, or was split off in this step."""
        split = any(line[2] == "split" and line[0] in touched for line in after.lines)
        return mine in now.citizens or (split and id in touched)

    def _quietly(self, was: CaseRow, now: CaseRow, mine: str, before: World) -> bool:
        """Tell whether a case changed without a line as it may: by its own citizen (names taken
        back), by an officer who is erased, or because two people became one."""
        if mine in was.citizens or was.officer == mine:
            return True
        merged = set(before.roles) - {mine}
        people = {was.person, was.officer, *was.about.split(), *was.spoken_for.split()} & merged
        same = replace(was, version=now.version)
        for old in people:
            fields = {
                name: " ".join(
                    mine if each == old else each for each in getattr(was, name).split(" ")
                )
                for name in ("person", "officer", "about", "spoken_for")
            }
            if replace(same, **fields) == now:
                return True
        return False

    def _judge_roles(
        self,
        person: Somebody,
        mine: str,
        grants: Grants,
        words: str,
        gone: set[str],
        before: World,
        after: World,
    ) -> None:
        brought = {code for each in _CODE.findall(words) if (code := read_code(each))}
        for id, now in after.roles.items():
            was = before.roles.get(id, frozenset())
            if now == was:
                continue
            self.done["changes"] += 1
            for grant in now - was:
                if not self._gained(id, mine, grants, grant, brought, gone, before):
                    self._fault(person, words, f"{id} gained {grant}")
            for role, unit in was - now:
                if not gives(grants, role, unit):
                    self._fault(person, words, f"{id} lost {role}@{unit}")
        shown = {code for code in brought if code in self.book.codes}
        for code in shown:
            id, _, _ = self.book.codes[code]
            if id not in after.invitations or after.invitations[id][2]:
                self.book.codes.pop(code)
        for id, (word, maker, _) in after.invitations.items():
            if id in before.invitations:
                continue
            role, _, unit = word.partition("@")
            if maker != mine or not gives(grants, role, unit):
                self._fault(person, words, f"invited to {word} for {maker}")
        for id in before.invitations.keys() - after.invitations.keys():
            word, maker, taker = before.invitations[id]
            role, _, unit = word.partition("@")
            left = {maker, taker} & (gone | {mine})
            lost = maker in after.roles and after.roles[maker] != before.roles.get(maker)
            if not (left or lost or gives(grants, role, unit)):
                self._fault(person, words, f"the invitation to {word} is gone")

    def _gained(
        self,
        id: str,
        mine: str,
        grants: Grants,
        grant: tuple[str, str],
        brought: set[str],
        gone: set[str],
        before: World,
    ) -> bool:
        if id != mine:
            return False
        for code in brought:
            if code in self.book.codes:
                _, word, maker = self.book.codes[code]
                role, _, unit = word.partition("@")
                fresh = self.town.now <= self.until[code]
                if (role, unit) == grant and fresh and maker != mine:
                    return True
        return any(grant in before.roles[other] for other in gone) and grant in grants

    def _judge_command(
        self,
        person: Somebody,
        mine: str,
        parts: dict[str, object],
        shown: str,
        before: World,
    ) -> None:
        """Whoever lacks the role of a command is told what everybody is of one that is none."""
        text = str(parts.get("text", ""))
        for made in _INVITES.findall(shown):
            code = read_code(made)
            after = self.seen
            assert after is not None
            new = after.invitations.keys() - before.invitations.keys()
            if code is not None and new:
                [id] = new
                self.book.codes[code] = (id, after.invitations[id][0], mine)
                self.until[code] = self.town.now + timedelta(hours=24)
        if not text.startswith("/") or parts.get("private") is False or parts.get("edited"):
            return
        command = self.town.router._offers.commands.get(text[1:].split()[0])
        if command is None or command.roles is None:
            return
        if {role for role, _ in self._grants(before, mine)} & command.roles:
            return
        if _UNKNOWN not in shown:
            self._fault(person, text, f"used a command of {sorted(command.roles)}")

    # ---- Does it exist? ----

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
        limited = any(mark in each for each in told for mark in _LIMITED)
        if told[0] == told[2] != told[1] and not limited:
            what = f"a case is told from none: {told[1][:200]!r} / {told[0][:200]!r}"
            self._fault(person, f"/{name} {spell(code)}", what)


def _inside(content: bytes) -> str:
    """Return the words in a file: of a workbook those of its sheets, else what reads as text."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
