"""`/trogiup`: what can be typed here, by what the person may do."""

from __future__ import annotations

from feedback.language import spoken
from feedback.messages import Button, Line, Reply, Text
from handlers import conversing
from handlers.context import Answer, Command, Feature, Turn


async def _help(turn: Turn, _: str) -> Answer:
    """List the commands this person may use; those of a role one lacks are not mentioned."""
    lines: list[Line] = [Text("help-heading"), ""]
    lines += [
        Text("help-command", {"command": f"/{_name(turn, each)}", "about": Text(each.about)})
        for each in dict.fromkeys(turn.offers.commands.values())
        if each.roles is None or each.roles & turn.person.roles
    ]
    lines += ["", Text("help-in-a-form" if turn.conversation is not None else "help-just-write")]
    if turn.conversation is None:
        lines.append(Text("help-assisted"))
    rows = () if turn.conversation is not None else ((Button(Text("menu-open"), "c:start"),),)
    return conversing.way_back(turn, Answer((Reply(lines=tuple(lines), rows=rows),)))


def _name(turn: Turn, command: Command) -> str:
    return command.name if spoken(turn.language) == "vi" else command.alias


HELP = Feature(commands=(Command("trogiup", "help", _help, "command-trogiup"),))
