"""What people get on every channel who cannot write, cannot read well, or are helped by somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from feedback import code as codes
from feedback.case import Case
from feedback.response import Response
from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import Ability, Driver, Heard, Somebody
from tests.channels.contract.serving import evidence, office_on, responses

AT_THE_DESK = "one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"
SPEAKING = [each for each in DRIVERS if Ability.VOICES not in each.lacks]
LONGEST = 1_200
"""Bytes of what a channel shows at once in a survey or a report: one bar of signal carries it."""


async def _rated(app: App) -> Response:
    [response] = await responses(app.storage, "one-stop")
    return response


async def _up_to_what(person: Somebody) -> Heard:
    for label in ("Phản ánh", "Môi trường", "Nước sạch", "Bỏ qua"):
        await person.hears("Câu ")
        await person.presses(label)
    return await person.hears("kể rõ sự việc")


async def _from_the_place_on(person: Somebody) -> Heard:
    for label in ("Bỏ qua", "Bỏ qua", "Không"):
        await person.hears("Câu ")
        await person.presses(label)
    return await person.hears("xem lại")


async def _sent(app: App, person: Somebody) -> Case:
    await person.presses("Gửi")
    receipt = await person.hears("Mã hồ sơ")
    code = next(line for line in receipt.text.split("\n") if codes.read(line) is not None)
    case = await app.storage.work().cases.find(str(codes.read(code)))
    assert case is not None
    return case


@pytest.mark.parametrize("kind", SPEAKING, ids=lambda each: each.name)
async def test_a_recording_alone_is_the_report(kind: type[Driver], tmp_path: Path) -> None:
    async with kind() as driver:
        async with office_on(driver, tmp_path) as app:
            suu = driver.person()
            await suu.says("/gopy")
            asked = await _up_to_what(suu)
            assert "Nói vào ghi âm cũng được" in asked.text
            await suu.sends_voice()
            review = await _from_the_place_on(suu)
            assert "kể rõ sự việc. – (ghi âm)" in review.text
            case = await _sent(app, suu)
            told = case.content["what"]
            assert isinstance(told, list)
            assert [each["kind"] for each in told if isinstance(each, dict)] in (
                ["voice"],
                ["audio"],
            )
            assert await evidence(tmp_path) == 1
        driver.check()


async def test_a_helper_fills_in_for_one_and_then_for_the_next(
    driver: Driver, tmp_path: Path
) -> None:
    async with office_on(driver, tmp_path) as app:
        hanh = driver.person()
        await hanh.says(f"/start rh_{AT_THE_DESK}")
        await hanh.hears("cho mình hay điền giúp người khác?")
        await hanh.presses("Tôi điền giúp")
        await hanh.hears("Câu 1/6")
        for number, label in enumerate(("Hài lòng", "Hài lòng", "Có, đúng hẹn"), start=2):
            await hanh.presses(label)
            await hanh.hears(f"Câu {number}/6")
        await hanh.presses("Hài lòng")
        await hanh.hears("Câu 5/6")
        await hanh.presses("Hài lòng")
        await hanh.hears("Câu 6/6")
        await hanh.presses("Bỏ qua")
        assert "Điền giúp người khác." in (await hanh.hears("xem lại")).text
        await hanh.presses("Gửi")
        await hanh.hears("Cảm ơn")
        response = await _rated(app)
        assert (response.assisted, response.desk) == (True, "binh-luc-q1")
        await hanh.presses("Điền tiếp cho người khác")
        await hanh.hears("Câu 1/6")
        await hanh.says("/huy")
        await hanh.hears("hủy")
        await hanh.presses("Có, hủy")
        await hanh.says("/gopy giúp")
        await _up_to_what(hanh)
        await hanh.says("Nước máy có mùi hôi từ thứ hai tuần trước")
        await _from_the_place_on(hanh)
        assert (await _sent(app, hanh)).assisted


async def test_short_sentences_carry_a_survey_and_a_report(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path) as app:
        nhan = driver.person()
        await nhan.says("chu lon")
        await nhan.hears("Từ giờ, chúng tôi viết câu ngắn.")
        await nhan.says(f"/start r_{AT_THE_DESK}")
        heard = [await nhan.hears("Câu 1/6")]
        assert "\n5. Rất hài lòng\n" in heard[0].text
        for number, typed in enumerate(("5", "4", "1", "4", "5"), start=2):
            await nhan.says(typed)  # a number means what stands beside it, buttons or not
            heard.append(await nhan.hears(f"Câu {number}/6"))
        await nhan.says("bo qua")
        heard.append(await nhan.hears("Đúng rồi: gõ “gửi”."))
        assert "\n→ Rất hài lòng\n" in heard[-1].text
        await nhan.says("gửi")
        await nhan.hears("Cảm ơn Ông/Bà.")
        assert (await _rated(app)).answers["overall"] == "very-satisfied"
        await nhan.says("/gopy")
        heard.append(await _up_to_what(nhan))
        await nhan.says("Nước máy có mùi hôi từ thứ hai tuần trước")
        heard.append(await _from_the_place_on(nhan))
        case = await _sent(app, nhan)
        await nhan.says(f"/tracuu {case.code}")
        heard.append(await nhan.hears("đã tiếp nhận"))
        assert max(len(each.text.encode()) for each in heard) <= LONGEST
        assert not [each for each in nhan.messages() if each.mime], "no picture unless asked for"
