"""Random people in random forms: the engine never fails, never loses, never invents, never sticks."""

from __future__ import annotations

from collections.abc import Mapping
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

from feedback.conversation import Conversation, Discarded, Ended, Paused, Submitted
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
    collecting = "photos"
    """The kind whose answer is put together of what is sent."""

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

    def _meet(self, talk: Talk) -> None:
        self.talk = talk
        self.now: set[str] = set()
        """What this very message can stand for."""
        self.told: dict[str, set[str]] = {}
        """What was told to each question, for answers that are put together of several messages."""
        self._over_or_not()

    def _path(self, talk: Talk) -> Path:
        return Path(talk.form, talk.held, talk.around)

    def _over_or_not(self) -> None:
        self.over = self.talk.step.conversation is None

    def _does(self, **event: Any) -> None:
        talk = self.talk
        held = talk.held
        answered = talk.step
        self.now = self._means(event)
        if held.at is not None:
            self.told.setdefault(held.at, set()).update(self.now)
        talk.hears(**event)
        step = talk.step
        assert step is not answered
        assert step.replies or step.toast or step.outcome
        assert all(reply.lines for reply in step.replies)
        if step.conversation is None:
            assert step.outcome is not None
            self._ended(held, event)
        else:
            self._kept(held, event)
        self._over_or_not()

    def _means(self, event: dict[str, Any]) -> set[str]:
        """Return what a message can stand for as an answer to the question being asked.

        A button means something for the question it names alone.
        """
        held = self.talk.held
        if event.get("edited"):
            return set()
        if (press := event.get("press")) is not None:
            parts = press.split(":")
            if parts[0] == "n" and parts[-1] == "answer":
                return self._spoken(held.heard)
            named = len(parts) == 4 and parts[0] == "q" and parts[1:3] == [held.id, held.at]
            return {parts[3]} if named else set()
        text = event.get("text", "")
        if held.stage == "leaving" and held.heard:
            text = held.heard
        refs = {each.ref for each in event.get("attachments", ())}
        phone = {event["contact"].phone} if event.get("contact") else set()
        return refs | phone | self._spoken(text)

    def _spoken(self, text: str) -> set[str]:
        """Return these words and the choices they can stand for: place, name or beginning."""
        held = self.talk.held
        if held.at is None or not (typed := fold(text)):
            return {text}
        means = {text}
        path = self._path(self.talk)
        prompt = self.talk.form.by_name[held.at].ask(path.around, path.draft)
        for place, choice in enumerate(prompt.choices, start=1):
            labels = choice.label.values() if isinstance(choice.label, dict) else [choice.label]
            said = [fold(label) for label in (*labels, *choice.typed) if isinstance(label, str)]
            begun = any(f"{label} ".startswith(f"{typed} ") for label in said)
            if begun or typed in (str(place), fold(choice.name)):
                means.add(choice.name)
        return means

    def _kept(self, before: Conversation, event: dict[str, Any]) -> None:
        held = self.talk.held
        assert (held.id, held.form, held.version) == (before.id, before.form, before.version)
        for name in before.answers.keys() - held.answers.keys():
            # Only who asks for it, at this very question, takes an answer back.
            assert name == before.at
            assert name in held.skipped
            assert self._takes_back(event)
        assert not any(self.talk.form.by_name[name].required for name in held.skipped)
        for name, value in held.answers.items():
            if before.answers.get(name) != value:
                self._recorded(name, value, before)
        for name, draft in before.drafts.items():
            self._still_there(name, draft, held)

    def _takes_back(self, event: dict[str, Any]) -> bool:
        return fold(event.get("text", "")).startswith("xoa") or str(event.get("press")).endswith(
            ":clear"
        )

    def _recorded(self, name: str, value: Value, before: Conversation) -> None:
        """Every part of a recorded value was told to this question, and by this very message
        unless it is put together of several."""
        if isinstance(value, list):
            for part in value:
                assert part in self.told.get(name, set()), (name, part)
        else:
            assert name == before.at
            assert value in self.now, (name, value)

    def _still_there(self, name: str, draft: Value, held: Conversation) -> None:
        """What was sent in parts is in the draft or in the answer, unless it was taken back."""
        if self.talk.form.by_name[name].kind == self.collecting and isinstance(draft, list):
            now = held.drafts.get(name, held.answers.get(name))
            assert now is None or isinstance(now, list)
            assert now is not None or name in held.skipped
            for part in draft if now is not None else ():
                assert part in now

    def _ended(self, before: Conversation, event: dict[str, Any]) -> None:
        outcome = self.talk.outcome
        if isinstance(outcome, Discarded):
            assert before.stage == "leaving"
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
            for name in before.answers.keys() - sent.keys():
                assert name == before.at
                assert self._takes_back(event)
            for name, value in sent.items():
                if before.answers.get(name) != value:
                    self._recorded(name, value, before)
            self._all_parts_sent(outcome, before.drafts)
        if isinstance(outcome, Ended):
            assert self.talk.form.by_name[outcome.note].ends_form()

    @precondition(lambda self: not self.over)
    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self._does(text=text)

    @precondition(lambda self: not self.over)
    @rule(
        word=st.sampled_from(
            ("bỏ qua", "quay lại", "xong", "hủy", "có", "không", "gửi", "sửa", "xóa")
        )
    )
    def types_a_move(self, word: str) -> None:
        self.types(word)

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
        self._does(press=data)
        answers = question == held.at if kind == "q" else word in ("answer", "clear", "skip")
        if not (answers or self.over):
            # Moving on takes over what was added to an earlier answer, and changes nothing else.
            added = {name for name in held.drafts if name not in self.talk.held.drafts}
            assert _without(self.talk.held.answers, added) == _without(before, added)

    @precondition(lambda self: not self.over)
    @rule(
        attachments=st.lists(st.sampled_from((PHOTO, VOICE, STICKER)), max_size=2).map(tuple),
        location=st.sampled_from((None, PLACE)),
        contact=st.sampled_from((None, CARD)),
        text=st.just("") | TEXTS,
        album=st.sampled_from((None, "al")),
    )
    def sends(self, **event: Any) -> None:
        self._does(**event)

    @precondition(lambda self: not self.over)
    @rule(text=TEXTS)
    def edits_a_message(self, text: str) -> None:
        before = self.talk.held
        self._does(text=text, edited=True)
        assert (self.talk.held.answers, self.talk.held.at) == (before.answers, before.at)

    @precondition(lambda self: not self.over and self.talk.held.stage in ("asking", "editing"))
    @rule()
    def answers_sensibly(self) -> None:
        """Get far enough into a form for the rest to be interesting."""
        asked = self.talk.form.by_name[self.talk.held.at or ""]
        event = self._sensible(self.talk, asked, self._path(self.talk).draft)
        self._does(**event)

    @precondition(lambda self: not self.over)
    @rule()
    def looks_back_and_adds_a_photo(self) -> None:
        self.types("quay lại")
        if not self.over:
            self._does(attachments=(PHOTO,))

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
        if talk.held.stage == "leaving":
            talk.says("làm tiếp")
        # Whoever was last told about an edited message or a page of lines sees the question again.
        talk.comes_back()
        for _ in range(90):
            if talk.step.conversation is None:
                break
            assert talk.held.stage != "leaving"
            if talk.held.stage == "reviewing":
                talk.says("gửi")
            else:
                path = self._path(talk)
                asked = talk.form.by_name[talk.held.at or ""]
                talk.hears(**self._sensible(talk, asked, path.draft))
        assert isinstance(talk.outcome, Submitted | Ended)
        if isinstance(talk.outcome, Submitted):
            self._all_parts_sent(talk.outcome, self.talk.held.drafts)

    def _all_parts_sent(self, outcome: Submitted, drafts: Mapping[str, Value]) -> None:
        """Whatever was sent in parts to a question that applies is in its answer."""
        applies = {q.name for q in self.talk.form.live({**outcome.set_aside, **outcome.answers})}
        for name, draft in drafts.items():
            if name in applies and self.talk.form.by_name[name].kind == self.collecting and draft:
                whole = outcome.answers[name]
                assert isinstance(draft, list)
                assert isinstance(whole, list)
                assert len(whole) >= len(draft)

    def _sensible(self, talk: Talk, asked: Question, draft: Value) -> dict[str, Any]:
        """Return what somebody sensible would answer to the question asked."""
        if asked.kind == "photos" and draft is None:
            return {"attachments": (PHOTO,)}
        if asked.kind in ("photos", "ticks") and draft:
            return {"text": "xong"}
        if asked.kind == "card":
            return {"contact": CARD}
        if asked.kind in ("ticks", "say"):
            return {"text": "bad" if asked.kind == "ticks" else "đường hỏng"}
        return {"press": f"q:{talk.held.id}:{asked.name}:{self._choices(talk, asked)[0]}"}

    def _choices(self, talk: Talk, asked: Question) -> list[str]:
        path = self._path(talk)
        return [choice.name for choice in asked.ask(path.around, path.draft).choices]


def _without(answers: Mapping[str, Value], names: set[str]) -> dict[str, Value]:
    return {name: value for name, value in answers.items() if name not in names}


TestCitizen = Citizen.TestCase
TestCitizen.pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def test_pausing_is_no_end() -> None:
    talk = Talk(form(pick("q1"))).says("de sau")
    assert talk.outcome == Paused()
    assert talk.step.conversation is not None
