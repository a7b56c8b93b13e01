"""Anything at all at the web chat's door, with the whole bot behind it: never an error."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.web_chat import WebChat
from bot.web_chat_limits import Limit
from tests.bot.phones import Clock
from tests.channels.test_telegram_inbound import anything
from tests.channels.web_chat_office import base_of, office
from tests.channels.web_visitor import HEADER, Visitor, new_id

pytestmark = pytest.mark.timeout(1800)
QUIET = settings(suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    ("/gopy", "/danhgia", "/start r_one-stop", "/tracuu", "/cuatoi", "/dulieu", "/lienket", "1", "2",
     "gửi", "không", "quay lại", "/huy", "/language", "Đèn đường hỏng đã ba ngày", "0912345678")
)  # fmt: skip
DATA = st.sampled_from(("c:gopy", "k:", "q1:1", "data:export", "erase:sure", "lang:en"))
NAMES = ("id", "text", "press", "message", "location", "latitude", "more", "")
LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=30)
FINE = (200, 400, 413, 415)


@st.composite
def bodies(draw: st.DrawFn) -> Any:
    """What the page sends, often with one field that is anything."""
    body: dict[str, Any] = {"id": new_id()}
    kind = draw(st.sampled_from(("text", "press", "location")))
    if kind == "text":
        body["text"] = draw(WORDS | st.text(max_size=40))
    elif kind == "press":
        body |= {"press": draw(DATA | st.text(max_size=70)), "message": draw(st.just("a" * 32))}
    else:
        degrees = st.floats(-200, 200) | st.integers(-(10**20), 10**20)
        body["location"] = {"latitude": draw(degrees), "longitude": draw(degrees)}
    if draw(st.booleans()):
        body[draw(st.sampled_from(NAMES))] = draw(anything)
    return body


class House:
    """The program, and a loop that a test can run by steps."""

    def __init__(self, runner: asyncio.Runner, app: App, lan: Visitor, clock: Clock) -> None:
        self._runner, self._app, self.lan, self._clock = runner, app, lan, clock

    def run(self, call: Any) -> int:
        self._clock.pass_by(seconds=60)
        return int(self._runner.run(call).status)

    def is_well(self) -> bool:
        return self._runner.run(self._well())

    async def _well(self) -> bool:
        self._clock.pass_by(seconds=60)
        async with Visitor(base_of(self._app)) as hoa:
            await hoa.open()
            stream = await hoa.listen()
            await hoa.say("/trogiup")
            await stream.wait_for("/gopy")
        return await self._app.storage.quarantine.count() == 0


@asynccontextmanager
async def opened(folder: Path, runner: asyncio.Runner) -> AsyncIterator[House]:
    clock = Clock()
    async with office(folder, clock=clock) as app, Visitor(base_of(app)) as lan:
        chat = app.channels["web"]
        assert isinstance(chat, WebChat)
        for limit in ("_posts_by", "_looks_by", "_bytes_by", "_bytes_from", "_calls_from"):
            setattr(chat, limit, Limit(1e9, 1e9))
        await lan.open()
        yield House(runner, app, lan, clock)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with asyncio.Runner() as runner:
        inside = opened(tmp_path, runner)
        yield runner.run(inside.__aenter__())
        runner.run(inside.__aexit__(None, None, None))


def test_whatever_json_is_posted_is_taken_or_refused(house: House) -> None:
    @settings(QUIET, max_examples=settings().max_examples * 3)
    @given(bodies() | anything)
    def post(body: Any) -> None:
        assert house.run(house.lan.post(json.dumps(body).encode())) in FINE

    post()
    assert house.is_well()


def test_whatever_bytes_and_headers_are_posted_are_refused_at_most(house: House) -> None:
    @settings(QUIET)
    @given(st.binary(max_size=200), st.dictionaries(st.sampled_from(
        ("Accept-Language", "Origin", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Proto",
         "X-Forwarded-Host", "Content-Type", "Cookie", "Referer")), LINE))  # fmt: skip
    def post(content: bytes, headers: dict[str, str]) -> None:
        assert house.run(house.lan.post(content, **headers)) in (*FINE, 401, 403)

    post()
    assert house.is_well()


def test_whatever_is_asked_for_is_given_or_refused(house: House) -> None:
    @settings(QUIET)
    @given(st.sampled_from(("/", "/web/messages", "/web/files/x", "/web/page.js", "/web/stream")),
           st.dictionaries(st.sampled_from(("s", "lang", "after", "wait", "v")), LINE), LINE)  # fmt: skip
    def ask(path: str, query: dict[str, str], last: str) -> None:
        query.pop("wait", "")
        if path == "/web/stream":  # one that is taken goes on for ever
            query["after"] = "x" + query.get("after", "")
        headers = {"Last-Event-ID": "x" + last, "Accept-Encoding": last, "Accept-Language": last}
        status = house.run(house.lan.call("GET", path, params=query, headers=headers))
        assert status in (200, 400, 404)

    ask()
    assert house.is_well()


def test_whatever_is_said_of_a_file_it_is_taken_or_refused(house: House) -> None:
    kinds = st.sampled_from(("photo", "voice", "file")) | LINE

    @settings(QUIET)
    @given(st.binary(max_size=50), kinds, LINE, LINE, LINE, st.booleans())
    def upload(content: bytes, kind: str, name: str, text: str, mime: str, album: bool) -> None:
        query = {"id": new_id(), "kind": kind, "name": name, "text": text}
        if album:
            query["album"] = new_id()
        headers = {"Content-Type": mime or "image/png", **HEADER}
        call = house.lan.call("POST", "/web/files", params=query, data=content, headers=headers)
        assert house.run(call) in FINE

    upload()
    assert house.is_well()
