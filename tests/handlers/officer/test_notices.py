"""What officers are told as it happens: those whose business it is, once, and not at night."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.access import Actor
from feedback.calendar import local_day
from feedback.case import Case
from feedback.decision import Act, Part
from feedback.person import Grant
from feedback.ports import Job
from feedback.unit import Reminders
from handlers.case_acting import MOVED
from handlers.officer import notices, timely
from handlers.officer.urgency import short
from tests.handlers.conftest import Citizen, Town
from tests.handlers.officer.cockpit import acted, heard
from tests.handlers.officer.timing import at, follows, happens, lives, ticks
from tests.handlers.staffing import filed, hired, id_of, set_about


@pytest.fixture
async def tu(town: Town) -> Citizen:
    """The officer of Bình Mỹ."""
    return await hired(town, "tu")


async def comes(town: Town, **about: object) -> Case:
    """Have a case arrive, with all that follows."""
    case = await filed(town, **about)  # type: ignore[arg-type]
    await happens(town, case, "received")
    return case


async def codes(town: Town, officer: Citizen) -> list[list[str]]:
    """Return which cases each message to an officer names."""
    told = await heard(town, officer)
    messages = told.split("\n---\n") if told else []
    return [re.findall(r"^\S+ ([0-9A-Z]{5}) · ", each, re.MULTILINE) for each in messages]


async def done(town: Town, case: Case, by: Citizen, act: Act) -> Case:
    after = await acted(town, case, by, act)
    await follows(town)
    return after


def officer(person: Citizen, unit: str = "binh-my") -> Actor:
    return Actor(id_of(person), (Grant("officer", unit),))


async def test_a_new_case_is_told_to_the_officers_of_its_unit_without_a_word_of_it(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    mai, head = await hired(town, "mai"), await hired(town, "binh", "head")
    far = await hired(town, "xa", unit="binh-luc")
    case = await comes(town, identity={"name": "Lê Thị Ngọc"})
    told = await heard(town, tu)
    assert told.startswith("Có việc mới:\n")
    assert short(case) in told
    for secret in (case.code, "Đèn đường hỏng", "Ngọc"):
        assert secret not in told
    assert short(case) in await tu.tap("Mở hồ sơ")
    assert await codes(town, mai) == [[short(case)]]
    assert await heard(town, head) == await heard(town, far) == ""
    await set_about(town, await filed(town), id_of(mai))
    await comes(town)
    assert len(await codes(town, tu)) == 1


async def test_a_storm_is_one_message_and_what_was_told_is_not_told_again(
    town: Town, tu: Citizen
) -> None:
    first = await comes(town)
    await set_about(town, await comes(town), id_of(tu))
    await comes(town, kind="denunciation", category="")
    theirs = await comes(town, officer="x")
    second = await comes(town)
    *_, last = town.notices
    own = [each.reply.merge for each in town.notices if each.person == id_of(tu)]
    assert set(own) == {f"new:{first.id}"}
    assert last.reply.after > 0  # so that it can take the place of those before
    told = await codes(town, tu)
    assert told[-1] == [short(second), short(first)]
    assert not [each for each in told if short(theirs) in each]
    town.pass_by(minutes=5)
    assert await codes(town, tu) == []
    third = await comes(town)
    assert await codes(town, tu) == [[short(third)]]
    for _ in range(10):
        await comes(town)
    assert [len(each) for each in await codes(town, tu)][-1] == 8
    town.pass_by(minutes=5)
    late = await filed(town)
    town.pass_by(seconds=90)
    later = await filed(town)  # came before the work that tells of the first was done
    await happens(town, late, "received")
    assert await codes(town, tu) == [[short(late), short(later)]]
    await happens(town, later, "received")
    await heard(town, tu)


async def test_a_message_takes_the_place_of_none_whose_cases_it_does_not_name(
    town: Town, tu: Citizen
) -> None:
    """Of two units at the same moment, or much later while the first has not left yet."""
    lamp = await comes(town, unit="binh-my-kt")
    rude = await comes(town, unit="binh-my-vp")
    town.pass_by(minutes=10)
    again = await comes(town, unit="binh-my-kt")
    merges = [each.reply.merge for each in town.notices if each.person == id_of(tu)]
    assert merges == [f"new:{each.id}" for each in (lamp, rude, again)]
    assert await codes(town, tu) == [[short(lamp)], [short(rude)], [short(again)]]


async def test_what_has_moved_on_meanwhile_is_nobodys_news(town: Town, tu: Citizen) -> None:
    taken = await filed(town, officer="somebody")
    await happens(town, taken, "received")
    closed = await filed(town, state="withdrawn", closed_at=town.now)
    await happens(town, closed, "received")
    assert await codes(town, tu) == []


async def test_what_is_transferred_is_told_where_it_goes_and_a_raised_case_to_the_head(
    town: Town, tu: Citizen
) -> None:
    far = await hired(town, "xa", unit="binh-luc")
    case = await comes(town)
    await heard(town, tu)
    move = Act(action="transfer", unit="binh-luc", reason="Không thuộc xã")
    case = await done(town, case, tu, move)
    assert await codes(town, far) == [[short(case)]]
    assert await codes(town, tu) == []
    back = replace(move, unit="binh-my")
    case = await done(town, case, far, back)
    assert await codes(town, tu) == [[short(case)]]
    # It is sent round until it belongs to the head above both; without one, to whoever is there.
    sorter = await hired(town, "goc", unit="khu-vuc-binh-luc")
    case = await done(town, case, tu, move)
    await heard(town, far)
    assert case.raised
    assert await codes(town, sorter) == [[short(case)]]
    chair = await hired(town, "chu", "head", "khu-vuc-binh-luc")
    again = await filed(town, unit="khu-vuc-binh-luc", raised=True)
    await happens(town, again, "transfer")
    assert await codes(town, chair) == [[short(again), short(case)]]
    assert await codes(town, sorter) == []


async def test_who_is_given_a_task_is_told_unless_they_took_it(town: Town, tu: Citizen) -> None:
    mai = await hired(town, "mai")
    case = await filed(town)
    await done(town, case, tu, Act(action="assign", officer=officer(tu)))
    assert await heard(town, tu) == ""
    await done(town, case, tu, Act(action="assign", officer=officer(mai)))
    assert "vừa được giao cho Ông/Bà" in await heard(town, mai)
    # Given on before it was told: only who has it in the end hears of it.
    await acted(town, case, mai, Act(action="assign", officer=officer(tu)))
    await acted(town, case, tu, Act(action="assign", officer=officer(mai)))
    await follows(town)
    assert [await heard(town, tu), (await heard(town, mai)).count("vừa được giao")] == ["", 1]
    # Nobody of that name any more, or nobody who may.
    for gone in ("nobody", id_of(await hired(town, "xa", unit="binh-luc"))):
        lost = await filed(town, officer=gone)
        await happens(town, lost, "assign", change={"officer": gone})
    assert town.notices == []


async def test_a_unit_that_is_asked_to_help_is_told(town: Town, tu: Citizen) -> None:
    far, other = await hired(town, "xa", unit="binh-luc"), await hired(town, "an", unit="binh-an")
    case = await acted(town, await filed(town), tu, Act(action="classify", category="chieu-sang"))
    await acted(town, case, tu, Act(action="coordinate", unit="binh-luc"))
    await acted(town, case, tu, Act(action="coordinate", unit="binh-an"))
    await follows(town)
    for each in (far, other):
        assert (await heard(town, each)).count("được mời phối hợp") == 1
    await happens(town, case, "coordinate", change={"coordinating": ["binh-son"]})
    assert await heard(town, far) == await heard(town, tu) == ""


async def test_whoever_is_in_charge_hears_what_the_citizen_does(town: Town, tu: Citizen) -> None:
    mai = await hired(town, "mai")
    case = await filed(town, officer=id_of(mai))
    for what, words in (
        ("supply", "đã bổ sung"), ("dispute", "chưa đồng ý"), ("confirm", "xác nhận"),
        ("withdraw", "đã rút"), ("rated", "đã đánh giá"), ("reopen", "mở lại"),
    ):  # fmt: skip
        await happens(town, case, what)
        assert words in await heard(town, mai), what
    await happens(town, case, "note")
    await happens(town, case, "supply", id_of(mai))  # brought by the officer
    assert await heard(town, mai) == ""
    assert await heard(town, tu) == ""
    parts = (Part("proposal"),)
    await done(town, case, tu, Act(action="split", parts=parts, reason="Hai việc"))
    assert "vừa được tách" in await heard(town, mai)


async def test_at_night_officers_sleep_unless_it_is_urgent(town: Town, tu: Citizen) -> None:
    far = await hired(town, "xa", unit="binh-luc")
    day = local_day(town.now)
    town.now = at(day, 19, 59)
    evening = await comes(town)
    assert await codes(town, tu) == [[short(evening)]]
    town.now = at(day, 20, 5)
    first = await comes(town)
    await happens(town, evening, "withdraw")
    urgent = await comes(town, category="day-dien-dut")
    assert (await codes(town, tu))[0][0] == short(urgent)
    town.now = at(day + timedelta(days=1), 3)
    gone = await comes(town)
    second = await comes(town)
    work = town.storage.work()
    before = await work.cases.by_id(gone.id)
    assert before is not None
    work.cases.update(replace(before, officer="somebody"), before)
    await work.commit("", "", town.now)
    assert await codes(town, tu) == []
    assert await ticks(town) == []
    done = await lives(town, day + timedelta(days=1))
    told = await heard(town, tu)
    messages = [each for each in told.split("\n---\n") if "việc mới" in each]
    assert all(short(each) in messages[-1] for each in (first, second))
    assert short(gone) not in told
    assert told.count("Người dân đã rút") == 1
    assert "digest" in done
    await lives(town, day + timedelta(days=1))
    assert "việc mới" not in await heard(town, tu)
    assert "việc mới" not in await heard(town, far)


async def test_the_night_ends_when_the_office_says(town: Town) -> None:
    day = local_day(town.now)
    for moment, until in (
        (at(day, 0), at(day, 7)),
        (at(day, 6, 59), at(day, 7)),
        (at(day, 7), at(day, 7)),
        (at(day, 19, 59), at(day, 19, 59)),
        (at(day, 20), at(day + timedelta(days=1), 7)),
    ):
        assert notices.awake_from(town.office, moment) == until
    always = replace(town.office, reminders=Reminders(from_hour=0, to_hour=24))
    assert notices.awake_from(always, at(day, 3)) == at(day, 3)


async def test_a_case_that_is_gone_is_nobodys_news(town: Town, tu: Citizen) -> None:
    case = await filed(town)
    work = town.storage.work()
    for number, kind in enumerate((MOVED, timely.MORNING)):
        gone = {"case": "gone", "event": "x"}
        work.add_job(Job(f"a{number}", kind, gone))
        work.add_job(
            Job(f"b{number}", kind, {**gone, "case": case.id})
        )  # a line that is not there
    await work.commit("", "", town.now)
    await follows(town)
    assert town.notices == []
