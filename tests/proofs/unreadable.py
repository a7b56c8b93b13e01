"""P13: who people are, and what they say, cannot be read in anything the program leaves lying about.

People put canaries into the real program, running at log level DEBUG, with every kind of trouble a
channel can make. Then all that can be read without the master key is searched for them.
"""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import json
import logging
import random
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bot import logs
from bot.app import App
from bot.channels.telegram import Telegram
from bot.settings import Settings
from bot.telegram_updates import to_inbound
from handlers.context import Turn
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api.fields import Upload
from tests.proofs.canaries import Search, Words, patterns, secret_spellings, spellings, unpacked
from tests.proofs.program import LANGNGHE, SECRET, TOKEN, Program, new_database
from tests.proofs.proof import OFFICE, Result, Setting
from tests.proofs.records import tables

_ADMIN = 4_000_000_001
_COHORT = 25
_CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}\b")
_IDENTITIES = frozenset(("name", "phone", "profile", "account", "code", "secret"))
"""Classes that an administrator's workbook must not give away. What people report and where, and
their free answers, are what the workbook is for."""
_TROUBLE = (
    ("sendMessage", "400"),
    ("sendMessage", "500"),
    ("sendMessage", "502-after"),
    ("sendMessage", "disconnect-before"),
    ("sendMessage", "403"),
)


@dataclass(frozen=True)
class _Person:
    """One citizen and the canaries this one carries in."""

    account: int
    profile: str
    name: str
    phone: str
    address: str
    report: str
    comment: str
    correction: str
    finishes: bool

    @property
    def says(self) -> tuple[str, ...]:
        """Rate a desk, then report something under one's name."""
        script = (
            *("/start r_one-stop_binh-luc-hcc_khai-sinh", "2", "3", "1", "4", "5"),
            *(f"Ý kiến: {self.comment}", "gửi"),
            *("/gopy", "1", "rác thải", "bỏ qua", f"Sự việc: {self.report}."),
            *(f"Xóm {self.address}", "bỏ qua", "có", "đồng ý", self.name, self.phone),
        )
        return (*script, "gửi") if self.finishes else script


def _people(count: int, seed: int) -> list[_Person]:
    chance = random.Random(seed)
    words = Words(chance)
    accounts = chance.sample(range(5_000_000_000, 9_999_999_999), count)
    phones = chance.sample(range(10_000_000, 99_999_999), count)
    return [
        _Person(
            account,
            *(words.draw() for _ in range(2)),
            f"09{phone}",
            *(words.draw() for _ in range(4)),
            finishes=number % 8 != 0,  # some leave in the middle, with all they have said
        )
        for number, (account, phone) in enumerate(zip(accounts, phones, strict=True))
    ]


class _Searched:
    """What was searched, and what was found there."""

    def __init__(self, people: list[_Person], codes: set[str], key: Path) -> None:
        classes: dict[str, list[str]] = {
            kind: [str(getattr(person, kind)) for person in people]
            for kind in ("name", "profile", "address", "report", "comment", "correction")
        }
        classes["account"] = [str(person.account) for person in people]
        classes["phone"] = [p.phone for p in people] + [f"84{p.phone[1:]}" for p in people]
        classes["code"] = [*codes, *(code.replace("-", "") for code in codes)]
        self.classes = {kind: len(set(each)) for kind, each in classes.items()}
        self.accounts = {person.account for person in people}
        known = patterns(classes)
        for secret in (TOKEN, TOKEN.partition(":")[2], SECRET):
            known |= dict.fromkeys(spellings(secret), f"secret: {secret}")
        for each in json.loads(key.read_text())["keys"]:
            master = dict.fromkeys(secret_spellings(base64.b64decode(each)), "secret: master key")
            known |= master
        self.spellings = len(known)
        self._search = Search(known)
        self.bytes: dict[str, int] = {}
        self.faults: list[str] = []

    def look(self, place: str, name: str, content: bytes, allowed: frozenset[str]) -> None:
        """Search one file; classes in `allowed` may be there."""
        for part, inside in unpacked(name, content):
            self.bytes[place] = self.bytes.get(place, 0) + len(inside)
            for what in sorted(self._search.found_in(inside)):
                if what.partition(":")[0] not in allowed:
                    self.faults.append(f"{what} can be read in {place}, {part}")

    def finds(self, content: bytes) -> set[str]:
        """Return the classes found, to show that the search can find."""
        return {what.partition(":")[0] for what in self._search.found_in(content)}


_NOTHING: frozenset[str] = frozenset()


async def prove(setting: Setting) -> dict[str, Result]:
    """Carry canaries in and search for them."""
    count = 24 if setting.short else 1000
    people = _people(count, setting.seed)
    searched = []
    for kind in ("sqlite", "postgres"):
        folder = setting.folder / kind
        folder.mkdir()
        url = f"sqlite:///{folder}/langnghe.db"
        if kind == "postgres":
            url = await new_database(setting.server, "p13")
        searched.append(await _one(setting, folder, url, people))
    searched.append(await _exceptions(setting, people[: 24 if setting.short else 200]))
    faults = [fault for each in searched for fault in each.faults]
    classes = searched[0].classes
    places: dict[str, int] = {}
    for each in searched:
        for place, size in each.bytes.items():
            places[place] = places.get(place, 0) + size
    return {
        "P13": Result(
            figure=len(faults),
            unit=f"found of {count:,} canaries per class, in {sum(places.values()) / 1e6:.0f} MB",
            trials=sum(classes.values()),
            faults=faults,
            more={
                "classes": classes | {"secret": 4},
                "spellings": searched[0].spellings,
                "megabytes": {place: round(size / 1e6, 1) for place, size in places.items()},
            },
        )
    }


async def _one(setting: Setting, folder: Path, url: str, people: list[_Person]) -> _Searched:
    name = folder.name
    taken: list[tuple[str, str, bytes]] = []
    async with FakeBotApi(token=TOKEN) as api:
        admin = api.person(_ADMIN, first_name="Quản trị")
        program = Program(
            folder, url, api.url, "webhook", admins=f"telegram:{_ADMIN}", log_level="DEBUG"
        )
        await program.start()
        try:
            await _talk(setting, name, program, api, people, taken)
            admin.send("/xuat one-stop")
            admin.send("/xuat cases")
            books = await _workbooks(program, api, 2)
            await _wait(program, lambda: not api.updates.pending and api.quiet)
            await _all_sent(program)
            taken += await _backup(program)
            taken += await _copies(program, "at the end")
            taken.append(("metrics", "metrics", await _metrics(program)))
            code = await program.end()
        finally:
            if program.process is not None:
                await program.kill()
    taken += await _copies(program, "when stopped")
    taken.append(("log", program.log.name, program.log.read_bytes()))
    codes = {code for call in api.calls for code in _CODE.findall(str(call.params.get("text")))}
    searched = _Searched(people, codes, program.key)
    if code:
        searched.faults.append(f"the program ended with exit code {code}")
    for place, file, content in taken:
        searched.look(place, file, content, _NOTHING)
    for number, book in enumerate(books):
        name = f"export{number}.xlsx"
        searched.look("workbooks", name, book, frozenset(searched.classes) - _IDENTITIES)
    searched.faults += _controls(searched, people, books, codes)
    found = await tables(url)
    numbers = {v for rows in found.values() for row in rows for v in row.values()} & (
        searched.accounts
    )
    searched.faults += [f"account: {number} stands in a column" for number in numbers]
    return searched


def _controls(
    searched: _Searched, people: list[_Person], books: list[bytes], codes: set[str]
) -> list[str]:
    """Return why the search would prove nothing: the canaries did not get in, or are not found."""
    finished = sum(person.finishes for person in people)
    # Whoever was met by a fault of the channel may have got no receipt; the others have.
    faults = [] if len(codes) > finished * 0.8 else [f"only {len(codes)} reports were taken"]
    inside = b"".join(content for book in books for _, content in unpacked("b.xlsx", book))
    # What a workbook is for is found in it: so it was written from these people's answers.
    if missing := {"report", "address", "comment"} - searched.finds(inside):
        faults.append(f"the workbooks hold no {', '.join(sorted(missing))}")
    one = people[-1]
    said = f"{one.name} {one.phone} {one.account} {one.profile} {one.correction} {SECRET}"
    if missing := _IDENTITIES - {"code"} - searched.finds(said.encode("utf-16-le")):
        faults.append(f"the search finds no {', '.join(sorted(missing))}")
    return faults


async def _talk(
    setting: Setting,
    name: str,
    program: Program,
    api: FakeBotApi,
    people: list[_Person],
    taken: list[tuple[str, str, bytes]],
) -> None:
    """Have everybody say everything, with trouble now and then."""
    done = itertools.count(1)
    for number, start in enumerate(range(0, len(people), _COHORT)):
        method, kind = _TROUBLE[number % len(_TROUBLE)]
        api.fail(method, times=2, kind=kind)  # type: ignore[arg-type]
        cohort = people[start : start + _COHORT]
        sent: dict[int, Any] = {}
        for said in itertools.zip_longest(*(person.says for person in cohort)):
            for person, words in zip(cohort, said, strict=True):
                if words is not None:
                    first, _, last = person.profile.partition(" ")
                    user = api.person(person.account, first_name=first, last_name=last)
                    seen = user.send(words)
                    if person.report in words:
                        sent[person.account] = seen.id
        await _wait(program, lambda: not api.updates.pending)
        for person in cohort:
            words = f"Viết lại: {person.correction}."
            api.person(person.account).edit(sent[person.account], words)
            setting.progress(f"people, {name}", next(done), len(people))
        await _malformed(program, cohort[0])
        if start <= len(people) // 2 < start + _COHORT:
            taken += await _copies(program, "in the middle")
    await _wait(program, lambda: not api.updates.pending)


async def _malformed(program: Program, person: _Person) -> None:
    """Bring what no Telegram would bring, with canaries in it."""
    words = f"{person.report} {person.name} {person.phone}"
    bodies: list[bytes] = [
        words.encode(),
        json.dumps([words]).encode(),
        json.dumps({"update_id": words, "message": words}).encode(),
        json.dumps({"update_id": 5, "message": {"chat": words, "text": {"a": words}}}).encode(),
        b'{"update_id": 6, "message": {"text": "' + words.encode("utf-16") + b'"}}',
    ]
    async with aiohttp.ClientSession() as session:
        for body in bodies:
            for secret in (SECRET, f"wrong {person.account}"):
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                url = f"{program.address}/telegram"
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()


async def _wait(program: Program, so: Any) -> None:
    async with asyncio.timeout(120):
        while not so():
            if words := program.ended_by_itself():
                raise AssertionError(words)
            await asyncio.sleep(0.02)


async def _workbooks(program: Program, api: FakeBotApi, count: int) -> list[bytes]:
    await _wait(program, lambda: len([c for c in api.calls_of("sendDocument") if c.done]) >= count)
    uploads = (call.params["document"] for call in api.calls_of("sendDocument") if call.done)
    return [upload.content for upload in uploads if isinstance(upload, Upload)]


async def _copies(program: Program, when: str) -> list[tuple[str, str, bytes]]:
    """Return the database as it lies there, without the key."""
    if program.database_url.startswith("sqlite"):
        path = Path(program.database_url.removeprefix("sqlite:///"))
        files = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
        return [
            ("write-ahead log" if each.suffix.endswith("-wal") else "database file",
             f"{each.name} {when}", each.read_bytes())
            for each in files
            if each.exists()
        ]  # fmt: skip
    found = await tables(program.database_url)
    lines = [
        b"\t".join(v if isinstance(v, bytes) else str(v).encode() for v in row.values())
        for rows in found.values()
        for row in rows
    ]
    return [("PostgreSQL tables", f"tables {when}", b"\n".join(lines))]


async def _backup(program: Program) -> list[tuple[str, str, bytes]]:
    """Have the operator back up beside the running program."""
    archive = program.folder / "backup.tar"
    done = await asyncio.to_thread(
        subprocess.run,
        [LANGNGHE, "backup", str(archive)],
        cwd=program.folder,
        env=program.environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [
        ("backup", archive.name, archive.read_bytes()),
        ("log", "output of langnghe backup", done.stdout + done.stderr),
    ]


async def _metrics(program: Program) -> bytes:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{program.address}/metrics") as answer,
    ):
        return await answer.read()


async def _all_sent(program: Program) -> None:
    """Wait until nothing is owed any more: on a slow machine receipts come late."""
    async with asyncio.timeout(120):
        while b"langnghe_outbox_waiting 0.0" not in await _metrics(program):  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.1)


async def _exceptions(setting: Setting, people: list[_Person]) -> _Searched:
    """Have handlers raise errors that quote what people said, and search log and quarantine."""
    folder = setting.folder / "exceptions"
    folder.mkdir()
    url = f"sqlite:///{folder}/langnghe.db"
    settings = Settings(
        _env_file=None,
        database_url=url,
        office=OFFICE,
        master_key_file=folder / "langnghe.key",
        web_port=0,
    )
    with logging_all() as stream:
        async with _failing(settings) as (app, api):
            for person in people:
                user = api.person(person.account, first_name=person.profile)
                user.send(f"{person.report} {person.name} {person.phone} {person.address}")
            arrived = [to_inbound(q.update, "langnghe_bot") for q in api.updates.pending.values()]
            await asyncio.gather(*(app.dispatcher.receive(each) for each in arrived if each))
        logged = stream.getvalue()
    searched = _Searched(people, set(), folder / "langnghe.key")
    rows = (await tables(url))["quarantine"]
    if len(rows) != len(people) or logged.count("a turn failed") < 5 * len(people):
        searched.faults.append(f"{len(rows)} of {len(people)} failures were kept and logged")
    searched.look("log", "log of failing handlers", logged.encode(), _NOTHING)
    content = (folder / "langnghe.db").read_bytes()
    searched.look("database file", "database with quarantine", content, _NOTHING)
    return searched


@asynccontextmanager
async def _failing(settings: Settings) -> AsyncIterator[tuple[App, FakeBotApi]]:
    """Yield a program whose every turn raises an error with the person's words in it."""

    async def fail(turn: Turn) -> Any:
        raise ValueError(f"{turn.inbound.text} of {turn.inbound.address}")

    async with FakeBotApi(token=TOKEN) as api:
        channel = Telegram(TOKEN, api_url=api.url)
        app = await App.open(
            settings,
            {"telegram": channel},
            clock=lambda: datetime.now(UTC),
            migrate=True,
            held=True,
        )
        app.dispatcher._handle = fail
        try:
            yield app, api
        finally:
            await app.stop()


@contextmanager
def logging_all() -> Iterator[io.StringIO]:
    """Have everything logged at DEBUG into a text, and put logging back as it was."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configured = structlog.get_config()
    logs.configure("DEBUG", stream)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**configured)
