"""An administrator asks for figures, in the demo as somebody who tries it out meets it."""

from __future__ import annotations

import io
import signal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Enter
from tests.browser.office import program
from tests.browser.visitor import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_administrator_sees_a_chart_and_takes_a_workbook_home(
    enter: Enter, tmp_path: Path
) -> None:
    async with program(tmp_path, "demo") as demo:
        chief = await enter(address=demo.address, accept_downloads=True)
        await chief.come()
        await chief.say("/thongke", "không có lệnh này")
        await chief.become("admin")
        await chief.page.locator("#welcome").get_by_role("button", name="Xem số liệu").click()
        await chief.heard("Số phiếu")
        chart = (await chief.heard("Biểu đồ: Đánh giá việc phục vụ tại một cửa")).locator("img")
        await expect(chart).to_be_visible(timeout=PATIENCE)
        width, alt = await chart.evaluate("each => [each.naturalWidth, each.alt]")
        assert width > 300
        assert alt
        assert await violations(chief.page) == []
        await chief.type("/xuat one-stop năm nay")
        link = chief.said.get_by_role("link", name=".xlsx")
        async with chief.page.expect_download() as coming:
            await link.click(timeout=PATIENCE)
        taken = await (await coming.value).path()
        book = load_workbook(io.BytesIO(taken.read_bytes()))
        assert book.worksheets[-1].max_row > 100
        await chief.become("head")
        await chief.say("/canbo", "Trần Thị Lan")
        await chief.become("officer")
        await chief.say("/viec", "hạn")
        await chief.say("/canbo", "không có lệnh này")
        assert await violations(chief.page) == []
        await chief.become("citizen")
        await chief.say("/viec", "không có lệnh này")
        assert await demo.end(signal.SIGINT) == 0


async def test_an_invitation_makes_an_administrator_on_the_web_alone(
    enter: Enter, tmp_path: Path
) -> None:
    async with program(tmp_path, "run") as office:
        chief = await enter(address=office.address)
        await chief.come()
        await chief.say("/thongke", "không có lệnh này")
        invitation = await office.also("invite", "admin")
        await chief.say(invitation.strip(), "quản trị")
        await chief.page.reload()
        await chief.connected()
        await chief.page.locator("#menu").click()
        await chief.page.get_by_role("button", name="Xem số liệu").click()
        await chief.hears("Số liệu: ")
        # A code is good once.
        minh = await enter(address=office.address)
        await minh.come()
        await minh.say(invitation.strip(), "Mã này không đúng")
        await minh.say("/thongke", "không có lệnh này")
