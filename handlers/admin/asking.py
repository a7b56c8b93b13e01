"""What commands with a unit and a period share: reading their words, and asking back when unclear."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from feedback.language import spoken
from feedback.messages import Button, Line, Reply, Text, Words
from feedback.period import month_of
from feedback.question import Value
from feedback.report_plan import SEEING
from feedback.request import (
    AS_WAS,
    Ambiguous,
    NotUnderstood,
    Request,
    lines,
    read_request,
)
from feedback.unit import Office, Unit
from handlers.context import Answer, Turn

CASES = "cases"
"""What is asked for when it is not a survey."""
_CASE_WORDS = ("hồ sơ", "phản ánh", "kiến nghị", "phản ánh kiến nghị", "reports")
_ALIASES = {
    "thongke": "stats",
    "xuat": "export",
    "maqr": "qr",
    "nhatky": "audit",
    "baocao": "summary",
}
_MOST_UNITS = 8
"""Buttons that are still looked through; more candidates need a better name."""
DATA_LENGTH = 64
"""Bytes of button data, the least any channel carries."""


def understand(
    turn: Turn,
    command: str,
    words: str,
    topics: Mapping[str, Sequence[str]],
    seeing: Collection[str] = SEEING,
) -> Request | Answer:
    """Return what is asked for, or an answer that asks back with something that works.

    `seeing`: the roles that see it, of their unit and what is below it.
    """
    asked = read_request(words, turn.office, turn.today, topics)
    if isinstance(asked, NotUnderstood):
        return _not_understood(turn, command, asked)
    office = turn.office
    held = {unit for role, unit in turn.actor.grants if role in seeing}
    if office.root in held:
        return _which(command, asked) if isinstance(asked, Ambiguous) else asked
    highest = tops(office, held)
    meant = asked.units if isinstance(asked, Ambiguous) else _meant(office, asked.unit, highest)
    within = frozenset[str]().union(*(office.under(top) for top in highest))
    units = tuple(unit for unit in meant if unit.id in within)
    if not units:
        return Answer((Reply(lines=(Text("figures-not-yours"),)),))
    if len(units) > 1:
        return _which(command, Ambiguous(units, asked.period, asked.topic, asked.was))
    found = Request(units[0].id, asked.period, asked.topic, asked.was)
    if not within.issuperset(units_below(office, found, turn.today) or ()):
        return Answer((Reply(lines=(Text("figures-was-not-yours"),)),))
    return found


def tops(office: Office, held: Collection[str]) -> tuple[str, ...]:
    """Return the units held without those below another of them."""
    return tuple(
        id
        for id in office.units
        if id in held and not any(above.id in held for above in office.path(id)[:-1])
    )


def _meant(office: Office, unit: str | None, tops: Sequence[str]) -> tuple[Unit, ...]:
    """Return what a request means that names a unit or none: then all there is for the person."""
    named = tops if unit in (None, office.root) else (unit,)
    return tuple(office.units[id] for id in named if id is not None)


def topics_of(turn: Turn) -> dict[str, tuple[str, ...]]:
    """Return what can be asked for besides a unit and a period: a survey, or cases."""
    surveys = {form.name: tuple(form.title.values()) for form in turn.forms.surveys()}
    return {CASES: _CASE_WORDS, **surveys}


def button(label: Line, *words: str | None) -> Button | None:
    """Return a button that runs a command, None when the words do not fit into its data."""
    data = f"c:{' '.join(filter(None, words))}"
    return Button(label, data) if len(data.encode()) <= DATA_LENGTH else None


def addressed(turn: Turn) -> dict[str, Value]:
    """Return where the outcome of a job goes, as every job's payload says it."""
    return {
        "person": turn.person.id,
        "channel": turn.inbound.address.channel,
        "chat": turn.inbound.chat,
        "language": turn.language,
    }


def unit_name(office: Office, unit: str | None) -> Words:
    """Return a unit's name, its id when it is no longer in the pack; None is the whole office."""
    known = office.units.get(unit or office.root)
    if unit is None:
        return office.name if known is None else known.name
    return {"vi": unit} if known is None else known.name


def units_below(office: Office, asked: Request, today: date) -> frozenset[str] | None:
    """Return the units that count for the one asked for, None where nothing is to be left out."""
    if asked.unit in (None, office.root):
        return None
    line = lines(office, asked.was, today)
    return frozenset(id for id in office.units if asked.unit in line(id))


def scope(asked: Request | Ambiguous) -> str | None:
    """Return the word that asks for the same by the tree as it was, None where that is not asked."""
    return None if asked.was is None else AS_WAS


def _not_understood(turn: Turn, command: str, asked: NotUnderstood) -> Answer:
    office, this_month = turn.office, month_of(turn.today)
    before = this_month.before
    examples: list[Words] = [{"vi": f"tháng {before.last.month}", "en": "last month"}]
    for unit in office.children(office.root)[:1]:
        if command == "maqr":  # what is printed is of no period
            examples = [unit.name, {"vi": unit.id}]
            break
        examples.append({n: f"{unit.name[n]} {before.token}" for n in unit.name})
        examples.append({"vi": f"{unit.id} {before.last.year}"})
    name = command if spoken(turn.language) == "vi" else _ALIASES[command]
    told = [Text("figures-example", {"command": f"/{name}", "words": each}) for each in examples]
    not_understood = Text("figures-not-understood", {"words": asked.words[:60]})
    return Answer((Reply(lines=(not_understood, Text("figures-examples"), *told)),))


def _which(command: str, asked: Ambiguous) -> Answer:
    buttons = (
        button(
            unit.name,
            *(command, asked.topic, unit.id, asked.period.token),
            scope(asked),
        )
        for unit in asked.units[:_MOST_UNITS]
    )
    rows = tuple((each,) for each in buttons if each is not None)
    said: list[Line] = [Text("figures-which-unit")]
    if len(asked.units) > _MOST_UNITS:
        said.append(Text("figures-more-units", {"count": len(asked.units) - _MOST_UNITS}))
    return Answer((Reply(lines=tuple(said), rows=rows),))
