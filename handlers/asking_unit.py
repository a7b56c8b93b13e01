"""Where somebody was served: asked where no QR code said it, and told where that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from feedback.messages import Line, Text
from feedback.questions import parse_question
from feedback.survey import Form
from feedback.unit import Office

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


def led_on(office: Office, printed: str, today: date) -> tuple[Line, ...]:
    """Return what is said to whoever opens a code printed for a unit that is no more."""
    followed = office.followed(printed, today)
    if followed is None:
        return ()
    old, heirs = followed
    if len(heirs) > 1:
        return (Text("unit-divided", {"unit": old.name}),)
    return (Text("unit-followed", {"old": old.name, "new": heirs[0].name}),)
