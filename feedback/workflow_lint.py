"""Whether the table of `workflow.yaml` holds together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedback.case import KINDS
from feedback.marked_yaml import Path
from feedback.unit import Clock
from feedback.workflow import (
    ACTIONS,
    BACK,
    BEGINS,
    ENDED,
    NEEDS,
    OPEN,
    ROLES,
    CaseKind,
    Transition,
    Workflow,
)

_ANSWERING = ("answer", "confirm", "uphold")
"""Actions after which a case has been answered."""


def check_workflow(workflow: Workflow, clocks: tuple[Clock, ...]) -> Iterator[tuple[Path, str]]:
    """Yield what does not hold together, and where."""
    if BEGINS not in workflow.states:
        yield ("states",), f"needs the state `{BEGINS}`, in which every case begins"
        return
    if workflow.states[BEGINS].stage != OPEN:
        yield ("states", BEGINS, "stage"), "a case that has only arrived is `open`"
    if BACK in workflow.states:
        yield ("states", BACK), f"`{BACK}` means where a case came from; name the state otherwise"
    for kind in KINDS:
        if kind not in workflow.kinds:
            yield ("kinds",), f"people can send in `{kind}`; it needs a workflow"
    for state in workflow.states.values():
        clocked = {each.clock for each in workflow.kinds.values()}
        for step in state.soon:
            if not any(_lasting(clocks, kind, step) for kind in clocked):
                what = (
                    f"no kind of this file has a time limit `{step}` in office.yaml; add it there"
                )
                yield ("states", state.id, "soon"), what
        if state.soon and state.stage != OPEN:
            yield ("states", state.id, "soon"), "only what is `open` has first steps to take"
    for known in workflow.kinds.values():
        yield from _kind(known, clocks)
    for number, row in enumerate(workflow.transitions):
        for key, what in _row(row, workflow, clocks):
            yield ("transitions", number, key), what
        if any(_same(row, other) for other in workflow.transitions[:number]):
            what = f"a second row for `{row.action}` on the same kind in the same state"
            yield ("transitions", number), what
        if row.after is not None and any(
            _same(row, other, whatever_action=True)
            for other in workflow.transitions[:number]
            if other.after is not None
        ):
            yield ("transitions", number, "after"), "two things happen by themselves in one state"
    yield from _ways(workflow)


def _kind(kind: CaseKind, clocks: tuple[Clock, ...]) -> Iterator[tuple[Path, str]]:
    if kind.begins and not kind.clock:
        yield ("kinds", kind.id, "begins"), "needs `clock`, the kind of time limit in office.yaml"
    elif kind.begins and not _lasting(clocks, kind.clock, kind.begins):
        yield ("kinds", kind.id, "begins"), _no_clock(kind.clock, kind.begins)


def _row(
    row: Transition, workflow: Workflow, clocks: tuple[Clock, ...]
) -> Iterator[tuple[str, str]]:
    known_states = {*workflow.states}
    known_kinds = {*workflow.kinds}
    yield from _unknown("action", {row.action}, {*ACTIONS}, "action the program knows")
    yield from _unknown("kinds", row.kinds, known_kinds, "kind of this file")
    yield from _unknown("from", row.sources, known_states, "state of this file")
    yield from _unknown("to", {row.to} - {""}, known_states | {BACK}, "state of this file")
    yield from _unknown("by", row.by, {*ROLES}, "role that acts on cases")
    yield from _unknown("needs", row.needs, {*NEEDS}, "thing an action can need")
    for lacking in sorted(ACTIONS.get(row.action, frozenset()) - {*row.needs}):
        yield "needs", f"`{row.action}` cannot do without `{lacking}`; add it"
    if (row.action == "lapse") != (row.after is not None) or (
        row.after is not None and row.by != {"timer"}
    ):
        yield "after", "`lapse`, and nothing else, has `after` days and is done by the `timer`"
    if row.action == "reclassify" and row.to != BEGINS:
        yield "to", f"a case of another kind begins anew; lead to `{BEGINS}`"
    led_to = ({row.to} if row.to else row.sources) & known_states
    targets = [workflow.states[each] for each in led_to]
    if row.action in _ANSWERING and (
        row.to == BACK or any(each.stage == OPEN for each in targets)
    ):
        yield "to", f"after `{row.action}` a case is no longer `open`; lead to another state"
    if row.action == "extend" and any(each.pauses for each in targets):
        yield "to", "what stands still is not extended; lead to a state that does not pause"
    for kind in (workflow.kinds[each] for each in sorted(row.kinds & known_kinds)):
        if kind.sealed and row.by & {"officer", "head", "admin", "coordinator"}:
            yield "by", f"`{kind.id}` is sealed: only a `sealed-reader` acts on it"
        if row.begins and kind.clock and not _lasting(clocks, kind.clock, row.begins):
            yield "begins", _no_clock(kind.clock, row.begins)


def _unknown(
    key: str, given: Iterable[str], known: set[str], what: str
) -> Iterator[tuple[str, str]]:
    for each in sorted({*given} - known):
        yield key, f"`{each}` is no {what}; use {', '.join(sorted(known))}"


def _same(one: Transition, other: Transition, whatever_action: bool = False) -> bool:
    action = whatever_action or one.action == other.action
    return action and bool(one.kinds & other.kinds) and bool(one.sources & other.sources)


def _lasting(clocks: tuple[Clock, ...], kind: str, step: str) -> bool:
    """Tell whether a time limit is in force without an end, and runs on from an event."""
    wanted = (kind, step, None, False)
    return any((c.kind, c.step, c.valid_to, c.before) == wanted for c in clocks)


def _no_clock(kind: str, step: str) -> str:
    return f"office.yaml has no time limit `{kind}` · `{step}` that goes on; add it there"


def _ways(workflow: Workflow) -> Iterator[tuple[Path, str]]:
    """Every kind can come from its beginning to each of its states, and from there to an end."""
    used: set[str] = set()
    for kind in workflow.kinds:
        ways = [(source, to) for source, to, _ in workflow.moves(kind)]
        if not ways:
            yield ("kinds", kind), f"`{kind}` has no workflow; add rows to `transitions`"
            continue
        reached = _reach({BEGINS}, ways)
        used |= reached
        ends = {each.id for each in workflow.states.values() if each.stage == ENDED}
        finishing = _reach(ends, [(to, source) for source, to in ways])
        for stuck in [each for each in workflow.states if each in reached - finishing]:
            yield ("states", stuck), f"a `{kind}` that is `{stuck}` never comes to an end"
    for state in workflow.states:
        if state not in used:
            yield ("states", state), f"nothing leads to `{state}`; remove it or add a way"


def _reach(begin: set[str], ways: list[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    open_ends = [*begin]
    while open_ends:
        at = open_ends.pop()
        if at not in found:
            found.add(at)
            open_ends.extend(to for source, to in ways if source == at)
    return found
