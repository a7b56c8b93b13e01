"""All figures in one run, side by side: ``python -m benchmarks``; writes build/bench.json.

Every trial runs each bot in turn, so that a slow minute of the machine hits all of them; a figure
is the median of the trials' ratios, never of absolute times.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BOTS = {
    "ours": ["-m", "benchmarks.ours"],
    "ptb": ["benchmarks/peers/ptb_bot.py"],
    "aiogram": ["benchmarks/peers/aiogram_bot.py", "--foreground"],
}
OURS = [{"send": "/start r_bench"}, *({"press": 0} for _ in range(6))]
"""A command, five answers, and sending: seven updates, as with the peers."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--trials", type=int, default=5)
    parser.add_argument("--surveys", type=int, default=640, help="in all, for each run")
    options = parser.parse_args()
    figures: dict[str, dict[str, Any]] = {}
    for delay, name in ((0, "at_once"), (50, "50ms")):
        ratios: dict[str, list[float]] = {"ptb": [], "aiogram": []}
        for trial in range(options.trials):
            speed = {bot: measure(bot, delay, options.surveys) for bot in BOTS}
            for peer, found in ratios.items():
                found.append(speed["ours"] / speed[peer])
            told = ", ".join(f"{bot} {value:.0f}/s" for bot, value in speed.items())
            print(
                f"API after {delay} ms, trial {trial + 1} of {options.trials}: {told}", flush=True
            )
        for peer, found in ratios.items():
            figures[f"ratio_{peer}_{name}"] = figure(statistics.median(found), "×", options.trials)
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    (build / "bench.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for key, value in figures.items():
        print(f"{key:28} {value['figure']} {value['unit']}")


def figure(value: float, unit: str, trials: int) -> dict[str, Any]:
    return {"figure": round(value, 2), "unit": unit, "trials": trials, "seed": None}


def measure(bot: str, delay_ms: int, surveys: int) -> float:
    """Return the updates a second that one bot serves; ends the program when it fails."""
    if bot == "ptb" and delay_ms:
        surveys = max(16, surveys // 10)  # one after another: a whole run would take minutes
    with tempfile.NamedTemporaryFile("w", suffix=".json") as script:
        json.dump(OURS, script)
        script.flush()
        load = [sys.executable, "-m", "benchmarks.load", "--people", "64", "--label", bot]
        load += ["--delay-ms", str(delay_ms), "--surveys", str(surveys), "--timeout", "120"]
        load += ["--script", script.name] if bot == "ours" else []
        command = [sys.executable, *BOTS[bot], "--api-url", "{api}", "--port", "{port}"]
        run = subprocess.run(
            [*load, "--", *command, "--token", "{token}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    lines = [line for line in run.stdout.splitlines() if line.startswith('{"label"')]
    if run.returncode or not lines:
        sys.exit(f"{bot} could not be measured:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(lines[-1])
    return float(result["updates_per_second"])


if __name__ == "__main__":
    main()
