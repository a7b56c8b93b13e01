"""What is typed at a terminal becomes what a person does; what is sent is shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.channel import Key, Outgoing, Receipt
from bot.channels.console import Console
from feedback.messages import Inbound
from tests.channels.recorder import Recorder

BOARD = ((Key("Có", "q:yes"), Key("Không", "q:no")), (Key("Trang", url="https://x.vn"),))


class Screen:
    """A person at a terminal, what they see and what the bot gets."""

    def __init__(self, folder: Path | None = None) -> None:
        self.shown: list[str] = []
        self.recorder = Recorder()
        self.console = Console("1", self.shown.append, folder)

    async def type(self, line: str) -> Inbound:
        await self.console.type(line)
        return self.recorder.events[-1]


@pytest.fixture
async def screen(tmp_path: Path) -> Screen:
    made = Screen(tmp_path)
    await made.console.start(made.recorder)
    return made


async def test_a_number_presses_a_button_of_the_last_list(screen: Screen) -> None:
    assert (await screen.type("2")).text == "2", "there is no list yet"
    await screen.console.send(Outgoing(chat="1", text="Có không?", rows=BOARD))
    assert screen.shown == ["Có không?\n  [1] Có   [2] Không\n  [3] Trang <https://x.vn>"]
    assert (await screen.type(" 2 ")).press == "q:no"
    assert (await screen.type("9")).text == "9"
    assert (await screen.type("=2")).text == "2"
    assert (await screen.type("=x")).text == "=x"
    assert (await screen.type("không")).press is None
    numbers = tuple(Key(str(n), f"n:{n}") for n in range(11))
    await screen.console.send(Outgoing(chat="1", text="0 đến 10", rows=(numbers,), numbered=False))
    assert (await screen.type("10")).press == "n:10", "a label that is a number is meant itself"


async def test_of_two_lists_shown_at_once_one_counts_and_the_other_is_named(
    screen: Screen,
) -> None:
    english = Outgoing(chat="1", rows=((Key("English", "language:en"),),), numbered=False)
    await screen.console.send(english)
    await screen.console.send(Outgoing(chat="1", text="Có không?", rows=BOARD))
    assert screen.shown[0] == "  [English]"
    assert (await screen.type("1")).press == "q:yes"
    assert (await screen.type("english")).press == "language:en"
    await screen.console.send(Outgoing(chat="1", text="Gửi?", rows=((Key("Gửi", "r:go"),),)))
    assert (await screen.type("english")).press is None, "that was before"
    assert (await screen.type("1")).press == "r:go"


async def test_a_number_answers_a_question_that_is_answered_in_words(screen: Screen) -> None:
    """It once pressed "back" or "skip" instead."""
    moves = ((Key("Quay lại", "n:a1:pole:back"), Key("Bỏ qua", "n:a1:pole:skip")),)
    help = (Key("Trợ giúp", "c:trogiup"),)
    await screen.console.send(
        Outgoing(chat="1", text="Số cột?", rows=(*moves, help), numbered=False)
    )
    assert screen.shown == ["Số cột?\n  [Quay lại]   [Bỏ qua]\n  [Trợ giúp]"]
    assert (await screen.type("2")).text == "2"
    assert (await screen.type(" bỏ qua ")).press == "n:a1:pole:skip"
    assert (await screen.type("bo qua")).text == "bo qua", "the bot itself knows these words"
    assert (await screen.type("@tap 1 tro giup")).press == "c:trogiup"
    leaving = ((Key("Không, làm tiếp", "n:a1:pole:stay"), Key("Có, hủy", "n:a1:pole:leave")),)
    await screen.console.send(Outgoing(chat="1", text="Hủy?", rows=leaving))
    assert (await screen.type("2")).press == "n:a1:pole:leave"


async def test_an_old_button_can_be_tapped_by_its_words(screen: Screen) -> None:
    await screen.console.send(Outgoing(chat="1", text="cũ", rows=BOARD))
    await screen.console.send(Outgoing(chat="1", text="mới", rows=((Key("Gửi", "r:go"),),)))
    assert (await screen.type("@tap 2 khong")).press == "q:no"
    assert (await screen.type("@tap 1 GỬI")).press == "r:go"
    for wrong in ("@tap", "@tap x Gửi", "@tap 3 Gửi", "@tap 0 Gửi"):
        with pytest.raises(ValueError, match="@tap 2"):
            await screen.type(wrong)
    with pytest.raises(ValueError, match="Nút ở đó: Gửi"):
        await screen.type("@tap 1 Xóa")


async def test_things_that_cannot_be_typed(screen: Screen) -> None:
    await screen.type("@photo 3 đường hỏng")
    album = screen.recorder.events[-3:]
    assert {each.attachments[0].kind for each in album} == {"photo"}
    assert len({each.album for each in album}) == 1
    assert album[0].album
    assert [each.text for each in album] == ["đường hỏng", "", ""]
    voice = await screen.type("@voice nghe giúp tôi")
    assert (voice.attachments[0].kind, voice.album, voice.text) == ("voice", None, "nghe giúp tôi")
    assert (await screen.type("@video")).attachments[0].mime == "video/mp4"
    assert (await screen.type("@file")).attachments[0].kind == "file"
    before = len(screen.recorder.events)
    assert (await screen.type("@sticker 4")).attachments[0].kind == "sticker"
    assert len(screen.recorder.events) == before + 4
    contact = (await screen.type("@phone  0912345678 ")).contact
    assert contact is not None
    assert contact.phone == "0912345678"
    assert (await screen.type("@lan chào")).text == "@lan chào"
    assert await screen.console.fetch("photo1")


async def test_a_place(screen: Screen) -> None:
    place = (await screen.type("@place 20.49, -105.9")).location
    assert place is not None
    assert (place.latitude, place.longitude) == (20.49, -105.9)
    for wrong in ("@place", "@place chợ Phủ", "@place 91,0", "@place 0,181", "@place 1.2.3,4"):
        with pytest.raises(ValueError, match="@place VĨ ĐỘ"):
            await screen.type(wrong)


async def test_a_correction_is_of_what_was_typed_last(screen: Screen) -> None:
    typed = await screen.type("Đèn hỏng")
    await screen.console.send(Outgoing(chat="1", text="Có không?", rows=BOARD))
    await screen.type("1")
    edited = await screen.type("@edit Đèn hỏng ở xóm 3")
    assert edited.edited
    assert edited.message == typed.message
    assert edited.text == "Đèn hỏng ở xóm 3"


async def test_files_are_kept_side_by_side_and_nowhere_else(
    screen: Screen, tmp_path: Path
) -> None:
    for content in (b"one", b"two"):
        outgoing = Outgoing(chat="1", text="Đây", name="../../x.png", content=content)
        await screen.console.send(outgoing)
    assert sorted(os.listdir(tmp_path)) == ["1-x.png", "2-x.png"]
    assert screen.shown[1] == f"Đây\n[{tmp_path / '2-x.png'}]"
    nowhere = Screen()
    await nowhere.console.send(Outgoing(chat="1", name="x.png", content=b""))
    assert nowhere.shown == ["[x.png]"]


async def test_two_runs_never_say_the_same_event(screen: Screen, tmp_path: Path) -> None:
    other = Screen(tmp_path)
    await other.console.start(other.recorder)
    assert (await screen.type("alo")).event != (await other.type("alo")).event


async def test_words_over_a_button_come_back(screen: Screen) -> None:
    screen.recorder.toast = "Đã ghi nhận"
    assert await screen.console.type("alo") == "Đã ghi nhận"


async def test_nothing_is_taken_before_the_start_and_after_the_stop() -> None:
    screen = Screen()
    with pytest.raises(RuntimeError, match="not started"):
        await screen.console.type("alo")

    async def take(inbound: Inbound) -> Receipt:
        return Receipt()

    await screen.console.start(take)
    assert await screen.console.type("alo") is None
    await screen.console.stop()
    with pytest.raises(RuntimeError, match="not started"):
        await screen.console.type("alo")
