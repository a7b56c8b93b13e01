"""The promises in their short form, with every run of the tests; `make proof` proves them in full."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.proofs import PROOFS
from tests.proofs.proof import Result, Setting


@pytest.mark.proof
@pytest.mark.timeout(300)
@pytest.mark.parametrize("names", PROOFS, ids="-".join)
async def test_the_promises_are_kept(
    names: tuple[str, ...], tmp_path: Path, postgres: str
) -> None:
    prove: Callable[[Setting], Awaitable[dict[str, Result]]] = PROOFS[names]
    seen: list[tuple[str, int, int]] = []
    setting = Setting(tmp_path, postgres, True, 1, lambda *progress: seen.append(progress))
    results = await prove(setting)
    assert tuple(results) == names
    for name, result in results.items():
        assert not result.faults, (name, result.faults)
        assert result.trials
        assert not result.figure
    assert all(0 < done <= total for _, done, total in seen)
    assert seen
