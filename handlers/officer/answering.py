"""What an officer entered for an action becomes an `Act`, or one is told what it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from feedback import reply_template
from feedback.case import Case
from feedback.code import read
from feedback.decision import Act, Part
from feedback.messages import Attachment, Line, Text
from feedback.question import Value, sent
from feedback.survey import Form
from feedback.text import fold
from feedback.workflow import OPEN
from handlers import code_tries
from handlers.context import Turn, actor
from handlers.officer.choices import MOST_PARTS, chosen
from handlers.officer.tasks import may_know

_WORDS = ("reason", "text", "legal_ground", "ground", "unit", "category", "kind", "outcome")
"""Needs whose answer is what is given."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: the files among it are kept once it is allowed."""

    act: Act
    files: tuple[Attachment, ...] = ()
    """Their ids come first in the act's evidence, in order."""


async def entered(
    turn: Turn, case: Case, form: Form, context: Mapping[str, str], answers: Mapping[str, Value]
) -> Entered | Line:
    """Return what the answers of the form, as it was asked, come to; or what they lack."""
    action = context["action"]
    given = {
        need: str(answers[name]).strip()
        for need in _WORDS
        if (name := need.replace("_", "-")) in answers
    }
    words = form.by_name.get("text")
    if words is not None and words.kind == "reply":
        lacking = reply_template.lacking(turn.office, context, given.get("text", ""))
        if lacking is not None:
            return lacking
    if action == "announce" and _names_somebody(case, given.get("text", "")):
        return Text("act-title-names")
    act = Act(action=action, **given, parts=_parts(answers))  # type: ignore[arg-type]
    if "until" in answers:
        act = replace(act, until=date.fromisoformat(str(answers["until"])))
    if "people" in answers:
        act = replace(act, people=chosen(context, "people", answers["people"]))
    for id in chosen(context, "officer", answers.get("officer")):
        person = await turn.storage.people.by_id(id)
        if person is not None:  # else they have left meanwhile: refused as nobody
            act = replace(act, officer=actor(person, turn.office))
    if "same-as" in answers:
        same = await _same(turn, case, str(answers["same-as"]))
        if not isinstance(same, Case):
            return same
        act = replace(act, same_as=same.id)
    return _with_evidence(turn, act, answers.get("evidence"))


def _with_evidence(turn: Turn, act: Act, value: Value) -> Entered | Line:
    """Add files, by ids drawn for them, and the numbers of documents."""
    files = tuple(sent([value]))
    listed = value if isinstance(value, list) else []
    words = [each for each in listed if isinstance(each, dict) and each.get("kind") == "words"]
    numbers = tuple(str(each["text"]) for each in words)
    proven = files or any(letter.isdigit() for each in numbers for letter in each)
    if act.action == reply_template.PROVEN and not proven:
        return Text("act-lacks-proof")
    ids = tuple(turn.new_id() for _ in files)
    return Entered(replace(act, evidence=(*ids, *numbers)), files)


def _parts(answers: Mapping[str, Value]) -> tuple[Part, ...]:
    """Return the matters to be taken out, as far as there are any."""
    found = []
    for number in range(1, MOST_PARTS + 1):
        kind = answers.get(f"kind-{number}")
        if kind is not None:
            category, unit = (answers.get(f"{name}-{number}") for name in ("category", "unit"))
            found.append(Part(str(kind), str(category or ""), str(unit or "")))
    return tuple(found)


def _names_somebody(case: Case, title: str) -> bool:
    """Tell whether a title for everybody says who sent the case, or has a number as of a telephone."""
    words, digits = f" {fold(title)} ", re.sub(r"[\s.()-]", "", title)
    name = fold(str(case.identity.get("name", "")))
    return bool(name and f" {name} " in words) or re.search(r"\d{9}", digits) is not None


async def _same(turn: Turn, case: Case, typed: str) -> Case | Line:
    """Return the open case of a code, of which whoever asks may know; trying codes teaches nothing."""
    if await code_tries.used_up(turn):
        return Text("act-same-too-many")
    code = read(typed)
    found = None if code is None else await turn.storage.cases.find(code)
    if found is None or not may_know(turn, found):
        code_tries.wrong(turn)
        return Text("act-same-unknown")
    state = turn.office.workflow.states.get(found.state)
    if found.id != case.id and (state is None or state.stage != OPEN):
        return Text("act-same-over")
    return found
