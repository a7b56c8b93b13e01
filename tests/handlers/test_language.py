from __future__ import annotations

import pytest

from tests.handlers.conftest import Citizen, Town

OFFERED = ["Tiếng Việt", "English", "Chữ lớn, câu ngắn"]


@pytest.mark.parametrize("typed", ["/ngonngu en", "/language English", "tieng anh", "English"])
async def test_the_language_changes_at_once(known: Citizen, typed: str) -> None:
    assert "From now on we speak English" in await known.say(typed)
    assert "Rate a service" in known.shown
    assert "/rate" in await known.say("/help")


async def test_a_choice_is_offered(known: Citizen) -> None:
    await known.say("/ngonngu")
    assert known.labels == OFFERED
    assert "speak English" in await known.tap("English")
    await known.say("/language klingon")
    assert known.labels == ["Tiếng Việt", "English", "Large letters, short sentences"]
    assert "dùng tiếng Việt" in await known.tap("Tiếng Việt")


async def test_a_forged_language_is_not_taken(known: Citizen) -> None:
    await known.press("language:xx")
    assert known.labels == OFFERED


async def test_the_place_in_a_form_is_kept(known: Citizen) -> None:
    await known.say("/gopy")
    await known.tap("Kiến nghị")
    await known.say("/ngonngu en")
    assert "What is it about?" in known.shown
    assert "short questions" not in known.shown
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.answers == {"kind": "proposal"}


@pytest.mark.parametrize("typed", ["English", "tiếng Anh", "tieng anh"])
async def test_the_language_can_be_typed_in_the_middle_of_a_form(
    known: Citizen, typed: str
) -> None:
    await known.say("/gopy")
    await known.say("/language")
    await known.say(typed)
    assert "What would you like to tell us?" in known.shown
    assert "What would" in await known.say("English")  # spoken already: no answer to this question
    assert "Please choose" in known.shown


async def test_a_language_named_is_no_text_answer(known: Citizen) -> None:
    await known.say("/start r_one-stop_binh-my-q1_khai-sinh")
    for level in ("5", "5", "1", "5", "5"):
        await known.say(level)
    assert "góp ý điều gì" in known.shown
    await known.say("English")
    assert "From now on we speak English" in known.shown
    assert "Anything else" in known.shown
    await known.say("Anh")  # a name, and a word for English
    assert "Anh" in known.shown
    assert "Send" in known.labels


async def test_a_newcomer_reads_the_first_words_again(lan: Citizen) -> None:
    await lan.say("/start")
    await lan.tap("English")
    assert "Here you can" in lan.shown
    assert "May we ask you afterwards?" in lan.shown


async def test_the_offer_in_the_middle_of_a_form_leads_back(known: Citizen) -> None:
    await known.say("/gopy")
    await known.say("/ngonngu")
    assert known.labels == [*OFFERED, "Làm tiếp: Gửi phản ánh, kiến nghị"]


async def test_the_phone_s_language_is_only_a_hint(town: Town) -> None:
    john = town.citizen("john", language="en-GB")
    assert "What can we do for you?" in await john.say("hello")
    assert "cần việc gì" in await town.citizen("jean", language="fr").say("hello")


async def test_short_sentences_are_chosen_and_kept(known: Citizen) -> None:
    await known.say("/ngonngu")
    assert "Cách hiển thị: Chữ thường" in known.shown
    assert "Từ giờ, chúng tôi viết câu ngắn." in await known.tap("Chữ lớn")
    assert known.language == "vi-simple"
    await known.say("/lệnh-lạ")
    assert known.shown == "Chúng tôi không có lệnh này.\nXin gõ /trogiup.\n" + "\n".join(
        f"[{label}]" for label in known.labels
    )
    known.town.pass_by(days=200)
    await known.say("xin chào")
    assert known.language == "vi-simple"
    await known.say("/ngonngu")
    assert "Cách hiển thị: Chữ lớn" in known.shown
    assert "câu đầy đủ" in await known.tap("Chữ thường")
    assert known.language == "vi"


async def test_the_manner_stays_when_the_language_changes(known: Citizen) -> None:
    await known.say("/ngonngu chữ lớn")
    assert "/trogiup\nHướng dẫn" in await known.say("/help")
    await known.say("English")
    assert known.language == "en-simple"
    assert "/help\nHelp" in await known.say("/help")
    await known.say("/language usual")
    assert known.language == "en"


async def test_short_sentences_follow_the_language_of_the_phone(town: Town) -> None:
    john = town.citizen("john", language="en-GB")
    await john.say("hello")
    assert "From now on we write short sentences." in await john.say("large print")
    assert john.language == "en-simple"


@pytest.mark.parametrize("typed", ["chữ lớn", "large print"])
async def test_short_sentences_can_be_asked_for_in_the_middle_of_a_form(
    known: Citizen, typed: str
) -> None:
    await known.say("/gopy")
    assert "trả lời từng câu ngắn" in await known.say(typed)  # the intro once more
    assert "nói với chúng tôi điều gì" in known.shown
    assert "Từ giờ, chúng tôi viết câu ngắn." in known.shown
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.misses == 0
    assert "Từ giờ" not in await known.say(typed)  # chosen already: no answer to this question
