"""What each channel can do, as a table for people: from `Capabilities`, which fitting obeys, and
from what the drivers of the contract suite found missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.channel import Capabilities, Channel
from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import Ability

_NAMES: Mapping[str, str] = {
    "web": "Web chat",
    "telegram": "Telegram",
    "zalo_oa": "Zalo OA",
    "zalo_bot": "Zalo Bot",
    "console": "Terminal",
}
"""What they are called, in the order they are shown; any other comes last by its own name."""
_YES, _NO = "yes", "–"
_SHARED: Mapping[str, str] = {"phone": "phone number", "location": "place"}
_FILES: Mapping[str, str] = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
}
_TAKEN: Mapping[Ability, str] = {
    Ability.VOICES: "takes voice messages",
    Ability.PLACES: "takes a shared place",
    Ability.PHONES: "takes a shared phone number",
    Ability.ALBUMS: "takes an album as one",
    Ability.OLD_BUTTONS: "tells an old button from a new one",
}
"""What people may send, and how it is called; what is not taken can be typed everywhere."""


def matrix() -> str:
    """Return the table in Markdown, a column for each channel."""
    order = [*_NAMES]
    kinds = sorted(
        {driver.kind for driver in DRIVERS},
        key=lambda kind: (order.index(kind.name) if kind.name in order else len(order), kind.name),
    )
    names = [_NAMES.get(kind.name, kind.name) for kind in kinds]
    rows = [(name, [say(kind.capabilities) for kind in kinds]) for name, say in _SHOWN.items()]
    rows += [(name, [_takes(kind, each) for kind in kinds]) for each, name in _TAKEN.items()]
    lines = [("", names), ("---", ["---"] * len(names)), *rows]
    return "\n".join("| " + " | ".join((name, *cells)) + " |" for name, cells in lines)


def _takes(kind: type[Channel], ability: Ability) -> str:
    """Tell whether any way to run the channel has an ability."""
    return _said(any(ability not in each.lacks for each in DRIVERS if each.kind is kind))


def _said(able: bool) -> str:
    return _YES if able else _NO


def _choices(can: Capabilities) -> str:
    if not can.buttons or can.types:
        return "a list; number or words are typed"
    most = can.buttons * can.pages
    spread = f" over {can.pages} messages" if can.pages > 1 else ""
    return f"up to {most} buttons{spread}, or typed"


def _text(can: Capabilities) -> str:
    return f"{can.text_length:,} characters"


def _files(can: Capabilities) -> str:
    if not can.files:
        return "named, not sent"
    taken = ", ".join(sorted({_FILES.get(each, each) for each in can.file_types})) or "all kinds"
    size = f" up to {can.largest_file // 1024**2} MB" if can.largest_file else ""
    return taken + size + ("; others are named" if can.file_types else "")


def _captions(can: Capabilities) -> str:
    return "under it" if can.captions else "a message of their own"


def _requests(can: Capabilities) -> str:
    return ", ".join(_SHARED[each] for each in sorted(can.requests, reverse=True)) or _NO


def _first(can: Capabilities) -> str:
    if not can.writes_first:
        return "for a while, then by an approved notice"
    return _YES if can.rings else "yes, but it is seen when the page is opened"


_SHOWN: Mapping[str, Callable[[Capabilities], str]] = {
    "shows choices as": _choices,
    "longest message": _text,
    "shows a message in place of another": lambda can: _said(can.edit),
    "lets headings stand out": lambda can: _said(can.strong),
    "shows charts": lambda can: _said(can.pictures),
    "sends files": _files,
    "words that come with a picture": _captions,
    "asks with a button of its own for": _requests,
    "writes to who has not written": _first,
    "tells officers' groups of cases": lambda can: _said(can.groups),
}
