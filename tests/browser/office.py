"""An office on the web: in this process over a real database file, or as the real program."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.app import App
from bot.channels import open_channels
from bot.settings import Settings
from tests.channels.running import OFFICE, Hurry
from tests.proofs.program import LANGNGHE, free_port


@asynccontextmanager
async def office_on_the_web(
    folder: Path, *, speed: float = 20, **more: object
) -> AsyncIterator[App]:
    """Serve the sample office until the end of the block."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bot.db",
        office=OFFICE,
        master_key_file=folder / "key",
        web_port=0,
        **more,  # type: ignore[arg-type]
    )
    app = await App.open(settings, open_channels(settings), clock=Hurry(speed), migrate=True)
    try:
        await app.start()
        yield app
    finally:
        await app.stop()


class Program:
    """`langnghe run` or `langnghe demo` as a process of its own, with its own folder and port."""

    def __init__(self, folder: Path, command: str) -> None:
        self.folder, self._command, self.port = folder, command, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "program.log"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "COV"))}
        self._environment = kept | {
            "LANGNGHE_DATABASE_URL": f"sqlite:///{folder}/bot.db",
            "LANGNGHE_MASTER_KEY_FILE": f"{folder}/key",
            "LANGNGHE_OFFICE": str(OFFICE),
            "LANGNGHE_WEB_PORT": str(self.port),
            "TMPDIR": str(folder),
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it serves."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                LANGNGHE,
                self._command,
                cwd=self.folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        async with aiohttp.ClientSession() as session, asyncio.timeout(60):
            while not await self._healthy(session):
                assert self._process.returncode is None, self.said()
                await asyncio.sleep(0.05)

    async def _healthy(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.address}/health") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; returns its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await self._process.wait()
        self._process = None
        return code

    async def also(self, *words: str) -> str:
        """Give another command beside it, as who runs it would; returns what it prints."""
        done = await asyncio.create_subprocess_exec(
            LANGNGHE,
            *words,
            cwd=self.folder,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await done.communicate()
        assert done.returncode == 0
        return out.decode()

    def said(self) -> str:
        """Return what it said so far."""
        return self.log.read_text("utf-8")


@asynccontextmanager
async def program(folder: Path, command: str) -> AsyncIterator[Program]:
    """Start the program and end it after the block."""
    started = Program(folder, command)
    try:
        await started.start()
        yield started
    finally:
        if started._process is not None:
            await started.end(signal.SIGKILL)
