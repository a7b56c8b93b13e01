from __future__ import annotations

import json
from typing import Any

from feedback.messages import Address
from tests.handlers.conftest import Citizen, Town
from tests.handlers.reporting import WHAT, cases, report


async def _export(citizen: Citizen) -> dict[str, Any]:
    await citizen.say("/dulieu")
    await citizen.tap("Tải về")
    file = citizen.answer.replies[0].picture
    assert file is not None
    assert (file.name, file.mime) == ("du-lieu-cua-toi.json", "application/json")
    content: dict[str, Any] = json.loads(file.content)
    return content


async def test_who_has_just_been_erased_is_known_again_by_one_account(
    town: Town, known: Citizen
) -> None:
    """The account that asks is kept by the very answer; "0 accounts" was not true."""
    await known.say("/gopy")
    await known.press("erase:sure")
    await known.tap("Xóa vĩnh viễn")
    assert "Tài khoản nhắn tin: 1" in await known.say("/dulieu")
    newcomer = town.citizen("mai")
    assert "Tài khoản nhắn tin: 1" in await newcomer.say("/dulieu")


async def test_what_is_kept_in_plain_words(lan: Citizen) -> None:
    await report(lan, named=True)
    await report(lan)
    await lan.say("/gopy")
    shown = await lan.say("/dulieu")
    assert "Hồ sơ đã gửi: 2, trong đó 1" in shown
    assert "Phần đang làm dở: 1" in shown
    assert "đồng ý: 1" in shown
    assert "c:gopy" not in shown


async def test_what_the_web_chat_keeps_is_said_to_who_uses_it(town: Town, known: Citizen) -> None:
    assert "30 ngày" not in await known.say("/dulieu")
    visitor = town.citizen("mai", channel="web")
    await visitor.say("/start")
    assert "30 ngày" in await visitor.say("/dulieu")


async def test_everything_can_be_taken_along(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    await lan.say("/gopy")
    await lan.tap("Kiến nghị")
    await lan.press("s:r_one-stop_binh-luc-hcc")
    await lan.tap("Bắt đầu")
    content = await _export(lan)
    assert content["addresses"] == [{"channel": "test", "account": "lan"}]
    [case] = content["cases"]
    assert case["content"]["what"] == WHAT
    assert case["identity"]["phone"] == "+84912345678"
    assert case["corrections"] == []
    assert {draft["form"] for draft in content["unfinished"]} == {"case", "one-stop"}
    assert content["consents"][0]["purpose"] == "process-report"


async def test_corrections_are_part_of_it(lan: Citizen) -> None:
    await lan.say(WHAT, message="m-what")
    await lan.tap("Khen")
    await lan.tap("Đường sá")
    await lan.tap("Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await lan.tap("Không")
    await lan.tap("Gửi")
    await lan.say("Sửa lại cho đúng", message="m-what", edited=True)
    content = await _export(lan)
    assert content["cases"][0]["corrections"][0]["text"] == "Sửa lại cho đúng"
    assert content["unfinished"] == []


async def test_how_to_correct(known: Citizen) -> None:
    await known.say("/mydata")
    assert "sửa ngay tin nhắn cũ" in await known.tap("Sửa thông tin")


async def test_consents_are_given_and_withdrawn_one_by_one(town: Town, known: Citizen) -> None:
    await known.say("/dulieu")
    await known.tap("Các điều đã đồng ý")
    assert known.shown.count("chưa đồng ý") == 3
    await known.tap("Đồng ý: Nhận thông báo")
    await known.tap("Các điều đã đồng ý")
    assert known.shown.count("chưa đồng ý") == 2
    assert "đã rút lại" in (await known.tap("Rút lại: Nhận thông báo")).lower()
    assert known.turn is not None
    kept = await town.storage.work().people.consents(known.turn.person.id)
    assert [each.given for each in kept] == [True, False]


async def test_withdrawing_the_consent_for_names_removes_them(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    await report(lan)
    await lan.press("consent:withdraw:process-report")
    assert "xóa khỏi 1 hồ sơ" in lan.shown
    assert [case.identity for case in await cases(town, lan)] == [{}, {}]
    assert [case.content["what"] for case in await cases(town, lan)] == [WHAT, WHAT]


async def test_forged_consents_change_nothing(town: Town, known: Citizen) -> None:
    for forged in ("consent:give:everything", "consent:steal:follow-up", "consent:", "data:x"):
        assert await known.press(forged)
    assert known.turn is not None
    assert await town.storage.work().people.consents(known.turn.person.id) == []


async def test_erasing_takes_two_confirmations(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    [case] = await cases(town, lan)
    assert lan.turn is not None
    person = lan.turn.person.id
    await lan.say("/gopy")
    await lan.say("/dulieu")
    await lan.tap("Xóa dữ liệu")
    assert "vẫn được giữ" in lan.shown
    assert await cases(town, lan)
    await lan.tap("Tôi muốn xóa")
    assert await cases(town, lan)
    await lan.tap("Xóa vĩnh viễn")
    assert "Đã xóa" in lan.shown

    work = town.storage.work()
    assert (await work.people.arrive(Address("test", "lan"), "later")).person is None
    assert await work.people.addresses(person) == []
    assert await work.people.consents(person) == []
    assert await work.conversations.waiting(person) == []
    assert await work.cases.of(person) == []
    kept = await work.cases.find(case.code)
    assert kept is not None
    assert (kept.person, kept.identity) == ("", {})
    assert kept.content["what"] == WHAT

    await lan.say("/start")
    assert lan.turn.person.id != person
    assert lan.turn.new


async def test_keeping_everything_after_all(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    await lan.say("xoa du lieu cua toi")
    await lan.tap("Xóa dữ liệu")
    await lan.tap("Tôi muốn xóa")
    assert "Không có gì bị xóa" in await lan.tap("Không xóa")
    assert len(await cases(town, lan)) == 1


async def test_an_old_or_forged_last_button_asks_again(town: Town, lan: Citizen) -> None:
    await report(lan)
    await lan.press("erase:sure")
    last = lan.buttons[0].data
    town.pass_by(minutes=16)
    for data in (
        last,
        "erase:yes",
        "erase:yes:x",
        "erase:yes:99999999999",
        "erase:yes:" + "9" * 40,
    ):
        await lan.press(data)
        assert "Không lấy lại được" in lan.shown
    assert len(await cases(town, lan)) == 1


async def test_nobody_s_data_but_one_s_own(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    mai = town.citizen("mai")
    content = await _export(mai)
    assert content["cases"] == []
    await mai.press("erase:sure")
    await mai.tap("Xóa vĩnh viễn")
    assert len(await cases(town, lan)) == 1
