"""What comes over HTTP is read up to a bound: what is larger than wanted is not kept in memory."""

from __future__ import annotations

import aiohttp
from aiohttp import web


async def read_at_most(stream: aiohttp.StreamReader, largest: int) -> bytes | None:
    """Return all of a stream, None once it is longer than `largest` bytes."""
    content = bytearray()
    async for chunk in stream.iter_any():
        content += chunk
        if len(content) > largest:
            return None
    return bytes(content)


async def read_body(request: web.Request, largest: int) -> bytes | None:
    """Return a request's body, None when it is larger than `largest` bytes."""
    if (request.content_length or 0) > largest:
        return None
    return await read_at_most(request.content, largest)


def try_later() -> web.Response:
    """Say that nothing was kept: the platform brings the event again."""
    return web.Response(status=503, headers={"Retry-After": "5"})
