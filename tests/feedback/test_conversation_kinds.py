"""The engine with the real kinds and the sample office's own forms, under the same random people."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from feedback.conversation import Conversation, Submitted, dump, load
from feedback.office import read_pack
from feedback.question import Question, Value
from feedback.questions import QUESTION_KINDS, parse_question
from feedback.survey import Form
from feedback.text import fold
from tests.feedback.sample import CARD, PHOTO, PLACE, Talk, form
from tests.feedback.test_conversation_machine import Citizen

FOLDER = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"
PACK = read_pack(
    {p.relative_to(FOLDER).as_posix(): p.read_bytes() for p in FOLDER.rglob("*.yaml")}
)

BOXES = [{"name": name, "label": {"vi": name.title()}} for name in ("duong", "dien", "nuoc")]
FIELDS: dict[str, dict[str, Any]] = {
    "choice": {"choices": BOXES},
    "multi-choice": {"choices": BOXES, "minimum": 2},
    "consent": {"purpose": PACK.office.purposes[0].id},
    "number": {"minimum": 0, "maximum": 10},
}
SAID = {
    "date": "hôm nay",
    "location": "cạnh nhà văn hóa thôn 2",
    "number": "3",
    "phone": "0912 345 678",
    "procedure": "khai sinh",
    "text": "Đường hỏng đã lâu",
}


def question(kind: str, name: str, required: bool, when: Any) -> Question:
    return parse_question(
        {
            "kind": kind,
            "name": name,
            "text": {"vi": f"{name}? {{q1}}"},
            "required": required,
            "when": when,
            **FIELDS.get(kind, {}),
        }
    )


FILLED_IN = {"people", "reply"}
"""Kinds that offer what a handler puts into the conversation: tested with the officers' forms."""
ASKABLE = sorted(QUESTION_KINDS.keys() - FILLED_IN)
FORMS = [form for form in PACK.forms if form.purpose not in ("act", "letter")]
"""Those that are asked as they stand; of the others only what an action or a letter lacks is."""


@st.composite
def forms(draw: st.DrawFn) -> Form:
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(FORMS))
    kinds = draw(st.lists(st.sampled_from(ASKABLE), min_size=1, max_size=6))
    questions = []
    for at, kind in enumerate(kinds, start=1):
        when = None
        if at > 1 and draw(st.booleans()):
            when = {"question": f"q{draw(st.integers(1, at - 1))}", "answered": True}
        questions.append(question(kind, f"q{at}", draw(st.booleans()), when))
    return form(*questions, review=draw(st.booleans()))


NEAR = ("hom nay", "hom qua", "hom kia", "mai", "nay", "qua", "today", "yesterday", "tomorrow")
NUMBERS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")


def digits(said: object) -> str:
    return re.sub(r"\D", "", str(said))


def means(question: Question, value: Any, now: set[str]) -> bool:
    """Tell, apart from the program, whether a value can come of what was just said or pressed."""
    said = {each.strip() for each in now}
    match question.kind:
        case "consent":
            return bool({"agree", "refuse"} & said) and value["given"] is ("agree" in said)
        case "nps":
            return str(value) in said
        case "number":
            return any(digits(value) in digits(each) or fold(each) in NUMBERS for each in said)
        case "text" if isinstance(value, list):  # spoken
            return all(each.get("ref", each.get("text")) in said for each in value)
        case "text":
            return value in said
        case "phone":
            return any(value[-9:] in digits(each) for each in said)
        case "location" if "address" in value:
            return value["address"] in said
        case "location":
            return bool(value == {"latitude": PLACE.latitude, "longitude": PLACE.longitude})
        case "date":
            day = date.fromisoformat(value).day
            typed = any(fold(each) in NEAR or str(day) in digits(each) for each in said)
            return typed or bool({".today", ".yesterday", ".tomorrow"} & said)
        case "unit" | "procedure" | "choice" if value not in said:
            named = known_by(str(value))
            return ".here" in said or any(_all_begin(fold(each), named) for each in said)
    return value in said


def known_by(id: str) -> str:
    """Return every word that a unit, procedure or category of the office goes by."""
    office = PACK.office
    heirs = [unit for unit in office.units.values() if id in unit.successors or unit.id == id]
    named: list[Any] = [*heirs, office.procedures.get(id), office.categories.get(id)]
    return " ".join(
        fold(json.dumps(asdict(each), ensure_ascii=False, default=str)) for each in named if each
    )


def _all_begin(typed: str, known: str) -> bool:
    return bool(typed) and all(f" {word}" in f" {known}" for word in typed.split())


class Villager(Citizen):
    """The same people before real questions; a value is checked against what its kind makes of
    words, written down here a second time and more loosely."""

    collecting = "attachments"

    @precondition(lambda self: self.over)
    @rule(form=forms())
    def begins_another(self, form: Form) -> None:
        self._meet(Talk(form, office=PACK.office))

    @initialize(form=forms())
    def starts(self, form: Form) -> None:
        self._meet(Talk(form, office=PACK.office))

    def _recorded(self, name: str, value: Value, before: Conversation) -> None:
        """The value is what this very message means to a question of its kind; what is put
        together of several messages came in them."""
        question = self.talk.form.by_name[name]
        if question.kind in ("multi-choice", "attachments"):
            assert isinstance(value, list)
            for part in value:
                sent = part.get("ref", part.get("text")) if isinstance(part, dict) else part
                assert sent in {each.strip() for each in self.told.get(name, ())}
            return
        assert name == before.at
        assert means(question, value, self.now), (question.kind, value, self.now)

    @invariant()
    def is_stored_as_json(self) -> None:
        if not self.over:
            assert load(json.loads(json.dumps(dump(self.talk.held)))) == self.talk.held

    def _sensible(self, talk: Talk, asked: Question, draft: Value) -> dict[str, Any]:
        if asked.kind == "attachments" and not draft:
            return {"attachments": (PHOTO,), "text": "ổ gà"}
        if asked.kind == "attachments":
            return {"text": "xong"}
        if asked.kind == "multi-choice" and isinstance(draft, list) and len(draft) > 1:
            return {"text": "xong"}
        if asked.kind in SAID:
            return {"text": SAID[asked.kind]}
        choices = self._choices(talk, asked)
        offered = [name for name in choices if name[0] != "."]
        ticked = [name for name in offered if name not in (draft or ())]
        return {"press": f"q:{talk.held.id}:{asked.name}:{(ticked or offered or choices)[0]}"}


TestVillager = Villager.TestCase
TestVillager.pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def walked(form: Form, **answers: Any) -> Talk:
    """A person who answers each question by name: words, or an event of another kind."""
    talk = Talk(form, office=PACK.office)
    for _ in range(60):
        if talk.step.conversation is None or talk.held.stage == "reviewing":
            break
        said = answers[(talk.held.at or "").replace("-", "_")]
        for each in said if isinstance(said, list) else [said]:
            talk.hears(**each) if isinstance(each, dict) else talk.says(each)
    return talk


def test_every_kind_is_answered_in_words_without_diacritics() -> None:
    kinds = {kind: question(kind, f"a-{kind}", True, None) for kind in ASKABLE}
    del kinds["unit"]
    talk = walked(
        form(*kinds.values()),
        a_attachments=[{"attachments": (PHOTO,), "text": "o ga"}, "xong"],
        a_choice="dien",
        a_consent="khong dong y",
        a_date="hom qua",
        a_multi_choice=["duong", "nuoc", "xong"],
        a_nps="9",
        a_number="5",
        a_phone={"contact": CARD},
        a_location={"location": PLACE},
        a_scale="rat hai long",
        a_procedure="khai sinh",
        a_text="khong co gi",
        a_yes_no="da",
    )
    assert "Xin lỗi" not in talk.said
    given = talk.says("gui").outcome
    assert isinstance(given, Submitted)
    answers = dict(given.answers)
    assert answers.pop("a-attachments") == [
        {"kind": "photo", "ref": "photo-1", "size": None, "name": "", "mime": ""},
        {"kind": "words", "text": "o ga"},
    ]
    assert answers.pop("a-consent")["given"] is False  # type: ignore[index,call-overload]
    yesterday = (talk.now + timedelta(hours=7, days=-1)).date()
    assert answers == {
        "a-choice": "dien",
        "a-date": yesterday.isoformat(),
        "a-multi-choice": ["duong", "nuoc"],
        "a-nps": 9,
        "a-number": 5,
        "a-phone": "+84912345678",
        "a-location": {"latitude": PLACE.latitude, "longitude": PLACE.longitude},
        "a-scale": "very-satisfied",
        "a-procedure": answers["a-procedure"],
        "a-text": "khong co gi",
        "a-yes-no": "yes",
    }


def test_photos_and_ticks_are_added_to_when_their_line_is_changed() -> None:
    kinds = [question(kind, kind, True, None) for kind in ("attachments", "multi-choice")]
    photo = {"attachments": (PHOTO,)}
    talk = walked(
        form(*kinds), attachments=[photo, "xong"], multi_choice=["duong", "dien", "xong"]
    )
    talk.says("1").hears(**photo).says("xong", "2", "nuoc", "xong", "gui")
    assert isinstance(talk.outcome, Submitted)
    first, second = talk.outcome.answers.values()
    assert isinstance(first, list)
    assert len(first) == 2
    assert second == ["duong", "dien", "nuoc"]


@pytest.mark.parametrize("name", [form.name for form in FORMS])
def test_every_form_of_the_office_can_be_answered(name: str) -> None:
    form = next(each for each in PACK.forms if each.name == name)
    villager = Villager()
    villager.starts(form)
    villager.can_always_be_finished()
