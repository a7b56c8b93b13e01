"""Free words, written or spoken."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from pydantic import Field

from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import (
    Answered,
    Around,
    Choice,
    Given,
    Prompt,
    Question,
    Reading,
    Value,
    as_value,
    words,
)
from feedback.unit import Office

_SHOWN = 300
"""Characters of a long text that the review shows."""
_RECORDINGS = ("voice", "audio")
_SPOKEN = {"vi": "có ghi âm", "en": "recorded"}
"""What a spreadsheet cell says of a recording."""


class FreeText(Question):
    """Words of a length; `pattern` (a regular expression) may ask for more, with `error` as hint.

    Where it may be `spoken`, a recording answers it as well: for people who cannot write. Stored
    as a string, or as a list of {kind, ref, size, name, mime} and {kind: "words", text}.
    What the context has under `suggested-<name>`, a JSON list of pairs of a label and the words it
    stands for, can be pressed instead of written.
    """

    kind: ClassVar[str] = "text"
    min_length: int = Field(default=1, ge=1)
    max_length: int = Field(default=4000, ge=1, le=10000)
    pattern: str | None = None
    error: dict[str, str] | None = None
    spoken: bool = False

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer what the context suggests: else the person writes."""
        offered = self._suggested(around)
        return Prompt(choices=tuple(Choice(f"s{n}", each) for n, (each, _) in enumerate(offered)))

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Take words of the right length that hold at least one letter or digit."""
        for number, (_, suggested) in enumerate(self._suggested(around)):
            if given.choice == f"s{number}":
                return Answered(suggested)
        text = given.text.strip()
        if self.spoken and given.attachments:
            return _heard(given, text)
        if not any(letter.isalnum() for letter in text):
            raise UnreadableAnswer(Text("question-text-hint"))
        if len(text) < self.min_length:
            raise UnreadableAnswer(Text("question-text-short", {"count": self.min_length}))
        if len(text) > self.max_length:
            counts = {"count": self.max_length, "given": len(text)}
            raise UnreadableAnswer(Text("question-text-long", counts))
        if self.pattern is not None and re.fullmatch(self.pattern, text) is None:
            raise UnreadableAnswer(self.error or Text("question-text-hint"))
        return Answered(text)

    def show(self, value: Value, around: Around) -> Line:
        """Return the words, a long text cut short; a recording is named as such."""
        if isinstance(value, list):
            spoken, said = Text("question-text-spoken"), _said(value)
            return (
                Text("conversation-joined", {"first": spoken, "rest": f" {said}"})
                if said
                else spoken
            )
        text = str(value)
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the words, and whether something was said instead of written."""
        if isinstance(value, list):
            return " – ".join(filter(None, (words(_SPOKEN, language), _said(value))))
        return str(value)

    def _suggested(self, around: Around) -> list[tuple[str, str]]:
        return [
            (label, words)
            for label, words in json.loads(around.context.get(f"suggested-{self.name}", "[]"))
        ]

    def faults(self) -> list[str]:
        """Find lengths and patterns that nothing can meet."""
        found = []
        if self.spoken and self.pattern is not None:
            found.append("a recording meets no pattern; leave out `spoken` or `pattern`")
        if self.min_length > self.max_length:
            found.append(f"min_length {self.min_length} is more than max_length {self.max_length}")
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error:
                found.append("pattern is no regular expression")
            if self.error is None:
                found.append("a pattern needs an error that says what to write")
        return found


def _heard(given: Given, text: str) -> Reading:
    """Take recordings, and words sent with them; anything else belongs to another question."""
    if any(each.kind not in _RECORDINGS for each in given.attachments):
        raise UnreadableAnswer(Text("question-text-hint"))
    if any(each.too_large for each in given.attachments):
        raise UnreadableAnswer(Text("question-attachments-large"))
    heard: list[Value] = [as_value(each) for each in given.attachments]
    if text:
        heard.append({"kind": "words", "text": text})
    return Answered(heard)


def _said(heard: list[Any]) -> str:
    return "\n".join(str(each["text"]) for each in heard if each.get("kind") == "words")
