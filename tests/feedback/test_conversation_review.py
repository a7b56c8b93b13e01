"""The review: every answer shown, changed line by line, sent once."""

from typing import cast

import pytest

from feedback.conversation import Discarded, Ended, Paused, Submitted
from feedback.messages import Attachment
from feedback.question import Around, Given, Question, Reading, Unfinished, Value
from tests.feedback.sample import LEVELS, PHOTO, Leaf, Photos, Talk, Ticks, form, note, pick, say

WHY = say("why", when={"question": "a", "is": "bad"})


def reviewing(*questions: Question) -> Talk:
    talk = Talk(form(*questions or (pick("a", options=LEVELS), WHY, say("c", required=False))))
    return talk.says("hai long", "ngõ 5")


def test_every_line_is_shown_before_it_is_sent() -> None:
    talk = reviewing()
    assert talk.said == (
        "Mời Ông/Bà xem lại trước khi gửi:\n"
        "1. Câu a? – Hài lòng\n"
        "2. Câu c? – ngõ 5\n\n"
        "Nếu đã đúng, xin bấm “Gửi” (hoặc gõ “gửi”). "
        "Muốn sửa, xin chọn “Sửa câu trả lời” (hoặc gõ “sửa”)."
    )
    assert talk.rows == [["Gửi"], ["Sửa câu trả lời"], ["Quay lại", "Hủy"]]
    assert talk.press("Gửi").outcome == Submitted({"a": "good", "c": "ngõ 5"}, {})
    assert talk.step.conversation is None
    assert talk.step.replies == ()


def test_the_last_notes_come_with_the_review() -> None:
    talk = reviewing(pick("a", options=LEVELS), say("c"), note("bye"))
    assert talk.said.startswith("Lời bye.\n\nMời Ông/Bà xem lại")
    assert talk.says("gửi").step.replies == ()


def test_the_form_is_sent_in_words() -> None:
    for words in ("gửi", "GUI", "đồng ý", "ok", "xong", "submit"):
        assert isinstance(reviewing().says(words).outcome, Submitted)


def test_a_line_is_changed_by_button() -> None:
    talk = reviewing().press("Sửa câu trả lời")
    assert talk.said == "Ông/Bà muốn sửa câu nào?"
    assert talk.labels == ["1. Câu a?", "2. Câu c?", "Về phần xem lại"]
    talk.press("2. Câu c?")
    assert talk.said == "Sửa câu trả lời:\nCâu c?\nĐang chọn: ngõ 5"
    assert talk.labels == ["Về phần xem lại", "Xóa câu trả lời này"]
    assert "2. Câu c? – ngõ 7" in talk.says("ngõ 7").said


def test_a_line_is_changed_by_its_number() -> None:
    talk = reviewing().says("2")
    assert talk.said.startswith("Sửa câu trả lời:\nCâu c?")
    assert talk.says("quay lai").said.startswith("Mời Ông/Bà xem lại")
    assert talk.says("3").said.startswith("Xin lỗi, chúng tôi chưa hiểu.")
    assert talk.says("0").said.startswith("Xin lỗi, chúng tôi chưa hiểu.")
    assert talk.says("9" * 5000).said.startswith("Xin lỗi, chúng tôi chưa hiểu.")


def test_a_skipped_line_can_be_answered_and_an_answer_removed() -> None:
    talk = Talk(form(pick("a"), say("c", required=False))).says("co", "bo qua")
    assert "2. Câu c? – (bỏ qua)" in talk.said
    assert talk.says("2").labels == ["Về phần xem lại"]
    talk.says("ngõ 5", "sua")
    talk.press("2. Câu c?", "Xóa câu trả lời này")
    assert "2. Câu c? – (bỏ qua)" in talk.said
    assert talk.says("gui").outcome == Submitted({"a": "yes"}, {})


def test_a_required_answer_is_not_removed() -> None:
    talk = reviewing().says("1", "xoa")
    assert talk.said.startswith("Xin chọn một.")
    assert talk.held.answers["a"] == "good"
    talk.taps("n:abc234:a:clear")
    assert talk.held.answers["a"] == "good"


def test_a_change_that_opens_a_branch_asks_it_before_the_review() -> None:
    talk = reviewing().says("1", "khong hai long")
    assert talk.said == "Câu 2/3\nCâu why?"
    assert talk.says("chậm").said.startswith("Mời Ông/Bà xem lại")
    assert "2. Câu why? – chậm" in talk.said


def test_answers_on_a_dead_branch_are_set_aside_and_come_alive_again() -> None:
    talk = reviewing().says("1", "khong hai long", "chậm", "1", "hai long")
    assert "chậm" not in talk.said
    assert talk.says("1", "khong hai long").said.startswith("Mời Ông/Bà xem lại")
    assert "2. Câu why? – chậm" in talk.said
    talk.says("1", "hai long", "gui")
    assert talk.outcome == Submitted({"a": "good", "c": "ngõ 5"}, {"why": "chậm"})


def test_a_change_can_lead_to_the_note_that_ends_the_form() -> None:
    lawful = note("lawful", when={"question": "a", "is": "bad"}, ends=True)
    talk = reviewing(pick("a", options=LEVELS), lawful, say("c"))
    assert talk.says("1", "khong hai long").outcome == Ended("lawful")


def test_back_from_the_review_is_the_last_question() -> None:
    talk = reviewing().press("Quay lại")
    assert talk.said == "Câu 2/2\nCâu c?\nĐang chọn: ngõ 5"
    assert talk.press("Giữ nguyên").said.startswith("Mời Ông/Bà xem lại")
    assert talk.says("back").said.startswith("Câu 2/2")


@pytest.mark.parametrize("typed", ["gửi", "dung", "Đúng rồi", "xong", "yes"])
def test_sending_is_typed_in_many_ways(typed: str) -> None:
    assert isinstance(reviewing().says(typed).outcome, Submitted)


def test_leaving_and_pausing_at_the_review() -> None:
    talk = reviewing().press("Hủy")
    assert talk.data("Không, làm tiếp") == "n:abc234:-:stay"
    assert talk.press("Không, làm tiếp").said.startswith("Mời Ông/Bà xem lại")
    assert talk.says("de sau").outcome == Paused()
    assert talk.comes_back().said.startswith("Mời Ông/Bà xem lại")
    assert talk.says("huy", "co").outcome == Discarded()


def test_the_review_takes_nothing_but_what_it_asks_for() -> None:
    talk = reviewing()
    assert talk.says("bo qua").said.startswith("Xin lỗi, chúng tôi chưa hiểu.")
    assert talk.hears(attachments=(PHOTO,)).said.startswith("Nội dung Ông/Bà vừa gửi kèm")
    assert "Trợ giúp" not in talk.labels
    assert "Trợ giúp" in talk.says("gì thế").labels


def test_a_long_form_is_changed_a_page_at_a_time() -> None:
    talk = Talk(form(*(pick(f"q{n}") for n in range(1, 18)))).says(*["co"] * 17, "sua")
    assert talk.labels == [
        *(f"{n}. Câu q{n}?" for n in range(1, 9)),
        "Trang sau",
        "Về phần xem lại",
    ]
    talk.press("Trang sau")
    assert talk.rows[-2] == ["Trang trước", "Trang sau"]
    talk.press("Trang sau")
    assert talk.labels == ["17. Câu q17?", "Trang trước", "Về phần xem lại"]
    assert talk.press("Trang trước").labels[0] == "9. Câu q9?"
    assert talk.press("Về phần xem lại").said.startswith("Mời Ông/Bà xem lại")
    for page in ("3", "-1", "", "9" * 5000, "²"):
        talk.taps(f"e:abc234:.{page}")
        assert talk.said.startswith("Nút này thuộc phần trước"), page


def photos(**fields: object) -> Talk:
    """At the review of a form whose photos were passed over or sent."""
    asked = Photos(name="q2", text={"vi": "Ảnh?"}, **fields)
    return Talk(form(pick("q1"), asked, pick("q3"))).says("co")


SECOND = Attachment("photo", "photo-2")


def test_a_photo_added_to_a_line_that_was_passed_over_is_sent_without_done() -> None:
    talk = photos(required=False).says("bo qua", "co", "2").hears(attachments=(PHOTO,))
    talk.says("quay lai")
    assert talk.held.stage == "reviewing"
    assert "1 ảnh" in talk.said
    assert talk.says("gui").outcome == Submitted({"q1": "yes", "q2": ["photo-1"], "q3": "yes"}, {})


def test_a_photo_added_while_looking_back_is_kept_beside_the_first() -> None:
    talk = photos().hears(attachments=(PHOTO,)).says("xong")
    talk.says("quay lai").hears(attachments=(SECOND,)).says("quay lai", "giu nguyen", "co")
    assert talk.held.stage == "reviewing"
    both = ["photo-1", "photo-2"]
    assert talk.says("gui").outcome == Submitted({"q1": "yes", "q2": both, "q3": "yes"}, {})


def test_ticks_too_few_to_count_leave_the_answer_as_it_was() -> None:
    talk = Talk(form(Ticks(name="q1", text={"vi": "Gì?"}, options=LEVELS, least=1), pick("q2")))
    talk.says("bad", "xong", "co", "1", "bad", "quay lai")
    assert talk.held.stage == "reviewing"
    assert talk.says("gui").outcome == Submitted({"q1": ["bad"], "q2": "yes"}, {})


def test_a_page_turned_while_looking_back_changes_no_answer() -> None:
    leaves = ("ba", "bon", "nam", "sau", "bay")
    talk = Talk(form(Leaf(name="q1", text={"vi": "Lá?"}, leaves=leaves), pick("q2")))
    talk.says("ba", "co", "1", "5").says("quay lai")
    assert talk.held.stage == "reviewing"
    assert talk.says("gui").outcome == Submitted({"q1": "ba", "q2": "yes"}, {})


class Doubtful(Ticks):
    """Asks again whether that is all."""

    kind = "doubtful"

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        if given.choice == ".done" and "good" in cast("list[str]", draft or []):
            return Unfinished(draft, said="Chắc chưa?")
        return super().read(given, around, draft)


def test_an_answer_that_is_not_finished_by_done_stays_as_it_was() -> None:
    talk = Talk(form(Doubtful(name="q1", text={"vi": "Gì?"}, options=LEVELS), pick("q2")))
    talk.says("bad", "xong", "co", "1", "hai long", "quay lai")
    assert talk.held.stage == "reviewing"
    assert talk.says("gui").outcome == Submitted({"q1": ["bad"], "q2": "yes"}, {})
