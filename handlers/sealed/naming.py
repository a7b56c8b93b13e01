"""Whether words tell who wrote them: people are warned, and may take them back."""

from __future__ import annotations

import re

from feedback.text import fold

_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .\-]?\d){9}(?!\d)")
_PAPERS = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
"""Numbers of identity cards, old and new."""
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_NAMING = (
    *("toi ten la", "ten toi la", "ho ten toi", "ho va ten", "toi ten", "ten cua toi"),
    *("dia chi cua toi", "dia chi nha toi", "nha toi o", "toi o so", "so dien thoai cua toi"),
    *("my name is", "i live at", "my address", "my phone"),
)
_I_AM = re.compile(r"\b[Tt]ôi là((?:\s+[A-ZĐÀ-Ỹ]\w*){2,})")


def names_somebody(text: str) -> bool:
    """Tell whether words seem to hold the name, the number or the address of whoever wrote them."""
    said = f" {fold(text)} "
    return (
        any(each.search(text) for each in (_PHONE, _PAPERS, _MAIL, _I_AM))
        or any(f" {each} " in said for each in _NAMING)
    )  # fmt: skip
