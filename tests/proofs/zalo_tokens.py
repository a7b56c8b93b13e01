"""Three programs that renew Zalo's tokens, killed at random moments: no refresh token is lost.

The strict fake is the ledger: a refresh token works once, and only the newest does. Moments are
drawn around the very rotation, where a token exists on the wire alone, and anywhere else.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import Keyring, open_storage
from tests.databases import new_database
from tests.fakes.zalo_oa import FakeZaloOA
from tests.proofs.proof import Result, Setting

Progress = Callable[[str, int, int], object]

_LEASE = timedelta(seconds=3)
_REFRESHERS = 3


@dataclass
class Tally:
    """What came of it."""

    kills: int = 0
    rotations: int = 0
    lost: list[str] = field(default_factory=list)


async def prove(setting: Setting) -> dict[str, Result]:
    """Kill often, on PostgreSQL: only there do several programs share a token."""
    kills = 4 if setting.short else 100
    database = await new_database(setting.server)
    key = setting.folder / "key"
    storage = await open_storage(database, Keyring.open(key), migrate=True)
    await storage.close()
    tally = await kill(database, key, kills, setting.seed, setting.progress)
    faults = [*tally.lost]
    if tally.rotations < kills:
        faults.append(f"the token was renewed only {tally.rotations} times")
    return {
        "P9-tokens": Result(
            figure=len(faults),
            unit=f"refresh tokens of Zalo lost over {tally.kills} kill -9 of {_REFRESHERS} "
            f"programs that renew it at once, {tally.rotations} renewals",
            trials=tally.kills,
            faults=faults,
        )
    }


async def kill(database: str, key: Path, kills: int, seed: int, progress: Progress) -> Tally:
    """Have three programs renew one token in a shared database, and kill one after the other."""
    chance, tally = random.Random(seed), Tally()
    async with FakeZaloOA() as zalo:
        app = (zalo.url, zalo.app_id, zalo.app_secret, zalo.refresh_token)
        order = json.dumps([database, str(key), *app])
        alive = [await _begin(order) for _ in range(_REFRESHERS)]
        try:
            for _ in range(kills):
                before = len(zalo.issued)
                zalo.delay = chance.choice((0.0, 0.0, 0.05))
                zalo.rotated.clear()
                async with asyncio.timeout(60):
                    await zalo.rotated.wait()
                await asyncio.sleep(
                    chance.choice((0.0, 0.001, 0.01, 0.05, chance.uniform(0, 0.3)))
                )
                at = chance.randrange(_REFRESHERS)
                await _end(alive[at])
                alive[at] = await _begin(order)
                tally.kills += 1
                progress("kills", tally.kills, kills)
                tally.rotations += len(zalo.issued) - before
        except TimeoutError:
            tally.lost.append(f"nobody got a token any more after {tally.kills} kills")
        finally:
            await asyncio.gather(*(_end(each) for each in alive))
        # Whatever the last of them was in the middle of, a new one goes on.
        last = await _begin(order)
        zalo.rotated.clear()
        try:
            async with asyncio.timeout(30):
                await zalo.rotated.wait()
        except TimeoutError:
            tally.lost.append("a new program does not get a token")
        await _end(last)
        if zalo.reused:
            tally.lost.append(f"{zalo.reused} times somebody came with a used token")
    return tally


async def _begin(order: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.proofs.zalo_tokens",
        order,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def _renew(database: str, key: str, url: str, app_id: str, secret: str, seed: str) -> None:
    """Be one of the programs: replace the token again and again."""
    from bot import zalo_oa_tokens
    from bot.zalo_oa_exchange import Exchange
    from bot.zalo_oa_transport import Transport
    from feedback.errors import SendError

    zalo_oa_tokens._LEASE = _LEASE
    keys = Keyring.open(Path(key), make=False)
    storage = await open_storage(database, keys)
    exchange = Exchange(Transport(url, url), url, app_id, secret, keys)
    keeper = zalo_oa_tokens.TokenKeeper(
        storage.channel_state,
        exchange.ask,
        seed,
        str(random.random()),
        lambda: datetime.now(UTC),
        exchange.forget,
    )
    while True:
        try:
            await keeper.refused(await keeper.access())
        except SendError:
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(_renew(*json.loads(sys.argv[1])))
