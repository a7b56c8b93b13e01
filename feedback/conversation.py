"""The engine: one form asked of one person, a message at a time. Pure: no clock, no storage.

`begin` and `advance` take the state and return the next state with what to say. Button data::

    q:<id>:<question>:<choice>   an answer
    n:<id>:<question>:<move>     back, skip, done (keep), clear, pause, cancel, leave, stay, answer;
                                 `-` for the question at the review
    r:<id>:<move>                at the review: submit, edit, back, review
    e:<id>:<question>            at the review: change this line; `.1` turns to the second page

`<id>` is the conversation's own, so a tap on an old message is recognised and answered kindly
and never applied to another question.

The state is in `conversation_state`, the order of questions in `navigation`, the meaning of
typed words in `matching`, how everything is put to a person in `wording`, and the ways a message
can end in `stepping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from feedback import stepping
from feedback.conversation_state import (
    Conversation,
    Discarded,
    Ended,
    Outcome,
    Paused,
    Stage,
    Step,
    Submitted,
    dump,
    load,
)
from feedback.matching import (
    GREETINGS,
    LEAVING_MOVES,
    MOVES,
    NOTHING,
    REVIEW_MOVES,
    exactly,
    folded,
    nearly,
)
from feedback.messages import Inbound, Line, Reply, Text
from feedback.navigation import Path
from feedback.question import Around, Given, Value
from feedback.stepping import Hearing
from feedback.survey import Form
from feedback.wording import edit_sheet, finishes, pages, piped

LONG_AWAY = timedelta(hours=6)
"""After this long a person is reminded of where they were, and a greeting is only a greeting."""
_LONGEST_ON_ONE = 600.0
"""Seconds counted for one question; beyond it the person was doing something else."""


def begin(
    form: Form,
    id: str,
    around: Around,
    answers: Mapping[str, Value] | None = None,
) -> Step:
    """Start a form and ask its first question; `answers` are kept as if already given.

    Nothing but notes to say, or every question answered beforehand in a form without review,
    leads straight to an outcome.
    """
    given = {name: v for name, v in (answers or {}).items() if name in form.by_name}
    held = Conversation(
        id=id,
        form=form.name,
        version=form.version,
        answers=given,
        given=frozenset(given),
        context=around.context,
        began_at=around.now,
        touched_at=around.now,
    )
    said = (piped(form.intro, Path(form, held, around)),) if form.intro else ()
    return stepping.onward(Hearing(form, around, said), held)


def advance(form: Form, conversation: Conversation, inbound: Inbound, around: Around) -> Step:
    """Take one message and ask the next question, or ask again with a hint. Raises nothing."""
    away = around.now - conversation.touched_at > LONG_AWAY
    hearing = Hearing(
        form,
        around,
        said=(Text("conversation-welcome-back", {"title": form.title}),) if away else (),
        pressed=inbound.press is not None,
        album=inbound.album,
    )
    held = _touched(conversation, around.now, inbound.press)
    if _astray(form, held):
        return stepping.onward(hearing, held)
    if inbound.press is not None:
        return _press(hearing, held, inbound.press, inbound.press == conversation.last_press)
    if inbound.edited:
        # Live locations arrive as a stream of edits; one answer is enough for all of them.
        how = Reply(
            lines=(Text("conversation-edited"),), merge="edited", after=stepping.ALBUM_SECONDS
        )
        return Step(held, (how,))
    sent = bool(inbound.attachments or inbound.location or inbound.contact)
    if not inbound.text and not sent:
        return stepping.missed(hearing, held, Text("conversation-nothing-read"))
    typed = folded(inbound.text)
    if away and typed in GREETINGS and not sent:
        return stepping.put(hearing, held)
    if held.stage == "leaving":
        return _leaving_words(hearing, held, typed, sent)
    if held.stage == "reviewing":
        return _review_words(hearing, held, typed, sent)
    if sent:
        return _sent(hearing, held, inbound, typed)
    return _words(hearing, held, inbound.text, typed)


def resume(
    form: Form, conversation: Conversation, around: Around, said: Line | None = None
) -> Step:
    """Put the current question again: after days, after a command in between, in a new language."""
    hearing = Hearing(form, around, said=() if said is None else (said,))
    held = replace(_stayed(conversation), touched_at=around.now, last_press=None)
    return stepping.onward(hearing, held) if _astray(form, held) else stepping.put(hearing, held)


def ask_to_leave(form: Form, conversation: Conversation, around: Around) -> Step:
    """Ask before discarding; what `/huy` does."""
    held = replace(_stayed(conversation), touched_at=around.now, last_press=None)
    return stepping.leave(Hearing(form, around), held)


def _touched(held: Conversation, now: datetime, press: str | None) -> Conversation:
    spent = (now - held.touched_at).total_seconds()
    seconds = held.seconds
    if held.at is not None and spent > 0:
        total = min(_LONGEST_ON_ONE, round(seconds.get(held.at, 0.0) + spent, 1))
        seconds = {**seconds, held.at: total}
    return held.changed(touched_at=now, seconds=seconds, last_press=press)


def _stayed(held: Conversation) -> Conversation:
    """Return the conversation as it was before it asked whether to leave."""
    if held.stage != "leaving":
        return held
    return replace(held, stage=held.before_leaving, heard="")


def _astray(form: Form, held: Conversation) -> bool:
    """Tell whether the question asked does not exist; a stored version never changes, but
    whoever is in such a place must not be stuck there."""
    stage = held.before_leaving if held.stage == "leaving" else held.stage
    return stage != "reviewing" and held.at not in form.by_name


# Presses. Each returns None for a button that has no meaning any more.


def _press(hearing: Hearing, held: Conversation, data: str, twice: bool) -> Step:
    """Do what a button says; `twice` when nothing happened since the same button was pressed."""
    parts = data.split(":")
    if len(parts) < 3 or parts[1] != held.id:
        return stepping.stale(hearing, held, "conversation-stale")
    step: Step | None = None
    stayed = _stayed(held)
    match parts:
        case ["q", _, name, choice] if name == stayed.at:
            step = _chosen(hearing, stayed, choice)
        case ["n", _, name, move] if not twice:
            step = _pressed_move(hearing, held, stayed, name, move)
        case ["r", _, move] if not twice and stayed.stage == "reviewing":
            step = _review_move(hearing, stayed, move)
        case ["e", _, line] if not twice:
            step = _change(hearing, stayed, line)
    if step is not None:
        return step
    if twice:
        return Step(held, toast=Text("conversation-noted"))
    return stepping.stale(hearing, held, "conversation-stale-question")


def _chosen(hearing: Hearing, held: Conversation, choice: str) -> Step:
    path = hearing.path(held)
    question = hearing.question(held)
    # An old message of this question may show the choices it began with.
    for draft in (path.draft, None) if path.draft is not None else (None,):
        if any(choice == offered.name for offered in question.ask(path.around, draft).choices):
            return stepping.read(hearing, held, Given(choice=choice), afresh=draft is None)
    return stepping.stale(hearing, held, "conversation-stale-choice")


def _pressed_move(
    hearing: Hearing, held: Conversation, stayed: Conversation, name: str, move: str
) -> Step | None:
    if move == "leave":
        return stepping.discard(hearing) if held.stage == "leaving" else None
    if move == "answer":
        if not held.heard:
            return None
        return stepping.read(hearing, stayed, Given(text=held.heard))
    if move in ("stay", "pause", "cancel"):
        return _move(hearing, stayed, move)
    if name == stayed.at and move in ("back", "skip", "done", "clear"):
        return _move(hearing, stayed, move)
    return None


def _review_move(hearing: Hearing, held: Conversation, move: str) -> Step | None:
    if move == "submit":
        return stepping.onward(hearing, held, reviewed=True)
    if move == "edit":
        return _change(hearing, held, ".0")
    if move == "back":
        return _move(hearing, held, "back")
    return stepping.put(hearing, held) if move == "review" else None


def _change(hearing: Hearing, held: Conversation, line: str) -> Step | None:
    """Ask one line of the review again, or show a page of the lines."""
    path = hearing.path(held)
    if line[:1] == ".":
        # Two digits: more pages than a form can have, fewer than an int can choke on.
        page = int(line[1:]) if line[1:].isdecimal() and len(line) <= 3 else -1
        if held.stage != "reviewing" or not 0 <= page < pages(path):
            return None
        return Step(held, (stepping.reply(hearing, edit_sheet(path, page)),))
    if not path.holds(line) or (line not in path.answers and line not in held.skipped):
        return None
    return stepping.put(hearing, replace(held, stage="editing", at=line, misses=0))


# Moves, pressed or typed.


def _move(hearing: Hearing, held: Conversation, move: str) -> Step | None:
    """Do what the person asked for instead of answering; None where it means nothing here."""
    if move == "stay":
        return stepping.put(hearing, held)
    if move == "pause":
        return stepping.pause(hearing, held)
    if move == "cancel":
        return stepping.leave(hearing, held)
    if move == "back":
        return _back(hearing, held)
    question = hearing.form.by_name.get(held.at or "")
    if question is None:
        return None
    path = hearing.path(held)
    answered = question.name in path.answers
    if move == "skip":
        return _skip(hearing, held, path)
    if move == "done":
        # "Xong" to an optional question with nothing to say.
        return _skip(hearing, held, path) if answered or not question.required else None
    if held.stage != "editing" or question.required or not answered:
        return None
    held = replace(
        held,
        answers={name: v for name, v in held.answers.items() if name != question.name},
        drafts={name: v for name, v in held.drafts.items() if name != question.name},
        skipped=held.skipped | {question.name},
    )
    return stepping.onward(hearing, held)


def _back(hearing: Hearing, held: Conversation) -> Step:
    if held.stage == "editing":
        return stepping.onward(hearing, held)
    earlier = hearing.path(held).before(held.at)
    if earlier is None:
        return stepping.put(hearing, held, Text("conversation-first-question"))
    return stepping.put(hearing, replace(held, stage="asking", at=earlier.name, misses=0))


def _skip(hearing: Hearing, held: Conversation, path: Path) -> Step:
    question = hearing.question(held)
    if question.name in path.answers:
        return stepping.onward(hearing, held)
    if question.required:
        return stepping.missed(hearing, held, Text("conversation-cannot-skip"))
    done = Given(choice=".done")
    taken = finishes(path, question.ask(path.around, path.draft))
    if taken and stepping.refusal(hearing, held, done) is None:
        # Photos already sent are not lost because the person says "skip" rather than "done".
        return stepping.read(hearing, held, done)
    return stepping.onward(hearing, replace(held, skipped=held.skipped | {question.name}))


# Words and things sent.


def _words(hearing: Hearing, held: Conversation, text: str, typed: str) -> Step:
    """Take typed words: a choice in full, a move, the beginning or number of a choice, an answer."""
    path = hearing.path(held)
    question = hearing.question(held)
    prompt = question.ask(path.around, path.draft)
    choice = exactly(prompt.choices, typed, text)
    move = MOVES.get(typed)
    if typed in NOTHING and all(offered.name == ".done" for offered in prompt.choices):
        move = "done"
    if choice is None and move is not None:
        if move == "done" and any(offered.name == ".done" for offered in prompt.choices):
            choice = ".done"
        elif move == "cancel":
            # "Huy" is also a name, and "hủy" typed without diacritics; only the person knows.
            refused = stepping.refusal(hearing, held, Given(text=text))
            answer = not prompt.choices and refused is None
            return stepping.leave(hearing, held, heard=text if answer else "")
        elif (step := _move(hearing, held, move)) is not None:
            return step
    if choice is None:
        choice = nearly(prompt.choices, typed)
    given = Given(text=text) if choice is None else Given(choice=choice)
    return stepping.read(hearing, held, given)


def _sent(hearing: Hearing, held: Conversation, inbound: Inbound, typed: str) -> Step:
    """Take a photo, a place, a contact; what the question has no use for is never lost in silence."""
    # A sticker is a mood, not an answer or evidence.
    kept = tuple(each for each in inbound.attachments if each.kind != "sticker")
    media = Given(attachments=kept, location=inbound.location, contact=inbound.contact)
    refused = stepping.refusal(hearing, held, media)
    if refused is None:
        return stepping.read(hearing, held, replace(media, text=inbound.text))
    not_taken = Text("conversation-not-taken")
    if not inbound.text:
        return stepping.missed(hearing, held, not_taken, refused)
    hearing = replace(hearing, said=(*hearing.said, not_taken))
    return _words(hearing, held, inbound.text, typed)


def _review_words(hearing: Hearing, held: Conversation, typed: str, sent: bool) -> Step:
    if sent:
        return stepping.missed(hearing, held, Text("conversation-not-taken"))
    lines = hearing.path(held).lines
    if typed.isdecimal() and len(typed) <= 3 and 1 <= int(typed) <= len(lines):
        line = lines[int(typed) - 1].name
        return stepping.put(hearing, replace(held, stage="editing", at=line, misses=0))
    step: Step | None = None
    if (wish := REVIEW_MOVES.get(typed)) is not None:
        step = _review_move(hearing, held, wish)
    elif (move := MOVES.get(typed)) is not None:
        step = _move(hearing, held, move)
    return step or stepping.missed(hearing, held, Text("conversation-review-unclear"))


def _leaving_words(hearing: Hearing, held: Conversation, typed: str, sent: bool) -> Step:
    move = None if sent else LEAVING_MOVES.get(typed)
    if move == "leave":
        return stepping.discard(hearing)
    if move == "answer" and held.heard:
        return stepping.read(hearing, _stayed(held), Given(text=held.heard))
    if move in ("stay", "pause"):
        return _move(hearing, _stayed(held), move) or stepping.put(hearing, held)
    return stepping.missed(
        hearing, held, Text("conversation-not-taken" if sent else "conversation-leave-unclear")
    )


__all__ = [
    "LONG_AWAY",
    "Conversation",
    "Discarded",
    "Ended",
    "Outcome",
    "Paused",
    "Stage",
    "Step",
    "Submitted",
    "advance",
    "ask_to_leave",
    "begin",
    "dump",
    "load",
    "resume",
]
