"""What the doors for platforms' events have in common: who may come in, and what is said when
nothing was kept.
"""

from __future__ import annotations

import hmac

from aiohttp import web

from bot.logs import log, places

_log = log(__name__)


def shows(request: web.Request, header: str, secret: bytes, channel: str) -> bool:
    """Tell whether a call shows the secret; takes as long whatever it shows instead."""
    shown = request.headers.get(header, "").encode("utf-8", "surrogateescape")
    if hmac.compare_digest(shown, secret):
        return True
    _log.warning("a webhook call without the secret was refused", channel=channel)
    return False


def try_later() -> web.Response:
    """Say that nothing was kept: the platform brings the event again."""
    return web.Response(status=503, headers={"Retry-After": "5"})


def not_kept(failed: Exception, channel: str) -> web.Response:
    """Say so of an event that failed: StorageError, or a bug; either way it is not committed."""
    _log.error(
        "an event could not be kept",
        channel=channel,
        error=type(failed).__name__,
        where=places(failed),
    )
    return try_later()
