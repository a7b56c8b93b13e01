"""What comes over HTTP is read up to a bound: what is larger than wanted is not kept in memory."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import orjson
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


def read_json(content: bytes) -> Any:
    """Read JSON; raises ValueError. People's browsers and Telegram may write halves of emoji,
    which orjson refuses."""
    try:
        return orjson.loads(content)
    except ValueError:
        try:
            return json.loads(content)
        except RecursionError:
            raise ValueError("nested too deeply") from None
