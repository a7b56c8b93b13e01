"""The HTTP side, and the object tests hold."""

import asyncio
import json
import random
import re
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from .editing import EDITING
from .errors import ApiError, Json, too_many_requests
from .faults import Fault, FaultKind, Faults, Limits
from .fields import CANONICAL_NAMES, Upload, check
from .groups import Group
from .media import MAX_UPLOAD
from .people import Person
from .profile import PROFILE
from .sending import SENDING
from .updates import Updates
from .world import Chat, World

_BODY_ROOM = 1024 * 1024  # for the fields beside a largest file
_COUNTED_IN_LIMITS = frozenset(name for name in SENDING if name != "sendChatAction")
_METHODS = SENDING | EDITING | PROFILE
_BAD_GATEWAY = "<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"


@dataclass
class Call:
    """One method call the bot made, and what came of it."""

    number: int
    method: str
    params: Json
    at: float  # Unix time
    via: str = "http"  # or "webhook": put into a webhook's answer
    done: bool = False  # it had its effect, whatever was answered
    result: Any = None
    error: str | None = None
    fault: str | None = None

    @property
    def chat_id(self) -> Any:
        """The chat it was for; a number even where a form said it in letters."""
        chat_id: Any = self.params.get("chat_id")
        return int(chat_id) if re.fullmatch(r"-?\d+", str(chat_id)) else chat_id


@dataclass
class FakeBotApi:
    """A Bot API of your own: ``async with FakeBotApi() as api: Bot(token, base_url=f"{api.url}/bot")``."""

    token: str = "123456:TEST-token"
    username: str = "langnghe_bot"
    port: int = 0  # 0 takes a free one
    delay: float = 0.0  # seconds before every answer
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = World(self.token, self.username)
        self.updates = Updates(self._run_from_webhook, lambda: self.world.clock())
        self.faults = Faults()
        self.limits = Limits()
        self.outage = False  # drop every connection without listening to it
        self._runner: web.AppRunner | None = None
        self._extra_routes: list[web.RouteDef] = []
        self._busy = 0
        self._people: dict[int, Person] = {}

    # --- people and what they meet

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def person(
        self, user_id: int, first_name: str = "Bà Lan", language_code: str = "vi", **more: Any
    ) -> Person:
        """Meet a person, the same one for the same id; the bot knows them once they write."""
        if user_id not in self._people:
            user = {
                "id": user_id,
                "is_bot": False,
                "first_name": first_name,
                "language_code": language_code,
            } | more
            self.world.users[user_id] = user
            self._people[user_id] = Person(self.world, self.updates, user)
        return self._people[user_id]

    def group(
        self, chat_id: int, title: str, members: list[Person], *, bot: str = "left"
    ) -> Group:
        """Open a group; the bot is not in it unless ``bot="member"`` or ``add_bot``."""
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = Chat(chat_id, kind, {"title": title}, bot_status=bot)
        return Group(self.world, self.updates, chat, members)

    def calls_of(self, method: str, chat_id: int | None = None) -> list[Call]:
        """Return the calls of one method, of one chat if given."""
        return [c for c in self.calls if c.method == method and chat_id in (None, c.chat_id)]

    # --- trouble

    def fail(
        self,
        method: str | None,
        chat_id: int | None = None,
        times: int | None = 1,
        *,
        kind: FaultKind,
        retry_after: int = 1,
        delay: float = 1.0,
    ) -> Fault:
        """Order a fault for the next ``times`` calls (None: from now on) of a method (None: of any)."""
        return self.faults.order(Fault(kind, method, chat_id, times, retry_after, delay))

    @property
    def duplicate_updates(self) -> float:
        """The share of updates that are delivered twice, 0 to 1."""
        return self.updates.duplicates

    @duplicate_updates.setter
    def duplicate_updates(self, share: float) -> None:
        self.updates.duplicates = float(share)

    def reorder_updates(self, seed: int | None) -> None:
        """Deliver updates in a random order from now on; None puts them in order again."""
        self.updates.reordering = None if seed is None else random.Random(seed)

    def expire_presses(self) -> None:
        """Make all unanswered presses too old to answer."""
        for press in self.world.presses.values():
            press.at = float("-inf")

    async def down(self) -> None:
        """Go away: connections are refused, no update is delivered; everything is remembered."""
        await self.updates.pause()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def up(self) -> None:
        """Come back on the same port."""
        if self._runner is None:
            await self._listen()
            self.updates.resume()

    @property
    def quiet(self) -> bool:
        """Tell whether no call is being answered, polls apart."""
        return not self._busy

    @property
    def connections(self) -> int:
        """How many connections are open to it."""
        server = self._runner.server if self._runner else None
        return len(server.connections) if server else 0

    async def settled(self, quiet: float = 0.05, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - a test reads better so
        """Wait until no update is pending and the bot called nothing for ``quiet`` seconds."""
        async with asyncio.timeout(timeout):
            while True:
                before = len(self.calls)
                await asyncio.sleep(quiet)
                waiting = self.updates.pending or self.updates.delivering
                if not self._busy and not waiting and len(self.calls) == before:
                    return

    # --- life

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.updates.close()
        await self.down()

    def add_routes(self, routes: list[web.RouteDef]) -> None:
        """Serve more than the Bot API; before it listens."""
        self._extra_routes += routes

    async def _listen(self) -> None:
        app = web.Application(client_max_size=MAX_UPLOAD + _BODY_ROOM)
        app.add_routes(self._extra_routes)
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._on_download)
        app.router.add_route("*", "/{anything:.*}", self._on_anything)
        # handler_cancellation: a poll must end when the bot that waits for it is killed
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.05, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    # --- requests

    async def _on_anything(self, request: web.Request) -> web.Response:
        return _answer(ApiError(404, "Not Found"))

    def _refuse_token(self, token: str) -> ApiError | None:
        if token == self.token:
            return None
        # What cannot be a token is no address at all; what could be one is not authorised
        well_formed = re.fullmatch(r"\d{1,16}:[\w-]{3,}", token)
        return ApiError(401, "Unauthorized") if well_formed else ApiError(404, "Not Found")

    async def _on_download(self, request: web.Request) -> web.StreamResponse:
        """https://core.telegram.org/bots/api#file."""
        await asyncio.sleep(self.delay)
        if refusal := self._refuse_token(request.match_info["token"]):
            return _answer(refusal)
        stored = self.world.files.at(request.match_info["path"])
        if stored is None:
            return _answer(ApiError(404, "Not Found: file not found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        if self.outage:
            return _drop(request)
        if refusal := self._refuse_token(request.match_info["token"]):
            return _answer(refusal)
        method = CANONICAL_NAMES.get(request.match_info["method"].lower())
        if method is None:
            return _answer(ApiError(404, "Not Found: method not found"))
        try:
            raw = await _read(request)
        except ApiError as error:
            self._log(method, {}, "http").error = error.description
            return _answer(error)
        call = self._log(method, raw, "http")
        polling = method == "getUpdates"
        self._busy += not polling
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
            return await self._serve(request, call)
        finally:
            self._busy -= not polling

    def _log(self, method: str, params: Json, via: str) -> Call:
        call = Call(len(self.calls) + 1, method, params, self.world.clock(), via)
        self.calls.append(call)
        return call

    async def _serve(self, request: web.Request, call: Call) -> web.StreamResponse:
        fault = self.faults.strike(call.method, call.chat_id)
        if fault is None:
            return await self._try(call)
        call.fault = fault.kind
        if fault.kind == "slow":
            await asyncio.sleep(fault.delay)
            return await self._try(call)
        if fault.kind.endswith("-after"):
            await self._try(call)
        elif fault.kind == "timeout":
            await asyncio.sleep(fault.delay)
        if fault.kind.startswith("disconnect") or fault.kind == "timeout":
            return _drop(request)
        if fault.kind.startswith("502"):
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        error = _ordered_error(fault)
        call.error = call.error or error.description
        return _answer(error)

    async def _try(self, call: Call) -> web.Response:
        try:
            call.result = await self._run(call)
        except ApiError as error:
            call.error = error.description
            return _answer(error)
        call.done = True
        return web.json_response({"ok": True, "result": call.result})

    async def _run(self, call: Call) -> Any:
        # The log then shows values in their types, not as form text
        call.params = fields = check(call.method, call.params)
        if call.method in _COUNTED_IN_LIMITS:
            wait = self.limits.excess(fields["chat_id"], self.world.clock())
            if wait is not None:
                raise too_many_requests(wait)
        receiving = {
            "getUpdates": self.updates.get_updates,
            "setWebhook": self.updates.set_webhook,
            "deleteWebhook": self.updates.delete_webhook,
            "getWebhookInfo": self.updates.webhook_info,
        }
        if call.method in receiving:
            return await receiving[call.method](fields)
        return _METHODS[call.method](self.world, fields)

    async def _run_from_webhook(self, method: str, params: Json) -> None:
        """Run what a webhook answered; nobody hears of errors, as in the real API."""
        call = self._log(CANONICAL_NAMES.get(method, method), params, "webhook")
        if method not in CANONICAL_NAMES:
            call.error = "Not Found: method not found"
            return
        fault = self.faults.strike(call.method, call.chat_id)
        if fault is None or fault.kind == "slow" or fault.kind.endswith("-after"):
            await self._try(call)
        else:
            call.error, call.fault = f"fault {fault.kind}", fault.kind


async def _read(request: web.Request) -> Json:
    """Read parameters from the query and from a JSON, form or multipart body: #making-requests."""
    values: Json = dict(request.query)
    try:
        if request.content_type == "application/json":
            body = json.loads(await request.read())
            if not isinstance(body, dict):
                raise ValueError
            return values | body
        for name, value in (await request.post()).items():
            values[name] = _upload(value) if isinstance(value, web.FileField) else value
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse the request") from None
    return values


def _upload(part: web.FileField) -> Upload:
    with part.file:
        return Upload(part.filename, part.file.read(), part.content_type)


def _answer(error: ApiError) -> web.Response:
    return web.json_response(error.body(), status=error.code)


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()  # nobody gets it


def _ordered_error(fault: Fault) -> ApiError:
    return {
        "429": too_many_requests(fault.retry_after),
        "403": ApiError(403, "Forbidden: bot was blocked by the user"),
        "400": ApiError(400, "Bad Request: chat not found"),
    }.get(fault.kind, ApiError(500, "Internal Server Error"))
