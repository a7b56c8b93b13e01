"""`/ngonngu`: the language the bot speaks with a person; changed in place, whatever is going on."""

from __future__ import annotations

from dataclasses import replace

from feedback.conversation import Conversation
from feedback.messages import Button, Line, Reply, Text
from feedback.survey import Form
from feedback.text import fold
from handlers import conversing
from handlers.context import Answer, Command, Feature, Turn
from handlers.menu import menu

_NAMED = {
    **dict.fromkeys(("vi", "tieng viet", "viet", "vietnamese"), "vi"),
    **dict.fromkeys(("en", "english", "tieng anh", "anh"), "en"),
}


_IN_FULL = frozenset(("tieng viet", "vietnamese", "tieng anh", "english"))
"""Not "anh" or "việt", which are names too."""
_KEEPS_WORDS = ("text", "location", "attachments")
"""Kinds of questions that would take the name of a language for an answer."""


def named(turn: Turn, form: Form, held: Conversation) -> str | None:
    """Return the other language somebody in the middle of a form named, instead of an answer."""
    words = fold(turn.inbound.text[:40])
    code = _NAMED[words] if words in _IN_FULL else None
    if code is None or code == turn.language or turn.inbound.attachments:
        return None
    question = form.by_name.get(held.at or "")
    no_answer = question is None or question.kind in _KEEPS_WORDS
    return code if no_answer or conversing.misses(turn, form, held) else None


async def _language(turn: Turn, words: str) -> Answer:
    """Change to the language named, or offer those there are."""
    named = _NAMED.get(fold(words[:40]))
    if named in turn.languages:
        return await choose(turn, named)
    rows = tuple(
        (Button(Text(f"language-name-{code}"), f"language:{code}"),) for code in turn.languages
    )
    which = Reply(lines=(Text("language-which"),), rows=rows)
    return conversing.way_back(turn, Answer((which,)))


async def choose(turn: Turn, code: str) -> Answer:
    """Speak another language from this answer on and put the open question again in it."""
    if code not in turn.languages:
        return await _language(turn, "")
    turn.storage.people.choose_language(turn.person.id, code)
    turn.person = replace(turn.person, language=code)
    chosen = Text("language-chosen")
    held = turn.conversation
    if held is not None:
        again = conversing.put_again(turn)
        intro = conversing.form_of(turn, held).intro
        # Who has answered nothing yet has read only the first words, in the other language.
        begun = held.answers or held.skipped or held.drafts
        said: tuple[Line, ...] = (chosen,) if begun or intro is None else (chosen, "", intro)
        return replace(again, replies=conversing.saying(said, again.replies))
    return Answer((menu(turn, chosen, Text("menu-ask")),))


LANGUAGE = Feature(
    commands=(Command("ngonngu", "language", _language, "command-ngonngu"),),
    presses={"language": choose},
)
