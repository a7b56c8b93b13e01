import pytest

from feedback.question import Given
from tests.questions.asking import a, cell, hint, labels, refuses, shown, text, value

YES_NO = a("yes-no")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Có", "yes"),
        ("co", "yes"),
        ("CÓ!", "yes"),
        ("dạ", "yes"),
        ("da", "yes"),
        ("vâng", "yes"),
        ("vang", "yes"),
        ("ừ", "yes"),
        ("ok", "yes"),
        ("yes", "yes"),
        ("y", "yes"),
        ("1", "yes"),
        ("Không", "no"),
        ("khong", "no"),
        ("ko", "no"),
        ("chưa", "no"),
        ("khong co", "no"),
        ("No", "no"),
        ("2", "no"),
    ],
)
def test_yes_and_no_in_the_words_people_use(typed: str, answer: str) -> None:
    assert value(YES_NO, typed) == answer


@pytest.mark.parametrize("typed", ["3", "có lẽ", "hmm", "👍", "co khong"])
def test_a_doubt_is_no_answer(typed: str) -> None:
    assert hint(YES_NO, typed) == text("question-yes-no-hint")
    assert hint(YES_NO, typed, language="en") == text("question-yes-no-hint", language="en")


def test_it_is_put_shown_counted_and_exported_in_both_languages() -> None:
    assert labels(YES_NO) == ["Có", "Không"]
    assert labels(YES_NO, language="en") == ["Yes", "No"]
    assert (shown(YES_NO, "yes"), shown(YES_NO, "no", "en")) == ("Có", "No")
    assert (cell(YES_NO, "no"), cell(YES_NO, "yes", "en")) == ("Không", "Yes")
    assert (shown(YES_NO, "old"), cell(YES_NO, "old")) == ("old", "old")
    assert YES_NO.tally("no") == ("no",)
    assert YES_NO.score("yes") is None
    assert YES_NO.faults() == []
    assert refuses(YES_NO, Given(choice="maybe"))
