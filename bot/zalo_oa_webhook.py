"""Takes events that Zalo brings: 200 within two seconds, and only after the commit.

A call is signed over its raw bytes: `X-ZEvent-Signature: mac=` SHA-256(app id + body + timestamp
+ secret). Zalo repeats what is not answered with 200 for about an hour and then stops bringing
anything, so what is signed but of no use to us is answered with 200 as well.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import orjson
from aiohttp import web

from bot.bodies import read_body
from bot.logs import log
from bot.webhook import not_kept, try_later
from bot.zalo_oa_updates import app_of, sent_at

_log = log(__name__)
_HEADER = "X-ZEvent-Signature"
_LARGEST = 256 * 1024
"""Bytes; an event carries addresses of files, never the files."""
_OLDEST, _NEWEST = timedelta(hours=24), timedelta(hours=1)
"""An event is brought for about an hour. Its id is known again for a month, so one of up to a day
does no harm; older ones are somebody's recording."""
_IN_TIME = 1.8
"""Seconds after which Zalo is asked to come again; the turn goes on, and the repeated event finds it."""


class Webhook:
    """The door for events: who may come in, and what the caller is told."""

    def __init__(
        self,
        app_id: str,
        secret: str,
        take: Callable[[object], Awaitable[None]],
        clock: Callable[[], datetime],
        in_time: float = _IN_TIME,
    ) -> None:
        """`take` returns when an event is committed; whatever it raises, Zalo has to bring it again."""
        self._app_id, self._secret = app_id, secret
        self._take, self._clock, self._in_time = take, clock, in_time
        self._under_way: set[asyncio.Task[web.Response]] = set()
        self.open = False
        """Whether events can be taken now; if not, Zalo is asked to come back."""

    async def serve(self, request: web.Request) -> web.Response:
        """Handle one call."""
        content = await read_body(request, _LARGEST)
        if content is None:
            return web.Response(status=413)
        try:
            event = orjson.loads(content)
        except ValueError:
            event = None
        if not self._is_signed(request.headers.get(_HEADER, ""), content, event):
            _log.warning("a webhook call without a good signature was refused", channel="zalo_oa")
            return web.Response(status=403)
        if not self._is_recent(event):
            _log.warning("a webhook call of another day was refused", channel="zalo_oa")
            return web.Response(status=403)
        if not self.open:
            return try_later()
        task = asyncio.create_task(self._taken(event))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        done, _ = await asyncio.wait((task,), timeout=self._in_time)
        if not done:
            _log.warning("an event is not committed yet; Zalo brings it again", channel="zalo_oa")
            return try_later()
        return task.result()

    async def close(self) -> None:
        """Let no more events in; those under way are finished first."""
        self.open = False
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _taken(self, event: object) -> web.Response:
        try:
            await self._take(event)
        except Exception as failed:
            return not_kept(failed, "zalo_oa")
        return web.Response()

    def _is_signed(self, presented: str, content: bytes, event: object) -> bool:
        timestamp = (
            event.get("timestamp", event.get("timeStamp")) if isinstance(event, dict) else None
        )
        if app_of(event) != self._app_id or not isinstance(timestamp, str | int):
            return False
        signed = b"".join(
            (self._app_id.encode(), content, str(timestamp).encode(), self._secret.encode())
        )
        expected = "mac=" + hashlib.sha256(signed).hexdigest()
        given = presented.lower().encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, expected.encode())

    def _is_recent(self, event: object) -> bool:
        at = sent_at(event)
        return at is not None and -_NEWEST <= self._clock() - at <= _OLDEST
