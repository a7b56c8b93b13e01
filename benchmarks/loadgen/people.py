"""The people: so many at once, each going through the script, update after update."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import orjson

from .api import BenchApi
from .http import ClientConnection, Incoming
from .script import Step

Json = dict[str, Any]
Pace = Literal["reply", "ack"]
_RETRY_AFTER = 0.05  # seconds


@dataclass
class Tally:
    """What a run came to."""

    updates: int = 0
    surveys: int = 0
    errors: int = 0  # refused or lost deliveries, each repeated later
    ack_seconds: list[float] = field(default_factory=list)
    reply_seconds: list[float] = field(default_factory=list)


class Ids:
    """Numbers no run used before, so that a bot with a memory takes nothing for a repetition."""

    def __init__(self) -> None:
        second = int(time.time()) % 1_000_000
        self.updates = itertools.count(second * 2_000 + 1)
        self.chats = itertools.count(second * 1_000 + 10_000)


@dataclass
class Visitor:
    """One person on the way through the script."""

    chat_id: int
    step: int = 0
    sent_at: float = 0.0
    acknowledged: bool = True
    replies: int = 0
    owed: int = 0  # replies to all steps so far
    timed: bool = True  # the reply to the last step was measured
    keyboard: list[Json] = field(default_factory=list)
    message: Json | None = None  # the latest with buttons, as the API showed it


class Webhook:
    """Delivers updates over a few keep-alive connections, as Telegram does (at most 100)."""

    def __init__(self, url: str, secret: str | None, connections: int) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        secret_line = f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n" if secret else ""
        self._head = (
            f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Type: application/json\r\n{secret_line}Content-Length: "
        ).encode()
        self._most = connections
        self._open = 0
        self._free: list[ClientConnection] = []
        self._waiting: deque[tuple[bytes, Callable[[Incoming | None], None]]] = deque()
        self._opening: set[asyncio.Task[None]] = set()

    def post(self, update: Json, on_response: Callable[[Incoming | None], None]) -> None:
        """Deliver once, as soon as a connection is free."""
        body = orjson.dumps(update)
        self._waiting.append((self._head + b"%d\r\n\r\n" % len(body) + body, on_response))
        self._send_waiting()

    def _send_waiting(self) -> None:
        while self._waiting:
            connection = self._take()
            if connection is None:
                return
            request, on_response = self._waiting.popleft()
            connection.send(request, self._releasing(connection, on_response))

    def _take(self) -> ClientConnection | None:
        while self._free:
            connection = self._free.pop()
            if connection.usable:
                return connection
            self._open -= 1
        if self._open < self._most:
            self._open += 1
            task = asyncio.get_running_loop().create_task(self._connect())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        return None

    async def _connect(self) -> None:
        try:
            _, connection = await asyncio.get_running_loop().create_connection(
                ClientConnection, *self._address
            )
        except OSError:
            self._open -= 1
            await asyncio.sleep(_RETRY_AFTER)
        else:
            self._free.append(connection)
        self._send_waiting()

    def _releasing(
        self, connection: ClientConnection, on_response: Callable[[Incoming | None], None]
    ) -> Callable[[Incoming | None], None]:
        def release(response: Incoming | None) -> None:
            if connection.usable:
                self._free.append(connection)
            else:
                self._open -= 1
            on_response(response)
            self._send_waiting()

        return release

    def close(self) -> None:
        """Hang up."""
        for connection in self._free:
            connection.close()


class Crowd:
    """Runs ``surveys`` visits, ``people`` at once; each next step waits for the reply or only for the 200."""

    def __init__(
        self, api: BenchApi, webhook: Webhook | None, script: list[Step], pace: Pace, ids: Ids
    ) -> None:
        self._api = api
        self._webhook = webhook
        self._script = script
        self._pace = pace
        self._ids = ids
        self._visitors: dict[int, Visitor] = {}
        self._to_come = 0
        self._finished: asyncio.Event | None = None
        self.failure: Exception | None = None
        self.tally = Tally()

    async def run(self, surveys: int, people: int) -> float:
        """Run until every expected reply has come; return the seconds it took."""
        self.tally = Tally()
        self._visitors.clear()
        self._to_come = surveys
        self._finished = asyncio.Event()
        started = time.perf_counter()
        for _ in range(min(people, surveys)):
            self._welcome()
        await self._finished.wait()
        if self.failure:
            raise self.failure
        return time.perf_counter() - started

    def _welcome(self) -> None:
        if self._to_come:
            self._to_come -= 1
            visitor = Visitor(next(self._ids.chats))
            self._visitors[visitor.chat_id] = visitor
            self._act(visitor)
        elif not self._visitors and self._finished:
            self._finished.set()

    def _act(self, visitor: Visitor) -> None:
        step = self._script[visitor.step]
        try:
            update = self._update(visitor, step)
        except LookupError as error:
            self._give_up(error)
            return
        visitor.step += 1
        visitor.owed += step.replies
        visitor.acknowledged = False
        visitor.timed = step.replies == 0
        visitor.sent_at = time.perf_counter()
        self._deliver(visitor, update)

    def _give_up(self, error: Exception) -> None:
        self.failure = self.failure or error
        if self._finished:
            self._finished.set()

    def _update(self, visitor: Visitor, step: Step) -> Json:
        update_id = next(self._ids.updates)
        sender = {
            "id": visitor.chat_id,
            "is_bot": False,
            "first_name": "Person",
            "language_code": "vi",
        }
        chat = {"id": visitor.chat_id, "first_name": "Person", "type": "private"}
        message: Json = {"message_id": update_id, "date": int(time.time()), "chat": chat}
        if step.send is not None:
            message |= {"from": sender, "text": step.send}
            if step.send.startswith("/"):
                length = len(step.send.split()[0])
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
            return {"update_id": update_id, "message": message}
        by_reply = self._pace == "reply" or step.data is None
        data = step.pick(visitor.keyboard) if by_reply else step.data
        # Telegram shows the whole pressed message; who presses blindly has not seen it yet
        bot = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        message = visitor.message or message | {"from": bot, "text": "…"}
        query = {"id": str(update_id), "from": sender, "message": message, "data": data}
        return {
            "update_id": update_id,
            "callback_query": query | {"chat_instance": str(visitor.chat_id)},
        }

    def _deliver(self, visitor: Visitor, update: Json) -> None:
        if self._webhook is None:
            self._api.polls.put(update, lambda: self._acknowledge(visitor))
            return

        def on_response(response: Incoming | None) -> None:
            if response is None or not 200 <= response.status <= 299:
                self.tally.errors += 1
                asyncio.get_running_loop().call_later(_RETRY_AFTER, self._deliver, visitor, update)
                return
            if response.body.startswith(b"{"):
                self._run_answer(response)
            self._acknowledge(visitor)

        self._webhook.post(update, on_response)

    def _run_answer(self, response: Incoming) -> None:
        """Do what a webhook put into its 200: core.telegram.org/bots/api#making-requests."""
        params = orjson.loads(response.body)
        if method := params.pop("method", None):
            self._api.call(str(method).lower(), params, lambda _: None)

    def _acknowledge(self, visitor: Visitor) -> None:
        visitor.acknowledged = True
        self.tally.updates += 1
        self.tally.ack_seconds.append(time.perf_counter() - visitor.sent_at)
        self._go_on(visitor)

    def replied(self, chat_id: int, message: Json) -> None:
        """Take what the bot sent or edited."""
        visitor = self._visitors.get(chat_id)
        if visitor is None:
            return
        visitor.replies += 1
        if "reply_markup" in message:
            rows = message["reply_markup"]["inline_keyboard"]
            visitor.keyboard = [
                button for row in rows for button in row if "callback_data" in button
            ]
            visitor.message = message
        if not visitor.timed and visitor.replies >= visitor.owed:
            visitor.timed = True
            self.tally.reply_seconds.append(time.perf_counter() - visitor.sent_at)
        self._go_on(visitor)

    def _go_on(self, visitor: Visitor) -> None:
        """Take the next step, or leave, when what this pace waits for has come."""
        if not visitor.acknowledged or visitor.chat_id not in self._visitors:
            return
        caught_up = visitor.replies >= visitor.owed
        if visitor.step == len(self._script):
            if caught_up:
                del self._visitors[visitor.chat_id]
                self.tally.surveys += 1
                self._welcome()
            return
        step = self._script[visitor.step]
        needs_keyboard = step.press is not None and step.data is None
        if caught_up or (self._pace == "ack" and not needs_keyboard):
            self._act(visitor)

    def stuck(self) -> str:
        """Say where people are waiting, for a run that does not end."""
        waiting = [
            f"{v.chat_id} at step {v.step}: {v.replies}/{v.owed} replies"
            for v in self._visitors.values()
        ]
        return f"{len(waiting)} people wait, e.g. " + "; ".join(waiting[:3])
