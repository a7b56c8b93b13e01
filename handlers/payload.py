"""What a QR code or deep link carries after `/start`: at most 62 of `[A-Za-z0-9_-]`.

* `r_<survey>_<unit>_<procedure>_<desk>`: rate; any part may be empty, trailing ones left out
* `g_<unit>_<category>`: report something
* `rh_…`, `gh_…`: the same where helpers sit: asks first for whom; `ra_…`, `ga_…`: for somebody else
* `c_<tracking code>`: see a case
* `t_<code>`: rate one transaction, once
* `o_<case id>`: an officer opens a case, from a card in their group
* `i_<code>`: take up an invitation to a role

Ids never contain `_`, so the parts come apart again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, cast

from feedback.code import read as code_read

Helper = Literal["", "h", "a"]
"""Who fills in: whoever opens the code; to be asked; somebody who helps another person."""
ASKED: Helper = "h"
HELPING: Helper = "a"

LONGEST = 62
"""Telegram allows 64 in a link; `s:` before it in button data takes two."""

_ID = re.compile(r"[a-z][a-z0-9-]{0,21}")
_CODE = re.compile(r"[0-9A-Za-z-]{1,40}")
_HEAD = re.compile(r"([rg])([ha]?)")


@dataclass(frozen=True, slots=True)
class Rate:
    """Open a survey where the code hangs; empty parts are asked for."""

    survey: str = ""
    unit: str = ""
    procedure: str = ""
    desk: str = ""
    helper: Helper = field(default="", kw_only=True)

    def __str__(self) -> str:
        return _joined("r" + self.helper, self.survey, self.unit, self.procedure, self.desk)


@dataclass(frozen=True, slots=True)
class Report:
    """Open the intake for a place or a subject."""

    unit: str = ""
    category: str = ""
    helper: Helper = field(default="", kw_only=True)

    def __str__(self) -> str:
        return _joined("g" + self.helper, self.unit, self.category)


@dataclass(frozen=True, slots=True)
class See:
    """Show how a case stands."""

    code: str

    def __str__(self) -> str:
        return _joined("c", self.code)


@dataclass(frozen=True, slots=True)
class Once:
    """Rate one transaction with the one-time code of its receipt."""

    code: str

    def __str__(self) -> str:
        return _joined("t", self.code)


@dataclass(frozen=True, slots=True)
class Handle:
    """Open a case as its officer."""

    case: str

    def __str__(self) -> str:
        return _joined("o", self.case)


@dataclass(frozen=True, slots=True)
class Join:
    """Take up an invitation to a role."""

    code: str

    def __str__(self) -> str:
        return _joined("i", self.code)


Payload = Rate | Report | See | Once | Handle | Join


def read(words: str) -> Payload | None:
    """Return what a payload asks for, None when it is damaged."""
    head, *parts = words.split("_")
    if head == "c" and len(parts) == 1 and _CODE.fullmatch(parts[0]):
        return See(parts[0])
    if head == "o" and len(parts) == 1 and _CODE.fullmatch(parts[0]):
        return Handle(parts[0])
    if head == "t" and len(parts) == 1:
        return Once(code) if (code := code_read(parts[0])) else None
    if head == "i" and len(parts) == 1:
        return Join(code) if (code := code_read(parts[0])) else None
    what = _HEAD.fullmatch(head)
    if what is None or any(part and not _ID.fullmatch(part) for part in parts):
        return None
    helper = cast(Helper, what[2])
    if what[1] == "r" and len(parts) <= 4:
        return Rate(*parts, helper=helper)
    if what[1] == "g" and len(parts) <= 2:
        return Report(*parts, helper=helper)
    return None


def _joined(*parts: str) -> str:
    return "_".join(parts).rstrip("_")
