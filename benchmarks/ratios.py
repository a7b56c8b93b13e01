"""Ours beside others: a survey of seven updates by 64 people against one local Bot API.

Every trial runs each bot in turn, so that a slow minute of the machine hits all of them; a figure
is the median of the trials' ratios, never of absolute times. Each bot runs on uvloop.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, median, output_of, say
from benchmarks.office import LINK, QUESTIONS

NAMES = ("ratio_ptb_at_once", "ratio_aiogram_at_once", "ratio_ptb_50ms", "ratio_aiogram_50ms")
_BOTS = {
    "ours": ["-m", "benchmarks.ours", "--folder", "{folder}"],
    "ptb": ["benchmarks/peers/ptb_bot.py", "--uvloop"],
    "aiogram": ["benchmarks/peers/aiogram_bot.py", "--foreground", "--uvloop"],
}
_SCRIPT = [{"send": LINK}, *({"press": 0} for _ in range(QUESTIONS + 1))]
"""A command, five answers, and sending: seven updates, as with the peers."""
_SEQUENTIAL = {"ptb"}
"""Serves one update after another: behind a slow API a whole run would take minutes."""


def measure(short: bool) -> dict[str, Figure]:
    """Return the four ratios, and the speeds and CPU they come from."""
    trials, surveys = (1, 4) if short else (5, 640)
    figures: dict[str, Figure] = {}
    for delay, name in ((0, "at_once"), (50, "50ms")):
        runs: dict[str, list[dict[str, Any]]] = {bot: [] for bot in _BOTS}
        for trial in range(trials):
            for bot, found in runs.items():
                found.append(_run(bot, delay, surveys, people=4 if short else 64))
            told = ", ".join(
                f"{bot} {found[-1]['updates_per_second']:.0f}/s"
                f" ({found[-1]['cpu_ms_per_update']} ms CPU)"
                for bot, found in runs.items()
            )
            say(f"  API after {delay} ms, trial {trial + 1} of {trials}: {told}")
        ours = [run["updates_per_second"] for run in runs["ours"]]
        for peer in ("ptb", "aiogram"):
            theirs = [run["updates_per_second"] for run in runs[peer]]
            ratios = [our / their for our, their in zip(ours, theirs, strict=True)]
            figures[f"ratio_{peer}_{name}"] = median(ratios, "×")
        for bot, found in runs.items():
            speeds = [run["updates_per_second"] for run in found]
            figures[f"{bot}_updates_{name}"] = median(speeds, "updates/s")
            used = [run["cpu_ms_per_update"] for run in found]
            figures[f"{bot}_cpu_{name}"] = median(used, "ms CPU/update")
    return figures


def _run(bot: str, delay_ms: int, surveys: int, people: int) -> dict[str, Any]:
    if bot in _SEQUENTIAL and delay_ms:
        surveys = max(people, surveys // 10)
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        load = ["--people", str(people), "--warmup", str(people), "--label", bot]
        load += ["--delay-ms", str(delay_ms), "--surveys", str(surveys), "--timeout", "120"]
        if bot == "ours":
            script = Path(folder, "script.json")
            script.write_text(json.dumps(_SCRIPT))
            load += ["--script", str(script)]
        command = ["{python}", *_BOTS[bot], "--api-url", "{api}", "--port", "{port}"]
        command = [word.replace("{folder}", folder) for word in command]
        line = output_of("benchmarks.load", *load, "--", *command, "--token", "{token}")
    result: dict[str, Any] = json.loads(line)
    return result
