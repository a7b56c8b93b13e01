"""How long an office keeps what, read from its pack."""
# ruff: noqa: E501  (the table of slips reads best one to a line)

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.retention import SUBJECTS, Schedule, Term, conflicts
from tests.feedback.test_office import faults, pack

SOUND = """
automatic: true
terms:
  - {what: case-identity, after: ended, years: 2, action: strip, basis: law}
  - {what: case-content, after: ended, years: 10, action: delete, basis: law}
  - {what: mailbox, after: said, days: 7, action: delete, basis: law}
"""


def test_a_pack_may_say_how_long_it_keeps_what() -> None:
    assert pack().retention == Schedule()
    schedule = pack(retention=SOUND).retention
    assert schedule.automatic
    assert schedule.ended == {"over"}
    assert "received" not in schedule.ended
    assert [term.what for term in schedule.terms] == ["case-identity", "case-content", "mailbox"]
    assert schedule.terms[0] == Term("case-identity", 731, "strip", "law")
    month = timedelta(days=30)
    assert schedule.kept("mailbox", month) == timedelta(days=7)
    assert schedule.kept("uploads", month) == month


def test_nothing_is_deleted_by_a_pack_that_does_not_say_so() -> None:
    assert not pack(retention="terms: []").retention.automatic


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("automatic: true", "automatic: perhaps", "retention.yaml:2: `automatic`"),
        ("automatic", "automatik", "retention.yaml:2: `automatik` is not known here"),
        ("terms:", "rows:", "retention.yaml:3: `rows` is not known here"),
        ("case-identity", "case-names", "retention.yaml:4: `case-names` is nothing the program keeps"),
        ("years: 2, ", "", "retention.yaml:4: give one of `days` and `years`"),
        ("years: 2", "years: 2, days: 3", "retention.yaml:4: give one of `days` and `years`"),
        ("after: said", "after: ended", "retention.yaml:6: for `mailbox` time counts after `said`"),
        ("action: strip", "action: delete", "retention.yaml:4: for `case-identity` the action is strip"),
        ("days: 7", "days: 31", "retention.yaml:6: `mailbox` is kept 1 to 30 days"),
        ("days: 7", "days: 0", "retention.yaml:6: `days`"),
        (", basis: law", "", "retention.yaml:4: `basis` is missing"),
        ("years: 2", "years: 11", "retention.yaml:4: `case-content` · `delete` takes it along"),
        ("what: mailbox, after: said, days: 7", "what: case-content, after: ended, days: 7", "retention.yaml:6: a second line"),
        ("what: mailbox, after: said, days: 7", "what: requests, after: done, days: 7", "retention.yaml:6: `requests` is kept at least 30 days"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_schedule_is_told(before: str, after: str, told: str) -> None:
    assert before in SOUND
    found = faults(retention=SOUND.replace(before, after, 1))
    assert any(told in fault for fault in found), found


def test_every_subject_says_when_its_time_begins_and_how_it_ends() -> None:
    for name, subject in SUBJECTS.items():
        assert subject.after, name
        assert subject.actions, name
        assert subject.least <= (subject.most or subject.least), name


def test_the_larger_may_go_later_and_alone() -> None:
    strip, delete = (
        Term("survey-answers", d, a, "law") for d, a in ((90, "strip"), (90, "delete"))
    )  # type: ignore[arg-type]
    assert not list(conflicts([strip, delete]))
    assert not list(conflicts([strip]))
