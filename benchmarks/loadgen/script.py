"""What each person does: a list of steps, built in or from a JSON file.

A step is ``{"send": "/danhgia"}`` or ``{"press": ...}``. ``"replies"`` says how many messages or edits it
brings, 1 unless said. ``press`` picks a button of the latest keyboard: its place (0 is the first, -1 the
last), or a pattern for its label. ``data`` is what to send when nobody waits for the keyboard (pace "ack"),
for bots whose data never changes; a step without it waits.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SURVEY: list[Json] = [
    {"send": "/danhgia"},
    *({"press": 0, "data": f"q{number}:5"} for number in range(1, 6)),
    {"press": 0, "data": "submit"},
]
BUILT_IN = {"survey": _SURVEY}


@dataclass(frozen=True)
class Step:
    """One thing a person does."""

    send: str | None
    press: int | str | None
    data: str | None
    replies: int

    def pick(self, keyboard: list[Json]) -> str:
        """Choose the data of a button; raise LookupError when none fits."""
        if isinstance(self.press, int):
            return str(keyboard[self.press]["callback_data"])
        for button in keyboard:
            if re.search(str(self.press), button["text"]):
                return str(button["callback_data"])
        raise LookupError(
            f"no button fits {self.press!r}, only {[button['text'] for button in keyboard]}"
        )


def read_script(name: str) -> list[Step]:
    """Read a built-in script by name, or a file."""
    steps = BUILT_IN[name] if name in BUILT_IN else json.loads(Path(name).read_text())
    return [Step(s.get("send"), s.get("press"), s.get("data"), s.get("replies", 1)) for s in steps]
