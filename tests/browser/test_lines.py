"""Bad lines: offline and back, answers that get lost on the way, a server that is started anew."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from bot.app import App
from tests.browser.axe import violations
from tests.browser.conftest import Enter
from tests.browser.kept import events, new_ratings, ratings
from tests.browser.office import program
from tests.browser.visitor import AT_THE_DESK, PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")

BLIND = ("4", "5", "3", "2", "3")
"""What somebody who knows the form types while nothing can be heard."""
MEANT = {
    "procedure": "khai-sinh",
    "attitude": "satisfied",
    "waiting": "very-satisfied",
    "on-time": "not-due",
    "facilities": "unsatisfied",
    "overall": "neutral",
}


async def test_words_of_a_dead_line_come_in_order_and_once(enter: Enter, office: App) -> None:
    before = await ratings(office)
    lan = await enter()
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    counted = events(office)
    await lan.page.context.set_offline(True)
    await expect(lan.page.locator("#offline")).to_be_visible()
    for words in BLIND:
        await lan.type(words)
    await expect(lan.own).to_have_count(len(BLIND))
    assert set(await lan.states()) == {"waiting"}
    assert await violations(lan.page) == []
    await lan.page.context.set_offline(False)
    await lan.hears("Câu 6/6")
    await expect(lan.page.locator("#offline")).to_be_hidden()
    await lan.tap("Bỏ qua", "xem lại")
    await lan.tap("Gửi", "Cảm ơn")
    assert events(office) == counted + len(BLIND) + 2
    [kept] = await new_ratings(office, before)
    assert kept.answers == MEANT


async def test_an_answer_that_gets_lost_on_the_way_back_changes_nothing(
    enter: Enter, office: App
) -> None:
    before = await ratings(office)
    minh = await enter()
    await minh.come(AT_THE_DESK)
    await minh.hears("Câu 1/6")
    counted = events(office)
    seen: list[str] = []

    async def lose_the_first(route: Route) -> None:
        """Let every message reach the office, and the word that it did get lost once each."""
        body = route.request.post_data_json
        answer = await route.fetch()
        if body["id"] in seen:
            await route.fulfill(response=answer)
        else:
            seen.append(body["id"])
            await route.abort("connectionreset")

    await minh.page.route("**/web/messages", lose_the_first)
    for number, words in enumerate(BLIND, 2):
        await minh.say(words, f"Câu {number}/6")
    await minh.tap("Bỏ qua", "xem lại")
    await minh.tap("Gửi", "Cảm ơn")
    assert await minh.states() == ["sent"] * len(BLIND)
    assert len(seen) == len(BLIND) + 2
    assert events(office) == counted + len(seen)
    [kept] = await new_ratings(office, before)
    assert kept.answers == MEANT


async def test_a_server_that_is_killed_and_started_again(enter: Enter, tmp_path: Path) -> None:
    async with program(tmp_path, "run") as running:
        hoa = await enter(address=running.address)
        await hoa.come(AT_THE_DESK)
        await hoa.hears("Câu 1/6")
        await hoa.tap("Hài lòng", "Câu 2/6")
        await running.end(signal.SIGKILL)
        await expect(hoa.page.locator("html")).not_to_have_attribute(
            "data-line", "open", timeout=PATIENCE
        )
        await hoa.type("rat hai long")
        await expect(hoa.own.last).to_have_attribute("data-state", "waiting", timeout=PATIENCE)
        await running.start()
        await hoa.hears("Câu 3/6")
        await expect(hoa.own.last).to_have_attribute("data-state", "sent")
        await expect(hoa.said.filter(has_text="Câu 2/6")).to_have_count(1)
        await hoa.tap("Chưa đến ngày hẹn", "Câu 4/6")
        assert await running.end() == 0
        assert "rat hai long" not in running.said()
