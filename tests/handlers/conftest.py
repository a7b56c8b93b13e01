"""People talking to the whole bot short of its channels: real router, engine, office and SQLite."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.texts import Texts
from feedback.calendar import local_day
from feedback.errors import DuplicateEvent, OfficeOutdated
from feedback.messages import Address, Attachment, Button, Inbound, Reply
from feedback.office import Pack, read_pack
from feedback.person import Person, grants_of
from feedback.reorganising import changed
from feedback.survey import Form
from feedback.text import clean, fold
from feedback.unit import Office
from handlers.context import Answer, Notice, Turn
from handlers.router import FEATURES, Router
from storage import Storage, open_storage
from storage.keys import Keyring

OFFICE = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam, a Tuesday
TEXTS = Texts()


@pytest.fixture(scope="session")
def pack() -> Pack:
    files = {
        path.relative_to(OFFICE).as_posix(): path.read_bytes() for path in OFFICE.rglob("*.yaml")
    }
    return read_pack(files)


@dataclass
class PublishedForms:
    """Forms as the program publishes them."""

    forms: dict[str, Form]
    older: dict[tuple[str, int], Form] = field(default_factory=dict)

    def latest(self, name: str) -> Form | None:
        return self.forms.get(name)

    def pinned(self, name: str, version: int) -> Form:
        form = self.forms.get(name)
        return form if form and form.version == version else self.older[name, version]

    def surveys(self) -> tuple[Form, ...]:
        return tuple(form for form in self.forms.values() if form.purpose == "survey")

    def versions(self, name: str) -> tuple[Form, ...]:
        return (self.forms[name],)


@dataclass
class Town:
    """The bot and everybody who writes to it; `now` is the clock, moved by the tests."""

    storage: Storage
    office: Office
    forms: PublishedForms
    router: Router
    now: datetime = MORNING
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    numbers: Iterable[int] = field(default_factory=itertools.count)
    notices: list[Notice] = field(default_factory=list)
    """What was said elsewhere than where a message came from."""

    keeps_cards: bool = True
    """Messages in groups can be changed later, as on Telegram."""

    files: dict[str, bytes] = field(default_factory=dict)
    """What was sent, by its reference, as a platform keeps it."""

    async def fetch(self, sent: Attachment) -> bytes:
        return self.files[sent.ref]

    def citizen(self, account: str = "lan", channel: str = "test", **about: Any) -> Citizen:
        return Citizen(self, account, about, channel=channel)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    def number(self) -> int:
        return next(iter(self.numbers))

    async def renew(self) -> None:
        """Take up what was changed by /donvi, as the program does by a job, and every day."""
        changes = await self.storage.work().unit_changes.all()
        self.office = changed(self.office, changes, local_day(self.now)).office

    async def receive(self, inbound: Inbound) -> tuple[Answer, Turn]:
        """Do what the dispatcher does for one event."""
        work = self.storage.work()
        arrival = await work.people.arrive(inbound.address, inbound.event)
        if arrival.seen:
            raise DuplicateEvent
        person = arrival.person or Person(id=f"p{self.number():09}")
        if arrival.person is None:
            work.people.add(person, inbound.address, self.now)
        roles = self.roles.get(inbound.address.account, frozenset())
        turn = Turn(
            inbound=inbound,
            person=replace(person, grants=person.grants | grants_of(" ".join(roles))),
            new=arrival.person is None,
            conversation=arrival.conversation,
            waiting=arrival.waiting,
            board=arrival.board,
            now=self.now,
            storage=work,
            office=self.office,
            forms=self.forms,
            new_id=lambda: f"x{self.number():09}",
            keeps_cards=not inbound.private and self.keeps_cards,
        )
        try:
            answer = await self.router.handle(turn)
        except OfficeOutdated:
            await self.renew()
            return await self.receive(inbound)
        await work.commit(inbound.address.channel, inbound.event, self.now)
        self.notices += answer.notices
        return answer, turn


@dataclass
class Citizen:
    """One person at one account; keeps the last answer as it was shown."""

    town: Town = field(repr=False)  # asyncio shows what a fixture returned, the whole office
    account: str
    about: dict[str, Any] = field(default_factory=dict)
    answer: Answer = field(default_factory=Answer)
    turn: Turn | None = None
    shown: str = ""
    channel: str = "test"

    async def say(self, text: str, **more: Any) -> str:
        return await self.send(text=clean(text), **more)

    async def press(self, data: str, **more: Any) -> str:
        return await self.send(press=data, **more)

    async def tap(self, label: str) -> str:
        """Press the button whose label begins with these words, whatever the diacritics."""
        wanted = fold(label)
        for button in self.buttons:
            if fold(self.render(button)).startswith(wanted):
                return await self.press(button.data)
        raise AssertionError(f"no button “{label}” among {self.labels}")

    async def choose(self, name: str) -> str:
        """Press the choice of a question by its stable name, whatever its label says."""
        found = next(b for b in self.buttons if b.data.endswith(f":{name}"))
        return await self.press(found.data)

    async def photo(self, *, kind: str = "photo", **more: Any) -> str:
        ref = f"{kind}{self.town.number()}"
        return await self.send(attachments=(Attachment(kind, ref, 1000),), **more)  # type: ignore[arg-type]

    async def send(self, **parts: Any) -> str:
        self.town.pass_by(seconds=3)
        event = str(self.town.number())
        given = {"chat": self.account, "message": f"m{event}", **self.about, **parts}
        inbound = Inbound(event=event, address=Address(self.channel, self.account), **given)
        self.answer, self.turn = await self.town.receive(inbound)
        self.shown = "\n---\n".join(self._show(reply) for reply in self.answer.replies)
        return self.shown

    async def notified(self) -> str:
        """Look at what was said here without being asked, and have its buttons at hand."""
        here = Address(self.channel, self.account)
        said = [each for each in self.town.notices if each.at == here]
        self.town.notices = [each for each in self.town.notices if each.at != here]
        self.answer = Answer(tuple(each.reply for each in said))
        self.shown = "\n---\n".join(self._show(reply) for reply in self.answer.replies)
        return self.shown

    @property
    def language(self) -> str:
        assert self.turn is not None
        return self.turn.language

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.answer.replies for row in reply.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [self.render(button) for button in self.buttons]

    def render(self, button: Button) -> str:
        return TEXTS.render(button.label, self.language)

    def _show(self, reply: Reply) -> str:
        for row in reply.rows:
            for button in row:
                assert button.data.isascii()
                assert len(button.data) <= 64
                for language in TEXTS.languages:
                    assert TEXTS.render(button.label, language)
        for language in TEXTS.languages:
            for line in reply.lines:
                TEXTS.render(line, language)
        said = "\n".join(TEXTS.render(line, self.language) for line in reply.lines)
        labels = [f"[{self.render(button)}]" for row in reply.rows for button in row]
        return "\n".join((said, *labels))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    keys = Keyring.open(tmp_path / "key")
    opened = await open_storage("sqlite:///:memory:", keys, migrate=True)
    yield opened
    await opened.close()


@pytest.fixture
def town(storage: Storage, pack: Pack) -> Town:
    forms = PublishedForms({form.name: form for form in pack.forms})
    return Town(storage, pack.office, forms, Router(FEATURES))


@pytest.fixture
def lan(town: Town) -> Citizen:
    """Somebody who writes for the first time."""
    return town.citizen("lan")


@pytest.fixture
async def known(town: Town) -> Citizen:
    """Somebody who has been here before and is in the middle of nothing."""
    citizen = town.citizen("minh")
    await citizen.say("xin chào")
    return citizen
