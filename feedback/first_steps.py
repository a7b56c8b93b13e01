"""The short time limits at the beginning of a case: acknowledge it, pass it on, ask for more.

They are worked out of when a case came and how it stands, and kept nowhere: a case has one clock
that runs, and it is the citizen's. Which of them hold in a state, `soon` of workflow.yaml says; how
long they are, office.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping

from feedback import case_clock
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import CaseFacts, Standing
from feedback.case_clock import CaseClock
from feedback.deadline import rule
from feedback.unit import Office

ACKNOWLEDGE, URGENT = "acknowledge", "urgent"

STEPS: Mapping[str, str] = {
    ACKNOWLEDGE: "",
    "pass-on": "pass-on",
    "pass-on-portal": "pass-on",
    "ask-more": "ask",
}
"""Every such limit, and the action of the workflow it is for: where a case has no such action, it
has no such limit. Any first step of the office acknowledges a case."""


def first_steps(
    office: Office, case: CaseFacts | Standing, calendar: WorkingCalendar
) -> tuple[CaseClock, ...]:
    """Return the short limits that hold for a case now, the next first; `calendar` is its unit's."""
    found = (_limit(office, case, step, calendar) for step in _steps(office, case))
    return tuple(sorted(filter(None, found), key=lambda clock: clock.due_at))


def acknowledge(
    office: Office, case: CaseFacts | Standing, calendar: WorkingCalendar
) -> CaseClock | None:
    """Return by when the office is to take notice of a case; None when it has, or need not."""
    if ACKNOWLEDGE not in _steps(office, case):
        return None
    return _limit(office, case, ACKNOWLEDGE, calendar)


def _steps(office: Office, case: CaseFacts | Standing) -> tuple[str, ...]:
    state = office.workflow.states.get(case.state)
    return () if state is None else state.soon


def _limit(
    office: Office, case: CaseFacts | Standing, step: str, calendar: WorkingCalendar
) -> CaseClock | None:
    flow, since = office.workflow, case.received_at
    if step == ACKNOWLEDGE:
        if case.acknowledged:
            return None
        category = office.categories.get(case.category)
        step = URGENT if category is not None and category.urgent else step
    elif flow.find(case.kind, case.state, STEPS[step]) is None:
        return None
    kind = flow.kinds.get(case.kind)
    if kind is None:
        return None
    try:
        limit = rule(office.clocks, kind.clock, step, local_day(since))
    except LookupError:
        return None
    return case_clock.begin(limit, since, calendar)
