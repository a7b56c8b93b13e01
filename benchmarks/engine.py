"""Turns a second of engine and storage alone: the whole program, but messages leave to nowhere.

    python -m benchmarks.engine --surveys 2000 --people 64 --profile

Everything else is real: routing, rules, rendering, encryption, the outbox and a SQLite file with
`synchronous=FULL`. A person presses the next button when the outbox has let the reply go.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import itertools
import json
import pstats
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import uvloop

from benchmarks.figures import Figure, median, output_of, say
from benchmarks.office import LINK, QUESTIONS, make_office
from bot import logs
from bot.__main__ import spare_the_collector
from bot.app import App
from bot.channel import Capabilities, Channel, Outgoing, Receive
from bot.channels.telegram import Telegram
from bot.settings import Settings
from feedback.messages import Address, Inbound

NAMES = ("engine_turns_per_s",)
TURNS = 1 + QUESTIONS + 1
"""A command, an answer to each question, and sending."""


def measure(short: bool) -> dict[str, Figure]:
    """Return the turns a second, each trial in a process of its own."""
    trials, surveys, people = (1, 10, 4) if short else (5, 2000, 64)
    runs = []
    for trial in range(trials):
        load = ["--surveys", str(surveys), "--people", str(people)]
        runs.append(json.loads(output_of("benchmarks.engine", *load)))
        told = f"{runs[-1]['turns_per_second']:.0f} turns/s, {runs[-1]['cpu_us']:.0f} µs CPU each"
        say(f"  trial {trial + 1} of {trials}: {told}")
    return {
        "engine_turns_per_s": median([run["turns_per_second"] for run in runs], "turns/s"),
        "engine_cpu_us": median([run["cpu_us"] for run in runs], "µs CPU/turn"),
    }


class Nowhere(Channel):
    """Takes every message at once; a person waits for it to choose the next button."""

    name: ClassVar[str] = "nowhere"
    capabilities: ClassVar[Capabilities] = Telegram.capabilities

    def __init__(self) -> None:
        self.waiting: dict[str, asyncio.Future[Outgoing]] = {}

    async def start(self, receive: Receive) -> None:
        """Do nothing: people come through the front door of the dispatcher."""

    async def stop(self) -> None:
        """Do nothing."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Hand the message to whoever waits for it."""
        waiting = self.waiting.pop(outgoing.chat, None)
        if waiting is not None:
            waiting.set_result(outgoing)
        return "1"


class People:
    """So many at once, one survey after another."""

    def __init__(self, app: App, channel: Nowhere) -> None:
        self._app, self._channel = app, channel
        self._events, self._accounts = itertools.count(1), itertools.count(1)
        self.turns = 0

    async def answer(self, surveys: int, at_once: int) -> float:
        """Answer surveys and return the seconds it took until every message had left."""
        left = iter(range(surveys))
        began = time.perf_counter()
        await asyncio.gather(*(self._visits(left) for _ in range(at_once)))
        while not self._app.outbox.idle:  # noqa: ASYNC110 - the outbox has no event for it
            await asyncio.sleep(0.001)
        return time.perf_counter() - began

    async def _visits(self, left: Iterator[int]) -> None:
        for _ in left:
            await self._visit(str(next(self._accounts)))

    async def _visit(self, account: str) -> None:
        reply = await self._say(account, text=LINK)
        for _ in range(TURNS - 1):
            reply = await self._say(account, press=reply.rows[0][0].data, message="1")

    async def _say(
        self, account: str, text: str = "", press: str | None = None, message: str | None = None
    ) -> Outgoing:
        waiting = asyncio.get_running_loop().create_future()
        self._channel.waiting[account] = waiting
        inbound = Inbound(
            event=str(next(self._events)),
            address=Address(Nowhere.name, account),
            chat=account,
            text=text,
            press=press,
            message=message,
            language="vi",
        )
        await self._app.dispatcher.receive(inbound)
        self.turns += 1
        reply: Outgoing = await waiting
        return reply


async def run(
    folder: Path, surveys: int, at_once: int, profile: cProfile.Profile | None
) -> dict[str, float]:
    """Return the turns a second and the CPU of each, after a warm-up of a tenth."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bench.db",
        office=make_office(folder),
        master_key_file=folder / "key",
    )
    channel = Nowhere()
    app = await App.open(settings, {channel.name: channel}, migrate=True)
    try:
        await app.start(web=False)
        spare_the_collector()
        people = People(app, channel)
        await people.answer(max(1, surveys // 10), at_once)
        if profile is not None:
            profile.enable()
        began = time.process_time()
        seconds = await people.answer(surveys, at_once)
        used = time.process_time() - began
        if profile is not None:
            profile.disable()
    finally:
        await app.stop()
    turns = surveys * TURNS
    return {"turns_per_second": round(turns / seconds, 1), "cpu_us": round(1e6 * used / turns, 1)}


def main() -> None:
    """Make one run and print what it came to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--surveys", type=int, default=2000)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--profile", action="store_true", help="print where the time goes, too")
    options = parser.parse_args()
    logs.configure("ERROR")
    profile = cProfile.Profile() if options.profile else None
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        found = uvloop.run(run(Path(folder), options.surveys, options.people, profile))
    if profile is not None:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
