import pytest

from feedback.question import Given
from tests.questions.asking import a, cell, hint, labels, names, refuses, shown, text, value

NPS = a("nps")


@pytest.mark.parametrize("number", range(11))
def test_a_number_is_itself_and_not_a_place_in_the_list(number: int) -> None:
    assert value(NPS, str(number)) == number
    assert value(NPS, f" {number} ") == number
    assert value(NPS, {"press": f"q:abc234:it:{number}"}) == number


@pytest.mark.parametrize("typed", ["11", "-1", "100", "9,5", "9/10", "mười", "٣", "hay"])
def test_what_is_no_number_from_0_to_10_is_asked_again(typed: str) -> None:
    assert hint(NPS, typed) == text("question-nps-hint")
    assert hint(NPS, typed, language="en") == text("question-nps-hint", language="en")


def test_all_eleven_numbers_are_offered_with_what_the_ends_mean() -> None:
    assert names(NPS) == labels(NPS) == [str(number) for number in range(11)]
    assert refuses(NPS, Given(choice=".done"))
    assert refuses(NPS, Given())


def test_it_is_counted_scored_shown_and_exported() -> None:
    assert NPS.recommends
    assert NPS.tally(9) == ("9",)
    assert [NPS.score(name) for name in ("0", "5", "10", "na")] == [0, 50, 100, None]
    assert shown(NPS, 10) == "10"
    assert cell(NPS, 10) == 10
    assert cell(NPS, "damaged") is None
