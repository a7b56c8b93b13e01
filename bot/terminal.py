"""The terminal chat, transcripts and the demo: the bot as a person sees it, without any network.

A transcript is what was said, readable by anybody::

    # an older citizen types without accents
    @now 2026-11-24 08:00
    > /danhgia
    < Ông/Bà muốn đánh giá ...
    <   [1] Rất hài lòng
    @later 3 days
    > rat hai long

`>` is the person, `<` is the bot, `@now` and `@later` set the clock, `@admin` makes the person an
administrator. Tracking codes differ from run to run and are written `<code>`.
"""

from __future__ import annotations

import asyncio
import difflib
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot import operations
from bot.app import App, wall_clock
from bot.channels.console import Console
from bot.settings import Settings
from bot.texts import LOCAL_TIME
from feedback.code import ALPHABET
from feedback.messages import Address

_CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{4}}\b")
_LATER = re.compile(r"(\d+)\s+(second|minute|hour|day)s?")
_ACCOUNT = "1"


class Session:
    """One person at a terminal, with the whole program behind."""

    def __init__(self, app: App, console: Console) -> None:
        self._app, self._console = app, console

    @classmethod
    async def open(
        cls,
        settings: Settings,
        say: Callable[[str], object],
        *,
        admin: bool = False,
        clock: Callable[[], datetime] = wall_clock,
        folder: Path | None = None,
    ) -> Session:
        """Open the program with the terminal as its only channel."""
        console = Console(_ACCOUNT, say, folder)
        admins = (*settings.admins, Address(console.name, _ACCOUNT)) if admin else settings.admins
        settings = settings.model_copy(update={"admins": admins})
        app = await App.open(
            settings, {console.name: console}, clock=clock, migrate=True, held=True
        )
        await app.start(web=False)
        return cls(app, console)

    async def type(self, line: str) -> None:
        """Say one line and wait until everything it led to was shown."""
        await self._console.type(line)
        await self._app.settle()

    async def close(self) -> None:
        """End the program."""
        await self._app.stop()


async def chat(settings: Settings, role: str, record: Path | None) -> None:
    """Chat until the person leaves with Ctrl-D; keep what was said when `record` names a file."""
    said: list[str] = []

    def show(text: str) -> None:
        said.extend(f"< {line}".rstrip() for line in _CODE.sub("<code>", text).split("\n"))
        print(f"\n{text}\n")  # noqa: T201 - the terminal is the channel

    print("Gõ tin nhắn rồi Enter; số để chọn nút; Ctrl-D để thoát. Bắt đầu: /start")  # noqa: T201
    session = await Session.open(
        settings, show, admin=role == "admin", folder=Path(tempfile.gettempdir()) / "langnghe"
    )
    try:
        while (line := await asyncio.to_thread(_read_line)) is not None:
            if line.strip():
                said.append(f"> {line}")
                await session.type(line)
    finally:
        await session.close()
        if record is not None:
            await asyncio.to_thread(record.write_text, "\n".join(said) + "\n", "utf-8")
            print(f"Đã ghi lại cuộc trò chuyện vào {record}")  # noqa: T201


def _read_line() -> str | None:
    sys.stdout.write("> ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.removesuffix("\n") if line else None


async def play(transcript: str, office: Path) -> tuple[list[str], list[str]]:
    """Play a transcript on a new database; returns what it expects and what was said."""
    expected = [line.rstrip() for line in transcript.splitlines() if line and line[0] not in "#"]
    said: list[str] = []
    now = datetime(2026, 11, 24, 8, 0, tzinfo=LOCAL_TIME)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            database_url="sqlite:///:memory:",
            office=office,
            master_key_file=Path(folder) / "key",
        )

        def show(text: str) -> None:
            said.extend(f"< {line}".rstrip() for line in _CODE.sub("<code>", text).split("\n"))

        session = await Session.open(settings, show, admin="@admin" in expected, clock=lambda: now)
        try:
            for line in expected:
                if line.startswith("<"):
                    continue
                said.append(line)
                if line.startswith("@now "):
                    at = datetime.strptime(line[5:].strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007
                    now = at.replace(tzinfo=LOCAL_TIME)
                elif later := _LATER.fullmatch(line.removeprefix("@later ")):
                    now += timedelta(**{f"{later[2]}s": int(later[1])})
                elif line.startswith("> "):
                    now += timedelta(seconds=5)
                    await session.type(line[2:])
        finally:
            await session.close()
    return expected, said


async def replay(path: Path, office: Path, say: Callable[[str], object]) -> int:
    """Play a transcript and show where the bot differs; 0 when it does not."""
    transcript = await asyncio.to_thread(path.read_text, "utf-8")
    expected, said = await play(transcript, office)
    differences = list(compare(expected, said))
    for line in differences or ["The bot says just what the transcript says."]:
        say(line)
    return int(bool(differences))


def compare(expected: Iterable[str], said: Iterable[str]) -> Iterable[str]:
    """Return the differences, `-` for what was expected and `+` for what was said."""
    return difflib.unified_diff(list(expected), list(said), "expected", "said", lineterm="", n=2)


async def demo(ask: bool) -> None:
    """Load the sample office and made-up data into a database of its own, then chat as admin."""
    folder = Path(tempfile.mkdtemp(prefix="langnghe-demo-"))
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/demo.db",
        master_key_file=folder / "demo.key",
        log_level="ERROR",
    )
    await operations.seed(settings, 2000, 60, 1)
    print(  # noqa: T201
        "\nVăn phòng mẫu đã sẵn sàng. Ông/Bà là người dân, và cũng có quyền xem số liệu.\n"
        "Hãy thử:  /danhgia   /gopy   /tracuu   /thongke   /xuat   /trogiup   /language\n"
    )
    if ask:
        await chat(settings, "admin", None)
