"""Brings what is in the mailbox to the browsers that are open: by a stream, or as they ask for it.

A stream reads the mailbox from where its browser stands, whenever something may have come. Nothing
is held in memory for a browser that is slow: it is written to when it has taken what it got, and
let go when it takes nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from aiohttp import web

from bot.logs import log
from bot.web_chat_limits import Places
from bot.web_chat_messages import as_event, as_item
from feedback.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.mailbox import Kept, Mailbox

_log = log(__name__)
_PAGE = 50
_PING = 20.0
"""Seconds of silence after which a sign of life is sent: proxies cut what is silent for a minute."""
_PATIENCE = 30.0
"""Seconds a browser has to take what it was sent."""
_LOOK = 1.0
"""Seconds between looks for what other processes put into mailboxes."""
_PER_ACCOUNT = 5
"""Streams of one account; the newest stay. Over HTTP/1.1 a browser has six connections to one
host, and the page needs one to post."""
_SHARE, _LEAST_SHARE = 4, 200
"""One address of the internet may hold a quarter of all streams, so that it takes four to shut
everybody out; and so many in any case, since it may be a whole village's."""
_LONGEST_POLL = 25.0
_AGAIN, _MUCH_LATER = b"retry: 2000\n\n", b"retry: 60000\n\n"
"""Milliseconds after which a browser comes back."""
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would hold events back
}


class _Reader:
    """One browser that waits."""

    __slots__ = ("changed", "let_go", "seq")

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self.changed = asyncio.Event()
        self.let_go = False


class Streams:
    """Every browser that is open, by the mark of its account."""

    def __init__(self, mailbox: Mailbox, most: int, *, shared: bool) -> None:
        """`most`: streams in all; `shared`: other processes write into the mailbox too."""
        self._mailbox, self._shared = mailbox, shared
        self._places, self._share = Places(most), max(_LEAST_SHARE, most // _SHARE)
        self._readers: dict[bytes, deque[_Reader]] = {}
        self._closing = False
        self._looking: asyncio.Task[None] | None = None

    @property
    def open(self) -> int:
        """Return how many browsers wait."""
        return self._places.taken

    def start(self) -> None:
        """Begin to look for what other processes put into mailboxes."""
        if self._shared:
            self._looking = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Close every stream; browsers come back by themselves."""
        self._closing = True
        for readers in self._readers.values():
            for reader in readers:
                reader.changed.set()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    def wake(self, mark: bytes) -> None:
        """Have the browsers of an account look into its mailbox."""
        for reader in self._readers.get(mark, ()):
            reader.changed.set()

    async def serve(
        self, request: web.Request, mark: bytes, after: int, at: str
    ) -> web.StreamResponse:
        """Stream a mailbox from a number on, until the browser leaves; raises Full.

        `at`: the address of the internet, as limits count it.
        """
        async with self._reader(mark, after, at) as reader:
            response = web.StreamResponse(headers=_HEADERS)
            await response.prepare(request)
            with suppress(ConnectionError, TimeoutError):
                await _write(response, _AGAIN)
                await self._bring(response, mark, reader)
            return response

    async def poll(self, mark: bytes, after: int, wait: float, at: str) -> bytes:
        """Return what is in a mailbox after a number as JSON, waiting a while for it; raises Full
        and StorageError."""
        async with self._reader(mark, after, at) as reader:
            found = await self._mailbox.after(mark, after, 4 * _PAGE)
            if not found and wait > 0 and not self._closing:
                await _changed(reader, min(wait, _LONGEST_POLL))
                found = await self._mailbox.after(mark, after, 4 * _PAGE)
        newest = found[-1].seq if found else after
        return b'{"messages":[%b],"next":%d}' % (b",".join(map(as_item, _whole(found))), newest)

    async def _bring(self, response: web.StreamResponse, mark: bytes, reader: _Reader) -> None:
        ready = False
        while not (self._closing or reader.let_go):
            reader.changed.clear()
            try:
                found = await self._mailbox.after(mark, reader.seq, _PAGE)
            except StorageError as error:
                _log.error("a mailbox cannot be read", channel="web", error=type(error).__name__)
                return  # the browser comes back
            if found:
                reader.seq = found[-1].seq
                if events := b"".join(map(as_event, _whole(found))):
                    await _write(response, events)
            if len(found) == _PAGE:
                continue
            if not ready:
                ready = True
                await _write(response, b"event: ready\ndata: {}\n\n")
            if not await _changed(reader, _PING):
                await _write(response, b": ping\n\n")
        if reader.let_go:
            await _write(response, _MUCH_LATER)

    @asynccontextmanager
    async def _reader(self, mark: bytes, after: int, at: str) -> AsyncIterator[_Reader]:
        with self._places.one({at: self._share}):
            reader = _Reader(after)
            readers = self._readers.setdefault(mark, deque())
            readers.append(reader)
            staying = [each for each in readers if not each.let_go]
            if len(staying) > _PER_ACCOUNT:
                staying[0].let_go = True
                staying[0].changed.set()
            try:
                yield reader
            finally:
                readers.remove(reader)
                if not readers:
                    del self._readers[mark]

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            if not self._readers:
                continue
            try:
                newest = await self._mailbox.newest(tuple(self._readers))
            except StorageError as error:
                _log.error("mailboxes cannot be read", channel="web", error=type(error).__name__)
                continue
            for mark, seq in newest.items():
                for reader in self._readers.get(mark, ()):
                    if seq > reader.seq:
                        reader.changed.set()


def _whole(found: list[Kept]) -> list[Kept]:
    """Leave out what was damaged and does not open."""
    return [each for each in found if each.payload]


async def _changed(reader: _Reader, seconds: float) -> bool:
    """Wait until something may have come; False when nothing did."""
    try:
        async with asyncio.timeout(seconds):
            await reader.changed.wait()
    except TimeoutError:
        return False
    return True


async def _write(response: web.StreamResponse, content: bytes) -> None:
    """Write, and wait until it is taken; raises ConnectionError or TimeoutError."""
    async with asyncio.timeout(_PATIENCE):
        await response.write(content)
