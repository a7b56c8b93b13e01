"""`/viec`: what there is to do for an officer and their unit, what is due first at the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from feedback.access import is_sealed, may
from feedback.case import Case, CaseFacts, Standing
from feedback.messages import Button, Line, Reply, Text
from feedback.text import fold
from handlers import conversing
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu_button
from handlers.officer.urgency import MARKS, Watch, short

ROLES = frozenset({"officer", "head", "admin"})
"""Who works on cases, or sorts them; sealed readers have their own list."""
_PAGE = 8
_VIEWS: Mapping[str, tuple[str, ...]] = {
    "unit": ("don vi", "tat ca", "unit", "all"),
    "mine": ("toi", "cua toi", "mine", "me"),
    "late": ("qua han", "late", "overdue"),
    "triage": ("phan", "chua ro", "triage"),
}
"""What can be shown, and the words that mean it."""


async def _show(turn: Turn, words: str) -> Answer:
    """Show the tasks: all of one's units, or what the words say."""
    typed = fold(words[:40])
    view = next((name for name, known in _VIEWS.items() if typed in known), "unit")
    return await _list(turn, view, 0)


async def _pressed(turn: Turn, data: str) -> Answer:
    """Turn to another view or page; whoever has lost the role meanwhile has no tasks."""
    view, _, page = data.partition(":")
    at = int(page) if page.isdecimal() and len(page) < 4 else 0
    return await _list(turn, view if view in _VIEWS else "unit", at)


def _reach(turn: Turn) -> frozenset[str] | None:
    """Return the units whose cases somebody works on; None for all."""
    office, who = turn.office, turn.actor
    tops = {grant.unit for grant in who.grants if grant.role in ROLES}
    if office.root in tops:
        return None
    return frozenset().union(*(office.under(top) for top in tops))


def may_know(turn: Turn, case: CaseFacts) -> bool:
    """Tell whether somebody may know of a case as one of those who handle it; see `visible`."""
    return may(turn.office, turn.actor, "list", case) and not is_sealed(turn.office, case)


def tasks_button() -> tuple[Button, ...]:
    """Return a row with the one button that leads to the list."""
    return (Button(Text("card-tasks"), "c:viec"),)


async def visible(turn: Turn) -> list[Case]:
    """Return the open cases somebody may know of as an officer, none of the sealed lane.

    For whoever it is about, or sent it, there is no such task.
    """
    found = await turn.storage.cases.open_cases(_reach(turn))
    return [each for each in found if may_know(turn, each)]


async def _standing(turn: Turn) -> list[Standing]:
    """Return the same, unopened: what is nobody's secret is judged once for each unit and state."""
    judged: dict[tuple[object, ...], bool] = {}
    found = []
    for each in await turn.storage.cases.standing(_reach(turn)):
        if each.about or turn.person.id in (each.person, *each.representatives):
            theirs = may_know(turn, each.facts)
        else:
            alike = (each.kind, each.state, each.unit, each.coordinating)
            known = judged.get(alike)
            if known is None:
                known = judged[alike] = may_know(turn, each.facts)
            theirs = known
        if theirs:
            found.append(each)
    return found


async def _list(turn: Turn, view: str, page: int) -> Answer:
    watch = Watch(turn.office, turn.now)
    ranked = watch.ranked(await _standing(turn))
    views = {
        "unit": ranked,
        "mine": [(how, each) for how, each in ranked if each.officer == turn.person.id],
        "late": [(how, each) for how, each in ranked if how == "late"],
        "triage": [(how, each) for how, each in ranked if _unplaced(turn, each)],
    }
    shown = views[view]
    pages = max(1, -(-len(shown) // _PAGE))
    page = min(page, pages - 1)
    opened = [
        await turn.storage.cases.by_id(each.id)
        for _, each in shown[page * _PAGE : (page + 1) * _PAGE]
    ]
    here = [each for each in opened if each is not None]
    counts = Counter(how for how, _ in shown)
    lines: list[Line] = [Text("tasks-heading", {"view": view, "count": len(shown)})]
    if shown:
        lines.append(Text("tasks-counts", {name: counts[name] for name in MARKS}))
        lines.append("")
    for each in here:
        own = view != "mine" and each.officer == turn.person.id
        lines.append(Text("tasks-own", {"line": watch.line(each)}) if own else watch.line(each))
    if pages > 1:
        lines += ["", Text("tasks-page", {"page": page + 1, "pages": pages})]
    rows = [
        *_by_two([Button(_label(watch, each), f"case:{each.id}") for each in here]),
        *_by_two(_turning(view, page, pages)),
        *_by_two(_others(view, {name: len(found) for name, found in views.items()})),
        menu_button(),
    ]
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=tuple(rows)),)))


def _unplaced(turn: Turn, case: Standing) -> bool:
    return case.unit == turn.office.root or case.unit not in turn.office.units


def _label(watch: Watch, case: Case) -> str:
    return f"{MARKS[watch.urgency(case)]} {short(case)}"


def _turning(view: str, page: int, pages: int) -> list[Button]:
    return [
        Button(Text(f"tasks-{name}"), f"tasks:{view}:{to}")
        for name, to in (("before", page - 1), ("after", page + 1))
        if 0 <= to < pages
    ]


def _others(view: str, counts: Mapping[str, int]) -> list[Button]:
    """Return buttons of the other views that show something."""
    return [
        Button(Text("tasks-view", {"view": name, "count": count}), f"tasks:{name}:0")
        for name, count in counts.items()
        if name != view and count
    ]


def _by_two(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


TASKS = Feature(
    commands=(Command("viec", "tasks", _show, "command-viec", roles=ROLES),),
    presses={"tasks": _pressed},
)
