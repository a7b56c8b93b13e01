"""What is typed from a list where there are no buttons, and what only looks like it."""

from __future__ import annotations

import pytest

from feedback.board import Board
from feedback.messages import Address, Attachment
from tests.handlers.conftest import Citizen, Town

MENU = Board(("c:danhgia", "c:trogiup", "language:en"), {"huong dan": "c:trogiup"})
HELP = "/gopy"


@pytest.fixture
async def lan(town: Town) -> Citizen:
    """Somebody who sees a list."""
    citizen = town.citizen()
    await citizen.say("/quytac")
    await shows(town, MENU)
    return citizen


async def shows(town: Town, board: Board) -> None:
    work = town.storage.work()
    work.people.show(Address("test", "lan"), board)
    await work.commit("", "", town.now)


@pytest.mark.parametrize("typed", ["2", "số 2", "Hướng dẫn"])
async def test_a_number_or_the_words_press_the_button(lan: Citizen, typed: str) -> None:
    assert HELP in await lan.say(typed)


async def test_the_last_list_counts(town: Town, lan: Citizen) -> None:
    await shows(town, Board(("c:quytac",), {}))
    assert "Quy tắc ứng xử" in await lan.say("1")
    assert "chỉ có từ 1 đến 1" in await lan.say("2")


async def test_a_number_that_stands_nowhere_is_answered_with_the_list(lan: Citizen) -> None:
    assert "chỉ có từ 1 đến 3" in await lan.say("9")
    assert "chỉ có" not in await lan.say("mấy giờ")


async def test_without_numbers_a_number_is_not_understood(town: Town, lan: Citizen) -> None:
    await shows(town, Board((), MENU.words))
    said = await lan.say("2")
    assert HELP not in said
    assert "chỉ có" not in said


async def test_what_comes_with_a_photo_or_as_a_correction_presses_nothing(lan: Citizen) -> None:
    assert HELP not in await lan.say("2", edited=True)
    assert HELP not in await lan.say("2", attachments=(Attachment("photo", "p1"),))


async def test_a_button_that_is_no_more_is_answered_kindly(town: Town, lan: Citizen) -> None:
    await shows(town, Board(("q:abc234:speed:good", "old:thing"), {}))
    assert "đã xong hoặc đã đóng" in await lan.say("1")
    assert "Nút này đã cũ" in await lan.say("2")
