"""Old, doubled and forged buttons: answered kindly, never applied to another question."""

import pytest

from feedback.conversation import Submitted
from tests.feedback.sample import Talk, form, pick, say

FORM = form(pick("a"), pick("b"), say("c", required=False))
OLD = "Nút này thuộc phần trước"


def test_a_button_of_an_earlier_question_changes_nothing() -> None:
    talk = Talk(FORM)
    no = talk.data("Không")
    talk.says("co").taps(no)
    assert talk.said.startswith(f"{OLD}, câu trả lời không thay đổi.")
    assert talk.said.endswith("\n\nCâu 2/3\nCâu b?")
    assert not talk.last.edit
    assert talk.step.toast is not None
    assert talk.held.answers == {"a": "yes"}


def test_a_double_tap_is_answered_quietly() -> None:
    talk = Talk(FORM).press("Có")
    before = talk.held
    talk.taps("q:abc234:a:yes")
    assert talk.step.replies == ()
    assert talk.step.toast is not None
    assert talk.held == before
    talk.press("Quay lại").taps("n:abc234:b:back")
    assert talk.step.replies == ()
    assert talk.says("khong").taps("n:abc234:b:back").said.startswith("Câu 1/3")


def test_a_double_tap_on_every_move_is_quiet() -> None:
    talk = Talk(FORM).says("co", "co")
    for label in ("Bỏ qua", "Sửa câu trả lời", "1. Câu a?", "Về phần xem lại", "Hủy", "Để sau"):
        data = talk.data(label)
        assert talk.taps(data).step.replies
        assert talk.taps(data).step.replies == (), label


def test_an_old_message_of_the_question_asked_now_still_works() -> None:
    talk = Talk(FORM)
    yes = talk.data("Có")
    talk.says("?", "?").taps(yes)
    assert talk.held.answers == {"a": "yes"}


@pytest.mark.parametrize(
    "data",
    [
        "",
        "q",
        "q:abc234",
        "q:abc234:a",
        "q:zzzzzz:a:yes",
        "q:abc234:a:yes:more",
        "q:abc234:gone:yes",
        "q:abc234::",
        "n:abc234:a:fly",
        "n:abc234:a:done",
        "n:abc234:a:clear",
        "n:abc234:b:skip",
        "n:abc234:a:leave",
        "n:abc234:a:answer",
        "r:abc234:submit",
        "e:abc234:a",
        "e:abc234:.0",
        "x:abc234:a",
        ":" * 60,
        "\U0001f600:\u202e:\x00",
    ],
)
def test_a_forged_or_foreign_button_changes_nothing(data: str) -> None:
    talk = Talk(FORM)
    before = talk.held
    talk.taps(data)
    assert talk.said.startswith("Nút này")
    assert talk.said.endswith("Câu 1/3\nCâu a?")
    assert talk.held.answers == before.answers
    assert (talk.held.stage, talk.held.at) == ("asking", "a")


def test_a_choice_that_is_not_offered_is_never_taken() -> None:
    talk = Talk(FORM).taps("q:abc234:a:perhaps")
    assert talk.said.startswith("Lựa chọn này không còn nữa.")
    assert talk.held.answers == {}


def test_nothing_is_discarded_by_an_old_confirmation() -> None:
    talk = Talk(FORM).says("co", "huy")
    leave = talk.data("Có, hủy")
    talk.says("khong").taps(leave)
    assert talk.outcome is None
    assert talk.held.answers == {"a": "yes"}


def test_a_button_that_only_moves_works_from_an_old_message() -> None:
    talk = Talk(FORM)
    cancel = talk.data("Hủy")
    assert talk.says("co").taps(cancel).held.stage == "leaving"
    assert talk.taps("q:abc234:a:no").said.startswith(OLD)
    assert talk.held.stage == "leaving"


def test_the_review_is_not_sent_while_a_line_is_being_changed() -> None:
    talk = Talk(FORM).says("co", "co", "bo qua")
    send, edit = talk.data("Gửi"), talk.data("Sửa câu trả lời")
    talk.says("1")
    for data in (send, edit, "r:abc234:fly"):
        assert talk.taps(data).said.startswith(OLD)
        assert talk.held.at == "a"
    assert talk.says("quay lai").taps("r:abc234:fly").said.startswith(OLD)
    assert talk.taps("e:abc234:gone").said.startswith(OLD)
    talk.taps("r:abc234:review")
    assert isinstance(talk.taps(send).outcome, Submitted)


def test_sending_while_asked_about_leaving_sends() -> None:
    talk = Talk(FORM).says("co", "co", "bo qua")
    send = talk.data("Gửi")
    assert isinstance(talk.press("Hủy").taps(send).outcome, Submitted)
