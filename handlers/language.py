"""`/ngonngu`: the language the bot speaks with a person, and whether in short sentences and large
letters; changed in place, whatever is going on."""

from __future__ import annotations

from dataclasses import replace

from feedback.conversation import Conversation
from feedback.language import SIMPLE, is_simple, spoken
from feedback.messages import Button, Line, Reply, Text
from feedback.survey import Form
from feedback.text import fold
from handlers import conversing
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu

_MANNERS = {
    "simple": ("chu lon", "chu to", "cau ngan", "chu lon cau ngan", "large print", "large text"),
    "usual": ("chu thuong", "chu nho", "cau thuong", "usual", "small print", "normal text"),
}
"""How a language is shown, and the words that ask for it."""
_NAMED = {
    **dict.fromkeys(("vi", "tieng viet", "viet", "vietnamese"), "vi"),
    **dict.fromkeys(("en", "english", "tieng anh", "anh"), "en"),
    **{words: manner for manner, named in _MANNERS.items() for words in named},
}


_IN_FULL = frozenset(
    ("tieng viet", "vietnamese", "tieng anh", "english", "chu lon", "large print")
)
"""Not "anh" or "việt", which are names too."""
_KEEPS_WORDS = ("text", "location", "attachments")
"""Kinds of questions that would take the name of a language for an answer."""


def named(turn: Turn, form: Form, held: Conversation) -> str | None:
    """Return the other language somebody in the middle of a form named, instead of an answer."""
    words = fold(turn.inbound.text[:40])
    code = _NAMED[words] if words in _IN_FULL else None
    if code is None or _language_of(turn, code) == turn.language or turn.inbound.attachments:
        return None
    question = form.by_name.get(held.at or "")
    no_answer = question is None or question.kind in _KEEPS_WORDS
    return code if no_answer or conversing.misses(turn, form, held) else None


async def _language(turn: Turn, words: str) -> Answer:
    """Change to the language or manner named, or offer those there are."""
    named = _NAMED.get(fold(words[:40]), "")
    if named in _MANNERS or named in turn.languages:
        return await choose(turn, named)
    rows = [
        (Button(Text(f"language-name-{code}"), f"language:{code}"),) for code in turn.languages
    ]
    other = "usual" if is_simple(turn.language) else "simple"
    rows.append((Button(Text(f"language-{other}"), f"language:{other}"),))
    now = "simple" if is_simple(turn.language) else "usual"
    lines = (Text("language-which"), Text("language-shown", {"manner": Text(f"language-{now}")}))
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=tuple(rows)),)))


async def choose(turn: Turn, code: str) -> Answer:
    """Speak another language, or in another manner, from this answer on and put the open question
    again in it."""
    if code not in _MANNERS and code not in turn.languages:
        return await _language(turn, "")
    language = _language_of(turn, code)
    turn.storage.people.choose_language(turn.person.id, language)
    turn.person = replace(turn.person, language=language)
    chosen = Text(f"language-chosen-{code}" if code in _MANNERS else "language-chosen")
    held = turn.conversation
    if held is not None:
        again = conversing.put_again(turn)
        intro = conversing.form_of(turn, held).intro
        # Who has answered nothing yet has read only the first words, in the other language.
        begun = held.answers or held.skipped or held.drafts
        said: tuple[Line, ...] = (chosen,) if begun or intro is None else (chosen, "", intro)
        return replace(again, replies=conversing.saying(said, again.replies))
    return Answer((menu(turn, chosen, Text("menu-ask")),))


def _language_of(turn: Turn, code: str) -> str:
    """Return the language that a choice leads to: the manner stays when the language changes."""
    if code in _MANNERS:
        return spoken(turn.language) + SIMPLE * (code == "simple")
    return code + SIMPLE * is_simple(turn.language)


LANGUAGE = Feature(
    commands=(Command("ngonngu", "language", _language, "command-ngonngu"),),
    presses={"language": choose},
)
