import pytest

from feedback.messages import Attachment
from feedback.question import Given
from tests.questions.asking import a, answered, cell, hint, put, refuses, shown, tell, text, value

FILES = a("attachments", maximum=3)
PHOTO = Attachment("photo", "p1", 1000, mime="image/jpeg")
VOICE = Attachment("voice", "v1", 2000)
HUGE = Attachment("video", "h1", too_large=True)
STICKER = Attachment("sticker", "s1")
KEPT = {"kind": "photo", "ref": "p1", "size": 1000, "name": "", "mime": "image/jpeg"}


def sent(*attachments: Attachment, words: str = "") -> dict[str, object]:
    return {"attachments": attachments, "text": words}


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ([sent(PHOTO), "xong"], ["photo"]),
        ([sent(PHOTO), sent(VOICE), "done"], ["photo", "voice"]),
        ([sent(PHOTO, VOICE, words="ổ gà"), "Xong"], ["photo", "voice", "words"]),
        (["tôi không có ảnh", "xong"], ["words"]),
        ([sent(PHOTO, STICKER), "1"], ["photo"]),
    ],
)
def test_what_is_sent_is_collected_until_done(
    said: list[str | dict[str, object]], kinds: list[str]
) -> None:
    taken = value(FILES, *said)
    assert isinstance(taken, list)
    assert [each["kind"] for each in taken if isinstance(each, dict)] == kinds


def test_everything_a_channel_needs_to_fetch_it_is_kept() -> None:
    assert value(FILES, sent(PHOTO, words="  chỗ này "), "xong") == [
        KEPT,
        {"kind": "words", "text": "chỗ này"},
    ]


def test_done_is_offered_only_once_there_is_something() -> None:
    talk = put(FILES)
    assert text("question-done") not in talk.labels
    tell(talk, sent(PHOTO))
    assert text("question-attachments-count", count=1, most=3) in talk.said
    assert talk.labels[0] == text("question-done")
    assert refuses(FILES, Given(choice=".done"))


def test_too_many_are_told_and_those_before_stay() -> None:
    talk = tell(put(FILES), sent(PHOTO, VOICE), sent(VOICE, PHOTO))
    assert text("question-attachments-many", most=3) in talk.said
    tell(talk, sent(PHOTO))
    assert text("question-attachments-many", most=3) in talk.said
    taken = answered(talk, "xong")
    assert isinstance(taken, list)
    assert len(taken) == 3


def test_words_beside_files_are_acknowledged_and_send_means_done() -> None:
    talk = tell(put(FILES), "cái này ở cổng trường")
    assert text("question-attachments-words") in talk.said
    assert "Chưa có tệp nào" in talk.said
    tell(talk, sent(PHOTO))
    assert text("question-attachments-words") not in talk.said
    assert answered(talk, "gửi") == [{"kind": "words", "text": "cái này ở cổng trường"}, KEPT]


def test_a_file_that_cannot_be_fetched_is_told_and_the_rest_is_taken() -> None:
    talk = tell(put(FILES), sent(HUGE, PHOTO))
    assert text("question-attachments-large") in talk.said
    assert answered(talk, "xong") == [KEPT]
    assert hint(FILES, sent(HUGE)) == text("conversation-not-taken")
    assert text("question-attachments-large") in tell(put(FILES), sent(HUGE)).said


def test_a_caption_beyond_what_channels_carry_is_told() -> None:
    words = "x" * 4097
    assert hint(FILES, words) == text("question-text-long", count=4096, given=4097)
    talk = tell(put(FILES), sent(PHOTO, words=words))
    assert text("question-text-long", count=4096, given=4097) in talk.said
    assert answered(talk, "xong") == [KEPT]


def test_nothing_at_all_is_asked_again() -> None:
    assert hint(FILES, sent(STICKER)) == text("conversation-not-taken")
    with pytest.raises(AssertionError):
        value(FILES, "xong")
    assert refuses(FILES, Given(text=" "))


def test_the_review_counts_files_or_shows_the_words() -> None:
    assert shown(FILES, [KEPT, {"kind": "words", "text": "ổ gà"}]) == "1 tệp"
    assert shown(FILES, [{"kind": "words", "text": w} for w in ("ổ gà", "to")]) == "ổ gà; to"
    assert shown(FILES, "damaged") == ""
    assert cell(FILES, [KEPT, {"kind": "words", "text": "ổ gà"}]) == 1
    assert FILES.reopened([KEPT]) == [KEPT]
    assert FILES.tally([KEPT]) == ()
