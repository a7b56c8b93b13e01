import pytest

from feedback.question import Given
from tests.questions.asking import (
    OFFICE,
    a,
    cell,
    draft_after,
    hint,
    labels,
    put,
    refuses,
    shown,
    tell,
    text,
    value,
)

BOXES = [
    {"name": "duong", "label": {"vi": "Đường sá", "en": "Roads"}},
    {"name": "dien", "label": {"vi": "Điện", "en": "Power"}},
    {"name": "nuoc", "label": {"vi": "Nước sạch", "en": "Water"}},
]
MULTI = a("multi-choice", choices=BOXES)
ONE_OR_TWO = a("multi-choice", choices=BOXES, maximum=2)
ANY = a("multi-choice", choices=BOXES, minimum=0)


@pytest.mark.parametrize(
    ("said", "ticked"),
    [
        (["Đường sá", "xong"], ["duong"]),
        (["duong sa", "nuoc", "xong"], ["duong", "nuoc"]),
        (["3", "1", "Xong"], ["duong", "nuoc"]),  # in the order of the form
        (["1", "2", "1", "xong"], ["dien"]),  # the second press unticks
        (["water", "done"], ["nuoc"]),
        (["dien", "4"], ["dien"]),  # "done" has a number too
    ],
)
def test_boxes_are_ticked_in_words_and_numbers(said: list[str], ticked: list[str]) -> None:
    assert value(MULTI, *said) == ticked


def test_marks_show_what_is_ticked_and_words_still_count() -> None:
    assert labels(MULTI, ["dien"]) == ["☐ Đường sá", "☑ Điện", "☐ Nước sạch", "Xong"]
    assert labels(MULTI, ["dien"], "en")[:2] == ["☐ Roads", "☑ Power"]
    talk = tell(put(MULTI), "dien")
    assert "☑ Điện" in talk.labels
    assert value(MULTI, "dien", "dien", "nuoc", "xong") == ["nuoc"]


def test_too_few_and_too_many_are_told_and_nothing_ticked_is_lost() -> None:
    assert hint(MULTI, "xong") == text("question-multi-too-few", count=1)
    talk = tell(put(ONE_OR_TWO), "1", "2", "3")
    assert text("question-multi-too-many", count=2) in talk.said
    assert tell(talk, "xong").outcome is not None
    assert value(ONE_OR_TWO, "1", "2", "3", "2", "3", "xong") == ["duong", "nuoc"]


def test_none_is_an_answer_where_none_is_asked_for() -> None:
    assert value(ANY, "xong") == []
    assert shown(ANY, []) == text("question-none")
    assert cell(ANY, []) == ""
    assert ANY.tally([]) == ()


@pytest.mark.parametrize("typed", ["9", "cầu", "0", "🚧"])
def test_what_is_no_box_is_asked_again(typed: str) -> None:
    assert hint(MULTI, typed) == text("question-multi-hint")


def test_a_forged_box_is_never_ticked() -> None:
    assert refuses(MULTI, Given(choice="cau"))
    assert refuses(MULTI, Given(text="duong"), ["dien"])
    assert draft_after(MULTI, Given(choice="duong"), ["gone"]) == ["gone", "duong"]
    assert value(MULTI, "1", "xong") == ["duong"]


def test_each_box_is_counted_shown_and_exported() -> None:
    both = ["duong", "nuoc"]
    assert MULTI.tally(both) == ("duong", "nuoc")
    assert MULTI.tally("damaged") == ()
    assert (shown(MULTI, both), shown(MULTI, both, "en")) == (
        "Đường sá, Nước sạch",
        "Roads, Water",
    )
    assert (cell(MULTI, both), cell(MULTI, both, "en")) == ("Đường sá; Nước sạch", "Roads; Water")
    assert MULTI.label("nuoc", "en", OFFICE) == "Water"
    assert MULTI.label("gone", "vi", OFFICE) == "gone"
    assert MULTI.reopened(both) == both
    assert not MULTI.one_each


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"choices": [BOXES[0], BOXES[0]]}, "two choices are named duong"),
        ({"choices": BOXES, "minimum": 4}, "minimum 4 is more than there are choices"),
        ({"choices": BOXES, "minimum": 3, "maximum": 2}, "minimum 3 is more than maximum 2"),
    ],
)
def test_counts_that_cannot_be_met_are_faults(fields: dict[str, object], fault: str) -> None:
    assert a("multi-choice", **fields).faults() == [fault]
    assert MULTI.faults() == ONE_OR_TWO.faults() == []
