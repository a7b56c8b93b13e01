import pytest

from feedback.messages import Attachment
from feedback.question import Answered, Around, Given
from tests.questions.asking import NOW, OFFICE, a, cell, hint, shown, text, value

TEXT = a("text")
SHORT = a("text", min_length=10, max_length=40)
PLATE = a(
    "text",
    pattern=r"\d{2}[A-Z]\d-\d{4,5}",
    error={"vi": "Xin gõ biển số, ví dụ 90B1-12345.", "en": "For example 90B1-12345."},
)


@pytest.mark.parametrize(
    "typed",
    [
        "Đường hỏng",
        "duong hong",
        "5",
        "  có khoảng trắng  ",
        "dòng một\ndòng hai",
        "👍 tốt",
        "không",
        "a" * 4000,
    ],
)
def test_words_are_kept_as_they_came(typed: str) -> None:
    assert value(TEXT, typed) == typed.strip()


@pytest.mark.parametrize("typed", ["...", "👍", "?!", "—"])
def test_signs_alone_are_no_words(typed: str) -> None:
    assert hint(TEXT, typed) == text("question-text-hint")


def test_lengths_are_told_with_what_was_written() -> None:
    assert hint(SHORT, "ngắn quá") == text("question-text-short", count=10)
    assert hint(SHORT, "dài " * 20) == text("question-text-long", count=40, given=79)
    assert value(SHORT, "1234567890") == "1234567890"
    assert value(SHORT, "b" * 40) == "b" * 40


def test_a_pattern_asks_again_in_the_offices_own_words() -> None:
    assert value(PLATE, "90B1-12345") == "90B1-12345"
    assert hint(PLATE, "90B1") == "Xin gõ biển số, ví dụ 90B1-12345."
    assert hint(PLATE, "biển 90B1-12345", language="en") == "For example 90B1-12345."
    silent = a("text", pattern="[0-9]+")
    assert hint(silent, "năm") == text("question-text-hint")


def test_long_words_are_cut_short_in_the_review_only() -> None:
    long = "x" * 301
    assert shown(TEXT, "x" * 300) == "x" * 300
    assert shown(TEXT, long) == "x" * 299 + "…"
    assert cell(TEXT, long) == long
    assert TEXT.tally("x") == ()


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"min_length": 5, "max_length": 4}, ["min_length 5 is more than max_length 4"]),
        (
            {"pattern": "("},
            [
                "pattern is no regular expression",
                "a pattern needs an error that says what to write",
            ],
        ),
    ],
)
def test_lengths_and_patterns_that_nothing_meets_are_faults(
    fields: dict[str, object], faults: list[str]
) -> None:
    assert a("text", **fields).faults() == faults
    assert TEXT.faults() == PLATE.faults() == []


SPOKEN = a("text", min_length=10, spoken=True)
VOICE = Attachment("voice", "ref-1", 9000, mime="audio/ogg")
KEPT = {"kind": "voice", "ref": "ref-1", "size": 9000, "name": "", "mime": "audio/ogg"}


def test_where_a_question_may_be_spoken_a_recording_is_the_answer() -> None:
    audio = Attachment("audio", "ref-2")
    assert value(SPOKEN, {"attachments": (VOICE,)}) == [KEPT]
    both = value(SPOKEN, {"attachments": (VOICE, audio), "text": " nghe giúp "})
    assert isinstance(both, list)
    assert both[0] == KEPT
    assert both[2] == {"kind": "words", "text": "nghe giúp"}
    assert value(SPOKEN, "viết ra cũng được") == "viết ra cũng được"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_recording_is_told_from_words(language: str) -> None:
    says = {"vi": ("(ghi âm)", "có ghi âm"), "en": ("(recording)", "recorded")}[language]
    words = {"kind": "words", "text": "ở chợ"}
    assert shown(SPOKEN, [KEPT], language) == says[0]
    assert shown(SPOKEN, [KEPT, words], language) == f"{says[0]} ở chợ"
    assert cell(SPOKEN, [KEPT], language) == says[1]
    assert cell(SPOKEN, [KEPT, words], language) == f"{says[1]} – ở chợ"


def test_what_is_no_recording_or_too_large_does_not_answer() -> None:
    photo = Attachment("photo", "p")
    large = Attachment("voice", "v", too_large=True)
    for sent in ((VOICE, photo), (photo,), (VOICE, large)):
        assert hint(SPOKEN, {"attachments": sent}) == text("conversation-not-taken")
    assert hint(TEXT, {"attachments": (VOICE,)}) == text("conversation-not-taken")


def test_a_spoken_answer_meets_no_pattern() -> None:
    assert a("text", spoken=True, pattern="x", error={"vi": "x", "en": "x"}).faults() == [
        "a recording meets no pattern; leave out `spoken` or `pattern`"
    ]


def test_what_the_context_suggests_can_be_pressed_instead() -> None:
    around = Around(
        office=OFFICE,
        now=NOW,
        language="vi",
        answers={},
        context={f"suggested-{TEXT.name}": '[["7K3M2 · 24/11", "7K3M2-9XQ4T"]]'},
    )
    assert [each.label for each in TEXT.ask(around, None).choices] == ["7K3M2 · 24/11"]
    assert TEXT.read(Given(choice="s0"), around, None) == Answered("7K3M2-9XQ4T")
    assert TEXT.read(Given(text="khác"), around, None) == Answered("khác")
