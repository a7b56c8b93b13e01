"""Letters: which one goes out, what it still lacks, and how a draft becomes a numbered letter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

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

_DAYS = ("received", "promised", "new_date")
LOW = ("very-unsatisfied", "unsatisfied")
HIGH = ("satisfied", "very-satisfied")
"""Levels of a citizen's own rating of the answer."""

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


def which(outcome: str, rating: str, kind: str, *, late: bool, sealed: bool = False) -> str | None:
    """Return the letter that a case calls for, None for none.

    `outcome`: what the office says it reached, empty before the answer; `rating`: what its
    citizen says of it, empty when they say nothing. Whoever is unhappy is never thanked, and
    "glad it is solved" is said of nothing but what both sides call solved.
    """
    if sealed:
        return None
    if kind == "praise":
        return THANKS_PRAISE
    if late:
        return LATE_CASE
    if kind == "complaint" or not outcome:
        return None  # a complaint ends with a decision, not with a letter
    if rating in LOW:
        return MISTAKE
    if outcome == "unsolved":
        return None
    if kind == "proposal":
        return THANKS_PROPOSAL
    return THANKS_SOLVED if outcome == "solved" and rating in HIGH else None


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
    return next((found[each.id] for each in reversed(office.path(unit)) if each.id in found), None)


def of_case(office: Office, case: Case) -> dict[str, str]:
    """Return what a case says for its letter; what it does not say is asked."""
    category = office.categories.get(case.category)
    said = {
        "addressee": case.identity.get("name"),
        "phone": case.identity.get("phone"),
        "address": case.identity.get("address"),
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
    values["day"] = _long_day(letter.fields.get("day", ""))
    return {name: each for name, each in values.items() if name in PLACEHOLDERS}


def _issued(agency: Agency | None, signer: str) -> dict[str, str]:
    if agency is None:
        return {"signer": signer}
    return {
        "superior": agency.superior,
        "agency": agency.name,
        "place": agency.place,
        "recipients": agency.recipients,
        "signer_title": agency.title,
        "signer": signer,
    }


def _long_day(day: str) -> str:
    """Return a day as the head of a letter has it; January and February with a nought (NĐ 30/2020)."""
    if not day:
        return "ngày      tháng      năm"
    found = date.fromisoformat(day)
    month = f"{found.month:02d}" if found.month < 3 else str(found.month)
    return f"ngày {found.day:02d} tháng {month} năm {found.year}"
