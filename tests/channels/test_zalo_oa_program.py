"""`langnghe run` with nothing but Zalo's settings: the program as an office starts it."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import aiohttp

from tests.channels.running import OFFICE
from tests.fakes.zalo_oa import FakeZaloOA
from tests.proofs.program import LANGNGHE, free_port


async def test_the_program_serves_zalo_by_its_settings_alone(tmp_path: Path) -> None:
    port = free_port()
    async with FakeZaloOA() as zalo:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "COV"))}
        settings = {
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "MASTER_KEY_FILE": f"{tmp_path}/key",
            "OFFICE": str(OFFICE),
            "WEB_PORT": str(port),
            "WEB_CHAT": "false",
            "ZALO_OA_APP_ID": zalo.app_id,
            "ZALO_OA_APP_SECRET": zalo.app_secret,
            "ZALO_OA_WEBHOOK_SECRET": zalo.webhook_secret,
            "ZALO_OA_REFRESH_TOKEN": zalo.refresh_token,
            "ZALO_OA_API_URL": zalo.url,
            "ZALO_OA_OAUTH_URL": zalo.url,
        }
        named = {f"LANGNGHE_{name}": value for name, value in settings.items()}
        migrated = await asyncio.create_subprocess_exec(
            LANGNGHE, "migrate", cwd=tmp_path, env=kept | named
        )
        assert await migrated.wait() == 0
        program = await asyncio.create_subprocess_exec(
            LANGNGHE,
            "run",
            cwd=tmp_path,
            env=kept | named,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            assert await healthy(port) == ["zalo_oa"]
            zalo.webhook = f"http://127.0.0.1:{port}/zalo/oa"
            lan = zalo.person()
            lan.send("/trogiup")
            await lan.wait_for("/gopy", 30)
            program.send_signal(signal.SIGTERM)
            said, _ = await program.communicate()
            assert program.returncode == 0
        finally:
            if program.returncode is None:
                program.kill()
                await program.wait()
        assert not any(
            each.encode() in said
            for each in (*zalo.issued, *zalo.access, zalo.app_secret, lan.id, "trogiup")
        )


async def healthy(port: int) -> list[str]:
    """Wait until the program serves; returns its channels."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/health") as answer:
                    channels: list[str] = (await answer.json())["channels"]
                    return channels
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
