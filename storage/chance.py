"""Random bytes, drawn from the operating system many at a time: a turn needs four handfuls, and a
call to the system costs more than encrypting a message."""

from __future__ import annotations

import os
from collections import deque

HANDFUL = 12
"""Bytes of one handful: a nonce of AES-GCM."""
_AT_ONCE = 256

_drawn: deque[bytes] = deque()


def handful() -> bytes:
    """Return 12 random bytes that nobody else was given; safe from any thread."""
    try:
        return _drawn.popleft()
    except IndexError:
        fresh = os.urandom(HANDFUL * _AT_ONCE)
        _drawn.extend(fresh[at : at + HANDFUL] for at in range(HANDFUL, len(fresh), HANDFUL))
        return fresh[:HANDFUL]


# A copy of this process would hand out the same bytes again, and a nonce must be used once.
os.register_at_fork(after_in_child=_drawn.clear)
