"""What the sheets of a workbook hold: responses of a survey, or cases; and what explains them.

Left out on purpose. Names, telephone numbers and respondents' marks. The tracking code: it shows
a case to whoever has it, and a workbook is passed around. The time of day of a response, and the
order they came in: at a desk that serves forty people a day they tell who was who.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence

from feedback.access import is_sealed
from feedback.calendar import LOCAL
from feedback.case import Case
from feedback.marks import IN_TIME, LATE, marks
from feedback.messages import Line, Text
from feedback.period import Period
from feedback.question import Question, Value, words
from feedback.response import Response
from feedback.survey import Form
from feedback.survey_figures import all_questions
from handlers.admin.asking import unit_name
from handlers.admin.figures_text import kind_name, state_name, subject_name, top_category
from handlers.case_receipt import NOT_CONTENT
from handlers.jobs import JobContext
from handlers.reports.workbook import Cell, Column

Rows = AsyncIterator[list[tuple[Cell, ...]]]

_ABOUT_PEOPLE = frozenset(("phone", "consent", "note"))
"""Kinds of questions that have no column: they say who somebody is, or nothing at all."""
_PLACED = frozenset(("unit", "procedure"))
"""Questions that have a column of the program's already, filled in by QR codes as well."""
_WIDTHS = {"text": 50, "location": 40, "attachments": 12, "nps": 12, "number": 12}
_WIDTH = 26


class CaseSheet:
    """Cases received in a period, one in a row, oldest first."""

    def __init__(self, context: JobContext, reader: str = "") -> None:
        """`reader`: who gets it, for whom there is no case about themselves."""
        self._context, self._reader = context, reader
        self.flagged: int | None = None
        """Responses that are left out of figures; cases have no such thing."""
        versions = context.forms.versions("case")
        self.answers = _Answers(context, versions, NOT_CONTENT | {"category", "unit"})

    @property
    def columns(self) -> tuple[Column, ...]:
        """The program's own columns, then what was asked."""
        own = {
            "_id": 38, "_received": 17, "_kind": 12, "_state": 18, "_subject": 28,
            "_category": 28, "unit": 36, "_unit-id": 16, "_promised": 14, "_channel": 12,
            "_assisted": 12, "_acknowledged-in": 14, "_answered-in": 14, "_time": 12,
            "_confirmed": 12, "_disputed": 12, "_reopened": 12,
        }  # fmt: skip
        return (*_own(self._context, own), *self.answers.columns)

    async def rows(self, units: Collection[str] | None, period: Period) -> Rows:
        """Yield rows in pages; sealed kinds are never among them, whatever storage holds."""
        exported = self._context.work.cases.export(units, period.first, period.last)
        async for page in exported:
            yield [
                self._row(case)
                for case in page
                if not is_sealed(self._context.office, case) and self._reader not in case.about
            ]

    def _row(self, case: Case) -> tuple[Cell, ...]:
        context, office = self._context, self._context.office
        return (
            case.id,
            case.received_at.replace(second=0, microsecond=0),
            _said(context, kind_name(case.kind)),
            _said(context, state_name(case.state)),
            _said(context, subject_name(office, top_category(office, case.category))),
            _said(context, subject_name(office, case.category)),
            _said(context, unit_name(office, case.unit)),
            case.unit,
            case.promised,
            _said(context, Text("sheet-channel", {"channel": case.channel})),
            _said(context, Text("sheet-helped")) if case.assisted else None,
            case.acknowledged_in,
            case.answered_in,
            self._time(case),
            *(
                _said(context, Text("sheet-helped")) if whether else None
                for whether in (case.confirmed_at is not None, case.disputed, case.reopened)
            ),
            *self.answers.row(case.content, case.form_version),
        )

    def _time(self, case: Case) -> str | None:
        kept = next((each for each in (IN_TIME, LATE) if each in marks(case)), None)
        return kept and _said(self._context, Text("sheet-kept", {"kept": kept}))


class SurveySheet:
    """Responses to a survey, one in a row, by the day."""

    def __init__(self, context: JobContext, versions: Sequence[Form]) -> None:
        self._context = context
        self.flagged = 0
        self.answers = _Answers(context, versions, _PLACED)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The program's own columns, then one for each question that was ever asked."""
        own = {
            "_day": 12, "unit": 36, "_unit-id": 16, "procedure": 36, "_desk": 30, "_channel": 12,
            "_source": 18, "_seconds": 10, "_flags": 24, "_assisted": 12, "_version": 10,
        }  # fmt: skip
        return (*_own(self._context, own), *self.answers.columns)

    async def rows(self, units: Collection[str] | None, period: Period) -> Rows:
        """Yield rows in pages, those of a day in no order that means anything."""
        form = self.answers.newest.name
        exported = self._context.work.responses.export(form, units, period.first, period.last)
        async for page in exported:
            page.sort(
                key=lambda each: (each.submitted_at.astimezone(LOCAL).date(), each.respondent)
            )
            self.flagged += sum(bool(each.flags) for each in page)
            yield [self._row(each) for each in page]

    def _row(self, response: Response) -> tuple[Cell, ...]:
        context, office = self._context, self._context.office
        procedure = office.procedures.get(response.procedure)
        flags = (_said(context, Text("sheet-flag", {"flag": flag})) for flag in response.flags)
        return (
            response.submitted_at.astimezone(LOCAL).date(),
            _said(context, unit_name(office, response.unit)),
            response.unit,
            response.procedure if procedure is None else _said(context, procedure.name),
            _said(context, unit_name(office, response.desk)) if response.desk else None,
            _said(context, Text("sheet-channel", {"channel": response.channel})),
            _said(context, Text("sheet-source", {"source": response.source})),
            round(response.seconds),
            "; ".join(flags),
            _said(context, Text("sheet-helped")) if response.assisted else None,
            response.version,
            *self.answers.row(response.answers, response.version),
        )


class _Answers:
    """One column for each stable name of a question, through all versions of a form.

    An answer is read by the version it was given to, and its choices are called as the newest
    version that knows them calls them: one choice has one label down the whole column.
    """

    def __init__(
        self, context: JobContext, versions: Sequence[Form], left_out: Collection[str]
    ) -> None:
        self._context = context
        self.newest = versions[-1]
        self._versions = {form.version: form.by_name for form in versions}
        self.questions = tuple(
            question
            for question in all_questions(versions)
            if question.kind not in _ABOUT_PEOPLE and question.name not in left_out
        )
        self._forms = {
            question.name: [form for form in reversed(versions) if question.name in form.by_name]
            for question in self.questions
        }
        self._labels: dict[tuple[str, str], str] = {}

    @property
    def columns(self) -> Iterator[Column]:
        """Yield the columns, in the order of the newest version, dropped questions last."""
        language = self._context.language
        for question in self.questions:
            width = _WIDTHS.get(question.kind, _WIDTH)
            yield Column(words(question.text, language), question.name, width)

    def row(self, answers: Mapping[str, Value], version: int) -> Iterator[Cell]:
        """Yield the cells of one set of answers; nothing where nothing was asked or answered."""
        asked = self._versions.get(version, self.newest.by_name)
        for question in self.questions:
            value = answers.get(question.name)
            yield None if value is None else self._cell(asked.get(question.name, question), value)

    def codebook(self) -> Iterator[tuple[Cell, ...]]:
        """Yield what each column and each of its choices means."""
        context, language = self._context, self._context.language
        for question in self.questions:
            forms = self._forms[question.name]
            about = (
                question.name,
                words(question.text, language),
                _said(context, Text("sheet-question-kind", {"kind": question.kind})),
                ", ".join(str(form.version) for form in reversed(forms)),
            )
            names = dict.fromkeys(n for form in forms for n in form.by_name[question.name].names())
            for name in names or ("",):
                label = self._label(question.name, name) if name else ""
                yield *about, name, label, self._score(question.name, name)

    def _cell(self, question: Question, value: Value) -> Cell:
        names = question.tally(value)
        if not names or isinstance(value, int | float):
            return question.cell(value, self._context.language, self._context.office)
        return "; ".join(self._label(question.name, name) for name in names)

    def _label(self, question: str, name: str) -> str:
        known = self._labels.get((question, name))
        if known is None:
            language, office = self._context.language, self._context.office
            called = (
                form.by_name[question].label(name, language, office)
                for form in self._forms[question]
            )
            known = next((label for label in called if label != name), name)
            self._labels[question, name] = known
        return known

    def _score(self, question: str, name: str) -> float | None:
        scores = (form.by_name[question].score(name) for form in self._forms[question])
        return next((score for score in scores if score is not None), None)


_CODEBOOK = {
    "column": 18, "question": 60, "kind": 18, "versions": 12, "name": 18, "label": 32, "score": 12,
}  # fmt: skip
"""The codebook's columns with their widths."""


def codebook_columns(context: JobContext) -> tuple[Column, ...]:
    """Return the headings of what `codebook` yields."""
    return tuple(
        Column(_said(context, Text(f"sheet-code-{name}")), name, width)
        for name, width in _CODEBOOK.items()
    )


_HEADINGS = {"_channel": "sheet-channel-name", "_source": "sheet-source-name"}
"""Columns whose own text id names their values."""


def _own(context: JobContext, widths: Mapping[str, int]) -> Iterator[Column]:
    for name, width in widths.items():
        yield Column(
            _said(context, Text(_HEADINGS.get(name, f"sheet-{name.lstrip('_')}"))), name, width
        )


def _said(context: JobContext, line: Line) -> str:
    return context.render(line, context.language)
