"""Cold start and idle memory of `langnghe run`, against a Bot API on this machine.

A start counts from the launch of the process to the moment it tells Telegram where to bring
updates. The first start makes the key and the tables; the figure is that of later starts.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks.figures import Figure, median, say
from benchmarks.load import TOKEN, free_port
from benchmarks.loadgen.api import BenchApi
from benchmarks.office import make_office
from benchmarks.ours import environment

NAMES = ("idle_rss_mb", "cold_start_s")
_QUIET = 1.0
"""Seconds after its start in which the program does nothing."""


def measure(short: bool) -> dict[str, Figure]:
    """Return the memory of an idle program and the time it takes to start."""
    trials = 1 if short else 5
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        make_office(Path(folder))
        starts = [asyncio.run(_start(Path(folder))) for _ in range(trials + 1)]
    for seconds, megabytes in starts:
        say(f"  started in {seconds:.2f} s, idle at {megabytes:.0f} MB")
    (first, _), *later = starts
    return {
        "first_start_s": median([first], "s"),
        "cold_start_s": median([seconds for seconds, _ in later], "s"),
        "idle_rss_mb": median([megabytes for _, megabytes in later], "MB"),
    }


async def _start(folder: Path) -> tuple[float, float]:
    """Start the program once and stop it; returns the seconds and the megabytes."""
    api = BenchApi(0, lambda chat, message: None)
    await api.listen()
    settings = environment(folder, f"http://127.0.0.1:{api.port}", free_port(), TOKEN)
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=settings
    )
    try:
        async with asyncio.timeout(60):
            await api.webhook_is_set.wait()
        seconds = time.perf_counter() - began
        await asyncio.sleep(_QUIET)
        megabytes = psutil.Process(program.pid).memory_info().rss / 1e6
    finally:
        program.terminate()
        await program.wait()
        api.close()
    return seconds, megabytes
