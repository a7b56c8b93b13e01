"""What axe-core finds wrong with a page as it stands."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page


async def violations(page: Page) -> list[str]:
    """Return every violation with the elements it is about; the page's own policy stays in force."""
    if await page.evaluate("typeof axe") == "undefined":
        await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:150] for node in each['nodes']]}"
        for each in found["violations"]
    ]
