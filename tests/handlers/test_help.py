from __future__ import annotations

from tests.handlers.conftest import Citizen

_FIRST = ("start", "danhgia", "gopy", "tracuu", "cuatoi")
_LATER = ("huy", "ngonngu", "quytac", "dulieu", "trogiup")


async def test_help_names_every_command_of_a_citizen(known: Citizen) -> None:
    shown = await known.say("tro giup")
    for name in (*_FIRST, *_LATER):
        assert f"/{name} – " in shown


async def test_help_in_a_form_says_what_can_be_typed_and_leads_back(known: Citizen) -> None:
    await known.say("/gopy")
    rows = known.answer.replies[-1].rows
    assert "quay lại" in await known.say("/help")
    await known.tap("Làm tiếp")
    assert known.answer.replies[-1].rows == rows


async def test_the_code_of_conduct(known: Citizen) -> None:
    shown = await known.say("/quytac")
    assert "6 biết" in shown
    assert "c:gopy" in [button.data for button in known.buttons]
    assert await known.say("quy tac ung xu") == shown


async def test_cancelling_nothing(known: Citizen) -> None:
    assert "không có việc nào" in await known.say("/huy")
    assert "không có việc nào" in await known.say("huy")
