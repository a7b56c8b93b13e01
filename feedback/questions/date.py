"""A day, as people write it: 5/9, 05-09-2026, hôm qua."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Choice, Given, Prompt, Question, Reading, Value
from feedback.text import fold
from feedback.unit import Office

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_NEAR = {
    "hom nay": 0, "today": 0, "nay": 0, "hom qua": -1, "yesterday": -1, "qua": -1,
    "hom kia": -2, "ngay mai": 1, "mai": 1, "tomorrow": 1, "ngay kia": 2,
}  # fmt: skip
_DAY = re.compile(r"(?:ngay )?(\d{1,2})(?: (?:thang )?(\d{1,2}))(?: (?:nam )?(\d{4}|\d{2}))?")
_CENTURY = 36525
"""Days; a range beyond it is a slip of the pen."""
_FIRST = 1900
"""A year before it is a slip of the pen."""
_ISO = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})")


class Day(Question):
    """A date, `earliest` and `latest` days from today; stored as yyyy-mm-dd."""

    kind: ClassVar[str] = "date"
    earliest: int | None = Field(default=None, ge=-_CENTURY, le=_CENTURY)
    latest: int | None = Field(default=None, ge=-_CENTURY, le=_CENTURY)

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer today and yesterday where they are allowed."""
        near = ((0, "today"), (-1, "yesterday"), (1, "tomorrow"))
        choices = [
            Choice(f".{name}", Text(f"question-date-{name}"))
            for days, name in near
            if self._allowed(days)
            and (days < 1 or (self.earliest is not None and self.earliest >= 0))
        ]
        return Prompt(choices=tuple(choices), columns=2)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a day; without a year it is the nearest one that is allowed."""
        today = around.now.astimezone(_LOCAL).date()
        typed = given.choice.lstrip(".") if given.choice else given.text
        day = self._read(fold(typed), today)
        if day is None:
            raise UnreadableAnswer(Text("question-date-hint"))
        days = (day - today).days
        if self.earliest is not None and days < self.earliest:
            least = today + timedelta(days=self.earliest)
            raise UnreadableAnswer(Text("question-date-early", {"day": _written(least)}))
        if self.latest is not None and days > self.latest:
            most = today + timedelta(days=self.latest)
            raise UnreadableAnswer(Text("question-date-late", {"day": _written(most)}))
        return Answered(day.isoformat())

    def show(self, value: Value, around: Around) -> Line:
        """Return the day as Vietnamese writes it."""
        return _written(date.fromisoformat(str(value)))

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the day as dd/mm/yyyy."""
        return _written(date.fromisoformat(str(value)))

    def faults(self) -> list[str]:
        """Find a range that no day is in."""
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            return [f"earliest {self.earliest} is after latest {self.latest}"]
        return []

    def _allowed(self, days: int) -> bool:
        return (self.earliest is None or days >= self.earliest) and (
            self.latest is None or days <= self.latest
        )

    def _read(self, typed: str, today: date) -> date | None:
        if typed in _NEAR:
            return today + timedelta(days=_NEAR[typed])
        iso = _ISO.fullmatch(typed)
        if iso is not None:
            return _made(int(iso[1]), int(iso[2]), int(iso[3]))
        found = _DAY.fullmatch(typed)
        if found is None:
            return None
        day, month = int(found[1]), int(found[2])
        if found[3]:
            year = int(found[3])
            return _made(year + 2000 if len(found[3]) == 2 else year, month, day)
        years = (_made(today.year + n, month, day) for n in (0, -1, 1))
        nearest = sorted(filter(None, years), key=lambda each: abs((each - today).days))
        allowed = [each for each in nearest if self._allowed((each - today).days)]
        return next(iter(allowed or nearest), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _FIRST else None
    except ValueError:
        return None


def _written(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
