from __future__ import annotations

from pathlib import Path

import pytest

from storage import Keyring

# The whole program over a file, with phones in memory, as the tests of `bot` use it.
from tests.bot.conftest import clock, phones, running, settings  # noqa: F401


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "master.key")
