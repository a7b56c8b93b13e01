"""Zalo Bot Platform: words in, words out; choices are typed, pictures are fetched from us.

Polling or with a webhook: bot.zaloplatforms.com/docs. What it cannot show is fitted before
(`Capabilities`): no buttons, no files, 2,000 characters.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar, Self

from aiohttp import web

from bot.channel import Capabilities, Channel, Equipment, Outgoing, Receive
from bot.logs import log
from bot.settings import Settings
from bot.zalo_bot_pictures import Pictures
from bot.zalo_bot_polling import OPEN_FOR, PAUSES, Poller
from bot.zalo_bot_transport import Transport
from bot.zalo_bot_updates import CHANNEL, DOWNLOADABLE, to_inbound
from bot.zalo_bot_webhook import Webhook
from feedback.errors import SendError, Undeliverable
from feedback.messages import Address

_log = log(__name__)
PATH = "/zalo/bot"
_SECRET_LENGTH = range(8, 257)
_SLOW = 1.5
"""Seconds after which a person is shown that somebody is at work on an answer."""


class ZaloBot(Channel):
    """One bot of the platform."""

    name: ClassVar[str] = CHANNEL
    capabilities: ClassVar[Capabilities] = Capabilities(text_length=2000, pictures=True)

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://bot-api.zaloplatforms.com",
        webhook: bool = False,
        secret: str | None = None,
        public_url: str = "",
        poll: float = OPEN_FOR,
        timeout: float = 30.0,
        slow: float = _SLOW,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """`public_url`: how the internet reaches us; without it nobody could fetch a picture.

        Raises ValueError for a secret that Zalo would not take.
        """
        if secret is not None and len(secret) not in _SECRET_LENGTH:
            raise ValueError("LANGNGHE_ZALO_BOT_WEBHOOK_SECRET needs 8 to 256 characters")
        self._transport = Transport(token, api_url, timeout)
        self._secret = secret or secrets.token_urlsafe(32)
        self._public_url = public_url.rstrip("/")
        if not self._public_url:
            self.capabilities = replace(self.capabilities, pictures=False)  # type: ignore[misc]
        self._by_webhook, self._open_for = webhook, poll
        self._slow, self._pauses = slow, pauses
        self._pictures: Pictures | None = None
        self._webhook: Webhook | None = None
        self._poller: Poller | None = None
        self._running: asyncio.Task[None] | None = None
        self._signs: set[asyncio.Task[None]] = set()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the channel these settings describe; there must be a token."""
        assert settings.zalo_bot_token is not None  # noqa: S101 - asked by the caller
        secret = settings.zalo_bot_webhook_secret
        return cls(
            settings.zalo_bot_token.get_secret_value(),
            api_url=settings.zalo_bot_api_url,
            webhook=settings.zalo_bot_mode == "webhook",
            secret=secret.get_secret_value() if secret else None,
            public_url=settings.public_url,
        )

    async def equip(self, equipment: Equipment) -> None:
        """Keep pictures where they outlive this run."""
        if self._public_url:
            self._pictures = Pictures(self._public_url, equipment)

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        """Return where events are brought and pictures fetched."""
        found = [] if self._pictures is None else [self._pictures.route()]
        if self._by_webhook:

            async def take(event: object) -> None:
                await self._take(event, receive)

            self._webhook = Webhook(self._secret, take)
            found.append(web.post(PATH, self._webhook.serve))
        return found

    async def start(self, receive: Receive) -> None:
        """Register the webhook or begin to ask; retried for ever while Zalo is unreachable."""
        if self._webhook is not None:
            # What an earlier start registered may bring events at once, unless its secret is gone.
            self._webhook.open = True
        if not self._by_webhook:

            async def take(event: object) -> None:
                await self._take(event, receive)

            self._poller = Poller(self._transport, take, self._open_for, self._pauses)
        self._running = asyncio.create_task(self._serve())

    async def stop(self) -> None:
        """Take no more events; those on their way are committed first."""
        if self._webhook is not None:
            self._webhook.open = False  # the web server waits for the calls under way
        if self._running is None:
            return
        if self._poller is not None:
            self._poller.stop()
        if self._poller is None or not self._connected:
            self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def close(self) -> None:
        """Close the connections."""
        for task in self._signs:
            task.cancel()
        await asyncio.gather(*self._signs, return_exceptions=True)
        await self._transport.close()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send one message; raises SendError."""
        body: dict[str, Any] = {"chat_id": outgoing.chat}
        if outgoing.content is None:
            sent = await self._transport.send("sendMessage", {**body, "text": outgoing.text})
        else:
            if self._pictures is None:  # it was owed before LANGNGHE_PUBLIC_URL was taken away
                raise Undeliverable
            whom = Address(CHANNEL, outgoing.chat)
            body["photo"] = await self._pictures.publish(outgoing, outgoing.content, whom)
            if outgoing.text:
                body["caption"] = outgoing.text
            sent = await self._transport.send("sendPhoto", body)
        id = sent.get("message_id") if isinstance(sent, dict) else None
        return str(id) if id else None

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of a photo a person sent; raises SendError."""
        return await self._transport.download(ref, DOWNLOADABLE)

    # Getting in touch

    _connected = False

    async def _serve(self) -> None:
        pauses = itertools.chain(self._pauses, itertools.repeat(self._pauses[-1]))
        while not self._connected:
            try:
                await self._connect()
            except SendError as failed:
                _log.error("Zalo cannot be used", channel=CHANNEL, error=type(failed).__name__)
                await asyncio.sleep(next(pauses))
        if self._poller is not None:
            await self._poller.run()

    async def _connect(self) -> None:
        if self._by_webhook:
            where = {"url": self._public_url + PATH, "secret_token": self._secret}
            await self._transport.call("setWebhook", where)
        else:
            await self._transport.call("getMe", {})
            await self._transport.call("deleteWebhook", {})
        self._connected = True

    # Taking events in

    async def _take(self, event: object, receive: Receive) -> None:
        """Have an event committed; raises what `receive` raises."""
        inbound = to_inbound(event)
        if inbound is None:
            return
        chat = inbound.chat
        slow = asyncio.get_running_loop().call_later(self._slow, self._show_work, chat)
        try:
            await receive(inbound)
        finally:
            slow.cancel()

    def _show_work(self, chat: str) -> None:
        """Show "typing…" to who waits; best effort, nobody waits for it."""
        task = asyncio.create_task(self._type(chat))
        self._signs.add(task)
        task.add_done_callback(self._signs.discard)

    async def _type(self, chat: str) -> None:
        with suppress(SendError):
            await self._transport.call("sendChatAction", {"chat_id": chat, "action": "typing"})
