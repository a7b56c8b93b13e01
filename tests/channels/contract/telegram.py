"""Telegram, polling and with a webhook, on the fake Bot API."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import aiohttp

from bot.channels.telegram import Telegram
from tests.channels.contract.driver import Ability, Call, Driver, Heard, Key, Somebody
from tests.fakes.bot_api import FakeBotApi, Person, Seen

_SECRET = "what-only-Telegram-knows"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Telephone(Somebody):
    """A person with Telegram."""

    def __init__(self, api: FakeBotApi, person: Person) -> None:
        super().__init__()
        self._api, self.at = api, person
        self.account = str(person.id)

    def messages(self) -> Sequence[Heard]:
        return sorted((_heard(seen) for seen in self.at.messages), key=lambda each: each.stamp)

    async def type(self, text: str) -> None:
        self.at.send(text)

    async def push(self, key: Key, of: Heard) -> None:
        self.at.press_stale(int(of.id), key.data)

    async def send_photos(self, count: int, caption: str) -> None:
        if count == 1:
            self.at.send_photo(caption=caption or None)
        else:
            await self.at.send_album(count, caption or None)

    async def send_voice(self) -> None:
        self.at.send_voice()

    async def send_place(self, latitude: float, longitude: float) -> None:
        self.at.send_location(latitude, longitude)

    async def send_phone(self, number: str) -> None:
        self.at.send_contact(number)

    async def open(self, heard: Heard) -> bytes:
        bot = f"bot{self._api.token}"
        async with aiohttp.ClientSession() as session:
            asked = session.post(f"{self._api.url}/{bot}/getFile", json={"file_id": heard.file})
            async with asked as answer:
                path = (await answer.json())["result"]["file_path"]
            async with session.get(f"{self._api.url}/file/{bot}/{path}") as answer:
                return await answer.read()

    def secrets(self) -> Sequence[str]:
        return (self.account, str(self.at.user["first_name"]))


class _Telegram(Driver):
    kind = Telegram
    mode: ClassVar[str]

    def __init__(self) -> None:
        self.api = FakeBotApi(token="987654:CONTRACT-token")
        self._numbers = itertools.count(99_000_001)

    async def __aenter__(self) -> Self:
        await self.api.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.api.__aexit__()

    def settings(self, address: str) -> Mapping[str, str]:
        return {
            "TELEGRAM_TOKEN": self.api.token,
            "TELEGRAM_API_URL": self.api.url,
            "TELEGRAM_MODE": self.mode,
            "TELEGRAM_WEBHOOK_SECRET": _SECRET,
            "PUBLIC_URL": address,
        }

    def person(self, number: int = 1) -> Telephone:
        name = f"Bà Tuyết Lan {number}"
        return Telephone(self.api, self.api.person(710_000 + number, first_name=name))

    def knows_secrets(self) -> Sequence[str]:
        return (self.api.token, _SECRET)

    def check(self) -> None:
        refused = {call.error for call in self.api.calls if call.error and not call.fault}
        allowed = {"query is too old", "not modified", "blocked by the user"}
        assert not [each for each in refused if not any(words in each for words in allowed)]

    def refuse(self) -> None:
        self.api.fail("sendMessage", times=None, kind="502")
        self.api.fail("editMessageText", times=None, kind="502")

    def recover(self) -> None:
        self.api.faults.clear()
        self.api.outage = False

    def vanish(self) -> None:
        self.api.outage = True

    def throttle(self, person: Somebody) -> None:
        self.api.fail("sendMessage", int(person.account), kind="429", retry_after=1)

    def block(self, person: Somebody) -> None:
        self.api.person(int(person.account)).block()

    def unblock(self, person: Somebody) -> None:
        self.api.person(int(person.account)).unblock()

    def repeat(self) -> None:
        self.api.duplicate_updates = 1.0
        self.api.reorder_updates(7)

    def storm(self) -> None:
        self.api.duplicate_updates = 0.5
        self.api.reorder_updates(7)
        self.api.fail("sendMessage", kind="429")
        for method in ("sendMessage", "editMessageText"):
            for kind in ("500", "disconnect-before", "slow", "502"):
                self.api.fail(method, kind=kind, delay=0.2)  # type: ignore[arg-type]
        for kind in ("500-after", "disconnect-after"):
            self.api.fail("editMessageText", kind=kind)  # type: ignore[arg-type]
        for method in ("getFile", "sendDocument"):
            self.api.fail(method, kind="502")


class Polling(_Telegram):
    """Telegram is asked for updates."""

    name = "telegram-polling"
    mode = "polling"
    lacks: ClassVar[Mapping[Ability, str]] = {
        Ability.DOOR: "Telegram is asked; nobody comes in",
    }


class Webhook(_Telegram):
    """Telegram brings updates."""

    name = "telegram-webhook"
    mode = "webhook"

    def genuine(self, body: bytes) -> Call:
        headers = {_HEADER: _SECRET, "Content-Type": "application/json"}
        return Call("Telegram", "/telegram", body, headers)

    def event(self, person: Somebody, text: str) -> dict[str, Any]:
        number = next(self._numbers)
        return {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": 1_790_000_000,
                "chat": {"id": int(person.account), "type": "private"},
                "from": {"id": int(person.account), "is_bot": False, "first_name": "Lan"},
                "text": text,
            },
        }

    def forged(self, body: bytes) -> Sequence[Call]:
        return [
            Call("no secret", "/telegram", body),
            Call("an empty one", "/telegram", body, {_HEADER: ""}),
            Call("nearly the right one", "/telegram", body, {_HEADER: _SECRET[:-1]}),
            Call("one in other letters", "/telegram", body, {_HEADER: "\u00e9\u00fe" * 9}),
        ]


def _heard(seen: Seen) -> Heard:
    raw = seen.raw
    document, photos = raw.get("document"), raw.get("photo")
    return Heard(
        stamp=seen.revision,
        id=str(seen.id),
        text=seen.text,
        keys=tuple(Key(each.label, each.data or "") for each in seen.buttons),
        mime="image/png" if photos else document.get("mime_type", "") if document else "",
        name=document.get("file_name", "") if document else "",
        file=photos[-1]["file_id"] if photos else document["file_id"] if document else "",
        asks=" ".join(seen.keys),
    )
