"""Who is sent which report by itself, and what is left when people go or become one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from feedback.messages import Address
from feedback.person import Person
from feedback.report_plan import ReportPlan
from storage import Storage

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


async def test_plans_are_kept_once_and_go_with_their_person(storage: Storage) -> None:
    work = storage.work()
    work.people.add(Person("p1"), Address("telegram", "1"), NOW)
    work.people.add(Person("p2"), Address("telegram", "2"), NOW)
    await work.commit("", "", NOW)
    plan = ReportPlan("p1", "binh-my", 1, date(2026, 11, 24))
    other = ReportPlan("p2", "binh-my", 3, date(2026, 11, 24))
    for each in (plan, other, ReportPlan("p1", "binh-my", 1, date(2026, 12, 1))):
        work = storage.work()
        work.report_plans.add(each)
        await work.commit("", "", NOW)
    assert await storage.work().report_plans.all() == [plan, other]
    work = storage.work()
    work.report_plans.end("p2")
    work.people.erase("p1", NOW)
    await work.commit("", "", NOW)
    assert await storage.work().report_plans.all() == []
