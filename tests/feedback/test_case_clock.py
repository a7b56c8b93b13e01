"""A case's time limit: stopped, run again, extended, ended; what is refused, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import case_clock
from feedback.calendar import LOCAL, WorkingCalendar
from feedback.case_clock import STATES, CaseClock, Extended, Pause
from feedback.deadline import left, said
from feedback.errors import ClockRefused
from feedback.messages import Text
from feedback.unit import AtRisk, Clock, Extension

CALENDAR = WorkingCalendar()
AT_RISK = AtRisk(yellow=60, red=85)
GROUNDS = (Extension("complex", 1, 30, "Đ30.2"), Extension("especially-complex", 2, 30, "Đ30.3"))
RESOLVE = Clock("pakn", "resolve", 15, "working-days", "portal")
HOURS = Clock("pakn", "urgent", 4, "working-hours", "iHanoi")
DENUNCIATION = Clock("denunciation", "resolve", 30, "days", "Đ30", extensions=GROUNDS)
ANNOUNCE = Clock("dialogue", "announce", 7, "days", "Đ43", before=True)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a local moment of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


def begun(rule: Clock = RESOLVE, moment: datetime | None = None) -> CaseClock:
    return case_clock.begin(rule, moment or at(3, 2), CALENDAR)


def refused(act: Callable[[], object]) -> Text:
    with pytest.raises(ClockRefused) as raised:
        act()
    why = raised.value.why
    assert isinstance(why, Text)
    return why


def test_a_promise_outlives_the_calendar_it_was_made_by() -> None:
    clock = begun()
    assert clock.promised == date(2026, 3, 23)
    closed = WorkingCalendar(days_off={date(2026, 3, 20)})
    assert case_clock.state(clock, at(3, 24), closed, AT_RISK) == "late"
    # Only what happens to the case itself makes a new promise, by the days as they are known then.
    resumed = case_clock.resume(case_clock.pause(clock, at(3, 4)), at(3, 4, 10), closed)
    assert resumed.promised == date(2026, 3, 24)


def test_a_paused_clock_stands_still_and_goes_on_from_there() -> None:
    paused = case_clock.pause(begun(), at(3, 4))
    assert paused.is_paused
    assert paused.pauses == (Pause(at(3, 4)),)
    assert case_clock.state(paused, at(4, 30), CALENDAR, AT_RISK) == "paused"
    assert case_clock.remaining(paused, at(4, 30), CALENDAR) == 13
    resumed = case_clock.resume(paused, at(3, 9), CALENDAR)
    assert not resumed.is_paused
    assert resumed.promised == date(2026, 3, 26)
    assert case_clock.remaining(resumed, at(3, 9), CALENDAR) == 13


def test_what_was_late_before_it_was_paused_stays_late() -> None:
    paused = case_clock.pause(begun(), at(3, 24))
    assert case_clock.state(paused, at(3, 27), CALENDAR, AT_RISK) == "late"
    resumed = case_clock.resume(paused, at(3, 27), CALENDAR)
    assert resumed.promised == date(2026, 3, 23)


def test_a_clock_set_back_puts_nothing_out_of_order() -> None:
    paused = case_clock.pause(begun(), at(3, 1))
    assert paused.pauses == (Pause(at(3, 2)),)
    resumed = case_clock.resume(paused, at(2, 27), CALENDAR)
    assert resumed.pauses == (Pause(at(3, 2), at(3, 2)),)
    again = case_clock.pause(resumed, at(2, 1))
    assert again.pauses[1] == Pause(at(3, 2))
    assert case_clock.end(again, at(2, 1)).ended_at == at(3, 2)
    longer = case_clock.resume(again, at(3, 5), CALENDAR)
    assert case_clock.pause(longer, at(3, 4)).pauses[2] == Pause(at(3, 5))


def test_what_is_before_an_event_is_done_before_it() -> None:
    assert case_clock.end(begun(ANNOUNCE, at(3, 31)), at(3, 20)).ended_at == at(3, 20)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda c: case_clock.pause(case_clock.pause(c, at(3, 3)), at(3, 4)), "paused"),
        (lambda c: case_clock.resume(c, at(3, 3), CALENDAR), "running"),
        (lambda c: case_clock.pause(case_clock.end(c, at(3, 3)), at(3, 4)), "ended"),
        (lambda c: case_clock.resume(case_clock.end(c, at(3, 3)), at(3, 4), CALENDAR), "ended"),
        (lambda c: case_clock.end(case_clock.end(c, at(3, 3)), at(3, 4)), "ended"),
        (lambda c: case_clock.pause(begun(ANNOUNCE), at(3, 4)), "event"),
    ],
)
def test_what_makes_no_sense_is_refused(act: Callable[[CaseClock], object], why: str) -> None:
    assert refused(lambda: act(begun())) == Text(f"clock-refused-{why}")


def extend(clock: CaseClock, until: date, ground: str = "complex", now: datetime | None = None):  # type: ignore[no-untyped-def]
    return case_clock.extend(clock, ground, until, now or at(3, 10), CALENDAR)


def test_an_extension_reaches_up_to_the_day_named() -> None:
    clock = begun(DENUNCIATION)
    assert clock.promised == date(2026, 4, 1)
    longer = extend(clock, date(2026, 4, 10))
    assert longer.promised == date(2026, 4, 10)
    assert longer.extensions == (Extended("complex", 9, at(3, 10)),)
    assert longer.rule is clock.rule
    # Saturday or Sunday: it is done by then, and the days up to there are granted.
    assert extend(clock, date(2026, 4, 12)).promised == date(2026, 4, 10)
    assert case_clock.latest_day(clock, "complex", at(3, 10), CALENDAR) == date(2026, 5, 4)
    assert extend(clock, date(2026, 5, 4)).extensions[0].amount == 30  # 1/5 ends with Monday 4/5


def test_a_pause_after_an_extension_moves_what_was_granted() -> None:
    longer = extend(begun(DENUNCIATION), date(2026, 4, 10))
    moved = case_clock.resume(case_clock.pause(longer, at(4, 6)), at(4, 9), CALENDAR)
    assert moved.promised == date(2026, 4, 13)


def test_the_law_says_how_often() -> None:
    once = extend(begun(DENUNCIATION), date(2026, 4, 10))
    why = refused(lambda: extend(once, date(2026, 4, 15)))
    assert why == Text("clock-refused-often", {"times": 1, "basis": "Đ30.2"})
    # What turns out to be especially complex may be extended once more, not twice more.
    twice = extend(once, date(2026, 4, 20), "especially-complex")
    why = refused(lambda: extend(twice, date(2026, 4, 22), "especially-complex"))
    assert why == Text("clock-refused-often", {"times": 2, "basis": "Đ30.3"})


def test_the_law_says_how_far() -> None:
    clock = begun(DENUNCIATION)
    why = refused(lambda: extend(clock, date(2026, 5, 5)))
    assert why == Text("clock-refused-too-long", {"latest": said(date(2026, 5, 4))})


@pytest.mark.parametrize("until", [date(2026, 3, 20), date(2026, 4, 1)])
def test_an_extension_is_longer(until: date) -> None:
    why = refused(lambda: extend(begun(DENUNCIATION), until))
    assert why == Text("clock-refused-not-later", {"promised": said(date(2026, 4, 1))})


def test_the_law_says_on_which_ground_if_at_all() -> None:
    why = refused(lambda: extend(begun(), date(2026, 4, 1)))
    assert why == Text("clock-refused-never", {"basis": "portal"})
    why = refused(lambda: extend(begun(DENUNCIATION), date(2026, 4, 10), "busy"))
    assert why == Text("clock-refused-ground", {"basis": "Đ30"})


def test_nothing_is_extended_that_is_late_or_stands_still_or_has_ended() -> None:
    clock = begun(DENUNCIATION)
    on_the_last_day = extend(clock, date(2026, 4, 3), now=at(4, 1, 23, 59))
    assert on_the_last_day.promised == date(2026, 4, 3)
    why = refused(lambda: extend(clock, date(2026, 4, 3), now=at(4, 2, 0)))
    assert why == Text("clock-refused-late", {"promised": said(date(2026, 4, 1))})
    paused = case_clock.pause(clock, at(3, 4))
    assert refused(lambda: extend(paused, date(2026, 4, 3))) == Text("clock-refused-paused")
    ended = case_clock.end(clock, at(3, 4))
    assert refused(lambda: extend(ended, date(2026, 4, 3))) == Text("clock-refused-ended")


def test_where_the_law_sets_no_length_a_year_is_the_most() -> None:
    new_date = Extension("new-date", 1, None, "Đ19.9")
    for measure in ("days", "working-days"):
        rule = Clock("late-file", "apologise", 1, measure, "Đ19.9", None, None, True, (new_date,))
        clock = begun(rule, at(3, 24))
        assert clock.promised == date(2026, 3, 23)
        moved = extend(clock, date(2026, 4, 3), "new-date")
        assert moved.promised == date(2026, 4, 3)
        why = refused(lambda moved=moved: extend(moved, date(2026, 4, 9), "new-date"))  # type: ignore[misc]
        assert why.id == "clock-refused-often"
        latest = case_clock.latest_day(clock, "new-date", at(3, 10), CALENDAR)
        assert latest > date(2027, 3, 1)


@pytest.mark.parametrize(
    ("rule", "moment", "state", "remaining"),
    [
        (RESOLVE, at(3, 2, 9), "green", 15),
        (RESOLVE, at(3, 12), "green", 7),  # 8 of 15 days: 53 %
        (RESOLVE, at(3, 13), "yellow", 6),  # 9 of 15: 60 %
        (RESOLVE, at(3, 15), "yellow", 6),  # a Sunday takes no working day
        (RESOLVE, at(3, 18), "yellow", 3),  # 12 of 15: 80 %
        (RESOLVE, at(3, 19), "red", 2),
        (RESOLVE, at(3, 23, 23, 59), "red", 0),
        (RESOLVE, at(3, 24, 0), "late", -1),
        (RESOLVE, at(3, 29), "late", -4),
        (HOURS, at(3, 2, 9), "green", 4),
        (HOURS, at(3, 2, 13, 0), "yellow", 1.5),  # 2.5 of 4 hours: 62 %
        (HOURS, at(3, 2, 14, 54), "red", 0.1),
        (HOURS, at(3, 2, 15, 0), "red", 0),
        (HOURS, at(3, 2, 15, 1), "late", -1 / 60),
        (HOURS, at(3, 3, 8, 0), "late", -2.5),
        (DENUNCIATION, at(3, 20), "yellow", 12),  # 18 of 30 days: 60 %
        (DENUNCIATION, at(4, 1), "red", 0),
        (DENUNCIATION, at(4, 3), "late", -2),
        (ANNOUNCE, at(2, 2), "green", 21),  # due on 23/2; the week begins to count before that
        (ANNOUNCE, at(2, 20), "green", 3),
        (ANNOUNCE, at(2, 21), "yellow", 2),
        (ANNOUNCE, at(2, 23), "red", 0),
        (ANNOUNCE, at(2, 24), "late", -1),
    ],
)
def test_how_a_time_limit_stands(
    rule: Clock, moment: datetime, state: str, remaining: float
) -> None:
    clock = begun(rule)
    assert case_clock.state(clock, moment, CALENDAR, AT_RISK) == state
    assert case_clock.remaining(clock, moment, CALENDAR) == pytest.approx(remaining)


def test_a_single_day_is_red_when_it_comes() -> None:
    clock = begun(replace(RESOLVE, amount=1))
    assert case_clock.state(clock, at(3, 2), CALENDAR, AT_RISK) == "green"
    assert case_clock.state(clock, at(3, 3, 0), CALENDAR, AT_RISK) == "red"


def test_the_shares_of_the_office_count_from_their_own_percent_on() -> None:
    clock = begun(replace(DENUNCIATION, amount=20))  # due on Monday 23/3, the 21st day
    found = [case_clock.state(clock, at(3, day), CALENDAR, AT_RISK) for day in (14, 15, 19, 20)]
    assert found == ["green", "yellow", "yellow", "red"]


def test_more_time_makes_it_green_again() -> None:
    clock = begun(DENUNCIATION)
    assert case_clock.state(clock, at(3, 30), CALENDAR, AT_RISK) == "red"
    longer = extend(clock, date(2026, 5, 4), now=at(3, 30))
    assert case_clock.state(longer, at(3, 30), CALENDAR, AT_RISK) == "green"
    # 63 days with the holidays at the end; 60 % of the 60 that were granted are used on 10/4.
    days = [case_clock.state(longer, at(4, day), CALENDAR, AT_RISK) for day in (9, 10, 24, 25)]
    assert days == ["green", "yellow", "yellow", "red"]


def test_an_event_that_was_moved_has_the_same_week_before_it() -> None:
    rule = replace(ANNOUNCE, extensions=(Extension("moved", 1, None, "Đ43"),))
    moved = extend(begun(rule, at(3, 31)), date(2026, 4, 7), "moved")
    assert moved.promised == date(2026, 4, 7)
    assert case_clock.state(moved, at(4, 3), CALENDAR, AT_RISK) == "green"
    assert case_clock.state(moved, at(4, 5), CALENDAR, AT_RISK) == "yellow"


def test_what_has_ended_keeps_how_it_ended() -> None:
    clock = begun()
    met = case_clock.end(clock, clock.due_at)
    missed = case_clock.end(clock, at(3, 24, 0, 0))
    # Ended while it waited for the citizen, after the day it would have been due.
    waited = case_clock.end(case_clock.pause(clock, at(3, 20)), at(4, 20))
    found = [
        case_clock.state(each, at(12, 1), CALENDAR, AT_RISK) for each in (met, missed, waited)
    ]
    assert found == ["met", "missed", "met"]
    assert set(found) <= set(STATES)
    left_over = [case_clock.remaining(each, at(12, 1), CALENDAR) for each in (met, missed, waited)]
    assert left_over == [0, -1, 1]


def test_a_clock_is_kept_as_json_with_its_rule() -> None:
    clock = extend(begun(DENUNCIATION, at(3, 2).astimezone(UTC)), date(2026, 4, 10))
    clock = case_clock.resume(case_clock.pause(clock, at(4, 6)), at(4, 9), CALENDAR)
    clock = case_clock.end(case_clock.pause(clock, at(4, 10)), at(4, 11))
    kept = json.dumps(case_clock.dump(clock))
    assert case_clock.load(json.loads(kept)) == clock
    assert len(json.dumps(case_clock.dump(begun()))) < 250
    # A newer program may keep more with it.
    assert case_clock.load({**json.loads(kept), "escalated_at": "2026-04-01"}) == clock


@given(
    rule=st.sampled_from([RESOLVE, HOURS, DENUNCIATION]),
    gaps=st.lists(st.integers(0, 20 * 24 * 60), min_size=2, max_size=8),
    seen=st.integers(0, 90 * 24 * 60),
)
def test_a_pause_never_takes_time_away(rule: Clock, gaps: list[int], seen: int) -> None:
    clock = begun(rule)
    moment = clock.began_at
    for pause, length in zip(gaps[::2], gaps[1::2], strict=False):
        before = clock.due_at
        paused = case_clock.pause(clock, moment + timedelta(minutes=pause))
        moment += timedelta(minutes=pause + length)
        clock = case_clock.resume(paused, moment, CALENDAR)
        assert clock.due_at >= before
        assert case_clock.load(case_clock.dump(clock)) == clock
    look = clock.began_at + timedelta(minutes=seen)
    late = case_clock.state(clock, look, CALENDAR, AT_RISK) == "late"
    assert late is (look > clock.due_at)
    assert (case_clock.remaining(clock, look, CALENDAR) <= 0) or not late


def test_what_is_left_and_what_is_overdue_mirror_each_other() -> None:
    for rule in (RESOLVE, HOURS, DENUNCIATION):
        early, late = at(3, 6), at(3, 17, 15)
        assert left(rule, early, late, CALENDAR) == -left(rule, late, early, CALENDAR) > 0
