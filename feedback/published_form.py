"""Forms as JSON, for keeping published versions: equal content gives equal JSON.

The version number is not part of it: storage gives it, and gives the old one to equal content.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from feedback.questions import parse_question
from feedback.survey import Form


def dump_form(form: Form) -> dict[str, JsonValue]:
    """Return the form's content, keys in a fixed order.

    Defaults are left out, so that a field a later program adds does not make a new version of
    every form. `factors` become pairs: their order means something, and JSON's keys have none.
    """
    content: dict[str, JsonValue] = form.model_dump(
        mode="json", exclude_defaults=True, exclude={"version", "questions", "factors"}
    )
    if form.factors:
        content["factors"] = [[name, dict(title)] for name, title in form.factors.items()]
    content["questions"] = [
        {
            "kind": question.kind,
            **question.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        }
        for question in form.questions
    ]
    return {key: _in_order(value) for key, value in sorted(content.items())}


def load_form(content: Mapping[str, JsonValue], version: int = 1) -> Form:
    """Return the form `dump_form` made; raises ValueError when it is not one."""
    fields = dict(content)
    questions = fields.pop("questions", None)
    factors = fields.pop("factors", [])
    if not isinstance(questions, list) or not isinstance(factors, list):
        raise ValueError("not a published form")
    return Form.model_validate(
        {
            **fields,
            "version": version,
            "factors": {str(pair[0]): pair[1] for pair in factors if isinstance(pair, list)},
            "questions": tuple(parse_question(_mapping(each)) for each in questions),
        }
    )


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise ValueError("not a question")
    return value


def _in_order(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _in_order(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    return value
