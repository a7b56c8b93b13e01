"""A person with Zalo on their telephone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .server import FakeZaloOA

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@dataclass
class Seen:
    """One message that reached the telephone."""

    text: str = ""
    buttons: list[dict[str, Any]] = field(default_factory=list)
    content: bytes | None = None
    name: str = ""
    kind: str = "text"
    fields: dict[str, str] = field(default_factory=dict)
    billed: bool = False

    @property
    def labels(self) -> list[str]:
        return [each["title"] for each in self.buttons]


class Person:
    """Says things as events; `messages` is what came back, oldest first."""

    def __init__(self, zalo: FakeZaloOA, id: str) -> None:
        self._zalo, self.id = zalo, id
        self.messages: list[Seen] = []
        self.last_seen: float | None = None
        """When they last did something, by the fake's clock: the window opens."""
        self.blocked = False
        self._changed = asyncio.Event()
        self._looked = 0

    # --- what reaches them

    def receive(self, seen: Seen) -> None:
        self.messages.append(seen)
        self._changed.set()

    async def wait_for(
        self, wanted: str | Callable[[Seen], object], patience: float = 30.0
    ) -> Seen:
        """Return the first message, after those waited for before, that says what is wanted."""
        try:
            async with asyncio.timeout(patience):
                while True:
                    for at in range(self._looked, len(self.messages)):
                        seen = self.messages[at]
                        if wanted in seen.text if isinstance(wanted, str) else wanted(seen):
                            self._looked = at + 1
                            return seen
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            said = [each.text[-300:] for each in self.messages[-3:]]
            raise AssertionError(f"nobody said {wanted!r}; the last was {said}") from None

    def button(self, label: str, old: bool = False) -> dict[str, Any]:
        """Return the latest button with this in its title, of what was last waited for or came
        after it; `old`: of everything."""
        shown = self.messages[0 if old else max(0, self._looked - 1) :]
        buttons = [each for seen in reversed(shown) for each in seen.buttons]
        for fits in (lambda title: title == label, lambda title: label in title):
            for each in buttons:
                if fits(each["title"]):
                    return each
        raise AssertionError(f"no button {label!r} in {[each.labels for each in shown]}")

    # --- what they do

    def send(self, text: str) -> dict[str, Any]:
        return self._say("user_send_text", {"text": text})

    def press(self, label: str, old: bool = False) -> dict[str, Any]:
        """Press the latest button with this label: it comes as a text."""
        button = self.button(label, old)
        assert button["type"].startswith("oa.query"), button
        return self.send(button["payload"])

    def send_image(self, content: bytes = PIXEL, text: str = "") -> dict[str, Any]:
        url = self._zalo.keep(content)
        attached = [{"type": "image", "payload": {"thumbnail": url, "url": url}}]
        return self._say("user_send_image", {"text": text, "attachments": attached})

    def send_voice(self, content: bytes = b"mp3") -> dict[str, Any]:
        attached = [{"type": "audio", "payload": {"url": self._zalo.keep(content)}}]
        return self._say("user_send_audio", {"attachments": attached})

    def send_location(self, latitude: float, longitude: float) -> dict[str, Any]:
        point = {"latitude": str(latitude), "longitude": str(longitude)}
        attached = [{"type": "location", "payload": {"coordinates": point}}]
        return self._say("user_send_location", {"text": "", "attachments": attached})

    def share_info(self, name: str, phone: str | int) -> dict[str, Any]:
        return self._happens("user_submit_info", info={"name": name, "phone": phone})

    def follow(self) -> dict[str, Any]:
        return self._zalo.bring("follow", follower={"id": self.id}, source="testing")

    def withdraw(self) -> dict[str, Any]:
        return self._zalo.bring("user_withdraw", user_id=self.id)

    def _say(self, name: str, message: dict[str, Any]) -> dict[str, Any]:
        return self._happens(name, message={"msg_id": self._zalo.new_id(), **message})

    def _happens(self, name: str, **more: Any) -> dict[str, Any]:
        self.last_seen = self._zalo.clock()
        return self._zalo.bring(
            name, sender={"id": self.id}, recipient={"id": self._zalo.oa_id}, **more
        )
