"""Where choices are typed: what a number means is kept with the turn, and means nothing else."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from bot.app import App
from bot.channel import Capabilities
from feedback.board import Board
from feedback.messages import Address, Reply
from handlers.context import Answer, Turn
from storage import Storage
from tests.bot.conftest import Running
from tests.bot.phones import Clock, Phones
from tests.channels.recorder import until


class Words(Phones):
    """Telephones without buttons."""

    capabilities: ClassVar[Capabilities] = Capabilities(text_length=4096)


class FewButtons(Phones):
    """Telephones that carry a few buttons, as Zalo's Official Account does."""

    capabilities: ClassVar[Capabilities] = Capabilities(text_length=4096, buttons=2, pages=2)


@pytest.fixture
def words() -> Words:
    return Words()


@asynccontextmanager
async def town(running: Running, phones: Phones) -> AsyncIterator[App]:
    async with running(channel=phones) as app:
        phones.outbox, phones.pass_by = app.outbox, app.clock.pass_by  # type: ignore[attr-defined]
        yield app


async def say(phones: Phones, text: str, account: str = "lan") -> str:
    """Have somebody write and return all that was said to that."""
    before = len(phones.texts(account))
    await phones.say(account, text)
    outbox, pass_by = phones.outbox, phones.pass_by  # type: ignore[attr-defined]
    await until(lambda: outbox.idle or pass_by(seconds=0.2))  # some replies wait for more of them
    return "\n".join(phones.texts(account)[before:])


def number(shown: str, label: str) -> str:
    found = re.search(rf"^(\d+)\. {re.escape(label)}", shown, re.MULTILINE)
    assert found, shown
    return found[1]


async def board_of(storage: Storage, account: str = "lan") -> Board | None:
    return (await storage.work().people.arrive(Address("phones", account), "x")).board


async def test_a_menu_is_typed_also_by_the_next_process(running: Running, words: Words) -> None:
    async with town(running, words) as app:
        menu = await say(words, "xin chào")
        kept = await board_of(app.storage)
        assert kept is not None
        assert len(kept.places) == len(re.findall(r"^\d+\. ", menu, re.MULTILINE))
    async with town(running, words):
        chosen = number(menu, "Đánh giá")
        assert "đánh giá" in (await say(words, chosen)).lower()


async def test_a_list_is_each_person_s_own(running: Running, words: Words) -> None:
    async with town(running, words):
        await say(words, "/language", "minh")
        menu = await say(words, "xin chào")
        await say(words, "2", "minh")
        assert "/gopy" in await say(words, number(menu, "Hướng dẫn"))


async def test_an_answer_to_a_question_is_no_place_in_an_older_list(
    running: Running, words: Words
) -> None:
    async with town(running, words):
        await say(words, "/gopy")
        await say(words, "1")
        await say(words, "duong hong")
        await say(words, "bo qua")
        asked = await say(words, "2")
        assert "Câu 4/" in asked, "one letter describes nothing, and presses nothing"


async def test_a_damaged_board_costs_no_turn(
    running: Running, words: Words, tmp_path: Path
) -> None:
    async with town(running, words) as app:
        menu = await say(words, "xin chào")
    async with town(running, words) as app:
        with sqlite3.connect(f"file:{tmp_path}/bot.db?mode=ro", uri=True) as database:
            [(sealed,)] = database.execute("SELECT board FROM address").fetchall()
        database.close()
        damaged = bytes(sealed[:-1]) + bytes([sealed[-1] ^ 1])
        await app.storage._database.script(f"UPDATE address SET board = x'{damaged.hex()}'")
        assert await board_of(app.storage) == Board()
        again = await say(words, number(menu, "Hướng dẫn"))
        assert "1. " in again, "it is not understood, and the list is shown again"
        assert "/gopy" in await say(words, number(again, "Hướng dẫn"))


async def test_long_lists_are_typed_and_short_ones_pressed(running: Running) -> None:
    few = FewButtons()
    async with town(running, few) as app:
        menu = await say(few, "xin chào")
        assert number(menu, "Đánh giá") == "1"
        kept = await board_of(app.storage)
        assert kept is not None
        assert kept.places
        # Buttons follow: a number means no more what stood in the list before them.
        await say(few, number(menu, "Ngôn ngữ"))
        assert few.messages[-1].rows
        assert await board_of(app.storage) == Board()
        assert "1. " in await say(few, "1")


async def test_with_buttons_nothing_is_kept(running: Running, phones: Phones) -> None:
    async with town(running, phones) as app:
        await say(phones, "xin chào")
        await say(phones, "/language")
        assert await board_of(app.storage) is None


async def test_what_only_pops_up_over_a_button_is_said_to_who_types(
    running: Running, words: Words
) -> None:
    async with town(running, words) as app:
        shown = await say(words, "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1")
        work = app.storage.work()
        known = await work.people.known(Address("phones", "lan"))
        held = (await work.people.arrive(Address("phones", "lan"), "y")).conversation
        assert known is not None
        assert held is not None
        # The board of a moment ago: the same move twice, as a telephone that repeats itself would.
        pause = f"n:{held.id}:{held.at}:back"
        board = Board((pause,), {})
        work.conversations.save(known.id, held.changed(last_press=pause))
        work.people.show(Address("phones", "lan"), board)
        await work.commit("", "", app.clock())
        assert "Câu 1/6" in shown
        assert await say(words, "1") == "Đã ghi nhận"


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_is_listed_a_number_presses_what_stands_beside_it(
    seed: int, running: Running, words: Words, clock: Clock
) -> None:
    """A person wanders through the whole program by typing numbers, words and commands."""
    chance = random.Random(seed)
    said: list[Reply] = []
    pressed: list[str | None] = []
    numbers = 0
    async with town(running, words) as app:
        handle = app._router.handle

        async def listening(turn: Turn) -> Answer:
            answer = await handle(turn)
            pressed.append(turn.inbound.press)
            if any(reply.rows for reply in answer.replies):
                said[:] = answer.replies
            return answer

        app._router.handle = listening  # type: ignore[method-assign]
        shown = await say(words, "/start", "chief")
        for _ in range(120):
            clock.pass_by(seconds=30)
            listed = re.findall(r"^(\d+)\. (.*)$", shown.rpartition("\n\n")[2], re.MULTILINE)
            shows_places = listed and "Có thể gõ:" not in shown.rpartition("\n\n")[2]
            if shows_places and chance.random() < 0.8:
                number, label = chance.choice(listed)
                last = next(reply for reply in reversed(said) if reply.rows)
                button = [each for row in last.rows for each in row][int(number) - 1]
                language = "vi" if app.texts.render(button.label, "vi") == label else "en"
                assert app.texts.render(button.label, language) == label
                again = await say(words, number, "chief")
                assert pressed[-1] == button.data, (shown, number)
                numbers += 1
            else:
                typed = ("/gopy", "/danhgia", "/cuatoi", "0912345678", "gui", "bo qua", "quay lai")
                again = await say(
                    words, chance.choice((*typed, "Đường hỏng ở xóm 3 lâu rồi")), "chief"
                )
            shown = again or shown
    assert numbers > 50


async def test_danger_is_heard_in_what_presses_a_button_too(
    running: Running, words: Words
) -> None:
    async with town(running, words) as app:
        await say(words, "xin chào")
        urgent = app.dispatcher.world.office.emergency_words[0]
        work = app.storage.work()
        work.people.show(Address("phones", "lan"), Board((), {urgent: "c:trogiup"}))
        await work.commit("", "", app.clock())
        said = await say(words, urgent)
        emergency = app.dispatcher.world.office.texts["emergency"]
        assert emergency["vi"][:20] in said
        await words.until(lambda: any("/gopy" in text for text in words.texts("lan")))
