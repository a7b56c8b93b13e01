"""A person with Zalo on their telephone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telephone import PIXEL, Telephone

if TYPE_CHECKING:
    from .server import FakeZaloOA


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


class Person(Telephone[Seen]):
    """Says things as events; `messages` is what came back, oldest first."""

    def __init__(self, zalo: FakeZaloOA, id: str) -> None:
        super().__init__()
        self._zalo, self.id = zalo, id
        self.last_seen: float | None = None
        """When they last did something, by the fake's clock: the window opens."""
        self.blocked = False

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
