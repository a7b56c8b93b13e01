from __future__ import annotations

from feedback.language import is_simple, spoken, words


def test_a_simple_language_is_the_language_itself() -> None:
    assert (spoken("vi-simple"), spoken("vi")) == ("vi", "vi")
    assert is_simple("en-simple")
    assert not is_simple("en")


def test_simple_words_stand_in_only_where_there_are_any() -> None:
    said = {"vi": "câu dài", "en": "a long sentence", "vi-simple": "câu ngắn"}
    assert words(said, "vi-simple") == "câu ngắn"
    assert words(said, "vi") == "câu dài"
    assert words(said, "en-simple") == words(said, "en") == "a long sentence"
    assert words({"vi": "chỉ có tiếng Việt"}, "en-simple") == "chỉ có tiếng Việt"
    assert words({"lao": "x"}, "en") == "x"
    assert words({}, "en") == ""
