"""The demo as somebody meets it who tries the program out: one command, no token, a switch."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot import __main__ as program
from bot import demo
from bot.app import App
from bot.channels import open_channels
from bot.settings import Settings
from feedback.code import read
from feedback.errors import FeedbackError
from feedback.messages import Address
from feedback.person import Grant

HINT = re.compile(r"/tracuu (\S+)")


@pytest.fixture(autouse=True)
def _small_and_on_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(demo, "_RESPONSES", 40)
    monkeypatch.setattr(demo, "_CASES", 3)


def given(**settings: object) -> Settings:
    return Settings(_env_file=None, **{"web_port": 0, **settings})  # type: ignore[arg-type]


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session, self.address = session, address

    async def open(self) -> str:
        """Open the page; returns whom it says one plays."""
        async with self._session.get(self.address) as answer:
            assert answer.status == 200
            page = await answer.text()
        [played] = re.findall(r'data-demo="(\w*)"', page)
        return str(played)

    async def switch(self, persona: str, site: str = "same-origin") -> int:
        async with self._session.post(
            f"{self.address}demo/as/{persona}",
            headers={"Sec-Fetch-Site": site},
            allow_redirects=False,
        ) as answer:
            if answer.status == 303:
                assert answer.headers["Location"] == "/"
            return answer.status

    def account(self) -> str:
        """Return whose cookie is shown to the chat."""
        [cookie] = [each for each in self._session.cookie_jar if each.key == "langnghe"]
        return cookie.value.partition(".")[0]


@asynccontextmanager
async def visiting(app: App) -> AsyncIterator[Browser]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(session, f"http://127.0.0.1:{app.port}/")


@pytest.fixture
async def shown() -> AsyncIterator[App]:
    app, _ = await demo.in_browser(demo.own_settings(given()))
    try:
        await app.start()
        yield app
    finally:
        await app.stop()


async def test_officer_and_head_have_work_to_look_at(
    shown: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visiting(shown) as browser:
        for persona in ("officer", "head"):
            assert await browser.switch(persona) == 303
            assert await browser.open() == persona
            address = Address("web", browser.account())
            person = await shown.storage.work().people.known(address)
            assert person is not None
            assert person.grants == {Grant(persona, "binh-my")}
    names = {each.name for each in await shown.storage.work().invitations.staff()}
    assert names == {"Trần Thị Lan", "Phạm Văn Tú", "Nguyễn Thị Mai"}


async def test_whoever_looks_plays_citizen_and_administrator_in_turn(shown: App) -> None:
    async with visiting(shown) as browser, visiting(shown) as other:
        assert await browser.open() == "citizen"
        citizen = browser.account()
        assert await browser.switch("admin") == 303
        assert await browser.open() == "admin"
        chief = browser.account()
        assert [each.account for each in shown.settings.admins] == [chief]
        assert await browser.switch("admin") == 303
        assert browser.account() == chief
        # Back as a citizen one is who one was, with what was said.
        assert await browser.switch("citizen") == 303
        assert await browser.open() == "citizen"
        assert browser.account() == citizen
        # Others play other citizens, and the same administrator.
        assert await other.open() == "citizen"
        assert other.account() != citizen
        assert await other.switch("admin") == 303
        assert other.account() == chief


async def test_somebody_without_a_cookie_may_switch_too(shown: App) -> None:
    async with visiting(shown) as browser:
        assert await browser.switch("citizen") == 303
        assert await browser.open() == "citizen"


async def test_the_switch_takes_no_other_persona_and_no_other_site(shown: App) -> None:
    async with visiting(shown) as browser:
        assert await browser.switch("king") == 404
        assert await browser.switch("admin", site="cross-site") == 403
        assert await browser.open() == "citizen"


async def test_what_is_served_to_citizens_has_no_switch(tmp_path: Path) -> None:
    settings = given(
        database_url=f"sqlite:///{tmp_path}/bot.db",
        master_key_file=tmp_path / "key",
        office=demo._SAMPLE_OFFICE,
    )
    app = await App.open(settings, open_channels(settings), migrate=True)
    try:
        await app.start()
        async with visiting(app) as browser:
            assert await browser.open() == ""
            assert await browser.switch("admin") == 404
    finally:
        await app.stop()


async def test_it_says_where_to_look_and_ends_by_ctrl_c(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        serving = asyncio.Event()
        welcome = demo.welcome

        def welcomed(app: App, code: str) -> None:
            welcome(app, code)
            serving.set()

        monkeypatch.setattr(demo, "welcome", welcomed)
        settings = demo.own_settings(given(web_port=port))
        running = asyncio.create_task(program._show(settings))
        await asyncio.wait_for(serving.wait(), 60)
        said = capsys.readouterr().out
        [address, english] = re.findall(r"http://127\.0\.0\.1:\d+/\S*", said)
        assert english == f"{address}?lang=en"
        assert f":{port}/" not in address, "another program has that port"
        code = HINT.search(said)
        assert code is not None
        assert read(code[1]) is not None
        async with aiohttp.ClientSession() as session, session.get(english) as answer:
            assert 'lang="en"' in await answer.text()
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.wait_for(running, 20)
    demo.tell_where(settings)
    folder = capsys.readouterr().out.rpartition(": ")[2].strip()
    assert (Path(folder) / "demo.db").is_file()


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("localhost", "localhost")],  # noqa: S104
)
async def test_the_address_is_one_a_browser_on_this_machine_takes(
    host: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app, code = await demo.in_browser(demo.own_settings(given(web_host=host)))
    try:
        await app.start()
        demo.welcome(app, code)
    finally:
        await app.stop()
    assert f"http://{shown}:{app.port}/" in capsys.readouterr().out


async def test_an_address_of_another_machine_is_told_at_once() -> None:
    settings = demo.own_settings(given(web_host="203.0.113.1"))
    with pytest.raises(FeedbackError, match=r"203\.0\.113\.1:0 cannot be listened on"):
        await demo.in_browser(settings)
    assert not Path(settings.master_key_file).with_name("demo.db").exists()


async def test_what_fails_while_loading_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> str:
        raise FeedbackError("the disk is full")

    monkeypatch.setattr(demo.operations, "make_up", fail)
    settings = demo.own_settings(given())
    with pytest.raises(FeedbackError, match="the disk is full"):
        await demo.in_browser(settings)
    monkeypatch.undo()
    app = await App.open(settings, {}, migrate=True)  # its lock is free again
    await app.stop()
