"""Takes what the page posts: 200 only after the commit; words, presses, places and files."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from aiohttp import web
from pydantic import ValidationError

from bot.bodies import read_body, read_json
from bot.channel import Receipt, Receive
from bot.logs import log, places
from bot.web_chat_limits import Full, Places
from bot.web_chat_messages import CHANNEL, File, Said, to_inbound, with_file
from feedback.errors import Conflict, StorageError
from feedback.messages import Address, Inbound
from storage import Storage, uploads

_log = log(__name__)
_LARGEST_SAID = 64 * 1024
LARGEST_FILE = 20 * 1024 * 1024
_FLOOR = 1024**3
"""Bytes of disk that files leave free: what people say in words must still be taken."""
_PART = 256 * 1024
"""Bytes of a file that are held in memory and written at once."""
_AT_ONCE = 64
"""Files taken in at the same time."""
_OF_ADDRESS, _OF_ACCOUNT = 24, 12
"""Of these from one address of the internet, which may be a village's, and of one account."""
_PATIENCE = 30.0
"""Seconds without a byte after which a caller is gone."""
_SLOWEST = 1000
"""Bytes a second below which, after that time, a file only takes a place from others; the oldest
mobile networks carry several times that."""
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")


class Refused(Exception):
    """A call is not taken; `code` names why, for the page and for people."""

    def __init__(self, status: int, code: str, wait: float = 0.0) -> None:
        super().__init__(code)
        self.status, self.code, self.wait = status, code, wait


@dataclass(frozen=True, slots=True)
class Caller:
    """Who posts."""

    account: str
    language: str
    at: str = ""
    """The address of the internet, as limits count it."""

    @property
    def address(self) -> Address:
        """Return what the program knows them by."""
        return Address(CHANNEL, self.account)


class Intake:
    """Reads bodies and hands events on."""

    def __init__(self, storage: Storage, receive: Receive, clock: Callable[[], datetime]) -> None:
        self._storage, self._receive, self._clock = storage, receive, clock
        self.places = Places(_AT_ONCE)

    async def words(self, request: web.Request, caller: Caller) -> web.Response:
        """Take words, a press or a place; raises Refused."""
        if request.content_type != "application/json":
            raise Refused(415, "type")
        async with _in_time():
            content = await read_body(request, _LARGEST_SAID)
        if content is None:
            raise Refused(413, "large")
        try:
            said = Said.model_validate(_readable(read_json(content)))
        except ValueError:  # ValidationError is one
            raise Refused(400, "malformed") from None
        event = self._event(caller, said.id)
        return await self._commit(to_inbound(said, caller.address, event, caller.language))

    async def file(self, request: web.Request, caller: Caller) -> web.Response:
        """Take a file; raises Refused."""
        try:
            file = File.model_validate({**request.query})
        except ValidationError:
            raise Refused(400, "malformed") from None
        if (request.content_length or 0) > LARGEST_FILE:
            raise Refused(413, "large")
        room = self._storage.uploads.room()
        if room is not None and room < _FLOOR:
            _log.error("files are refused: the disk is nearly full", channel=CHANNEL)
            raise Refused(413, "full")  # of the 5xx the page tries again
        event = self._event(caller, file.id)
        shares = {caller.at: _OF_ADDRESS, caller.account: _OF_ACCOUNT}
        try:
            with self.places.one(shares):
                if await self._storage.seen(CHANNEL, event):
                    await _drain(request)  # it came before, but our answer did not
                    return _taken(Receipt())
                mark, id = self._storage.uploads.mark(caller.address), secrets.token_hex(16)
                size = await self._keep(request, mark, id)
        except Full:
            raise Refused(503, "busy", wait=5) from None
        except (StorageError, Conflict) as error:  # a conflict: the person was erased meanwhile
            raise _not_kept(error) from None
        mime = request.content_type if _MIME.fullmatch(request.content_type) else ""
        return await self._commit(
            with_file(
                file, uploads.ref(mark, id), size, mime, caller.address, event, caller.language
            )
        )

    def _event(self, caller: Caller, id: str) -> str:
        """Return an event's own name: the same id of two accounts is two events."""
        return self._storage.keys.mark("web event", f"{caller.account}:{id}").hex()

    async def _commit(self, inbound: Inbound) -> web.Response:
        try:
            return _taken(await self._receive(inbound))
        except StorageError as error:
            raise _not_kept(error) from None

    async def _keep(self, request: web.Request, mark: bytes, id: str) -> int:
        """Store a body part by part and return its size; nothing stays of one that is cut off."""
        uploads = self._storage.uploads
        await uploads.begin(mark, id, self._clock())
        try:
            size = await self._keep_parts(request, mark, id)
            if not size:
                raise Refused(400, "empty")
            await uploads.finish(mark, id)
        except BaseException:
            await asyncio.shield(_forget(uploads.drop(mark, id)))
            raise
        return size

    async def _keep_parts(self, request: web.Request, mark: bytes, id: str) -> int:
        size = part = 0
        held = bytearray()
        ended = False
        too_slow = _Slowness()
        while not ended:
            async with _in_time():
                chunk = await request.content.readany()
            too_slow.look(len(chunk))
            ended = not chunk
            held += chunk
            size += len(chunk)
            if size > LARGEST_FILE:
                raise Refused(413, "large")
            while len(held) >= _PART or (ended and held):
                await self._storage.uploads.add(mark, id, part, bytes(held[:_PART]))
                del held[:_PART]
                part += 1
        return size


def _readable(body: Any) -> Any:
    """Mend halves of emoji, which are no characters; all else is left to be looked at."""
    if isinstance(body, dict) and isinstance(body.get("text"), str):
        return {**body, "text": body["text"].encode("utf-8", "replace").decode()}
    return body


def _taken(receipt: Receipt) -> web.Response:
    return web.Response(
        body=orjson.dumps({"toast": receipt.toast}), content_type="application/json"
    )


def _not_kept(error: Exception) -> Refused:
    _log.error("an event could not be kept", channel=CHANNEL, error=type(error).__name__)
    return Refused(503, "later", wait=3)


class _Slowness:
    """Whether a caller sends so little that it only holds a place."""

    def __init__(self) -> None:
        self._began, self._size = time.monotonic(), 0

    def look(self, size: int) -> None:
        """Count some more bytes; raises Refused."""
        self._size += size
        if time.monotonic() - self._began > _PATIENCE + self._size / _SLOWEST:
            raise Refused(408, "slow")


async def _drain(request: web.Request) -> None:
    left = LARGEST_FILE
    too_slow = _Slowness()
    while left > 0:
        async with _in_time():
            chunk = await request.content.readany()
        if not chunk:
            return
        too_slow.look(len(chunk))
        left -= len(chunk)


async def _forget(dropping: Awaitable[None]) -> None:
    try:
        await dropping
    except StorageError as error:
        # It is found and forgotten later, as what no case asked for.
        _log.error("a part of a file stays", error=type(error).__name__, where=places(error))


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """Give a caller a while for the next bytes; raises Refused."""
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except TimeoutError:
        raise Refused(408, "slow") from None
