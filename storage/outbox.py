"""Messages owed, work owed, and events nobody could handle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from feedback.errors import Conflict, RowDamaged
from feedback.messages import Address
from feedback.ports import Job, Post
from storage import groups
from storage.database import Database, Row, Write, write
from storage.keys import Keyring
from storage.notes import milliseconds, moment

if TYPE_CHECKING:
    from storage.work import Work

_LEASE = timedelta(minutes=2)
"""How long a process owns what it claimed; another takes over when it died."""

_LATEST = timedelta(hours=1)
"""No claim and no pause between tries ends later than this; what seems to was written by a clock
that has been set back since."""


_AT_A_STRETCH = 100
"""Messages opened before others get a turn: after a long outage there are thousands to open."""


class Outbox:
    """Messages that wait to be sent, in the order of their ids."""

    lease = _LEASE

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys
        self._process = secrets.token_hex(8)

    async def pending(self, limit: int, now: datetime, channels: Collection[str]) -> list[Post]:
        """Return messages to send on some channels, oldest first. Where other processes send too,
        they are claimed, and of each person's on a channel only the first is given."""
        wanted = orjson.dumps(sorted(channels)).decode()
        if not self._database.shared:
            rows = await self._database.fetch(
                "outbox.pending", size=limit, now=milliseconds(now), channels=wanted
            )
        else:
            rows = await self._database.fetch(
                "outbox.claim",
                process=self._process,
                until=milliseconds(now + _LEASE),
                now=milliseconds(now),
                latest=milliseconds(now + _LATEST),
                channels=wanted,
                size=limit,
            )
        posts = []
        for done, row in enumerate(sorted(rows, key=lambda row: str(row[0])), 1):
            if not done % _AT_A_STRETCH:
                await asyncio.sleep(0)
            try:
                posts.append(self._read(row))
            except RowDamaged:  # it must not hold up the others
                await self.failed(row[0], "damaged", now)
        return posts

    async def sent(self, ids: Sequence[str]) -> None:
        """Delete messages that left."""
        await self._database.commit([write("outbox.sent", id=id) for id in ids])

    async def failed(self, id: str, why: str, at: datetime) -> None:
        """Give a message up; that it was given up is kept, its words are not."""
        await self._database.commit(
            [
                write("outbox.failed", id=id, why=why, at=milliseconds(at)),
                write("outbox.sent", id=id),
            ]
        )

    async def hold(self, id: str, until: datetime) -> None:
        """Keep a message until its person writes (`ReplyWindows.heard`), or until a time."""
        await self._database.commit([write("outbox.hold", id=id, until=milliseconds(until))])

    async def card(self, post: Post) -> tuple[str, str | None] | None:
        """Return the chat that a card is for, and the message that shows it now; None when the
        group is bound no more."""
        rows = await self._database.fetch("groups.card", id=post.person, case_id=post.card)
        for mark, channel, chat, message in rows:
            with suppress(RowDamaged):
                return groups.opened(self._keys, mark, channel, chat).account, message
        return None

    async def shown(self, post: Post, chat: str, message: str | None) -> None:
        """Delete a card that left, and remember the message that shows it."""
        mark = self._keys.mark_of(Address(post.channel, chat))
        where = {"id": post.person, "case_id": post.card, "mark": mark}
        await self._database.commit(
            [write("outbox.sent", id=post.id), write("groups.shown", message=message, **where)]
        )

    async def moved(self, channel: str, before: str, now: str) -> None:
        """Note that a group's chat has become another."""
        old, new = Address(channel, before), Address(channel, now)
        await self._database.commit(groups.moving(self._keys, old, new))

    async def waiting(self) -> int:
        """Return how many messages wait."""
        [(count,)] = await self._database.fetch("outbox.waiting")
        return int(count)

    def _read(self, row: Row) -> Post:
        id, person, channel, payload, attached, merge, due = row
        place = f"outbox/{id}"
        opened = orjson.loads(self._keys.open_sealed(place, payload))
        again, card = opened.pop("again", None), opened.pop("card", None)
        return Post(
            id=id,
            person=person,
            channel=channel,
            payload=opened,
            merge=merge,
            due=None if due is None else moment(due),
            blob=None if attached is None else self._keys.open_sealed(place + "/file", attached),
            again=again,
            card=card,
        )


class Jobs:
    """Work that waits to be done off the turn."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    async def due(self, now: datetime, limit: int) -> list[Job]:
        """Claim work that is due and return it."""
        at, until = milliseconds(now), milliseconds(now + _LEASE)
        latest = milliseconds(now + _LATEST)
        rows = await self._database.fetch("jobs.due", now=at, latest=latest, size=limit)
        claimed = []
        for id, kind, payload, tries in rows:
            try:
                await self._database.commit(
                    [write("jobs.claim", Conflict, id=id, until=until, now=at, latest=latest)]
                )
            except Conflict:
                continue  # another process was first
            try:
                opened = orjson.loads(self._keys.open_sealed(f"job/{id}", payload))
            except RowDamaged:
                await self._database.commit([write("jobs.give_up", id=id, error="damaged")])
                continue
            claimed.append(Job(id, kind, opened, tries))
        return claimed

    async def done(self, id: str, work: Work) -> None:
        """Commit what a job led to together with its end; done twice, it counts once."""
        await work.commit_after([write("jobs.done", Conflict, id=id)])

    async def failed(self, job: Job, error: str, retry_at: datetime | None) -> None:
        """Have a job tried again at a time, or give it up."""
        if retry_at is None:
            await self._database.commit([write("jobs.give_up", id=job.id, error=error)])
        else:
            again: Write = write("jobs.again", id=job.id, due=milliseconds(retry_at))
            await self._database.commit([again])


class Quarantine:
    """Events that failed every time, kept for an engineer."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys

    async def add(
        self,
        channel: str,
        event: str,
        error: str,
        payload: Mapping[str, object],
        at: datetime,
        account: str = "",
    ) -> None:
        """Keep an event, which goes with whose `account` it came from; the same is kept once."""
        mark = self._keys.mark_of(Address(channel, account))
        sealed = self._keys.seal(f"quarantine/{channel}/{event}", orjson.dumps(payload))
        await self._database.commit(
            [
                write(
                    "quarantine.add",
                    channel=channel,
                    event=event,
                    error=error,
                    at=milliseconds(at),
                    payload=sealed,
                    mark=mark,
                )
            ]
        )

    async def count(self) -> int:
        """Return how many events were set aside."""
        [(count,)] = await self._database.fetch("quarantine.count")
        return int(count)
