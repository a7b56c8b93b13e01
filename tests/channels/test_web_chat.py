"""The web chat with the whole bot behind it: what is said, kept, erased, and still there after a crash."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot import logs
from bot.app import App
from bot.channels.web_chat import WebChat
from bot.settings import Settings
from feedback.errors import StorageError
from feedback.messages import Address, Inbound
from tests.channels.recorder import until
from tests.channels.running import OFFICE
from tests.channels.web_chat_office import base_of, office
from tests.channels.web_visitor import Stream, Visitor, new_id
from tests.proofs.program import free_port

AT_THE_DESK = "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"
WHAT = "Đèn đường ở xóm Đoài hỏng một tuần nay, tối đi rất nguy hiểm"


def buttons(stream: Stream, wanted: str) -> list[tuple[dict[str, Any], str]]:
    """Every button whose label or data begins so, with its message."""
    return [
        (message, key["label"])
        for message in stream.messages.values()
        for row in message["rows"]
        for key in row
        if key["label"].startswith(wanted) or key["data"].startswith(wanted)
    ]


async def tap(visitor: Visitor, stream: Stream, button: str, wanted: str) -> None:
    """Press the latest such button once it is there."""
    await stream.until(lambda: buttons(stream, button))
    message, label = buttons(stream, button)[-1]
    assert (await visitor.tap(message, label)).status == 200
    await stream.wait_for(wanted)


async def say(visitor: Visitor, stream: Stream, text: str, wanted: str) -> None:
    assert (await visitor.say(text)).status == 200
    await stream.wait_for(wanted)


def stored(folder: Path, name: str = "bot.db") -> bytes:
    """Every byte the database has on disk."""
    return b"".join(path.read_bytes() for path in folder.glob(f"{name}*"))


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True)) as database:
        [(found,)] = database.execute(f"SELECT COUNT(*) FROM {table}").fetchall()
    return int(found)


@asynccontextmanager
async def visiting(app: App, path: str = "/") -> AsyncIterator[tuple[Visitor, Stream]]:
    async with Visitor(base_of(app)) as visitor:
        await visitor.open(path)
        stream = await visitor.listen()
        await stream.until(lambda: stream.ready)
        yield visitor, stream


async def test_a_survey_from_a_qr_code_to_the_thanks(tmp_path: Path) -> None:
    async with office(tmp_path) as app, visiting(app) as (lan, stream):
        await say(lan, stream, AT_THE_DESK, "Câu 1/6")
        await tap(lan, stream, "Hài lòng", "Câu 2/6")
        await tap(lan, stream, "Rất hài lòng", "Câu 3/6")
        await tap(lan, stream, "Có, đúng hẹn", "Câu 4/6")
        await say(lan, stream, "hai long", "Câu 5/6")
        await say(lan, stream, "4", "Câu 6/6")
        await tap(lan, stream, "Bỏ qua", "xem lại")
        await tap(lan, stream, "Gửi", "Cảm ơn")
        assert count(tmp_path, "response") == 1
        assert len(stream.events) == len({each["seq"] for each in stream.events})


async def test_the_page_s_language_is_the_first_greeting_s(tmp_path: Path) -> None:
    async with office(tmp_path) as app, visiting(app) as (lan, stream):
        await lan.say("/start", **{"Accept-Language": "en"})
        await stream.until(lambda: stream.texts)
        assert re.search(r"\b(the|you)\b", stream.texts[0])


async def test_two_tabs_are_in_step_and_a_reload_shows_the_same(tmp_path: Path) -> None:
    async with office(tmp_path) as app, visiting(app) as (lan, first):
        second = await lan.listen()
        await say(lan, first, AT_THE_DESK, "Câu 1/6")
        await second.wait_for("Câu 1/6")
        await tap(lan, second, "Hài lòng", "Câu 2/6")
        await first.wait_for("Câu 2/6")
        reloaded = await lan.listen()
        await reloaded.until(lambda: reloaded.ready)
        assert reloaded.texts == first.texts == second.texts


async def test_said_twice_it_counts_once(tmp_path: Path) -> None:
    async with office(tmp_path) as app, visiting(app) as (lan, stream):
        await say(lan, stream, AT_THE_DESK, "Câu 1/6")
        id = new_id()
        answers = await asyncio.gather(*(lan.say("3", id) for _ in range(5)))
        assert {each.status for each in answers} == {200}
        await stream.wait_for("Câu 2/6")
        await say(lan, stream, "/trogiup", "/gopy")
        assert sum("Câu 2/6" in text for text in stream.texts) == 1


async def test_a_stranger_s_id_does_not_stand_in_the_way(tmp_path: Path) -> None:
    """An id is the page's own choice: whoever guesses one must not swallow another's words."""
    async with office(tmp_path) as app, visiting(app) as (lan, hers), visiting(app) as (mai, his):
        id = new_id()
        assert (await mai.say("/trogiup", id)).status == 200
        await his.wait_for("/gopy")
        assert (await lan.say("/trogiup", id)).status == 200
        await hers.wait_for("/gopy")


async def test_a_photo_reaches_its_case_and_is_forgotten_here(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "orange").save(picture, "JPEG")
    async with office(tmp_path) as app, visiting(app) as (lan, stream):
        await lan.upload(picture.getvalue(), name="den.jpg")
        await stream.until(lambda: stream.texts)
        ref = await upload_of(tmp_path)
        fetched = await app.channels["web"].fetch(ref)
        assert fetched == picture.getvalue()
        assert count(tmp_path, "upload_part") == 1
        await app.storage.tidy(app.clock())
        assert count(tmp_path, "upload_part") == 1


async def upload_of(folder: Path) -> str:
    with closing(sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True)) as database:
        [(mark, id)] = database.execute("SELECT mark, id FROM upload").fetchall()
    return f"{mark.hex()}/{id}"


async def test_who_has_everything_erased_leaves_an_empty_mailbox(tmp_path: Path) -> None:
    async with office(tmp_path) as app, visiting(app) as (lan, stream):
        await say(lan, stream, AT_THE_DESK, "Câu 1/6")
        await lan.upload(b"\xff\xd8\xff photo")
        await until(lambda: count(tmp_path, "upload") == 1)
        await lan.say("/dulieu")
        for button, wanted in (("erase:ask", ""), ("erase:sure", ""), ("erase:yes", "Đã xóa")):
            await tap(lan, stream, button, wanted)
        left = await lan.call("GET", "/web/messages?after=0")
        assert [each["text"] for each in left.json["messages"]] == [stream.texts[-1]]
        assert count(tmp_path, "upload") == count(tmp_path, "upload_part") == 0
        assert count(tmp_path, "person") == 0


async def test_no_word_no_name_and_no_account_is_readable_or_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = io.StringIO()
    logs.configure("DEBUG", log)
    async with office(tmp_path) as app, visiting(app, "/?s=r_one-stop") as (lan, stream):
        await say(lan, stream, "/gopy", "Ông/Bà")
        await lan.say(WHAT)
        await lan.post(b'{"id": "' + WHAT.encode() + b'"}')
        await lan.upload(WHAT.encode(), name="Nguyễn Thị Đoài.jpg", text="Đoài")
        await lan.say(WHAT, Origin="https://evil.example/Đoài")
        await lan.call("GET", "/web/files/Đoài?name=Đoài")
        await say(lan, stream, "/trogiup", "/gopy")
        account, cookie = lan.account, lan.cookies["langnghe"]
        said = stream.texts[-1].encode()
    kept = stored(tmp_path)
    for secret in (WHAT.encode(), "Đoài".encode(), account.encode(), said[:40]):
        assert secret not in kept
    for secret in ("Đoài", "nguy hiểm", account, cookie.partition(".")[2]):
        assert secret not in log.getvalue()
        assert secret not in "".join(capfd.readouterr())


# Crashes and restarts


async def test_what_was_owed_is_there_after_a_restart_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path) as app, visiting(app) as (lan, stream):
        await say(lan, stream, AT_THE_DESK, "Câu 1/6")

        async def full(*_: object, **__: object) -> None:
            raise StorageError("the disk is full")

        monkeypatch.setattr(app.storage.mailbox, "add", full)
        assert (await lan.say("3")).status == 200
        cookie = lan.cookies["langnghe"]
    assert count(tmp_path, "outbox") == 1
    async with office(tmp_path) as app, Visitor(base_of(app)) as lan:
        lan.set_cookie("langnghe", cookie)
        again = await lan.listen()
        await again.wait_for("Câu 2/6")
        assert len(again.events) == 2
        assert count(tmp_path, "outbox") == 0


async def test_a_message_moves_from_the_outbox_to_the_mailbox_or_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies right after the mailbox has it: there is nothing left to send again."""
    async with office(tmp_path) as app, visiting(app) as (lan, stream):

        async def never(ids: object) -> None:
            raise StorageError("the process dies here")

        monkeypatch.setattr(app.storage.outbox, "sent", never)
        await say(lan, stream, AT_THE_DESK, "Câu 1/6")
        assert count(tmp_path, "outbox") == 0


async def test_killed_at_any_moment_it_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """`kill -9` in the middle of posts: every 200 is answered in the mailbox, once."""
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "COV"))},
        "LANGNGHE_DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "LANGNGHE_MASTER_KEY_FILE": f"{tmp_path}/key",
        "LANGNGHE_OFFICE": str(OFFICE),
        "LANGNGHE_WEB_PORT": str(port),
    }
    base = f"http://127.0.0.1:{port}"
    taken = 0
    async with Visitor(base) as lan:
        for killed in (True, False):
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=OFFICE.parents[1],
                env=environment,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                await serving(lan)
                taken += await ask_for_help(lan, program if killed else None)
            finally:
                if program.returncode is None:
                    program.send_signal(signal.SIGTERM)
                await program.wait()
    database = f"file:{tmp_path}/bot.db?mode=ro"
    with closing(sqlite3.connect(database, uri=True)) as opened:
        [(kept,)] = opened.execute("SELECT COUNT(DISTINCT id) FROM mailbox").fetchall()
        [(events,)] = opened.execute("SELECT COUNT(*) FROM event").fetchall()
    assert 8 <= taken <= kept == events <= 17


async def ask_for_help(visitor: Visitor, killed: Process | None) -> int:
    """Ask eight times at once; returns how often the program said that it was taken."""
    stream = await visitor.listen()
    await stream.until(lambda: stream.ready)
    before = len(stream.messages)
    sending = [asyncio.create_task(visitor.say("/trogiup")) for _ in range(8)]
    await stream.until(lambda: len(stream.messages) > before)
    if killed is not None:
        killed.kill()
    done = await asyncio.gather(*sending, return_exceptions=True)
    if killed is None:
        await say(visitor, stream, "/start", "Xin chào")
    return sum(getattr(each, "status", 0) == 200 for each in done) + (killed is None)


async def serving(visitor: Visitor) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await visitor.open()).status == 200:
                    return
            except OSError:
                await asyncio.sleep(0.05)


# Several processes


async def test_replicas_serve_one_browser_together(postgres_url: str, tmp_path: Path) -> None:
    """A load balancer sends the posts here and the stream there."""
    async with two_offices(tmp_path, postgres_url) as (one, two), visiting(one) as (lan, stream):
        lan.base = base_of(two)
        await say(lan, stream, AT_THE_DESK, "Câu 1/6")
        lan.base = base_of(one)
        await tap(lan, stream, "Hài lòng", "Câu 2/6")
        lan.base = base_of(two)
        await tap(lan, stream, "Hài lòng", "Câu 3/6")
        told = re.findall(r"Câu (\d)/6", "".join(each["text"] for each in stream.events))
        assert told == ["1", "2", "3"]


@asynccontextmanager
async def two_offices(folder: Path, url: str) -> AsyncIterator[tuple[App, App]]:
    async with office(folder, database=url) as one, office(folder, database=url) as two:
        yield one, two


async def test_what_is_owed_reaches_the_mailbox_without_a_web_server(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path}/bot.db",
        office=OFFICE,
        master_key_file=tmp_path / "key",
    )
    chat = WebChat.from_settings(settings)
    assert chat is not None
    assert WebChat.from_settings(settings.model_copy(update={"web_chat": False})) is None
    app = await App.open(settings, {"web": chat}, migrate=True)
    await app.start(web=False)
    lan = Address("web", "a" * 32)
    await app.dispatcher.receive(
        Inbound(event="e1", address=lan, chat=lan.account, text="/trogiup")
    )
    await until(lambda: count(tmp_path, "mailbox") == 1)
    await app.stop()
