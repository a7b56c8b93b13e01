"""One question put to one person by the real engine, for the tests of each kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.texts import Texts
from feedback.conversation import Submitted
from feedback.errors import UnreadableAnswer
from feedback.messages import Line, Text
from feedback.question import Answered, Around, Given, Question, Unfinished, Value
from feedback.questions import parse_question
from feedback.unit import Category, Office, Procedure, Purpose, Unit
from tests.feedback.sample import Talk, form

TEXTS = Texts()
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 10:00 in Vietnam, a Monday


def _words(vi: str, en: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en or vi}


_ENDED = date(2025, 6, 30)
_UNITS = (
    Unit("vung", _words("Vùng", "Area"), "area"),
    Unit("binh-luc", _words("Xã Bình Lục", "Binh Luc commune"), "commune", "vung", code="13504"),
    Unit("hcc", _words("Trung tâm một cửa", "One-stop centre"), "one-stop-centre", "binh-luc"),
    Unit("quay-1", _words("Quầy Hộ tịch"), "desk", "hcc", procedures=("khai-sinh", "khai-tu")),
    Unit("quay-2", _words("Quầy Đất đai"), "desk", "hcc", procedures=("so-do",)),
    Unit(
        "binh-an", _words("Xã Bình An", "Binh An commune"), "commune", "vung", aliases=("Ngọc Lũ",)
    ),
    Unit(
        *("huyen", _words("Huyện cũ", "Old district"), "district", "vung"),
        valid_to=_ENDED,
        successors=("binh-luc", "binh-an"),
    ),
    Unit(
        "ubnd-cu", _words("Xã Đồn Xá"), "commune", "vung", valid_to=_ENDED, successors=("binh-an",)
    ),
)
_PROCEDURES = (
    Procedure("khai-sinh", _words("Đăng ký khai sinh", "Birth registration"), _words("Hộ tịch")),
    Procedure("khai-tu", _words("Đăng ký khai tử", "Death registration"), _words("Hộ tịch")),
    Procedure(
        *("so-do", _words("Cấp giấy chứng nhận", "Land certificate"), _words("Đất đai")),
        aliases=("sổ đỏ",),
    ),
    *(Procedure(f"viec-{n}", _words(f"Việc khác số {n}"), _words("Khác")) for n in range(1, 9)),
)
_CATEGORIES = (
    Category("duong", _words("Đường sá", "Roads")),
    Category("o-ga", _words("Đường hỏng, ổ gà", "Potholes"), "duong", aliases=("mặt đường",)),
    Category("den", _words("Đèn đường", "Street lights"), "duong"),
    Category("rac", _words("Rác thải", "Rubbish")),
)
OFFICE = Office(
    name=_words("Vùng thử"),
    root="vung",
    units={unit.id: unit for unit in _UNITS},
    procedures={procedure.id: procedure for procedure in _PROCEDURES},
    categories={category.id: category for category in _CATEGORIES},
    purposes=(
        Purpose("reply", 3, _words("Trả lời"), _words("Chúng tôi gọi lại.", "We call you.")),
    ),
)


def a(kind: str, **fields: Any) -> Question:
    """A question of a kind, as a survey file would describe it."""
    return parse_question({"kind": kind, "name": "it", "text": _words("Hỏi?", "Well?"), **fields})


def around(language: str = "vi", **more: Any) -> Around:
    return Around(OFFICE, NOW, language, **more)


def put(question: Question, language: str = "vi", **more: Any) -> Talk:
    """Put the question as the only one of a form that is sent as soon as it is answered."""
    asked = form(question, review=False)
    return Talk(asked, language=language, now=NOW, **{"office": OFFICE, **more})


def tell(talk: Talk, *said: str | dict[str, Any]) -> Talk:
    """Say words, or send what a dictionary describes."""
    for each in said:
        talk.hears(**(each if isinstance(each, dict) else {"text": each}))
    return talk


def value(question: Question, *said: str | dict[str, Any], **more: Any) -> Value:
    """Return the answer that what was said makes; fails when it makes none."""
    return answered(put(question, **more), *said)


def answered(talk: Talk, *said: str | dict[str, Any]) -> Value:
    """Go on with a question that was put, and return the answer that this makes."""
    tell(talk, *said)
    assert isinstance(talk.outcome, Submitted), talk.said
    return talk.outcome.answers["it"]


def hint(question: Question, *said: str | dict[str, Any], **more: Any) -> str:
    """Return what the person is told who said what does not fit, in words; nothing is recorded."""
    talk = tell(put(question, **more), *said)
    assert talk.outcome is None, talk.outcome
    assert talk.held.answers == {}
    assert talk.held.misses == 1
    return TEXTS.render(talk.last.lines[0], talk.language)


def text(id: str, /, language: str = "vi", **args: Any) -> str:
    """Return a sentence of ours in words."""
    return TEXTS.render(Text(id, args), language)


def shown(question: Question, given: Value, language: str = "vi") -> str:
    """Return an answer as the review shows it."""
    line: Line = question.show(given, around(language))
    return TEXTS.render(line, language)


def cell(question: Question, given: Value, language: str = "vi") -> str | int | float | None:
    return question.cell(given, language, OFFICE)


def labels(
    question: Question, draft: Value = None, language: str = "vi", **more: Any
) -> list[str]:
    choices = question.ask(around(language, **more), draft).choices
    return [TEXTS.render(choice.label, language) for choice in choices]


def names(question: Question, draft: Value = None, **more: Any) -> list[str]:
    return [choice.name for choice in question.ask(around(**more), draft).choices]


def draft_after(question: Question, given: Given, draft: Value = None) -> Value:
    reading = question.read(given, around(), draft)
    assert isinstance(reading, Unfinished)
    return reading.draft


def refuses(question: Question, given: Given, draft: Value = None) -> bool:
    """Tell whether even a forged press of this is not taken."""
    try:
        reading = question.read(given, around(), draft)
    except UnreadableAnswer:
        return True
    assert isinstance(reading, Answered | Unfinished)
    return False
