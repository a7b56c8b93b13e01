"""Codes that people note down, read aloud over the telephone and type back in.

A tracking code has 14 characters and is as good as a key; a code for linking two accounts has 8,
since it lives for minutes and few tries are allowed. The last character of each is a check.
"""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
"""29 characters without look-alikes (no 0/O, 1/I, 2/Z, 5/S, 8/B pairs: the letters are left out).

29 is prime, so the weighted check character finds every single wrong character and every swap.
"""
LONG, SHORT = 14, 8
"""Characters of a code, the check character included: 29**13 > 2**63, 29**7 > 2**33."""
_GROUPS = {LONG: (5, 5, 4), SHORT: (4, 4)}


def draw(below: Callable[[int], int], length: int = LONG) -> str:
    """Return a new random code with its check character; `below` is `secrets.randbelow`."""
    drawn = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(length - 1))
    return drawn + _check_character(drawn)


def read(text: str, length: int = LONG) -> str | None:
    """Return the code a person typed, or None when it cannot be one (length, letters or check).

    Blanks, dashes, dots and lower case do not matter.
    """
    typed = "".join(letter for letter in text.upper() if letter not in " -–—.\t\n")
    if len(typed) != length or any(letter not in ALPHABET for letter in typed):
        return None
    return typed if _check_character(typed[:-1]) == typed[-1] else None


def spell(code: str) -> str:
    """Return the code in groups that are easy to read aloud: `K7DMQ-3RTX9-P4VA`, `K7DM-Q3RT`."""
    groups, start = [], 0
    for size in _GROUPS[len(code)]:
        groups.append(code[start : start + size])
        start += size
    return "-".join(groups)


def _check_character(drawn: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(drawn, start=1))
    return ALPHABET[total % len(ALPHABET)]
