"""Letters: which one goes out, what it still lacks, and how a draft becomes a numbered letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from feedback.access import Actor, is_sealed, may
from feedback.calendar import local_day
from feedback.case import Case, CaseFacts
from feedback.code import spell
from feedback.errors import LetterRefused
from feedback.letter_book import (
    APOLOGIES,
    ASKED,
    ISSUED,
    LATE_CASE,
    MISTAKE,
    OBLIGATORY,
    PLACEHOLDERS,
    THANKS_PRAISE,
    THANKS_PROPOSAL,
    THANKS_SOLVED,
    Agency,
)
from feedback.messages import Line, Text
from feedback.unit import Office

_ADDRESSEE = {"name": "addressee", "phone": "phone", "address": "address"}
"""What a case knows of who it is of, and the fields of a letter that takes it."""
_DAYS = ("received", "promised", "new_date")
LOW = ("very-unsatisfied", "unsatisfied")
HIGH = ("satisfied", "very-satisfied")
"""Levels of a citizen's own rating of the answer."""
_CITIZENS = {"yes": "solved", "partly": "partly", "no": "unsolved"}
"""What a citizen says when asked whether it is solved, as an outcome."""

DRAFT, APPROVED, REJECTED, DROPPED = "draft", "approved", "rejected", "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, from its draft on. Its fields are encrypted at rest."""

    id: str
    kind: str
    agency: str
    """The unit whose register it is in."""
    case: str = ""
    late_file: str = ""
    """The one-stop file it is about; of it and `case` one at most."""
    state: str = DRAFT
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By name; days as yyyy-mm-dd."""
    year: int = 0
    number: int = 0
    """In the register of its agency and year, once it is signed off."""
    made_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many cases and one-stop files were late: with an apology in time, with one that came
    too late, and without any."""

    in_time: int
    too_late: int
    without: int

    @property
    def all(self) -> int:
        """How many were late."""
        return self.in_time + self.too_late + self.without


def which(
    outcome: str, rating: str, kind: str, *, late: bool, sealed: bool = False, solved: str = ""
) -> str | None:
    """Return the letter that a case calls for, None for none.

    `outcome`: what the office says it reached, empty before the answer; `rating`: what its
    citizen says of it, empty when they say nothing; `solved`: whether they call it solved (`yes`,
    `partly`, `no`). Whoever is unhappy is never thanked, and "glad it is solved" is said of
    nothing but what both sides call solved.
    """
    if sealed:
        return None
    if kind == "praise":
        return THANKS_PRAISE
    if not outcome:
        return LATE_CASE if late else None
    if kind == "complaint":
        return None  # it ends with a decision, not with a letter
    if late or rating in LOW:
        return MISTAKE
    if "unsolved" in (outcome, _CITIZENS.get(solved)):
        return None
    if kind == "proposal":
        return THANKS_PROPOSAL
    agreed = outcome == "solved" and _CITIZENS.get(solved, "solved") == "solved"
    return THANKS_SOLVED if agreed and rating in HIGH else None


def is_late(case: Case, now: datetime) -> bool:
    """Tell whether the day a case was promised for is over, or was when it was answered.

    While its time stands still nothing is late: the day moves on once it runs again.
    """
    stands_still = any(each.ended_at is None and each.is_paused for each in case.clocks)
    until = case.answered_at or case.closed_at or now
    return case.promised is not None and local_day(until) > case.promised and not stands_still


def in_time(promised: date | None, today: date) -> bool:
    """Tell whether an apology leaves at least a day before (NĐ 61/2018 Đ19.9)."""
    return promised is not None and today <= promised - timedelta(days=1)


def agency_of(office: Office, unit: str) -> Agency | None:
    """Return who issues the letters of a unit: the nearest agency above it."""
    found = office.letters.agencies
    near = office.nearest(unit) if unit in office.units else ()
    return next((found[each] for each in near if each in found and office.stands(each)), None)


def may_prepare(office: Office, actor: Actor, unit: str, case: CaseFacts | None) -> bool:
    """Tell whether an actor may read and fill in a letter: it names whom it is for.

    `unit` is where its case or file is; of a letter of neither, its agency.
    """
    if case is not None:
        return may(office, actor, "identify", case)
    return _holds(office, actor, ("officer", "head"), unit)


def may_sign(office: Office, actor: Actor, letter: Letter, case: CaseFacts | None) -> bool:
    """Tell whether an actor signs for a letter's agency; nobody does in a matter of their own."""
    own = case is not None and not may(office, actor, "identify", case)
    return not own and _holds(office, actor, ("head",), letter.agency)


def may_list(office: Office, actor: Actor, unit: str, case: CaseFacts | None) -> bool:
    """Tell whether an actor may know that there is such a letter."""
    if case is not None:
        return may(office, actor, "list", case)
    return _holds(office, actor, ("officer", "head", "admin"), unit)


def _holds(office: Office, actor: Actor, roles: Collection[str], unit: str) -> bool:
    above = office.over(unit)
    return any(role in roles and at in above for role, at in actor.grants)


def agencies_around(office: Office, actor: Actor, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the agencies an actor has to do with: of their units, and of those below."""
    found: dict[str, None] = {}
    for role, unit in actor.grants:
        if role in roles:
            below = office.under(unit)
            found |= {id: None for id in office.letters.agencies if id in below}
            if (own := agency_of(office, unit)) is not None:
                found[own.unit] = None
    return tuple(found)


def wanted(case: Case, what: str, solved: str, office: Office, now: datetime) -> str | None:
    """Return the letter a case calls for once something has happened to it."""
    if what in ("dispute", "reopen", "withdraw"):
        return None
    late = what == "warned" or is_late(case, now)
    sealed = is_sealed(office, case)
    return which(case.outcome, case.rating, case.kind, late=late, sealed=sealed, solved=solved)


def is_moot(letter: Letter, case: Case, what: str, calls_for: str | None) -> bool:
    """Tell whether an unsigned draft has been overtaken by what happened to its case."""
    if letter.state != DRAFT or letter.kind == calls_for:
        return False
    if letter.kind == LATE_CASE:
        return what == "extend" or case.answered_at is not None or case.closed_at is not None
    return letter.kind in (THANKS_PRAISE, THANKS_PROPOSAL, THANKS_SOLVED)


def of_case(office: Office, case: Case) -> dict[str, str]:
    """Return what a case says for its letter; what it does not say is asked."""
    category = office.categories.get(case.category)
    said = {
        **{to: case.identity.get(of) for of, to in _ADDRESSEE.items()},
        "received": local_day(case.received_at).isoformat(),
        "field": None if category is None else category.name["vi"],
        "receipt": case.content.get("receipt") or spell(case.code),
        "promised": None if case.promised is None else case.promised.isoformat(),
        "units": units_passed(office, case),
    }
    return {name: each for name, each in said.items() if isinstance(each, str) and each}


def units_passed(office: Office, case: CaseFacts) -> str:
    """Return the units a case went through, in order."""
    passed = dict.fromkeys((*case.chain, case.unit))
    return ", ".join(office.units[each].name["vi"] for each in passed if each in office.units)


def filled(letter: Letter, given: Mapping[str, str]) -> Letter:
    """Return a draft with what somebody filled in; raises LetterRefused for what cannot be."""
    if letter.state != DRAFT:
        raise LetterRefused(Text("letter-refused-over"))
    fields = {**letter.fields, **given}
    fields = {name: each for name, each in fields.items() if name in ASKED and each.strip()}
    if letter.kind in APOLOGIES and "new_date" in fields:
        first, new = fields.get("promised", ""), fields["new_date"]
        if new <= first:
            day = date.fromisoformat(first)
            raise LetterRefused(Text("letter-refused-new-date", {"day": day}))
    return replace(letter, fields=fields)


def readdressed(letter: Letter, identity: Mapping[str, object]) -> Letter:
    """Return a draft with the name and number that were corrected in its case."""
    new = {to: str(identity[of]) for of, to in _ADDRESSEE.items() if identity.get(of)}
    return replace(letter, fields={**letter.fields, **new})


def missing(office: Office, letter: Letter, signer: str = "-") -> tuple[str, ...]:
    """Return the fields a letter cannot leave without and has not, in the order they are shown."""
    kind, agency = office.letters.kinds.get(letter.kind), agency_of(office, letter.agency)
    needs = {*(kind.needs if kind else ()), *OBLIGATORY.get(letter.kind, ())}
    given = {**letter.fields, **_issued(agency, signer)}
    given |= dict.fromkeys(("number", "day"), "given when it is signed off")
    return tuple(
        name for name in (*ASKED, *ISSUED) if name in needs and not given.get(name, "").strip()
    )


def approved(
    office: Office,
    letter: Letter,
    before: Collection[Letter],
    number: int,
    signer: str,
    today: date,
) -> Letter:
    """Return a letter signed off under its number; `before`: other letters about the same.

    Raises LetterRefused, naming every field that is missing; a second apology with a second new
    date is refused.
    """
    if letter.state != DRAFT:
        raise LetterRefused(Text("letter-refused-over"))
    if lacking := missing(office, letter, signer):
        names = listed(lacking)
        raise LetterRefused(Text("letter-refused-missing", {"fields": names}))
    for other in before:
        same = other.kind in APOLOGIES and letter.kind in APOLOGIES
        if same and other.state == APPROVED and other.id != letter.id:
            raise LetterRefused(Text("letter-refused-second"))
    if letter.kind in APOLOGIES and letter.fields["new_date"] <= today.isoformat():
        raise LetterRefused(Text("letter-refused-past"))
    fields = {**letter.fields, "signer": signer, "day": today.isoformat()}
    return replace(letter, state=APPROVED, year=today.year, number=number, fields=fields)


def rejected(letter: Letter, reason: str) -> Letter:
    """Return a draft that its head does not sign, with the reason."""
    if letter.state != DRAFT:
        raise LetterRefused(Text("letter-refused-over"))
    return replace(letter, state=REJECTED, fields={**letter.fields, "rejected": reason})


def listed(names: Collection[str]) -> Line:
    """Return fields' names as one line."""
    joined: Line = ""
    for at, name in enumerate(names):
        one = Text("letter-field", {"name": name})
        joined = one if at == 0 else Text("letter-fields", {"first": joined, "next": one})
    return joined


def printed(office: Office, letter: Letter, more: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in a letter's places, as Vietnamese writes it; what is not known yet of
    a draft is left blank to see."""
    kind, agency = office.letters.kinds.get(letter.kind), agency_of(office, letter.agency)
    values = dict.fromkeys(PLACEHOLDERS - {"qr"}, "")
    values |= {**_issued(agency, letter.fields.get("signer", "")), **letter.fields, **more}
    for name in _DAYS:
        if values[name]:
            values[name] = f"{date.fromisoformat(values[name]):%d/%m/%Y}"
    series = "-".join(
        each for each in (kind and kind.series, agency and agency.abbreviation) if each
    )
    number = str(letter.number) if letter.number else "      "
    values["number"] = f"{number}/{series}"
    values["day"] = long_day(letter.fields.get("day", ""))
    return {name: each for name, each in values.items() if name in PLACEHOLDERS}


def _issued(agency: Agency | None, signer: str) -> dict[str, str]:
    if agency is None:
        return {"signer": signer}
    return {
        "superior": agency.superior,
        "agency": agency.name,
        "place": agency.place,
        "recipients": _listed(agency.recipients),
        "signer_title": agency.title.replace("; ", "\n"),
        "signer": signer,
    }


def _listed(recipients: str) -> str:
    lines = [f"- {each.strip()}" for each in recipients.split(";") if each.strip()]
    return ";\n".join(lines) + "." if lines else ""


def long_day(day: str) -> str:
    """Return a day as the head of a letter has it; January and February with a nought (NĐ 30/2020)."""
    if not day:
        return "ngày      tháng      năm"
    found = date.fromisoformat(day)
    month = f"{found.month:02d}" if found.month < 3 else str(found.month)
    return f"ngày {found.day:02d} tháng {month} năm {found.year}"
