"""How much one address of the internet and one account may ask for."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_REMEMBERED = 50_000
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
