"""The engine: asking, answering, going back, skipping, pausing, leaving."""

from dataclasses import replace

import pytest

from feedback.conversation import Discarded, Ended, Paused, Submitted, begin, load
from feedback.messages import Attachment, Reply
from feedback.question import Around
from tests.feedback.sample import (
    BEGUN,
    CARD,
    LEVELS,
    OFFICE,
    PHOTO,
    PLACE,
    VOICE,
    YES_NO,
    Card,
    Leaf,
    Photos,
    Talk,
    Ticks,
    form,
    note,
    pick,
    say,
)

LATE = {"question": "a", "is": "no"}


def test_one_question_per_message_with_progress_and_a_small_keyboard() -> None:
    talk = Talk(form(pick("a"), say("b", required=False), say("c"), intro={"vi": "Xin chào."}))
    assert talk.said == "Xin chào.\n\nCâu 1/3\nCâu a?"
    assert talk.rows == [["Có"], ["Không"], ["Để sau", "Hủy"]]
    talk.press("Có")
    assert talk.said == "Câu 2/3\nCâu b?"
    assert talk.rows == [["Quay lại", "Bỏ qua"], ["Để sau", "Hủy"]]
    talk.says("ngõ 5")
    assert talk.said == "Câu 3/3\nCâu c?"
    assert talk.held.answers == {"a": "yes", "b": "ngõ 5"}


def test_a_reply_to_a_press_takes_the_place_of_the_pressed_message() -> None:
    talk = Talk(form(pick("a"), pick("b"), pick("c")))
    assert not talk.last.edit
    assert talk.press("Có").last.edit
    assert not talk.says("co").last.edit


def test_progress_counts_what_applies() -> None:
    talk = Talk(form(pick("a"), say("why", when=LATE), say("c")))
    assert talk.said.startswith("Câu 1/2")
    assert talk.says("khong").said.startswith("Câu 2/3")
    assert Talk(form(pick("a"))).said == "Câu a?"


def test_choices_stand_in_columns_under_hint_and_lines() -> None:
    ticks = Ticks(
        name="t", text={"vi": "Gì?"}, options=YES_NO, hint={"vi": "Chọn bao nhiêu cũng được."}
    )
    talk = Talk(form(pick("a", columns=2), ticks))
    assert talk.rows[0] == ["Có", "Không"]
    assert talk.press("Có").said == "Câu 2/2\nGì?\nChọn bao nhiêu cũng được.\nđã chọn 0"


def test_a_question_may_ask_the_channel_for_a_button_of_its_own() -> None:
    talk = Talk(form(Card(name="card", text={"vi": "Số?"}), pick("b")))
    assert talk.last.request == "phone"
    talk.hears(contact=CARD)
    assert talk.held.answers == {"card": "+84912345678"}
    assert talk.last.request is None


def test_notes_come_with_the_next_question() -> None:
    talk = Talk(form(note("hello"), pick("a"), note("late", when=LATE), note("on"), pick("b")))
    assert talk.said == "Lời hello.\n\nCâu 1/2\nCâu a?"
    assert talk.says("khong").said == "Lời late.\n\nLời on.\n\nCâu 2/2\nCâu b?"
    assert talk.says("quay lai", "co").said == "Lời on.\n\nCâu 2/2\nCâu b?"


def test_a_note_can_end_the_form() -> None:
    lawful = note("lawful", when=LATE, ends=True)
    talk = Talk(form(pick("a"), note("first", when=LATE), lawful, say("b")))
    assert talk.said.startswith("Câu 1/2")
    talk.says("khong")
    assert talk.said == "Lời first.\n\nLời lawful."
    assert talk.outcome == Ended("lawful")
    assert talk.step.conversation is None
    other = Talk(form(pick("a"), lawful, say("b"))).says("co")
    assert other.said == "Câu 2/2\nCâu b?"


def test_a_form_of_nothing_but_notes_is_over_at_once() -> None:
    talk = Talk(form(note("hello"), intro={"vi": "Chào."}))
    assert talk.said == "Chào.\n\nLời hello."
    assert talk.outcome == Submitted({}, {})


def test_without_review_the_last_answer_sends_the_form() -> None:
    talk = Talk(form(pick("a"), note("bye"), review=False)).press("Có")
    assert talk.outcome == Submitted({"a": "yes"}, {})
    assert talk.said == "Lời bye."
    plain = Talk(form(pick("a"), review=False)).press("Có")
    assert plain.outcome == Submitted({"a": "yes"}, {})
    assert plain.step.replies == ()


def test_what_is_known_beforehand_is_not_asked_but_can_be_changed_in_the_review() -> None:
    talk = Talk(
        form(note("hello"), pick("unit"), pick("a"), pick("b")),
        answers={"unit": "yes", "gone": 1},
    )
    assert talk.said == "Lời hello.\n\nCâu 1/2\nCâu a?"
    assert talk.rows[-1] == ["Để sau", "Hủy"]
    assert "Quay lại" not in talk.labels
    talk.says("co", "co")
    assert "1. Câu unit? – Có" in talk.said
    talk.says("1")
    assert talk.said == "Sửa câu trả lời:\nCâu unit?\nĐang chọn: Có"
    assert talk.says("khong", "gui").outcome == Submitted(
        {"unit": "no", "a": "yes", "b": "yes"}, {}
    )


def test_everything_known_beforehand_leaves_only_the_review() -> None:
    talk = Talk(form(pick("a")), answers={"a": "yes"})
    assert talk.rows == [["Gửi"], ["Sửa câu trả lời"], ["Hủy"]]
    assert talk.says("quay lai").said.startswith("Đây là câu đầu tiên.")
    assert talk.says("gui").outcome == Submitted({"a": "yes"}, {})


# Piping


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vì sao “{a}”?", "Vì sao “Không hài lòng”?"),
        ("{a}", "Không hài lòng"),
        ("{unit}, {procedure}, {desk}", "UBND xã, Khai sinh, 3"),
        ("{nothing} {A} {}", "{nothing} {A} {}"),
        ("Còn {c}?", "Còn …?"),
    ],
)
def test_earlier_answers_and_names_are_filled_in(text: str, shown: str) -> None:
    questions = (
        pick("a", options=LEVELS),
        say("b", text={"vi": text}, hint={"vi": text}),
        say("c"),
    )
    context = {"unit": "ubnd", "procedure": "khai-sinh", "desk": "3", "source": "open"}
    talk = Talk(form(*questions), context=context).says("khong hai long")
    assert talk.said == f"Câu 2/3\n{shown}\n{shown}"


def test_an_answer_shown_as_a_sentence_of_ours_is_filled_in_too() -> None:
    leaf = Leaf(name="leaf", text={"vi": "Đâu?"}, leaves=("x", "y"))
    text = {"vi": "Ở {leaf} – {leaf} à?", "en": "{leaf}"}
    talk = Talk(form(leaf, say("b", text=text))).says("x")
    assert talk.said == "Câu 2/2\nỞ Đang chọn: x – Đang chọn: x à?"
    talk.language = "en"
    assert talk.comes_back().said == "Question 2/2\nYour answer now: x"


def test_an_answer_that_stands_out_is_plain_inside_a_sentence() -> None:
    card = Card(name="card", text={"vi": "Số?"})
    talk = Talk(form(card, say("b", text={"vi": "Gọi {card} khi nào?"}))).hears(contact=CARD)
    assert talk.said == "Câu 2/2\nGọi +84912345678 khi nào?"


def test_a_unit_that_is_not_in_the_office_stays_as_it_is() -> None:
    context = {"unit": "gone", "procedure": "gone"}
    talk = Talk(form(say("b", text={"vi": "{unit} {procedure}?"})), context=context)
    assert talk.said == "{unit} {procedure}?"


# Moves


def test_back_keeps_answers_and_shows_them() -> None:
    talk = Talk(form(pick("a"), pick("b"), pick("c"))).press("Có").says("khong")
    talk.press("Quay lại")
    assert talk.said == "Câu 2/3\nCâu b?\nĐang chọn: Không"
    assert talk.rows == [["Có"], ["Không"], ["Quay lại", "Giữ nguyên"], ["Để sau", "Hủy"]]
    assert talk.says("back").said == "Câu 1/3\nCâu a?\nĐang chọn: Có"
    assert talk.says("quay lại").said.startswith("Đây là câu đầu tiên.\n\nCâu 1/3")
    assert talk.press("Giữ nguyên").said.startswith("Câu 3/3")
    assert talk.held.answers == {"a": "yes", "b": "no"}


def test_an_answer_can_be_kept_or_changed_after_going_back() -> None:
    talk = Talk(form(pick("a"), pick("b"))).says("co", "quay lai", "khong")
    assert talk.held.answers == {"a": "no"}
    assert talk.says("quay lai", "xong").said.startswith("Câu 2/2")
    assert talk.says("quay lai", "bo qua").said.startswith("Câu 2/2")
    assert talk.held.answers == {"a": "no"}


def test_only_an_optional_question_can_be_skipped() -> None:
    talk = Talk(form(pick("a"), pick("b", required=False), pick("c"))).says("bo qua")
    assert talk.said.startswith("Câu này cần có câu trả lời")
    talk.says("co", "skip")
    assert talk.said.startswith("Câu 3/3")
    assert talk.says("back").said == "Câu 2/3\nCâu b?"
    assert talk.says("co").said.startswith("Câu 3/3")
    assert talk.held.answers == {"a": "yes", "b": "yes"}
    assert talk.held.skipped == frozenset()


def test_pause_keeps_everything_and_says_how_to_come_back() -> None:
    talk = Talk(form(pick("a"), pick("b"))).press("Có", "Để sau")
    assert talk.outcome == Paused()
    assert talk.data("Làm tiếp") == "k:abc234"
    assert talk.held.answers == {"a": "yes"}
    assert talk.wait(days=3).comes_back("Mời tiếp.").said == "Mời tiếp.\n\nCâu 2/2\nCâu b?"
    assert talk.says("đe sau").outcome == Paused()


def test_cancel_asks_first() -> None:
    talk = Talk(form(pick("a"), pick("b"))).press("Có", "Hủy")
    assert talk.rows == [["Không, làm tiếp"], ["Có, hủy"], ["Để sau"]]
    assert talk.press("Không, làm tiếp").said == "Câu 2/2\nCâu b?"
    talk.says("huy")
    assert talk.says("ờ").said.startswith("Xin Ông/Bà gõ “có” để hủy")
    assert talk.hears(attachments=(PHOTO,)).said.startswith("Nội dung Ông/Bà vừa gửi kèm")
    assert talk.says("khong").said == "Câu 2/2\nCâu b?"
    assert talk.cancels().cancels().says("de sau").outcome == Paused()
    assert talk.held.stage == "asking"
    assert talk.cancels().comes_back().said == "Câu 2/2\nCâu b?"
    assert talk.cancels().press("Có, hủy").outcome == Discarded()
    assert talk.step.conversation is None


def test_cancel_confirmed_in_words_and_numbers() -> None:
    assert Talk(form(pick("a"))).says("huy", "co").outcome == Discarded()
    assert Talk(form(pick("a"))).says("huy", "2").outcome == Discarded()
    assert Talk(form(pick("a"))).says("huy", "3").outcome == Paused()
    assert Talk(form(pick("a"))).says("huy", "1", "co").held.answers == {"a": "yes"}
    assert Talk(form(pick("a"))).says("huy", "4").held.stage == "leaving"


def test_an_impatient_second_cancel_does_not_discard() -> None:
    talk = Talk(form(pick("a"))).says("huy", "huy")
    assert talk.outcome is None
    assert talk.held.stage == "leaving"


@pytest.mark.parametrize("typed", ["bỏ qua", "khong nho", "Tôi không biết", "tôi không nhớ"])
def test_not_knowing_skips_what_may_be_skipped(typed: str) -> None:
    talk = Talk(form(say("a", required=False), pick("b"))).says(typed)
    assert talk.held.at == "b"
    assert talk.held.skipped == {"a"}
    assert talk.says(typed).held.at == "b"


@pytest.mark.parametrize("typed", ["quay lai", "Trở lại", "không hủy", "back"])
def test_back_while_asked_about_leaving_goes_on(typed: str) -> None:
    assert Talk(form(pick("a"))).says("huy", typed).held.stage == "asking"


def test_help_while_asked_about_leaving_names_no_words_that_mean_nothing_there() -> None:
    talk = Talk(form(pick("a"))).says("huy", "ơ", "gì", "hả")
    assert "Trợ giúp" in talk.labels
    assert "Ông/Bà cũng có thể gõ" not in talk.said
    assert "“có” để hủy" in talk.said


def test_an_answer_pressed_while_asked_about_leaving_is_an_answer() -> None:
    talk = Talk(form(pick("a"), pick("b")))
    yes = talk.data("Có")
    assert talk.press("Hủy").taps(yes).said.startswith("Câu 2/2")
    assert talk.held.answers == {"a": "yes"}


def test_a_name_that_means_cancel_can_still_be_given() -> None:
    talk = Talk(form(say("name"), pick("b"))).says("Huy")
    assert talk.labels[-1] == "“Huy” là câu trả lời của tôi"
    talk.press(talk.labels[-1])
    assert talk.held.answers == {"name": "Huy"}
    assert Talk(form(say("name"), pick("b"))).says("Huy", "4").held.answers == {"name": "Huy"}
    assert Talk(form(pick("a"))).says("Huy").labels[-1] == "Để sau"


def test_words_that_move_are_answers_where_they_cannot_move() -> None:
    talk = Talk(form(say("a"), say("b")))
    assert talk.says("xong", "gui").held.answers == {"a": "xong", "b": "gui"}
    other = Talk(form(say("a"), say("b"))).says("Tôi muốn quay lại", "Tôi muốn hủy hồ sơ")
    assert other.held.answers == {"a": "Tôi muốn quay lại", "b": "Tôi muốn hủy hồ sơ"}


# Questions answered in several messages


def test_boxes_are_ticked_one_by_one() -> None:
    ticks = Ticks(name="t", text={"vi": "Gì?"}, options=LEVELS)
    talk = Talk(form(ticks, pick("b"))).press("☐ Hài lòng")
    assert talk.said == "Câu 1/2\nGì?\nđã chọn 1"
    box = talk.data("☑ Hài lòng")
    assert talk.taps(box).said.endswith("đã chọn 0")
    assert talk.taps(box).said.endswith("đã chọn 1")
    talk.says("khong hai long", "xong")
    assert talk.held.answers == {"t": ["bad", "good"]}
    assert talk.held.drafts == {}


def test_skip_keeps_what_was_already_taken() -> None:
    photos = Photos(name="p", text={"vi": "Ảnh?"}, required=False)
    talk = Talk(form(photos, pick("b")))
    assert "Bỏ qua" in talk.labels
    talk.hears(attachments=(PHOTO,), text="ổ gà")
    assert talk.said == "đã nhận 2\n\nCâu 1/2\nẢnh?"
    assert talk.labels == ["Giữ nguyên", "Để sau", "Hủy"]
    assert talk.says("bo qua").held.answers == {"p": ["photo-1", "ổ gà"]}


def test_skip_that_cannot_keep_a_half_answer_keeps_the_draft() -> None:
    ticks = Ticks(name="t", text={"vi": "Gì?"}, options=LEVELS, least=2, required=False)
    talk = Talk(form(ticks, pick("b"))).says("hai long", "xong")
    assert talk.said.startswith("Xin chọn ít nhất 2.")
    assert talk.says("bo qua").said.startswith("Câu 2/2")
    assert talk.held.answers == {}
    assert talk.says("quay lai").said.endswith("đã chọn 1")


def test_going_back_loses_no_half_answer() -> None:
    photos = Photos(name="p", text={"vi": "Ảnh?"})
    talk = Talk(form(pick("a"), photos)).says("co").hears(attachments=(PHOTO,))
    assert talk.says("quay lai", "khong", "xong").held.answers == {"a": "no", "p": ["photo-1"]}


def test_an_answer_of_several_parts_is_gone_on_with() -> None:
    photos = Photos(name="p", text={"vi": "Ảnh?"}, required=False)
    talk = Talk(form(photos)).hears(attachments=(PHOTO,)).says("xong", "1")
    assert talk.labels == ["Giữ nguyên", "Về phần xem lại", "Xóa câu trả lời này"]
    second = Attachment("photo", "photo-2")
    talk.hears(attachments=(second,)).says("xong")
    assert talk.held.answers == {"p": ["photo-1", "photo-2"]}
    talk.says("1").hears(attachments=(PHOTO,)).says("xóa", "1")
    assert talk.said == "Sửa câu trả lời:\nẢnh?"
    assert (talk.held.answers, talk.held.drafts) == ({}, {})


def test_a_list_of_ticks_is_finished_or_kept_by_one_button() -> None:
    ticks = Ticks(name="t", text={"vi": "Gì?"}, options=LEVELS)
    talk = Talk(form(ticks, pick("b"))).says("hai long", "xong", "quay lai")
    assert talk.said == "Câu 1/2\nGì?\nđã chọn 1\nĐang chọn: Hài lòng"
    assert talk.labels.count("Giữ nguyên") == 1
    assert talk.says("khong hai long").press("Giữ nguyên").held.answers == {"t": ["bad", "good"]}


def test_done_with_nothing_to_say_passes_an_optional_question() -> None:
    talk = Talk(form(say("a", required=False), say("b"))).says("xong")
    assert talk.said == "Câu 2/2\nCâu b?"
    assert (talk.held.answers, talk.held.skipped) == ({}, {"a"})


def test_an_album_gets_one_answer_and_is_one_miss() -> None:
    talk = Talk(form(Photos(name="p", text={"vi": "Ảnh?"})))
    talk.hears(attachments=(PHOTO,), album="al")
    assert (talk.last.merge, talk.last.after) == ("album:al", 1.0)
    wrong = Talk(form(pick("a")))
    for _ in range(10):
        wrong.hears(attachments=(PHOTO,), album="al")
    assert wrong.held.misses == 0
    assert wrong.last.merge == "album:al"


def test_a_long_list_is_turned_and_an_old_page_still_works() -> None:
    leaf = Leaf(name="leaf", text={"vi": "Đâu?"}, leaves=tuple("abcdefghij"))
    talk = Talk(form(leaf, pick("b"))).press("…")
    assert talk.labels[:5] == ["e", "f", "g", "h", "…"]
    first_page = "q:abc234:leaf:b"
    assert talk.press("…").taps("q:abc234:leaf:f").said.startswith("Lựa chọn này không còn nữa")
    assert talk.held.answers == {}
    assert talk.taps(first_page).held.answers == {"leaf": "b"}


# What does not fit


def test_a_wrong_answer_gets_the_hint_of_the_question() -> None:
    talk = Talk(form(pick("a"), say("b", required=False))).says("có thể")
    assert talk.said == "Xin chọn một.\n\nCâu 1/2\nCâu a?"
    assert talk.says("co").held.misses == 0
    assert talk.says("x").said == "Xin viết vài chữ.\n\nCâu 2/2\nCâu b?"


def test_after_three_misses_a_way_out_is_offered() -> None:
    talk = Talk(form(pick("a"), say("b", required=False))).says("?", "?")
    assert "Trợ giúp" not in talk.labels
    talk.says("?")
    assert talk.said.endswith(
        "\n\nVí dụ, Ông/Bà có thể trả lời: Có\n"
        "Ông/Bà cũng có thể gõ “quay lại”, “để sau”, “hủy”, hoặc /trogiup để được hướng dẫn."
    )
    assert talk.data("Trợ giúp") == "c:trogiup"
    talk.says("co", "x", "x", "x")
    assert "Câu này không bắt buộc" in talk.said
    assert "Ví dụ" not in talk.said
    talk.says("bo qua", "?", "?", "?")
    assert talk.said.endswith("/trogiup để được hướng dẫn.")


@pytest.mark.parametrize(
    "event",
    [
        {"attachments": (PHOTO,)},
        {"attachments": (VOICE,)},
        {"attachments": (Attachment("sticker", "s"),)},
        {"location": PLACE},
        {"contact": CARD},
    ],
)
def test_what_a_question_does_not_take_is_not_lost_in_silence(event: dict[str, object]) -> None:
    talk = Talk(form(pick("a"), pick("b"))).hears(**event)
    not_taken = "Nội dung Ông/Bà vừa gửi kèm chưa được nhận ở bước này."
    assert talk.said == f"{not_taken}\nXin chọn một.\n\nCâu 1/2\nCâu a?"
    talk.hears(**event, text="có")
    assert talk.said == f"{not_taken}\n\nCâu 2/2\nCâu b?"
    assert talk.held.answers == {"a": "yes"}
    talk.hears(**event, text="quay lại")
    assert talk.said.startswith(f"{not_taken}\n\nCâu 1/2")


def test_a_caption_that_is_no_word_is_still_read() -> None:
    talk = Talk(form(pick("a"))).hears(attachments=(PHOTO,), text="😀" * 300)
    assert talk.said.startswith("Nội dung Ông/Bà vừa gửi kèm chưa được nhận")
    assert talk.held.answers == {}


@pytest.mark.parametrize("event", [{}, {"unsupported": True}, {"notice": "returned"}])
def test_a_message_that_cannot_be_read_is_said_so(event: dict[str, object]) -> None:
    talk = Talk(form(pick("a"))).hears(**event)
    assert talk.said.startswith("Xin lỗi, chúng tôi chưa đọc được tin nhắn vừa rồi.")


def test_an_edited_message_changes_nothing_and_says_how_to() -> None:
    talk = Talk(form(say("a"), say("b"))).says("đường hỏng")
    talk.hears(text="đường rất hỏng", edited=True)
    assert talk.said.startswith("Sửa tin nhắn cũ không làm thay đổi câu trả lời.")
    assert talk.held.answers == {"a": "đường hỏng"}
    assert talk.last.merge == "edited"


# Time and language


def test_somebody_who_comes_back_is_welcomed() -> None:
    talk = Talk(form(pick("a"), say("b"))).says("co").wait(hours=7)
    welcome = "Chào mừng Ông/Bà trở lại. Ông/Bà đang làm dở “Đánh giá”."
    assert talk.says("Xin chào!").said == f"{welcome}\n\nCâu 2/2\nCâu b?"
    assert talk.held.answers == {"a": "yes"}
    assert talk.says("Chào").held.answers == {"a": "yes", "b": "Chào"}


def test_an_answer_after_days_is_taken() -> None:
    talk = Talk(form(pick("a"), say("b"))).wait(days=2).press("Có")
    assert talk.held.answers == {"a": "yes"}
    assert talk.said.startswith("Chào mừng Ông/Bà trở lại.")
    assert talk.said.endswith("Câu 2/2\nCâu b?")


def test_a_form_sent_after_days_says_so_before_the_thanks() -> None:
    talk = Talk(form(pick("a"), review=False)).wait(days=2).press("Có")
    assert talk.said == "Chào mừng Ông/Bà trở lại. Ông/Bà đang làm dở “Đánh giá”."
    assert talk.outcome == Submitted({"a": "yes"}, {})


def test_another_language_keeps_the_place() -> None:
    talk = Talk(form(pick("a"), pick("b", text={"vi": "Có tốt?", "en": "Any good?"}))).says("co")
    talk.language = "en"
    assert talk.comes_back().said == "Question 2/2\nAny good?"
    assert talk.labels == ["Yes", "No", "Back", "Later", "Cancel"]


def test_time_is_counted_per_question_and_not_while_away() -> None:
    talk = Talk(form(pick("a"), pick("b"))).wait(seconds=4).says("?").wait(seconds=3).says("co")
    assert talk.held.seconds == {"a": 7.0}
    assert talk.held.touched_at == BEGUN.replace(second=7)
    talk.wait(hours=1).comes_back()
    assert talk.held.seconds == {"a": 7.0}
    talk.wait(minutes=30).says("?").wait(minutes=30).says("co").wait(minutes=1).says("?")
    assert talk.held.seconds == {"a": 7.0, "b": 600.0}
    assert talk.wait(hours=-2).says("quay lai").held.seconds == {"a": 7.0, "b": 600.0}


# State


def test_a_state_stored_by_an_older_program_still_loads() -> None:
    old = {
        "id": "abc234",
        "form": "rating",
        "version": 3,
        "at": "a",
        "began_at": BEGUN.isoformat(),
        "touched_at": BEGUN.isoformat(),
        "since-removed": True,
    }
    assert load(old) == Talk(form(pick("a"))).held


def test_a_place_that_does_not_exist_is_left_for_one_that_does() -> None:
    gone = Talk(form(pick("gone"))).cancels()
    assert gone.held.at == "gone"
    gone.form = form(pick("a"))
    assert gone.says("co").said == "Câu a?"
    lost = Talk(form(pick("gone")))
    lost.form = form(pick("a"))
    assert lost.comes_back().said == "Câu a?"


def test_begin_is_pinned_to_a_version_and_keeps_its_context() -> None:
    step = begin(form(pick("a")), "zzzzzz", Around(OFFICE, BEGUN, "vi", context={"desk": "2"}))
    assert step.conversation is not None
    assert (step.conversation.form, step.conversation.version) == ("rating", 3)
    assert step.conversation.context == {"desk": "2"}
    assert isinstance(step.replies[0], Reply)


def test_a_changed_conversation_is_what_replacing_makes_and_knows_its_fields() -> None:
    held = Talk(form(pick("q1"), pick("q2"))).says("co").held
    assert held.changed(misses=2, at="q1") == replace(held, misses=2, at="q1")
    assert held.changed() == held
    with pytest.raises(TypeError, match="missing"):
        held.changed(missing=1)
