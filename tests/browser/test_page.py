"""What the page does by itself, for whoever only looks, reads back, sends by mistake or reads badly."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Request, Route, expect

from bot.app import App
from tests.browser.conftest import Enter
from tests.browser.kept import events
from tests.browser.photos import photo
from tests.browser.visitor import AT_THE_DESK, PATIENCE, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

IN_SIGHT = """node => {
    const {top, bottom} = node.getBoundingClientRect();
    return top >= -1 && bottom > 0 && top < innerHeight;
}"""
SCROLLED_BACK = """log => new Promise(done => {
    log.addEventListener("scroll", () => done(), {once: true});
    log.scrollTop = 0;
})"""


async def at_end(visitor: Visitor) -> float:
    """Return how far the conversation is from its end, in pixels."""
    return float(
        await visitor.log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")
    )


async def test_whoever_only_looks_leaves_no_trace_in_the_office(enter: Enter, office: App) -> None:
    before = events(office)
    lan = await enter()
    sent: list[Request] = []
    lan.page.on("request", lambda request: sent.append(request))
    await lan.come()
    await expect(lan.page.locator("#welcome")).to_be_visible()
    assert {request.method for request in sent} == {"GET"}
    assert events(office) == before
    await lan.page.locator("#welcome button").first.click()
    await lan.hears("muốn đánh giá về việc gì")
    assert events(office) == before + 1


async def test_a_qr_code_is_heeded_once_however_often_the_page_is_loaded(
    enter: Enter, office: App
) -> None:
    lan = await enter()
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    counted = events(office)
    await lan.page.reload()
    await lan.connected()
    await lan.hears("Câu 1/6")
    assert "s=" not in lan.page.url
    assert events(office) == counted


async def test_a_stream_that_opens_and_brings_nothing_is_given_up(enter: Enter) -> None:
    minh = await enter()
    held: list[Route] = []
    await minh.page.clock.install()
    await minh.page.route("**/web/stream?*", lambda route: held.append(route))
    await minh.page.goto(minh.address + "/")
    await minh.type("/trogiup")
    await expect(minh.own).to_have_attribute("data-state", "sent", timeout=PATIENCE)
    await expect(minh.said).to_have_count(0)
    await minh.page.clock.fast_forward(11_000)
    await minh.hears("/danhgia")
    assert len(held) == 1


async def test_what_is_sent_by_mistake_can_be_taken_back_and_holds_up_nothing(
    enter: Enter, tmp_path: Path
) -> None:
    lan = await enter()
    await lan.come()
    held: list[Route] = []
    await lan.page.route("**/web/files?*", lambda route: held.append(route))
    await lan.page.locator("#from-gallery").set_input_files(photo(tmp_path, "nhầm.jpg", (90, 90)))
    await lan.page.locator("#ask-yes").click()
    await expect(lan.own).to_have_attribute("data-state", "sending")
    await lan.type("/trogiup")
    assert await lan.states() == ["sending", "waiting"]
    await lan.own.first.get_by_role("button", name="Hủy gửi").click()
    await lan.hears("/danhgia")
    await expect(lan.own).to_have_count(1)
    assert await lan.states() == ["sent"]


async def test_what_is_too_large_is_said_beside_the_box_and_not_sent(
    enter: Enter, tmp_path: Path
) -> None:
    film = tmp_path / "phim.mp4"
    with film.open("wb") as written:
        written.truncate(20 * 1024 * 1024 + 1)
    lan = await enter()
    await lan.come()
    await lan.page.locator("#from-files").set_input_files(film)
    trouble = lan.page.locator("#trouble")
    await expect(trouble).to_contain_text("“phim.mp4” lớn hơn 20 MB")
    await expect(lan.own).to_have_count(0)
    await lan.say("/trogiup", "/danhgia")
    await expect(trouble).to_be_empty()


async def test_whoever_is_too_fast_is_told_so_and_heard_a_moment_later(enter: Enter) -> None:
    lan = await enter()
    await lan.come()
    refused: list[Route] = []

    async def refuse_once(route: Route) -> None:
        if refused:
            await route.continue_()
            return
        refused.append(route)
        await route.fulfill(
            status=429,
            headers={"Retry-After": "1"},
            json={"error": "slow-down", "say": "Xin Ông/Bà chờ một chút."},
        )

    await lan.page.route("**/web/messages", refuse_once)
    await lan.type("/trogiup")
    await expect(lan.own.locator(".note")).to_have_text("Xin Ông/Bà chờ một chút.")
    await expect(lan.page.locator("#offline")).to_be_empty()
    await lan.hears("/danhgia")
    await expect(lan.own).to_have_attribute("data-state", "sent")
    lan.wrong.clear()  # the browser tells that a call was refused


async def test_whoever_reads_back_is_left_in_peace_and_led_on(enter: Enter) -> None:
    lan = await enter(viewport={"width": 360, "height": 640})
    await lan.come()
    await lan.say("/trogiup", "/danhgia")
    await lan.say("/quytac", "Quy tắc ứng xử –")  # the help, just read, says "Quy tắc" too
    await lan.log.evaluate(SCROLLED_BACK)
    down = lan.page.locator("#down")
    await expect(down).to_be_visible()
    beside = await enter(beside=lan)
    await beside.come()
    await beside.say("/gopy", "Câu 1/7")
    await lan.hears("Câu 1/7")
    assert await lan.log.evaluate("log => log.scrollTop") == 0
    await down.click()
    assert await at_end(lan) < 2
    await expect(down).to_be_hidden()


async def test_a_long_answer_is_seen_from_its_beginning(enter: Enter) -> None:
    lan = await enter(viewport={"width": 360, "height": 640})
    await lan.come()
    await lan.say("/cuatoi", "chưa gửi phản ánh nào")
    long = await lan.say("/trogiup", "/danhgia")
    assert await long.evaluate("node => node.offsetHeight > log.clientHeight")
    assert await long.evaluate(IN_SIGHT)
    await expect(lan.page.locator("#down")).to_be_visible()


async def test_at_four_hundred_percent_the_whole_page_scrolls_to_what_is_said(
    enter: Enter,
) -> None:
    lan = await enter(viewport={"width": 320, "height": 256})
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    newest = await lan.tap("Hài lòng", "Câu 2/6")
    assert await newest.evaluate(IN_SIGHT)
    assert await lan.page.evaluate("document.documentElement.scrollWidth") <= 320
    await lan.box.focus()
    assert await lan.box.evaluate(IN_SIGHT)


async def test_large_letters_come_at_once_and_stay_and_each_message_names_its_language(
    enter: Enter,
) -> None:
    lan = await enter()
    await lan.come()
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    usual = await lan.page.evaluate(size)
    await lan.say("/ngonngu", "ngôn ngữ nào")
    await lan.tap("Chữ lớn, câu ngắn", "chữ lớn hơn")
    assert await lan.page.evaluate(size) > 1.2 * usual
    await lan.page.reload()
    await lan.connected()
    assert await lan.page.evaluate(size) > 1.2 * usual
    await lan.say("/language en", "English")
    await expect(lan.said.last).to_have_attribute("lang", "en")
    await expect(lan.said.first).to_have_attribute("lang", "vi")
    await lan.page.locator("#more").click()
    await lan.page.locator("#large").click()
    assert await lan.page.evaluate(size) == usual
    await lan.say("/help", "/rate")
    assert await lan.page.evaluate(size) == usual


async def test_what_the_person_had_erased_is_forgotten_by_the_page_too(enter: Enter) -> None:
    lan = await enter()
    await lan.come()
    await lan.say("/gopy", "Câu 1/7")
    await lan.say("Đèn đường xóm 3 hỏng", "Câu 1/7")
    await lan.say("/dulieu", "chúng tôi giữ về Ông/Bà")
    await lan.tap("Xóa dữ liệu của tôi", "Nếu xóa")
    await lan.tap("Tôi muốn xóa", "lần cuối")
    await lan.tap("Xóa vĩnh viễn", "Đã xóa dữ liệu")
    await lan.page.reload()
    await lan.connected()
    await lan.hears("Đã xóa dữ liệu")
    await expect(lan.own).to_have_count(0)
    kept = await lan.page.evaluate("JSON.stringify({...sessionStorage})")
    assert "Đèn đường" not in kept
