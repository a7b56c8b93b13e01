"""P19: every deadline is the one that an independently written calendar and counter find.

On every day of twenty years every time limit of the office begins once for each of three calendars
(the office's, a unit's own, and that of a unit below it), is paused and extended at random, and is
compared after every step: when it is due, what is left, how it stands, what is refused.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from bot.app import read_office
from feedback import case_clock
from feedback.calendar import WorkingCalendar
from feedback.case_clock import CaseClock
from feedback.errors import ClockRefused
from feedback.unit import AtRisk, Clock, Extension, Office, OwnHours, Shift
from tests.proofs.proof import OFFICE, Result, Setting
from tests.proofs.wall_calendar import DAY, WallCalendar, number, spelled

_FIRST, _LAST = 2015, 2034
_HANOI = timezone(timedelta(hours=7))
_MIDNIGHT = datetime(1970, 1, 1, tzinfo=_HANOI)
_EDGES = (0, 1, 449, 450, 689, 690, 691, 810, 1019, 1020, 1021, DAY - 1)
"""Minutes of a day at which doors open and close."""
_CENTRE, _DESK = "binh-luc-hcc", "binh-luc-q1"
_AT_RISK = AtRisk(60, 85)
_SHORT_STEP = 211
"""In the short form, only every so many days; a prime, so that all weekdays and seasons come."""


@dataclass(frozen=True)
class Place:
    """One unit, as the program and as the wall calendar see its hours."""

    name: str
    calendar: WorkingCalendar
    wall: WallCalendar


async def prove(setting: Setting) -> dict[str, Result]:
    """Compare everything; takes a few minutes in full."""
    office = read_office(OFFICE).office
    places = places_of(office, random.Random(setting.seed))
    found = Found()
    first, last = number(date(_FIRST, 1, 1)), number(date(_LAST, 12, 31))
    days = range(first, last + 1, _SHORT_STEP if setting.short else 1)
    for done, day in enumerate(days, 1):
        chance = random.Random(f"{setting.seed} {day}")
        for place in places:
            for limit in office.clocks:
                compare(place, limit, day, chance, found)
        if done % 20 == 0 or done == len(days):
            setting.progress("days", done, len(days))
            await asyncio.sleep(0)
    every = range(first, last + 1)
    for place in places:
        for day in every:
            at = date.fromisoformat(spelled(day))
            found.same(f"{place.name}: {at} is a working day", place.calendar.is_working_day(at),
                       day in place.wall.open)  # fmt: skip
    unit = (
        f"differences in {found.deadlines:,} deadlines of {len(office.clocks)} time limits over "
        f"{len(days):,} days of 20 years, {found.pauses:,} pauses, {found.extensions:,} "
        f"extensions and {found.refusals:,} refusals"
    )
    more = {"comparisons": found.compared, "calendars": len(places)}
    return {"P19": Result(len(found.faults), unit, found.deadlines, found.faults, more)}


def places_of(office: Office, chance: random.Random) -> list[Place]:
    """Return the office as it is, a centre with hours and days of its own, and one of its desks."""
    every = range(number(date(_FIRST - 1, 1, 1)), number(date(_LAST + 2, 12, 31)) + 1)
    closed, worked = chance.sample(every, 200), chance.sample(every, 200)
    centre_off, centre_extra = set(closed) - set(worked), set(worked) - set(closed)
    # The desk works on some days on which its centre does not, and the other way round.
    desk_extra = set(sorted(centre_off)[::3])
    desk_off = set(sorted(centre_extra)[::3])
    centre_hours, desk_hours = ((420, 660), (780, 990)), ((480, 720),)
    dated = replace(
        office,
        own_hours=(
            _own(_CENTRE, centre_hours, centre_off, centre_extra),
            _own(_DESK, desk_hours, desk_off, desk_extra),
        ),
    )
    years = (_FIRST - 1, _LAST + 2)
    usual = ((450, 690), (810, 1020))
    both = (centre_off - desk_extra | desk_off, centre_extra - desk_off | desk_extra)
    return [
        Place("office", WorkingCalendar.of(office), WallCalendar(*years, usual)),
        Place(
            "centre",
            WorkingCalendar.of(dated, _CENTRE),
            WallCalendar(*years, centre_hours, centre_off, centre_extra),
        ),
        Place("desk", WorkingCalendar.of(dated, _DESK), WallCalendar(*years, desk_hours, *both)),
    ]


def _own(
    unit: str, hours: tuple[tuple[int, int], ...], off: set[int], extra: set[int]
) -> OwnHours:
    shifts = (Shift(_moment(opens).time(), _moment(closes).time()) for opens, closes in hours)
    dates = (frozenset(date.fromisoformat(spelled(day)) for day in days) for days in (off, extra))
    return OwnHours(unit, tuple(shifts), *dates)


def _moment(minute: int) -> datetime:
    return _MIDNIGHT + timedelta(minutes=minute)


class Found:
    """What was compared, and what was not the same."""

    def __init__(self) -> None:
        self.deadlines = self.compared = self.pauses = self.extensions = self.refusals = 0
        self.faults: list[str] = []

    def same(self, what: str, program: object, wall: object) -> None:
        """Note a difference."""
        self.compared += 1
        if program != wall:
            self.faults.append(f"{what}: {program} in the program, {wall} on the wall")


class _Ledger:
    """What happened to one time limit, kept as plain numbers."""

    def __init__(self, wall: WallCalendar, limit: Clock, began: int) -> None:
        self._wall, self._limit, self.began = wall, limit, began
        self.pauses: list[tuple[int, int]] = []
        self.stopped_at: int | None = None
        self.granted: list[int] = []
        self.due = self.due_if(0)

    def due_if(self, more: int) -> int:
        """Return the second it would be due with so much granted besides."""
        limit, granted = self._limit, sum(self.granted) + more
        if limit.before:
            return self._wall.due_before(limit.measure, limit.amount, self.began, granted)
        amount = limit.amount + granted
        return self._wall.due(limit.measure, amount, self.began, self.pauses)

    def extend(self, ground: Extension, until: int, at: int) -> bool:
        """Grant what reaches up to a day; False where the law does not allow it."""
        too_late = at * 60 > self.due or self.stopped_at is not None
        if too_late or len(self.granted) >= ground.times:
            return False
        ends = [self.due_if(more) // (DAY * 60) for more in range(1, (ground.by or 366) + 1)]
        amount = sum(end <= until for end in ends)  # they only grow
        if until > ends[-1] or not amount or ends[amount - 1] <= self.due // (DAY * 60):
            return False
        self.granted.append(amount)
        self.due = self.due_if(0)
        return True

    def left(self, at: int) -> float:
        """Return what is left at a minute; it stands still while the clock does."""
        at = at if self.stopped_at is None else min(at, self.stopped_at)
        return self._wall.left(self._limit.measure, at, self.due)

    def stands(self, at: int) -> str:
        """Return how things stand."""
        if (at if self.stopped_at is None else min(at, self.stopped_at)) * 60 > self.due:
            return "late"
        if self.stopped_at is not None:
            return "paused"
        total = self._limit.amount + (0 if self._limit.before else sum(self.granted))
        spent = round((total - self.left(at)) * 6000)
        red, yellow = 60 * _AT_RISK.red * total, 60 * _AT_RISK.yellow * total
        return "red" if spent >= red else "yellow" if spent >= yellow else "green"


def compare(place: Place, limit: Clock, day: int, chance: random.Random, found: Found) -> None:
    """Let one time limit begin on a day, let things happen to it, and compare each step."""
    at = day * DAY + _minute(chance)
    wall = _Ledger(place.wall, limit, at)
    clock = case_clock.begin(limit, _moment(at), place.calendar)
    told = f"{place.name}, {limit.kind} · {limit.step}, begun {_moment(at):%Y-%m-%d %H:%M}"
    for what in ("begun", *_happenings(limit, chance)):
        if what != "begun":
            at += _gap(wall, at, chance)
            clock = _happen(what, place, clock, wall, at, chance, found, told)
        told += f", {what} {_moment(at):%m-%d %H:%M}"
        found.deadlines += 1
        found.same(told, int(clock.due_at.timestamp()) + 7 * 3600, wall.due)
        seen = at if chance.random() < 0.5 else at + chance.randrange(40 * DAY)
        _look(place, clock, wall, seen, told, found)


def _minute(chance: random.Random) -> int:
    return chance.choice(_EDGES) if chance.random() < 0.4 else chance.randrange(DAY)


def _happenings(limit: Clock, chance: random.Random) -> Iterator[str]:
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5))):
        if limit.before or chance.random() < (0.4 if limit.extensions else 0.1):
            yield "extend"
        else:
            yield "pause"
            if chance.random() < 0.1:
                yield chance.choice(("extend", "pause"))  # refused
            yield "resume"


def _gap(wall: _Ledger, at: int, chance: random.Random) -> int:
    """Return minutes until the next thing happens: soon, on the last day, in time, or whenever."""
    drawn = chance.random()
    last_day = wall.due // 60 // DAY * DAY
    if drawn < 0.2:
        return chance.randrange(90)
    if drawn < 0.4 and last_day > at:
        return last_day - at + _minute(chance)
    if drawn < 0.8 and last_day > at:
        return chance.randrange(last_day - at)
    return chance.randrange(12 * DAY)


def _happen(
    what: str,
    place: Place,
    clock: CaseClock,
    wall: _Ledger,
    at: int,
    chance: random.Random,
    found: Found,
    told: str,
) -> CaseClock:
    """Do one thing to both; refusals have to agree too."""
    moment = _moment(at)
    expected = True
    act: Callable[[], CaseClock]
    if what == "extend":
        grounds = clock.rule.extensions
        ground = chance.choice(grounds) if grounds else Extension("none", 0, 1, "")
        until = wall.due // (DAY * 60) + chance.randint(-2, (ground.by or 30) + 6)
        expected = wall.extend(ground, until, at)
        day = date.fromisoformat(spelled(until))
        act = lambda: case_clock.extend(clock, ground.ground, day, moment, place.calendar)  # noqa: E731
        found.extensions += expected
    elif what == "pause":
        expected = wall.stopped_at is None
        wall.stopped_at = at if expected else wall.stopped_at
        act = lambda: case_clock.pause(clock, moment)  # noqa: E731
        found.pauses += expected
    else:
        assert wall.stopped_at is not None
        wall.pauses.append((wall.stopped_at, at))
        wall.stopped_at = None
        wall.due = wall.due_if(0)
        act = lambda: case_clock.resume(clock, moment, place.calendar)  # noqa: E731
    try:
        changed, done = act(), True
    except ClockRefused:
        changed, done = clock, False
    found.refusals += not expected
    found.same(f"{told}, {what} {moment:%m-%d %H:%M} allowed", done, expected)
    return changed


def _look(place: Place, clock: CaseClock, wall: _Ledger, at: int, told: str, found: Found) -> None:
    """Compare what is left and how it stands."""
    moment = _moment(at).astimezone(UTC)
    state = case_clock.state(clock, moment, place.calendar, _AT_RISK)
    found.same(f"{told}, seen {moment}", state, wall.stands(at))
    remaining = case_clock.remaining(clock, moment, place.calendar)
    found.same(f"{told}, left on {moment}", round(remaining * 60), round(wall.left(at) * 60))
    kept = case_clock.load(case_clock.dump(clock))
    found.same(f"{told}, kept", kept, clock)
