"""What is due is done once, whoever of several looks at it, and whatever fails on the way."""

from __future__ import annotations

import asyncio
import random
import secrets
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.app import App
from bot.settings import Settings
from bot.timekeeping import Timekeeper
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import Case
from feedback.code import LONG, SHORT, draw, spell
from feedback.decision import Act
from feedback.errors import StorageError
from feedback.linking import Invitation
from feedback.messages import Address
from feedback.person import Grant, Person
from handlers.case_acting import Desk, Done, begun, perform
from handlers.context import actor
from handlers.officer import timely
from storage.work import Work
from tests.bot.conftest import OFFICE
from tests.bot.phones import Clock, Phones
from tests.handlers.officer.timing import at

SECRET = "Bà Lê Thị Ngọc ở ngõ 5"


@pytest.fixture
def settings(tmp_path: Path, lasting_url: str) -> Settings:
    return Settings(
        _env_file=None,
        database_url=lasting_url,
        office=OFFICE,
        master_key_file=tmp_path / "key",
        admins="phones:chief",
        web_port=0,
    )


class Town:
    """The program as often as its database allows, with an officer, a head and a citizen. Time is
    looked at, and work done, by the tests alone."""

    def __init__(self, settings: Settings, phones: Phones, clock: Clock) -> None:
        self.settings, self.phones, self.clock = settings, phones, clock
        self.apps: list[App] = []

    async def start(self) -> None:
        shared = self.settings.database_url.startswith("postgres")
        for _ in range(1 + shared):
            channels = {"phones": self.phones}
            app = await App.open(self.settings, channels, clock=self.clock, migrate=True)
            self.apps.append(app)
            await app.start(web=False)
            await app.time.stop()
            await app.jobs.stop()
            app.outbox._hurry = True
        self.app = self.apps[0]
        self.keepers = [self.app.time, self.apps[-1].time if shared else self.another()]

    async def stop(self) -> None:
        while self.apps:
            await self.apps.pop().stop()

    def another(self) -> Timekeeper:
        """Return a second clock over the same program."""
        app = self.app
        return Timekeeper(
            app._off_turn,
            app.dispatcher.notices,
            app.outbox.committed,
            app.jobs.committed,
            self.clock,
            app.metrics,
            frozenset(app.settings.admins),
        )

    async def hire(self, account: str, role: str) -> None:
        code, id = draw(secrets.randbelow, LONG), draw(secrets.randbelow, SHORT)
        work = self.app.storage.work()
        until = self.clock() + timedelta(hours=1)
        grant = Grant(role, "binh-my")
        work.invitations.invite(Invitation(id, grant, self.clock(), until, name=account), code)
        await work.commit("", "", self.clock())
        await self.phones.say(account, f"/lienket {spell(code)}")

    async def known(self, account: str) -> Person:
        found = await self.app.storage.work().people.known(Address("phones", account))
        assert found is not None
        return found

    async def file(self, number: int = 1, **about: Any) -> Case:
        given = {"kind": "problem", "state": "received", "category": "chieu-sang", **about}
        case = begun(
            self.app.dispatcher.world.office,
            Case(
                id=f"0198c7c8-0000-7000-8000-{number:012}",
                code=draw(random.Random(number).randrange),
                unit="binh-my",
                person=(await self.known("lan")).id,
                channel="phones",
                received_at=self.clock(),
                entered_at=self.clock(),
                promised=None,
                content={"what": SECRET},
                **given,
            ),
        )
        work = self.app.storage.work()
        work.cases.add(case)
        await work.commit("", "", self.clock())
        return case

    async def acts(self, account: str, case: Case, act: Act) -> Case:
        self.clock.pass_by(seconds=1)
        work = self.app.storage.work()
        now = await work.cases.by_id(case.id)
        assert now is not None
        office = self.app.dispatcher.world.office
        desk = Desk(work, office, self.clock(), self.app._new_id)
        done = await perform(desk, now, act, actor(await self.known(account), office))
        assert isinstance(done, Done), done
        await work.commit("", "", self.clock())
        return done.case

    async def settle(self) -> None:
        """Do all work and see every message leave, whatever time it is due."""
        for app in self.apps:
            while await app.jobs.run_due():
                pass
        async with asyncio.timeout(10):
            while await self.app.storage.outbox.waiting():
                for app in self.apps:
                    app.outbox.committed([])
                await asyncio.sleep(0.005)

    async def lines(self, case: Case) -> list[str]:
        return [each.what for each in await self.app.storage.work().cases.history(case.id)]

    def heard(self, account: str) -> str:
        """Return what somebody heard since the last time."""
        told = "\n".join(self.phones.texts(account))
        self.phones.arrived = [each for each in self.phones.arrived if each[0] != account]
        return told

    def errands(self) -> Counter[str]:
        """Return how often each thing was done, by all together."""
        done: Counter[str] = Counter()
        for app in self.apps:
            for metric in app.metrics.errands.collect():
                for each in metric.samples:
                    if each.name.endswith("_total"):
                        done[each.labels["what"]] += int(each.value)
        return done

    def failed(self) -> int:
        return sum(int(app.metrics.errands_failed._value.get()) for app in self.apps)


@pytest.fixture
async def town(settings: Settings, phones: Phones, clock: Clock) -> AsyncIterator[Town]:
    town = Town(settings, phones, clock)
    try:
        await town.start()
        await town.hire("tu", "officer")
        await town.hire("binh", "head")
        await phones.say("lan", "xin chào")
        await town.settle()
        for account in ("tu", "binh", "lan"):
            town.heard(account)
        yield town
    finally:
        await town.stop()


async def due_at_once(town: Town) -> tuple[Case, Case]:
    """Have many things due: a case that is late, and one that soon stops."""
    late = await town.file(1)
    asked = await town.file(2, kind="complaint", state="more-asked")
    town.clock.now = at(local_day(town.clock()) + timedelta(days=27), 9)
    return late, asked


async def heard_once(town: Town, late: Case) -> None:
    """See that each thing was done once and told once, and nothing is left to do."""
    for keeper in town.keepers:
        assert await keeper.tick() == 0
    await town.settle()
    assert await town.lines(late) == ["late"]
    assert town.heard("lan").count("Quá ngày này, việc sẽ dừng") == 1
    told = town.heard("tu")
    assert told.count("Quá hạn nhiều ngày") == told.count("Việc hôm nay") == 1
    assert town.heard("binh").count("Quá hạn nhiều ngày") == 1
    assert SECRET not in told


async def test_two_at_once_do_each_errand_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, _ = await due_at_once(town)
    find, both = timely.due, asyncio.Barrier(2)

    async def meeting(*args: Any) -> list[timely.Errand]:
        found = await find(*args)
        await both.wait()  # both have seen everything before either does anything
        return found

    before = town.errands()
    with monkeypatch.context() as patched:
        patched.setattr(timely, "due", meeting)
        done = await asyncio.gather(*(keeper.tick() for keeper in town.keepers))
    new = town.errands() - before
    assert set(new) == {"raised", "lapses", "digest", "night"}
    assert dict(new) == {"raised": 1, "lapses": 1, "digest": 2, "night": 1}
    assert sum(done) == new.total()
    assert town.failed() == 0
    await heard_once(town, late)


@pytest.mark.parametrize("kept", [False, True], ids=["before", "after"])
async def test_what_failed_in_between_is_done_by_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """Also where nobody knows whether it was committed."""
    late, _ = await due_at_once(town)
    commit, tries = Work.commit, 0

    async def failing(work: Work, *args: Any) -> None:
        nonlocal tries
        tries += 1
        if kept:
            await commit(work, *args)
        raise StorageError("gone away")

    for count in range(1, 3):
        with monkeypatch.context() as patched:
            patched.setattr(Work, "commit", failing)
            with pytest.raises(StorageError):
                await town.keepers[count % 2].tick()
        assert tries == count
    for keeper in town.keepers:
        await keeper.tick()
    if kept:  # what was committed and not told to the outbox waits in it for the next run
        await town.stop()
        await town.start()
    await heard_once(town, late)


async def test_who_is_killed_in_the_middle_leaves_the_rest_to_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, _ = await due_at_once(town)
    commit, reached = Work.commit, asyncio.Event()
    done = 0

    async def dying(work: Work, *args: Any) -> None:
        nonlocal done
        if done == 2:
            reached.set()
            await asyncio.Event().wait()
        done += 1
        await commit(work, *args)

    with monkeypatch.context() as patched:
        patched.setattr(Work, "commit", dying)
        tick = asyncio.create_task(town.keepers[0].tick())
        await reached.wait()
        tick.cancel()
        await asyncio.gather(tick, return_exceptions=True)
    await town.keepers[1].tick()
    await heard_once(town, late)


async def test_one_broken_case_does_not_stop_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    late, _ = await due_at_once(town)
    bad = await town.file(3)
    work = town.app.storage.work()
    town.clock.now = at(WorkingCalendar().add_working_days(local_day(town.clock()), 15), 9)
    on_duty = timely.on_duty

    async def choking(storage: Any, office: Any, case: Case) -> tuple[Person, ...]:
        if case.id == bad.id:
            raise ValueError(SECRET)
        return await on_duty(storage, office, case)

    with monkeypatch.context() as patched:
        patched.setattr(timely, "on_duty", choking)
        await town.keepers[0].tick()
    assert town.failed() == 1
    assert await town.lines(late) == ["late"]
    assert await town.lines(bad) == []
    told = capsys.readouterr().out
    assert "an errand failed" in told
    assert "ValueError" in told
    assert SECRET not in told
    await town.keepers[1].tick()
    assert await town.lines(bad) == ["warned"]
    assert (await work.cases.by_id(bad.id)) is not None


async def test_a_damaged_case_does_not_hide_the_others(town: Town) -> None:
    late, asked = await due_at_once(town)
    bad = await town.file(3)
    town.clock.now += timedelta(days=60)
    town.clock.now = at(WorkingCalendar().working_day_from(local_day(town.clock())), 9)
    healthy = await town.app.storage.work().cases.limits("late", town.clock())
    assert {each.id for each in healthy} == {late.id, bad.id}
    url = str(town.app.settings.database_url)
    await damage(url, bad.id)
    found = await town.app.storage.work().cases.limits("late", town.clock())
    assert [each.id for each in found] == [late.id]
    await town.keepers[0].tick()
    assert await town.lines(late) == ["late"]
    closed = await town.app.storage.work().cases.by_id(asked.id)
    assert closed is not None
    assert closed.state == "lapsed"


async def damage(url: str, case: str) -> None:
    """Alter what is sealed of a case behind the program's back."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute("UPDATE case_file SET content = zeroblob(99) WHERE id = ?", (case,))
            file.commit()
    else:
        server = await asyncpg.connect(url)
        await server.execute(
            "UPDATE case_file SET content = '\\x00'::bytea || content WHERE id = $1", case
        )
        await server.close()


async def test_weeks_of_a_case_as_people_hear_of_it(town: Town) -> None:
    case = await town.file(1)
    calendar, day = WorkingCalendar(), local_day(town.clock())
    assert case.promised is not None
    heard: dict[str, list[int]] = {}
    words = ("Sắp đến hạn", "Hôm nay là ngày cuối", "Đã quá hạn", "Quá hạn nhiều ngày")
    while day <= calendar.add_working_days(case.promised, 4):
        for hour in (6, 8, 18):
            town.clock.now = at(day, hour)
            for keeper in town.keepers:
                await keeper.tick()
            await town.settle()
            told = town.heard("tu")
            for name in (*words, "Việc hôm nay"):
                if name in told:
                    assert hour == 8
                    assert told.count(name) == 1
                    heard.setdefault(name, []).append((day - case.promised).days)
        day += timedelta(days=1)
    ends = calendar.add_working_days
    expected = (calendar.take_working_days(case.promised, 2), case.promised,
                ends(case.promised, 1), ends(case.promised, 3))  # fmt: skip
    assert [heard[name] for name in words] == [[(each - case.promised).days] for each in expected]
    days = [case.promised + timedelta(days=n) for n in heard["Việc hôm nay"]]
    assert all(map(calendar.is_working_day, days))
    assert len(days) == len(set(days)) > 5
    # It is answered at last, nobody says anything, and it closes by itself.
    await town.acts("tu", case, Act(action="accept"))
    answer = Act(action="answer", text="Đã thay", evidence=("Ảnh",), outcome="solved")
    answered = local_day((await town.acts("tu", case, answer)).entered_at)
    town.heard("lan")
    for after in range(32):
        town.clock.now = at(answered + timedelta(days=after), 9)
        await asyncio.gather(*(keeper.tick() for keeper in town.keepers))
        await town.settle()
        now = await town.app.storage.work().cases.by_id(case.id)
        assert now is not None
        assert now.state == ("closed" if after == 31 else "answered")
        assert ("Nếu chưa đồng ý" in town.heard("lan")) == (after == 26)
    assert (await town.lines(case)).count("lapse") == 1
    assert town.failed() == 0


async def test_administrators_hear_of_missing_days_off_once(town: Town) -> None:
    for keeper in town.keepers:
        await keeper.tick()
    await town.settle()
    assert town.phones.texts("chief") == []
    await town.phones.say("chief", "xin chào")
    town.clock.now = at(local_day(town.clock()), 10)
    for keeper in town.keepers:
        await keeper.tick()
    await town.settle()
    assert town.heard("chief").count("Lịch nghỉ năm 2027 chưa được nhập") == 1


async def test_it_keeps_looking_whatever_happens(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = iter((StorageError(SECRET), ValueError(SECRET)))
    looked, held = asyncio.Event(), asyncio.Event()

    async def due(*_: Any) -> list[timely.Errand]:
        for fault in faults:
            raise fault
        looked.set()
        await held.wait()
        return []

    monkeypatch.setattr(timely, "due", due)
    monkeypatch.setattr("bot.timekeeping._EVERY", 0.0)
    keeper = town.keepers[0]
    keeper.start()
    await looked.wait()
    await keeper.stop()
    told = capsys.readouterr().out
    assert told.count("what is due was not looked at") == 2
    assert "ValueError" in told
    assert SECRET not in told
    assert town.failed() == 1
    await town.another().stop()  # one that never began
