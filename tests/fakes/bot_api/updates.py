"""How updates reach the bot: https://core.telegram.org/bots/api#getting-updates.

An update waits until it is acknowledged: by ``getUpdates`` with a higher offset, or by a 2xx of the webhook.
"""

import asyncio
import json
import random
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from .errors import Json, bad_request, conflict
from .fields import words

KINDS = words(
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages guest_message message_reaction message_reaction_count"
    " inline_query chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media"
    " poll poll_answer my_chat_member"
    " chat_member chat_join_request chat_boost removed_chat_boost managed_bot"
)
# "all update types except chat_member, message_reaction, and message_reaction_count (default)"
_DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_POLL = 50.0  # seconds the server holds a poll at most
# The server runs no such method from a webhook's answer: WebhookActor.cpp of tdlib/telegram-bot-api
_NOT_FROM_WEBHOOK = re.compile(r"get|(deletewebhook|setwebhook|close|logout)$")


@dataclass
class Queued:
    """One update on its way; its lane keeps it behind those before it."""

    update: Json
    lane: str
    acknowledged: bool = False

    @property
    def id(self) -> int:
        """The update_id."""
        return int(self.update["update_id"])


@dataclass
class Webhook:
    """What setWebhook said."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_date: int = 0


class Updates:
    """The queue of one bot's updates, with both ways out."""

    def __init__(
        self, run_method: Callable[[str, Json], Awaitable[None]], clock: Callable[[], float]
    ) -> None:
        self._run_method = run_method
        self._clock = clock
        self.next_id = 100_000_001
        self.allowed: frozenset[str] = _DEFAULT_KINDS
        self.pending: dict[int, Queued] = {}
        self.webhook = Webhook()
        self.duplicates = 0.0  # the share of updates that come twice
        self.reordering: random.Random | None = None
        self.retry_delays = (0.05, 0.1, 0.2, 0.5, 1.0)  # seconds; the real ones start at 1 s
        self.webhook_timeout = 60.0
        self.acknowledged: list[int] = []  # update ids, in the order they were acknowledged
        self.attempts = 0
        self._paused = False
        self._poll: asyncio.Future[None] | None = None
        self._lanes: dict[str, deque[Queued]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._chance = random.Random(20260101)

    @property
    def delivering(self) -> bool:
        """Tell whether an update is on its way to the webhook, a second time perhaps."""
        return bool(self._workers)

    # --- in

    def put(self, kind: str, payload: Any, lane: str) -> int | None:
        """Queue an update unless the bot did not ask for its kind; return its id."""
        if kind not in self.allowed:
            return None
        return self.put_raw({kind: payload}, lane)

    def put_raw(self, update: Json, lane: str = "raw") -> int:
        """Queue any update, numbered unless it has a number of its own."""
        if "update_id" not in update:
            update = {"update_id": self.next_id} | update
            self.next_id += 1
        if self.reordering:
            lane = f"{lane}:{update['update_id']}"  # a lane of its own: nothing keeps it in order
        queued = Queued(update, lane)
        self.pending[queued.id] = queued
        self._lanes.setdefault(lane, deque()).append(queued)
        self._wake()
        return queued.id

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        self._start_workers()

    def _acknowledge(self, queued: Queued) -> None:
        queued.acknowledged = True
        if self.pending.pop(queued.id, None):
            self.acknowledged.append(queued.id)

    # --- out by polling

    async def get_updates(self, fields: Json) -> list[Json]:
        """https://core.telegram.org/bots/api#getupdates."""
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first"
            )
        self._end_poll(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        self._set_allowed(fields)
        self._forget(fields.get("offset", 0))
        limit = min(max(fields.get("limit", 100), 1), 100)
        timeout = min(max(float(fields.get("timeout", 0)), 0.0), _MAX_POLL)
        if not self.pending and timeout:
            await self._wait_for_update(timeout)
        return self._batch(limit)

    def _forget(self, offset: int) -> None:
        if (
            offset < 0
        ):  # "updates starting from -offset update from the end"; the earlier ones are forgotten
            forgotten = list(self.pending.values())[:offset]
        else:
            forgotten = [queued for queued in self.pending.values() if queued.id < offset]
        for queued in forgotten:
            self._acknowledge(queued)
            lane = self._lanes.get(queued.lane, deque())
            while lane and lane[0].acknowledged:
                lane.popleft()
            if not lane:
                self._lanes.pop(queued.lane, None)

    async def _wait_for_update(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _end_poll(self, reason: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(reason))
        self._poll = None

    def _batch(self, limit: int) -> list[Json]:
        batch = [queued.update for queued in list(self.pending.values())[:limit]]
        batch += [update for update in batch if self._chance.random() < self.duplicates]
        if self.reordering:
            self.reordering.shuffle(batch)
        self.attempts += len(batch)
        return batch

    # --- out by webhook

    async def set_webhook(self, fields: Json) -> bool:
        """https://core.telegram.org/bots/api#setwebhook; the fake also takes http, on any port."""
        url = fields["url"]
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = fields.get("secret_token", "")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        connections = fields.get("max_connections", 40)
        if not 1 <= connections <= 100:
            raise bad_request("max_connections must be in 1-100")
        self._set_allowed(fields)
        if fields.get("drop_pending_updates"):
            self.drop()
        if url:
            self._end_poll("terminated by setWebhook request")
        await self._stop_workers()
        self.webhook = Webhook(url, secret, connections)
        self._start_workers()
        return True

    def drop(self) -> None:
        """Forget all pending updates."""
        for queued in list(self.pending.values()):
            self._acknowledge(queued)

    async def delete_webhook(self, fields: Json) -> bool:
        """https://core.telegram.org/bots/api#deletewebhook."""
        if fields.get("drop_pending_updates"):
            self.drop()
        await self._stop_workers()
        self.webhook = Webhook()
        return True

    async def webhook_info(self, _: Json) -> Json:
        """https://core.telegram.org/bots/api#getwebhookinfo."""
        hook = self.webhook
        info: Json = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        if hook.url:
            info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if self.allowed != _DEFAULT_KINDS:
            info["allowed_updates"] = sorted(self.allowed)
        if hook.last_error:
            info |= {
                "last_error_date": hook.last_error_date,
                "last_error_message": hook.last_error,
            }
        return info

    def _set_allowed(self, fields: Json) -> None:
        if "allowed_updates" not in fields:
            return  # "If not specified, the previous setting will be used"
        names = fields["allowed_updates"]
        unknown = [name for name in names if name not in KINDS]
        if unknown:
            raise bad_request(f"strict fake: there is no update type {unknown[0]!r}")
        self.allowed = frozenset(names) or _DEFAULT_KINDS

    def _start_workers(self) -> None:
        if not self.webhook.url or self._paused:
            return
        for lane, queue in list(self._lanes.items()):
            if queue and lane not in self._workers:
                self._workers[lane] = asyncio.get_running_loop().create_task(self._work(lane))

    async def _stop_workers(self) -> None:
        workers, self._workers = list(self._workers.values()), {}
        # A webhook may call setWebhook while it is being served; it must not cancel itself
        workers = [worker for worker in workers if worker is not asyncio.current_task()]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, lane: str) -> None:
        queue = self._lanes[lane]
        try:
            if self.reordering:
                await asyncio.sleep(self.reordering.random() * 0.03)
            while queue:
                if not queue[0].acknowledged:
                    await self._deliver(queue[0])
                queue.popleft()
        finally:
            if self._workers.get(lane) is asyncio.current_task():
                del self._workers[lane]
                if not queue:
                    del self._lanes[lane]

    async def _deliver(self, queued: Queued) -> None:
        failures = 0
        while not queued.acknowledged:
            error = await self._post(queued.update)
            if error is None:
                self._acknowledge(queued)
                if self._chance.random() < self.duplicates:
                    await self._post(queued.update)
            else:
                self.webhook.last_error, self.webhook.last_error_date = error, int(self._clock())
                await asyncio.sleep(self.retry_delays[min(failures, len(self.retry_delays) - 1)])
                failures += 1

    async def _post(self, update: Json) -> str | None:
        """Post once; return what went wrong."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))
        headers = {SECRET_HEADER: self.webhook.secret} if self.webhook.secret else {}
        self.attempts += 1
        timeout = aiohttp.ClientTimeout(total=self.webhook_timeout)
        try:
            async with self._session.post(
                self.webhook.url,
                json=update,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                body = await response.read()
                if not 200 <= response.status <= 299:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return f"Connection failed: {type(error).__name__}"
        await self._run_answer(body)
        return None

    async def _run_answer(self, body: bytes) -> None:
        """Run the method a webhook may put into its answer: #making-requests-when-getting-updates."""
        call = _json_object(body)
        method = str(call.pop("method", "")).lower()
        if method and not _NOT_FROM_WEBHOOK.match(method):
            await self._run_method(method, call)

    # --- life

    async def pause(self) -> None:
        """Deliver nothing for now; open polls end as their connections will."""
        self._paused = True
        self._wake()
        await self._stop_workers()

    def resume(self) -> None:
        """Go on delivering."""
        self._paused = False
        self._start_workers()

    async def close(self) -> None:
        """Let go of tasks and sockets."""
        await self.pause()
        if self._session:
            await self._session.close()
            self._session = None


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
