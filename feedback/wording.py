"""How a question, the review and the wish to leave are put to a person: lines and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedback.messages import Button, Line, Request, Strong, Text, Words
from feedback.navigation import Path
from feedback.question import Prompt, Question, words

ASSISTED = "assisted"
"""Key of a conversation's context while somebody fills in for another person."""
NOWHERE = "-"
"""Stands for the question in button data where no question is being asked."""

_PLACE = re.compile(r"\{([a-z][a-z0-9-]{0,21})\}")
_PAGE = 8
"""Lines to choose from at once: what an older person can read on a small screen."""

_NO_PROMPT = Prompt()

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines and buttons of one message, before it becomes a reply."""

    lines: tuple[Line, ...]
    rows: Rows = ()
    request: Request | None = None
    numbered: bool = True
    """Typed numbers are places among the buttons, and no answers."""


def question_sheet(path: Path, question: Question, prompt: Prompt) -> Sheet:
    """Put one question: where one is, what is asked, what was chosen earlier, how to move on."""
    conversation = path.conversation
    editing = conversation.stage == "editing"
    lines: list[Line] = []
    if editing:
        lines.append(Text("conversation-editing"))
    else:
        for note in path.notes_before(question.name):
            lines += [*note_lines(path, note), ""]
        if (progress := path.progress(question.name)) is not None:
            lines.append(Text("conversation-progress", dict(zip(_COUNTED, progress, strict=True))))
    lines.append(Strong(piped(question.text, path)))
    if question.hint:
        lines.append(piped(question.hint, path))
    lines += prompt.lines
    answered = question.name in path.answers
    if answered:
        shown = question.show(path.answers[question.name], path.around)
        lines.append(Text("conversation-chosen", {"answer": shown}))
    rows = (*_choices(path, question, prompt), *_moves(path, question, prompt, answered, editing))
    # Without choices the person writes the answer, which may be a number.
    return Sheet(tuple(lines), rows, prompt.request, numbered=bool(prompt.choices))


_COUNTED = ("number", "total")


def note_lines(path: Path, note: Question) -> tuple[Line, ...]:
    """Return what a note says."""
    return (piped(note.text, path), *note.ask(path.around, None).lines)


def way_out(
    question: Question | None = None, prompt: Prompt = _NO_PROMPT
) -> tuple[tuple[Line, ...], Rows]:
    """Return what helps somebody whose answers did not fit several times, and a button for help."""
    lines: list[Line] = []
    example = next((c for c in prompt.choices if not c.name.startswith(".")), None)
    # To name one level of satisfaction would be to suggest it.
    if example is not None and (question is None or question.score(example.name) is None):
        lines.append(Text("conversation-way-out-example", {"example": example.label}))
    if question is not None and not question.required:
        lines.append(Text("conversation-way-out-skip"))
    lines.append(Text("conversation-way-out"))
    return tuple(lines), _HELP


_HELP: Rows = ((Button(Text("conversation-help"), "c:trogiup"),),)


def review_sheet(path: Path) -> Sheet:
    """Show every answer as a numbered line, to be sent or changed.

    A typed number means such a line, so where buttons are typed these have none.
    """
    lines: list[Line] = []
    for note in path.notes_before(None):
        lines += [*note_lines(path, note), ""]
    lines += [Strong(Text("conversation-review-title")), *review_lines(path), ""]
    if ASSISTED in path.around.context:
        lines += [Text("conversation-review-assisted"), ""]
    lines.append(Text("conversation-review-ask"))
    id = path.conversation.id
    rows: Rows = (
        (Button(Text("conversation-submit"), f"r:{id}:submit"),),
        (Button(Text("conversation-edit"), f"r:{id}:edit"),),
    )
    last: list[Button] = []
    if path.before(None) is not None:
        last.append(Button(Text("conversation-back"), f"r:{id}:back"))
    last.append(Button(Text("conversation-cancel"), f"n:{id}:{NOWHERE}:cancel"))
    return Sheet(tuple(lines), (*rows, tuple(last)), numbered=False)


def review_lines(path: Path) -> Iterable[Line]:
    """Return the numbered answers."""
    for number, question in enumerate(path.lines, start=1):
        answer: Line = Text("conversation-no-answer")
        if question.name in path.answers:
            answer = question.show(path.answers[question.name], path.around)
        asked = piped(question.text, path)
        yield Text(
            "conversation-review-line", {"number": number, "question": asked, "answer": answer}
        )


def edit_sheet(path: Path, page: int) -> Sheet:
    """Ask which line is to be changed, a page at a time; `page` counts from 0."""
    id = path.conversation.id
    lines = path.lines
    first = page * _PAGE
    rows: list[tuple[Button, ...]] = []
    for number, question in enumerate(lines[first : first + _PAGE], start=first + 1):
        asked = piped(question.text, path)
        label = Text("conversation-edit-line", {"number": number, "question": asked})
        rows.append((Button(label, f"e:{id}:{question.name}"),))
    turns: list[Button] = []
    if page > 0:
        turns.append(Button(Text("conversation-page-back"), f"e:{id}:.{page - 1}"))
    if first + _PAGE < len(lines):
        turns.append(Button(Text("conversation-page-on"), f"e:{id}:.{page + 1}"))
    if turns:
        rows.append(tuple(turns))
    rows.append((Button(Text("conversation-to-review"), f"r:{id}:review"),))
    return Sheet((Text("conversation-edit-which"),), tuple(rows))


def pages(path: Path) -> int:
    """Return how many pages the list of lines to change has."""
    return -(-len(path.lines) // _PAGE)


def leaving_sheet(path: Path) -> Sheet:
    """Ask whether everything is to be discarded; going on comes first, so that haste loses nothing."""
    conversation = path.conversation
    start = f"n:{conversation.id}:{conversation.at or NOWHERE}:"
    rows: Rows = (
        (Button(Text("conversation-stay"), start + "stay"),),
        (Button(Text("conversation-leave"), start + "leave"),),
        (Button(Text("conversation-pause"), start + "pause"),),
    )
    if conversation.heard:
        label = Text("conversation-meant-answer", {"words": conversation.heard})
        rows = (*rows, (Button(label, start + "answer"),))
    return Sheet((Strong(Text("conversation-leave-ask")), Text("conversation-leave-what")), rows)


def _choices(path: Path, question: Question, prompt: Prompt) -> Rows:
    start = f"q:{path.conversation.id}:{question.name}:"
    columns = max(1, prompt.columns)
    buttons = [Button(choice.label, start + choice.name) for choice in prompt.choices]
    return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))


def _moves(
    path: Path, question: Question, prompt: Prompt, answered: bool, editing: bool
) -> Sequence[tuple[Button, ...]]:
    start = f"n:{path.conversation.id}:{question.name}:"
    if editing:
        rows = [(Button(Text("conversation-to-review"), start + "back"),)]
        if answered and not question.required:
            rows.append((Button(Text("conversation-clear"), start + "clear"),))
        return rows
    onward: list[Button] = []
    if path.before(question.name) is not None:
        onward.append(Button(Text("conversation-back"), start + "back"))
    done = finishes(path, prompt)  # then its own button keeps what was taken
    if answered and not done:
        onward.append(Button(Text("conversation-keep"), start + "done"))
    if not (answered or done or question.required):
        onward.append(Button(Text("conversation-skip"), start + "skip"))
    rest = (
        Button(Text("conversation-pause"), start + "pause"),
        Button(Text("conversation-cancel"), start + "cancel"),
    )
    return [tuple(onward), rest] if onward else [rest]


def finishes(path: Path, prompt: Prompt) -> bool:
    """Tell whether something was taken that `.done` would keep: then skipping would lose it."""
    return path.draft is not None and any(choice.name == ".done" for choice in prompt.choices)


def piped(line: Words, path: Path) -> Line:
    """Fill `{on-time}` with the answer shown, `{unit}`, `{procedure}`, `{desk}` with their names.

    A question without an answer becomes an ellipsis; braces that name nothing stay.
    """
    language = path.around.language
    template = words(line, language)
    if "{" not in template:
        return line
    parts: list[Line] = [""]
    done = 0
    for found in _PLACE.finditer(template):
        value = _named(found[1], path)
        if value is None:
            continue
        _append(parts, template[done : found.start()], language)
        _append(parts, value, language)
        done = found.end()
    _append(parts, template[done:], language)
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = Text("conversation-joined", {"first": part, "rest": whole})
    return whole


def _append(parts: list[Line], line: Line, language: str) -> None:
    """Add a line, melting it into the one before where both are plain words."""
    if isinstance(line, Strong):
        _append(parts, line.line, language)
        return
    if not isinstance(line, str | Text):
        line = words(line, language)
    last = parts[-1]
    if line == "":
        return
    if isinstance(line, str) and isinstance(last, str):
        parts[-1] = last + line
    else:
        parts.append(line)


def _named(name: str, path: Path) -> Line | None:
    question = path.form.by_name.get(name)
    if question is not None and name in path.answers:
        return question.show(path.answers[name], path.around)
    known = path.around.context.get(name)
    office = path.around.office
    if known and name == "unit" and known in office.units:
        return office.units[known].name
    if known and name == "procedure" and known in office.procedures:
        return office.procedures[known].name
    if known and name == "desk":
        return known
    return "…" if question is not None else None
