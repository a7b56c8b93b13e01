"""Whether words say enough to be sent to a citizen; the sample office's own gate and templates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedback.messages import Text
from feedback.reply_template import NO_REPLIES, Template, filled, has_blanks, lacking, offered
from tests.feedback.office_work import OFFICE

ABOUT = {
    **{"action": "answer", "state": "in-progress", "category": "chieu-sang"},
    **{"unit": "binh-luc-kt", "code": "ABCDE-FGHJK", "day": "30/09/2026"},
}


def why(text: str, action: str = "answer") -> str | None:
    line = lacking(OFFICE, {**ABOUT, "action": action}, text)
    assert line is None or isinstance(line, Text)
    return None if line is None else line.id


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("Ngày 12/9 tổ điện đã thay 2 bóng đèn ở ngõ 5, thôn Đồng; đèn sáng lại.", None),
        (
            "Cảm ơn Ông/Bà. Ngày 12/9 tổ điện đã thay 2 bóng đèn ở ngõ 5, đèn đã sáng lại rồi.",
            None,
        ),
        ("Rất tiếc chưa sửa được: cột điện thuộc Điện lực, họ hẹn sửa trước ngày 20/9.", None),
        ("Đã xong.", "reply-lacks-length"),
        ("Đã thay bóng đèn.", "reply-lacks-length"),
        ("Đã ghi nhận.", "reply-lacks-substance"),
        ("ĐÃ GHI NHẬN đã ghi nhận, đã ghi nhận!", "reply-lacks-substance"),
        ("da ghi nhan phan anh cua ong ba", "reply-lacks-substance"),
        (
            "Chúng tôi đã tiếp nhận phản ánh của Ông/Bà và sẽ xem xét, giải quyết theo quy định "
            "của pháp luật trong thời gian sớm nhất. Trân trọng cảm ơn Ông/Bà.",
            "reply-lacks-substance",
        ),
        ("Ngày [ngày] tổ điện đã thay bóng đèn ở ngõ 5, thôn Đồng.", "reply-lacks-filling"),
        ("Ngày … tổ điện đã thay bóng đèn ở ngõ 5, thôn Đồng.", "reply-lacks-filling"),
        ("Ngày ..... tổ điện đã thay bóng đèn ở ngõ 5, thôn Đồng.", "reply-lacks-filling"),
        ("Ngày ____ tổ điện đã thay bóng đèn ở ngõ 5, thôn Đồng.", "reply-lacks-filling"),
        ("[ ]", "reply-lacks-filling"),
    ],
)
def test_an_answer_says_something(said: str, lacks: str | None) -> None:
    assert why(said) == lacks


def test_what_lacks_is_said_with_the_blank_or_the_number() -> None:
    said = lacking(OFFICE, ABOUT, "Ngày [ngày nào] đã thay bóng đèn.")
    assert said == Text("reply-lacks-filling", {"blank": "[ngày nào]"})
    least = OFFICE.replies.min_length
    assert lacking(OFFICE, ABOUT, "Đã xong.") == Text("reply-lacks-length", {"count": least})


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("template", OFFICE.replies.templates.values(), ids=lambda each: each.id)
def test_no_template_with_blanks_is_sent_as_it_is(template: Template, language: str) -> None:
    words = filled(OFFICE, template, ABOUT, language)
    if not has_blanks(words):
        assert why(words, template.action) is None
        return
    assert why(words, template.action) == "reply-lacks-filling"
    for mark in "[]…":
        words = words.replace(mark, " ")
    assert why(words, template.action) == "reply-lacks-own-words"


@pytest.mark.parametrize("action", ["ask", "refuse", "pass-on", "advise", "note"])
def test_other_words_may_be_short_but_have_no_blanks(action: str) -> None:
    assert why("Ở đâu?", action) is None
    assert why("Ở [đâu]?", action) == "reply-lacks-filling"


def test_without_a_file_there_is_still_a_length() -> None:
    bare = replace(OFFICE, replies=NO_REPLIES)
    assert lacking(bare, ABOUT, "Đã ghi nhận.") == Text("reply-lacks-length", {"count": 40})
    assert offered(bare, ABOUT, "solved") == []


def names(outcome: str | None = None, **about: str) -> list[str]:
    return [each.id for each in offered(OFFICE, {**ABOUT, **about}, outcome)]


def test_templates_are_offered_by_outcome_category_and_state() -> None:
    assert names("solved") == ["answer-solved", "answer-light"]
    assert names("unsolved") == ["answer-unsolved"]
    assert names() == []  # the outcome is not chosen yet
    assert names("solved", category="duong-hong") == ["answer-solved", "answer-road"]
    assert names("solved", category="") == ["answer-solved"]
    assert names("partly", state="reopened") == ["answer-partly", "answer-again"]
    assert names(action="ask") == ["ask-place", "ask-photo"]
    assert names(action="ask", category="cham-ho-so") == ["ask-place", "ask-photo", "ask-file"]
    assert names(action="accept") == []


def test_what_is_known_of_the_case_is_filled_in_and_the_rest_left_as_a_blank() -> None:
    words = {"vi": "{code} · {unit} · {category} · {day}"}
    template = Template("t", "ask", words, words)
    assert filled(OFFICE, template, ABOUT, "vi") == (
        f"ABCDE-FGHJK · {OFFICE.units['binh-luc-kt'].name['vi']} · Đèn đường không sáng · 30/09/2026"
    )
    assert filled(OFFICE, template, {}, "vi") == "[code] · [unit] · [category] · [day]"
