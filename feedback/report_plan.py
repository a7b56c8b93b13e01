"""Reports that are sent by themselves, once the month or quarter is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback.access import Actor
from feedback.period import Period, month_of, quarter_of
from feedback.unit import Office

SEEING = frozenset({"admin", "head"})
"""Roles that see figures, of their unit and what is below it."""


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """Who wants the report of a unit after every `months`: 1 or 3."""

    person: str
    unit: str
    months: int
    since: date
    """The day it was asked for."""

    def period(self, today: date) -> Period | None:
        """Return the period that ended last; None when that was before it was asked for."""
        last = (month_of if self.months == 1 else quarter_of)(today).before
        return last if last.last >= self.since else None

    def stands(self, office: Office, actor: Actor) -> bool:
        """Tell whether the person still may see the figures of the unit."""
        above = {each.id for each in office.path(self.unit)}
        return any(role in SEEING and unit in above for role, unit in actor.grants)
