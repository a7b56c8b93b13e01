"""Languages as people choose them: which one, and whether in short sentences and large letters."""

from __future__ import annotations

from collections.abc import Mapping

SIMPLE = "-simple"
"""Ends the language of somebody who wants large letters and short sentences: `vi-simple`. The
subtag is registered for simplified language (IANA language subtag registry, variant `simple`)."""


def spoken(language: str) -> str:
    """Return the language itself, however it is shown: `vi-simple` is Vietnamese."""
    return language.removesuffix(SIMPLE)


def is_simple(language: str) -> bool:
    """Tell whether somebody wants large letters and short sentences."""
    return language.endswith(SIMPLE)


def words(line: Mapping[str, str], language: str) -> str:
    """Return office data in a language, or in Vietnamese where it has none.

    Simple words are there only for what is long without them.
    """
    return (
        line.get(language)
        or line.get(spoken(language))
        or line.get("vi")
        or next(iter(line.values()), "")
    )
