"""Who may do what: every combination there is, against a table written by hand from the domain."""
# ruff: noqa: E501  (the tables read best one state to a line)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from feedback.access import GRANTED, READING, TIMER, Actor, Grant, is_sealed, knows, may, roles
from feedback.case import CaseFacts
from feedback.unit import Office
from feedback.workflow import ACTIONS
from tests.feedback.office_work import (
    AREA,
    CITIZEN,
    COMMUNE,
    DESK,
    DIVISION,
    ECONOMY,
    ELSEWHERE,
    HEAD,
    NOW,
    OFFICE,
    OFFICER,
    READER,
    WORKFLOW,
    holder,
)

ACTOR = "somebody"
RELATIONS = {
    "own": DIVISION,
    "parent": COMMUNE,
    "root": AREA,
    "sub": DESK,
    "sibling": ECONOMY,
    "elsewhere": ELSEWHERE,
}
"""Where a role is held, for a case at the division."""
REACHING = {"own", "parent", "root"}

# By state: what officers may do, then what heads may besides, administrators, and the citizen.
# `*` stands for `represent`, `+` for announcing it, which questions know not. Written from domain §6, not from the pack.
_SORTING = "classify reclassify split transfer"
OPEN_KINDS = {
    "received": (f"{_SORTING} pass-on assign name * + group accept ask note", "refuse", f"{_SORTING} name", "group withdraw"),
    "classified": (f"{_SORTING} pass-on assign coordinate name * + group accept ask note", "refuse", f"{_SORTING} name", "group withdraw"),
    "transferred": (f"{_SORTING} pass-on assign coordinate name * + group accept ask note", "refuse", f"{_SORTING} name", "group withdraw"),
    "grouped": ("name ungroup note answer", "", "name", "ungroup withdraw"),
    "more-asked": ("name supply note", "", "name", "supply withdraw"),
    "accepted": ("reclassify split transfer pass-on assign coordinate name * + group start ask note answer", "extend", "reclassify split transfer name", "group withdraw"),
    "in-progress": ("reclassify split transfer assign coordinate name * + group ask note answer", "extend", "reclassify split transfer name", "group withdraw"),
    "extended": ("reclassify transfer assign coordinate name * + start ask note answer", "extend", "reclassify transfer name", "withdraw"),
    "reopened": ("classify reclassify transfer assign coordinate name * + accept start ask note answer", "extend", "classify reclassify transfer name", "withdraw"),
    "answered": ("name note", "", "name", "confirm dispute"),
    "confirmed": ("name note close", "", "name", "dispute"),
    "disputed": ("assign name note answer reopen", "uphold", "name", "confirm"),
    "closed": ("name", "", "name", "confirm dispute"),
    # Only a case whose kind was changed by hand could be in these.
    "awaiting-filing": ("reclassify name note", "", "reclassify name", "withdraw"),
    "filed": ("pass-on assign name * ask note", "refuse extend", "name", "withdraw"),
}  # fmt: skip
COMPLAINT = {
    "received": (f"{_SORTING} pass-on assign name * ask note advise file", "refuse", f"{_SORTING} name", "withdraw"),
    "classified": (f"{_SORTING} pass-on assign coordinate name * ask note advise file", "refuse", f"{_SORTING} name", "withdraw"),
    "transferred": (f"{_SORTING} pass-on assign coordinate name * ask note advise file", "refuse", f"{_SORTING} name", "withdraw"),
    "awaiting-filing": ("reclassify name note file", "", "reclassify name", "withdraw"),
    "filed": ("pass-on assign name * ask note", "refuse accept extend", "name", "withdraw"),
    "more-asked": ("name supply note", "", "name", "supply withdraw"),
    "accepted": ("reclassify split transfer pass-on assign coordinate name * start ask note answer", "extend", "reclassify split transfer name", "withdraw"),
    "in-progress": ("reclassify split transfer assign coordinate name * ask note answer", "extend", "reclassify split transfer name", "withdraw"),
    "extended": ("reclassify transfer assign coordinate name * start ask note answer", "extend", "reclassify transfer name", "withdraw"),
    "reopened": ("classify reclassify transfer assign coordinate name * start ask note answer", "extend", "classify reclassify transfer name", "withdraw"),
    "answered": ("name note", "", "name", "confirm dispute"),
    "confirmed": ("name note close", "", "name", "dispute"),
    "disputed": ("assign name note answer reopen", "uphold", "name", "confirm"),
    "closed": ("name", "", "name", "confirm dispute"),
    "grouped": ("name note answer", "", "name", "withdraw"),
}  # fmt: skip
PRAISE = {
    "received": (f"{_SORTING} assign name note close", "", f"{_SORTING} name", "withdraw"),
    "classified": (f"{_SORTING} assign name note close", "", f"{_SORTING} name", "withdraw"),
    "transferred": (f"{_SORTING} assign name note close", "", f"{_SORTING} name", "withdraw"),
    # Praise of the sample data of old was said to be in progress, and answered.
    "in-progress": ("reclassify split transfer assign name note close", "", "reclassify split transfer name", "withdraw"),
    "answered": ("name note close", "", "name", ""),
    "closed": ("name", "", "name", ""),
    "accepted": ("reclassify split transfer assign name note", "", "reclassify split transfer name", "withdraw"),
    "extended": ("reclassify transfer assign name note", "", "reclassify transfer name", "withdraw"),
    "reopened": ("classify reclassify transfer assign name note", "", "classify reclassify transfer name", "withdraw"),
    "awaiting-filing": ("reclassify name note", "", "reclassify name", "withdraw"),
    "filed": ("assign name note", "", "name", "withdraw"),
    "grouped": ("name note", "", "name", "withdraw"),
    "more-asked": ("name note", "", "name", "withdraw"),
    "confirmed": ("name note", "", "name", ""),
    "disputed": ("assign name note", "", "name", ""),
}  # fmt: skip
SEALED_READER = {
    "received": ("advise file refuse pass-on transfer assign name ask note", "withdraw"),
    "transferred": ("advise file refuse pass-on transfer assign name ask note", "withdraw"),
    "awaiting-filing": ("file name note", "withdraw"),
    "filed": ("accept refuse pass-on transfer assign name ask extend note", "withdraw"),
    "more-asked": ("supply name note", "supply withdraw"),
    "accepted": ("assign name start ask extend note answer", "withdraw"),
    "in-progress": ("assign name ask extend note answer", "withdraw"),
    "answered": ("name note reopen", "confirm"),
    "confirmed": ("close", ""),
    "closed": ("name reopen", ""),
    "classified": ("", "withdraw"),
    "grouped": ("", "withdraw"),
    "extended": ("", "withdraw"),
    "reopened": ("", "withdraw"),
}
BY_ITSELF = {
    "problem": {"more-asked", "answered"},
    "proposal": {"more-asked", "answered"},
    "question": {"more-asked", "answered"},
    "praise": set(),
    "complaint": {"more-asked", "answered", "awaiting-filing"},
    "denunciation": {"more-asked", "answered", "awaiting-filing"},
}


def steps(kind: str, state: str, role: str) -> set[str]:
    """What somebody whose role reaches a case may do to it, as the tables above have it."""
    if kind == "denunciation":
        reader, citizen = SEALED_READER.get(state, ("", ""))
        return set({"sealed-reader": reader, "citizen": citizen}.get(role, "").split())
    table = {"praise": PRAISE, "complaint": COMPLAINT}.get(kind, OPEN_KINDS)
    officer, head, admin, citizen = table.get(state, ("", "", "", ""))
    officer = officer.replace("*", "" if kind in ("question", "praise") else "represent")
    officer = officer.replace("+", "" if kind == "question" else "announce unannounce")
    said = {
        "officer": officer,
        "head": f"{officer} {head}",
        "admin": admin,
        "citizen": citizen,
        "coordinator": "note" if "note" in officer.split() else "",
    }
    return set(said.get(role, "").split())


READS = {
    "officer": "see identify list count take",
    "head": "see identify list count take export",
    "admin": "list count export audit",
    "auditor": "count audit",
    "coordinator": "see list",
    "sealed-reader": "",
    "citizen": "track",
}
SEALED_READS = {"sealed-reader": "see list count take", "auditor": "audit", "citizen": "track"}


def expected(kind: str, state: str, role: str, raised: bool) -> set[str]:
    """Everything somebody may whose role reaches a case that is not about them."""
    if role == "timer":
        return {"lapse"} if state in BY_ITSELF[kind] else set()
    reads = SEALED_READS if kind == "denunciation" else READS
    allowed = steps(kind, state, role) | set(reads.get(role, "").split())
    if raised and role == "officer":
        allowed -= {"transfer"}
    return allowed


def cases() -> Iterator[CaseFacts]:
    for kind, state, raised in product(WORKFLOW.kinds, WORKFLOW.states, (False, True)):
        yield CaseFacts(
            id="case",
            kind=kind,
            state=state,
            unit=DIVISION,
            person=CITIZEN.person,
            received_at=NOW,
            entered_at=NOW,
            raised=raised,
        )


def allowed(actor: Actor, case: CaseFacts, office: Office = OFFICE) -> set[str]:
    return {each for each in (*ACTIONS, *READING) if may(office, actor, each, case)}


def differing(actor: Actor, role: str, reaches: bool, about: bool) -> list[object]:
    """Return where the program and the tables do not agree."""
    found: list[object] = []
    for case in cases():
        wanted = expected(case.kind, case.state, role, case.raised) if reaches else set()
        of = replace(case, about=("other", actor.person)) if about else case
        got = allowed(actor, of)
        if got != (set() if about else wanted):
            found.append((case.kind, case.state, case.raised, got ^ wanted))
    return found


@pytest.mark.parametrize("about", [False, True], ids=["of-others", "about-self"])
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", GRANTED)
def test_every_role_everywhere(role: str, relation: str, about: bool) -> None:
    actor = Actor(ACTOR, (Grant(role, RELATIONS[relation]),))
    assert differing(actor, role, relation in REACHING, about) == []


@pytest.mark.parametrize(
    ("actor", "role"), [(CITIZEN, "citizen"), (TIMER, "timer"), (Actor(ACTOR), "stranger")]
)
def test_those_without_a_grant(actor: Actor, role: str) -> None:
    assert differing(actor, role, role != "stranger", about=False) == []


def test_the_tables_speak_of_nothing_else() -> None:
    """Every action and state of the office is somewhere in them, but ends that are final."""
    said = {
        action
        for kind, state in product(WORKFLOW.kinds, WORKFLOW.states)
        for role in ("head", "admin", "auditor", "sealed-reader", "citizen", "timer")
        for action in expected(kind, state, role, raised=False)
    }
    assert said == {*ACTIONS, *READING}
    final = {
        state
        for state in WORKFLOW.states
        if not any(steps(kind, state, "head") for kind in WORKFLOW.kinds)
        and not steps("denunciation", state, "sealed-reader")
    }
    assert final == {"refused", "passed-on", "withdrawn", "lapsed"}


@pytest.mark.parametrize("role", ["officer", "head"])
def test_whoever_was_asked_to_help_sees_and_notes_and_no_more(role: str) -> None:
    for case in cases():
        wanted = expected(case.kind, case.state, "coordinator", case.raised)
        for unit in (ECONOMY, DIVISION):
            helping = replace(case, unit=ELSEWHERE, coordinating=(unit,))
            actor = holder(role, unit)
            assert allowed(actor, helping) == wanted, case
            assert not allowed(actor, replace(helping, about=(actor.person,)))


def test_other_roles_do_not_help() -> None:
    for role in ("admin", "auditor", "sealed-reader"):
        for case in cases():
            helping = replace(case, unit=ELSEWHERE, coordinating=(ECONOMY,))
            assert not allowed(holder(role, ECONOMY), helping)


def test_nobody_is_officer_and_citizen_of_the_same_case() -> None:
    for case in cases():
        for grants in product([Grant(role, AREA) for role in GRANTED], repeat=2):
            both = Actor(CITIZEN.person, grants)
            wanted = expected(case.kind, case.state, "citizen", case.raised)
            assert allowed(both, case) == wanted


def test_two_roles_are_worth_what_both_are() -> None:
    for case in cases():
        admin, auditor = holder("admin", AREA, ACTOR), holder("auditor", AREA, ACTOR)
        both = Actor(ACTOR, admin.grants + auditor.grants)
        assert allowed(both, case) == allowed(admin, case) | allowed(auditor, case)


def test_whoever_speaks_for_many_is_a_citizen_of_the_case() -> None:
    for case in cases():
        for_many = replace(case, representatives=("speaker",))
        assert allowed(Actor("speaker"), for_many) == allowed(CITIZEN, case)


def test_a_person_named_like_the_timer_is_not_the_timer() -> None:
    assert not any(allowed(Actor("timer"), case) for case in cases())


def test_a_careless_row_opens_no_sealed_case() -> None:
    """Lint refuses such a table; were it there, officers would still be nobody in that lane."""
    sealed = replace(next(cases()), kind="denunciation", coordinating=(ECONOMY,))
    rows = tuple(replace(row, by=row.by | {"officer"}) for row in WORKFLOW.transitions)
    careless = replace(OFFICE, workflow=replace(WORKFLOW, transitions=rows))
    for role in ("officer", "head", "admin"):
        for unit in (DIVISION, AREA, ECONOMY):
            assert roles(careless, holder(role, unit), sealed) == frozenset()
            assert allowed(holder(role, unit), sealed, careless) == set()


def test_a_case_at_a_unit_nobody_knows_is_sorted_at_the_root() -> None:
    lost = next(cases())
    lost = replace(lost, unit="gone", state="received")
    assert may(OFFICE, holder("officer", AREA), "transfer", lost)
    assert roles(OFFICE, OFFICER, lost) == frozenset()


def test_a_case_of_a_kind_nobody_knows_is_sealed() -> None:
    strange = replace(next(cases()), kind="strange")
    assert is_sealed(OFFICE, strange)
    assert allowed(OFFICER, strange) == set()
    assert allowed(READER, strange) == {"see", "list", "count", "take"}


def test_who_may_learn_that_there_is_a_case() -> None:
    open_case = next(cases())
    sealed = replace(open_case, kind="denunciation")
    known = (OFFICER, HEAD, holder("admin"), CITIZEN, TIMER)
    assert all(knows(OFFICE, each, open_case) for each in known)
    assert [knows(OFFICE, each, sealed) for each in known] == [False, False, False, True, True]
    assert knows(OFFICE, READER, sealed)
    assert not knows(OFFICE, READER, open_case)
    assert not knows(OFFICE, holder("auditor"), open_case)
    assert not knows(OFFICE, OFFICER, replace(open_case, about=(OFFICER.person,)))
