"""P16: the master key is changed, the change is killed again and again, and all can be read.

The operator's own commands: `langnghe keys rotate`, then `langnghe keys reseal`, killed with
`kill -9` while it works and typed again. After every kill each value is opened as the program would,
and must hold what it held before the first key was changed.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg

from feedback.case import Case
from feedback.errors import RowDamaged, WrongKey
from feedback.ports import Post
from feedback.response import Response
from storage import Keyring, Storage, open_storage
from storage.sealed import SEALED
from storage.statements import statements
from tests.proofs.program import LANGNGHE, Program, new_database
from tests.proofs.proof import Result, Setting

_NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_LIMIT_S = 60.0
_PAGE = 1000


async def prove(setting: Setting) -> dict[str, Result]:
    """Change the key of two installations."""
    records, kills = (4000, 1) if setting.short else (100_000, 20)
    faults: list[str] = []
    seconds: list[float] = []
    opened = killed = 0
    for kind in ("sqlite", "postgres"):
        folder = setting.folder / f"keys-{kind}"
        folder.mkdir()
        url = f"sqlite:///{folder}/langnghe.db"
        if kind == "postgres":
            url = await new_database(setting.server, f"keys{setting.seed}")
        change = _Change(Program(folder, url, "", "polling"), random.Random(setting.seed))
        await change.fill(records, partial(setting.progress, f"{kind}, rows"))
        await change.kill(kills, partial(setting.progress, f"{kind}, kills"))
        faults += [f"{kind}: {fault}" for fault in change.faults]
        seconds.append(await change.whole())
        opened, killed = opened + change.opened, killed + change.killed
    if not setting.short and max(seconds) > _LIMIT_S:
        faults.append(f"a change took {max(seconds):.0f} s, promised are {_LIMIT_S:.0f}")
    return {
        "P16": Result(
            figure=len(faults),
            unit=f"unreadable of {records:,} records sealed anew, killed {killed} times, "
            f"{max(seconds):.0f} s without a kill",
            trials=opened,
            faults=faults,
            more={"kills": killed, "longest_s": round(max(seconds), 1), "records": records},
        )
    }


class _Change:
    """One installation whose key is changed."""

    def __init__(self, program: Program, chance: random.Random) -> None:
        self._program, self._chance = program, chance
        self.faults: list[str] = []
        self.opened = self.killed = 0
        self._should_be = ""

    async def fill(self, records: int, progress: Callable[[int, int], object]) -> None:
        """Make reports, answers and messages owed."""
        keys = Keyring.open(self._program.key)
        storage = await open_storage(self._program.database_url, keys, migrate=True)
        for first in range(0, records, 500):
            work = storage.work()
            for number in range(first, first + 500):
                _one(work, number)
            await work.commit("", "", _NOW)
            progress(first + 500, records)
        self._should_be = await self._read(storage, keys)
        await storage.close()

    async def kill(self, kills: int, progress: Callable[[int, int], object]) -> None:
        """Change the key and kill that, until it was killed so often in the middle of it."""
        while self.killed < kills:
            await self._command("rotate")
            while await self._left() and self.killed < kills:
                if await self._killed_on_the_way():
                    self.killed += 1
                    progress(self.killed, kills)
                await self._look()

    async def whole(self) -> float:
        """Finish, then change the key once more without a kill; returns the seconds of that."""
        await self._command("reseal")
        await self._command("rotate")
        began = monotonic()
        await self._command("reseal")
        took = monotonic() - began
        await self._look()
        if left := await self._left():
            self.faults.append(f"{left} values are still sealed with older keys")
        return took

    async def _killed_on_the_way(self) -> bool:
        """Start, wait until something is done, and kill; False when it was too quick for that."""
        before = await self._left()
        process = await self._start("reseal")
        while process.returncode is None and await self._left() == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await asyncio.sleep(self._chance.uniform(0, 0.1))
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        code = await process.wait()
        if code not in (0, -signal.SIGKILL):
            self.faults.append(f"keys reseal ended with {code}")
        return code != 0 and await self._left() > 0

    async def _left(self) -> int:
        """Return how many values older keys seal; not as the program, which would be in the way."""
        current, url = Keyring.open(self._program.key).current, self._program.database_url
        asked = [statements()[f"{each.name}.by_key"].sqlite for each in SEALED]
        if url.startswith("sqlite:"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as file:
                rows = [row for sql in asked for row in file.execute(sql)]
        else:
            server = await asyncpg.connect(url)
            rows = [tuple(row) for sql in asked for row in await server.fetch(sql)]
            await server.close()
        return sum(count for key, count in rows if key != current)

    async def _look(self) -> None:
        """Open everything, and compare with what it held at the beginning."""
        keys = Keyring.open(self._program.key)
        storage = await open_storage(self._program.database_url, keys, reading=True)
        if await self._read(storage, keys) != self._should_be:
            self.faults.append(f"after kill {self.killed} something else is there than before")
        await storage.close()

    async def _read(self, storage: Storage, keys: Keyring) -> str:
        total = sha256()
        for each in SEALED:
            key: tuple[Any, ...] = each.before_all()
            place = dict(zip(each.key, key, strict=True))
            while rows := await storage._database.fetch(
                f"{each.name}.others", **place, current=b"none", size=_PAGE
            ):
                for *at, sealed in rows:
                    name = each.place_of(tuple(at))
                    self.opened += 1
                    try:
                        total.update(name.encode() + keys.open_sealed(name, sealed))
                    except (RowDamaged, WrongKey):
                        self.faults.append(f"{each.table}.{each.column} {at}: unreadable")
                place = dict(zip(each.key, rows[-1][:-1], strict=True))
        return total.hexdigest()

    async def _command(self, name: str) -> None:
        process = await self._start(name)
        if code := await process.wait():
            raise RuntimeError(f"langnghe keys {name} ended with {code}: see {self._log}")

    async def _start(self, name: str) -> asyncio.subprocess.Process:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                LANGNGHE,
                "keys",
                name,
                cwd=self._program.folder,
                env=self._program.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def _log(self) -> Path:
        return self._program.log


def _one(work: Any, number: int) -> None:
    """Note one record: two of five are reports, two are answers, one is a message owed."""
    said = f"Đèn đường số {number} tắt, xin gọi 09{number:08d}"
    if number % 5 < 2:
        work.cases.add(
            Case(
                id=f"c{number}",
                code=f"{number:014d}",
                kind="complaint",
                state="received",
                category="roads",
                unit="binh-my",
                person=f"p{number}",
                channel="telegram",
                received_at=_NOW,
                entered_at=_NOW,
                promised=None,
                content={"what": said},
                identity={"name": f"Nguyễn Văn {number}"},
            )
        )
    elif number % 5 < 4:
        work.responses.add(
            Response(
                id=f"r{number}",
                form="one-stop",
                version=1,
                unit="binh-my",
                channel="telegram",
                source="open",
                respondent=f"p{number}",
                submitted_at=_NOW,
                seconds=9.0,
                answers={"wish": said},
                counted=(),
            )
        )
    else:
        work.post(Post(f"o{number}", f"p{number}", "telegram", {"text": said}, None, None, None))
