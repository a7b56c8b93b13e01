"""Telegram, through python-telegram-bot as the client and an ingress of our own.

The library's own updater and webhook acknowledge before they handle: killed at the wrong moment
they lose what they acknowledged. Here an update is acknowledged (200, or `offset` moved past it)
only after its commit. Limits and behaviour: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import itertools
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, cast

import aiohttp
import orjson
from aiohttp import web
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, error
from telegram.request import BaseRequest, RequestData

from bot.channel import Capabilities, Channel, CommandName, Outgoing, Receipt, Receive
from bot.logs import log
from bot.settings import Settings
from bot.telegram_updates import CHANNEL, DOWNLOADABLE, to_inbound
from feedback.errors import (
    Blocked,
    Moved,
    SendError,
    StorageError,
    Throttled,
    Unavailable,
    Undeliverable,
)
from feedback.messages import Inbound

_log = log(__name__)
PATH = "/telegram"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_POLL = 50
"""Seconds Telegram keeps a question for updates open while there are none."""
_AT_ONCE = 1.0
"""Seconds after which a press is answered although its turn is not committed yet: the person
must not see the button spin."""
_IDLE = 6 * 24 * 3600.0
"""Seconds without updates after which ids may start anywhere (a week, says the documentation)."""
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_CAPTION = 1024
_GONE = ("blocked", "deactivated", "kicked", "not a member", "can't initiate")
_UNCHANGED, _TOO_OLD = "message is not modified", "query is too old"


@dataclass(frozen=True, slots=True)
class _Json:
    """A body that is sent as it is, past the library's parameter objects."""

    body: dict[str, Any]


class Transport(BaseRequest):
    """python-telegram-bot's network, on aiohttp: httpx alone costs 5 ms of CPU for each call."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take."""
        return 30.0

    async def initialize(self) -> None:
        """Open the connections' pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=60),
                json_serialize=lambda value: orjson.dumps(value).decode(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, body: dict[str, Any]) -> Any:
        """Call a method with JSON; raises python-telegram-bot's errors."""
        return await self.post(url, cast(RequestData, _Json(body)))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Do one HTTP request. Errors name no address: it contains the token."""
        assert self._session is not None  # noqa: S101 - opened by `initialize`
        longest = read_timeout if isinstance(read_timeout, int | float) else self.read_timeout
        try:
            async with self._session.request(
                method,
                url,
                timeout=aiohttp.ClientTimeout(total=longest, sock_connect=5),
                **_content(request_data),
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise error.TimedOut from None
        except aiohttp.ClientError as failed:
            raise error.NetworkError(type(failed).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; the library would log the whole of one it cannot read."""
        try:
            return orjson.loads(payload)
        except ValueError:
            raise error.NetworkError("the answer is no JSON") from None


class Telegram(Channel):
    """One bot account on Telegram, polling or with a webhook."""

    name: ClassVar[str] = CHANNEL
    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=4096,
        buttons=100,
        columns=8,
        edit=True,
        strong=True,
        pictures=True,
        files=True,
        requests=frozenset({"phone", "location"}),
    )

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://api.telegram.org",
        webhook_url: str | None = None,
        secret: str | None = None,
        poll: float = _POLL,
    ) -> None:
        """`webhook_url`: where Telegram brings updates; None: they are asked for."""
        base = api_url.rstrip("/")
        self._transport = Transport()
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._transport,
            get_updates_request=self._transport,
        )
        self._calls = f"{base}/bot{token}/"
        self._webhook_url = webhook_url
        self._secret = secret or secrets.token_urlsafe(32)
        self._poll = poll
        self._username = ""
        self._asking: asyncio.Task[None] | None = None
        self._stopping = False
        self._batch: asyncio.Task[int | None] | None = None
        self._offset: int | None = None
        self._answers: set[asyncio.Task[None]] = set()
        self._keyboards: set[str] = set()
        """Chats that may still show a button to share a phone number or a place."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the channel these settings describe; there must be a token."""
        assert settings.telegram_token is not None  # noqa: S101 - asked by the caller
        secret = settings.telegram_webhook_secret
        webhook = settings.telegram_mode == "webhook"
        return cls(
            settings.telegram_token.get_secret_value(),
            api_url=settings.telegram_api_url,
            webhook_url=settings.public_url.rstrip("/") + PATH if webhook else None,
            secret=secret.get_secret_value() if secret else None,
        )

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        """Return the webhook's route, none when polling."""
        if self._webhook_url is None:
            return ()

        async def take(request: web.Request) -> web.Response:
            return await self._take(request, receive)

        return (web.post(PATH, take),)

    async def announce(self, commands: Mapping[str, Sequence[CommandName]]) -> None:
        """Show the commands in private chats, in each language and Vietnamese for all others."""
        await self._transport.initialize()
        try:
            for language, named in commands.items():
                await self._bot.set_my_commands(
                    [BotCommand(each.name, each.description[:256]) for each in named],
                    scope=BotCommandScopeAllPrivateChats(),
                    language_code="" if language == "vi" else language,
                )
        except error.InvalidToken:
            raise SendError(
                "Telegram does not know this token; look at LANGNGHE_TELEGRAM_TOKEN"
            ) from None
        except error.TelegramError as failed:
            _log.warning("the menu was not set", channel=CHANNEL, error=type(failed).__name__)

    async def start(self, receive: Receive) -> None:
        """Register the webhook or begin to ask; retried for ever while Telegram is unreachable."""
        await self._transport.initialize()
        self._asking = asyncio.create_task(self._serve(receive))

    async def stop(self) -> None:
        """Take no more updates; those taken are committed and acknowledged first."""
        self._stopping = True
        if self._asking is None:
            return
        if self._batch is not None:
            await asyncio.wait((self._batch,))
        self._asking.cancel()
        await asyncio.gather(self._asking, return_exceptions=True)
        if self._offset is not None:
            # Tell Telegram how far we came, so that the next start is not told again.
            with contextlib.suppress(error.TelegramError):
                await self._ask(self._offset, 0)

    async def close(self) -> None:
        """Let the last answers to presses out and close the connections."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=2)
        await self._transport.shutdown()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send or edit one message; raises SendError."""
        try:
            if outgoing.content is not None:
                return await self._send_file(outgoing)
            if outgoing.edit is not None and await self._edit(outgoing):
                return outgoing.edit
            sent = await self._call("sendMessage", self._message(outgoing))
        except error.TelegramError as failed:
            raise _told(failed) from None
        return str(sent["message_id"])

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of a file of at most 20 MB; raises SendError."""
        try:
            file = await self._bot.get_file(ref)
            if (file.file_size or 0) > DOWNLOADABLE:
                raise Undeliverable
            return bytes(await file.download_as_bytearray())
        except error.TelegramError as failed:
            raise _told(failed) from None

    # Taking updates in

    async def _serve(self, receive: Receive) -> None:
        for attempt in itertools.count():
            try:
                self._username = str((await self._call("getMe", {}))["username"])
                if self._webhook_url is not None:
                    await self._call("setWebhook", self._registration())
                    return
                await self._call("deleteWebhook", {"drop_pending_updates": False})
                break
            except error.TelegramError as failed:
                _log.error("Telegram cannot be used", error=type(failed).__name__)
                await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
        await self._ask_for_ever(receive)

    def _registration(self) -> dict[str, Any]:
        return {
            "url": self._webhook_url,
            "secret_token": self._secret,
            "allowed_updates": _UPDATES,
            "max_connections": 40,
        }

    async def _ask_for_ever(self, receive: Receive) -> None:
        loop = asyncio.get_running_loop()
        last = loop.time()
        failures = 0
        while not self._stopping:
            try:
                updates = await self._ask(self._offset, self._poll)
                failures = 0
            except error.TelegramError as failed:
                _log.warning(
                    "asking Telegram failed",
                    error=type(failed).__name__,
                    kind="another program asks with the same token"
                    if isinstance(failed, error.Conflict)
                    else "network",
                )
                await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
                failures += 1
                continue
            if updates:
                last = loop.time()
                # A task of its own: a stop waits until it is committed.
                self._batch = asyncio.create_task(self._take_batch(updates, receive))
                self._offset = await self._batch or self._offset
                self._batch = None
            elif loop.time() - last > _IDLE:
                self._offset, last = None, loop.time()

    async def _ask(self, offset: int | None, patience: float) -> list[Any]:
        body: dict[str, Any] = {"timeout": int(patience), "allowed_updates": _UPDATES}
        if offset is not None:
            body["offset"] = offset
        url = self._calls + "getUpdates"
        found = await self._transport.post(
            url, cast(RequestData, _Json(body)), read_timeout=patience + 15
        )
        return found if isinstance(found, list) else []

    async def _take_batch(self, updates: list[Any], receive: Receive) -> int | None:
        """Commit a batch, different people at once; returns the next offset, None when the
        database could not take it and Telegram must bring it again."""
        ids = [u["update_id"] for u in updates if isinstance(u, dict) and "update_id" in u]
        results = await asyncio.gather(
            *(self._one(update, receive) for update in updates), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                _log.error("updates could not be kept", error=type(result).__name__)
                await asyncio.sleep(_PAUSES[1])
                return None
        return max(ids) + 1 if ids else None

    async def _one(self, update: object, receive: Receive) -> None:
        inbound = to_inbound(update, self._username)
        if inbound is None:
            return
        if inbound.receipt is None:
            await receive(inbound)
            return
        loop = asyncio.get_running_loop()
        impatient = loop.call_later(_AT_ONCE, self._answer, inbound.receipt, None)
        try:
            receipt = await receive(inbound)
        finally:
            impatient.cancel()
        if loop.time() < impatient.when():
            self._answer(inbound.receipt, receipt.toast)

    def _answer(self, press: str, toast: str | None) -> None:
        """Stop the button from spinning; best effort, nobody waits for it."""
        task = asyncio.create_task(self._answer_press(_answering(press, toast)))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer_press(self, body: dict[str, Any]) -> None:
        try:
            await self._call("answerCallbackQuery", body)
        except error.TelegramError as failed:
            if _TOO_OLD not in str(failed).lower():
                _log.info("a press was not answered", error=type(failed).__name__)

    async def _take(self, request: web.Request, receive: Receive) -> web.Response:
        """Handle one webhook call: 200 only after the commit."""
        presented = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(presented.encode(), self._secret.encode()):
            _log.warning("a webhook call without the secret was refused", channel=CHANNEL)
            return web.Response(status=403)
        try:
            update = orjson.loads(await request.read())
        except ValueError:
            _log.warning("a webhook call was no JSON", channel=CHANNEL)
            return web.Response(status=400)
        inbound = to_inbound(update, self._username)
        if inbound is None:
            return web.Response()
        try:
            receipt = await receive(inbound)
        except StorageError:
            return web.Response(status=503, headers={"Retry-After": "5"})
        return _acknowledged(inbound, receipt)

    # Sending

    async def _call(self, method: str, body: dict[str, Any]) -> Any:
        return await self._transport.call(self._calls + method, body)

    async def _edit(self, outgoing: Outgoing) -> bool:
        """Show it in place of an older message; False when that message cannot be changed."""
        body = _words(outgoing)
        body["message_id"] = int(outgoing.edit or 0)
        body["reply_markup"] = {"inline_keyboard": _inline(outgoing)}
        try:
            await self._call("editMessageText", body)
        except error.BadRequest as failed:
            return _UNCHANGED in str(failed).lower()
        return True

    def _message(self, outgoing: Outgoing) -> dict[str, Any]:
        body = _words(outgoing)
        markup = self._markup(outgoing)
        if markup is not None:
            body["reply_markup"] = markup
        return body

    def _markup(self, outgoing: Outgoing) -> dict[str, Any] | None:
        if outgoing.request is not None and not outgoing.rows:
            self._keyboards.add(outgoing.chat)
            wish = "request_contact" if outgoing.request == "phone" else "request_location"
            key = {"text": outgoing.request_label, wish: True}
            return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
        if outgoing.rows:
            return {"inline_keyboard": _inline(outgoing)}
        if outgoing.chat in self._keyboards:
            self._keyboards.discard(outgoing.chat)
            return {"remove_keyboard": True}
        return None

    async def _send_file(self, outgoing: Outgoing) -> str:
        caption = outgoing.text[:_CAPTION] or None
        entities = cast(Any, _entities(outgoing)) or None
        markup = cast(Any, self._markup(outgoing))
        photo = outgoing.mime in ("image/png", "image/jpeg")
        send = cast(Any, self._bot.send_photo if photo else self._bot.send_document)
        sent = await send(
            int(outgoing.chat),
            outgoing.content,
            caption=caption,
            filename=outgoing.name,
            caption_entities=entities,
            reply_markup=markup,
        )
        return str(sent.message_id)


def _content(data: object) -> dict[str, Any]:
    """Return a request's body as aiohttp takes it."""
    if data is None:
        return {}
    if isinstance(data, _Json):
        return {"json": data.body}
    request = cast(RequestData, data)
    if not request.contains_files:
        return {"json": request.parameters}
    form = aiohttp.FormData()
    for name, value in request.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in cast(Any, request.multipart_data).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}


def _words(outgoing: Outgoing) -> dict[str, Any]:
    body: dict[str, Any] = {"chat_id": int(outgoing.chat), "text": outgoing.text}
    if outgoing.strong:
        body["entities"] = _entities(outgoing)
    return body


def _entities(outgoing: Outgoing) -> list[dict[str, Any]]:
    return [{"type": "bold", "offset": at, "length": length} for at, length in outgoing.strong]


def _inline(outgoing: Outgoing) -> list[list[dict[str, str]]]:
    return [
        [
            {"text": key.label, "url": key.url}
            if key.url
            else {"text": key.label, "callback_data": key.data}
            for key in row
        ]
        for row in outgoing.rows
    ]


def _answering(press: str, toast: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {"callback_query_id": press}
    if toast:
        body["text"] = toast[:200]
    return body


def _acknowledged(inbound: Inbound, receipt: Receipt) -> web.Response:
    """Answer a webhook call; one method call may ride along, which saves a call of its own."""
    if inbound.receipt is None:
        return web.Response()
    body = {"method": "answerCallbackQuery", **_answering(inbound.receipt, receipt.toast)}
    return web.Response(body=orjson.dumps(body), content_type="application/json")


def _told(failed: error.TelegramError) -> SendError:
    """Return one of the library's errors as ours; its words may quote what was sent."""
    if isinstance(failed, error.RetryAfter):
        seconds = failed._retry_after
        return Throttled(max(1.0, seconds.total_seconds()))
    if isinstance(failed, error.ChatMigrated):
        return Moved(str(failed.new_chat_id))
    if isinstance(failed, error.Forbidden):
        return Blocked()
    if isinstance(failed, error.BadRequest):
        words = str(failed).lower()
        return Blocked() if any(each in words for each in _GONE) else Undeliverable()
    # An answer of 5xx, no answer, or a token that is not accepted for now: the message waits.
    return Unavailable()
