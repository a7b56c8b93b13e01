from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_named_in_the_table_of_faults_exists() -> None:
    text = (ROOT / "docs" / "faults.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", text)
    assert len(named) > 60
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or f"def {name}" not in (ROOT / file).read_text("utf-8")
    ]
    assert missing == []


def test_every_test_of_faults_is_in_the_table() -> None:
    text = (ROOT / "docs" / "faults.md").read_text("utf-8")
    for file in Path(__file__).parent.glob("test_*.py"):
        if file != Path(__file__):
            for name in re.findall(r"def (test_\w+)", file.read_text("utf-8")):
                assert name in text, f"{file.name}::{name}"
