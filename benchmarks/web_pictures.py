"""Takes the pictures of the web chat from the demo, in Chromium: `python -m benchmarks.web_pictures`."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Browser, async_playwright, expect

from benchmarks.picture import PICTURES
from tests.browser.conftest import find_chromium
from tests.browser.office import program
from tests.browser.visitor import AT_THE_DESK, Visitor

PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1}
VIETNAMESE = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
PLACE = {"latitude": 20.4935, "longitude": 105.9233}


class Photographer:
    """Somebody with a browser who visits the demo."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address

    @asynccontextmanager
    async def visit(self, path: str, **looks: object) -> AsyncIterator[Visitor]:
        """Open a browser of somebody new."""
        context = await self._browser.new_context(**{**PHONE, **VIETNAMESE, **looks})  # type: ignore[arg-type]
        try:
            visitor = await Visitor.enter(context, self._address)
            await visitor.come(path)
            # The switch of the demo is no part of what citizens see.
            await visitor.page.evaluate("document.getElementById('demo').hidden = true")
            yield visitor
        finally:
            await context.close()


async def take(visitor: Visitor, name: str) -> None:
    """Keep what is on the screen, in few colours: pictures are looked at over slow lines too."""
    await visitor.page.evaluate("document.activeElement.blur()")
    await visitor.page.mouse.move(0, 0)
    taken = Image.open(io.BytesIO(await visitor.page.screenshot()))
    few = taken.convert("RGB").quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(PICTURES / f"web-{name}.png", optimize=True)


async def citizens(photographer: Photographer) -> None:
    """Take what a citizen sees: a survey, in Vietnamese and in English, with a line and without."""
    async with photographer.visit("/") as lan:
        await take(lan, "welcome")
    async with photographer.visit(AT_THE_DESK) as lan:
        await lan.hears("Câu 1/6")
        await lan.tap("Hài lòng", "Câu 2/6")
        await take(lan, "survey")
        await lan.tap("Hài lòng", "Câu 3/6")
        await lan.tap("Có, đúng hẹn hoặc sớm hơn", "Câu 4/6")
        await lan.tap("Hài lòng", "Câu 5/6")
        await lan.tap("Hài lòng", "Câu 6/6")
        await lan.page.context.set_offline(True)
        await expect(lan.page.locator("#offline")).to_be_visible()
        await lan.type("Cán bộ nói năng dễ nghe, cảm ơn các cháu.")
        await expect(lan.own).to_have_attribute("data-state", "waiting")
        await take(lan, "offline")
    english = {"locale": "en-GB", "color_scheme": "dark"}
    async with photographer.visit(f"{AT_THE_DESK}&lang=en", **english) as john:
        await john.hears("Question 1/6")
        await john.tap("Satisfied", "Question 2/6")
        await take(john, "dark")


async def report(photographer: Photographer, folder: Path) -> None:
    """Take a report with photos, and its receipt."""
    here = {"geolocation": PLACE, "permissions": ["geolocation"]}
    async with photographer.visit("/?s=g_binh-luc_duong-hong", **here) as hoa:
        await hoa.hears("muốn nói với chúng tôi điều gì")
        await hoa.tap("Phản ánh một việc chưa tốt", "kể rõ sự việc")
        await hoa.say("Ổ gà lớn ở đầu xóm 3, xe máy dễ ngã.", "ở chỗ nào")
        await hoa.tap("Gửi vị trí của tôi", "ảnh, ghi âm hoặc tệp")
        photos = [road(folder / f"{n}.jpg", n) for n in range(2)]
        await hoa.page.locator("#from-gallery").set_input_files(photos)
        await expect(hoa.page.locator("#ask-shown img")).to_have_count(2)
        await take(hoa, "photos")
        await hoa.page.locator("#ask-yes").click()
        await hoa.hears("Đã nhận 2 tệp")
        await hoa.tap("Xong", "để lại tên")
        await hoa.tap("Không", "xem lại")
        await hoa.tap("Gửi", "Mã hồ sơ")
        await take(hoa, "receipt")


async def figures(photographer: Photographer) -> None:
    """Take the figures an administrator gets, on a desk."""
    async with photographer.visit("/", **DESK) as chief:
        await chief.page.evaluate("document.getElementById('demo').hidden = false")
        await chief.become("admin")
        await chief.type("/thongke one-stop")
        chart = (await chief.heard("Biểu đồ")).locator("img")
        await expect(chart).to_be_visible(timeout=20_000)
        await chart.evaluate("image => image.decode()")
        await chief.said.last.evaluate("article => article.scrollIntoView()")
        await take(chief, "figures")


def road(path: Path, n: int) -> Path:
    """Draw a road with a hole in it; nobody's photo is needed."""
    image = Image.new("RGB", (640, 640), (104, 140, 178) if n else (66, 82, 112))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 330, 640, 640), fill=(88, 112, 78))
    draw.polygon([(290, 330), (350, 330), (600, 640), (40, 640)], fill=(92, 92, 96))
    draw.ellipse((250 - 60 * n, 470, 390, 540 + 30 * n), fill=(44, 40, 38))
    draw.line((540, 120, 540, 380), fill=(60, 60, 64), width=10)
    draw.line((540, 126, 480, 150), fill=(60, 60, 64), width=8)
    image.save(path, "JPEG")
    return path


async def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with async_playwright() as playwright, program(folder, "demo") as demo:
            browser = await playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            photographer = Photographer(browser, demo.address)
            await citizens(photographer)
            await report(photographer, folder)
            await figures(photographer)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
