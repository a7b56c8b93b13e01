"""What people type, made safe and comparable."""

from __future__ import annotations

import re
import unicodedata

_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line break
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"  # direction, invisible
)
_BLANKS = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def clean(text: str) -> str:
    """Return text as it is stored: NFC, no control or direction characters, no lone surrogates.

    Line breaks and tabs stay; zero-width joiners stay too, since emoji are built with them.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text)
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(text: str) -> str:
    """Return text as it is compared: no diacritics, Đ as d, lower case, words apart by one space.

    People on small phones type "khong hai long"; it must find "Không hài lòng".
    """
    text = text.replace("Đ", "d").replace("đ", "d").replace("ı", "i").casefold()
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BLANKS.sub(" ", _NOT_WORD.sub(" ", bare)).strip()
