"""`kill -9` of the real program on the Bot Platform: what is promised, and that it is no less."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.channels.running import OFFICE
from tests.channels.zalo_bot_office import SECRET
from tests.fakes.zalo_bot import FakeZaloBot
from tests.proofs.program import LANGNGHE, free_port

KILLS = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "proof" else 2


class Program:
    """One installation, started and killed any number of times."""

    def __init__(self, folder: Path, zalo: FakeZaloBot, mode: str) -> None:
        self.folder, self.port = folder, free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "COV"))}
        settings = {
            "DATABASE_URL": f"sqlite:///{folder}/bot.db",
            "MASTER_KEY_FILE": f"{folder}/key",
            "OFFICE": str(OFFICE),
            "WEB_PORT": str(self.port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ZALO_BOT_TOKEN": zalo.token,
            "ZALO_BOT_MODE": mode,
            "ZALO_BOT_WEBHOOK_SECRET": SECRET,
            "ZALO_BOT_API_URL": zalo.url,
        }
        self.environment = kept | {f"LANGNGHE_{name}": value for name, value in settings.items()}

    async def run(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            LANGNGHE,
            *words,
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    def taken(self) -> set[str]:
        """The events the database knows."""
        with sqlite3.connect(f"file:{self.folder}/bot.db?mode=ro", uri=True) as database:
            rows = database.execute("SELECT id FROM event WHERE channel = 'zalo_bot'").fetchall()
        database.close()
        return {id for (id,) in rows}


async def in_touch(program: Program, zalo: FakeZaloBot) -> asyncio.subprocess.Process:
    """Start the program and wait until it has called. By then the question that a killed one left
    open has ended too: what is said before might be given away to nobody."""

    def called() -> int:
        return len(zalo.calls_of("deleteWebhook")) + len(zalo.calls_of("setWebhook"))

    before = called()
    process = await program.run("run")
    async with asyncio.timeout(60):
        while called() == before:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.002)
    return process


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_kill_loses_the_one_message_in_hand_at_most_and_by_webhook_none(
    mode: str, tmp_path: Path
) -> None:
    async with FakeZaloBot(longest_poll=0.5) as zalo:
        program = Program(tmp_path, zalo, mode)
        migrated = await program.run("migrate")
        assert await migrated.wait() == 0
        lan = zalo.person()
        lost: set[str] = set()
        for life in range(KILLS):
            process = await in_touch(program, zalo)
            arrived = len(lan.messages)
            for n in range(6):
                lan.send(f"/trogiup {life}.{n}")
            async with asyncio.timeout(60):
                while len(lan.messages) < arrived + 1 + life:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(0.002)
            process.kill()
            await process.wait()
            if mode == "polling":
                given = [event["message"]["message_id"] for event in zalo.given]
                gone = set(given) - program.taken() - lost
                assert gone <= {given[-1]}, "only what was in hand"
                lost |= gone
            else:
                brought = {e["message"]["message_id"] for e, s in zalo.deliveries if s == 200}
                assert brought <= program.taken()
        assert len(lost) <= KILLS
        process = await in_touch(program, zalo)
        lan.send("/ngonngu")
        await lan.wait_for("Which language?", 60)
        await asyncio.wait_for(zalo.settled.wait(), 60)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
        everything = {
            event["message"]["message_id"]
            for event in (zalo.given if mode == "polling" else [e for e, _ in zalo.deliveries])
        }
        assert len(everything) == 6 * KILLS + 1
        assert program.taken() == everything - lost, "an orderly end loses nothing"
