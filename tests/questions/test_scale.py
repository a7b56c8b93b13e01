import pytest

from feedback.question import Given
from tests.questions.asking import a, cell, hint, labels, refuses, shown, text, value

SCALE = a("scale")
NUMBERED = a("scale", numerals=True)
THREE = a(
    "scale",
    levels=[{"name": n, "label": {"vi": n.title(), "en": n}} for n in ("kem", "vua", "tot")],
    not_applicable=False,
)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("Rất không hài lòng", "very-unsatisfied"),
        ("rat khong hai long", "very-unsatisfied"),
        ("Không hài lòng", "unsatisfied"),
        ("khong hai long", "unsatisfied"),
        ("KHONG HAI LONG.", "unsatisfied"),
        ("bình thường", "neutral"),
        ("binh thuong", "neutral"),
        ("Bình", "neutral"),
        ("hai long", "satisfied"),
        ("rất hài lòng", "very-satisfied"),
        ("Very satisfied", "very-satisfied"),
        ("neutral", "neutral"),
        ("1", "very-unsatisfied"),
        ("3", "neutral"),
        ("5", "very-satisfied"),
        ("6", "na"),
        ("khong ap dung", "na"),
        ("không áp dụng / không ý kiến", "na"),
        ("not applicable", "na"),
    ],
)
def test_a_level_is_typed(typed: str, level: str) -> None:
    assert value(SCALE, typed) == level


@pytest.mark.parametrize("typed", ["khong", "rat", "7", "0", "tốt", "hài lòng lắm nhé", "-1", "?"])
def test_what_could_be_several_levels_or_none_is_asked_again(typed: str) -> None:
    assert hint(SCALE, typed) == text("question-scale-hint", count=6)


def test_levels_are_shown_worst_first_word_for_word() -> None:
    assert labels(SCALE) == [
        "Rất không hài lòng",
        "Không hài lòng",
        "Bình thường",
        "Hài lòng",
        "Rất hài lòng",
        "Không áp dụng / Không ý kiến",
    ]
    assert labels(SCALE, language="en")[:2] == ["Very dissatisfied", "Dissatisfied"]


def test_with_numerals_a_number_is_a_level_and_never_not_applicable() -> None:
    assert labels(NUMBERED)[0] == "1. Rất không hài lòng"
    assert labels(NUMBERED)[-1] == "Không áp dụng / Không ý kiến"
    assert value(NUMBERED, "4") == "satisfied"
    assert value(NUMBERED, "hai long") == "satisfied"
    assert hint(NUMBERED, "6") == text("question-scale-hint", count=5)


def test_a_scale_without_not_applicable_does_not_take_it() -> None:
    assert value(THREE, "tot") == "tot"
    assert hint(THREE, "khong ap dung") == text("question-scale-hint", count=3)
    assert refuses(THREE, Given(choice="na"))
    assert refuses(SCALE, Given(choice="kem"))
    assert refuses(SCALE, Given(text="satisfied"))  # the engine turns words into choices


def test_levels_are_scored_evenly_and_not_applicable_never() -> None:
    names = ["very-unsatisfied", "unsatisfied", "neutral", "satisfied", "very-satisfied", "na"]
    assert [SCALE.score(name) for name in names] == [0, 25, 50, 75, 100, None]
    assert [THREE.score(name) for name in ("kem", "vua", "tot", "na")] == [0, 50, 100, None]
    assert SCALE.tally("na") == ("na",)
    assert SCALE.tally("satisfied") == ("satisfied",)


def test_answers_are_shown_in_the_language_and_exported() -> None:
    assert shown(SCALE, "satisfied") == "Hài lòng"
    assert shown(SCALE, "na", "en") == "Not applicable / No opinion"
    assert shown(SCALE, "of-an-older-version") == "of-an-older-version"
    assert cell(SCALE, "unsatisfied", "vi") == "Không hài lòng"
    assert cell(SCALE, "unsatisfied", "en") == "Dissatisfied"
    assert cell(SCALE, "gone") == "gone"


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["kem", "kem"], "two levels are named kem"),
        (["kem"], "at least two levels"),
        (["kem", "na"], "means not applicable"),
    ],
)
def test_levels_that_cannot_work_are_faults(names: list[str], fault: str) -> None:
    levels = [{"name": name, "label": {"vi": name}} for name in names]
    assert fault in " ".join(a("scale", levels=levels).faults())
    assert SCALE.faults() == []
