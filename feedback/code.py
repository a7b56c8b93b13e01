"""Tracking codes: what a citizen notes down, reads aloud over the telephone and types back in."""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
"""29 characters without look-alikes (no 0/O, 1/I, 2/Z, 5/S, 8/B pairs: the letters are left out).

29 is prime, so the weighted check character finds every single wrong character and every swap.
"""
_DRAWN = 13  # 29**13 > 2**63
_LENGTH = _DRAWN + 1
_GROUPS = (5, 5, 4)


def draw(below: Callable[[int], int]) -> str:
    """Return a new code of 63 random bits and a check character; `below` is `secrets.randbelow`."""
    drawn = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(_DRAWN))
    return drawn + _check_character(drawn)


def read(text: str) -> str | None:
    """Return the code a person typed, or None when it cannot be one (length, letters or check).

    Blanks, dashes, dots and lower case do not matter.
    """
    typed = "".join(letter for letter in text.upper() if letter not in " -–—.\t\n")
    if len(typed) != _LENGTH or any(letter not in ALPHABET for letter in typed):
        return None
    return typed if _check_character(typed[:_DRAWN]) == typed[_DRAWN] else None


def spell(code: str) -> str:
    """Return the code in groups that are easy to read aloud: `K7DMQ-3RTX9-P4VA`."""
    groups, start = [], 0
    for size in _GROUPS:
        groups.append(code[start : start + size])
        start += size
    return "-".join(groups)


def _check_character(drawn: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(drawn, start=1))
    return ALPHABET[total % len(ALPHABET)]
