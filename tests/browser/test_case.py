"""A report with photos and a place on the web chat, and what its tracking code shows."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from bot.app import App
from feedback.code import read
from tests.browser.axe import violations
from tests.browser.conftest import Enter
from tests.browser.kept import evidence_of
from tests.browser.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHAT = "Ổ gà lớn ở đầu xóm 3, tối đi xe rất nguy hiểm"
CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}")


async def test_a_report_with_photos_and_a_place(enter: Enter, office: App, tmp_path: Path) -> None:
    lan = await enter(
        geolocation={"latitude": 20.49, "longitude": 105.92},
        permissions=["geolocation", "microphone"],
    )
    await lan.come()
    await lan.say("/gopy", "muốn nói với chúng tôi điều gì")
    await lan.tap("Phản ánh một việc chưa tốt", "thuộc nhóm nào")
    await lan.tap("Đường sá, điện, thoát nước", "Đường hỏng, ổ gà")
    await lan.tap("Đường hỏng, ổ gà", "ở xã nào")
    await lan.tap("Bỏ qua", "kể rõ sự việc")
    await lan.say(WHAT, "ở chỗ nào")
    await lan.said.last.get_by_role("button", name="Gửi vị trí của tôi").click()
    await lan.hears("ảnh, ghi âm hoặc tệp")
    # Two photos, of which one is larger than a slow line should carry
    small = photo(tmp_path, "nhà tôi.jpg", (900, 1200))
    large = photo(tmp_path, "đường.jpg", (3000, 2400))
    assert large.stat().st_size > 2_000_000
    await lan.page.locator("#attach").click()
    async with lan.page.expect_file_chooser() as choosing:
        await lan.page.locator("#pick-photo").click()
    await (await choosing.value).set_files([small, large])
    await lan.page.locator("#ask-yes").click()
    await lan.hears("Đã nhận 2 tệp")
    # And a few words spoken
    await lan.page.locator("#attach").click()
    await lan.page.locator("#record").click()
    await expect(lan.page.locator("#recording-time")).to_have_text("0:01")
    await lan.page.locator("#record-stop").click()
    await lan.page.locator("#ask-yes").click()
    await lan.hears("Đã nhận 3 tệp")
    await lan.tap("Xong", "để lại tên")
    review = await lan.tap("Không", "xem lại")
    for part in (WHAT, "20.49, 105.92", "3 tệp"):
        await expect(review).to_contain_text(part)
    receipt = await lan.tap("Gửi", "Mã hồ sơ")
    assert await violations(lan.page) == []
    code = CODE.search(await receipt.inner_text())
    assert code is not None
    # The office has it all
    case = await office.storage.work().cases.find(read(code[0]) or "")
    assert case is not None
    assert (case.channel, case.content["what"]) == ("web", WHAT)
    kept = await evidence_of(office, case, 3)
    photos = [Image.open(io.BytesIO(content)) for content, mime in kept if mime == "image/jpeg"]
    assert sorted(max(each.size) for each in photos) == [1200, 2048]
    [spoken] = [content for content, mime in kept if mime.startswith("audio/")]
    assert len(spoken) > 1000
    # Who has the code sees how it stands; what was written only who wrote it.
    minh = await enter()
    await minh.come()
    status = await minh.say(f"/tracuu {code[0].lower()}", "đã tiếp nhận")
    await expect(status).not_to_contain_text(WHAT)
    await lan.type("/cuatoi")
    mine = await lan.hears(code[0])
    await expect(mine).to_contain_text("Ổ gà lớn ở đầu xóm 3")


async def test_whoever_keeps_their_place_and_voice_to_themselves_is_told_what_else_to_do(
    enter: Enter,
) -> None:
    lan = await enter()
    await lan.come()
    for button, told in (("#share-place", "lấy vị trí"), ("#record", "ghi âm")):
        await lan.page.locator("#attach").click()
        await lan.page.locator(button).click()
        if button == "#share-place":
            await lan.page.locator("#ask-yes").click()
        await expect(lan.page.locator("#trouble")).to_contain_text(told)
    await expect(lan.log.locator("article")).to_have_count(0)
