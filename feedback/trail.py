"""The audit as it is read: lines, and what unit each is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.unit import Office

OF_SEALED_LANE = "sealed"
"""The kind of action that only those who watch over the sealed lane read of."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what to what. Holds ids and no content."""

    id: str
    """Ordered by time."""
    at: datetime
    actor: str
    action: str
    subject: str
    unit: str = ""
    """Of the case, letter or late file it is of; empty where it is of none."""
    kind: str = ""
    """Of the case it is of."""
    about: frozenset[str] = frozenset()
    """The officers that case is about."""
    senders: frozenset[str] = frozenset()
    """Who sent that case, or speaks for those who did."""

    @property
    def topic(self) -> str:
        """What sort of action it is: `case` of `case.read`."""
        return self.action.partition(".")[0]

    @property
    def by_citizen(self) -> bool:
        """Tell whether it was done as a citizen: an officer who reports something, or asks about
        their own data, is named no more than anybody else."""
        return self.actor in self.senders or self.topic in ("data", "consent")


def unit_of(office: Office, line: Line) -> str:
    """Return the unit a line is of: its case's, or one its subject names, else the office's root."""
    named = (word.rpartition("@")[2] for word in line.subject.split()[:2])
    found = line.unit or next((word for word in named if word in office.units), "")
    return found or office.root
