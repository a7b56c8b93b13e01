"""Officers' groups: a chat that is told of the cases of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.messages import Address


@dataclass(frozen=True, slots=True)
class Group:
    """A chat bound to a unit: each case of the unit's subtree has one card there."""

    id: str
    address: Address
    """Its account is the chat."""
    unit: str
    language: str
    """Of whoever bound it."""
    made_at: datetime
