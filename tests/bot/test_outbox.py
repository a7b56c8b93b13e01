"""What was committed leaves: in order, once, whatever a provider does."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest

import bot.gate
import bot.outbox
from bot.channel import Outgoing
from bot.ids import Ids
from bot.metrics import Metrics
from bot.outbox import Outbox
from feedback.errors import (
    Blocked,
    FeedbackError,
    Held,
    Moved,
    SendError,
    StorageError,
    Throttled,
    Unavailable,
    Undeliverable,
)
from feedback.ports import Post
from storage import Keyring, Storage, open_storage
from storage.outbox import Outbox as Rows
from tests.bot.phones import Clock, Phones
from tests.channels.recorder import until

NOT_SOON = 3600.0


class Faulty:
    """The real rows, with an ear for calls and a way to break them."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.lease = rows.lease
        self.broken: set[str] = set()
        self.looks = 0
        self.before: dict[str, Callable[[], Awaitable[None]]] = {}
        self.after: dict[str, Callable[[], Awaitable[None]]] = {}

    async def _meet(self, name: str) -> None:
        if name in self.broken:
            raise StorageError("the disk is full")
        if act := self.before.pop(name, None):
            await act()

    async def pending(self, limit: int, now: object, channels: object) -> list[Post]:
        self.looks += 1
        await self._meet("pending")
        found = await self._rows.pending(limit, now, channels)  # type: ignore[arg-type]
        if act := self.after.pop("pending", None):
            await act()
        return found

    async def sent(self, ids: list[str]) -> None:
        await self._meet("sent")
        await self._rows.sent(ids)

    async def failed(self, id: str, why: str, at: object) -> None:
        await self._meet("failed")
        await self._rows.failed(id, why, at)  # type: ignore[arg-type]

    async def hold(self, id: str, until: object) -> None:
        await self._meet("hold")
        await self._rows.hold(id, until)  # type: ignore[arg-type]

    async def waiting(self) -> int:
        return await self._rows.waiting()


@dataclass
class Desk:
    """Writes letters as turns do, and runs the outbox over them."""

    storage: Storage
    phones: Phones
    clock: Clock
    rows: Faulty
    metrics: Metrics = field(default_factory=Metrics)
    left: list[Post] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    running: list[Outbox] = field(default_factory=list)

    def open(self, **how: bool | int) -> Outbox:
        outbox = Outbox(
            self.rows,
            {self.phones.name: self.phones},
            self.clock,
            self.metrics,
            self.left.append,
            **how,  # type: ignore[arg-type]
        )
        self.running.append(outbox)
        return outbox

    async def start(self, **how: bool | int) -> Outbox:
        outbox = self.open(**how)
        await outbox.start()
        return outbox

    async def owe(
        self, person: str, *texts: str, chat: str | None = None, **more: object
    ) -> list[tuple[Post, Outgoing]]:
        """Commit letters; telling the outbox is left to the caller."""
        letters = []
        work = self.storage.work()
        for text in texts:
            outgoing = Outgoing(chat=chat or person, text=text)
            parts: dict[str, object] = {"channel": "phones", "payload": outgoing.dump(), **more}
            post = Post(id=self.ids(), person=person, **parts)  # type: ignore[arg-type]
            work.post(post)
            letters.append((post, outgoing))
        await work.commit("", "", self.clock())
        return letters

    async def say(self, outbox: Outbox, person: str, *texts: str, **more: object) -> None:
        outbox.committed(await self.owe(person, *texts, **more))  # type: ignore[arg-type]

    async def settled(self, outbox: Outbox) -> None:
        async with asyncio.timeout(10):
            while not outbox.idle:  # noqa: ASYNC110 - it is idle when tasks of its own have ended
                await asyncio.sleep(0.001)

    def figure(self, line: str) -> float:
        page = generate_latest(self.metrics.registry).decode()
        return float(next(x for x in page.splitlines() if x.startswith(line)).rpartition(" ")[2])


@pytest.fixture
async def desk(storage: Storage, phones: Phones, clock: Clock) -> AsyncIterator[Desk]:
    desk = Desk(storage, phones, clock, Faulty(storage.outbox))
    yield desk
    for outbox in desk.running:
        await outbox.stop(0.1)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses a hundred times shorter."""
    monkeypatch.setattr(bot.outbox, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(bot.gate, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(bot.outbox, "_RELOAD", 0.05)


# Order


async def test_each_person_gets_messages_in_order_and_rows_go_when_they_left(desk: Desk) -> None:
    outbox = await desk.start()
    for n in range(20):
        for person in ("lan", "minh"):
            await desk.say(outbox, person, f"{n}")
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == desk.phones.texts("minh") == [str(n) for n in range(20)]
    assert await desk.rows.waiting() == 0
    assert desk.figure("langnghe_outbox_waiting") == 0
    assert desk.figure('langnghe_sent_total{channel="phones",result="sent"}') == 40


async def test_one_chat_that_hangs_holds_up_nobody_else(desk: Desk) -> None:
    gate = desk.phones.hang("lan")
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1", "2")
    await desk.say(outbox, "minh", "a", "b")
    await desk.phones.until(lambda: desk.phones.texts("minh") == ["a", "b"])
    assert desk.phones.texts("lan") == []
    gate.set()
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["1", "2"]


async def test_slowing_down_concerns_one_chat_and_keeps_its_order(desk: Desk) -> None:
    desk.phones.fail("lan", Throttled(0.05), Throttled(0.05))
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1", "2", "3")
    await desk.say(outbox, "minh", "a")
    await desk.phones.until(lambda: desk.phones.texts("minh"))
    assert desk.phones.texts("lan") == []
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["1", "2", "3"]
    assert desk.figure('langnghe_sent_total{channel="phones",result="throttled"}') == 2


# A crash, a restart


async def test_what_a_dead_process_left_is_sent_first_and_new_messages_queue_up_behind(
    desk: Desk,
) -> None:
    await desk.owe("lan", "1", "2")
    outbox = desk.open()

    async def a_turn_commits_during_the_first_look() -> None:
        await desk.say(outbox, "lan", "3")

    desk.rows.after["pending"] = a_turn_commits_during_the_first_look
    await outbox.start()
    await desk.say(outbox, "lan", "4")
    await desk.settled(outbox)
    await desk.phones.until(lambda: len(desk.phones.arrived) == 4)
    assert desk.phones.texts("lan") == ["1", "2", "3", "4"]


async def test_thousands_of_rows_are_read_page_by_page_and_keep_each_persons_order(
    desk: Desk,
) -> None:
    people = [f"p{n}" for n in range(60)]
    for n in range(40):
        work = desk.storage.work()
        for person in people:
            outgoing = Outgoing(chat=person, text=str(n))
            work.post(Post(desk.ids(), person, "phones", outgoing.dump()))
        await work.commit("", "", desk.clock())
    outbox = await desk.start()
    assert outbox._behind
    await desk.say(outbox, "p0", "new")
    await desk.phones.until(lambda: len(desk.phones.arrived) == 2401, 30)
    assert desk.phones.texts("p0") == [*(str(n) for n in range(40)), "new"]
    assert all(desk.phones.texts(p) == [str(n) for n in range(40)] for p in people[1:])
    await desk.settled(outbox)
    assert await desk.rows.waiting() == 0
    assert desk.rows.looks > 4
    await desk.phones.until(lambda: not outbox._behind)


async def test_a_chat_that_is_stuck_with_a_whole_page_hides_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    """Else one person whom the provider slows down could silence everybody."""
    monkeypatch.setattr(bot.outbox, "_PAGE", 5)
    gate = desk.phones.hang("flood")
    await desk.owe("flood", *(str(n) for n in range(23)))
    await desk.owe("lan", "chào")
    outbox = await desk.start()
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["chào"])
    await desk.say(outbox, "minh", "mới")
    await desk.phones.until(lambda: desk.phones.texts("minh") == ["mới"])
    gate.set()
    await desk.phones.until(lambda: len(desk.phones.texts("flood")) == 23)
    assert desk.phones.texts("flood") == [str(n) for n in range(23)]


async def test_only_so_much_is_kept_in_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    monkeypatch.setattr(bot.outbox, "_PAGE", 2)
    monkeypatch.setattr(bot.outbox, "_MOST", 6)
    gates = [desk.phones.hang(f"p{n}") for n in range(20)]
    for n in range(20):
        await desk.owe(f"p{n}", "1")
    outbox = await desk.start()
    await desk.phones.until(lambda: len(desk.phones.tries) == 6)
    seen = desk.rows.looks
    await desk.say(outbox, "p0", "2")
    outbox._claim.set()
    await asyncio.sleep(0)
    assert len(outbox._known) == 6
    assert desk.rows.looks == seen
    for gate in gates:
        gate.set()
    await desk.phones.until(lambda: len(desk.phones.arrived) == 21)
    assert desk.phones.texts("p0") == ["1", "2"]


async def test_the_same_row_is_never_taken_twice(desk: Desk) -> None:
    gate = desk.phones.hang("lan")
    outbox = await desk.start()
    letters = await desk.owe("lan", "1")
    outbox.committed(letters)
    outbox.committed(letters)
    await outbox._load()
    gate.set()
    await desk.settled(outbox)
    await outbox._load()
    assert desk.phones.texts("lan") == ["1"]


async def test_rows_without_their_channel_wait_for_a_run_that_has_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.outbox, "_MOST", 2)  # however many they are, they take no room
    for text in ("1", "2", "3"):
        await desk.owe("lan", text, channel="zalo")
    await desk.owe("lan", "4")
    outbox = await desk.start()
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["4"])
    await desk.settled(outbox)
    await desk.say(outbox, "lan", "5")
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["4", "5"])
    await desk.settled(outbox)
    assert await desk.rows.waiting() == 3
    left = await desk.storage.outbox.pending(10, desk.clock(), ["zalo"])
    assert {post.channel for post in left} == {"zalo"}


async def test_a_row_of_another_version_holds_up_nobody(desk: Desk) -> None:
    await desk.owe("lan", "1", payload={"chat": "lan", "hologram": True})
    await desk.owe("lan", "2")
    outbox = await desk.start()
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["2"]
    assert await desk.rows.waiting() == 1


# The database fails


async def test_sent_rows_whose_deletion_failed_are_deleted_later_and_sent_once(
    desk: Desk, quick: None
) -> None:
    outbox = await desk.start()
    desk.rows.broken.add("sent")
    await desk.say(outbox, "lan", "1")
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["1"])
    await outbox._look()
    assert await desk.rows.waiting() == 1
    assert not outbox.idle
    desk.rows.broken.clear()
    await desk.settled(outbox)
    assert await desk.rows.waiting() == 0
    assert desk.phones.texts("lan") == ["1"]


async def test_after_a_crash_before_the_deletion_a_message_comes_once_more_and_is_not_lost(
    desk: Desk,
) -> None:
    first = await desk.start()
    desk.rows.broken.add("sent")
    await desk.say(first, "lan", "1")
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["1"])
    await first.stop(0.1)
    desk.rows.broken.clear()
    second = await desk.start()
    await desk.settled(second)
    assert desk.phones.texts("lan") == ["1", "1"]
    assert await desk.rows.waiting() == 0


async def test_rows_that_cannot_be_read_are_looked_at_again(desk: Desk, quick: None) -> None:
    desk.rows.broken.add("pending")
    await desk.owe("lan", "1")
    outbox = await desk.start()
    await desk.say(outbox, "lan", "2")
    await asyncio.sleep(0)
    assert desk.phones.arrived == []  # "2" must not overtake what could not be read
    desk.rows.broken.clear()
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["1", "2"])


async def test_giving_up_that_cannot_be_kept_does_not_stop_the_person(desk: Desk) -> None:
    outbox = await desk.start()
    desk.rows.broken.add("failed")
    desk.phones.fail("lan", Undeliverable())
    await desk.say(outbox, "lan", "1", "2")
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["2"]
    assert await desk.rows.waiting() == 1  # the next run tries it again


# The provider fails


async def test_a_provider_that_is_down_is_asked_by_one_with_growing_pauses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def pause(self: Outbox, seconds: float) -> None:
        if seconds:
            pauses.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(Outbox, "_pause", pause)
    desk.phones.down = Unavailable()
    outbox = await desk.start()
    letters = [each for n in range(30) for each in await desk.owe(f"p{n}", "1", "2")]
    outbox.committed(letters)
    await desk.phones.until(lambda: len(pauses) >= 12)
    # Those under way when it went down tried once; after that a single lane asks.
    assert len(desk.phones.tries) <= 30 + 2 * len(pauses)
    assert len(set(desk.phones.tries[-8:])) == 1
    for n, seconds in enumerate(pauses[:8]):
        nominal = min(60.0, 0.5 * 2**n)
        assert 0.8 * nominal <= seconds <= 1.2 * nominal
    desk.phones.down = None
    await desk.settled(outbox)
    assert all(desk.phones.texts(f"p{n}") == ["1", "2"] for n in range(30))
    assert await desk.rows.waiting() == 0
    pauses.clear()
    desk.phones.fail("p0", Unavailable())
    await desk.say(outbox, "p0", "3")
    await desk.settled(outbox)
    assert pauses[0] <= 0.6  # it begins anew


@pytest.mark.parametrize("refusal", [Blocked(), Undeliverable(), Throttled(0.001), ValueError()])
async def test_a_provider_that_refuses_is_up_again(
    desk: Desk, quick: None, refusal: Exception
) -> None:
    """Whoever asks while it is down may be refused; the others must not wait for ever."""
    gate = desk.phones.hang("lan")
    desk.phones.fail("lan", Unavailable(), refusal)
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1")
    await desk.phones.until(lambda: desk.phones.tries)
    gate.set()
    await desk.phones.until(lambda: len(desk.phones.tries) == 2)
    await desk.say(outbox, "minh", "a")
    await desk.phones.until(lambda: desk.phones.texts("minh") == ["a"])
    await desk.settled(outbox)


async def test_who_blocked_us_is_noted_and_each_message_is_given_up(desk: Desk) -> None:
    desk.phones.fail("lan", Blocked(), Blocked())
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1", "2")
    await desk.settled(outbox)
    assert [post.person for post in desk.left] == ["lan", "lan"]
    await desk.say(outbox, "lan", "3")
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["3"]
    assert await desk.rows.waiting() == 0
    assert desk.figure('langnghe_sent_total{channel="phones",result="blocked"}') == 2


async def test_a_message_that_is_refused_is_recorded_without_its_words(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.phones.fail("lan", Undeliverable("0912345678"))
    outbox = await desk.start()
    await desk.say(outbox, "lan", "bí mật", "2")
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["2"]
    with sqlite3.connect(f"file:{tmp_path}/bot.db?mode=ro", uri=True) as database:
        [(person, why)] = database.execute("SELECT person, why FROM undelivered").fetchall()
    database.close()
    assert (person, why) == ("lan", "refused")
    assert await desk.rows.waiting() == 0
    assert desk.figure('langnghe_sent_total{channel="phones",result="refused"}') == 1
    assert "0912345678" not in (said := capsys.readouterr().out)
    assert "bí mật" not in said


async def test_a_group_that_moved_is_followed_also_by_later_messages(desk: Desk) -> None:
    desk.phones.fail("-5", Moved("-1005"))
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1", "2", chat="-5")
    await desk.say(outbox, "minh", "a", chat="-5")
    await desk.settled(outbox)
    assert desk.phones.tries.count("-5") <= 2  # minh's may have been under way as well
    await desk.say(outbox, "lan", "3", chat="-5")
    await desk.settled(outbox)
    assert desk.phones.tries.count("-5") <= 2
    assert [t for t in desk.phones.texts("-1005") if t != "a"] == ["1", "2", "3"]
    assert await desk.rows.waiting() == 0


async def test_two_chats_that_point_at_each_other_are_given_up(desk: Desk, quick: None) -> None:
    desk.phones.fail("-5", *(Moved("-6") for _ in range(9)))
    desk.phones.fail("-6", *(Moved("-5") for _ in range(9)))
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1", chat="-5")
    await desk.settled(outbox)
    assert desk.figure('langnghe_sent_total{channel="phones",result="failed"}') == 1
    assert await desk.rows.waiting() == 0


@pytest.mark.parametrize("error", [ValueError("0912345678"), SendError("0912345678")])
async def test_a_bug_in_a_channel_is_tried_a_few_times_then_given_up_and_counted(
    desk: Desk, quick: None, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.phones.fail("lan", *[error] * 5)
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1", "2")
    await desk.settled(outbox)
    assert len(desk.phones.tries) == 6
    assert desk.phones.texts("lan") == ["2"]
    assert desk.figure('langnghe_sent_total{channel="phones",result="failed"}') == 1
    assert await desk.rows.waiting() == 0
    said = capsys.readouterr().out
    assert "phones.py:" in said
    assert "0912345678" not in said


# Replies that stand for one another


async def test_the_parts_of_an_album_get_one_answer(desk: Desk) -> None:
    outbox = await desk.start()
    soon = desk.clock() + timedelta(seconds=3)
    await desk.say(outbox, "lan", "0")
    for n in range(1, 10):
        await desk.say(outbox, "lan", f"{n} ảnh", merge="album:0", due=soon)
    await desk.phones.until(lambda: desk.phones.texts("lan") == ["0"])
    await until(
        lambda: len(outbox._lanes["phones", "lan", False]) == 1
    )  # now it waits for "9 ảnh" to be due
    await desk.say(outbox, "lan", "10 ảnh", merge="album:0", due=soon)
    assert await desk.rows.waiting() <= 2
    desk.clock.pass_by(seconds=4)
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["0", "10 ảnh"]
    assert await desk.rows.waiting() == 0
    assert desk.figure("langnghe_outbox_waiting") == 0


async def test_an_answer_that_is_leaving_is_not_called_back(desk: Desk) -> None:
    gate = desk.phones.hang("lan")
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1 ảnh", merge="album:0", due=desk.clock())
    await desk.phones.until(lambda: desk.phones.tries)
    await desk.say(outbox, "lan", "2 ảnh", merge="album:0", due=desk.clock())
    await desk.say(outbox, "lan", "3 ảnh", merge="other:0")
    gate.set()
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["1 ảnh", "2 ảnh", "3 ảnh"]
    assert await desk.rows.waiting() == 0


async def test_who_is_due_later_does_not_go_first(desk: Desk) -> None:
    outbox = await desk.start()
    later = desk.clock() + timedelta(seconds=2)
    await desk.say(outbox, "lan", "1", due=later)
    await desk.say(outbox, "lan", "2")
    await desk.say(outbox, "minh", "a")
    await desk.phones.until(lambda: desk.phones.texts("minh") == ["a"])
    assert desk.phones.texts("lan") == []
    desk.clock.pass_by(seconds=2)
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["1", "2"]


# Held, for terminals and transcripts


async def test_what_is_held_leaves_at_once_when_flushed(desk: Desk) -> None:
    outbox = desk.open(held=True)
    await desk.say(outbox, "lan", "1")
    await desk.say(outbox, "lan", "2", due=desk.clock() + timedelta(hours=1))
    await desk.say(outbox, "lan", "3")
    await asyncio.sleep(0)
    assert desk.phones.arrived == []
    await outbox.flush()
    assert desk.phones.texts("lan") == ["1", "2", "3"]
    assert await desk.rows.waiting() == 0
    await desk.say(outbox, "lan", "4")
    assert desk.phones.texts("lan") == ["1", "2", "3"]
    await outbox.flush()
    assert desk.phones.texts("lan")[-1] == "4"
    await outbox.flush()
    assert outbox.held
    assert outbox.idle


# The end


@pytest.mark.parametrize("trouble", ["throttled", "down", "due", "crash"])
async def test_a_stop_sends_what_it_can_and_leaves_the_rest(desk: Desk, trouble: str) -> None:
    outbox = await desk.start()
    later = desk.clock() + timedelta(seconds=50) if trouble == "due" else None
    if trouble == "throttled":
        desk.phones.fail("lan", Throttled(NOT_SOON))
    if trouble == "down":
        desk.phones.fail("lan", *[Unavailable()] * 3)
    if trouble == "crash":
        desk.phones.fail("lan", ValueError())
    gate = desk.phones.hang("minh")
    await desk.say(outbox, "minh", "a")
    await desk.say(outbox, "lan", "1", due=later)
    await desk.say(outbox, "lan", "2")
    if trouble != "due":
        await desk.phones.until(lambda: "lan" in desk.phones.tries)
    await desk.phones.until(lambda: "minh" in desk.phones.tries)
    if trouble == "down":
        await desk.say(outbox, "tam", "at the gate")
    asyncio.get_running_loop().call_later(0.05, gate.set)
    began = asyncio.get_running_loop().time()
    await outbox.stop(30)
    assert asyncio.get_running_loop().time() - began < 10  # no pause is waited for
    assert desk.phones.texts("minh") == ["a"]
    assert await desk.rows.waiting() == 2
    desk.clock.pass_by(hours=2)
    desk.phones._faults.clear()
    again = await desk.start()
    await desk.settled(again)
    assert desk.phones.texts("lan") == ["1", "2"]
    assert len(desk.phones.texts("tam")) == (trouble == "down")


async def test_a_stop_does_not_wait_for_ever(desk: Desk) -> None:
    desk.phones.hang("lan")
    outbox = await desk.start()
    await desk.say(outbox, "lan", "1")
    await desk.phones.until(lambda: desk.phones.tries)
    await outbox.stop(0.01)
    assert await desk.rows.waiting() == 1


# Several processes; their rows are claimed, so what one holds may become another's


async def test_a_claim_is_given_back_before_it_ends(desk: Desk, quick: None) -> None:
    desk.phones.down = Unavailable()
    outbox = await desk.start(shared=True)
    await desk.say(outbox, "lan", "1")
    await desk.say(outbox, "minh", "a")
    await desk.phones.until(lambda: len(outbox._lanes) == 2 and len(desk.phones.tries) > 2)
    desk.clock.pass_by(seconds=desk.rows.lease.total_seconds() / 2)
    desk.rows.broken.add("pending")  # another process has them now
    await desk.settled(outbox)
    assert desk.phones.arrived == []
    assert outbox._known == set()
    desk.rows.broken.clear()
    desk.phones.down = None
    await desk.phones.until(lambda: len(desk.phones.arrived) == 2)


async def test_a_claim_made_anew_is_not_given_back(desk: Desk, quick: None) -> None:
    """Given back, the row would wait for the end of a claim that nobody made use of."""
    gate = desk.phones.hang("lan")
    outbox = await desk.start(shared=True)
    await desk.say(outbox, "lan", "1")
    await desk.phones.until(lambda: desk.phones.tries)
    desk.clock.pass_by(seconds=desk.rows.lease.total_seconds() + 1)
    await outbox._look()
    desk.rows.broken.add("pending")  # what is given back is not seen again
    desk.phones.fail("lan", Unavailable())
    gate.set()
    await desk.phones.until(lambda: desk.phones.arrived)


async def test_where_rows_are_shared_one_is_claimed_when_the_last_was_given_up(
    desk: Desk,
) -> None:
    desk.phones.fail("lan", Undeliverable())
    outbox = await desk.start(shared=True)
    await desk.say(outbox, "lan", "1")
    await desk.phones.until(lambda: desk.phones.tries)
    looks = desk.rows.looks
    await until(lambda: desk.rows.looks > looks)  # sooner than it looks by itself
    await desk.settled(outbox)


async def test_what_may_not_be_said_yet_is_kept_and_takes_no_room_in_mind(desk: Desk) -> None:
    outbox = await desk.start()
    desk.phones.fail("lan", Held(3600), Held(3600))
    await desk.say(outbox, "lan", "1", "2", "3")
    await desk.phones.until(lambda: desk.phones.arrived)
    await desk.settled(outbox)
    assert desk.phones.texts("lan") == ["3"], "what may be said does not wait for the rest"
    assert desk.figure("langnghe_outbox_waiting") == 0
    assert await desk.rows.waiting() == 2
    await outbox.stop()
    desk.clock.pass_by(minutes=59)
    again = await desk.start()
    assert again.idle
    desk.clock.pass_by(minutes=2)
    await again._look()
    await desk.phones.until(lambda: len(desk.phones.arrived) == 3)
    assert desk.phones.texts("lan") == ["3", "1", "2"]


async def test_what_cannot_be_held_now_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.outbox, "_FIRST_PAUSE", 0.01)
    outbox = await desk.start()
    desk.rows.broken = {"hold"}
    desk.phones.fail("lan", Held(), Held())
    await desk.say(outbox, "lan", "1")
    await desk.phones.until(lambda: desk.phones.arrived)
    assert len(desk.phones.tries) == 3


async def test_another_process_finds_what_was_held(
    postgres_url: str, tmp_path: Path, phones: Phones, clock: Clock
) -> None:
    keys = Keyring.open(tmp_path / "key")
    storage = await open_storage(postgres_url, keys, migrate=True)
    desk = Desk(storage, phones, clock, Faulty(storage.outbox))
    outbox = await desk.start(shared=True)
    phones.fail("lan", Held(3600))
    await desk.say(outbox, "lan", "1", "2")
    await phones.until(lambda: phones.arrived)
    assert phones.texts("lan") == ["2"]
    await desk.settled(outbox)
    await outbox.stop()
    clock.pass_by(hours=2)
    again = await desk.start(shared=True)
    await phones.until(lambda: len(phones.arrived) == 2)
    await desk.settled(again)
    await again.stop()
    await storage.close()


def test_every_error_of_sending_is_decided_on() -> None:
    """A new kind of SendError must be thought about in the outbox."""
    known = {Throttled, Unavailable, Blocked, Moved, Held, Undeliverable}
    direct = {c for c in SendError.__subclasses__() if c.__module__ == FeedbackError.__module__}
    assert direct == known
