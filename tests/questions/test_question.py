"""What holds for every kind, and what the base promises to a new one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from feedback.question import Given, Prompt, Question, words
from feedback.questions import QUESTION_KINDS, expand, parse_question
from tests.questions.asking import OFFICE, TEXTS, a, around

BOXES = [{"name": name, "label": {"vi": name, "en": name}} for name in ("mot", "hai")]
NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"choices": BOXES},
    "multi-choice": {"choices": BOXES},
    "consent": {"purpose": "reply"},
}
SAMPLE: dict[str, Any] = {
    "attachments": [{"kind": "photo", "ref": "p1"}],
    "choice": "mot",
    "consent": {"purpose": "reply", "version": 3, "given": True},
    "date": "2026-03-02",
    "location": {"address": "thôn 3"},
    "multi-choice": ["mot"],
    "note": None,
    "nps": 9,
    "number": 3,
    "people": ["p0"],
    "phone": "+84912345678",
    "procedure": "so-do",
    "reply": "đã vá đường",
    "scale": "satisfied",
    "text": "đường hỏng",
    "unit": "hcc",
    "yes-no": "yes",
}


def test_every_kind_of_the_design_is_there() -> None:
    assert sorted(QUESTION_KINDS) == sorted(SAMPLE)
    assert len(QUESTION_KINDS) == 17


@pytest.mark.parametrize("kind", sorted(QUESTION_KINDS))
def test_a_kind_says_what_it_needs_to_say(kind: str) -> None:
    question = a(kind, **NEEDED.get(kind, {}))
    given = SAMPLE[kind]
    assert type(question) is QUESTION_KINDS[kind]
    assert isinstance(question.ask(around(), None), Prompt)
    for language in ("vi", "en"):
        assert TEXTS.render(question.show(given, around(language)), language) or kind == "note"
    assert isinstance(question.cell(given, "vi", OFFICE), str | int | float | None)
    for name in question.tally(given):
        assert question.label(name, "vi", OFFICE)
        assert question.score(name) is None or 0 <= question.score(name) <= 100  # type: ignore[operator]
        assert not question.names() or name in question.names()
    assert question.faults() == []
    assert parse_question({"kind": kind, **question.model_dump(by_alias=True)}) == question


def test_the_names_of_all_answers_are_known_where_the_form_lists_them() -> None:
    listed = {kind: a(kind, **NEEDED.get(kind, {})).names() for kind in QUESTION_KINDS}
    assert listed["scale"][-1] == "na"
    assert len(listed["scale"]) == 6
    assert listed["yes-no"] == ("yes", "no")
    assert listed["choice"] == listed["multi-choice"] == ("mot", "hai")
    assert a("choice", **{"from": "categories"}).names() == ()
    assert listed["text"] == ()


class Bare(Question):
    """A kind of which nothing was written yet."""

    kind = "bare"


def test_a_new_kind_must_say_how_it_asks_reads_shows_and_exports() -> None:
    bare = Bare(name="it", text={"vi": "Hỏi?"})
    for call in (
        lambda: bare.ask(around(), None),
        lambda: bare.read(Given(), around(), None),
        lambda: bare.show("x", around()),
        lambda: bare.cell("x", "vi", OFFICE),
    ):
        with pytest.raises(NotImplementedError):
            call()
    assert (bare.tally("x"), bare.names(), bare.score("x")) == ((), (), None)
    assert (bare.reopened("x"), bare.ends_form(), bare.faults()) == (None, False, [])


@pytest.mark.parametrize("name", ["", "Name", "1st", "a_b", "tên", "x" * 23, "a:b"])
def test_names_fit_into_buttons(name: str) -> None:
    with pytest.raises(ValidationError):
        parse_question({"kind": "text", "name": name, "text": {"vi": "?"}})


@pytest.mark.parametrize("kind", [None, "star", 3, ["text"]])
def test_an_unknown_kind_is_told_with_those_there_are(kind: object) -> None:
    with pytest.raises(ValueError, match=r"one of attachments, .*matrix.*yes-no"):
        parse_question({"kind": kind, "name": "it", "text": {"vi": "?"}})


def test_a_field_of_no_kind_is_a_fault() -> None:
    with pytest.raises(ValidationError):
        a("text", colour="red")


def test_a_matrix_is_one_scale_for_each_item() -> None:
    items = [{"name": "ghe", "text": {"vi": "Ghế"}}, {"name": "quat", "text": {"vi": "Quạt"}}]
    shared = {"kind": "matrix", "name": "noi", "text": {"vi": "Nơi chờ"}, "factor": "tiep-can"}
    rows = expand({**shared, "items": items})
    assert rows == [{"kind": "scale", "factor": "tiep-can", **item} for item in items]
    assert [parse_question(row).name for row in rows] == ["ghe", "quat"]
    assert expand({"kind": "text", "name": "it"}) == [{"kind": "text", "name": "it"}]
    for wrong in (None, [], "ghe", ["ghe"]):
        with pytest.raises(ValueError, match="a matrix needs items"):
            expand({**shared, "items": wrong})


def test_words_fall_back_to_vietnamese_and_then_to_any() -> None:
    assert words({"vi": "có", "en": "yes"}, "en") == "yes"
    assert words({"vi": "có"}, "en") == "có"
    assert words({"km": "ok"}, "en") == "ok"
    assert words({}, "en") == ""
