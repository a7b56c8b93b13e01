"""Whole journeys, in the words of those who make them; the same on every channel."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence

from openpyxl import load_workbook
from PIL import Image

from tests.channels.contract.driver import Ability, Driver, Heard, Somebody

WHAT = "Đèn đường ở xóm 3 hỏng một tuần nay, tối đi rất nguy hiểm"
NAME, PHONE = "Trần Văn Bình", "0912345678"
AT_THE_DESK = "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"
_CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}")
PHOTOS = 3


def files(driver: Driver) -> int:
    """Return how many files are sent with the report."""
    can = {ability: ability not in driver.lacks for ability in Ability}
    return PHOTOS * can[Ability.PHOTOS] + can[Ability.VOICES]


async def citizen(driver: Driver, lan: Somebody, minh: Somebody) -> str:
    """Everything a citizen does but leave; returns the case's code."""
    await arrive(lan)
    await rate(lan)
    code = await report(driver, lan)
    await follow(lan, minh, code)
    return code


async def arrive(lan: Somebody) -> None:
    """Be welcomed, decide on two consents, look at the other language."""
    await lan.says("/start")
    await lan.hears("Câu 1/2")
    await lan.presses("Tôi đồng ý")
    await lan.hears("Câu 2/2")
    await lan.presses("Tôi không đồng ý")
    await lan.hears("Ông/Bà cần việc gì?")
    await lan.says("/language")
    await lan.hears("Which language?")
    await lan.presses("English")
    await lan.hears("What can we do for you?")
    await lan.says("/ngonngu")
    await lan.hears("Which language?")
    await lan.presses("Tiếng Việt")
    await lan.hears("Ông/Bà cần việc gì?")


async def rate(lan: Somebody) -> None:
    """Answer the desk's form to its end."""
    await lan.says(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    await lan.presses("Hài lòng")
    await lan.hears("Câu 2/6")
    await lan.says("rat hai long")  # typed words do as well
    await lan.hears("Câu 3/6")
    await lan.presses("Có, đúng hẹn")
    await lan.hears("Câu 4/6")
    await lan.presses("Hài lòng")
    await lan.hears("Câu 5/6")
    await lan.presses("Hài lòng")
    await lan.hears("Câu 6/6")
    await lan.presses("Bỏ qua")
    await lan.hears("xem lại")
    await lan.presses("Gửi")
    await lan.hears("Cảm ơn")


async def report(driver: Driver, lan: Somebody) -> str:
    """Report a broken lamp with a place, photos, a recording, a name and a number."""
    await lan.says("/gopy")
    await lan.hears("Câu 1/")
    await lan.presses("Phản ánh")
    await lan.hears("Câu 2/")
    await lan.presses("Đường sá")
    await lan.hears("Câu 2/")
    await lan.presses("Đường hỏng")
    await lan.hears("Câu 3/")
    await lan.presses("Bỏ qua")
    await lan.hears("Câu 4/")
    await lan.says(WHAT)
    await lan.hears("Câu 5/")
    place = "20.49, 105.92" if Ability.PLACES not in driver.lacks else "trước cổng chợ Phủ"
    if Ability.PLACES not in driver.lacks:
        await lan.shares_place(20.49, 105.92)
    else:
        await lan.says(place)
    await lan.hears("Câu 6/")
    if Ability.PHOTOS not in driver.lacks:
        await lan.sends_photos(PHOTOS, "ảnh chụp tối qua")
        await lan.hears(f"Đã nhận {PHOTOS} tệp")
    else:
        await lan.says("cột đèn thứ ba, gãy cần")
        await lan.hears("Đã ghi lại lời")
    if Ability.VOICES not in driver.lacks:
        await lan.sends_voice()
        await lan.hears(f"Đã nhận {files(driver)} tệp")
    await lan.presses("Xong")
    await lan.hears("Câu 7/")
    await lan.presses("Có")
    await lan.hears("Câu 8/")
    await lan.presses("Tôi đồng ý")
    await lan.hears("Câu 9/")
    await lan.says(NAME)
    await lan.hears("Câu 10/")
    if Ability.PHONES not in driver.lacks:
        await lan.shares_phone("+84912345678")
    else:
        await lan.says(PHONE)
    review = await lan.hears("xem lại")
    assert all(part in review.text for part in (WHAT, place, NAME, PHONE)), review.text
    await lan.presses("Gửi")
    receipt = await lan.hears("Mã hồ sơ")
    found = _CODE.search(receipt.text)
    assert found is not None, receipt.text
    return found[0]


async def follow(lan: Somebody, minh: Somebody, code: str) -> None:
    """See what became of it: who has the code, and who wrote it."""
    await minh.says(f"/tracuu {code.lower()}")
    status = await minh.hears("đã tiếp nhận")
    assert (WHAT in status.text) <= (minh.account == lan.account), "a code shows no words"
    await lan.says("/cuatoi")
    assert WHAT in (await lan.hears(code)).text


async def leave(driver: Driver, lan: Somebody) -> None:
    """Take one's data home, and have it erased."""
    await lan.says("/dulieu")
    await lan.hears("Hồ sơ đã gửi: 1")
    await lan.presses("Tải về dữ liệu")
    sent = await lan.hears(a_file("application/json", driver, ".json"))
    if sent.file:
        exported = json.loads(await lan.open(sent))
        assert WHAT in json.dumps(exported, ensure_ascii=False)
    await lan.says("/dulieu")
    await lan.hears("Hồ sơ đã gửi: 1")
    await lan.presses("Xóa dữ liệu")
    await lan.hears("vẫn được giữ")
    await lan.presses("Tôi muốn xóa")
    await lan.hears("lần cuối")
    await lan.presses("Xóa vĩnh viễn")
    await lan.hears("Đã xóa")
    await lan.says("/cuatoi")
    await lan.hears("chưa gửi phản ánh nào")


async def administrator(driver: Driver, chief: Somebody, hidden: Sequence[str]) -> None:
    """Ask for figures with their chart, and for the answers as a workbook, which names nobody."""
    await chief.says("/thongke one-stop năm nay")
    await chief.hears("khoảng 95 %")
    chart = await chief.hears(a_picture(driver))
    if chart.file:
        with Image.open(io.BytesIO(await chief.open(chart))) as opened:
            assert opened.format in ("PNG", "JPEG")
            assert min(opened.size) > 300
    await chief.says("/xuat one-stop năm nay")
    sent = await chief.hears(a_file(_WORKBOOK, driver, ".xlsx"), 60)
    if sent.file:
        book = load_workbook(io.BytesIO(await chief.open(sent)))
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert max(sheet.max_row for sheet in book) > 50
        words = "\n".join(map(str, cells))
        assert not [each for each in hidden if each in words]


async def stranger(lan: Somebody) -> None:
    """Try to see figures: nobody else learns that there is such a command."""
    await lan.says("/thongke one-stop")
    told = await lan.hears("không có lệnh này")
    await lan.says("/khongco")
    assert (await lan.hears("không có lệnh này")).text == told.text


_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def a_picture(driver: Driver) -> Callable[[Heard], bool]:
    """Return what tells that a picture came, or word of it where none can."""
    if driver.kind.capabilities.pictures:
        return lambda seen: seen.mime.startswith("image/")
    return lambda seen: ".png" in seen.text


def a_file(mime: str, driver: Driver, suffix: str) -> Callable[[Heard], bool]:
    """Return what tells that a file came, or word of where it is to be had."""
    can = driver.kind.capabilities
    taken = can.files and (not can.file_types or mime in can.file_types)

    def came(seen: Heard) -> bool:
        return seen.name.endswith(suffix) if taken else suffix in seen.text

    return came
