from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.notes import number_of
from storage.statistics import _BY_MONTH, _spans, grains

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "spans"),
    [
        ("2026-11-01", "2026-11-30", "M 2026-11-01 2026-11-30"),
        ("2026-01-01", "2026-12-31", "Y 2026-01-01 2026-12-31"),
        ("2024-01-01", "2026-12-31", "Y 2024-01-01 2026-12-31"),
        ("2026-11-24", "2026-11-24", "D 2026-11-24 2026-11-24"),
        ("2026-02-28", "2026-03-31", "D 2026-02-28 2026-02-28, M 2026-03-01 2026-03-31"),
        ("2026-01-02", "2026-12-31", "D 2026-01-02 2026-01-31, M 2026-02-01 2026-12-31"),
        (
            "2024-12-31",
            "2026-02-01",
            "D 2024-12-31 2024-12-31, Y 2025-01-01 2025-12-31, M 2026-01-01 2026-01-31,"
            " D 2026-02-01 2026-02-01",
        ),
        ("2026-11-02", "2026-11-01", ""),
    ],
)
def test_the_fewest_ranges_of_counters(first: str, last: str, spans: str) -> None:
    found = _spans(date.fromisoformat(first), date.fromisoformat(last))
    assert ", ".join(f"{grain} {start} {end}" for grain, start, end in found) == spans


@given(DAYS, st.integers(0, 2000), st.booleans())
def test_every_day_is_counted_once(first: date, days: int, by_month: bool) -> None:
    last = first + timedelta(days=days)
    spans = list(_spans(first, last, _BY_MONTH) if by_month else _spans(first, last))
    at = first
    for grain, start, end in spans:
        assert start == at
        at = end + timedelta(days=1)
        # The counters of this grain that are read are those of just these days.
        for day in (start, end):
            begun = dict(grains(number_of(day)))[grain]
            assert number_of(start) <= begun <= number_of(end)
        for outside in (start - timedelta(days=1), end + timedelta(days=1)):
            begun = dict(grains(number_of(outside)))[grain]
            assert not number_of(start) <= begun <= number_of(end)
    assert at == last + timedelta(days=1)
    assert not by_month or "Y" not in {grain for grain, *_ in spans}
    assert len(spans) <= 5
