"""The Bot API a bot under test talks to: it believes everything, answers like the real one, and counts."""

import asyncio
import itertools
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from .http import Incoming, Respond, ServerConnection

Json = dict[str, Any]
_ROUTE = re.compile(r"/bot([^/]+)/(\w+)$")
_BOT = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
# What a person can read; the other calls (answers to presses, typing) are no replies
REPLIES = frozenset(
    ["sendmessage", "editmessagetext", "editmessagecaption", "editmessagereplymarkup"]
)


class BenchApi:
    """Serves ``/bot<TOKEN>/<method>``; every answer takes ``delay`` seconds, on a timer, so calls overlap."""

    def __init__(self, delay: float, on_reply: Callable[[int, Json], None]) -> None:
        self._delay = delay
        self._on_reply = on_reply
        self._message_ids = itertools.count(1_000_000)
        self._server: asyncio.Server | None = None
        self.calls: Counter[str] = Counter()
        self.webhook_url: str | None = None
        self.webhook_secret: str | None = None
        self.webhook_is_set = asyncio.Event()
        self.polls = PollQueue()
        self.port = 0

    async def listen(self, port: int = 0) -> None:
        """Start serving."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: ServerConnection(self._on_request), "127.0.0.1", port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.close()

    def _on_request(self, request: Incoming, respond: Respond) -> None:
        parts = urlsplit(request.target)
        route = _ROUTE.match(parts.path)
        if route is None:
            respond(b'{"ok":false,"error_code":404,"description":"Not Found"}')
            return
        params = dict(parse_qsl(parts.query)) | read_params(request)
        self.call(route.group(2).lower(), params, respond)

    def call(self, method: str, params: Json, respond: Respond) -> None:
        """Do what a method says once the delay is over; webhooks' answers come this way, too."""
        if method == "getupdates":
            self.polls.poll(params, respond)
            return
        asyncio.get_running_loop().call_later(self._delay, self._finish, method, params, respond)

    def _finish(self, method: str, params: Json, respond: Respond) -> None:
        self.calls[method] += 1
        if method not in REPLIES:
            respond(orjson.dumps({"ok": True, "result": self._simple_result(method, params)}))
            return
        chat_id = int(params["chat_id"])
        message = self._message(chat_id, params)
        respond(orjson.dumps({"ok": True, "result": message}))
        self._on_reply(chat_id, message)

    def _message(self, chat_id: int, params: Json) -> Json:
        message_id = int(params.get("message_id") or next(self._message_ids))
        message: Json = {"message_id": message_id, "from": _BOT, "date": int(time.time())}
        message["chat"] = {"id": chat_id, "type": "private", "first_name": "Person"}
        message["text"] = params.get("text", "")
        markup = params.get("reply_markup")
        if isinstance(markup, str):
            markup = orjson.loads(markup)
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        return message

    def _simple_result(self, method: str, params: Json) -> Any:
        if method == "getme":
            return _BOT | _ABILITIES
        if method == "setwebhook" and params.get("url"):
            self.webhook_url, self.webhook_secret = str(params["url"]), params.get("secret_token")
            self.webhook_is_set.set()
        if method == "getwebhookinfo":
            return {
                "url": self.webhook_url or "",
                "has_custom_certificate": False,
                "pending_update_count": 0,
            }
        return [] if method.startswith("get") else True


def read_params(request: Incoming) -> Json:
    """Read a JSON, form or multipart body."""
    kind = request.headers.get(b"content-type", b"")
    if not request.body:
        return {}
    if kind.startswith(b"application/json"):
        value = orjson.loads(request.body)
        return value if isinstance(value, dict) else {}
    if kind.startswith(b"multipart/"):
        return _read_multipart(request.body, kind.partition(b"boundary=")[2].strip(b'"'))
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def _read_multipart(body: bytes, boundary: bytes) -> Json:
    values: Json = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        if name and b"filename=" not in head:
            values[name.group(1).decode()] = value[:-2].decode()
    return values


class PollQueue:
    """The other way to get updates: they wait here until a poll with a higher offset acknowledges them."""

    def __init__(self) -> None:
        self._pending: dict[int, tuple[Json, Callable[[], None]]] = {}
        self._waiting: Respond | None = None
        self._timer: asyncio.TimerHandle | None = None

    def put(self, update: Json, on_acknowledged: Callable[[], None]) -> None:
        """Queue an update."""
        self._pending[update["update_id"]] = (update, on_acknowledged)
        self._answer_in(0)  # on the next turn of the loop, so that one answer carries many

    def poll(self, params: Json, respond: Respond) -> None:
        """Answer a getUpdates now, or when there is something to say."""
        offset = int(params.get("offset") or 0)
        acknowledged = [update_id for update_id in self._pending if update_id < offset]
        self._waiting = respond
        self._answer_in(float(params.get("timeout") or 0))
        for update_id in acknowledged:
            self._pending.pop(update_id)[1]()
        if self._pending:
            self._answer_in(0)

    def _answer_in(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._answer)

    def _answer(self) -> None:
        respond, self._waiting, self._timer = self._waiting, None, None
        if respond:  # nobody asks at the moment otherwise; the next poll finds what is pending
            batch = [update for update, _ in itertools.islice(self._pending.values(), 100)]
            respond(orjson.dumps({"ok": True, "result": batch}))
