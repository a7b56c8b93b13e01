import math

import pytest

from feedback.messages import Location
from tests.questions.asking import a, cell, hint, put, shown, text, value

PLACE = a("location")


def test_a_pin_is_kept_as_degrees() -> None:
    point = value(PLACE, {"location": Location(20.49, 105.92)})
    assert point == {"latitude": 20.49, "longitude": 105.92}
    assert shown(PLACE, point) == cell(PLACE, point) == "20.49, 105.92"
    assert put(PLACE).last.request == "location"


@pytest.mark.parametrize(
    "typed", ["thôn 3", "trước cổng chợ Phủ", "truoc cong cho Phu", "x" * 300, "số 5, ngõ 12"]
)
def test_an_address_is_kept_in_its_words(typed: str) -> None:
    assert value(PLACE, typed) == {"address": typed}
    assert shown(PLACE, {"address": typed}) == typed


@pytest.mark.parametrize(
    "said",
    [
        "ở",
        "...",
        {"location": Location(91, 0)},
        {"location": Location(0, -180.5)},
        {"location": Location(math.nan, 0)},
        {"location": Location(0, math.inf)},
    ],
)
def test_what_is_nowhere_is_asked_again(said: str | dict[str, object]) -> None:
    told = text("conversation-not-taken") if isinstance(said, dict) else ""
    assert hint(PLACE, said) == (told or text("question-location-hint"))


def test_a_whole_story_is_no_address() -> None:
    assert hint(PLACE, "x" * 301) == text("question-text-long", count=300, given=301)


def test_what_is_damaged_is_still_shown() -> None:
    assert shown(PLACE, "an older form of it") == "an older form of it"
    assert PLACE.tally({"address": "thôn 3"}) == ()
