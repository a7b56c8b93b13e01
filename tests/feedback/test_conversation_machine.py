"""Random people in random forms: the engine never fails, never loses, never invents, never sticks."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from feedback.conversation import Discarded, Ended, Paused, Submitted
from feedback.messages import Attachment
from feedback.navigation import Path
from feedback.question import Question, Value
from feedback.text import fold
from tests.feedback.sample import (
    CARD,
    LEVELS,
    PHOTO,
    PLACE,
    VOICE,
    Card,
    Leaf,
    Photos,
    Talk,
    Ticks,
    form,
    note,
    pick,
    say,
)

WORDS = st.sampled_from(
    [
        "hài lòng",
        "khong hai long",
        "rat",
        "co",
        "khong",
        "1",
        "2",
        "3",
        "9",
        "xong",
        "bo qua",
        "quay lai",
        "huy",
        "de sau",
        "gui",
        "sua",
        "xoa",
        "xin chào",
        "đường hỏng",
        "Huy",
        "c",
        "next",
        "done",
        "📷",
        "\u202e",
        "\x00",
        "/huy",
        "q:abc234:q1:yes",
    ]
)
TEXTS = WORDS | st.text(max_size=12) | st.just("dài " * 300)
LEAVES = ("ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "mot")
STICKER = Attachment("sticker", "s")


def question(name: str, kind: str, required: bool, when: Any) -> Question:
    fields: dict[str, Any] = {"name": name, "text": {"vi": f"{name}?"}, "required": required}
    if when is not None:
        fields["when"] = when
    if kind == "note" or kind == "ends":
        return note(name, ends=kind == "ends", **({"when": when} if when else {}))
    if kind == "leaf":
        return Leaf(**fields, leaves=LEAVES)
    if kind == "ticks":
        return Ticks(**fields, options=LEVELS, least=1)
    if kind == "photos":
        return Photos(**fields)
    if kind == "card":
        return Card(**fields)
    if kind == "say":
        return say(**{**fields, "text": {"vi": "{q1} {unit} thế nào?"}})
    return pick(**fields, options=LEVELS)


@st.composite
def forms(draw: st.DrawFn) -> Any:
    kinds = draw(
        st.lists(
            st.sampled_from(
                ("pick", "pick", "say", "ticks", "photos", "leaf", "card", "note", "ends")
            ),
            min_size=1,
            max_size=8,
        )
    )
    questions = []
    for at, kind in enumerate(kinds, start=1):
        when = None
        if at > 1 and (kind == "ends" or draw(st.booleans())):
            earlier = f"q{draw(st.integers(1, at - 1))}"
            test = draw(st.sampled_from(({"is": ["bad", "ba"]}, {"answered": True})))
            when = {"question": earlier, **test}
        questions.append(question(f"q{at}", kind, draw(st.booleans()), when))
    return form(*questions, review=draw(st.booleans()), intro={"vi": "Chào {unit}."})


class Citizen(RuleBasedStateMachine):
    """A person who taps, types, sends and waits as nobody would."""

    talk: Talk
    over = False

    @precondition(lambda self: self.over)
    @rule(form=forms())
    def begins_another(self, form: Any) -> None:
        self.starts(form, None)

    @initialize(form=forms(), known=st.sampled_from((None, {"q1": "bad"}, {"q2": "ba"})))
    def starts(self, form: Any, known: dict[str, Value] | None) -> None:
        valid = {
            name: value
            for name, value in (known or {}).items()
            if (asked := form.by_name.get(name)) is not None
            and value in getattr(asked, "options", getattr(asked, "leaves", ()))
            and asked.kind in ("pick", "leaf")
        }
        self._meet(Talk(form, answers=valid, context={"unit": "ubnd"}))
        self.provided = {*map(str, valid.values())}

    def _meet(self, talk: Talk) -> None:
        self.talk = talk
        self.provided: set[str] = set()
        self._over_or_not()

    def _path(self, talk: Talk) -> Path:
        return Path(talk.form, talk.held, talk.around)

    def _over_or_not(self) -> None:
        self.over = self.talk.step.conversation is None

    def _does(self, **event: Any) -> None:
        talk = self.talk
        before = dict(talk.held.answers)
        at, stage = talk.held.at, talk.held.stage
        answered = talk.step
        talk.hears(**event)
        step = talk.step
        assert step is not answered
        assert step.replies or step.toast or step.outcome
        assert all(reply.lines for reply in step.replies)
        if step.conversation is None:
            assert step.outcome is not None
            self._ended(before, at, stage)
        else:
            self._kept(before, at, event)
        self._over_or_not()

    def _kept(self, before: dict[str, Value], at: str | None, event: dict[str, Any]) -> None:
        held = self.talk.held
        for name, value in before.items():
            if name in held.answers:
                # Only the question being asked, or one the button names, is overwritten.
                assert held.answers[name] == value or name == at
            else:
                assert name == at
                assert name in held.skipped
        assert not any(self.talk.form.by_name[name].required for name in held.skipped)
        for name, value in held.answers.items():
            if before.get(name) != value:
                assert name == at
                self._was_given(value)

    def _was_given(self, value: Value) -> None:
        """Every part of a recorded value came from the person."""
        for part in value if isinstance(value, list) else [value]:
            assert part in self.provided, part

    def _ended(self, before: dict[str, Value], at: str | None, stage: str) -> None:
        outcome = self.talk.outcome
        if isinstance(outcome, Discarded):
            assert stage == "leaving"
        if isinstance(outcome, Submitted):
            form = self.talk.form
            live = form.live({**outcome.set_aside, **outcome.answers})
            names = {asked.name for asked in live if asked.answerable}
            assert list(outcome.answers) == [q.name for q in live if q.name in outcome.answers]
            assert set(outcome.answers) <= names
            for asked in live:
                if asked.answerable and asked.required:
                    assert asked.name in outcome.answers
            sent = {**outcome.set_aside, **outcome.answers}
            for name, value in before.items():
                assert sent.get(name) == value or name == at
        if isinstance(outcome, Ended):
            assert self.talk.form.by_name[outcome.note].ends_form()

    @precondition(lambda self: not self.over)
    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self.provided.add(text)
        self._offered(text)
        self._does(text=text)

    @precondition(lambda self: not self.over)
    @rule(
        word=st.sampled_from(
            ("bỏ qua", "quay lại", "xong", "hủy", "có", "không", "gửi", "sửa", "xóa")
        )
    )
    def types_a_move(self, word: str) -> None:
        self.types(word)

    def _offered(self, text: str) -> None:
        """Note the choices these words can stand for: their place, their name or their words."""
        held = self.talk.held
        if held.at is None or not (typed := fold(text)):
            return
        prompt = self.talk.form.by_name[held.at].ask(self.talk.around, self._path(self.talk).draft)
        for place, choice in enumerate(prompt.choices, start=1):
            labels = choice.label.values() if isinstance(choice.label, dict) else [choice.label]
            said = [fold(label) for label in labels if isinstance(label, str)]
            begun = any(f"{label} ".startswith(f"{typed} ") for label in said)
            if begun or typed in (str(place), fold(choice.name)):
                self.provided.add(choice.name)

    @precondition(lambda self: not self.over)
    @rule(which=st.integers(0, 30))
    def taps_what_is_shown(self, which: int) -> None:
        buttons = [b for row in self.talk.last.rows for b in row if b.data[1] == ":"]
        data = [b.data for b in buttons if b.data[0] in "qnre"]
        if data:
            self._tap(data[which % len(data)])

    @precondition(lambda self: not self.over)
    @rule(which=st.integers(0, 300))
    def taps_something_old(self, which: int) -> None:
        old = [b.data for r in self.talk.replies for row in r.rows for b in row]
        if old:
            self._tap(old[which % len(old)])

    @precondition(lambda self: not self.over)
    @rule()
    def taps_twice(self) -> None:
        if self.talk.held.last_press:
            self._tap(self.talk.held.last_press)

    @precondition(lambda self: not self.over)
    @rule(
        kind=st.sampled_from("qqnnnrex"),
        question=st.sampled_from(("q1", "q2", "q5", "-", ".0", ".9", "submit", "")),
        choice=st.sampled_from(
            ("bad", "ba", ".done", "back", "leave", "leave", "skip", "clear", "x")
        ),
    )
    def forges(self, kind: str, question: str, choice: str) -> None:
        at = self.talk.held.at or "-"
        self._tap(f"{kind}:abc234:{question}:{choice}")
        if not self.over:
            self._tap(f"{kind}:abc234:{at}:{choice}")

    @precondition(lambda self: not self.over)
    @rule(data=st.text(max_size=64))
    def forges_nonsense(self, data: str) -> None:
        before = self.talk.held.answers
        self._tap(data)
        assert self.talk.held.answers == before

    def _tap(self, data: str) -> None:
        before, held = dict(self.talk.held.answers), self.talk.held
        kind, _, question, word = (*data.split(":"), "", "", "", "")[:4]
        if kind == "q":
            self.provided.add(word)
        if word == "answer":
            self.provided.add(held.heard)
        self._does(press=data)
        answers = question == held.at if kind == "q" else word in ("answer", "clear", "skip")
        if not (answers or self.over):
            assert self.talk.held.answers == before

    @precondition(lambda self: not self.over)
    @rule(
        attachments=st.lists(st.sampled_from((PHOTO, VOICE, STICKER)), max_size=2).map(tuple),
        location=st.sampled_from((None, PLACE)),
        contact=st.sampled_from((None, CARD)),
        text=st.just("") | TEXTS,
        album=st.sampled_from((None, "al")),
    )
    def sends(self, **event: Any) -> None:
        self.provided |= {each.ref for each in event["attachments"]}
        self.provided |= {CARD.phone, event["text"]}
        self._offered(event["text"])
        self._does(**event)

    @precondition(lambda self: not self.over)
    @rule(text=TEXTS)
    def edits_a_message(self, text: str) -> None:
        before = self.talk.held
        self._does(text=text, edited=True)
        assert (self.talk.held.answers, self.talk.held.at) == (before.answers, before.at)

    @precondition(lambda self: not self.over)
    @rule(hours=st.sampled_from((0.001, 1, 7, 200, -3)))
    def waits(self, hours: float) -> None:
        self.talk.wait(hours=hours)

    @precondition(lambda self: not self.over)
    @rule(language=st.sampled_from(("vi", "en", "km")))
    def chooses_a_language(self, language: str) -> None:
        before = self.talk.held
        self.talk.language = language
        self.talk.comes_back()
        assert self.talk.step.replies
        assert (self.talk.held.answers, self.talk.held.at) == (before.answers, before.at)

    @precondition(lambda self: not self.over)
    @rule()
    def types_the_command_to_cancel(self) -> None:
        before = self.talk.held
        self.talk.cancels()
        assert self.talk.held.stage == "leaving"
        assert self.talk.held.answers == before.answers

    @invariant()
    def can_always_be_finished(self) -> None:
        """From here, answering sensibly sends the form (or reaches a note that ends it)."""
        if self.over:
            return
        talk = copy(self.talk)
        talk.replies = list(talk.replies)
        talk.comes_back()
        for _ in range(90):
            if talk.step.conversation is None:
                break
            assert talk.held.stage != "leaving"
            if talk.held.stage == "reviewing":
                talk.says("gửi")
            else:
                path = self._path(talk)
                self._answer(talk, talk.form.by_name[talk.held.at or ""], path.draft)
        assert isinstance(talk.outcome, Submitted | Ended)

    def _answer(self, talk: Talk, asked: Question, draft: Value) -> None:
        """Answer the question asked as somebody sensible would."""
        if asked.kind == "photos" and draft is None:
            talk.hears(attachments=(PHOTO,))
        elif asked.kind in ("photos", "ticks") and draft:
            talk.says("xong")
        elif asked.kind == "ticks":
            talk.says("bad")
        elif asked.kind == "card":
            talk.hears(contact=CARD)
        elif asked.kind == "say":
            talk.says("đường hỏng")
        else:
            label = next(b for row in talk.last.rows for b in row)
            talk.taps(label.data)


TestCitizen = Citizen.TestCase
TestCitizen.pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def test_pausing_is_no_end() -> None:
    talk = Talk(form(pick("q1"))).says("de sau")
    assert talk.outcome == Paused()
    assert talk.step.conversation is not None
