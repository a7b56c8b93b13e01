from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from bot.texts import LANGUAGES, LOCALES, Texts
from feedback.messages import Strong, Text

ROOT = LOCALES.parent
CODE = [path for room in ("bot", "handlers", "feedback") for path in (ROOT / room).rglob("*.py")]


def messages(language: str) -> dict[str, ast.Message]:
    found: dict[str, ast.Message] = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{file}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{file}: {entry.id.name} is there twice"
                found[entry.id.name] = entry
    return found


def names_of_variables(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["id"]["name"]} if node.get("type") == "VariableReference" else set()
        return own.union(*(names_of_variables(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(names_of_variables(value) for value in node))
    return set()


def test_every_language_has_the_same_sentences_with_the_same_variables() -> None:
    vietnamese, english = messages("vi"), messages("en")
    assert vietnamese.keys() == english.keys()
    for id, message in vietnamese.items():
        assert names_of_variables(message.to_json()) == names_of_variables(
            english[id].to_json()
        ), id


def test_every_sentence_the_code_names_exists() -> None:
    known = messages("vi").keys()
    named = {
        (path.name, id)
        for path in CODE
        for id in re.findall(r'\bText\(\s*"([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert not {(file, id) for file, id in named if id not in known}


def test_vietnamese_sentences_are_polite() -> None:
    rude = re.compile(r"\b(bạn|mày|tụi)\b", re.IGNORECASE)
    for file in (LOCALES / "vi").glob("*.ftl"):
        assert not rude.search(file.read_text("utf-8")), file.name


def test_days_and_times_are_told_in_local_time_and_in_the_manner_of_the_language(
    tmp_path: Path,
) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.ftl").write_text("due = { $day }\nonly = x\n", "utf-8")
    texts = Texts(tmp_path)
    late = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
    assert texts.render(Text("due", {"day": late}), "vi") == "01:30 ngày 01/01/2027"
    assert texts.render(Text("due", {"day": date(2027, 1, 1)}), "en") == "1 Jan 2027"
    assert texts.render(Text("due", {"day": Strong({"vi": "mai", "en": "soon"})}), "en") == "soon"
    assert texts.render({"vi": "chỉ có tiếng Việt"}, "en") == "chỉ có tiếng Việt"
    assert texts.render(Text("due", {"day": True}), "vi") == "true"
    assert texts.render(Text("only"), "fr") == "x"
    assert texts.ids("vi") == {"due", "only"}


def test_a_sentence_with_a_missing_argument_is_an_error_not_a_riddle(tmp_path: Path) -> None:
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "a.ftl").write_text("due = { $day }\nempty =\n    .a = b\n", "utf-8")
    texts = Texts(tmp_path, ("vi",))
    with pytest.raises(ValueError, match="due"):
        texts.render(Text("due"), "vi")
    with pytest.raises(KeyError):
        texts.render(Text("empty"), "vi")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_channel_of_a_phone_has_a_name_people_know(language: str) -> None:
    named = {
        channel: Texts().render(Text("sheet-channel", {"channel": channel}), language)
        for channel in ("telegram", "zalo_oa", "zalo_bot")
    }
    assert named == {"telegram": "Telegram", "zalo_oa": "Zalo OA", "zalo_bot": "Zalo Bot"}
