from __future__ import annotations

import pytest

from feedback.messages import Address, Reply, Text
from handlers.context import Answer, Command, Feature, Turn
from handlers.router import FEATURES, Router
from tests.handlers.conftest import TEXTS, Citizen, Town


async def _figures(turn: Turn, words: str) -> Answer:
    return Answer((Reply(lines=(f"figures {words}",)),))


ADMIN = Feature(
    commands=(
        Command("thongke", "stats", _figures, "command-start", roles=frozenset({"admin"})),
        Command("nhom", "group", _figures, "command-start", private_only=False),
    )
)


@pytest.fixture
def town(town: Town) -> Town:
    town.router = Router((*FEATURES, ADMIN))
    town.roles["boss"] = frozenset({"admin"})
    return town


@pytest.mark.parametrize("typed", ["/trogiup", "/HELP", "/help@LangNgheBot", "/Trogiup"])
async def test_commands_go_by_both_names_in_any_case(lan: Citizen, typed: str) -> None:
    assert "/danhgia" in await lan.say(typed)


async def test_a_command_of_a_role_is_answered_like_one_that_is_not_there(
    town: Town, known: Citizen
) -> None:
    unknown = await known.say("/khongco")
    answer = known.answer
    assert await known.say("/thongke") == unknown
    assert known.answer == answer
    assert await known.say("/stats binh luc") == unknown
    assert await known.press("c:thongke thang 10") == unknown
    assert await known.press("c:") == unknown
    assert "/thongke" not in await known.say("/trogiup")


async def test_who_has_the_role_is_served(town: Town) -> None:
    boss = town.citizen("boss")
    assert await boss.say("/thongke tháng này") == "figures tháng này"
    assert await boss.press("c:stats q") == "figures q"
    assert "/thongke" in await boss.say("/trogiup")


async def test_every_command_is_described_in_every_language() -> None:
    for command in Router(FEATURES).commands:
        for language in TEXTS.languages:
            assert TEXTS.render(Text(command.about), language)


async def test_commands_do_not_share_names() -> None:
    names = [
        name for command in Router(FEATURES).commands for name in {command.name, command.alias}
    ]
    assert len(names) == len(set(names))


async def test_buttons_nobody_knows_get_a_kind_answer(known: Citizen) -> None:
    for forged in ("", "zz", "zz:1", ":::", "x" * 64, "c:/danhgia", "s:", "S:\x00", "k:nobody"):
        assert await known.press(forged)
        assert known.buttons


async def test_an_old_button_in_the_middle_of_a_form_puts_the_question_again(lan: Citizen) -> None:
    await lan.say("/gopy")
    question = lan.answer.replies[-1].rows
    assert "cũ" in await lan.press("zz:1")
    assert lan.answer.replies[-1].rows == question


async def test_blocked_and_returned_are_remembered_and_not_answered(
    town: Town, known: Citizen
) -> None:
    assert await known.send(notice="blocked") == ""
    assert await known.send(notice="returned") == ""
    assert await known.send(notice="joined-group", private=False) == ""
    assert "Xin chào" in await known.say("chao")


async def test_what_cannot_be_read_is_said_so(lan: Citizen) -> None:
    assert "chưa đọc được" in await lan.send(unsupported=True)
    await lan.say("/gopy")
    question = lan.answer.replies[-1].rows
    assert "chưa đọc được" in await lan.send(unsupported=True)
    assert lan.answer.replies[-1].rows == question


async def test_groups_are_for_nothing_private(town: Town, lan: Citizen) -> None:
    private = await lan.say("/gopy", private=False)
    assert "nhắn riêng" in private
    assert await lan.say("/thongke", private=False) == private
    assert await lan.say("/khongco", private=False) == private
    assert await lan.say("chào cả nhà, hôm nay thế nào", private=False) == ""
    assert await lan.photo(private=False) == ""
    assert await lan.press("c:gopy", private=False) == ""
    assert lan.answer.toast == Text("router-private")
    assert await lan.say("/nhom x", private=False) == "figures x"
    arrival = await town.storage.work().people.arrive(Address("test", "lan"), "later")
    assert arrival.conversation is None


@pytest.mark.parametrize(
    "words",
    ["Cháy nhà ở xóm 5 rồi, giúp với!", "nha toi boc chay", "/gopy có người bất tỉnh ngoài đường"],
)
async def test_danger_to_life_comes_first(lan: Citizen, words: str) -> None:
    shown = await lan.say(words)
    assert "114" in TEXTS.render(lan.answer.replies[0].lines[0], "vi")
    assert len(lan.answer.replies) > 1
    assert shown.index("114") < 300


async def test_danger_is_seen_in_the_middle_of_a_form_and_the_form_goes_on(lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.say("cap cuu voi, co nguoi bi dien giat")
    assert "115" in lan.shown
    assert len(lan.answer.replies) == 2


async def test_no_alarm_for_everyday_words(lan: Citizen) -> None:
    assert "114" not in await lan.say("Tôi chạy xe qua cầu thấy đường hỏng nặng lắm")


async def test_a_turn_that_fails_keeps_nothing(
    town: Town, known: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(turn: Turn, words: str) -> Answer:
        turn.storage.people.choose_language(turn.person.id, "en")
        turn.storage.attempts.add(turn.person.id, "wrong-code", turn.now)
        raise RuntimeError

    town.router = Router((*FEATURES, Feature(commands=(Command("hong", "broken", breaks, "x"),))))
    with pytest.raises(RuntimeError):
        await known.say("/hong")
    assert known.turn is not None
    work = town.storage.work()
    arrival = await work.people.arrive(Address("test", "minh"), "none")
    assert arrival.person is not None
    assert arrival.person.language is None
    assert (
        await work.attempts.count(arrival.person.id, "wrong-code", town.now.replace(year=2020))
        == 0
    )
