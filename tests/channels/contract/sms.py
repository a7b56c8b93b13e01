"""The driver of the example channel in CONTRIBUTING: text messages, on a gateway of our own.

Used by `tests/test_walkthroughs.py` alone, in a copy of the program that has `bot/channels/sms.py`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

import aiohttp
from aiohttp import test_utils, web
from bot.channels.sms import Sms

from tests.channels.contract.driver import Ability, Call, Driver, Heard, Somebody

_SECRET = "what only the gateway knows"


class Telephone(Somebody):
    """A person with a telephone that has keys: what others press they type."""

    def __init__(self, gateway: Gateway, account: str) -> None:
        super().__init__(types_numbers=True)
        self._gateway, self.account = gateway, account

    def messages(self) -> Sequence[Heard]:
        """Return what was sent to them."""
        sent = self._gateway.sent[self.account]
        return [Heard(at, str(at), text) for at, text in enumerate(sent, start=1)]

    async def type(self, text: str) -> None:
        """Write a text message."""
        self._gateway.bring(self._gateway.event(self, text))


class Gateway(Driver):
    """A gateway that can be told to refuse."""

    name = "sms"
    kind = Sms
    lacks: ClassVar[Mapping[Ability, str]] = {
        Ability.PHOTOS: "text messages carry words only",
        Ability.VOICES: "text messages carry words only",
        Ability.ALBUMS: "text messages carry words only",
        Ability.PLACES: "text messages carry words only",
        Ability.PHONES: "text messages carry words only",
        Ability.REQUESTS: "there are no buttons",
        Ability.OLD_BUTTONS: "there are no buttons",
    }

    def __init__(self) -> None:
        self.sent: dict[str, list[str]] = defaultdict(list)
        self._answers: dict[str, int] = {}
        self._refusing, self._times, self._numbers = False, 1, iter(range(1, 10_000))
        self._program, self._order = "", asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/send", self._take)
        self._server = test_utils.TestServer(app)
        await self._server.start_server()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._session.close()
        await self._server.close()

    def settings(self, address: str) -> Mapping[str, str]:
        """Return where the gateway is."""
        return {"SMS_URL": str(self._server.make_url("/send")), "SMS_SECRET": _SECRET}

    async def serve(self, address: str, clock: Callable[[], float]) -> None:
        """Bring messages there."""
        self._program = address

    def person(self, number: int = 1) -> Telephone:
        """Return somebody with a number."""
        return Telephone(self, f"+8491234{number:04d}")

    def knows_secrets(self) -> Sequence[str]:
        """Return what the gateway presents."""
        return (_SECRET,)

    # Trouble

    def refuse(self) -> None:
        """Be out of order."""
        self._refusing = True

    def recover(self) -> None:
        """Work again."""
        self._refusing = False

    def throttle(self, person: Somebody) -> None:
        """Have one message come too soon."""
        self._answers[person.account] = 429

    def block(self, person: Somebody) -> None:
        """Have them send STOP."""
        self._answers[person.account] = 410

    def unblock(self, person: Somebody) -> None:
        """Have them send START."""
        del self._answers[person.account]

    def repeat(self) -> None:
        """Bring everything twice."""
        self._times = 2

    # The door

    def event(self, person: Somebody, text: str) -> dict[str, Any]:
        """Return what the gateway brings."""
        return {"id": f"m{next(self._numbers)}", "from": person.account, "text": text}

    def genuine(self, body: bytes) -> Call:
        """Return a call with the secret."""
        return Call("the gateway", "/sms", body, {"X-Secret": _SECRET})

    def forged(self, body: bytes) -> Sequence[Call]:
        """Return calls without it."""
        guessed = {"X-Secret": _SECRET[:-1]}
        return [Call("no secret", "/sms", body), Call("a guess", "/sms", body, guessed)]

    def bring(self, event: Mapping[str, Any]) -> None:
        """Post a message until it is taken, after those before it."""
        task = asyncio.create_task(self._bring(event))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _bring(self, event: Mapping[str, Any]) -> None:
        async with self._order:
            for _ in range(self._times):
                while not await self._taken(event):  # noqa: ASYNC110 - as gateways do
                    await asyncio.sleep(0.02)

    async def _taken(self, event: Mapping[str, Any]) -> bool:
        headers = {"X-Secret": _SECRET}
        try:
            async with self._session.post(
                f"{self._program}/sms", json=event, headers=headers
            ) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def _take(self, request: web.Request) -> web.Response:
        message = await request.json()
        if set(message) != {"to", "text"} or not 0 < len(message["text"]) <= 640:
            return web.Response(status=400)
        status = self._answers.get(message["to"], 503 if self._refusing else 200)
        if status == 429:
            del self._answers[message["to"]]
        if status == 200:
            self.sent[message["to"]].append(message["text"])
        return web.Response(status=status)
