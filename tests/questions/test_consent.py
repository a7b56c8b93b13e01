import pytest

from feedback.question import Given
from tests.questions.asking import a, cell, hint, labels, put, refuses, shown, text, value

CONSENT = a("consent", purpose="reply")
GIVEN = {"purpose": "reply", "version": 3, "given": True}


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [
        ("Tôi đồng ý", True),
        ("toi dong y", True),
        ("đồng ý", True),
        ("dong y", True),
        ("có", True),
        ("vang", True),
        ("yes", True),
        ("I agree", True),
        ("1", True),
        ("Tôi không đồng ý", False),
        ("khong dong y", False),
        ("không", False),
        ("no", False),
        ("2", False),
    ],
)
def test_a_plain_yes_or_no_is_kept_with_the_words_it_was_given_to(
    typed: str, agreed: bool
) -> None:
    assert value(CONSENT, typed) == {**GIVEN, "given": agreed}


@pytest.mark.parametrize("typed", ["tùy", "được thôi", "3", "toi", "👍"])
def test_nothing_else_means_yes(typed: str) -> None:
    assert hint(CONSENT, typed) == text("question-consent-hint")
    assert refuses(CONSENT, Given(text=typed))


def test_who_does_not_know_has_not_agreed() -> None:
    assert hint(CONSENT, "không biết") == text("conversation-cannot-skip")


def test_nothing_is_ticked_beforehand() -> None:
    talk = put(CONSENT)
    assert talk.held.answers == talk.held.drafts == {}
    assert labels(CONSENT) == ["Tôi đồng ý", "Tôi không đồng ý"]
    assert "Chúng tôi gọi lại." in talk.said
    assert "We call you." in put(CONSENT, language="en").said


def test_a_purpose_the_office_does_not_have_any_more_is_asked_without_its_words() -> None:
    gone = a("consent", purpose="gone")
    assert put(gone).said.count("\n") == 0
    assert value(gone, "dong y") == {"purpose": "gone", "version": 0, "given": True}


def test_it_is_shown_and_exported_but_never_counted() -> None:
    assert (shown(CONSENT, GIVEN), shown(CONSENT, GIVEN, "en")) == ("Tôi đồng ý", "I agree")
    assert cell(CONSENT, {**GIVEN, "given": False}) == "Tôi không đồng ý"
    assert cell(CONSENT, "damaged", "en") == "I do not agree"
    assert CONSENT.tally(GIVEN) == ()
