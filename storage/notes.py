"""What a turn notes for its commit, and times as they are stored."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage.database import Write, write

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(at: datetime) -> int:
    """Return the local date of a moment as `yyyymmdd`."""
    return number_of(at.astimezone(_LOCAL).date())


def number_of(day: date) -> int:
    """Return a date as `yyyymmdd`."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Return what `number_of` made."""
    return date(number // 10000, number // 100 % 100, number % 100)


def milliseconds(at: datetime) -> int:
    """Return a moment as it is stored: UTC milliseconds."""
    return round(at.timestamp() * 1000)


def moment(stored: int) -> datetime:
    """Return what `milliseconds` made."""
    return datetime.fromtimestamp(stored / 1000, UTC)


class Notes:
    """The writes of one turn, guards first, so that a lost race costs nothing else."""

    def __init__(self) -> None:
        self.guards: list[Write] = []
        self.others: list[Write] = []
        self._numbers = itertools.count()

    def add(self, name: str, otherwise: type[Exception] | None = None, /, **values: Any) -> None:
        """Note a write; with `otherwise` it is a guard that must change a row."""
        noted = write(name, otherwise, **values)
        (self.others if otherwise is None else self.guards).append(noted)

    def number(self) -> int:
        """Return a number that tells the notes of one turn apart."""
        return next(self._numbers)
