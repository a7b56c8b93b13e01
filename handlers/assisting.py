"""Filling in for somebody else: the officer at the one-stop desk, a relative, the village head.

Nobody is asked about it who has not come for it: a code where helpers sit asks (`rh_…`); an entry
of the menu and "/gopy giúp" say it. What was filled in so is marked as assisted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedback.messages import Button, Line, Reply, Text
from feedback.text import fold
from feedback.wording import ASSISTED
from handlers import conversing
from handlers.context import Answer, Feature, Turn
from handlers.payload import HELPING, Rate, Report

_ASKED_FOR = (
    *("dien giup nguoi khac", "giup nguoi khac", "dien giup", "dien ho", "nguoi khac", "giup"),
    *("for somebody else", "for someone else", "for another person", "helping", "help"),
)
"""Words after a command that say so, the longest first: "/danhgia giúp bình mỹ"."""


def context_of(wish: Rate | Report) -> Mapping[str, str]:
    """Return what the context of a conversation says about it."""
    return {ASSISTED: "yes"} if wish.helper == HELPING else {}


def helping(context: Mapping[str, str]) -> bool:
    """Tell whether a conversation is filled in for somebody else."""
    return ASSISTED in context


def begun(wish: Rate | Report) -> tuple[Line, ...]:
    """Return what a helper is told first."""
    return (Text("assisted-begun"),) if wish.helper == HELPING else ()


def split(words: str) -> tuple[bool, str]:
    """Return whether the words after a command say that somebody helps, and the words left."""
    typed = fold(words)
    for phrase in _ASKED_FOR:
        if typed == phrase or typed.startswith(f"{phrase} "):
            return True, typed[len(phrase) :].strip()
    return False, words


def ask(turn: Turn, wish: Rate | Report) -> Answer:
    """Ask for whom, after a code that hangs where helpers sit."""
    rows = (
        (Button(Text("assisted-myself"), f"s:{replace(wish, helper='')}"),),
        (Button(Text("assisted-offer"), f"s:{replace(wish, helper=HELPING)}"),),
    )
    return conversing.way_back(turn, Answer((Reply(lines=(Text("assisted-whom"),), rows=rows),)))


def next_one(wish: Rate | Report) -> tuple[Button, ...]:
    """Return a row that begins the same for the next person: a helper sits with twenty."""
    return (Button(Text("assisted-next"), f"s:{replace(wish, helper=HELPING)}"),)


def offer(turn: Turn) -> Answer:
    """Ask what is to be filled in for somebody else."""
    rows = (
        (Button(Text("menu-danhgia"), f"s:{Rate(helper=HELPING)}"),),
        (Button(Text("menu-gopy"), f"s:{Report(helper=HELPING)}"),),
    )
    return conversing.way_back(turn, Answer((Reply(lines=(Text("assisted-what"),), rows=rows),)))


async def _offer(turn: Turn, _: str) -> Answer:
    return offer(turn)


ASSISTING = Feature(presses={"assist": _offer})
