"""The HTTP side, and the object tests hold."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web

from .checks import Refusal, check_message, check_notice, need
from .people import Person, Seen

FREE, ALLOWED = 48 * 3600, 7 * 86400
LARGEST_IMAGE, LARGEST_FILE = 1024 * 1024, 5 * 1024 * 1024
FILE_TYPES = (".pdf", ".doc", ".docx")
ACCESS_LASTS = 25 * 3600


@dataclass
class Call:
    """One call the program made, and what it was told."""

    path: str
    body: Any
    error: int | None = None
    done: bool = False
    """It had its effect, whatever was answered."""


@dataclass
class Fault:
    """What the next calls of a path meet. `-after`: only the answer is lost."""

    path: str
    kind: str
    times: int = 1
    delay: float = 0.0


@dataclass
class FakeZaloOA:
    """A Zalo of your own. Give `webhook` once the program listens."""

    app_id: str = "3608412345678901234"
    app_secret: str = "app secret"
    webhook_secret: str = "webhook secret"
    refresh_token: str = "first refresh token"
    oa_id: str = "3886112345678901234"
    clock: Callable[[], float] = time.time
    webhook: str = ""
    port: int = 0
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.templates: set[str] = set()
        """Those that were approved."""
        self.outage = False
        self.per_second: int | None = None
        self.delay = 0.0
        """Seconds before every answer of the OAuth service, after it rotated."""
        self.access: dict[str, float] = {}
        """Valid access tokens and when they end."""
        self.issued = [self.refresh_token]
        """Every refresh token there ever was; only the last is good."""
        self.reused = 0
        """How often somebody came with an old one."""
        self.rotated = asyncio.Event()
        self.deliveries: list[tuple[dict[str, Any], int]] = []
        """Every time an event was brought, and the status it was answered with."""
        self.duplicates = 0.0
        self.reordering: random.Random | None = None
        self.settled = asyncio.Event()
        self.settled.set()
        self._faults: list[Fault] = []
        self._files: dict[str, bytes] = {}
        self._moved: dict[str, str] = {}
        self._uploads: dict[str, tuple[str, str, bytes]] = {}
        self._ids = itertools.count(9_007_199_254_740_993)  # beyond what JSON numbers hold
        self._pending: deque[dict[str, Any]] = deque()
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
        id = str(2_468_400_000_000_000_000 + number)
        return self.people.setdefault(id, Person(self, id))

    def fail(self, path: str, kind: str, times: int = 1, delay: float = 0.0) -> None:
        """Order a fault: 429, -32 or another number, 500, 502, slow, disconnect,
        disconnect-after, or `200` and what to answer with."""
        self._faults.append(Fault(path, kind, times, delay))

    def mend(self) -> None:
        """Call all faults off."""
        self._faults.clear()

    def calls_of(self, path: str) -> list[Call]:
        return [each for each in self.calls if path in each.path]

    def end_access(self) -> None:
        """Have every access token end now."""
        self.access.clear()

    def keep(self, content: bytes) -> str:
        """Keep what a person sends and return its address."""
        id = self.new_id()
        self._files[id] = content
        return f"{self.url}/files/{id}"

    def move(self, to: str) -> str:
        """Return the address of a file that is to be found elsewhere."""
        id = self.new_id()
        self._moved[id] = to
        return f"{self.url}/files/{id}"

    def new_id(self) -> str:
        return str(next(self._ids))

    def event(self, name: str, **more: Any) -> dict[str, Any]:
        now = str(round(self.clock() * 1000))
        return {"app_id": self.app_id, "event_name": name, "timestamp": now, **more}

    def bring(self, name: str, **more: Any) -> dict[str, Any]:
        """Bring an event until it is answered with 200."""
        event = self.event(name, **more)
        self._pending.append(event)
        if self._chance.random() < self.duplicates:
            self._pending.append(event)
        self.settled.clear()
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._deliver())
        return event

    def sign(self, content: bytes, timestamp: str) -> dict[str, str]:
        signed = self.app_id.encode() + content + timestamp.encode() + self.webhook_secret.encode()
        return {"X-ZEvent-Signature": "mac=" + hashlib.sha256(signed).hexdigest()}

    async def post(self, content: bytes, headers: dict[str, str]) -> int:
        """Bring anything, once."""
        assert self._session is not None
        async with self._session.post(self.webhook, data=content, headers=headers) as answer:
            return answer.status

    # --- bringing events

    async def _deliver(self) -> None:
        while self._pending:
            at = self.reordering.randrange(len(self._pending)) if self.reordering else 0
            self._pending.rotate(-at)
            event = self._pending.popleft()
            self._pending.rotate(at)
            content = json.dumps(event, ensure_ascii=False).encode()
            try:
                status = await self.post(content, self.sign(content, event["timestamp"]))
            except aiohttp.ClientError:
                status = 0
            self.deliveries.append((event, status))
            if status != 200:
                self._pending.appendleft(event)
                await asyncio.sleep(0.02)
        self.settled.set()

    # --- life

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        assert self._session is not None
        await self._session.close()
        assert self._runner is not None
        await self._runner.cleanup()

    async def _listen(self) -> None:
        app = web.Application(client_max_size=LARGEST_FILE * 2)
        app.router.add_post("/v4/oa/access_token", self._on_refresh)
        app.router.add_post("/v3.0/oa/message/cs", self._on_message)
        app.router.add_post("/v3.0/oa/message/template", self._on_notice)
        app.router.add_post("/v2.0/oa/upload/{kind}", self._on_upload)
        app.router.add_get("/files/{id}", self._on_download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    # --- tokens

    async def _on_refresh(self, request: web.Request) -> web.StreamResponse:
        form = dict(await request.post())
        call = self._log(request, {k: "…" for k in form})

        async def rotate() -> web.Response:
            need(set(form) == {"app_id", "grant_type", "refresh_token"}, "unknown fields")
            need(request.headers.get("secret_key") == self.app_secret, "secret_key")
            need(form["app_id"] == self.app_id, "app_id")
            need(form["grant_type"] == "refresh_token", "grant_type")
            if form["refresh_token"] != self.issued[-1]:
                self.reused += form["refresh_token"] in self.issued
                raise Refusal(-14014, "Invalid refresh token")
            access, refresh = f"access-{self.new_id()}", f"refresh-{self.new_id()}"
            self.access[access] = self.clock() + ACCESS_LASTS
            self.issued.append(refresh)
            self.rotated.set()
            await asyncio.sleep(self.delay)
            return web.json_response(
                {
                    "access_token": access,
                    "refresh_token": refresh,
                    "expires_in": str(ACCESS_LASTS),
                }
            )

        return await self._serve(request, call, rotate)

    # --- sending

    async def _on_message(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        call = self._log(request, body)

        async def send() -> web.Response:
            self._check_access(request)
            to, message = check_message(body)
            person = self._reachable(to)
            billed = self._check_window(person)
            person.receive(self._seen(message, billed))
            quota = {"quota_type": "sub_quota", "remain": "1000", "total": "2000"}
            return _ok({"message_id": self.new_id(), "user_id": to, "quota": quota})

        return await self._serve(request, call, send)

    async def _on_notice(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        call = self._log(request, body)

        async def send() -> web.Response:
            self._check_access(request, -124)
            to, template, fields = check_notice(body)
            need(template in self.templates, "the template is not approved", -131)
            self._reachable(to).receive(Seen(kind="notice", fields=fields, billed=True))
            return _ok({"msg_id": self.new_id()})

        return await self._serve(request, call, send)

    async def _on_upload(self, request: web.Request) -> web.StreamResponse:
        kind = request.match_info["kind"]
        form = await request.post()
        part = form.get("file")
        assert isinstance(part, web.FileField), list(form)
        with part.file:
            content = part.file.read()
        call = self._log(request, {"name": part.filename, "size": len(content)})

        async def take() -> web.Response:
            self._check_access(request)
            need(list(form) == ["file"], "unknown fields")
            id = f"upload-{self.new_id()}"
            if kind == "image":
                need(part.content_type in ("image/png", "image/jpeg"), "kind of image", -210)
                need(len(content) <= LARGEST_IMAGE, "the image is too large", -210)
                self._uploads[id] = ("image", part.filename, content)
                return _ok({"attachment_id": id})
            need(kind == "file", "no such upload")
            need(part.filename.lower().endswith(FILE_TYPES), "kind of file", -210)
            need(len(content) <= LARGEST_FILE, "the file is too large", -210)
            self._uploads[id] = ("file", part.filename, content)
            return _ok({"token": id})

        return await self._serve(request, call, take)

    async def _on_download(self, request: web.Request) -> web.StreamResponse:
        call = self._log(request, None)

        async def give() -> web.Response:
            moved = self._moved.get(request.match_info["id"])
            if moved is not None:
                return web.Response(status=302, headers={"Location": moved})
            content = self._files.get(request.match_info["id"])
            return web.Response(body=content) if content is not None else web.Response(status=404)

        return await self._serve(request, call, give)

    def _seen(self, message: dict[str, Any], billed: bool) -> Seen:
        seen = Seen(text=message.get("text", ""), billed=billed)
        attachment = message.get("attachment")
        if attachment is None:
            return seen
        payload = attachment["payload"]
        if attachment["type"] == "file":
            seen.kind, seen.name, seen.content = self._uploaded(payload["token"], "file")
        elif payload.get("template_type") == "media":
            id = payload["elements"][0]["attachment_id"]
            seen.kind, seen.name, seen.content = self._uploaded(id, "image")
        elif payload.get("template_type") == "request_user_info":
            seen.kind = "card"
        else:
            seen.buttons = payload["buttons"]
        return seen

    def _uploaded(self, id: str, kind: str) -> tuple[str, str, bytes]:
        found = self._uploads.get(id)
        need(found is not None and found[0] == kind, "no such upload")
        assert found is not None
        return found

    def _check_access(self, request: web.Request, number: int = -216) -> None:
        ends = self.access.get(request.headers.get("access_token", ""))
        need(ends is not None and ends > self.clock(), "Access token is invalid", number)

    def _reachable(self, to: str) -> Person:
        person = self.people.get(to)
        need(person is not None, "no such person", -201)
        assert person is not None
        need(not person.blocked, "User has restricted this message type", -244)
        return person

    def _check_window(self, person: Person) -> bool:
        age = self.clock() - person.last_seen if person.last_seen is not None else None
        need(
            age is not None and age <= ALLOWED,
            "User has not interacted with the OA in the past 7 days",
            -230,
        )
        assert age is not None
        return age > FREE

    # --- answering

    def _log(self, request: web.Request, body: Any) -> Call:
        call = Call(request.path, body)
        self.calls.append(call)
        return call

    async def _serve(
        self, request: web.Request, call: Call, act: Callable[[], Any]
    ) -> web.StreamResponse:
        if self.outage:
            return _drop(request)
        fault = next((each for each in self._faults if each.path in call.path), None)
        if fault is not None:
            fault.times -= 1
            if not fault.times:
                self._faults.remove(fault)
        kind = fault.kind if fault else ""
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if kind == "429":
            return web.Response(status=429, headers={"Retry-After": "1"})
        if kind in ("500", "502"):
            return web.Response(status=int(kind), text="<html>Bad Gateway</html>")
        if kind.startswith("200 "):
            return web.Response(text=kind[4:])
        if kind == "disconnect":
            return _drop(request)
        try:
            if kind.startswith("-"):
                raise Refusal(int(kind), "as ordered")
            self._check_rate(call)
            answer: web.Response = await act()
        except Refusal as refusal:
            call.error = refusal.number
            return web.json_response({"error": refusal.number, "message": str(refusal)})
        call.done = True
        return _drop(request) if kind == "disconnect-after" else answer

    def _check_rate(self, call: Call) -> None:
        if self.per_second is None or "/message/" not in call.path:
            return
        now = time.monotonic()
        while self._recent and now - self._recent[0] > 1:
            self._recent.popleft()
        need(len(self._recent) < self.per_second, "Your OA reached limit call api", -32)
        self._recent.append(now)


def _ok(data: dict[str, Any]) -> web.Response:
    return web.json_response({"error": 0, "message": "Success", "data": data})


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()  # nobody gets it
