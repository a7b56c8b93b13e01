from dataclasses import replace

import pytest

from feedback.errors import UnreadableAnswer
from feedback.question import Given
from tests.feedback.office_work import OFFICE as PACK
from tests.questions.asking import (
    OFFICE,
    a,
    answered,
    around,
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

OPTIONS = [
    {"name": "som", "label": {"vi": "Có, đúng hẹn hoặc sớm hơn", "en": "Yes, in time"}},
    {"name": "tre", "label": {"vi": "Không, bị trễ hẹn", "en": "No, late"}},
    {"name": "chua", "label": {"vi": "Chưa đến ngày hẹn", "en": "Not due"}},
]
CHOICE = a("choice", choices=OPTIONS)
CATEGORY = a("choice", **{"from": "categories"})


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Không, bị trễ hẹn", "tre"),
        ("khong bi tre hen", "tre"),
        ("khong", "tre"),
        ("Co", "som"),
        ("co dung hen", "som"),
        ("chua", "chua"),
        ("not due", "chua"),
        ("tre", "tre"),
        ("1", "som"),
        ("3", "chua"),
    ],
)
def test_a_choice_is_typed_by_words_beginning_name_or_number(typed: str, name: str) -> None:
    assert value(CHOICE, typed) == name


@pytest.mark.parametrize("typed", ["4", "0", "hen", "đúng hẹn", "có không", "🤷"])
def test_what_is_not_offered_is_asked_again(typed: str) -> None:
    assert hint(CHOICE, typed) == text("question-choice-hint")


def test_a_choice_that_waits_for_an_answer_is_offered_only_after_it() -> None:
    waiting = {**OPTIONS[1], "when": {"question": "hen", "is": "co"}}
    question = a("choice", choices=[OPTIONS[0], waiting, OPTIONS[2]])
    assert names(question) == ["som", "chua"]
    assert names(question, answers={"hen": "co"}) == ["som", "tre", "chua"]
    assert refuses(question, Given(choice="tre"))
    assert hint(question, "tre") == text("question-choice-hint")
    assert value(question, "2") == "chua"


def test_choices_are_shown_counted_and_exported() -> None:
    assert labels(CHOICE, language="en") == ["Yes, in time", "No, late", "Not due"]
    assert shown(CHOICE, "tre") == "Không, bị trễ hẹn"
    assert shown(CHOICE, "tre", "en") == "No, late"
    assert shown(CHOICE, "of-an-older-version") == "of-an-older-version"
    assert cell(CHOICE, "chua", "en") == "Not due"
    assert CHOICE.tally("tre") == ("tre",)
    assert CHOICE.label("tre", "vi", OFFICE) == "Không, bị trễ hẹn"
    assert CHOICE.score("tre") is None


def test_lists_that_cannot_work_are_faults() -> None:
    assert CHOICE.faults() == CATEGORY.faults() == []
    assert a("choice").faults() == ["needs either choices or from: categories or kinds"]
    both = a("choice", choices=OPTIONS, **{"from": "categories"})
    assert both.faults() == ["needs either choices or from: categories or kinds"]
    assert a("choice", choices=[OPTIONS[0]] * 3).faults() == ["two choices are named som"]


# The office's tree of categories


def test_categories_open_branch_by_branch_and_close_again() -> None:
    assert labels(CATEGORY) == ["Đường sá", "Rác thải"]
    assert draft_after(CATEGORY, Given(choice="duong")) == "duong"
    inside = ["Đường hỏng, ổ gà", "Đèn đường", text("question-up")]
    assert labels(CATEGORY, "duong") == inside
    assert draft_after(CATEGORY, Given(choice=".up"), "duong") is None
    assert draft_after(CATEGORY, Given(choice=".up"), "a-branch-of-yesterday") is None
    assert refuses(CATEGORY, Given(choice=".up"))
    assert value(CATEGORY, "duong sa", "2") == "den"
    assert value(CATEGORY, "1", "3", "rac thai") == "rac"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("o ga", "o-ga"),  # an alias of a leaf, typed at the root
        ("ổ gà", "o-ga"),
        ("mat duong", "o-ga"),
        ("den duong", "den"),
        ("Rác", "rac"),
        ("rubbish", "rac"),
        ("2", "rac"),
    ],
)
def test_a_category_anywhere_in_the_tree_is_found_by_its_words(typed: str, name: str) -> None:
    assert value(CATEGORY, typed) == name


@pytest.mark.parametrize("typed", ["xe buyt", "9", "!!", "dai " * 80])
def test_words_of_no_category_are_asked_again(typed: str) -> None:
    assert hint(CATEGORY, typed) == text("question-choice-hint")


@pytest.mark.parametrize("typed", ["không", "co", "o ga khong", "ga", "r"])
def test_small_words_are_not_taken_for_a_category_that_holds_them(typed: str) -> None:
    """“Không” was once taken for the street light that does not shine."""
    dark = replace(OFFICE.categories["den"], name={"vi": "Đèn đường không sáng", "en": "Dark"})
    drain = replace(OFFICE.categories["rac"], name={"vi": "Cờ bạc, rác", "en": "Drains"})
    office = replace(OFFICE, categories={**OFFICE.categories, "den": dark, "rac": drain})
    with pytest.raises(UnreadableAnswer):
        CATEGORY.read(Given(text=typed), replace(around(), office=office), None)


@pytest.mark.parametrize("typed", ["quay lại", "tro lai", "Back", "trở lại danh sách trước"])
def test_back_inside_a_branch_is_the_list_before(typed: str) -> None:
    """At the first question people were told "this is the first question" and stayed inside."""
    talk = tell(put(CATEGORY), "duong sa", typed)
    assert talk.held.drafts["it"] is None
    assert text("conversation-first-question") not in talk.said
    assert answered(talk, "rac") == "rac"


def test_back_at_the_top_of_the_tree_is_the_question_before() -> None:
    talk = tell(put(CATEGORY), "quay lai")
    assert text("conversation-first-question") in talk.said


def test_words_of_several_categories_are_not_guessed() -> None:
    assert value(CATEGORY, "street") == "den"
    assert hint(CATEGORY, "d") == text("question-choice-hint")


def test_categories_are_shown_by_their_names() -> None:
    assert shown(CATEGORY, "o-ga", "en") == "Potholes"
    assert cell(CATEGORY, "o-ga") == "Đường hỏng, ổ gà"
    assert shown(CATEGORY, "a-category-of-yesterday") == "a-category-of-yesterday"
    assert refuses(CATEGORY, Given(choice="made-up"))


# The kinds of cases of its workflow


def test_the_kinds_of_cases_are_offered_by_their_names() -> None:
    asked, kinds = a("choice", **{"from": "kinds"}), PACK.workflow.kinds
    assert asked.faults() == []
    assert value(asked, "kien nghi", office=PACK) == "proposal"
    assert [c.name for c in asked.ask(replace(around(), office=PACK), None).choices] == [*kinds]
    assert refuses(asked, Given(choice="problem"))  # of an office that has no such kind
    assert asked.show("praise", replace(around(), office=PACK)) == dict(kinds["praise"].name)
    assert shown(asked, "of-an-older-version") == "of-an-older-version"
