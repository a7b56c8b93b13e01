"""How one message ends: every function here puts something to the person and returns the step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from feedback.conversation_state import (
    Conversation,
    Discarded,
    Ended,
    Paused,
    Step,
    Submitted,
)
from feedback.errors import UnreadableAnswer
from feedback.messages import Button, Line, Reply, Text
from feedback.navigation import Path
from feedback.question import Answered, Around, Given, Question, Unfinished, Value
from feedback.survey import Form
from feedback.wording import (
    Rows,
    Sheet,
    leaving_sheet,
    note_lines,
    question_sheet,
    review_sheet,
    way_out,
)

_PATIENCE = 3
"""Messages that do not fit before a way out is offered."""
ALBUM_SECONDS = 1.0
"""Parts of an album arrive within this time; they get one answer."""


@dataclass(slots=True)
class Hearing:
    """What stays the same while one message is handled."""

    form: Form
    around: Around
    said: tuple[Line, ...] = ()
    """What is said before everything else: the intro, a welcome back."""
    pressed: bool = False
    album: str | None = None
    _walked: Path | None = None

    def path(self, held: Conversation) -> Path:
        """Return the questions that apply to what the conversation holds."""
        walked = self._walked
        if walked is None or walked.conversation.answers is not held.answers:
            walked = Path(self.form, held, self.around)
        elif walked.conversation is not held:
            walked = walked.at(held)
        self._walked = walked
        return walked

    def question(self, held: Conversation) -> Question:
        """Return the question being asked."""
        return self.form.by_name[held.at or ""]


def put(hearing: Hearing, held: Conversation, *said: Line, lost: bool = False) -> Step:
    """Put what the conversation waits for; `lost` adds a way out."""
    path = hearing.path(held)
    help_lines: tuple[Line, ...] = ()
    help_rows: Rows = ()
    if held.stage in ("asking", "editing"):
        question = hearing.question(held)
        prompt = question.ask(path.around, path.draft)
        sheet = question_sheet(path, question, prompt)
        if lost:
            help_lines, help_rows = way_out(question, prompt)
    else:
        sheet = review_sheet(path) if held.stage == "reviewing" else leaving_sheet(path)
        if lost:
            help_lines, help_rows = way_out()
        if held.stage == "leaving":
            help_lines = ()  # "cancel" and "back" mean nothing here; the hint says what does
    if help_rows:
        lines = (*sheet.lines, "", *help_lines) if help_lines else sheet.lines
        sheet = replace(sheet, lines=lines, rows=(*sheet.rows, *help_rows))
    return Step(held, (reply(hearing, sheet, said),))


def reply(hearing: Hearing, sheet: Sheet, said: tuple[Line, ...] = ()) -> Reply:
    """Make a sheet the one reply to this message, with `said` above it."""
    before = (*hearing.said, *said)
    return Reply(
        lines=(*before, "", *sheet.lines) if before and sheet.lines else before or sheet.lines,
        rows=sheet.rows,
        numbered=sheet.numbered,
        edit=hearing.pressed,
        request=sheet.request,
        merge=f"album:{hearing.album}" if hearing.album else None,
        after=ALBUM_SECONDS if hearing.album else 0.0,
    )


def missed(hearing: Hearing, held: Conversation, *hints: Line) -> Step:
    """Say what would fit; the parts of one album are no more than one miss."""
    misses = held.misses if hearing.album else held.misses + 1
    return put(hearing, replace(held, misses=misses), *hints, lost=misses >= _PATIENCE)


def stale(hearing: Hearing, held: Conversation, why: str) -> Step:
    """Answer a tap on an old message, in a new one: the old stays what it was."""
    step = put(replace(hearing, pressed=False), held, Text(why))
    return replace(step, toast=Text("conversation-stale-toast"))


def onward(hearing: Hearing, held: Conversation, *said: Line, reviewed: bool = False) -> Step:
    """Go to the first question without an answer, else to the review, else send the form."""
    held = _completed(hearing, held)
    path = hearing.path(held)
    question = path.unanswered()
    if question is not None:
        held = held.changed(stage="asking", at=question.name, misses=0)
        return put(hearing, held, *said)
    ending = path.ending()
    if ending is not None:
        lines: list[Line] = []
        for note in (*path.notes_before(ending.name), ending):
            lines += ["", *note_lines(path, note)]
        return Step(None, (reply(hearing, Sheet(tuple(lines[1:])), said),), Ended(ending.name))
    if hearing.form.review and path.lines and not reviewed:
        return put(hearing, replace(held, stage="reviewing", at=None, misses=0), *said)
    last_words: list[Line] = []
    if not reviewed:
        for note in path.notes_before(None):
            last_words += ["", *note_lines(path, note)]
    outcome = Submitted(path.answers, path.set_aside)
    if not (last_words or said or hearing.said):
        return Step(None, outcome=outcome)
    return Step(None, (reply(hearing, Sheet(tuple(last_words[1:])), said),), outcome)


def _completed(hearing: Hearing, held: Conversation) -> Conversation:
    """Take over what was added to questions that are not asked again: a photo sent while looking
    at an earlier answer is part of it, also when the person leaves by "back" rather than "done"."""
    for name, draft in held.drafts.items():
        path = hearing.path(held)
        if not path.holds(name) or not (name in path.answers or name in held.skipped):
            continue
        question = hearing.form.by_name[name]
        if not any(choice.name == ".done" for choice in question.ask(path.around, draft).choices):
            continue
        try:
            reading = question.read(Given(choice=".done"), path.around, draft)
        except UnreadableAnswer:
            continue
        if isinstance(reading, Answered):
            held = _answered(held, name, reading.value)
    return held


def _answered(held: Conversation, name: str, value: Value) -> Conversation:
    return held.changed(
        answers={**held.answers, name: value},
        skipped=held.skipped - {name},
        drafts={each: draft for each, draft in held.drafts.items() if each != name},
    )


def leave(hearing: Hearing, held: Conversation, heard: str = "") -> Step:
    """Ask whether to discard; `heard` is what may have been meant as an answer instead."""
    return put(
        hearing, replace(held, stage="leaving", before_leaving=held.stage, heard=heard, misses=0)
    )


def discard(hearing: Hearing) -> Step:
    """Give the form up, as the person confirmed."""
    sheet = Sheet((Text("conversation-discarded"),))
    return Step(None, (reply(hearing, sheet),), Discarded())


def pause(hearing: Hearing, held: Conversation) -> Step:
    """Keep everything for later and say how to come back."""
    button = Button(Text("conversation-resume"), f"k:{held.id}")
    sheet = Sheet((Text("conversation-paused"),), ((button,),))
    return Step(held, (reply(hearing, sheet),), Paused())


def refusal(hearing: Hearing, held: Conversation, given: Given) -> Line | None:
    """Return why the question would not take this, None when it would."""
    path = hearing.path(held)
    try:
        hearing.question(held).read(given, path.around, path.draft)
    except UnreadableAnswer as error:
        return error.hint
    return None


def read(hearing: Hearing, held: Conversation, given: Given, afresh: bool = False) -> Step:
    """Let the question read an answer; keep it and go on, or say what would fit.

    `afresh` reads it as if nothing had been taken so far.
    """
    path = hearing.path(held)
    question = hearing.question(held)
    try:
        reading = question.read(given, path.around, None if afresh else path.draft)
    except UnreadableAnswer as error:
        return missed(hearing, held, error.hint)
    if isinstance(reading, Unfinished):
        drafts = {**held.drafts, question.name: reading.draft}
        noted = () if reading.said is None else (reading.said,)
        return put(hearing, replace(held, drafts=drafts, misses=0), *noted)
    return onward(hearing, _answered(held, question.name, reading.value))
