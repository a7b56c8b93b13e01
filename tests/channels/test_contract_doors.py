"""Who may come in on each channel, and what becomes of what nobody can make sense of."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import logs
from bot.app import App
from bot.channel import Channel
from tests.channels.contract.driver import Ability, Call, Driver
from tests.channels.contract.serving import office_on, rows, settled

_NO_JSON = (b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 50_000, b"<xml/>")
_NO_EVENT: tuple[Any, ...] = (None, [], {}, "words", 0, [[]], {"ok": True})
_WRONG: tuple[Any, ...] = (None, [], {}, 10**40, -1, True, "x" * 5000, "\ud800", "\x00")
_LARGE = 2 * 1024 * 1024


class Door:
    """Calls the program's web server as anybody could."""

    def __init__(self, app: App, session: aiohttp.ClientSession) -> None:
        self._address, self._session = f"http://127.0.0.1:{app.port}", session

    async def knock(self, call: Call) -> int:
        """Make a call and return its status; a connection that is closed meanwhile counts as 413."""
        headers = {"Content-Type": "application/json", **call.headers}
        try:
            async with self._session.post(
                self._address + call.path, data=io.BytesIO(call.body), headers=headers
            ) as answer:
                await answer.read()
                return answer.status
        except aiohttp.ClientConnectionError:
            return 413


@asynccontextmanager
async def door_of(driver: Driver, folder: Path) -> AsyncIterator[tuple[App, Door]]:
    async with office_on(driver, folder) as app, aiohttp.ClientSession() as session:
        yield app, Door(app, session)


@pytest.fixture
def written() -> io.StringIO:
    """What the program logs, at the level that says most."""
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    return stream


def dumped(event: Any) -> bytes:
    return json.dumps(event).encode()


def spoilt(event: Any) -> Iterator[Any]:
    """Yield the event with each of its parts left out, and replaced by what it cannot be."""
    for path in paths(event):
        *way, last = path
        for wrong in (..., *_WRONG):
            changed = copy.deepcopy(event)
            at = changed
            for step in way:
                at = at[step]
            if wrong is ...:
                del at[last]
            else:
                at[last] = wrong
            yield changed


def paths(event: Any) -> Iterator[tuple[Any, ...]]:
    parts = event.items() if isinstance(event, dict) else ()
    for name, value in parts:
        yield (name,)
        yield from ((name, *path) for path in paths(value))


def nobody_comes_in(channel: Channel, app: App) -> bool:
    """Tell whether a channel takes nothing over HTTP; pictures may be fetched from it."""
    routes = channel.routes(app.dispatcher.receive)
    return all(isinstance(each, web.RouteDef) and each.method == "GET" for each in routes)


async def test_who_proves_nothing_stores_nothing(driver: Driver, tmp_path: Path) -> None:
    async with door_of(driver, tmp_path) as (app, door):
        if Ability.DOOR in driver.lacks:
            assert nobody_comes_in(app.channels[driver.kind.name], app)
            return
        lan = driver.person()
        await lan.says("/trogiup")
        await lan.hears("/gopy")
        await settled(app)
        before, said = rows(tmp_path), len(lan.messages())
        for call in driver.forged(dumped(driver.event(lan, "/trogiup"))):
            assert await door.knock(call) in driver.refusals, call.what
        await settled(app)
        assert rows(tmp_path) == before
        assert len(lan.messages()) == said


async def test_a_body_too_large_is_not_taken(driver: Driver, tmp_path: Path) -> None:
    async with door_of(driver, tmp_path) as (app, door):
        if Ability.DOOR in driver.lacks:
            assert nobody_comes_in(app.channels[driver.kind.name], app)
            return
        lan = driver.person()
        await lan.says("/trogiup")
        await lan.hears("/gopy")
        await settled(app)
        before = rows(tmp_path)
        large = dumped(driver.event(lan, "/trogiup " + "x" * _LARGE))
        assert await door.knock(driver.genuine(large)) == 413
        assert await door.knock(driver.genuine(b"x" * _LARGE)) == 413
        for call in driver.forged(large):
            assert await door.knock(call) in driver.refusals | {413}, call.what
        assert rows(tmp_path) == before
        await lan.says("/trogiup")
        await lan.hears("/gopy")


async def test_what_makes_no_sense_harms_nobody(driver: Driver, tmp_path: Path) -> None:
    async with door_of(driver, tmp_path) as (app, door):
        if Ability.DOOR in driver.lacks:
            assert nobody_comes_in(app.channels[driver.kind.name], app)
            return
        lan, minh = driver.person(1), driver.person(2)
        await lan.says("/trogiup")
        await lan.hears("/gopy")
        await settled(app)
        before = rows(tmp_path)
        for body in (*_NO_JSON, *map(dumped, _NO_EVENT)):
            assert await door.knock(driver.genuine(body)) < 500, body[:40]
        assert rows(tmp_path) == before
        for event in spoilt(driver.event(lan, "/quytac")):
            assert await door.knock(driver.genuine(dumped(event))) < 500, event
        assert rows(tmp_path)["quarantine"] == before["quarantine"]
        await minh.says("/trogiup")
        await minh.hears("/gopy")


async def test_logs_hold_nothing_of_anybody(
    driver: Driver, tmp_path: Path, written: io.StringIO, in_a_hurry: None
) -> None:
    async with door_of(driver, tmp_path) as (app, door):
        lan = driver.person()
        if Ability.PROVIDER not in driver.lacks:
            driver.storm()
        await lan.says("/gopy")
        await lan.hears("Câu 1/7")
        await lan.presses("Phản ánh")
        await lan.hears("Câu 2/7")
        await lan.says("đèn đường")
        await lan.hears("Câu 3/")
        await lan.says("bo qua")
        await lan.hears("Câu 4/")
        await lan.says("Chị Quỳnh-Canary ở xóm 3 kể rằng đèn đã hỏng một tuần rồi")
        await lan.hears("Câu 5/")
        await lan.says("/tracuu CNRY2-CNRY2-CNRY")
        await lan.hears("mã")
        if Ability.DOOR not in driver.lacks:
            canary = driver.event(lan, "Quỳnh-Canary giả")
            for call in driver.forged(dumped(canary)):
                await door.knock(call)
            for event in spoilt(canary):
                await door.knock(driver.genuine(dumped(event)))
        await settled(app)
    lines = written.getvalue()
    assert '"event": "serving"' in lines
    known = (*driver.knows_secrets(), *lan.secrets(), "Canary", "CNRY2", "xóm 3")
    assert not [each for each in known if each in lines]
    assert not [
        each for each in map(json.loads, lines.splitlines()) if each["level"] == "critical"
    ]
