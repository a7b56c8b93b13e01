"""What the transport makes of answers that are none of the Bot API's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.telegram_transport import AlreadySo, AskedTwice, TokenRefused, Transport
from feedback.errors import Blocked, Moved, SendError, Throttled, Unavailable, Undeliverable

PAGE = b"<html><h1>Nothing here</h1></html>"


class Odd:
    """A server that answers what it is told to."""

    def __init__(self) -> None:
        self.status, self.content = 200, b""
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        return web.Response(status=self.status, body=self.content, headers=self.headers)


@pytest.fixture
def odd() -> Odd:
    return Odd()


@pytest.fixture
async def transport(odd: Odd) -> AsyncIterator[Transport]:
    site = web.Application()
    site.router.add_route("*", "/{anything:.*}", odd.answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    transport = Transport("1:token", f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await transport.initialize()
    await transport.initialize()  # once is enough
    yield transport
    await transport.shutdown()
    await transport.shutdown()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "content", "wanted"),
    [
        (200, b"", Unavailable),
        (200, PAGE, Unavailable),
        (200, b"[]", Unavailable),
        (200, b"{}", Unavailable),
        (200, b'{"ok": true}', Unavailable),
        (200, b'{"ok": false}', Unavailable),
        (200, b'{"ok": false, "result": 1}', Unavailable),
        (200, b"[" * 100_000, Unavailable),
        # A proxy's page says nothing of our message: it waits and is not given up.
        (302, b"", Unavailable),
        (400, PAGE, Unavailable),
        (401, b'{"error": "proxy"}', Unavailable),
        (403, PAGE, Unavailable),
        (404, b"[" * 100_000, Unavailable),
        (409, b'"ok"', Unavailable),
        (503, PAGE, Unavailable),
        (599, b'{"ok": false}', Unavailable),
        (413, PAGE, Undeliverable),
        (400, b'{"ok": false}', Undeliverable),
        (400, b'{"ok": false, "description": "Bad Request: MESSAGE IS NOT MODIFIED"}', AlreadySo),
        (400, b'{"ok": false, "parameters": {"migrate_to_chat_id": -1005}}', Moved),
        (401, b'{"ok": false, "description": "Unauthorized"}', TokenRefused),
        (403, b'{"ok": false, "description": "Forbidden: user is deactivated"}', Blocked),
        (404, b'{"ok": false, "description": "Not Found"}', TokenRefused),
        (409, b'{"ok": false, "description": "Conflict: x"}', AskedTwice),
    ],
)
async def test_each_answer_asks_for_its_own_decision(
    status: int, content: bytes, wanted: type[SendError], odd: Odd, transport: Transport
) -> None:
    odd.status, odd.content = status, content
    with pytest.raises(SendError) as raised:
        await transport.call("sendMessage", {})
    assert type(raised.value) is wanted


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (b'{"ok": false, "parameters": {"retry_after": 35}}', 35),
        (b'{"ok": false, "parameters": {"retry_after": 0}}', 1),
        (b'{"ok": false, "parameters": {"retry_after": null}}', 1),
        (b'{"ok": false, "parameters": []}', 1),
        (b'{"ok": false}', 1),
        (b"[]", 1),
        (PAGE, 1),
    ],
)
async def test_slowing_down_is_read_from_any_answer(
    content: bytes, seconds: float, odd: Odd, transport: Transport
) -> None:
    odd.status, odd.content = 429, content
    with pytest.raises(Throttled) as raised:
        await transport.call("sendMessage", {})
    assert raised.value.retry_after == seconds


async def test_the_token_is_not_carried_elsewhere(odd: Odd, transport: Transport) -> None:
    odd.status, odd.headers = 302, {"Location": "/elsewhere"}
    with pytest.raises(Unavailable):
        await transport.call("sendMessage", {})
    with pytest.raises(Unavailable):
        await transport.download("photos/1.jpg", 10)
    assert odd.asked == ["/bot1:token/sendMessage", "/file/bot1:token/photos/1.jpg"]


async def test_a_file_is_cut_off_where_it_must_end(odd: Odd, transport: Transport) -> None:
    odd.content = b"x" * 100_000
    assert await transport.download("a b.jpg", 100_000) == odd.content
    with pytest.raises(Undeliverable):
        await transport.download("a b.jpg", 99_999)


async def test_a_proxy_from_the_environment_is_not_used(
    odd: Odd, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would see the token."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    odd.content = b'{"ok": true, "result": 7}'
    assert await transport.call("sendMessage", {}) == 7
    assert transport.read_timeout == 30
