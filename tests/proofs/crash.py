"""P1 and P4: `kill -9` at any moment loses no acknowledged message and no reply.

Both promises are judged on the same kills; see kills.py for the ledger.
"""

from __future__ import annotations

from tests.proofs.kills import kill_often
from tests.proofs.proof import Result, Setting


async def prove(setting: Setting) -> dict[str, Result]:
    """Kill the program under load and count what is missing and what came twice."""
    tally = await kill_often(setting)
    kills = sum(tally.kills.values())
    shared = {"kills": kills, "kills_by_kind": dict(sorted(tally.kills.items()))}
    return {
        "P1": Result(
            figure=len(tally.lost),
            unit=f"lost of {tally.acknowledged:,} acknowledged messages, {kills:,} kill -9",
            trials=tally.acknowledged,
            faults=tally.lost,
            more=shared,
        ),
        "P4": Result(
            figure=len(tally.unsent) + len(tally.doubled),
            unit=f"replies lost or doubled without cause, of {tally.sent:,}",
            trials=tally.sent,
            faults=tally.unsent + tally.doubled,
            more={
                **shared,
                "in_flight_at_a_kill": tally.in_flight,
                "came_again": tally.again,
                "most_duplicates_per_message_in_flight": tally.most_again,
            },
        ),
    }
