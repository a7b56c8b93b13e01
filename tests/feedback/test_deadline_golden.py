"""Deadlines worked out by hand on a wall calendar, with the articles they rest on.

BLDS: Bộ luật Dân sự 2015. Đ147.2: the day of the event does not count. Đ148.1, Đ148.6: a period of
days ends at midnight of its last day. Đ148.5: what ends on a day off ends with the next working
day. BLLĐ: Bộ luật Lao động 2019, Đ111.3 (compensatory days) and Đ112 (public holidays). Times are
local, rules those of the sample office.

Not worked in 2026: 1/1, 16-20/2 (Tết), 27/4 (for 26/4), 30/4, 1/5, 31/8 (worked on Saturday 22/8),
1-2/9, 24/11. In 2027: 1/1, 4-5/2 and 8-10/2 (Tết), 16/4, 30/4, 3/5 (for 1/5), 2-3/9, 24/11.
"""
# ruff: noqa: E501  (the tables read best one case to a line)

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import read_office
from feedback import case_clock
from feedback.calendar import LOCAL, WorkingCalendar
from feedback.case_clock import CaseClock
from feedback.deadline import rule

OFFICE = read_office(Path(__file__).parents[2] / "offices" / "binh-luc").office
CALENDAR = WorkingCalendar.of(OFFICE)


def at(told: str) -> datetime:
    """Return a local moment, `26/2/2027 16:30`, as the program has it."""
    return datetime.strptime(told, "%d/%m/%Y %H:%M").replace(tzinfo=LOCAL).astimezone(UTC)


def day(told: str) -> date:
    return at(f"{told} 00:00").astimezone(LOCAL).date()


def begun(limit: str, told: str) -> CaseClock:
    kind, _, step = limit.partition(" ")
    moment = at(told)
    in_force = rule(OFFICE.clocks, kind, step, moment.astimezone(LOCAL).date())
    return case_clock.begin(in_force, moment, CALENDAR)


@pytest.mark.parametrize(
    ("limit", "began", "promised", "basis"),
    [
        # 15 working days for phản ánh, kiến nghị
        ("pakn resolve", "02/03/2026 10:00", "23/03/2026", "BLDS Đ147.2: Tuesday 3/3 is the first day"),
        ("pakn resolve", "06/02/2026 16:30", "06/03/2026", "BLLĐ Đ112.1b: five days of Tết 2026 between"),
        ("pakn resolve", "13/02/2026 16:59", "13/03/2026", "the last minute before Tết: 23/2 is the first day"),
        ("pakn resolve", "13/02/2026 20:00", "13/03/2026", "the same evening, doors closed: still that day"),
        ("pakn resolve", "17/02/2026 09:00", "13/03/2026", "arrived on the first day of Tết: first day 23/2"),
        ("pakn resolve", "29/01/2027 08:00", "26/02/2027", "Tết 2027, 4-10/2: two days before, Saturday and Sunday given back"),
        ("pakn resolve", "22/04/2026 09:00", "18/05/2026", "BLLĐ Đ111.3: 27/4 for Giỗ Tổ on a Sunday; 30/4, 1/5"),
        ("pakn resolve", "17/08/2026 09:00", "09/09/2026", "Saturday 22/8 worked for 31/8; 1-2/9"),
        ("pakn pass-on", "17/11/2026 09:00", "25/11/2026", "24/11 is a holiday from 2026"),
        ("pakn pass-on", "18/11/2025 09:00", "25/11/2025", "24/11/2025 was not yet one"),
        ("pakn ask-more", "21/08/2026 15:00", "27/08/2026", "a working Saturday is a working day"),
        ("pakn pass-on-portal", "31/12/2026 16:00", "05/01/2027", "New Year, then a weekend"),
        ("pakn pass-on-portal", "31/12/2026 23:59", "05/01/2027", "BLDS Đ148.6: the day lasts until midnight"),
        ("pakn publish", "01/01/2027 00:00", "05/01/2027", "a minute later it is the holiday"),
        # khiếu nại: 10 days until 30/6/2026, 7 working days from 1/7/2026
        ("complaint accept", "30/06/2026 16:59", "10/07/2026", "Luật Khiếu nại 2011 Đ27: 10 days"),
        ("complaint accept", "01/07/2026 07:30", "10/07/2026", "NĐ 155/2026: 7 working days"),
        ("complaint accept", "30/06/2026 23:59", "10/07/2026", "local midnight parts the two rules …"),
        ("complaint accept", "03/07/2026 10:00", "14/07/2026", "… and working days are longer over a weekend"),
        ("complaint accept", "26/06/2026 10:00", "06/07/2026", "begun before 1/7: the old rule to its end"),
        ("complaint accept", "25/06/2026 10:00", "06/07/2026", "BLDS Đ148.5: 5/7 is a Sunday"),
        # khiếu nại: calendar days
        ("complaint resolve", "19/01/2026 08:00", "23/02/2026", "BLDS Đ148.5: the 30th day, 18/2, is Tết"),
        ("complaint resolve", "01/10/2026 08:00", "02/11/2026", "BLDS Đ148.5: 31/10 is a Saturday"),
        ("complaint resolve-complex", "19/10/2026 08:00", "03/12/2026", "Luật Khiếu nại Đ28: 45 days; 24/11 counts as a day"),
        ("complaint remote", "01/12/2026 08:00", "15/01/2027", "Đ28: 45 days, over New Year"),
        ("complaint remote-complex", "01/12/2026 08:00", "01/02/2027", "Đ28: 60 days end on Saturday 30/1"),
        ("complaint second-complex", "07/12/2026 08:00", "11/02/2027", "Đ37: the 60th day, 5/2, is the eve of Tết 2027"),
        ("complaint second-remote-complex", "25/11/2026 08:00", "03/02/2027", "Đ37: 70 days; the last day before Tết 2027"),
        # tố cáo
        ("denunciation accept", "24/04/2026 08:00", "08/05/2026", "Luật Tố cáo Đ24: 7 working days over 30/4-1/5"),
        ("denunciation pass-on", "27/08/2026 08:00", "08/09/2026", "Đ24.2: 5 working days over 2/9"),
        ("denunciation resolve", "03/08/2026 08:00", "03/09/2026", "Đ30: the 30th day is 2/9 itself"),
        # others
        ("reception answer", "21/12/2026 08:00", "05/01/2027", "Luật Tiếp công dân Đ28: 10 working days over New Year"),
        ("petition untouched", "20/12/2026 08:00", "03/02/2027", "NĐ 154/2026: 45 days from a Sunday"),
        ("dialogue publish", "20/04/2027 08:00", "04/05/2027", "Luật TCCQĐP Đ43: 10 days end on 30/4; 3/5 is given for 1/5"),
        # counted back: the event, and the last day to act before it
        ("dialogue announce", "05/09/2026 08:00", "28/08/2026", "Đ43: a week before is Saturday 29/8: the Friday"),
        ("dialogue announce", "19/03/2026 08:00", "12/03/2026", "Đ43: at least 7 days before"),
        ("late-file apologise", "23/02/2026 17:00", "13/02/2026", "NĐ 61/2018 Đ19.9: the day before is Tết: the Friday before it"),
        ("late-file apologise", "04/05/2026 17:00", "29/04/2026", "Đ19.9: before 30/4, 1/5 and a weekend"),
    ],
)  # fmt: skip
def test_days(limit: str, began: str, promised: str, basis: str) -> None:
    clock = begun(limit, began)
    assert clock.promised == day(promised), basis
    assert clock.due_at.astimezone(LOCAL).strftime("%H:%M:%S") == "23:59:59"  # BLDS Đ148.6


@pytest.mark.parametrize(
    ("limit", "began", "due", "basis"),
    [
        ("pakn acknowledge", "06/03/2026 16:00", "09/03/2026 16:30", "the last hour of a Friday: one hour, then seven"),
        ("pakn acknowledge", "13/02/2026 16:59", "24/02/2026 07:59", "one minute before Tết, 7:30 on 23/2, 29 minutes more"),
        ("pakn acknowledge", "02/03/2026 07:30", "03/03/2026 08:00", "a day has seven and a half working hours"),
        ("pakn urgent", "22/08/2026 15:00", "24/08/2026 09:30", "a Saturday worked for 31/8"),
        ("pakn urgent", "31/12/2026 22:00", "04/01/2027 11:30", "after hours: from the next opening of the doors"),
        ("pakn urgent", "25/11/2026 12:00", "26/11/2026 08:00", "lunch does not count"),
        ("pakn urgent", "24/11/2026 09:00", "25/11/2026 11:30", "nor does a holiday"),
    ],
)  # fmt: skip
def test_hours(limit: str, began: str, due: str, basis: str) -> None:
    assert begun(limit, began).due_at == at(due), basis


@pytest.mark.parametrize(
    ("limit", "began", "pauses", "due", "basis"),
    [
        ("pakn resolve", "02/03/2026 10:00", ["04/03/2026 09:00", "09/03/2026 10:00"], "26/03/2026 23:59", "5, 6 and 9/3 do not count: the day of the answer is that of an event, Đ147.2"),
        ("pakn resolve", "02/03/2026 10:00", ["06/03/2026 17:00", "07/03/2026 08:00"], "23/03/2026 23:59", "asked on Friday, answered on Saturday: no working day was lost"),
        ("pakn resolve", "02/03/2026 10:00", ["06/03/2026 17:00", "09/03/2026 08:00"], "24/03/2026 23:59", "answered on Monday: that one day"),
        ("pakn resolve", "02/03/2026 10:00", ["04/03/2026 09:00", "04/03/2026 16:00"], "23/03/2026 23:59", "within one day: nothing is lost"),
        ("pakn resolve", "02/03/2026 10:00", ["04/03/2026 09:00", "05/03/2026 16:00", "05/03/2026 16:30", "06/03/2026 09:00"], "25/03/2026 23:59", "two pauses that meet are two days"),
        ("pakn resolve", "02/03/2026 10:00", ["23/03/2026 09:00", "25/03/2026 15:00"], "26/03/2026 23:59", "asked on the last day: it was not over (Đ148.1), so one day is left"),
        ("pakn resolve", "02/03/2026 10:00", ["23/03/2026 09:00", "23/03/2026 15:00"], "23/03/2026 23:59", "asked and answered on the last day: it is still the last"),
        ("pakn resolve", "02/03/2026 10:00", ["24/03/2026 09:00", "26/03/2026 15:00"], "23/03/2026 23:59", "asked when it was late: it stays late"),
        ("pakn resolve", "06/02/2026 16:30", ["13/02/2026 10:00", "23/02/2026 10:00"], "09/03/2026 23:59", "over Tết: of those days only 23/2 was one of work"),
        ("complaint resolve", "02/03/2026 10:00", ["10/03/2026 10:00", "15/03/2026 10:00"], "06/04/2026 23:59", "calendar days: five of them"),
        ("complaint resolve", "02/03/2026 10:00", ["06/03/2026 10:00", "08/03/2026 10:00"], "03/04/2026 23:59", "a weekend is two days where days are counted"),
        ("complaint resolve", "01/10/2026 08:00", ["02/11/2026 09:00", "04/11/2026 09:00"], "05/11/2026 23:59", "rolled to Monday 2/11, and paused on that day"),
        ("pakn acknowledge", "02/03/2026 08:00", ["02/03/2026 09:00", "02/03/2026 10:00", "02/03/2026 14:00", "03/03/2026 08:00"], "03/03/2026 15:00", "hours stand still to the minute"),
        ("pakn acknowledge", "06/03/2026 16:00", ["06/03/2026 16:30", "07/03/2026 09:00"], "09/03/2026 17:00", "half an hour was lost on Friday; Monday has seven and a half"),
    ],
)  # fmt: skip
def test_pauses(limit: str, began: str, pauses: list[str], due: str, basis: str) -> None:
    clock = begun(limit, began)
    for paused, resumed in zip(pauses[::2], pauses[1::2], strict=True):
        clock = case_clock.resume(case_clock.pause(clock, at(paused)), at(resumed), CALENDAR)
    assert f"{clock.due_at.astimezone(LOCAL):%d/%m/%Y %H:%M}" == due, basis


@pytest.mark.parametrize(
    ("limit", "began", "extensions", "promised", "basis"),
    [
        ("denunciation resolve", "03/08/2026 08:00", ["complex 02/10/2026"], "02/10/2026", "Luật Tố cáo Đ30.2: once by 30 days, counted from the acceptance: 60"),
        ("denunciation resolve", "03/08/2026 08:00", ["especially-complex 02/10/2026", "especially-complex 02/11/2026"], "02/11/2026", "Đ30.3: twice; the 90th day is Sunday 1/11"),
        ("denunciation resolve", "03/08/2026 08:00", ["complex 15/09/2026"], "15/09/2026", "an officer may take less than all of it"),
        ("denunciation resolve", "03/08/2026 08:00", ["complex 13/09/2026"], "11/09/2026", "a Sunday was named: it is done by then, on the Friday"),
        ("denunciation accept", "24/04/2026 08:00", ["verification 13/05/2026"], "13/05/2026", "Đ24: at most 10 working days"),
        ("complaint resolve", "19/10/2026 08:00", ["complex 03/12/2026"], "03/12/2026", "Luật Khiếu nại Đ28: the same 45 days as for what is complex from the start"),
        ("complaint second-remote", "25/11/2026 08:00", ["complex 03/02/2027"], "03/02/2027", "Đ37: the same 70 days"),
        ("late-file apologise", "23/03/2026 17:00", ["new-date 03/04/2026"], "03/04/2026", "NĐ 61/2018 Đ19.9: one new date for the file, Monday 6/4"),
    ],
)  # fmt: skip
def test_extensions(
    limit: str, began: str, extensions: list[str], promised: str, basis: str
) -> None:
    clock = begun(limit, began)
    now = at(began)
    if clock.rule.before:
        now = clock.due_at
    for each in extensions:
        ground, _, until = each.partition(" ")
        clock = case_clock.extend(clock, ground, day(until), now, CALENDAR)
    assert clock.promised == day(promised), basis
