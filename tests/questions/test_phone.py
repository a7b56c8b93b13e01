import pytest

from feedback.messages import Contact
from tests.questions.asking import a, cell, hint, put, shown, text, value

PHONE = a("phone")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("0912-345-678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("+84 (0)912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("số của tôi là 0912345678 ạ", "+84912345678"),
        ("0912345678, 0912345678", "+84912345678"),  # the same twice
        ("(0226) 3860 123", "+842263860123"),
        ("024 3825 1234", "+842438251234"),
        ("gọi 115? không, 0355512345", "+84355512345"),
    ],
)
def test_numbers_as_people_write_them(typed: str, stored: str) -> None:
    assert value(PHONE, typed) == stored


def test_a_shared_card_is_a_number() -> None:
    assert value(PHONE, {"contact": Contact("+84912345678")}) == "+84912345678"
    assert value(PHONE, {"contact": Contact("0912345678", own=False)}) == "+84912345678"
    assert put(PHONE).last.request == "phone"


@pytest.mark.parametrize(
    ("typed", "id", "args"),
    [
        ("không có", "question-phone-hint", {}),
        ("12", "question-phone-hint", {}),
        ("912345678", "question-phone-hint", {}),  # nothing says that it is of Vietnam
        ("0412345678", "question-phone-start", {"start": "04"}),
        ("091234567", "question-phone-wrong", {"count": 9}),
        ("09123456789", "question-phone-wrong", {"count": 11}),
        ("0912345678 hoặc 0987654321", "question-phone-one", {}),
        ("+1 202 555 0100", "question-phone-hint", {}),
        ("٠٩١٢٣٤٥٦٧٨", "question-phone-hint", {}),
    ],
)
def test_what_is_no_number_of_vietnam_is_told_apart(
    typed: str, id: str, args: dict[str, object]
) -> None:
    assert hint(PHONE, typed) == text(id, **args)


def test_it_is_shown_as_it_is_dialled_and_never_counted() -> None:
    assert shown(PHONE, "+84912345678") == cell(PHONE, "+84912345678") == "0912345678"
    assert PHONE.tally("+84912345678") == ()
