"""A survey on the web chat: by mouse, by keyboard, in English, reloaded and in two tabs."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.app import App
from tests.browser.conftest import Enter
from tests.browser.kept import new_ratings, ratings
from tests.browser.visitor import AT_THE_DESK, PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_whole_survey_by_mouse(enter: Enter, office: App) -> None:
    before = await ratings(office)
    lan = await enter()
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    await lan.tap("Hài lòng", "Câu 2/6")
    await lan.tap("Rất hài lòng", "Câu 3/6")
    await lan.tap("Không, bị trễ hẹn", "Câu 4/7")
    await lan.tap("Quay lại", "Câu 3/")
    await lan.tap("Có, đúng hẹn hoặc sớm hơn", "Câu 4/6")
    await lan.button("Bình thường").dblclick()  # as many older people do
    await lan.hears("Câu 5/6")
    await lan.tap("Hài lòng", "Câu 6/6")
    review = await lan.say("Cô văn thư rất nhiệt tình.", "xem lại")
    await expect(review).to_contain_text("Cô văn thư rất nhiệt tình.")
    await lan.tap("Gửi", "Cảm ơn")
    [kept] = await new_ratings(office, before)
    assert (kept.unit, kept.procedure, kept.desk) == (
        "binh-luc-hcc",
        "khai-sinh",
        "binh-luc-q1",
    )
    assert kept.answers == {
        "procedure": "khai-sinh",
        "attitude": "satisfied",
        "waiting": "very-satisfied",
        "on-time": "on-time",
        "facilities": "neutral",
        "overall": "satisfied",
        "comment": "Cô văn thư rất nhiệt tình.",
    }
    assert kept.channel == "web"


async def test_a_whole_survey_by_keyboard(enter: Enter, office: App) -> None:
    before = await ratings(office)
    minh = await enter()
    await minh.come(AT_THE_DESK)
    await minh.hears("Câu 1/6")
    await minh.page.keyboard.press("Tab")
    await minh.page.keyboard.press("Enter")  # the way past the head of the page
    await expect(minh.box).to_be_focused()
    for label, wanted in (
        ("Hài lòng", "Câu 2/6"),
        ("Không hài lòng", "Câu 3/6"),
        ("Có, đúng hẹn hoặc sớm hơn", "Câu 4/6"),
        ("Hài lòng", "Câu 5/6"),
        ("Bình thường", "Câu 6/6"),
    ):
        button = minh.button(label)
        await minh.reach(button)
        assert await minh.sees_focus(button), label
        await minh.page.keyboard.press("Enter")
        await minh.hears(wanted)
    await minh.reach(minh.box)
    await minh.page.keyboard.type("Ghế chờ")
    await minh.page.keyboard.press("Shift+Enter")
    await minh.page.keyboard.type("hơi ít.")
    await expect(minh.box).to_have_value("Ghế chờ\nhơi ít.")
    await minh.page.keyboard.press("Enter")
    await minh.hears("xem lại")
    await minh.reach(minh.button("Gửi"))
    await minh.page.keyboard.press("Space")
    await minh.hears("Cảm ơn")
    [kept] = await new_ratings(office, before)
    assert kept.answers["waiting"] == "unsatisfied"
    assert kept.answers["comment"] == "Ghế chờ\nhơi ít."


async def test_a_survey_in_english(enter: Enter, office: App) -> None:
    before = await ratings(office)
    john = await enter(locale="en-GB")
    await john.come(AT_THE_DESK + "&lang=en")
    await expect(john.page.locator("html")).to_have_attribute("lang", "en")
    await john.hears("attitude of the staff")
    for _ in range(2):
        heading = await john.said.last.inner_text()
        await john.button("Satisfied").click()
        await expect(john.said.last).not_to_have_text(heading, timeout=PATIENCE)
    await john.tap("Yes, in time or earlier", "seats and equipment")
    await john.tap("Satisfied", "All in all")
    await john.tap("Very satisfied", "Anything else")
    await john.say("All fine", "All fine")
    await john.tap("Send", "Thank you")
    [kept] = await new_ratings(office, before)
    assert kept.answers["overall"] == "very-satisfied"
    words = await john.page.locator("body").inner_text()
    assert not [word for word in ("Gửi", "Ông/Bà", "Trợ giúp") if word in words]


async def test_reloaded_in_the_middle_nothing_is_lost(enter: Enter, office: App) -> None:
    before = await ratings(office)
    hoa = await enter()
    await hoa.come(AT_THE_DESK)
    await hoa.hears("Câu 1/6")
    await hoa.tap("Hài lòng", "Câu 2/6")
    await hoa.say("rat hai long", "Câu 3/6")
    shown = await hoa.log.locator("article").all_inner_texts()
    await hoa.page.reload()
    await hoa.connected()
    await hoa.hears("Câu 3/6")
    await expect(hoa.own.filter(has_text="rat hai long")).to_have_count(1)
    assert await hoa.log.locator("article").all_inner_texts() == shown
    await hoa.tap("Chưa đến ngày hẹn", "Câu 4/6")
    await hoa.tap("Hài lòng", "Câu 5/6")
    await hoa.tap("Hài lòng", "Câu 6/6")
    await hoa.tap("Bỏ qua", "xem lại")
    await hoa.tap("Gửi", "Cảm ơn")
    [kept] = await new_ratings(office, before)
    assert kept.answers["waiting"] == "very-satisfied"


async def test_two_tabs_stay_in_step(enter: Enter, office: App) -> None:
    before = await ratings(office)
    first = await enter()
    await first.come(AT_THE_DESK)
    await first.hears("Câu 1/6")
    second = await enter(beside=first)
    await second.come()
    await second.hears("Câu 1/6")
    await second.tap("Hài lòng", "Câu 2/6")
    await first.hears("Câu 2/6")
    await first.look()
    await first.say("hai long", "Câu 3/6")
    await second.hears("Câu 3/6")
    await expect(second.own.filter(has_text="hai long")).to_have_count(1, timeout=PATIENCE)
    await second.look()
    await second.tap("Chưa đến ngày hẹn", "Câu 4/6")
    await first.look()
    await first.hears("Câu 4/6")
    await first.tap("Hài lòng", "Câu 5/6")
    await second.look()
    await second.hears("Câu 5/6")
    await second.tap("Hài lòng", "Câu 6/6")
    await first.look()
    await first.hears("Câu 6/6")
    await first.tap("Bỏ qua", "xem lại")
    await second.look()
    await second.hears("xem lại")
    await second.tap("Gửi", "Cảm ơn")
    await first.hears("Cảm ơn")
    assert len(await new_ratings(office, before)) == 1
