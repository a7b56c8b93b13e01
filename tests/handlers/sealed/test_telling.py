"""What somebody tells the named readers, and what is kept of it where."""

from __future__ import annotations

import pytest

from feedback.conversation import Conversation
from feedback.messages import Attachment, Contact, Location
from handlers.sealed.naming import names_somebody
from tests.handlers.conftest import Citizen, Town
from tests.handlers.officer.cockpit import heard
from tests.handlers.sealed.lane import lane, moved, opened, reader, told
from tests.handlers.staffing import id_of, stands

SECRET = "Chủ tịch xã nhận tiền của dân khi cấp đất."
OFFER = "Để lại lời kể"


def held(citizen: Citizen) -> Conversation:
    assert citizen.turn is not None
    assert citizen.turn.conversation is not None
    return citizen.turn.conversation


async def begun(town: Town, citizen: Citizen) -> None:
    await lane(town)
    await citizen.say("tôi muốn tố cáo")
    await citizen.tap(OFFER)


async def test_without_two_keys_people_get_guidance_only(town: Town, lan: Citizen) -> None:
    await reader(town, "an")
    [binh] = await lane(town, "binh")
    assert OFFER not in await lan.say("tố cáo")
    assert "chưa nhận lời kể" in await lan.press("lane:begin")
    await binh.at.say(f"/kin khoa {binh.word}")  # the same key twice makes no second reader
    assert OFFER not in await lan.say("tố cáo")


async def test_two_readers_of_a_unit_below_open_no_lane(town: Town, lan: Citizen) -> None:
    for name in ("an", "binh"):
        each = await reader(town, name, unit="binh-my")
        assert "của cả cơ quan" in await each.at.say(f"/kin khoa {each.word}")
    assert OFFER not in await lan.say("tố cáo")


async def test_two_readers_are_two_different_keys(town: Town, lan: Citizen) -> None:
    an = await reader(town, "an")
    binh = await reader(town, "binh")
    await an.at.say(f"/kin khoa {an.word}")
    assert "đã có người dùng" in await binh.at.say(f"/kin khoa {an.word}")


async def test_people_first_read_what_a_message_here_is_and_who_sees_it(
    town: Town, lan: Citizen
) -> None:
    await lane(town)
    shown = await lan.say("tố cáo")
    assert "không phải là tố cáo hợp lệ" in shown
    assert "Nơi gửi" in shown
    shown = await lan.tap(OFFER)
    assert "không phải là đơn tố cáo hợp lệ" in shown
    assert "Telegram hoặc Zalo thấy" in shown
    assert "Xin đừng ghi tên" in shown


@pytest.mark.parametrize("way", ["kind", "accuses"])
async def test_whoever_answers_that_they_accuse_is_offered_it_too(
    town: Town, lan: Citizen, way: str
) -> None:
    await lane(town)
    await lan.say("/gopy")
    await lan.choose("denunciation" if way == "kind" else "unsure")
    if way == "accuses":
        await lan.choose("yes")
    assert f"[{OFFER}" in lan.shown
    assert "Telegram hoặc Zalo thấy" in await lan.tap(OFFER)


async def test_a_complaint_is_offered_no_lane(town: Town, lan: Citizen) -> None:
    await lane(town)
    await lan.say("/gopy")
    assert OFFER not in await lan.choose("complaint")


async def test_what_is_told_is_in_no_conversation_and_opens_for_two(
    town: Town, lan: Citizen
) -> None:
    an, binh, chi = await lane(town)
    await lan.say("tố cáo")
    await lan.tap(OFFER)
    assert "Đã khóa 1 phần" in await lan.say(SECRET)
    assert SECRET not in str(held(lan))
    assert "Đã khóa 2 phần" in await lan.say("Việc xảy ra ngày 3 tháng 2.")
    assert "Đã khóa 3 phần" in await lan.say("Có hai người thấy.")
    assert "Đã bỏ phần vừa rồi. Còn 2 phần" in await lan.tap("Bỏ phần")
    shown = await lan.tap("Gửi")
    assert "chưa phải là đơn tố cáo" in shown
    [case] = await town.storage.work().cases.of(town.storage.work().sealed_lane.owner(id_of(lan)))
    assert (case.content, case.identity, case.channel) == ({}, {}, "")
    assert await town.storage.work().cases.of(id_of(lan)) == []
    for event in await town.storage.work().cases.history(case.id):
        assert id_of(lan) not in str(event)
    parts = await town.storage.work().sealed_lane.parts(case.id)
    assert len(parts) == 2
    await an.at.press(f"kin:ask:{case.id}")
    await chi.at.press(f"kin:agree:{case.id}")
    assert opened(chi.file(), an, chi) == [SECRET, "Việc xảy ra ngày 3 tháng 2."]
    assert opened(chi.file(), binh, chi) == [SECRET, "Việc xảy ra ngày 3 tháng 2."]


async def test_only_words_are_taken(town: Town, lan: Citizen) -> None:
    await begun(town, lan)
    assert "chỉ nhận chữ viết" in await lan.photo()
    assert "[Gửi]" not in lan.shown
    photo = Attachment("photo", "f1", 10)
    assert "Đã khóa 1 phần" in await lan.say(SECRET, attachments=(photo,))
    assert "chỉ nhận chữ viết" in lan.shown
    assert "chỉ nhận chữ viết" in await lan.send(location=Location(20.5, 106.0))
    assert "chỉ nhận chữ viết" in await lan.send(contact=Contact("0912345678"))
    assert "chữ hoặc số" in await lan.send() or lan.shown
    assert "không sửa được" in await lan.say("Sửa lại", edited=True)
    await lan.tap("Gửi")
    assert "0912345678" not in str(lan.turn)


async def test_nothing_told_is_nothing_sent(town: Town, lan: Citizen) -> None:
    await begun(town, lan)
    assert "Chưa có lời kể" in await lan.press(f"lane:send:{held(lan).id}")
    await lan.say(SECRET)
    part = next(each.data for each in lan.buttons if each.data.startswith("lane:drop"))
    await lan.press(part)
    assert "Còn 0 phần" in await lan.press(part)
    assert "Chưa có lời kể" in await lan.press(f"lane:send:{held(lan).id}")


async def test_who_gives_up_leaves_nothing(town: Town, lan: Citizen) -> None:
    await begun(town, lan)
    await lan.say(SECRET)
    id, lane_id = held(lan).id, held(lan).context["lane"]
    await lan.say("hủy")
    await lan.tap("Có, hủy")
    work = town.storage.work()
    work.sealed_lane.send(lane_id, id)  # nothing is left that could be sent
    await work.commit("", "", town.now)
    assert await town.storage.work().sealed_lane.parts(lane_id) == {}
    assert "lane:send" not in await lan.press(f"lane:send:{id}")


async def test_a_button_of_another_telling_does_nothing(town: Town, lan: Citizen) -> None:
    await begun(town, lan)
    await lan.say(SECRET)
    assert "Đã khóa" not in await lan.press("lane:send:xxxxxx")
    assert "đang làm" in await lan.press("lane:begin") or "Xin kể" in lan.shown
    assert "nữa" in await lan.press("lane:more:nothing")


async def test_a_lane_that_closes_meanwhile_takes_nothing_more(town: Town, lan: Citizen) -> None:
    await begun(town, lan)
    for id in [each.id for each in await town.storage.work().invitations.all()]:
        work = town.storage.work()
        await work.invitations.revoke(id)
        await work.commit("", "", town.now)
    assert "chưa nhận lời kể" in await lan.say(SECRET)
    assert SECRET not in str(held(lan))


@pytest.mark.parametrize(
    "words",
    [
        "Tôi tên là Lan",
        "Gọi 0912 345 678",
        "gọi +84912345678 nhé",
        "CCCD 035123456789",
        "Tôi là Nguyễn Thị Lan, ở xóm 3",
        "viết cho lan@example.org",
        "Nhà tôi ở xóm 3",
    ],
)
async def test_who_names_themselves_is_warned(town: Town, lan: Citizen, words: str) -> None:
    await begun(town, lan)
    assert "có vẻ cho biết tên" in await lan.say(words)
    assert "[Bỏ phần vừa rồi]" in lan.shown


@pytest.mark.parametrize(
    "words", [SECRET, "Tôi là người dân", "Ngày 12/03/2026 lúc 8 giờ", "1200000000000000 đồng"]
)
def test_ordinary_words_name_nobody(words: str) -> None:
    assert not names_somebody(words)


async def test_whoever_sent_it_follows_it_and_others_see_no_words(
    town: Town, lan: Citizen, known: Citizen
) -> None:
    an, binh, _ = await lane(town)
    case = await told(town, lan)
    assert case.code[:5] in await lan.say("/cuatoi")
    assert "[Kể thêm]" in await lan.say(f"/tracuu {case.code}")
    await moved(town)
    assert "Có tin mới" in await heard(town, an.at)
    assert "Có tin mới" in await heard(town, binh.at)
    assert await heard(town, lan) == ""  # of what they did themselves
    await an.at.press(f"do:{case.id}:ask")
    await an.at.say("Xin cho biết việc xảy ra ở xã nào.")
    await send(an.at)
    assert (await stands(town, case)).state == "more-asked"
    await moved(town)
    news = await heard(town, lan)
    assert "xã nào" not in news
    assert case.code[:5] in news
    assert "xã nào" in await lan.say(f"/tracuu {case.code}")
    stranger = await known.say(f"/tracuu {case.code}")
    assert "xã nào" not in stranger
    assert "Kể thêm" not in stranger
    assert "nữa" in await known.press(f"lane:more:{case.id}")
    assert "nữa" in await known.press(f"lane:do:{case.id}:withdraw:yes")
    await lan.say(f"/tracuu {case.code}")
    assert "Kể thêm cho hồ sơ" in await lan.tap("Kể thêm")
    await lan.say("Ở xã Bình Mỹ.")
    assert "thêm vào hồ sơ" in await lan.tap("Gửi")
    assert (await stands(town, case)).state == "received"
    assert len(await town.storage.work().sealed_lane.parts(case.id)) == 2
    history = str(await town.storage.work().cases.history(case.id))
    assert "Bình Mỹ" not in history
    assert id_of(lan) not in history


async def send(citizen: Citizen) -> None:
    """Go through what is left of a form, and send it."""
    for _ in range(4):
        labels = [each for each in citizen.labels if each.startswith(("Gửi", "Bỏ qua"))]
        if not labels:
            return
        await citizen.tap(labels[0])


async def test_more_can_be_told_at_any_time_until_it_ends(town: Town, lan: Citizen) -> None:
    await lane(town)
    case = await told(town, lan)
    await lan.press(f"lane:more:{case.id}")
    await lan.say("Thêm một việc nữa.")
    await lan.tap("Gửi")
    events = [each.what for each in await town.storage.work().cases.history(case.id)]
    assert events == ["received", "added"]
    await lan.press(f"lane:more:{case.id}")
    await lan.say("Và một việc nữa.")
    await lan.press(f"lane:do:{case.id}:withdraw")
    assert "chắc chứ" in lan.shown
    assert "Đã ghi nhận" in await lan.tap("Rút")
    assert (await stands(town, case)).state == "withdrawn"
    await lan.press(f"k:{held(lan).id}")
    await lan.say("Còn nữa.")
    assert "nữa" in await lan.tap("Gửi")
    assert len(await town.storage.work().sealed_lane.parts(case.id)) == 2
    assert "Kể thêm" not in await lan.say(f"/tracuu {case.code}")
    assert "nữa" in await lan.press(f"lane:do:{case.id}:answer")
    assert "Hồ sơ" in await lan.press(f"lane:do:{case.id}:confirm:yes")
    assert (await stands(town, case)).state == "withdrawn"


async def test_who_is_erased_leaves_a_case_of_nobody(town: Town, lan: Citizen) -> None:
    an, binh, _ = readers = await lane(town)
    case = await told(town, lan)
    work = town.storage.work()
    work.people.erase(id_of(lan), town.now)
    await work.commit("", "", town.now)
    after = await stands(town, case)
    assert after.person == ""
    assert {e.actor for e in await town.storage.work().cases.history(case.id)} == {""}
    await an.at.press(f"kin:ask:{case.id}")
    await binh.at.press(f"kin:agree:{case.id}")
    assert opened(binh.file(), an, binh)
    await an.at.press(f"do:{case.id}:ask")
    await an.at.say("Xin cho biết việc xảy ra ở xã nào.")
    await send(an.at)
    town.notices.clear()
    await moved(town)
    assert {each.person for each in town.notices} <= {id_of(each.at) for each in readers}


async def test_a_closed_form_begins_nothing(town: Town, lan: Citizen) -> None:
    await lane(town)
    town.forms.forms = {k: v for k, v in town.forms.forms.items() if k != "denunciation"}
    assert OFFER not in await lan.say("tố cáo")
    assert "chưa nhận lời kể" in await lan.press("lane:begin")


async def test_a_mark_leads_back_to_its_person_only(town: Town, lan: Citizen) -> None:
    await lane(town)
    case = await told(town, lan)
    lane_of = town.storage.work().sealed_lane
    assert await lane_of.person_of("~" + "0" * 32) is None
    assert await lane_of.person_of(case.person) == id_of(lan)


async def test_what_is_the_readers_own_business_is_no_news(town: Town, lan: Citizen) -> None:
    an, *_ = await lane(town)
    case = await told(town, lan)
    await moved(town)
    await heard(town, lan)
    await an.at.press(f"do:{case.id}:note")
    await an.at.say("Đã gọi cho đồng nghiệp.")
    await send(an.at)
    events = [each.what for each in await town.storage.work().cases.history(case.id)]
    assert events == ["received", "note"]
    await moved(town)
    assert await heard(town, lan) == ""
    assert "đồng nghiệp" not in await lan.say(f"/tracuu {case.code}")
