"""Just enough HTTP/1.1: keep-alive, Content-Length and chunked bodies, on bare asyncio protocols.

A full server framework costs more per request than the bots under test; measured figures would be its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Incoming:
    """One complete request or response; ``start`` is its first line."""

    start: bytes
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def status(self) -> int:
        """The status of a response."""
        return int(self.start.split(b" ", 2)[1])

    @property
    def target(self) -> str:
        """The path and query of a request."""
        return self.start.split(b" ", 2)[1].decode("latin-1")


class Reader:
    """Cuts a stream of bytes into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Incoming]:
        """Take bytes, return what became complete."""
        self._buffer += data
        complete = []
        while (message := self._next()) is not None:
            complete.append(message)
        return complete

    def _next(self) -> Incoming | None:
        end = self._buffer.find(_HEAD_END)
        if end < 0:
            return None
        start, *lines = bytes(self._buffer[:end]).split(b"\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip()
        first = end + len(_HEAD_END)
        if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
            body, after = self._chunks(first)
        else:
            after = first + int(headers.get(b"content-length", 0))
            body = bytes(self._buffer[first:after]) if len(self._buffer) >= after else None
        if body is None:
            return None
        del self._buffer[:after]
        return Incoming(start, headers, body)

    def _chunks(self, position: int) -> tuple[bytes | None, int]:
        body = bytearray()
        while True:
            line_end = self._buffer.find(b"\r\n", position)
            if line_end < 0:
                return None, 0
            size = int(bytes(self._buffer[position:line_end]).split(b";")[0], 16)
            data = line_end + 2
            if len(self._buffer) < data + size + 2:
                return None, 0
            if size == 0:
                return bytes(body), data + 2
            body += self._buffer[data : data + size]
            position = data + size + 2


Respond = Callable[[bytes], None]


class ServerConnection(asyncio.Protocol):
    """A connection somebody opened to us; requests are answered whenever their answer is ready."""

    def __init__(self, on_request: Callable[[Incoming, Respond], None]) -> None:
        self._on_request = on_request
        self._reader = Reader()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by inheritance

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the way back; late answers go nowhere."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Hand over each complete request."""
        for request in self._reader.feed(data):
            self._on_request(request, self._respond)

    def _respond(self, body: bytes) -> None:
        if self._transport:
            head = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            )
            self._transport.write(head % len(body) + body)


class ClientConnection(asyncio.Protocol):
    """A keep-alive connection of ours; one request at a time."""

    def __init__(self) -> None:
        self._reader = Reader()
        self._transport: asyncio.Transport | None = None
        self._waiting: Callable[[Incoming | None], None] | None = None

    @property
    def usable(self) -> bool:
        """Tell whether the other side still listens."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by inheritance

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits that no answer comes."""
        self._transport = None
        self._done(None)

    def data_received(self, data: bytes) -> None:
        """Hand over the answer."""
        for response in self._reader.feed(data):
            if response.headers.get(b"connection", b"").lower() == b"close" and self._transport:
                self._transport.close()
            self._done(response)

    def send(self, request: bytes, on_response: Callable[[Incoming | None], None]) -> None:
        """Send a request; the answer, or None for a lost connection, goes to the callback."""
        assert self._transport is not None
        self._waiting = on_response
        self._transport.write(request)

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()

    def _done(self, response: Incoming | None) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting:
            waiting(response)
