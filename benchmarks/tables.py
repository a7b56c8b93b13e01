"""Puts into the pages what is measured and what channels can do: ``make docs``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.figures import ROOT
from benchmarks.matrix import matrix

PAGES = (
    ("build/bench.json", "docs/performance.md", "bench figures"),
    ("build/proof.json", "docs/promises.md", "proof figures"),
)


def main(root: Path = ROOT) -> None:
    """Renew every table whose figures are there; the others stay as they are."""
    for figures, page, mark in PAGES:
        print(renew(root / figures, root / page, mark))
    print(put(root / "README.md", "channels", matrix()) or "README.md shows what channels can do")


def renew(figures: Path, page: Path, mark: str) -> str:
    """Write a table between the marks of a page; returns what was done, in a sentence."""
    for path, how in ((figures, "make " + figures.stem), (page, "")):
        if not path.is_file():
            hint = f"; {how} writes it" if how else ""
            return f"{path.name} is not there{hint}: {page.name} stays as it is"
    lines = table(json.loads(figures.read_text("utf-8")))
    return put(page, mark, lines) or f"{page.name} shows the figures of {figures.name}"


def put(page: Path, mark: str, lines: str) -> str:
    """Write lines between the marks of a page; returns what is wrong, in a sentence."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        return f"{page.name} has no place for them ({begin} … {end}) and stays as it is"
    page.write_text(f"{before}{begin}\n{lines}\n{end}{after}", "utf-8")
    return ""


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return figures as a table in Markdown."""
    lines = ["| figure | | unit | trials | seed |", "|---|---:|---|---:|---:|"]
    for name, each in figures.items():
        seed = "–" if each.get("seed") is None else each["seed"]
        lines.append(
            f"| `{name}` | {shown(each['figure'])} | {each['unit']} | {shown(each['trials'])} | {seed} |"
        )
    return "\n".join(lines)


def shown(figure: object) -> str:
    """Return a number as people read it: 12,345 and 0.85; anything else as it is."""
    if isinstance(figure, bool) or not isinstance(figure, int | float):
        return str(figure)
    return f"{figure:,.0f}" if figure == int(figure) or abs(figure) >= 1000 else f"{figure:g}"


if __name__ == "__main__":
    main()
