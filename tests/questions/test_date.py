import pytest

from feedback.question import Given, Question
from tests.questions.asking import (
    a,
    answered,
    cell,
    hint,
    labels,
    put,
    refuses,
    shown,
    tell,
    text,
    value,
)

DAY = a("date")  # today is Monday, 2 March 2026
PAST = a("date", latest=0, earliest=-30)
COMING = a("date", earliest=0, latest=60)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Hôm nay", "2026-03-02"),
        ("hom nay", "2026-03-02"),
        ("nay", "2026-03-02"),
        ("hôm qua", "2026-03-01"),
        ("HOM QUA", "2026-03-01"),
        ("yesterday", "2026-03-01"),
        ("hôm kia", "2026-02-28"),
        ("ngày mai", "2026-03-03"),
        ("ngay kia", "2026-03-04"),
        ("5/9/2025", "2025-09-05"),
        ("05-09-2025", "2025-09-05"),
        ("5.9.25", "2025-09-05"),
        ("ngày 5 tháng 9 năm 2025", "2025-09-05"),
        ("ngay 5 thang 9", "2025-09-05"),
        ("2025-09-05", "2025-09-05"),
        ("28/2", "2026-02-28"),
        ("29/2/2024", "2024-02-29"),
        ("31/12", "2025-12-31"),  # the nearest one
        ("2", "2026-03-01"),  # its place among the buttons
    ],
)
def test_days_as_people_write_them(typed: str, day: str) -> None:
    assert value(DAY, typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "31/2/2026",
        "32/1",
        "29/2/2025",
        "tháng 9",
        "thứ hai",
        "0/0",
        "13",
        "5/9/0000",
        "5/9/1025",
        "0026-09-05",
        "ok",
    ],
)
def test_what_is_no_day_is_asked_again(typed: str) -> None:
    assert hint(DAY, typed) == text("question-date-hint")


def test_a_day_without_a_year_is_the_nearest_that_is_allowed() -> None:
    assert value(PAST, "20/2") == "2026-02-20"
    assert value(a("date", latest=0), "5/3") == "2025-03-05"
    assert value(COMING, "5/3") == "2026-03-05"
    assert hint(COMING, "1/3") == text("question-date-early", day="02/03/2026")
    assert hint(PAST, "29/2") == text("question-date-hint")  # no such day in these years


@pytest.mark.parametrize(
    ("question", "typed", "id", "day"),
    [
        (PAST, "1/1/2026", "question-date-early", "31/01/2026"),
        (PAST, "3/3/2026", "question-date-late", "02/03/2026"),
        (PAST, "ngày mai", "question-date-late", "02/03/2026"),
        (COMING, "hom qua", "question-date-early", "02/03/2026"),
        (COMING, "1/1/2027", "question-date-late", "01/05/2026"),
    ],
)
def test_limits_are_told_with_the_day_that_would_do(
    question: Question, typed: str, id: str, day: str
) -> None:
    assert hint(question, typed) == text(id, day=day)


def test_near_days_are_offered_where_they_are_allowed() -> None:
    assert labels(DAY) == ["Hôm nay", "Hôm qua"]
    assert labels(PAST, language="en") == ["Today", "Yesterday"]
    assert labels(COMING) == ["Hôm nay", "Ngày mai"]
    assert labels(a("date", latest=-1)) == ["Hôm qua"]
    talk = put(COMING)
    assert tell(talk, {"press": talk.data("Ngày mai")}).outcome is not None
    assert refuses(DAY, Given(choice=".someday"))


def test_the_day_is_that_of_vietnam() -> None:
    talk = put(DAY)
    talk.wait(hours=8)  # 18:00, still the 2nd
    assert answered(talk, "hom nay") == "2026-03-02"
    talk = put(DAY)
    talk.wait(hours=14, minutes=1)  # 17:01 UTC is 00:01 of the 3rd
    assert answered(talk, "hom nay") == "2026-03-03"


def test_days_are_shown_as_vietnamese_writes_them_and_not_counted() -> None:
    assert shown(DAY, "2026-09-05") == cell(DAY, "2026-09-05") == "05/09/2026"
    assert DAY.tally("2026-09-05") == ()


def test_a_range_that_no_day_is_in_is_a_fault() -> None:
    assert a("date", earliest=2, latest=1).faults() == ["earliest 2 is after latest 1"]
    assert DAY.faults() == PAST.faults() == []
