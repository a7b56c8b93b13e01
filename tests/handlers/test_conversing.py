from __future__ import annotations

import pytest

from feedback.messages import Address
from handlers.context import Turn
from handlers.conversing import put_again, saying
from tests.handlers.conftest import Citizen, Town


async def _waiting(town: Town, account: str) -> int:
    return (await town.storage.work().people.arrive(Address("test", account), "later")).waiting


async def test_later_keeps_everything_and_the_button_brings_it_back(
    town: Town, known: Citizen
) -> None:
    await known.say("/gopy")
    await known.tap("Kiến nghị")
    rows = known.answer.replies[-1].rows
    await known.tap("Để sau")
    assert await _waiting(town, "minh") == 1
    town.pass_by(days=3)
    assert "Làm tiếp phần còn dở" in (await known.say("xin chao"))
    await known.tap("Làm tiếp")
    assert known.answer.replies[-1].rows == rows
    assert await _waiting(town, "minh") == 0


async def test_going_on_by_words(known: Citizen) -> None:
    await known.say("/gopy")
    rows = known.answer.replies[-1].rows
    await known.say("để sau")
    await known.say("tiếp tục")
    assert known.answer.replies[-1].rows == rows


async def test_several_unfinished_forms_are_offered_by_title(town: Town, known: Citizen) -> None:
    for _ in range(2):
        await known.say("/gopy")
        await known.tap("Kiến nghị")
        await known.tap("Để sau")
    await known.say("lam tiep")
    assert len(known.buttons) == 2
    await known.press(known.buttons[1].data)
    assert known.turn is not None
    assert known.turn.conversation is not None


async def test_a_tap_on_a_form_put_aside_offers_to_go_on(town: Town, known: Citizen) -> None:
    await known.say("/gopy")
    old = known.buttons[0].data
    await known.tap("Để sau")
    await known.press(old)
    assert "làm dở" in known.shown
    await known.press("q:zzzzzz:kind:problem")
    assert "đã xong" in known.shown


async def test_going_on_with_another_puts_this_one_aside(town: Town, known: Citizen) -> None:
    await known.say("/gopy")
    await known.tap("Kiến nghị")
    await known.tap("Để sau")
    resume = known.buttons[0].data
    await known.press("s:r_one-stop_binh-luc-hcc")
    await known.press(resume)
    assert "thuộc nhóm nào" in known.shown
    assert await _waiting(town, "minh") == 1
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.form == "case"


async def test_going_on_with_what_is_gone_puts_the_question_again(known: Citizen) -> None:
    await known.say("/gopy")
    rows = known.answer.replies[-1].rows
    assert "đã xong" in await known.press("k:zzzzzz")
    assert known.answer.replies[-1].rows == rows


async def test_cancel_asks_first(town: Town, known: Citizen) -> None:
    await known.say("/gopy")
    rows = known.answer.replies[-1].rows
    assert "muốn hủy" in await known.say("/cancel")
    await known.tap("Không, làm tiếp")
    assert known.answer.replies[-1].rows == rows


async def test_old_unfinished_forms_are_not_brought_up(town: Town, known: Citizen) -> None:
    await known.say("/gopy")
    await known.tap("Để sau")
    town.pass_by(days=31)
    await known.say("/gopy")
    await known.say("/huy")
    await known.tap("Có, hủy")
    assert "làm dở" not in known.shown
    await known.say("tiep tuc")
    assert "điều gì" in known.shown


async def test_a_conversation_keeps_its_version_of_the_form(town: Town, known: Citizen) -> None:
    await known.say("/gopy")
    form = town.forms.forms["case"]
    town.forms.older["case", form.version] = form
    town.forms.forms["case"] = form.model_copy(
        update={"version": 2, "questions": form.questions[3:]}
    )
    await known.tap("Kiến nghị")
    assert "thuộc nhóm nào" in known.shown
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.version == form.version


async def test_two_messages_at_once_do_not_both_count(town: Town, known: Citizen) -> None:
    from feedback.errors import Conflict

    await known.say("/gopy")
    work, other = town.storage.work(), town.storage.work()
    for each, event in ((work, "e1"), (other, "e2")):
        arrival = await each.people.arrive(Address("test", "minh"), event)
        assert arrival.conversation is not None
        each.conversations.save("p", arrival.conversation)
    assert known.turn is not None
    person = known.turn.person.id
    one, two = town.storage.work(), town.storage.work()
    for each, event in ((one, "e3"), (two, "e4")):
        arrival = await each.people.arrive(Address("test", "minh"), event)
        assert arrival.conversation is not None
        each.conversations.save(person, arrival.conversation)
    await one.commit("test", "e3", town.now)
    with pytest.raises(Conflict):
        await two.commit("test", "e4", town.now)


def test_something_said_above_nothing_is_a_reply_of_its_own() -> None:
    [reply] = saying(("xin chào",), ())
    assert reply.lines == ("xin chào",)
    assert saying((), ()) == ()


def test_nothing_can_be_put_again_when_nothing_is_asked(known: Citizen) -> None:
    turn = known.turn
    assert isinstance(turn, Turn)
    turn.conversation = None
    with pytest.raises(ValueError, match="nothing"):
        put_again(turn)


async def test_the_list_of_things_to_do_leads_to_every_unfinished_form(known: Citizen) -> None:
    """“Go on with what is unfinished” led only to the form being held, not to the one put aside."""
    await known.say("/gopy")
    await known.tap("Phản ánh")
    await known.say("/start r_one-stop_binh-my-q1_khai-sinh")
    await known.tap("Bắt đầu:")
    await known.say("/start")
    await known.tap("Làm tiếp phần còn dở")
    assert "2 phần làm dở" in known.shown
    assert len(known.labels) == 2
    await known.tap("Làm tiếp: Gửi phản ánh")
    assert "thuộc nhóm nào" in known.shown


async def test_go_on_typed_in_the_middle_of_a_form_is_no_wrong_answer(known: Citizen) -> None:
    await known.say("/gopy")
    before = known.shown
    await known.say("làm tiếp")
    assert "Xin chọn" not in known.shown
    assert known.shown in before
