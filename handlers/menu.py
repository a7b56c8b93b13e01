"""What can be done here, as one short list: shown to whoever is not in the middle of something."""

from __future__ import annotations

from feedback.messages import Button, Line, Reply, Text
from handlers.context import Turn

_OFFERED = {
    **{name: f"c:{name}" for name in ("danhgia", "gopy", "tracuu", "cuatoi")},
    "assisted": "assist:",
    **{name: f"c:{name}" for name in ("ngonngu", "trogiup")},
}
"""The list, what people come for first, with the button data of each entry."""

_WORKS = frozenset({"officer", "head"})
"""Whose own work stands above what is there for everybody."""


def menu(turn: Turn, *said: Line, edit: bool = False) -> Reply:
    """Return the list of what can be done, with something said above it."""
    return Reply(lines=said or (Text("menu-ask"),), rows=menu_rows(turn), edit=edit)


def menu_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of the list; somebody with unfinished forms can go on with them."""
    rows = [(Button(Text("menu-go-on"), "k:"),)] if turn.waiting else []
    rows += [(Button(Text("card-tasks"), "c:viec"),)] if _WORKS & turn.person.roles else []
    rows += [(Button(Text(f"menu-{name}"), data),) for name, data in _OFFERED.items()]
    return tuple(rows)


def menu_button() -> tuple[Button, ...]:
    """Return a row with the one button that leads to the list."""
    return (Button(Text("menu-open"), "c:start"),)
