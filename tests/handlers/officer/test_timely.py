"""What the program does by itself: warn, raise, remind, take the next step; each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback.access import Actor
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import Case
from feedback.decision import Act
from feedback.errors import ClockRefused, Conflict
from feedback.messages import Address
from feedback.person import Grant
from feedback.unit import OwnHours
from handlers.case_acting import Desk, Done, perform
from handlers.context import actor
from handlers.officer import timely
from handlers.officer.urgency import short
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import context
from tests.handlers.officer.cockpit import acted, heard
from tests.handlers.officer.timing import at, follows, happens, lines, lives, ticks
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

FIRST = {"unnoticed-soon", "unnoticed-late", "leaving-soon"}
LIMITS = ("warned", "last-day", "late", "raised", "untouched")


@pytest.fixture
async def tu(town: Town) -> Citizen:
    """The officer of Bình Mỹ."""
    return await hired(town, "tu")


@pytest.fixture
async def binh(town: Town, tu: Citizen) -> Citizen:
    """The head of Bình Mỹ."""
    return await hired(town, "binh", "head")


@pytest.fixture
async def chu(town: Town, binh: Citizen) -> Citizen:
    """The head above all units."""
    return await hired(town, "chu", "head", "khu-vuc-binh-luc")


async def own(town: Town, citizen: Citizen, act: Act) -> Case:
    """Have a citizen do something to their only case."""
    town.pass_by(seconds=1)
    work = town.storage.work()
    [case] = await work.cases.of(id_of(citizen))
    found = await work.people.by_id(id_of(citizen))
    assert found is not None
    desk = Desk(work, town.office, town.now, lambda: f"x{town.number():09}")
    done = await perform(desk, case, act, actor(found, town.office))
    assert isinstance(done, Done), done
    await work.commit("", "", town.now)
    return done.case


def limit(case: Case) -> date:
    assert case.promised is not None
    return case.promised


async def test_whoever_is_in_charge_is_warned_then_the_head_hears_and_in_the_end_the_top(
    town: Town, tu: Citizen, binh: Citizen, chu: Citizen
) -> None:
    mai = await hired(town, "mai")
    task = Act(action="assign", officer=Actor(id_of(tu), (Grant("officer", "binh-my"),)))
    case = await acted(town, await filed(town), tu, task)
    heads = (tu, binh, chu, mai)
    day, calendar = limit(case), WorkingCalendar.of(town.office)
    later = calendar.add_working_days
    done = await lives(town, later(day, 8))
    assert {what: done[what] for what in ("warned", "last-day", "late", "raised")} == {
        "warned": [calendar.take_working_days(day, 2)],
        "last-day": [day],
        "late": [later(day, 1)],
        "raised": [later(day, 3)],
    }
    told = [await heard(town, each) for each in heads]
    said = ("Sắp đến hạn:", "Hôm nay là ngày cuối:", "Đã quá hạn:", "Quá hạn nhiều ngày")
    assert [[words in each for words in said] for each in told] == [
        [True] * 4,
        [False, False, True, True],
        [False, False, False, True],
        [False] * 4,
    ]
    assert all(each.count(said[3]) <= 1 for each in told)
    assert all(case.code not in each and "Đèn đường hỏng" not in each for each in told)
    assert (await lines(town, case)).count("warned") == 1
    assert (await lines(town, case)).count("late") == 1


async def test_after_days_of_standstill_only_the_worst_is_said(
    town: Town, tu: Citizen, binh: Citizen, chu: Citizen
) -> None:
    case = await filed(town)
    await heard(town, tu)
    town.now = at(WorkingCalendar.of(town.office).add_working_days(limit(case), 5), 9)
    assert [each for each in await ticks(town) if each in LIMITS] == ["raised"]
    assert [each for each in await ticks(town) if each in LIMITS] == []
    assert (await lines(town, case)) == ["late"]
    assert "Quá hạn nhiều ngày" in await heard(town, tu)
    assert "Quá hạn nhiều ngày" in await heard(town, chu)


async def test_what_nobody_takes_notice_of_is_told_before_and_after_once_and_together(
    town: Town, tu: Citizen, binh: Citizen, chu: Citizen
) -> None:
    day = date(2026, 11, 26)
    town.now = at(day, 9)
    cases = [await filed(town) for _ in range(10)]
    await set_about(town, cases[9], id_of(tu))
    taken = await filed(town, acknowledged_in=0)
    urgent = await filed(town, category="day-dien-dut")
    praise = await filed(town, kind="praise", category="thai-do")
    assert FIRST.isdisjoint(await ticks(town))
    town.now = at(day, 10, 59)  # of four hours two are left at eleven
    assert FIRST.isdisjoint(await ticks(town))
    for each in (tu, binh, chu):
        await heard(town, each)
    town.now = at(day, 11)
    assert await ticks(town) == ["unnoticed-soon"]
    told = await heard(town, tu)
    assert "Sắp hết thời hạn tiếp nhận (1 việc):" in told
    assert f"{short(urgent)} · Phản ánh, Dây điện đứt" in told
    assert "tiếp nhận trước 15:00 hôm nay" in told
    assert await heard(town, binh) == ""
    town.now = at(day, 16)
    assert await ticks(town) == ["unnoticed-late"]
    assert await ticks(town) == []
    assert "Đã quá thời hạn tiếp nhận (1 việc):" in await heard(town, binh)
    await acted(town, urgent, tu, Act(action="accept"))
    town.now = at(day + timedelta(days=1), 8)
    assert "unnoticed-soon" in await ticks(town)
    assert "Sắp hết thời hạn tiếp nhận (9 việc):" in await heard(town, tu)
    # For an officer it is about there is no such case: the head takes care of it.
    told = await heard(town, binh)
    assert "Sắp hết thời hạn tiếp nhận (1 việc):" in told
    assert short(cases[9]) in told
    await acted(town, cases[0], tu, Act(action="classify", category="chieu-sang"))
    await heard(town, tu)
    town.now = at(day + timedelta(days=1), 9, 31)
    assert [each for each in await ticks(town) if each in FIRST] == ["unnoticed-late"]
    told = [await heard(town, each) for each in (binh, tu)]
    assert "Đã quá thời hạn tiếp nhận (9 việc):" in told[0]
    assert "Đã quá thời hạn tiếp nhận (8 việc):" in told[1]
    assert [each.count("🔴") for each in told] == [8, 8]
    assert short(cases[9]) not in told[1]
    for each in (cases[0], taken, praise):
        assert short(each) not in "".join(told)
    assert all(each.code not in "".join(told) for each in cases)
    # Two working days before the five are over: what is known but not taken up.
    done = await lives(town, day + timedelta(days=20))
    assert done["leaving-soon"] == [day + timedelta(days=5)]
    assert FIRST & {*done} == {"leaving-soon"}
    told = await heard(town, tu)
    assert "Chưa thụ lý (2 việc)" in told
    assert "late" not in await lines(town, cases[1])


async def test_what_went_on_meanwhile_is_told_of_to_nobody(
    town: Town, tu: Citizen, binh: Citizen
) -> None:
    town.now = at(date(2026, 11, 26), 9)
    case, other = await filed(town), await filed(town)
    await heard(town, tu)
    town.now = at(date(2026, 11, 27), 10)
    [seen] = [each for each in await timely.due(context(town)) if each.what in FIRST]
    await acted(town, case, tu, Act(action="accept"))
    held = context(town)
    told = await seen.do(held)
    await held.work.commit("", "", town.now)  # type: ignore[attr-defined]
    assert {each.person for each in told} == {id_of(tu), id_of(binh)}
    assert all(short(case) not in str(each.reply) for each in told)
    assert all(short(other) in str(each.reply) for each in told)
    assert FIRST.isdisjoint(await ticks(town))


async def test_of_a_case_of_the_sealed_lane_only_that_there_is_news(
    town: Town, tu: Citizen, binh: Citizen
) -> None:
    reader = await hired(town, "doc", "sealed-reader")
    town.now = at(date(2026, 11, 26), 9)
    await filed(town, kind="denunciation", category="")
    for each in (tu, binh, reader):
        await heard(town, each)
    town.now = at(date(2026, 12, 1), 9)
    assert "leaving-soon" in await ticks(town)
    assert "Có tin mới ở phần Ông/Bà được giao đọc riêng" in await heard(town, reader)
    assert "thụ lý" not in await heard(town, tu) + await heard(town, binh)
    assert "leaving-soon" not in await ticks(town)


async def test_the_last_day_alone_is_a_warning_too(town: Town, tu: Citizen) -> None:
    case = await filed(town)
    town.now = at(limit(case), 9)
    assert "last-day" in await ticks(town)
    assert await lines(town, case) == ["warned"]
    town.pass_by(days=1)
    assert "late" in await ticks(town)  # nobody is head: those on duty hear of it all the same
    assert "Đã quá hạn" in await heard(town, tu)


async def test_at_tet_nobody_is_warned_but_where_they_work(
    town: Town, tu: Citizen, binh: Citizen
) -> None:
    calendar = WorkingCalendar.of(town.office)
    last, first = date(2027, 2, 3), date(2027, 2, 11)
    assert calendar.add_working_days(last, 1) == first
    town.now = at(calendar.take_working_days(last, 15), 9)
    case = await filed(town)
    await filed(town, unit="binh-luc")
    assert limit(case) == last
    town.now = at(last, 18)
    await ticks(town)
    await heard(town, tu)
    worked = date(2027, 2, 5)
    own_hours = OwnHours("binh-luc", extra_days=frozenset({worked}))
    town.office = replace(town.office, own_hours=(own_hours,))
    done = await lives(town, first + timedelta(days=1))
    assert done["late"] == [worked, first]
    assert "Đã quá hạn" in await heard(town, tu)


async def test_a_limit_that_stands_still_warns_nobody_and_one_that_moved_warns_anew(
    town: Town, tu: Citizen, binh: Citizen, lan: Citizen
) -> None:
    await lan.say("xin chào")
    case = await filed(town, sender=id_of(lan))
    first = limit(case)
    town.now = at(WorkingCalendar.of(town.office).take_working_days(first, 2), 9)
    assert "warned" in await ticks(town)
    await acted(town, case, tu, Act(action="ask", text="Ở số nhà mấy?"))
    done = await lives(town, first + timedelta(days=5))
    assert not set(LIMITS) & set(done)
    supplied = await own(town, lan, Act(action="supply", text="Số 5"))
    assert limit(supplied) > first
    done = await lives(town, limit(supplied))
    assert done["last-day"] == [limit(supplied)]
    assert (await lines(town, case)).count("warned") == 2


async def test_more_time_that_was_granted_warns_anew(
    town: Town, tu: Citizen, binh: Citizen
) -> None:
    ground = {"ground": "complex", "reason": "Cần khảo sát"}
    town.office = replace(
        town.office,
        clocks=tuple(
            replace(
                each,
                extensions=next(
                    other.extensions for other in town.office.clocks if other.extensions
                ),
            )
            if (each.kind, each.step) == ("pakn", "resolve")
            else each
            for each in town.office.clocks
        ),
    )
    ground["ground"] = next(
        each.extensions[0].ground
        for each in town.office.clocks
        if (each.kind, each.step) == ("pakn", "resolve")
    )
    case = await acted(town, await filed(town), tu, Act(action="accept"))
    town.now = at(limit(case), 9)
    errands = await timely.due(context(town))
    found = next(each for each in errands if each.what == "last-day")
    longer = Act(action="extend", until=limit(case) + timedelta(days=14), **ground)  # type: ignore[arg-type]
    extended = await acted(town, case, binh, longer)
    with pytest.raises(Conflict):  # what was found before is not said any more
        await found.do(context(town))
    assert not set(LIMITS) & set(await ticks(town))
    done = await lives(town, limit(extended))
    assert done["last-day"] == [limit(extended)]


async def test_nobody_hears_of_a_case_about_themselves(
    town: Town, tu: Citizen, binh: Citizen, chu: Citizen
) -> None:
    mai = await hired(town, "mai")
    case = await filed(town)
    await set_about(town, case, id_of(tu), id_of(binh))
    town.now = at(limit(case) + timedelta(days=1), 9)
    assert "late" in await ticks(town)
    assert ["Đã quá hạn" in await heard(town, each) for each in (tu, binh, mai, chu)] == [
        False,
        False,
        True,
        True,
    ]


async def test_of_a_denunciation_only_its_readers_hear_that_there_is_news(
    town: Town, tu: Citizen, binh: Citizen, chu: Citizen, lan: Citizen
) -> None:
    reader = await hired(town, "doc", "sealed-reader", "khu-vuc-binh-luc")
    await lan.say("xin chào")
    case = await filed(town, kind="denunciation", category="", sender=id_of(lan))
    await happens(town, case, "received", id_of(lan))
    told = await heard(town, reader)
    assert told == (
        "Có tin mới ở phần Ông/Bà được giao đọc riêng. Xin xem khi ở một mình.\n"
        "[Các hồ sơ được khóa]"
    )
    filed_now = await acted(town, case, reader, Act(action="file", evidence=("Đơn số 5",)))
    town.now = at(limit(filed_now) + timedelta(days=1), 9)
    while not WorkingCalendar.of(town.office).is_working_day(local_day(town.now)):
        town.pass_by(days=1)
    assert "late" in await ticks(town)
    assert await heard(town, reader) == told
    await heard(town, lan)
    await acted(town, case, reader, Act(action="ask", text="Việc xảy ra khi nào?"))
    await heard(town, lan)
    began = local_day(town.now)
    done = await lives(town, began + timedelta(days=91))
    assert done["lapses"] == [began + timedelta(days=86)]  # its own 90 days, not those of others
    assert done["next-step"] == [began + timedelta(days=91)]
    told = await heard(town, lan)
    assert told.count("Có tin mới về mã") == 2
    assert "bổ sung" not in told
    assert (await stands(town, case)).state == "lapsed"
    for each in (tu, binh, chu):
        assert "tin mới" not in await heard(town, each)


async def test_a_question_nobody_answers_is_reminded_of_once_and_then_stops(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    await lan.say("xin chào")
    case = await filed(town, sender=id_of(lan))
    await acted(town, case, tu, Act(action="ask", text="Ở số nhà mấy?"))
    asked = local_day(town.now)
    await heard(town, lan)
    done = await lives(town, asked + timedelta(days=30))
    assert done["lapses"] == [asked + timedelta(days=26)]
    assert "next-step" not in done
    told = await heard(town, lan)
    assert "Quá ngày này, việc sẽ dừng" in told
    assert await lan.tap("Xem")  # the case, with what was asked
    await lives(town, asked + timedelta(days=31))
    assert (await stands(town, case)).state == "lapsed"
    assert "đã dừng vì hết thời gian chờ" in await heard(town, lan)
    assert "lapses" not in await ticks(town)


async def test_an_answer_nobody_disagrees_with_closes_the_case(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    await lan.say("xin chào")
    case = await filed(town, sender=id_of(lan))
    await acted(town, case, tu, Act(action="accept"))
    answer = Act(action="answer", text="Đã thay bóng", evidence=("Ảnh 1",), outcome="solved")
    await acted(town, case, tu, answer)
    answered = local_day(town.now)
    await heard(town, lan)
    errands = await lives(town, answered + timedelta(days=30))
    assert errands["lapses"] == [answered + timedelta(days=26)]
    assert "Nếu chưa đồng ý" in await heard(town, lan)
    town.now = at(answered + timedelta(days=31), 8)
    found = await timely.due(context(town))
    assert "next-step" in await ticks(town)
    closed = await stands(town, case)
    assert (closed.state, closed.confirmed_at) == ("closed", None)
    with pytest.raises(Conflict):  # found by another at the same time
        await next(each for each in found if each.what == "next-step").do(context(town))


async def test_a_case_of_somebody_who_was_erased_goes_its_way_in_silence(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    await lan.say("xin chào")
    person = id_of(lan)
    case = await filed(town, sender=person)
    await acted(town, case, tu, Act(action="ask", text="Ở số nhà mấy?"))
    work = town.storage.work()
    work.people.erase(person, town.now)
    await work.commit("", "", town.now)
    town.notices.clear()
    await lives(town, local_day(town.now) + timedelta(days=31))
    assert (await stands(town, case)).state == "lapsed"
    assert {each.person for each in town.notices} <= {id_of(tu)}


async def test_a_step_that_cannot_be_taken_is_an_error_and_a_kind_without_one_waits(
    town: Town,
) -> None:
    rows = tuple(
        replace(row, needs=("text",)) if row.action == "lapse" else row
        for row in town.office.workflow.transitions
    )
    town.office = replace(town.office, workflow=replace(town.office.workflow, transitions=rows))
    await filed(town, state="answered")
    await filed(town, state="answered", kind="praise")
    town.pass_by(days=31)
    steps = [each for each in await timely.due(context(town)) if each.what == "next-step"]
    assert len(steps) == 1
    with pytest.raises(ClockRefused):
        await steps[0].do(context(town))
    town.pass_by(days=-5)
    assert [e.what for e in await timely.due(context(town)) if e.what == "lapses"] == ["lapses"]


async def test_what_nobody_touches_for_45_days_is_an_alarm(
    town: Town, tu: Citizen, binh: Citizen, chu: Citizen
) -> None:
    began = local_day(town.now)
    case = await filed(town, kind="praise")
    touched = await filed(town, kind="praise")
    await filed(town, kind="complaint", state="awaiting-filing")
    town.now = at(began + timedelta(days=20), 9)
    await happens(town, touched, "note", id_of(tu))
    await happens(town, case, "message-from-citizen", "p1")
    await happens(town, case, "warned", "timer")
    done = await lives(town, began + timedelta(days=50))
    assert len(done["untouched"]) == 1
    assert done["untouched"][0] >= began + timedelta(days=45)
    for each in (tu, binh, chu):
        assert (await heard(town, each)).count("đã lâu chưa có ai xử lý") == 1
    found = await lives(town, began + timedelta(days=70))
    assert len(found["untouched"]) == 1  # the other, 45 days after the note
    await filed(town, kind="praise")
    town.now = at(began + timedelta(days=120), 9)
    assert "untouched" in [each.what for each in await timely.due(context(town))]
    town.office = replace(town.office, clocks=())  # an office that has no such limit
    assert "untouched" not in [each.what for each in await timely.due(context(town))]


async def test_administrators_hear_once_that_days_off_are_missing(town: Town) -> None:
    chief = Address("test", "chief")
    assert "days-off" not in await ticks(town, admins=[chief])  # nobody is there to hear it
    boss = town.citizen("chief")
    await boss.say("xin chào")
    admin = await hired(town, "quan", "admin", "khu-vuc-binh-luc")
    tu = await hired(town, "tu")
    assert "days-off" in await ticks(town, admins=[chief, Address("test", "nobody")])
    assert "days-off" not in await ticks(town, admins=[chief])
    assert "Lịch nghỉ năm 2027 chưa được nhập" in await heard(town, boss)
    assert "Lịch nghỉ năm 2027 chưa được nhập" in await heard(town, admin)
    assert "Lịch nghỉ" not in await heard(town, tu)
    town.office = replace(town.office, calendar_confirmed_until=date(2027, 12, 31))
    assert "days-off" not in await ticks(town, admins=[chief])


async def test_two_at_once_do_each_thing_once(town: Town, tu: Citizen, lan: Citizen) -> None:
    await lan.say("xin chào")
    case = await filed(town)
    await filed(town, sender=id_of(lan), state="more-asked")
    town.now = at(local_day(town.now) + timedelta(days=27), 9)
    seen = await timely.due(context(town))
    assert {"raised", "lapses", "digest", "night"} <= {each.what for each in seen}
    first, second, over = [], [], set()
    for errand in seen:
        ours, theirs = context(town), context(town)
        try:
            said, again = await errand.do(ours), await errand.do(theirs)
        except Conflict:  # of a case that was just noted as late: looked at again in a minute
            over.add(errand.what)
            continue
        await ours.work.commit("", "", town.now)  # type: ignore[attr-defined]
        first += said
        with pytest.raises(Conflict):
            await theirs.work.commit("", "", town.now)  # type: ignore[attr-defined]
        second += again
    assert {each.what for each in await timely.due(context(town))} == over == {"lapses"}
    assert len(first) == len(second) > 2
    await follows(town)
    assert await lines(town, case) == ["late"]
