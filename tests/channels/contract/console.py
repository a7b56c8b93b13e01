"""The terminal: what is typed goes in, what is printed comes out. It has no platform behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from bot.channel import Channel
from bot.channels.console import Console
from bot.settings import Settings
from tests.channels.contract.driver import PATIENCE, Ability, Driver, Heard, Key, Somebody

_KEY = re.compile(r"\[(\d+)\] (?! )(.+?)(?: <[^>]*>)?(?=   \[|$)|\[([^\]]+)\](?=   \[|$)")
"""`[2] A label`, which its number presses, or `[label]`, which is typed itself."""
_FILE = re.compile(r"\[([^\]\n]+\.(?:png|xlsx|json))\]")
_PROMPT = b"\n> "
_MIMES = {".png": "image/png", ".xlsx": "application/vnd.ms-excel", ".json": "application/json"}


class AtTheTerminal(Somebody):
    """Whoever sits there."""

    account = "1"

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self._terminal = terminal

    def messages(self) -> Sequence[Heard]:
        return [_heard(at, shown) for at, shown in enumerate(self._terminal.shown, start=1)]

    async def type(self, text: str) -> None:
        await self._terminal.enter(text)

    async def push(self, key: Key, of: Heard) -> None:
        boards = [each for each in self.messages() if each.keys]
        back = len(boards) - next(at for at, each in enumerate(boards) if each.id == of.id)
        if back > 1:
            await self.type(f"@tap {back} {key.label}")
        else:
            await self.type(key.data or key.label)

    async def send_photos(self, count: int, caption: str) -> None:
        await self.type(f"@photo {count} {caption}".strip())

    async def send_voice(self) -> None:
        await self.type("@voice")

    async def send_place(self, latitude: float, longitude: float) -> None:
        await self.type(f"@place {latitude},{longitude}")

    async def send_phone(self, number: str) -> None:
        await self.type(f"@phone {number}")

    async def open(self, heard: Heard) -> bytes:
        return await asyncio.to_thread(Path(heard.file).read_bytes)

    def secrets(self) -> Sequence[str]:
        return ()


class Terminal(Driver):
    """One terminal."""

    name = "console"
    kind = Console
    talks = True
    lacks: ClassVar[Mapping[Ability, str]] = {
        Ability.DOOR: "nobody comes in but who sits there",
        Ability.PROVIDER: "what is printed is there; nothing can be away",
        Ability.BLOCKED: "who does not want messages closes the terminal",
        Ability.THROTTLED: "a terminal is never too slow",
        Ability.REPEATS: "what is typed is typed once, each line an event of its own",
        Ability.REQUESTS: "@place and @phone share; a terminal has no button of its own",
    }

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.console = Console(AtTheTerminal.account, self.shown.append, None)
        self._process: asyncio.subprocess.Process | None = None

    def settings(self, address: str) -> Mapping[str, str]:
        return {}

    def channels(self, settings: Settings) -> Mapping[str, Channel]:
        # Files go beside the database.
        folder = settings.master_key_file.parent
        self.console = Console(AtTheTerminal.account, self.shown.append, folder)
        return {self.console.name: self.console}

    def person(self, number: int = 1) -> AtTheTerminal:
        return AtTheTerminal(self)

    def command(self, admin: bool) -> Sequence[str]:
        return ("chat", "--as", "admin" if admin else "citizen")

    async def attend(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        await self._read()
        self.shown.clear()  # how one types there

    async def enter(self, line: str) -> None:
        """Type a line; in a program of its own, everything said to it is printed before the next."""
        if self._process is None:
            await self.console.type(line)
            return
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._read()

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            printed = (await self._process.stdout.readuntil(_PROMPT)).decode()
        _echo, _, said = printed.removesuffix(_PROMPT.decode()).partition("\n")
        self.shown += [each.strip("\n") for each in said.split("\n\n\n") if each.strip("\n")]


def _heard(at: int, shown: str) -> Heard:
    lines = shown.split("\n")
    words = [line for line in lines if not line.startswith("  [")]
    keys = [
        Key(found[2] or found[3], found[1] or "")
        for line in lines
        if line.startswith("  [")
        for found in _KEY.finditer(line[2:])
    ]
    file = _FILE.search(shown)
    return Heard(
        stamp=at,
        id=str(at),
        text="\n".join(words),
        keys=tuple(keys),
        mime=_MIMES[Path(file[1]).suffix] if file else "",
        name=Path(file[1]).name.partition("-")[2] if file else "",
        file=file[1] if file else "",
    )
