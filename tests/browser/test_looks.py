"""How the web chat looks and reads: axe-core finds nothing, and nothing is cut off on any phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Enter
from tests.browser.visitor import AT_THE_DESK, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOKS: dict[str, dict[str, Any]] = {
    "an old phone": {"viewport": {"width": 320, "height": 568}},
    "a phone in the dark": {"viewport": {"width": 400, "height": 780}, "color_scheme": "dark"},
    "a desk": {"viewport": {"width": 1280, "height": 800}},
    "forced colours": {"forced_colors": "active"},
}


@pytest.mark.parametrize("looks", LOOKS.values(), ids=LOOKS)
async def test_nothing_is_wrong_or_cut_off_on_the_way(looks: dict[str, Any], enter: Enter) -> None:
    lan = await enter(**looks)
    await lan.come()
    await in_order(lan)
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")  # a scale
    await in_order(lan)
    await lan.tap("Hài lòng", "Câu 2/6")
    await lan.tap("Hài lòng", "Câu 3/6")
    await lan.tap("Không, bị trễ hẹn", "Câu 4/7")  # yes or no
    await in_order(lan)
    await lan.tap("Có", "Câu 5/7")
    await lan.tap("Hài lòng", "Câu 6/7")
    await lan.tap("Hài lòng", "Câu 7/7")  # words
    await in_order(lan)
    await lan.say(
        "Rấttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt dài " * 3, "xem lại"
    )
    await in_order(lan)
    await lan.tap("Gửi", "Cảm ơn")
    await in_order(lan)


@pytest.mark.parametrize("width", [320, 1280])
async def test_what_opens_over_the_page_is_as_good_as_the_page(width: int, enter: Enter) -> None:
    lan = await enter(viewport={"width": width, "height": 640})
    await lan.come()
    for opener, opened in (
        ("#menu", "#commands"),
        ("#attach", "#attach-menu"),
        ("#more", "#more-menu"),
    ):
        await lan.page.locator(opener).press("Enter")
        await expect(lan.page.locator(opened)).to_be_visible()
        await in_order(lan)
        await lan.page.keyboard.press("Escape")
        await expect(lan.page.locator(opened)).to_be_hidden()
        await expect(lan.page.locator(opener)).to_be_focused()
    await lan.page.locator("#more").click()
    await lan.page.locator("#large").click()
    await expect(lan.page.locator("#large")).to_have_attribute("aria-pressed", "true")
    await in_order(lan)
    await lan.say("/trogiup", "/danhgia")
    await in_order(lan)


async def in_order(visitor: Visitor) -> None:
    assert await violations(visitor.page) == []
    wide = await visitor.page.evaluate(
        """() => [...document.querySelectorAll("body, body *")]
            .filter(node => node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1
                && getComputedStyle(node).overflowX !== "visible")
            .map(node => node.outerHTML.slice(0, 100))"""
    )
    assert wide == [], "something is cut off or scrolls sideways"
    assert await visitor.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
