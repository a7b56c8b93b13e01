"""Who may do what with a case. Pure: the office's tree and workflow, an actor, a case, yes or no.

Roles are held at a unit and reach down its subtree. Two things stand above all roles: a case
about an officer does not exist for that officer, and what is sealed is for sealed readers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.case import CaseFacts
from feedback.person import Grant
from feedback.trail import OF_SEALED_LANE, Line, unit_of
from feedback.unit import Office

GRANTED = ("officer", "head", "admin", "sealed-reader", "auditor")
"""Roles a person can be given at a unit. A head may do whatever an officer of the unit may."""

_OFFICERS = frozenset({"officer"})

READING: Mapping[str, frozenset[str]] = {
    "see": frozenset({"officer", "coordinator"}),
    "identify": _OFFICERS,
    "list": frozenset({"officer", "coordinator", "admin"}),
    "count": frozenset({"officer", "admin", "auditor"}),
    "export": frozenset({"admin", "head"}),
    "audit": frozenset({"auditor", "admin"}),
    "take": _OFFICERS,
    "track": frozenset({"citizen"}),
}
"""What is no step of the workflow. `see`: what a case says; `identify`: who sent it, an act of its
own; `list`: that it is there, by its code; `count`: in figures; `take`: be given it as a task."""

GIVING: Mapping[str, frozenset[str]] = {
    "admin": frozenset({"admin", "head", "officer"}),
    "head": _OFFICERS,
}
"""Which roles may be given and taken away in the chat, at one's own unit and below it. Those that
watch over all others, sealed readers and auditors, are the operator's to name."""

_READERS = frozenset({"sealed-reader"})

SEALED: Mapping[str, frozenset[str]] = {
    "see": _READERS,
    "list": _READERS,
    "count": _READERS,
    "audit": frozenset({"auditor"}),
    "take": _READERS,
    "track": frozenset({"citizen"}),
}
"""The same of the sealed lane, where nobody is told who sent it and nothing is exported."""

_IN_SEALED_LANE = frozenset({"sealed-reader", "auditor"})
"""Roles of officers that mean anything there."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with what was granted to them. Everybody may be the citizen of a case."""

    person: str
    grants: tuple[Grant, ...] = ()


TIMER = Actor("timer")
"""Nobody: what happens by itself once its time is over."""


def roles(office: Office, actor: Actor, case: CaseFacts) -> frozenset[str]:
    """Return as what an actor stands before a case; empty: for them it does not exist.

    Who sent a case is its citizen and nothing else: nobody answers or confirms for both sides.
    One at a unit the office no longer knows is theirs who sort at the root.
    """
    if actor is TIMER:
        return frozenset({"timer"})
    if actor.person in case.about:
        return frozenset()
    if actor.person in (case.person, *case.representatives):
        return frozenset({"citizen"})
    above = office.over(case.unit)
    found = {role for role, unit in actor.grants if unit in above}
    if "head" in found:
        found.add("officer")
    for helping in case.coordinating:
        around = office.over(helping)
        if any(role in ("officer", "head") and unit in around for role, unit in actor.grants):
            found.add("coordinator")
    return frozenset(found & _IN_SEALED_LANE if is_sealed(office, case) else found)


def may(office: Office, actor: Actor, action: str, case: CaseFacts) -> bool:
    """Tell whether an actor may do something with a case as it stands: read it, or the next step.

    Whether a step has all it needs is `feedback.decision.decide`'s to say.
    """
    standing = roles(office, actor, case)
    reading = SEALED if is_sealed(office, case) else READING
    if action in READING:
        return bool(standing & reading.get(action, frozenset()))
    row = office.workflow.find(case.kind, case.state, action)
    if row is None:
        return False
    if action == "transfer" and case.raised:  # what its units could not agree on
        return bool(standing & (row.by - _OFFICERS | {"head"}))
    return bool(standing & row.by)


def knows(office: Office, actor: Actor, case: CaseFacts) -> bool:
    """Tell whether an actor may learn that there is such a case; for others there is none."""
    return actor is TIMER or any(may(office, actor, how, case) for how in ("list", "track"))


def may_give(office: Office, actor: Actor, grant: Grant) -> bool:
    """Tell whether an actor may give somebody a grant, and take it away again."""
    return grant.role in giving(office, actor, grant.unit or office.root)


def giving(office: Office, actor: Actor, unit: str) -> frozenset[str]:
    """Return the roles an actor may give and take away at a unit."""
    above = office.over(unit)
    held = (GIVING.get(role, frozenset()) for role, at in actor.grants if at in above)
    return frozenset().union(*held)


def may_audit(office: Office, actor: Actor, line: Line) -> bool:
    """Tell whether an actor may read a line of the audit: none is there of a case about them, and
    who sent a case is only its citizen."""
    if actor.person in line.about | line.senders:
        return False
    sealed = line.topic == OF_SEALED_LANE or bool(line.kind and seals(office, line.kind))
    readers = (SEALED if sealed else READING)["audit"]
    above = office.over(unit_of(office, line))
    return any(role in readers and unit in above for role, unit in actor.grants)


def is_sealed(office: Office, case: CaseFacts) -> bool:
    """Tell whether a case is in the sealed lane; one of an unknown kind is, to be safe."""
    return seals(office, case.kind)


def seals(office: Office, kind: str) -> bool:
    """Tell whether cases of a kind are in the sealed lane."""
    known = office.workflow.kinds.get(kind)
    return known is None or known.sealed
