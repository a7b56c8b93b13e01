"""Every measurement in its tiniest form: it runs, and gives the figures that are promised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import engine, memory, officers, ratios, startup, stats, web_streams
from benchmarks.__main__ import MEASURES
from benchmarks.figures import Figure, median
from benchmarks.tables import renew, table

PROMISED = {
    "ratio_ptb_at_once",
    "ratio_ptb_50ms",
    "ratio_aiogram_at_once",
    "ratio_aiogram_50ms",
    "engine_turns_per_s",
    "stats_10m_ms",
    "stats_growth_1m_10m",
    "office_tasks_ms",
    "office_case_ms",
    "office_tick_ms",
    "memory_growth_1k_100k",
    "idle_rss_mb",
    "cold_start_s",
    "web_500_streams_p99_ms",
}


@pytest.mark.parametrize("module", [ratios, engine, startup, stats, officers, memory, web_streams])
def test_measures_what_it_names(module) -> None:
    figures = module.measure(True)
    assert set(module.NAMES) <= set(figures)
    assert all(figure.figure > 0 and figure.unit for figure in figures.values())


def test_names_every_promised_figure() -> None:
    assert {name for _, names in MEASURES.values() for name in names} == PROMISED


def test_takes_the_median_and_counts_the_trials() -> None:
    assert median([9.0, 1.0, 2.34567], "×", 7) == Figure(2.346, "×", 3, 7)


def test_puts_figures_between_the_marks_of_a_page(tmp_path: Path) -> None:
    figures, page = tmp_path / "bench.json", tmp_path / "performance.md"
    found = {
        "stats_10m_ms": Figure(12.5, "ms", 7, 1).dump(),
        "engine_turns_per_s": Figure(4321.0, "turns/s", 5).dump(),
    }
    figures.write_text(json.dumps(found))
    page.write_text("# Speed\n<!-- x: begin -->\nold\n<!-- x: end -->\nAfter.\n")
    assert renew(figures, page, "x") == "performance.md shows the figures of bench.json"
    assert page.read_text() == (
        "# Speed\n<!-- x: begin -->\n"
        "| figure | | unit | trials | seed |\n|---|---:|---|---:|---:|\n"
        "| `stats_10m_ms` | 12.5 | ms | 7 | 1 |\n"
        "| `engine_turns_per_s` | 4,321 | turns/s | 5 | – |\n"
        "<!-- x: end -->\nAfter.\n"
    )


def test_leaves_a_page_alone_without_figures_or_marks(tmp_path: Path) -> None:
    figures, page = tmp_path / "proof.json", tmp_path / "promises.md"
    page.write_text("as it was")
    assert renew(figures, page, "x") == (
        "proof.json is not there; make proof writes it: promises.md stays as it is"
    )
    figures.write_text("{}")
    assert "no place" in renew(figures, page, "x")
    assert page.read_text() == "as it was"
    page.unlink()
    assert renew(figures, page, "x") == "promises.md is not there: promises.md stays as it is"


def test_shows_figures_that_are_words() -> None:
    row = table({"P1": {"figure": "0 lost", "unit": "messages", "trials": 1000, "seed": 4}})
    assert row.endswith("| `P1` | 0 lost | messages | 1,000 | 4 |")
