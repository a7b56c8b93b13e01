"""A letter from praise to the citizen's phone, seen from outside: the program is a process of its
own, the head signs in the chat, and nothing of whom it is for stands in the log."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pypdf
import pytest

from tests.channels.contract.driver import Driver, Somebody
from tests.channels.contract.journey import a_file
from tests.channels.contract.serving import log_of, program_on, variables
from tests.channels.contract.telegram import Polling
from tests.channels.contract.web import Web
from tests.channels.running import OFFICE
from tests.proofs.program import LANGNGHE

PDF = "application/pdf"
WHAT = "Cô ở quầy khai sinh rất tận tình với bà con."
HEAD, ADDRESSEE = "Nguyễn Văn Hưởng", "Bà Trần Thị Ngọc Lan"


async def invited(driver: Driver, folder: Path, port: int) -> str:
    process = await asyncio.create_subprocess_exec(
        *(LANGNGHE, "invite", "head", "--unit", "khu-vuc-binh-luc", "--name", HEAD),
        cwd=folder,
        env=variables(driver, folder, OFFICE, port),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    return said.decode().strip()


async def praise(lan: Somebody) -> None:
    await lan.says("/gopy")
    await lan.hears("Câu 1/")
    await lan.presses("Khen")
    await lan.hears("Câu 2/")
    await lan.presses("Việc khác")
    await lan.hears("Câu 3/")
    await lan.presses("Bỏ qua")
    await lan.hears("Câu 4/")
    await lan.says(WHAT)
    await lan.hears("Câu 5/")
    await lan.presses("Bỏ qua")
    await lan.hears("Câu 6/")
    await lan.presses("Không")
    await lan.hears("xem lại")
    await lan.presses("Gửi")
    await lan.hears("Mã hồ sơ")


@pytest.mark.parametrize("kind", [Web, Polling], ids=["web", "telegram"])
async def test_from_praise_to_a_letter_of_thanks(kind: type[Driver], tmp_path: Path) -> None:
    async with kind() as driver:
        head, lan = driver.person(1), driver.person(2)
        async with program_on(driver, tmp_path) as port:
            await head.says(await invited(driver, tmp_path, port))
            await head.hears("lãnh đạo")
            await praise(lan)
            await head.hears("Có thư mới soạn")
            await head.presses("Xem thư chờ duyệt")
            await head.hears("1 thư chờ duyệt")
            await head.presses("Thư cảm ơn lời khen")
            await head.hears("Còn thiếu: người nhận")
            await head.presses("Điền")
            await head.hears("Gửi ai")
            await head.says(ADDRESSEE)
            await head.hears("Thư nói gì")
            await head.presses("Bỏ qua")
            await head.hears("xem lại")
            await head.presses("Gửi")
            await head.hears("Bản nháp")
            await head.presses("Duyệt và gửi")
            await head.hears("Thư được cấp số và gửi ngay")
            await head.presses("Duyệt, cấp số")
            await head.hears("Đã gửi thư số 1/")
            sent = await lan.hears(a_file(PDF, driver, ".pdf"))
            assert "Thư cảm ơn lời khen" in sent.text
            pages = pypdf.PdfReader(io.BytesIO(await lan.open(sent))).pages
            text = " ".join(pages[0].extract_text().split())
            assert all(each in text for each in (ADDRESSEE, HEAD, "Số: 1/TCM-UBND"))
        written = log_of(tmp_path).read_text("utf-8")
        assert not [each for each in (ADDRESSEE, HEAD, WHAT) if each in written]
        assert '"level": "error"' not in written, written
