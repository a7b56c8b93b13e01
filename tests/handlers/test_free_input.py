from __future__ import annotations

import pytest

from feedback.messages import Address, Contact, Location
from tests.handlers.conftest import Citizen, Town
from tests.handlers.reporting import WHAT


async def _conversation(town: Town, account: str = "minh"):  # type: ignore[no-untyped-def]
    work = town.storage.work()
    return (await work.people.arrive(Address("test", account), "later")).conversation


@pytest.mark.parametrize("typed", ["xin chào", "alo", "Hello", "chao em", "menu"])
async def test_a_greeting_is_greeted(lan: Citizen, typed: str) -> None:
    assert "Đây là kênh lắng nghe" in await lan.say(typed)
    assert "c:gopy" in [button.data for button in lan.buttons]
    assert (await lan.say(typed)).startswith("Xin chào Ông/Bà.\nÔng/Bà cần việc gì?")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("danh gia", "muốn đánh giá về việc gì"),
        ("phan anh", "điều gì"),
        ("tra cuu", "/tracuu và mã"),
        ("ho so cua toi", "chưa gửi"),
        ("quy tac", "6 biết"),
        ("xoa du lieu", "chúng tôi giữ về Ông/Bà"),
        ("khieu nai", "tố một người cụ thể"),
        ("khen", "thuộc nhóm nào"),
        ("kien nghi", "thuộc nhóm nào"),
        ("cam on", "Xin cảm ơn"),
        ("tiep tuc", "đã xong"),
    ],
)
async def test_plain_words_start_the_right_thing(known: Citizen, typed: str, asked: str) -> None:
    assert asked in await known.say(typed)


async def test_words_that_only_ask_are_not_the_report(town: Town, known: Citizen) -> None:
    await known.say("tôi muốn phản ánh")
    held = await _conversation(town)
    assert "what" not in held.answers


async def test_a_wish_with_its_matter_keeps_the_matter(town: Town, known: Citizen) -> None:
    await known.say("phan anh duong hong o thon 3")
    held = await _conversation(town)
    assert held.answers["what"] == "phan anh duong hong o thon 3"


@pytest.mark.parametrize(
    "typed", ["to cao", "Tố cáo", "Tôi xin tố cáo ông X ở thôn 5 nhận tiền của dân nhiều năm nay"]
)
async def test_a_denunciation_is_told_where_to_go_and_not_kept(
    town: Town, known: Citizen, typed: str
) -> None:
    shown = await known.say(typed)
    assert "không phải là tố cáo hợp lệ" in shown
    assert "không được lưu" in shown
    assert await _conversation(town) is None
    await known.photo(text=typed)
    assert known.shown == shown
    assert await _conversation(town) is None


async def test_a_place_or_voice_begins_a_report(town: Town, known: Citizen) -> None:
    await known.send(location=Location(20.5, 105.9))
    assert "Đã nhận vị trí" in known.shown
    held = await _conversation(town)
    assert held.answers["place"] == {"latitude": 20.5, "longitude": 105.9}
    other = town.citizen("mai")
    await other.photo(kind="voice", text=WHAT)
    held = await _conversation(town, "mai")
    assert held.answers["what"] == WHAT
    assert held.drafts["evidence"]


async def test_nonsense_gets_examples_and_then_a_shorter_answer(
    town: Town, known: Citizen
) -> None:
    first = await known.say("asdf")
    assert "ví dụ" in first
    second = await known.say("???")
    assert "ví dụ" not in second
    assert len(second) < len(first)
    assert known.answer.replies[0].merge == "not-understood"
    town.pass_by(minutes=11)
    assert await known.say("zzz") == first


async def test_an_empty_message_or_contact_is_not_understood(known: Citizen) -> None:
    assert "ví dụ" in await known.send()
    assert await known.send(contact=Contact("0912345678"))
