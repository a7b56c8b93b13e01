"""The kinds of questions, one explicit list. A new kind is its file and its line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.question import Question
from feedback.questions.attachments import Attachments
from feedback.questions.choice import Choice
from feedback.questions.consent import Consent
from feedback.questions.date import Day
from feedback.questions.location import Place
from feedback.questions.multi_choice import MultiChoice
from feedback.questions.note import Note
from feedback.questions.nps import Nps
from feedback.questions.number import Number
from feedback.questions.people import People
from feedback.questions.phone import Phone
from feedback.questions.procedure import WhichProcedure
from feedback.questions.reply import ReplyWords
from feedback.questions.scale import Scale
from feedback.questions.text import FreeText
from feedback.questions.unit import WhichUnit
from feedback.questions.yes_no import YesNo

QUESTION_KINDS: dict[str, type[Question]] = {
    question.kind: question
    for question in (
        Attachments,
        Choice,
        Consent,
        Day,
        FreeText,
        MultiChoice,
        Note,
        Nps,
        Number,
        People,
        Phone,
        Place,
        ReplyWords,
        Scale,
        WhichProcedure,
        WhichUnit,
        YesNo,
    )
}

_MATRIX = "matrix"


def parse_question(data: Mapping[str, Any]) -> Question:
    """Return the question that data describes; raises ValueError, as pydantic's errors are."""
    fields = dict(data)
    kind = fields.pop("kind", None)
    if not isinstance(kind, str) or kind not in QUESTION_KINDS:
        known = ", ".join(sorted((*QUESTION_KINDS, _MATRIX)))
        raise ValueError(f"kind is “{kind}”; it must be one of {known}")
    return QUESTION_KINDS[kind].model_validate(fields)


def expand(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a matrix as the scales it stands for, in order; raises ValueError.

    A matrix asks the same scale of several `items`: in a chat each is a message of its own.
    """
    if data.get("kind") != _MATRIX:
        return [dict(data)]
    items = data.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(i, Mapping) for i in items):
        raise ValueError("a matrix needs items, each with a name and a text")
    shared = {
        key: value for key, value in data.items() if key not in ("kind", "name", "text", "items")
    }
    return [{"kind": Scale.kind, **shared, **item} for item in items]


__all__ = ["QUESTION_KINDS", "expand", "parse_question"]
