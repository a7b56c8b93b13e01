"""JSON as platforms really send it: fields are missing, have other names, or are of another type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from feedback.text import clean

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Fields:
    """A JSON object that may be anything: what is missing or of another type is empty."""

    __slots__ = ("_fields",)

    def __init__(self, fields: object) -> None:
        self._fields: Mapping[str, Any] = fields if isinstance(fields, dict) else {}

    def part(self, name: str) -> Fields:
        """Return what stands under a name, an object or an empty one."""
        return Fields(self._fields.get(name))

    def parts(self, name: str) -> list[Fields]:
        """Return the first twenty of a list."""
        found = self._fields.get(name)
        return [Fields(each) for each in found[:20]] if isinstance(found, list) else []

    def text(self, *names: str) -> str:
        """What somebody wrote, made safe; a number as its digits. The first name that says something."""
        for name in names:
            found = self._fields.get(name)
            if isinstance(found, int) and not isinstance(found, bool):
                found = str(found)
            if isinstance(found, str) and found.strip():
                return clean(found)
        return ""

    def id(self, *names: str) -> str:
        """Return what identifies something, nothing where it looks like no id."""
        found = self.text(*names)
        return found if _ID.fullmatch(found) else ""

    def flag(self, name: str) -> bool:
        """Tell whether something is said to be so, in one word or another."""
        return self._fields.get(name) in (True, 1, "true", "1")

    def moment(self, *names: str) -> datetime | None:
        """Return a time: seconds or milliseconds since 1970, as a string or a number."""
        said = self.text(*names)
        if not said.isdecimal() or not 10 <= len(said) <= 14:
            return None
        return datetime.fromtimestamp(int(said) / (1000 if len(said) > 11 else 1), UTC)

    def degrees(self, most: int, *names: str) -> float | None:
        """Return a number of degrees, of at most so many."""
        for name in names:
            found = self._fields.get(name)
            if isinstance(found, bool) or not isinstance(found, int | float | str):
                continue
            try:
                degrees = float(found)
            except (ValueError, OverflowError):
                continue
            if abs(degrees) <= most:
                return degrees
        return None
