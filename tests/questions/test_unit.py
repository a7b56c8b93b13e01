import pytest

from feedback.question import Given
from tests.questions.asking import (
    OFFICE,
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

UNIT = a("unit")
COMMUNE = a("unit", kinds=["commune"])
DESK = a("unit", top="hcc", kinds=["desk"])


def test_the_tree_is_opened_branch_by_branch() -> None:
    assert labels(UNIT) == ["Xã Bình Lục", "Xã Bình An"]  # the old district has ended
    here = text("question-unit-here", unit="Xã Bình Lục")
    assert labels(UNIT, {"at": "binh-luc"}) == ["Trung tâm một cửa", here, text("question-up")]
    assert value(UNIT, "1", "1", "2") == "quay-2"
    assert value(UNIT, "1", "2") == "binh-luc"
    assert value(UNIT, "1", "3", "2") == "binh-an"
    assert draft_after(UNIT, Given(choice=".up"), {"at": "hcc"}) == {"at": "binh-luc"}
    assert draft_after(UNIT, Given(choice=".up"), {"at": "binh-luc"}) == {"at": "vung"}
    assert draft_after(UNIT, Given(choice=".up"), {"at": "vung"}) == {}
    assert labels(UNIT, {"at": "a-branch-of-yesterday"}) == labels(UNIT)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("xã bình an", "binh-an"),
        ("binh an", "binh-an"),
        ("ngoc lu", "binh-an"),  # an old commune
        ("Don Xa", "binh-an"),  # ended; what came after it
        ("quay ho tich", "quay-1"),
        ("Hộ tịch", "quay-1"),
    ],
)
def test_a_unit_is_found_by_the_names_people_use(typed: str, unit: str) -> None:
    assert value(UNIT, typed) == unit


def test_words_of_several_units_are_shown_to_choose_from() -> None:
    talk = tell(put(COMMUNE), "huyen cu")
    assert text("question-found", count=2) in talk.said
    assert talk.labels[:3] == ["Xã Bình Lục", "Xã Bình An", text("question-up")]
    assert answered(talk, "2") == "binh-an"
    talk = tell(put(COMMUNE), "huyen cu", "3")
    assert talk.labels[:2] == labels(COMMUNE)


def test_a_found_branch_is_opened() -> None:
    talk = tell(put(UNIT), "13504")
    assert talk.outcome is None
    assert talk.labels[0] == "Trung tâm một cửa"
    assert text("question-unit-here", unit="Xã Bình Lục") in talk.labels


@pytest.mark.parametrize("typed", ["paris", "9", "?!", "x" * 300])
def test_what_is_nowhere_is_asked_again(typed: str) -> None:
    assert hint(UNIT, typed) == text("question-unit-hint")


def test_only_units_of_the_kinds_below_the_top_may_be_chosen() -> None:
    assert names(DESK) == ["quay-1", "quay-2"]
    assert names(COMMUNE) == ["binh-luc", "binh-an"]
    assert hint(DESK, "binh an") == text("question-unit-hint")
    assert value(COMMUNE, "1") == "binh-luc"
    assert refuses(COMMUNE, Given(choice="quay-1"))
    assert refuses(COMMUNE, Given(choice=".here"))
    assert refuses(UNIT, Given(choice="made-up"))
    alone = a("unit", top="quay-1")
    assert labels(alone) == [text("question-unit-here", unit="Quầy Hộ tịch")]
    assert value(alone, "1") == "quay-1"


def test_long_lists_have_pages() -> None:
    found = draft_after(UNIT, Given(choice=".next"), {"words": "x"})
    assert found == {"words": "x", "page": 1}
    assert draft_after(UNIT, Given(choice=".before"), found) == {"words": "x", "page": 0}
    assert draft_after(UNIT, Given(choice=".before"), {}) == {"page": 0}


def test_a_unit_is_counted_shown_and_exported() -> None:
    assert UNIT.tally("hcc") == ("hcc",)
    assert shown(UNIT, "hcc", "en") == cell(UNIT, "hcc", "en") == "One-stop centre"
    assert shown(UNIT, "gone") == "gone"
    assert UNIT.label("hcc", "vi", OFFICE) == "Trung tâm một cửa"


def test_back_inside_the_tree_goes_up_and_out_of_what_was_found() -> None:
    talk = tell(put(UNIT), "binh luc", "mot cua", "quay lai")
    assert talk.held.drafts["it"] == {"at": "binh-luc"}
    tell(talk, "trở lại")
    assert talk.held.drafts["it"] == {"at": "vung"}
    assert text("conversation-first-question") not in talk.said
    tell(talk, "quay lai")
    assert text("conversation-first-question") in talk.said


def test_a_search_inside_a_branch_looks_there_first() -> None:
    """“Quầy 1” inside one commune offered the first desks of all five, another's on top."""
    talk = tell(put(UNIT), "xa")
    assert text("question-found", count=2) in talk.said
    inside = tell(put(UNIT), "binh luc", "xa")
    assert text("question-found", count=2) not in inside.said
    assert inside.held.drafts["it"] == {"at": "binh-luc"}
    tell(inside, "quay", "quay lai")
    assert inside.held.drafts["it"] == {"at": "binh-luc"}
    assert answered(inside, "binh an") == "binh-an"  # nothing here: then anywhere


@pytest.mark.parametrize("typed", ["Xã Bình Lục", "chọn xã bình lục", "Choose xa binh luc"])
def test_the_open_branch_is_an_answer_when_its_name_is_typed(typed: str) -> None:
    assert value(UNIT, "1", typed) == "binh-luc"
    assert value(DESK, "quầy hộ tịch") == "quay-1"
