"""Telegram, through python-telegram-bot as the client and an ingress of our own.

The library's own updater and webhook acknowledge before they handle: killed at the wrong moment
they lose what they acknowledged. Here an update is acknowledged (200, or `offset` moved past it)
only after its commit. Limits and behaviour: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Self

from aiohttp import web
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats

from bot.channel import Capabilities, Channel, CommandName, Outgoing, Receive
from bot.logs import log
from bot.settings import Settings
from bot.telegram_messages import answering, entities, inline, keyboard, message_id, words
from bot.telegram_polling import PAUSES, UPDATES, Poller
from bot.telegram_transport import (
    AlreadySo,
    TokenRefused,
    Transport,
    Upload,
    translated,
)
from bot.telegram_updates import CHANNEL, DOWNLOADABLE, to_inbound
from bot.telegram_webhook import Webhook
from feedback.errors import SendError, Undeliverable
from feedback.messages import Request

_log = log(__name__)
PATH = "/telegram"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_AT_ONCE = 1.0
"""Seconds after which a press is answered although its turn is not committed yet: the person
must not see the button spin."""
_LAST_ANSWERS = 2.0
"""Seconds the last answers to presses get at the end."""
_REMEMBERED_KEYBOARDS = 10_000
_LARGEST_PHOTO = 10 * 1024 * 1024
_PHOTOS = ("image/png", "image/jpeg")
_DESCRIPTION = 256
_NOTHING = "…"
"""Carries the order to take a keyboard away, and is deleted at once."""
_UNKNOWN_TOKEN = "kept-by-the-transport"  # noqa: S105 - what the library gets to see


class Telegram(Channel):
    """One bot account on Telegram, polling or with a webhook."""

    name: ClassVar[str] = CHANNEL
    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=4096,
        buttons=100,
        columns=8,
        edit=True,
        groups=True,
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
        poll: float = 50.0,
        timeout: float = 30.0,
        at_once: float = _AT_ONCE,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """`webhook_url`: where Telegram brings updates; None: they are asked for.

        Raises ValueError for a secret that Telegram would not take.
        """
        if secret is not None and not _SECRET.fullmatch(secret):
            raise ValueError(
                "LANGNGHE_TELEGRAM_WEBHOOK_SECRET may hold 1 to 256 of A-Z a-z 0-9 _ -"
            )
        # At DEBUG the library writes down all it is given and all it gets, people's words too.
        logging.getLogger("telegram").setLevel(logging.INFO)
        self._transport = Transport(token, api_url, timeout)
        address = self._transport.address
        self._bot = Bot(
            _UNKNOWN_TOKEN,
            base_url=address,
            base_file_url=address,
            request=self._transport,
            get_updates_request=self._transport,
        )
        self._webhook_url = webhook_url
        self._secret = secret or secrets.token_urlsafe(32)
        self._open_for, self._at_once, self._pauses = poll, at_once, pauses
        self._username = ""
        self._menu: Mapping[str, Sequence[CommandName]] = {}
        self._running: asyncio.Task[None] | None = None
        self._poller: Poller | None = None
        self._webhook: Webhook | None = None
        self._answers: set[asyncio.Task[None]] = set()
        self._keyboards: OrderedDict[str, Request] = OrderedDict()
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

        async def take(update: object) -> dict[str, Any] | None:
            return await self._take(update, receive)

        self._webhook = Webhook(self._secret, take)
        return (web.post(PATH, self._webhook.serve),)

    async def announce(self, commands: Mapping[str, Sequence[CommandName]]) -> None:
        """Show the commands in private chats, in each language and Vietnamese for all others.

        Done when Telegram can be reached; raises TokenRefused.
        """
        self._menu = commands
        await self._transport.initialize()
        try:
            for language, named in commands.items():
                await self._set_menu(language, named)
            self._menu = {}
        except TokenRefused:
            raise
        except SendError as failed:
            _log.warning("the menu is not set yet", channel=CHANNEL, error=type(failed).__name__)

    async def start(self, receive: Receive) -> None:
        """Register the webhook or begin to ask; retried for ever while Telegram is unreachable.

        Raises TokenRefused, and Undeliverable for a webhook address Telegram does not take.
        """
        await self._transport.initialize()
        connected = False
        try:
            await self._connect()
            connected = True
        except TokenRefused:
            raise
        except Undeliverable:
            raise Undeliverable(
                "Telegram does not take the webhook: LANGNGHE_PUBLIC_URL must be https://…"
                " on port 443, 80, 88 or 8443"
            ) from None
        except SendError as failed:
            _log.warning(
                "Telegram cannot be reached", channel=CHANNEL, error=type(failed).__name__
            )
        if self._webhook_url is None:

            async def take(update: object) -> None:
                answer = await self._take(update, receive)
                if answer is not None:
                    self._answer(answer)

            self._poller = Poller(self._transport, take, self._open_for, self._pauses)
        self._running = asyncio.create_task(self._serve(connected))

    async def stop(self) -> None:
        """Take no more updates; those taken are committed and acknowledged first."""
        if self._webhook is not None:
            self._webhook.open = False  # the web server waits for the calls under way
        if self._running is None:
            return
        if self._poller is not None and self._poller.asking:
            self._poller.stop()
        else:
            self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def close(self) -> None:
        """Let the last answers to presses out and close the connections."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=_LAST_ANSWERS)
        for task in self._answers:
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self._transport.shutdown()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send or edit one message; raises SendError."""
        if outgoing.content is not None:
            return await self._send_file(outgoing, outgoing.content)
        markup = await self._markup(outgoing)
        if outgoing.edit is not None and await self._edit(outgoing):
            return outgoing.edit
        return await self._send_text(outgoing, markup)

    def link(self, payload: str) -> str:
        """Return a deep link to the bot, "" before Telegram has told its name."""
        return f"https://t.me/{self._username}?start={payload}" if self._username else ""

    def typed(self, unit: str) -> str:
        """Return the bot's name."""
        return f"t.me/{self._username}"

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of a file of at most 20 MB; raises SendError."""
        file = await self._transport.call("getFile", {"file_id": ref})
        path, size = file.get("file_path"), file.get("file_size")
        if not isinstance(path, str) or (isinstance(size, int) and size > DOWNLOADABLE):
            raise Undeliverable
        return await self._transport.download(path, DOWNLOADABLE)

    # Getting in touch

    async def _connect(self) -> None:
        with translated():
            me = await self._bot.get_me()
        if self._webhook_url is None:
            await self._transport.call("deleteWebhook", {"drop_pending_updates": False})
        else:
            await self._transport.call(
                "setWebhook",
                {
                    "url": self._webhook_url,
                    "secret_token": self._secret,
                    "allowed_updates": UPDATES,
                    "max_connections": 40,
                    "drop_pending_updates": False,
                },
            )
        self._username = me.username or ""
        if self._webhook is not None:
            self._webhook.open = True

    async def _serve(self, connected: bool) -> None:
        pauses = itertools.chain(self._pauses, itertools.repeat(self._pauses[-1]))
        while not connected:
            await asyncio.sleep(next(pauses))
            try:
                await self._connect()
                connected = True
            except SendError as failed:
                _log.error("Telegram cannot be used", error=type(failed).__name__)
        with suppress(TokenRefused):  # said again, and louder, by whatever is asked next
            await self.announce(self._menu)
        if self._poller is not None:
            await self._poller.run()

    async def _set_menu(self, language: str, named: Sequence[CommandName]) -> None:
        commands = tuple(BotCommand(each.name, each.description[:_DESCRIPTION]) for each in named)
        whom = BotCommandScopeAllPrivateChats()
        code = None if language == "vi" else language
        with translated():
            if await self._bot.get_my_commands(scope=whom, language_code=code) != commands:
                await self._bot.set_my_commands(commands, scope=whom, language_code=code)

    # Taking updates in

    async def _take(self, update: object, receive: Receive) -> dict[str, Any] | None:
        """Have an update committed; returns how to answer its press, if that is still to be done.

        Raises what `receive` raises: then Telegram has to bring it again.
        """
        inbound = to_inbound(update, self._username)
        if inbound is None:
            return None
        press, answered = inbound.receipt, False
        if press is None:
            await receive(inbound)
            return None

        def answer_at_once() -> None:
            nonlocal answered
            answered = True
            self._answer(answering(press, None))

        impatient = asyncio.get_running_loop().call_later(self._at_once, answer_at_once)
        try:
            receipt = await receive(inbound)
        finally:
            impatient.cancel()
        return None if answered else answering(press, receipt.toast)

    def _answer(self, answer: dict[str, Any]) -> None:
        """Stop a button from spinning; best effort, nobody waits for it."""
        task = asyncio.create_task(self._answer_press(answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer_press(self, answer: dict[str, Any]) -> None:
        try:
            await self._transport.call("answerCallbackQuery", answer)
        except AlreadySo:
            pass
        except SendError as failed:
            _log.info("a press was not answered", channel=CHANNEL, error=type(failed).__name__)

    # Sending

    async def _edit(self, outgoing: Outgoing) -> bool:
        """Show it in place of an older message; False when that message cannot be changed."""
        if not str(outgoing.edit).isdecimal():
            return False
        body = words(outgoing)
        body["message_id"] = int(str(outgoing.edit))
        body["reply_markup"] = {"inline_keyboard": inline(outgoing, self._username)}
        try:
            await self._transport.call("editMessageText", body)
        except AlreadySo:
            return True
        except Undeliverable:  # deleted, too old, a picture: it is sent instead
            return False
        return True

    async def _send_text(self, outgoing: Outgoing, markup: dict[str, Any] | None) -> str | None:
        body = words(outgoing)
        if markup is not None:
            body["reply_markup"] = markup
        sent = await self._transport.call("sendMessage", body)
        self._note_keyboard(outgoing, markup)
        return message_id(sent)

    async def _send_file(self, outgoing: Outgoing, content: bytes) -> str | None:
        markup = await self._markup(outgoing)
        body: dict[str, Any] = {"chat_id": int(outgoing.chat)}
        if outgoing.text:  # `bot.fitting` has seen to it that it is no longer than a caption
            body["caption"] = outgoing.text
            if outgoing.strong:
                body["caption_entities"] = entities(outgoing)
        if markup is not None:
            body["reply_markup"] = markup
        sent = await self._upload(outgoing, content, body)
        self._note_keyboard(outgoing, markup)
        return message_id(sent)

    async def _upload(self, outgoing: Outgoing, content: bytes, body: dict[str, Any]) -> Any:
        if outgoing.mime in _PHOTOS and len(content) <= _LARGEST_PHOTO:
            photo = Upload("photo", outgoing.name, outgoing.mime, content)
            try:
                return await self._transport.call("sendPhoto", body, photo)
            except Undeliverable:  # too long or too narrow for a photo: then as a file
                _log.info("a picture is sent as a file", channel=CHANNEL)
        file = Upload("document", outgoing.name, outgoing.mime, content)
        return await self._transport.call("sendDocument", body, file)

    async def _markup(self, outgoing: Outgoing) -> dict[str, Any] | None:
        """Return what stands under a message, after telling the phone what cannot stand there.

        A message carries buttons, or brings a keyboard, or takes one away: never two of these.
        """
        shown = self._keyboards.get(outgoing.chat)
        if outgoing.rows or outgoing.edit is not None:
            if outgoing.request is not None and outgoing.request != shown:
                await self._show_keyboard(outgoing)
            elif outgoing.request is None and shown is not None:
                await self._hide_keyboard(outgoing.chat)
            return {"inline_keyboard": inline(outgoing, self._username)} if outgoing.rows else None
        if outgoing.request is not None:
            return keyboard(outgoing)
        return {"remove_keyboard": True} if shown is not None else None

    async def _show_keyboard(self, outgoing: Outgoing) -> None:
        label, markup = outgoing.request_label, keyboard(outgoing)
        body = {"chat_id": int(outgoing.chat), "text": label, "reply_markup": markup}
        await self._transport.call("sendMessage", body)
        self._note_keyboard(outgoing, markup)

    async def _hide_keyboard(self, chat: str) -> None:
        gone = {"remove_keyboard": True}
        body = {"chat_id": int(chat), "text": _NOTHING, "reply_markup": gone}
        sent = await self._transport.call("sendMessage", {**body, "disable_notification": True})
        self._keyboards.pop(chat, None)
        try:
            trace = {"chat_id": int(chat), "message_id": sent["message_id"]}
            await self._transport.call("deleteMessage", trace)
        except (SendError, LookupError, TypeError) as failed:
            _log.info("a trace was not deleted", channel=CHANNEL, error=type(failed).__name__)

    def _note_keyboard(self, outgoing: Outgoing, markup: dict[str, Any] | None) -> None:
        if markup is None or "inline_keyboard" in markup:
            return
        self._keyboards.pop(outgoing.chat, None)
        if outgoing.request is not None:
            self._keyboards[outgoing.chat] = outgoing.request
            if len(self._keyboards) > _REMEMBERED_KEYBOARDS:
                self._keyboards.popitem(last=False)
