"""The short time limits at the beginning of a case, worked out of how it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.calendar import WorkingCalendar
from feedback.case import CaseFacts
from feedback.first_steps import acknowledge, first_steps
from tests.feedback.office_work import CITIZEN, OFFICE, OFFICER, arrived, done, led

CALENDAR = WorkingCalendar.of(OFFICE)


def limits(case: CaseFacts) -> list[tuple[str, str]]:
    """Return each limit and when it ends, local time."""
    found = first_steps(OFFICE, case, CALENDAR)
    local = [(each.rule.step, each.due_at + timedelta(hours=7)) for each in found]
    return [(step, f"{due:%d/%m %H:%M}") for step, due in local]


LATER = [("ask-more", "14/09 23:59"), ("pass-on", "14/09 23:59")]


def test_they_hold_until_the_office_has_taken_them() -> None:
    case = arrived()
    assert sorted(limits(case)) == sorted([("acknowledge", "08/09 10:30"), *LATER])
    assert sorted(limits(replace(case, category="day-dien-dut")))[2] == ("urgent", "07/09 16:00")
    for before in (case, done(case, "classify", OFFICER), done(case, "transfer", OFFICER)):
        noticed = replace(before, acknowledged_in=0)
        assert sorted(limits(noticed)) == LATER
        assert acknowledge(OFFICE, noticed, CALENDAR) is None
    for over in ("accept", "ask", "withdraw"):
        assert limits(done(case, over, CITIZEN if over == "withdraw" else OFFICER)) == []
    assert limits(led(case, ("classify", OFFICER), ("accept", OFFICER))) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "praise"},  # without a time limit
        {"kind": "complaint", "acknowledged_in": 0},  # a chat is no filing
        {"kind": "of-old"},
        {"state": "of-old"},
    ],
)
def test_there_are_none_of_what_has_no_such_rule(changed: dict[str, str]) -> None:
    assert limits(replace(arrived(), **changed)) == []  # type: ignore[arg-type]


def test_what_is_filed_on_paper_only_waits_for_who_passes_it_on() -> None:
    assert limits(replace(arrived(), kind="denunciation")) == [("pass-on", "14/09 23:59")]
