"""What a later list may change of a file, and what the law lets nobody change twice."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Texts
from feedback.access import GRANTED, Actor
from feedback.code import read
from feedback.errors import ClockRefused
from feedback.late_file import (
    Change,
    LateFile,
    Refused,
    appoint,
    as_new,
    centres,
    change,
    dump_entries,
    is_late,
    load_entries,
    owes_apology,
    rating_code,
)
from feedback.late_sheet import Entry
from feedback.person import Grant
from tests.feedback.office_work import AREA, COMMUNE, DESK, DIVISION, ECONOMY, OFFICE

TODAY = date(2026, 11, 24)
DUE = date(2026, 11, 30)
UNTIL = date(2027, 1, 23)
DAY = timedelta(days=1)
WITHOUT_RULE = replace(OFFICE, clocks=())
TEXTS = Texts()

days = st.dates(date(2026, 11, 1), date(2027, 2, 1))
entries = st.builds(
    Entry,
    line=st.just(2),
    number=st.just("1"),
    name=st.sampled_from(["Lan", "Trần Thị Lan"]),
    phone=st.sampled_from(["", "0912345678"]),
    due=days,
    received=st.none() | days,
    reason=st.sampled_from(["", "Mưa lũ"]),
    new_date=st.none() | days,
    returned=st.none() | days,
)


def entry(**about: Any) -> Entry:
    return Entry(**{"line": 2, "number": "1", "name": "Lan", "due": DUE, **about})


def file(**about: Any) -> LateFile:
    return as_new(entry(**about), "f1", "centre", UNTIL)


def done(known: LateFile | None, given: Entry, office: Any = OFFICE) -> LateFile:
    found = change(office, known, given, file(), TODAY)
    assert isinstance(found, Change)
    assert found.before is known
    return found.after


def refused(known: LateFile, given: Entry, office: Any = OFFICE) -> str:
    found = change(office, known, given, file(), TODAY)
    assert isinstance(found, Refused)
    assert found.line == given.line
    return TEXTS.render(found.why, "vi")


def test_a_new_file_is_what_its_row_says() -> None:
    fresh = file(new_date=DUE + DAY, reason="Mưa lũ", procedure="khai-sinh")
    assert (fresh.appointments, fresh.new_date, fresh.rated_until) == (1, DUE + DAY, UNTIL)
    assert (fresh.procedure, fresh.drafted, fresh.version) == ("khai-sinh", False, 1)
    assert file().appointments == 0
    assert done(None, entry()) == file()


def test_what_a_list_leaves_empty_stays() -> None:
    known = file(address="Thôn 3", phone="0912345678", reason="Mưa lũ", received=TODAY)
    assert done(known, entry()) == known
    after = done(known, entry(name="Lan Anh", phone="0987654321", returned=TODAY))
    assert after == replace(known, name="Lan Anh", phone="0987654321", returned=TODAY)


def test_one_new_date_and_no_second() -> None:
    once = done(file(), entry(new_date=DUE + DAY, reason="Mưa lũ"))
    assert (once.new_date, once.appointments, once.reason) == (DUE + DAY, 1, "Mưa lũ")
    assert done(once, entry(new_date=DUE + DAY)) == once
    assert done(once, entry()) == once
    said = refused(once, entry(new_date=DUE + 2 * DAY))
    assert said.startswith("hồ sơ đã được hẹn lại đến 01/12/2026; chỉ được hẹn lại một lần")
    assert "NĐ 61/2018/NĐ-CP Đ19.9" in said
    assert refused(once, entry(due=DUE + 9 * DAY)) == said, "the first day stands as well"


def test_the_promised_day_can_be_corrected_until_then() -> None:
    moved = done(file(), entry(due=DUE + DAY))
    assert moved == replace(file(), due=DUE + DAY)
    both = done(moved, entry(due=DUE, new_date=DUE + DAY))
    assert (both.due, both.new_date) == (DUE, DUE + DAY)


def test_a_new_date_given_in_a_letter() -> None:
    once = appoint(OFFICE, file(reason="Mưa lũ"), DUE + DAY, "", TODAY)
    assert (once.new_date, once.reason, once.appointments) == (DUE + DAY, "Mưa lũ", 1)
    again = appoint(OFFICE, once, DUE + DAY, "Máy hỏng", TODAY)
    assert again == replace(once, reason="Máy hỏng"), "the same day is no second one"
    with pytest.raises(ClockRefused):
        appoint(OFFICE, once, DUE + 2 * DAY, "", TODAY)
    with pytest.raises(ClockRefused) as wrong:
        appoint(OFFICE, file(), DUE, "", TODAY)
    assert "phải sau ngày hẹn trả 30/11/2026" in TEXTS.render(wrong.value.why, "vi")


def test_an_office_without_the_rule_gives_no_new_date() -> None:
    assert refused(file(), entry(new_date=DUE + DAY), WITHOUT_RULE) == (
        "quy định của cơ quan không cho hẹn lại"
    )
    given = file(new_date=DUE + DAY)
    assert "không cho hẹn lại" in refused(given, entry(due=DUE + DAY), WITHOUT_RULE)


@given(st.lists(entries, min_size=1, max_size=12))
def test_whatever_lists_say_there_is_at_most_one_new_date(lists: list[Entry]) -> None:
    known: LateFile | None = None
    dates = set()
    for each in lists:
        made = change(OFFICE, known, each, as_new(each, "f1", "centre", UNTIL), TODAY)
        if isinstance(made, Change):
            twice = change(OFFICE, made.after, each, made.after, TODAY)
            assert isinstance(twice, Change)
            assert twice.after == made.after, "the same list again changes nothing"
            known = made.after
            dates |= {known.new_date} - {None}
    assert len(dates) <= 1
    assert known is None or known.appointments == len(dates)


@pytest.mark.parametrize("role", [*GRANTED, "stranger"])
@pytest.mark.parametrize(
    ("unit", "reached"),
    [
        (AREA, {"binh-luc-hcc", "binh-my-hcc", "binh-an-hcc", "binh-giang-hcc", "binh-son-hcc"}),
        (COMMUNE, {DIVISION}),
        (DIVISION, {DIVISION}),
        (DESK, set()),
        (ECONOMY, set()),
        ("gone", set()),
    ],
)
def test_who_may_send_whose_list(role: str, unit: str, reached: set[str]) -> None:
    found = {each.id for each in centres(OFFICE, Actor("p", (Grant(role, unit),)), TODAY)}
    assert found == (reached if role in ("officer", "head", "admin") else set())
    assert centres(OFFICE, Actor("p"), TODAY) == []


def test_a_centre_of_before_takes_no_files() -> None:
    above = Actor("p", (Grant("admin", AREA),))
    before = {each.id for each in centres(OFFICE, above, date(2025, 6, 30))}
    assert before == {"huyen-mot-cua"}


@pytest.mark.parametrize(
    ("about", "owes"),
    [
        ({}, False),
        ({"due": TODAY + 4 * DAY}, False),
        ({"due": TODAY + 3 * DAY}, True),
        ({"due": TODAY - 30 * DAY}, True),
        ({"due": TODAY - DAY, "returned": TODAY}, False),
    ],
)
def test_who_is_owed_an_apology(about: dict[str, Any], owes: bool) -> None:
    assert owes_apology(OFFICE, file(**about), TODAY) is owes
    assert not owes_apology(OFFICE, replace(file(**about), drafted=True), TODAY)


def test_what_was_late_and_what_was_not() -> None:
    assert not is_late(file(), DUE)
    assert is_late(file(), DUE + DAY)
    assert not is_late(file(returned=DUE), DUE + 9 * DAY)
    assert is_late(file(returned=DUE + DAY, new_date=DUE + 2 * DAY), DUE + 9 * DAY)


@given(st.lists(entries, max_size=5))
def test_a_list_that_waits_says_the_same(lists: list[Entry]) -> None:
    assert load_entries(dump_entries(lists)) == lists  # type: ignore[arg-type]


def test_codes_are_long_checked_and_all_different() -> None:
    drawn = random.Random(4)
    secrets = [drawn.randbytes(16) for _ in range(5000)]
    codes = [rating_code(secret) for secret in secrets]
    assert len(set(codes)) == len(codes)
    assert all(read(code) == code for code in codes)
    assert codes == [rating_code(secret) for secret in secrets]
    for at in range(13):  # every place carries all it can: 13 letters of 29 are over 63 bits
        assert len({code[at] for code in codes}) == 29
