"""What is at the bot in P11: its town, what was said to whom, and what the program does of itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from bot.app import read_office
from feedback.errors import Conflict, SendError
from feedback.messages import Address, Inbound, Reply
from feedback.ports import Job
from handlers.context import Notice
from handlers.jobs import JobContext
from handlers.router import FEATURES, Router
from storage import Storage
from tests.handlers.conftest import OFFICE, TEXTS, PublishedForms, Town
from tests.proofs.attack_oracle import ROOT, Book, Eye, Grants, World

PACK = read_office(OFFICE)
UNITS = (ROOT, "binh-my", "binh-my-kt", "binh-my-hcc", "binh-my-q1", "binh-an", "binh-an-vp")
CANARY = re.compile(r"q(sa|id|na|ac)\d{5}z")
CODE = re.compile(r"(?<![0-9A-Z])[2-9A-Y]{14}(?![0-9A-Z])|[2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{4}")
CASE_ID = re.compile(r"(?<![0-9a-z])[cx]\d{9}(?!\d)")
PERSON = re.compile(r"(?<![0-9a-z])p\d{9}(?!\d)")
INVITES = re.compile(r"/lienket ([2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{4})")
UNKNOWN = "không có lệnh này"
LIMITED = ("nhiều lần", "một giờ")
WORDS = (
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
_DRAWN = frozenset(("chart",))
"""Jobs that only draw what was said in words already."""
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


NOBODY = Somebody("nobody", "test")


@dataclass(frozen=True)
class Said:
    """Something said to a person, or into a group."""

    to: str
    words: str
    file: bool = False
    group: bool = False


@dataclass
class Besieged:
    """One town and one chain of chances."""

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

    def _canary(self, what: str, of: str) -> str:
        made = f"q{what}{next(self.numbers):05}z"
        self.owners[made] = {of}
        return made

    def _new_id(self) -> str:
        return f"x{self.town.number():09}"

    async def _look(self) -> World:
        """Look at the database, and note which cases say what: a part says what the whole said."""
        known = self.seen
        world = self.seen = await self.eye.look()
        for id in world.cases.keys() - (known.cases.keys() if known is not None else ()):
            case = await self.storage.work().cases.by_id(id)
            if case is not None:
                self.codes[case.code] = id
                for canary in CANARY.finditer(f"{case.content} {case.identity}"):
                    self.owners.setdefault(canary[0], set()).add(id)
        return world

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


def _inside(content: bytes) -> str:
    """Return the words in a file: of a workbook those of its sheets, else what reads as text."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
