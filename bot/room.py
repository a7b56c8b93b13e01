"""How many connections this process may have open at once."""

from __future__ import annotations

import resource

_ENOUGH = 65_536
_FOR_OTHERS = 256
"""Files and connections of everything but browsers: databases, webhooks, calls to platforms."""
_EACH = 3
"""Connections of one open page: its stream, and what it posts and loads beside it."""


def make_room() -> int:
    """Raise the limit of open files as far as the system allows; returns how many pages may be
    open then. Most systems begin with 1,024, which five hundred open pages use up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if soft == resource.RLIM_INFINITY:
        soft = _ENOUGH
    return max(1, (soft - _FOR_OTHERS) // _EACH)
