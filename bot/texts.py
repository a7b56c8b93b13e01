"""The only place that knows a language: text ids and office data become sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource

from feedback.language import is_simple, spoken, words
from feedback.messages import Line, Strong, Text

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
LOCALES = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES = ("vi", "en")
_REMEMBERED = 8192
"""Rendered sentences kept per language: most of what is said is said to everybody."""
_parsed = lru_cache(64)(FluentResource)
"""A file's sentences, by its text: parsing takes longest of all a start does, and is done once."""


class Texts:
    """Sentences of `locales/<language>/*.ftl`."""

    def __init__(self, folder: Path = LOCALES, languages: Iterable[str] = LANGUAGES) -> None:
        self.languages = tuple(languages)
        self._bundles = {language: _bundle(folder / language, language) for language in languages}
        self._say = lru_cache(_REMEMBERED)(self._format)

    def render(self, line: Line, language: str) -> str:
        """Return a line in a language; Vietnamese where office data has no other.

        In a simple language (`vi-simple`) a sentence's attribute `.simple` stands for it.
        """
        if isinstance(line, Text):
            return self._text(line, language)
        if isinstance(line, str):
            return line
        if isinstance(line, Strong):
            return self.render(line.line, language)
        return words(line, language)

    def ids(self, language: str) -> frozenset[str]:
        """Return the ids of every sentence of a language."""
        return frozenset(self._bundles[language]._messages)

    def _text(self, text: Text, language: str) -> str:
        if not text.args:
            return self._say(text.id, language, ())
        args = tuple(
            [(name, self._argument(value, language)) for name, value in sorted(text.args.items())]
        )
        return self._say(text.id, language, args)

    def _argument(self, value: Any, language: str) -> str | int | float:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return value
        if isinstance(value, datetime):
            local = value.astimezone(LOCAL_TIME)
            between = ", " if spoken(language) == "en" else " ngày "
            return f"{local:%H:%M}{between}{_day(local.date(), language)}"
        if isinstance(value, date):
            return _day(value, language)
        return self.render(value, language)

    def _format(self, id: str, language: str, args: tuple[tuple[str, Any], ...]) -> str:
        bundle = self._bundles.get(spoken(language)) or self._bundles["vi"]
        message = bundle.get_message(id)
        sentence = message.value
        if is_simple(language):
            sentence = message.attributes.get("simple", sentence)
        if sentence is None:
            raise KeyError(id)
        said, errors = bundle.format_pattern(sentence, dict(args))
        if errors:
            raise ValueError(f"locales/{language}: {id}: {errors[0]}")
        return str(said)


def _bundle(folder: Path, language: str) -> FluentBundle:
    # Isolating marks are for mixed left-to-right and right-to-left text; old phones show boxes.
    bundle = FluentBundle([language], use_isolating=False)
    for file in sorted(folder.glob("*.ftl")):
        bundle.add_resource(_parsed(file.read_text("utf-8")))
    return bundle


def _day(day: date, language: str) -> str:
    if spoken(language) == "en":
        return f"{day.day} {day:%b %Y}"
    return f"{day:%d/%m/%Y}"
