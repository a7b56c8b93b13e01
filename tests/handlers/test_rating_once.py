"""The one-time link of a receipt: one answer, at the right desk, and kindly so when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from feedback.code import spell
from feedback.late_file import LateFile, RatingToken
from feedback.response import Response
from handlers.payload import Once
from tests.handlers.conftest import Citizen, Town

TODAY = date(2026, 11, 24)


async def printed(town: Town, **about: Any) -> str:
    """Return the code on a new receipt."""
    given = {
        "number": f"H42.26-{town.number()}", "name": "Lan", "due": TODAY, "unit": "binh-luc-hcc",
        "procedure": "khai-sinh", "desk": "binh-luc-q1", "rated_until": date(2027, 1, 23), **about,
    }  # fmt: skip
    work = town.storage.work()
    file = LateFile(id=f"f{town.number()}", **given)
    work.late_files.add(file)
    await work.commit("", "", town.now)
    return work.late_files.link(file)


async def token(town: Town, code: str) -> RatingToken:
    found = await town.storage.work().rating_tokens.find(code)
    assert found is not None
    return found


async def responses(town: Town) -> list[Response]:
    pages = town.storage.work().responses.export(
        "one-stop", None, TODAY, TODAY + timedelta(days=9)
    )
    return [each async for page in pages for each in page]


async def fill(citizen: Citizen) -> str:
    """Answer all that is asked with the first choice, and send it."""
    for _ in range(12):
        data = [each.data for each in citizen.buttons]
        if "xem lại trước khi gửi" in citizen.shown:
            return await citizen.say("gửi")
        choice = next((each for each in data if each.startswith("q") and ":." not in each), None)
        skip = next((each for each in data if each.startswith("n") and "skip" in each), None)
        chosen = choice or skip
        assert chosen is not None, citizen.shown
        await citizen.press(chosen)
    raise AssertionError(citizen.shown)


async def test_a_receipt_opens_the_survey_of_its_transaction_once(
    town: Town, lan: Citizen
) -> None:
    code = await printed(town)
    shown = await lan.say(f"/start {Once(code)}")
    assert "Quầy 1 – Hộ tịch, chứng thực (xã Bình Lục)" in shown
    assert "Đăng ký khai sinh" in shown
    assert "thủ tục gì" not in shown, "what the receipt says is not asked"
    thanked = await fill(lan)
    assert "Cảm ơn" in thanked
    [answer] = await responses(town)
    assert (answer.source, answer.unit, answer.procedure) == ("token", "binh-luc-hcc", "khai-sinh")
    assert answer.desk == "binh-luc-q1"
    assert answer.flags == ()
    assert (await token(town, code)).used
    minh = town.citizen("minh")
    shown = await minh.say(f"/start {Once(code)}")
    assert "Link này đã được dùng để đánh giá rồi" in shown
    assert "thái độ" in await minh.tap("Đánh giá quầy này")
    await fill(minh)
    assert sorted(each.source for each in await responses(town)) == ["open", "token"]


async def test_what_is_kept_leads_from_no_answer_to_a_file(town: Town, lan: Citizen) -> None:
    code = await printed(town)
    await lan.say(f"/start {Once(code)}")
    await fill(lan)
    [row] = await town.storage._database.fetch("responses.export", form="one-stop", first=0,
                                               last=99999999, after="", size=9)  # fmt: skip
    kept = await token(town, code)
    assert kept.tag not in repr(row)
    assert bytes.fromhex(kept.tag) not in [each for each in row if isinstance(each, bytes)]
    [answer] = await responses(town)
    assert "token" not in answer.answers


async def test_a_code_can_be_typed_from_the_receipt(town: Town, known: Citizen) -> None:
    code = await printed(town)
    assert "Quầy 1" in await known.say(f"/danhgia {spell(code).lower()}")
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.context["source"] == "token"


async def test_codes_that_never_were(town: Town, known: Citizen) -> None:
    never = "K7DMQ3RTX9P4VA"
    code = await printed(town)
    never = next(
        wrong for last in "23456789ACDEFGH" if (wrong := _checked(code[:12] + last)) != code
    )
    assert "không còn dùng được" in await known.say(f"/start t_{never}")
    assert "Chưa có mã đánh giá nào như vậy" in await known.say(f"/danhgia {never}")
    assert "không còn dùng được" in await known.say(f"/start t_{code[:-1]}")
    assert "không còn dùng được" in await known.say("/start t_")
    assert "không còn dùng được" in await known.say(f"/start t_{code}_x")


def _checked(drawn: str) -> str:
    from feedback.code import ALPHABET, read

    return next(found for last in ALPHABET if (found := read(drawn + last)) is not None)


async def test_who_comes_too_late_may_still_rate_the_desk(town: Town, known: Citizen) -> None:
    code = await printed(town, rated_until=TODAY - timedelta(days=1))
    assert "Link này đã hết hạn" in await known.say(f"/start {Once(code)}")
    assert "Quầy 1" in await known.tap("Đánh giá quầy này")
    await fill(known)
    [answer] = await responses(town)
    assert answer.source == "open"
    last_day = await printed(town, rated_until=TODAY)
    assert "hết hạn" not in await known.say(f"/start {Once(last_day)}")


async def test_where_the_survey_is_closed(town: Town, known: Citizen) -> None:
    code = await printed(town)
    del town.forms.forms["one-stop"]
    shown = await known.say(f"/start {Once(code)}")
    assert "Hiện chưa có phiếu đánh giá" in shown
    assert "Đánh giá quầy" not in shown
    used = await printed(town, rated_until=TODAY - timedelta(days=1))
    assert "Link này đã hết hạn" in await known.say(f"/start {Once(used)}")
    assert "Đánh giá quầy" not in known.shown


async def test_of_two_with_the_same_link_the_slower_is_heard_all_the_same(
    town: Town, lan: Citizen
) -> None:
    code = await printed(town)
    minh = town.citizen("minh")
    await lan.say(f"/start {Once(code)}")
    await minh.say(f"/start {Once(code)}")
    await fill(lan)
    assert "vừa được người khác dùng trước" in await fill(minh)
    assert sorted(each.source for each in await responses(town)) == ["open", "token"]


async def test_a_link_forgotten_in_the_middle_counts_as_any_other(
    town: Town, lan: Citizen
) -> None:
    code = await printed(town)
    await lan.say(f"/start {Once(code)}")
    await town.storage.tidy(town.now + timedelta(days=99))
    await fill(lan)
    [answer] = await responses(town)
    assert answer.source == "open"


async def test_two_receipts_are_two_answers(town: Town, lan: Citizen) -> None:
    for number in range(2):
        code = await printed(town)
        await lan.say(f"/start {Once(code)}")
        await fill(lan)
        assert len(await responses(town)) == number + 1
    assert {each.source for each in await responses(town)} == {"token"}
    first, second = await responses(town)
    assert [first.flags, second.flags] == [(), ("repeat",)], "kept and counted, and told apart"


async def test_a_receipt_in_the_middle_of_the_open_survey_asks_first(
    town: Town, known: Citizen
) -> None:
    await known.say("/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1")
    code = await printed(town)
    await known.say(f"/start {Once(code)}")
    again = next(each.data for each in known.buttons if each.data.startswith("S:"))
    assert again == f"S:t_{code}"
    assert "Quầy 1" in await known.press(again)
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.context["token"]
    assert "đang" in (await known.say(f"/start {Once(code)}")).lower(), "it is open already"


@pytest.mark.parametrize("desk", ["", "huyen-mot-cua"])
async def test_a_desk_of_long_ago_is_left_out(town: Town, known: Citizen, desk: str) -> None:
    code = await printed(town, desk=desk, procedure="")
    shown = await known.say(f"/start {Once(code)}")
    assert "thủ tục gì" in shown
    nowhere = await printed(town, unit="gone")
    assert "không còn dùng được" in await known.say(f"/start {Once(nowhere)}")


async def test_a_helper_can_hold_the_receipt_of_somebody_else(town: Town, known: Citizen) -> None:
    """Who has the receipt answers; that it is one person's each is what the link is for."""
    code = await printed(town)
    town.roles[known.account] = frozenset({"officer@binh-luc-hcc"})
    await known.say(f"/start {Once(code)}")
    await fill(known)
    [answer] = await responses(town)
    assert (answer.source, answer.flags) == ("token", ("staff",))
    assert replace(await token(town, code), used=False).used is False
