"""Officers doing things to cases: what is asked, what is done, what is told to whom."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from feedback.case import Case
from feedback.code import spell
from feedback.decision import Act
from feedback.errors import Conflict
from handlers.officer.acting import ACTING
from handlers.officer.choices import as_asked
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import jobs
from tests.handlers.officer.cockpit import acted, heard
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

ANSWER = "Ngày 23/11 tổ điện đã thay 2 bóng đèn ở ngõ 5, thôn Đồng; đèn đã sáng lại."
UNKNOWN = "Không tìm thấy hồ sơ này"


@pytest.fixture
async def tu(town: Town) -> Citizen:
    return await hired(town, "tu", "officer", "binh-my", "Phạm Văn Tú")


@pytest.fixture
async def head(town: Town) -> Citizen:
    return await hired(town, "head", "head", "binh-my", "Lê Thị Hoa")


@pytest.fixture
async def case(town: Town, known: Citizen) -> Case:
    return await filed(town, sender=id_of(known))


async def do(who: Citizen, case: Case, action: str, *said: str) -> str:
    """Press an action's button, then answer what is asked."""
    shown = await who.press(f"do:{case.id}:{action}")
    for each in said:
        shown = await who.say(each)
    return shown


async def last(town: Town, case: Case) -> Any:
    return (await town.storage.work().cases.history(case.id))[-1]


async def staged(town: Town, case: Case, by: Citizen, *actions: str) -> Case:
    for action in actions:
        case = await acted(town, case, by, Act(action=action))
    return case


# What needs nothing


async def test_what_needs_nothing_is_asked_once_more_and_done(
    town: Town, tu: Citizen, known: Citizen, case: Case
) -> None:
    asked = await do(tu, case, "accept")
    assert f"Thụ lý: hồ sơ {spell(case.code)}. Ông/Bà đồng ý chứ?" in asked
    assert (await stands(town, case)).state == "received"
    done = await tu.tap("Đồng ý")
    assert f"Thụ lý: đã xong. Hồ sơ {spell(case.code)} nay đã thụ lý." in done
    assert "Hạn trả lời: thứ Ba, 15/12/2026" in done
    after = await stands(town, case)
    assert (after.state, (await last(town, case)).actor) == ("accepted", id_of(tu))
    assert "đã nhận giải quyết" in await heard(town, known)
    assert [(each.kind, each.payload["case"]) for each in await jobs(town)] == [
        ("case-moved", case.id)
    ]


async def test_from_what_was_done_one_comes_back_to_the_case(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "accept")
    await tu.tap("Đồng ý")
    card = await tu.tap(f"Hồ sơ {spell(case.code)}")
    assert "đã thụ lý" in card
    assert "[Bắt đầu làm]" in card


async def test_two_officers_at_once_one_wins_and_the_other_is_told_kindly(
    town: Town, tu: Citizen, head: Citizen, case: Case
) -> None:
    """Both read the case before either is committed, as two turns at once do."""
    for each in (tu, head):
        await do(each, case, "accept")
    first, second = town.storage.work(), town.storage.work()
    turns = []
    for work, who in ((first, tu), (second, head)):
        assert who.turn is not None
        turn = who.turn
        turn.storage, turn.conversation = work, None
        turns.append(await ACTING.presses["do"](turn, f"{case.id}:accept:yes"))
    assert all(each.notices for each in turns)
    await first.commit("", "", town.now)
    with pytest.raises(Conflict):
        await second.commit("", "", town.now)
    # The dispatcher runs the turn of whoever lost again, from its read.
    told = await head.tap("Đồng ý")
    assert "Hồ sơ đã thụ lý, chưa làm được việc này." in told
    assert "Có thể đồng nghiệp vừa làm việc này" in told
    history = await town.storage.work().cases.history(case.id)
    assert [each.actor for each in history if each.what == "accept"] == [id_of(tu)]


async def test_a_refusal_says_why(town: Town, tu: Citizen, case: Case) -> None:
    assert "thuộc quyền của người khác" in await do(tu, case, "refuse")
    assert "chưa làm được việc này" in await do(tu, case, "close")
    assert "chưa làm được việc này" in await do(tu, case, "no-such-thing")
    assert (await stands(town, case)).state == "received"


async def test_a_button_agreed_to_long_ago_is_decided_as_the_case_stands(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "accept")
    await acted(town, case, tu, Act(action="pass-on", legal_ground="Điều 9", text="Sở Xây dựng"))
    assert "chưa làm được việc này" in await tu.tap("Đồng ý")


# Who may


@pytest.mark.parametrize("data", ["do:{}:accept", "do:{}:accept:yes", "do:{}:answer", "do:{}:"])
async def test_whoever_may_not_know_of_a_case_is_told_there_is_none(
    town: Town, tu: Citizen, known: Citizen, case: Case, data: str
) -> None:
    elsewhere = await hired(town, "an", "officer", "binh-an")
    accused = await hired(town, "mai", "officer", "binh-my")
    await set_about(town, case, id_of(accused))
    sealed = await filed(town, kind="denunciation")
    for who in (elsewhere, accused, known, town.citizen("stranger")):
        assert UNKNOWN in await who.press(data.format(case.id))
        assert UNKNOWN in await who.press(data.format("no-such-case"))
    assert UNKNOWN in await tu.press(data.format(sealed.id))
    assert UNKNOWN in await tu.press("do:")
    assert (await stands(town, case)).state == "received"


async def test_a_reader_of_the_sealed_lane_acts_there_and_gets_no_card(town: Town) -> None:
    reader = await hired(town, "reader", "sealed-reader", "khu-vuc-binh-luc", "Người đọc")
    case = await filed(town, kind="denunciation", unit="khu-vuc-binh-luc")
    await do(reader, case, "advise", "Xin mời đến phòng tiếp dân", "gửi")
    assert (await stands(town, case)).state == "awaiting-filing"
    assert not any(each.data.startswith("case:") for each in reader.buttons)


async def test_whoever_loses_the_case_while_writing_is_told_there_is_none(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "note", "Đã gọi điện")
    await set_about(town, case, id_of(tu))
    assert UNKNOWN in await tu.say("gửi")
    assert await town.storage.work().cases.history(case.id) == []


# What is asked


async def test_a_note_is_for_officers_only(
    town: Town, tu: Citizen, known: Citizen, case: Case
) -> None:
    asked = await do(tu, case, "note")
    assert f"Ghi chú: hồ sơ {spell(case.code)}" in asked
    await tu.say("Đã gọi điện… chờ thợ")
    await tu.tap("Gửi")
    event = await last(town, case)
    assert (event.what, event.note["text"]) == ("note", "Đã gọi điện… chờ thợ")
    assert await heard(town, known) == ""


async def test_sorting_by_category_and_kind(town: Town, tu: Citizen, case: Case) -> None:
    await do(tu, case, "classify", "rác thải")
    done = await tu.tap("Gửi")
    assert "nay đã phân loại" in done
    assert (await stands(town, case)).category == "rac-thai"
    await do(tu, case, "reclassify", "Kiến nghị", "Người gửi đề xuất")
    await tu.tap("Gửi")
    after = await stands(town, case)
    assert (after.kind, after.state) == ("proposal", "received")


async def test_asking_for_more_offers_the_offices_words(
    town: Town, tu: Citizen, known: Citizen, case: Case
) -> None:
    asked = await do(tu, case, "ask")
    assert "[Hỏi xin ảnh]" in asked
    assert "gửi thêm một tấm ảnh" in await tu.tap("Hỏi xin ảnh")
    review = await tu.tap("Dùng mẫu này")
    assert "gửi thêm một tấm ảnh" in review
    await tu.tap("Gửi")
    after = await stands(town, case)
    assert (after.state, after.clocks[0].is_paused) == ("more-asked", True)
    assert "gửi thêm một tấm ảnh" in await heard(town, known)


async def test_passing_on_needs_the_law_and_words_without_blanks(
    town: Town, tu: Citizen, known: Citizen, case: Case
) -> None:
    await do(tu, case, "pass-on", "Điều 9 NĐ 20/2008/NĐ-CP")
    words = await tu.tap("Chuyển cơ quan khác")
    assert spell(case.code) in words
    assert "[cơ quan]" in words
    assert "Còn chỗ chưa điền: [cơ quan]" in await tu.say("Thuộc thẩm quyền của [cơ quan].")
    await tu.say("Thuộc thẩm quyền của Sở Xây dựng; đã chuyển hôm nay.")
    await tu.tap("Gửi")
    assert (await stands(town, case)).state == "passed-on"
    assert "Sở Xây dựng" in await heard(town, known)


async def test_only_the_questions_of_the_action_are_asked(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "transfer")
    assert tu.turn is not None
    assert tu.turn.conversation is not None
    assert "Câu 1/2" in tu.shown
    review = (await tu.say("phong kinh te xa binh my")) and await tu.say("Đúng việc của phòng")
    assert "1. Chuyển đến đơn vị nào?" in review
    assert "2. Vì sao đơn vị ấy có thẩm quyền?" in review
    assert "3." not in review


async def test_one_can_go_back_correct_and_give_up(town: Town, tu: Citizen, case: Case) -> None:
    await do(tu, case, "transfer", "phong kinh te xa binh my", "Đúng việc của phòng")
    await tu.tap("Quay lại")
    assert "Vì sao đơn vị ấy có thẩm quyền?" in tu.shown
    assert "Phòng Kinh tế" in await tu.tap("Quay lại")
    await tu.say("phong van hoa xa binh my")
    assert "Phòng Văn hóa" in tu.shown
    await tu.say("/huy")
    await tu.tap("Có, hủy")
    assert (await stands(town, case)).state == "received"
    assert tu.turn is not None
    assert tu.turn.conversation is None


async def test_the_same_action_twice_goes_on_where_one_was(
    town: Town, tu: Citizen, case: Case
) -> None:
    other = await filed(town)
    await do(tu, case, "note")
    assert "Ghi chú điều gì?" in await do(tu, case, "note")
    assert tu.turn is not None
    held = tu.turn.conversation
    await do(tu, other, "note")
    assert tu.turn.conversation is not None
    assert held is not None
    assert tu.turn.conversation.id != held.id
    await tu.say("Việc khác")
    done = await tu.tap("Gửi")
    assert "Xử lý hồ sơ" in done  # the first note waits to be gone on with


async def test_without_the_form_one_is_told(town: Town, tu: Citizen, case: Case) -> None:
    del town.forms.forms["act"]
    assert "chưa có mẫu hỏi" in await do(tu, case, "note")


async def test_what_was_entered_is_not_lost_when_it_is_refused(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "transfer", "xa binh my")
    await tu.tap("Chọn Xã Bình Mỹ")
    await tu.say("Đúng việc của xã")
    refused = await tu.tap("Gửi")
    assert "Xin chọn một đơn vị khác đang hoạt động." in refused
    assert "Đúng việc của xã" in refused
    await tu.tap("Sửa")
    await tu.tap("1.")
    await tu.say("phong kinh te xa binh my")
    await tu.tap("Gửi")
    assert (await stands(town, case)).unit == "binh-my-kt"


async def test_words_are_kept_when_a_colleague_was_faster(
    town: Town, tu: Citizen, head: Citizen, case: Case
) -> None:
    await do(tu, case, "ask", "Nhà mình ở xóm nào?")
    await acted(town, case, head, Act(action="refuse", legal_ground="Điều 11", text="Đã trả lời"))
    told = await tu.tap("Gửi")
    assert "Có thể đồng nghiệp vừa làm việc này" in told
    assert "Nhà mình ở xóm nào?" in told
    assert (await stands(town, case)).state == "refused"


OFFICERS = {"officer", "head", "admin", "coordinator", "sealed-reader"}


def test_for_every_row_of_the_workflow_just_its_needs_are_asked(town: Town) -> None:
    asked = 0
    for row in town.office.workflow.transitions:
        if not row.by & OFFICERS or not row.needs:
            continue
        grounds = json.dumps({"complex": "08/01/2027"})
        context = {"action": row.action, "needs": " ".join(row.needs), "grounds": grounds}
        names = {
            question.name for question in as_asked(town.forms.forms["act"], context).questions
        }
        if "parts" in row.needs:
            assert {f"{name}-5" for name in ("kind", "category", "unit")} <= names
            names = {name for name in names if not name[-1].isdigit()} | {"parts"}
        assert names == {need.replace("_", "-") for need in row.needs}, row
        asked += 1
    assert asked > 20


def test_other_forms_and_the_whole_form_are_asked_as_they_are(town: Town) -> None:
    for form in town.forms.forms.values():
        assert as_asked(form, {}) is form


# Transfer


async def test_a_transfer_shows_the_way_the_bounces_and_that_it_was_raised(
    town: Town, known: Citizen, case: Case
) -> None:
    boss = await hired(town, "boss", "officer", "khu-vuc-binh-luc", "Trưởng")
    economy, culture = "phong kinh te xa binh my", "phong van hoa xa binh my"
    for to in (economy, culture, economy):
        await do(boss, case, "transfer", to, "Đúng việc hơn")
        shown = await boss.tap("Gửi")
    assert "Nay ở: Phòng Kinh tế" in shown
    assert "Đã qua: Xã Bình Mỹ → Phòng Kinh tế" in shown
    assert "quay lại đơn vị cũ 1 lần" in shown
    await do(boss, case, "transfer", culture, "Không phải việc chúng tôi")
    shown = await boss.tap("Gửi")
    assert "quay lại đơn vị cũ 2 lần" in shown
    assert "được đưa lên Xã Bình Mỹ" in shown
    after = await stands(town, case)
    assert (after.raised, after.unit) == (True, "binh-my")
    assert "Các đơn vị chưa thống nhất" in await do(boss, case, "transfer")
    assert "Phòng Kinh tế" in await heard(town, known)


async def test_whoever_sends_a_case_out_of_sight_gets_no_button_to_it(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "transfer", "xa binh an")
    await tu.tap("Chọn Xã Bình An")
    await tu.say("Thuộc xã Bình An")
    done = await tu.tap("Gửi")
    assert "Nay ở: Xã Bình An" in done
    assert not any(each.data.startswith("case:") for each in tu.buttons)


async def test_another_unit_is_asked_to_help(town: Town, tu: Citizen, case: Case) -> None:
    await staged(town, case, tu, "accept")
    assert "Mời đơn vị nào phối hợp?" in await do(tu, case, "coordinate")
    await tu.say("xa binh an")
    await tu.tap("Chọn Xã Bình An")
    await tu.tap("Gửi")
    assert (await stands(town, case)).coordinating == ("binh-an",)


# Parts


async def test_matters_are_taken_out_one_by_one(town: Town, tu: Citizen, case: Case) -> None:
    await do(tu, case, "split")
    assert "Việc cần tách là loại hồ sơ nào?" in tu.shown
    await tu.say("Kiến nghị")
    await tu.say("rác thải")
    await tu.say("phong kinh te xa binh my")
    await tu.tap("Có")
    await tu.say("Hỏi đáp")
    await tu.tap("Bỏ qua")
    await tu.tap("Bỏ qua")
    await tu.tap("Không")
    review = await tu.say("Ba việc khác nhau")
    assert "8." in review
    done = await tu.tap("Gửi")
    assert "Đã tách thành 2 hồ sơ mới:" in done
    assert "Kiến nghị, Rác thải · Phòng Kinh tế" in done
    assert "Hỏi đáp, Đèn đường không sáng · Xã Bình Mỹ" in done
    parts = [
        each for each in await town.storage.work().cases.open_cases(None) if each.id != case.id
    ]
    assert [(each.kind, each.category, each.unit) for each in parts] == [
        ("proposal", "rac-thai", "binh-my-kt"),
        ("question", "chieu-sang", "binh-my"),
    ]
    assert all(spell(each.code) in done for each in parts)


async def test_of_a_part_that_is_none_of_theirs_no_code_is_shown(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "split")
    for kind, unit, more in (
        ("Kiến nghị", "phong kinh te xa binh an", "Có"),
        ("Tố cáo", "phong kinh te xa binh my", "Không"),
    ):
        await tu.say(kind)
        await tu.tap("Bỏ qua")
        await tu.say(unit)
        await tu.tap(more)
    await tu.say("Hai việc của nơi khác")
    done = await tu.tap("Gửi")
    assert "Kiến nghị, Đèn đường không sáng · Phòng Kinh tế xã Bình An" in done
    parts = [e for e in await town.storage.work().cases.open_cases(None) if e.id != case.id]
    assert [each.kind for each in parts] == ["proposal", "denunciation"]
    assert not any(spell(each.code) in done for each in parts)


async def test_no_more_than_five_matters_are_taken_out_at_once(
    town: Town, tu: Citizen, case: Case
) -> None:
    await do(tu, case, "split")
    for number in range(5):
        await tu.say("Kiến nghị")
        await tu.tap("Bỏ qua")
        await tu.tap("Bỏ qua")
        if number < 4:
            await tu.tap("Có")
    assert "Lý do là gì?" in tu.shown
    await tu.say("Nhiều việc khác nhau")
    assert "5 hồ sơ mới" in await tu.tap("Gửi")


# Whom


async def test_a_case_is_given_to_a_colleague_by_name(
    town: Town, tu: Citizen, head: Citizen, case: Case
) -> None:
    elsewhere = await hired(town, "an", "officer", "binh-an", "Vũ Thị An")
    asked = await do(tu, case, "assign")
    assert "[Lê Thị Hoa]" in asked
    assert "Vũ Thị An" not in asked
    for each in (tu, head, elsewhere):
        assert id_of(each) not in str(tu.answer)
    await tu.tap("Lê Thị Hoa")
    await tu.tap("Gửi")
    assert (await stands(town, case)).officer == id_of(head)
    assert "[Lê Thị Hoa]" not in await do(tu, case, "assign")  # hers already


async def test_nobody_to_choose_is_said_at_once(town: Town, tu: Citizen, case: Case) -> None:
    await do(tu, case, "assign", "tu")
    await tu.tap("Gửi")
    assert "Chưa có cán bộ nào khác" in await do(tu, case, "assign")
    assert "Chưa có hồ sơ nào được gộp" in await do(tu, case, "represent")


async def test_a_colleague_who_left_meanwhile_is_nobody(
    town: Town, tu: Citizen, head: Citizen, case: Case
) -> None:
    await do(tu, case, "assign", "hoa")
    work = town.storage.work()
    work.people.erase(id_of(head), town.now)
    await work.commit("", "", town.now)
    assert "Xin chọn cán bộ." in await tu.tap("Gửi")


async def test_whom_a_case_is_about_loses_sight_of_it(
    town: Town, tu: Citizen, head: Citizen, case: Case
) -> None:
    await do(tu, case, "name")
    await tu.tap("Lê Thị Hoa")
    await tu.say("xong")
    await tu.tap("Gửi")
    after = await stands(town, case)
    assert (after.about, after.unit) == ((id_of(head),), "khu-vuc-binh-luc")
    assert UNKNOWN in await do(head, case, "accept")


async def test_cases_that_say_the_same_are_grouped_by_code_and_choose_who_speaks(
    town: Town, tu: Citizen, case: Case, lan: Citizen
) -> None:
    await lan.say("xin chào")
    same = await filed(town, sender=id_of(lan))
    await do(tu, same, "group", spell(case.code))
    await tu.tap("Gửi")
    after = await stands(town, same)
    assert (after.state, after.same_as) == ("grouped", case.id)
    asked = await do(tu, case, "represent")
    assert f"[{spell(same.code)}]" in asked
    assert id_of(lan) not in str(tu.answer)
    await tu.tap(spell(same.code))
    await tu.say("xong")
    await tu.tap("Gửi")
    assert (await stands(town, case)).representatives == (id_of(lan),)


async def test_codes_of_cases_one_may_not_know_of_are_codes_of_nothing(
    town: Town, tu: Citizen, case: Case
) -> None:
    elsewhere = await filed(town, unit="binh-an")
    sealed = await filed(town, kind="denunciation")
    await do(tu, case, "group", "ABCDE")
    for code in ("ABCDE", elsewhere.code, sealed.code):
        assert "Không tìm thấy hồ sơ nào có mã này" in await _corrected(tu, code)
    assert "Xin chọn một hồ sơ khác" in await _corrected(tu, case.code)
    over = await filed(town)
    await acted(town, over, tu, Act(action="pass-on", legal_ground="Điều 9", text="Sở Xây dựng"))
    assert "đã được trả lời hoặc kết thúc" in await _corrected(tu, over.code)
    for _ in range(7):
        await _corrected(tu, "ABCDE")
    assert "nhập sai mã nhiều lần" in await _corrected(tu, elsewhere.code)


async def _corrected(who: Citizen, answer: str) -> str:
    """Change the only line of the review and send it."""
    await who.tap("Sửa")
    await who.tap("1.")
    await who.say(answer)
    return await who.tap("Gửi")


# Time


async def test_where_the_law_knows_no_more_time_nothing_is_asked(
    town: Town, tu: Citizen, head: Citizen, case: Case
) -> None:
    await staged(town, case, tu, "accept")
    assert "Pháp luật không cho gia hạn" in await do(head, case, "extend")
    assert tu.turn is not None
    assert tu.turn.conversation is None


async def test_without_a_running_time_limit_nothing_is_asked(town: Town, head: Citizen) -> None:
    bare = await filed(town, kind="complaint", state="filed")
    assert "không có thời hạn nào đang chạy" in await do(head, bare, "extend")


async def test_more_time_is_asked_with_the_last_day_of_the_law(
    town: Town, tu: Citizen, head: Citizen, known: Citizen
) -> None:
    case = await filed(town, kind="complaint", sender=id_of(known))
    await acted(town, case, tu, Act(action="file", evidence=("12/ĐKN",)))
    await staged(town, case, head, "accept")  # 30 days
    asked = await do(head, case, "extend")
    assert "[Vụ việc phức tạp, đến 08/01/2027]" in asked
    assert "Cần xác minh" not in asked
    asked = await head.say("1")
    assert "Chậm nhất theo luật: Vụ việc phức tạp, đến 08/01/2027." in asked
    await head.say("30/1/2027")
    refused = (await head.say("Phải giám định lại")) and await head.tap("Gửi")
    assert "Chỉ được gia hạn chậm nhất đến" in refused
    await head.tap("Sửa")
    await head.tap("2.")
    await head.say("5/1/2027")
    assert "Hạn trả lời: thứ Ba, 05/01/2027" in await head.tap("Gửi")
    assert (await stands(town, case)).promised == date(2027, 1, 5)
    assert "Phải giám định lại" in await heard(town, known)
