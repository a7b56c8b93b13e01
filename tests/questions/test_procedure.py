import pytest

from feedback.question import Given
from tests.questions.asking import (
    a,
    answered,
    cell,
    draft_after,
    hint,
    labels,
    names,
    put,
    refuses,
    shown,
    tell,
    text,
    value,
)

PROCEDURE = a("procedure")


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("khai sinh", "khai-sinh"),
        ("Đăng ký khai sinh", "khai-sinh"),
        ("dang ky khai tu", "khai-tu"),
        ("so do", "so-do"),
        ("sổ đỏ", "so-do"),
        ("dat dai", "so-do"),  # its field
        ("birth registration", "khai-sinh"),
        ("1", "khai-sinh"),
    ],
)
def test_a_procedure_is_found_by_the_words_people_use(typed: str, id: str) -> None:
    assert value(PROCEDURE, typed) == id


def test_words_of_several_are_shown_to_choose_from() -> None:
    talk = tell(put(PROCEDURE), "ho tich")
    assert text("question-found", count=2) in talk.said
    assert talk.labels[:3] == ["Đăng ký khai sinh", "Đăng ký khai tử", text("question-up")]
    assert answered(talk, "2") == "khai-tu"
    assert value(PROCEDURE, "ho tich", "3", "so do") == "so-do"


def test_long_lists_have_pages() -> None:
    talk = put(PROCEDURE)
    assert talk.labels[8] == text("question-next")
    tell(talk, "9")
    assert talk.labels[:4] == [*(f"Việc khác số {n}" for n in (6, 7, 8)), text("question-before")]
    assert answered(talk, "2") == "viec-7"
    assert draft_after(PROCEDURE, Given(choice=".before"), {"page": 1}) == {"page": 0}


@pytest.mark.parametrize("typed", ["đua xe", "99", "?!"])
def test_what_nobody_does_is_asked_again(typed: str) -> None:
    assert hint(PROCEDURE, typed) == text("question-procedure-hint")


def test_only_what_the_unit_at_hand_does_is_offered() -> None:
    at_desk = {"context": {"unit": "quay-1"}}
    assert names(PROCEDURE, **at_desk) == ["khai-sinh", "khai-tu"]
    assert names(PROCEDURE, answers={"unit": "quay-2"}) == ["so-do"]
    assert len(labels(PROCEDURE, context={"unit": "hcc"})) == 9
    assert hint(PROCEDURE, "so do", **at_desk) == text("question-procedure-hint")
    assert value(PROCEDURE, "ho tich", "1", **at_desk) == "khai-sinh"
    assert refuses(PROCEDURE, Given(choice="made-up"))


def test_it_is_counted_shown_and_exported() -> None:
    assert PROCEDURE.tally("so-do") == ("so-do",)
    assert shown(PROCEDURE, "so-do", "en") == cell(PROCEDURE, "so-do", "en") == "Land certificate"
    assert shown(PROCEDURE, "gone") == cell(PROCEDURE, "gone") == "gone"
