from __future__ import annotations

import json

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

STAFF = ["Trần Thị Lan", "Nguyễn Văn Tú", "Lê Thị Lan", *(f"Cán bộ {n}" for n in range(1, 9))]
CONTEXT = {"it": json.dumps(STAFF)}


def test_somebody_is_chosen_by_press_number_or_name() -> None:
    for said in ("1", "tran thi lan", "Trần"):
        assert value(a("people"), said, context=CONTEXT) == ["p0"]
    talk = put(a("people"), context=CONTEXT)
    assert answered(talk, {"press": f"q:{talk.held.id}:it:p1"}) == ["p1"]


def test_long_lists_are_paged_and_searched_without_diacritics() -> None:
    asked = a("people")
    assert names(asked, context=CONTEXT)[-1] == ".next"
    assert len(names(asked, context=CONTEXT)) == 9
    assert names(asked, {"page": 1}, context=CONTEXT) == ["p8", "p9", "p10", ".before"]
    talk = tell(put(asked, context=CONTEXT), "lan")
    assert text("question-found", count=2) in talk.said
    assert [button for button in talk.said.split() if button == "Tú"] == []
    assert answered(talk, "Lê Thị Lan") == ["p2"]


def test_from_what_was_found_one_goes_back_to_all() -> None:
    assert draft_after(a("people"), Given(choice=".up"), {"words": "lan"}) == {"taken": []}
    assert draft_after(a("people"), Given(choice=".next")) == {"page": 1}


def test_several_are_ticked_until_done() -> None:
    asked = a("people", several=True)
    talk = tell(put(asked, context=CONTEXT), "1", "Nguyễn Văn Tú")
    assert labels(asked, talk.held.drafts["it"], context=CONTEXT)[:2] == [
        "☑ Trần Thị Lan",
        "☑ Nguyễn Văn Tú",
    ]
    tell(talk, "1")  # and unticked again
    assert answered(talk, "xong") == ["p1"]
    assert refuses(asked, Given(choice=".done"))  # nobody yet
    assert asked.reopened(["p1"]) == {"taken": ["p1"]}
    assert a("people").reopened(["p1"]) is None


@pytest.mark.parametrize("said", ["Phạm Văn Không", "?!", "99"])
def test_who_is_not_on_the_list_cannot_be_chosen(said: str) -> None:
    assert hint(a("people"), said, context=CONTEXT) == text("question-people-hint")


def test_what_is_no_words_is_nobody() -> None:
    assert refuses(a("people"), Given())
    assert refuses(a("people"), Given(choice="p77"))


def test_names_are_shown_and_never_exported() -> None:
    assert a("people").show(["p0", "p9"], put(a("people"), context=CONTEXT).around) == (
        "Trần Thị Lan, Cán bộ 7"
    )
    assert shown(a("people"), ["p0"]) == "…"
    assert cell(a("people"), ["p0", "p1"]) == 2
    assert cell(a("people"), None) == 0
