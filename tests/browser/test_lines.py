"""Bad lines: offline and back, answers that get lost on the way, a server that is started anew."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.app import App
from tests.browser.axe import violations
from tests.browser.conftest import Enter
from tests.browser.fronts import front
from tests.browser.kept import events, new_ratings, ratings
from tests.browser.office import program
from tests.browser.photos import photo
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
    waiting = lan.log.locator("article.own[data-state=waiting]")
    await expect(waiting).to_have_count(len(BLIND))
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
    async with front(office.port, forgetful=True) as port:
        minh = await enter(address=f"http://127.0.0.1:{port}")
        counted = events(office)
        await minh.come(AT_THE_DESK)
        await minh.hears("Câu 1/6")
        for number, words in enumerate(BLIND, 2):
            await minh.say(words, f"Câu {number}/6")
        await minh.tap("Bỏ qua", "xem lại")
        await minh.tap("Gửi", "Cảm ơn")
        await expect(minh.own.last).to_have_attribute("data-state", "sent", timeout=PATIENCE)
    minh.wrong.clear()  # the browser tells of each 504
    assert events(office) == counted + 1 + len(BLIND) + 2
    [kept] = await new_ratings(office, before)
    assert kept.answers == MEANT


async def test_a_photo_that_is_sent_twice_is_one_photo(
    enter: Enter, office: App, tmp_path: Path
) -> None:
    async with front(office.port, forgetful=True) as port:
        hoa = await enter(address=f"http://127.0.0.1:{port}")
        await hoa.come("/?s=g_binh-luc_duong-hong")
        await hoa.hears("muốn nói với chúng tôi điều gì")
        await hoa.tap("Phản ánh một việc chưa tốt", "kể rõ sự việc")
        await hoa.say("Ổ gà lớn ở đầu xóm, xe máy dễ ngã", "ở chỗ nào")
        await hoa.tap("Bỏ qua", "ảnh, ghi âm hoặc tệp")
        taken = photo(tmp_path, "nhà tôi.jpg", (640, 480))
        await hoa.page.locator("#from-gallery").set_input_files(taken)
        await hoa.page.locator("#ask-yes").click()
        await hoa.hears("Đã nhận 1 tệp")
        await expect(hoa.own.last).to_have_attribute("data-state", "sent", timeout=PATIENCE)
        await hoa.tap("Xong", "để lại tên")
        review = await hoa.tap("Không", "xem lại")
        await expect(review).to_contain_text("1 tệp")
        hoa.wrong.clear()


async def test_words_not_sent_yet_survive_a_reload(enter: Enter, office: App) -> None:
    lan = await enter()
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    await lan.page.route("**/web/messages", lambda route: route.abort())
    await lan.type("hai long")
    await expect(lan.own.last).to_have_attribute("data-state", "waiting")
    await lan.page.reload()
    await lan.connected()
    await expect(lan.own.filter(has_text="hai long")).to_have_count(1)
    assert "sent" not in await lan.states()
    counted = events(office)
    await lan.page.unroute("**/web/messages")
    await lan.hears("Câu 2/6")
    await expect(lan.own).to_have_attribute("data-state", "sent")
    assert events(office) == counted + 1


async def test_where_no_stream_gets_through_it_is_asked_for(enter: Enter) -> None:
    minh = await enter()
    await minh.page.route("**/web/stream?*", lambda route: route.abort())
    await minh.come(AT_THE_DESK)
    await minh.hears("Câu 1/6")
    await minh.tap("Hài lòng", "Câu 2/6")
    await minh.say("rat hai long", "Câu 3/6")


async def test_whoever_lost_their_cookie_is_heard_all_the_same(enter: Enter) -> None:
    lan = await enter()
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    await lan.page.context.clear_cookies()
    await lan.say("/cuatoi", "chưa gửi phản ánh nào")
    await expect(lan.own).to_have_count(1)
    await expect(lan.said.filter(has_text="Câu 1/6")).to_have_count(0)
    lan.wrong.clear()  # the browser tells that a call was refused


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
