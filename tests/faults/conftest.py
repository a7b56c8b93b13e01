from __future__ import annotations

from pathlib import Path

import pytest

from storage import Keyring


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "master.key")
