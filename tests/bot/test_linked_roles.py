"""Rights follow the person: whoever is an administrator on one channel is one on the others."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app import App
from bot.settings import Settings
from storage.people import People
from tests.bot.channels import Tablets, link
from tests.bot.phones import Clock, Phones


@pytest.fixture
def tablets() -> Tablets:
    return Tablets()


@pytest.fixture
async def app(
    settings: Settings, clock: Clock, phones: Phones, tablets: Tablets
) -> AsyncIterator[App]:
    channels = {each.name: each for each in (phones, tablets)}
    opened = await App.open(settings, channels, clock=clock, migrate=True)
    await opened.start(web=False)
    yield opened
    await opened.stop()


async def asks_for_figures(channel: Phones, account: str) -> bool:
    said = len(channel.texts(account))
    await channel.say(account, "/trogiup")
    await channel.until(lambda: len(channel.texts(account)) > said)
    return "/thongke" in channel.texts(account)[-1]


async def test_an_administrator_signs_in_on_a_second_channel(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    assert not await asks_for_figures(tablets, "chief")
    assert await asks_for_figures(phones, "chief")
    await link(phones, tablets, "chief")
    assert await asks_for_figures(tablets, "chief")
    await phones.say("chief", "/lienket hủy")
    await phones.until(lambda: "dùng chung hồ sơ ở" in phones.texts("chief")[-1])
    tag = next(
        key.data for row in phones.messages[-1].rows for key in row if "tablets" in key.label
    )
    await phones.say("chief", press=tag)
    await phones.say("chief", press=tag.replace("cut", "off"))
    await tablets.until(lambda: "đã được tách" in tablets.texts("chief")[-1])
    assert not await asks_for_figures(tablets, "chief")
    assert await asks_for_figures(phones, "chief")


async def test_an_administrators_account_types_no_strangers_code(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    with pytest.raises(TimeoutError):
        await link(tablets, phones, "chief", patience=1.0)
    assert "không trao nhầm quyền" in phones.texts("chief")[-1]
    assert not await asks_for_figures(tablets, "chief")


async def test_linked_people_have_no_rights_by_being_linked(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    for channel in (phones, tablets):
        assert not await asks_for_figures(channel, "lan")


async def test_nobody_else_costs_another_look_into_the_database(
    app: App, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: object, person: str) -> None:
        raise AssertionError("addresses were read")

    monkeypatch.setattr(People, "addresses", refuse)
    assert not await asks_for_figures(phones, "lan")
    assert await asks_for_figures(phones, "chief")
