"""Who is sent which report by itself."""

from __future__ import annotations

from feedback.report_plan import ReportPlan
from storage.database import Database, Row
from storage.notes import Notes, day_of, number_of


class ReportPlans:
    """Implements `feedback.ports.ReportPlans`."""

    def __init__(self, database: Database, notes: Notes) -> None:
        self._database, self._notes = database, notes

    async def all(self) -> list[ReportPlan]:
        """Return everybody's."""
        return [_read(row) for row in await self._database.fetch("report_plans.all")]

    async def of(self, person: str) -> list[ReportPlan]:
        """Return a person's."""
        rows = await self._database.fetch("report_plans.of", person=person)
        return [_read(row) for row in rows]

    def add(self, plan: ReportPlan) -> None:
        """Keep a plan; one that is there already stays as it is."""
        self._notes.add(
            "report_plans.add",
            person=plan.person,
            unit=plan.unit,
            months=plan.months,
            since=number_of(plan.since),
        )

    def end(self, person: str) -> None:
        """End all of a person's."""
        self._notes.add("report_plans.end", person=person)


def _read(row: Row) -> ReportPlan:
    person, unit, months, since = row
    return ReportPlan(person, unit, int(months), day_of(since))
