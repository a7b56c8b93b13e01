"""What the contract suite asks of a channel's platform: a person with a telephone, and trouble.

A driver is written once for each channel and knows nothing of the program but its settings and
its address. What its platform cannot do it says in `lacks`, with the reason, and the suite checks
that this is so.
"""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, ClassVar, Self, TypeVar

from bot.channel import Channel
from bot.channels import open_channels
from bot.settings import Settings

PATIENCE = 20.0
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class Ability(Enum):
    """What not every platform can do, or can meet."""

    DOOR = auto()
    PROVIDER = auto()
    BLOCKED = auto()
    THROTTLED = auto()
    REPEATS = auto()
    OLD_BUTTONS = auto()
    PHOTOS = auto()
    ALBUMS = auto()
    REQUESTS = auto()
    PHONES = auto()
    PLACES = auto()
    VOICES = auto()


WORDS = {
    Ability.DOOR: "web.post(",
    Ability.PROVIDER: "ClientSession(",
    Ability.BLOCKED: "import Blocked",
    Ability.THROTTLED: "Throttled(",
    Ability.OLD_BUTTONS: "press=",
    Ability.PHOTOS: "Attachment(",
    Ability.ALBUMS: "album=",
    Ability.PHONES: "Contact(",
    Ability.PLACES: "Location(",
    Ability.VOICES: '"voice"',
}
"""What the code of a channel that can do it says somewhere: a lack that is no more is noticed."""


@dataclass(frozen=True)
class Key:
    """A button as a person sees it."""

    label: str
    data: str = ""


@dataclass(frozen=True)
class Heard:
    """One message as it stood when it was looked at."""

    stamp: int
    """Grows with every message, and with every change of one."""
    id: str
    text: str
    keys: tuple[Key, ...] = ()
    mime: str = ""
    name: str = ""
    file: str = ""
    """What its content is fetched by, of a picture or file."""
    asks: str = ""
    """The label of the platform's own button to share something."""


Wanted = str | Callable[[Heard], object]
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Call:
    """One call anybody could make to the program's web server."""

    what: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Somebody(ABC):
    """A person on the platform. What they do is a verb; `hears` waits for what is said to that."""

    account: str
    """As the channel names it, in `LANGNGHE_ADMINS` for one."""

    def __init__(self, types_numbers: bool = False) -> None:
        self._mark = 0
        self._types_numbers = types_numbers

    @abstractmethod
    def messages(self) -> Sequence[Heard]:
        """Return everything said to them, as it is now, oldest first."""

    @abstractmethod
    async def type(self, text: str) -> None:
        """Send words."""

    async def push(self, key: Key, of: Heard) -> None:
        """Press a button."""
        raise AssertionError("the platform has no buttons")

    async def send_photos(self, count: int, caption: str) -> None:
        """Send photos, as one album where there are albums."""
        raise AssertionError("the platform has no photos")

    async def send_voice(self) -> None:
        """Send a voice message."""
        raise AssertionError("the platform has no voice messages")

    async def send_place(self, latitude: float, longitude: float) -> None:
        """Share a point on the map."""
        raise AssertionError("the platform has no places")

    async def send_phone(self, number: str) -> None:
        """Share the own telephone number."""
        raise AssertionError("the platform shares no numbers")

    async def open(self, heard: Heard) -> bytes:
        """Return the content of a picture or file that came."""
        raise AssertionError("nothing to open comes here")

    def secrets(self) -> Sequence[str]:
        """Return what must not stand in any log, besides what they say."""
        return (self.account,)

    # What every person does alike

    async def says(self, text: str) -> None:
        """Write something."""
        self._acts()
        await self.type(text)

    async def presses(self, label: str) -> None:
        """Press the button with this label of what was last heard or came after it; where there
        are no buttons, type its number as it is listed there, or its words where it has none."""
        found = await self._wait(lambda: self._find(label), f"there is no button {label!r}")
        self._acts()
        if isinstance(found, str):
            await self.type(found)
        else:
            await self.push(*found)

    async def presses_again(self, label: str, of: Heard) -> None:
        """Press a button of an older message, as it was then."""
        key = next(key for key in of.keys if label in key.label)
        self._acts()
        await self.push(key, of)

    async def sends_photos(self, count: int = 1, caption: str = "") -> None:
        """Send photos."""
        self._acts()
        await self.send_photos(count, caption)

    async def sends_voice(self) -> None:
        """Send a voice message."""
        self._acts()
        await self.send_voice()

    async def shares_place(self, latitude: float, longitude: float) -> None:
        """Share a point on the map."""
        self._acts()
        await self.send_place(latitude, longitude)

    async def shares_phone(self, number: str) -> None:
        """Share the own telephone number."""
        self._acts()
        await self.send_phone(number)

    async def hears(
        self, wanted: Wanted, patience: float = PATIENCE, since: int | None = None
    ) -> Heard:
        """Wait for a message, or a change of one, that came since the last thing they did; or
        after the one with the stamp `since`, whatever they did meanwhile."""
        complaint = f"nobody said {wanted!r}"
        heard = await self._wait(lambda: self._heard(wanted, since), complaint, patience)
        self._last = heard
        return heard

    async def _wait(
        self, look: Callable[[], _Found | None], complaint: str, patience: float = PATIENCE
    ) -> _Found:
        try:
            async with asyncio.timeout(patience):
                while (found := look()) is None:  # noqa: ASYNC110 - each platform has another event
                    await asyncio.sleep(0.005)
        except TimeoutError:
            last = "\n".join(
                f"{each.text[-400:]} {[key.label for key in each.keys]}"
                for each in self.messages()[-4:]
            )
            raise AssertionError(f"{complaint}; the last was\n{last}") from None
        return found

    def since(self, stamp: int | None = None) -> list[Heard]:
        """Return what was said since the last thing they did, or after the one with a stamp."""
        mark = self._mark if stamp is None else stamp
        return [each for each in self.messages() if each.stamp > mark]

    @property
    def latest(self) -> int:
        """The stamp of the last message that came."""
        return max((each.stamp for each in self.messages()), default=0)

    _last: Heard | None = None

    def _acts(self) -> None:
        self._mark = self.latest

    def _heard(self, wanted: Wanted, since: int | None) -> Heard | None:
        for each in self.since(since):
            if wanted in each.text if isinstance(wanted, str) else wanted(each):
                return each
        return None

    def _find(self, label: str) -> tuple[Key, Heard] | str | None:
        last = self._last.stamp if self._last is not None else 0
        shown = [each for each in reversed(self.messages()) if each.stamp >= last]
        if self._types_numbers:
            return next(filter(None, (_typed(each.text, label) for each in shown)), None)
        for fits in (str.__eq__, str.startswith, str.__contains__):
            for each in shown:
                for key in each.keys:
                    if fits(key.label, label):
                        return key, each
        # More than the platform carries as buttons is listed, to be typed.
        return next(filter(None, (_typed(each.text, label) for each in shown)), None)


def _typed(text: str, label: str) -> str | None:
    """Return what is typed for a choice, as a message lists it: its number, or its own words."""
    for number, words in reversed(re.findall(r"^(\d+)\. (.*)$", text, re.MULTILINE)):
        if words.startswith(label):
            return str(number)
    _, listed, words = text.rpartition("Có thể gõ:\n")
    choices = re.split(r" · |\n", words) if listed else []
    return next((each for each in choices if each.startswith(label)), None)


class Driver(ABC):
    """One platform, running. Used as `async with`; then the program is given its `settings`."""

    name: ClassVar[str]
    """As pytest shows it."""
    kind: ClassVar[type[Channel]]
    lacks: ClassVar[Mapping[Ability, str]] = {}

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:  # noqa: B027 - optional on purpose
        """End."""

    @abstractmethod
    def settings(self, address: str) -> Mapping[str, str]:
        """Return this channel's `LANGNGHE_*` settings, for a program that will have this address."""

    def command(self, admin: bool) -> Sequence[str]:
        """Return what `langnghe` is asked to do; `admin`: for an administrator, where one sits."""
        return ("run",)

    talks: ClassVar[bool] = False
    """The program is talked to through its own pipes."""

    async def attend(self, process: asyncio.subprocess.Process) -> None:
        """Talk through the pipes of a program that was started."""
        raise AssertionError("it is called on the network")

    def channels(self, settings: Settings) -> Mapping[str, Channel]:
        """Return the channels of a program with these settings: this one, and no other."""
        return open_channels(settings)

    async def serve(  # noqa: B027 - optional on purpose
        self, address: str, clock: Callable[[], float]
    ) -> None:
        """Begin to bring events: the program listens. `clock` is the time it believes in."""

    @abstractmethod
    def person(self, number: int = 1) -> Somebody:
        """Return a person, the same one for the same number."""

    def knows_secrets(self) -> Sequence[str]:
        """Return what must not stand in any log."""
        return ()

    def check(self) -> None:  # noqa: B027 - optional on purpose
        """Fail when the program did what the platform does not allow."""

    # Trouble

    def refuse(self) -> None:
        """Fail every attempt to send until `recover`; events are still brought."""
        raise AssertionError("there is no provider to fail")

    def recover(self) -> None:
        """Take messages again."""
        raise AssertionError("there is no provider to fail")

    def vanish(self) -> None:
        """Answer no call at all until `recover`."""
        self.refuse()

    def throttle(self, person: Somebody) -> None:
        """Tell the program once that it is too fast."""
        raise AssertionError("nobody asks to slow down")

    def block(self, person: Somebody) -> None:
        """Have a person want no more messages."""
        raise AssertionError("nobody can block")

    def unblock(self, person: Somebody) -> None:
        """Have them want messages again."""
        raise AssertionError("nobody can block")

    def repeat(self) -> None:
        """Bring every event twice from now on, and in any order."""
        raise AssertionError("nothing is repeated")

    def storm(self) -> None:
        """Bring events twice and in any order, and meet much of what is sent with a fault."""
        self.repeat()

    # The door

    def event(self, person: Somebody, text: str) -> dict[str, Any]:
        """Return an event as the platform writes it, of words a person says."""
        raise AssertionError("nobody comes in here")

    def genuine(self, body: bytes) -> Call:
        """Return a call of the platform's own, whatever it brings."""
        raise AssertionError("nobody comes in here")

    def forged(self, body: bytes) -> Sequence[Call]:
        """Return calls of somebody who has no right to bring anything."""
        raise AssertionError("nobody comes in here")

    refusals: ClassVar[frozenset[int]] = frozenset({401, 403})
    """What who cannot prove anything is answered with."""
