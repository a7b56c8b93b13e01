"""Prove the promises of docs/promises.md: `python -m tests.proofs [P1 P3 ...] [--short]`.

Figures go to build/proof.json; those of promises not proven this time are kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.proofs import PROOFS
from tests.proofs.program import postgres_server
from tests.proofs.proof import Result, Setting

_FIGURES = Path(__file__).parents[2] / "build" / "proof.json"
_QUIET = 30.0
"""Seconds between lines of progress where there is no terminal."""
_SHOWN = 5
"""Faults printed for a broken promise; all of them are in the file."""


def main() -> int:
    """Run what was asked for; 1 when a promise is broken."""
    names = [name for group in PROOFS for name in group]
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="P1", help=f"of {', '.join(names)}; all")
    parser.add_argument("--short", action="store_true", help="the form of the quick suite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if unknown := set(options.names) - set(names):
        parser.error(f"there is no proof of {', '.join(sorted(unknown))}")
    for name in [name for name in os.environ if name.startswith("LANGNGHE_")]:
        del os.environ[name]  # the settings of a developer's own bot
    console = Console(stderr=True, highlight=False)
    with tempfile.TemporaryDirectory(prefix="langnghe-proof-") as folder:
        (Path(folder) / "server").mkdir(mode=0o700)
        with postgres_server(Path(folder) / "server") as server:
            return _prove(options, server, console)


def _prove(options: argparse.Namespace, server: str, console: Console) -> int:
    broken = False
    for group, prove in PROOFS.items():
        if options.names and not set(group) & set(options.names):
            continue
        began = monotonic()
        with (
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=console,
            ) as bars,
            tempfile.TemporaryDirectory(prefix="langnghe-proof-") as folder,
        ):
            shown = _Shown(console, bars, " ".join(group))
            setting = Setting(Path(folder), server, options.short, options.seed, shown)
            results = asyncio.run(prove(setting))
        _keep(results, options.seed, options.short, monotonic() - began)
        for name, result in results.items():
            broken |= bool(result.faults)
            console.print(f"{name}: {result.figure:g} {result.told}")
            for fault in result.faults[:_SHOWN]:
                console.print(f"  broken: {fault}", style="red", markup=False)
    return int(broken)


class _Shown:
    """Shows how far a proof has come: as a bar, or as lines where there is no terminal."""

    def __init__(self, console: Console, bars: Progress, name: str) -> None:
        self._console, self._bars, self._name = console, bars, name
        self._bar = bars.add_task(name, total=None)
        self._next = monotonic() + _QUIET

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show it."""
        name = f"{self._name} {what}"
        self._bars.update(self._bar, description=name, completed=done, total=total)
        if not self._console.is_terminal and monotonic() >= self._next:
            self._next = monotonic() + _QUIET
            self._console.print(f"{name} {done}/{total}")


def _keep(results: dict[str, Result], seed: int, short: bool, seconds: float) -> None:
    kept = json.loads(_FIGURES.read_text()) if _FIGURES.exists() else {}
    for name, result in results.items():
        kept[name] = {
            "figure": result.figure,
            "unit": result.told,
            "trials": result.trials,
            "seed": seed,
            "bound": result.bound,
            "short": short,
            "seconds": round(seconds),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            **result.more,
            "faults": result.faults,
        }
    kept = dict(sorted(kept.items(), key=lambda pair: int(pair[0][1:].partition("-")[0])))
    _FIGURES.parent.mkdir(exist_ok=True)
    _FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
