"""The web chat: a page of our own at `/`, for whoever has neither Telegram nor Zalo.

There is no provider between us and the browser, so what one would do is done here: a mailbox that
keeps what is said while the browser is away, and files until they are fetched for a case.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Self
from urllib.parse import quote

import orjson
from aiohttp import web

from bot import web_chat_messages as messages
from bot.channel import Capabilities, Channel, Equipment, Outgoing, Receive
from bot.logs import log
from bot.room import make_room
from bot.settings import Settings
from bot.web_chat_door import Door
from bot.web_chat_identity import Identity, new_account
from bot.web_chat_intake import LARGEST_FILE, Caller, Intake, Refused
from bot.web_chat_limits import Full, Limit
from bot.web_chat_page import Page
from bot.web_chat_streams import Streams
from feedback.errors import Conflict, RowDamaged, StorageError, Unavailable, Undeliverable
from feedback.language import is_simple, spoken
from feedback.messages import Address, Text
from feedback.person import Person
from storage.uploads import read_ref

_log = log(__name__)
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MESSAGE = re.compile(r"[0-9a-f]{32}")
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Files a browser shows in the page; all others are saved."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors "
)
_PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ONLY_HTTPS = "max-age=31536000"
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebChat(Channel):
    """One page for everybody."""

    name: ClassVar[str] = messages.CHANNEL
    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=4096,
        buttons=100,
        columns=8,
        edit=True,
        strong=True,
        pictures=True,
        files=True,
        requests=frozenset({"location"}),
        rings=False,
    )

    def __init__(
        self,
        *,
        public_url: str = "",
        embed: Sequence[str] = (),
        proxies: Sequence[str] = (),
        streams: int = 5000,
        admins: frozenset[str] = frozenset(),
    ) -> None:
        """`admins`: accounts whose page offers the administrators' commands."""
        self._public_url = public_url.rstrip("/")
        self._door = Door(public_url, embed, proxies)
        self._most, self._admins = streams, admins
        self._open = False
        # Whole villages share one address, so what counts by address is generous.
        self._arrivals = Limit(300, 1)
        self._calls_from = Limit(3000, 300)
        self._posts_by = Limit(40, 3)
        self._bytes_from, self._bytes_by = Limit(600e6, 1e6), Limit(100e6, 100e3)
        self._looks_by = Limit(60, 3)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Return the channel, None when it is switched off."""
        if not settings.web_chat:
            return None
        admins = (each.account for each in settings.admins if each.channel == cls.name)
        return cls(
            public_url=settings.public_url,
            embed=settings.web_embed,
            proxies=settings.web_proxies,
            streams=settings.web_streams,
            admins=frozenset(admins),
        )

    async def equip(self, equipment: Equipment) -> None:
        """Keep messages and files where they outlive this run."""
        storage = self._storage = equipment.storage
        self._clock = equipment.clock
        self._mailbox = storage.mailbox
        self._identity = Identity(storage.keys)
        room = make_room()
        if room < self._most:
            _log.warning(
                "fewer browsers can be connected than LANGNGHE_WEB_STREAMS: raise the limit of "
                "open files (ulimit -n)",
                channel=self.name,
                count=room,
            )
        self._streams = Streams(storage.mailbox, min(self._most, room), shared=storage.shared)
        self._texts = equipment.texts
        self._page = Page(self._texts, equipment.pack.office)

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        """Return the page, its files, and what the page calls."""
        self._intake = Intake(self._storage, receive, self._clock)
        return [
            web.get("/", self._guarded(self._show_page)),
            web.get("/r/{unit}", self._guarded(self._lead)),
            web.get("/web/stream", self._guarded(self._stream), allow_head=False),
            web.get("/web/messages", self._guarded(self._poll)),
            web.get(messages.FILES + "/{id}", self._guarded(self._show_file)),
            web.get("/web/{name}", self._guarded(self._static)),
            web.post("/web/messages", self._guarded(self._take_words)),
            web.post(messages.FILES, self._guarded(self._take_file)),
            web.post("/web/leave", self._guarded(self._leave)),
        ]

    async def start(self, receive: Receive) -> None:
        """Let calls in."""
        self._open = True
        self._streams.start()

    async def stop(self) -> None:
        """Let no more in and end every stream; what is under way is committed first."""
        self._open = False
        await self._streams.stop()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Put a message into its person's mailbox; raises SendError."""
        return await self._put(secrets.token_hex(16), outgoing, owed=False)

    async def deliver(self, id: str, outgoing: Outgoing) -> str | None:
        """Move a row of the outbox into its person's mailbox, once whatever happens; raises
        SendError."""
        return await self._put(id, outgoing, owed=True)

    async def _put(self, id: str, outgoing: Outgoing, *, owed: bool) -> str | None:
        mark = self._mailbox.mark(Address(self.name, outgoing.chat))
        try:
            kept = await self._mailbox.add(
                mark,
                id,
                messages.payload(outgoing, id),
                outgoing.content,
                self._clock(),
                instead=outgoing.edit,
                owed=owed,
            )
        except (StorageError, Conflict):
            raise Unavailable from None
        self._streams.wake(mark)
        return kept

    def persona(self, account: str) -> str:
        """Return whom an account plays in a demonstration; elsewhere nobody plays."""
        return ""

    async def fetch(self, ref: str) -> bytes:
        """Return the bytes of an uploaded file; raises SendError."""
        found = read_ref(ref)
        if found is None:
            raise Undeliverable
        try:
            content = await self._storage.uploads.fetch(*found, self._clock())
        except StorageError:
            raise Unavailable from None
        except RowDamaged:
            raise Undeliverable from None
        if content is None:
            raise Undeliverable
        return content

    # The page

    def link(self, payload: str) -> str:
        """Return the page that opens what a payload says, "" where the internet finds no page."""
        return f"{self._public_url}/?s={payload}" if self._public_url else ""

    def typed(self, unit: str) -> str:
        """Return an address short enough to be typed off a poster."""
        return f"{self._public_url.partition('://')[2]}/r/{unit}"

    async def _lead(self, request: web.Request) -> web.StreamResponse:
        """Lead from the short address on a poster to the page."""
        start = f"r__{request.match_info['unit']}"
        raise web.HTTPFound(f"/?s={start}" if _START.fullmatch(start) else "/")

    async def _show_page(self, request: web.Request) -> web.StreamResponse:
        secure, embedded = self._door.is_secure(request), self._door.is_embedded(request)
        account = self._identity.account_of(request, secure=secure)
        if account is None:
            self._allow(self._arrivals.spend(self._door.caller(request)))
        else:
            self._allow(self._looks_by.spend(account))
        person = await self._person(account)
        account = account or new_account()
        start = request.query.get("s", "")
        chosen = (person and person.language) or ""
        body = self._page.page(
            self._language(request, spoken(chosen)),
            start=start if _START.fullmatch(start) else "",
            demo=self.persona(account),
            admin=account in self._admins or (person is not None and "admin" in person.roles),
            large=is_simple(chosen),
        )
        answer = body.answer(request, _PAGE_HEADERS)
        answer.headers["Content-Security-Policy"] = _POLICY + self._door.frames
        answer.headers["Set-Cookie"] = self._identity.cookie(
            account, secure=secure, embedded=embedded
        )
        return answer

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return self._page.file(request)

    async def _person(self, account: str | None) -> Person | None:
        if account is None:
            return None
        try:
            return await self._storage.work().people.known(Address(self.name, account))
        except StorageError:
            return None  # the page works without

    def _language(self, request: web.Request, chosen: str) -> str:
        """Return the page's language: as asked for, as its person chose, as the browser says."""
        for each in (request.query.get("lang"), chosen):
            if each in self._texts.languages:
                return each
        return self._hint(request)

    def _hint(self, request: web.Request) -> str:
        for each in request.headers.get("Accept-Language", "").lower().split(","):
            language = each.strip()[:2]
            if language in self._texts.languages:
                return language
        return "vi"

    # What the page calls

    async def _take_words(self, request: web.Request) -> web.StreamResponse:
        caller = self._poster(request)
        return await self._intake.words(request, caller)

    async def _take_file(self, request: web.Request) -> web.StreamResponse:
        caller = self._poster(request)
        told = request.content_length
        size = LARGEST_FILE if told is None else told  # a page always tells
        self._allow(self._bytes_by.spend(caller.account, size))
        self._allow(self._bytes_from.spend(self._door.caller(request), size))
        return await self._intake.file(request, caller)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        mark = self._reader(request)
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        try:
            at = self._door.caller(request)
            return await self._streams.serve(request, mark, _number(after), at)
        except Full:
            raise Refused(503, "busy", wait=10) from None

    async def _poll(self, request: web.Request) -> web.StreamResponse:
        mark = self._reader(request)
        after, wait = (_number(request.query.get(name, "0")) for name in ("after", "wait"))
        try:
            found = await self._streams.poll(mark, after, wait, self._door.caller(request))
        except Full:
            raise Refused(503, "busy", wait=10) from None
        except StorageError:
            raise Refused(503, "later", wait=3) from None
        answer = web.Response(body=found, content_type="application/json")
        answer.headers["Cache-Control"] = "no-store"
        answer.enable_compression()
        return answer

    async def _show_file(self, request: web.Request) -> web.StreamResponse:
        mark, id = self._mark_of(request), request.match_info["id"]
        try:
            found = await self._mailbox.file(mark, id) if _MESSAGE.fullmatch(id) else None
        except StorageError:
            raise Refused(503, "later", wait=3) from None
        except RowDamaged:
            found = None
        if found is None:
            raise Refused(404, "gone")
        payload, content = found
        headers = {"Cache-Control": "private, no-cache", "ETag": f'"{id}"', "Vary": "Cookie"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        file = orjson.loads(payload)["file"]
        shown = "inline" if file["mime"] in _SHOWN else "attachment"
        return web.Response(
            body=content,
            headers={
                "Content-Type": file["mime"],
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file['name'], safe='')}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                # Asked for again each time: at a shared computer the next person may not have it.
                **headers,
            },
        )

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        """Forget who this browser is: the next at a shared computer is somebody else."""
        if not self._door.is_ours(request):
            raise Refused(403, "origin")
        secure = self._door.is_secure(request)
        account = self._identity.account_of(request, secure=secure)
        if account is not None:
            self._allow(self._posts_by.spend(account))
            await self._left(Address(self.name, account))
        answer = web.Response(status=204, headers={"Clear-Site-Data": '"cache", "storage"'})
        for embedded in {False, secure}:  # a call does not tell whether its page is in a frame
            gone = self._identity.forgotten(secure=secure, embedded=embedded)
            answer.headers.add("Set-Cookie", gone)
        return answer

    async def _left(self, address: Address) -> None:
        """Note that nobody reads there any more: who has other addresses is written to at those."""
        work = self._storage.work()
        try:
            if await work.people.known(address) is not None:
                now = self._clock()
                work.people.reachable(address, False, now)
                await work.commit("", "", now)
        except StorageError as error:  # all the same, the browser forgets
            _log.error("that a person left was not kept", error=type(error).__name__)

    # Who may

    def _guarded(self, handler: _Handler) -> _Handler:
        """Have refusals told in the language of who calls."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                if not self._open:
                    raise Refused(503, "later", wait=3)
                self._allow(self._calls_from.spend(self._door.caller(request)))
                answer = await handler(request)
            except Refused as refused:
                answer = self._refuse(request, refused)
            if self._door.is_secure(request) and not answer.prepared:
                answer.headers["Strict-Transport-Security"] = _ONLY_HTTPS
            return answer

        return guarded

    def _refuse(self, request: web.Request, refused: Refused) -> web.Response:
        say = self._texts.render(Text(f"web-error-{refused.code}"), self._hint(request))
        headers = {"Cache-Control": "no-store"}
        if refused.wait:
            headers["Retry-After"] = str(max(1, round(refused.wait)))
        if request.path == "/":  # read by a person, whose browser tries again by itself
            headers["Refresh"] = headers.get("Retry-After", "10")
            return web.Response(status=refused.status, text=say, headers=headers)
        return web.Response(
            status=refused.status,
            body=orjson.dumps({"error": refused.code, "say": say}),
            content_type="application/json",
            headers=headers,
        )

    def _poster(self, request: web.Request) -> Caller:
        """Return who posts; raises Refused."""
        if not self._door.is_ours(request):
            raise Refused(403, "origin")
        account = self._account(request)
        self._allow(self._posts_by.spend(account))
        return Caller(account, self._hint(request), self._door.caller(request))

    def _reader(self, request: web.Request) -> bytes:
        """Return the mark of whose mailbox is read; raises Refused."""
        account = self._account(request)
        self._allow(self._looks_by.spend(account))
        return self._mailbox.mark(Address(self.name, account))

    def _mark_of(self, request: web.Request) -> bytes:
        return self._mailbox.mark(Address(self.name, self._account(request)))

    def _account(self, request: web.Request) -> str:
        account = self._identity.account_of(request, secure=self._door.is_secure(request))
        if account is None:
            raise Refused(401, "cookie")
        return account

    @staticmethod
    def _allow(wait: float) -> None:
        if wait > 0:
            raise Refused(429, "slow-down", wait=wait)


def _number(given: str) -> int:
    """Return a number of the query; raises Refused."""
    if not (given.isascii() and given.isdecimal() and len(given) <= 16):
        raise Refused(400, "malformed")
    return int(given)
