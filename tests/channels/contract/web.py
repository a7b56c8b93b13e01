"""The web chat: a browser that keeps to the page's protocol, without the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import aiohttp

from bot.channels.web_chat import WebChat
from tests.channels.contract.driver import PIXEL, Ability, Call, Driver, Heard, Key, Somebody

_COOKIE = "langnghe"
_POSTED = "/web/messages"
_OURS = {"X-Langnghe": "1", "Sec-Fetch-Site": "same-origin"}


@dataclass
class _Post:
    """One thing to bring to the server, until it says that it has it."""

    path: str
    body: bytes
    mime: str
    query: Mapping[str, str]


class Browser(Somebody):
    """A person with the page open. What they say waits while the server is away."""

    def __init__(self, driver: Web) -> None:
        super().__init__()
        self._driver = driver
        self._shown: dict[str, Heard] = {}
        self._seq = 0
        self._session: aiohttp.ClientSession | None = None
        self._stream: asyncio.Task[None] | None = None
        self.account = self.cookie = ""

    def messages(self) -> Sequence[Heard]:
        return sorted(self._shown.values(), key=lambda each: each.stamp)

    async def arrive(self) -> None:
        """Open the page."""
        if self._session is not None:
            return
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        async with self._session.get(self._driver.address + "/") as answer:
            assert answer.status == 200
            self.cookie = answer.cookies[_COOKIE].value
        self.account = self.cookie.partition(".")[0]
        self._stream = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        """Close it."""
        if self._stream is not None:
            self._stream.cancel()
            await asyncio.gather(self._stream, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def type(self, text: str) -> None:
        await self._post({"text": text})

    async def push(self, key: Key, of: Heard) -> None:
        await self._post({"press": key.data, "message": of.id})

    async def send_photos(self, count: int, caption: str) -> None:
        album = {"album": str(uuid.uuid4())} if count > 1 else {}
        uploads = [
            self._upload("photo", "image/png", album | ({} if at else {"text": caption}))
            for at in range(count)
        ]
        await self._bring(uploads)

    async def send_voice(self) -> None:
        await self._bring([self._upload("voice", "audio/webm", {})])

    async def send_place(self, latitude: float, longitude: float) -> None:
        await self._post({"location": {"latitude": latitude, "longitude": longitude}})

    async def open(self, heard: Heard) -> bytes:
        assert self._session is not None
        async with self._session.get(self._driver.address + heard.file) as answer:
            assert answer.status == 200
            return await answer.read()

    def secrets(self) -> Sequence[str]:
        return (self.account, self.cookie) if self.account else ()

    def _upload(self, kind: str, mime: str, more: Mapping[str, str]) -> _Post:
        query = {"id": str(uuid.uuid4()), "kind": kind, "name": kind, **more}
        return _Post("/web/files", PIXEL, mime, query)

    async def _post(self, said: Mapping[str, Any]) -> None:
        body = json.dumps({"id": str(uuid.uuid4()), **said}).encode()
        await self._bring([_Post(_POSTED, body, "application/json", {})])

    async def _bring(self, posts: list[_Post]) -> None:
        await self.arrive()
        if self._driver.repeats is not None:
            chance = self._driver.repeats
            posts = posts + [each for each in posts if chance.random() < self._driver.share]
            chance.shuffle(posts)
        for post in posts:
            while not await self._taken(post):  # noqa: ASYNC110 - as the page does
                await asyncio.sleep(0.05)

    async def _taken(self, post: _Post) -> bool:
        assert self._session is not None
        try:
            async with self._session.post(
                self._driver.address + post.path,
                params=post.query,
                data=post.body,
                headers={"Content-Type": post.mime, **_OURS},
            ) as answer:
                assert answer.status in (200, 429, 503), await answer.text()
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False

    async def _listen(self) -> None:
        """Take messages from the stream, and begin again where it broke off."""
        assert self._session is not None
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                headers = {"Last-Event-ID": str(self._seq)}
                url = self._driver.address + "/web/stream"
                endless = aiohttp.ClientTimeout(total=None)
                async with self._session.get(url, headers=headers, timeout=endless) as stream:
                    await self._read(stream.content)
            await asyncio.sleep(0.05)

    async def _read(self, stream: aiohttp.StreamReader) -> None:
        seq = 0
        async for line in stream:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "id":
                seq = int(value)
            elif name == "data" and seq > self._seq:
                self._seq = seq
                shown = json.loads(value)
                self._shown[shown["id"]] = _heard(seq, shown)


class Web(Driver):
    """Browsers on the page at `/`."""

    name = "web"
    kind = WebChat
    lacks: ClassVar[Mapping[Ability, str]] = {
        Ability.PROVIDER: "the page is our own; the mailbox is the database",
        Ability.BLOCKED: "nothing comes to who has closed the page",
        Ability.THROTTLED: "nobody but ourselves could ask us to slow down",
        Ability.PHONES: "a browser knows no telephone number; it is typed",
    }

    def __init__(self) -> None:
        self.address = ""
        self.repeats: random.Random | None = None
        self.share = 1.0
        self._people: dict[int, Browser] = {}

    async def __aexit__(self, *_: object) -> None:
        for each in self._people.values():
            await each.leave()

    def settings(self, address: str) -> Mapping[str, str]:
        return {"WEB_CHAT": "true"}

    async def serve(self, address: str, clock: Callable[[], float]) -> None:
        self.address = address

    def person(self, number: int = 1) -> Browser:
        return self._people.setdefault(number, Browser(self))

    def repeat(self) -> None:
        self.repeats = random.Random(7)

    def storm(self) -> None:
        self.repeat()
        self.share = 0.2  # more from one browser is held back

    def event(self, person: Somebody, text: str) -> dict[str, Any]:
        return {"id": str(uuid.uuid4()), "text": text}

    def genuine(self, body: bytes) -> Call:
        return Call("the page", _POSTED, body, {**_OURS, "Cookie": f"{_COOKIE}={self._cookie}"})

    def forged(self, body: bytes) -> Sequence[Call]:
        def call(what: str, cookie: str | None = None, **headers: str | None) -> Call:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            all_ = {**_OURS, "Cookie": f"{_COOKIE}={cookie or self._cookie}", **named}
            return Call(what, _POSTED, body, {k: v for k, v in all_.items() if v is not None})

        account, _, signature = self._cookie.partition(".")
        other = account[::-1]
        return [
            call("no cookie", Cookie=None),
            call("no signature", account),
            call("somebody else's account", f"{other}.{signature}"),
            call("a signature made up", f"{account}.{'0' * len(signature)}"),
            call("not by our page", X_Langnghe=None),
            call("by a page of another site", Sec_Fetch_Site="cross-site"),
            call("by an old browser there", Sec_Fetch_Site=None, Origin="https://elsewhere.vn"),
        ]

    @property
    def _cookie(self) -> str:
        return next(each.cookie for each in self._people.values() if each.cookie)


def _heard(seq: int, shown: Mapping[str, Any]) -> Heard:
    file = shown["file"] or {}
    return Heard(
        stamp=seq,
        id=shown["id"],
        text=shown["text"],
        keys=tuple(Key(each["label"], each["data"]) for row in shown["rows"] for each in row),
        mime=file.get("mime", ""),
        name=file.get("name", ""),
        file=file.get("url", ""),
        asks=shown["request_label"] if shown["request"] else "",
    )
