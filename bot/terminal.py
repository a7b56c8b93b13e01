"""The terminal chat and transcripts: the bot as a person sees it, without any network.

A transcript is what was said, readable by anybody::

    # an older citizen types without accents
    > /danhgia
    < Ông/Bà muốn đánh giá ...
    <   [1] Rất hài lòng   [2] Hài lòng
    @later 3 days
    > rat hai long

`>` is the person, `<` is the bot, all buttons of a message stand in one line. `@later 3 days` and
`@now 2026-11-24 08:00` move the clock, which begins there, and have done what is due by then;
`@seed 400 20` makes up answers and cases; `@admin`, anywhere, makes the person an administrator.
Tracking codes differ from run to run and are written `<code>`, their beginnings in lists and in
names of files `<begin>`; in what the person types `<code>` is the last one shown. `@second` has
the person go on at another device, on another channel, and `@first` has them come back; what is
shown meanwhile where they are not is written `<<`. A device may as well be another person: an
officer whom the first has invited. What else a person may "do" is told in `console.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from bot.app import App, wall_clock
from bot.channels.console import Console
from bot.seeds import Seeds
from bot.settings import Settings
from bot.texts import LOCAL_TIME
from feedback.code import ALPHABET
from feedback.errors import FeedbackError
from feedback.messages import Address

_C = f"[{ALPHABET}]"
_CODE = re.compile(rf"\b(?:{_C}{{5}}-{_C}{{5}}-{_C}{{4}}|{_C}{{4}}-{_C}{{4}})\b")
_IN_LINK = re.compile(rf"(?<=\bi_){_C}{{14}}\b")
_BEGINNING = re.compile(rf"(?<=[🔴🟠🟡🟢⚪⏸] ){_C}{{5}}\b|(?<=\[){_C}{{5}}(?=-\d+\.)")
_NEXT_BUTTON = re.compile(r"\n  (?=\[(?!1\])\d+\] )|(?<=\])\n  (?=\[(?!\d+\] ))")
_NOW = re.compile(r"@now (\d{4}-\d\d-\d\d \d\d:\d\d)")
_LATER = re.compile(r"@later (\d+) (second|minute|hour|day)s?")
_SEED = re.compile(r"@seed (\d+) (\d+)")
_BEGIN = datetime(2026, 11, 24, 8, 0, tzinfo=LOCAL_TIME)
_TYPING = timedelta(seconds=5)
"""How long a person in a transcript takes for one message."""
_ACCOUNT = "1"


_DEVICES = ("@first", "@second")


class _Second(Console):
    """The other device of a transcript."""

    name: ClassVar[str] = "web"


class Session:
    """One person at a terminal, with the whole program behind."""

    def __init__(self, app: App, *consoles: Console) -> None:
        self._app, self._consoles = app, consoles

    @classmethod
    async def open(
        cls,
        settings: Settings,
        say: Callable[[str], object],
        *,
        admin: bool = False,
        clock: Callable[[], datetime] = wall_clock,
        folder: Path | None = None,
        say_there: Callable[[str], object] | None = None,
    ) -> Session:
        """Open the program with the terminal as its only channel, or with a second device."""
        console = Console(_ACCOUNT, say, folder)
        consoles = [console]
        if say_there is not None:
            consoles.append(_Second(_ACCOUNT, say_there, folder))
        admins = (*settings.admins, Address(console.name, _ACCOUNT)) if admin else settings.admins
        settings = settings.model_copy(update={"admins": admins})
        channels = {each.name: each for each in consoles}
        app = await App.open(settings, channels, clock=clock, migrate=True, held=True)
        await app.start(web=False)
        return cls(app, *consoles)

    async def type(self, line: str, device: int = 0) -> None:
        """Say one line and wait until everything it led to was shown.

        Raises ValueError, in words for the person, for an `@` line that cannot be done.
        """
        await self._consoles[device].type(line)
        await self._app.settle()

    async def wake(self) -> None:
        """Do what is due by itself, and all it leads to."""
        await self._app.time.tick()
        await self._app.settle()

    async def seed(self, responses: int, cases: int) -> None:
        """Make up answers and cases."""
        world = self._app.dispatcher.world
        maker = Seeds(self._app.storage, world.office, world.forms, self._app.clock(), 1)
        await maker.add_responses(responses, _nobody_looks)
        await maker.add_cases(cases, _nobody_looks)

    async def close(self) -> None:
        """End the program."""
        await self._app.stop()


def _nobody_looks(done: int, total: int) -> None:
    """Take progress that is shown nowhere."""


class Rehearsal:
    """A conversation on an empty database with a clock of its own: whoever says the same hears
    the same. `said` is its transcript."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self.said: list[str] = []
        self._show, self._now, self._code = show, _BEGIN, ""
        self._device = 0
        """Where the person is: at the first or the second."""
        self._session: Session

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        office: Path,
        show: Callable[[str], object],
        *,
        admin: bool = False,
    ) -> AsyncIterator[Rehearsal]:
        """Begin one. Charts and files are named but not kept."""
        rehearsal = cls(show)
        with tempfile.TemporaryDirectory() as own:
            settings = Settings(
                _env_file=None,
                database_url="sqlite:///:memory:",
                office=office,
                master_key_file=Path(own) / "key",
                admins=(),
            )
            rehearsal._session = await Session.open(
                settings,
                partial(rehearsal._hear, 0),
                admin=admin,
                clock=lambda: rehearsal._now,
                say_there=partial(rehearsal._hear, 1),
            )
            try:
                yield rehearsal
            finally:
                await rehearsal._session.close()

    async def do(self, line: str) -> None:
        """Do one line of a transcript that is not the bot's; raises ValueError."""
        kept = len(self.said)
        self.said.append(_CODE.sub("<code>", line).rstrip())
        try:
            if line.startswith("> "):
                self._now += _TYPING
                typed = line[2:].replace("<code>", self._code)
                await self._session.type(typed, self._device)
            elif line in _DEVICES:
                self._device = _DEVICES.index(line)
            elif found := _NOW.fullmatch(line):
                self._now = datetime.fromisoformat(found[1]).replace(tzinfo=LOCAL_TIME)
                await self._session.wake()
            elif found := _LATER.fullmatch(line):
                self._now += timedelta(**{f"{found[2]}s": int(found[1])})
                await self._session.wake()
            elif found := _SEED.fullmatch(line):
                await self._session.seed(int(found[1]), int(found[2]))
            elif line != "@admin" and not line.startswith("#"):
                raise ValueError(
                    f"“{line}” is none of: > words, < words, # remark, @now 2026-11-24 08:00, "
                    "@later 3 days, @seed 400 20, @admin, @second, @first"
                )
        except ValueError:
            del self.said[kept:]
            raise

    def _hear(self, device: int, text: str) -> None:
        if found := _CODE.findall(text):
            self._code = found[-1]
        mark = "<" if device == self._device else "<<"
        if self.said and self.said[-1].partition(" ")[0] == mark:
            self.said.append(mark)  # one message ends and another begins
        masked = _IN_LINK.sub("<code>", _CODE.sub("<code>", text))
        masked = _BEGINNING.sub("<begin>", masked)
        words = _NEXT_BUTTON.sub("   ", masked)
        self.said += [f"{mark} {line}".rstrip() for line in words.split("\n")]
        self._show(text)


async def play(transcript: str, office: Path) -> tuple[list[str], list[str]]:
    """Play a transcript; returns what it expects and what was said. Raises FeedbackError."""
    lines = [
        (number, line.rstrip())
        for number, line in enumerate(transcript.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    expected = [line for _, line in lines]
    async with Rehearsal.open(office, str, admin="@admin" in expected) as rehearsal:
        for number, line in lines:
            if line.partition(" ")[0] in ("<", "<<"):
                continue
            try:
                await rehearsal.do(line)
            except ValueError as error:
                raise FeedbackError(f"line {number}: {error}") from None
    return expected, rehearsal.said


async def replay(path: Path, office: Path, say: Callable[[str], object]) -> bool:
    """Play a transcript and show where the bot differs; returns whether it does not."""
    try:
        transcript = await asyncio.to_thread(path.read_text, "utf-8")
        expected, said = await play(transcript, office)
    except (UnicodeDecodeError, FeedbackError) as error:
        why = "not written in UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise FeedbackError(f"{path} is no transcript: {why}") from None
    differences = list(compare(expected, said))
    for line in differences or ["The bot says just what the transcript says."]:
        say(line)
    return not differences


def compare(expected: Iterable[str], said: Iterable[str]) -> Iterator[str]:
    """Yield the differences, `-` for what was expected and `+` for what was said."""
    return difflib.unified_diff(list(expected), list(said), "expected", "said", lineterm="", n=2)


async def chat(settings: Settings, *, admin: bool = False, record: Path | None = None) -> None:
    """Chat until the person leaves; what is recorded is a rehearsal, apart from the database."""
    with _folder() as folder:
        if record is None:
            session = await Session.open(settings, _show, admin=admin, folder=folder)
            try:
                await _converse(session.type)
            finally:
                await session.close()
            return
        # Opened first: to learn at the end that nothing was kept would be too late.
        with await asyncio.to_thread(record.open, "x", encoding="utf-8") as file:
            async with Rehearsal.open(settings.office, _show, admin=admin) as rehearsal:
                if admin:
                    await rehearsal.do("@admin")

                async def do(line: str) -> None:
                    plain = line in _DEVICES or _NOW.match(line) or _LATER.match(line)
                    plain = plain or line.startswith("#") or _SEED.match(line)
                    await rehearsal.do(line if plain else f"> {line}")

                try:
                    await _converse(do)
                finally:
                    file.write("\n".join(rehearsal.said) + "\n")
    print(f"Đã ghi lại cuộc trò chuyện vào {record}")  # noqa: T201 - the terminal is the channel


async def _converse(hear: Callable[[str], Awaitable[None]]) -> None:
    print("Gõ tin nhắn rồi Enter; gõ số hoặc tên nút để bấm; Ctrl-D để thoát. Bắt đầu: /start")  # noqa: T201
    while True:
        await asyncio.sleep(0)  # a Ctrl-C of while the bot was busy ends it here, not at the next
        if (line := _read_line()) is None:
            return
        if line.strip():
            try:
                await hear(line)
            except ValueError as error:
                print(error)  # noqa: T201


def _show(text: str) -> None:
    print(f"\n{text}\n", flush=True)  # noqa: T201


def _read_line() -> str | None:
    """Return what the person types, None when they leave. Nothing else goes on meanwhile, so the
    event loop may wait: a thread that waits could not be interrupted by Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        line = input("> ")
    except (EOFError, KeyboardInterrupt):
        print()  # noqa: T201
        return None
    finally:
        signal.signal(signal.SIGINT, before)
    if not sys.stdin.isatty():
        print(line)  # noqa: T201 - nobody saw it being typed
    return line


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder for charts and files, which is gone at the end when none came."""
    folder = Path(tempfile.mkdtemp(prefix="langnghe-"))
    try:
        yield folder
    finally:
        with contextlib.suppress(OSError):
            folder.rmdir()
