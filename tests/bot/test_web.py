"""What a load balancer and an operator see, and what the door does not let in."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from bot.channel import Receive
from bot.web import WebServer
from feedback.errors import StorageError
from tests.bot.conftest import Running
from tests.bot.phones import Phones


class Hooked(Phones):
    """Phones whose words come in by webhook: the body is `account text`."""

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        async def take(request: web.Request) -> web.Response:
            account, _, text = (await request.text()).partition(" ")
            await receive(self.inbound(account, text))
            return web.Response()

        return (web.post("/phones", take),)


@pytest.fixture
async def phones() -> Hooked:
    return Hooked()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_it_is_well_while_the_database_answers(
    running: Running, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(web=True) as app:
        address = f"http://127.0.0.1:{app.port}/health"
        async with client.get(address) as answer:
            assert answer.status == 200
            assert await answer.json() == {"status": "ok", "channels": ["phones"]}

        async def refuse(*_: object, **__: object) -> None:
            raise StorageError("the disk is full: /secret/path")

        monkeypatch.setattr(app.storage._database, "fetch", refuse)
        async with client.get(address) as answer:
            assert answer.status == 503
            body = await answer.text()
            assert "unavailable" in body
            assert "secret" not in body
        monkeypatch.undo()
        async with client.get(address) as answer:
            assert answer.status == 200


async def test_the_figures_are_in_the_format_of_prometheus_and_name_nobody(
    running: Running, phones: Hooked, client: aiohttp.ClientSession
) -> None:
    async with running(web=True) as app:
        where = f"http://127.0.0.1:{app.port}"
        async with client.post(f"{where}/phones", data="0912345678 đèn hỏng ở xóm Đoài"):
            pass
        await phones.until(lambda: phones.texts("0912345678"))
        async with client.get(f"{where}/metrics") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/plain; version=")
            page = await answer.text()
    found = {family.name: family for family in text_string_to_metric_families(page)}
    assert {f"langnghe_{name}" for name in ("turns", "turn_seconds", "sent", "quarantined")} <= {
        *found
    }
    assert all(family.documentation for family in found.values())
    [turn] = [s for s in found["langnghe_turns"].samples if s.name.endswith("_total")]
    assert (turn.labels, turn.value) == ({"channel": "phones", "result": "done"}, 1)
    assert not re.search(r"0912345678|Đoài", page)


async def test_only_what_is_there_is_answered(
    running: Running, client: aiohttp.ClientSession
) -> None:
    async with running(web=True) as app:
        where = f"http://127.0.0.1:{app.port}"
        for method, path, status in (
            ("GET", "/", 404),
            ("GET", "/telegram", 404),
            ("GET", "/health/../../etc/passwd", 404),
            ("POST", "/health", 405),
            ("DELETE", "/metrics", 405),
            ("GET", "/phones", 405),
            ("HEAD", "/health", 200),
        ):
            async with client.request(method, where + path) as answer:
                assert answer.status == status, path


async def test_a_large_body_is_not_read_into_memory(
    running: Running, phones: Hooked, client: aiohttp.ClientSession
) -> None:
    async with running(web=True) as app:
        address = f"http://127.0.0.1:{app.port}/phones"
        async with client.post(address, data=io.BytesIO(b"x" * (1024 * 1024 + 1))) as answer:
            assert answer.status == 413
        async with client.post(address, data="lan " + "x" * 1000) as answer:
            assert answer.status == 200
        await phones.until(lambda: phones.texts("lan"))


async def test_a_request_under_way_is_finished_at_the_end(
    running: Running, phones: Hooked, client: aiohttp.ClientSession
) -> None:
    """The platform hears 200 of what was committed, and what was not answered yet is owed."""
    entered, gate = asyncio.Event(), asyncio.Event()
    async with running(web=True) as app:
        handle = app.dispatcher._handle

        async def slow(turn: object) -> object:
            entered.set()
            await gate.wait()
            return await handle(turn)  # type: ignore[arg-type]

        app.dispatcher._handle = slow  # type: ignore[assignment]
        phones.hang("lan")
        asked = asyncio.create_task(
            client.post(f"http://127.0.0.1:{app.port}/phones", data="lan /trogiup")
        )
        await entered.wait()
        asyncio.get_running_loop().call_later(0.05, gate.set)
        stop, app.outbox.stop = app.outbox.stop, lambda: stop(0.01)  # type: ignore[method-assign]
    async with await asked as answer:
        assert answer.status == 200
    assert phones.arrived == []
    later = Hooked()
    async with running(channel=later):
        await later.until(lambda: later.texts("lan"))


async def test_a_port_that_is_taken_is_told(running: Running) -> None:
    async with running(web=True) as app:
        server = WebServer("127.0.0.1", app.port, (), app.health, app.metrics)
        with pytest.raises(OSError, match="address"):
            await server.start()
        await server.stop()


async def test_who_brings_no_request_is_hung_up_on(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent connections, and headers without an end, would use up what there is room for."""
    monkeypatch.setattr("bot.web._PATIENCE", 0.2)
    whole = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
    async with running(web=True) as app, asyncio.timeout(10):
        for brought in (b"", whole[:-4], whole):
            reader, writer = await asyncio.open_connection("127.0.0.1", app.port)
            writer.write(brought)
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 200" if brought == whole else b"")
            assert bool(answer) == (brought == whole)
            writer.close()
            await writer.wait_closed()
