from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from feedback.code import LONG, SHORT, draw, read, spell
from feedback.errors import Conflict
from feedback.linking import Invitation
from feedback.messages import Address, Inbound
from feedback.office import Pack
from feedback.person import Grant
from handlers import linking
from handlers.linking import _MOST_MADE, _MOST_WRONG
from handlers.router import FEATURES, Router
from storage import Keyring, Storage, open_storage
from tests.handlers.conftest import Citizen, PublishedForms, Town
from tests.handlers.reporting import report

_CODE = re.compile(r"^[2-9A-Y]{4}-[2-9A-Y]{4}$", re.MULTILINE)


everywhere = pytest.mark.parametrize("lasting_url", ["file", "postgres"], indirect=True)
"""On every kind of database; all others are tried on one in memory."""


@pytest.fixture
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    lasting = "lasting_url" in request.fixturenames
    url = request.getfixturevalue("lasting_url") if lasting else "sqlite:///:memory:"
    opened = await open_storage(url, Keyring.open(tmp_path / "key"), migrate=True)
    yield opened
    await opened.close()


@pytest.fixture
def town(storage: Storage, pack: Pack) -> Town:
    forms = PublishedForms({form.name: form for form in pack.forms})
    return Town(storage, pack.office, forms, Router(FEATURES))


@pytest.fixture
def lan(town: Town) -> Citizen:
    """Bà Lan on Telegram."""
    return town.citizen("lan", "telegram")


@pytest.fixture
def zalo(town: Town) -> Citizen:
    """An account on Zalo, of bà Lan or of somebody else."""
    return town.citizen("84", "zalo_oa")


async def code_of(citizen: Citizen, typed: str = "/lienket") -> str:
    found = _CODE.findall(await citizen.say(typed))
    assert len(found) == 1
    assert read(found[0], SHORT) is not None
    return str(found[0])


async def joined(host: Citizen, guest: Citizen) -> None:
    await guest.say(f"/lienket {await code_of(host)}")
    if "Chính tôi lấy mã" in guest.shown:
        await guest.tap("Chính tôi lấy mã")
    await host.notified()
    assert "Đã nối" in await host.tap("Chính tôi")
    assert "Đã nối" in await guest.notified()


async def cases(citizen: Citizen) -> int:
    found = await citizen.say("/cuatoi")
    return found.count("Tình trạng")


# Joining


@everywhere
async def test_two_accounts_become_one_person(
    lasting_url: str, lan: Citizen, zalo: Citizen
) -> None:
    await report(lan)
    code = await code_of(lan)
    assert "/lienket " + code in lan.shown
    assert "không đưa mã cho ai" in lan.shown
    said = await zalo.say(f"/lienket {code.lower().replace('-', ' ')}")
    assert "mở Telegram" in said
    assert await cases(zalo) == 0, "nothing is joined before the answer"
    asked = await lan.notified()
    assert "gõ ở Zalo OA" in asked
    assert "quyền" not in asked.lower()
    assert "Đã nối với Zalo OA" in await lan.tap("Chính tôi")
    assert "Đã nối với Telegram" in await zalo.notified()
    assert await cases(zalo) == await cases(lan) == 1
    await zalo.say("/lienket")
    assert "– Zalo OA (Ông/Bà đang ở đây)" in zalo.shown
    assert "– Telegram" in zalo.shown
    assert "84" not in zalo.shown
    assert "lan" not in zalo.shown


async def test_the_code_alone_is_enough(lan: Citizen, zalo: Citizen) -> None:
    code = await code_of(lan)
    while not any(each.isdecimal() for each in code):  # that might be a word
        code = await code_of(lan, "/lienket mới")
    assert "mở Telegram" in await zalo.say(code.lower())


async def test_it_can_be_asked_for_in_plain_words(lan: Citizen) -> None:
    await code_of(lan, "tôi muốn nối tài khoản")


async def test_answers_can_be_typed(lan: Citizen, zalo: Citizen) -> None:
    await zalo.say(f"/link {await code_of(lan, '/link')}")
    assert "Đã nối" in await lan.say("/lienket đồng ý")
    assert "không còn hiệu lực" in await lan.say("/lienket đồng ý")


@everywhere
async def test_a_form_goes_on_where_the_other_account_is(
    lasting_url: str, lan: Citizen, zalo: Citizen
) -> None:
    await lan.say("/gopy")
    await lan.tap("Kiến nghị")
    await joined(lan, zalo)
    assert zalo.turn is not None
    await zalo.say("xin làm vỉa hè đường vào trường học")
    assert zalo.turn.conversation is not None
    assert zalo.turn.conversation.answers["kind"] == "proposal"


async def test_the_guests_form_goes_on_where_the_host_has_none(
    lan: Citizen, zalo: Citizen
) -> None:
    await zalo.say("/gopy")
    await zalo.tap("Kiến nghị")
    await lan.say("xin chào")
    await joined(lan, zalo)
    assert "Làm tiếp: Gửi phản ánh, kiến nghị" in lan.shown or await lan.say("/lienket")
    await lan.say("/huy")
    assert lan.turn is not None
    assert lan.turn.conversation is not None
    assert lan.turn.conversation.answers == {"kind": "proposal"}


@everywhere
async def test_of_two_open_forms_one_is_put_aside_and_found_again(
    lasting_url: str, lan: Citizen, zalo: Citizen
) -> None:
    await lan.say("/gopy")
    await lan.tap("Kiến nghị")
    await zalo.say("/start r_one-stop_binh-luc-hcc")
    await zalo.tap("Bắt đầu") if "Bắt đầu" in zalo.shown else None
    await zalo.say(f"/lienket {await code_of(lan)}")
    await zalo.tap("Chính tôi lấy mã")
    await lan.notified()
    assert "được giữ lại để làm tiếp" in await lan.tap("Chính tôi")
    assert lan.labels[-1] == "Làm tiếp: Gửi phản ánh, kiến nghị"
    assert lan.turn is not None
    assert lan.turn.waiting == 1
    await zalo.say("/start")
    assert "Làm tiếp phần còn dở" in zalo.labels


async def test_a_message_of_one_channel_is_no_correction_of_another_channels(
    lan: Citizen, zalo: Citizen
) -> None:
    """Channels number messages each in their own way."""
    await lan.say("Đèn đường đầu xóm 3 hỏng một tuần nay", message="7")
    for label in ("Khen", "Đường sá", "Đường hỏng", "Bỏ qua", "Bỏ qua", "Không", "Gửi"):
        await lan.tap(label)
    await joined(lan, zalo)
    assert "không thuộc hồ sơ" in await zalo.say("Sửa", message="7", edited=True)
    assert "Đã ghi thêm" in await lan.say("Sửa", message="7", edited=True)


async def test_the_language_comes_along(lan: Citizen, zalo: Citizen) -> None:
    await lan.say("/language english")
    await zalo.say(f"/lienket {await code_of(lan, '/link')}")
    assert "Was that you?" in await lan.notified()
    await lan.tap("It was me")
    assert "share your cases" in await zalo.say("/link")
    assert "Joined with Telegram" in await zalo.notified()


async def test_the_address_last_written_from_comes_first(
    town: Town, lan: Citizen, zalo: Citizen
) -> None:
    await joined(lan, zalo)
    assert lan.turn is not None
    accounts = await town.storage.work().people.accounts(lan.turn.person.id)
    assert accounts[0].address == Address("telegram", "lan")


# What a code is not good for


async def test_a_code_is_for_one(town: Town, lan: Citizen, zalo: Citizen) -> None:
    code = await code_of(lan)
    await zalo.say(f"/lienket {code}")
    other = town.citizen("99", "zalo_oa")
    assert "không đúng, đã dùng" in await other.say(f"/lienket {code}")
    assert "không đúng, đã dùng" in await zalo.say(f"/lienket {code}")


@everywhere
async def test_two_who_type_a_code_at_once(lasting_url: str, town: Town, lan: Citizen) -> None:
    code = await code_of(lan)
    barrier = asyncio.Barrier(2)

    async def type_it(account: str) -> str:
        citizen = town.citizen(account, "web")
        handle = town.router.handle
        event = Inbound(
            event=account, address=Address("web", account), chat=account, text=f"/lienket {code}"
        )
        ready = [True]

        async def wait(turn: object) -> object:
            answer = await handle(turn)  # type: ignore[arg-type]
            if ready:
                ready.clear()
                await barrier.wait()
            return answer

        apart = Town(town.storage, town.office, town.forms, town.router, town.now)
        apart.numbers = town.numbers
        apart.router = type("Slow", (), {"handle": staticmethod(wait)})()  # type: ignore[assignment]
        while True:
            try:
                citizen.answer, citizen.turn = await apart.receive(event)
            except Conflict:
                continue
            return citizen._show(citizen.answer.replies[0])

    said = await asyncio.gather(type_it("1"), type_it("2"))
    assert sorted("mở Telegram" in each for each in said) == [False, True]
    assert sorted("không đúng, đã dùng" in each for each in said) == [False, True]


async def test_a_code_of_ten_minutes_ago(town: Town, lan: Citizen, zalo: Citizen) -> None:
    code = await code_of(lan)
    town.pass_by(minutes=10)
    assert "không đúng, đã dùng" in await zalo.say(f"/lienket {code}")


async def test_an_answer_too_late(town: Town, lan: Citizen, zalo: Citizen) -> None:
    await zalo.say(f"/lienket {await code_of(lan)}")
    await lan.notified()
    town.pass_by(minutes=10)
    assert "không còn hiệu lực" in await lan.tap("Chính tôi")
    assert "không còn hiệu lực" in await lan.press("link:no:ab")


async def test_ones_own_code(lan: Citizen) -> None:
    assert "chính tài khoản này" in await lan.say(f"/lienket {await code_of(lan)}")


async def test_a_new_code_voids_the_one_before(lan: Citizen, zalo: Citizen) -> None:
    first = await code_of(lan)
    second = await code_of(lan, "/lienket mới")
    assert first != second
    assert "không đúng, đã dùng" in await zalo.say(f"/lienket {first}")
    assert "mở Telegram" in await zalo.say(f"/lienket {second}")


async def test_an_old_question_answers_no_newer_one(
    town: Town, lan: Citizen, zalo: Citizen
) -> None:
    await zalo.say(f"/lienket {await code_of(lan)}")
    await lan.notified()
    old = [button.data for button in lan.buttons]
    other = town.citizen("99", "zalo_oa")
    await other.say(f"/lienket {await code_of(lan)}")
    for data in old:
        assert "không còn hiệu lực" in await lan.press(data)
    assert "Đã nối" in await lan.say("/lienket co")
    assert await cases(other) == 0
    assert other.turn is not None
    assert zalo.turn is not None
    assert other.turn.person.linked
    await zalo.say("/lienket")
    assert not zalo.turn.person.linked


@everywhere
async def test_who_tries_codes_is_stopped_and_nothing_is_learnt(
    lasting_url: str, town: Town, lan: Citizen, zalo: Citizen
) -> None:
    code = await code_of(lan)
    for _ in range(_MOST_WRONG):
        assert "không đúng, đã dùng" in await zalo.say(f"/lienket {guess()}")
    assert "nghỉ một giờ" in await zalo.say(f"/lienket {code}")
    assert "nghỉ một giờ" in await zalo.say(f"/lienket {spell(draw(secrets.randbelow))}")
    town.pass_by(hours=1)
    assert "mở Telegram" in await zalo.say(f"/lienket {await code_of(lan)}")


def guess() -> str:
    """A code that nobody made, and that could be one."""
    return spell(draw(secrets.randbelow, SHORT))


async def test_a_slip_of_the_thumb_is_no_guess(lan: Citizen, zalo: Citizen) -> None:
    """An older person may slip many times; the check character tells it from a code."""
    code = await code_of(lan)
    slip = code[:-1] + ("3" if code[-1] == "2" else "2")
    for typed in ("abc", "1", *([slip] * _MOST_WRONG)):
        assert "không đúng, đã dùng" in await zalo.say(f"/lienket {typed}")
    assert "mở Telegram" in await zalo.say(f"/lienket {code}")


async def test_trying_codes_from_many_accounts_is_stopped_too(
    town: Town, lan: Citizen, zalo: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yet an invitation, which nobody can guess, still opens."""
    monkeypatch.setattr(linking, "_MOST_WRONG_IN_ALL", 20)
    code = await code_of(lan)
    for number in range(20):
        said = await town.citizen(f"{number}", "web").say(f"/lienket {guess()}")
        assert "không đúng, đã dùng" in said
    assert "nghỉ một giờ" in await zalo.say(f"/lienket {code}")
    assert "quyền quản trị" in await zalo.say(f"/lienket {spell(await invitation(town))}")


async def test_codes_are_not_made_without_end(town: Town, lan: Citizen) -> None:
    for _ in range(_MOST_MADE):
        await code_of(lan)
    assert "nghỉ một giờ rồi lấy" in await lan.say("/lienket")
    town.pass_by(hours=1)
    await code_of(lan)


async def test_in_a_group_no_code_is_shown(lan: Citizen) -> None:
    assert "nhắn riêng" in await lan.say("/lienket", private=False, chat="-500")


# A stranger's code


async def test_who_has_something_is_told_what_a_strangers_code_would_open(
    lan: Citizen, zalo: Citizen
) -> None:
    await report(zalo)
    await zalo.say("/gopy")
    await zalo.say(f"/lienket {await code_of(lan)}")
    assert "hồ sơ đã gửi: 1, phần đang làm dở: 1" in zalo.shown
    assert "Nếu có người đưa mã" in zalo.shown
    assert "Không có gì được nối" in await zalo.tap("Không phải mã")
    assert await lan.notified() == ""
    assert "không còn hiệu lực" in await lan.say("/lienket đồng ý")


async def test_who_notices_after_typing_takes_it_back(lan: Citizen, zalo: Citizen) -> None:
    await zalo.say(f"/lienket {await code_of(lan)}")
    await lan.notified()
    assert "Không có gì được nối" in await zalo.tap("Không phải mã")
    assert "không còn hiệu lực" in await lan.tap("Chính tôi")
    await zalo.say(f"/lienket {await code_of(lan)}")
    assert "Không có gì được nối" in await zalo.say("/lienket không")
    assert "không còn hiệu lực" in await lan.say("/lienket yes")


@pytest.mark.parametrize("answer", ["Không phải tôi", "/lienket không", "/lienket hủy"])
async def test_who_did_not_type_it_says_no(lan: Citizen, zalo: Citizen, answer: str) -> None:
    code = await code_of(lan)
    await zalo.say(f"/lienket {code}")
    await lan.notified()
    said = await (lan.say(answer) if answer.startswith("/") else lan.tap(answer))
    assert "mã đã bị hủy" in said
    assert "không đồng ý nối" in await zalo.notified()
    assert "không đúng, đã dùng" in await zalo.say(f"/lienket {code}")


async def test_rights_are_not_given_to_who_made_the_code(
    town: Town, lan: Citizen, zalo: Citizen
) -> None:
    town.roles["84"] = frozenset({"admin"})
    assert "không trao nhầm quyền" in await zalo.say(f"/lienket {await code_of(lan)}")
    assert await lan.notified() == ""


async def test_rights_got_after_typing_are_not_given_either(
    town: Town, lan: Citizen, zalo: Citizen
) -> None:
    await zalo.say(f"/lienket {await code_of(lan)}")
    await zalo.say(f"/lienket {spell(await invitation(town))}")
    await lan.notified()
    assert "quyền mà Ông/Bà không có" in await lan.tap("Chính tôi")
    assert "không còn hiệu lực" in await lan.say("/lienket co")


async def test_who_has_rights_is_told_that_they_go_along(
    town: Town, lan: Citizen, zalo: Citizen
) -> None:
    await lan.say(f"/lienket {spell(await invitation(town))}")
    await zalo.say(f"/lienket {await code_of(lan)}")
    assert "CÓ MỌI QUYỀN" in await lan.notified()
    await lan.tap("Chính tôi")
    assert "/thongke" in await zalo.say("/trogiup")


# Parting


@everywhere
async def test_an_account_is_parted_after_asking(
    lasting_url: str, town: Town, lan: Citizen, zalo: Citizen
) -> None:
    await report(lan)
    await joined(lan, zalo)
    await lan.say("/lienket hủy")
    assert lan.labels == ["Tách Telegram", "Tách Zalo OA", "Nối thêm một nơi", "Các việc khác"]
    await lan.tap("Tách Zalo")
    assert "Hồ sơ ở lại" in lan.shown
    assert "– Zalo OA" in await lan.tap("Giữ như cũ")
    await lan.tap("Tách Zalo")
    assert "Đã tách Zalo OA" in await lan.tap("Tách Zalo")
    assert "đã được tách" in await zalo.notified()
    assert (await cases(lan), await cases(zalo)) == (1, 0)
    assert "chưa nối" in await lan.say("/lienket hủy")
    await code_of(zalo)


@everywhere
async def test_one_parts_oneself(lasting_url: str, lan: Citizen, zalo: Citizen) -> None:
    await report(lan)
    await joined(lan, zalo)
    await zalo.say("/gopy")
    await zalo.say("/lienket")
    await zalo.tap("Tách Zalo")
    said = await zalo.tap("Tách Zalo")
    assert "bắt đầu lại từ đầu" in said
    assert zalo.turn is not None
    assert zalo.turn.conversation is None
    assert await lan.notified() == ""
    assert (await cases(lan), await cases(zalo)) == (1, 0)
    assert "Làm tiếp: Gửi phản ánh, kiến nghị" in await lan.say("/lienket hủy")


async def test_erasing_is_erasing_everywhere(lan: Citizen, zalo: Citizen) -> None:
    await joined(lan, zalo)
    assert "xóa ở mọi nơi" in await zalo.press("erase:ask")
    await zalo.press("erase:sure")
    assert "Đã xóa" in await zalo.tap("Xóa vĩnh viễn")
    for each in (lan, zalo):
        await each.say("/lienket")
        assert each.turn is not None
        assert not each.turn.person.linked


async def test_two_accounts_of_one_channel_are_numbered(town: Town, lan: Citizen) -> None:
    other = town.citizen("hoa", "telegram")
    await joined(lan, other)
    await lan.say("/lienket")
    assert {"Tách Telegram (1)", "Tách Telegram (2)"} <= set(lan.labels)


async def test_an_account_that_cannot_be_reached_is_shown_so(
    town: Town, lan: Citizen, zalo: Citizen
) -> None:
    await joined(lan, zalo)
    await zalo.send(notice="blocked")
    assert "– Zalo OA (không nhận được tin)" in await lan.say("/lienket")


async def test_old_buttons_lead_to_the_list(lan: Citizen, zalo: Citizen) -> None:
    await joined(lan, zalo)
    for data in ("link:off:00", "link:cut:00", "link:", "link:off"):
        assert "– Zalo OA" in await lan.press(data)
    await lan.press("link:new")
    assert _CODE.search(lan.shown)
    assert "không đúng" in await lan.press("link:mine:XX")
    assert "Không có gì được nối" in await lan.press("link:not")


# Invitations


async def invitation(town: Town, role: str = "admin", hours: float = 24) -> str:
    code = draw(secrets.randbelow, LONG)
    work = town.storage.work()
    until = town.now + timedelta(hours=hours)
    work.invitations.invite(Invitation(code[:4], Grant(role), town.now, until), code)
    await work.commit("", "", town.now)
    return code


@everywhere
async def test_an_invitation_gives_its_role_once(
    lasting_url: str, town: Town, lan: Citizen, zalo: Citizen
) -> None:
    code = spell(await invitation(town))
    assert "không có lệnh này" in await lan.say("/thongke")
    assert "quyền quản trị" in await lan.say(f"/lienket {code}")
    assert "Số liệu" in await lan.say("/thongke")
    assert "không đúng, đã dùng" in await zalo.say(f"/lienket {code}")
    assert "không có lệnh này" in await zalo.say("/thongke")


async def test_an_invitation_of_yesterday(town: Town, lan: Citizen) -> None:
    code = await invitation(town)
    town.pass_by(hours=24)
    assert "không đúng, đã dùng" in await lan.say(f"/lienket {code}")


async def test_an_invitation_to_another_role_names_it(town: Town, lan: Citizen) -> None:
    shown = await lan.say(f"/lienket {await invitation(town, 'auditor')}")
    assert f"kiểm tra nhật ký tại {town.office.units[town.office.root].name['vi']}" in shown
    assert lan.turn is not None
    assert lan.turn.person.roles == {"auditor"}
