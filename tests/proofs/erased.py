"""P15: who asks to be erased is gone everywhere within a minute, and stays gone after a restore.

People leave a trace on every path the program has: addresses, cases, files, drafts, messages owed
and not delivered, work that waits or was given up, events set aside, the web chat's mailbox, codes,
tries. A backup is made. Half of them have themselves erased, in the chat of the real program.

Then every row is opened with the key and searched for who they are, and so are the log and, of
SQLite, the bytes of the database file and its write-ahead log: nothing that was sealed for them may
lie there any more, readable or not. Last the backup from before is put back, and searched too.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from bot.ids import Ids
from feedback.board import Board
from feedback.case import Case, Event, Evidence
from feedback.conversation import Conversation
from feedback.errors import RowDamaged, WrongKey
from feedback.linking import LinkCode
from feedback.messages import Address, Attachment
from feedback.person import Consent, DataRequest, Person
from feedback.ports import Job, Post
from storage import Storage, open_storage
from storage.keys import CaseKey, Keyring
from storage.sealed import SEALED
from tests.fakes.bot_api import FakeBotApi
from tests.proofs.canaries import Search, Words, spellings
from tests.proofs.program import LANGNGHE, TOKEN, Program, new_database, running
from tests.proofs.proof import Result, Setting
from tests.proofs.records import Table, tables

_LIMIT_S = 60.0
_PATIENCE_S = 30.0
"""Seconds a person waits for one answer."""
_FIRST_BYTES = 16
"""Of a sealed value: no two are alike."""
_PROOF_OF_IT = frozenset({"audit"})
"""Where a person's number may stay, which leads nowhere any more: that they were erased."""
_OF_A_CASE = {
    "case_file": ("content", "identity"),
    "case_event": ("note",),
    "evidence": ("origin", "content"),
}
_PATHS = {
    *("address.account", "address.board", "conversation.state", "outbox.payload", "job.payload"),
    *("quarantine.payload", "mailbox.payload", "mailbox.attached", "upload_part.content"),
    *("picture.content", "case_file.identity", "evidence.origin"),
    *("person", "address", "consent", "conversation", "outbox", "undelivered", "job", "attempt"),
    *("case_file", "case_event", "case_message", "link_code", "former", "data_request"),
}
"""Where everybody leaves a trace: sealed columns, and tables that name the person."""


@dataclass(frozen=True)
class _Citizen:
    """One person, and what tells who they are."""

    id: str
    account: int
    web: str
    name: str
    phone: str
    code: str

    @property
    def who(self) -> str:
        """Return all of it, to be hidden in whatever is kept."""
        return f"{self.name} {self.phone} {self.account} {self.web}"

    @property
    def told_by(self) -> tuple[str, ...]:
        """Return each word that tells on its own who it is."""
        return self.name, self.phone, str(self.account), self.web


async def prove(setting: Setting) -> dict[str, Result]:
    """Erase half of all people and look for them."""
    count = 6 if setting.short else 60
    faults: list[str] = []
    seconds: list[float] = []
    searched = 0
    for kind in ("sqlite", "postgres"):
        trial = _Trial(setting, kind, count)
        await trial.run()
        faults += trial.faults
        seconds.append(trial.seconds)
        searched += trial.searched
    return {
        "P15": Result(
            figure=len(faults),
            unit=(
                f"traces of {count} erased people in {searched:,} values, after "
                f"{max(seconds):.0f} s at most, and after a restore"
            ),
            trials=searched,
            faults=faults,
            more={"longest_s": round(max(seconds), 1), "limit_s": _LIMIT_S},
        )
    }


class _Trial:
    """One installation whose people are erased."""

    def __init__(self, setting: Setting, kind: str, count: int) -> None:
        self._setting, self._kind, self._count = setting, kind, count
        self._folder = setting.folder / kind
        self._chance = random.Random(setting.seed)
        self._ids = Ids()
        self.faults: list[str] = []
        self.seconds = 0.0
        self.searched = 0

    async def run(self) -> None:
        """Leave traces, back up, erase, search, restore, search again."""
        self._folder.mkdir()
        url = f"sqlite:///{self._folder}/bot.db"
        if self._kind == "postgres":
            url = await new_database(self._setting.server, "p15")
        async with FakeBotApi(token=TOKEN) as api:
            program = Program(self._folder, url, api.url, "webhook")
            people = await self._people(url, program)
            erased, kept = people[::2], people[1::2]
            self._setting.progress(f"erasing, {self._kind}", 1, 4)
            await self._control(url, program, erased)
            before = await self._blobs(url)
            archive = self._folder / "before.backup"
            async with running(program):
                await self._command(program, "backup", str(archive))
                await api.settled()
                began = monotonic()
                await asyncio.gather(*(self._erase(api, each) for each in erased))
                self._setting.progress(f"erasing, {self._kind}", 2, 4)
                left = await self._until_gone(url, program, erased, before, began)
                self.faults += [f"{self._kind}: {each} after {_LIMIT_S:.0f} s" for each in left]
                await program.end()
            self._look_into(program.log, erased)
            await self._still_there(url, program, kept, "after the erasures")
            self._setting.progress(f"erasing, {self._kind}", 3, 4)
            await self._command(program, "restore", str(archive), "--overwrite")
            self.faults += [
                f"{self._kind}, restored: {each}"
                for each in await self._traces(url, program, erased)
            ]
            await self._still_there(url, program, kept, "after the restore")
            self._setting.progress(f"erasing, {self._kind}", 4, 4)

    async def _people(self, url: str, program: Program) -> list[_Citizen]:
        """Have everybody known to the program, with a trace wherever there can be one."""
        words = Words(self._chance)
        people = [
            _Citizen(
                id=self._ids(),
                account=5_000_000_000 + self._chance.randrange(4_000_000_000),
                web=self._chance.randbytes(16).hex(),
                name=words.draw(),
                phone=f"+8491{self._chance.randrange(1_000_000, 9_999_999)}",
                code=self._ids()[-14:],
            )
            for _ in range(self._count * 2)
        ]
        storage = await open_storage(url, Keyring.open(program.key), migrate=True)
        try:
            for person in people:
                await self._leave_traces(storage, person)
        finally:
            await storage.close()
        return people

    async def _leave_traces(self, storage: Storage, of: _Citizen) -> None:
        now, ids = datetime.now(UTC), self._ids
        at, web = Address("telegram", str(of.account)), Address("web", of.web)
        person = Person(of.id, "vi")
        work = storage.work()
        work.people.add(person, at, now)
        work.people.consent(of.id, Consent("process-report", 1, True, now))
        case = Case(
            **{"id": ids(), "code": of.code, "kind": "problem", "state": "received"},
            **{"category": "", "unit": "khu-vuc-binh-luc", "person": of.id},
            **{"channel": "telegram", "received_at": now, "entered_at": now, "promised": None},
            content={"what": "Đèn đường hỏng"},
            identity={"name": of.name, "phone": of.phone},
        )
        work.cases.add(case, [f"telegram:{ids()}"])
        work.cases.note(Event(case.id, now, "received", of.id))
        file = Attachment("photo", f"{of.web}/{of.account}", 9)
        work.cases.evidence(Evidence(ids(), case.id, file, "telegram"))
        draft = {"id": ids()[-6:], "form": "case", "version": 1, "began_at": now}
        work.conversations.put_aside(
            of.id, Conversation(**draft, touched_at=now, answers={"what": of.who})
        )
        for _ in range(2):  # one waits, one could not be delivered
            waits = Post(ids(), of.id, "zalo_oa", {"chat": of.web, "text": of.who}, blob=b"x" * 99)
            work.post(waits)
        jobs = [Job(ids(), "fetch-evidence", self._work(of, case)) for _ in range(2)]
        for job in jobs:
            work.add_job(job)
        work.attempts.add(of.id, "wrong-code", now)
        request = {"what": "export", "at": now, "done_at": now, "outcome": "done"}
        number = f"{self._chance.randrange(10**8):08}"
        work.requests.add(of.id, DataRequest(id=number, answer_by=None, due=None, **request))
        await work.commit("telegram", ids(), now)
        await storage.outbox.failed(waits.id, "gone", now)
        await storage.jobs.failed(jobs[0], "gone", None)
        await self._leave_files(storage, of, at, now)
        # The web chat of the same person, with a mailbox and a file of its own.
        work = storage.work()
        work.people.show(at, Board((f"c:tracuu {of.who}",)))
        guest = Person(ids(), "vi")
        work.people.add(guest, web, now)
        await work.commit("", "", now)
        await self._join(storage, person, guest, at, web, now)
        work = storage.work()
        work.links.make(ids(), person, at, now + timedelta(hours=1))
        await work.commit("", "", now)
        await self._leave_files(storage, of, web, now)

    async def _join(
        self,
        storage: Storage,
        host: Person,
        guest: Person,
        at: Address,
        guest_at: Address,
        now: datetime,
    ) -> None:
        """Make the two addresses one person's, as `/lienket` does."""
        soon, code = now + timedelta(hours=1), self._ids()
        work = storage.work()
        work.links.make(code, host, at, soon)
        await work.commit("", "", now)
        work = storage.work()
        found: LinkCode | None = await work.links.find(code, now)
        assert found is not None
        work.links.take(found, guest.id, guest_at, now, soon)
        await work.commit("", "", now)
        asked = await storage.work().links.asked(host.id, now)
        assert asked is not None
        work = storage.work()
        assert await work.links.join(asked, host, False) is not None
        await work.commit("", "", now)

    async def _leave_files(
        self, storage: Storage, of: _Citizen, at: Address, now: datetime
    ) -> None:
        said = of.who.encode()
        id, mark = self._ids(), storage.uploads.mark(at)
        await storage.mailbox.add(mark, id, said, said * 9, now)
        await storage.uploads.begin(mark, id, now)
        await storage.uploads.add(mark, id, 0, said * 99)
        await storage.uploads.finish(mark, id)
        await storage.pictures.keep(id, "image/png", said, at, now + timedelta(hours=1))
        await storage.quarantine.add(
            at.channel, id, "ValueError", {"text": of.who}, now, at.account
        )

    def _work(self, of: _Citizen, case: Case) -> dict[str, Any]:
        where = {"channel": "zalo_oa", "chat": str(of.account), "language": "vi", "kind": "photo"}
        return {**where, "evidence": case.id, "ref": of.who, "mime": "", "person": of.id}

    async def _erase(self, api: FakeBotApi, of: _Citizen) -> None:
        """Ask for it in the chat, and confirm it twice."""
        person = api.person(of.account, first_name=of.name)
        person.send("/dulieu")
        await person.wait_for("Những gì chúng tôi giữ", _PATIENCE_S)
        for label, wanted in (
            ("Xóa dữ liệu của tôi", "bị xóa hẳn"),
            ("Tôi muốn xóa", "lần cuối"),
            ("Xóa vĩnh viễn", "Đã xóa dữ liệu của Ông/Bà"),
        ):
            person.press(label)
            await person.wait_for(wanted, _PATIENCE_S)

    async def _until_gone(
        self,
        url: str,
        program: Program,
        erased: list[_Citizen],
        before: set[bytes],
        began: float,
    ) -> list[str]:
        """Return what is still there after a minute, counted from the first who asked."""
        while True:
            looked_at = monotonic()
            left = await self._traces(url, program, erased)
            if self._kind == "sqlite":
                left += await self._in_files(url, before)
            self.seconds = looked_at - began
            if not left or self.seconds > _LIMIT_S:
                return left
            await asyncio.sleep(0.5)

    async def _control(self, url: str, program: Program, erased: list[_Citizen]) -> None:
        """Make sure that the search finds what there is to be found, on each path."""
        found = {each.partition(" ")[0] for each in await self._traces(url, program, erased)}
        if missing := _PATHS - found:
            self.faults.append(f"{self._kind}: no trace was left in {', '.join(sorted(missing))}")
        if self._kind == "sqlite" and not await self._in_files(url, await self._blobs(url), set()):
            self.faults.append("the search of files finds nothing where everything is")

    async def _traces(self, url: str, program: Program, erased: list[_Citizen]) -> list[str]:
        """Open every row and return where it tells of somebody erased."""
        found, keys = await tables(url), Keyring.open(program.key)
        ids = {each.id for each in erased}
        words = {word.encode(): each for each in erased for word in each.told_by}
        search = Search({word: f"person {ids_of.id}" for word, ids_of in words.items()})
        told = []
        self.searched = 0
        for where, content in opened(found, keys):
            self.searched += 1
            told += [f"{where} tells of {each}" for each in search.found_in(content)]
        for name, rows in found.items():
            for row in rows if name not in _PROOF_OF_IT else ():
                self.searched += 1
                if ids & {str(value) for value in row.values()}:
                    told.append(f"{name} has the number of somebody erased")
        return told

    async def _blobs(self, url: str) -> set[bytes]:
        """Return the first bytes of all that is sealed or marked."""
        return {
            bytes(value)[:_FIRST_BYTES]
            for rows in (await tables(url)).values()
            for row in rows
            for value in row.values()
            if isinstance(value, bytes) and len(value) >= _FIRST_BYTES
        }

    async def _in_files(
        self, url: str, before: set[bytes], now: set[bytes] | None = None
    ) -> list[str]:
        """Return which files still hold something that is in no row any more."""
        gone = before - (await self._blobs(url) if now is None else now)
        search = Search(dict.fromkeys(gone, "something erased"))
        path = Path(url.removeprefix("sqlite:///"))
        told = []
        for file in sorted(path.parent.glob(f"{path.name}*")):
            content = await asyncio.to_thread(file.read_bytes)
            if search.found_in(content):
                told.append(f"{file.name} holds what was erased")
        return told

    def _look_into(self, log: Path, erased: list[_Citizen]) -> None:
        spelled = {s: each.id for each in erased for word in each.told_by for s in spellings(word)}
        for each in Search(spelled).found_in(log.read_bytes()):
            self.faults.append(f"{self._kind}: the log tells of {each}")

    async def _still_there(
        self, url: str, program: Program, kept: list[_Citizen], when: str
    ) -> None:
        """Make sure that those who did not ask for it have all they had."""
        found = await tables(url)
        for name in ("address", "case_file", "conversation", "data_request", "outbox", "job"):
            owners = {str(row["person"]) for row in found[name]}
            if missing := {each.id for each in kept} - owners:
                self.faults.append(f"{self._kind}: {len(missing)} lost their {name} {when}")
        if len(found["quarantine"]) != 2 * len(kept):
            self.faults.append(f"{self._kind}: {len(found['quarantine'])} events set aside {when}")
        storage = await open_storage(url, Keyring.open(program.key))
        try:
            for fault in await storage.check(counters=True):
                self.faults.append(f"{self._kind}: {fault} {when}")
        finally:
            await storage.close()

    async def _command(self, program: Program, *words: str) -> None:
        done = await asyncio.to_thread(
            subprocess.run,
            [LANGNGHE, *words],
            cwd=Path(program.folder),
            env=program.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stderr[-1500:])


def opened(found: dict[str, Table], keys: Keyring) -> Iterator[tuple[str, bytes]]:
    """Yield whatever is sealed, opened, and where it lies; what does not open is a fault too."""
    for each in SEALED:
        for row in found[each.table]:
            if row[each.column] is None:
                continue
            key = tuple(row[name] for name in each.key)
            try:
                yield (
                    f"{each.table}.{each.column}",
                    keys.open_sealed(each.place_of(key), bytes(row[each.column])),
                )
            except (RowDamaged, WrongKey):
                raise AssertionError(f"{each.table}.{each.column} does not open") from None
    case_keys = {
        row["id"]: CaseKey(keys.open_sealed(f"case_file/{row['id']}", bytes(row["wrapped"])))
        for row in found["case_file"]
    }
    for table, columns in _OF_A_CASE.items():
        for row in found[table]:
            case = row["id"] if table == "case_file" else row["case_id"]
            for column in columns:
                if row[column]:
                    place = _place(table, column, row)
                    yield (
                        f"{table}.{column}",
                        case_keys[case].open_sealed(place, bytes(row[column])),
                    )


def _place(table: str, column: str, row: dict[str, Any]) -> str:
    if table == "case_event":
        return f"case_event/{row['case_id']}/{row['id']}"
    if table == "evidence":
        return f"evidence/{row['id']}" + ("/origin" if column == "origin" else "")
    return f"case_file/{row['id']}/{column}"
