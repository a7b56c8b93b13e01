"""An XLSForm workbook read as a survey: everything is understood or named with its sheet and row.

The standard: https://xlsform.org/en/ . What of it is supported is in docs/xlsform.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from feedback.condition import Condition
from feedback.form_lint import lint
from feedback.late_sheet import Table
from feedback.question import NAME, Question
from feedback.questions import QUESTION_KINDS, parse_question
from feedback.survey import Form
from feedback.unit import Office
from feedback.xlsform_choices import ChoiceLists
from feedback.xlsform_expression import Tested, Unread, both, read_condition
from feedback.xlsform_limits import comparing, limits
from feedback.xlsform_sheet import Fault, Faults, Row, plain_name, read_rows, tongue

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
OWN = "langnghe"
"""The column (JSON) for what the standard has no word for; other programs leave it alone."""
TYPES: Mapping[str, dict[str, Any]] = {
    "text": {"kind": "text"},
    "string": {"kind": "text"},
    "integer": {"kind": "number"},
    "int": {"kind": "number"},
    "decimal": {"kind": "number", "decimals": 2},
    "range": {"kind": "number"},
    "date": {"kind": "date"},
    "geopoint": {"kind": "location"},
    "image": {"kind": "attachments"},
    "photo": {"kind": "attachments"},
    "audio": {"kind": "attachments"},
    "video": {"kind": "attachments"},
    "file": {"kind": "attachments"},
    "note": {"kind": "note"},
}
"""What a type becomes; lists and groups are read apart."""
MADE_BY_PHONES = frozenset(
    {"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "simserial"}
    | {"subscriberid", "start-geopoint", "background-audio"}
)
"""Types nobody is asked about; the program notes the time itself, and who it was it must not."""
CHANGING = ("default", "calculation", "repeat_count", "read_only", "readonly", "trigger")
"""Columns that make a question another one: never left out in silence."""
LEFT_OUT = ("appearance", "guidance_hint", "required_message", "media", "image", "audio", "video")
"""Columns for screens; the chat has its own."""
_SELECT = re.compile(
    r"(?P<kind>select[_ ]one|select[_ ]multiple)(?: from)? (?P<list>\S+)"
    r"(?P<other>(?: or[_ ](?:specify[_ ])?other)?)$"
)
_BEGIN, _END = re.compile(r"begin[_ ]group$"), re.compile(r"end[_ ]group$")
_YES, _NO = ("yes", "true", "true()", "1", "x"), ("", "no", "false", "false()", "0")
_OTHER = {"vi": "Khác", "en": "Other"}
_WHICH = {"vi": "Xin ghi rõ.", "en": "Please say which."}
_MOST_QUESTIONS = 100
_TITLE_LENGTH = 120
_REF = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook was read as."""

    form: Form | None
    """None when something is wrong."""
    faults: tuple[Fault, ...]
    ignored: tuple[Fault, ...]
    """What it asks for and the chat does without."""


def read_workbook(sheets: Mapping[str, Table], office: Office, stem: str = "") -> Workbook:
    """Read the sheets of a workbook, by their names; `stem` names a form without `form_id`."""
    return _Reading(sheets, office, stem).whole()


class _Reading:
    def __init__(self, sheets: Mapping[str, Table], office: Office, stem: str) -> None:
        self._sheets = {name.strip().lower(): table for name, table in sheets.items()}
        self._office, self._stem = office, stem
        self.faults = Faults()
        self._questions: list[Question] = []
        self._rows: list[Row] = []
        self._groups: list[tuple[Row, Tested]] = []

    def whole(self) -> Workbook:
        for name in self._sheets:
            if name in ("external_choices", "entities", "osm"):
                self.faults.add(name, 0, "xlsform-sheet")
        if SURVEY not in self._sheets:
            self.faults.add(SURVEY, 0, "xlsform-no-survey")
            return self._made(None)
        default = self._default()
        settings = self._settings(default)
        self._lists = ChoiceLists(self._sheets.get(CHOICES), default, self.faults)
        for row in read_rows(SURVEY, self._sheets[SURVEY], default, ("type", "name"), self.faults):
            self._row(row)
            if len(self._questions) > _MOST_QUESTIONS:
                self.faults.add(SURVEY, row.line, "xlsform-too-many", most=str(_MOST_QUESTIONS))
                return self._made(None)
        for row, _ in self._groups:
            self.faults.add(SURVEY, row.line, "xlsform-group-open")
        form = self._form(settings)
        if form is not None:
            self._lint(form)
        return self._made(form)

    def _made(self, form: Form | None) -> Workbook:
        wrong = tuple(self.faults.wrong)
        return Workbook(None if wrong else form, wrong, tuple(self.faults.ignored))

    def _default(self) -> str:
        table = self._sheets.get(SETTINGS)
        first = next(iter(read_rows(SETTINGS, table, "vi", (), Faults())), None) if table else None
        named = tongue(first["default_language"]) if first else ""
        return named if named in ("vi", "en") else "vi"

    def _settings(self, default: str) -> dict[str, Any]:
        table = self._sheets.get(SETTINGS)
        row = (
            next(iter(read_rows(SETTINGS, table, default, (), self.faults)), None)
            if table
            else None
        )
        if row is None:
            name = plain_name(self._stem)[:22].strip("-") or "khao-sat"
            return {"name": name, "title": dict.fromkeys(("vi", "en"), self._stem or name)}
        name = plain_name(row["form_id"] or self._stem)
        title = row.worded.get("form_title") or dict.fromkeys(("vi", "en"), name)
        found: dict[str, Any] = {"name": name, "title": title}
        if not re.fullmatch(NAME, name):
            self.faults.add(SETTINGS, row.line, "xlsform-name", name=row["form_id"] or name)
        if any(len(each) > _TITLE_LENGTH for each in title.values()):
            self.faults.add(SETTINGS, row.line, "xlsform-title-long", most=str(_TITLE_LENGTH))
        for column in ("intro", "thanks"):
            if column in row.worded:
                found[column] = row.worded[column]
        for column in ("opens", "closes"):
            if row[column]:
                found[column] = row[column]
        found |= self._own(row, forbidden=("name", "version", "questions", "purpose"))
        if isinstance(pairs := found.get("factors"), list):
            found["factors"] = {
                str(e[0]): e[1] for e in pairs if isinstance(e, list) and len(e) == 2
            }
        return found

    def _own(self, row: Row, forbidden: tuple[str, ...] = ()) -> dict[str, Any]:
        if not row[OWN]:
            return {}
        try:
            found = json.loads(row[OWN])
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or set(found) & set(forbidden):
            self.faults.add(row.sheet, row.line, "xlsform-own")
            return {}
        return found

    def _row(self, row: Row) -> None:
        type = " ".join(row["type"].lower().split())
        if not type:
            if row["name"] or row.worded:
                self.faults.add(SURVEY, row.line, "xlsform-no-type")
            return
        if type in MADE_BY_PHONES:
            self.faults.leave_out(SURVEY, row.line, "xlsform-made-by-phone", type=type)
            return
        if _END.match(type):
            if self._groups:
                self._groups.pop()
            else:
                self.faults.add(SURVEY, row.line, "xlsform-group-end")
            return
        self._columns(row)
        when = self._relevant(row)
        if _BEGIN.match(type):
            self._groups.append((row, when))
            if "label" in row.worded:
                self._ask(row, {"kind": "note"}, when)
            return
        select = _SELECT.match(type)
        own = self._own(row, forbidden=("name",))
        if select is not None:
            self._select(row, select, own, when)
        elif type in TYPES:
            self._ask(row, {**TYPES[type], **self._range(row, type), **own}, when)
        else:
            self.faults.add(SURVEY, row.line, "xlsform-type", type=row["type"][:60])

    def _columns(self, row: Row) -> None:
        for column in row.cells:
            base = column.partition("::")[0]
            if base in CHANGING and row[column].lower() not in _NO:
                self.faults.add(SURVEY, row.line, "xlsform-column", column=column)
            elif base in LEFT_OUT:
                self.faults.leave_out(SURVEY, row.line, "xlsform-column-left-out", column=column)

    def _relevant(self, row: Row) -> Tested:
        above = self._groups[-1][1] if self._groups else True
        return both(above, self._condition(row, "relevant", True))

    def _condition(self, row: Row, column: str, without: Tested) -> Tested:
        if not row[column]:
            return without
        try:
            return read_condition(row[column], comparing(self._named()))
        except Unread as unread:
            self.faults.add(
                row.sheet, row.line, "xlsform-unread", column=column, part=str(unread)[:60]
            )
            return without

    def _named(self) -> dict[str, Question]:
        """Return what may be looked at, under the names a workbook writes."""
        return {question.name: question for question in self._questions if question.answerable}

    def _range(self, row: Row, type: str) -> dict[str, Any]:
        if type != "range":
            return {}
        given = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d{1,9})(?![\d.])", row["parameters"]))
        if row["parameters"] and given.get("step", "1") != "1":
            self.faults.add(SURVEY, row.line, "xlsform-column", column="parameters")
        return {"minimum": int(given.get("start", 0)), "maximum": int(given.get("end", 10))}

    def _select(self, row: Row, select: re.Match[str], own: dict[str, Any], when: Tested) -> None:
        several = "multiple" in select["kind"]
        options = self._lists.of(row, select["list"], comparing(self._named()), several=several)
        if options is None:
            return
        fields: dict[str, Any] = {"kind": "multi-choice" if several else "choice", **own}
        if fields["kind"] in ("choice", "multi-choice"):
            fields["choices"] = options
        elif fields["kind"] == "scale":
            fields["levels"] = options
        if not select["other"]:
            self._ask(row, fields, when)
            return
        fields["choices"] = [*options, {"name": "other", "label": _OTHER}]
        name = plain_name(row["name"])
        self._ask(row, fields, when)
        if name in self._named():
            said = {"name": f"{name[:16]}-other", "text": _WHICH}
            other = Condition.model_validate({"question": name, "is": "other"})
            self._ask(row, {"kind": "text", **said}, both(when, other), named=True)

    def _ask(self, row: Row, fields: dict[str, Any], when: Tested, *, named: bool = False) -> None:
        """Add a question, or say what is wrong with it."""
        made = dict(fields)
        if not named:
            made["name"] = plain_name(row["name"])
            if not re.fullmatch(NAME, made["name"]):
                self.faults.add(SURVEY, row.line, "xlsform-name", name=row["name"][:60])
                return
            if "label" not in row.worded:
                self.faults.add(SURVEY, row.line, "xlsform-no-label", name=row["name"])
                return
            made["text"] = _piped(row.worded["label"])
            if "hint" in row.worded:
                made["hint"] = _piped(row.worded["hint"])
        if any(made["name"] == each.name for each in self._questions):
            self.faults.add(SURVEY, row.line, "xlsform-name-twice", name=made["name"])
            return
        if when is False:
            self.faults.leave_out(SURVEY, row.line, "xlsform-never")
            return
        required = row["required"].lower()
        if required not in (*_YES, *_NO):
            self.faults.add(SURVEY, row.line, "xlsform-required")
        made.setdefault("required", required in _YES)
        if when is not True:
            made["when"] = when
        if row["constraint"] and not named:
            made |= self._limits(row, str(made["kind"]), made)
        self._parse(row, made)

    def _limits(self, row: Row, kind: str, made: dict[str, Any]) -> dict[str, Any]:
        try:
            found = limits(row["constraint"], kind, bool(made.get("decimals")))
        except Unread as unread:
            part = str(unread)[:60]
            self.faults.add(SURVEY, row.line, "xlsform-unread", column="constraint", part=part)
            return {}
        if "pattern" in found:
            if "constraint_message" not in row.worded:
                self.faults.add(SURVEY, row.line, "xlsform-no-message")
            found["error"] = row.worded.get("constraint_message")
        return found

    def _parse(self, row: Row, made: dict[str, Any]) -> None:
        try:
            question = parse_question(made)
        except (ValidationError, ValueError):
            known = QUESTION_KINDS.get(str(made.get("kind")))
            kind = known.kind if known is not None else str(made.get("kind"))[:20]
            self.faults.add(SURVEY, row.line, "xlsform-question", kind=kind)
            return
        self._questions.append(question)
        self._rows.append(row)

    def _form(self, settings: dict[str, Any]) -> Form | None:
        if not any(question.answerable for question in self._questions):
            if not self.faults.wrong:
                self.faults.add(SURVEY, 0, "xlsform-nothing-asked")
            return None
        if self.faults.wrong:
            return None
        try:
            return Form.model_validate(
                {
                    **settings,
                    "purpose": "survey",
                    "version": 1,
                    "questions": tuple(self._questions),
                }
            )
        except ValidationError as error:
            column = str(error.errors()[0]["loc"][0])[:40]
            self.faults.add(SETTINGS, 2, "xlsform-setting", column=column)
            return None

    def _lint(self, form: Form) -> None:
        """Hand what the linter of forms finds back to the rows it came from."""
        for finding in lint(form, self._office):
            place = finding.path
            inside = place[0] == "questions" and len(place) > 1 and isinstance(place[1], int)
            row = self._rows[place[1]] if inside else None  # type: ignore[index]
            sheet, line = (SURVEY, row.line) if row else (SETTINGS, 0)
            about = "when" if "when" in place else "text" if "text" in place else "rest"
            note = self.faults.leave_out if finding.warning else self.faults.add
            note(sheet, line, f"xlsform-lint-{about}")


def _piped(words: Mapping[str, str]) -> dict[str, str]:
    """Have `${name}` in a sentence stand for the answer, as `{name}` does here."""
    return {
        language: _REF.sub(lambda found: "{" + plain_name(found[1]) + "}", said)
        for language, said in words.items()
    }
