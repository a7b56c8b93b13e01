"""Stretches of days as people say them: "tháng trước", "quý III", "01/10-15/11", "last 7 days".

Diacritics and capitals do not matter. A month, quarter or day without a year is the latest one
that has begun. Today is an argument, as everywhere.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.messages import Words
from feedback.text import fold

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_YEARS_LOOKED_AT = 9
"""29 February comes back after eight years at the latest (1896–1904)."""


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How many whole calendar months it is, 0 when it cuts one."""
        if self.first.day != 1 or self.last != _month_end(self.last):
            return 0
        return _number(self.last) - _number(self.first) + 1

    @property
    def before(self) -> Period:
        """The period of the same length just before: of whole months where it is made of them."""
        last = self.first - timedelta(days=1)
        if self.months:
            return Period(_month(_number(self.first) - self.months), last)
        return Period(self.first - (self.last - self.first) - timedelta(days=1), last)

    @property
    def year_ago(self) -> Period | None:
        """The same days a year earlier, whole months staying whole; None when it would be no
        comparison of seasons: the period before is the same one, or it is longer than a year."""
        if self.months:
            first = _number(self.first) - 12
            earlier = Period(_month(first), _month_end(_month(first + self.months - 1)))
        else:
            earlier = Period(_earlier(self.first), _earlier(self.last))
        return None if earlier.last >= self.first or earlier == self.before else earlier

    @property
    def label(self) -> Words:
        """How it is called in a heading."""
        return {"vi": self._vietnamese(), "en": self._english()}

    @property
    def token(self) -> str:
        """Short words without blanks that read back as this period, for button data."""
        first, last = self.first, self.last
        if self.months == 1:
            return f"{first.month}/{first.year}"
        if self.months == 3 and first.month % 3 == 1:
            return f"q{_quarter(first)}/{first.year}"
        if self.months == 12 and first.month == 1:
            return str(first.year)
        if first == last:
            return _short(first)
        return f"{_short(first)}-{_short(last)}"

    def _vietnamese(self) -> str:
        first, last = self.first, self.last
        if self.months == 12 and first.month == 1:
            return f"Năm {first.year}"
        if self.months == 3 and first.month % 3 == 1:
            return f"Quý {_quarter(first)}/{first.year}"
        if self.months == 1:
            return f"Tháng {first.month}/{first.year}"
        if self.months and first.year == last.year:
            return f"Tháng {first.month}–{last.month}/{last.year}"
        if self.months:
            return f"Tháng {first.month}/{first.year}–{last.month}/{last.year}"
        if first == last:
            return f"Ngày {first:%d/%m/%Y}"
        return f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"

    def _english(self) -> str:
        first, last = self.first, self.last
        if self.months == 12 and first.month == 1:
            return str(first.year)
        if self.months == 3 and first.month % 3 == 1:
            return f"Quarter {_quarter(first)} of {first.year}"
        if self.months == 1:
            return f"{_MONTHS[first.month - 1]} {first.year}"
        if self.months:
            year = "" if first.year == last.year else f" {first.year}"
            return f"{_MONTHS[first.month - 1]}{year} – {_MONTHS[last.month - 1]} {last.year}"
        if first == last:
            return _english_day(first)
        return f"{_english_day(first)} – {_english_day(last)}"


def month_of(day: date) -> Period:
    """Return the calendar month a day is in."""
    return Period(day.replace(day=1), _month_end(day))


def quarter_of(day: date) -> Period:
    """Return the calendar quarter a day is in."""
    return _whole_months(day.year, 3 * _quarter(day) - 2, 3)


def year_of(day: date) -> Period:
    """Return the calendar year a day is in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def months_until(day: date, count: int) -> Period:
    """Return the whole months that end with the month a day is in."""
    return Period(_month(_number(day) - count + 1), _month_end(day))


def read_period(words: str, today: date) -> Period | None:
    """Return the period some words mean, None when they mean none."""
    said = _plain(words)
    named = _NAMED.get(said)
    if named is not None:
        return named(today)
    for pattern, read in _PATTERNS:
        found = pattern.fullmatch(said)
        if found is not None:
            try:
                return read(found, today)
            except ValueError:  # 31 February, month 13, no days at all
                return None
    return None


# ---- how words are compared ----

_MARKS = re.compile(r"\s*([/\-–—.])\s*")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_NUMERALS = {
    "gieng": "1", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "muoi mot": "11", "muoi hai": "12", "muoi": "10",
    "chap": "12",
}  # fmt: skip
_SPELLED = re.compile(rf"^(thang|quy) ({'|'.join([*_NUMERALS, 'iii', 'ii', 'iv', 'i'])})\b")


def _plain(words: str) -> str:
    """Fold words but keep the marks that dates are written with."""
    pieces = _MARKS.split(words)
    kept = [fold(piece) if at % 2 == 0 else _mark(piece) for at, piece in enumerate(pieces)]
    said = "".join(kept)
    said = re.sub(r"^(tu|from|trong|in|ngay|on) (?=\S)", "", said)
    said = re.sub(r" (den|toi|to|until) ", "-", said)
    said = re.sub(r"-ngay ", "-", re.sub(r"^ngay ", "", said))
    return _SPELLED.sub(lambda m: f"{m[1]} {_NUMERALS.get(m[2]) or _ROMAN[m[2]]}", said)


def _mark(piece: str) -> str:
    return {"–": "-", "—": "-", ".": "/"}.get(piece, piece)


# ---- calendar arithmetic ----


def _number(day: date) -> int:
    """Number months through the years, so that they can be added."""
    return day.year * 12 + day.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _earlier(day: date) -> date:
    """Return the day of the same name a year earlier; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _whole_months(year: int, month: int, count: int) -> Period:
    first = date(year, month, 1)
    return Period(first, _month_end(_month(_number(first) + count - 1)))


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def _short(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year % 100:02}"


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


# ---- what the words mean ----

_Read = Callable[[re.Match[str], date], Period]


def _day(match: re.Match[str], group: int, today: date) -> date:
    """Read `day/month[/year]` from three groups; without a year it is the latest such day."""
    day, month = int(match[group]), int(match[group + 1])
    if match[group + 2]:
        return date(_year(match[group + 2]), month, day)
    return _nearest(day, month, today, -1)


def _nearest(day: int, month: int, at: date, step: int) -> date:
    """Return the latest such day up to another (step -1), or the earliest from it on (1)."""
    for year in range(at.year, at.year + step * (_YEARS_LOOKED_AT + 1), step):
        if (day, month) == (29, 2) and not isleap(year):
            continue
        found = date(year, month, day)
        if (at - found).days * step <= 0:
            return found
    raise ValueError("there is no such day")  # pragma: no cover - every day comes back


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _range(match: re.Match[str], today: date) -> Period:
    """Read two days; a missing year comes from the other day, or from today."""
    if match[6] and not match[3]:
        last = _day(match, 4, today)
        first = _nearest(int(match[1]), int(match[2]), last, -1)
    else:
        first = _day(match, 1, today)
        last = (
            _day(match, 4, today) if match[6] else _nearest(int(match[4]), int(match[5]), first, 1)
        )
    return Period(min(first, last), max(first, last))


def _month_said(month: int, year: str | None, today: date) -> Period:
    if year:
        return _whole_months(int(year), month, 1)
    return _whole_months(today.year - (month > today.month), month, 1)


def _quarter_said(match: re.Match[str], today: date) -> Period:
    quarter = int(match[1])
    year = int(match[2]) if match[2] else today.year - (quarter > _quarter(today))
    return _whole_months(year, 3 * quarter - 2, 3)


def _months_said(match: re.Match[str], today: date) -> Period:
    first, last = int(match[1]), int(match[2])
    year = int(match[3]) if match[3] else today.year - (first > today.month)
    return _whole_months(year, first, _at_least_one(last - first + 1))


def _at_least_one(count: int) -> int:
    if count < 1:
        raise ValueError("no days at all")
    return count


def _english_month(match: re.Match[str], today: date) -> Period:
    month = next(n for n, name in enumerate(_MONTHS, 1) if fold(name).startswith(match[1][:3]))
    return _month_said(month, match[2], today)


def _last_days(match: re.Match[str], today: date) -> Period:
    days = _at_least_one(int(match[1])) * (7 if match[2].startswith(("t", "w")) else 1)
    return Period(today - timedelta(days=days - 1), today)


def _last_months(match: re.Match[str], today: date) -> Period:
    return months_until(today, _at_least_one(int(match[1])))


def _beginning_of_year(match: re.Match[str], today: date) -> Period:
    return _whole_months(int(match[2] or today.year), 1, _within_year(int(match[1])))


def _end_of_year(match: re.Match[str], today: date) -> Period:
    count = _within_year(int(match[1]))
    return _whole_months(int(match[2] or today.year), 13 - count, count)


def _within_year(months: int) -> int:
    if not 1 <= months <= 12:
        raise ValueError("a year has twelve months")
    return months


def _named() -> Mapping[str, Callable[[date], Period]]:
    said: dict[tuple[str, ...], Callable[[date], Period]] = {
        ("hom nay", "today", "nay"): lambda day: Period(day, day),
        ("hom qua", "yesterday"): lambda day: Period(day, day).before,
        ("tuan nay", "this week"): _week,
        ("tuan truoc", "tuan roi", "tuan qua", "last week"): lambda day: _week(day).before,
        ("thang nay", "this month"): month_of,
        ("thang truoc", "thang roi", "thang qua", "last month"): lambda d: month_of(d).before,
        ("quy nay", "this quarter"): quarter_of,
        ("quy truoc", "quy roi", "quy qua", "last quarter"): lambda day: quarter_of(day).before,
        ("nam nay", "this year"): year_of,
        ("nam truoc", "nam ngoai", "nam roi", "nam qua", "last year"): lambda d: year_of(d).before,
    }
    return {words: read for alike, read in said.items() for words in alike}


_NAMED = _named()
_YEAR = r"(20\d\d)"
_DAY = r"(\d{1,2})/(\d{1,2})(?:/(20\d\d|\d\d))?"
_OF_YEAR = rf"(?:(?: nam | of | |/|-){_YEAR})?"
_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in map(fold, _MONTHS))
_PATTERNS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?:nam |year )?{_YEAR}", lambda m, _: _whole_months(int(m[1]), 1, 12)),
        (
            rf"(?:thang |t|month )?(\d{{1,2}})[/-]{_YEAR}",
            lambda m, today: _month_said(int(m[1]), m[2], today),
        ),
        (
            rf"(?:thang ?|t|month )(\d{{1,2}}){_OF_YEAR}",
            lambda m, today: _month_said(int(m[1]), m[2], today),
        ),
        (rf"(?:thang )(\d{{1,2}})-(?:thang )?(\d{{1,2}}){_OF_YEAR}", _months_said),
        (rf"({_NAMES}){_OF_YEAR}", _english_month),
        (rf"(?:quy|q|quarter) ?([1-4]){_OF_YEAR}", _quarter_said),
        (_DAY, lambda m, today: Period(_day(m, 1, today), _day(m, 1, today))),
        (
            r"(\d{1,2})-(\d{1,2})-(20\d\d)",
            lambda m, today: Period(_day(m, 1, today), _day(m, 1, today)),
        ),
        (
            r"(20\d\d)-(\d\d)-(\d\d)",
            lambda m, _: Period(date(*map(int, m.groups())), date(*map(int, m.groups()))),
        ),
        (rf"{_DAY}-{_DAY}", _range),
        (
            r"(?:last |past )?(\d{1,3}) (ngay|days?|tuan|weeks?)(?: qua| gan day| vua qua| truoc)?",
            _last_days,
        ),
        (r"(?:last |past )?(\d{1,2}) (?:thang|months?)(?: qua| gan day| vua qua)?", _last_months),
        (rf"(\d{{1,2}}) thang dau nam(?: {_YEAR})?", _beginning_of_year),
        (rf"first (\d{{1,2}}) months(?: of)?(?: {_YEAR})?", _beginning_of_year),
        (rf"(\d{{1,2}}) thang cuoi nam(?: {_YEAR})?", _end_of_year),
        (rf"last (\d{{1,2}}) months of {_YEAR}", _end_of_year),
    )
)
