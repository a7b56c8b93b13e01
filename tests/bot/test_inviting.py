"""`langnghe invite`: the first administrator, whether the bot runs or not."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot import __main__ as program
from bot import inviting, operations
from bot.app import App, wall_clock
from bot.settings import Settings
from feedback.code import LONG, read
from feedback.errors import Conflict, FeedbackError, StorageError
from feedback.messages import Address
from feedback.person import Grant
from storage import Keyring, Storage
from tests.bot.conftest import OFFICE
from tests.bot.phones import Clock, Phones

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Return what runs one command and gives its exit code and what it said, and where."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGNGHE_OFFICE", str(OFFICE))
    monkeypatch.setenv("LANGNGHE_WEB_PORT", str(unused_port()))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["langnghe", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            program.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def made(said: str) -> str:
    # A running bot may complain of the calendar on the same screen, a moment sooner or later.
    found = re.search(r"^/lienket ([2-9A-Y-]{16})$", said, re.MULTILINE)
    assert found is not None
    assert read(found[1], LONG) is not None
    return found[1]


def test_before_the_bot_runs(run: Run) -> None:
    code, _, about = run("invite", "admin")
    assert code == 4
    assert "langnghe migrate" in about
    run("migrate")
    code, said, about = run("invite", "admin")
    assert code == 0
    made(said)
    [id] = re.findall(r"Invitation (\w+) to the role admin at .+, for 24 hours", about)
    assert run("invite", "--list")[1].startswith(f"{id}  admin  until ")
    code, _, about = run("invite", "--revoke", id.lower())
    assert code == 0
    assert "is void" in about
    assert run("invite", "--list")[1:] == ("", "There are no invitations\n")
    code, _, about = run("invite", "--revoke", id)
    assert code == 1
    assert "There is no invitation" in about
    assert "langnghe invite --list" in about


def test_an_officer_of_a_unit_by_its_name(run: Run) -> None:
    run("migrate")
    code, said, about = run(
        "invite", "officer", "--unit", "bo phan mot cua xa binh my", "--name", "Lan"
    )
    assert code == 0, about
    made(said)
    assert re.search(r"^\w+  officer@\S+  Lan  until", run("invite", "--list")[1])
    code, _, about = run("invite", "officer", "--unit", "binh")
    assert code == 1
    assert "Which unit is 'binh'? Say its id: " in about


@pytest.mark.parametrize("words", [(), ("admin", "--list"), ("--list", "--revoke", "K7DM")])
def test_one_thing_at_a_time(run: Run, words: tuple[str, ...]) -> None:
    code, _, about = run("invite", *words)
    assert code == 2
    assert "--revoke ID" in about


def test_no_other_roles_yet(run: Run) -> None:
    code, _, about = run("invite", "king")
    assert code == 2
    assert "admin" in about


@pytest.fixture
def office(settings: Settings) -> Settings:
    return settings.model_copy(update={"web_port": unused_port(), "admins": ()})


async def test_while_the_bot_runs(
    office: Settings, clock: Clock, phones: Phones, capsys: pytest.CaptureFixture[str]
) -> None:
    """A SQLite file is the bot's alone; somebody types the code, and loses the role again."""
    clock.now = wall_clock()
    app = await App.open(office, {"phones": phones}, clock=clock, migrate=True)
    await app.start()
    try:
        capsys.readouterr()
        await operations.invite(office, "admin", "", "")
        said = capsys.readouterr()
        [id] = re.findall(r"Invitation (\w+) to", said.err)
        await phones.say("lan", f"/lienket {made(said.out)}")
        await phones.until(lambda: any("quyền quản trị" in each for each in phones.texts("lan")))
        known = await app.storage.work().people.known(Address("phones", "lan"))
        assert known is not None
        assert known.roles == {"admin"}
        await operations.list_invitations(office)
        assert re.fullmatch(rf"{id}  admin  used .* on phones\n", capsys.readouterr().out)
        await phones.say("lan", "/thongke")
        await phones.until(lambda: "Số liệu" in phones.texts("lan")[-1])
        await operations.revoke(office, id)
        await phones.until(lambda: "không còn vai trò quản trị" in phones.texts("lan")[-1])
        await phones.say("lan", "/thongke")
        await phones.until(lambda: "không có lệnh này" in phones.texts("lan")[-1])
        with pytest.raises(FeedbackError, match="There is no invitation"):
            await operations.revoke(office, id)
    finally:
        await app.stop()


async def test_an_order_of_somebody_without_the_key_or_of_long_ago(
    office: Settings, clock: Clock, phones: Phones, tmp_path: Path
) -> None:
    app = await App.open(office, {"phones": phones}, clock=clock, migrate=True)
    await app.start()
    try:
        keys, others = app.storage.keys, Keyring.open(tmp_path / "another")
        order = inviting.invitation(Grant("admin"), "", clock.now)
        late = inviting.invitation(Grant("admin"), "", clock.now - timedelta(minutes=2))
        url = f"http://127.0.0.1:{app.port}/operator"
        bodies = [
            b"",
            b"x" * 5000,
            others.seal("operator/order", order.model_dump_json().encode()),
            keys.seal("operator/answer", order.model_dump_json().encode()),
            keys.seal("operator/order", b'{"id": 1}'),
            keys.seal("operator/order", late.model_dump_json().encode()),
        ]
        async with aiohttp.ClientSession() as session:
            for body in bodies:
                async with session.post(url, data=body) as answer:
                    assert answer.status == 404
        assert await inviting.ask_the_bot(office, others, order) is None
        assert await app.storage.work().invitations.all() == []
        assert await inviting.ask_the_bot(office, keys, order) == "done"
        assert await inviting.ask_the_bot(office, keys, order) == "again", "it is there already"
        assert len(await app.storage.work().invitations.all()) == 1
    finally:
        await app.stop()


async def test_another_program_on_the_port_is_no_bot(
    office: Settings, storage: Storage, clock: Clock
) -> None:
    async def greet(_: web.Request) -> web.Response:
        return web.Response(text="welcome")

    served = web.Application()
    served.add_routes([web.post("/operator", greet)])
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", office.web_port).start()
    try:
        everywhere = office.model_copy(update={"web_host": "0.0.0.0"})  # noqa: S104
        order = inviting.invitation(Grant("admin"), "", clock.now)
        assert await inviting.ask_the_bot(everywhere, storage.keys, order) is None
    finally:
        await runner.cleanup()


async def test_a_database_that_fails_is_told(
    office: Settings,
    clock: Clock,
    phones: Phones,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = await App.open(office, {"phones": phones}, clock=clock, migrate=True)
    await app.start()
    try:

        async def refuse(*_: object) -> None:
            raise StorageError("the disk is full")

        monkeypatch.setattr(inviting, "carry_out", refuse)
        order = inviting.invitation(Grant("admin"), "", clock.now)
        assert await inviting.ask_the_bot(office, app.storage.keys, order) is None
        with pytest.raises(StorageError, match="in use"):
            await operations.invite(office, "admin", "", "")
    finally:
        await app.stop()


async def test_who_accepts_while_it_is_revoked(storage: Storage, clock: Clock) -> None:
    order = inviting.invitation(Grant("admin"), "", clock.now)
    assert await inviting.carry_out(storage, order) == "done"
    commit, met = storage._database.commit, asyncio.Event()

    async def lose(turn: object) -> None:
        if not met.is_set():
            met.set()
            raise Conflict
        await commit(turn)  # type: ignore[arg-type]

    storage._database.commit = lose  # type: ignore[method-assign]
    void = inviting.Order(at=clock.now, id=order.id)
    outcome = await inviting.carry_out(storage, void)
    with pytest.raises(FeedbackError, match="type it again"):
        inviting.complain(outcome, order.id)
    assert await inviting.carry_out(storage, void) == "done"
