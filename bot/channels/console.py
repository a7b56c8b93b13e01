"""The terminal as a channel: for trying the bot out, for preview, and for transcripts.

A number typed after a list of buttons presses that button; `=4` says the number itself. Where a
number would be an answer ("how many?") buttons have no numbers and are typed by name. What cannot
be typed has a word of its own:
`@photo 3 caption` an album of three, `@voice`, `@video`, `@file`, `@sticker 50` fifty at once,
`@place 20.49,105.9`, `@phone 0912345678`, `@edit WORDS` the last message changed afterwards,
`@tap N LABEL` the button LABEL of the Nth last message that had buttons.
"""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from bot.channel import Capabilities, Channel, Key, Outgoing, Receive
from feedback.messages import Address, Attachment, Contact, Inbound, Location
from feedback.text import clean, fold

_ATTACHMENTS = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "file": ""}
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
"""The smallest PNG: what a photo "sent" from a terminal contains."""


class Console(Channel):
    """One person at a terminal. `say` shows a message; pictures and files go to `folder`."""

    name: ClassVar[str] = "console"
    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=100_000,
        buttons=100,
        types=True,
        columns=6,
        pictures=True,
        files=True,
        requests=frozenset({"phone", "location"}),
    )

    def __init__(self, account: str, say: Callable[[str], object], folder: Path | None) -> None:
        self._account, self._say, self._folder = account, say, folder
        self._receive: Receive | None = None
        self._run = secrets.token_hex(4)
        """Sets apart the events of this run: those of an earlier one are known to the database."""
        self._events: Iterator[int] = itertools.count(1)
        self._files_kept: Iterator[int] = itertools.count(1)
        self._typed = ""
        self._boards: list[tuple[Key, ...]] = []
        self._latest: list[tuple[bool, tuple[Key, ...]]] = []
        """What was shown last, each board with whether it is numbered."""
        self._answered = True

    async def start(self, receive: Receive) -> None:
        """Remember who handles what is typed."""
        self._receive = receive

    async def stop(self) -> None:
        """Take nothing more."""
        self._receive = None

    async def type(self, line: str) -> str | None:
        """Say one line as the person; returns the words shown over a pressed button, if any.

        Raises ValueError, in words for the person, for an `@` line that cannot be done.
        """
        if self._receive is None:
            raise RuntimeError("the console was not started")
        toast = None
        inbounds = self.inbounds(line)
        self._answered = True
        for inbound in inbounds:
            receipt = await self._receive(inbound)
            toast = receipt.toast or toast
        return toast

    def inbounds(self, line: str) -> list[Inbound]:
        """Translate a typed line; an album becomes one event for each part."""
        word, _, rest = line.partition(" ")
        if word == "@tap":
            return [self._tap(rest)]
        if word == "@edit":
            return [self._inbound(text=clean(rest), edited=True, message=self._typed)]
        if word == "@place":
            return [self._inbound(location=_point(rest))]
        if word == "@phone":
            return [self._inbound(contact=Contact(rest.strip()))]
        if word == "@sticker":
            times = int(rest) if rest.isdecimal() else 1
            sticker = (Attachment("sticker", "sticker"),)
            return [self._inbound(attachments=sticker) for _ in range(times)]
        if word[:1] == "@" and word[1:] in _ATTACHMENTS:
            return self._files(word[1:], rest)
        typed = re.sub(r"^=(?=\d)", "", line)
        key = self._key(line.strip())
        if key is not None:
            return [self._inbound(press=key.data)]
        inbound = self._inbound(text=clean(typed))
        self._typed = inbound.message or ""
        return [inbound]

    async def send(self, outgoing: Outgoing) -> str | None:
        """Show a message; buttons as a numbered list."""
        keys = tuple(key for row in outgoing.rows for key in row)
        shown = [outgoing.text] if outgoing.text else []
        if outgoing.content is not None:
            shown.append(f"[{self._keep(outgoing.name, outgoing.content)}]")
        numbers = itertools.count(1)
        shown += [
            "  "
            + "   ".join(
                f"[{next(numbers)}] {key.label}{_link(key)}"
                if outgoing.numbered
                else f"[{key.label}]{_link(key)}"
                for key in row
            )
            for row in outgoing.rows
        ]
        if keys:
            self._boards.append(keys)
            self._latest = [] if self._answered else self._latest
            self._latest.append((outgoing.numbered, keys))
            self._answered = False
        self._say("\n".join(shown))
        return None

    async def fetch(self, ref: str) -> bytes:
        """Return what an attachment "sent" from a terminal contains."""
        return _PIXEL

    def _keep(self, name: str, content: bytes) -> str:
        if self._folder is None:
            return name
        path = self._folder / f"{next(self._files_kept)}-{Path(name).name}"
        path.write_bytes(content)
        return str(path)

    def _key(self, typed: str) -> Key | None:
        """Return the button shown last that a number stands for, or that is named."""
        for numbered, board in reversed(self._latest):
            if not numbered:
                for key in board:
                    if key.label.casefold() == typed.casefold():
                        return key
            elif typed.isdecimal() and 0 < int(typed) <= len(board):
                return board[int(typed) - 1]
        return None

    def _tap(self, rest: str) -> Inbound:
        back, _, label = rest.partition(" ")
        if not back.isdecimal() or not 0 < int(back) <= len(self._boards):
            raise ValueError("Xin gõ: @tap 2 TÊN NÚT (nút của tin nhắn có nút, thứ 2 từ dưới lên)")
        board = self._boards[-int(back)]
        key = next((key for key in board if fold(label) in fold(key.label)), None)
        if key is None:
            raise ValueError("Nút ở đó: " + ", ".join(key.label for key in board))
        return self._inbound(press=key.data)

    def _files(self, kind: str, rest: str) -> list[Inbound]:
        count, _, caption = rest.partition(" ")
        if not count.isdecimal():
            count, caption = "1", rest
        many = int(count) > 1
        album = f"album{next(self._events)}" if many else None
        return [
            self._inbound(
                attachments=(Attachment(kind, f"{kind}{n}", 1000, mime=_ATTACHMENTS[kind]),),  # type: ignore[arg-type]
                album=album,
                text=clean(caption) if n == 0 else "",
            )
            for n in range(int(count))
        ]

    def _inbound(self, **parts: object) -> Inbound:
        address = Address(self.name, self._account)
        number = next(self._events)
        about = {"message": str(number), "language": "vi", **parts}
        event = f"{self._run}-{number}"
        return Inbound(event=event, address=address, chat=self._account, **about)  # type: ignore[arg-type]


def _point(typed: str) -> Location:
    point = re.fullmatch(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)", typed.strip())
    if point is None or abs(float(point[1])) > 90 or abs(float(point[2])) > 180:
        raise ValueError("Xin gõ: @place VĨ ĐỘ,KINH ĐỘ, ví dụ @place 20.49,105.9")
    return Location(float(point[1]), float(point[2]))


def _link(key: Key) -> str:
    return f" <{key.url}>" if key.url else ""
