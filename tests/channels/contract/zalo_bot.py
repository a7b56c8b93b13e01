"""Zalo's Bot Platform, polling and with a webhook, on its fake."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

from bot.channels.zalo_bot import ZaloBot
from tests.channels.contract.driver import PATIENCE, Ability, Call, Driver, Heard, Key, Somebody
from tests.fakes.zalo_bot import FakeZaloBot, Person

_PATH, _HEADER, _SECRET = "/zalo/bot", "X-Bot-Api-Secret-Token", "what-only-Zalo-knows"
_LACKS: Mapping[Ability, str] = {
    Ability.ALBUMS: "Zalo brings pictures one by one and does not say which belong together",
    Ability.REQUESTS: "there are no buttons, and so none to share anything with",
    Ability.PLACES: "a place comes as something that bots cannot be shown",
    Ability.PHONES: "a card comes as something that bots cannot be shown",
    Ability.OLD_BUTTONS: "a number means the last list, whatever older one is in sight",
}


class Telephone(Somebody):
    """A person with Zalo: what others press they type."""

    def __init__(self, person: Person) -> None:
        super().__init__(types_numbers=True)
        self.at = person
        self.account = person.id

    def messages(self) -> Sequence[Heard]:
        return [
            Heard(
                stamp=at,
                id=str(at),
                text=seen.text,
                mime=seen.mime,
                name=seen.photo.rpartition("/")[2],
                file=str(at) if seen.content is not None else "",
            )
            for at, seen in enumerate(self.at.messages, start=1)
        ]

    async def type(self, text: str) -> None:
        self.at.send(text)

    async def push(self, key: Key, of: Heard) -> None:
        raise AssertionError("there are no buttons")

    async def send_photos(self, count: int, caption: str) -> None:
        for at in range(count):
            self.at.send_photo(caption="" if at else caption)

    async def send_voice(self) -> None:
        self.at.send_voice()

    async def open(self, heard: Heard) -> bytes:
        content = self.at.messages[int(heard.file) - 1].content
        assert content is not None
        return content


class _Bot(Driver):
    """One bot."""

    kind = ZaloBot
    mode: ClassVar[str]
    first: ClassVar[str]
    """The call after which the program and the platform know each other."""

    def __init__(self) -> None:
        self.zalo = FakeZaloBot(longest_poll=0.5)

    async def __aenter__(self) -> Self:
        await self.zalo.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.zalo.__aexit__()

    def settings(self, address: str) -> Mapping[str, str]:
        return {
            "ZALO_BOT_TOKEN": self.zalo.token,
            "ZALO_BOT_MODE": self.mode,
            "ZALO_BOT_WEBHOOK_SECRET": _SECRET,
            "ZALO_BOT_API_URL": self.zalo.url,
            "PUBLIC_URL": address,
        }

    async def serve(self, address: str, clock: Callable[[], float]) -> None:
        self.zalo.clock = clock
        async with asyncio.timeout(PATIENCE):
            while not any(call.done for call in self.zalo.calls_of(self.first)):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    def person(self, number: int = 1) -> Telephone:
        return Telephone(self.zalo.person(number))

    def knows_secrets(self) -> Sequence[str]:
        return (self.zalo.token, _SECRET)

    def check(self) -> None:
        assert {call.error for call in self.zalo.calls} <= {None, 403, 408, 429, 500, 502}

    def refuse(self) -> None:
        for method in ("sendMessage", "sendPhoto"):
            self.zalo.fail(method, "502", times=1_000_000)

    def recover(self) -> None:
        self.zalo.mend()
        self.zalo.outage = False

    def vanish(self) -> None:
        self.zalo.outage = True

    def throttle(self, person: Somebody) -> None:
        self.zalo.fail("sendMessage", "429")

    def block(self, person: Somebody) -> None:
        self.zalo.people[person.account].blocked = True

    def unblock(self, person: Somebody) -> None:
        self.zalo.people[person.account].blocked = False

    def repeat(self) -> None:
        self.zalo.duplicates = 1.0
        self.zalo.reordering = random.Random(7)

    def storm(self) -> None:
        self.zalo.duplicates = 0.5
        self.zalo.reordering = random.Random(7)
        for kind in ("429", "500", "disconnect", "error-502", "408"):
            self.zalo.fail("sendMessage", kind)
        self.zalo.fail("sendMessage", "slow", delay=0.2)
        self.zalo.fail("getUpdates", "500")
        self.zalo.fail("sendPhoto", "502")
        self.zalo.fail("files", "502")


class Polling(_Bot):
    """The platform is asked for messages."""

    name = "zalo-bot-polling"
    mode = "polling"
    first = "deleteWebhook"
    lacks: ClassVar[Mapping[Ability, str]] = {
        **_LACKS,
        Ability.DOOR: "Zalo is asked; nobody comes in",
    }


class Webhook(_Bot):
    """The platform brings messages."""

    name = "zalo-bot-webhook"
    mode = "webhook"
    first = "setWebhook"
    lacks = _LACKS

    def event(self, person: Somebody, text: str) -> dict[str, Any]:
        return self.zalo.event("message.text.received", person.account, {"text": text})

    def genuine(self, body: bytes) -> Call:
        return Call("Zalo", _PATH, body, {_HEADER: _SECRET})

    def forged(self, body: bytes) -> Sequence[Call]:
        return [
            Call("no secret", _PATH, body),
            Call("an empty one", _PATH, body, {_HEADER: ""}),
            Call("nearly the right one", _PATH, body, {_HEADER: _SECRET[:-1]}),
            Call("one in other letters", _PATH, body, {_HEADER: "\u00e9\u00fe" * 9}),
        ]
