"""P2: what was acknowledged survives a power cut.

The simulated disk and its cuts are those of tests/faults: every write since the last sync may be
there, torn, or gone, in any order.
"""

from __future__ import annotations

import asyncio

from storage.keys import Keyring
from tests.faults.test_power import lost
from tests.proofs.proof import Result, Setting

_AT_A_TIME = 500
"""Cuts of one history of writes; each has its own moments."""


async def prove(setting: Setting) -> dict[str, Result]:
    """Cut the power at random moments of several histories."""
    histories = 1 if setting.short else 40
    keys = Keyring.open(setting.folder / "langnghe.key")
    cuts = missing = 0
    for number in range(histories):
        folder = setting.folder / f"history{number}"
        await asyncio.to_thread(folder.mkdir)
        size = 120 if setting.short else _AT_A_TIME + number  # it is the seed as well
        cut, gone, _ = await lost(folder, keys, "FULL", size)
        cuts, missing = cuts + cut, missing + gone
        setting.progress("power cuts", number + 1, histories)
    return {
        "P2": Result(
            figure=missing,
            unit=f"acknowledged turns lost in {cuts:,} simulated power cuts (SQLite)",
            trials=cuts,
            faults=[f"{missing} acknowledged turns are gone"] if missing else [],
        )
    }
