"""A person with Zalo on their telephone, who talks to a bot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telephone import PIXEL, Telephone

if TYPE_CHECKING:
    from .server import FakeZaloBot

_LISTED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


@dataclass
class Seen:
    """One message that reached the telephone."""

    text: str = ""
    photo: str = ""
    """Where the picture is fetched from."""
    content: bytes | None = None
    mime: str = ""


class Person(Telephone[Seen]):
    """Says things as events; `messages` is what came back, oldest first."""

    def __init__(self, zalo: FakeZaloBot, id: str) -> None:
        super().__init__()
        self._zalo, self.id = zalo, id
        self.blocked = False
        self.typing = 0
        """How often "typing…" was shown."""

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
