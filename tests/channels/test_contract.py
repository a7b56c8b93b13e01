"""What a conversation is on every channel: the same questions, the same ways to go."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.channel import Channel
from bot.channels import FACTORIES
from bot.settings import Settings
from feedback.questions import QUESTION_KINDS
from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import Ability, Driver, Somebody
from tests.channels.contract.serving import (
    PARAGRAPHS,
    office_on,
    office_with_surveys,
    responses,
    settled,
    variables,
)

AT_THE_DESK = "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"

Factory = Callable[[Settings], Channel | None]
Act = Callable[[Somebody], Awaitable[object]]


def presses(label: str) -> Act:
    return lambda person: person.presses(label)


def says(words: str) -> Act:
    return lambda person: person.says(words)


EVERY_KIND: Mapping[str, tuple[tuple[Act, ...], Any]] = {
    "note": ((), None),
    "scale": ((presses("Không áp dụng"),), "na"),
    "choice": ((presses("Ở trường"),), "school"),
    "multi-choice": (
        (presses("☐ Điện thoại"), presses("☐ Đến nơi"), presses("Xong")),
        ["phone", "visit"],
    ),
    "yes-no": ((presses("Có"),), "yes"),
    "nps": ((presses("9"),), 9),
    "number": ((says("nhiều lắm"), says("42")), 42),
    "text": ((says("Đường hẹp quá ạ"),), "Đường hẹp quá ạ"),
    "date": ((says("05/09/2025"),), "2025-09-05"),
    "phone": ((says("0912 345 678"),), "+84912345678"),
    "location": ((says("trước cổng chợ Phủ"),), {"address": "trước cổng chợ Phủ"}),
    "attachments": ((says("cột đèn thứ ba, gãy cần"), presses("Xong")), ["words"]),
    "unit": ((says("quay 1 binh luc"),), "binh-luc-q1"),
    "procedure": ((presses("Đăng ký khai sinh"),), "khai-sinh"),
    "consent": ((presses("Tôi đồng ý"),), True),
}
"""What is done when a question of each kind is put, and the answer that is kept of it."""
ASKED = re.compile(r"Hỏi [^?]*\?")


def kept(value: Any) -> Any:
    """Return what matters of an answer: of files their kind, of a consent whether it was given."""
    if isinstance(value, list):
        return [each["kind"] if isinstance(each, dict) else each for each in value]
    return value["given"] if isinstance(value, dict) and "given" in value else value


async def untried(
    factories: Sequence[Factory], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> set[Factory]:
    """Return the factories that make a channel under no driver's settings."""
    tried = set()
    for each in DRIVERS:
        async with each() as driver:
            with monkeypatch.context() as setting:
                for name, value in variables(driver, tmp_path, tmp_path, 1).items():
                    setting.setenv(name, value)
                settings = Settings(_env_file=None)
                tried |= {factory for factory in factories if factory(settings) is not None}
    return set(factories) - tried


async def test_every_channel_of_the_program_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not await untried(FACTORIES, tmp_path, monkeypatch), "list a driver for it"


async def test_a_channel_nobody_drives_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pigeons(settings: Settings) -> Channel | None:
        return None

    assert await untried((*FACTORIES, pigeons), tmp_path, monkeypatch) == {pigeons}


def test_every_kind_of_question_is_tried() -> None:
    # The two more offer what only the officers' handlers put into a conversation.
    assert EVERY_KIND.keys() == QUESTION_KINDS.keys() - {"people", "reply"}


async def test_each_kind_of_question(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path, office=office_with_surveys(tmp_path)) as app:
        lan = driver.person()
        await lan.says("/start r_every-kind")
        at = 0
        for acts, _ in EVERY_KIND.values():
            if not acts:
                await lan.hears("Lời dặn trước khi bắt đầu.")
                continue
            at += 1
            asked = await lan.hears(f"Câu {at}/14")
            assert ASKED.search(asked.text), asked.text
            for act in acts[:-1]:
                await act(lan)
                await lan.hears(f"Câu {at}/14")  # it goes on, or is asked again with a hint
            await acts[-1](lan)
        review = await lan.hears("xem lại")
        assert all(part in review.text for part in ("42", "0912345678", "trước cổng chợ Phủ"))
        await lan.presses("Gửi")
        await lan.hears("Đã xong, cảm ơn")
        [response] = await responses(app.storage, "every-kind")
        assert response.channel == driver.kind.name
        expected = {kind: value for kind, (acts, value) in EVERY_KIND.items() if acts}
        assert {name: kept(value) for name, value in response.answers.items()} == expected


async def test_back_skip_pause_and_cancel(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path) as app:
        lan = driver.person()
        await lan.says(AT_THE_DESK)
        await lan.hears("Câu 1/6")
        await lan.presses("Hài lòng")
        await lan.hears("Câu 2/6")
        await lan.says("quay lai")
        back = await lan.hears("Câu 1/6")
        assert "Đang chọn: Hài lòng" in back.text
        await lan.presses("Bình thường")
        await lan.hears("Câu 2/6")
        await lan.says("bo qua")
        await lan.hears("chưa bỏ qua được")
        await lan.says("de sau")
        await lan.hears("Đã giữ lại")
        await lan.presses("Làm tiếp")
        await lan.hears("Câu 2/6")
        await lan.says("/huy")
        await lan.hears("phải không?")
        await lan.presses("Không, làm tiếp")
        await lan.hears("Câu 2/6")
        await lan.says("/huy")
        await lan.hears("phải không?")
        await lan.presses("Có, hủy")
        await lan.hears("Không có gì được gửi đi")
        assert await responses(app.storage, "one-stop") == []


async def test_long_text_is_split_and_keeps_its_buttons(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path, office=office_with_surveys(tmp_path)) as app:
        lan = driver.person()
        await lan.says("/start r_long-text")
        last = await lan.hears("Ông/Bà đã đọc chưa?")
        await settled(app)
        limit = app.channels[driver.kind.name].capabilities.text_length
        said = lan.since()
        assert all(len(each.text.encode("utf-16-le")) <= 2 * limit for each in said)
        whole = "\n".join(each.text for each in said)
        places = [whole.index(paragraph) for paragraph in PARAGRAPHS]
        assert places == sorted(places), "nothing is missing, nothing is out of order"
        assert len(said) >= sum(map(len, PARAGRAPHS)) / limit
        assert not any(each.keys for each in said if each.stamp < last.stamp)
        await lan.presses("Có")
        await lan.hears("Đã xong")


async def test_an_album_gets_one_answer(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path, office=office_with_surveys(tmp_path)) as app:
        if Ability.PHOTOS in driver.lacks:
            return  # its code knows no such thing, see test_contract_faults.py
        lan = driver.person()
        await lan.says("/start r_photos")
        await lan.hears("Xin gửi ảnh")
        await lan.sends_photos(4, "chụp tối qua")
        await lan.hears("Đã nhận 4 tệp")
        await settled(app)
        answers = [each for each in lan.since() if "Đã nhận" in each.text]
        assert len(answers) == 1 or Ability.ALBUMS in driver.lacks
        await lan.presses("Xong")
        await lan.hears("xem lại")
        await lan.presses("Gửi")
        await lan.hears("Đã xong")
        [response] = await responses(app.storage, "photos")
        kinds = [each["kind"] for each in response.answers["photos"]]  # type: ignore[union-attr,index,call-overload]
        assert sorted(kinds) == ["photo"] * 4 + ["words"]


async def test_an_old_button_answers_no_other_question(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path):
        lan = driver.person()
        await lan.says(AT_THE_DESK)
        await lan.hears("Câu 1/6")
        if Ability.OLD_BUTTONS in driver.lacks:
            await lan.presses("Hài lòng")
            await lan.hears("Câu 2/6")
            assert not any(each.keys for each in lan.messages()), driver.lacks
            return
        first = await lan.hears(lambda seen: any("hài lòng" in key.label for key in seen.keys))
        await lan.presses("Hài lòng")
        await lan.hears("Câu 2/6")
        await lan.presses_again("Rất không hài lòng", first)
        again = await lan.hears("Câu 2/6")
        assert "câu trả lời không thay đổi" in again.text
        await lan.says("quay lai")
        assert "Đang chọn: Hài lòng" in (await lan.hears("Câu 1/6")).text


async def test_the_language_changes_where_one_is(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path):
        lan = driver.person()
        await lan.says(AT_THE_DESK)
        await lan.hears("Câu 1/6")
        await lan.presses("Hài lòng")
        await lan.hears("Câu 2/6")
        await lan.says("/language")
        await lan.hears("Which language?")
        await lan.presses("English")
        asked = await lan.hears("Question 2/6")
        assert "the time you waited" in asked.text
        await lan.presses("Very satisfied")
        await lan.hears("Question 3/6")


async def asked(driver: Driver, person: Somebody, label: str) -> None:
    """The platform's own button is offered, where it has one."""
    if Ability.REQUESTS in driver.lacks:
        assert not any(each.asks for each in person.messages())
    else:
        await person.hears(lambda seen: seen.asks == label)


async def test_a_place_and_a_number_are_shared(driver: Driver, tmp_path: Path) -> None:
    async with office_on(driver, tmp_path, office=office_with_surveys(tmp_path)):
        lan = driver.person()
        await lan.says("/start r_sharing")
        await lan.hears("Hỏi chỗ nào?")
        if Ability.PLACES not in driver.lacks:
            await asked(driver, lan, "Gửi vị trí của tôi")
            await lan.shares_place(20.49, 105.92)
        else:
            await lan.says("trước cổng chợ Phủ")
        await lan.hears("Hỏi điện thoại?")
        if Ability.PHONES not in driver.lacks:
            await asked(driver, lan, "Gửi số điện thoại của tôi")
            await lan.shares_phone("84912345678")
        else:
            await lan.says("0912345678")
        await lan.hears("Hỏi tiếng nói?")
        if Ability.VOICES in driver.lacks:
            return
        await lan.sends_voice()
        await lan.hears("Đã nhận 1 tệp")
