"""What the files of an office pack say about each other, and whether it holds together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from feedback.marked_yaml import Path
from feedback.survey import Form
from feedback.unit import Category, Clock, Office, Shift, Unit

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
    yield from _units(office)
    yield from _categories(office)
    yield from _clocks(office.clocks)
    yield from _calendar(office)
    for name in NEEDED_TEXTS:
        if name not in office.texts:
            yield "texts.yaml", ("texts",), f"the program needs the text `{name}`; add it"
    if not office.emergency_words:
        yield "texts.yaml", ("emergency_words",), "needs the words that mean danger to life"


def _units(office: Office) -> Iterator[Fault]:
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
        name = f"{clock.kind} · {clock.step}"
        if clock.valid_from and clock.valid_to and clock.valid_to < clock.valid_from:
            yield "office.yaml", (*place, "valid_to"), "the rule ends before it begins"
        if clock.before and clock.measure == "working-hours":
            what = "only days are counted back; use `days` or `working-days`"
            yield "office.yaml", (*place, "before"), what
        for other in clocks[:number]:
            if (other.kind, other.step) == (clock.kind, clock.step) and _overlap(other, clock):
                what = f"two rules for {name} hold at the same time; end the older one"
                yield "office.yaml", place, what
    for kind, step in NEEDED_CLOCKS:
        if not any((c.kind, c.step, c.valid_to) == (kind, step, None) for c in clocks):
            what = f"the program needs a rule for `{kind}` · `{step}` without `valid_to`"
            yield "office.yaml", ("clocks",), what


def _overlap(one: Clock, other: Clock) -> bool:
    starts_in_time = (other.valid_from or date.min) <= (one.valid_to or date.max)
    return starts_in_time and (one.valid_from or date.min) <= (other.valid_to or date.max)


def _calendar(office: Office) -> Iterator[Fault]:
    for day in sorted(office.days_off & office.extra_days):
        yield "office.yaml", ("extra_days",), f"{day} is also a day off; keep it in one list"
    if not office.shifts:
        yield "office.yaml", ("shifts",), "needs at least one shift"
    before: Shift | None = None
    for number, shift in enumerate(office.shifts):
        if shift.closes <= shift.opens or (before and shift.opens < before.closes):
            what = "shifts are in order, without overlap, each within one day"
            yield "office.yaml", ("shifts", number), what
        before = shift


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
