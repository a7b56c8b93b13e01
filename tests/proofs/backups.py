"""P7: a backup made while people write can be put back, and is whole.

The operator's own commands are used: `langnghe backup` beside the running program, and `langnghe
restore` into another database. What was acknowledged before a backup began must be in it, its
counters must agree with its answers, and a backup made when all is quiet must equal the original
row by row.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import subprocess
from contextlib import suppress
from pathlib import Path
from time import monotonic

from storage import open_storage
from storage.keys import Keyring
from tests.fakes.bot_api import FakeBotApi
from tests.proofs.errands import errand
from tests.proofs.program import LANGNGHE, TOKEN, Program, new_database, running
from tests.proofs.proof import Result, Setting
from tests.proofs.records import Records, count_owed

_SUPPLY = 120
_LIMIT_S = 120.0
"""Seconds until 100,000 cases are back, restore and check of the whole archive together."""


async def prove(setting: Setting) -> dict[str, Result]:
    """Back up and restore again and again while people write."""
    rounds, cases = (1, 200) if setting.short else (10, 100_000)
    faults: list[str] = []
    seconds: list[float] = []
    # The suite of storage restores PostgreSQL as well; the quick drill need not.
    for kind in ("sqlite",) if setting.short else ("sqlite", "postgres"):
        drill = _Drill(setting, kind, cases if kind == "sqlite" else cases // 100)
        await drill.run(rounds)
        faults += drill.faults
        seconds += drill.seconds
    if max(seconds) > _LIMIT_S:
        faults.append(f"a restore took {max(seconds):.0f} s, promised are {_LIMIT_S:.0f}")
    drills = len(seconds)
    return {
        "P7": Result(
            figure=len(faults),
            unit=f"of {drills} backups under load not whole after their restore, {cases:,} cases",
            trials=drills,
            faults=faults,
            more={"longest_restore_s": round(max(seconds), 1), "cases": cases},
        )
    }


class _Drill:
    """One installation that is backed up while it serves."""

    def __init__(self, setting: Setting, kind: str, cases: int) -> None:
        self._setting, self._kind, self._cases = setting, kind, cases
        self._folder = setting.folder / kind
        self._folder.mkdir()
        self._accounts = itertools.count(90_000_000)
        self._chance = random.Random(setting.seed)
        self.faults: list[str] = []
        self.seconds: list[float] = []

    async def run(self, rounds: int) -> None:
        """Serve, back up, restore, compare."""
        url = await self._database("live")
        async with FakeBotApi(token=TOKEN) as api:
            program = Program(self._folder, url, api.url, "webhook")
            await self._command(program, "seed", "--responses", "200", "--cases", str(self._cases))
            async with running(program):
                load = asyncio.create_task(self._write(api, program))
                for number in range(rounds):
                    while len(api.updates.acknowledged) < 100 * (number + 1):  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
                    await self._round(program, api, f"under{number}")
                    self._setting.progress(f"backups, {self._kind}", number + 1, rounds + 1)
                load.cancel()
                with suppress(asyncio.CancelledError):
                    await load
                async with asyncio.timeout(120):
                    while api.updates.pending or await count_owed(url):  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
                quiet = await self._round(program, api, "quiet")
                await program.end()
            live = await Records.read(url, Keyring.open(program.key))
            if live.digest() != quiet.digest():
                self.faults.append(f"{self._kind}: a restored backup differs from the original")
            self._setting.progress(f"backups, {self._kind}", rounds + 1, rounds + 1)

    async def _round(self, program: Program, api: FakeBotApi, name: str) -> Records:
        acknowledged = set(api.updates.acknowledged)
        archive = self._folder / f"{name}.backup"
        await self._command(program, "backup", str(archive))
        elsewhere = Program(self._folder, await self._database(name), api.url, "webhook")
        began = monotonic()
        await self._command(elsewhere, "restore", str(archive))
        self.seconds.append(monotonic() - began)
        keys = Keyring.open(program.key)
        records = await Records.read(elsewhere.database_url, keys)
        if gone := acknowledged - records.events:
            self.faults.append(
                f"{self._kind} {name}: {len(gone)} acknowledged before are not in it"
            )
        storage = await open_storage(elsewhere.database_url, keys)
        try:
            found = await storage.check(counters=True)
        finally:
            await storage.close()
        self.faults += [f"{self._kind} {name}: {fault}" for fault in found]
        await asyncio.to_thread(archive.unlink)
        return records

    async def _write(self, api: FakeBotApi, program: Program) -> None:
        """Have people write all the time."""
        while True:
            if words := program.ended_by_itself():
                raise AssertionError(words)
            while len(api.updates.pending) < _SUPPLY:
                visit = errand(next(self._accounts), self._chance)
                for words in visit.says:
                    api.person(visit.account, first_name="Bà Lan").send(words)
            await asyncio.sleep(0.01)

    async def _database(self, name: str) -> str:
        if self._kind == "postgres":
            return await new_database(self._setting.server, f"p7_{name}")
        return f"sqlite:///{self._folder}/{name}.db"

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
