"""Zalo Official Account: webhook in, openapi.zalo.me out; rules of the reply window in between.

What Zalo cannot show is fitted before (`Capabilities`); what it cannot take yet is held (`Held`):
a person may be written to for a while after they wrote, then by an approved notice, then not.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from aiohttp import web

from bot import zalo_oa_messages as messages
from bot.channel import Capabilities, Channel, Equipment, Outgoing, Receive
from bot.logs import log
from bot.settings import Settings
from bot.zalo_oa_errors import AccessRefused, OutsideWindow, UploadRefused
from bot.zalo_oa_exchange import Exchange
from bot.zalo_oa_tokens import TokenKeeper
from bot.zalo_oa_transport import Transport
from bot.zalo_oa_updates import CHANNEL, DOWNLOADABLE, to_inbound
from bot.zalo_oa_webhook import Webhook
from feedback.errors import Held, SendError, StorageError, Undeliverable
from feedback.messages import Address
from feedback.outreach import Template

_log = log(__name__)
PATH = "/zalo/oa"
_SEND = "/v3.0/oa/message/cs"
_NOTICE = "/v3.0/oa/message/template"
_UPLOAD = "/v2.0/oa/upload"
_TENDING = 300.0
"""Seconds between looks whether the access token ends soon."""
_NOTED_AGAIN = timedelta(minutes=10)
"""When a person wrote is stored so often: windows last for days, and commits cost."""
_REMEMBERED = 50_000
"""People whose last word is kept in mind; of all others the database knows."""

_Got = TypeVar("_Got")


class ZaloOA(Channel):
    """One Official Account."""

    name: ClassVar[str] = CHANNEL
    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=2000,
        buttons=5,
        pages=3,
        button_length=100,
        pictures=True,
        captions=False,
        files=True,
        file_types=messages.FILE_TYPES,
        largest_file=messages.LARGEST_FILE,
        requests=frozenset({"phone"}),
        writes_first=False,
    )

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        refresh_token: str,
        *,
        webhook_secret: str | None = None,
        api_url: str = "https://openapi.zalo.me",
        oauth_url: str = "https://oauth.zaloapp.com",
        timeout: float = 30.0,
        per_second: float = 20.0,
    ) -> None:
        """`webhook_secret`: what events are signed with, where it is not the app's secret."""
        self._app_id, self._app_secret, self._seed = app_id, app_secret, refresh_token
        self._webhook_secret, self._oauth_url = webhook_secret or app_secret, oauth_url
        self._transport = Transport(api_url, oauth_url, timeout=timeout, per_second=per_second)
        # Its own key, so that a payload says nothing about the secret.
        self._key = hashlib.sha256(b"langnghe press " + app_secret.encode()).digest()
        self._equipment: Equipment | None = None
        self._tokens: TokenKeeper | None = None
        self._webhook: Webhook | None = None
        self._tending: asyncio.Task[None] | None = None
        self._heard: OrderedDict[str, datetime] = OrderedDict()
        """When people last wrote, as far as this process knows."""
        self._noted: OrderedDict[str, datetime] = OrderedDict()
        """What of it is stored."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Return the channel, None when it is not set up."""
        secret, token = settings.zalo_oa_app_secret, settings.zalo_oa_refresh_token
        if not settings.zalo_oa_app_id or secret is None or token is None:
            return None
        signed = settings.zalo_oa_webhook_secret
        return cls(
            settings.zalo_oa_app_id,
            secret.get_secret_value(),
            token.get_secret_value(),
            webhook_secret=signed.get_secret_value() if signed else None,
            api_url=settings.zalo_oa_api_url,
            oauth_url=settings.zalo_oa_oauth_url,
        )

    async def equip(self, equipment: Equipment) -> None:
        """Keep tokens and windows where they outlive this run."""
        self._equipment = equipment
        exchange = Exchange(
            self._transport,
            self._oauth_url,
            self._app_id,
            self._app_secret,
            equipment.storage.keys,
        )
        self._tokens = TokenKeeper(
            equipment.storage.channel_state,
            exchange.ask,
            self._seed,
            f"{os.getpid()}-{os.urandom(4).hex()}",
            equipment.clock,
            exchange.forget,
        )

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        """Return the webhook's route."""

        async def take(event: object) -> None:
            await self._take(event, receive)

        self._webhook = Webhook(self._app_id, self._webhook_secret, take, self._own.clock)
        return (web.post(PATH, self._webhook.serve),)

    async def start(self, receive: Receive) -> None:
        """Let events in and keep the token fresh."""
        if self._webhook is not None:
            self._webhook.open = True
        self._tending = asyncio.create_task(self._tend())

    async def stop(self) -> None:
        """Let no more events in; those under way are committed first."""
        if self._webhook is not None:
            await self._webhook.close()
        if self._tending is not None:
            self._tending.cancel()
            await asyncio.gather(self._tending, return_exceptions=True)

    async def close(self) -> None:
        """Wait for new tokens that are on their way, and close the connections."""
        if self._tokens is not None:
            await self._tokens.close()
        await self._transport.close()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send one message if its person may be written to now; raises SendError."""
        window = await self._window(outgoing.chat)
        rules = self._own.pack.zalo
        if rules.may_write(window, self._own.clock()):
            try:
                return await self._deliver(outgoing)
            except OutsideWindow:
                self._forget(outgoing.chat)
        return await self._reach_out(outgoing, rules.approved)

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of what a person sent; raises SendError."""
        return await self._transport.download(ref, DOWNLOADABLE)

    @property
    def _own(self) -> Equipment:
        if self._equipment is None:
            raise RuntimeError("the channel was not equipped")
        return self._equipment

    async def _tend(self) -> None:
        while True:
            assert self._tokens is not None  # noqa: S101 - `equip` came first
            try:
                await self._tokens.renew_early()
            except SendError as failed:  # said by whoever knows more; messages wait meanwhile
                _log.warning("no new token yet", channel=CHANNEL, error=type(failed).__name__)
            except Exception as failed:  # a bug must not end it: without tokens nothing leaves
                _log.error("tending failed", channel=CHANNEL, error=type(failed).__name__)
            await asyncio.sleep(_TENDING)

    # Taking events in

    async def _take(self, event: object, receive: Receive) -> None:
        """Have an event committed; raises what `receive` raises."""
        inbound = to_inbound(event, self._key)
        if inbound is None:
            return
        if inbound.notice is None:
            self._remember(self._heard, inbound.address.account, self._own.clock())
        await receive(inbound)
        if inbound.notice is None:
            await self._note(inbound.address)

    async def _note(self, address: Address) -> None:
        """Store that a person wrote, and let go of what waited for that."""
        now = self._own.clock()
        noted = self._noted.get(address.account)
        if noted is not None and abs(now - noted) < _NOTED_AGAIN:
            return
        try:
            await self._own.storage.reply_windows.heard(address, now)
        except StorageError as error:
            # The event itself is committed; the person's next one notes it.
            _log.error("a window was not kept", channel=CHANNEL, error=type(error).__name__)
            return
        self._remember(self._noted, address.account, now)

    @staticmethod
    def _remember(where: OrderedDict[str, datetime], account: str, at: datetime) -> None:
        where.pop(account, None)
        where[account] = at
        if len(where) > _REMEMBERED:
            where.popitem(last=False)

    def _forget(self, account: str) -> None:
        """Zalo knows better than we when a person wrote: their next word is stored at once."""
        self._heard.pop(account, None)
        self._noted.pop(account, None)

    async def _window(self, account: str) -> datetime | None:
        """Return when a person last wrote, None when nobody knows."""
        heard = self._heard.get(account)
        rules = self._own.pack.zalo
        if heard is not None and rules.may_write(heard, self._own.clock()):
            return heard  # what another process heard since can only be later
        if rules.free is None:
            return None
        with suppress(StorageError):  # then Zalo is asked
            stored = await self._own.storage.reply_windows.last(Address(CHANNEL, account))
            return max(filter(None, (heard, stored.heard_at)), default=None)
        return None

    # Sending

    async def _deliver(self, outgoing: Outgoing) -> str | None:
        if outgoing.content is not None:
            return await self._send_file(outgoing, outgoing.content)
        card = self._own.pack.zalo.card_image
        if outgoing.request == "phone" and card:
            await self._post(_SEND, messages.asking_for_number(outgoing, card))
        return await self._post(_SEND, messages.words(outgoing, self._key))

    async def _send_file(self, outgoing: Outgoing, content: bytes) -> str | None:
        if outgoing.mime.startswith("image/"):
            # Off the event loop: a large picture takes a good part of a second.
            small = await asyncio.to_thread(messages.small_enough, content, outgoing.mime)
            kept = await self._upload("image", outgoing.name, *small)
            return await self._post(
                _SEND, messages.picture(outgoing, _word(kept, "attachment_id"))
            )
        kept = await self._upload("file", outgoing.name, content, outgoing.mime)
        return await self._post(_SEND, messages.file(outgoing, _word(kept, "token")))

    async def _upload(self, kind: str, name: str, content: bytes, mime: str) -> Mapping[str, Any]:
        async def upload(token: str) -> Mapping[str, Any]:
            path = f"{_UPLOAD}/{kind}"
            data: Mapping[str, Any] = await self._transport.upload(
                path, token, name, mime, content
            )
            return data

        return await self._with_token(upload)

    async def _post(self, path: str, body: Mapping[str, Any]) -> str | None:
        async def post(token: str) -> Mapping[str, Any]:
            return await self._transport.call(path, token, body)

        data = await self._with_token(post)
        quota = data.get("quota")
        if isinstance(quota, dict) and str(quota.get("remain")) == "0":
            _log.warning("Zalo says the quota is used up", channel=CHANNEL)
        sent = data.get("message_id", data.get("msg_id"))
        return None if sent is None else str(sent)

    async def _with_token(self, ask: Callable[[str], Awaitable[_Got]]) -> _Got:
        """Call Zalo; with another token when it does not take the one we have."""
        assert self._tokens is not None  # noqa: S101 - `equip` came first
        token = await self._tokens.access()
        try:
            return await ask(token)
        except AccessRefused:
            return await ask(await self._tokens.refused(token))

    async def _reach_out(self, outgoing: Outgoing, template: Template | None) -> str | None:
        """Reach a person who may not be written to freely: by a notice, or not before they write."""
        if template is None:
            raise Held
        whole = outgoing.content is None and not outgoing.rows and template.carries(outgoing.text)
        windows, address = self._own.storage.reply_windows, Address(CHANNEL, outgoing.chat)
        try:
            if whole:
                return await self._notify(outgoing, template)
            last = await windows.last(address)
            # Who never wrote while windows were kept, or was erased, is not asked again and again.
            heard, nudged = last.heard_at, last.nudged_at
            if heard is not None and (nudged is None or nudged <= heard):
                await self._notify(outgoing, template)
                await windows.nudged(address, self._own.clock())
        except (Undeliverable, OutsideWindow):
            # The message is all right; it is the notice that is not taken.
            _log.error("Zalo does not take the notice", channel=CHANNEL, template=template.id)
        except StorageError as error:
            _log.error("a window cannot be read", channel=CHANNEL, error=type(error).__name__)
        raise Held

    async def _notify(self, outgoing: Outgoing, template: Template) -> str | None:
        office = self._own.pack.office.name
        fields = template.filled(office["vi"], outgoing.text)
        return await self._post(_NOTICE, messages.notice(outgoing.chat, template.id, fields))


def _word(data: Mapping[str, Any], name: str) -> str:
    found = data.get(name)
    if not found:
        raise UploadRefused
    return str(found)
