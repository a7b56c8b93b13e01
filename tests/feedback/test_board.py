"""What is typed from a list: numbers, words, both, and what only looks like it."""

from __future__ import annotations

import pytest

from feedback.board import Board, is_number

MENU = [("Đánh giá phục vụ", "c:danhgia"), ("Gửi phản ánh", "c:gopy"), ("Hủy", "n:ab:q1:cancel")]
SHOWN = Board.of([(False, [("English", "language:en")]), (True, MENU)])


@pytest.mark.parametrize(
    ("typed", "pressed"),
    [
        ("1", "c:danhgia"),
        (" 2. ", "c:gopy"),
        ("số 2", "c:gopy"),
        ("2️⃣", "c:gopy"),
        ("2. Gửi phản ánh", "c:gopy"),
        ("3", "n:ab:q1:cancel"),
        ("gui phan anh", "c:gopy"),
        ("ENGLISH", "language:en"),
        ("0", None),
        ("4", None),
        ("-1", None),
        ("1.5", None),
        ("1, 2", None),
        ("2 người", None),
        ("1. Gửi phản ánh", None),
        ("hủy", None),
        ("gui", None),
        ("", None),
        ("9" * 300, None),
        ("0" * 250 + "1", None),
    ],
)
def test_what_a_message_presses(typed: str, pressed: str | None) -> None:
    assert SHOWN.pressed_by(typed) == pressed
    assert Board.load(SHOWN.dump()) == SHOWN


def test_words_that_two_buttons_go_by_press_neither() -> None:
    shown = Board.of([(True, [("Có", "a"), ("Cỏ", "b"), ("Co", "a"), ("…", "c")])])
    assert shown.pressed_by("co") is None
    assert [shown.pressed_by(str(n)) for n in (1, 2, 3, 4)] == ["a", "b", "a", "c"]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("5", True),
        ("3 lần", True),
        ("1. Kém", True),
        ("24/7", True),
        ("7K3M2-AB", False),
        ("Có", False),
    ],
)
def test_a_label_that_begins_with_a_number(label: str, number: bool) -> None:
    assert is_number(label) is number
