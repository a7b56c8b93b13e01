"""How much one address of the internet and one account may ask for."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

_REMEMBERED = 20_000
"""Callers kept in mind by each limit; the oldest are forgotten first."""


class Limit:
    """An allowance that grows back: `burst` at once, then `per_second`."""

    def __init__(
        self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, who: str, amount: float = 1.0) -> float:
        """Take from somebody's allowance; returns how many seconds to wait when it is used up,
        and then nothing is taken."""
        now = self._clock()
        left, at = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        wait = max(0.0, (amount - left) / self._per_second)
        self._left[who] = (left if wait else left - amount, now)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return wait


class Full(Exception):
    """There is no room for another."""


class Places:
    """Room for what takes its time: `most` at once, and of these a share for each who asks."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.taken = 0
        self._by: Counter[str] = Counter()

    @contextmanager
    def one(self, shares: Mapping[str, int]) -> Iterator[None]:
        """Take a place for a while; `shares`: how many each of those it counts for may have.

        Raises Full.
        """
        if self.taken >= self._most or any(self._by[who] >= n for who, n in shares.items()):
            raise Full
        self.taken += 1
        self._by.update(shares.keys())
        try:
            yield
        finally:
            self.taken -= 1
            for who in shares:
                self._by[who] -= 1
                if not self._by[who]:
                    del self._by[who]
