"""CONTRIBUTING taken at its word: its walk-throughs are done to a copy of the program, and work.

A new kind of question and a new channel touch two code files each; a survey that uses the kind is
then answered over the channel, through the real process, HTTP and a SQLite file, and the channel
keeps the contract of all channels.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from storage import open_storage
from storage.keys import Keyring

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "feedback", "handlers", "storage", "locales", "offices")
SUITE = ("contract", "contract_doors", "contract_faults", "journeys")
ALIKE = 18
"""Tests every channel passes, at the least."""
SECRET = "what only the gateway knows"
LAN = "+84912345678"

_BLOCK = re.compile(r"`([\w./-]+)`[^`]*?:\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MORE = re.compile(r"\s*```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(heading: str) -> Iterator[tuple[Path, str, str]]:
    """Yield (file, language, text) for each block of code of a section."""
    whole = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = whole.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    for found in _BLOCK.finditer(section):
        path = Path(found[1])
        yield path, found[2], found[3]
        at = found.end()
        while (more := _MORE.match(section, at)) is not None:  # a second change to the same file
            yield path, more[1], more[2]
            at = more.end()


def follow(heading: str, copy: Path) -> set[Path]:
    """Do what a section says to a copy of the program; returns the files it touched."""
    touched = set()
    for path, language, text in steps(heading):
        file = copy / path
        touched.add(path)
        if language == "diff":
            lines = text.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] in " -")
            new = "".join(line[1:] for line in lines if line[0] in " +")
            before = file.read_text("utf-8")
            assert before.count(old) == 1, f"{path} does not hold this once:\n{old}"
            file.write_text(before.replace(old, new), "utf-8")
        elif language == "ftl":
            file.write_text(file.read_text("utf-8") + text, "utf-8")
        else:
            assert not file.exists(), f"{path} is there already"
            file.write_text(text, "utf-8")
    return touched


def contents(folder: Path) -> dict[Path, bytes]:
    """Return the code of the program, without its tests."""
    found = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.py")}
    return {path: content for path, content in found.items() if path.parts[0] in ROOMS}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    for room in (*ROOMS, "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, folder / room, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Add a question type", {"feedback/questions/time.py", "feedback/questions/__init__.py"}),
        ("Add a channel", {"bot/channels/sms.py", "bot/channels/__init__.py"}),
        ("Add a command", {"handlers/contact.py", "handlers/router.py"}),
    ],
)
def test_a_walk_through_touches_two_code_files(copy: Path, heading: str, code: set[str]) -> None:
    before = contents(copy)
    touched = follow(heading, copy)
    after = contents(copy)
    changed = {path for path in after if after[path] != before.get(path)}
    assert before.keys() <= after.keys()
    assert {path.as_posix() for path in changed} == code
    others = {path for path in touched if path.as_posix() not in code}
    assert all(path.parts[0] in ("locales", "offices", "tests") for path in others)


@dataclass
class Gateway:
    """An SMS gateway on loopback: strict about what it takes, and down when told so."""

    sent: list[str] = field(default_factory=list)
    down: int = 0
    refused: int = 0
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        message = await request.json()
        assert set(message) == {"to", "text"}
        assert message["to"] == LAN
        assert 0 < len(message["text"]) <= 640
        if self.down:
            self.down -= 1
            self.refused += 1
            return web.Response(status=503)
        self.sent.append(message["text"])
        self.more.set()
        return web.Response()

    async def heard(self, words: str) -> str:
        """Wait until what was sent since the last call holds these words; returns all of it."""
        while words not in (said := "\n".join(self.sent)):
            self.more.clear()
            try:
                await asyncio.wait_for(self.more.wait(), 30)
            except TimeoutError:
                pytest.fail(f"“{words}” was never said, but:\n{said}")
        self.sent.clear()
        return said


@asynccontextmanager
async def serving(gateway: Gateway) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.post("/send", gateway.take)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/send"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(copy: Path, url: str) -> AsyncIterator[str]:
    """Run the copy as an operator would; yields the address of its web server."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=copy,
        env=environment(copy, LANGNGHE_SMS_URL=url, LANGNGHE_SMS_SECRET=SECRET),
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        port = None
        async with asyncio.timeout(60):
            while port is None:
                line = json.loads(await process.stderr.readline())
                assert line["level"] != "error", line
                port = line["port"] if line["event"] == "serving" else None
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        rest = (await process.communicate())[1].decode()
        assert process.returncode == 0, rest
        assert "error" not in {json.loads(line)["level"] for line in rest.splitlines()}, rest
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def environment(copy: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LANGNGHE_")}
    return {
        **kept,
        "PYTHONPATH": str(copy),
        "LANGNGHE_DATABASE_URL": f"sqlite:///{copy}/sms.db",
        "LANGNGHE_MASTER_KEY_FILE": str(copy / "sms.key"),
        "LANGNGHE_OFFICE": "offices/binh-luc",
        "LANGNGHE_WEB_PORT": "0",
        **settings,
    }


async def ran(copy: Path, *command: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=copy,
        env=environment(copy),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    return process.returncode, said


async def test_the_new_kind_is_asked_over_the_new_channel(copy: Path) -> None:
    for heading in ("Add a question type", "Add a channel", "Add a command"):
        follow(heading, copy)
    gateway = Gateway()
    number = iter(range(1, 100))

    async with (
        serving(gateway) as url,
        running(copy, url) as bot,
        aiohttp.ClientSession() as http,
    ):

        async def post(payload: Any, secret: str = SECRET) -> int:
            async with http.post(f"{bot}/sms", json=payload, headers={"X-Secret": secret}) as said:
                return said.status

        async def text(words: str) -> dict[str, str]:
            message = {"id": f"m{next(number)}", "from": LAN, "text": words}
            assert await post(message) == 200
            return message

        await text("/start r_opening-hours")
        asked = await gateway.heard("mở lúc mấy giờ")
        assert "1/2" in asked
        await text("25h")
        await gateway.heard("Xin gõ giờ, ví dụ 8h30.")
        gateway.down = 1
        opened = await text("8 giờ 30")
        scale = await gateway.heard("hài lòng với thời gian chờ")
        assert "4. Hài lòng" in scale  # no buttons: a numbered list
        assert gateway.refused == 1
        await text("/contact binh an")
        assert "nơi Ông/Bà có thể đến" in await gateway.heard("Xã Bình An")
        assert await post(opened) == 200  # brought twice, done once
        assert await post({**opened, "id": "forged"}, "guessed") == 403
        for wrong in (None, [], {"id": "w1", "from": LAN}, {**opened, "from": "lan"}):
            assert await post(wrong) == 400
        await text("hai long")
        review = await gateway.heard("08:30")
        assert "Hài lòng" in review
        await text("gui")
        await gateway.heard("cảm ơn Ông/Bà")

    code, said = await ran(copy, sys.executable, "-m", "bot", "check", "--counters")
    assert code == 0, said
    keys = Keyring.open(copy / "sms.key")
    storage = await open_storage(f"sqlite:///{copy}/sms.db", keys, migrate=False)
    try:
        export = storage.work().responses.export
        pages = export("opening-hours", None, date(2000, 1, 1), date(2100, 1, 1))
        kept = [response async for page in pages for response in page]
    finally:
        await storage.close()
    assert [(each.channel, dict(each.answers)) for each in kept] == [
        ("sms", {"opened": "08:30", "waiting": "satisfied"})
    ]


@pytest.mark.timeout(400)
async def test_the_new_channel_keeps_the_contract_of_all_channels(copy: Path) -> None:
    follow("Add a channel", copy)
    suite = [f"tests/channels/test_{name}.py" for name in SUITE]
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "sms or every_channel", *suite)
    code, said = await ran(copy, sys.executable, *words)
    assert code == 0, said
    passed = re.search(r"(\d+) passed, \d+ deselected", said)
    assert passed is not None, said
    assert int(passed[1]) >= ALIKE, said


async def test_what_the_walk_throughs_add_passes_the_checks(copy: Path) -> None:
    """The code of CONTRIBUTING is held to what all other code is."""
    added = set()
    for heading in ("Add a question type", "Add a channel", "Add a command"):
        added |= follow(heading, copy)
    files = [str(path) for path in sorted(added) if path.suffix == ".py"]
    tools = Path(sys.executable).parent
    python = sys.executable
    for command in (
        (python, "-m", "ruff", "check", "--no-cache", *files),
        (python, "-m", "ruff", "format", "--no-cache", "--check", *files),
        (str(tools / "lint-imports"), "--no-cache"),
        (python, "-m", "bot", "office", "check", "offices/binh-luc"),
    ):
        code, said = await ran(copy, *command)
        assert code == 0, f"{' '.join(command[:4])}\n{said}"
