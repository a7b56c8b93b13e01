"""A computer that is shared, and words that are none: what one leaves behind, and what never runs."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Enter
from tests.browser.visitor import AT_THE_DESK

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nothing_is_left_for_the_next_at_a_shared_computer(enter: Enter) -> None:
    lan = await enter()
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    await lan.say("hai long", "Câu 2/6")
    beside = await enter(beside=lan)
    await beside.come()
    await beside.hears("Câu 2/6")
    [before] = await lan.page.context.cookies()
    slow = asyncio.Event()  # the tab beside is still there when the first one is new already

    async def later(route: Route) -> None:
        await slow.wait()
        await route.continue_()

    await beside.page.route(beside.address + "/**", later)
    await lan.page.locator("#more").click()
    await lan.page.locator("#leave").click()
    async with lan.page.expect_navigation():
        await lan.page.locator("#ask-yes").click()
    await lan.connected()
    await lan.page.evaluate("fetch('/health').then((answer) => answer.status)")
    await expect(lan.log.locator("article")).to_have_count(0)
    slow.set()
    for tab in (lan, beside):
        await tab.connected()
        await expect(tab.page.locator("#welcome")).to_be_visible()
        await expect(tab.log.locator("article")).to_have_count(0)
    [after] = await lan.page.context.cookies()
    assert after["value"] != before["value"]
    kept = await lan.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "hai long" not in kept
    await lan.page.go_back()
    await expect(lan.page.locator("body")).not_to_contain_text("hai long")


async def test_what_people_write_is_shown_and_never_run(enter: Enter) -> None:
    lan = await enter()
    await lan.come("/?s=g_binh-luc_duong-hong")
    await lan.hears("muốn nói với chúng tôi điều gì")
    await lan.tap("Phản ánh một việc chưa tốt", "kể rõ sự việc")
    words = "<img src=x onerror=\"document.title='!'\"><script>document.title='!'</script> & hết"
    await lan.say(words, "ở chỗ nào")
    await lan.tap("Bỏ qua", "ảnh, ghi âm hoặc tệp")
    await lan.tap("Bỏ qua", "để lại tên")
    review = await lan.tap("Không", "xem lại")
    await expect(review).to_contain_text(words)
    await expect(lan.own.first).to_contain_text(words)
    await expect(lan.log.locator("img, script")).to_have_count(0)
    assert await lan.page.title() != "!"
