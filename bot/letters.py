"""Messages on their way: what the outbox keeps in mind of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channel import Outgoing
from feedback.ports import Post

Elsewhere = Callable[[Post, Outgoing, bool], Awaitable[list[tuple[Post, Outgoing]] | None]]
"""Commits that a notice goes to another address, where that may be written to now if so asked,
and returns what is to be sent; None: there is no other. Raises StorageError, and Unavailable when
every other is down too."""

Lane = tuple[str, str, bool]
"""Channel, chat (of cards: the group), and whether it is for notices: those do not wait for replies
that cannot leave before their channel is well again."""


Strayed = Callable[[Post, Outgoing], Awaitable[bool]]
"""Tells whether the address of a notice is no longer its person's. Raises StorageError."""


async def stays(*_: object) -> bool:
    """Have nobody part from an address."""
    return False


async def nowhere(*_: object) -> None:
    """Know no other address."""


@dataclass(slots=True)
class Letter:
    """A committed message on its way."""

    post: Post
    outgoing: Outgoing
    until: datetime | None = None
    """When our claim on the row ends; None where nobody else sends."""
    crashes: int = 0
    stays: bool = False
    """There is no other address for it, or none that is not down too."""
    lane: Lane = field(init=False)

    def __post_init__(self) -> None:
        post = self.post
        # Cards are written in order also where their group's chat becomes another meanwhile.
        where = self.outgoing.chat if post.card is None else post.person
        self.lane = (post.channel, where, post.again is not None)


def due(now: datetime, after: float) -> datetime | None:
    """Return when a reply that waits `after` seconds may leave; None: at once."""
    return now + timedelta(seconds=after) if after else None
