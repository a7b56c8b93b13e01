"""The program around a channel that is tried: inside of the test, or as a process of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import aiohttp

from bot.app import App
from bot.settings import Settings
from feedback.response import Response
from storage import Storage, open_storage
from storage.keys import Keyring
from tests.channels.contract.driver import PATIENCE, Driver
from tests.channels.running import OFFICE, Hurry
from tests.proofs.program import LANGNGHE, free_port

SURVEYS = Path(__file__).with_name("surveys")
PARAGRAPHS = tuple(
    f"Đoạn {number}: " + " ".join(f"lời dặn thứ {word}" for word in range(1, 16))
    for number in range(1, 51)
)
"""A text no channel but the terminal shows in one message, 12,000 characters."""


def office_with_surveys(folder: Path) -> Path:
    """Make a copy of the sample office that also has the surveys of the contract."""
    office = folder / "office"
    shutil.copytree(OFFICE, office)
    for survey in SURVEYS.iterdir():
        text = survey.read_text("utf-8").replace("{PARAGRAPHS}", "\\n".join(PARAGRAPHS))
        (office / "surveys" / survey.name).write_text(text, "utf-8")
    return office


def variables(
    driver: Driver, folder: Path, office: Path, port: int, admins: str = ""
) -> dict[str, str]:
    """Return the environment of a program with this channel and no other."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "COV"))}
    own = {
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "MASTER_KEY_FILE": f"{folder}/key",
        "OFFICE": str(office),
        "WEB_PORT": str(port),
        "ADMINS": admins,
        "WEB_CHAT": "false",
        **driver.settings(f"http://127.0.0.1:{port}"),
    }
    return kept | {f"LANGNGHE_{name}": value for name, value in own.items()}


@asynccontextmanager
async def office_on(
    driver: Driver,
    folder: Path,
    *,
    office: Path = OFFICE,
    clock: Callable[[], datetime] | None = None,
    speed: float = 20,
    admins: str = "",
    port: int = 0,
) -> AsyncIterator[App]:
    """Serve an office through one channel, inside of the test, until the end of the block."""
    clock = clock or Hurry(speed)
    port = port or free_port()
    with patch.dict(os.environ, variables(driver, folder, office, port, admins), clear=True):
        settings = Settings(_env_file=None)
        channels = driver.channels(settings)
    assert set(channels) == {driver.kind.name}, "every other channel is off"
    app = await App.open(settings, channels, clock=clock, migrate=True)
    try:
        await app.start()
        await driver.serve(f"http://127.0.0.1:{port}", lambda: clock().timestamp())
        yield app
    finally:
        await app.stop()


async def settled(app: App) -> None:
    """Wait until everything that was committed has left."""
    async with asyncio.timeout(PATIENCE):
        while not app.outbox.idle or await app.storage.outbox.waiting():  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def program_on(driver: Driver, folder: Path, admin: bool = False) -> AsyncIterator[int]:
    """Run the program as an office does, with one channel; yields its port. It has to end well."""
    port = free_port()
    with log_of(folder).open("ab") as written:
        pipe = asyncio.subprocess.PIPE if driver.talks else None
        process = await asyncio.create_subprocess_exec(
            *(LANGNGHE, *driver.command(admin)),
            cwd=folder,
            env=variables(driver, folder, OFFICE, port),
            stdin=pipe or asyncio.subprocess.DEVNULL,
            stdout=pipe or written,
            stderr=written,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        if driver.talks:
            await driver.attend(process)
        else:
            assert await healthy(address, process) == [driver.kind.name], "all others are off"
            await driver.serve(address, lambda: datetime.now(UTC).timestamp())
        yield port
        if process.stdin is not None:
            process.stdin.close()
        else:
            process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    except BaseException as failed:
        failed.add_note(log_of(folder).read_text("utf-8", "replace")[-2000:])
        raise
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def log_of(folder: Path) -> Path:
    """Return where a program writes its log."""
    return folder / "langnghe.log"


async def invitation(driver: Driver, folder: Path, port: int) -> str:
    """Return what an administrator to be has to say: the operator asked for it."""
    process = await asyncio.create_subprocess_exec(
        *(LANGNGHE, "invite", "admin"),
        cwd=folder,
        env=variables(driver, folder, OFFICE, port),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    return said.decode().strip()


async def healthy(address: str, process: asyncio.subprocess.Process) -> list[str]:
    """Wait until a program serves; returns its channels."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            assert process.returncode is None, "the program ended by itself"
            try:
                async with session.get(f"{address}/health") as answer:
                    channels: list[str] = (await answer.json())["channels"]
                    return channels
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def database_of(folder: Path) -> AsyncIterator[Storage]:
    """Open the database of a program that has ended."""
    keys = Keyring.open(folder / "key")
    storage = await open_storage(f"sqlite:///{folder}/bot.db", keys, migrate=False)
    try:
        yield storage
    finally:
        await storage.close()


async def responses(storage: Storage, form: str) -> list[Response]:
    """Return what was answered to a form."""
    pages = storage.work().responses.export(form, None, date(2020, 1, 1), date(2100, 1, 1))
    return [response async for page in pages for response in page]


async def evidence(folder: Path) -> int:
    """Return how many pieces of evidence are kept, once they all were fetched."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True) as database:
                [(left,)] = database.execute("SELECT COUNT(*) FROM job").fetchall()
                [(kept,)] = database.execute(
                    "SELECT COUNT(*) FROM evidence WHERE content IS NOT NULL"
                ).fetchall()
            database.close()
            if not left:
                return int(kept)
            await asyncio.sleep(0.05)


def rows(folder: Path) -> dict[str, int]:
    """Count the rows of every table."""
    with sqlite3.connect(f"file:{folder}/bot.db?mode=ro", uri=True) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        counted = {
            name: int(database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0])
            for (name,) in tables
        }
    database.close()
    return counted
