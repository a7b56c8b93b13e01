"""Holding a conversation: beginning a form, listening, putting it aside, going on, giving it up.

A person holds one conversation and may have put others aside. None is wiped by another: a QR code
or a command in the middle of a form asks first, and what is left is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from feedback.conversation import (
    Conversation,
    Discarded,
    Paused,
    Step,
    Submitted,
    advance,
    ask_to_leave,
    begin,
    resume,
)
from feedback.messages import Button, Line, Reply, Text
from feedback.question import Around, Value, sent
from feedback.survey import Form
from handlers.asking_unit import with_unit
from handlers.context import Answer, Command, Feature, Turn, conversation_id
from handlers.menu import menu, menu_button, menu_rows
from handlers.officer import choices

_OFFERED = 3
"""Unfinished forms offered at once, the newest first."""
_OFFERED_FOR = timedelta(days=30)
"""Older ones are still found under "go on", but not brought up after every form."""
_SMALL_TALK = "dialog"
"""Purpose of forms nobody minds leaving for what they came for: the welcome."""


async def listen(turn: Turn, form: Form, held: Conversation) -> Answer:
    """Take one message of somebody in the middle of a form."""
    return await settle(turn, form, held, advance(form, held, turn.inbound, around(turn, held)))


def misses(turn: Turn, form: Form, held: Conversation) -> bool:
    """Tell whether the question being asked has no use for what was just sent."""
    alone = replace(turn.inbound, album=None)  # further parts of an album are no further misses
    after = advance(form, held, alone, around(turn, held)).conversation
    return after is not None and after.misses > held.misses


async def settle(turn: Turn, form: Form, held: Conversation, step: Step) -> Answer:
    """Keep what a step led to; a finished form does what it is for."""
    outcome = step.outcome
    turn.conversation = step.conversation
    if outcome is None:
        turn.storage.conversations.save(turn.person.id, step.conversation or held)
        return Answer(step.replies, step.toast)
    turn.conversation = None
    if isinstance(outcome, Paused):
        turn.storage.conversations.put_aside(turn.person.id, step.conversation or held)
        turn.waiting += 1
        return Answer(step.replies, step.toast)
    turn.storage.conversations.close(turn.person.id, held)
    over = (held.answers, held.drafts)
    unused = (outcome.set_aside,) if isinstance(outcome, Submitted) else over
    for each in unused:
        turn.storage.forget_files(sent(each.values()))
    after = turn.offers.outcomes.get(form.purpose)
    done = await after(turn, form, held, outcome) if after is not None else Answer()
    replies = (*step.replies, *done.replies)
    if replies and not replies[-1].rows:
        # Whoever gave up may want something else; whoever was told where to file reads that first.
        rows = menu_rows(turn) if isinstance(outcome, Discarded) else (menu_button(),)
        replies = (*replies[:-1], replace(replies[-1], rows=rows))
    said = (*replies, *await unfinished(turn, held))
    return Answer(said, step.toast or done.toast, done.notices)


async def start(
    turn: Turn,
    form: Form,
    context: Mapping[str, str] | None = None,
    answers: Mapping[str, Value] | None = None,
    said: Sequence[Line] = (),
) -> Answer:
    """Begin a form; whoever was in the middle of another has agreed to put that aside."""
    leave(turn)
    about = replace(around(turn), answers=answers or {}, context=context or {})
    form = _as_asked(form, about.context)
    id = conversation_id()
    step = begin(form, id, about, answers)
    begun = step.conversation or Conversation(
        id=id,
        form=form.name,
        version=form.version,
        answers=about.answers,
        context=about.context,
        began_at=turn.now,
        touched_at=turn.now,
    )
    # A form whose every question is answered beforehand is finished as soon as it begins.
    answer = await settle(turn, form, begun, step)
    return replace(answer, replies=saying(said, answer.replies))


def hindered(
    turn: Turn, form: Form, context: Mapping[str, str], agreed: bool, payload: str
) -> Answer | None:
    """Ask first when somebody in the middle of a form is about to begin another.

    Returns None when the way is free. `payload` says what would begin, as after `/start`.
    """
    held = turn.conversation
    if held is None or agreed:
        return None
    if held.form == form.name and _about(held.context) == _about(context):
        return put_again(turn, Text("busy-here"))
    current = form_of(turn, held)
    if current.purpose == _SMALL_TALK:
        return None
    ask = Reply(
        lines=(Text("busy-ask", {"title": current.title}), Text("busy-kept")),
        rows=(
            (Button(Text("busy-go-on"), f"k:{held.id}"),),
            (Button(Text("busy-new", {"title": form.title}), f"S:{payload}"),),
        ),
    )
    return Answer((ask,))


def leave(turn: Turn) -> None:
    """Put the conversation being held aside, with every answer in it."""
    held = turn.conversation
    if held is None:
        return
    if held.answers or held.drafts or form_of(turn, held).purpose != _SMALL_TALK:
        turn.storage.conversations.put_aside(turn.person.id, held)
        turn.waiting += 1
    else:
        turn.storage.conversations.close(turn.person.id, held)
    turn.conversation = None


def put_again(turn: Turn, said: Line | None = None) -> Answer:
    """Put the question a person is at once more; there must be one."""
    held = turn.conversation
    if held is None:
        raise ValueError("nothing is being asked")
    step = resume(form_of(turn, held), held, around(turn, held), said)
    turn.conversation = step.conversation or held
    turn.storage.conversations.save(turn.person.id, turn.conversation)
    return Answer(step.replies, step.toast)


def way_back(turn: Turn, answer: Answer) -> Answer:
    """Add a button that leads back to the question a command interrupted."""
    held = turn.conversation
    if held is None or not answer.replies:
        return answer
    *before, last = answer.replies
    title = form_of(turn, held).title
    button = Button(Text("busy-back", {"title": title}), f"k:{held.id}")
    return replace(answer, replies=(*before, replace(last, rows=(*last.rows, (button,)))))


async def unfinished(turn: Turn, finished: Conversation) -> tuple[Reply, ...]:
    """Offer what was put aside to somebody who has just finished something else."""
    if not turn.waiting:
        return ()
    recent = [
        each
        for each in await turn.storage.conversations.waiting(turn.person.id)
        if each.id != finished.id and turn.now - each.touched_at <= _OFFERED_FOR
    ]
    return (_offer(turn, recent),) if recent else ()


def saying(said: Sequence[Line], replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """Return replies with something said at the top of the first."""
    if not said:
        return tuple(replies)
    if not replies:
        return (Reply(lines=tuple(said)),)
    first, *rest = replies
    return (replace(first, lines=(*said, "", *first.lines)), *rest)


def around(turn: Turn, held: Conversation | None = None) -> Around:
    """Return what questions may look at in this turn."""
    return turn.around(held)


def form_of(turn: Turn, held: Conversation) -> Form:
    """Return the very version of the form a conversation began with, as it is asked there."""
    return _as_asked(turn.forms.pinned(held.form, held.version), held.context)


def _as_asked(form: Form, context: Mapping[str, str]) -> Form:
    return choices.as_asked(with_unit(form, context), context)


def _offer(turn: Turn, waiting: Sequence[Conversation]) -> Reply:
    newest = sorted(waiting, key=lambda each: each.touched_at, reverse=True)[:_OFFERED]
    return Reply(
        lines=(Text("busy-unfinished", {"count": len(waiting)}),),
        rows=tuple(
            (Button(Text("busy-back", {"title": form_of(turn, each).title}), f"k:{each.id}"),)
            for each in newest
        ),
    )


_ABOUT = ("unit", "procedure", "desk", "category", "assisted", "token")
"""What sets two conversations about one form apart: the place, whether it is for another, and the
transaction."""


def _about(context: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(context.get(name, "") for name in _ABOUT)


async def _pressed(turn: Turn, _: str) -> Answer:
    """Take a press that belongs to a form (`q`, `n`, `r`, `e`)."""
    held = turn.conversation
    if held is not None:
        form = form_of(turn, held)
        listener = turn.offers.listeners.get(form.purpose, listen)
        return await listener(turn, form, held)
    named = (turn.inbound.press or "").split(":")[1:2]
    if turn.waiting:
        for each in await turn.storage.conversations.waiting(turn.person.id):
            if [each.id] == named:
                return Answer((_offer(turn, [each]),))
    over = Reply(lines=(Text("busy-over"),), rows=menu_rows(turn), merge="over", after=1.0)
    return Answer((over,), toast=Text("busy-over"))


async def go_on(turn: Turn, id: str = "") -> Answer:
    """Go on with the form of the id; without one, with the only one, or say which there are."""
    held = turn.conversation
    if held is not None and (id == held.id or not (id or turn.waiting)):
        return put_again(turn)
    waiting = await turn.storage.conversations.waiting(turn.person.id) if turn.waiting else []
    found = [each for each in waiting if id in ("", each.id)]
    if not found:
        if held is not None:
            return put_again(turn, Text("busy-over"))
        return Answer((menu(turn, Text("busy-over")),))
    open_ = [held, *found] if held is not None else found
    if not id and len(open_) > 1:
        return Answer((_offer(turn, open_),))
    leave(turn)
    turn.conversation = found[0]
    turn.waiting -= 1
    return put_again(turn)


async def cancel(turn: Turn, _: str = "") -> Answer:
    """Ask before giving up the form being held."""
    held = turn.conversation
    if held is None:
        return Answer((menu(turn, Text("busy-nothing-to-cancel")),))
    form = form_of(turn, held)
    return await settle(turn, form, held, ask_to_leave(form, held, around(turn, held)))


CONVERSING = Feature(
    commands=(Command("huy", "cancel", cancel, "command-huy"),),
    presses={**dict.fromkeys("qnre", _pressed), "k": go_on},
)
