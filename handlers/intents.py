"""What somebody wants who just writes: a few words in Vietnamese, with or without diacritics, or English."""

from __future__ import annotations

import re

from feedback.code import SHORT, read
from feedback.text import fold

_SHORT = 7
"""Words of a message that names what it wants; longer ones are a report in themselves."""

_WISHES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("denunciation", ("to cao", "to giac", "denounce", "denunciation", "whistleblow")),
    ("complaint", ("khieu nai", "khieu kien", "complaint", "complain")),
    ("status", ("tra cuu", "ma ho so", "tinh trang ho so", "status", "track", "tracking")),
    ("mine", ("ho so cua toi", "phan anh cua toi", "my cases", "my reports")),
    ("survey", ("danh gia", "khao sat", "cham diem", "rate", "survey", "rating")),
    ("data", ("xoa du lieu", "du lieu cua toi", "du lieu ca nhan", "my data", "delete my data")),
    ("praise", ("khen", "khen ngoi", "bieu duong", "praise", "compliment")),
    ("proposal", ("kien nghi", "de xuat", "suggest", "suggestion", "proposal")),
    ("report", ("phan anh", "gop y", "bao su co", "y kien", "report", "feedback", "problem")),
    ("link", ("lien ket tai khoan", "noi tai khoan", "link my account", "link account")),
    ("language", ("ngon ngu", "tieng anh", "tieng viet", "english", "vietnamese", "language")),
    ("language", ("chu lon", "chu to", "cau ngan", "cach hien thi", "large print", "large text")),
    ("conduct", ("quy tac", "6 biet", "conduct")),
    ("assisted", ("dien giup", "dien ho", "giup nguoi khac", "for somebody else")),
    ("help", ("tro giup", "huong dan", "giup toi", "giup", "help")),
    ("cancel", ("huy", "huy bo", "cancel")),
    ("go-on", ("tiep tuc", "lam tiep", "continue", "resume")),
    ("thanks", ("cam on", "thank you", "thanks")),
    ("greeting", ("xin chao", "chao", "alo", "hello", "hi", "hey", "menu", "bat dau")),
)
"""The first that fits counts: what has legal weight comes before what merely resembles it."""

_NOT = ("khong", "not", "khong phai", "khong muon")
_DENOUNCING = ("tố cáo", "tố giác")
_LIKE_A_CODE = re.compile(r"[0-9a-z]{5}[ .–—-]?[0-9a-z]{5}[ .–—-]?[0-9a-z]{4}", re.IGNORECASE)


def wish(text: str) -> str | None:
    """Return what a message asks for, None when it asks for nothing by name.

    A denunciation is noticed in a message of any length, since its words must not be kept.
    """
    typed = fold(text)
    if not typed:
        return None
    if read(text) is not None or _resembles_code(text.strip()):
        return "code"
    if read(text, SHORT) is not None and any(each.isdecimal() for each in text):
        return "link-code"
    short = typed.count(" ") < _SHORT
    for name, phrases in _WISHES:
        if name == "denunciation":
            if any(_says(typed, each) for each in phrases) and not _only_tall(text):
                return name
        elif short and any(_says(typed, each) for each in phrases):
            return name
    return None


def _only_tall(text: str) -> bool:
    """Tell "cây to cao", a big tree, from "tố cáo": who writes diacritics writes them there too."""
    written = text.casefold()
    accented = any(letter.isalpha() and not letter.isascii() for letter in written)
    return accented and "to cao" in written and not any(word in written for word in _DENOUNCING)


def _resembles_code(text: str) -> bool:
    """Tell a tracking code with a slip in it from the beginning of a report."""
    mixed = any(each.isdecimal() for each in text) and any(each.isalpha() for each in text)
    return mixed and _LIKE_A_CODE.fullmatch(text) is not None


def code_in(text: str) -> str:
    """Return the tracking code somebody wrote among other words, or nothing."""
    words = text.split()
    for first in range(len(words)):
        for last in range(len(words), first, -1):
            part = " ".join(words[first:last])
            if len(part) <= 40 and read(part) is not None:
                return part
    return ""


def _says(typed: str, phrase: str) -> bool:
    """Tell whether the words are there as whole words and not denied right before."""
    at = f" {typed} ".find(f" {phrase} ")
    if at < 0:
        return False
    before = typed[: max(0, at - 1)]
    return not any(before == no or before.endswith(f" {no}") for no in _NOT)
