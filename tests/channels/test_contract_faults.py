"""What a conversation survives on every channel: a provider in trouble, and ourselves in it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from bot.app import App
from bot.channel import Receipt
from bot.channels.console import Console
from bot.dispatcher import Dispatcher
from feedback.errors import StorageError
from feedback.messages import Inbound
from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import PATIENCE, WORDS, Ability, Driver
from tests.channels.contract.serving import office_on, office_with_surveys, settled
from tests.channels.running import Hurry
from tests.proofs.program import free_port

BOT = Path(__file__).resolve().parents[2] / "bot"
HELP, CONDUCT, LANGUAGE = "Ông/Bà có thể gõ:", "Quy tắc ứng xử –", "Which language?"

pytestmark = pytest.mark.usefixtures("in_a_hurry")


def source(driver: type[Driver]) -> str:
    """The code of a channel, and of no other."""
    module = driver.kind.__module__.rpartition(".")[2]
    files = [BOT / "channels" / f"{module}.py", *BOT.glob(f"{module}_*.py")]
    return "\n".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda each: each.name)
def test_what_a_channel_lacks_it_lacks(driver: type[Driver]) -> None:
    """Whoever teaches a channel more has its driver try that out."""
    code = source(driver)
    everywhere = [each.lacks for each in DRIVERS if each.kind is driver.kind]
    for ability, why in driver.lacks.items():
        assert why, "a lack has a reason"
        if all(ability in lacks for lacks in everywhere) and ability in WORDS:
            assert WORDS[ability] not in code, f"{driver.kind.name} has {ability} now"


def test_the_words_are_those_of_channels_that_can() -> None:
    """Else a lack could be claimed of a channel that has the ability."""
    for ability, word in WORDS.items():
        able = [each for each in DRIVERS if ability not in each.lacks]
        assert any(word in source(each) for each in able), ability


async def owed(app: App, count: int) -> None:
    """Wait until so many messages are committed and have not left."""
    async with asyncio.timeout(PATIENCE):
        while await app.storage.outbox.waiting() < count:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)


async def test_who_blocks_us_is_left_alone_and_welcome_back(
    driver: Driver, tmp_path: Path
) -> None:
    async with office_on(driver, tmp_path) as app:
        lan = driver.person(1)
        await lan.says("/trogiup")
        await lan.hears(HELP)
        if Ability.BLOCKED in driver.lacks:
            return  # asserted above: its code knows no such thing
        driver.refuse()
        await lan.says("/quytac")
        await owed(app, 1)
        driver.block(lan)
        driver.recover()
        await settled(app)  # it is given up, not tried for ever
        assert lan.since() == []
        minh = driver.person(2)
        await minh.says("/quytac")
        await minh.hears(CONDUCT)
        driver.unblock(lan)
        await lan.says("/trogiup")
        await lan.hears(HELP)


async def test_who_is_too_fast_slows_down(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path) as app:
        lan = driver.person()
        if Ability.THROTTLED not in driver.lacks:
            driver.throttle(lan)
        await lan.says("/trogiup")
        await lan.hears(HELP)
        await settled(app)
        said = [each for each in lan.since() if HELP in each.text]
        assert len(said) == 1, "neither lost nor said twice"


async def test_a_provider_that_is_away_gets_everything_in_order(
    driver: Driver, tmp_path: Path
) -> None:
    """It is away while the program ends and begins again."""
    clock, port = Hurry(20), free_port()
    lan = driver.person()
    away = Ability.PROVIDER not in driver.lacks
    async with office_on(driver, tmp_path, clock=clock, port=port) as app:
        if away:
            driver.vanish()
        for words in ("/trogiup", "/quytac"):
            await lan.says(words)
        if away and Ability.DOOR not in driver.lacks:
            await owed(app, 2)
            assert lan.messages() == []
    # Said while nobody listens; only a terminal keeps nothing until somebody does.
    waits = Ability.REPEATS not in driver.lacks
    last = asyncio.create_task(lan.says("/language")) if waits else None
    async with office_on(driver, tmp_path, clock=clock, port=port) as app:
        if away:
            driver.recover()
        await (last or lan.says("/language"))
        await lan.hears(LANGUAGE)
        await settled(app)
        said = "\n".join(each.text for each in lan.messages())
        assert [said.count(words) for words in (HELP, CONDUCT, LANGUAGE)] == [1, 1, 1], said
        assert said.index(HELP) < said.index(CONDUCT) < said.index(LANGUAGE), said


async def test_what_comes_twice_and_in_any_order_counts_once(
    driver: Driver, tmp_path: Path
) -> None:
    async with office_on(driver, tmp_path, office=office_with_surveys(tmp_path)) as app:
        lan = driver.person()
        if Ability.REPEATS in driver.lacks:
            console = app.channels[driver.kind.name]
            assert isinstance(console, Console)
            [one], [two] = console.inbounds("/trogiup"), console.inbounds("/trogiup")
            assert one.event != two.event, "whoever types it twice means it twice"
            return
        driver.repeat()
        await lan.says("/trogiup")
        await lan.hears(HELP)
        await settled(app)
        assert len([each for each in lan.since() if HELP in each.text]) == 1
        if Ability.PHOTOS in driver.lacks:
            return
        await lan.says("/start r_photos")
        await lan.hears("Xin gửi ảnh")
        await lan.sends_photos(5)
        await lan.hears("Đã nhận 5 tệp")
        await settled(app)
        assert not [each for each in lan.since() if "Đã nhận 6" in each.text]
        await lan.presses("Xong")
        await lan.hears("5 tệp")
        await lan.presses("Gửi")
        await lan.hears("Đã xong")
        await settled(app)
        assert len([each for each in lan.since() if "Đã xong" in each.text]) == 1


async def test_nothing_is_taken_before_it_is_kept(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away, the platform is not told that it was taken: it comes again."""
    refused = 0
    turn = Dispatcher._turn

    async def broken(self: Dispatcher, inbound: Inbound) -> Receipt:
        nonlocal refused
        if inbound.text == "/quytac" and refused < 2:
            refused += 1
            raise StorageError("the disk is full")
        return await turn(self, inbound)

    monkeypatch.setattr(Dispatcher, "_turn", broken)
    async with office_on(driver, tmp_path) as app:
        lan = driver.person()
        await lan.says("/trogiup")
        await lan.hears(HELP)
        for _ in range(3 if Ability.REPEATS in driver.lacks else 1):
            with suppress(StorageError):  # at a terminal the person types it again
                await lan.says("/quytac")
        await lan.hears(CONDUCT)
        await settled(app)
        assert refused == 2
        assert len([each for each in lan.since() if CONDUCT in each.text]) == 1
