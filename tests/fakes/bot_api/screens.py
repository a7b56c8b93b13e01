"""What people see: messages as they stand now, and waiting for them."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .errors import Json
from .world import Chat, Post, World


@dataclass(frozen=True)
class Button:
    """An inline button."""

    label: str
    data: str | None
    url: str | None


@dataclass(frozen=True)
class Seen:
    """A message as it looks now; ``raw`` is the API's Message."""

    raw: Json
    reply_markup: Json | None
    revision: int

    @property
    def id(self) -> int:
        """The message_id."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def rows(self) -> list[list[Button]]:
        """Its inline buttons, row by row."""
        keyboard = (self.raw.get("reply_markup") or {}).get("inline_keyboard", [])
        return [
            [Button(b["text"], b.get("callback_data"), b.get("url")) for b in row]
            for row in keyboard
        ]

    @property
    def buttons(self) -> list[Button]:
        """Its inline buttons."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """The words on its inline buttons."""
        return [button.label for button in self.buttons]

    @property
    def keys(self) -> list[str]:
        """The words on the reply keyboard that came with it."""
        rows = (self.reply_markup or {}).get("keyboard", [])
        return [key if isinstance(key, str) else key["text"] for row in rows for key in row]

    @property
    def edited(self) -> bool:
        """Tell whether it was edited since it came."""
        return "edit_date" in self.raw

    def button(self, label_or_data: str) -> Button | None:
        """Find a button by its exact label or data, then by a part of its label."""
        exact = (b for b in self.buttons if label_or_data in (b.label, b.data))
        partly = (b for b in self.buttons if label_or_data in b.label)
        return next(exact, None) or next(partly, None)

    def __str__(self) -> str:
        rows = "".join(
            "\n    " + " ".join(f"[{button.label}]" for button in row) for row in self.rows
        )
        kinds = ("photo", "document", "voice", "video", "location", "contact")
        media = "".join(f"<{kind}> " for kind in kinds if kind in self.raw)
        return f"#{self.id} {media}{self.text}{rows}"


def see(post: Post) -> Seen:
    """Take a look at a message; later edits do not change what was seen."""
    return Seen(post.body, post.reply_markup, post.revision)


Wanted = str | Callable[[Seen], object]


class Screen:
    """One chat as its people see it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat
        self._mark = 0  # the revision at the last thing somebody did here

    @property
    def chat_id(self) -> int:
        """Where the bot writes to."""
        return self._chat.id

    @property
    def messages(self) -> list[Seen]:
        """The bot's messages as they are now, oldest first, deleted ones gone."""
        return [see(post) for post in self._posts() if post.by_bot]

    @property
    def history(self) -> list[Seen]:
        """Everybody's messages, oldest first."""
        return [see(post) for post in self._posts()]

    @property
    def last(self) -> Seen:
        """The bot's last message."""
        messages = self.messages
        if not messages:
            raise AssertionError(f"the bot said nothing to {self._chat.id}")
        return messages[-1]

    def _posts(self) -> Iterator[Post]:
        return (post for post in self._chat.posts.values() if not post.deleted)

    def _acted(self) -> None:
        self._mark = self._world.revision

    async def wait_for(
        self,
        wanted: Wanted,
        timeout: float = 5.0,  # noqa: ASYNC109 - a test reads better so
        *,
        anywhere: bool = False,
    ) -> Seen:
        """Wait for a message with these words, or for which the function is true; return the latest such.

        Only messages sent or edited since the last thing done here count, unless ``anywhere``.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found := self._find(wanted, 0 if anywhere else self._mark)) is None:
                    await self._world.changed.wait()
        except TimeoutError:
            seen = "\n".join(map(str, self.messages[-5:])) or "nothing"
            raise AssertionError(
                f"{wanted!r} did not come in {timeout} s; last seen:\n{seen}"
            ) from None
        return found

    def _find(self, wanted: Wanted, mark: int) -> Seen | None:
        fits = (lambda seen: wanted in seen.text) if isinstance(wanted, str) else wanted
        fresh = [seen for seen in self.messages if seen.revision > mark and fits(seen)]
        return max(fresh, key=lambda seen: seen.revision, default=None)

    def find_button(
        self, label_or_data: str, message: "Seen | int | None" = None
    ) -> tuple[Seen, Button]:
        """Find a button, on the latest message that has it unless a message is given."""
        candidates = list(reversed(self.messages))
        if message is not None:
            wanted_id = message if isinstance(message, int) else message.id
            candidates = [seen for seen in candidates if seen.id == wanted_id]
        for seen in candidates:
            if button := seen.button(label_or_data):
                return seen, button
        shown = [seen.labels for seen in candidates if seen.labels][:3]
        raise AssertionError(f"there is no button {label_or_data!r} to press, only {shown}")
