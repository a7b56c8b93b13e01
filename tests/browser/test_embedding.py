"""The chat in the frame of an office's portal: only where the office says so."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import expect

from bot.app import App
from tests.browser.conftest import Enter
from tests.browser.fronts import certificate, front, portal
from tests.browser.office import office_on_the_web
from tests.browser.visitor import AT_THE_DESK, PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_no_other_site_shows_it_in_a_frame(enter: Enter, office: App) -> None:
    chat = f"http://127.0.0.1:{office.port}/"
    async with portal() as port:
        lan = await enter(address=f"http://127.0.0.1:{port}")
        async with lan.page.expect_console_message(
            lambda said: "frame-ancestors" in said.text or "Framing" in said.text
        ):
            await lan.page.goto(f"{lan.address}/?shown={quote(chat)}")
        inside = lan.page.frame_locator("iframe")
        await expect(inside.locator("body")).to_be_attached()
        await expect(inside.locator("#words-box")).to_have_count(0)
        lan.wrong.clear()  # that is what the browser is to complain of


async def test_a_talk_in_the_frame_of_a_portal_on_another_site(
    enter: Enter, tmp_path: Path
) -> None:
    """With https, as an office has it: only then a browser gives a frame its cookie."""
    tls = certificate(tmp_path, "chat.localhost", "portal.localhost")
    async with portal(tls) as site:
        allowed = f"https://portal.localhost:{site}"
        async with (
            office_on_the_web(tmp_path, web_embed=allowed, web_proxies="127.0.0.1") as app,
            front(app.port, tls) as outside,
        ):
            lan = await enter(address=allowed, ignore_https_errors=True)
            chat = f"https://chat.localhost:{outside}{AT_THE_DESK}"
            await lan.page.goto(f"{allowed}/?shown={quote(chat)}")
            inside = lan.page.frame_locator("iframe")
            newest = inside.locator("#log article.bot").last
            await expect(newest).to_contain_text("Câu 1/6", timeout=PATIENCE)
            await newest.get_by_role("button", name="Hài lòng", exact=True).click()
            await expect(newest).to_contain_text("Câu 2/6", timeout=PATIENCE)
            await lan.page.reload()
            await expect(newest).to_contain_text("Câu 2/6", timeout=PATIENCE)
            [cookie] = await lan.page.context.cookies(f"https://chat.localhost:{outside}")
            assert cookie["name"] == "__Host-langnghe"
            assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (
                True,
                True,
                "None",
            )
