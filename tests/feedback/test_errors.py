"""Every error carries the decision it asks for."""

from __future__ import annotations

import inspect
import re

import pytest

from feedback import errors
from feedback.errors import (
    Blocked,
    FeedbackError,
    Held,
    Moved,
    OfficePackInvalid,
    SendError,
    Throttled,
    Unavailable,
    Undeliverable,
    UnreadableAnswer,
)
from feedback.messages import Text

TREE = {
    name: error
    for name, error in vars(errors).items()
    if inspect.isclass(error) and issubclass(error, FeedbackError)
}


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    drawn = re.findall(r"^ *[*.-] (\w+)", inspect.getdoc(errors) or "", re.MULTILINE)
    assert drawn == list(TREE)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (Throttled(3.5), True),
        (Unavailable(), True),
        (Moved("-100"), True),
        (Held(), True),
        (Blocked(), False),
        (Undeliverable(), False),
    ],
)
def test_a_send_error_says_whether_to_try_again(error: SendError, again: bool) -> None:
    assert error.retryable is again


def test_every_send_error_is_known_to_the_test_above() -> None:
    known = {Throttled, Unavailable, Moved, Held, Blocked, Undeliverable}
    assert {each for each in TREE.values() if issubclass(each, SendError)} == {*known, SendError}


def test_errors_keep_what_the_next_step_needs_and_no_content_in_their_message() -> None:
    hint = Text("question-text-hint")
    assert UnreadableAnswer(hint).hint is hint
    assert "text-hint" not in str(UnreadableAnswer(hint))
    assert Throttled(3.5).retry_after == 3.5
    assert Held().again == 6 * 3600
    assert Moved("-100123").chat == "-100123"
    assert "-100123" not in str(Moved("-100123"))
    faults = ("a.yaml:1: x", "b.yaml:2: y")
    assert OfficePackInvalid(faults).faults == faults
    assert str(OfficePackInvalid(faults)) == "a.yaml:1: x\nb.yaml:2: y"
