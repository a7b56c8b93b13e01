"""Wrong tracking codes: every door a code may be typed at counts, so none gives more tries."""

from __future__ import annotations

from datetime import timedelta

from handlers.context import Turn

_WRONG = "wrong-code"
_MOST_WRONG = 10
_WITHIN = timedelta(hours=1)


async def used_up(turn: Turn) -> bool:
    """Tell whether somebody typed ten wrong codes within an hour: nothing is looked up any more."""
    since = turn.now - _WITHIN
    return await turn.storage.attempts.count(turn.person.id, _WRONG, since) >= _MOST_WRONG


def wrong(turn: Turn) -> None:
    """Count a code that says nothing to whoever typed it."""
    turn.storage.attempts.add(turn.person.id, _WRONG, turn.now)
