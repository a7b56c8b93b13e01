"""What typed words mean."""

import pytest

from feedback.matching import exactly, folded, nearly
from feedback.messages import Line, Strong, Text
from feedback.question import Choice
from feedback.text import fold

LEVELS = (
    Choice("very-bad", {"vi": "Rất không hài lòng", "en": "Very dissatisfied"}),
    Choice("bad", {"vi": "Không hài lòng", "en": "Dissatisfied"}),
    Choice("good", {"vi": "Hài lòng", "en": "Satisfied"}),
    Choice("very-good", {"vi": "Rất hài lòng", "en": "Very satisfied"}),
    Choice("na", {"vi": "Không áp dụng / Không ý kiến", "en": "Not applicable"}),
)


def meant(choices: tuple[Choice, ...], text: str) -> str | None:
    typed = folded(text)
    return exactly(choices, typed, text) or nearly(choices, typed)


def named(*labels: Line) -> tuple[Choice, ...]:
    return tuple(Choice(f"c{at}", label) for at, label in enumerate(labels, start=1))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hài lòng", "good"),
        ("hai long", "good"),
        ("HÀI LÒNG!", "good"),
        ("khong hai long", "bad"),
        ("rat khong hai long", "very-bad"),
        ("satisfied", "good"),
        ("very good", "very-good"),  # its name
        ("rat hai", "very-good"),  # the first words of one only
        ("khong ap", "na"),
        ("1", "very-bad"),
        ("5", "na"),
        ("khong", None),  # two begin so
        ("rat", None),
        ("hai l", None),  # half a word
        ("0", None),
        ("6", None),
        ("9999", None),
        ("hai long lam", None),
        ("😀", None),
        ("", None),
    ],
)
def test_a_level_can_be_typed(text: str, name: str | None) -> None:
    assert meant(LEVELS, text) == name


def test_a_label_that_is_a_number_is_not_a_place() -> None:
    scores = tuple(Choice(f"s{n}", str(n)) for n in range(11))
    assert meant(scores, "5") == "s5"
    assert meant(scores, "11") is None


def test_a_label_that_begins_with_a_number_is_found_by_it_and_without_it() -> None:
    levels = named("5 – Rất tốt", "4 – Tốt", "3 – Vừa")
    assert meant(levels, "5") == "c1"
    assert meant(levels, "3") == "c3"
    assert meant(levels, "tot") == "c2"
    assert meant(levels, "1") is None


def test_labels_that_differ_only_in_diacritics_need_them() -> None:
    villages = named("Thôn Đông", "Thôn Đồng")
    assert meant(villages, "thôn đồng") == "c2"
    assert meant(villages, "thon dong") is None


def test_a_page_of_a_longer_list_is_not_guessed_at() -> None:
    page = (*named("Phòng Tư pháp", "Thôn Ba"), Choice(".next", Text("conversation-page-on")))
    assert meant(page, "phong") is None
    assert meant(page, "phong tu phap") == "c1"
    assert meant(page, "2") == "c2"
    assert meant(page, "3") == ".next"
    assert meant(page, "next") == ".next"


def test_boxes_to_tick_can_be_typed_without_their_mark() -> None:
    boxes = (*named("☑ Đường", "☐ Điện"), Choice(".done", Text("conversation-keep")))
    assert meant(boxes, "duong") == "c1"
    assert meant(boxes, "done") == ".done"


def test_other_words_and_strong_labels_count() -> None:
    choices = (
        Choice("yes", Text("yes"), typed=("Có", "ừ")),
        Choice("no", Strong("Không")),
        Choice("smile", "😀"),
    )
    assert meant(choices, "ừ") == "yes"
    assert meant(choices, "khong") == "no"
    assert meant(choices, "smile") == "smile"


def test_a_letter_is_never_a_choice() -> None:
    assert folded("a" * 201) == ""
    assert folded("Đường xá") == fold("duong xa")
