"""`/start`: the first meeting, the list of what can be done, and what a QR code opens."""

from __future__ import annotations

from dataclasses import replace

from feedback.conversation import Conversation, Outcome, Submitted
from feedback.language import spoken
from feedback.messages import Button, Line, Reply, Text
from feedback.survey import Form
from feedback.text import fold
from handlers import case_intake, case_tracking, consent, conversing, linking, payload, survey
from handlers.case_intake import tells
from handlers.context import Answer, Command, Feature, Turn
from handlers.conversing import leave, listen, misses
from handlers.free_input import hear
from handlers.intents import wish
from handlers.menu import menu
from handlers.officer import card

_FORM = "welcome"
_SMALL = (None, "greeting", "thanks", "cancel", "go-on")
"""Wishes nobody leaves a dialog for."""


async def _start(turn: Turn, words: str) -> Answer:
    """Open what a deep link asks for, else greet."""
    if words:
        return _greeting_newcomer(turn, await _open(turn, words, agreed=False))
    if turn.conversation is not None:
        return await _in_the_middle(turn)
    form = turn.forms.latest(_FORM)
    if turn.new and form is not None:
        begun = await conversing.start(turn, form)
        return replace(begun, replies=(_first_words(turn), *begun.replies))
    return Answer((menu(turn, Text("menu-hello"), Text("menu-ask")),))


async def _in_the_middle(turn: Turn) -> Answer:
    """Show the list to somebody who types /start in the middle of a form; nothing is lost by it."""
    return conversing.way_back(turn, Answer((menu(turn, Text("menu-busy")),)))


async def _open(turn: Turn, words: str, *, agreed: bool) -> Answer:
    wish = payload.read(words)
    answer: Answer | None = None
    if isinstance(wish, payload.Rate):
        answer = await survey.open_survey(turn, wish, agreed=agreed)
    elif isinstance(wish, payload.Once):
        answer = await survey.open_once(turn, wish, agreed=agreed)
    elif isinstance(wish, payload.Report):
        answer = await case_intake.open_intake(turn, wish, agreed=agreed)
    elif isinstance(wish, payload.Join):
        answer = await linking.type_code(turn, wish.code)
    elif isinstance(wish, payload.Handle):
        answer = await card.follow(turn, wish.case)
    elif isinstance(wish, payload.See):
        answer = await case_tracking.show(turn, wish.code)
    if answer is not None:
        return answer
    damaged = Text("welcome-damaged-link")
    if turn.conversation is not None:
        return conversing.put_again(turn, damaged)
    return Answer((menu(turn, damaged),))


async def _opened(turn: Turn, words: str) -> Answer:
    return await _open(turn, words, agreed=False)


async def _agreed(turn: Turn, words: str) -> Answer:
    return await _open(turn, words, agreed=True)


def _first_words(turn: Turn) -> Reply:
    """Say who is speaking and offer the other languages; nothing is asked yet."""
    others = tuple(
        Button(Text(f"language-name-{code}"), f"language:{code}")
        for code in turn.languages
        if code != spoken(turn.language)
    )
    hello = Text("welcome-hello", {"office": turn.office.name})
    return Reply(lines=(hello,), rows=(others,) if others else ())


def _greeting_newcomer(turn: Turn, answer: Answer) -> Answer:
    """Say in one line who is speaking to somebody whom a QR code brought here first."""
    if not turn.new:
        return answer
    hello = Text("welcome-hello", {"office": turn.office.name})
    return replace(answer, replies=conversing.saying((hello,), answer.replies))


async def _hear(turn: Turn, form: Form, held: Conversation) -> Answer:
    """Take a message in the middle of a small dialog. Who tells at once what they came for, or
    sends a photo of it, is heard: nothing asked here matters as much."""
    inbound = turn.inbound
    sent = any(each.kind != "sticker" for each in inbound.attachments) or inbound.location
    told = tells(inbound.text) and "dong y" not in fold(inbound.text)  # that is an answer
    came_for = sent or told or wish(inbound.text) not in _SMALL
    if inbound.press or inbound.edited or not came_for or not misses(turn, form, held):
        return await listen(turn, form, held)
    leave(turn)
    return await hear(turn)


async def _met(turn: Turn, form: Form, _: Conversation, outcome: Outcome) -> Answer:
    """Keep the consents given in a small dialog and show what can be done."""
    if not isinstance(outcome, Submitted):
        return Answer()
    for value in outcome.answers.values():
        consent.keep(turn, value)
    thanks: Line = form.thanks or Text("welcome-thanks")
    return Answer((menu(turn, thanks, Text("menu-ask")),))


WELCOME = Feature(
    commands=(Command("start", "start", _start, "command-start"),),
    presses={"s": _opened, "S": _agreed},
    outcomes={"dialog": _met},
    listeners={"dialog": _hear},
)
