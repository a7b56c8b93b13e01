"""Messages between officers and whoever sent a case: by its code, and neither learns who the other is."""

from __future__ import annotations

import pytest

from feedback.case import Case
from feedback.code import spell
from feedback.decision import Act
from feedback.messages import Attachment
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import jobs
from tests.handlers.officer.cockpit import acted, audited, heard
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

GONE = "Không nhắn về hồ sơ này được nữa"
NONE = "Không có hồ sơ này"


@pytest.fixture
async def mai(town: Town) -> Citizen:
    """An officer of Bình Mỹ."""
    return await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")


@pytest.fixture
async def sender(town: Town) -> Citizen:
    """Somebody who has sent something."""
    citizen = town.citizen("lan")
    await citizen.say("xin chào")
    return citizen


async def sent_by(town: Town, sender: Citizen, **about: object) -> Case:
    who = {"name": "Lê Thị Ngọc", "phone": "+84912345678"}
    return await filed(town, sender=id_of(sender), identity=who, **about)  # type: ignore[arg-type]


async def writes(person: Citizen, words: str, *files: Attachment) -> str:
    """Fill in the message that has just been asked for, and send it."""
    await person.say(words)
    if files:
        await person.send(attachments=files)
        await person.tap("Xong")
    else:
        await person.tap("Bỏ qua")
    return await person.tap("Gửi")


async def lines(town: Town, case: Case) -> list[tuple[str, str, object]]:
    history = await town.storage.work().cases.history(case.id)
    return [(each.what, each.actor, each.note.get("text")) for each in history]


async def test_both_sides_write_and_neither_learns_who_the_other_is(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    await mai.say(f"/hoso {case.code}")
    asked = await mai.tap("Nhắn người gửi")
    assert f"Nhắn người gửi hồ sơ {spell(case.code)}" in asked
    assert "không thấy tên Ông/Bà" in asked
    assert "Đã gửi lời nhắn" in await writes(mai, "Xin cho biết số cột.")

    shown = await heard(town, sender)
    assert f"Xã Bình Mỹ nhắn Ông/Bà về hồ sơ {spell(case.code)}:" in shown
    assert "Xin cho biết số cột." in shown
    assert "Mai" not in shown
    assert id_of(mai) not in shown

    asked = await sender.tap("Trả lời tin này")
    assert "Lời nhắn về hồ sơ" in asked
    done = await writes(sender, "Cột số 12 ạ.")
    assert "đã đến nơi giải quyết" in done

    shown = await heard(town, mai)
    assert f"Hồ sơ {spell(case.code)} (Phản ánh, Đèn đường không sáng)" in shown
    assert "Cột số 12" not in shown, "reading is an act of its own"
    shown = await mai.tap("Đọc tin nhắn")
    assert "nhắn người gửi (Nguyễn Thị Mai)\n   Xin cho biết số cột." in shown
    assert "người gửi nhắn (người gửi)\n   Cột số 12 ạ." in shown
    assert "Ngọc" not in shown
    assert id_of(sender) not in shown
    assert await lines(town, case) == [
        ("message-to-citizen", id_of(mai), "Xin cho biết số cột."),
        ("message-from-citizen", id_of(sender), "Cột số 12 ạ."),
    ]
    seen = [each[:2] for each in await audited(town) if each[2] == case.id]
    assert seen == [
        (id_of(mai), "case.read"),
        (id_of(mai), "case.message-to-citizen"),
        (id_of(sender), "case.message-from-citizen"),
        (id_of(mai), "case.read"),
    ]
    assert "Nhắn người gửi" in mai.labels


async def test_no_time_limit_and_no_state_moves(town: Town, mai: Citizen, sender: Citizen) -> None:
    case = await stands(town, await sent_by(town, sender))
    await mai.press(f"write:{case.id}")
    await writes(mai, "Chúng tôi đang xem.")
    await sender.press(f"tell:{case.id}")
    await writes(sender, "Vâng.")
    assert await stands(town, case) == case


async def test_what_is_said_is_sealed_with_the_case(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    await mai.press(f"write:{case.id}")
    await writes(mai, "Mot loi nhan de tim")
    rows = await town.storage._database.fetch("cases.history", case_id=case.id)
    assert rows
    assert b"loi nhan" not in b"".join(each for row in rows for each in row if type(each) is bytes)
    for job in await jobs(town):
        assert "loi nhan" not in repr(job.payload)
    assert "loi nhan" not in repr(await audited(town))


async def test_files_become_evidence_and_are_sent_on(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    await mai.press(f"write:{case.id}")
    await writes(mai, "Sơ đồ đây ạ.", Attachment("photo", "m1"), Attachment("file", "m2"))
    shown = await heard(town, sender)
    assert "Có 2 tệp kèm theo" in shown
    fetches = [each for each in await jobs(town) if each.kind == "fetch-evidence"]
    assert [each.payload["to"] for each in fetches] == [[id_of(sender)]] * 2
    files = await town.storage.work().cases.files(case.id)
    assert [each.kind for each in files] == ["photo", "file"]
    await sender.tap("Trả lời tin này")
    await writes(sender, "Ảnh của tôi.", Attachment("photo", "s1"))
    [fetch] = [each for each in await jobs(town) if each.kind == "fetch-evidence"]
    assert "to" not in fetch.payload
    await heard(town, mai)
    await mai.tap("Đọc tin nhắn")
    assert "Xem tệp (3)" in mai.labels


async def test_a_voice_message_is_one(town: Town, mai: Citizen, sender: Citizen) -> None:
    case = await sent_by(town, sender)
    await sender.press(f"tell:{case.id}")
    await sender.send(attachments=(Attachment("voice", "v1"),), text="nghe giúp tôi")
    await sender.tap("Bỏ qua")
    await sender.tap("Gửi")
    [(what, _, words)] = await lines(town, case)
    assert (what, words) == ("message-from-citizen", "nghe giúp tôi")
    [kept] = await town.storage.work().cases.files(case.id)
    assert kept.kind == "voice"
    await mai.press(f"write:{case.id}")
    await mai.send(attachments=(Attachment("voice", "v2"),))
    await mai.tap("Bỏ qua")
    await mai.tap("Gửi")
    shown = await heard(town, sender)
    assert "Có 1 tệp kèm theo" in shown


async def test_the_officer_in_charge_hears_of_it_else_those_of_the_unit(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    tu = await hired(town, "tu", "officer", "binh-my")
    for case, hears in (
        (await sent_by(town, sender, officer=id_of(tu)), {id_of(tu)}),
        (await sent_by(town, sender), {id_of(mai), id_of(tu)}),
        (await sent_by(town, sender, about=(id_of(mai),)), {id_of(tu)}),
        (await sent_by(town, sender, unit="binh-an"), set()),
    ):
        await sender.press(f"tell:{case.id}")
        await writes(sender, "Có ai không?")
        assert {each.person for each in town.notices} == hears
        town.notices.clear()


async def test_whoever_speaks_for_many_hears_and_writes_too(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    speaker = town.citizen("hoa", language="en")
    await speaker.say("hello")
    await speaker.say("/language")
    await speaker.tap("English")
    case = await sent_by(town, sender, representatives=(id_of(speaker),))
    await mai.press(f"write:{case.id}")
    await writes(mai, "Kính gửi bà con.")
    assert "Xã Bình Mỹ nhắn Ông/Bà" in await heard(town, sender)
    assert "Bình Mỹ commune writes to you" in await heard(town, speaker)
    await speaker.tap("Answer this")
    await speaker.say("Cảm ơn")
    await speaker.tap("Skip")
    await speaker.tap("Send")
    assert "người gửi vừa nhắn tin" in await heard(town, mai)


async def test_a_case_at_no_unit_is_written_about_by_the_office(
    town: Town, sender: Citizen
) -> None:
    chief = await hired(town, "chief", "head", "khu-vuc-binh-luc")
    case = await sent_by(town, sender, unit="da-giai-the")
    await chief.press(f"write:{case.id}")
    await writes(chief, "Chúng tôi đang tìm nơi giải quyết.")
    assert "Chính quyền các xã khu vực Bình Lục" in await heard(town, sender)


# What is not possible


async def test_who_was_erased_cannot_be_written_to(town: Town, mai: Citizen) -> None:
    case = await filed(town, sender="")
    assert "Không còn ai để nhắn" in await mai.press(f"write:{case.id}")


async def test_who_is_erased_meanwhile_is_told_nothing(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await filed(town, sender="p-nobody")
    await mai.press(f"write:{case.id}")
    assert "Đã gửi lời nhắn" in await writes(mai, "Xin chào")
    assert town.notices == []


async def test_a_unit_that_helps_writes_to_nobody(town: Town, sender: Citizen) -> None:
    helper = await hired(town, "tu", "officer", "binh-an")
    case = await sent_by(town, sender, state="in-progress", coordinating=("binh-an",))
    await helper.say(f"/hoso {case.code}")
    assert "Nhắn người gửi" not in helper.labels
    assert NONE in await helper.press(f"write:{case.id}")
    await helper.press(f"talk:{case.id}")
    assert "Tin nhắn với người gửi: 0" in helper.shown
    assert "Nhắn người gửi" not in helper.labels


async def test_only_whoever_sent_a_case_writes_about_it(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    stranger = town.citizen("khach")
    gone = await stranger.press("tell:nothing")
    assert GONE in gone
    for person in (stranger, mai):
        assert GONE in await person.press(f"tell:{case.id}")
    assert GONE in await sender.press("tell:")
    sealed = await sent_by(town, sender, kind="denunciation", category="")
    assert GONE in await sender.press(f"tell:{sealed.id}")
    assert await lines(town, case) == []


@pytest.mark.parametrize("side", ["office", "citizen"])
async def test_whoever_loses_a_case_while_writing_has_written_nothing(
    town: Town, mai: Citizen, sender: Citizen, side: str
) -> None:
    case = await sent_by(town, sender)
    writer = mai if side == "office" else sender
    await writer.press(f"{'write' if side == 'office' else 'tell'}:{case.id}")
    await writer.say("Tin này không đến được")
    await writer.photo()
    await writer.tap("Xong")
    await set_about(town, case, id_of(writer))
    answered = await writer.tap("Gửi")
    assert (NONE if side == "office" else GONE) in answered
    assert await lines(town, case) == []
    assert town.notices == []
    assert await town.storage.work().cases.files(case.id) == []


async def test_who_gave_up_has_written_nothing(town: Town, mai: Citizen, sender: Citizen) -> None:
    case = await sent_by(town, sender)
    await mai.press(f"write:{case.id}")
    await mai.say("/huy")
    await mai.tap("Có, hủy")
    assert await lines(town, case) == []
    assert town.notices == []


async def test_a_case_that_ended_is_answered_with_what_can_be_done(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    case = await acted(town, case, mai, Act(action="accept"))
    answer = Act(action="answer", text="Đã sửa.", evidence=("1/BC",), outcome="solved")
    case = await acted(town, case, mai, answer)
    case = await acted(town, case, sender, Act(action="confirm"))
    case = await acted(town, case, mai, Act(action="close"))
    shown = await sender.press(f"tell:{case.id}")
    assert f"Hồ sơ {spell(case.code)} nay đã kết thúc." in shown
    assert "đề nghị xem lại" in shown
    assert "gửi phản ánh mới" in shown
    assert {"c:gopy", f"c:tracuu {case.code}"} <= {each.data for each in sender.buttons}
    withdrawn = await sent_by(town, sender)
    withdrawn = await acted(town, withdrawn, sender, Act(action="withdraw"))
    shown = await sender.press(f"tell:{withdrawn.id}")
    assert "đề nghị xem lại" not in shown
    assert await lines(town, withdrawn) == [("withdraw", id_of(sender), None)]


async def test_so_many_an_hour_and_no_more(town: Town, mai: Citizen, sender: Citizen) -> None:
    case = await sent_by(town, sender)
    for number in range(10):
        await sender.press(f"tell:{case.id}")
        await writes(sender, f"Tin {number}")
    assert "vừa nhắn nhiều tin" in await sender.press(f"tell:{case.id}")
    await mai.press(f"write:{case.id}")
    assert "Đã gửi lời nhắn" in await writes(mai, "Tin của cơ quan")
    town.pass_by(hours=1, minutes=1)
    assert "Lời nhắn về hồ sơ" in await sender.press(f"tell:{case.id}")


async def test_the_same_button_twice_asks_once(town: Town, mai: Citizen, sender: Citizen) -> None:
    one, other = await sent_by(town, sender), await sent_by(town, sender)
    await mai.press(f"write:{one.id}")
    assert "Câu 1/2" in await mai.press(f"write:{one.id}")
    assert mai.turn is not None
    assert mai.turn.waiting == 0
    shown = await mai.press(f"write:{other.id}")
    assert spell(other.code) in shown


async def test_without_its_form_nobody_writes(town: Town, mai: Citizen, sender: Citizen) -> None:
    case = await sent_by(town, sender)
    del town.forms.forms["message"]
    assert "Hiện chưa nhắn tin được" in await mai.press(f"write:{case.id}")
    assert "Hiện chưa nhắn tin được" in await sender.press(f"tell:{case.id}")


async def test_only_the_latest_messages_are_shown(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    for number in range(12):
        await mai.press(f"write:{case.id}")
        await writes(mai, f"Tin thứ {number:02}")
    shown = await mai.press(f"talk:{case.id}")
    assert "Tin nhắn với người gửi: 12" in shown
    assert "Tin thứ 11" in shown
    assert "Tin thứ 02" in shown
    assert "Tin thứ 01" not in shown


async def test_in_a_group_nobody_writes(town: Town, mai: Citizen, sender: Citizen) -> None:
    case = await sent_by(town, sender)
    assert await mai.send(press=f"write:{case.id}", chat="-100", private=False) == ""
    assert await sender.send(press=f"tell:{case.id}", chat="-100", private=False) == ""
    assert mai.turn is not None
    assert mai.turn.conversation is None


async def test_a_message_is_a_line_of_history_on_the_card(
    town: Town, mai: Citizen, sender: Citizen
) -> None:
    case = await sent_by(town, sender)
    await sender.press(f"tell:{case.id}")
    await writes(sender, "Tối nay vẫn tối om")
    shown = await mai.say(f"/hoso {case.code}")
    assert "người gửi nhắn (người gửi)" in shown
    assert "   Tối nay vẫn tối om" in shown
    boss = await hired(town, "boss", "admin", "binh-my")
    assert "tối om" not in await boss.say(f"/hoso {case.code}")
