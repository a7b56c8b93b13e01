"""An event is handled once, whole, and only then taken; no event stands in the way of others."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from feedback.case import Case
from feedback.errors import Conflict, DuplicateEvent, StorageError
from feedback.messages import Address, Reply, Text
from feedback.person import Person
from handlers.context import Answer, Turn
from storage.database import Database, Write
from tests.bot.conftest import Running
from tests.bot.phones import MORNING, Clock, Phones

Handle = Callable[[Turn], Awaitable[Answer]]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.dispatcher._PAUSES", (0.0,) * 4)


def handle_with(app: App, handle: Callable[[Turn, Handle], Awaitable[Answer]]) -> None:
    """Put something between the dispatcher and the real router."""
    route = app._router.handle

    async def instead(turn: Turn) -> Answer:
        return await handle(turn, route)

    app.dispatcher._handle = instead


def break_commits(app: App, times: int) -> list[int]:
    """Have the database refuse turns that carry an event, so many times."""
    database: Database = app.storage._database
    commit, left = database.commit, [times]

    async def refuse(turn: tuple[Write, ...]) -> None:
        if left[0] and turn and turn[0].otherwise is DuplicateEvent:
            left[0] -= 1
            raise StorageError("the disk is full")
        await commit(turn)

    database.commit = refuse  # type: ignore[method-assign, assignment]
    return left


async def aside(app: App) -> int:
    return await app.storage.quarantine.count()


def figure(app: App, line: str) -> float:
    found = [x for x in app.metrics.page().decode().splitlines() if x.startswith(line)]
    return float(found[0].rpartition(" ")[2])


async def test_an_event_is_taken_only_after_its_commit(running: Running, phones: Phones) -> None:
    """And nothing is said before: the answer and what it answers are one commit."""
    async with running() as app:
        break_commits(app, 1)
        hello = phones.inbound("lan", "xin chào")
        with pytest.raises(StorageError):
            await app.dispatcher.receive(hello)
        assert await app.storage.outbox.waiting() == 0
        arrival = await app.storage.work().people.arrive(hello.address, hello.event)
        assert (arrival.seen, arrival.person) == (False, None)
        await app.dispatcher.receive(hello)
        await phones.until(lambda: phones.texts("lan"))
        assert (await app.storage.work().people.arrive(hello.address, hello.event)).seen


async def test_an_event_that_comes_again_has_no_second_effect(
    running: Running, phones: Phones
) -> None:
    async with running() as app:
        hello = phones.inbound("lan", "/trogiup")
        await asyncio.gather(*(app.dispatcher.receive(hello) for _ in range(5)))
        await phones.say("lan", "/ngonngu")
        await phones.until(lambda: len(phones.texts("lan")) > 1)
        await app.outbox._load()
        assert len(phones.texts("lan")) == 2
        assert figure(app, 'langnghe_turns_total{channel="phones",result="duplicate"}') == 4
    async with running() as app:  # also after a restart
        await app.dispatcher.receive(hello)
        assert await app.storage.outbox.waiting() == 0


@pytest.mark.parametrize("readable", [True, False])
async def test_of_a_denunciation_that_always_fails_no_word_is_set_aside(
    running: Running, phones: Phones, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    async def handle(turn: Turn, route: Handle) -> Answer:
        raise ValueError

    def unreadable(_: str) -> str:
        raise RecursionError

    async with running() as app:
        kept: list[Mapping[str, object]] = []
        add = app.storage.quarantine.add

        async def add_noted(*given: Any) -> None:
            kept.append(given[3])
            await add(*given)

        monkeypatch.setattr(app.storage.quarantine, "add", add_noted)
        handle_with(app, handle)
        if not readable:
            monkeypatch.setattr("bot.dispatcher.wish", unreadable)
        await phones.say("lan", "Tôi tố cáo ông Bảy nhận tiền")
        await phones.say("lan", "đèn đường hỏng")
        assert [each["text"] for each in kept] == ["", "đèn đường hỏng" if readable else ""]
        assert await aside(app) == 2


async def test_an_event_that_always_fails_is_set_aside_and_the_person_told(
    running: Running, phones: Phones, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = []

    async def handle(turn: Turn, route: Handle) -> Answer:
        if turn.inbound.text == "hỏng 0912345678":
            tries.append(turn.inbound.event)
            turn.storage.people.choose_language(turn.person.id, "en")
            raise ValueError("0912345678")
        return await route(turn)

    async with running() as app:
        await phones.say("lan", "xin chào")
        handle_with(app, handle)
        broken = phones.inbound("lan", "hỏng 0912345678")
        taken = await asyncio.gather(
            app.dispatcher.receive(broken),
            phones.say("lan", "/trogiup"),
            phones.say("minh", "/trogiup"),
        )
        assert taken[0].toast is None
        assert len(tries) == 5
        await phones.until(lambda: len(phones.texts("lan")) >= 3 and phones.texts("minh"))
        assert any("chưa xử lý được" in text for text in phones.texts("lan"))
        assert phones.texts("lan")[-1].startswith(phones.texts("minh")[-1][:20])
        assert await aside(app) == 1
        assert figure(app, "langnghe_quarantined_total") == 1
        # What the failed tries noted was undone, and the event does not come again.
        with pytest.raises(DuplicateEvent):
            await app.storage.work().commit(broken.address.channel, broken.event, MORNING)
        known = await app.storage.work().people.known(broken.address)
        assert known is not None
        assert known.language is None
        await app.dispatcher.receive(broken)
        assert await aside(app) == 1
    said = capsys.readouterr().out
    assert "an event was set aside" in said
    assert "critical" in said
    assert "test_dispatcher.py:" in said
    assert "0912345678" not in said


async def test_somebody_new_is_told_as_well(running: Running, phones: Phones) -> None:
    async def handle(turn: Turn, route: Handle) -> Answer:
        raise LookupError

    async with running() as app:
        handle_with(app, handle)
        await phones.say("lan", "xin chào")
        await phones.until(lambda: phones.texts("lan"))
        assert await aside(app) == 1


async def test_an_event_of_which_nothing_can_be_read_does_not_come_for_ever(
    running: Running, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polling would ask for it again and again, and for everything behind it."""
    async with running() as app:
        people = type(app.storage.work().people)
        arrive = people.arrive

        async def broken(self: object, address: Address, event: str) -> object:
            if address.account == "lan":
                raise KeyError("a form that is gone")
            return await arrive(self, address, event)  # type: ignore[arg-type]

        monkeypatch.setattr(people, "arrive", broken)
        event = phones.inbound("lan", "xin chào")
        await app.dispatcher.receive(event)
        assert await aside(app) == 1
        await app.dispatcher.receive(event)  # the platform did not hear us: known, no error
        monkeypatch.undo()
        assert (await app.storage.work().people.arrive(event.address, event.event)).seen
        await phones.say("lan", "/trogiup")
        await phones.until(lambda: phones.texts("lan"))


async def test_without_a_database_nothing_is_set_aside(running: Running, phones: Phones) -> None:
    async def handle(turn: Turn, route: Handle) -> Answer:
        raise LookupError

    async with running() as app:
        handle_with(app, handle)
        left = break_commits(app, 99)
        with pytest.raises(StorageError):
            await phones.say("lan", "xin chào")
        left[0] = 0
        await phones.say("lan", "xin chào")
        await phones.until(lambda: phones.texts("lan"))


async def test_whoever_is_second_runs_the_turn_again_from_its_read(
    running: Running, phones: Phones
) -> None:
    """Two people change the same case at the same moment; neither change is lost."""
    read: list[int] = []
    both = asyncio.Event()

    async def handle(turn: Turn, route: Handle) -> Answer:
        [case] = await turn.storage.cases.of("owner")
        read.append(case.version)
        if len(read) == 2:
            both.set()
        await both.wait()
        said = [*case.content["said"], turn.inbound.text]  # type: ignore[misc]
        turn.storage.cases.update(replace(case, content={"said": said}), case)
        return Answer((Reply(lines=(Text("router-private"),)),))

    async with running() as app:
        work = app.storage.work()
        case = Case(
            id="c1",
            code="X" * 14,
            kind="complaint",
            state="received",
            category="roads",
            unit="u",
            person="owner",
            channel="phones",
            received_at=MORNING,
            entered_at=MORNING,
            promised=None,
            content={"said": []},
        )
        work.people.add(Person("owner"), Address("phones", "owner"), MORNING)
        work.cases.add(case)
        await work.commit("", "", MORNING)
        handle_with(app, handle)
        await asyncio.gather(phones.say("minh", "một"), phones.say("tam", "hai"))
        assert read == [1, 1, 2]  # one of them had to read again
        [changed] = await app.storage.work().cases.of("owner")
        assert sorted(changed.content["said"]) == ["hai", "một"]  # type: ignore[type-var, arg-type]
        await phones.until(lambda: phones.texts("minh") and phones.texts("tam"))
        assert len(phones.texts("minh")) == len(phones.texts("tam")) == 1
        assert await aside(app) == 0


async def test_an_administrator_is_known_by_the_settings_alone(
    running: Running, phones: Phones
) -> None:
    roles: dict[str, frozenset[str]] = {}

    async def handle(turn: Turn, route: Handle) -> Answer:
        roles[turn.inbound.address.account] = turn.person.roles
        return Answer()

    async with running() as app:
        handle_with(app, handle)
        await phones.say("chief", "chào")
        await phones.say("lan", "chào")
    assert roles == {"chief": frozenset({"admin"}), "lan": frozenset()}


async def test_a_conversation_that_was_altered_on_disk_is_set_aside_and_the_person_goes_on(
    running: Running, phones: Phones, tmp_path: Path
) -> None:
    async with running():
        await phones.say("lan", "/gopy")
        await phones.until(lambda: phones.texts("lan"))
    with sqlite3.connect(tmp_path / "bot.db") as database:
        [(state,)] = database.execute("SELECT state FROM conversation").fetchall()
        database.execute(
            "UPDATE conversation SET state = ?", (state[:-1] + bytes((state[-1] ^ 1,)),)
        )
    database.close()
    async with running() as app:
        await phones.say("lan", "đèn hỏng")
        assert await aside(app) == 1
        await phones.say("lan", "/trogiup")
        await phones.until(lambda: "/gopy" in phones.texts("lan")[-1])
        assert await aside(app) == 1


async def test_a_turn_that_is_never_first_is_set_aside(running: Running, phones: Phones) -> None:
    tries = 0

    async def handle(turn: Turn, route: Handle) -> Answer:
        nonlocal tries
        tries += 1
        raise Conflict

    async with running() as app:
        handle_with(app, handle)
        await phones.say("lan", "xin chào")
        assert tries == 25
        assert await aside(app) == 1


async def test_a_flood_gets_one_answer_and_spends_nobody_elses_allowance(
    running: Running, phones: Phones, clock: Clock
) -> None:
    seen: list[str] = []

    async def handle(turn: Turn, route: Handle) -> Answer:
        seen.append(turn.inbound.address.account)
        return Answer()

    async with running() as app:
        handle_with(app, handle)
        receipts = [await phones.say("flood", f"{n}") for n in range(60)]
        assert seen.count("flood") == 40
        assert receipts[39].toast is None
        assert receipts[40].toast
        await phones.say("lan", "chào")
        assert seen[-1] == "lan"
        assert await app.storage.outbox.waiting() == 1
        clock.pass_by(seconds=4)
        await phones.until(lambda: phones.texts("flood"))
        assert len(phones.texts("flood")) == 1
        for n in range(10):  # two a second have grown back
            await phones.say("flood", f"{n}")
        assert seen.count("flood") == 48


async def test_a_helper_who_fills_in_for_twenty_people_is_no_flood(
    running: Running, phones: Phones, clock: Clock
) -> None:
    async with running() as app:
        desk = "/start ra_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"
        for _ in range(20):
            for typed in (desk, "4", "4", "1", "4", "4", "bỏ qua", "gửi"):
                assert (await phones.say("helper", typed)).toast is None
                clock.pass_by(seconds=1)  # as fast as anybody taps
        pages = app.storage.work().responses.export(
            "one-stop", None, clock().date(), clock().date()
        )
        kept = [response async for page in pages for response in page]
    assert len(kept) == 20
    assert {(response.assisted, response.flags) for response in kept} == {(True, ())}


async def test_one_persons_flood_waits_in_its_own_lane(running: Running, phones: Phones) -> None:
    """Not by timing: while the flood's first turn cannot end, everybody else's turns do."""
    gate = asyncio.Event()
    under_way: list[str] = []

    async def handle(turn: Turn, route: Handle) -> Answer:
        under_way.append(turn.inbound.text)
        if turn.inbound.address.account == "flood":
            await gate.wait()
        return await route(turn)

    async with running() as app:
        handle_with(app, handle)
        flood = [asyncio.create_task(phones.say("flood", f"/trogiup {n}")) for n in range(200)]
        for n in range(20):
            await phones.say(f"p{n}", "/trogiup")
        assert [x for x in under_way if x.startswith("/trogiup ")] == ["/trogiup 0"]
        await phones.until(lambda: all(phones.texts(f"p{n}") for n in range(20)))
        gate.set()
        await asyncio.gather(*flood)
        handled = [x for x in under_way if x.startswith("/trogiup ")]
        assert handled == [f"/trogiup {n}" for n in range(40)]
        assert app.dispatcher._lanes == {}


async def test_tries_that_failed_are_not_counted_as_a_flood(
    running: Running, phones: Phones
) -> None:
    """A platform brings an event again while the disk is full; its message must not be refused
    when there is room again."""
    async with running() as app:
        left = break_commits(app, 60)
        event = phones.inbound("lan", "/trogiup")
        for _ in range(60):
            with pytest.raises(StorageError):
                await app.dispatcher.receive(event)
        assert left == [0]
        receipt = await app.dispatcher.receive(event)
        assert receipt.toast is None
        await phones.until(lambda: phones.texts("lan"))
        assert "/gopy" in phones.texts("lan")[0]


async def test_only_so_many_allowances_are_remembered(
    running: Running, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatcher._REMEMBERED", 3)
    async with running() as app:
        for n in range(9):
            await phones.say(f"p{n}", "chào")
        assert [each.account for each in app.dispatcher._allowances] == ["p6", "p7", "p8"]


async def test_leaving_is_noted_even_in_a_flood(running: Running, phones: Phones) -> None:
    async with running():
        for _ in range(45):
            await phones.say("lan", "chào")
        assert (await phones.say("lan", notice="blocked")).toast is None
        assert (await phones.say("lan", "chào")).toast


async def test_only_the_first_reply_to_a_press_takes_the_place_of_its_message(
    running: Running, phones: Phones
) -> None:
    async def handle(turn: Turn, route: Handle) -> Answer:
        replies = (Reply(lines=("một",), edit=True), Reply(lines=("hai",), edit=True))
        return Answer(replies, toast=Text("router-private"))

    async with running() as app:
        handle_with(app, handle)
        receipt = await phones.say("lan", press="x", message="77")
        assert receipt.toast == app.texts.render(Text("router-private"), "vi")
        await phones.say("lan", "chữ", message="78")
        await phones.until(lambda: len(phones.messages) == 4)
        assert [each.edit for each in phones.messages] == ["77", None, None, None]
