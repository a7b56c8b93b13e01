"""Proofs of the promises in docs/promises.md; `make proof` runs them in full."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.proofs import (
    attacks,
    backups,
    commit_first,
    crash,
    deadlines,
    denounced,
    erased,
    outage,
    power,
    rekeyed,
    tampered,
    twice,
    unreadable,
    zalo_tokens,
)
from tests.proofs.proof import Result, Setting

PROOFS: dict[tuple[str, ...], Callable[[Setting], Awaitable[dict[str, Result]]]] = {
    ("P1", "P4"): crash.prove,
    ("P2",): power.prove,
    ("P3",): twice.prove,
    ("P7",): backups.prove,
    ("P8",): commit_first.prove,
    ("P9",): outage.prove,
    ("P9-tokens",): zalo_tokens.prove,
    ("P11",): attacks.prove,
    ("P13",): unreadable.prove,
    ("P14",): denounced.prove,
    ("P15",): erased.prove,
    ("P16",): rekeyed.prove,
    ("P17",): tampered.prove,
    ("P19",): deadlines.prove,
}
"""What is proven together, and how."""
