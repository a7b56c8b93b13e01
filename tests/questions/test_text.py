import pytest

from tests.questions.asking import a, cell, hint, shown, text, value

TEXT = a("text")
SHORT = a("text", min_length=10, max_length=40)
PLATE = a(
    "text",
    pattern=r"\d{2}[A-Z]\d-\d{4,5}",
    error={"vi": "Xin gõ biển số, ví dụ 90B1-12345.", "en": "For example 90B1-12345."},
)


@pytest.mark.parametrize(
    "typed",
    [
        "Đường hỏng",
        "duong hong",
        "5",
        "  có khoảng trắng  ",
        "dòng một\ndòng hai",
        "👍 tốt",
        "không",
        "a" * 4000,
    ],
)
def test_words_are_kept_as_they_came(typed: str) -> None:
    assert value(TEXT, typed) == typed.strip()


@pytest.mark.parametrize("typed", ["...", "👍", "?!", "—"])
def test_signs_alone_are_no_words(typed: str) -> None:
    assert hint(TEXT, typed) == text("question-text-hint")


def test_lengths_are_told_with_what_was_written() -> None:
    assert hint(SHORT, "ngắn quá") == text("question-text-short", count=10)
    assert hint(SHORT, "dài " * 20) == text("question-text-long", count=40, given=79)
    assert value(SHORT, "1234567890") == "1234567890"
    assert value(SHORT, "b" * 40) == "b" * 40


def test_a_pattern_asks_again_in_the_offices_own_words() -> None:
    assert value(PLATE, "90B1-12345") == "90B1-12345"
    assert hint(PLATE, "90B1") == "Xin gõ biển số, ví dụ 90B1-12345."
    assert hint(PLATE, "biển 90B1-12345", language="en") == "For example 90B1-12345."
    silent = a("text", pattern="[0-9]+")
    assert hint(silent, "năm") == text("question-text-hint")


def test_long_words_are_cut_short_in_the_review_only() -> None:
    long = "x" * 301
    assert shown(TEXT, "x" * 300) == "x" * 300
    assert shown(TEXT, long) == "x" * 299 + "…"
    assert cell(TEXT, long) == long
    assert TEXT.tally("x") == ()


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"min_length": 5, "max_length": 4}, ["min_length 5 is more than max_length 4"]),
        (
            {"pattern": "("},
            [
                "pattern is no regular expression",
                "a pattern needs an error that says what to write",
            ],
        ),
    ],
)
def test_lengths_and_patterns_that_nothing_meets_are_faults(
    fields: dict[str, object], faults: list[str]
) -> None:
    assert a("text", **fields).faults() == faults
    assert TEXT.faults() == PLATE.faults() == []
