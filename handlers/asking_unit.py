"""The question "where were you served?", put first in a survey that no QR code gave a unit."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.questions import parse_question
from feedback.survey import Form

UNIT = "unit"

# Worded here like a question of an office pack, since it stands among the pack's questions.
_WHICH = {
    "kind": "unit",
    "name": UNIT,
    "text": {"vi": "Ông/Bà được phục vụ ở đâu?", "en": "Where were you served?"},
}

_extended: dict[int, tuple[Form, Form]] = {}
"""Forms with the question put first, by the identity of the form as published."""


def with_unit(form: Form, context: Mapping[str, str]) -> Form:
    """Return the form as it is asked: with the unit first where nothing says which it is.

    What is asked follows from the published version and the conversation's own context, so it
    stays the same until the conversation ends.
    """
    if not form.asks_unit or UNIT in context or UNIT in form.by_name:
        return form
    known = _extended.get(id(form))
    if known is None or known[0] is not form:
        questions = (parse_question(_WHICH), *form.questions)
        fields = {name: getattr(form, name) for name in Form.model_fields}
        known = _extended[id(form)] = (form, Form(**{**fields, "questions": questions}))
    return known[1]
