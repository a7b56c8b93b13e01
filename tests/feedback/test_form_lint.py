"""What the linter finds in a form, with question kinds of its own: it knows none of the real ones."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from feedback.condition import Condition
from feedback.errors import UnreadableAnswer
from feedback.form_lint import INTAKE, INTAKE_KINDS, Explored, Finding, explore, lint
from feedback.question import (
    Answered,
    Around,
    Choice,
    Given,
    Prompt,
    Question,
    Reading,
    Unfinished,
    Value,
)
from feedback.survey import Form
from feedback.unit import Office, Purpose, Unit

WORDS = {"vi": "Chào", "en": "Hello"}


class Pick(Question):
    """One of a few; a choice that begins with `-` is refused when pressed."""

    kind: ClassVar[str] = "pick"
    options: tuple[str | int, ...] = ("a", "b")
    shown: str = "x"
    purpose: str | None = None
    top: str | None = None
    kinds: tuple[str, ...] = ()

    def ask(self, around: Around, draft: Value) -> Prompt:
        label = {"vi": self.shown, "en": "x"}
        return Prompt(choices=tuple(Choice(str(each), label) for each in self.options))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        if given.choice is None or given.choice.startswith("-"):
            raise UnreadableAnswer("no")
        return Answered(next(each for each in self.options if str(each) == given.choice))

    def faults(self) -> list[str]:
        return [] if len(set(self.options)) == len(self.options) else ["the same choice twice"]


class Option(BaseModel):
    name: str
    label: dict[str, str] = WORDS
    when: Condition | None = None


class Menu(Question):
    """A list of choices, some of which wait for an earlier answer."""

    kind: ClassVar[str] = "menu"
    choices: tuple[Option, ...]

    def ask(self, around: Around, draft: Value) -> Prompt:
        offered = [o for o in self.choices if o.when is None or o.when.holds(around.answers)]
        return Prompt(choices=tuple(Choice(each.name, each.label) for each in offered))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        return Answered(given.choice)


class Tick(Pick):
    """Several of a few, ticked one by one."""

    kind: ClassVar[str] = "tick"

    def ask(self, around: Around, draft: Value) -> Prompt:
        asked = super().ask(around, draft)
        return Prompt(choices=(*asked.choices, Choice(".done", "done")))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        ticked = [str(each) for each in draft] if isinstance(draft, list) else []
        if given.choice == ".done":
            return Answered([*ticked])
        return Unfinished([*sorted({*ticked, given.choice or ""})])


class Say(Question):
    """Anything typed."""

    kind: ClassVar[str] = "say"

    def ask(self, around: Around, draft: Value) -> Prompt:
        return Prompt()


class Stop(Say):
    """A note that ends the form."""

    kind: ClassVar[str] = "stop"
    answerable: ClassVar[bool] = False

    def ends_form(self) -> bool:
        return True


OFFICE = Office(
    name=WORDS,
    root="root",
    units={"root": Unit("root", WORDS, "area", valid_from=date(2025, 7, 1))},
    procedures={},
    categories={},
    purposes=(Purpose("news", 1, WORDS, WORDS),),
)


def pick(name: str, **more: Any) -> Pick:
    return Pick.model_validate({"name": name, "text": WORDS, **more})


def say(name: str, **more: Any) -> Say:
    return Say.model_validate({"name": name, "text": WORDS, **more})


def stop(name: str, **more: Any) -> Stop:
    return Stop.model_validate({"name": name, "text": WORDS, **more})


def when(question: str, *values: Any) -> Condition:
    return Condition.model_validate({"question": question, "is": list(values)})


def form(*questions: Question, **more: Any) -> Form:
    fields = {"name": "form", "title": WORDS, "questions": questions} | more
    return Form.model_validate(fields)


def found(*questions: Question, **more: Any) -> list[Finding]:
    return lint(form(*questions, **more), OFFICE)


def test_a_sound_form_has_no_findings() -> None:
    assert (
        found(
            pick("first"),
            say(
                "why",
                when=when("first", "a"),
                text={"vi": "{first} {unit}?", "en": "Why {first}?"},
            ),
            pick("last", factor="care", purpose="news", top="root", kinds=("area",)),
            factors={"care": WORDS},
        )
        == []
    )


def only(findings: list[Finding]) -> tuple[tuple[str | int, ...], str]:
    assert len(findings) == 1, findings
    return findings[0].path, findings[0].what


@pytest.mark.parametrize("key", ["title", "intro", "thanks"])
def test_every_sentence_is_in_both_languages(key: str) -> None:
    path, what = only(found(say("a"), **{key: {"vi": "Chào", "en": " "}}))
    assert (path, what) == ((key,), f"`{key}` needs words for `en`")


def test_a_language_nobody_speaks_is_told() -> None:
    _, what = only(found(say("a"), title={**WORDS, "fr": "Salut"}))
    assert "`fr`" in what


def test_factors_are_named_and_used() -> None:
    findings = found(say("a", factor="care"), factors={"unused": {"vi": "x"}})
    assert [(each.path, each.warning) for each in findings] == [
        (("factors", "unused"), False),
        (("factors", "unused"), True),
        (("questions", 0, "factor"), False),
    ]


def test_a_form_opens_before_it_closes() -> None:
    days = {"opens": date(2026, 3, 2), "closes": date(2026, 3, 1)}
    assert only(found(say("a"), **days))[0] == ("closes",)
    assert found(say("a"), opens=date(2026, 3, 2), closes=date(2026, 3, 2)) == []


def test_a_form_is_open_from_its_first_to_its_last_day() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3, 4)]
    limited = form(say("a"), opens=days[1], closes=days[2])
    assert [limited.is_open(day) for day in days] == [False, True, True, False]
    assert form(say("a")).is_open(days[0])


def test_a_form_asks_something() -> None:
    assert any("nothing is asked" in each.what for each in found(stop("a")))
    assert any("nothing is asked" in each.what for each in found())


def test_names_are_there_once() -> None:
    path, what = only(found(say("a"), say("a")))
    assert path == ("questions", 1, "name")
    assert "`a`" in what


def test_what_a_kind_finds_wrong_with_itself_is_told_and_it_is_not_tried_out() -> None:
    path, what = only(found(pick("a", options=("x", "x")), say("b", when=when("a", "y"))))
    assert (path, what) == (("questions", 0), "the same choice twice")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ({"purpose": "gone"}, "`gone` is no purpose"),
        ({"top": "gone"}, "`gone` is no unit"),
        ({"kinds": ("area", "gone")}, "of the kind `gone`"),
    ],
)
def test_what_a_question_refers_to_exists(field: dict[str, Any], told: str) -> None:
    path, what = only(found(pick("a", **field)))
    assert path == ("questions", 0)
    assert told in what


def test_braces_name_an_earlier_question() -> None:
    findings = found(
        stop("note", when=when("never", "a")),
        say(
            "first", text={"vi": "{later} {note}", "en": "{first}"}, hint={"vi": "{x}", "en": "y"}
        ),
        say("later", text={"vi": "{first} {procedure} {desk}", "en": "ok"}),
    )
    named = [(each.path[2], each.what.split("`")[1]) for each in findings if "stands" in each.what]
    assert named == [
        ("text", "{later}"),
        ("text", "{note}"),
        ("text", "{first}"),
        ("hint", "{x}"),
    ]


def test_a_long_button_is_only_warned_about() -> None:
    findings = found(pick("a", shown="dài " * 11))
    assert [each.warning for each in findings] == [True, True]
    assert "has 44 letters" in findings[0].what


def test_buttons_lead_to_an_answer() -> None:
    assert "none of its buttons" in only(found(pick("a", options=("-x", "-y"))))[1]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (when("gone", "a"), "`gone` does not exist"),
        (when("later", "a"), "`later` is not asked before"),
        (when("this", "a"), "`this` is not asked before"),
        (when("note", "a"), "`note` is not asked before"),
        (when("first", "c"), "`first` can never be answered `c`"),
        (Condition(question="first", at_least=2), "`first` gives no number"),
        (Condition(any=(when("first", "a"), when("first", "c"))), "answered `c`"),
        (Condition(all=(when("first", "a"), when("gone", "a"))), "`gone` does not"),
        (Condition(negated=when("gone", "a")), "`gone` does not"),
    ],
)
def test_conditions_look_at_earlier_answers_that_exist(condition: Condition, told: str) -> None:
    findings = found(
        pick("first"),
        stop("note", when=when("first", "a")),
        say("this", when=condition),
        say("later"),
    )
    assert any(told in each.what and each.path == ("questions", 2, "when") for each in findings)


def test_a_single_value_needs_no_list() -> None:
    assert found(pick("a"), say("b", when=Condition(question="a", equals="a"))) == []


def test_numbers_are_compared_with_numbers() -> None:
    levels = pick("level", options=(1, 2, 3))
    assert found(levels, say("why", when=Condition(question="level", at_most=2))) == []
    assert found(say("age"), say("why", when=Condition(question="age", at_least=18))) == []


def test_one_of_several_ticks_can_be_asked_for() -> None:
    ticks = Tick(name="ticks", text=WORDS, options=("x", "y", "z"))
    assert found(ticks, say("why", when=when("ticks", "y"))) == []
    assert "answered `q`" in found(ticks, say("why", when=when("ticks", "q")))[0].what


def test_a_choice_may_wait_for_an_earlier_answer() -> None:
    def menu(wanted: str) -> Menu:
        late = Option(name="late", when=when("first", wanted))
        return Menu(name="menu", text=WORDS, choices=(Option(name="soon"), late))

    assert found(pick("first"), menu("a"), say("why", when=when("menu", "late"))) == []
    path, _ = only(found(pick("first"), menu("c")))
    assert path == ("questions", 1, "choices", 1, "when")


def test_words_are_looked_for_in_every_corner_of_a_question() -> None:
    bare = Option(name="x", label={"vi": "Chỉ tiếng Việt"})
    path, what = only(found(Menu(name="menu", text=WORDS, choices=(Option(name="y"), bare))))
    assert path == ("questions", 0, "choices", 1, "label")
    assert what == "needs words for `en`"
    assert only(found(say("a", hint={"en": "Only English"})))[0] == ("questions", 0, "hint")


def test_too_many_choices_to_try_count_as_anything() -> None:
    around = Around(office=OFFICE, now=None, language="vi")  # type: ignore[arg-type]
    many = Tick(name="many", text=WORDS, options=tuple(f"o{n}" for n in range(20)))
    explored = explore(many, around)
    assert not explored.complete
    assert explored.allows("whatever")


def test_nothing_known_allows_nothing() -> None:
    assert not Explored().allows("a")


def test_a_question_behind_contradicting_conditions_is_never_reached() -> None:
    both = Condition(all=(when("first", "a"), when("first", "b")))
    path, what = only(found(pick("first"), say("why", when=both)))
    assert path == ("questions", 1)
    assert "never be reached" in what


def test_a_dead_branch_cannot_keep_another_alive() -> None:
    path, _ = only(
        found(
            pick("first"),
            pick("second", when=when("first", "a")),
            say("third", when=Condition(all=(when("first", "b"), when("second", "a")))),
        )
    )
    assert path == ("questions", 2)


def test_an_optional_question_may_stay_without_answer() -> None:
    unanswered = Condition(question="first", answered=False)
    assert found(pick("first", required=False), say("why", when=unanswered)) == []
    assert "never" in only(found(pick("first"), say("why", when=unanswered)))[1]


def test_a_required_question_on_another_way_does_not_close_this_one() -> None:
    assert (
        found(
            pick("first"),
            pick("second", when=when("first", "a")),
            say("third", when=Condition(question="second", answered=False)),
        )
        == []
    )


def test_open_answers_are_told_apart_by_what_is_asked_of_them() -> None:
    assert (
        found(
            say("age"),
            say("child", when=Condition(question="age", at_most=17)),
            say("adult", when=Condition(question="age", at_least=18)),
            say("named", when=when("age", "An")),
            say("other", when=Condition(negated=when("age", "An"))),
        )
        == []
    )


def test_a_form_that_nobody_can_send_is_told() -> None:
    path, what = only(
        found(pick("first"), stop("a", when=when("first", "a")), stop("b"), say("c"))
    )
    assert path == ("questions", 2)
    assert "nobody could ever send" in what


def test_some_ways_may_end_at_a_note() -> None:
    assert found(pick("first"), stop("a", when=when("first", "a")), say("c")) == []


def test_too_many_branches_are_not_followed() -> None:
    questions: list[Question] = [pick(f"q{n}") for n in range(12)]
    needs_all = Condition(all=tuple(when(f"q{n}", "a") for n in range(12)))
    findings = found(*questions, say("last", when=needs_all))
    assert [(each.warning, "too many branches" in each.what) for each in findings] == [
        (True, True)
    ]


def intake(*left_out: str, kinds: tuple[str, ...] = INTAKE_KINDS) -> list[Finding]:
    questions: list[Question] = []
    for name in INTAKE:
        if name in left_out:
            continue
        if name == "kind":
            questions.append(pick("kind", options=kinds))
        elif name.startswith("lawful-"):
            questions.append(stop(name, when=when("kind", name.removeprefix("lawful-"))))
        else:
            questions.append(say(name))
    return found(*questions, purpose="case")


def test_the_intake_form_has_what_the_program_reads() -> None:
    assert intake() == []
    assert "`named`" in only(intake("named"))[1]
    assert "`praise`" in only(intake(kinds=tuple(k for k in INTAKE_KINDS if k != "praise")))[1]
    assert any("named `kind`" in each.what for each in intake("kind"))


def test_lawful_filing_ends_the_intake() -> None:
    questions: list[Question] = [
        pick("kind", options=INTAKE_KINDS) if name == "kind" else say(name) for name in INTAKE
    ]
    told = [each.what for each in found(*questions, purpose="case")]
    assert len(told) == 2
    assert all("must end the form" in what for what in told)


def test_an_office_without_dates_is_looked_at_too() -> None:
    bare = Office(name=WORDS, root="", units={}, procedures={}, categories={})
    assert lint(form(pick("a")), bare) == []


class Same(Pick):
    """Two buttons for one answer: a shortcut, say."""

    kind: ClassVar[str] = "same"

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        return Answered("one")


def test_two_buttons_may_give_one_answer() -> None:
    around = Around(office=OFFICE, now=None, language="vi")  # type: ignore[arg-type]
    assert explore(Same(name="a", text=WORDS), around) == Explored(("one",), complete=True)
