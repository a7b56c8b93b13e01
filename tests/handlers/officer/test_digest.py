"""An officer's morning: once on each working day, at the hour their unit begins to work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from feedback.calendar import WorkingCalendar, end_of, local_day
from feedback.case import Case
from feedback.unit import OwnHours, Shift
from handlers.officer.urgency import short
from tests.handlers.conftest import Citizen, Town
from tests.handlers.officer.cockpit import heard
from tests.handlers.officer.timing import at, happens, lives, ticks
from tests.handlers.staffing import filed, hired, id_of, set_about

DAY = date(2026, 11, 25)  # a Wednesday; the day before is a holiday


@pytest.fixture
async def tu(town: Town) -> Citizen:
    """The officer of Bình Mỹ, on the evening before a working day."""
    officer = await hired(town, "tu")
    town.now = at(DAY - timedelta(days=1), 18)
    return officer


async def due_in(town: Town, days: int, **about: object) -> Case:
    """Keep a case whose time limit ends so many days from DAY."""
    case = await filed(town, acknowledged_in=0, **about)  # type: ignore[arg-type]
    work = town.storage.work()
    before = await work.cases.by_id(case.id)
    assert before is not None
    until = end_of(DAY + timedelta(days=days))
    clocks = tuple(replace(each, due_at=until) for each in before.clocks)
    work.cases.update(replace(before, clocks=clocks), before)
    await work.commit("", "", town.now)
    return case


async def morning(town: Town, person: Citizen, *, day: date = DAY) -> str:
    """Return the list somebody is sent at half past seven."""
    town.now = at(day, 7, 30) + timedelta(seconds=30)
    await ticks(town)
    told = [
        each for each in (await heard(town, person)).split("\n---\n") if "Việc hôm nay" in each
    ]
    return told[0] if told else ""


async def test_it_counts_what_is_theirs_and_names_what_presses(town: Town, tu: Citizen) -> None:
    mai = await hired(town, "mai")
    town.now = at(DAY - timedelta(days=3), 9)
    late = await due_in(town, -1, officer=id_of(tu))
    today, soon = await due_in(town, 0), await due_in(town, 2)
    await due_in(town, 9, state="more-asked")
    theirs = await due_in(town, 0, officer=id_of(mai))
    await filed(town, state="disputed")
    await set_about(town, await due_in(town, 0), id_of(tu))
    await filed(town, kind="denunciation", category="")
    await filed(town, unit="binh-luc")
    town.now = at(DAY - timedelta(days=1), 18)
    new = await filed(town, identity={"name": "Lê Thị Ngọc"})
    told = await morning(town, tu)
    assert told.splitlines()[:3] == [
        "Việc hôm nay: 6 việc đang mở.",
        "Quá hạn 1 · hạn hôm nay 1 · sắp đến hạn 2 · mới 1 · chờ người dân 1 · chưa đồng ý 1",
        "",
    ]
    named = told.splitlines()[3:7]
    assert [
        short(each) in line for each, line in zip((late, today, new, soon), named, strict=True)
    ] == [True] * 4
    for secret in ("Ngọc", "Đèn đường hỏng", short(theirs), late.code, "tố cáo"):
        assert secret not in told
    town.pass_by(minutes=1)
    assert await ticks(town) == []


async def test_at_most_five_are_named(town: Town, tu: Citizen) -> None:
    for _ in range(7):
        await due_in(town, 0)
    told = await morning(town, tu)
    assert "hạn hôm nay 7" in told
    assert told.count("🟠") == 5


async def test_without_anything_to_do_nothing_is_said(town: Town, tu: Citizen) -> None:
    town.now = at(DAY - timedelta(days=5), 9)
    await due_in(town, 30)
    admin = await hired(town, "quan", "admin")
    assert await morning(town, tu) == ""
    assert await morning(town, admin) == ""
    town.pass_by(minutes=5)
    assert await ticks(town) == []


async def test_only_new_tasks_are_a_reason_without_names(town: Town, tu: Citizen) -> None:
    await due_in(town, 30)
    told = await morning(town, tu)
    assert "mới 1" in told
    assert "🟢" not in told


async def test_it_comes_once_on_each_working_day_at_the_units_own_hour(
    town: Town, tu: Citizen
) -> None:
    far = await hired(town, "xa", unit="binh-luc")
    saturday = date(2026, 11, 28)
    own = OwnHours("binh-luc", (Shift(time(12), time(15)),), extra_days=frozenset({saturday}))
    town.office = replace(town.office, own_hours=(own,))
    for unit in ("binh-my", "binh-luc"):
        await filed(town, unit=unit, state="more-asked")
    town.now = at(DAY, 7, 1)
    hours: dict[str, list[tuple[date, int]]] = {}

    async def look() -> None:
        for person in (tu, far):
            if "Việc hôm nay" in await heard(town, person):
                now = town.now + timedelta(hours=7)
                hours.setdefault(person.account, []).append((now.date(), now.hour))

    while local_day(town.now) < DAY + timedelta(days=7):
        await ticks(town)
        await look()
        town.pass_by(minutes=30)
    works = WorkingCalendar.of(town.office).is_working_day
    days = [DAY + timedelta(days=n) for n in range(7)]
    assert hours["tu"] == [(day, 7) for day in days if works(day)]
    assert [day for day, _ in hours["xa"]] == [
        day for day in days if works(day) or day == saturday
    ]
    assert {hour for _, hour in hours["xa"]} == {12}


async def test_at_tet_and_after_work_it_does_not_come(town: Town, tu: Citizen) -> None:
    tet = date(2027, 2, 4)
    town.now = at(tet, 3)
    await filed(town, state="more-asked")
    done = await lives(town, date(2027, 2, 11))
    assert done["digest"] == [date(2027, 2, 11)]
    await heard(town, tu)
    late = await hired(town, "moi")
    town.now = at(date(2027, 2, 12), 18)  # the program was down all day
    assert "digest" not in await ticks(town)
    assert "Việc hôm nay" not in await heard(town, late)


async def test_over_a_weekend_nothing_new_is_left_out(town: Town, tu: Citizen) -> None:
    friday = date(2026, 11, 27)
    town.now = at(friday, 16)
    case = await due_in(town, 30)
    await happens(town, case, "received")
    assert "mới 1" in await morning(town, tu, day=friday + timedelta(days=3))
