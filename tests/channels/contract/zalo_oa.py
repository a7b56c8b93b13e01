"""Zalo Official Account, on its fake."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

from bot.channels.zalo_oa import ZaloOA
from tests.channels.contract.driver import Ability, Call, Driver, Heard, Key, Somebody
from tests.fakes.zalo_oa import FakeZaloOA, Person

_PATH = "/zalo/oa"
_HEADER = "X-ZEvent-Signature"


class Telephone(Somebody):
    """A person with Zalo."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.at = person
        self.account = person.id

    def messages(self) -> Sequence[Heard]:
        return [
            Heard(
                stamp=at,
                id=str(at),
                text=seen.text,
                keys=tuple(
                    Key(each["title"], str(each.get("payload", ""))) for each in seen.buttons
                ),
                mime={"image": "image/png", "file": "application/octet-stream"}.get(seen.kind, ""),
                name=seen.name,
                file=str(at) if seen.content is not None else "",
                asks="card" if seen.kind == "card" else "",
            )
            for at, seen in enumerate(self.at.messages, start=1)
        ]

    async def type(self, text: str) -> None:
        self.at.send(text)

    async def push(self, key: Key, of: Heard) -> None:
        self.at.send(key.data)

    async def send_photos(self, count: int, caption: str) -> None:
        for at in range(count):
            self.at.send_image(text="" if at else caption)

    async def send_voice(self) -> None:
        self.at.send_voice()

    async def send_place(self, latitude: float, longitude: float) -> None:
        self.at.send_location(latitude, longitude)

    async def send_phone(self, number: str) -> None:
        self.at.share_info("Trần Văn Bình", number)

    async def open(self, heard: Heard) -> bytes:
        content = self.at.messages[int(heard.file) - 1].content
        assert content is not None
        return content


class OfficialAccount(Driver):
    """One Official Account."""

    name = "zalo_oa"
    kind = ZaloOA
    lacks: ClassVar[Mapping[Ability, str]] = {
        Ability.ALBUMS: "Zalo brings pictures one by one and does not say which belong together",
        Ability.REQUESTS: "the card that asks needs a picture the office has put somewhere",
    }

    def __init__(self) -> None:
        self.zalo = FakeZaloOA(app_secret="what-Zalo-and-we-know", webhook_secret="signs-events")

    async def __aenter__(self) -> Self:
        await self.zalo.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.zalo.__aexit__()

    def settings(self, address: str) -> Mapping[str, str]:
        return {
            "ZALO_OA_APP_ID": self.zalo.app_id,
            "ZALO_OA_APP_SECRET": self.zalo.app_secret,
            "ZALO_OA_WEBHOOK_SECRET": self.zalo.webhook_secret,
            "ZALO_OA_REFRESH_TOKEN": self.zalo.issued[0],
            "ZALO_OA_API_URL": self.zalo.url,
            "ZALO_OA_OAUTH_URL": self.zalo.url,
        }

    async def serve(self, address: str, clock: Callable[[], float]) -> None:
        self.zalo.clock = clock
        self.zalo.webhook = address + _PATH

    def person(self, number: int = 1) -> Telephone:
        return Telephone(self.zalo.person(number))

    def knows_secrets(self) -> Sequence[str]:
        zalo = self.zalo
        return (zalo.app_secret, zalo.webhook_secret, *zalo.issued, *zalo.access)

    def check(self) -> None:
        assert {call.error for call in self.zalo.calls} <= {None, -32, -201, -216, -244}

    def refuse(self) -> None:
        self.zalo.fail("/message/", "502", times=1_000_000)

    def recover(self) -> None:
        self.zalo.mend()
        self.zalo.outage = False

    def vanish(self) -> None:
        self.zalo.outage = True

    def throttle(self, person: Somebody) -> None:
        self.zalo.fail("/message/cs", "429")

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
        for kind in ("429", "-32", "500", "disconnect", "502", "-216"):
            self.zalo.fail("/message/cs", kind)
        self.zalo.fail("/message/cs", "slow", delay=0.2)
        self.zalo.fail("/v4/oa/access_token", "500")
        self.zalo.fail("/files/", "502")

    def event(self, person: Somebody, text: str) -> dict[str, Any]:
        return self.zalo.event(
            "user_send_text",
            sender={"id": person.account},
            recipient={"id": self.zalo.oa_id},
            message={"msg_id": self.zalo.new_id(), "text": text},
        )

    def genuine(self, body: bytes) -> Call:
        return Call("Zalo", _PATH, body, self.zalo.sign(body, self._stamped(body)))

    def forged(self, body: bytes) -> Sequence[Call]:
        signed = self.zalo.sign(body, self._stamped(body))
        old = json.dumps({**json.loads(body), "timestamp": "1543908534740"}).encode()
        return [
            Call("no signature", _PATH, body),
            Call("an empty one", _PATH, body, {_HEADER: ""}),
            Call("nothing after mac=", _PATH, body, {_HEADER: "mac="}),
            Call("that of other words", _PATH, body + b" ", signed),
            Call("a recording", _PATH, old, self.zalo.sign(old, "1543908534740")),
        ]

    def _stamped(self, body: bytes) -> str:
        try:
            stamped = str(json.loads(body)["timestamp"])
            return stamped.encode("utf-8", "replace").decode()
        except (ValueError, TypeError, KeyError, RecursionError):
            return str(round(self.zalo.clock() * 1000))
