"""Reads an office pack: the files an office edits, into the `Office` and its forms.

    office.yaml  units.yaml  procedures.yaml  categories.yaml  consents.yaml  texts.yaml
    workflow.yaml  surveys/<name>.yaml  forms/<name>.yaml  and, where Zalo is used, zalo-templates.yaml
    retention.yaml, where the office says how long it keeps what; letters.yaml, where it writes them;
    replies.yaml, where words are ready for what its officers tell citizens

Every fault of every file is found in one reading and told with its line, so that whoever edits a
pack need not start the program ten times. `feedback/office_lint.py` looks at what the files say
about each other, `feedback/form_lint.py` at the forms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePosixPath

from pydantic import JsonValue, ValidationError

from feedback.acting_lint import FORM as ACT
from feedback.acting_lint import check_act, check_replies
from feedback.errors import OfficePackInvalid
from feedback.form_lint import lint
from feedback.language import words as in_language
from feedback.letter_book import NO_LETTERS, LetterBook
from feedback.letter_rows import AgencyRow, LetterRow
from feedback.marked_yaml import Marked, Path
from feedback.messages import Words
from feedback.office_lint import NEEDED_CLOCKS, NEEDED_TEXTS, check_office, payload_faults
from feedback.outreach import Outreach
from feedback.pack_files import LETTERS, REPLIES, RETENTION, ZALO, Fault, PackFiles, told
from feedback.pack_rows import (
    CategoryRow,
    ClockRow,
    KindRow,
    OfficeRow,
    OwnHoursRow,
    ProcedureRow,
    PurposeRow,
    RetentionRow,
    StateRow,
    TemplateRow,
    TermRow,
    TransitionRow,
    UnitRow,
    WindowsRow,
    explain,
    missing_words,
)
from feedback.published_form import dump_form, load_form
from feedback.question import Question
from feedback.questions import QUESTION_KINDS, expand, parse_question
from feedback.reply_rows import QualityRow, ReplyRow
from feedback.reply_template import NO_REPLIES, Replies
from feedback.retention import Schedule, conflicts
from feedback.survey import Form
from feedback.text import fold
from feedback.unit import SHIFTS, AtRisk, LateFileRules, Office, Posters, Reminders
from feedback.workflow import ENDED, NO_WORKFLOW, Workflow

__all__ = ["NEEDED_CLOCKS", "NEEDED_TEXTS", "Pack", "dump_form", "load_form", "read_pack"]

_OFFICE_TEXT = re.compile(r"\{text:([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack holds. Forms have no version yet: storage gives one when it publishes them."""

    office: Office
    forms: tuple[Form, ...]
    warnings: tuple[str, ...] = ()
    """What looks wrong but stops nothing, as `file:line: what`."""
    zalo: Outreach = field(default_factory=Outreach)
    """What may be said on Zalo to people who have not written lately."""
    retention: Schedule = field(default_factory=Schedule)
    """How long what is kept."""


def read_pack(files: Mapping[str, bytes]) -> Pack:
    """Read a pack from its files, keyed by relative path; raises OfficePackInvalid."""
    reader = _Reader(files)
    office = reader.office()
    forms = tuple(reader.forms(office))
    zalo, retention = reader.zalo(), reader.retention(office.workflow)
    reader.check_acting(office)
    reader.check_printed(office, forms)
    reader.check_late_files(office, forms)
    if reader.faults:
        raise OfficePackInvalid(told(reader.faults))
    return Pack(office, forms, tuple(told(reader.warnings)), zalo, retention)


@dataclass(slots=True)
class _Source:
    """A form and the file it came from; a matrix is one entry of the file and several questions."""

    file: Marked
    form: Form
    entries: list[int] = field(default_factory=list)

    def place(self, path: Path) -> Path:
        """Return where in the file something of the form stands."""
        if len(path) > 1 and path[0] == "questions" and isinstance(path[1], int):
            return ("questions", self.entries[path[1]], *path[2:])
        return path


class _Reader(PackFiles):
    """Makes an office and its forms of the files, and collects what is wrong with them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self._sources: list[_Source] = []

    def office(self) -> Office:
        """Read everything but the forms; what is faulty is left out of the office returned."""
        file = self._file("office.yaml")
        lists = ("clocks", "own_hours")
        given = self._fields(file, (*OfficeRow.model_fields, *lists))
        fields = {key: value for key, value in given.items() if key not in lists}
        head = self._row(file, (), fields, OfficeRow) if file.lines and not file.faults else None
        own_hours = (
            self._rows(file, "own_hours", OwnHoursRow, False) if "own_hours" in given else ()
        )
        units = self._simple("units", UnitRow)
        procedures = self._simple("procedures", ProcedureRow)
        categories = self._simple("categories", CategoryRow)
        purposes = self._simple("consents", PurposeRow, "purposes")
        texts, emergency_words = self._texts()
        office = Office(
            name=head.name if head else {},
            root=head.root if head else "",
            units={row.id: row.unit() for row in units},
            procedures={row.id: row.procedure() for row in procedures},
            categories={row.id: row.category() for row in categories},
            purposes=tuple(row.purpose() for row in purposes),
            texts=texts,
            emergency_words=emergency_words,
            clocks=tuple(r.clock() for r in self._rows(file, "clocks", ClockRow, False)),
            days_off=frozenset(head.days_off if head else ()),
            extra_days=frozenset(head.extra_days if head else ()),
            shifts=head.hours() if head else SHIFTS,
            calendar_confirmed_until=head.calendar_confirmed_until if head else None,
            own_hours=tuple(row.own_hours() for row in own_hours),
            at_risk=head.at_risk.at_risk() if head else AtRisk(),
            late_files=head.late_files.rules() if head else LateFileRules(),
            reminders=head.reminders.reminders() if head else Reminders(),
            posters=head.posters.posters() if head else Posters(),
            workflow=self._workflow(),
            letters=self._letters({row.id for row in units}),
            replies=self._replies(),
        )
        for name, path, what in check_office(office) if self._readable() else ():
            if not self._follows_from_another(what):
                self._fault(self._file(name), self._at(name, path), what)
        return office

    def _workflow(self) -> Workflow:
        """Read the workflow; none when a row of it is wrong, since every other would look so."""
        file = self._file("workflow.yaml")
        self._fields(file, ("states", "kinds", "transitions"))
        states = {row.id: row.state() for row in self._rows(file, "states", StateRow)}
        kinds = {row.id: row.kind() for row in self._rows(file, "kinds", KindRow)}
        rows = [*self._rows(file, "transitions", TransitionRow, identified=False)]
        if any(each.file == file.name for each in self.faults):
            return NO_WORKFLOW
        return Workflow(states, kinds, tuple(row.transition(kinds) for row in rows))

    def _letters(self, units: Collection[str]) -> LetterBook:
        """Read which letters there are, and who issues them; the Word files are read elsewhere."""
        file = self._file(f"{LETTERS}.yaml")
        if not file.lines:
            return NO_LETTERS
        self._fields(file, ("agencies", "letters"))
        agencies = [row.agency() for row in self._rows(file, "agencies", AgencyRow, False)]
        for number, each in enumerate(agencies):
            if each.unit not in units and self._readable():
                what = f"`{each.unit}` is no unit of units.yaml; correct it"
                self._fault(file, ("agencies", number, "unit"), what)
        kinds = {row.id: row.kind() for row in self._rows(file, "letters", LetterRow)}
        return LetterBook(kinds, {each.unit: each for each in agencies})

    def _replies(self) -> Replies:
        """Read what officers have ready to say, and what an answer must hold."""
        file = self._file(f"{REPLIES}.yaml")
        if not file.lines:
            return NO_REPLIES
        fields = self._fields(file, ("quality", "replies"))
        quality = self._row(file, ("quality",), fields.get("quality", {}), QualityRow)
        quality = quality or QualityRow()
        return Replies(
            {row.id: row.template() for row in self._rows(file, "replies", ReplyRow)},
            quality.min_length,
            tuple(fold(each) for each in quality.says_nothing),
        )

    def zalo(self) -> Outreach:
        """Read what may be said on Zalo to people who have not written lately."""
        file = self._file(f"{ZALO}.yaml")
        if not file.lines:
            return Outreach()
        fields = self._fields(file, ("windows", "templates", "card_image"))
        window = self._row(file, ("windows",), fields.get("windows", {}), WindowsRow)
        window = window or WindowsRow()
        return Outreach(
            free=None if window.free_hours is None else timedelta(hours=window.free_hours),
            billed=timedelta(days=window.billed_days),
            pay=window.pay,
            card_image=self._https(file, "card_image"),
            templates=tuple(row.template() for row in self._rows(file, "templates", TemplateRow)),
        )

    def retention(self, workflow: Workflow) -> Schedule:
        """Read how long what is kept; the workflow says when a case is over."""
        file = self._file(f"{RETENTION}.yaml")
        if not file.lines:
            return Schedule()
        fields = self._fields(file, (*RetentionRow.model_fields, "terms"))
        given = {key: value for key, value in fields.items() if key != "terms"}
        head = self._row(file, (), given, RetentionRow)
        terms = [row.term() for row in self._rows(file, "terms", TermRow, False)]
        listed = fields.get("terms")
        whole = isinstance(listed, list) and len(listed) == len(terms)
        for number, what in conflicts(terms) if whole else ():
            self._fault(file, ("terms", number), what)
        if head is None:
            return Schedule()
        ended = frozenset(each.id for each in workflow.states.values() if each.stage == ENDED)
        return Schedule(tuple(terms), ended, head.automatic)

    def _https(self, file: Marked, key: str) -> str:
        found = file.data.get(key) if isinstance(file.data, dict) else None
        if found is None:
            return ""
        if not isinstance(found, str) or not found.startswith("https://"):
            self._fault(file, (key,), f"`{key}` must be the address of a picture, https://…")
        return str(found)

    def _texts(self) -> tuple[dict[str, Words], tuple[str, ...]]:
        file = self._file("texts.yaml")
        fields = self._fields(file, ("texts", "emergency_words"))
        given = fields.get("texts", {})
        texts: dict[str, Words] = {}
        for name, words in given.items() if isinstance(given, dict) else ():
            if isinstance(words, dict) and not (fault := missing_words(words)):
                texts[name] = {language: str(each) for language, each in words.items()}
            else:
                fault = fault if isinstance(words, dict) else "needs words for `vi` and `en`"
                self._fault(file, ("texts", name), f"`{name}` {fault}")
                self._left_out.add(name)
        emergency = fields.get("emergency_words", [])
        listed = emergency if isinstance(emergency, list) else [emergency]
        for number, words in enumerate(listed):
            if not isinstance(words, str) or not fold(words) or fold(words) != words:
                folded = f"; write `{fold(words)}`" if isinstance(words, str) else ""
                what = f"emergency words are small letters without diacritics{folded}"
                self._fault(file, ("emergency_words", number), what)
        return texts, tuple(each for each in listed if isinstance(each, str))

    def forms(self, office: Office) -> Iterator[Form]:
        """Read the surveys and forms, and check each against the office."""
        names: dict[str, str] = {}
        readable = self._readable()
        for path, file in self._files.items():
            folder = str(PurePosixPath(path).parent)
            if folder == "." or file.faults:
                continue
            source = self._form(file, folder, office)
            if source is None:
                continue
            name = source.form.name
            if name in names:
                self._fault(file, ("name",), f"`{name}` is also the name of {names[name]}")
            names[name] = path
            for finding in lint(source.form, office) if readable else ():
                if not self._follows_from_another(finding.what):
                    line = file.line(*source.place(finding.path))
                    fault = Fault(path, line, finding.what)
                    (self.warnings if finding.warning else self.faults).add(fault)
            self._sources.append(source)
            yield source.form

    def _form(self, file: Marked, folder: str, office: Office) -> _Source | None:
        if not isinstance(file.data, dict):
            self._fault(file, (), "must hold a form: `name:`, `title:`, `questions:`")
            return None
        fields = dict(file.data)
        fields = {key: self._with_texts(file, (key,), v, office) for key, v in fields.items()}
        before = len(self.faults)
        if "version" in fields:
            what = "`version` is given when the form is published; remove it"
            self._fault(file, ("version",), what)
        stem = PurePosixPath(file.name).stem
        if fields.get("name") != stem:
            self._fault(file, ("name",), f"the name must be that of the file, `{stem}`")
        if (fields.get("purpose", "survey") == "survey") is (folder == "forms"):
            what = "surveys/ holds forms of the purpose `survey`, forms/ those of any other"
            self._fault(file, ("purpose",), what)
        listed = fields.get("questions")
        if not isinstance(listed, list):
            self._fault(file, ("questions",), "needs a list `questions:`")
            return None
        questions: list[Question] = []
        entries: list[int] = []
        for number, data in enumerate(listed):
            for question in self._entry(file, ("questions", number), data):
                questions.append(question)
                entries.append(number)
        try:
            form = Form.model_validate({**fields, "version": 1, "questions": tuple(questions)})
        except ValidationError as error:
            for path, what in explain(error, tuple(Form.model_fields)):
                self._fault(file, path, what)
            return None
        return _Source(file, form, entries) if len(self.faults) == before else None

    def _entry(self, file: Marked, path: Path, data: JsonValue) -> Iterator[Question]:
        """Yield the questions of one entry: several for a matrix."""
        if not isinstance(data, dict):
            self._fault(file, path, "must be a question with `kind:`, `name:` and `text:`")
            return
        try:
            entries = expand(data)
        except (ValidationError, ValueError) as error:
            self._explain(file, path, error, ())
            return
        for entry in entries:
            try:
                yield parse_question(entry)
            except (ValidationError, ValueError) as error:
                kind = QUESTION_KINDS.get(str(entry.get("kind")))
                keys = tuple(kind.model_fields) if kind is not None else ()
                self._explain(file, path, error, keys)

    def _explain(self, file: Marked, path: Path, error: ValueError, keys: tuple[str, ...]) -> None:
        if isinstance(error, ValidationError):
            for within, what in explain(error, keys):
                self._fault(file, (*path, *within), what)
        else:
            self._fault(file, path, str(error))

    def _with_texts(self, file: Marked, path: Path, value: JsonValue, office: Office) -> JsonValue:
        """Put the office's own texts in place of `{text:name}`, in the language around it.

        They become part of the form: an answered form keeps the words it was asked with.
        """
        if isinstance(value, dict):
            return {k: self._with_texts(file, (*path, k), v, office) for k, v in value.items()}
        if isinstance(value, list):
            listed = enumerate(value)
            return [self._with_texts(file, (*path, n), v, office) for n, v in listed]
        if not isinstance(value, str):
            return value
        for name in _OFFICE_TEXT.findall(value):
            known = name in office.texts or name in self._left_out
            if not known and self._readable():
                what = f"`{{text:{name}}}` is no text of texts.yaml; correct it or add it there"
                self._fault(file, path, what)
        language = str(path[-1])
        return _OFFICE_TEXT.sub(
            lambda found: in_language(office.texts.get(found[1], {}), language) or found[1], value
        )

    def check_acting(self, office: Office) -> None:
        """Find what officers are not asked for, and templates that fit nothing."""
        if not self._readable() or office.workflow is NO_WORKFLOW:
            return
        for path, what in check_replies(office):
            if not self._follows_from_another(what):
                name = f"{REPLIES}.yaml"
                self._fault(self._file(name), self._at(name, path), what)
        for source in self._sources:
            if source.form.name == ACT:
                for path, what in check_act(source.form, office):
                    self._fault(source.file, source.place(path), what)

    def check_printed(self, office: Office, forms: tuple[Form, ...]) -> None:
        """Find QR codes that would be too long for the channel that carries them least."""
        by_name = {source.form.name: source.file for source in self._sources}
        for name, what in payload_faults(office, forms):
            self._fault(by_name[name], ("name",), what)

    def check_late_files(self, office: Office, forms: tuple[Form, ...]) -> None:
        """Find one-time links that would open nothing, and lists that no unit could send."""
        file, rules = self._file("office.yaml"), office.late_files
        if self.faults or not isinstance(file.data, dict) or "late_files" not in file.data:
            return
        if rules.survey not in {form.name for form in forms if form.purpose == "survey"}:
            what = f"`{rules.survey}` is no survey of surveys/; one-time links open nothing"
            line = file.line("late_files", "survey")
            self.warnings.add(Fault(file.name, line, what))  # an office may close a survey
        if rules.unit_kind not in {unit.kind for unit in office.units.values()}:
            what = f"no unit of units.yaml is of the kind `{rules.unit_kind}`; correct it"
            self._fault(file, ("late_files", "unit_kind"), what)
