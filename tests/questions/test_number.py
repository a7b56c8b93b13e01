import pytest

from feedback.question import Question
from tests.questions.asking import a, cell, hint, put, shown, text, value

NUMBER = a("number")
TIMES = a("number", minimum=1, maximum=20, measure={"vi": "lần", "en": "times"})
MONEY = a("number", decimals=2)
EXACT = a("number", decimals=4)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        ("khoảng 3 lần", 3),
        ("ba", 3),
        ("mười", 10),
        ("muoi", 10),
        ("không", 0),
        ("khong", 0),
        ("+7", 7),
        ("-2", -2),
        ("\N{MINUS SIGN}2", -2),
        ("1.234", 1234),
        ("1 234 567", 1234567),
        ("1,234,567", 1234567),
        ("1.234.567 đồng", 1234567),
        ("3,0", 3),
        ("12.000đ", 12000),
    ],
)
def test_whole_numbers_as_people_write_them(typed: str, number: int) -> None:
    assert value(NUMBER, typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("0,50", 0.5),
        ("1.234", 1234),
        ("2,00", 2),
        ("-0,25", -0.25),
    ],
)
def test_decimals_with_a_comma_or_a_point(typed: str, number: float) -> None:
    assert value(MONEY, typed) == number


def test_one_comma_before_three_digits_is_a_decimal_only_where_so_many_are_allowed() -> None:
    assert value(MONEY, "1,234") == 1234
    assert value(EXACT, "1,234") == 1.234
    assert value(EXACT, "1.234") == 1234


@pytest.mark.parametrize(
    ("question", "typed", "id"),
    [
        (NUMBER, "nhiều lắm", "question-number-hint"),
        (NUMBER, "3 hoặc 4", "question-number-hint"),
        (NUMBER, "1.2.3", "question-number-hint"),
        (NUMBER, "12.34.567,8", "question-number-hint"),
        (NUMBER, "1234567890123456", "question-number-hint"),
        (NUMBER, "x3", "question-number-hint"),
        (NUMBER, "٣", "question-number-hint"),
        (NUMBER, "2,5", "question-number-whole"),
        (MONEY, "1,2345", "question-number-hint"),
        (MONEY, "123456789012345,6", "question-number-hint"),
        (MONEY, "hai rưỡi", "question-number-hint"),
    ],
)
def test_what_is_not_one_number_is_asked_again(question: Question, typed: str, id: str) -> None:
    assert hint(question, typed) == text(id)


def test_limits_are_told_with_the_number_that_would_do() -> None:
    assert hint(TIMES, "0") == text("question-number-low", least=1.0)
    assert hint(TIMES, "không") == text("question-number-low", least=1.0)
    assert hint(TIMES, "21") == text("question-number-high", most=20.0)
    assert (value(TIMES, "1"), value(TIMES, "20")) == (1, 20)
    assert "lần" in put(TIMES).said
    assert "times" in put(TIMES, language="en").said


def test_only_whole_numbers_of_a_narrow_range_are_counted_one_by_one() -> None:
    assert TIMES.tally(7) == ("7",)
    assert NUMBER.tally(7) == ()
    assert a("number", minimum=0, maximum=9, decimals=1).tally(7) == ()
    assert a("number", minimum=0, maximum=1000).tally(7) == ()


def test_numbers_are_shown_with_a_comma_and_exported_as_numbers() -> None:
    assert (shown(MONEY, 1234.5), shown(NUMBER, 7)) == ("1234,5", "7")
    assert (cell(MONEY, 1.5), cell(NUMBER, 7), cell(NUMBER, "damaged")) == (1.5, 7, None)


def test_a_range_that_nothing_is_in_is_a_fault() -> None:
    assert a("number", minimum=3, maximum=2).faults() == ["minimum 3.0 is more than maximum 2.0"]
    assert NUMBER.faults() == TIMES.faults() == []
