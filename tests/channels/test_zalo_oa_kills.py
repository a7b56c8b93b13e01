"""Three refreshers and many kills: no refresh token is lost. 100 kills with HYPOTHESIS_PROFILE=proof."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage import Keyring, open_storage
from tests.proofs.zalo_tokens import kill

KILLS = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "proof" else 4


@pytest.mark.proof
@pytest.mark.timeout(1200)
async def test_no_refresh_token_is_lost(postgres_url: str, tmp_path: Path) -> None:
    key = tmp_path / "key"
    storage = await open_storage(postgres_url, Keyring.open(key), migrate=True)
    await storage.close()
    tally = await kill(postgres_url, key, KILLS, seed=1)
    assert tally.lost == []
    assert tally.kills == KILLS
    assert tally.rotations >= KILLS
