"""`/viec`: what there is to do, due first, and for whom there is no such thing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback.calendar import end_of, local_day
from feedback.case import Case
from feedback.case_clock import pause
from feedback.decision import Act
from feedback.unit import Clock
from handlers.officer.colleagues import names, on_duty
from handlers.officer.urgency import MARKS, URGENCIES, Watch, line, running, short, urgency
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.officer.cockpit import acted
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

UNKNOWN = "không có lệnh này"


@pytest.fixture
async def mai(town: Town) -> Citizen:
    """An officer of Bình Mỹ."""
    return await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")


async def due_in(town: Town, days: int, **about: object) -> Case:
    """Have a case that falls due so many local days from today."""
    case = await filed(town, acknowledged_in=0, **about)  # type: ignore[arg-type]
    work = town.storage.work()
    before = await work.cases.by_id(case.id)
    assert before is not None
    [clock] = before.clocks
    until = end_of(local_day(town.now) + timedelta(days=days))
    after = replace(before, clocks=(replace(clock, due_at=until),))
    work.cases.update(after, before)
    await work.commit("", "", town.now)
    return await stands(town, case)


# What is shown


async def test_tasks_are_listed_due_first_and_say_nothing_of_what_is_in_them(
    town: Town, mai: Citizen
) -> None:
    secret = {"content": {"what": "Ông Thìn xả rác"}, "identity": {"name": "Lê Thị Ngọc"}}
    later = await due_in(town, 20, **secret)
    late = await due_in(town, -3, **secret)
    soon = await due_in(town, 2, **secret)
    today = await due_in(town, 0, officer=id_of(mai), **secret)
    free = await filed(town, kind="praise", category="thai-do", **secret)
    shown = await mai.say("/viec")
    codes = re.findall(r"^\S+ ([0-9A-Z]{5}) · ", shown, re.MULTILINE)
    assert codes == [short(each) for each in (late, today, soon, later, free)]
    assert "Việc của đơn vị: 5" in shown
    assert (
        "🔴 Quá hạn 1 · 🟠 Hôm nay 1 · 🟡 Sắp đến hạn 1 · 🟢 Còn hạn 1 · ⚪ Không hạn 1" in shown
    )
    assert f"🔴 {short(late)} · Phản ánh, Đèn đường" in shown
    assert "Xã Bình Mỹ · quá hạn 1 ngày làm việc (hạn thứ Bảy, 21/11/2026)" in shown
    assert "hạn hôm nay · của Ông/Bà" in shown
    assert "còn 2 ngày làm việc (hạn thứ Năm, 26/11/2026)" in shown
    assert "⚪" in shown
    assert "không có thời hạn" in shown
    for hidden in ("Thìn", "rác", "Ngọc", late.code, id_of(mai)):
        assert hidden not in shown
    assert mai.labels[:2] == [f"🔴 {short(late)}", f"🟠 {short(today)}"]


async def test_a_button_opens_the_case(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    await mai.say("/tasks")
    shown = await mai.tap(f"🟢 {short(case)}")
    assert "Đèn đường hỏng" in shown
    assert "Thụ lý" in mai.labels


async def test_each_view_shows_its_own_and_leads_to_the_others(town: Town, mai: Citizen) -> None:
    own, late = await filed(town, officer=id_of(mai)), await due_in(town, -1)
    await filed(town)
    root = await hired(town, "chief", "admin", "khu-vuc-binh-luc")
    lost = await filed(town, unit="khu-vuc-binh-luc")
    await filed(town, unit="xa-da-giai-the")
    await mai.say("/viec")
    assert mai.labels[3:-1] == ["Việc của tôi (1)", "Quá hạn (1)"]
    shown = await mai.tap("Việc của tôi")
    assert "Việc của Ông/Bà: 1" in shown
    assert short(own) in shown
    assert "của Ông/Bà\n" not in shown
    shown = await mai.tap("Quá hạn")
    assert "Việc quá hạn: 1" in shown
    assert short(late) in shown
    assert "Việc của đơn vị: 3" in await mai.tap("Cả đơn vị (3)")
    assert "Việc của đơn vị: 5" in await root.say("/viec")
    shown = await root.tap("Chưa rõ đơn vị (2)")
    assert short(lost) in shown
    assert shown.count("chưa rõ đơn vị ·") == 2


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("của tôi", "Việc của Ông/Bà"),
        ("MINE", "Việc của Ông/Bà"),
        ("qua han", "Việc quá hạn"),
        ("đơn vị", "Việc của đơn vị"),
        ("triage", "Chưa rõ đơn vị"),
        ("gì đó " * 20, "Việc của đơn vị"),
    ],
)
async def test_words_choose_a_view(mai: Citizen, words: str, heading: str) -> None:
    assert heading in await mai.say(f"/viec {words}")


async def test_many_fill_pages(town: Town, mai: Citizen) -> None:
    for _ in range(10):
        await filed(town)
    assert "Trang 1/2" in await mai.say("/viec")
    assert len([each for each in mai.buttons if each.data.startswith("case:")]) == 8
    assert "Trang 2/2" in await mai.tap("Trang sau")
    assert len([each for each in mai.buttons if each.data.startswith("case:")]) == 2
    assert "Trang 1/2" in await mai.tap("Trang trước")
    assert "Trang 2/2" in await mai.press("tasks:unit:999")
    for odd in ("tasks:", "tasks:unit:x", "tasks:nothing:0", "tasks:unit:99999", "tasks:unit:²"):
        assert "Trang 1/2" in await mai.press(odd)


async def test_nothing_to_do_is_said(mai: Citizen) -> None:
    shown = await mai.say("/viec")
    assert "Việc của đơn vị: 0" in shown
    assert "🔴" not in shown


async def test_in_english(town: Town, mai: Citizen) -> None:
    mai.about["language"] = "en"
    await due_in(town, -3)
    assert "1 working day late" in await mai.say("/tasks")
    assert "The whole unit" in await mai.tap("Overdue (1)")


# For whom there is what


async def test_a_grant_reaches_down_its_subtree_and_no_further(town: Town, mai: Citizen) -> None:
    below = await filed(town, unit="binh-my-kt")
    await filed(town, unit="binh-an")
    await filed(town, unit="khu-vuc-binh-luc")
    shown = await mai.say("/viec")
    assert "Việc của đơn vị: 1" in shown
    assert short(below) in shown


async def test_a_case_about_or_by_the_officer_and_a_sealed_one_are_no_tasks(
    town: Town, mai: Citizen
) -> None:
    await set_about(town, await filed(town), id_of(mai))
    await filed(town, sender=id_of(mai))
    await hired(town, "mai", "sealed-reader", "binh-my")
    await filed(town, kind="denunciation", category="")
    assert "Việc của đơn vị: 0" in await mai.say("/viec")


async def test_whoever_helps_sees_it_and_what_is_closed_is_gone(town: Town, mai: Citizen) -> None:
    helped = await filed(town, unit="binh-an", state="in-progress", coordinating=("binh-my-kt",))
    await filed(town, state="closed", closed_at=town.now)
    shown = await mai.say("/viec")
    assert "Việc của đơn vị: 1" in shown
    assert short(helped) in shown


@pytest.mark.parametrize("role", ["auditor", "sealed-reader", ""])
async def test_nobody_else_learns_that_there_is_such_a_command(town: Town, role: str) -> None:
    await filed(town)
    person = await hired(town, "eye", role, "binh-my") if role else town.citizen("eye")
    for command in ("/viec", "/tasks", "/hoso", "/case"):
        assert UNKNOWN in await person.say(command)
    assert "/viec" not in await person.say("/trogiup")
    assert "Việc của đơn vị: 0" in await person.press("tasks:unit:0")


async def test_help_names_the_commands_to_officers(mai: Citizen) -> None:
    shown = await mai.say("/trogiup")
    assert "/viec" in shown
    assert "/hoso" in shown


# How urgent


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("due", "how"),
    [
        (at(23, 17), "late"),
        (at(24, 7), "late"),
        (at(24, 8), "today"),
        (at(24, 23), "today"),
        (at(25), "soon"),
        (at(26), "soon"),
        (at(27), "later"),
    ],
)
async def test_urgency_follows_the_working_calendar(town: Town, due: datetime, how: str) -> None:
    case = await filed(town, acknowledged_in=0)
    [clock] = case.clocks
    assert (
        urgency(town.office, replace(case, clocks=(replace(clock, due_at=due),)), town.now) == how
    )


async def test_a_weekend_is_no_working_time(town: Town) -> None:
    town.now = at(27)  # a Friday
    case = await filed(town, acknowledged_in=0)
    [clock] = case.clocks
    tuesday = replace(case, clocks=(replace(clock, due_at=town.now + timedelta(days=4)),))
    wednesday = replace(case, clocks=(replace(clock, due_at=town.now + timedelta(days=5)),))
    assert urgency(town.office, tuesday, town.now) == "soon"
    assert urgency(town.office, wednesday, town.now) == "later"


@pytest.mark.parametrize(
    ("state", "how"),
    [
        ("more-asked", "waiting"),
        ("answered", "waiting"),
        ("confirmed", "unlimited"),
        ("disputed", "unlimited"),
        ("accepted", "later"),
        ("a-state-that-was-dropped", "later"),
    ],
)
async def test_whose_turn_it_is_follows_the_workflow(town: Town, state: str, how: str) -> None:
    case = await filed(town)
    case = replace(case, state=state)
    if state in ("answered", "confirmed", "disputed"):
        case = replace(case, clocks=())
    assert urgency(town.office, case, town.now) == how


async def test_the_limit_that_ends_first_counts_also_when_it_stands_still(
    town: Town, mai: Citizen
) -> None:
    case = await filed(town)
    [clock] = case.clocks
    sooner = replace(clock, due_at=clock.due_at - timedelta(days=9))
    assert running(replace(case, clocks=(clock, sooner))) == sooner
    assert running(replace(case, clocks=(replace(clock, ended_at=town.now),))) is None
    asked = await acted(town, case, mai, Act(action="ask", text="Cột số mấy?"))
    assert pause(clock, town.now).is_paused
    assert "⏸" in await mai.say("/viec")
    assert "chờ người dân" in mai.shown
    assert urgency(town.office, asked, town.now) == "waiting"


async def test_a_limit_in_hours_says_the_hour(town: Town) -> None:
    case = await filed(town, acknowledged_in=0)
    [clock] = case.clocks
    rule = Clock("pakn", "resolve", 4, "working-hours", "iHanoi")
    hourly = replace(case, clocks=(replace(clock, rule=rule, due_at=at(23, 16)),))
    said = TEXTS.render(line(town.office, hourly, town.now), "vi")
    assert said.endswith("vừa quá hạn (hạn 16:00 ngày 23/11/2026)")


async def test_a_kind_the_office_dropped_is_called_by_its_id(town: Town) -> None:
    case = replace(await filed(town), kind="rumour", category="")
    said = TEXTS.render(line(town.office, case, town.now), "vi")
    assert "· rumour ·" in said
    assert "rumour" in TEXTS.render(line(town.office, case, town.now), "en")


def test_every_urgency_has_a_mark() -> None:
    assert set(MARKS) == set(URGENCIES)
    assert len(set(MARKS.values())) == len(MARKS)


async def test_cases_sort_the_same_whatever_order_they_came_in(town: Town) -> None:
    cases = [await due_in(town, day) for day in (5, -2, 0, 1, 5)]
    watch, work = Watch(town.office, town.now), town.storage.work()
    ranked = watch.ranked(await work.cases.standing(None))
    assert [each.id for _, each in ranked] == [cases[at].id for at in (1, 2, 3, 0, 4)]
    assert watch.ranked(reversed([each for _, each in ranked])) == ranked


async def test_what_nobody_took_notice_of_is_due_by_the_hour(town: Town, mai: Citizen) -> None:
    town.now = at(26, 9)
    case, urgent = await filed(town), await filed(town, category="day-dien-dut")
    later = await due_in(town, 1)
    shown = await mai.say("/viec")
    listed = shown.splitlines()[3:6]
    assert re.findall(r" ([0-9A-Z]{5}) · ", shown) == [*map(short, (urgent, case, later))]
    assert "🟠 Hôm nay 1 · 🟡 Sắp đến hạn 2" in shown
    assert listed[0].endswith("tiếp nhận trước 15:00 hôm nay")
    assert listed[1].endswith("tiếp nhận trước 09:30 ngày mai")
    shown = await mai.say(f"/hoso {case.code}")
    assert "🟡 Thời hạn: tiếp nhận trước 09:30 ngày mai" in shown
    assert "Trả lời: hạn thứ Năm, 17/12/2026" in shown
    assert "Nếu không thuộc thẩm quyền: chuyển đi, hạn thứ Năm, 03/12/2026" in shown
    assert "Nếu thiếu thông tin: hỏi thêm, hạn thứ Năm, 03/12/2026" in shown
    town.now = at(27, 10)
    assert "quá hạn tiếp nhận (hạn 09:30 hôm nay)" in await mai.say("/viec")
    assert "Quá hạn (2)" in mai.labels
    await acted(town, case, mai, Act(action="classify", category="chieu-sang"))
    shown = await mai.say(f"/hoso {case.code}")
    assert "Thời hạn: hạn thứ Năm, 17/12/2026" in shown
    assert "Nếu thiếu thông tin" in shown
    await acted(town, case, mai, Act(action="accept"))
    assert "Nếu " not in await mai.say(f"/hoso {case.code}")


# Whose business a case is


async def test_on_duty_is_who_is_in_charge_else_the_nearest_unit(town: Town, mai: Citizen) -> None:
    tu = await hired(town, "tu", "officer", "binh-my-kt", "Phạm Văn Tú")
    head = await hired(town, "head", "head", "binh-my-vhxh", "Lê Văn Trưởng")
    chief = await hired(town, "chief", "officer", "khu-vuc-binh-luc")
    await hired(town, "boss", "admin", "binh-my")

    async def hears(**about: object) -> set[str]:
        case = await filed(town, **about)  # type: ignore[arg-type]
        found = await on_duty(town.storage.work(), town.office, case)
        return {each.id for each in found}

    assert await hears(unit="binh-my-kt") == {id_of(tu)}
    assert await hears(unit="binh-my") == {id_of(mai)}
    assert await hears(unit="binh-my", officer=id_of(chief)) == {id_of(chief)}
    assert await hears(unit="binh-my-vhxh") == {id_of(head)}
    assert await hears(unit="binh-my-hcc") == {id_of(mai)}
    assert await hears(unit="binh-my", about=(id_of(mai),)) == {id_of(chief)}
    assert await hears(unit="binh-my", sender=id_of(mai)) == {id_of(chief)}
    assert await hears(unit="binh-my", officer="who-left") == {id_of(mai)}
    assert await hears(unit="khong-con") == {id_of(chief)}
    assert await hears(kind="denunciation", category="") == set()
    eye = await hired(town, "eye", "sealed-reader", "khu-vuc-binh-luc")
    assert await hears(kind="denunciation", category="") == {id_of(eye)}


async def test_colleagues_are_called_by_their_names(town: Town, mai: Citizen) -> None:
    assert await names(town.storage.work()) == {id_of(mai): "Nguyễn Thị Mai"}


@pytest.mark.parametrize(
    ("role", "offered"),
    [("officer", True), ("head", True), ("admin", False), ("auditor", False), ("", False)],
)
async def test_the_menu_leads_those_who_work_on_cases_to_their_tasks(
    town: Town, role: str, offered: bool
) -> None:
    person = await hired(town, "x", role, "binh-my") if role else town.citizen("x")
    await person.say("/start")
    await person.say("/start")
    assert ("c:viec" in [each.data for each in person.buttons]) == offered
