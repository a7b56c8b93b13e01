"""What /donvi changes holds at once where it was made, soon in every replica, and after a restart."""

from __future__ import annotations

from datetime import date

import pytest

from bot.app import App
from feedback.reorganising import Change, Patches, added, renamed
from tests.bot.conftest import Running
from tests.bot.phones import MORNING, Clock, Phones

TOMORROW = date(2026, 11, 25)
WARD = {"vi": "Phường Bình Mỹ", "en": "Bình Mỹ ward"}


def name(app: App, unit: str = "binh-my") -> str:
    return app.dispatcher.world.office.units[unit].name["vi"]


async def elsewhere(app: App, action: str, units: Patches, starts: date = TOMORROW) -> None:
    """Have another replica keep a change."""
    work = app.storage.work()
    number = len(await work.unit_changes.all()) + 1
    work.unit_changes.add(Change(number, MORNING, action, starts, units))
    await work.commit("", "", MORNING)


async def test_a_change_made_here_holds_with_the_next_message(
    running: Running, phones: Phones
) -> None:
    async with running(serve=False) as app:
        for said in ("/donvi", "Phường Bình Mỹ", "bỏ qua", "hôm nay", "gửi"):
            if said == "Phường Bình Mỹ":
                press = phones.inbound("chief", press="unit:do:binh-my:rename")
                await app.dispatcher.receive(press)
            await app.dispatcher.receive(phones.inbound("chief", said))
        assert name(app) == "Xã Bình Mỹ"
        await app.settle()
        assert name(app) == "Phường Bình Mỹ"
        history = await app.storage.offices.history("unit", "binh-my")
        assert [said["name"]["vi"] for _, said in history if said][-1] == "Phường Bình Mỹ"
    async with running(serve=False) as app:
        assert name(app) == "Phường Bình Mỹ"
        assert app.storage.offices is not None
        assert await app.storage.offices.history("unit", "binh-my") == history


async def test_a_change_made_elsewhere_is_taken_up_and_holds_from_its_day(
    running: Running, phones: Phones, clock: Clock
) -> None:
    async with running(serve=False) as app:
        await app._look_at_units()
        office = app.dispatcher.world.office
        await elsewhere(app, "rename", renamed(office.units["binh-my"], WARD, TOMORROW))
        await app._look_at_units()
        assert name(app) == "Xã Bình Mỹ"
        clock.pass_by(days=1)
        await app._look_at_units()
        assert name(app) == "Phường Bình Mỹ"
        id, units = added(office, office.units["binh-my"], WARD, "village", "", TOMORROW)
        await elsewhere(app, "add", units)
        await app.dispatcher.receive(phones.inbound("chief", "/donvi"))
        assert name(app, id) == "Phường Bình Mỹ", "whoever administers never looks at an old tree"


async def test_what_the_pack_does_not_allow_any_more_is_complained_of(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(serve=False) as app:
        await elsewhere(app, "name", {"nowhere": {"aliases": ["x"]}}, MORNING.date())
        await app._look_at_units()
        assert name(app) == "Xã Bình Mỹ"
    assert "does not fit units.yaml" in capsys.readouterr().out
