"""A person at the web chat: what they see, type, tap and hear."""

from __future__ import annotations

import re

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, expect

PATIENCE = 20_000
"""Milliseconds after which what does not appear will not come; two busy cores are slow."""
AT_THE_DESK = "/?s=r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"
"""What a QR code at a desk opens."""
_MOST_STOPS = 80
"""How often somebody presses the tabulator before giving up."""


class Visitor:
    """One tab."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.log = page.locator("#log")
        self.box = page.locator("#words-box")
        self.wrong: list[str] = []
        """What the page itself complained of: faults of its scripts, what its policy refused."""
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        # That a line is cut is what some tests are about.
        if said.type == "error" and "net::ERR_" not in said.text:
            self.wrong.append(said.text)

    @classmethod
    async def enter(cls, context: BrowserContext, address: str) -> Visitor:
        """Open a tab; nothing is loaded yet."""
        context.set_default_timeout(PATIENCE)
        return cls(await context.new_page(), address)

    async def come(self, path: str = "/") -> None:
        """Load the chat and wait until the bot can be heard."""
        await self.page.goto(self.address + path)
        await self.connected()

    async def connected(self) -> None:
        """Wait until the stream is open."""
        await expect(self.page.locator("html")).to_have_attribute(
            "data-line", "open", timeout=PATIENCE
        )

    async def look(self) -> None:
        """Bring the tab to the front: browsers let a covered one sleep."""
        await self.page.bring_to_front()

    @property
    def said(self) -> Locator:
        """What the bot said, oldest first."""
        return self.log.locator("article.bot")

    @property
    def own(self) -> Locator:
        """What the person said."""
        return self.log.locator("article.own")

    async def hears(self, words: str | re.Pattern[str]) -> Locator:
        """Wait until the bot's newest message has these words."""
        newest = self.said.last
        await expect(newest).to_contain_text(words, timeout=PATIENCE)
        return newest

    async def heard(self, words: str) -> Locator:
        """Wait until one message has these words, whatever may have come after it."""
        message = self.said.filter(has_text=words)
        await expect(message).to_have_count(1, timeout=PATIENCE)
        return message

    def button(self, label: str) -> Locator:
        """A button of the bot's newest message."""
        return self.said.last.get_by_role("button", name=label, exact=True)

    async def tap(self, label: str, wanted: str | re.Pattern[str]) -> Locator:
        """Press a button of the bot's newest message and hear what comes of it."""
        await self.button(label).click()
        return await self.hears(wanted)

    async def say(self, words: str, wanted: str | re.Pattern[str]) -> Locator:
        """Type words, send them and hear what comes of it."""
        await self.type(words)
        return await self.hears(wanted)

    async def type(self, words: str) -> None:
        """Type words and send them."""
        await self.box.fill(words)
        await self.box.press("Enter")

    async def states(self) -> list[str]:
        """Return how what the person sent is doing, oldest first."""
        return await self.own.evaluate_all("all => all.map(each => each.dataset.state)")

    async def become(self, persona: str) -> None:
        """Use the demo's switch."""
        async with self.page.expect_navigation():
            await self.page.locator(f"#demo [data-persona={persona}]").click()
        await self.connected()

    async def reach(self, target: Locator) -> None:
        """Move to something with the tabulator alone, backwards from where the person types."""
        await expect(target).to_be_visible(timeout=PATIENCE)
        for _ in range(_MOST_STOPS):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab")
        raise AssertionError(f"no key leads to {target}")

    async def sees_focus(self, target: Locator) -> bool:
        """Tell whether what has the focus looks different, and is not hidden under the input."""
        return bool(
            await target.evaluate(
                """async node => {
                    await new Promise(requestAnimationFrame);
                    const {x, y, width, height} = node.getBoundingClientRect();
                    const top = document.elementFromPoint(x + width / 2, y + height / 2);
                    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(node);
                    const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
                    return node.contains(top) && (drawn || boxShadow !== "none");
                }"""
            )
        )
