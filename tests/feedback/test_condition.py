"""When a question is put."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from feedback.condition import Condition

ANSWERS = {
    **{"hen": "tre", "diem": 3, "le": 2.5, "hop": ["duong", "nuoc"], "co": True, "it": ""},
    "phep": {"purpose": "reply", "version": 1, "given": True},
    "thoi": {"purpose": "reply", "version": 1, "given": False},
    "cho": {"latitude": 20.5, "longitude": 105.9},
}
LATE = {"question": "hen", "is": "tre"}
SOON = {"question": "hen", "is": "som"}


def holds(condition: dict[str, Any]) -> bool:
    return Condition.model_validate(condition).holds(ANSWERS)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (LATE, True),
        (SOON, False),
        ({"question": "hen", "is": ["som", "tre"]}, True),
        ({"question": "hen", "is": ["som", "chua"]}, False),
        ({"question": "hop", "is": "nuoc"}, True),  # one of several ticks
        ({"question": "hop", "is": ["dien"]}, False),
        ({"question": "diem", "is": 3}, True),
        ({"question": "gone", "is": "tre"}, False),
        ({"question": "diem", "at-least": 3}, True),
        ({"question": "diem", "at-least": 3.5}, False),
        ({"question": "diem", "at-most": 3}, True),
        ({"question": "diem", "at-most": 2}, False),
        ({"question": "le", "at-least": 2, "at-most": 3}, True),
        ({"question": "diem", "at-least": 1, "at-most": 2}, False),
        ({"question": "diem", "is": [3, 4], "at-most": 3}, True),
        ({"question": "hen", "at-least": 0}, False),  # a word is no number
        ({"question": "co", "at-least": 0}, False),  # nor is a yes
        ({"question": "gone", "at-most": 9}, False),
        ({"question": "hen", "answered": True}, True),
        ({"question": "gone", "answered": True}, False),
        ({"question": "hen", "answered": False}, False),
        ({"question": "gone", "answered": False}, True),
        ({"question": "it", "answered": True}, True),  # an empty answer is one
        ({"question": "diem", "answered": True, "at-least": 4}, False),
        ({"question": "phep", "is": "agree"}, True),
        ({"question": "phep", "is": "refuse"}, False),
        ({"question": "thoi", "is": "refuse"}, True),
        ({"question": "cho", "is": "agree"}, False),  # no consent, whatever it holds
        ({"all": [LATE, {"question": "diem", "is": 3}]}, True),
        ({"all": [LATE, SOON]}, False),
        ({"all": []}, True),
        ({"any": [SOON, LATE]}, True),
        ({"any": [SOON]}, False),
        ({"any": []}, False),
        ({"not": SOON}, True),
        ({"not": {"not": LATE}}, True),
        ({"all": [{"any": [SOON, LATE]}, {"not": {"question": "gone", "answered": True}}]}, True),
    ],
)
def test_conditions_on_earlier_answers(condition: dict[str, Any], met: bool) -> None:
    assert holds(condition) is met


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"question": "hen"},
        {"is": "tre"},
        {"question": "hen", "is": "tre", "any": [SOON]},
        {"all": [LATE], "any": [SOON]},
        {"all": [LATE], "is": "tre"},
        {"question": "hen", "equal": "tre"},
        {"not": {"question": "hen"}},
    ],
)
def test_a_condition_is_one_test_or_one_combination(condition: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(condition)


def test_it_tells_which_questions_it_looks_at() -> None:
    nested = {"all": [LATE, {"any": [{"not": {"question": "co", "answered": True}}, SOON]}]}
    assert list(Condition.model_validate(nested).questions()) == ["hen", "co", "hen"]
