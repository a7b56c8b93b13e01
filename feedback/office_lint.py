"""What the files of an office pack say about each other, and whether it holds together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

from feedback.calendar import WorkingCalendar
from feedback.marked_yaml import Path
from feedback.survey import Form
from feedback.unit import Category, Clock, Office, OwnHours, Shift, Unit
from feedback.workflow import NO_WORKFLOW
from feedback.workflow_lint import check_workflow

NEEDED_TEXTS = (
    *("welcome", "privacy", "emergency", "filing-complaint", "filing-denunciation"),
    "conduct",
)
"""Texts the program says in its own conversations."""

NEEDED_CLOCKS = (("pakn", "acknowledge"), ("pakn", "resolve"))
"""Time limits the program promises by; each must be in force without an end."""

LONGEST_PAYLOAD = 62
"""Characters of a deep link: Telegram takes 64, and two are kept for the program."""

Fault = tuple[str, Path, str]
"""The file, where in it (rows by their id), and what is wrong."""


def check_office(office: Office) -> Iterator[Fault]:
    """Yield everything that does not hold together."""
    yield from check_units(office)
    yield from _categories(office)
    yield from _clocks(office.clocks)
    yield from _calendar(office)
    if office.workflow is not NO_WORKFLOW:  # its file could be read
        for path, what in check_workflow(office.workflow, office.clocks):
            yield "workflow.yaml", path, what
    for name in NEEDED_TEXTS:
        if name not in office.texts:
            yield "texts.yaml", ("texts",), f"the program needs the text `{name}`; add it"
    if not office.emergency_words:
        yield "texts.yaml", ("emergency_words",), "needs the words that mean danger to life"


def check_units(office: Office) -> Iterator[Fault]:
    """Yield where the tree of units does not hold together."""
    root = office.units.get(office.root)
    if not office.root:
        pass  # office.yaml itself is wrong, and that is told already
    elif root is None:
        yield "office.yaml", ("root",), f"`{office.root}` is no unit of units.yaml; correct it"
    elif root.parent is not None or root.valid_to is not None:
        yield "units.yaml", ("units", root.id), "the root has no parent and does not end"
    for unit in office.units.values():
        for key, what in _unit(unit, office):
            yield "units.yaml", ("units", unit.id, key), what
    for id in _circles(office.units, lambda unit: unit.successors):
        yield "units.yaml", ("units", id, "successors"), f"`{id}` follows itself; break the circle"


def _unit(unit: Unit, office: Office) -> Iterator[tuple[str, str]]:
    yield from _parent(unit, office.units)
    parent = office.units.get(unit.parent or "")
    if unit.parent is None and office.root not in ("", unit.id):
        yield "id", f"only the root has no parent; give `{unit.id}` one"
    if parent is not None and parent.valid_to is not None and not _ends_by(unit, parent.valid_to):
        yield "parent", f"`{parent.id}` ends on {parent.valid_to}; end this one too or move it"
    for successor in unit.successors:
        if successor not in office.units:
            yield "successors", f"`{successor}` is no unit of this file; correct it or add it"
    if lost := [each for _, each in unit.earlier_parents if each not in office.units]:
        yield "earlier_parents", f"`{lost[0]}` is no unit of this file; correct it or add it"
    if unit.successors and unit.valid_to is None:
        yield "successors", f"`{unit.id}` has successors but does not end; add `valid_to`"
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        yield "valid_to", "the unit ends before it begins"
    for procedure in unit.procedures:
        if procedure not in office.procedures:
            yield "procedures", f"`{procedure}` is no procedure of procedures.yaml; correct it"


def _ends_by(unit: Unit, day: date) -> bool:
    return unit.valid_to is not None and unit.valid_to <= day


def _categories(office: Office) -> Iterator[Fault]:
    kinds = {unit.kind for unit in office.units.values()}
    for category in office.categories.values():
        for key, what in _parent(category, office.categories):
            yield "categories.yaml", ("categories", category.id, key), what
        if category.unit_kind is not None and category.unit_kind not in kinds:
            yield (
                "categories.yaml",
                ("categories", category.id, "unit_kind"),
                f"no unit of units.yaml is of the kind `{category.unit_kind}`; correct it",
            )


def _parent(
    item: Unit | Category, among: Mapping[str, Unit] | Mapping[str, Category]
) -> Iterator[tuple[str, str]]:
    if item.parent is None:
        return
    if item.parent not in among:
        yield "parent", f"`{item.parent}` is nothing of this file; correct it or add it"
    at: str | None = item.parent
    seen = {item.id}
    while at is not None and at in among and at not in seen:
        seen.add(at)
        at = among[at].parent
    if at == item.id:
        yield "parent", f"`{item.id}` stands below itself; break the circle"


def _circles(units: Mapping[str, Unit], onward: Callable[[Unit], Iterable[str]]) -> Iterator[str]:
    """Yield the ids from which one comes back to the same id."""
    for start in units:
        seen: set[str] = set()
        open_ends = [*onward(units[start])]
        while open_ends:
            at = open_ends.pop()
            if at in units and at not in seen:
                seen.add(at)
                open_ends.extend(onward(units[at]))
        if start in seen:
            yield start


def _clocks(clocks: tuple[Clock, ...]) -> Iterator[Fault]:
    for number, clock in enumerate(clocks):
        place = ("clocks", number)
        for key, what in _clock(clock):
            yield "office.yaml", (*place, key), what
        name = f"{clock.kind} · {clock.step}"
        same = [each for each in clocks if (each.kind, each.step) == (clock.kind, clock.step)]
        if any(_overlap(other, clock) for other in clocks[:number] if other in same):
            what = f"two rules for {name} hold at the same time; end the older one"
            yield "office.yaml", place, what
        if next_one := _after_a_gap(clock, same):
            what = f"no rule for {name} holds from then until {next_one}; close the gap"
            yield "office.yaml", (*place, "valid_to"), what
    for kind, step in NEEDED_CLOCKS:
        if not any((c.kind, c.step, c.valid_to) == (kind, step, None) for c in clocks):
            what = f"the program needs a rule for `{kind}` · `{step}` without `valid_to`"
            yield "office.yaml", ("clocks",), what


def _clock(clock: Clock) -> Iterator[tuple[str, str]]:
    if clock.valid_from and clock.valid_to and clock.valid_to < clock.valid_from:
        yield "valid_to", "the rule ends before it begins"
    if clock.before and clock.measure == "working-hours":
        yield "before", "only days are counted back; use `days` or `working-days`"
    grounds = [each.ground for each in clock.extensions]
    for ground in sorted({each for each in grounds if grounds.count(each) > 1}):
        yield "extensions", f"`{ground}` is here twice; a ground is given once"


def _overlap(one: Clock, other: Clock) -> bool:
    starts_in_time = (other.valid_from or date.min) <= (one.valid_to or date.max)
    return starts_in_time and (one.valid_from or date.min) <= (other.valid_to or date.max)


def _after_a_gap(clock: Clock, same: Iterable[Clock]) -> date | None:
    """Return when the next rule begins, if that should have been the day after this one ends."""
    last = clock.valid_to or date.max
    first = min((c.valid_from for c in same if c.valid_from and c.valid_from > last), default=None)
    return None if first is None or first == last + timedelta(days=1) else first


def _calendar(office: Office) -> Iterator[Fault]:
    if not office.shifts:
        yield "office.yaml", ("shifts",), "needs at least one shift"
    yield from _hours((), office.shifts, office.days_off, office.extra_days)
    seen: set[str] = set()
    for number, own in enumerate(office.own_hours):
        place = ("own_hours", number)
        if own.unit not in office.units:
            what = f"`{own.unit}` is no unit of units.yaml; correct it"
            yield "office.yaml", (*place, "unit"), what
        if own.unit in seen:
            yield "office.yaml", (*place, "unit"), f"a second `{own.unit}`; put both into one"
        seen.add(own.unit)
        if own == OwnHours(own.unit):
            what = "needs `shifts`, `days_off` or `extra_days`; remove it where nothing differs"
            yield "office.yaml", place, what
        yield from _hours(place, own.shifts, own.days_off, own.extra_days)
    if office.at_risk.red < office.at_risk.yellow:
        what = "a time limit is yellow before it is red; make `yellow` the smaller share"
        yield "office.yaml", ("at_risk",), what


def _hours(
    place: Path, shifts: tuple[Shift, ...], days_off: frozenset[date], extra_days: frozenset[date]
) -> Iterator[Fault]:
    for day in sorted(days_off & extra_days):
        what = f"{day} is also a day off; keep it in one list"
        yield "office.yaml", (*place, "extra_days"), what
    before: Shift | None = None
    for number, shift in enumerate(shifts):
        if shift.closes <= shift.opens or (before and shift.opens < before.closes):
            what = "shifts are in order, without overlap, each within one day"
            yield "office.yaml", (*place, "shifts", number), what
        before = shift


def calendar_warning(office: Office, today: date) -> str | None:
    """Return what an office should be told of its calendar on a day, None when all is known."""
    year = WorkingCalendar.of(office).missing_year(today)
    if year is None:
        return None
    return (
        f"office.yaml: the days off and working Saturdays of {year} are not confirmed: days "
        f"promised in {year} may be wrong. Once the government has announced them, write what "
        f"differs into `days_off` and `extra_days` and set `calendar_confirmed_until: {year}-12-31`"
    )


def payload_faults(office: Office, forms: Iterable[Form]) -> Iterator[tuple[str, str]]:
    """Yield surveys (by name) with a printed QR code that would be too long, and the longest."""
    for form in forms:
        if form.purpose == "survey":
            longest = max(_payloads(form, office), key=len, default="")
            if len(longest) > LONGEST_PAYLOAD:
                yield (
                    form.name,
                    f"the QR code `{longest}` has {len(longest)} characters, "
                    f"{LONGEST_PAYLOAD} at most fit; shorten one of its ids",
                )


def _payloads(form: Form, office: Office) -> Iterator[str]:
    """Yield the longest start payload of each unit; only a form that asks for the procedure has it."""
    asks_procedure = any(question.kind == "procedure" for question in form.questions)
    for unit in office.units.values():
        if unit.kind == "desk" or unit.valid_to is not None:
            continue
        desks = [child.id for child in office.children(unit.id) if child.kind == "desk"]
        offered = (unit.procedures or tuple(office.procedures)) if asks_procedure else ()
        parts = (unit.id, max(offered, key=len, default=""), max(desks, key=len, default=""))
        # As a code for helpers ("ra") begins, which may hang at the same desk.
        yield "_".join(("ra", form.name, *parts)).rstrip("_")
