"""One Chromium for all tests of the folder, one office, and people who come to its web chat.

Playwright brings no browser of its own here: it drives Debian's Chromium. Where that is missing
the tests are skipped and say so; in CI, where nobody reads what was skipped, they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.app import App
from tests.browser.office import office_on_the_web
from tests.browser.visitor import Visitor

QUIET = ("background-networking", "component-update", "sync", "quic", "gpu", "extensions")
"""What Chromium does of its own accord and would only take time, or go out to the internet."""
Enter = Callable[..., Awaitable[Visitor]]


def find_chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        why = "there is no Chromium to test the web chat with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = find_chromium()
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",  # a microphone that beeps
                *(f"--disable-{each}" for each in QUIET),
            ],
        )
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """The office most tests visit; everybody who comes is somebody new to it."""
    with pytest.MonkeyPatch.context() as patch:  # this fixture is older than those of a test
        for name in [name for name in os.environ if name.startswith("LANGNGHE_")]:
            patch.delenv(name)
        async with office_on_the_web(tmp_path_factory.mktemp("office")) as app:
            yield app


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser: Browser, office: App) -> AsyncIterator[Enter]:
    """Return what opens a tab, in a browser of a new person unless one is named."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    async def enter(
        *, beside: Visitor | None = None, address: str = "", **looks: object
    ) -> Visitor:
        if beside is None:
            looks = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **looks}
            contexts.append(await browser.new_context(**looks))  # type: ignore[arg-type]
        context = beside.page.context if beside else contexts[-1]
        visitors.append(await Visitor.enter(context, address or f"http://127.0.0.1:{office.port}"))
        return visitors[-1]

    yield enter
    for context in contexts:
        await context.close()
    for visitor in visitors:
        assert visitor.wrong == [], "the page itself complains"
