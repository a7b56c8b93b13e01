"""The HTTP side, and the object tests hold."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from .people import Person, Seen

LONGEST_TEXT = 2000
_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "getMe": (set(), set()),
    "getUpdates": (set(), {"timeout", "offset", "limit", "allowed_updates"}),
    "setWebhook": ({"url", "secret_token"}, set()),
    "deleteWebhook": (set(), set()),
    "getWebhookInfo": (set(), set()),
    "sendMessage": ({"chat_id", "text"}, {"reply_to_message_id"}),
    "sendPhoto": ({"chat_id", "photo"}, {"caption", "reply_to_message_id"}),
    "sendSticker": ({"chat_id", "sticker"}, {"reply_to_message_id"}),
    "sendChatAction": ({"chat_id", "action"}, set()),
}
"""What each method needs and what else it takes; anything else is refused."""


class Refusal(Exception):
    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number = number


def need(so: object, why: str, number: int = 400) -> None:
    if not so:
        raise Refusal(number, why)


@dataclass
class Call:
    """One call the program made, and what it was told."""

    method: str
    body: Any
    error: int | None = None
    done: bool = False
    """It had its effect, whatever was answered."""


@dataclass
class Fault:
    """What the next calls of a method meet. `-after`: only the answer is lost."""

    method: str
    kind: str
    times: int = 1
    delay: float = 0.0


@dataclass
class FakeZaloBot:
    """A platform of your own with one bot."""

    token: str = "1459232241454765289:secret-of-the-bot"
    port: int = 0
    clock: Callable[[], float] = time.time
    longest_poll: float = 30.0
    """Seconds a question is open at most, whatever was asked for."""
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.webhook, self.secret = "", ""
        self.outage = False
        """Nobody answers: neither calls nor fetches of pictures; events wait."""
        self.wrapped = True
        """Events are brought inside of `{"ok": true, "result": …}`."""
        self.per_second: int | None = None
        self.duplicates = 0.0
        self.reordering: random.Random | None = None
        self.given: list[dict[str, Any]] = []
        """Events that were given away by getUpdates, in order."""
        self.deliveries: list[tuple[dict[str, Any], int]] = []
        """Every time an event was brought to the webhook, and the status it was answered with."""
        self.settled = asyncio.Event()
        """Nothing waits to be given away or brought."""
        self.settled.set()
        self._pending: deque[dict[str, Any]] = deque()
        self._arrived = asyncio.Event()
        self._faults: list[Fault] = []
        self._files: dict[str, bytes] = {}
        self._moved: dict[str, str] = {}
        self._ids = itertools.count(0x16F6366B3F02645A3D15)
        self._chance = random.Random(5)
        self._recent: deque[float] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    # --- for tests

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def person(self, number: int = 1) -> Person:
        id = f"e4ea2cd5189df1c3{number:04x}"
        return self.people.setdefault(id, Person(self, id))

    def fail(self, method: str, kind: str, times: int = 1, delay: float = 0.0) -> None:
        """Order a fault: a number to refuse with, slow, disconnect, disconnect-after, or `200` and
        what to answer with. `error-403`: with status 200."""
        self._faults.append(Fault(method, kind, times, delay))

    def mend(self) -> None:
        """Take back every fault that has not come yet."""
        self._faults.clear()

    def calls_of(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    def keep(self, content: bytes) -> str:
        """Keep what a person sends and return its address."""
        id = self.new_id()
        self._files[id] = content
        return f"{self.url}/files/{id}"

    def keep_picture(self, content: bytes) -> str:
        """Keep a picture as any web server would, for `sendPhoto`."""
        return self.keep(content) + ".png"

    def move(self, to: str) -> str:
        """Return the address of a file that is to be found elsewhere."""
        id = self.new_id()
        self._moved[id] = to
        return f"{self.url}/files/{id}"

    def new_id(self) -> str:
        return f"{next(self._ids):020x}"

    def event(self, name: str, account: str, more: dict[str, Any]) -> dict[str, Any]:
        message = {
            "from": {"id": account, "display_name": "Trần Văn Bình", "is_bot": False},
            "chat": {"id": account, "chat_type": "PRIVATE"},
            "message_id": self.new_id(),
            "date": round(self.clock() * 1000),
            **more,
        }
        return {"event_name": name, "message": message}

    def happens(self, name: str, account: str, more: dict[str, Any]) -> dict[str, Any]:
        """Have an event wait to be given away, or bring it until it is answered with 200."""
        event = self.event(name, account, more)
        self.put(event)
        return event

    def put(self, event: dict[str, Any]) -> None:
        self._pending.append(event)
        if self._chance.random() < self.duplicates:
            self._pending.append(event)
        self.settled.clear()
        self._arrived.set()
        self._bring()

    async def post(self, content: bytes, headers: dict[str, str]) -> int:
        """Bring anything to the webhook, once."""
        assert self._session is not None
        async with self._session.post(self.webhook, data=content, headers=headers) as answer:
            return answer.status

    # --- giving events away

    def _next(self) -> dict[str, Any]:
        at = self.reordering.randrange(len(self._pending)) if self.reordering else 0
        self._pending.rotate(-at)
        event = self._pending.popleft()
        self._pending.rotate(at)
        return event

    def _bring(self) -> None:
        if self.webhook and self._pending and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._deliver())

    async def _deliver(self) -> None:
        while self._pending and self.webhook:
            event = self._next()
            content = json.dumps(self._shown(event), ensure_ascii=False).encode()
            try:
                status = await self.post(content, {"X-Bot-Api-Secret-Token": self.secret})
            except aiohttp.ClientError:
                status = 0
            self.deliveries.append((event, status))
            if status != 200:
                self._pending.appendleft(event)
                await asyncio.sleep(0.02)
        if not self._pending:
            self.settled.set()

    def _shown(self, event: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "result": event} if self.wrapped else event

    async def _get_updates(self, body: dict[str, Any]) -> Any:
        need(not self.webhook, "a webhook is set", 409)
        patience = min(float(body.get("timeout", 30)), self.longest_poll)
        try:
            async with asyncio.timeout(patience):
                while not self._pending or self.outage:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise Refusal(408, "Request timeout") from None
        event = self._next()
        # Given away: whether the answer arrives or not, it will not come again.
        self.given.append(event)
        if not self._pending:
            self.settled.set()
        return event

    # --- life

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        app.router.add_get("/files/{id}", self._on_download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        assert self._session is not None
        await self._session.close()
        assert self._runner is not None
        await self._runner.cleanup()

    # --- methods

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await _body(request)
        call = Call(method, body)
        self.calls.append(call)

        async def act() -> web.Response:
            need(request.match_info["token"] == self.token, "Unauthorized", 401)
            need(request.method == "POST", "only POST", 405)
            need(method in _FIELDS, "no such method", 404)
            needed, more = _FIELDS[method]
            need(isinstance(body, dict), "an object is needed")
            need(needed <= set(body), f"{sorted(needed - set(body))} is missing")
            need(set(body) <= needed | more, f"unknown fields {sorted(set(body) - needed - more)}")
            result = await self._do(method, body)
            return web.json_response({"ok": True, "result": result})

        return await self._serve(request, call, act)

    async def _do(self, method: str, body: dict[str, Any]) -> Any:
        if method == "getMe":
            id = self.token.partition(":")[0]
            name = "bot.VDKyGxQvc"
            return {
                "id": id,
                "account_name": name,
                "account_type": "BASIC",
                "can_join_groups": False,
            }
        if method == "getUpdates":
            return await self._get_updates(body)
        if method.endswith(("Webhook", "WebhookInfo")):
            return self._hook(method, body)
        person = self.people.get(str(body["chat_id"]))
        need(person is not None, "chat not found", 404)
        assert person is not None
        need(not person.blocked, "the person has blocked the bot", 403)
        if method == "sendChatAction":
            need(body["action"] == "typing", "no such action")
            person.typing += 1
            return True
        self._check_rate()
        if method == "sendMessage":
            person.receive(Seen(text=_text(body["text"], "text")))
        elif method == "sendPhoto":
            caption = _text(body["caption"], "caption") if "caption" in body else ""
            mime, content = await self._fetched(body["photo"])
            person.receive(Seen(caption, str(body["photo"]), content, mime))
        else:
            need(body["sticker"], "sticker is needed")
            person.receive(Seen())
        return {"message_id": self.new_id(), "date": round(self.clock() * 1000)}

    def _hook(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "setWebhook":
            need(8 <= len(body["secret_token"]) <= 256, "secret_token needs 8 to 256 characters")
            parts = urlsplit(body["url"])
            need(parts.scheme == "https" or parts.hostname == "127.0.0.1", "url must be https")
            self.webhook, self.secret = body["url"], body["secret_token"]
            self._bring()
        elif method == "deleteWebhook":
            self.webhook = self.secret = ""
            self._arrived.set()
        return {"url": self.webhook, "updated_at": round(self.clock() * 1000)}

    async def _fetched(self, url: object) -> tuple[str, bytes]:
        """Fetch a picture as the platform does, from wherever it is told to."""
        need(isinstance(url, str) and url.startswith("http"), "photo must be an address")
        assert isinstance(url, str)
        assert self._session is not None
        try:
            async with self._session.get(url, allow_redirects=False) as answer:
                content, mime = await answer.read(), answer.content_type
        except aiohttp.ClientError:
            raise Refusal(400, "the photo cannot be fetched") from None
        need(answer.status == 200 and mime.startswith("image/"), "there is no picture")
        return mime, content

    def _check_rate(self) -> None:
        if self.per_second is None:
            return
        now = time.monotonic()
        while self._recent and now - self._recent[0] > 1:
            self._recent.popleft()
        need(len(self._recent) < self.per_second, "too many requests", 429)
        self._recent.append(now)

    async def _on_download(self, request: web.Request) -> web.StreamResponse:
        call = Call("files", None)
        self.calls.append(call)

        async def give() -> web.Response:
            moved = self._moved.get(request.match_info["id"])
            if moved is not None:
                return web.Response(status=302, headers={"Location": moved})
            id, _, ending = request.match_info["id"].partition(".")
            content = self._files.get(id)
            if content is None:
                return web.Response(status=404)
            kind = "image/png" if ending else "application/octet-stream"
            return web.Response(body=content, content_type=kind)

        return await self._serve(request, call, give)

    # --- answering

    async def _serve(
        self, request: web.Request, call: Call, act: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        if self.outage:
            return _drop(request)
        fault = next((each for each in self._faults if each.method == call.method), None)
        if fault is not None:
            fault.times -= 1
            if not fault.times:
                self._faults.remove(fault)
        kind = fault.kind if fault else ""
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if kind.startswith("200 "):
            return web.Response(text=kind[4:])
        if kind == "disconnect":
            return _drop(request)
        status = None
        try:
            if kind.isdecimal():
                raise Refusal(int(kind), "as ordered")
            if kind.startswith("error-"):
                status = 200
                raise Refusal(int(kind[6:]), "as ordered")
            answer = await act()
        except Refusal as refusal:
            call.error = refusal.number
            said = {"ok": False, "error_code": refusal.number, "description": str(refusal)}
            headers = {"Retry-After": "1"} if refusal.number == 429 else {}
            return web.json_response(said, status=status or refusal.number, headers=headers)
        call.done = True
        return _drop(request) if kind == "disconnect-after" or self.outage else answer


def _text(value: object, what: str) -> str:
    need(isinstance(value, str) and value.strip(), f"{what} is needed")
    assert isinstance(value, str)
    # Counted as the narrowest reading of "characters" would.
    need(len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT, f"{what} is too long")
    return value


async def _body(request: web.Request) -> Any:
    """Read JSON, or a form as other clients send it."""
    if request.content_type == "application/json":
        try:
            return await request.json()
        except ValueError:
            return None
    return dict(await request.post())


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()  # nobody gets it
