"""The oracle of P19 is right where everybody can look it up, and finds what is wrong."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.app import read_office
from feedback.calendar import WorkingCalendar
from feedback.deadline import rule
from tests.proofs import deadlines
from tests.proofs.proof import OFFICE
from tests.proofs.wall_calendar import WallCalendar, lunar_days, number, spelled

# From printed almanacs: the first day of Tết, and Giỗ Tổ Hùng Vương.
ALMANAC = {
    2014: ("2014-01-31", "2014-04-09"),
    2015: ("2015-02-19", "2015-04-28"),
    2016: ("2016-02-08", "2016-04-16"),
    2017: ("2017-01-28", "2017-04-06"),
    2018: ("2018-02-16", "2018-04-25"),
    2019: ("2019-02-05", "2019-04-14"),
    2020: ("2020-01-25", "2020-04-02"),
    2021: ("2021-02-12", "2021-04-21"),
    2022: ("2022-02-01", "2022-04-10"),
    2023: ("2023-01-22", "2023-04-29"),
    2024: ("2024-02-10", "2024-04-18"),
    2025: ("2025-01-29", "2025-04-07"),
    2026: ("2026-02-17", "2026-04-26"),
    2027: ("2027-02-06", "2027-04-16"),
    2030: ("2030-02-02", "2030-04-12"),
}


@pytest.mark.parametrize("year", ALMANAC)
def test_the_moon_agrees_with_the_almanac(year: int) -> None:
    assert tuple(map(spelled, lunar_days(year))) == ALMANAC[year]


def test_2026_is_as_announced() -> None:
    wall = WallCalendar(2026, 2026, [(450, 690), (810, 1020)])
    off = ["01-01", "02-16", "02-17", "02-18", "02-19", "02-20", "04-27", "04-30", "05-01"]
    off += ["08-31", "09-01", "09-02", "11-24"]
    days = [date(2026, 1, 1) + timedelta(days=each) for each in range(365)]
    closed = [day for day in days if day.weekday() < 5 and number(day) not in wall.open]
    worked = [day for day in days if day.weekday() > 4 and number(day) in wall.open]
    assert [day.isoformat()[5:] for day in closed] == off
    assert worked == [date(2026, 8, 22)]


def _found(place: deadlines.Place, kind: str, step: str, day: date) -> list[str]:
    limit = rule(read_office(OFFICE).office.clocks, kind, step, day)
    found = deadlines.Found()
    deadlines.compare(place, limit, number(day), random.Random(1), found)
    assert found.deadlines
    return found.faults


@pytest.mark.parametrize(
    ("kind", "step"),
    [("pakn", "resolve"), ("pakn", "urgent"), ("complaint", "resolve"), ("dialogue", "announce")],
)
def test_one_day_too_many_is_found(kind: str, step: str) -> None:
    office = read_office(OFFICE).office
    place = deadlines.places_of(office, random.Random(1))[0]
    day = date(2026, 3, 2)
    assert not _found(place, kind, step, day)
    near = [day + timedelta(days=n) for n in range(-8, 33)]
    spoilt = replace(place, calendar=WorkingCalendar(days_off=near))
    assert _found(spoilt, kind, step, day)
