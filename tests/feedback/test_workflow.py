"""The table of `workflow.yaml`: looked things up in, and every slip in it told with its line."""
# ruff: noqa: E501  (the table of slips reads best one to a line)

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.decision import Act
from feedback.workflow import ACTIONS, BEGINS, NEEDS, NO_WORKFLOW, ROLES
from tests.feedback.office_work import WORKFLOW
from tests.feedback.test_office import SOUND, faults, pack, spoilt

ROOT = Path(__file__).parents[2]


def test_a_row_is_found_by_kind_state_and_action() -> None:
    row = WORKFLOW.find("problem", "received", "transfer")
    assert row is not None
    assert (row.to, row.needs) == ("transferred", ("unit", "reason"))
    assert WORKFLOW.find("problem", "received", "fly") is None
    assert WORKFLOW.find("gone", "received", "transfer") is None
    assert "withdraw" in WORKFLOW.actions("denunciation", "received")
    assert NO_WORKFLOW.actions("problem", "received") == {}


def test_what_happens_by_itself() -> None:
    row = WORKFLOW.timer("problem", "more-asked")
    assert row is not None
    assert (row.action, row.after) == ("lapse", 30)
    assert WORKFLOW.timer("problem", "received") is None


def test_going_back_leads_wherever_one_can_have_come_from() -> None:
    moves = {(source, to) for source, to, row in WORKFLOW.moves("problem") if row.to == "back"}
    asked_from = {
        "received",
        "classified",
        "transferred",
        "filed",
        "accepted",
        "in-progress",
        "extended",
        "reopened",
    }
    assert moves == {("more-asked", state) for state in asked_from}


def test_a_needed_thing_is_a_field_of_what_is_given() -> None:
    assert {*NEEDS} == {*Act.__dataclass_fields__} - {"action"}
    assert {need for needs in ACTIONS.values() for need in needs} <= {*NEEDS}


def test_states_that_cases_are_in_already_are_states_of_the_sample_office() -> None:
    """As they were kept, shown and counted before there was a workflow."""
    old = "received classified transferred refused more-asked accepted in-progress extended answered confirmed disputed closed reopened"
    assert {*old.split()} <= {*WORKFLOW.states}
    assert WORKFLOW.states[BEGINS].name["vi"] == "đã tiếp nhận"


def test_an_office_finds_every_action_and_role_explained() -> None:
    page = (ROOT / "docs" / "workflow.md").read_text("utf-8")
    assert all(f"| `{action}` |" in page for action in ACTIONS)
    assert all(f"`{word}`" in page for word in (*NEEDS, *ROLES))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # rows by themselves
        ("states:", "state:", "workflow.yaml:2: `state` is not known here; remove it"),
        ("stage: answered", "stage: late", "workflow.yaml:4: `stage`: "),
        ("en: received", "fr: x", "workflow.yaml:3: `name` needs words for `en`"),
        ("by: [head]", "by: []", "workflow.yaml:17: `by`: "),
        ("from: [asked], to: back", "to: back", "workflow.yaml:15: `from` is missing; add it"),
        ("after: 9", "after: 0", "workflow.yaml:16: `after`: "),
        ("id: over", "id: asked", "workflow.yaml:6: a second `asked`"),
        # states
        ("id: received", "id: arrived", "workflow.yaml:2: needs the state `received`"),
        ("en: received}}", "en: received}, stage: ended}", "workflow.yaml:3: a case that has only arrived"),
        ("  - {id: over", "  - {id: back, name: {vi: a, en: b}}\n  - {id: over", "workflow.yaml:6: `back` means where"),
        ("  - {id: over", "  - {id: island, name: {vi: a, en: b}}\n  - {id: over", "workflow.yaml:6: nothing leads to `island`"),
        ("stage: ended}", "stage: open}", "workflow.yaml:3: a `problem` that is `received` never comes to an end"),
        ("kinds: [problem, proposal, praise]", "kinds: [problem]", "workflow.yaml:4: a `praise` that is `done` never comes to an end"),
        # kinds
        ("id: praise", "id: thanks", "workflow.yaml:7: people can send in `praise`"),
        ("clock: pakn, begins: resolve", "begins: resolve", "workflow.yaml:8: needs `clock`"),
        ("clock: pakn, begins: resolve", "clock: pakn, begins: run", "workflow.yaml:8: office.yaml has no time limit `pakn` · `run`"),
        # transitions
        ("action: answer", "action: reply", "workflow.yaml:13: `reply` is no action the program knows; use accept, "),
        ("[secret], from", "[hidden], from", "workflow.yaml:18: `hidden` is no kind of this file; use praise, "),
        ("from: [received], to: done", "from: [arrived], to: done", "workflow.yaml:13: `arrived` is no state of this file"),
        ("to: done", "to: dnoe", "workflow.yaml:13: `dnoe` is no state of this file; use asked, back, done"),
        ("by: [head]", "by: [boss]", "workflow.yaml:17: `boss` is no role that acts on cases; use admin, "),
        ("by: [head]", "by: [auditor]", "workflow.yaml:17: `auditor` is no role that acts on cases"),
        ("needs: [reason]", "needs: [reason, tea]", "workflow.yaml:19: `tea` is no thing an action can need; use "),
        ("needs: [reason], ", "", "workflow.yaml:19: `reopen` cannot do without `reason`; add it"),
        ("by: [timer], after: 9", "by: [timer]", "workflow.yaml:16: `lapse`, and nothing else"),
        ("by: [timer], after: 9", "by: [sealed-reader], after: 9", "workflow.yaml:16: `lapse`, and nothing else"),
        ("by: [head]", "by: [head], after: 3", "workflow.yaml:17: `lapse`, and nothing else"),
        ("action: close, kinds: [secret]", "action: reclassify, needs: [kind, reason], kinds: [secret]", "workflow.yaml:18: a case of another kind begins anew"),
        ("to: done", "to: asked", "workflow.yaml:13: after `answer` a case is no longer `open`"),
        ("to: done, by", "to: back, by", "workflow.yaml:13: after `answer` a case is no longer `open`"),
        ("to: done, by", "by", "workflow.yaml:13: after `answer` a case is no longer `open`"),
        ("action: ask, from", "action: extend, from", "workflow.yaml:14: what stands still is not extended"),
        ("kinds: [problem, proposal, praise], ", "", "workflow.yaml:17: `secret` is sealed: only a `sealed-reader`"),
        ("en: received}}", "en: received}, soon: [acknowledge, ask-more]}", "workflow.yaml:3: no kind of this file has a time limit `ask-more` in office.yaml"),
        ("en: received}}", "en: received}, soon: [resolve]}", "workflow.yaml:3: "),
        ("en: over}, stage: ended}", "en: over}, stage: ended, soon: [acknowledge]}", "workflow.yaml:6: only what is `open` has first steps to take"),
        ("begins: resolve}\n", "begins: run}\n", "workflow.yaml:8: office.yaml has no time limit"),
        ("needs: [reason], begins: resolve", "needs: [reason], begins: run", "workflow.yaml:19: office.yaml has no time limit `pakn` · `run`"),
        ("kinds: [secret], from: [done]", "kinds: [secret, praise], from: [done]", "workflow.yaml:18: a second row for `close`"),
        ("  - {action: close, kinds: [secret]", "  - {action: lapse, from: [asked], to: done, by: [timer], after: 3}\n  - {action: close, kinds: [secret]", "workflow.yaml:18: two things happen by themselves"),
    ],
)  # fmt: skip
def test_every_slip_is_told_with_its_line(old: str, new: str, told: str) -> None:
    found = spoilt("workflow.yaml", old, new)
    assert any(fault.startswith(told) for fault in found), found


def test_a_kind_without_rows_has_no_workflow() -> None:
    kinds = "  - {id: lost, name: {vi: Mất, en: Lost}}\ntransitions:"
    table = SOUND["workflow.yaml"].replace("transitions:", kinds, 1)
    for action in ("answer", "ask", "supply", "lapse", "reopen"):
        row = f"{{action: {action}, "
        table = table.replace(row, f"{row}kinds: [problem, proposal, praise, secret], ", 1)
    told = "workflow.yaml:12: `lost` has no workflow; add rows to `transitions`"
    assert told in faults(workflow=table)


def test_an_action_is_explained_once_a_row_is_right() -> None:
    """While a row is wrong itself, nothing else is said of the table: most would follow from it."""
    table = (
        SOUND["workflow.yaml"].replace("by: [head]", "by: head").replace("to: done", "to: gone")
    )
    assert [fault.split(":")[1] for fault in faults(workflow=table)] == ["17"]


def test_a_pack_without_a_workflow_is_refused() -> None:
    assert faults(workflow=None) == [
        "workflow.yaml:1: the file is missing; the program needs it",
    ]


def test_all_kinds_are_meant_where_none_is_named() -> None:
    workflow = pack().office.workflow
    assert workflow.transitions[0].kinds == {"problem", "proposal", "praise", "secret"}
    assert workflow.transitions[4].kinds == {"problem", "proposal", "praise"}
