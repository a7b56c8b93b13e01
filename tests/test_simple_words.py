"""Everything a citizen reads is also there in short sentences, one to a line (`vi-simple`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from bot.texts import LANGUAGES, LOCALES, Texts
from feedback.language import SIMPLE, words
from feedback.messages import Text
from feedback.office import read_pack
from handlers.admin.offboarding import OFFICERS_FORMS

FILES = ("citizen", "conversation", "linking", "questions", "fitting", "system", "cases")
"""What citizens read; administrators' sentences have figures in them and no simple form."""
MOST_WORDS = 12
_END = re.compile(r"[.!?…](?=\s+\S)")
_VALUE = "\N{WHITE SQUARE}"
"""Stands for what is filled in; it counts as one word."""


@cache
def messages(language: str) -> dict[str, ast.Message]:
    return {
        entry.id.name: entry
        for name in FILES
        for entry in FluentParser().parse(_read(LOCALES / language / f"{name}.ftl")).body
        if isinstance(entry, ast.Message)
    }


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def simple(message: ast.Message) -> ast.Pattern:
    found = [each.value for each in message.attributes if each.id.name == "simple"]
    pattern = found[0] if found else message.value
    assert pattern is not None
    return pattern


def wordings(pattern: ast.Pattern) -> list[str]:
    """Every way a sentence may come out, by the variants in it."""
    ways = [""]
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            parts = [element.value]
        elif isinstance(element.expression, ast.SelectExpression):
            parts = [way for each in element.expression.variants for way in wordings(each.value)]
        else:
            parts = [_VALUE]
        ways = [way + part for way in ways for part in parts]
    return ways


def too_much(line: str) -> bool:
    """Tell whether a line is more than one sentence of twelve words; "1." is no sentence."""
    words = [word for word in line.split() if re.search(rf"[\w{_VALUE}]", word)]
    sentences = [part for part in _END.split(line) if not re.fullmatch(rf"[\s\d{_VALUE}]*", part)]
    return len(words) > MOST_WORDS or len(sentences) > 1


def variables(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "VariableReference":
            yield node["id"]["name"]
        for value in node.values():
            yield from variables(value)
    elif isinstance(node, list):
        for each in node:
            yield from variables(each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_longer_than_a_short_sentence(language: str) -> None:
    long = {
        (id, line)
        for id, message in messages(language).items()
        for way in wordings(simple(message))
        for line in way.split("\n")
        if too_much(line)
    }
    assert not long, "give it short lines in an attribute `.simple`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_simple_words_say_everything_that_is_filled_in(language: str) -> None:
    for id, message in messages(language).items():
        assert {each.id.name for each in message.attributes} <= {"simple"}, id
        said = set(variables(message.value.to_json() if message.value else None))
        assert set(variables(simple(message).to_json())) == said, id


def test_the_measure_itself() -> None:
    assert not too_much("1. Ông/Bà có hài lòng không?")
    assert not too_much(" ".join(["từ"] * 12) + " – →")
    assert too_much(" ".join(["từ"] * 13))
    assert too_much("Đã hủy. Không có gì được gửi đi.")
    assert wordings(simple(messages("vi")["tracking-kind"])) == [
        "Phản ánh",
        "Kiến nghị",
        "Lời khen",
        "Câu hỏi",
        "Khiếu nại",
        "Ý kiến",
    ]


def test_the_usual_words_stay_where_simple_ones_were_not_asked_for() -> None:
    texts = Texts()
    cancelled = Text("conversation-discarded")
    assert texts.render(cancelled, "vi") == "Đã hủy. Không có gì được gửi đi."
    assert texts.render(cancelled, "vi" + SIMPLE) == "Đã hủy.\nKhông có gì được gửi đi."
    assert texts.render(cancelled, "en" + SIMPLE) == "Cancelled.\nNothing was sent."
    assert texts.render(Text("conversation-back"), "vi" + SIMPLE) == "Quay lại"


OFFICE = LOCALES.parent / "offices" / "binh-luc"
OFFICIAL = frozenset({("texts", "conduct")})
"""Words an authority issued."""


def sentences(
    value: object, at: tuple[object, ...]
) -> Iterator[tuple[tuple[object, ...], object]]:
    if isinstance(value, dict) and "vi" in value:
        yield at, value
    elif isinstance(value, dict | list | tuple):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from sentences(each, (*at, key))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_and_texts_of_the_sample_office_are_short_too(language: str) -> None:
    files = {
        path.relative_to(OFFICE).as_posix(): path.read_bytes()
        for path in OFFICE.rglob("*")
        if path.is_file()
    }
    pack = read_pack(files)
    asked = [form for form in pack.forms if form.name not in OFFICERS_FORMS]
    things = {form.name: form.model_dump() for form in asked}
    agreed = {each.id: each.text for each in pack.office.purposes}
    found = [*sentences({**things, "texts": dict(pack.office.texts), "consents": agreed}, ())]
    assert len(found) > 100
    long = [
        (at, line)
        for at, said in found
        if at not in OFFICIAL and isinstance(said, dict)
        for line in words(said, language + SIMPLE).split("\n")
        if too_much(line)
    ]
    assert not long, f"give it short lines under `{language}{SIMPLE}`"
