"""`/hoso`: a case as its officers see it, and who sent it, an act of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedback.access import may
from feedback.case import Case, Event
from feedback.code import spell
from feedback.decision import Act, Part
from feedback.person import Person
from handlers.context import actor
from handlers.officer.urgency import short
from tests.handlers.conftest import Citizen, Town
from tests.handlers.officer.cockpit import acted, attached, audited
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

NONE = "Không có hồ sơ này"
SAID = {
    "category": "chieu-sang",
    "what": "Đèn đầu ngõ hỏng. " * 40,
    "pole": "C-12",
    "place": {"latitude": 20.5, "longitude": 106.02},
    "evidence": [
        {"kind": "photo", "ref": "a", "size": 1, "name": "", "mime": ""},
        {"kind": "words", "text": "cái cột ở ngã ba"},
    ],
}
WHO = {"name": "Lê Thị Ngọc", "phone": "+84912345678"}


@pytest.fixture
async def mai(town: Town) -> Citizen:
    """An officer of Bình Mỹ."""
    return await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")


async def noted(town: Town, case: Case, *events: tuple[str, str, dict[str, Any]]) -> None:
    """Add lines to a case's history: what, by whom, with what."""
    work = town.storage.work()
    assert await work.cases.by_id(case.id) is not None
    for what, by, note in events:
        work.cases.note(Event(case.id, town.now, what, by, note))
    await work.commit("", "", town.now)


# The card


async def test_the_card_says_all_there_is_to_know_but_who_sent_it(
    town: Town, mai: Citizen
) -> None:
    about = {"officer": id_of(mai), "assisted": True, "acknowledged_in": 0}
    case = await filed(town, content=SAID, identity=WHO, **about)
    await attached(town, case, ("photo", "", None))
    await noted(town, case, ("received", "p1", {}))
    shown = await mai.say(f"/hoso {spell(case.code).lower()}")
    for told in (
        spell(case.code),
        "Phản ánh, Đèn đường không sáng",
        "Tình trạng: đã tiếp nhận, từ 08:00 ngày 24/11/2026",
        "Nơi giải quyết: Xã Bình Mỹ",
        "Người phụ trách: Nguyễn Thị Mai",
        "Nhận lúc: 08:00 ngày 24/11/2026",
        "🟢 Thời hạn: hạn thứ Ba, 15/12/2026, còn 15 ngày",
        "Người khác gửi hộ.",
        "• Việc này thuộc nhóm nào? – Đèn đường không sáng",
        f"• Xin Ông/Bà kể rõ sự việc. – {SAID['what']}",
        "• Số ghi trên cột đèn là gì? – C-12",
        "• Việc này ở chỗ nào? – 20.5, 106.02",
        "https://maps.google.com/?q=20.5,106.02",
        "cái cột ở ngã ba",
        "Tệp kèm theo: 1",
        "Diễn biến: 1",
        "08:00 ngày 24/11/2026 – tiếp nhận (người gửi)",
    ):
        assert told in shown
    assert "Ngọc" not in shown
    assert "912345678" not in shown
    assert "p1" not in shown
    assert id_of(mai) not in shown


async def test_the_buttons_are_exactly_what_may_be_done_now(town: Town, mai: Citizen) -> None:
    head = await hired(town, "head", "head", "binh-my")
    helper = await hired(town, "tu", "officer", "binh-an-kt")
    boss = await hired(town, "boss", "admin", "binh-my")
    flow = town.office.workflow
    for kind in ("problem", "praise", "complaint"):
        for state in flow.states:
            case = await filed(town, kind=kind, state=state, coordinating=("binh-an-kt",))
            for person in (mai, head, helper, boss):
                await person.say(f"/hoso {case.code}")
                assert person.turn is not None
                who = person.turn.actor
                allowed = [
                    f"do:{case.id}:{action}"
                    for action in flow.actions(kind, state)
                    if may(town.office, who, action, case) and action != "unannounce"
                ]
                assert [b.data for b in person.buttons if b.data[:3] == "do:"] == allowed
                officers = person in (mai, head)
                assert (f"who:{case.id}" in [b.data for b in person.buttons]) == officers
                assert (f"write:{case.id}" in [b.data for b in person.buttons]) == officers


async def test_every_action_an_officer_may_take_has_its_own_words(town: Town) -> None:
    flow, labels = town.office.workflow, {}
    mai = await hired(town, "mai", "head", "binh-my")
    await hired(town, "mai", "admin", "binh-my")
    for kind in (each for each, known in flow.kinds.items() if not known.sealed):
        for state in flow.states:
            case = await filed(town, kind=kind, state=state)
            await mai.say(f"/hoso {case.code}")
            for button in mai.buttons:
                if button.data.startswith("do:"):
                    action = button.data.rpartition(":")[2]
                    labels[action] = mai.render(button)
                    assert labels[action] != action
    assert len(set(labels.values())) == len(labels) > 15


async def test_again_shows_it_as_it_stands_now(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    await mai.say(f"/hoso {case.code}")
    await acted(town, case, mai, Act(action="accept"))
    shown = await mai.tap("Xem lại")
    assert "Tình trạng: đã thụ lý" in shown
    assert mai.answer.replies[0].edit
    assert "thụ lý (Nguyễn Thị Mai)" in shown
    assert "Bắt đầu làm" in mai.labels


async def test_what_happened_in_time_is_told(town: Town, mai: Citizen) -> None:
    citizen = town.citizen("lan")
    await citizen.say("xin chào")
    case = await filed(town, sender=id_of(citizen))
    case = await acted(town, case, mai, Act(action="ask", text="Cột số mấy?"))
    assert "Thời hạn đang dừng, từ 08:00" in await mai.say(f"/hoso {case.code}")
    assert "⏸ Thời hạn: chờ người dân" in mai.shown
    assert "   Cột số mấy?" in mai.shown
    town.pass_by(days=3)
    case = await acted(town, case, citizen, Act(action="supply", text="Số 12"))
    case = await acted(town, case, mai, Act(action="accept"))
    shown = await mai.say(f"/hoso {case.code}")
    assert "Thời hạn đã dừng từ 24/11/2026 đến 27/11/2026" in shown
    assert "bổ sung (người gửi)" in shown


async def test_extensions_are_told_with_the_new_day(town: Town, mai: Citizen) -> None:
    head = await hired(town, "head", "head", "binh-my", "Lê Văn Trưởng")
    case = await filed(town, kind="complaint", category="")
    case = await acted(town, case, mai, Act(action="file", evidence=("Số 12",)))
    case = await acted(town, case, head, Act(action="accept"))
    [ground, *_] = case.clocks[-1].rule.extensions
    until = case.clocks[-1].promised + timedelta(days=10)
    act = Act(action="extend", ground=ground.ground, until=until, reason="Việc phức tạp")
    case = await acted(town, case, head, act)
    shown = await mai.say(f"/hoso {case.code}")
    assert "Đã gia hạn 1 lần, đến thứ" in shown
    assert "– gia hạn: thứ" in shown
    assert "   Việc phức tạp" in shown


async def test_where_it_was_and_who_helps_is_told(town: Town, mai: Citizen) -> None:
    chief = await hired(town, "chief", "head", "khu-vuc-binh-luc", "Chủ tịch")
    tu = await hired(town, "tu", "officer", "binh-my-kt", "Phạm Văn Tú")
    case = await filed(town)
    for unit in ("binh-my-kt", "binh-my", "binh-my-kt"):
        case = await acted(town, case, chief, Act(action="transfer", unit=unit, reason="Đúng"))
    case = await acted(town, case, chief, Act(action="coordinate", unit="binh-my-vhxh"))
    case = await acted(town, case, chief, Act(action="coordinate", unit="binh-an"))
    shown = await mai.say(f"/hoso {case.code}")
    assert "Đã qua: Xã Bình Mỹ, Phòng Kinh tế xã Bình Mỹ, Xã Bình Mỹ\n" in shown
    assert "Số lần chuyển trở lại: 2" in shown
    assert "Các đơn vị chưa thống nhất" in shown
    assert "Phối hợp: Phòng Văn hóa – Xã hội xã Bình Mỹ, Xã Bình An" in shown
    officer = actor(Person(id_of(tu), grants=tu.turn.person.grants), town.office)  # type: ignore[union-attr]
    case = await acted(town, case, chief, Act(action="transfer", unit="binh-my-kt", reason="Kt"))
    await acted(town, case, chief, Act(action="assign", officer=officer))
    shown = await mai.say(f"/hoso {case.code}")
    assert "Các đơn vị chưa thống nhất" not in shown
    assert "giao việc: Phạm Văn Tú (Chủ tịch)" in shown
    assert "mời phối hợp: Xã Bình An (Chủ tịch)" in shown
    assert "chuyển đơn vị: Phòng Kinh tế xã Bình Mỹ (Chủ tịch)" in shown
    assert "Người phụ trách: Phạm Văn Tú" in shown


async def test_cases_that_say_the_same_are_named_to_whoever_may_know_them(
    town: Town, mai: Citizen
) -> None:
    first, other = await filed(town), await filed(town)
    await acted(town, other, mai, Act(action="group", same_as=first.id))
    assert "Hồ sơ cùng nội dung: 1" in await mai.say(f"/hoso {first.code}")
    shown = await mai.say(f"/hoso {other.code}")
    assert f"Cùng nội dung với hồ sơ {spell(first.code)}" in shown
    await set_about(town, first, id_of(mai))
    assert spell(first.code) not in await mai.say(f"/hoso {other.code}")


async def test_what_was_reached_is_told(town: Town, mai: Citizen) -> None:
    citizen = town.citizen("lan")
    await citizen.say("xin chào")
    case = await filed(town, sender=id_of(citizen))
    case = await acted(town, case, mai, Act(action="accept"))
    answer = Act(action="answer", text="Đã thay bóng.", evidence=("12/BC",), outcome="partly")
    case = await acted(town, case, mai, answer)
    case = await acted(town, case, citizen, Act(action="confirm"))
    case = await acted(town, case, mai, Act(action="close"))
    shown = await mai.say(f"/hoso {case.code}")
    assert "Kết quả: giải quyết một phần" in shown
    assert "Trả lời lúc: 08:00 ngày 24/11/2026" in shown
    assert "Cơ quan kết thúc lúc: 08:00" in shown
    assert "Người dân xác nhận lúc: 08:00" in shown
    assert "trả lời: giải quyết một phần (Nguyễn Thị Mai)" in shown
    assert "   Đã thay bóng." in shown
    assert "xác nhận đã xong (người gửi)" in shown


async def test_an_officer_whose_name_is_not_known_is_an_officer(town: Town, mai: Citizen) -> None:
    case = await filed(town, officer="p-left")
    shown = await mai.say(f"/hoso {case.code}")
    assert "Người phụ trách: cán bộ" in shown
    assert "p-left" not in shown


async def test_whoever_only_sorts_reads_nothing_of_it(town: Town, mai: Citizen) -> None:
    boss = await hired(town, "boss", "admin", "binh-my")
    case = await filed(town, content=SAID, identity=WHO, category="chieu-sang")
    await attached(town, case, ("photo", "", None))
    await acted(town, case, mai, Act(action="note", text="Ông Thìn ở đầu ngõ"))
    shown = await boss.say(f"/hoso {case.code}")
    assert "Phản ánh, Đèn đường không sáng" in shown
    assert "ghi chú nội bộ (Nguyễn Thị Mai)" in shown
    for hidden in ("ngõ", "C-12", "106", "Thìn", "Ngọc", "Tệp"):
        assert hidden not in shown
    assert "Thìn" not in await boss.press(f"case:{case.id}:history")
    for data in (f"who:{case.id}:yes", f"files:{case.id}", f"write:{case.id}", f"talk:{case.id}"):
        assert NONE in await boss.press(data)
    looked = {each[1] for each in await audited(town) if each[0] == id_of(boss)}
    assert looked == {"role.accepted", "case.listed"}


async def test_in_english(town: Town, mai: Citizen) -> None:
    mai.about["language"] = "en"
    case = await filed(town, content=SAID)
    shown = await mai.say(f"/case {case.code}")
    assert "• Where is it? – 20.5, 106.02" in shown
    assert "In charge: nobody yet" in shown


# Finding it


async def test_without_a_code_it_asks_for_one(mai: Citizen) -> None:
    assert "Xin gõ mã hồ sơ" in await mai.say("/hoso")
    assert mai.buttons[0].data == "c:viec"


async def test_the_beginning_of_a_code_in_the_list_will_do(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    assert spell(case.code) in await mai.say(f"/hoso {short(case)}")
    elsewhere = await filed(town, unit="binh-an")
    assert NONE in await mai.say(f"/hoso {short(elsewhere)}")
    assert NONE in await mai.say(f"/hoso {case.code[:4]}")


async def test_two_that_begin_alike_are_both_offered(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    work = town.storage.work()
    twin = replace(case, id="c-twin", code=case.code[:5] + "2222" + case.code[9:])
    work.cases.add(twin)
    await work.commit("", "", town.now)
    assert "bắt đầu như vậy" in await mai.say(f"/hoso {case.code[:5]}")
    assert sorted(mai.labels) == sorted([spell(case.code), spell(twin.code)])
    assert "Nơi giải quyết" in await mai.press("case:c-twin")


async def test_wrong_codes_are_counted_together_with_those_at_tracuu(
    town: Town, mai: Citizen
) -> None:
    case = await filed(town)
    elsewhere = await filed(town, unit="binh-an")
    for number in range(10):
        said = await mai.say("/tracuu 12345" if number % 2 else f"/hoso {elsewhere.code}")
        assert "nhiều lần" not in said
    assert "nhiều lần" in await mai.say(f"/hoso {case.code}")
    assert "nhiều lần" in await mai.say(f"/tracuu {case.code}")
    town.pass_by(hours=1, minutes=1)
    assert spell(case.code) in await mai.say(f"/hoso {case.code}")


async def test_what_one_may_not_know_is_answered_like_a_code_nobody_has(
    town: Town, mai: Citizen
) -> None:
    await hired(town, "mai", "sealed-reader", "binh-my")
    about = await filed(town)
    await set_about(town, about, id_of(mai))
    hidden = [
        about,
        await filed(town, sender=id_of(mai)),
        await filed(town, unit="binh-an"),
        await filed(town, kind="denunciation", category=""),
    ]
    nobodys = await mai.say("/hoso K7DMQ-3RTX9-P4VA")
    assert NONE in nobodys
    for case in hidden:
        assert await mai.say(f"/hoso {case.code}") == nobodys
        town.pass_by(hours=2)
        for data in ("case:{}", "case:{}:history", "who:{}", "who:{}:yes", "files:{}"):
            assert await mai.press(data.format(case.id)) == nobodys
        for data in ("write:{}", "talk:{}"):
            assert await mai.press(data.format(case.id)) == nobodys
    for data in ("case:", "case:nothing", "who:", "files:", "write:", "talk:"):
        assert await mai.press(data) == nobodys
    assert not [each for each in await audited(town) if each[1].startswith("case.")]


async def test_a_button_of_a_case_that_moved_away_opens_nothing(town: Town, mai: Citizen) -> None:
    chief = await hired(town, "chief", "head", "khu-vuc-binh-luc")
    case = await filed(town)
    await mai.say(f"/hoso {case.code}")
    await acted(town, case, chief, Act(action="transfer", unit="binh-an", reason="Đúng xã"))
    assert NONE in await mai.tap("Xem lại")


# Its history


async def test_a_long_history_is_turned_over_page_by_page(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    for number in range(23):
        await acted(town, case, mai, Act(action="note", text=f"Ghi chú {number:02}"))
        case = await stands(town, case)
    shown = await mai.say(f"/hoso {case.code}")
    assert "Diễn biến: 23" in shown
    assert "Ghi chú 22" in shown
    assert "Ghi chú 18" not in shown
    shown = await mai.tap("Diễn biến đầy đủ")
    assert "Ghi chú 22" in shown
    assert "Ghi chú 12" not in shown
    shown = await mai.tap("Trước đó")
    assert "Ghi chú 12" in shown
    shown = await mai.tap("Trước đó")
    assert "Ghi chú 00" in shown
    assert "Trước đó" not in mai.labels
    assert "Ghi chú 12" in await mai.tap("Sau đó")
    assert "Ghi chú 00" in await mai.press(f"case:{case.id}:history:999")
    assert "Ghi chú 22" in await mai.press(f"case:{case.id}:history:x")
    assert spell(case.code) in await mai.tap("Hồ sơ")


async def test_a_case_without_a_history_has_an_empty_one(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    assert "Diễn biến: 0" in await mai.press(f"case:{case.id}:history")


async def test_lines_of_every_kind_can_be_read(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    await noted(
        town,
        case,
        ("state:in-progress", "p1", {}),
        ("state:gone", "p-left", {}),
        ("classify", id_of(mai), {"change": {"category": "rac-thai"}}),
        ("reclassify", id_of(mai), {"change": {"kind": "proposal"}, "reason": "Là đề xuất"}),
        ("handed-over", id_of(mai), {"change": {"officer": ""}}),
        ("held", "operator", {}),
        ("lapse", "timer", {"change": {"state": "closed"}}),
        ("something-new", "", {"legal_ground": "Điều 9", "text": 3}),
    )
    shown = await mai.press(f"case:{case.id}:history")
    for told in (
        "đang giải quyết (người gửi)",
        "gone (cán bộ)",
        "phân loại: Rác thải",
        "đổi loại hồ sơ: Kiến nghị (Nguyễn Thị Mai)",
        "   Là đề xuất",
        "giao lại việc (Nguyễn Thị Mai)",
        "giữ theo pháp luật (hệ thống)",
        "tự kết thúc (hệ thống)",
        "something-new (cán bộ)",
        "   Điều 9",
    ):
        assert told in shown


async def test_split_is_told_on_both_sides(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    part = Part("problem", "rac-thai")
    await acted(town, case, mai, Act(action="split", parts=(part,), reason="Hai việc"))
    assert "tách việc (Nguyễn Thị Mai)" in await mai.say(f"/hoso {case.code}")
    assert "Việc của đơn vị: 2" in await mai.say("/viec")


# Who sent it


async def test_who_sent_it_is_asked_for_on_its_own_and_noted(town: Town, mai: Citizen) -> None:
    case = await filed(town, identity=WHO, assisted=True)
    await mai.say(f"/hoso {case.code}")
    asked = await mai.tap("Ai gửi?")
    assert "được ghi lại cùng tên Ông/Bà" in asked
    assert "Ngọc" not in asked
    assert not [each for each in await audited(town) if each[1] == "case.identified"]
    shown = await mai.tap("Cần, cho tôi xem")
    assert "Họ tên: Lê Thị Ngọc" in shown
    assert "Điện thoại: +84912345678" in shown
    assert "Người khác gửi hộ." in shown
    assert "không chuyển cho ai" in shown
    seen = [each for each in await audited(town) if each[1] == "case.identified"]
    assert seen == [(id_of(mai), "case.identified", case.id)]
    assert "Ngọc" not in await mai.tap("Hồ sơ")


async def test_who_left_no_name_can_still_be_written_to(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    shown = await mai.press(f"who:{case.id}:yes")
    assert "không để lại tên" in shown
    assert "không chuyển cho ai" not in shown


async def test_in_a_group_nothing_of_a_case_is_shown(town: Town, mai: Citizen) -> None:
    case = await filed(town, identity=WHO, content=SAID)
    for given in ({"press": f"who:{case.id}:yes"}, {"press": f"case:{case.id}"}):
        shown = await mai.send(**given, chat="-100", private=False)
        assert shown == ""
        assert mai.answer.toast is not None
    for words in (f"/hoso {case.code}", "/viec"):
        shown = await mai.send(text=words, chat="-100", private=False)
        assert "Ngọc" not in shown
        assert "ngõ" not in shown
        assert short(case) not in shown
    assert not [each for each in await audited(town) if each[1].startswith("case.")]


async def test_looking_is_in_the_audit_with_nothing_of_the_case(town: Town, mai: Citizen) -> None:
    case = await filed(town, content=SAID, identity=WHO)
    await mai.say(f"/hoso {case.code}")
    await mai.press(f"case:{case.id}:history")
    lines = [each for each in await audited(town) if each[1].startswith("case.")]
    assert lines == [(id_of(mai), "case.read", case.id)] * 2
    assert "Ngọc" not in repr(lines)
    assert case.code not in repr(lines)
