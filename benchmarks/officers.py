"""An office of 5,000 cases: `/viec` and `/hoso` of an officer and of the chair, and the minute's tick.

The cases are `langnghe seed`'s, handled by the office's own workflow; the commands go through the
real handlers, from their arrival to the commit of the answer.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.engine import Nowhere
from benchmarks.figures import Figure, median, say
from benchmarks.office import SAMPLE
from bot.__main__ import spare_the_collector
from bot.app import App
from bot.channel import Outgoing
from bot.seeds import Seeds
from bot.settings import Settings
from feedback.code import LONG, SHORT, draw, spell
from feedback.linking import Invitation
from feedback.messages import Address, Inbound
from feedback.person import Grant

NAMES = ("office_tasks_ms", "office_case_ms", "office_tick_ms")
_SEED = 20261124
_NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
"""Ten in the morning of a working day."""
_CASES = 5000
_STAFF = {"2": Grant("officer", "binh-my"), "3": Grant("head")}
"""An officer of one commune, and the chair, who may see all."""


class _Clock:
    """Stands still but when somebody writes: nobody is taken for a flood."""

    now = _NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self) -> None:
        self.now += timedelta(seconds=2)


def measure(short: bool) -> dict[str, Figure]:
    """Return the times of the two commands and of a tick with nothing due."""
    cases, trials = (200, 2) if short else (_CASES, 30)
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        found = asyncio.run(_measure(Path(folder), cases, trials))
    return {
        name: median([1000 * each for each in seconds], "ms", _SEED)
        for name, seconds in found.items()
    }


async def _measure(folder: Path, cases: int, trials: int) -> dict[str, list[float]]:
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bench.db",
        office=SAMPLE,
        master_key_file=folder / "key",
    )
    channel, clock = Nowhere(), _Clock()
    app = await App.open(settings, {channel.name: channel}, clock=clock, migrate=True, held=True)
    world = app.dispatcher.world
    seeds = Seeds(app.storage, world.office, world.forms, _NOW, _SEED)
    await seeds.add_cases(cases, lambda done, total: None)
    events = itertools.count(1)
    found: dict[str, list[float]] = {}
    try:
        await app.start(web=False)
        spare_the_collector()
        for account, grant in _STAFF.items():
            await _hire(app, channel, account, grant, events)
        while await app.time.tick():  # what is late or due is told of once
            await app.settle()
        for account, grant in _STAFF.items():
            name = "office_tasks_ms" if grant.unit else "office_chair_tasks_ms"
            shown, found[name] = await _timed(app, channel, account, "/viec", trials, events)
            say(f"  /viec of {grant.word}: {shown.splitlines()[0]}")
        codes = await _codes(app)
        found["office_case_ms"] = []
        for code in codes[:trials]:
            shown, took = await _timed(app, channel, "2", f"/hoso {code}", 1, events)
            if spell(code) not in shown:
                raise SystemExit(f"that is no card: {shown}")
            found["office_case_ms"] += took
        found["office_tick_ms"] = []
        for _ in range(trials):
            began = time.perf_counter()
            if await app.time.tick():
                raise SystemExit("something was due")
            found["office_tick_ms"].append(time.perf_counter() - began)
    finally:
        await app.stop()
    return found


async def _hire(
    app: App, channel: Nowhere, account: str, grant: Grant, events: itertools.count[int]
) -> None:
    code, id = draw(secrets.randbelow, LONG), draw(secrets.randbelow, SHORT)
    work = app.storage.work()
    invitation = Invitation(id, grant, _NOW, _NOW + timedelta(hours=1), name=f"Cán bộ {account}")
    work.invitations.invite(invitation, code)
    await work.commit("", "", _NOW)
    await _say(app, channel, account, f"/lienket {spell(code)}", events)


async def _codes(app: App) -> list[str]:
    """Return the codes of cases of the officer's commune."""
    office = app.dispatcher.world.office
    found = await app.storage.work().cases.open_cases(office.subtree("binh-my"))
    return [each.code for each in found]


async def _timed(
    app: App, channel: Nowhere, account: str, words: str, trials: int, events: itertools.count[int]
) -> tuple[str, list[float]]:
    shown, took = "", []
    for _ in range(trials):
        began = time.perf_counter()
        await _arrive(app, account, words, events)
        took.append(time.perf_counter() - began)
        shown = (await _sent(app, channel, account)).text
    return shown, took


async def _say(
    app: App, channel: Nowhere, account: str, words: str, events: itertools.count[int]
) -> Outgoing:
    await _arrive(app, account, words, events)
    return await _sent(app, channel, account)


async def _arrive(app: App, account: str, words: str, events: itertools.count[int]) -> None:
    inbound = Inbound(
        event=str(next(events)), address=Address(Nowhere.name, account), chat=account, text=words
    )
    app.clock.go_on()  # type: ignore[attr-defined]
    await app.dispatcher.receive(inbound)


async def _sent(app: App, channel: Nowhere, account: str) -> Outgoing:
    waiting = asyncio.get_running_loop().create_future()
    channel.waiting[account] = waiting
    await app.settle()
    sent: Outgoing = await waiting
    return sent
