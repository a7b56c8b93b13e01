"""Work off the turn is done to its end, whatever fails on the way; who waits for it is told."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.jobs import JobRunner
from bot.metrics import Metrics
from feedback.errors import StorageError, Throttled, Unavailable, Undeliverable
from feedback.messages import Reply, Text
from feedback.ports import Job
from handlers.jobs import JobContext
from storage import Storage
from tests.bot.conftest import Running
from tests.bot.phones import Clock, Phones
from tests.channels.recorder import until

PAYLOAD = {"person": "p1", "channel": "phones", "chat": "lan", "language": "vi"}


async def commission(storage: Storage, *ids: str, kind: str = "chart", **payload: str) -> None:
    work = storage.work()
    for id in ids:
        work.add_job(Job(id, kind, {**PAYLOAD, **payload}))
    await work.commit("", "", Clock().now)


class Workshop:
    """A runner over the real rows, and a job that fails as it is told to."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self.storage, self.clock = storage, clock
        self.faults: Iterator[Exception | None] = iter(())
        self.done: list[str] = []
        self.tried: list[tuple[str, float]] = []
        self.sorry: list[str] = []
        self.metrics = Metrics()
        self.runner = JobRunner(storage.jobs, self._do, self._sorry, clock, self.metrics)

    async def _do(self, job: Job) -> None:
        self.tried.append((job.id, self.clock().timestamp()))
        if (fault := next(self.faults, None)) is not None:
            raise fault
        await self.storage.jobs.done(job.id, self.storage.work())
        self.done.append(job.id)

    async def _sorry(self, job: Job) -> None:
        self.sorry.append(job.id)

    async def try_for(self, time: timedelta, step: float = 5) -> list[float]:
        """Let time pass in small steps; returns the pauses between tries, in seconds."""
        end = self.clock() + time
        while self.clock() < end:
            if not await self.runner.run_due():
                self.clock.pass_by(seconds=step)
        at = [when for _, when in self.tried]
        return [later - sooner for sooner, later in itertools.pairwise(at)]


@pytest.fixture
async def workshop(storage: Storage, clock: Clock) -> AsyncIterator[Workshop]:
    workshop = Workshop(storage, clock)
    yield workshop
    await workshop.runner.stop()


def given_up(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True) as database:
        rows = database.execute("SELECT id, given_up FROM job WHERE given_up IS NOT NULL")
        found = rows.fetchall()
    database.close()
    return found


async def test_a_job_that_fails_is_tried_again_with_growing_pauses(workshop: Workshop) -> None:
    await commission(workshop.storage, "j1")
    workshop.faults = iter([ValueError()] * 4)
    assert await workshop.try_for(timedelta(minutes=10)) == [5, 10, 20, 40]
    assert workshop.done == ["j1"]
    assert workshop.sorry == []


async def test_after_eight_tries_it_is_given_up_kept_and_the_person_told(
    workshop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await commission(workshop.storage, "j1")
    workshop.faults = iter([ValueError("0912345678")] * 99)
    await workshop.try_for(timedelta(hours=2))
    assert len(workshop.tried) == 8
    assert workshop.sorry == ["j1"]
    assert given_up(tmp_path) == [("j1", "ValueError")]
    page = workshop.metrics.page().decode()
    assert 'langnghe_jobs_total{kind="chart",result="failed"} 8.0' in page
    said = capsys.readouterr().out
    assert "a job was given up" in said
    assert "test_jobs.py:" in said
    assert "0912345678" not in said


async def test_what_a_platform_will_never_give_is_not_asked_for_twice(
    workshop: Workshop, tmp_path: Path
) -> None:
    await commission(workshop.storage, "j1")
    workshop.faults = iter([Undeliverable()])
    await workshop.try_for(timedelta(hours=1))
    assert len(workshop.tried) == 1
    assert workshop.sorry == ["j1"]
    assert given_up(tmp_path) == [("j1", "Undeliverable")]


@pytest.mark.parametrize("fault", [Unavailable(), Throttled(30)])
async def test_a_platform_may_be_away_for_three_days(workshop: Workshop, fault: Exception) -> None:
    await commission(workshop.storage, "j1")
    away_until = workshop.clock() + timedelta(days=3)
    workshop.faults = iter(lambda: fault if workshop.clock() < away_until else None, 0)  # type: ignore[arg-type, return-value]
    pauses = await workshop.try_for(timedelta(days=3, hours=1), step=300)
    assert workshop.done == ["j1"]
    assert max(pauses) == 30 * 60
    assert workshop.sorry == []


async def test_one_that_fails_does_not_stop_the_others(workshop: Workshop) -> None:
    await commission(workshop.storage, *(f"j{n}" for n in range(5)))
    workshop.faults = iter([ValueError()])
    while await workshop.runner.run_due():
        pass
    assert len(workshop.done) == 4


async def test_a_job_is_begun_when_its_turn_commits_not_when_it_is_looked_for(
    workshop: Workshop,
) -> None:
    await workshop.runner.start()
    await asyncio.sleep(0)
    await commission(workshop.storage, "j1")
    workshop.runner.committed()
    await until(lambda: workshop.done == ["j1"], 4)  # it looks by itself every five seconds


async def test_jobs_are_also_looked_for(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs._LOOK", 0.01)
    await workshop.runner.start()
    await commission(workshop.storage, "j1")
    await until(lambda: workshop.done == ["j1"])


async def test_a_database_that_fails_is_asked_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.jobs._LOOK", 0.01)
    jobs = type(workshop.storage.jobs)
    due, broken = jobs.due, asyncio.Event()

    async def refuse(self: object, now: object, limit: int) -> list[Job]:
        broken.set()
        raise StorageError("the disk is full")

    monkeypatch.setattr(jobs, "due", refuse)
    await commission(workshop.storage, "j1")
    await workshop.runner.start()
    await broken.wait()
    monkeypatch.setattr(jobs, "due", due)
    await until(lambda: workshop.done == ["j1"])
    assert "jobs cannot be read" in capsys.readouterr().out


async def test_a_bug_in_looking_for_jobs_does_not_end_the_looking(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.jobs._LOOK", 0.01)
    jobs = type(workshop.storage.jobs)
    failed, broken = jobs.failed, asyncio.Event()

    async def stumble(self: object, job: Job, error: str, retry_at: object) -> None:
        broken.set()
        raise ValueError("0912345678")

    monkeypatch.setattr(jobs, "failed", stumble)
    workshop.faults = iter([ValueError()])
    await commission(workshop.storage, "j1")
    await workshop.runner.start()
    await broken.wait()
    monkeypatch.setattr(jobs, "failed", failed)
    await commission(workshop.storage, "j2")
    await until(lambda: workshop.done == ["j2"])
    said = capsys.readouterr().out
    assert "jobs cannot be read" in said
    assert "0912345678" not in said


async def test_a_job_nobody_can_be_told_of_is_given_up_all_the_same(
    workshop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def nobody(job: Job) -> None:
        raise KeyError("chat")

    workshop.runner = JobRunner(
        workshop.storage.jobs, workshop._do, nobody, workshop.clock, workshop.metrics
    )
    await commission(workshop.storage, "j1", "j2")
    workshop.faults = iter([Undeliverable()])
    while await workshop.runner.run_due():
        pass
    assert workshop.done == ["j2"]
    assert given_up(tmp_path) == [("j1", "Undeliverable")]
    assert "nobody was told that a job was given up" in capsys.readouterr().out


# In the whole program


def offer(app: App, kind: str, handler: object) -> None:
    app._router.jobs = {**app._router.jobs, kind: handler}  # type: ignore[dict-item]


async def test_what_a_job_says_is_committed_with_its_end(
    running: Running, phones: Phones, clock: Clock
) -> None:
    """Killed in the middle it is done again by the next run, and said once."""
    begun = asyncio.Event()

    async def hang(job: Job, context: JobContext) -> tuple[Reply, ...]:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def chart(job: Job, context: JobContext) -> tuple[Reply, ...]:
        assert context.language == "vi"
        assert context.render(Text("router-private"), "en")
        return (Reply(lines=("biểu đồ",)),)

    async with running() as app:
        offer(app, "chart", hang)
        await commission(app.storage, "j1")
        app.jobs.committed()
        await begun.wait()
    assert phones.arrived == []
    clock.pass_by(minutes=3)  # the claim of the run that died is over
    async with running(serve=False) as app:
        offer(app, "chart", chart)
        await app.start(web=False)
        await phones.until(lambda: phones.texts("lan") == ["biểu đồ"])
    clock.pass_by(minutes=3)
    async with running() as app:
        await app.jobs.run_due()
        assert phones.texts("lan") == ["biểu đồ"]


@pytest.mark.parametrize("kind", ["chart", "of another version"])
async def test_whoever_waits_is_told_when_it_is_given_up(
    running: Running, phones: Phones, clock: Clock, kind: str
) -> None:
    async def broken(job: Job, context: JobContext) -> tuple[Reply, ...]:
        raise ValueError

    async with running() as app:
        offer(app, "chart", broken)
        await commission(app.storage, "j1", kind=kind)
        for _ in range(8):
            await app.jobs.run_due()
            clock.pass_by(minutes=30)
        await phones.until(lambda: phones.arrived)
        [text] = phones.texts("lan")
        assert text == app.texts.render(Text("job-failed"), "vi")


async def test_nobody_is_told_over_a_channel_that_is_off(running: Running, phones: Phones) -> None:
    async with running() as app:
        await app._apologise(Job("j1", "chart", {**PAYLOAD, "channel": "zalo"}))
        assert await app.storage.outbox.waiting() == 0
