"""Changes an administrator makes to the tree of units, laid over the office pack.

A change says what some units are from then on, field by field, so that whatever else the pack says
of them, and says anew later, still holds. Nothing is taken out of the tree: a unit ends and has
successors, since printed codes carry its id for ever and answers given there are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from feedback.errors import UnitRefused
from feedback.messages import Text, Words
from feedback.office_lint import check_units
from feedback.pack_rows import UnitRow
from feedback.text import fold
from feedback.unit import Office, Unit

Patches = Mapping[str, Mapping[str, Any]]
"""Units by id: what they are from then on, JSON by field. Of `_MORE` fields: what is added."""

_MORE = ("aliases", "old_codes", "earlier_parents")
_DATED = frozenset({"rename", "name", "move"})
"""What happens on the day a change starts; all else is written at once and carries its own days."""
_DAY = timedelta(days=1)
_LONGEST_ID = 18
"""Leaves room for the other parts of a printed code."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it is kept: `number` 1, 2, 3 …; what was taken back is `void`."""

    number: int
    at: datetime
    action: str
    starts: date
    units: Patches
    void: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """An office with the changes made in the chat."""

    office: Office
    left_out: tuple[int, ...] = ()
    """Numbers of changes that the pack does not allow any more."""


def changed(office: Office, changes: Sequence[Change], today: date) -> Changed:
    """Lay over an office what was changed in the chat, as far as it holds on a day.

    What makes the tree fall apart, since the pack was edited meanwhile, is left out. An office that
    was changed already is changed anew.
    """
    written = office.written or office.units
    office = replace(office, units=written, written=written, day=today)
    revision = len(changes) + sum(each.void for each in changes)
    due = [
        each
        for each in changes
        if not each.void and (each.action not in _DATED or each.starts <= today)
    ]
    known = set(check_units(office))
    whole = _with(office, due)
    if whole is not None and known.issuperset(check_units(whole)):
        return Changed(replace(whole, revision=revision))
    left_out = []
    for each in due:
        one = _with(office, [each])
        if one is None or not known.issuperset(check_units(one)):
            left_out.append(each.number)
        else:
            office = one
    return Changed(replace(office, revision=revision), tuple(left_out))


def _with(office: Office, changes: Iterable[Change]) -> Office | None:
    """Return an office with some changes, None where one cannot be read."""
    units = dict(office.units)
    for change in changes:
        for id, patch in change.units.items():
            try:
                units[id] = _patched(units.get(id), id, patch)
            except ValidationError:
                return None
    return replace(office, units=units)


def _patched(unit: Unit | None, id: str, patch: Mapping[str, Any]) -> Unit:
    known = {"id": id} if unit is None else {**asdict(unit), "contact": unit.contact or None}
    more = {
        name: tuple(dict.fromkeys((*known.get(name, ()), *map(_hashable, patch[name]))))
        for name in _MORE
        if name in patch
    }
    return UnitRow.model_validate({**known, **patch, **more}).unit()


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# What can be done. Each returns what to keep; raises UnitRefused.


def added(
    office: Office, parent: Unit, name: Words, kind: str, code: str, starts: date
) -> tuple[str, Patches]:
    """Return the id of a new unit below another, and what to keep."""
    _stands(parent, starts)
    id = new_id(office.units, name["vi"])
    patch = {"name": dict(name), "kind": kind, "parent": parent.id, "valid_from": str(starts)}
    return id, {id: {**patch, **({"code": code} if code else {})}}


def renamed(unit: Unit, name: Words, starts: date) -> Patches:
    """Return what to keep of a new name; the old one finds the unit as well."""
    _stands(unit, starts)
    return {unit.id: {"name": dict(name), "aliases": [unit.name["vi"]]}}


def named(unit: Unit, code: str, aliases: Sequence[str]) -> Patches:
    """Return what to keep of a new code and of more names people use; an old code is kept."""
    patch: dict[str, Any] = {"aliases": list(aliases)}
    if code and code != unit.code:
        patch |= {"code": code, "old_codes": [unit.code] if unit.code else []}
    return {unit.id: patch}


def moved(office: Office, unit: Unit, parent: Unit, starts: date) -> Patches:
    """Return what to keep of a unit that stands below another one from a day on."""
    _stands(unit, starts - _DAY)
    _stands(parent, starts)
    _not_within(office, parent, unit)
    if unit.parent is None or parent.id == unit.parent:
        raise UnitRefused(Text("units-same-parent", {"unit": parent.name}))
    before = [[str(starts - _DAY), unit.parent]]
    return {unit.id: {"parent": parent.id, "earlier_parents": before}}


def merged(office: Office, unit: Unit, into: Unit, starts: date) -> Patches:
    """Return what to keep of a unit that becomes part of another on a day.

    All below it ends with it; each part is followed by the one that does the same in the other
    unit, so that a code printed for an old desk opens the new one, else by what stands above that.
    """
    _stands(unit, starts - _DAY)
    _stands(into, starts)
    _not_within(office, into, unit)
    ends = str(starts - _DAY)
    return {
        id: {"valid_to": ends, "successors": [successor]}
        for id, successor in _followed(office, unit, into, starts)
    }


def divided(
    office: Office, unit: Unit, names: Sequence[Words], starts: date
) -> tuple[list[str], Patches]:
    """Return the ids of the units that follow one that is divided, and what to keep.

    They are of its kind and stand where it stood. What stood below it ends with it.
    """
    _stands(unit, starts - _DAY)
    ends = str(starts - _DAY)
    taken: dict[str, Unit | None] = dict(office.units)
    kept: dict[str, dict[str, Any]] = {}
    for name in names:
        id = new_id(taken, name["vi"])
        taken[id] = None
        kept[id] = {"name": dict(name), "kind": unit.kind, "parent": unit.parent}
        kept[id]["valid_from"] = str(starts)
    new = list(kept)
    for each in _standing(office, unit):
        kept[each.id] = {"valid_to": ends}
    kept[unit.id] = {"valid_to": ends, "successors": new}
    return new, kept


def ended(office: Office, unit: Unit, starts: date) -> Patches:
    """Return what to keep of a unit that is no more from a day on, with all below it; what comes
    for it goes to the unit above."""
    _stands(unit, starts - _DAY)
    ends = str(starts - _DAY)
    return {each.id: {"valid_to": ends} for each in (unit, *_standing(office, unit))}


def new_id(taken: Mapping[str, object], name: str) -> str:
    """Return an id made of a name that no unit has or had."""
    words = fold(name).split() or ["don-vi"]
    id = words.pop(0)
    for word in words:
        if len(id) + 1 + len(word) > _LONGEST_ID:
            break
        id = f"{id}-{word}"
    id = (id if id[0].isalpha() else f"u-{id}")[:_LONGEST_ID]
    numbered = (f"{id}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (id, *numbered) if each not in taken)


def became_part(office: Office, unit: str, today: date) -> tuple[Unit, ...]:
    """Return the units that became part of one until a day, in the order of the pack."""
    return tuple(
        each
        for each in office.units.values()
        if each.successors == (unit,) and each.valid_to is not None and each.valid_to < today
    )


def divided_from(office: Office, unit: str) -> Unit | None:
    """Return the unit that was divided into this one and others, None where there is none."""
    divided = (each for each in office.units.values() if len(each.successors) > 1)
    return next((each for each in divided if unit in each.successors), None)


def _followed(office: Office, old: Unit, new: Unit, day: date) -> Iterator[tuple[str, str]]:
    yield old.id, new.id
    candidates = [each for each in office.children(new.id) if each.exists_on(day)]
    for child in office.children(old.id):
        if child.valid_to is None and child.id != new.id:
            same = [each for each in candidates if each.kind == child.kind]
            alike = [each for each in same if each.procedures == child.procedures]
            found = same if len(same) == 1 else alike
            yield from _followed(office, child, found[0] if len(found) == 1 else new, day)


def _standing(office: Office, top: Unit) -> Iterator[Unit]:
    """Yield what stands below a unit without an end."""
    for child in office.children(top.id):
        if child.valid_to is None:
            yield child
            yield from _standing(office, child)


def _stands(unit: Unit, day: date) -> None:
    if unit.valid_to is not None:
        raise UnitRefused(Text("units-ended", {"unit": unit.name, "day": unit.valid_to}))
    if not unit.exists_on(day):
        raise UnitRefused(Text("units-not-then", {"unit": unit.name, "day": day}))


def _not_within(office: Office, unit: Unit, top: Unit) -> None:
    if any(each.id == top.id for each in office.path(unit.id)):
        raise UnitRefused(Text("units-within", {"unit": unit.name, "top": top.name}))
