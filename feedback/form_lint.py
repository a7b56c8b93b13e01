"""What can be wrong with a form although every field of it is well-formed.

Works on any kind of question: what answers a question can get is found by asking it and pressing
its choices, so a new kind needs nothing here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from pydantic import JsonValue

from feedback.condition import Condition, comparable
from feedback.errors import UnreadableAnswer
from feedback.marked_yaml import Path
from feedback.pack_rows import LANGUAGES, missing_words
from feedback.question import Answered, Around, Given, Question
from feedback.survey import Form
from feedback.unit import Office

LONGEST_LABEL = 40
"""Letters of a button that a small phone shows whole; a longer one is only warned about."""

FROM_A_LINK = frozenset({"unit", "procedure", "desk"})
"""What `{…}` in a sentence may stand for besides an earlier question."""

INTAKE = (
    *("kind", "accuses", "harmed", "lawful-denunciation", "lawful-complaint"),
    *("category", "unit", "what", "place", "evidence"),
    *("named", "name", "phone", "consent"),
)
"""Questions of the form `case` that the program itself reads."""

INTAKE_KINDS = ("problem", "proposal", "praise", "complaint", "denunciation", "unsure")
"""Answers its question `kind` must offer."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_MOST_DRAFTS = 300
_MOST_STATES = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place of the form; `path` is `("questions", 3, "when")`."""

    path: Path
    what: str
    warning: bool = False


def lint(form: Form, office: Office) -> list[Finding]:
    """Return everything that is wrong with a form, or looks wrong (`warning`)."""
    around = Around(office=office, now=_some_day_of(office), language="vi")
    broken = list(_questions(form, office))
    # A question that is wrong in itself cannot be tried out; the rest of the form still can.
    numbers = {finding.path[1] for finding in broken}
    sound = [number for number in range(len(form.questions)) if number not in numbers]
    answers = dict.fromkeys(range(len(form.questions)), Explored(complete=False))
    answers |= {number: explore(form.questions[number], around) for number in sound}
    conditions = list(_conditions(form, answers))
    return [
        *_whole(form),
        *_names(form),
        *broken,
        *_sentences(form),
        *_buttons(form, sound, answers, around),
        *conditions,
        *_ways(form, answers, frozenset(finding.path[1] for finding in conditions)),
        *(_intake(form, answers) if form.purpose == "case" else ()),
    ]


@dataclass(frozen=True, slots=True)
class Explored:
    """The answers that pressing a question's choices can give."""

    values: tuple[JsonValue, ...] = ()
    complete: bool = True
    """False when there are more choices than were tried, or none at all: anything may be typed."""

    def allows(self, wanted: JsonValue) -> bool:
        """Tell whether an answer can be this value, or hold it among others."""
        return not self.complete or any(
            wanted == value or wanted in comparable(value) for value in self.values
        )


def explore(question: Question, around: Around) -> Explored:
    """Return what answers pressing can give, trying every way through pages and branches."""
    drafts: list[JsonValue] = [None]
    seen = {"null"}
    values: list[JsonValue] = []
    pressed = False
    for draft in drafts:  # grows while it is walked
        for choice in question.ask(around, draft).choices:
            pressed = True
            try:
                reading = question.read(Given(choice=choice.name), around, draft)
            except UnreadableAnswer:
                continue
            if isinstance(reading, Answered):
                if reading.value not in values:
                    values.append(reading.value)
            elif (key := json.dumps(reading.draft, sort_keys=True)) not in seen:
                if len(seen) == _MOST_DRAFTS:
                    return Explored(tuple(values), complete=False)
                seen.add(key)
                drafts.append(reading.draft)
    # A choice that waits for an earlier answer was not offered here.
    return Explored(tuple(values), complete=pressed and not dict(_choice_conditions(question)))


def _choice_conditions(question: Question) -> Iterator[tuple[int, Condition]]:
    """Yield the conditions of single choices, by their place in the list."""
    for number, choice in enumerate(getattr(question, "choices", ())):
        condition = getattr(choice, "when", None)
        if condition is not None:
            yield number, condition


def _some_day_of(office: Office) -> datetime:
    """Return noon of a day when every unit of the pack that will last has begun."""
    begun = [unit.valid_from for unit in office.units.values() if unit.valid_from]
    if not begun:
        return datetime(2025, 7, 1, 12, tzinfo=UTC)  # the two-tier government's first day
    return datetime.combine(max(begun), time(12), UTC)


def _whole(form: Form) -> Iterator[Finding]:
    sentences = {"title": form.title, "intro": form.intro, "thanks": form.thanks}
    for key, words in sentences.items():
        if words is not None and (fault := missing_words(words)):
            yield Finding((key,), f"`{key}` {fault}")
    for name, words in form.factors.items():
        if fault := missing_words(words):
            yield Finding(("factors", name), f"`{name}` {fault}")
        if not any(question.factor == name for question in form.questions):
            yield Finding(("factors", name), f"no question counts towards `{name}`", warning=True)
    if form.opens and form.closes and form.closes < form.opens:
        yield Finding(("closes",), "the form closes before it opens")
    if not any(question.answerable for question in form.questions):
        yield Finding(("questions",), "nothing is asked; add a question")


def _names(form: Form) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, question in enumerate(form.questions):
        if question.name in seen:
            yield Finding(
                ("questions", number, "name"),
                f"a second question is named `{question.name}`; give it another name",
            )
        seen.add(question.name)


def _questions(form: Form, office: Office) -> Iterator[Finding]:
    for number, question in enumerate(form.questions):
        place: Path = ("questions", number)
        for within, words in _worded(question.model_dump()):
            if fault := missing_words(words):
                yield Finding((*place, *within), fault)
        for fault in question.faults():
            yield Finding(place, fault)
        for fault in _missing(question, office):
            yield Finding(place, fault)
        if question.factor is not None and question.factor not in form.factors:
            yield Finding(
                (*place, "factor"),
                f"`{question.factor}` is not among the form's `factors`; add it there",
            )


def _worded(value: Any) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield every sentence in a definition with its place: it is known by its languages."""
    if isinstance(value, dict):
        if any(language in value for language in LANGUAGES):
            yield (), value
            return
        inner: Iterable[tuple[str | int, Any]] = value.items()
    else:
        inner = enumerate(value) if isinstance(value, list | tuple) else ()
    for key, each in inner:
        for path, words in _worded(each):
            yield (key, *path), words


def _missing(question: Question, office: Office) -> Iterator[str]:
    """Find what a question refers to that the office does not have, by the names of its fields."""
    purpose, top = getattr(question, "purpose", None), getattr(question, "top", None)
    if purpose is not None and all(each.id != purpose for each in office.purposes):
        yield f"`{purpose}` is no purpose of consents.yaml; correct it or add it there"
    if top is not None and top not in office.units:
        yield f"`{top}` is no unit of units.yaml; correct it or add it there"
    known = {unit.kind for unit in office.units.values()}
    for kind in getattr(question, "kinds", None) or ():
        if kind not in known:
            yield f"no unit of units.yaml is of the kind `{kind}`; correct it"


def _sentences(form: Form) -> Iterator[Finding]:
    """Find `{…}` that would be shown as they are."""
    earlier: set[str] = set(FROM_A_LINK)
    for number, question in enumerate(form.questions):
        for key, words in (("text", question.text), ("hint", question.hint or {})):
            for sentence in words.values():
                for name in _PLACE.findall(sentence):
                    if name not in earlier:
                        yield Finding(
                            ("questions", number, key),
                            f"`{{{name}}}` stands for no earlier question; correct the name",
                        )
        if question.answerable:
            earlier.add(question.name)


def _buttons(
    form: Form, sound: Sequence[int], answers: Mapping[int, Explored], around: Around
) -> Iterator[Finding]:
    for number in sound:
        question = form.questions[number]
        if answers[number].complete and not answers[number].values:
            yield Finding(("questions", number), "none of its buttons leads to an answer")
        for choice in question.ask(around, None).choices:
            labels = choice.label.values() if isinstance(choice.label, Mapping) else ()
            longest = max(labels, key=len, default="")
            if len(longest) > LONGEST_LABEL:
                yield Finding(
                    ("questions", number),
                    f"the button “{longest}” has {len(longest)} letters; "
                    f"small phones show {LONGEST_LABEL}",
                    warning=True,
                )


def _conditions(form: Form, answers: Mapping[int, Explored]) -> Iterator[Finding]:
    earlier: dict[str, int] = {}
    all_names = {question.name for question in form.questions}
    for number, question in enumerate(form.questions):
        tests: list[tuple[Path, Condition]] = [(("when",), test) for test in _tests(question.when)]
        for at, condition in _choice_conditions(question):
            tests += [(("choices", at, "when"), test) for test in _tests(condition)]
        for within, test in tests:
            place = ("questions", number, *within)
            asked = earlier.get(test.question or "")
            if asked is None:
                what = "is not asked before" if test.question in all_names else "does not exist"
                yield Finding(place, f"`{test.question}` {what}; name an earlier question")
                continue
            for wanted in _wanted(test):
                if not answers[asked].allows(wanted):
                    yield Finding(place, f"`{test.question}` can never be answered `{wanted}`")
            if _counts(test) and not _is_number(answers[asked]):
                yield Finding(place, f"`{test.question}` gives no number to compare")
        if question.answerable:
            earlier[question.name] = number


def _tests(condition: Condition | None) -> Iterator[Condition]:
    """Yield the tests on single questions that a condition is made of."""
    if condition is None:
        return
    if condition.question is not None:
        yield condition
    for part in (*(condition.all or ()), *(condition.any or ()), condition.negated):
        yield from _tests(part)


def _wanted(test: Condition) -> Sequence[JsonValue]:
    if test.equals is None:
        return ()
    return test.equals if isinstance(test.equals, list | tuple) else (test.equals,)


def _counts(test: Condition) -> bool:
    return test.at_least is not None or test.at_most is not None


def _is_number(explored: Explored) -> bool:
    return not explored.complete or any(
        isinstance(value, int | float) and not isinstance(value, bool) for value in explored.values
    )


_State = frozenset[tuple[str, str]]
"""The answers that later conditions look at, each value as JSON."""


def _ways(
    form: Form, answers: Mapping[int, Explored], misled: frozenset[str | int]
) -> Iterator[Finding]:
    """Walk every way through the form at once: is each question met, and is the end?

    `misled` are questions with a wrong condition: that nobody reaches them says nothing new.
    """
    looked_at = [{test.question for test in _tests(each.when)} for each in form.questions]
    states: set[_State] = {frozenset()}
    for number, question in enumerate(form.questions):
        later: set[str | None] = set().union(*looked_at[number + 1 :])
        telling = _telling(form, number, answers[number]) if question.name in later else []
        onward: set[_State] = set()
        met = False
        for state in states:
            kept = frozenset(each for each in state if each[0] in later)
            if question.when is not None and not question.when.holds(_read(state)):
                onward.add(kept)
                continue
            met = True
            if question.ends_form():
                continue
            onward |= {kept | {(question.name, json.dumps(value))} for value in telling}
            if not telling or not question.required:
                onward.add(kept)
        if not met and number not in misled:
            yield Finding(("questions", number), f"`{question.name}` can never be reached")
        if not onward:
            what = "every way ends here; nobody could ever send the form"
            yield Finding(("questions", number), what)
            return
        if len(onward) > _MOST_STATES:
            what = "too many branches to follow them all"
            yield Finding(("questions", number), what, warning=True)
            return
        states = onward


def _read(state: _State) -> dict[str, JsonValue]:
    return {name: json.loads(value) for name, value in state}


def _telling(form: Form, asked: int, explored: Explored) -> list[JsonValue]:
    """Return one value for each way the later conditions can see this question's answer."""
    name = form.questions[asked].name
    tests = [
        test
        for question in form.questions[asked + 1 :]
        for test in _tests(question.when)
        if test.question == name
    ]
    values = list(explored.values)
    if not explored.complete:
        values.append("…")
        for test in tests:
            values += [*_wanted(test), *(_around(test.at_least)), *(_around(test.at_most))]
    telling: dict[tuple[bool, ...], JsonValue] = {}
    for value in values:
        telling.setdefault(tuple(test.holds({name: value}) for test in tests), value)
    return list(telling.values())


def _around(limit: float | None) -> tuple[float, ...]:
    return () if limit is None else (limit - 1, limit, limit + 1)


def _intake(form: Form, answers: Mapping[int, Explored]) -> Iterator[Finding]:
    numbers = {question.name: number for number, question in enumerate(form.questions)}
    for name in INTAKE:
        if name not in numbers:
            yield Finding(("questions",), f"the program needs a question named `{name}`; add it")
    if "kind" in numbers:
        for kind in INTAKE_KINDS:
            if not answers[numbers["kind"]].allows(kind):
                yield Finding(
                    ("questions", numbers["kind"]),
                    f"the program needs the answer `{kind}` here; add the choice",
                )
    ending = ["lawful-denunciation", "not-recorded"]
    if "record" not in numbers:  # nobody is asked whether the wish shall be noted
        ending.append("lawful-complaint")
    for name in ending:
        if name in numbers and not form.questions[numbers[name]].ends_form():
            yield Finding(
                ("questions", numbers[name]), f"`{name}` must end the form; add `ends: true`"
            )
