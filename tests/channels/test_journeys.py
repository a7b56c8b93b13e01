"""Each channel alone carries the whole service: what citizens and administrators come for.

In calm weather the program is a process of its own and is seen through its face only; in rough
weather events come twice and late, and much of what the bot says first meets a fault.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot import operations
from bot.settings import Settings
from feedback import code as codes
from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import Ability, Driver
from tests.channels.contract.journey import (
    NAME,
    PHONE,
    WHAT,
    administrator,
    citizen,
    files,
    leave,
    stranger,
)
from tests.channels.contract.serving import (
    OFFICE,
    database_of,
    evidence,
    invitation,
    log_of,
    office_on,
    program_on,
    responses,
    settled,
)

MADE_UP = 300
STORMY = [each for each in DRIVERS if Ability.REPEATS not in each.lacks]


async def seeded(folder: Path) -> None:
    """Make up answers for an administrator to look at."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bot.db",
        master_key_file=folder / "key",
        office=OFFICE,
    )
    await operations.seed(settings, MADE_UP, 5, 1)


async def check_what_is_left(driver: Driver, folder: Path, code: str, answers: int) -> None:
    """Nobody is left in a case that was erased; the answers, which never had a name, all are."""
    assert await evidence(folder) == files(driver)
    async with database_of(folder) as storage:
        work = storage.work()
        case = await work.cases.find(str(codes.read(code)))
        assert case is not None
        assert (case.person, case.identity) == ("", {})
        assert case.content["what"] == WHAT
        kept = await responses(storage, "one-stop")
        own = max(kept, key=lambda each: each.submitted_at)
        assert own.channel == driver.kind.name
        assert (own.unit, own.procedure, own.desk) == ("binh-luc-hcc", "khai-sinh", "binh-luc-q1")
        assert await storage.check(counters=True) == []
    assert len(kept) >= answers


async def test_a_channel_alone_is_enough(driver: Driver, tmp_path: Path) -> None:
    await seeded(tmp_path)
    lan, minh, chief = (driver.person(number) for number in (1, 2, 99))
    async with AsyncExitStack() as running:
        port = await running.enter_async_context(program_on(driver, tmp_path))
        code = await citizen(driver, lan, minh)
        await evidence(tmp_path)
        if driver.talks:  # one person sits there, and says when it is started who that is
            await running.aclose()
            await running.enter_async_context(program_on(driver, tmp_path, admin=True))
        else:
            await stranger(minh)
            await chief.says(await invitation(driver, tmp_path, port))
            await chief.hears("quản trị")
        await administrator(driver, chief, (*lan.secrets(), NAME, PHONE))
        await leave(driver, lan)
    written = log_of(tmp_path).read_text("utf-8")
    people = (lan, minh, chief)
    known = (*driver.knows_secrets(), *(word for each in people for word in each.secrets()))
    assert not [each for each in (*known, WHAT, NAME, PHONE, code) if each in written]
    assert '"level": "error"' not in written, written
    await check_what_is_left(driver, tmp_path, code, 1)


@pytest.mark.parametrize("driver", STORMY, ids=lambda each: each.name, indirect=True)
async def test_a_citizen_in_rough_weather(
    driver: Driver, tmp_path: Path, in_a_hurry: None
) -> None:
    async with office_on(driver, tmp_path) as app:
        driver.storm()
        lan = driver.person(1)
        code = await citizen(driver, lan, driver.person(2))
        await evidence(tmp_path)
        await leave(driver, lan)
        await settled(app)
    await check_what_is_left(driver, tmp_path, code, 1)
