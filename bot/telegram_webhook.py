"""Takes updates that Telegram brings: 200 only after the commit.

The library's own webhook answers first and handles later. https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from bot.bodies import read_body, read_json
from bot.logs import log
from bot.webhook import not_kept, shows, try_later

_log = log(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LARGEST = 1024 * 1024
"""Bytes; a batch of updates is far smaller, and Telegram brings them one by one."""
_MALFORMED_TRIES = 3
_MALFORMED_REMEMBERED = 100


class Webhook:
    """The door for updates: who may come in, and what the caller is told."""

    def __init__(
        self, secret: str, take: Callable[[object], Awaitable[dict[str, Any] | None]]
    ) -> None:
        """`take` returns when an update is committed: how to answer its press, None for no press.

        Whatever it raises, Telegram is asked to bring the update again.
        """
        self._secret, self._take = secret.encode(), take
        self._malformed: OrderedDict[bytes, int] = OrderedDict()
        self.open = False
        """Whether updates can be taken now; if not, Telegram is asked to come back."""

    async def serve(self, request: web.Request) -> web.Response:
        """Handle one call."""
        if not shows(request, _SECRET_HEADER, self._secret, "telegram"):
            return web.Response(status=403)
        if not self.open:
            return try_later()
        content = await read_body(request, _LARGEST)
        if content is None:
            return web.Response(status=413)
        try:
            update = read_json(content)
        except ValueError:
            return self._refuse(content)
        try:
            answer = await self._take(update)
        except Exception as failed:
            return not_kept(failed, "telegram")
        if answer is None:
            return web.Response()
        # One call may ride along, which saves a call of its own:
        # https://core.telegram.org/bots/api#making-requests-when-getting-updates
        ride = {"method": "answerCallbackQuery", **answer}
        return web.Response(body=orjson.dumps(ride), content_type="application/json")

    def _refuse(self, content: bytes) -> web.Response:
        """Refuse what is no JSON, a few times; then take it, so that it does not come for ever."""
        mark = hashlib.sha256(content).digest()
        tries = self._malformed.pop(mark, 0) + 1
        self._malformed[mark] = tries
        if len(self._malformed) > _MALFORMED_REMEMBERED:
            self._malformed.popitem(last=False)
        _log.warning("a webhook call was no JSON", channel="telegram", tries=tries)
        return web.Response(status=400 if tries < _MALFORMED_TRIES else 200)
