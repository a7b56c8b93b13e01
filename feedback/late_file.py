"""A one-stop file that is late or about to be, and what a new list may change of it.

The law (NĐ 61/2018/NĐ-CP Đ19.9) wants an apology with a new date before the promised day, and
allows one new date. How often, and from how many days before, is office data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from feedback.access import Actor
from feedback.code import LONG, draw
from feedback.deadline import rule
from feedback.errors import ClockRefused
from feedback.late_sheet import Entry
from feedback.messages import Line, Text
from feedback.unit import Office, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFile:
    """One transaction at a one-stop centre; who it is of is encrypted at rest."""

    id: str
    unit: str
    """The centre."""
    number: str
    name: str
    address: str = ""
    phone: str = ""
    field: str = ""
    procedure: str = ""
    desk: str = ""
    received: date | None = None
    due: date
    """The day promised first; once a new one is given it stays as it is."""
    reason: str = ""
    new_date: date | None = None
    appointments: int = 0
    """How many new dates were given."""
    returned: date | None = None
    """The result was handed over: nothing is owed any more."""
    rated_until: date
    """The last day of its one-time link."""
    drafted: bool = False
    """An apology was drafted."""
    counted: bool = False
    """It was counted as late."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class RatingToken:
    """A one-time link to rate one transaction; it names no file. `tag` is what it is kept as."""

    tag: str
    unit: str
    procedure: str
    desk: str
    until: date
    used: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry does to what is known: `before` None is a new file; equal files, nothing."""

    line: int
    before: LateFile | None
    after: LateFile


@dataclass(frozen=True, slots=True)
class Refused:
    """What an entry asks for and the rules do not allow."""

    line: int
    why: Line


SENDING = frozenset({"officer", "head", "admin"})
"""Roles that may send a list of a centre."""
_SAID = (
    "name",
    "address",
    "phone",
    "field",
    "procedure",
    "desk",
    "received",
    "reason",
    "returned",
)
"""What a later list may correct; what it leaves empty stays."""


def centres(office: Office, actor: Actor, today: date) -> list[Unit]:
    """Return the one-stop centres whose lists somebody may send: where they work, or below."""
    below = {id for role, unit in actor.grants if role in SENDING for id in office.subtree(unit)}
    kind = office.late_files.unit_kind
    units = (unit for unit in office.units.values() if unit.id in below and unit.kind == kind)
    return [unit for unit in units if unit.exists_on(today)]


def change(
    office: Office, known: LateFile | None, entry: Entry, fresh: LateFile, today: date
) -> Change | Refused:
    """Return what an entry makes of a file; `fresh` is the file it would be as a new one.

    The promised day can be corrected until there is a new date; then both stand.
    """
    if known is None:
        return Change(entry.line, None, fresh)
    said: dict[str, Any] = {name: getattr(entry, name) or getattr(known, name) for name in _SAID}
    after = replace(known, **said)
    try:
        if entry.due != known.due:
            if known.new_date is not None:
                raise _only_once(office, known, today)
            after = replace(after, due=entry.due)
        if entry.new_date is not None and entry.new_date != known.new_date:
            after = appoint(office, after, entry.new_date, after.reason, today)
    except ClockRefused as refused:
        return Refused(entry.line, refused.why)
    return Change(entry.line, known, after)


def as_new(entry: Entry, id: str, unit: str, rated_until: date) -> LateFile:
    """Return the file an entry describes."""
    given = {name.name: getattr(entry, name.name) for name in fields(entry) if name.name != "line"}
    appointments = int(entry.new_date is not None)
    return LateFile(id=id, unit=unit, rated_until=rated_until, appointments=appointments, **given)


def appoint(office: Office, file: LateFile, new_date: date, reason: str, today: date) -> LateFile:
    """Return a file with a new date; raises ClockRefused for one more than the law allows."""
    if new_date == file.new_date:
        return replace(file, reason=reason or file.reason)
    if file.appointments >= _new_dates(office, today)[0]:
        raise _only_once(office, file, today)
    if new_date <= file.due:
        raise ClockRefused(Text("latelist-fault-new-date", {"due": file.due, "day": new_date}))
    return replace(
        file, new_date=new_date, reason=reason or file.reason, appointments=file.appointments + 1
    )


def owes_apology(office: Office, file: LateFile, today: date) -> bool:
    """Tell whether an apology is to be drafted on a day."""
    soon = today + timedelta(days=office.late_files.draft_days)
    return not file.drafted and file.returned is None and file.due <= soon


def is_late(file: LateFile, today: date) -> bool:
    """Tell whether the promised day went by without the result."""
    return file.due < (file.returned or today)


def rating_code(secret: bytes) -> str:
    """Return the code of a one-time link: 13 letters of the secret, more than 60 bits, and a check.

    The same transaction always has the same one, so that a list sent twice prints no second link.
    """
    number = int.from_bytes(secret, "big")

    def digit(below: int) -> int:
        nonlocal number
        number, at = divmod(number, below)
        return at

    return draw(digit, LONG)


def dump_entries(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Return entries as JSON."""
    return [
        {
            each.name: value.isoformat() if isinstance(value, date) else value
            for each in fields(entry)
            if (value := getattr(entry, each.name)) not in (None, "")
        }
        for entry in entries
    ]


def load_entries(stored: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return what `dump_entries` made."""
    return [
        Entry(**{name: _loaded(name, value) for name, value in each.items()}) for each in stored
    ]


def _loaded(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS else value


_DAYS = ("received", "due", "new_date", "returned")


def _new_dates(office: Office, today: date) -> tuple[int, str]:
    """Return how many new dates a file may get, and where that is written."""
    try:
        limit = rule(office.clocks, "late-file", "apologise", today)
    except LookupError:
        return 0, ""
    return sum(each.times for each in limit.extensions), limit.basis


def _only_once(office: Office, file: LateFile, today: date) -> ClockRefused:
    basis = _new_dates(office, today)[1]
    if file.new_date is None or not basis:
        return ClockRefused(Text("latelist-refused-none"))
    return ClockRefused(Text("latelist-refused-again", {"day": file.new_date, "basis": basis}))
