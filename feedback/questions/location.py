"""Where: a point on the map, or an address in words."""

from __future__ import annotations

from typing import ClassVar

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Given, Prompt, Question, Reading, Value
from feedback.unit import Office

_LONGEST = 300


class Place(Question):
    """Stored as {latitude, longitude} in degrees, or {address}."""

    kind: ClassVar[str] = "location"

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer the channel's own button to share a place."""
        return Prompt(request="location")

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take a point, else words."""
        point = given.location
        if point is not None:
            # Not a number compares as false, so that it is refused as well.
            if not (abs(point.latitude) <= 90 and abs(point.longitude) <= 180):
                raise UnreadableAnswer(Text("question-location-hint"))
            return Answered({"latitude": point.latitude, "longitude": point.longitude})
        text = given.text.strip()
        if len(text) < 3 or not any(letter.isalnum() for letter in text):
            raise UnreadableAnswer(Text("question-location-hint"))
        if len(text) > _LONGEST:
            counts = {"count": _LONGEST, "given": len(text)}
            raise UnreadableAnswer(Text("question-text-long", counts))
        return Answered({"address": text})

    def show(self, value: Value, around: Around) -> Line:
        """Return the address or the point."""
        return _written(value)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the address or the point."""
        return _written(value)


def _written(value: Value) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "address" in value:
        return str(value["address"])
    return f"{value.get('latitude')}, {value.get('longitude')}"
