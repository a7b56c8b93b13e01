"""The whole program over a real database: what it publishes, how it starts and stops."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App, PublishedForms, publish, read_office
from bot.channel import Channel, CommandName
from bot.channels import open_channels
from bot.settings import Settings
from feedback.calendar import local_day
from feedback.conversation import Conversation
from feedback.errors import Blocked, Conflict, OfficePackInvalid, StorageError, Unavailable
from feedback.late_file import LateFile
from feedback.messages import Address, Attachment, Reply
from feedback.person import Person
from feedback.ports import Job, Post
from feedback.retention import Schedule
from handlers import late_files
from handlers.jobs import JobContext
from storage import Storage
from storage.retention import Pause, Retention
from tests.bot.conftest import OFFICE, Running
from tests.bot.phones import MORNING, Clock, Phones
from tests.channels.recorder import until


async def reachable(app: App, account: str) -> list[bool]:
    people = app.storage.work().people
    person = await people.known(Address("phones", account))
    assert person is not None
    return [each.reachable for each in await people.accounts(person.id)]


async def test_who_blocked_us_is_noted_and_is_back_with_the_next_word(
    running: Running, phones: Phones
) -> None:
    phones.fail("lan", Blocked())
    async with running() as app:
        await phones.say("lan", "/trogiup")
        await phones.until(lambda: phones.tries)
        await until(lambda: app.outbox.idle and not app._errands)
        assert await reachable(app, "lan") == [False]
        await phones.say("lan", "/trogiup")
        await phones.until(lambda: phones.texts("lan"))
        assert await reachable(app, "lan") == [True]


async def test_a_group_that_threw_us_out_says_nothing_about_who_spoke_there(
    running: Running, phones: Phones
) -> None:
    phones.fail("-500", Blocked())
    async with running() as app:
        await phones.say("lan", "/trogiup", chat="-500", private=False)
        await phones.until(lambda: phones.tries == ["-500"])
        await until(lambda: app.outbox.idle and not app._errands)
        assert await reachable(app, "lan") == [True]


async def test_that_somebody_left_may_be_lost_but_stops_nothing(
    running: Running,
    phones: Phones,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with running() as app:
        await phones.say("lan", "/trogiup")
        await phones.until(lambda: phones.texts("lan"))
        people = type(app.storage.work().people)

        async def refuse(self: object, person: str) -> list[Address]:
            raise StorageError("the disk is full")

        monkeypatch.setattr(people, "addresses", refuse)
        app._left(Post("x", "p", "phones", {"chat": "lan"}))
    assert "that a person left was not kept" in capsys.readouterr().out


async def test_what_is_owed_waits_in_the_database_for_the_next_run(
    running: Running, phones: Phones
) -> None:
    phones.hang("lan")
    async with running() as app:
        await phones.say("lan", "/trogiup")
        stop, app.outbox.stop = app.outbox.stop, lambda: stop(0.01)  # type: ignore[method-assign]
    assert phones.arrived == []
    later = Phones()
    async with running(channel=later):
        await later.until(lambda: later.texts("lan"))


@pytest.fixture
async def held(settings: Settings, phones: Phones) -> AsyncIterator[App]:
    app = await App.open(settings, {"phones": phones}, migrate=True, held=True)
    await app.start(web=False)
    yield app
    await app.stop()


async def test_a_terminal_settles_jobs_and_messages(held: App, phones: Phones) -> None:
    app = held
    await phones.say("lan", "/trogiup")
    work = app.storage.work()
    about = {"person": "p1", "channel": "phones", "chat": "lan", "language": "vi"}
    work.add_job(Job("j1", "chart", about))
    await work.commit("", "", MORNING)

    async def chart(job: Job, context: JobContext) -> tuple[Reply, ...]:
        return (Reply(lines=("biểu đồ",)),)

    app._router.jobs = {"chart": chart}
    assert phones.arrived == []
    await app.settle()
    assert phones.texts("lan")[-1] == "biểu đồ"
    assert len(phones.texts("lan")) == 2


async def test_a_job_reads_what_was_sent_from_where_it_lies(held: App, phones: Phones) -> None:
    app = held
    phones.files["list"] = b"so ho so"
    work = app.storage.work()
    about = {"person": "p1", "channel": "phones", "chat": "lan", "language": "vi"}
    work.add_job(Job("j1", "read", about))
    await work.commit("", "", MORNING)

    async def read(job: Job, context: JobContext) -> tuple[Reply, ...]:
        with pytest.raises(Unavailable):  # its channel is off in this run
            await context.fetch(Attachment("file", "list", channel="elsewhere"))
        assert context.public_url == "", "there is no page in this run"
        content = await context.fetch(Attachment("file", "list", channel="phones"))
        return (Reply(lines=(content.decode(),)),)

    app._router.jobs = {"read": read}
    await app.settle()
    assert phones.texts("lan") == ["so ho so"]


async def test_the_menu_names_citizens_commands_in_each_language(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, tuple[CommandName, ...]] = {}

    async def announce(self: Channel, commands: dict[str, tuple[CommandName, ...]]) -> None:
        shown.update(commands)

    monkeypatch.setattr(Phones, "announce", announce)
    async with running():
        pass
    assert {each.name for each in shown["vi"]} >= {"start", "danhgia", "gopy", "tracuu", "huy"}
    assert {each.name for each in shown["en"]} >= {"start", "rate", "report", "status", "cancel"}
    assert not {"thongke", "xuat", "stats"} & {c.name for each in shown.values() for c in each}
    assert all(each.description for language in shown.values() for each in language)


async def test_a_database_that_cannot_be_tidied_now_is_tidied_later(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[datetime] = []

    async def refuse(self: Storage, now: datetime, schedule: Schedule) -> None:
        tried.append(now)
        raise StorageError("the disk is full")

    monkeypatch.setattr("bot.app._TIDY", 0.001)
    monkeypatch.setattr(Storage, "tidy", refuse)
    async with running():
        await until(lambda: len(tried) > 2)
    assert tried[0] == MORNING
    assert "the database was not tidied" in capsys.readouterr().out


async def test_apologies_are_drafted_on_the_day_they_are_due(
    running: Running,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.app._TIDY", 0.001)
    due = local_day(clock.now) + timedelta(days=5)
    file = LateFile(id="f1", unit="binh-luc-hcc", number="1", name="Lan", due=due, rated_until=due)

    async def seen(app: App) -> tuple[int, int]:
        letters = app.storage.work().letters
        year = (due - timedelta(days=99), due + timedelta(days=99))
        return len(await letters.of_late_file("f1")), (await letters.lateness(None, *year)).all

    async with running() as app:
        work = app.storage.work()
        work.late_files.add(file)
        await work.commit("", "", clock.now)
        for days, letters, late in ((1, 0, 0), (1, 1, 0), (3, 1, 0), (1, 1, 1)):
            clock.pass_by(days=days)
            async with asyncio.timeout(10):
                while await seen(app) != (letters, late):  # noqa: ASYNC110 - no event
                    await asyncio.sleep(0.01)
        monkeypatch.setattr(late_files, "are_due", _broken)
        clock.pass_by(days=1)
        await until(lambda: "late files were not looked at" in capsys.readouterr().out)


async def _broken(*_: object) -> bool:
    raise StorageError("the disk is full")


async def test_a_year_whose_days_off_are_not_confirmed_is_told_once_a_day(
    running: Running,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = "days off are not confirmed: see langnghe office check"
    tidied: list[datetime] = []

    async def tidy(self: Storage, now: datetime, schedule: Schedule) -> None:
        tidied.append(now)

    monkeypatch.setattr("bot.app._TIDY", 0.001)
    monkeypatch.setattr(Storage, "tidy", tidy)
    clock.now = datetime(2093, 10, 1, 3, tzinfo=UTC)
    async with running():
        await until(lambda: len(tidied) > 2)
        assert capsys.readouterr().out.count(told) == 1
        clock.pass_by(days=1)
        tidied.clear()
        await until(lambda: len(tidied) > 2)
        out = capsys.readouterr().out
        assert out.count(told) == 1
        assert "2093" in out
    clock.now = datetime(2025, 2, 3, 3, tzinfo=UTC)
    async with running():
        tidied.clear()
        await until(lambda: len(tidied) > 2)
        assert told not in capsys.readouterr().out


async def test_what_is_over_its_time_is_looked_for_once_a_day_whatever_happened_the_day_before(
    running: Running,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: Settings,
    tmp_path: Path,
) -> None:
    tried: list[datetime] = []
    failures: list[Exception] = [StorageError("the disk is full"), Conflict()]

    async def apply(self: Retention, schedule: Schedule, now: datetime, pause: Pause) -> object:
        assert schedule.automatic
        tried.append(now)
        await pause()
        if failures:
            raise failures.pop(0)
        return {schedule.terms[0]: 3}

    shutil.copytree(settings.office, tmp_path / "office")
    plan = tmp_path / "office" / "retention.yaml"
    plan.write_text(
        plan.read_text("utf-8").replace("automatic: false", "automatic: true"), "utf-8"
    )
    monkeypatch.setattr(settings, "office", tmp_path / "office")
    monkeypatch.setattr("bot.app._TIDY", 0.001)
    monkeypatch.setattr("bot.app._RETENTION_PAUSE", 0)
    monkeypatch.setattr(Retention, "apply", apply)
    async with running():
        for day in range(1, 4):
            await until(lambda day=day: len(tried) == day)  # type: ignore[misc]
            clock.pass_by(days=1)
        await until(lambda: len(tried) == 4)
    assert [each - tried[0] for each in tried] == [timedelta(days=day) for day in range(4)]
    out = capsys.readouterr().out
    assert out.count("not all that is over its time was deleted") == 2
    assert "what is over its time was deleted" in out
    assert "count=3" in out


# The office pack


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OfficePackInvalid, match="LANGNGHE_OFFICE"):
        read_office(tmp_path / "nowhere")


async def test_a_form_that_changed_is_a_new_version_and_one_that_went_is_finished_only(
    storage: Storage, tmp_path: Path
) -> None:
    shutil.copytree(OFFICE, tmp_path / "office")
    pack = read_office(tmp_path / "office")
    first = await publish(storage, pack, MORNING)
    again = await publish(storage, pack, MORNING)
    assert [form.version for form in again.versions("one-stop")] == [1]
    names = {form.name for form in first.surveys()}
    survey = tmp_path / "office" / "surveys" / "one-stop.yaml"
    text = survey.read_text("utf-8")
    title = text.index("vi:")
    survey.write_text(text[:title] + "vi: Mới " + text[title + 3 :].lstrip(), "utf-8")
    changed = await publish(storage, read_office(tmp_path / "office"), MORNING)
    assert [form.version for form in changed.versions("one-stop")] == [1, 2]
    latest = changed.latest("one-stop")
    assert latest is not None
    assert latest.version == 2
    assert changed.pinned("one-stop", 1) == first.latest("one-stop")
    survey.unlink()
    gone = await publish(storage, read_office(tmp_path / "office"), MORNING)
    assert gone.latest("one-stop") is None
    assert {form.name for form in gone.surveys()} == names - {"one-stop"}
    assert gone.pinned("one-stop", 2).version == 2


async def test_a_survey_begun_with_a_newer_replica_goes_on_with_an_older_one(
    postgres_url: str, settings: Settings, tmp_path: Path
) -> None:
    """As while replicas are restarted one by one with a new office pack."""
    shutil.copytree(OFFICE, tmp_path / "office")
    survey = tmp_path / "office" / "surveys" / "one-stop.yaml"
    survey.write_text(survey.read_text("utf-8").replace("vi: ", "vi: Mới ", 1), "utf-8")
    settings = settings.model_copy(update={"database_url": postgres_url})
    older = await App.open(settings, {"phones": Phones()}, migrate=True)
    settings = settings.model_copy(update={"office": tmp_path / "office"})
    newer = await App.open(settings, {"phones": Phones()}, migrate=True)
    lan = Address("phones", "lan")
    try:
        begin = Phones().inbound("lan", "/start r_one-stop_binh-luc", event="1")
        await newer.dispatcher.receive(begin)
        begun = (await newer.storage.work().people.arrive(lan, "")).conversation
        assert begun is not None
        assert (begun.form, begun.version) == ("one-stop", 2)
        await older.dispatcher.receive(Phones().inbound("lan", "1", event="2"))
        held = (await newer.storage.work().people.arrive(lan, "")).conversation
        assert held is not None
        assert held.answers.keys() - begun.answers.keys() == {begun.at}
        assert await older.storage.quarantine.count() == 0
        latest = older.dispatcher.world.forms.latest("one-stop")
        assert latest is not None
        assert latest.version == 2
    finally:
        await newer.stop()
        await older.stop()


async def test_a_form_that_nobody_published_is_a_failure_like_any_other(
    running: Running, phones: Phones
) -> None:
    async with running() as app:
        work = app.storage.work()
        work.people.add(Person("p1", "vi"), Address("phones", "lan"), MORNING)
        work.conversations.save(
            "p1",
            Conversation(
                id="abc234", form="lost", version=9, began_at=MORNING, touched_at=MORNING
            ),
        )
        await work.commit("", "", MORNING)
        await phones.say("lan", "1")
        assert await app.storage.quarantine.count() == 1


def test_the_newest_version_counts_in_whatever_order_they_are_read() -> None:
    pack = read_office(OFFICE)
    form = next(form for form in pack.forms if form.name == "one-stop")
    versions = [form.model_copy(update={"version": n}) for n in (2, 3, 1)]
    forms = PublishedForms(versions, frozenset({"one-stop"}))
    latest = forms.latest("one-stop")
    assert latest is not None
    assert latest.version == 3
    assert [each.version for each in forms.versions("one-stop")] == [1, 2, 3]


async def test_a_pack_that_cannot_be_published_leaves_no_database_open(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr("bot.app.publish", refuse)
    with pytest.raises(StorageError):
        await App.open(settings, {}, migrate=True)
    monkeypatch.undo()
    app = await App.open(settings, {}, migrate=True)  # it is not in use by another
    await app.stop()


# The channels


def test_a_channel_without_its_settings_is_off(settings: Settings) -> None:
    assert list(open_channels(settings)) == ["web"], "which needs none"
    assert open_channels(settings.model_copy(update={"web_chat": False})) == {}


async def test_a_channel_with_its_settings_is_on() -> None:
    settings = Settings(_env_file=None, telegram_token="123:abc", web_chat=False)
    [(name, channel)] = open_channels(settings).items()
    assert name == channel.name == "telegram"
    await channel.close()


async def test_a_channel_of_words_alone_is_a_channel() -> None:
    """What a channel does not say, it does not do: no routes, no attachments, no menu."""

    class Plain(Phones):
        name = "plain"
        fetch = Channel.fetch
        routes = Channel.routes

    plain = Plain()
    assert plain.routes(None) == ()  # type: ignore[arg-type]
    await plain.announce({})
    await plain.close()
    with pytest.raises(NotImplementedError, match="plain takes no attachments"):
        await plain.fetch("x")
