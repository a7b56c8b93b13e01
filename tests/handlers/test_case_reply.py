"""What a citizen does about a case of their own, and what others cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedback.access import Actor
from feedback.case import Case
from feedback.decision import Act
from feedback.messages import Attachment
from handlers.case_acting import Desk, Done, perform
from handlers.case_reply import ACTIONS, RATING
from handlers.context import actor
from tests.handlers.conftest import TEXTS, Citizen, PublishedForms, Town
from tests.handlers.officer.cockpit import acted
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

DONE = "Đã thay bóng đèn ngày 25/11, có biên bản nghiệm thu."


@pytest.fixture
async def lan(town: Town) -> Citizen:
    person = town.citizen("lan")
    await person.say("xin chào")
    return person


@pytest.fixture
async def mai(town: Town) -> Citizen:
    return await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")


async def answered(town: Town, lan: Citizen, mai: Citizen, outcome: str = "solved") -> Case:
    case = await filed(town, sender=id_of(lan))
    case = await acted(town, case, mai, Act(action="accept"))
    act = Act(action="answer", text=DONE, evidence=("45/BB",), outcome=outcome)
    return await acted(town, case, mai, act)


def acting(town: Town, person: Citizen) -> Actor:
    assert person.turn is not None
    return actor(person.turn.person, town.office)


async def events(town: Town, case: Case) -> list[str]:
    return [each.what for each in await town.storage.work().cases.history(case.id)]


async def test_what_was_asked_for_is_added_and_the_time_runs_on(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await filed(town, sender=id_of(lan))
    await acted(town, case, mai, Act(action="ask", text="Ở xóm nào ạ?"))
    town.pass_by(days=3)
    shown = await lan.say(f"/tracuu {case.code}")
    assert "“Ở xóm nào ạ?”" in shown
    await lan.tap("Bổ sung thông tin")
    await lan.say("Ở xóm 3, cạnh trạm điện")
    await lan.photo()
    await lan.tap("Xong")
    assert "Đã nhận phần bổ sung" in await lan.tap("Gửi")
    after = await stands(town, case)
    assert (after.state, after.came_from) == ("received", "more-asked")
    assert not after.clocks[-1].is_paused
    [said] = [
        each for each in await town.storage.work().cases.history(case.id) if each.what == "supply"
    ]
    assert said.note["text"] == "Ở xóm 3, cạnh trạm điện"
    [kept] = await town.storage.work().cases.files(case.id)
    assert said.note["evidence"] == [kept.id]


async def test_a_photo_alone_says_it_too(town: Town, lan: Citizen, mai: Citizen) -> None:
    case = await filed(town, sender=id_of(lan))
    await acted(town, case, mai, Act(action="ask", text="Xin gửi ảnh."))
    await lan.press(f"own:{case.id}:supply")
    await lan.send(attachments=(Attachment("voice", "v1", 900),))
    await lan.tap("Bỏ qua")
    await lan.tap("Gửi")
    assert (await stands(town, case)).state == "received"


@pytest.mark.parametrize(
    ("solved", "level", "rating", "button", "state"),
    [("Đã giải quyết", "Hài lòng", "satisfied", "Đã giải quyết xong", "confirmed"),
     ("Chưa giải quyết", "Rất không hài lòng", "very-unsatisfied", "Chưa đồng ý", "disputed")],
)  # fmt: skip
async def test_the_answer_is_rated_once_and_then_agreed_to_or_not(
    town: Town,
    lan: Citizen,
    mai: Citizen,
    solved: str,
    level: str,
    rating: str,
    button: str,
    state: str,
) -> None:
    case = await answered(town, lan, mai)
    await lan.press(f"own:{case.id}:rate")
    await lan.tap(solved)
    if state == "disputed":
        await lan.say("Đèn lại tắt")
    await lan.tap(level)
    await lan.tap("Gửi")
    offered = lan.buttons[0]
    after = await stands(town, case)
    assert (after.rating, after.state) == (rating, "answered")
    assert "đã đánh giá" in await lan.press(f"own:{case.id}:rate")
    assert lan.render(offered) == button
    await lan.press(offered.data)
    if state == "disputed":
        await lan.say("Đèn lại tắt ngay tối đó")
        await lan.tap("Bỏ qua")
        assert "Lãnh đạo sẽ xem lại" in await lan.tap("Gửi")
    after = await stands(town, case)
    assert after.state == state
    assert (after.confirmed_at is not None) == (state == "confirmed")
    assert "rated" in await events(town, case)


async def test_a_new_answer_can_be_rated_again(town: Town, lan: Citizen, mai: Citizen) -> None:
    case = await answered(town, lan, mai, "partly")
    await lan.press(f"own:{case.id}:rate")
    await lan.tap("Đã giải quyết")
    await lan.tap("Hài lòng")
    await lan.tap("Gửi")
    town.pass_by(seconds=1)
    await lan.press(f"own:{case.id}:dispute")
    await lan.say("Hôm sau lại hỏng")
    await lan.tap("Bỏ qua")
    await lan.tap("Gửi")
    case = await stands(town, case)
    case = await acted(
        town, case, mai, Act(action="answer", text=DONE, evidence=("46/BB",), outcome="solved")
    )
    assert case.rating == ""
    assert any("Đánh giá" in label for label in await labels(lan, case))


async def labels(lan: Citizen, case: Case) -> list[str]:
    await lan.say(f"/tracuu {case.code}")
    return [lan.render(each) for each in lan.buttons]


async def test_taking_back_asks_first(town: Town, lan: Citizen, mai: Citizen) -> None:
    case = await filed(town, sender=id_of(lan))
    await lan.say(f"/tracuu {case.code}")
    assert "muốn rút" in await lan.tap("Rút lại")
    assert (await stands(town, case)).state == "received"
    assert "Đã rút" in await lan.tap("Đồng ý rút")
    assert (await stands(town, case)).state == "withdrawn"
    assert "chưa làm được" in await lan.press(f"own:{case.id}:withdraw:yes")


async def test_others_neither_see_nor_do_anything(town: Town, lan: Citizen, mai: Citizen) -> None:
    """Whoever merely has the code reads how it stands, not what was said; officers neither."""
    case = await answered(town, lan, mai)
    other = town.citizen("minh")
    await other.say("xin chào")
    for person in (other, mai):
        shown = await person.say(f"/tracuu {case.code}")
        assert DONE not in shown
        assert not any(f"own:{case.id}" in (each.data or "") for each in person.buttons)
        for action in (*ACTIONS, "rate", "nothing"):
            assert "Không tìm thấy" in await person.press(f"own:{case.id}:{action}:yes")
    assert (await stands(town, case)).state == "answered"
    assert DONE in await lan.say(f"/tracuu {case.code}")
    assert "Không tìm thấy" in await lan.press(f"own:{case.id}:nothing")
    assert "Không tìm thấy" in await lan.press("own:")


async def test_what_is_over_when_it_is_sent_is_refused(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await filed(town, sender=id_of(lan))
    asked = await acted(town, case, mai, Act(action="ask", text="Ở xóm nào ạ?"))
    await lan.press(f"own:{case.id}:supply")
    await acted(town, asked, mai, Act(action="supply", text="Họ gọi điện: xóm 3"))
    await lan.say("Xóm 3")
    await lan.tap("Bỏ qua")
    assert "chưa làm được" in await lan.tap("Gửi")


async def test_pressed_twice_the_question_is_put_again(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    for action in ("dispute", "rate"):
        await lan.press(f"own:{case.id}:{action}")
        await lan.press(f"own:{case.id}:{action}")
        assert lan.turn is not None
        assert lan.turn.waiting == (0 if action == "dispute" else 1)


async def test_ones_cases_are_listed_each_with_a_way_to_it(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    assert "đã trả lời" in await lan.say("/cuatoi")
    assert f"c:tracuu {case.code}" in [each.data for each in lan.buttons]


async def test_an_answer_comes_with_what_can_be_done_about_it(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await filed(town, sender=id_of(lan))
    case = await acted(town, case, mai, Act(action="accept"))
    work = town.storage.work()
    before = await work.cases.by_id(case.id)
    assert before is not None
    act = Act(action="answer", text=DONE, evidence=("45/BB",), outcome="unsolved")
    done = await perform(
        Desk(work, town.office, town.now, lambda: "x1"), before, act, acting(town, mai)
    )
    assert isinstance(done, Done)
    [notice] = done.notices
    shown = "\n".join(TEXTS.render(each, "vi") for each in notice.reply.lines)
    assert notice.person == id_of(lan)
    assert "chưa giải quyết được" in shown
    assert DONE in shown
    pressed = [each.data for row in notice.reply.rows for each in row]
    assert [f"own:{case.id}:{each}" for each in ("rate", "confirm", "dispute")] == pressed[:3]


async def test_what_has_ended_takes_no_more_messages(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await filed(town, sender=id_of(lan))
    assert "Nhắn thêm" in await labels(lan, case)
    await lan.press(f"own:{case.id}:withdraw:yes")
    assert "Nhắn thêm" not in await labels(lan, case)


async def test_who_thinks_better_of_it_changes_nothing(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    await lan.press(f"own:{case.id}:dispute")
    await lan.say("/huy")
    await lan.tap("Có, hủy")
    assert lan.turn is not None
    assert lan.turn.conversation is None
    assert (await stands(town, case)).state == "answered"


async def test_what_is_no_longer_theirs_takes_no_words(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    await lan.press(f"own:{case.id}:dispute")
    await lan.say("Đèn lại tắt")
    await lan.photo()
    await lan.tap("Xong")
    await set_about(town, case, id_of(lan))
    assert "Không tìm thấy" in await lan.tap("Gửi")
    assert (await stands(town, case)).state == "answered"
    assert await town.storage.work().cases.files(case.id) == []


async def test_a_rating_of_what_is_no_longer_theirs_stays_out_of_the_case(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    await lan.press(f"own:{case.id}:rate")
    await lan.tap("Đã giải quyết")
    await lan.tap("Hài lòng")
    await set_about(town, case, id_of(lan))
    shown = await lan.tap("Gửi")
    assert "Đã giải quyết xong" not in shown
    assert (await stands(town, case)).rating == ""
    assert "rated" not in await events(town, case)


async def test_what_is_agreed_to_is_not_asked_again_after_the_rating(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    await lan.press(f"own:{case.id}:confirm")
    assert lan.render(lan.buttons[0]) == "Đánh giá kết quả"
    await lan.tap("Đánh giá")
    await lan.tap("Đã giải quyết")
    await lan.tap("Hài lòng")
    shown = await lan.tap("Gửi")
    assert "bấm xác nhận" not in shown
    assert not any(each.data.startswith("own:") for each in lan.buttons)
    assert (await stands(town, case)).rating == "satisfied"


async def test_an_office_without_these_forms_says_where_to_go(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await answered(town, lan, mai)
    kept = {name: each for name, each in town.forms.forms.items() if name != "dispute"}
    town.forms = PublishedForms({name: kept[name] for name in kept if name != RATING})
    assert "đến cơ quan" in await lan.press(f"own:{case.id}:dispute")
    await lan.press(f"own:{case.id}:rate")
    assert lan.turn is not None
    assert lan.turn.conversation is None


async def test_nothing_sealed_is_written_or_rated_where_others_read(
    town: Town, lan: Citizen
) -> None:
    """Answers to a survey are read by administrators, messages by officers: of a denunciation
    neither is one."""
    asked = await filed(town, sender=id_of(lan), kind="denunciation", state="more-asked")
    done = await filed(
        town, sender=id_of(lan), kind="denunciation", state="answered", answered_at=town.now
    )
    for case, left in ((asked, ["withdraw"]), (done, ["confirm"])):
        await lan.say(f"/tracuu {case.code}")
        offered = [each.data for each in lan.buttons]
        assert [each for each in offered if each.startswith("own:")] == [
            f"own:{case.id}:{each}" for each in left
        ]
        assert f"tell:{case.id}" not in offered
    assert "đến cơ quan" in await lan.press(f"own:{asked.id}:supply")
    await lan.press(f"own:{done.id}:rate")
    assert lan.turn is not None
    assert lan.turn.conversation is None


async def test_words_for_what_was_sealed_meanwhile_are_not_kept(
    town: Town, lan: Citizen, mai: Citizen
) -> None:
    case = await filed(town, sender=id_of(lan))
    await acted(town, case, mai, Act(action="ask", text="Ở xóm nào ạ?"))
    await lan.press(f"own:{case.id}:supply")
    await lan.say("Xóm 3")
    await lan.photo()
    await lan.tap("Xong")
    work = town.storage.work()
    before = await work.cases.by_id(case.id)
    assert before is not None
    work.cases.update(replace(before, kind="denunciation"), before)
    await work.commit("", "", town.now)
    assert "đến cơ quan" in await lan.tap("Gửi")
    assert "supply" not in await events(town, case)
    assert await town.storage.work().cases.files(case.id) == []
