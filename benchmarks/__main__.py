"""Every figure in one run: ``python -m benchmarks [name …] [--short]``; writes build/bench.json.

Names are those of the modules or of single figures. What was not measured this time keeps the
figure of the last run. ``--short`` goes through the motions in a minute; its figures mean nothing
and are written nowhere.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable

from benchmarks import engine, memory, officers, ratios, startup, stats, web_streams
from benchmarks.figures import ROOT, Figure, say
from bot import logs

MEASURES: dict[str, tuple[Callable[[bool], dict[str, Figure]], tuple[str, ...]]] = {
    module.__name__.rpartition(".")[2]: (module.measure, module.NAMES)
    for module in (ratios, engine, startup, stats, officers, memory, web_streams)
}
"""What measures, and the figures it is known for, in the order it runs."""
RESULTS = ROOT / "build" / "bench.json"


def main() -> None:
    """Measure what was asked for and keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = [*MEASURES, *(name for _, names in MEASURES.values() for name in names)]
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(known))
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.names) - set(known):
        sys.exit(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    logs.configure("ERROR")
    found = dict(json.loads(RESULTS.read_text("utf-8"))) if RESULTS.exists() else {}
    for module, (measure, names) in MEASURES.items():
        if options.names and not {module, *names} & set(options.names):
            continue
        say(f"{module}: {', '.join(names)}")
        began = time.monotonic()
        figures = measure(options.short)
        say(f"{module} took {time.monotonic() - began:.0f} s")
        for name, figure in figures.items():
            print(f"{name:28} {figure.figure:g} {figure.unit}", flush=True)
        if not options.short:
            found |= {name: figure.dump() for name, figure in figures.items()}
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
