"""`langnghe retention` and `langnghe requests`, whether the bot runs or not; and once a day by itself."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot import retaining
from bot.app import App
from bot.ids import Ids
from bot.settings import Settings
from feedback.case import Case, Event
from feedback.code import LONG, draw, spell
from feedback.messages import Address
from feedback.person import DataRequest, Person
from storage import Keyring, open_storage
from storage.sqlite import alone
from tests.bot.phones import Clock, Phones
from tests.bot.test_main import (  # noqa: F401 - fixtures
    OFFICE,
    Run,
    _fresh_folder,
    installed,
    run,
)

LONG_AGO = datetime(2020, 3, 2, 3, 0, tzinfo=UTC)
_digits = iter(range(10**6))


def code() -> str:
    return draw(lambda below: next(_digits) * 7 % below, LONG)


async def _file(url: str, key: Path, closed: datetime | None, **more: Any) -> str:
    """Keep somebody's case; returns its code."""
    storage = await open_storage(url, Keyring.open(key), migrate=True)
    ids, at = Ids(), closed or datetime.now(UTC)
    try:
        work = storage.work()
        person = Person(ids(), "vi")
        work.people.add(person, Address("telegram", ids()), at)
        made = Case(
            **{"id": ids(), "code": code(), "kind": "problem", "category": "", "unit": "a"},
            **{
                "person": person.id,
                "channel": "telegram",
                "received_at": at,
                "entered_at": at,
                "promised": None,
            },
            state="closed" if closed else "received",
            content={"what": "Đèn hỏng"},
            identity={"name": "Trần Thị Lan"},
        )
        work.cases.add(made)
        work.cases.note(Event(made.id, at, "state:closed", "officer"))
        asked = DataRequest(
            **{"id": code()[:7] + "2", "what": "erase", "at": at, "done_at": at},
            **{"answer_by": date(2026, 11, 26), "due": None, "outcome": "done"},
        )
        work.requests.add(person.id, asked)
        await work.commit("", "", at)
    finally:
        await storage.close()
    return made.code


def file(closed: datetime | None) -> str:
    return asyncio.run(_file("sqlite:///langnghe.db", Path("langnghe.key"), closed))


async def _find(code: str) -> Case | None:
    storage = await open_storage(
        "sqlite:///langnghe.db", Keyring.open(Path("langnghe.key")), reading=True
    )
    try:
        return await storage.work().cases.find(code)
    finally:
        await storage.close()


def line(said: str, what: str, action: str = "") -> str:
    [found] = [
        " ".join(each.split())
        for each in said.splitlines()
        if each.startswith(f"{what} ") and action in each
    ]
    return found


@pytest.mark.usefixtures("installed")
def test_a_preview_shows_and_changes_nothing_and_what_is_due_goes(run: Run) -> None:  # noqa: F811
    old, new = file(LONG_AGO), file(None)
    status, said = run("retention")
    assert status == 0
    assert line(said, "case-identity").startswith("case-identity strip 731 days 2 02/03/2020 1 ")
    assert "Nothing was changed. What is due goes by: langnghe retention --apply" in said
    assert asyncio.run(_find(old)) is not None
    status, said = run("retention", "--apply")
    assert status == 0
    assert "case-identity: 1 stripped of whose they were" in said
    assert "requests: 1 deleted" in said
    found = asyncio.run(_find(old))
    assert found is not None
    assert (found.person, found.identity) == ("", {})
    kept = asyncio.run(_find(new))
    assert kept is not None
    assert kept.identity
    assert "Nothing is over its time" in run("retention", "--apply")[1]
    assert run("check", "--counters", "--audit")[0] == 0


@pytest.mark.usefixtures("installed")
def test_a_case_is_held_and_released(run: Run) -> None:  # noqa: F811
    old = file(LONG_AGO)
    assert "No case is held" in run("retention", "--holds")[1]
    status, said = run("retention", "--hold", spell(old).lower(), "--reason", "Tòa án  yêu cầu")
    assert (status, f"{spell(old)} is held" in said) == (0, True)
    assert f"{spell(old)}  02/03/2020  Tòa án yêu cầu" in run("retention", "--holds")[1]
    assert line(run("retention")[1], "case-identity").startswith(
        "case-identity strip 731 days 1 02/03/2020 0 1 "
    )
    run("retention", "--apply")
    found = asyncio.run(_find(old))
    assert found is not None
    assert found.identity
    status, said = run("retention", "--hold", old, "--reason", "again")
    assert (status, "is held already" in said) == (1, True)
    assert run("retention", "--release", old)[0] == 0
    status, said = run("retention", "--release", old)
    assert (status, "is not held" in said) == (1, True)
    run("retention", "--apply")
    found = asyncio.run(_find(old))
    assert found is not None
    assert not found.identity


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--hold", "K7DMQ", "--reason", "x"), 1, "is no tracking code"),
        (("--hold", "{nobody}", "--reason", "x"), 1, "There is no case with the code"),
        (("--hold", "{nobody}", "--reason", "  "), 1, "A hold needs a reason"),
        (("--hold", "{nobody}", "--reason", "x" * 501), 1, "longer than 500"),
        (("--hold", "{nobody}", "--apply"), 2, "say one of"),
        (("--holds", "--apply"), 2, "say one of"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Run,  # noqa: F811
    words: tuple[str, ...],
    status: int,
    told: str,
) -> None:
    nobody = code()
    found, said = run("retention", *(word.format(nobody=nobody) for word in words))
    assert (found, told in " ".join(said.split())) == (status, True), said


@pytest.mark.usefixtures("installed")
def test_what_people_asked_is_shown(run: Run) -> None:  # noqa: F811
    assert "Requests: 0" in run("requests")[1]
    file(LONG_AGO)
    said = run("requests")[1]
    assert "Requests: 1" in said
    assert "erase  02/03/2020 10:00  26/11/2026       02/03/2020 10:00  done" in said


@pytest.mark.usefixtures("installed")
def test_an_office_without_a_schedule_deletes_nothing(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(OFFICE, "office")
    (Path("office") / "retention.yaml").unlink()
    monkeypatch.setenv("LANGNGHE_OFFICE", "office")
    assert "nothing is deleted by age" in run("retention")[1]
    assert "Nothing is over its time" in run("retention", "--apply")[1]


@pytest.mark.usefixtures("installed")
def test_a_running_bot_on_sqlite_is_not_disturbed(run: Run) -> None:  # noqa: F811
    with alone(Path("langnghe.db")):
        status, said = run("retention", "--apply")
        assert (status, "is in use by another langnghe" in said) == (4, True)
        assert run("retention")[0] == 0, "looking is allowed"


async def test_the_running_bot_takes_holds_and_forgets_once_a_day(
    settings: Settings,
    clock: Clock,
    phones: Phones,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retaining, "wall_clock", clock)
    shutil.copytree(OFFICE, tmp_path / "office")
    plan = tmp_path / "office" / "retention.yaml"
    plan.write_text(
        plan.read_text("utf-8").replace("automatic: false", "automatic: true"), "utf-8"
    )
    url, key = settings.database_url, settings.master_key_file
    held, free = [await _file(url, key, LONG_AGO) for _ in range(2)]
    port = unused_port()
    office = settings.model_copy(update={"office": tmp_path / "office", "web_port": port})
    app = await App.open(office, {"phones": phones}, clock=clock, migrate=True)
    work = app.storage.work()
    early = await work.cases.find(held)
    assert early is not None
    work.holds.place(early, "Tòa án", clock.now - timedelta(hours=1))
    await work.commit("", "", clock.now)
    await app.start()
    try:
        async with asyncio.timeout(30):
            while (await _identity(app, free)) is not None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert await _identity(app, held) is not None
        await retaining.release(office, held)
        clock.pass_by(seconds=1)
        await retaining.hold(office, held, "lại cần")
        assert [each.reason async for each in app.storage.work().holds.all()] == ["lại cần"]
    finally:
        await app.stop()


async def _identity(app: App, code: str) -> object:
    found = await app.storage.work().cases.find(code)
    assert found is not None
    return found.identity or None
