from __future__ import annotations

from typing import Any

import pytest

from feedback.question import Given
from tests.feedback.office_work import OFFICE as PACK
from tests.feedback.sample import Talk
from tests.questions.asking import a, answered, cell, put, refuses, shown, tell, text

ABOUT = {
    **{"action": "ask", "state": "accepted", "category": "chieu-sang"},
    **{"unit": "binh-luc-kt", "code": "ABCDE-FGHJK", "day": "30/09/2026"},
}
WORDS = "Ngày 12/9 tổ điện đã thay 2 bóng đèn ở ngõ 5, thôn Đồng; đèn sáng lại."


def talk(**about: Any) -> Talk:
    return put(a("reply"), office=PACK, context={**ABOUT, **about})


def press(held: Talk, choice: str) -> dict[str, str]:
    return {"press": f"q:{held.held.id}:it:{choice}"}


def test_a_template_is_shown_whole_before_it_is_used() -> None:
    asked = talk()
    assert text("reply-templates") in asked.said
    assert ["Hỏi chỗ cụ thể"] in asked.rows
    tell(asked, press(asked, "ask-place"))
    assert "gần nhà ai hoặc số cột điện" in asked.said
    words = answered(asked, press(asked, ".use"))
    assert words == PACK.replies.templates["ask-place"].text["vi"]


def test_one_can_look_at_another_or_write_ones_own() -> None:
    asked = talk()
    tell(asked, press(asked, "ask-place"), press(asked, ".up"), press(asked, "ask-photo"))
    assert "gửi thêm một tấm ảnh" in asked.said
    assert answered(asked, "Nhà mình ở xóm nào?") == "Nhà mình ở xóm nào?"


def test_a_template_with_blanks_is_to_be_filled_in_first() -> None:
    asked = talk(action="refuse")
    tell(asked, press(asked, "refuse-private"))
    assert text("reply-fill") in asked.said
    assert "ABCDE-FGHJK" in asked.said
    assert text("reply-use") not in asked.labels
    tell(asked, {"text": "Tranh chấp giữa [các bên]."})
    assert "[các bên]" in asked.said
    assert asked.outcome is None
    assert answered(asked, "Tranh chấp giữa hai nhà.") == "Tranh chấp giữa hai nhà."


def test_without_templates_one_writes() -> None:
    asked = talk(action="uphold")
    assert asked.last.rows[0][0].data.startswith("n:")
    assert answered(asked, "Đã xem kỹ") == "Đã xem kỹ"


def test_an_answer_that_says_nothing_is_not_taken() -> None:
    asked = talk(action="answer")
    tell(asked, "Đã ghi nhận")
    assert text("reply-lacks-substance", count=PACK.replies.min_length) in asked.said
    assert answered(asked, WORDS) == WORDS


def test_the_words_are_reviewed_and_kept_whole() -> None:
    assert shown(a("reply"), WORDS * 20) == WORDS * 20
    assert cell(a("reply"), WORDS) == WORDS


@pytest.mark.parametrize(
    "given", [Given(), Given(text="?!"), Given(choice=".use"), Given(choice="x")]
)
def test_no_words_are_no_reply(given: Given) -> None:
    assert refuses(a("reply"), given)


def test_there_is_a_longest_reply() -> None:
    asked = put(a("reply", max_length=10), office=PACK, context=ABOUT)
    tell(asked, "x" * 11)
    assert text("question-text-long", count=10, given=11) in asked.said


def test_many_templates_fill_pages() -> None:
    many = put(a("reply"), office=PACK, context={**ABOUT, "action": "answer"})
    assert refuses(a("reply"), Given(choice="ask-place"))  # of another action
    assert many.held.drafts == {}
    assert a("reply").read(Given(choice=".next"), many.around, None).draft == {"page": 1}  # type: ignore[union-attr]
