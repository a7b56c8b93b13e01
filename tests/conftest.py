from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

# Fixtures, for every folder of tests that needs a real database.
from tests.databases import lasting_url, postgres, postgres_url, url  # noqa: F401

settings.register_profile(
    "quick",
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.register_profile(
    "proof",
    max_examples=2000,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

_UNMEASURED = ("proofs", "browser", "test_benchmarks.py", "test_walkthroughs.py")
"""What runs the program for long or in other processes: measuring coverage there doubles its time
and finds no line that the other tests do not reach."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] in _UNMEASURED:
            item.add_marker("no_cover")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("LANGNGHE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_logging_left_behind() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
