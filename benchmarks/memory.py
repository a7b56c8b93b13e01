"""Memory of the running program with 1,000 and with 100,000 people in the middle of a survey.

It is one `langnghe run`, grown from the one number to the other: each person opens the survey,
answers a question and stays there. One trial, since it takes minutes: what grows here grows
every time.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks.figures import Figure, median, say
from benchmarks.load import find_webhook, started_bot
from benchmarks.loadgen.api import BenchApi
from benchmarks.loadgen.people import Crowd, Ids, Webhook
from benchmarks.loadgen.script import Step
from benchmarks.office import LINK

NAMES = ("memory_growth_1k_100k",)
_SCRIPT = [Step(LINK, None, None, 1), Step(None, 0, None, 1)]
_AT_ONCE = 64
_QUIET = 2.0
"""Seconds in which what is under way ends."""


def measure(short: bool) -> dict[str, Figure]:
    """Return how much larger the program is with a hundred times the open conversations."""
    few, many = (10, 100) if short else (1_000, 100_000)
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        before, after = asyncio.run(_measure(Path(folder), few, many))
    return {
        "memory_growth_1k_100k": median([after / before], "×"),
        "memory_1k_mb": median([before], "MB"),
        "memory_100k_mb": median([after], "MB"),
    }


async def _measure(folder: Path, few: int, many: int) -> tuple[float, float]:
    crowds: list[Crowd] = []
    api = BenchApi(0, lambda chat, message: crowds[-1].replied(chat, message) if crowds else None)
    await api.listen()
    words = ["{python}", "-m", "benchmarks.ours", "--folder", str(folder)]
    words += ["--api-url", "{api}", "--port", "{port}", "--token", "{token}"]
    options = argparse.Namespace(command=words, port=0, webhook=None, pid=None)
    async with started_bot(options, api.port) as pid:
        address = await find_webhook(api, options)
        assert address is not None
        webhook = Webhook(*address, _AT_ONCE)
        crowds.append(Crowd(api, webhook, _SCRIPT, "reply", Ids()))
        found = []
        for people in (few, many - few):
            seconds = await crowds[-1].run(people, _AT_ONCE)
            await asyncio.sleep(_QUIET)
            found.append(psutil.Process(pid).memory_info().rss / 1e6)
            say(f"  {people} more people in {seconds:.0f} s: {found[-1]:.0f} MB")
        webhook.close()
    api.close()
    return found[0], found[1]
