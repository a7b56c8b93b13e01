"""Pictures for a platform that takes none but fetches them: from us, under a name nobody can guess.

A name is the picture's own, so that what is sent again is the same address; it opens for a day.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web

from bot.channel import Equipment, Outgoing
from feedback.errors import StorageError, Unavailable
from feedback.messages import Address

PATH = "/zalo/bot/pictures/"
_KEPT = timedelta(days=1)
"""The platform fetches at once; telephones that are switched off come later."""
_ENDINGS: Mapping[str, str] = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}
_HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class Pictures:
    """The pictures that may be fetched now; they lie sealed in the database."""

    def __init__(self, public_url: str, equipment: Equipment) -> None:
        self._public_url, self._equipment = public_url.rstrip("/"), equipment

    async def publish(self, outgoing: Outgoing, content: bytes, to: Address) -> str:
        """Return the address a picture can be fetched from; raises SendError."""
        storage, now = self._equipment.storage, self._equipment.clock()
        digest = hashlib.sha256(content).hexdigest()
        signature = storage.keys.sign("zalo_bot picture", f"{to.account} {digest}")
        name = base64.urlsafe_b64encode(signature).decode().rstrip("=")
        try:
            await storage.pictures.keep(name, outgoing.mime, content, to, now + _KEPT)
        except StorageError:
            raise Unavailable("the picture was not kept") from None
        return f"{self._public_url}{PATH}{name}{_ENDINGS.get(outgoing.mime, '')}"

    def route(self) -> web.RouteDef:
        """Return where they are fetched."""
        return web.get(PATH + "{name}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"].partition(".")[0]
        try:
            found = await self._equipment.storage.pictures.find(name, self._equipment.clock())
        except StorageError:
            return web.Response(status=503, headers={"Retry-After": "5"})
        if found is None:
            return web.Response(status=404)
        mime, content = found
        return web.Response(body=content, content_type=mime, headers=_HEADERS)
