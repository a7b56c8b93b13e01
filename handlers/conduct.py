"""`/quytac`: the code of conduct the office's people have signed, for everybody to read."""

from __future__ import annotations

from feedback.messages import Button, Reply, Text
from handlers import conversing
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu_button


async def _conduct(turn: Turn, _: str) -> Answer:
    """Show the code of conduct and how to say whether it was kept."""
    lines = (
        Text("conduct-heading", {"office": turn.office.name}),
        "",
        turn.office.texts["conduct"],
    )
    rows = ((Button(Text("menu-gopy"), "c:gopy"),), menu_button())
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=rows),)))


CONDUCT = Feature(commands=(Command("quytac", "conduct", _conduct, "command-quytac"),))
