"""A person with Zalo on their telephone, who talks to a bot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .server import FakeZaloBot

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
_LISTED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


@dataclass
class Seen:
    """One message that reached the telephone."""

    text: str = ""
    photo: str = ""
    """Where the picture is fetched from."""
    content: bytes | None = None
    mime: str = ""


class Person:
    """Says things as events; `messages` is what came back, oldest first."""

    def __init__(self, zalo: FakeZaloBot, id: str) -> None:
        self._zalo, self.id = zalo, id
        self.messages: list[Seen] = []
        self.blocked = False
        self.typing = 0
        """How often "typing…" was shown."""
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

    def number(self, label: str) -> str:
        """Return the number that stands beside a label in the last list that has it."""
        for seen in reversed(self.messages):
            for number, words in reversed(_LISTED.findall(seen.text)):
                if words.startswith(label):
                    return str(number)
        raise AssertionError(f"{label!r} is in no list")

    # --- what they do

    def send(self, text: str) -> dict[str, Any]:
        return self._says("message.text.received", text=text)

    def choose(self, label: str) -> dict[str, Any]:
        """Type the number that stands beside a label."""
        return self.send(self.number(label))

    def send_photo(self, content: bytes = PIXEL, caption: str = "") -> dict[str, Any]:
        more = {"caption": caption} if caption else {}
        url = self._zalo.keep(content)
        return self._says(
            "message.image.received", photo_url=url, message_type="CHAT_PHOTO", **more
        )

    def send_voice(self, content: bytes = b"aac") -> dict[str, Any]:
        url = self._zalo.keep(content)
        return self._says("message.voice.received", voice_url=url, message_type="CHAT_VOICE")

    def send_sticker(self) -> dict[str, Any]:
        return self._says("message.sticker.received", sticker="0e078a2fb66a5f34067b")

    def send_unsupported(self) -> dict[str, Any]:
        """Send a file, a place, or anything from an account that is protected."""
        return self._says("message.unsupported.received")

    def _says(self, name: str, **more: Any) -> dict[str, Any]:
        return self._zalo.happens(name, self.id, more)
