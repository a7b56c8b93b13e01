"""What is Zalo's own in a journey: it begins by following and ends by withdrawing."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback import code as codes
from tests.channels.contract.journey import WHAT, rate, report
from tests.channels.contract.serving import office_on
from tests.channels.contract.zalo_oa import OfficialAccount


@pytest.mark.parametrize("weather", ["calm", "rough"])
async def test_who_follows_is_welcomed_and_who_withdraws_is_forgotten(
    weather: str, tmp_path: Path, in_a_hurry: None
) -> None:
    async with OfficialAccount() as driver, office_on(driver, tmp_path) as app:
        lan = driver.person()
        if weather == "rough":
            driver.storm()
        lan.at.follow()
        lan.at.last_seen = driver.zalo.clock()
        await lan.hears("Câu 1/2")
        await lan.presses("Tôi đồng ý")
        await lan.hears("Câu 2/2")
        await lan.presses("Tôi không đồng ý")
        await lan.hears("Ông/Bà cần việc gì?")
        await rate(lan)
        code = str(codes.read(await report(driver, lan)))
        lan.at.withdraw()
        await driver.zalo.settled.wait()
        case = await app.storage.work().cases.find(code)
        assert case is not None
        assert (case.person, case.identity) == ("", {})
        assert case.content["what"] == WHAT
        assert {status for _, status in driver.zalo.deliveries} == {200}
        driver.check()
