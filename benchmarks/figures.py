"""What every measurement gives: a figure, its unit, and how often it was tried."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of build/bench.json; `figure` is the median of the trials."""

    figure: float
    unit: str
    trials: int
    seed: int | None = None

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def median(trials: Sequence[float], unit: str, seed: int | None = None) -> Figure:
    """Return the median of trials, with three digits that mean something."""
    return Figure(float(f"{statistics.median(trials):.4g}"), unit, len(trials), seed)


def say(text: str) -> None:
    """Tell the person who waits how far it has come."""
    print(text, file=sys.stderr, flush=True)


def output_of(*module: str) -> str:
    """Run a module of ours in a process of its own and return its last line; ends the program
    with what it said when it fails."""
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        sys.exit(f"{' '.join(module)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return lines[-1]
