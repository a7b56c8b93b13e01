"""Cards in groups leave in order and stand in place of each other, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

import bot.gate
import bot.outbox
from bot.app import App
from bot.channel import Outgoing
from bot.ids import Ids
from bot.metrics import Metrics
from bot.outbox import Outbox
from feedback.errors import Blocked, Moved, StorageError, Throttled, Unavailable, Undeliverable
from feedback.group import Group
from feedback.messages import Address
from feedback.ports import Post
from storage import Storage
from storage.outbox import Outbox as Rows
from tests.bot.conftest import Running
from tests.bot.phones import Clock, Phones

HERE, THERE = "-500", "-1005"


class Room(Phones):
    """Groups that number their messages, and show them as they are now."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[tuple[str, str], str] = {}
        self.numbers = iter(range(1, 1000))
        self.deleted: set[str] = set()

    async def send(self, outgoing: Outgoing) -> str | None:
        await super().send(outgoing)
        known = outgoing.edit is not None and (outgoing.chat, outgoing.edit) in self.shown
        stays = known and outgoing.edit not in self.deleted
        id = str(outgoing.edit) if stays else str(next(self.numbers))
        self.shown[outgoing.chat, id] = outgoing.text
        return id

    def there(self, chat: str = HERE) -> list[str]:
        """Return what stands in a group."""
        return [text for (at, _), text in self.shown.items() if at == chat]


class Faulty:
    """The real rows, some of whose calls fail for a while."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.failing = rows, dict[str, int]()

    def __getattr__(self, name: str) -> object:
        real = getattr(self.rows, name)
        if not self.failing.get(name):
            return real

        async def fail(*_: object) -> None:
            self.failing[name] -= 1
            raise StorageError("the disk is full")

        return fail


@dataclass
class Hall:
    """Writes cards as jobs do, and runs the outbox over them."""

    storage: Storage
    room: Room
    clock: Clock
    rows: Faulty
    ids: Ids = field(default_factory=Ids)
    left: list[Post] = field(default_factory=list)
    running: list[Outbox] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)
    version: int = 0

    async def start(self, **how: bool) -> Outbox:
        outbox = Outbox(
            self.rows,  # type: ignore[arg-type]
            {self.room.name: self.room},
            self.clock,
            self.metrics,
            self.left.append,
            **how,
        )
        self.running.append(outbox)
        await outbox.start()
        return outbox

    async def bind(self, id: str = "g1", chat: str = HERE) -> None:
        work = self.storage.work()
        here = Address(self.room.name, chat)
        work.groups.bind(Group(id, here, "binh-my", "vi", self.clock()), None)
        await work.commit("", "", self.clock())

    async def owe(self, *texts: str, case: str = "c1") -> list[tuple[Post, Outgoing]]:
        letters = []
        for text in texts:
            work = self.storage.work()
            self.version += 1
            work.groups.show("g1", case, self.version)
            outgoing = Outgoing(chat=HERE, text=text)
            post = Post(self.ids(), "g1", self.room.name, outgoing.dump(), card=case)
            work.post(post)
            letters.append((post, outgoing))
            await work.commit("", "", self.clock())
        return letters

    async def settled(self, outbox: Outbox) -> None:
        async with asyncio.timeout(10):
            while not outbox.idle:  # noqa: ASYNC110 - it is idle when tasks of its own have ended
                await asyncio.sleep(0.001)

    async def say(self, outbox: Outbox, *texts: str, case: str = "c1") -> None:
        outbox.committed(await self.owe(*texts, case=case))
        await self.settled(outbox)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses a hundred times shorter."""
    monkeypatch.setattr(bot.outbox, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(bot.gate, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(bot.outbox, "_RELOAD", 0.05)


@pytest.fixture
async def hall(storage: Storage, clock: Clock) -> AsyncIterator[Hall]:
    hall = Hall(storage, Room(), clock, Faulty(storage.outbox))
    await hall.bind()
    yield hall
    for outbox in hall.running:
        await outbox.stop(0.1)


async def test_what_comes_next_stands_in_place_of_what_was(hall: Hall) -> None:
    outbox = await hall.start()
    await hall.say(outbox, "mới", "đã nhận", "xong")
    await hall.say(outbox, "việc khác", case="c2")
    assert hall.room.there() == ["xong", "việc khác"]
    assert await hall.storage.outbox.waiting() == 0


async def test_only_what_is_gone_is_sent_anew(hall: Hall) -> None:
    outbox = await hall.start()
    await hall.say(outbox, "mới")
    hall.room.deleted.add("1")
    await hall.say(outbox, "đã nhận")
    await hall.say(outbox, "xong")
    assert hall.room.there() == ["mới", "xong"]  # the deleted one, and what took its place


async def test_the_next_run_knows_where_each_card_stands(hall: Hall) -> None:
    first = await hall.start()
    await hall.say(first, "mới")
    await first.stop()
    await hall.owe("đã nhận")
    second = await hall.start()
    await hall.settled(second)
    assert hall.room.there() == ["đã nhận"]


async def test_dying_between_sending_and_remembering_shows_a_card_twice_at_most(
    hall: Hall,
) -> None:
    first = await hall.start()
    hall.rows.failing["shown"] = 10**6
    first.committed(await hall.owe("mới"))
    await hall.room.until(lambda: hall.room.there() == ["mới"])
    await first.stop(0.05)  # as if killed: nothing was remembered
    hall.rows.failing.clear()
    second = await hall.start()
    await hall.settled(second)
    await hall.say(second, "đã nhận", "xong")
    assert hall.room.there() == ["mới", "xong"]


async def test_a_storage_that_fails_for_a_while_costs_no_second_card(hall: Hall) -> None:
    outbox = await hall.start()
    hall.rows.failing |= {"shown": 3, "card": 2}
    await hall.say(outbox, "mới", "đã nhận")
    assert hall.room.there() == ["đã nhận"]


async def test_a_group_that_slows_us_down_delays_no_other_chat_and_keeps_its_order(
    hall: Hall,
) -> None:
    outbox = await hall.start()
    hall.room.fail(HERE, Throttled(0.02), Unavailable(), Throttled(0.02))
    outbox.committed(await hall.owe("1", "2"))
    outbox.committed(await hall.owe("a", case="c2"))
    await hall.settled(outbox)
    assert hall.room.texts(HERE) == ["1", "2", "a"]
    assert hall.room.there() == ["2", "a"]


async def test_a_group_that_became_another_chat_has_its_cards_there(hall: Hall) -> None:
    outbox = await hall.start()
    await hall.say(outbox, "mới")
    hall.rows.failing["moved"] = 1
    hall.room.fail(HERE, Moved(THERE), Moved(THERE))
    await hall.say(outbox, "đã nhận", "xong")
    assert hall.room.there() == ["mới"]
    assert hall.room.there(THERE) == ["xong"]
    [group] = await hall.storage.work().groups.all()
    assert group.address.account == THERE
    before = len(hall.room.tries)
    await hall.say(outbox, "đã đóng")  # written for the old chat, and sent to the new one at once
    assert hall.room.tries[before:] == [THERE]


async def test_a_group_that_moves_and_never_arrives_is_given_up(hall: Hall) -> None:
    outbox = await hall.start()
    hall.room.fail(HERE, *(Moved(HERE) for _ in range(9)))
    await hall.say(outbox, "mới")
    assert await hall.storage.outbox.waiting() == 0
    assert hall.room.there() == []


async def test_what_is_owed_to_a_group_that_is_bound_no_more_is_not_sent(hall: Hall) -> None:
    owed = await hall.owe("mới")
    work = hall.storage.work()
    work.groups.unbind("g1")
    await work.commit("", "", hall.clock())
    outbox = await hall.start()
    outbox.committed(owed)
    await hall.settled(outbox)
    assert hall.room.tries == []
    assert await hall.storage.outbox.waiting() == 0


async def test_what_a_group_does_not_take_is_given_up_and_the_next_goes_on(hall: Hall) -> None:
    outbox = await hall.start()
    hall.room.fail(HERE, Undeliverable(), Blocked())
    await hall.say(outbox, "1", "2", "3")
    assert hall.room.there() == ["3"]
    assert [post.card for post in hall.left] == ["c1"]


async def test_where_others_send_too_a_card_is_claimed_and_the_next_is_shown_in_its_place(
    hall: Hall,
) -> None:
    outbox = await hall.start(shared=True)
    outbox.committed(await hall.owe("mới"))
    await hall.room.until(lambda: hall.room.there() == ["mới"])
    outbox.committed(await hall.owe("đã nhận"))
    await hall.room.until(lambda: hall.room.there() == ["đã nhận"])


async def test_a_group_that_threw_us_out_while_we_were_down_is_bound_no_more(
    running: Running, phones: Phones
) -> None:
    async with running() as app:
        await _bound(app, phones)
        phones.fail(HERE, Blocked())
        await _owed(app, phones)
        await phones.until(lambda: HERE in phones.tries)
        await _so(lambda: not app._errands and app.outbox.idle)
        assert await app.storage.work().groups.all() == []


async def _bound(app: App, phones: Phones) -> None:
    work = app.storage.work()
    here = Address(phones.name, HERE)
    work.groups.bind(Group("g1", here, "binh-my", "vi", app.clock()), None)
    await work.commit("", "", app.clock())
    work = app.storage.work()
    work.groups.show("g1", "c1", 1)
    await work.commit("", "", app.clock())


async def _owed(app: App, phones: Phones) -> None:
    outgoing = Outgoing(chat=HERE, text="thẻ")
    post = Post("o1", "g1", phones.name, outgoing.dump(), card="c1")
    work = app.storage.work()
    work.post(post)
    await work.commit("", "", app.clock())
    app.outbox.committed([(post, outgoing)])


async def _so(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110 - it is so when tasks of its own have ended
            await asyncio.sleep(0.001)
