from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from feedback.case import Case
from feedback.code import spell
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


async def requests(town: Town) -> list[tuple[str, str]]:
    return [(each.what, each.outcome) async for each in town.storage.work().requests.all()]


async def hold(town: Town, case: Case, reason: str = "Tòa án đang xem xét") -> None:
    work = town.storage.work()
    found = await work.cases.find(case.code)
    assert found is not None
    work.holds.place(found, reason, town.now)
    await work.commit("", "", town.now)


async def test_each_wish_is_recorded_with_its_time_limits(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    assert (await _export(lan))["requests"][0]["what"] == "view"
    assert "theo luật, chậm nhất là ngày 04/12/2026" in lan.shown
    await lan.press("consent:withdraw:announcements")
    assert "chậm nhất là ngày 09/12/2026" in lan.shown
    assert lan.turn is not None
    asked = await town.storage.work().requests.of(lan.turn.person.id)
    assert {each.what: str(each.due) for each in asked} == {
        "view": "2026-12-04",
        "export": "2026-12-04",
        "withdraw": "2026-12-09",
    }
    assert {str(each.answer_by) for each in asked} == {"2026-11-26"}
    assert {each.outcome for each in asked} == {"done"}
    await lan.press("erase:sure")
    await lan.tap("Xóa vĩnh viễn")
    assert "chậm nhất là ngày 14/12/2026" in lan.shown
    assert ("erase", "done") in await requests(town)
    assert len(await requests(town)) == 4
    number = lan.shown.rpartition("Số yêu cầu: ")[2].rstrip(".")
    kept = [each async for each in town.storage.work().requests.all()]
    assert spell(next(each.id for each in kept if each.what == "erase")) == number


async def test_an_office_without_time_limits_for_it_records_wishes_all_the_same(
    town: Town, lan: Citizen
) -> None:
    town.office = replace(
        town.office, clocks=tuple(each for each in town.office.clocks if each.kind != "data")
    )
    await lan.say("/dulieu")
    await lan.tap("Tải về")
    assert "xử lý ngay hôm nay. Số yêu cầu" in lan.shown
    assert lan.turn is not None
    asked = await town.storage.work().requests.of(lan.turn.person.id)
    assert [(each.due, each.answer_by) for each in asked] == [(None, None)] * 2


async def test_name_and_number_are_corrected_at_once(town: Town, lan: Citizen) -> None:
    code = await report(lan, named=True)
    await report(lan, what=WHAT + " lần nữa")
    await lan.say("/dulieu")
    await lan.tap("Sửa thông tin")
    assert [each for each in lan.labels if each.startswith("Sửa ")] == [f"Sửa {code}"]
    await lan.tap(f"Sửa {code}")
    await lan.say("Trần Văn Bính")
    await lan.tap("Bỏ qua")
    assert "Trần Văn Bính" in lan.shown, "to look through before it is written"
    await lan.tap("Gửi")
    assert "Đã sửa" in lan.shown
    [_, case] = await cases(town, lan)
    assert case.identity == {"name": "Trần Văn Bính", "phone": "+84912345678"}
    assert ("correct", "done") in await requests(town)
    history = await town.storage.work().cases.history(case.id)
    assert "Bình" not in str(history), "the wrong name is kept nowhere"
    assert lan.turn is not None
    assert lan.turn.conversation is None


async def test_a_correction_that_says_nothing_or_is_given_up_changes_nothing(
    town: Town, lan: Citizen
) -> None:
    await report(lan, named=True)
    [case] = await cases(town, lan)
    await lan.press(f"data:correct:{case.id}")
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await lan.tap("Gửi")
    assert "Không có gì được sửa" in lan.shown
    await lan.press(f"data:correct:{case.id}")
    await lan.say("Trần Văn Bính")
    await lan.say("hủy")
    await lan.tap("Có, hủy")
    assert await cases(town, lan) == [case]
    assert [what for what, _ in await requests(town)] == []


async def test_only_ones_own_names_can_be_corrected(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    [case] = await cases(town, lan)
    mai = town.citizen("mai")
    await mai.say("/start")
    for forged in (case.id, "", "x" * 30):
        assert "không hồ sơ nào giữ tên" in await mai.press(f"data:correct:{forged}")
    assert mai.turn is not None
    assert mai.turn.conversation is None or mai.turn.conversation.form != "correction"


async def test_names_that_went_meanwhile_are_not_written_back(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    [case] = await cases(town, lan)
    await lan.press(f"data:correct:{case.id}")
    await lan.say("Trần Văn Bính")
    await lan.tap("Bỏ qua")
    send = next(each.data for each in lan.buttons if lan.render(each).startswith("Gửi"))
    await lan.press("consent:withdraw:process-report")
    await lan.press(send)
    assert "Không có gì được sửa" in lan.shown
    assert [each.identity for each in await cases(town, lan)] == [{}]


async def test_a_pack_without_the_form_says_how_else_to_correct(town: Town, lan: Citizen) -> None:
    await report(lan, named=True)
    del town.forms.forms["correction"]
    await lan.say("/dulieu")
    assert "gửi một góp ý mới" in await lan.tap("Sửa thông tin")
    [case] = await cases(town, lan)
    assert "gửi một góp ý mới" in await lan.press(f"data:correct:{case.id}")


async def test_a_legal_hold_refuses_with_its_reason(town: Town, lan: Citizen) -> None:
    code = await report(lan, named=True)
    await report(lan, named=True, what=WHAT + " lần nữa")
    [second, first] = await cases(town, lan)
    await lan.press(f"data:correct:{first.id}")
    await lan.say("Trần Văn Bính")
    await lan.tap("Bỏ qua")
    send = next(each.data for each in lan.buttons if lan.render(each).startswith("Gửi"))
    await hold(town, first)
    await lan.press(send)
    assert "Chưa sửa được" in lan.shown, "it was held while the name was being written"
    assert f"{code}: Tòa án đang xem xét" in lan.shown
    await lan.press(f"data:correct:{first.id}")
    assert "Chưa sửa được" in lan.shown
    await lan.press("consent:withdraw:process-report")
    assert "xóa khỏi 1 hồ sơ" in lan.shown
    assert "1 hồ sơ đang được giữ nguyên" in lan.shown
    assert f"{code}: Tòa án đang xem xét" in lan.shown
    await lan.press("erase:ask")
    assert f"{code}: Tòa án đang xem xét" in lan.shown, "said before anything is erased"
    await lan.press("erase:sure")
    await lan.tap("Xóa vĩnh viễn")
    assert "Đã xóa" in lan.shown
    assert f"{code}: Tòa án đang xem xét" in lan.shown
    work = town.storage.work()
    kept = await work.cases.find(first.code)
    gone = await work.cases.find(second.code)
    assert kept is not None
    assert gone is not None
    assert (kept.person, bool(kept.identity)) == ("", True)
    assert (gone.person, bool(gone.identity)) == ("", False)
    assert sorted(await requests(town)) == sorted(
        [
            ("correct", "refused: legal-hold"),
            ("correct", "refused: legal-hold"),
            ("withdraw", "partly: legal-hold"),
            ("erase", "partly: legal-hold"),
        ]
    )
