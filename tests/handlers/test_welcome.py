from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from feedback.messages import Address, Text
from feedback.unit import Unit
from tests.handlers.conftest import Citizen, Town
from tests.handlers.reporting import WHAT


async def _consents(town: Town, citizen: Citizen) -> dict[str, bool]:
    assert citizen.turn is not None
    kept = await town.storage.work().people.consents(citizen.turn.person.id)
    return {each.purpose: each.given for each in kept}


async def test_the_first_meeting_asks_each_consent_on_its_own(town: Town, lan: Citizen) -> None:
    shown = await lan.say("/start")
    assert "Xin chào" in shown
    assert "English" in lan.labels
    assert "hỏi lại" in shown
    await lan.choose("agree")
    assert "thông báo" in lan.shown
    await lan.choose("refuse")
    assert await _consents(town, lan) == {"follow-up": True, "announcements": False}
    assert "c:gopy" in [button.data for button in lan.buttons]


async def test_everything_can_be_skipped(town: Town, lan: Citizen) -> None:
    await lan.say("/start")
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    assert await _consents(town, lan) == {}
    assert "c:danhgia" in [button.data for button in lan.buttons]


async def test_who_tells_at_once_what_they_came_for_is_heard(town: Town, lan: Citizen) -> None:
    """“Please choose: I agree, I do not agree” was once all the answer, and the words were lost."""
    await lan.say("/start")
    await lan.say(WHAT)
    assert "ghi lại lời" in lan.shown
    assert "muốn nói với chúng tôi điều gì" in lan.shown
    assert lan.turn is not None
    assert lan.turn.conversation is not None
    assert lan.turn.conversation.answers == {"what": WHAT}


async def test_an_album_sent_to_the_welcome_begins_a_report(town: Town, lan: Citizen) -> None:
    await lan.say("/start")
    await lan.choose("agree")
    for _ in range(3):
        await lan.photo(album="7")
    assert "Đã nhận ảnh" in lan.shown
    assert lan.turn is not None
    assert lan.turn.conversation is not None
    assert len(lan.turn.conversation.drafts["evidence"]) == 3  # type: ignore[arg-type]
    assert await lan.say("/dulieu")
    assert "làm dở: 2" in lan.shown  # what was agreed to so far is kept for later


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("đánh giá", "muốn đánh giá về việc gì"),
        ("tra cứu", "/tracuu và mã hồ sơ"),
        ("toi muon to cao", "không phải là tố cáo hợp lệ"),
        ("English", "May we ask you afterwards?"),
        ("xin chào", "Xin chọn “Tôi đồng ý”"),
        ("tôi thì không đồng ý đâu nhé", "Xin chọn “Tôi đồng ý”"),
    ],
)
async def test_what_is_typed_at_the_welcome(lan: Citizen, typed: str, shown: str) -> None:
    await lan.say("/start")
    assert shown in await lan.say(typed)


async def test_cancelling_the_welcome_leads_to_the_menu(town: Town, lan: Citizen) -> None:
    await lan.say("/start")
    await lan.tap("Hủy")
    await lan.tap("Có, hủy")
    assert await _consents(town, lan) == {}
    assert "c:gopy" in [button.data for button in lan.buttons]


async def test_who_is_known_gets_the_menu(known: Citizen) -> None:
    assert "Ông/Bà cần việc gì" in await known.say("/start")
    assert "s:" not in known.shown


async def test_start_in_the_middle_of_a_form_loses_nothing(known: Citizen) -> None:
    await known.say("/gopy")
    first = known.answer.replies[-1].rows
    await known.say("/start")
    await known.tap("Làm tiếp:")
    assert known.answer.replies[-1].rows == first


async def test_without_a_welcome_form_there_is_still_a_menu(town: Town, lan: Citizen) -> None:
    del town.forms.forms["welcome"]
    await lan.say("/start")
    assert "c:gopy" in [button.data for button in lan.buttons]


async def test_a_newcomer_by_code_is_greeted_in_one_line(lan: Citizen) -> None:
    shown = await lan.say("/start r_one-stop_binh-luc-hcc")
    assert shown.startswith("Xin chào Ông/Bà. Đây là kênh")
    assert "Trung tâm Phục vụ hành chính công" in shown
    assert len(lan.answer.replies) == 1


async def test_damaged_codes_lead_to_the_menu(known: Citizen) -> None:
    for damaged in (
        "x",
        "r_nothing",
        "r_one-stop_nowhere",
        "g_nowhere",
        "g__nothing",
        "r_a_b_c_d_e",
    ):
        shown = await known.say(f"/start {damaged}")
        assert "không còn dùng được" in shown
        assert "c:gopy" in [button.data for button in known.buttons]


async def test_a_damaged_code_in_the_middle_of_a_form_puts_the_question_again(
    known: Citizen,
) -> None:
    await known.say("/gopy")
    rows = known.answer.replies[-1].rows
    assert "không còn dùng được" in await known.say("/start nothing")
    assert known.answer.replies[-1].rows == rows


async def test_a_survey_that_is_not_open_is_no_survey(town: Town, known: Citizen) -> None:
    form = town.forms.forms["one-stop"]
    town.forms.forms["one-stop"] = form.model_copy(update={"closes": date(2026, 1, 1)})
    assert "không còn dùng được" in await known.say("/start r_one-stop")


async def test_an_old_code_finds_who_came_after(town: Town, known: Citizen) -> None:
    ended = Unit(
        "old-desk",
        {"vi": "Quầy cũ"},
        "desk",
        "binh-luc",
        valid_to=date(2025, 6, 30),
        successors=("binh-luc-hcc",),
    )
    town.office = dataclasses.replace(town.office, units={**town.office.units, ended.id: ended})
    shown = await known.say("/start r_one-stop_old-desk")
    assert "Trung tâm Phục vụ hành chính công xã Bình Lục" in shown
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.context["unit"] == "binh-luc-hcc"


async def test_an_old_code_with_several_heirs_asks_which(town: Town, known: Citizen) -> None:
    ended = next(unit.id for unit in town.office.units.values() if len(unit.successors) > 1)
    shown = await known.say(f"/start r_one-stop_{ended}")
    assert "Ông/Bà được phục vụ ở đâu" in shown
    assert await known.say(f"/start g_{ended}")


async def test_a_code_never_wipes_an_open_form(town: Town, known: Citizen) -> None:
    await known.say("/gopy")
    await known.tap("Kiến nghị")
    shown = await known.say("/start r_one-stop_binh-luc-hcc")
    assert "đang làm dở" in shown
    assert len(known.buttons) == 2
    await known.tap("Bắt đầu")
    assert "thủ tục gì" in known.shown
    arrival = await town.storage.work().people.arrive(Address("test", "minh"), "later")
    assert arrival.waiting == 1
    assert arrival.conversation is not None
    assert arrival.conversation.form == "one-stop"

    await known.say("huỷ")
    await known.tap("Có, hủy")
    assert "làm dở" in known.shown
    await known.tap("Làm tiếp: Gửi phản ánh")
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.answers["kind"] == "proposal"


async def test_a_code_in_the_middle_may_also_be_put_off(known: Citizen) -> None:
    await known.say("/gopy")
    rows = known.answer.replies[-1].rows
    await known.say("/start r_one-stop_binh-luc-hcc")
    await known.tap("Làm tiếp")
    assert known.answer.replies[-1].rows == rows


async def test_the_same_code_again_goes_on_where_one_was(known: Citizen) -> None:
    await known.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await known.tap("Hài lòng")
    rows = known.answer.replies[-1].rows
    assert "đúng phần này" in await known.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    assert known.answer.replies[-1].rows == rows


async def test_the_welcome_gives_way_without_asking(town: Town, lan: Citizen) -> None:
    await lan.say("/start")
    await lan.say("/start r_one-stop_binh-luc-hcc")
    assert "thủ tục gì" in lan.shown
    arrival = await town.storage.work().people.arrive(Address("test", "lan"), "later")
    assert arrival.waiting == 0


async def test_a_welcome_with_an_answer_is_kept_for_later(town: Town, lan: Citizen) -> None:
    await lan.say("/start")
    await lan.choose("agree")
    await lan.say("/start g")
    arrival = await town.storage.work().people.arrive(Address("test", "lan"), "later")
    assert arrival.waiting == 1


async def test_pressing_a_link_button_is_the_same_as_the_link(known: Citizen) -> None:
    assert "thủ tục gì" in await known.press("s:r_one-stop_binh-luc-hcc")


async def test_a_tap_after_the_end_is_answered_kindly(lan: Citizen) -> None:
    await lan.say("/start")
    old = lan.buttons[-1].data
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    assert "đã xong" in await lan.press(old)
    assert lan.answer.toast == Text("busy-over")
