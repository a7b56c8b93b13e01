"""Where printed codes lead: each channel that can be opened by a link says how, and no other."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from handlers.admin import posters
from tests.bot.phones import Phones
from tests.channels.running import office_on
from tests.channels.web_chat_office import IN_MEMORY, hall
from tests.channels.web_visitor import Visitor
from tests.fakes.bot_api import FakeBotApi

PATIENCE = 15.0


async def test_the_short_address_on_a_poster_leads_to_the_page(tmp_path: Path) -> None:
    async with hall(tmp_path, IN_MEMORY, public_url="https://gopy.vn/") as served:
        assert served.chat.link("r_one-stop_a") == "https://gopy.vn/?s=r_one-stop_a"
        assert served.chat.typed("a") == "gopy.vn/r/a"
        async with Visitor(served.base) as lan:
            for path, to in (("/r/binh-my-q1", "/?s=r__binh-my-q1"), ("/r/%3Cscript", "/")):
                led = await lan.open(path)
                assert (led.status, led.headers["Location"]) == (302, to)
    async with hall(tmp_path, IN_MEMORY) as served:
        assert served.chat.link("r_one-stop_a") == ""
    assert Phones().link("r_one-stop_a") == Phones().typed("a") == ""


async def test_an_administrator_on_telegram_prints_a_tree_and_hears_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "_AT_ONCE", 5)
    async with (
        FakeBotApi(token="123456:TEST-token") as api,
        office_on(tmp_path, api, "polling", admins="telegram:1001") as app,
    ):
        chief = api.person(1001)
        chief.send("/maqr binh-my")
        await chief.wait_for("Mã QR: Xã Bình Mỹ", PATIENCE)
        assert [each.channel for each in app._links("r_one-stop", "a")] == ["telegram"]
        chief.press("Áp phích A4, cả bên dưới: 8")
        await chief.wait_for("Áp phích A4 cho Xã Bình Mỹ: 8 trang", PATIENCE)
        said = [each.text for each in chief.messages]
        assert "Đã vẽ 5/8…" in said
        [sent] = [call for call in api.calls if call.method == "sendDocument"]
        assert len(PdfReader(io.BytesIO(sent.params["document"].content)).pages) == 8
