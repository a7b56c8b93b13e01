"""Clocks that jump, events that come late, twice or in disorder."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import App
from feedback.calendar import local_day
from feedback.person import Person
from feedback.ports import Post
from tests.bot.conftest import Running
from tests.bot.phones import Clock, Phones
from tests.channels.recorder import until

JUMPS = {
    "forward": timedelta(days=400),
    "back": timedelta(days=-400),
    "an hour back": -timedelta(hours=1),
}


async def answered(phones: Phones, account: str, text: str, **more: object) -> str:
    """Say something and return what comes back."""
    before = len(phones.texts(account))
    await phones.say(account, text, **more)
    await phones.until(lambda: len(phones.texts(account)) > before)
    return phones.texts(account)[-1]


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_jump_of_the_clock_in_the_middle_of_a_form_loses_no_answer(
    running: Running, phones: Phones, clock: Clock, jump: str
) -> None:
    async with running() as app:
        await answered(phones, "lan", "/gopy")
        first = (
            await app.storage.work().people.arrive(phones.inbound("lan").address, "x")
        ).conversation
        assert first is not None
        await answered(phones, "lan", "1")
        clock.now += JUMPS[jump]
        await answered(phones, "lan", "xin chào")
        clock.now -= JUMPS[jump]
        await answered(phones, "lan", "vẫn là tôi")
        arrival = await app.storage.work().people.arrive(phones.inbound("lan").address, "x")
        assert arrival.conversation is not None
        assert arrival.conversation.id == first.id
        assert first.answers.items() <= arrival.conversation.answers.items()
    async with running():  # and after a start with the time as it is now
        await answered(phones, "lan", "/trogiup")


async def test_somebody_flooding_is_heard_again_after_the_clock_was_set_back(
    running: Running, phones: Phones, clock: Clock
) -> None:
    async with running():
        clock.pass_by(days=30)
        for _ in range(60):
            await phones.say("lan", "a")
        clock.pass_by(days=-30)
        await phones.say("lan", "a")
        clock.pass_by(seconds=10)
        assert "Ông/Bà" in await answered(phones, "lan", "/trogiup")


async def test_a_reply_that_a_fast_clock_put_off_leaves_at_once(
    running: Running, phones: Phones, clock: Clock
) -> None:
    clock.pass_by(days=3)
    async with running(serve=False) as app:
        work = app.storage.work()
        work.people.add(Person("p1"), phones.inbound("lan").address, clock())
        later = clock() + timedelta(seconds=1)
        outgoing = {"chat": "lan", "text": "cảm ơn", "strong": [], "rows": [], "edit": None,
                    "request": None, "request_label": "", "name": "", "mime": ""}  # fmt: skip
        work.post(Post("o1", "p1", "phones", outgoing, "album", later))
        await work.commit("", "", clock())
    clock.pass_by(days=-3)
    async with running():
        await phones.until(lambda: phones.texts("lan") == ["cảm ơn"])


WALK = ("/start r_one-stop", "bo phan mot cua binh luc", "1", "1", "hài lòng", "5")


async def test_events_that_come_twice_in_disorder_and_a_day_late_count_once(
    running: Running, phones: Phones, clock: Clock
) -> None:
    chance = random.Random(3)
    events = [(f"p{n}", text, f"p{n}-{k}") for n in range(6) for k, text in enumerate(WALK)]
    async with running() as app:
        for who, text, event in events:
            await phones.say(who, text, event=event)
        await until(lambda: app.outbox.idle)
        before, said = await counts(app), len(phones.arrived)
        for hours in (0, 23, 29 * 24):
            clock.pass_by(hours=hours)
            await app.storage.tidy(clock())
            again = events * 3
            chance.shuffle(again)
            await asyncio.gather(*(phones.say(who, text, event=e) for who, text, e in again))
            assert await counts(app) == before
            assert len(phones.arrived) == said
            assert app.outbox.idle
        late = {"event": "new", "sent_at": clock() - timedelta(hours=23)}
        assert "Ông/Bà" in await answered(phones, "new", "/gopy", **late)


async def counts(app: App) -> dict[str, int]:
    """Count the rows of every table that an event can touch."""
    tables = ("person", "conversation", "response", "case_file", "event", "consent", "audit")
    reader = app.storage._database._reader  # type: ignore[attr-defined]
    found = {}
    for table in tables:
        [(found[table],)] = await reader.execute_fetchall(f"SELECT COUNT(*) FROM {table}")
    return found


def test_the_local_day_begins_at_seventeen_hours_of_the_day_before() -> None:
    assert local_day(datetime(2028, 2, 28, 16, 59, 59, tzinfo=UTC)) == date(2028, 2, 28)
    assert local_day(datetime(2028, 2, 28, 17, 0, tzinfo=UTC)) == date(2028, 2, 29)
    assert local_day(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)
