"""The shapes of an office pack's files: what each row may hold, and how a wrong one is explained."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from feedback.language import spoken
from feedback.marked_yaml import Path
from feedback.outreach import Template, TemplateState
from feedback.question import NAME
from feedback.retention import SUBJECTS, Forgetting, Term
from feedback.unit import (
    SHIFTS,
    AtRisk,
    Category,
    Clock,
    Extension,
    LateFileRules,
    OwnHours,
    Posters,
    Procedure,
    Purpose,
    Reminders,
    Shift,
    Unit,
)
from feedback.workflow import CaseKind, State, Transition

LANGUAGES = ("vi", "en")
"""Every sentence of a pack is there in each of these; in simple words too where it is long."""


def missing_words(words: Mapping[str, object]) -> str | None:
    """Return what is wrong with a sentence in several languages, None when nothing is."""
    lacking = [f"`{each}`" for each in LANGUAGES if not _is_said(words.get(each))]
    if lacking:
        return f"needs words for {' and '.join(lacking)}"
    unknown = [f"`{each}`" for each in words if spoken(each) not in LANGUAGES]
    if unknown:
        return f"holds {' and '.join(unknown)}, a language this program does not speak; remove it"
    return None


def _is_said(words: object) -> bool:
    return isinstance(words, str) and bool(words.strip())


def _in_every_language(words: dict[str, str]) -> dict[str, str]:
    if fault := missing_words(words):
        raise ValueError(fault)
    return words


Sentence = Annotated[dict[str, str], AfterValidator(_in_every_language)]
Id = Annotated[str, Field(pattern=NAME)]
Short = Annotated[str, Field(min_length=1, max_length=200)]


class Row(BaseModel):
    """One entry of a file; a key that is not listed is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitRow(Row):
    """One unit of units.yaml."""

    id: Id
    name: Sentence
    kind: Id
    parent: Id | None = None
    code: str = ""
    old_codes: tuple[str, ...] = ()
    aliases: tuple[Short, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[Id, ...] = ()
    contact: Sentence | None = None
    procedures: tuple[Id, ...] = ()
    earlier_parents: tuple[tuple[date, Id], ...] = ()

    def unit(self) -> Unit:
        """Return the unit the row describes."""
        return Unit(**{**dict(self), "contact": self.contact or {}})


class ProcedureRow(Row):
    """One procedure of procedures.yaml."""

    id: Id
    name: Sentence
    field: Sentence
    days: Annotated[int, Field(ge=0, le=3650)] | None = None
    aliases: tuple[Short, ...] = ()

    def procedure(self) -> Procedure:
        """Return the procedure the row describes."""
        return Procedure(**dict(self))


class CategoryRow(Row):
    """One category of categories.yaml."""

    id: Id
    name: Sentence
    parent: Id | None = None
    unit_kind: Id | None = None
    urgent: bool = False
    aliases: tuple[Short, ...] = ()

    def category(self) -> Category:
        """Return the category the row describes."""
        return Category(**dict(self))


class PurposeRow(Row):
    """One purpose of consents.yaml."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    title: Sentence
    text: Sentence

    def purpose(self) -> Purpose:
        """Return the purpose the row describes."""
        return Purpose(**dict(self))


class ExtensionRow(Row):
    """One ground on which a time limit may be made longer."""

    ground: Id
    times: Annotated[int, Field(ge=1, le=100)]
    by: Annotated[int, Field(ge=1, le=3650)] | None = None
    basis: Short

    def extension(self) -> Extension:
        """Return the ground the row describes."""
        return Extension(**dict(self))


class ClockRow(Row):
    """One time limit of office.yaml."""

    kind: Id
    step: Id
    amount: Annotated[int, Field(ge=1, le=3650)]
    measure: Literal["working-hours", "working-days", "days"]
    basis: Short
    valid_from: date | None = None
    valid_to: date | None = None
    before: bool = False
    extensions: tuple[ExtensionRow, ...] = ()

    def clock(self) -> Clock:
        """Return the time limit the row describes."""
        grounds = tuple(each.extension() for each in self.extensions)
        return Clock(**{**dict(self), "extensions": grounds})


class WindowsRow(Row):
    """How long after a person's last message an answer is free, and for money."""

    free_hours: Annotated[int, Field(ge=1, le=8760)] | None = None
    billed_days: Annotated[int, Field(ge=0, le=365)] = 0
    pay: bool = False


class TemplateRow(Row):
    """One approved notice of zalo-templates.yaml."""

    id: Short
    state: TemplateState
    longest: Annotated[int, Field(ge=1, le=2000)]
    fields: Annotated[dict[Short, Short], Field(min_length=1)]

    def template(self) -> Template:
        """Return the notice the row describes."""
        return Template(self.id, self.state, self.fields, self.longest)


class ShiftRow(Row):
    """One stretch of the working day."""

    opens: time
    closes: time


def _hours(shifts: tuple[ShiftRow, ...]) -> tuple[Shift, ...]:
    return tuple(Shift(each.opens, each.closes) for each in shifts)


class OwnHoursRow(Row):
    """The hours or days of one unit, where they differ from those of the unit above."""

    unit: Id
    shifts: tuple[ShiftRow, ...] = ()
    days_off: tuple[date, ...] = ()
    extra_days: tuple[date, ...] = ()

    def own_hours(self) -> OwnHours:
        """Return the hours the row describes."""
        days = (frozenset(self.days_off), frozenset(self.extra_days))
        return OwnHours(self.unit, _hours(self.shifts), *days)


class TermRow(Row):
    """One line of retention.yaml."""

    what: Id
    after: Id
    days: Annotated[int, Field(ge=1, le=36525)] | None = None
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    action: Forgetting
    basis: Short

    @model_validator(mode="after")
    def _known(self) -> Self:
        subject = SUBJECTS.get(self.what)
        if subject is None:
            raise ValueError(f"`{self.what}` is nothing the program keeps: {', '.join(SUBJECTS)}")
        if (self.days is None) is (self.years is None):
            raise ValueError("give one of `days` and `years`")
        if self.after != subject.after:
            raise ValueError(f"for `{self.what}` time counts after `{subject.after}`")
        if self.action not in subject.actions:
            raise ValueError(f"for `{self.what}` the action is {' or '.join(subject.actions)}")
        days, most = self.term().days, subject.most
        if not subject.least <= days <= (days if most is None else most):
            span = f"at least {subject.least}" if most is None else f"{subject.least} to {most}"
            raise ValueError(f"`{self.what}` is kept {span} days")
        return self

    def term(self) -> Term:
        """Return the line; a year that the law asks for is over in every calendar."""
        days = self.days or math.ceil((self.years or 0) * 365.25)
        return Term(self.what, days, self.action, self.basis)


class RetentionRow(Row):
    """The head of retention.yaml: everything but its terms."""

    automatic: bool = False


_Percent = Annotated[int, Field(ge=1, le=100)]


class AtRiskRow(Row):
    """From which share of its time, in percent, a time limit is yellow, and red."""

    yellow: _Percent = AtRisk().yellow
    red: _Percent = AtRisk().red

    def at_risk(self) -> AtRisk:
        """Return the shares the row describes."""
        return AtRisk(self.yellow, self.red)


class LateFilesRow(Row):
    """What is done for one-stop files that are late."""

    draft_days: Annotated[int, Field(ge=1, le=60)] = LateFileRules().draft_days
    survey: Id = LateFileRules().survey
    link_days: Annotated[int, Field(ge=1, le=365)] = LateFileRules().link_days
    unit_kind: Id = LateFileRules().unit_kind

    def rules(self) -> LateFileRules:
        """Return the rules the row describes."""
        return LateFileRules(**dict(self))


class RemindersRow(Row):
    """When the program speaks up by itself."""

    warn_days: Annotated[int, Field(ge=1, le=30)] = Reminders().warn_days
    warn_hours: Annotated[int, Field(ge=1, le=40)] = Reminders().warn_hours
    chair_days: Annotated[int, Field(ge=1, le=60)] = Reminders().chair_days
    lapse_days: Annotated[int, Field(ge=1, le=60)] = Reminders().lapse_days
    from_hour: Annotated[int, Field(ge=0, le=23)] = Reminders().from_hour
    to_hour: Annotated[int, Field(ge=1, le=24)] = Reminders().to_hour

    @model_validator(mode="after")
    def _has_waking_hours(self) -> Self:
        if self.from_hour >= self.to_hour:
            raise ValueError("from_hour must be before to_hour")
        return self

    def reminders(self) -> Reminders:
        """Return the rules the row describes."""
        return Reminders(**dict(self))


class PostersRow(Row):
    """What printed codes need to know."""

    zalo: Annotated[str, Field(pattern=r"^(https://zalo\.me/[\w.-]{1,60})?$")] = ""

    def posters(self) -> Posters:
        """Return the rules the row describes."""
        return Posters(**dict(self))


class OfficeRow(Row):
    """The head of office.yaml: everything but its clocks and its units' own hours."""

    name: Sentence
    root: Id
    shifts: tuple[ShiftRow, ...] = tuple(ShiftRow(opens=s.opens, closes=s.closes) for s in SHIFTS)
    days_off: tuple[date, ...] = ()
    extra_days: tuple[date, ...] = ()
    calendar_confirmed_until: date | None = None
    at_risk: AtRiskRow = AtRiskRow()
    late_files: LateFilesRow = LateFilesRow()
    reminders: RemindersRow = RemindersRow()
    posters: PostersRow = PostersRow()

    def hours(self) -> tuple[Shift, ...]:
        """Return the shifts of a working day."""
        return _hours(self.shifts)


_Ids = Annotated[tuple[Id, ...], Field(min_length=1)]
_Days = Annotated[int, Field(ge=1, le=3650)]


class StateRow(Row):
    """One state of workflow.yaml."""

    id: Id
    name: Sentence
    stage: Literal["open", "answered", "ended"] = "open"
    pauses: bool = False
    soon: tuple[Literal["acknowledge", "pass-on", "pass-on-portal", "ask-more"], ...] = ()

    def state(self) -> State:
        """Return the state the row describes."""
        return State(**dict(self))


class KindRow(Row):
    """One kind of case of workflow.yaml."""

    id: Id
    name: Sentence
    clock: Id | Literal[""] = ""
    begins: Id | Literal[""] = ""
    sealed: bool = False

    def kind(self) -> CaseKind:
        """Return the kind the row describes."""
        return CaseKind(**dict(self))


class TransitionRow(Row):
    """One row of the table; `from` and `by` are lists, `kinds` is all where it is left out."""

    action: Id
    kinds: _Ids | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1, alias="from")]
    by: _Ids
    to: Id | Literal[""] = ""
    needs: tuple[str, ...] = ()
    begins: Id | Literal[""] = ""
    within: _Days | None = None
    after: _Days | None = None

    def transition(self, kinds: Iterable[str]) -> Transition:
        """Return the transition the row describes; `kinds` are all there are."""
        lists = {
            "kinds": frozenset(kinds if self.kinds is None else self.kinds),
            "sources": frozenset(self.sources),
            "by": frozenset(self.by),
        }
        return Transition(**{**dict(self), **lists})


def explain(error: ValidationError, keys: tuple[str, ...] = ()) -> list[tuple[Path, str]]:
    """Return where something is wrong and what to do, for each fault pydantic found.

    `keys` are the keys that would be right, to guess what a misspelt one was meant to be.
    """
    return [(tuple(each["loc"]), _sentence(each, keys)) for each in error.errors()]


def _sentence(error: ErrorDetails, keys: tuple[str, ...]) -> str:
    key = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "")
    given = error["input"]
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return f"`{key}` is missing; add it"
        case "extra_forbidden":
            close = get_close_matches(key, keys, 1)
            instead = f"did you mean `{close[0]}`?" if close else "remove it"
            return f"`{key}` is not known here; {instead}"
        case "string_type":
            return f"`{key}` must be text; put it in quotes"
        case "string_pattern_mismatch" if context.get("pattern") == NAME:
            return (
                f"`{given}` cannot be a name; use 1 to 22 small letters a-z, digits and dashes, "
                "beginning with a letter"
            )
        case "value_error":
            return f"`{key}` {context['error']}" if key else str(context["error"])
        case _:
            return f"`{key}`: {error['msg']}" if key else str(error["msg"])
