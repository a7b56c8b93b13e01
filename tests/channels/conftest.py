"""Fixtures of the contract suite: each of its tests meets every channel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import Driver


@pytest.fixture(params=DRIVERS, ids=lambda each: each.name)
async def driver(request: pytest.FixtureRequest) -> AsyncIterator[Driver]:
    """A running platform."""
    async with request.param() as running:
        yield running
        running.check()


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait long for a provider that comes back."""
    monkeypatch.setattr("bot.gate._FIRST_PAUSE", 0.05)
    monkeypatch.setattr("bot.jobs._LOOK", 0.2)
    monkeypatch.setattr("bot.zalo_oa_errors._MINUTE", 0.5)
