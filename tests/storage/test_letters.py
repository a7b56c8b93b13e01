"""Letters on every database: numbered without a gap, sealed, and gone with what they are about."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from feedback.errors import Conflict
from feedback.letter import APPROVED, DROPPED, Lateness, Letter
from storage import Storage
from tests.storage.test_late_files import file as late_file
from tests.storage.test_late_files import keep as keep_file
from tests.storage.test_linking import LAN, NOW, ids, meet
from tests.storage.test_retention import LATER, filed, forget, schedule
from tests.storage.test_rights import erase, file, hold, release

FIELDS = {"addressee": "Trần Thị Lan", "reason": "Chờ xác minh", "new_date": "2026-12-04"}


def letter(**about: Any) -> Letter:
    given = {"kind": "late-case", "agency": "binh-luc", "fields": FIELDS, "made_at": NOW, **about}
    return Letter(id=ids(), **given)


async def keep(storage: Storage, *letters: Letter) -> None:
    work = storage.work()
    for each in letters:
        work.letters.add(each)
    await work.commit("", "", NOW)


async def sign(storage: Storage, before: Letter, *, in_time: bool | None = None) -> Letter:
    """Sign a letter off as a turn does: read the number first, run again when it was taken."""
    while True:
        work = storage.work()
        number = await work.letters.next_number(before.agency, 2026)
        after = replace(before, state=APPROVED, year=2026, number=number)
        work.letters.update(after, before, in_time=in_time)
        try:
            await work.commit("", "", NOW)
        except Conflict:
            continue
        return replace(after, version=before.version + 1)


async def test_a_letter_is_kept_as_it_was_and_waits_with_those_of_its_agency(
    storage: Storage,
) -> None:
    first, second = letter(case="c1"), letter(late_file="f1")
    elsewhere, over = letter(agency="binh-my"), letter(state="rejected")
    await keep(storage, first, second, elsewhere, over)
    letters = storage.work().letters
    assert await letters.by_id(first.id) == first
    assert await letters.by_id("nothing") is None
    assert await letters.of_case("c1") == [first]
    assert await letters.of_late_file("f1") == [second]
    assert await letters.of_case("") == await letters.of_late_file("") == []
    assert await letters.waiting(["binh-luc", "binh-an"], 9) == [first, second]
    assert await letters.waiting(["binh-luc"], 1) == [first]


async def test_numbers_have_no_gap_also_when_all_are_signed_at_once(storage: Storage) -> None:
    many = [letter() for _ in range(12)]
    other = letter(agency="binh-my")
    await keep(storage, *many, other)
    signed = await asyncio.gather(*(sign(storage, each) for each in (*many, other)))
    assert sorted(each.number for each in signed[:-1]) == list(range(1, 13))
    assert signed[-1].number == 1
    letters = storage.work().letters
    assert await letters.by_id(many[3].id) == signed[3]
    assert await letters.next_number("binh-luc", 2026) == 13
    assert await letters.next_number("binh-luc", 2027) == 1


async def test_a_number_is_given_to_nobody_when_the_letter_changed_meanwhile(
    storage: Storage,
) -> None:
    before = letter()
    await keep(storage, before)
    work = storage.work()
    work.letters.update(replace(before, fields={}), before)
    await work.commit("", "", NOW)
    work = storage.work()
    work.letters.update(replace(before, state=APPROVED, year=2026, number=1), before)
    with pytest.raises(Conflict):
        await work.commit("", "", NOW)
    assert await storage.work().letters.next_number("binh-luc", 2026) == 1


async def test_what_was_late_is_counted_once_with_what_was_said_of_it(storage: Storage) -> None:
    due = date(2026, 11, 24)
    before = letter(case="c1")
    afterwards, never = letter(case="c2"), letter(case="c3")
    await keep(storage, before, afterwards, never)
    await sign(storage, before, in_time=True)
    work = storage.work()
    for subject in ("c1", "c2", "c3"):
        work.letters.late(subject, "binh-luc-vp", due)
    work.letters.late("c3", "binh-luc-vp", due)
    work.letters.late("c9", "binh-my", date(2026, 12, 1))
    await work.commit("", "", NOW)
    await sign(storage, afterwards, in_time=False)
    letters = storage.work().letters
    found = await letters.lateness(["binh-luc-vp"], due, date(2026, 12, 31))
    assert found == Lateness(1, 1, 1)
    assert found.all == 3
    assert await letters.lateness(None, due, date(2026, 12, 31)) == Lateness(1, 1, 2)
    assert await letters.lateness(None, due, due) == Lateness(1, 1, 1)
    assert await letters.lateness(None, due, due, {"c1", "c3"}) == Lateness(0, 1, 0)


async def test_names_are_nowhere_readable(storage: Storage) -> None:
    kept = letter(case="c1")
    await keep(storage, kept)
    [row] = await storage._database.fetch("letters.by_id", id=kept.id)
    stored = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    assert kept.kind.encode() in stored
    assert not any(word.encode() in stored for word in FIELDS.values())


async def test_an_erasure_takes_the_letters_along_and_leaves_their_numbers(
    storage: Storage,
) -> None:
    person = await meet(storage, LAN)
    kept = await file(storage, person)
    draft, signed = letter(case=kept.id), letter(case=kept.id)
    await keep(storage, draft, signed)
    signed = await sign(storage, signed)
    await erase(storage, person)
    after = await storage.work().letters.of_case(kept.id)
    assert {(each.id, each.state, each.number) for each in after} == {
        (draft.id, DROPPED, 0),
        (signed.id, APPROVED, 1),
    }
    assert all(not each.fields for each in after)
    work = storage.work()  # who has read it before cannot write it back
    work.letters.update(signed, signed)
    with pytest.raises(Conflict):
        await work.commit("", "", NOW)


async def test_a_hold_keeps_letters_until_it_ends(storage: Storage) -> None:
    person = await meet(storage, LAN)
    kept = await file(storage, person)
    await keep(storage, letter(case=kept.id))
    await hold(storage, kept.code)
    await erase(storage, person)
    [after] = await storage.work().letters.of_case(kept.id)
    assert after.fields == FIELDS
    await release(storage, kept.code)
    [after] = await storage.work().letters.of_case(kept.id)
    assert not after.fields


@pytest.mark.parametrize("what", ["case-identity", "case-content"])
async def test_letters_go_with_their_case_in_time(storage: Storage, what: str) -> None:
    [case] = await filed(storage, 0.0)
    await keep(storage, letter(case=case.id))
    action = "strip" if what == "case-identity" else "delete"
    await forget(storage, schedule(what, 1, action), LATER)  # type: ignore[arg-type]
    [after] = await storage.work().letters.of_case(case.id)
    assert (after.fields, after.state) == ({}, DROPPED)


async def test_letters_of_a_one_stop_file_go_with_it(storage: Storage) -> None:
    about = late_file()
    await keep_file(storage, about)
    await keep(storage, letter(late_file=about.id))
    work = storage.work()
    work.late_files.erase(about, NOW)
    await work.commit("", "", NOW)
    [after] = await storage.work().letters.of_late_file(about.id)
    assert not after.fields
