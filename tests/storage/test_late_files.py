"""Late one-stop files on every database: sealed, guarded, forgotten in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback.errors import Conflict
from feedback.late_file import LateFile
from feedback.late_sheet import Entry
from feedback.retention import Schedule, Term
from storage import Storage
from tests.proofs.records import tables
from tests.storage.test_linking import NOW, ids
from tests.storage.test_retention import DAY, forget, preview, schedule

DUE = date(2026, 11, 30)
CENTRE = "binh-luc-hcc"


def file(number: str = "H42.26-0007", **about: object) -> LateFile:
    given = {
        "name": "Trần Thị Lan", "address": "Thôn 3", "phone": "0912345678", "field": "Hộ tịch",
        "received": date(2026, 11, 20), "due": DUE, "rated_until": date(2027, 1, 23), **about,
    }  # fmt: skip
    return LateFile(id=ids(), unit=CENTRE, number=number, **given)  # type: ignore[arg-type]


async def keep(storage: Storage, *files: LateFile) -> None:
    work = storage.work()
    for each in files:
        work.late_files.add(each)
    await work.commit("", "", NOW)


async def test_a_file_is_found_by_its_number_however_it_is_written(storage: Storage) -> None:
    first = file(procedure="khai-sinh", desk="binh-luc-q1", new_date=date(2026, 12, 4))
    elsewhere = replace(file(), unit="binh-my-hcc")
    await keep(storage, first, elsewhere)
    late_files = storage.work().late_files
    found = await late_files.known(CENTRE, ["h42.26 -0007", "H42.26-0008"])
    assert found == {"H42.26-0007": first}
    assert await late_files.by_id(elsewhere.id) == elsewhere
    assert await late_files.by_id("nobody") is None


async def test_a_number_is_there_once_for_a_centre(storage: Storage) -> None:
    await keep(storage, file())
    with pytest.raises(Conflict):
        await keep(storage, file("h42.26-0007"))


async def test_of_two_officers_who_change_a_file_one_is_run_again(storage: Storage) -> None:
    before = file()
    await keep(storage, before)
    for reason, refused in (("Chờ xác minh", False), ("Máy hỏng", True)):
        work = storage.work()
        work.late_files.update(replace(before, reason=reason), before)
        if refused:
            with pytest.raises(Conflict):
                await work.commit("", "", NOW)
        else:
            await work.commit("", "", NOW)
    now = await storage.work().late_files.by_id(before.id)
    assert now == replace(before, reason="Chờ xác minh", version=2)


async def test_who_is_owed_an_apology_and_who_is_to_be_counted(storage: Storage) -> None:
    soon, later = file("1"), file("2", due=DUE + timedelta(days=9))
    done = (file("3", drafted=True, counted=True), file("4", returned=DUE))
    await keep(storage, later, soon, *done)
    late_files = storage.work().late_files
    assert await late_files.undrafted(DUE, 10) == [soon]
    assert await late_files.undrafted(DUE - timedelta(days=1), 10) == []
    assert await late_files.undrafted(DUE + timedelta(days=99), 10) == [soon, later]
    assert await late_files.undrafted(DUE + timedelta(days=99), 1) == [soon]
    assert await late_files.uncounted(DUE + timedelta(days=99), 10) == []
    for about, owed in (({"drafted": True}, 1), ({"counted": True}, 0)):
        [before] = (await late_files.known(CENTRE, ["1"])).values()
        work = storage.work()
        work.late_files.update(replace(before, **about), before)  # type: ignore[arg-type]
        await work.commit("", "", NOW)
        assert await late_files.undrafted(DUE, 10) == []
        assert len(await late_files.uncounted(DUE, 10)) == owed
        assert await late_files.uncounted(DUE - timedelta(days=1), 10) == []


async def test_a_link_is_used_once_and_follows_its_file(storage: Storage) -> None:
    made = file()
    await keep(storage, made)
    code = storage.work().late_files.link(made)
    assert len(code) == 14
    assert code == storage.work().late_files.link(replace(made, due=date(2027, 1, 1)))
    work = storage.work()
    work.late_files.update(replace(made, procedure="khai-tu", desk="binh-luc-q1"), made)
    await work.commit("", "", NOW)
    found = await storage.work().rating_tokens.find(code)
    assert found is not None
    assert (found.unit, found.procedure, found.desk) == (CENTRE, "khai-tu", "binh-luc-q1")
    assert (found.until, found.used) == (made.rated_until, False)
    for refused in (False, True):
        work = storage.work()
        work.rating_tokens.use(found)
        if refused:
            with pytest.raises(Conflict):
                await work.commit("", "", NOW)
        else:
            await work.commit("", "", NOW)
    assert await storage.work().rating_tokens.by_tag(found.tag) == replace(found, used=True)
    assert await storage.work().rating_tokens.find("K7DMQ3RTX9P4VA") is None


async def test_an_erased_file_takes_its_link_along(storage: Storage) -> None:
    made, other = file("1"), file("2")
    await keep(storage, made, other)
    work = storage.work()
    work.late_files.erase(made, NOW)
    await work.commit("", "", NOW)
    work = storage.work()
    assert await work.late_files.by_id(made.id) is None
    assert await work.rating_tokens.find(work.late_files.link(made)) is None
    assert await work.rating_tokens.find(work.late_files.link(other)) is not None


async def test_what_was_erased_is_erased_again_after_a_restore(storage: Storage) -> None:
    made, other = file("1"), file("2")
    await keep(storage, made, other)
    work = storage.work()
    work.late_files.erase(made, NOW)
    await work.commit("", "", NOW)
    await keep(storage, made)  # as the backup of yesterday still has it
    assert await storage.erase_again([]) == 1
    assert await storage.work().late_files.by_id(made.id) is None
    assert await storage.work().late_files.by_id(other.id) == other
    assert await storage.erase_again([]) == 0


async def test_a_list_waits_a_day_for_its_yes(storage: Storage) -> None:
    entries = [
        Entry(line=2, number="1", name="Lan", due=DUE, received=date(2026, 11, 2)),
        Entry(line=4, number="2", name="Minh", due=DUE, reason="Mưa lũ", new_date=DUE + DAY),
    ]
    for number in ("a", "b"):
        work = storage.work()
        work.late_files.keep_list(number, CENTRE, entries, NOW)
        await work.commit("", "", NOW)
    assert await storage.work().late_files.open_list("a") == (CENTRE, entries)
    for refused in (False, True):
        work = storage.work()
        work.late_files.take_list("a")
        if refused:
            with pytest.raises(Conflict):
                await work.commit("", "", NOW)
        else:
            await work.commit("", "", NOW)
    assert await storage.work().late_files.open_list("a") is None
    await storage.tidy(NOW + timedelta(hours=23))
    assert await storage.work().late_files.open_list("b") is not None
    await storage.tidy(NOW + timedelta(hours=25))
    assert await storage.work().late_files.open_list("b") is None


async def test_links_end_with_their_last_day(storage: Storage) -> None:
    made = file(rated_until=NOW.date())
    await keep(storage, made)
    code = storage.work().late_files.link(made)
    await storage.tidy(NOW)
    assert await storage.work().rating_tokens.find(code) is not None
    await storage.tidy(NOW + DAY)
    assert await storage.work().rating_tokens.find(code) is None


async def test_files_are_forgotten_in_time(storage: Storage) -> None:
    kept = file("kept", due=date(2027, 2, 1))
    await keep(storage, *(file(str(number)) for number in range(30)), kept)
    plan = schedule("late-files", 90)
    now = NOW + 98 * DAY
    due = await preview(storage, plan, now)
    assert (due.kept, due.due, due.held) == (31, 30, 0)
    assert due.oldest is not None
    assert due.oldest.date() == DUE - timedelta(days=1), "the day begins at 17:00 UTC before"
    assert await forget(storage, plan, now) == 30
    assert await forget(storage, Schedule((Term("late-files", 90, "delete", "law"),)), now) == 0
    assert await storage.work().late_files.by_id(kept.id) == kept


async def test_nothing_of_a_person_lies_open(storage: Storage, url: str) -> None:
    made = file()
    await keep(storage, made)
    work = storage.work()
    entry = Entry(line=2, number=made.number, name=made.name, due=DUE, phone=made.phone)
    work.late_files.keep_list("list", CENTRE, [entry], NOW)
    await work.commit("", "", NOW)
    if ":memory:" in url:
        return
    code = storage.work().late_files.link(made)
    everything = repr(await tables(url))
    for secret in (made.name, made.number, made.phone, made.address, code):
        assert secret not in everything
    assert made.id in everything
