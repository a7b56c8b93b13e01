"""Takes what Zalo's Bot Platform brings: 200 only after the commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from bot.bodies import read_body
from bot.logs import log
from bot.webhook import not_kept, shows, try_later
from bot.zalo_bot_updates import CHANNEL, events_in

_log = log(__name__)
_HEADER = "X-Bot-Api-Secret-Token"
_LARGEST = 256 * 1024
"""Bytes; an event carries addresses of files, never the files."""


class Webhook:
    """The door for events: who may come in, and what the caller is told."""

    def __init__(self, secret: str, take: Callable[[object], Awaitable[None]]) -> None:
        """`take` returns when an event is committed; whatever it raises, Zalo has to bring it again."""
        self._secret, self._take = secret.encode(), take
        self.open = False
        """Whether events can be taken now; if not, Zalo is asked to come back."""

    async def serve(self, request: web.Request) -> web.Response:
        """Handle one call."""
        if not shows(request, _HEADER, self._secret, CHANNEL):
            return web.Response(status=403)
        if not self.open:
            return try_later()
        content = await read_body(request, _LARGEST)
        if content is None:
            return web.Response(status=413)
        try:
            events = events_in(orjson.loads(content))
        except ValueError:
            _log.warning("a webhook call was no JSON", channel=CHANNEL)
            return web.Response(status=400)
        try:
            for event in events:
                await self._take(event)
        except Exception as failed:
            return not_kept(failed, CHANNEL)
        return web.Response()
