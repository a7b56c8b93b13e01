"""`/maqr`: who prints what, in which order, and that a one-time card rates once."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from feedback.board import is_number
from feedback.messages import Picture, Reply
from feedback.unit import Posters
from handlers.admin import posters
from handlers.jobs import PrintedLink
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import context, jobs
from tests.handlers.staffing import hired


def links(payload: str, unit: str) -> tuple[PrintedLink, ...]:
    return (
        PrintedLink("telegram", f"https://t.me/Bot?start={payload}", "t.me/Bot"),
        PrintedLink("web", f"https://gopy.vn/?s={payload}", f"gopy.vn/r/{unit}"),
    )


@pytest.fixture
async def head(town: Town) -> Citizen:
    return await hired(town, "head", "head", "binh-my")


async def made(
    town: Town, nowhere: bool = False, heard: bool = True
) -> tuple[list[Picture], list[Reply]]:
    """Do the jobs that wait; returns the files and what was said meanwhile."""
    said: list[Reply] = []

    async def say(reply: Reply) -> None:
        said.append(reply)

    files: list[Picture] = []
    for job in await jobs(town):
        held = replace(context(town), say=say) if heard else context(town)
        held = held if nowhere else replace(held, links=links)
        for reply in await town.router.jobs[job.kind](job, held):
            files += [reply.picture] if reply.picture else []
            said += [] if reply.picture else [reply]
        await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
    return files, said


def pages(file: Picture) -> list[str]:
    assert file.mime == "application/pdf"
    found = PdfReader(io.BytesIO(file.content)).pages
    return [" ".join(page.extract_text().split()) for page in found]


async def test_a_unit_has_a_picture_for_each_channel_and_posters(
    town: Town, head: Citizen
) -> None:
    shown = await head.say("/maqr quay 1")
    assert not any(is_number(label) for label in head.labels), "they could not be typed"
    assert "Mã QR: Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)" in shown
    assert "Mở phiếu: Đánh giá việc phục vụ tại một cửa" in shown
    assert "Nội dung mã: r_one-stop_binh-my-q1" in shown
    assert "cả bên dưới" not in shown
    assert "Đang vẽ cho Quầy 1" in await head.tap("Ảnh mã QR")
    town.office = replace(town.office, posters=Posters("https://zalo.me/123"))
    files, _ = await made(town)
    assert [each.name for each in files] == [
        "qr-binh-my-q1-web.png",
        "qr-binh-my-q1-zalo.png",
        "qr-binh-my-q1-telegram.png",
    ]
    assert Image.open(io.BytesIO(files[0].content)).width > 300
    await head.say("/maqr quay 1")
    await head.tap("Áp phích A4")
    ([file], _) = await made(town)
    assert file.name == "ap-phich-binh-my-q1-a4.pdf"
    [said] = pages(file)
    for words in (
        "Mời Ông/Bà đánh giá",
        "Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)",
        "Mở máy ảnh điện thoại, quét mã này.",
        "gopy.vn/r/binh-my-q1",
        "zalo.me/123 rồi nhắn: /danhgia binh-my-q1",
        "t.me/Bot",
    ):
        assert words in said


async def test_a_code_may_be_of_a_procedure_of_another_survey_or_for_reports(
    town: Town, head: Citizen
) -> None:
    await head.say("/qr quay 1")
    await head.tap("Riêng cho một thủ tục")
    await head.tap("Trang sau")
    shown = await head.tap("Chứng thực bản sao")
    assert "Nội dung mã: r_one-stop_binh-my-q1_sao-y" in shown
    await head.tap("Thẻ để bàn A6")
    ([file], _) = await made(town)
    assert file.name == "ap-phich-binh-my-q1-a6.pdf"
    assert "Thủ tục: Chứng thực bản sao" in pages(file)[0]
    assert "Nội dung mã: g_binh-my-q1" in await head.say("/maqr góp ý quầy 1")
    await head.tap("Áp phích A4")
    ([file], _) = await made(town)
    assert "Mời Ông/Bà góp ý" in pages(file)[0]
    assert "r_friendly-government_binh-my" in await head.say("/maqr friendly-government binh-my")
    assert "Mã QR: Xã Bình Mỹ" in await head.say("/maqr")


async def test_a_whole_tree_is_one_file_and_how_far_it_is_is_told(
    town: Town, head: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "_AT_ONCE", 3)
    await head.say("/maqr binh-my")
    assert "Đang vẽ 8 mã" in await head.tap("Áp phích A4, cả")
    ([file], said) = await made(town)
    found = pages(file)
    assert len(found) == 8
    assert "Xã Bình Mỹ" in found[0]
    assert "gopy.vn/r/binh-my-q3" in found[-1]
    assert [each.lines[0].args["done"] for each in said] == [3, 6]  # type: ignore[union-attr]
    await head.say("/maqr binh-my")
    await head.tap("Thẻ A6")
    ([file], _) = await made(town, heard=False)
    assert len(pages(file)) == 8


async def test_each_card_rates_once_and_counts_apart(
    town: Town, head: Citizen, known: Citizen
) -> None:
    await head.say("/maqr quay 1")
    assert "Đang vẽ 10 mã" in await head.tap("Thẻ dùng một lần: 10")
    ([file], _) = await made(town)
    [said] = pages(file)
    codes = re.findall(r"Hoặc nhắn: /danhgia ((?:\w+-){2}\w+)", said)
    assert len(set(codes)) == 10
    assert "Mã dùng một lần, đến hết ngày 23/01/2027" in said
    shown = await known.say(f"/danhgia {codes[0]}")
    assert "Nơi: Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)" in shown
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.context["source"] == "token"
    assert "dùng một lần" not in await head.say("/maqr góp ý quầy 1")
    assert "dùng một lần" not in await head.press("qr:u:g_binh-my-q1")
    assert not await jobs(town)


async def test_nobody_prints_for_others_nor_for_what_is_over(town: Town, head: Citizen) -> None:
    for data in (
        "qr:4:r_one-stop_binh-an",
        "qr:4:r_one-stop",
        "qr:4:r_nothing_binh-my",
        "qr:4:r_one-stop_nowhere",
        "qr:4:nonsense",
        "qr:4:t_K7DMQ3RTX9P4VA",
    ):
        assert "không in được mã này" in await head.press(data), data
    assert "chỉ xem được số liệu" in await head.say("/maqr binh-an")
    assert "ví dụ:\n/maqr" in await head.say("/maqr sóc trăng")
    assert not await jobs(town)
    chief = await hired(town, "chief", "admin", "khu-vuc-binh-luc")
    assert "không in được mã này" in await chief.say("/maqr huyen-binh-luc")
    shown = await chief.say("/maqr")
    assert "Nội dung mã: r_one-stop\n" in shown
    await chief.tap("Áp phích A4")
    files, said = await made(town, nowhere=True)
    assert not files
    assert said[0].lines[0].id == "poster-no-link"  # type: ignore[union-attr]
    clerk = await hired(town, "clerk", "officer", "binh-my")
    assert "không có lệnh này" in await clerk.say("/maqr")
    assert "không in được mã này" in await clerk.press("qr:4:r_one-stop_binh-my")
