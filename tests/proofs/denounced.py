"""P14: what is told in the sealed lane can be read in nothing the program keeps, master key or not.

People tell the lane canaries by the real program, running at log level DEBUG: words, captions,
names and telephone numbers, after which some give up and some send. The program is killed in the
middle of it. Two readers open what was sent: only with both their keys do the words come back, and
that they all do shows that they went in. Then everything is searched that there is: every value
the master key opens and every other one, the database's files, the log, metrics, a backup, the
administrator's workbook, and all that was said to anybody.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import orjson
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bot.app import App
from bot.channels.telegram import Telegram
from bot.settings import Settings
from bot.telegram_updates import to_inbound
from feedback.code import LONG, draw, spell
from feedback.errors import FeedbackError
from feedback.linking import Invitation
from feedback.person import Grant
from feedback.sealed import open_sealed
from handlers.context import Answer, Turn
from storage import open_storage
from storage.keys import Keyring
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api.fields import Upload
from tests.proofs.canaries import Search, Words, patterns, unpacked
from tests.proofs.erased import opened
from tests.proofs.program import LANGNGHE, TOKEN, Program, new_database
from tests.proofs.proof import OFFICE, Result, Setting
from tests.proofs.records import end_leases, tables
from tests.proofs.unreadable import logging_all

_ADMIN = 4_000_000_001
_READERS = (4_000_000_002, 4_000_000_003)
_PATIENCE_S = 60.0
_OPENED = 8
"""Cases that are opened, the latest: readers who press more are asked to slow down."""
_INVITED = {_READERS[0]: "Bích", _READERS[1]: "Chiêu"}


@dataclass(frozen=True)
class _Denouncer:
    """One citizen, and the canaries this one tells the lane."""

    account: int
    words: tuple[str, str]
    caption: str
    name: str
    phone: str
    sends: bool

    @property
    def says(self) -> tuple[str, ...]:
        """Return what is typed, message by message."""
        who = f"Tôi tên là {self.name}, số {self.phone}."
        return (*(f"Sự việc: {each}." for each in self.words), who)


async def prove(setting: Setting) -> dict[str, Result]:
    """Have people tell the lane, and look for it everywhere else."""
    count = 6 if setting.short else 120
    trials = []
    for kind in ("sqlite", "postgres"):
        trial = _Trial(setting, kind, count)
        await trial.run()
        trials.append(trial)
    trials.append(await _failing(setting, max(3, count // 6)))
    faults = [fault for each in trials for fault in each.faults]
    searched = sum(each.searched for each in trials)
    return {
        "P14": Result(
            figure=len(faults),
            unit=(
                f"of {sum(each.canaries for each in trials):,} canaries of denouncers found in "
                f"{searched:,} values and files, master key at hand"
            ),
            trials=sum(each.canaries for each in trials),
            faults=faults,
            more={"killed": sum(each.kills for each in trials)},
        )
    }


class _Trial:
    """One installation, its readers and those who tell them something."""

    def __init__(self, setting: Setting, kind: str, count: int) -> None:
        self.setting, self.kind, self.count = setting, kind, count
        self.folder = setting.folder / f"denounced-{kind}"
        chance = random.Random(f"{setting.seed} {kind}")
        words = Words(chance)
        self.people = [
            _Denouncer(
                account=5_000_000_000 + chance.randrange(4_000_000_000),
                words=(words.draw(), words.draw()),
                caption=words.draw(),
                name=words.draw(),
                phone=f"09{chance.randrange(10_000_000, 99_999_999)}",
                sends=number % 3 != 2,
            )
            for number in range(count)
        ]
        known = {
            "words": [each for person in self.people for each in person.words],
            "caption": [person.caption for person in self.people],
            "name": [person.name for person in self.people],
            "phone": [person.phone for person in self.people],
        }
        self.canaries = sum(map(len, known.values()))
        self.search = Search(patterns(known))
        self.keys = [X25519PrivateKey.generate() for _ in _READERS]
        self.faults: list[str] = []
        self.searched = self.kills = 0

    async def run(self) -> None:
        """Tell, kill, tell on, open, and search."""
        self.folder.mkdir()
        url = f"sqlite:///{self.folder}/langnghe.db"
        if self.kind == "postgres":
            url = await new_database(self.setting.server, "p14")
        async with FakeBotApi(token=TOKEN) as api:
            admins = f"telegram:{_ADMIN}"
            program = Program(
                self.folder, url, api.url, "webhook", admins=admins, log_level="DEBUG"
            )
            codes = await invited(url, Keyring.open(program.key))
            await program.start()
            try:
                await self._found_lane(api, codes)
                await self._tell(api, program, url)
                await self._read(api)
                api.person(_ADMIN).send("/xuat cases")
                await api.settled(timeout=_PATIENCE_S)
                await self._look_outside(program)
                await self._look_inside(url, program, "at the end")
                await program.end()
            finally:
                if program.process is not None:
                    await program.kill()
            await self._look_inside(url, program, "when stopped")
            self._look(program.log.read_bytes(), "the log")
            self._look_at_calls(api)

    async def _found_lane(self, api: FakeBotApi, codes: dict[int, str]) -> None:
        for account, key in zip(_READERS, self.keys, strict=True):
            reader = api.person(account)
            reader.send(f"/lienket {spell(codes[account])}")
            await reader.wait_for("Ông/Bà nay", _PATIENCE_S)
            reader.send(f"/kin khoa lnr1-{key.public_key().public_bytes_raw().hex()}")
            await reader.wait_for("Đã nhận khóa", _PATIENCE_S)

    async def _tell(self, api: FakeBotApi, program: Program, url: str) -> None:
        """Have one after the other tell; the program dies twice while somebody is at it."""
        deaths = {self.count // 3, 2 * self.count // 3}
        for number, person in enumerate(self.people):
            user = api.person(person.account)
            user.send("tôi muốn tố cáo")
            await user.wait_for("không phải là tố cáo hợp lệ", _PATIENCE_S)
            user.press("Để lại lời kể")
            await user.wait_for("Xin kể sự việc", _PATIENCE_S)
            for at, words in enumerate(person.says, 1):
                seen = user.send(words)
                if number in deaths and at == 2:
                    await asyncio.sleep(0.02)  # somewhere in the middle of it
                    await program.kill()
                    self.kills += 1
                    await self._look_inside(url, program, "after a kill")
                    await end_leases(url)
                    await program.start()
                await user.wait_for(f"Đã khóa {at} phần", _PATIENCE_S)
                user.edit(seen.id, f"{words} Sửa.")
                await user.wait_for("không sửa được", _PATIENCE_S)
            user.send_photo(caption=f"Ảnh: {person.caption}")
            await user.wait_for(f"Đã khóa {len(person.says) + 1} phần", _PATIENCE_S)
            user.send_voice(content=b"OggS" + person.caption.encode())
            await user.wait_for("chỉ nhận chữ viết", _PATIENCE_S)
            user.press("Gửi" if person.sends else "Không gửi nữa")
            if person.sends:
                await user.wait_for("Lời kể đã được khóa", _PATIENCE_S)
            else:
                await user.wait_for("vẫn được giữ", _PATIENCE_S)
                if number % 2:
                    user.press("Có, hủy")
                    await user.wait_for("Đã hủy", _PATIENCE_S)
            if number == self.count // 2:
                await self._look_inside(url, program, "in the middle")
            self.setting.progress(f"telling, {self.kind}", number + 1, self.count)

    async def _read(self, api: FakeBotApi) -> None:
        """Have two readers open what was sent: every word of it comes back, for both together."""
        first, second = (api.person(each) for each in _READERS)
        first.send("/kin")
        await first.wait_for("Hồ sơ được khóa", _PATIENCE_S)
        back: list[str] = []
        sent = [each for each in self.people if each.sends][-_OPENED:]  # listed the latest first
        codes = [
            word
            for word in api.calls_of("sendMessage", _READERS[0])[-1].params["text"].split()
            if len(word) == 16 and word.count("-") == 2
        ]
        for code in codes[:_OPENED]:
            first.send("/kin")
            await first.wait_for("Hồ sơ được khóa", _PATIENCE_S)
            first.press(code)
            await first.wait_for("đang khóa", _PATIENCE_S)
            first.press("Xin mở")
            await first.wait_for("Một người đồng ý", _PATIENCE_S)
            await second.wait_for("Cần Ông/Bà cùng mở", _PATIENCE_S)
            second.press("Đồng ý mở")
            await api.settled(quiet=0.1, timeout=_PATIENCE_S)
            files = [call for call in api.calls_of("sendDocument", _READERS[1]) if call.done]
            upload = files[-1].params["document"]
            assert isinstance(upload, Upload)
            self._look(upload.content, "the file readers get")
            for place, sealed in orjson.loads(upload.content)["parts"]:
                back.append(open_sealed(sealed.encode(), place, self.keys))
                self._alone(sealed.encode(), place)
        expected = {each for person in sent for each in person.says}
        if len(codes[:_OPENED]) != len(sent) or not expected <= set(back):
            self.faults.append(f"{self.kind}: of what was sent not everything came back")
        if not {"words", "caption", "name", "phone"} <= {
            each.partition(":")[0] for each in self.search.found_in("\n".join(back).encode())
        }:
            self.faults.append(f"{self.kind}: the search finds nothing where everything is")

    def _alone(self, sealed: bytes, place: str) -> None:
        for key in self.keys:
            try:
                open_sealed(sealed, place, [key, X25519PrivateKey.generate()])
            except FeedbackError:
                continue
            self.faults.append(f"{self.kind}: one reader alone opened a part")

    async def _look_outside(self, program: Program) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{program.address}/metrics") as answer,
        ):
            self._look(await answer.read(), "metrics")
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
        for name, content in unpacked(archive.name, archive.read_bytes()):
            self._look(content, f"the backup, {name}")

    async def _look_inside(self, url: str, program: Program, when: str) -> None:
        """Search every value, those opened that the master key opens, and the files they lie in."""
        found = await tables(url)
        for where, content in opened(found, Keyring.open(program.key)):
            self._look(content, f"{where} {when}, opened")
        for name, rows in found.items():
            for row in rows:
                for value in row.values():
                    raw = bytes(value) if isinstance(value, bytes) else str(value).encode()
                    self._look(raw, f"{name} {when}")
        if url.startswith("sqlite"):
            path = Path(url.removeprefix("sqlite:///"))
            for file in sorted(path.parent.glob(f"{path.name}*")):
                self._look(file.read_bytes(), f"{file.name} {when}")

    def _look_at_calls(self, api: FakeBotApi) -> None:
        for call in api.calls:
            said = json.dumps(
                {k: v for k, v in call.params.items() if not isinstance(v, Upload)},
                ensure_ascii=False,
                default=str,
            )
            self._look(said.encode(), f"{call.method} to somebody")
            for upload in (v for v in call.params.values() if isinstance(v, Upload)):
                for name, content in unpacked(upload.name or "", upload.content):
                    self._look(content, f"{call.method} of {name}")

    def _look(self, content: bytes, where: str) -> None:
        self.searched += 1
        for what in sorted(self.search.found_in(content)):
            self.faults.append(f"{self.kind}: {what} can be read in {where}")


async def invited(url: str, keys: Keyring) -> dict[int, str]:
    """Have the operator name the two readers; returns what each of them types."""
    storage = await open_storage(url, keys, migrate=True)
    now, codes = datetime.now(UTC), {}
    try:
        for account, name in _INVITED.items():
            codes[account] = draw(random.Random(account).randrange, LONG)
            made = Invitation(
                str(account)[-6:], Grant("sealed-reader"), now, now + timedelta(hours=2), name=name
            )
            work = storage.work()
            work.invitations.invite(made, codes[account])
            await work.commit("", "", now)
    finally:
        await storage.close()
    return codes


async def _failing(setting: Setting, count: int) -> _Trial:
    """Have the handler fail each time somebody tells the lane something, with the words in its
    error: nothing of it is in the quarantine or the log."""
    trial = _Trial(setting, "failing", count)
    trial.folder.mkdir()
    url = f"sqlite:///{trial.folder}/langnghe.db"
    key = trial.folder / "langnghe.key"
    codes = await invited(url, Keyring.open(key))
    settings = Settings(
        _env_file=None, database_url=url, office=OFFICE, master_key_file=key, web_port=0
    )
    with logging_all() as stream:
        async with FakeBotApi(token=TOKEN) as api:
            channel = Telegram(TOKEN, api_url=api.url)
            app = await App.open(
                settings, {"telegram": channel}, clock=lambda: datetime.now(UTC), held=True
            )
            works = app.dispatcher._handle

            async def fail(turn: Turn) -> Answer:
                held = turn.conversation
                if turn.inbound.text and held is not None and held.form == "denunciation":
                    raise ValueError(f"{turn.inbound.text} {turn.inbound}")
                return await works(turn)

            app.dispatcher._handle = fail

            async def receive() -> None:
                for queued in list(api.updates.pending.values()):
                    inbound = to_inbound(queued.update, "langnghe_bot")
                    if inbound is not None:
                        await app.dispatcher.receive(inbound)
                api.updates.pending.clear()

            try:
                for account, reader in zip(_READERS, trial.keys, strict=True):
                    public = reader.public_key().public_bytes_raw().hex()
                    api.person(account).send(f"/lienket {spell(codes[account])}")
                    api.person(account).send(f"/kin khoa lnr1-{public}")
                    await receive()
                for number, person in enumerate(trial.people, 1):
                    user = api.person(person.account)
                    user.send("tố cáo")
                    await receive()
                    await _press_begin(app, api, person.account)
                    for words in person.says:
                        user.send(words)
                    await receive()
                    setting.progress("failing", number, count)
                aside = len((await tables(url))["quarantine"])
            finally:
                await app.stop()
            if aside != 3 * count:
                trial.faults.append(f"{aside} of {3 * count} failures were set aside")
    trial._look(stream.getvalue().encode(), "the log of failing handlers")
    program = Program(trial.folder, url, "", "webhook")
    await trial._look_inside(url, program, "after failures")
    return trial


async def _press_begin(app: App, api: FakeBotApi, account: int) -> None:
    """Press the button that begins the telling: nothing leaves a program that is held."""
    user = api.person(account)
    user.send("x")
    [queued] = list(api.updates.pending.values())
    api.updates.pending.clear()
    inbound = to_inbound(queued.update, "langnghe_bot")
    assert inbound is not None
    await app.dispatcher.receive(replace(inbound, text="", press="lane:begin"))
