"""A survey as an XLSForm workbook: what `feedback.xlsform` reads back as the same survey."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from feedback.form_lint import FROM_A_LINK
from feedback.published_form import dump_form
from feedback.survey import Form
from feedback.xlsform import CHOICES, OWN, SETTINGS, SURVEY
from feedback.xlsform_expression import written

Rows = list[list[str]]

_LANGUAGES = {
    "vi": "Tiếng Việt (vi)",
    "en": "English (en)",
    "vi-simple": "Tiếng Việt dễ đọc (vi-simple)",
    "en-simple": "Plain English (en-simple)",
}
_TYPES = {
    **{"text": "text", "date": "date", "location": "geopoint", "attachments": "file"},
    **{"note": "note", "choice": "select_one", "multi-choice": "select_multiple"},
    **{"scale": "select_one", "number": "integer", "yes-no": "select_one"},
}
"""What other programs can show; every other kind is a `text` to them."""
_YES_NO = [
    {"name": "yes", "label": {"vi": "Có", "en": "Yes"}},
    {"name": "no", "label": {"vi": "Không", "en": "No"}},
]
_IN_COLUMNS = ("kind", "name", "text", "hint", "required", "when", "choices")
_PLACE = re.compile(r"\{([a-z][a-z0-9-]{0,21})\}")


def write_workbook(form: Form) -> dict[str, Rows]:
    """Return the rows of each sheet, headings first."""
    content: dict[str, Any] = dump_form(form)
    survey: list[dict[str, str]] = []
    choices: list[dict[str, str]] = []
    for question, fields in zip(form.questions, content["questions"], strict=True):
        offered = [each.model_dump() for each in getattr(question, "levels", ())]
        offered = offered or fields.get("choices", [])
        if question.kind == "yes-no":
            offered = _YES_NO
        filtered = any("when" in each for each in offered)
        listed = "" if filtered else question.name
        type = _TYPES.get(question.kind, "text")
        if type.startswith("select"):
            type = f"{type} {listed}" if offered and listed else "text"
        if type.startswith("select"):
            choices += _choices(listed, offered)
        row = {"type": type, "name": question.name}
        row |= _worded("label", _referring(question.text, form))
        row |= _worded("hint", _referring(question.hint or {}, form))
        row["required"] = "yes" if question.required else "no"
        row["relevant"] = written(question.when) if question.when is not None else ""
        own = {key: value for key, value in fields.items() if key not in _IN_COLUMNS}
        if _standing(type) != question.kind:
            own["kind"] = question.kind
        if filtered:
            own["choices"] = fields["choices"]
        row[OWN] = json.dumps(own, ensure_ascii=False) if own else ""
        survey.append(row)
    return {
        SURVEY: _table(survey, ("type", "name")),
        CHOICES: _table(choices, ("list_name", "name")),
        SETTINGS: _table([_settings(form, content)], ("form_title", "form_id", "version")),
    }


def _standing(type: str) -> str:
    """Return the kind a type is read as without being told."""
    alone = type.partition(" ")[0]
    plain = {"integer": "number", "geopoint": "location", "file": "attachments"}
    selects = {"select_one": "choice", "select_multiple": "multi-choice"}
    return (plain | selects).get(alone, alone)


def _choices(name: str, offered: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for each in offered:
        yield {"list_name": name, "name": each["name"], **_worded("label", each["label"])}


def _settings(form: Form, content: Mapping[str, Any]) -> dict[str, str]:
    row = {"form_title": form.title["vi"], "form_id": form.name, "version": str(form.version)}
    for column, words in (
        ("form_title", form.title),
        ("intro", form.intro),
        ("thanks", form.thanks),
    ):
        row |= _worded(column, words or {})
    for column in ("opens", "closes"):
        row[column] = str(content.get(column, ""))
    apart = ("name", "purpose", "title", "intro", "thanks", "opens", "closes", "questions")
    own = {key: value for key, value in content.items() if key not in apart}
    row[OWN] = json.dumps(own, ensure_ascii=False) if own else ""
    row["default_language"] = _LANGUAGES["vi"]
    return row


def _worded(column: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{column}::{_LANGUAGES.get(each, each)}": said for each, said in words.items()}


def _referring(words: Mapping[str, str], form: Form) -> dict[str, str]:
    """Have `{name}` of an earlier question be `${name}`; what a link fills in stays."""
    return {
        language: _PLACE.sub(
            lambda found: (
                "$" + found[0]
                if found[1] in form.by_name and found[1] not in FROM_A_LINK
                else found[0]
            ),
            said,
        )
        for language, said in words.items()
    }


def _table(rows: list[dict[str, str]], first: tuple[str, ...]) -> Rows:
    """Return rows under the columns that hold anything."""
    columns = [*first]
    for row in rows:
        columns += [name for name, said in row.items() if said and name not in columns]
    return [columns, *([row.get(name, "") for name in columns] for row in rows)]
