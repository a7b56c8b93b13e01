"""What is known of the people who are writing just now, kept in memory between their turns.

Only where one process alone writes the database (SQLite): reading, decrypting and parsing a
conversation anew takes an eighth of a turn, and nothing but a commit of ours can have changed it
meanwhile. What is kept is not trusted further than that: an event seen before is refused by its
key at the commit, and a conversation is written only over the version that was read.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict

from feedback.ports import Arrival

_MOST = 2_000
"""People kept in mind, a few kB each; whoever has been silent longest is forgotten first."""


class Recent:
    """Arrivals by the mark of the address they came by."""

    def __init__(self) -> None:
        self._arrivals: dict[bytes, Arrival] = {}
        self._last: OrderedDict[str, tuple[bytes, int]] = OrderedDict()
        """By which address each person came last, and in which turn; only that one may be kept."""
        self._turns = itertools.count(1)
        self.changes = 0
        """Grows when something changed that a reading under way may have missed."""

    def take(self, mark: bytes) -> tuple[Arrival, int] | None:
        """Return what is known and the number of the turn that may keep what holds afterwards."""
        arrival = self._arrivals.pop(mark, None)
        if arrival is None or arrival.person is None:
            return None
        return arrival, self._begin(arrival.person.id, mark)

    def begin(self, person: str, mark: bytes, changes: int) -> int:
        """Return the number of a turn that read the database when there had been so many `changes`."""
        if changes != self.changes:
            return 0
        self._drop(person)
        number = self._begin(person, mark)
        if len(self._last) > _MOST:
            self._drop(next(iter(self._last)))
        return number

    def keep(self, mark: bytes, arrival: Arrival, turn: int) -> bool:
        """Remember what holds after a turn; False when another one came between."""
        if arrival.person is None or self._last.get(arrival.person.id) != (mark, turn):
            return False
        self._arrivals[mark] = arrival
        return True

    def forget(self, person: str) -> None:
        """Forget a person of whom something changed."""
        if not self._drop(person):
            self.changes += 1

    def forget_all(self) -> None:
        """Forget everybody."""
        self._arrivals.clear()
        self._last.clear()
        self.changes += 1

    def _begin(self, person: str, mark: bytes) -> int:
        number = next(self._turns)
        self._last[person] = mark, number
        self._last.move_to_end(person)
        return number

    def _drop(self, person: str) -> bool:
        last = self._last.pop(person, None)
        if last is None:
            return False
        self._arrivals.pop(last[0], None)
        return True
