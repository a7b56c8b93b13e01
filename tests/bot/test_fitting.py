from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Capabilities, Outgoing
from bot.fitting import board, fit, with_places
from bot.texts import Texts
from feedback.board import Board
from feedback.messages import Button, Picture, Reply, Strong
from feedback.text import fold

TEXTS = Texts()
RICH = Capabilities(
    text_length=4096,
    buttons=100,
    columns=8,
    edit=True,
    strong=True,
    pictures=True,
    files=True,
    requests=frozenset({"phone", "location"}),
)
BARE = Capabilities(text_length=50)
LONG = Capabilities(text_length=100_000)
FEW_LONG = Capabilities(text_length=100_000, buttons=2, pages=2)


def fitted(
    reply: Reply, capabilities: Capabilities = RICH, pressed: str | None = None
) -> list[Outgoing]:
    return fit(reply, capabilities, TEXTS, "vi", "chat", pressed)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_lines_become_one_text_and_what_stands_out_is_marked_in_utf16_units() -> None:
    [out] = fitted(Reply(lines=("👍 xin", Strong("chào bà"), "")))
    assert out.text == "👍 xin\nchào bà\n"
    [(start, length)] = out.strong
    assert (
        out.text.encode("utf-16-le")[start * 2 : (start + length) * 2].decode("utf-16-le")
        == "chào bà"
    )


def test_a_channel_that_cannot_make_words_stand_out_gets_them_plain() -> None:
    [out] = fitted(Reply(lines=(Strong("chào"),)), BARE)
    assert out.text == "chào"
    assert out.strong == ()


def test_buttons_keep_their_rows_within_the_columns_of_the_channel() -> None:
    row = tuple(Button(str(n), f"q:{n}") for n in range(10))
    [out] = fitted(Reply(lines=("?",), rows=(row,)))
    assert [len(keys) for keys in out.rows] == [8, 2]


def test_a_channel_without_buttons_gets_a_numbered_list() -> None:
    rows = ((Button("Có", "a"), Button("Không", "b")), (Button("Trang web", url="https://x.vn"),))
    [out] = fitted(Reply(lines=("?",), rows=rows), BARE)
    assert out.text == "?\n\n1. Có\n2. Không\nTrang web: https://x.vn"
    assert out.rows == ()
    assert out.numbered


@pytest.mark.parametrize(
    ("reply", "listed"),
    [
        (
            Reply(
                lines=("Nhà có mấy người?",),
                rows=((Button("Quay lại", "a"), Button("Bỏ qua", "b")), (Button("Hủy", "c"),)),
                numbered=False,
            ),
            "Quay lại · Bỏ qua\nHủy",
        ),
        (
            Reply(lines=("Từ 0 đến 2?",), rows=((Button("0", "a"), Button("1", "b")),)),
            "0 · 1",
        ),
        (Reply(lines=("Chọn",), rows=((Button("1. Rất kém", "a"),),)), "1. Rất kém"),
        (
            Reply(
                lines=("Quy tắc:", "1. Biết chào", "2. Biết nghe"), rows=((Button("Về", "a"),),)
            ),
            "Về",
        ),
    ],
)
def test_where_a_number_would_mean_something_else_words_are_offered(
    reply: Reply, listed: str
) -> None:
    [out] = fitted(reply, Capabilities(2000))
    assert out.text.endswith(f"\n\nCó thể gõ:\n{listed}")
    assert not out.numbered
    typed = board((reply,), BARE, TEXTS, "vi")
    assert typed is not None
    assert typed.places == ()
    assert typed.pressed_by("2") is None


def test_a_list_that_nobody_can_type_from_is_none() -> None:
    links = Reply(lines=("?",), rows=((Button("Trang web", url="https://x.vn"),),), numbered=False)
    [out] = fitted(links, BARE)
    assert out.text == "?\n\nTrang web: https://x.vn"
    assert board((links,), BARE, TEXTS, "vi") == Board()


def test_what_could_be_typed_stays_so_while_nothing_new_is_offered() -> None:
    assert board((), BARE, TEXTS, "vi") is None
    assert board((Reply(lines=("Đã ghi nhận.",)),), BARE, TEXTS, "vi") is None
    pressed = Reply(lines=("?",), rows=((Button("x", "y"),),))
    assert board((pressed,), RICH, TEXTS, "vi") == Board()


BUTTONS = st.lists(
    st.lists(
        st.builds(
            Button,
            st.sampled_from(
                (
                    "Có",
                    "Không",
                    "có",
                    "Gửi",
                    "1",
                    "2",
                    "3 lần",
                    "10",
                    "2. Kém",
                    "Hủy",
                    "24/7",
                    "☐ A",
                )
            )
            | st.text("ABcđ12☐", min_size=1, max_size=4),
            st.text("abc:-", min_size=1, max_size=4),
            st.just(""),  # links are no presses
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    max_size=6,
).map(tuple)
REPLIES = st.lists(
    st.builds(
        Reply,
        lines=st.sampled_from((("?",), ("Chọn:", "1. một", "2. hai"), ("Năm 2026",))),
        rows=BUTTONS,
        numbered=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@given(REPLIES, st.sampled_from((LONG, FEW_LONG)))
def test_a_number_presses_what_stands_beside_it_and_nothing_else(
    replies: tuple[Reply, ...], capabilities: Capabilities
) -> None:
    """Whatever is listed: at most one list of a turn counts, and k presses its k-th button."""
    typed = board(replies, capabilities, TEXTS, "vi")
    last = with_places(replies)
    listed: dict[int, str] = {}
    for at, reply in enumerate(replies):
        outs = fit(reply, capabilities, TEXTS, "vi", "c", places=at == last)
        if not reply.rows or any(out.rows for out in outs) or not outs[0].numbered:
            continue
        assert not listed, "two lists count at once"
        lines = "\n".join(out.text for out in outs).rpartition("\n\n")[2].split("\n")
        buttons = [button for row in reply.rows for button in row]
        for number, (line, button) in enumerate(zip(lines, buttons, strict=True), 1):
            assert line == f"{number}. {button.label}".strip()
            listed[number] = button.data
    assert (typed is None) == (last < 0)
    for number in (*range(1, 14), 24):
        pressed = typed.pressed_by(str(number)) if typed else None
        if number in listed:
            assert pressed == listed[number]
        elif pressed is not None:
            named = {
                button.data
                for reply in replies
                for row in reply.rows
                for button in row
                if fold(str(button.label)) == str(number)
            }
            assert pressed in named, "a label that is a number is typed as it is"


def test_a_reply_to_a_press_takes_the_place_of_the_message_where_the_channel_can() -> None:
    reply = Reply(lines=("tiếp",), edit=True)
    assert fitted(reply, pressed="7")[0].edit == "7"
    assert fitted(reply, BARE, pressed="7")[0].edit is None
    assert fitted(Reply(lines=("mới",)), pressed="7")[0].edit is None


def test_long_text_is_sent_in_parts_and_the_keyboard_stays_with_the_last() -> None:
    reply = Reply(lines=("một hai ba bốn năm " * 10,), rows=((Button("x", "y"),),), edit=True)
    parts = fitted(reply, Capabilities(text_length=60, buttons=5, edit=True), pressed="7")
    assert len(parts) > 2
    assert all(units(part.text) <= 60 for part in parts)
    assert [bool(part.rows) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert all(part.edit is None for part in parts)
    assert " ".join(part.text for part in parts).split() == ("một hai ba bốn năm " * 10).split()


def test_text_is_not_cut_within_what_stands_out_where_another_place_will_do() -> None:
    lines = ("một hai", Strong("A 12 B 34 C"), "ba bốn năm")
    narrow = Capabilities(text_length=15, strong=True)
    parts = fitted(Reply(lines=lines), narrow)
    assert [part.text for part in parts] == ["một hai", "A 12 B 34 C", "ba bốn năm"]
    assert [part.strong for part in parts] == [(), ((0, 11),), ()]


def test_long_words_that_stand_out_are_cut_between_words_and_still_stand_out() -> None:
    lines = ("ab cd", Strong("E FFFF GGGG HHHH IIII"))
    parts = fitted(Reply(lines=lines), Capabilities(text_length=20, strong=True))
    assert [part.text for part in parts] == ["ab cd\nE FFFF GGGG", "HHHH IIII"]
    assert [part.strong for part in parts] == [((6, 11),), ((0, 9),)]


def test_a_part_of_blanks_is_not_sent() -> None:
    parts = fitted(Reply(lines=("một" + "\n" * 40 + "hai",)), Capabilities(text_length=10))
    assert [part.text for part in parts] == ["một", "hai"]


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=6), st.integers(0, 5))
def test_nothing_is_lost_whatever_is_written_and_however_it_is_split(
    parts: list[str], mark: int
) -> None:
    lines = tuple(Strong(part) if n == mark else part for n, part in enumerate(parts))
    outs = fitted(Reply(lines=lines), Capabilities(text_length=20, strong=True))
    assert all(units(out.text) <= 20 for out in outs)
    shown = "".join("".join(out.text.split()) for out in outs)
    assert shown == "".join("".join(parts).split())
    for out in outs:
        for start, length in out.strong:
            assert start >= 0
            assert start + length <= units(out.text)


def test_a_picture_carries_its_text_as_caption_or_before_it_when_that_is_long() -> None:
    picture = Picture("a.png", "image/png", b"png")
    [one] = fitted(Reply(lines=("ngắn",), picture=picture))
    assert (one.text, one.content) == ("ngắn", b"png")
    two = fitted(Reply(lines=("d" * 1500,), picture=picture))
    assert [bool(part.content) for part in two] == [True, False]


def test_a_file_that_a_channel_cannot_carry_is_said_to_be_there() -> None:
    [out] = fitted(
        Reply(lines=("Đây",), picture=Picture("a.xlsx", "x/y", b"1")), Capabilities(4096)
    )
    assert out.content is None
    assert "a.xlsx" in out.text


@pytest.mark.parametrize("capabilities", [RICH, BARE])
def test_a_wish_for_a_phone_number_is_shown_where_the_channel_has_a_button_for_it(
    capabilities: Capabilities,
) -> None:
    [out] = fitted(Reply(lines=("?",), request="phone"), capabilities)
    assert (out.request == "phone") == bool(capabilities.requests)
    assert bool(out.request_label) == bool(capabilities.requests)


def test_what_waits_in_the_outbox_comes_back_as_it_was() -> None:
    reply = Reply(lines=(Strong("a"), "b"), rows=((Button("x", "y"),),), request="phone")
    [out] = fitted(reply)
    assert Outgoing.load(out.dump(), None) == out


FEW = Capabilities(
    text_length=2000,
    buttons=5,
    pages=3,
    pictures=True,
    captions=False,
    files=True,
    file_types=frozenset({"application/pdf"}),
    largest_file=100,
)


def numbered(count: int) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(f"Nút {n}", f"q:{n}"),) for n in range(count))


@pytest.mark.parametrize(
    ("count", "pages"), [(1, [1]), (5, [5]), (6, [5, 1]), (10, [5, 5]), (15, [5, 5, 5])]
)
def test_more_buttons_than_a_message_carries_go_on_in_the_next(
    count: int, pages: list[int]
) -> None:
    out = fitted(Reply(lines=("Chọn",), rows=numbered(count)), FEW)
    assert [len(each.rows) for each in out] == pages
    assert [key.data for each in out for [key] in each.rows] == [f"q:{n}" for n in range(count)]
    assert [each.text for each in out] == ["Chọn", *["Lựa chọn khác:"] * (len(pages) - 1)]


def test_buttons_for_more_pages_than_anybody_reads_are_numbered() -> None:
    [out] = fitted(Reply(lines=("Chọn",), rows=numbered(16)), FEW)
    assert out.rows == ()
    assert "16. Nút 15" in out.text


def test_words_and_buttons_follow_a_picture_that_takes_none() -> None:
    chart = Picture("a.png", "image/png", b"x" * 1000)
    picture, words = fitted(Reply(lines=("Biểu đồ",), rows=numbered(2), picture=chart), FEW)
    assert (picture.content, picture.text, picture.rows) == (chart.content, "", ())
    assert (words.text, len(words.rows)) == ("Biểu đồ", 2)
    [alone] = fitted(Reply(lines=(), picture=chart), FEW)
    assert alone.content == chart.content


@pytest.mark.parametrize(
    ("mime", "size", "goes"),
    [
        ("application/pdf", 100, True),
        ("application/pdf", 101, False),
        ("application/json", 10, False),
    ],
)
def test_a_file_the_channel_does_not_take_is_named(mime: str, size: int, goes: bool) -> None:
    out = fitted(Reply(lines=("Đây",), picture=Picture("a.bin", mime, b"x" * size)), FEW)
    assert any(each.content is not None for each in out) is goes
    assert any("a.bin" in each.text for each in out) is not goes


QUESTION = Reply(
    lines=("Hài lòng không?",),
    rows=(
        (Button("Có", "q:ab12:it:yes"), Button("Không", "q:ab12:it:no")),
        (Button("Để sau", "n:ab12:it:pause"),),
    ),
)


def test_in_simple_words_the_answers_stand_in_the_text_too() -> None:
    [out] = fit(QUESTION, RICH, TEXTS, "vi-simple", "chat")
    assert out.text == "Hài lòng không?\n\n1. Có\n2. Không"
    assert [key.label for row in out.rows for key in row] == ["Có", "Không", "Để sau"]
    assert out.language == "vi-simple"
    assert fitted(QUESTION)[0].text == "Hài lòng không?"


def test_in_simple_words_nothing_is_listed_twice() -> None:
    [out] = fit(QUESTION, LONG, TEXTS, "vi-simple", "chat")
    assert out.text.count("Có") == 1
    menu = Reply(lines=("Việc gì?",), rows=((Button("Đánh giá", "c:danhgia"),),))
    assert fit(menu, RICH, TEXTS, "vi-simple", "chat")[0].text == "Việc gì?"
    marks = Reply(lines=("Mấy điểm?",), rows=((Button("0", "q:a:it:0"), Button("1", "q:a:it:1")),))
    assert fit(marks, RICH, TEXTS, "vi-simple", "chat")[0].text == "Mấy điểm?"
