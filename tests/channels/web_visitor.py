"""A browser at the web chat, as far as HTTP goes: its cookie, its posts, its stream."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp

HEADER = {"X-Langnghe": "1"}
PATIENCE = 20.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass
class Stream:
    """One open stream; `events` is everything that came, `messages` the latest of each id."""

    response: aiohttp.ClientResponse
    events: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    ready: bool = False
    ended: bool = False
    last: str = ""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        event: dict[str, str] = {}
        try:
            while line := await self.response.content.readline():
                text = line.decode().removesuffix("\n")
                self.lines.append(text)
                self._changed.set()
                if text:
                    name, _, value = text.partition(": ")
                    event[name] = value
                    continue
                self._take(event)
                event = {}
        except (aiohttp.ClientError, ConnectionError):
            pass
        finally:
            self.ended = True
            self._changed.set()

    def _take(self, event: dict[str, str]) -> None:
        if event.get("event") == "ready":
            self.ready = True
        elif "data" in event:
            message = json.loads(event["data"]) | {"seq": int(event["id"])}
            self.last = event["id"]
            self.events.append(message)
            self.messages.pop(message["id"], None)
            self.messages[message["id"]] = message
        self._changed.set()

    async def until(self, so: Any, patience: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(patience):
                while not so():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"it never came; there was {self.texts}") from None

    async def wait_for(self, words: str, patience: float = PATIENCE) -> dict[str, Any]:
        """Wait until a message with these words is there, and return the latest of them."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found[:] = [each for each in self.messages.values() if words in each["text"]]
            return bool(found)

        await self.until(there, patience)
        return found[-1]

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.messages.values()]

    async def close(self) -> None:
        self.response.close()
        if self._task is not None:
            await self._task


class Visitor:
    """One browser: `await visitor.open()`, then `say`, `press`, `listen`."""

    def __init__(self, base: str, **headers: str) -> None:
        self.base = base
        self._headers = headers
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=60),
        )
        self._streams: list[Stream] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for stream in self._streams:
            await stream.close()
        await self._session.close()

    async def call(self, method: str, path: str, **more: Any) -> Answer:
        async with self._session.request(
            method, self.base + path, allow_redirects=False, **more
        ) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.read())

    async def open(self, path: str = "/", **headers: str) -> Answer:
        return await self.call("GET", path, headers=headers)

    async def post(self, body: Any, **headers: str) -> Answer:
        """Post a body, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **HEADER, **headers}
        return await self.call("POST", "/web/messages", data=content, headers=sent)

    async def say(self, text: str, id: str | None = None, **headers: str) -> Answer:
        return await self.post({"id": id or new_id(), "text": text}, **headers)

    async def tap(self, message: dict[str, Any], label: str, id: str | None = None) -> Answer:
        """Press a button of a message."""
        keys = {key["label"]: key for row in message["rows"] for key in row}
        press = {"press": keys[label]["data"], "message": message["id"]}
        return await self.post({"id": id or new_id(), **press})

    async def upload(
        self, content: Any, kind: str = "photo", mime: str = "image/jpeg", **query: str
    ) -> Answer:
        asked = {"id": new_id(), "kind": kind, "name": "a.jpg", **query}
        sent = {"Content-Type": mime, **HEADER}
        return await self.call("POST", "/web/files", params=asked, data=content, headers=sent)

    async def listen(self, after: int | str | None = None, **headers: str) -> Stream:
        query = {} if after is None else {"after": str(after)}
        response = await self._session.get(
            self.base + "/web/stream",
            params=query,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=None),
        )
        assert response.status == 200, await response.text()
        stream = Stream(response)
        stream.begin()
        self._streams.append(stream)
        return stream

    @property
    def cookies(self) -> dict[str, str]:
        return {each.key: each.value for each in self._session.cookie_jar}

    def set_cookie(self, name: str, value: str) -> None:
        self._session.cookie_jar.clear()
        self._session.cookie_jar.update_cookies({name: value})

    @property
    def account(self) -> str:
        return next(iter(self.cookies.values())).partition(".")[0]


def new_id() -> str:
    return str(uuid.uuid4())
