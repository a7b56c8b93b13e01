"""Late files become apologies to sign, each once, in time, and what was late is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback.errors import Conflict
from feedback.letter import DRAFT, DROPPED, Lateness, Letter
from feedback.linking import Invitation
from feedback.messages import Address
from feedback.person import Grant, Person
from feedback.ports import Job
from handlers.late_files import DUE
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import context, done, jobs, said
from tests.handlers.test_late_files import hoa, kept, send, work, xlsx

__all__ = ["hoa"]

HEADING = [
    *("Số hồ sơ", "Họ tên", "Địa chỉ", "Điện thoại", "Lĩnh vực", "Ngày nhận", "Hạn trả"),
    *("Lý do", "Ngày hẹn lại", "Ngày trả"),
]
TODAY = date(2026, 11, 24)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def row(number: str, due: int, *more: str) -> list[str]:
    """Return a file promised so many days from today."""
    day = TODAY + timedelta(days=due)
    about = ["Trần Thị Lan", "Thôn 3", "0912345678", "Hộ tịch", "02/11/2026"]
    return [number, *about, f"{day:%d/%m/%Y}", *more]


async def sent(officer: Citizen, *rows: Sequence[str]) -> str:
    """Have a list written with all that follows from it; return what was shown before."""
    shown = await send(officer, xlsx(HEADING, *rows))
    await officer.tap("Ghi")
    await work(officer)
    return shown


async def letters(town: Town, number: str) -> list[Letter]:
    file = (await kept(town, number))[number]
    return await town.storage.work().letters.of_late_file(file.id)


async def look(town: Town) -> None:
    """Do what is to be done once a day."""
    own = town.storage.work()
    own.add_job(Job(f"daily{town.number()}", DUE, {}))
    await own.commit("", "", town.now)
    while waiting := await jobs(town):
        for job in waiting:
            held = context(town)
            await town.router.jobs[job.kind](job, held)
            await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
            town.notices += held.notices


async def lateness(town: Town) -> Lateness:
    return await town.storage.work().letters.lateness(None, *YEAR)


async def test_what_is_due_soon_is_drafted_with_all_the_list_says(
    town: Town, hoa: Citizen
) -> None:
    shown = await sent(hoa, row("1", 3, "Chờ xác minh", "02/12/2026"), row("2", 4), row("3", -5))
    assert "2 hồ sơ đã quá hạn hoặc còn không quá 3 ngày: sẽ soạn thư xin lỗi" in shown
    assert "thiếu cột" not in shown
    assert "Đang soạn 2 thư xin lỗi" in said(hoa.answer.replies)
    await look(town)
    [letter] = await letters(town, "1")
    assert letter.state == DRAFT
    assert letter.fields == {
        "addressee": "Trần Thị Lan", "address": "Thôn 3", "phone": "0912345678",
        "field": "Hộ tịch", "receipt": "1", "received": "2026-11-02", "promised": "2026-11-27",
        "reason": "Chờ xác minh", "new_date": "2026-12-02",
        "units": "Trung tâm Phục vụ hành chính công xã Bình Lục",
    }  # fmt: skip
    assert await letters(town, "2") == []
    assert len(await letters(town, "3")) == 1
    assert (await kept(town, "1"))["1"].drafted


async def test_each_is_drafted_once_and_on_its_day(town: Town, hoa: Citizen) -> None:
    await sent(hoa, row("1", 20))
    await look(town)
    assert await letters(town, "1") == []
    town.pass_by(days=16)
    await look(town)
    assert await letters(town, "1") == []
    town.pass_by(days=1)
    for _ in range(3):
        await look(town)
        assert len(await letters(town, "1")) == 1


async def test_more_than_fit_in_one_commit(town: Town, hoa: Citizen) -> None:
    await sent(hoa, *(row(str(number), -1) for number in range(45)))
    await look(town)
    for number in range(45):
        assert len(await letters(town, str(number))) == 1
    town.pass_by(days=1)
    await look(town)
    assert await lateness(town) == Lateness(0, 0, 45)


async def test_heads_of_the_agency_hear_of_it(town: Town, hoa: Citizen) -> None:
    own = town.storage.work()
    for name in ("head", "other"):
        own.people.add(Person(name, "vi"), Address("test", name), town.now)
    await own.commit("", "", town.now)
    await invited(town, "head", Grant("head", "binh-luc"))
    await invited(town, "other", Grant("head", "binh-my"))
    await sent(hoa, row("1", 1))
    await look(town)
    assert {each.person for each in town.notices} == {"head"}
    assert "Lan" not in repr([each.reply for each in town.notices])


async def invited(town: Town, person: str, grant: Grant) -> None:
    invitation = Invitation(f"i-{person}", grant, town.now, town.now + timedelta(days=9), name="x")
    own = town.storage.work()
    own.invitations.invite(invitation, f"CODE{person}")
    await own.commit("", "", town.now)
    own = town.storage.work()
    await own.invitations.accept(invitation, person, "test", town.now)
    await own.commit("", "", town.now)


async def test_a_later_list_is_put_into_the_unsigned_draft(town: Town, hoa: Citizen) -> None:
    await sent(hoa, row("1", 2))
    await look(town)
    await sent(hoa, row("1", 2, "Chờ xác minh", "02/12/2026"))
    [letter] = await letters(town, "1")
    assert (letter.fields["reason"], letter.fields["new_date"]) == ("Chờ xác minh", "2026-12-02")
    assert letter.version == 2


async def test_what_was_returned_in_time_needs_no_apology(town: Town, hoa: Citizen) -> None:
    await sent(hoa, row("1", 2), row("2", 2), row("3", -9), row("4", 2))
    await look(town)
    returned = [row(number, days, "", "", "24/11/2026") for number, days in (("1", 2), ("3", -9))]
    await sent(hoa, *returned)
    assert [each.state for each in await letters(town, "1")] == [DROPPED]
    assert [each.state for each in await letters(town, "2")] == [DRAFT]
    assert [each.state for each in await letters(town, "3")] == [DRAFT], "it was late all the same"
    own = town.storage.work()
    [signed] = await letters(town, "4")
    own.letters.update(replace(signed, state="approved", number=1, year=2026), signed)
    await own.commit("", "", town.now)
    await sent(hoa, row("4", 2, "", "", "24/11/2026"))
    assert [each.state for each in await letters(town, "4")] == ["approved"], "it has left"
    town.pass_by(days=30)
    await look(town)
    assert len(await letters(town, "1")) == 1
    assert await lateness(town) == Lateness(0, 0, 2), "the second, and the third"


async def test_what_is_late_is_counted_once_on_the_day_after(town: Town, hoa: Citizen) -> None:
    await sent(hoa, row("1", 1), row("2", -3), row("3", -4, "", "", "23/11/2026"))
    await look(town)
    assert await lateness(town) == Lateness(0, 0, 2)
    assert (await kept(town, "3"))["3"].counted
    assert await letters(town, "3") == []
    town.pass_by(days=1)
    await look(town)
    assert await lateness(town) == Lateness(0, 0, 2), "its last day is not over"
    town.pass_by(days=1)
    for _ in range(2):
        await look(town)
        assert await lateness(town) == Lateness(0, 0, 3)
    await sent(hoa, row("1", 1, "", "", "26/11/2026"))
    assert await lateness(town) == Lateness(0, 0, 3)


async def test_an_apology_in_time_is_counted_as_such(town: Town, hoa: Citizen) -> None:
    await sent(hoa, row("1", 2))
    await look(town)
    [draft] = await letters(town, "1")
    own = town.storage.work()
    own.letters.update(replace(draft, state="approved", number=1, year=2026), draft, in_time=True)
    await own.commit("", "", town.now)
    town.pass_by(days=9)
    await look(town)
    assert await lateness(town) == Lateness(1, 0, 0)


async def test_an_erased_file_leaves_nothing_in_its_letters(town: Town, hoa: Citizen) -> None:
    await sent(hoa, row("1", 2))
    await look(town)
    [before] = await letters(town, "1")
    await hoa.say("/hosotre xoá 1")
    await hoa.tap("Xoá hồ sơ này")
    after = await town.storage.work().letters.by_id(before.id)
    assert after is not None
    assert (after.state, after.fields) == (DROPPED, {})
    await look(town)
    assert await kept(town, "1") == {}


@pytest.mark.parametrize("again", [1, 2])
async def test_a_crash_in_the_middle_drafts_nothing_twice(
    town: Town, hoa: Citizen, again: int
) -> None:
    """What one try noted is not kept; the next does all of it, and two at once do it once."""
    await send(hoa, xlsx(HEADING, row("1", 2)))
    await hoa.tap("Ghi")
    [writing] = await jobs(town)
    await done(town, writing)
    [job] = await jobs(town)
    for _ in range(again):
        await town.router.jobs[job.kind](job, context(town))  # and the power goes
    assert await letters(town, "1") == []
    first, second = context(town), context(town)
    await town.router.jobs[job.kind](job, first)
    await town.router.jobs[job.kind](job, second)
    await town.storage.jobs.done(job.id, first.work)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await town.storage.jobs.done(job.id, second.work)  # type: ignore[arg-type]
    assert len(await letters(town, "1")) == 1
