from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.period import (
    Period,
    month_of,
    months_until,
    quarter_of,
    read_period,
    year_of,
)

TODAY = date(2026, 11, 24)  # a Tuesday
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


def period(first: tuple[int, int, int], last: tuple[int, int, int] | None = None) -> Period:
    return Period(date(*first), date(*(last or first)))


MONTH = period((2026, 10, 1), (2026, 10, 31))
THIRD = period((2026, 7, 1), (2026, 9, 30))
LAST_YEAR = period((2025, 1, 1), (2025, 12, 31))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        # days
        ("hôm nay", period((2026, 11, 24))),
        ("Hom Nay", period((2026, 11, 24))),
        ("today", period((2026, 11, 24))),
        ("hôm qua", period((2026, 11, 23))),
        ("yesterday", period((2026, 11, 23))),
        ("20/11", period((2026, 11, 20))),
        ("ngày 20/11", period((2026, 11, 20))),
        ("20.11", period((2026, 11, 20))),
        ("25/12", period((2025, 12, 25))),  # the latest one
        ("20/11/25", period((2025, 11, 20))),
        ("20-11-2025", period((2025, 11, 20))),
        ("2025-11-20", period((2025, 11, 20))),
        ("29/2", period((2024, 2, 29))),
        # weeks
        ("tuần này", period((2026, 11, 23), (2026, 11, 29))),
        ("this week", period((2026, 11, 23), (2026, 11, 29))),
        ("tuan truoc", period((2026, 11, 16), (2026, 11, 22))),
        ("2 tuần qua", period((2026, 11, 11), (2026, 11, 24))),
        ("last 2 weeks", period((2026, 11, 11), (2026, 11, 24))),
        ("7 ngày qua", period((2026, 11, 18), (2026, 11, 24))),
        ("last 7 days", period((2026, 11, 18), (2026, 11, 24))),
        ("1 ngày gần đây", period((2026, 11, 24))),
        # months
        ("tháng này", period((2026, 11, 1), (2026, 11, 30))),
        ("tháng trước", MONTH),
        ("THANG TRUOC", MONTH),
        ("thang roi", MONTH),
        ("last month", MONTH),
        ("tháng 10", MONTH),
        ("thang 10", MONTH),
        ("t10", MONTH),
        ("tháng mười", MONTH),
        ("tháng 10 năm 2026", MONTH),
        ("tháng 10/2026", MONTH),
        ("10/2026", MONTH),
        ("10-2026", MONTH),
        ("October", MONTH),
        ("oct 2026", MONTH),
        ("October of 2026", MONTH),
        ("month 10", MONTH),
        ("trong tháng 10", MONTH),
        ("tháng chạp", period((2025, 12, 1), (2025, 12, 31))),
        ("tháng giêng", period((2026, 1, 1), (2026, 1, 31))),
        ("tháng mười hai", period((2025, 12, 1), (2025, 12, 31))),
        ("tháng tư", period((2026, 4, 1), (2026, 4, 30))),
        ("tháng 12", period((2025, 12, 1), (2025, 12, 31))),
        ("tháng 8-10", period((2026, 8, 1), (2026, 10, 31))),
        ("từ tháng 8 đến tháng 10", period((2026, 8, 1), (2026, 10, 31))),
        ("tháng 11 đến 12", period((2026, 11, 1), (2026, 12, 31))),
        ("tháng 12 - 12", period((2025, 12, 1), (2025, 12, 31))),
        ("tháng 1–3 năm 2025", period((2025, 1, 1), (2025, 3, 31))),
        ("3 tháng qua", period((2026, 9, 1), (2026, 11, 30))),
        ("last 3 months", period((2026, 9, 1), (2026, 11, 30))),
        ("6 tháng đầu năm", period((2026, 1, 1), (2026, 6, 30))),
        ("6 thang dau nam 2025", period((2025, 1, 1), (2025, 6, 30))),
        ("first 6 months of 2025", period((2025, 1, 1), (2025, 6, 30))),
        ("6 tháng cuối năm", period((2026, 7, 1), (2026, 12, 31))),
        ("last 6 months of 2025", period((2025, 7, 1), (2025, 12, 31))),
        # quarters
        ("quý này", period((2026, 10, 1), (2026, 12, 31))),
        ("quý trước", THIRD),
        ("last quarter", THIRD),
        ("quý 3", THIRD),
        ("quy III", THIRD),
        ("quý ba", THIRD),
        ("q3", THIRD),
        ("Q3/2026", THIRD),
        ("quý III năm 2026", THIRD),
        ("quarter 3 of 2026", THIRD),
        ("quý 4", period((2026, 10, 1), (2026, 12, 31))),
        # years
        ("năm nay", period((2026, 1, 1), (2026, 12, 31))),
        ("this year", period((2026, 1, 1), (2026, 12, 31))),
        ("năm ngoái", LAST_YEAR),
        ("năm trước", LAST_YEAR),
        ("nam 2025", LAST_YEAR),
        ("2025", LAST_YEAR),
        ("year 2025", LAST_YEAR),
        # from a day to a day
        ("01/10-15/11", period((2026, 10, 1), (2026, 11, 15))),
        ("từ 1/10 đến 15/11", period((2026, 10, 1), (2026, 11, 15))),
        ("từ ngày 1/10 đến ngày 15/11", period((2026, 10, 1), (2026, 11, 15))),
        ("from 1/10 to 15/11", period((2026, 10, 1), (2026, 11, 15))),
        ("1/10/2025 – 15/11/2025", period((2025, 10, 1), (2025, 11, 15))),
        ("15/12-15/1", period((2025, 12, 15), (2026, 1, 15))),  # over New Year
        ("15/12-15/1/2025", period((2024, 12, 15), (2025, 1, 15))),
        ("1/10/2025-15/1", period((2025, 10, 1), (2026, 1, 15))),
        ("15/11/2025-1/10/2025", period((2025, 10, 1), (2025, 11, 15))),  # the wrong way round
        ("20/2/2023-29/2", period((2023, 2, 20), (2024, 2, 29))),
    ],
)
def test_what_people_call_a_period(words: str, meant: Period) -> None:
    assert read_period(words, TODAY) == meant


@pytest.mark.parametrize(
    "words",
    ["", " ", "xã Bình Mỹ", "31/2", "31/4/2026", "0/5", "tháng 13", "tháng 0", "quý 5", "0 ngày qua",
     "0 tháng qua", "13 tháng đầu năm", "0 tháng cuối năm", "tháng 10-8", "1999", "tháng", "năm",
     "30/2-1/3", "99/99", "1/1/1900", "2026-13-01", "-", "/", "0", "12345678901234567890"],
)  # fmt: skip
def test_words_that_mean_no_period(words: str) -> None:
    assert read_period(words, TODAY) is None


def test_the_29th_of_february_of_another_year_does_not_exist() -> None:
    assert read_period("29/2/2025", TODAY) is None


def test_the_named_stretches_of_a_day() -> None:
    assert month_of(date(2024, 2, 10)) == period((2024, 2, 1), (2024, 2, 29))
    assert quarter_of(date(2026, 3, 31)) == period((2026, 1, 1), (2026, 3, 31))
    assert quarter_of(date(2026, 4, 1)) == period((2026, 4, 1), (2026, 6, 30))
    assert year_of(TODAY) == period((2026, 1, 1), (2026, 12, 31))
    assert months_until(date(2026, 2, 14), 3) == period((2025, 12, 1), (2026, 2, 28))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (month_of(date(2026, 3, 5)), month_of(date(2026, 2, 5))),
        (month_of(date(2026, 1, 5)), month_of(date(2025, 12, 5))),
        (THIRD, period((2026, 4, 1), (2026, 6, 30))),
        (year_of(TODAY), LAST_YEAR),
        (period((2026, 11, 18), (2026, 11, 24)), period((2026, 11, 11), (2026, 11, 17))),
        (period((2026, 3, 1)), period((2026, 2, 28))),
    ],
)
def test_the_period_before_is_as_long(now: Period, before: Period) -> None:
    assert now.before == before


@pytest.mark.parametrize(
    ("of", "vietnamese", "english", "token"),
    [
        (year_of(TODAY), "Năm 2026", "2026", "2026"),
        (THIRD, "Quý 3/2026", "Quarter 3 of 2026", "q3/2026"),
        (MONTH, "Tháng 10/2026", "October 2026", "10/2026"),
        (
            months_until(TODAY, 2),
            "Tháng 10–11/2026",
            "October – November 2026",
            "1/10/26-30/11/26",
        ),
        (
            months_until(date(2026, 2, 1), 4),
            "Tháng 11/2025–2/2026",
            "November 2025 – February 2026",
            "1/11/25-28/2/26",
        ),
        (period((2026, 11, 24)), "Ngày 24/11/2026", "24 Nov 2026", "24/11/26"),
        (
            period((2026, 10, 1), (2026, 11, 15)),
            "01/10/2026–15/11/2026",
            "1 Oct 2026 – 15 Nov 2026",
            "1/10/26-15/11/26",
        ),
    ],
)
def test_how_a_period_is_called(of: Period, vietnamese: str, english: str, token: str) -> None:
    assert of.label == {"vi": vietnamese, "en": english}
    assert of.token == token


@given(DAYS, st.integers(0, 1500), st.integers(0, 3), DAYS)
def test_a_token_reads_back_as_its_period_whatever_day_it_is(
    first: date, days: int, shape: int, today: date
) -> None:
    made = (
        Period(first, min(first + timedelta(days=days), date(2099, 12, 31))),
        month_of(first),
        quarter_of(first),
        year_of(first),
    )[shape]
    assert read_period(made.token, today) == made
    assert " " not in made.token
    assert len(made.token) <= 17


@given(DAYS, st.integers(0, 400))
def test_the_period_before_ends_the_day_before(first: date, days: int) -> None:
    now = Period(first, first + timedelta(days=days))
    assert now.before.last == first - timedelta(days=1)
    if not now.months:
        assert now.before.last - now.before.first == now.last - now.first


@given(st.text(max_size=40), DAYS)
def test_any_words_are_a_period_or_none(words: str, today: date) -> None:
    found = read_period(words, today)
    assert found is None or found.first <= found.last


@pytest.mark.parametrize(
    ("now", "year_ago"),
    [
        (month_of(date(2025, 2, 9)), month_of(date(2024, 2, 1))),
        (quarter_of(date(2026, 8, 9)), quarter_of(date(2025, 8, 9))),
        (Period(date(2024, 2, 29), date(2024, 3, 2)), Period(date(2023, 2, 28), date(2023, 3, 2))),
        (Period(date(2025, 2, 2), date(2025, 2, 28)), Period(date(2024, 2, 2), date(2024, 2, 28))),
        (year_of(date(2026, 5, 5)), None),
        (Period(date(2025, 1, 1), date(2026, 6, 30)), None),
        (Period(date(2025, 1, 10), date(2026, 2, 1)), None),
    ],
)
def test_the_same_days_a_year_earlier(now: Period, year_ago: Period | None) -> None:
    assert now.year_ago == year_ago
