"""What comparisons in `relevant`, `choice_filter` and `constraint` mean for questions here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feedback.condition import Condition
from feedback.question import Question
from feedback.xlsform_expression import (
    Call,
    Compare,
    Ref,
    Tested,
    Unread,
    both,
    opposite,
    read_condition,
)
from feedback.xlsform_sheet import plain_name

_COUNTING = frozenset({"number", "nps"})
_UNSAFE = re.compile(r"\)\s*[*+?{]|\\[1-9]|\(\?|[*+]|\{\d*,\d*\}|\{\d{3,}\}")
"""What may make a pattern from a stranger's file take very long to fail."""
_GENTLE = re.compile(r"[^*+]*[*+]?[^*+]*")
_PATTERN_LENGTH = 200


def comparing(known: Mapping[str, Question]) -> Compare:
    """Return how a test on an earlier question becomes a condition."""

    def compare(side: Ref | Call, how: str, value: str | float) -> Tested:
        if not isinstance(side, Ref) or how == "regex":
            raise Unread(how if isinstance(side, Ref) else side.function)
        question = known.get(plain_name(side.name))
        if question is None:
            raise Unread("${" + side.name + "}")
        name = question.name
        if value == "" and how in ("=", "!="):
            return Condition(question=name, answered=how == "!=")
        if how in ("=", "!=", "selected"):
            test = Condition.model_validate({"question": name, "is": _meant(question, value)})
            return opposite(test) if how == "!=" else test
        number = _number(value, how)
        if how in (">=", "<="):
            key = "at-least" if how == ">=" else "at-most"
            return Condition.model_validate({"question": name, key: number})
        key = "at-most" if how == ">" else "at-least"
        beyond = Condition.model_validate({"question": name, key: number})
        return both(Condition(question=name, answered=True), opposite(beyond))

    return compare


def _meant(question: Question, value: str | float) -> str | int | float:
    """Return what is compared with: a number, the name of a choice, or words."""
    if question.kind in _COUNTING:
        number = _number(value, "=")
        return int(number) if number.is_integer() else number
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return plain_name(text) if question.names() else text


def _number(value: str | float, how: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise Unread(f"{how} '{value}'") from None


def limits(text: str, kind: str, decimals: bool) -> dict[str, Any]:
    """Return what a constraint asks of an answer, as fields of its kind; raises Unread."""
    found: dict[str, Any] = {}

    def compare(side: Ref | Call, how: str, value: str | float) -> Tested:
        if isinstance(side, Ref) and side.name:
            raise Unread("${" + side.name + "}")
        if how == "regex" and kind == "text":
            found["pattern"] = _gentle(str(value))
            return Condition(question="self", answered=True)
        of = side.function if isinstance(side, Call) else "."
        wanted = {"number": ".", "text": "string-length", "multi-choice": "count-selected"}
        if wanted.get(kind) != of or how in ("!=", "selected", "regex"):
            raise Unread(of if how != "regex" else how)
        least, most = _names(kind)
        number = _number(value, how)
        whole = int(number) if number.is_integer() else number
        if how in ("<", ">") and (decimals or not number.is_integer()):
            raise Unread(f"{of} {how} {value}")
        if how in (">=", ">", "="):
            found[least] = max(found.get(least, whole), whole + (how == ">"))
        if how in ("<=", "<", "="):
            found[most] = min(found.get(most, whole), whole - (how == "<"))
        return Condition(question="self", answered=True)

    tested = read_condition(text, compare)
    if isinstance(tested, bool) or not _only_and(tested):
        raise Unread("or" if not isinstance(tested, bool) else text)
    return found


def _only_and(tested: Condition) -> bool:
    return tested.answered is True or (
        tested.all is not None and all(_only_and(each) for each in tested.all)
    )


def _names(kind: str) -> tuple[str, str]:
    return ("min_length", "max_length") if kind == "text" else ("minimum", "maximum")


def _gentle(pattern: str) -> str:
    """Return a pattern that fails fast on any text: at most one open repeat, and none of groups."""
    open_repeats = [each for each in _UNSAFE.findall(pattern) if each not in ("*", "+")]
    if open_repeats or not _GENTLE.fullmatch(pattern) or len(pattern) > _PATTERN_LENGTH:
        raise Unread(f"regex: {pattern[:40]}")
    try:
        re.compile(pattern)
    except re.error:
        raise Unread(f"regex: {pattern[:40]}") from None
    return pattern
