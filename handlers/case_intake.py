"""`/gopy`: taking a report in, from the first word or photo to the receipt with its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from feedback.case import Event
from feedback.conversation import Conversation, Ended, Outcome, Submitted, resume
from feedback.errors import UnreadableAnswer
from feedback.messages import Button, Inbound, Line, Reply, Text
from feedback.question import Answered, Given, Unfinished, Value
from feedback.questions.text import FreeText
from feedback.survey import Form
from handlers import assisting, case_receipt, conversing
from handlers.asking_unit import led_on
from handlers.context import Answer, Command, Feature, Turn
from handlers.intents import wish
from handlers.menu import menu, menu_button
from handlers.payload import ASKED, HELPING, Report
from handlers.sealed import telling

FORM = "case"

WHAT, PLACE, EVIDENCE = "what", "place", "evidence"
"""Questions of the intake form that take what people send before they are asked."""

_DENUNCIATION = "lawful-denunciation"
"""The note at which a report ends that is a denunciation."""
_MESSAGES = "messages"
"""Key of a conversation's context: ids of the messages that were part of the report, so that a
correction sent later finds its case."""
_MOST_MESSAGES = 60
_BEFORE_WHAT = ("kind", "category")
"""Questions of choice at which many people already tell what happened."""
_A_MATTER, _BLANKS = 15, 2
"""Letters, and blanks between them, from which words are a matter rather than a wrong choice."""
_CUT = 3500
"""Letters from which a message may be one that was cut: Telegram's hold 4096 UTF-16 units."""
_TOGETHER = timedelta(seconds=3)
_KEEPS_WORDS = ("text", "location", "attachments")
"""Kinds of questions that would keep whatever is written."""
_RECORDINGS = ("voice", "audio")
_ALBUM = 1.5
"""Seconds between the parts of an album that still get one answer."""
_SEE_ATTACHED = "(Nội dung ở ảnh, ghi âm hoặc tệp gửi kèm)"
"""The description of a report that is only a photo or recording, as officers read it."""


async def _report(turn: Turn, words: str) -> Answer:
    """Begin the intake, for somebody else where the words say so ("/gopy giúp")."""
    helper, _ = assisting.split(words)
    answer = await open_intake(turn, Report(helper=HELPING if helper else ""), agreed=False)
    return answer or Answer((menu(turn, Text("intake-closed")),))


async def open_intake(turn: Turn, wish: Report, *, agreed: bool) -> Answer | None:
    """Begin the intake for a unit or category; None for a damaged link or no intake."""
    form = turn.forms.latest(FORM)
    office = turn.office
    heirs = office.heirs(wish.unit, turn.today) if wish.unit else ("",)
    if form is None or not heirs or (wish.category and wish.category not in office.categories):
        return None
    led = led_on(office, wish.unit, turn.today)
    unit = heirs[0] if len(heirs) == 1 else ""
    wish = replace(wish, unit=unit)
    if wish.helper == ASKED:
        return assisting.ask(turn, wish)
    about = {"unit": unit, "category": wish.category, "source": "open"}
    context = {name: value for name, value in about.items() if value}
    context |= assisting.context_of(wish)
    hindered = conversing.hindered(turn, form, context, agreed, str(wish))
    if hindered is not None:
        return hindered
    answers: dict[str, Value] = {
        name: context[name] for name in ("unit", "category") if name in context
    }
    said = (*led, *assisting.begun(wish))
    if unit:
        said = (*said, Text("survey-at", {"unit": office.units[unit].name}))
    return await conversing.start(turn, form, context, answers, said)


async def begin_with(turn: Turn, answers: Mapping[str, Value], *, keep: bool) -> Answer:
    """Begin the intake with what somebody just sent, which is kept as part of the report.

    `keep` is False for words that only asked for the intake. Nobody is in the middle of a form.
    """
    form = turn.forms.latest(FORM)
    if form is None:
        return Answer((menu(turn, Text("intake-closed")),))
    begun = await conversing.start(turn, form, {"source": "open"}, answers)
    held = turn.conversation
    if held is None or not keep:
        return begun
    held, said = _kept(turn, form, _noted(held, turn.inbound), turn.inbound)
    return _going_on(turn, form, held, said)


async def hear(turn: Turn, form: Form, held: Conversation) -> Answer:
    """Take a message in the middle of the intake; nothing sent is lost, whatever was asked."""
    inbound = turn.inbound
    if inbound.press is not None or inbound.edited:
        return await _listened(turn, form, held)
    if denounces(turn, form, held):
        return await where_to_denounce(turn)
    instead = held.at in _BEFORE_WHAT and tells(inbound.text)
    if _continues(turn, held) or (instead and conversing.misses(turn, form, held)):
        held, said = _told(turn, form, _noted(held, inbound), inbound.text)
        return _going_on(turn, form, held, said)
    held = _noted(held, inbound)
    early = _early(form, held, inbound)
    if early is None:
        answer = await _listened(turn, form, held)
        told = turn.conversation.answers.get(WHAT) if turn.conversation is not None else None
        if isinstance(told, list) and told is not held.answers.get(WHAT):
            # Whoever speaks instead of writing is told that it was heard.
            arrived = (Text("intake-kept-files"),)
            return replace(answer, replies=conversing.saying(arrived, answer.replies))
        return answer
    if not early.text or held.at != WHAT or held.stage == "leaving":
        # Words beside a photo belong to the photo; they are no answer to "which category?".
        held, said = _kept(turn, form, held, early, caption=True)
        return _going_on(turn, form, held, said)
    held, said = _kept(turn, form, held, replace(early, text=""))
    turn.inbound = replace(inbound, attachments=(), location=None)
    answer = await _listened(turn, form, held)
    turn.inbound = inbound
    return replace(answer, replies=conversing.saying(said, answer.replies))


def _continues(turn: Turn, held: Conversation) -> bool:
    """Tell whether words are the rest of a story that the platform cut into several messages."""
    told = held.answers.get(WHAT)
    at_once = turn.now - held.touched_at <= _TOGETHER and bool(turn.inbound.text)
    return at_once and isinstance(told, str) and len(told) >= _CUT and held.stage == "asking"


def tells(text: str) -> bool:
    """Tell whether words are long enough to be what somebody came to report."""
    return len(text) >= _A_MATTER and text.count(" ") >= _BLANKS


def denounces(turn: Turn, form: Form, held: Conversation) -> bool:
    """Tell whether somebody in the middle of a form denounces: such words are not kept.

    "Tố cáo" as the answer to a question that offers it is none.
    """
    if turn.inbound.edited or wish(turn.inbound.text) != "denunciation":
        return False
    question = form.by_name.get(held.at or "")
    return (
        held.stage not in ("asking", "editing")
        or question is None
        or question.kind in _KEEPS_WORDS
        or conversing.misses(turn, form, held)
    )


async def where_to_denounce(turn: Turn) -> Answer:
    """Say how a denunciation is filed lawfully, and offer the sealed lane where it is open. Nothing
    of the message is kept anywhere."""
    turn.storage.forget_files(turn.inbound.attachments)
    guidance = turn.office.texts["filing-denunciation"]
    lines, leave = await telling.offer(turn)
    rows = (*leave, (Button(Text("intake-other-report"), "c:gopy"),), menu_button())
    reply = Reply(lines=(guidance, "", Text("intake-nothing-kept"), *lines), rows=rows)
    return conversing.way_back(turn, Answer((reply,)))


def _told(
    turn: Turn, form: Form, held: Conversation, words: str
) -> tuple[Conversation, list[Line]]:
    """Keep what somebody tells before being asked, after what was told already."""
    before = held.answers.get(WHAT)
    if isinstance(before, list):  # a recording, to which words are added
        told: list[Value] = [*before, {"kind": "words", "text": words}]
        return replace(held, answers={**held.answers, WHAT: told}), [Text("intake-kept-words")]
    whole = f"{before}\n{words}" if isinstance(before, str) else words
    held, against = _put(turn, form, held, WHAT, Given(text=whole))
    return held, [against or Text("intake-kept-words")]


async def _listened(turn: Turn, form: Form, held: Conversation) -> Answer:
    return _offering_attached(turn, form, await conversing.listen(turn, form, held))


def _going_on(turn: Turn, form: Form, held: Conversation, said: Sequence[Line]) -> Answer:
    """Put the question again after something was kept; an album gets one answer."""
    step = resume(form, held, conversing.around(turn, held))
    turn.conversation = step.conversation or held
    turn.storage.conversations.save(turn.person.id, turn.conversation)
    first, *more = conversing.saying(said, step.replies)
    if turn.inbound.album:
        first = replace(first, merge=f"album:{turn.inbound.album}", after=_ALBUM)
    return _offering_attached(turn, form, Answer((first, *more)))


def _early(form: Form, held: Conversation, inbound: Inbound) -> Inbound | None:
    """Return what came before its question was put, None when there is no such thing."""
    attachments = tuple(each for each in inbound.attachments if each.kind != "sticker")
    if held.stage != "leaving" and (held.at == EVIDENCE or _spoken(form, held, inbound)):
        attachments = ()
    location = None if held.at == PLACE and held.stage != "leaving" else inbound.location
    if not attachments and location is None:
        return None
    return replace(inbound, attachments=attachments, location=location)


def _spoken(form: Form, held: Conversation, inbound: Inbound) -> bool:
    """Tell whether a recording alone answers what happened; beside words it is evidence."""
    question = form.by_name.get(WHAT)
    spoken = isinstance(question, FreeText) and question.spoken and held.at == WHAT
    return spoken and not inbound.text and all(a.kind in _RECORDINGS for a in inbound.attachments)


def _kept(
    turn: Turn, form: Form, held: Conversation, inbound: Inbound, *, caption: bool = False
) -> tuple[Conversation, list[Line]]:
    """Keep words, files and a place in the report; returns what to say about each.

    Words sent with a file describe the matter unless they are too short for that, or only a
    `caption`; then they are kept beside the file.
    """
    said: list[Line] = []
    words = "" if caption else inbound.text
    if words:
        held, told = _put(turn, form, held, WHAT, Given(text=words))
        if told is None:
            said.append(Text("intake-kept-words"))
            words = ""
        elif not inbound.attachments:
            said.append(told)
    if inbound.attachments:
        files = Given(attachments=inbound.attachments, text=inbound.text if caption else words)
        held, told = _put(turn, form, held, EVIDENCE, files)
        said.append(told or Text("intake-kept-files"))
    if inbound.location is not None:
        held, told = _put(turn, form, held, PLACE, Given(location=inbound.location))
        said.append(told or Text("intake-kept-place"))
    return held, said


def _put(
    turn: Turn, form: Form, held: Conversation, name: str, given: Given
) -> tuple[Conversation, Line | None]:
    """Give a question what came before its turn; returns what stands against it, if anything."""
    question = form.by_name.get(name)
    if question is None:
        return held, Text("intake-not-kept")
    about = conversing.around(turn, held)
    try:
        reading = question.read(given, about, held.drafts.get(name, held.answers.get(name)))
        told = reading.said if isinstance(reading, Unfinished) else None
        if isinstance(reading, Unfinished) and (name in held.answers or name in held.skipped):
            # Its turn has passed: what is added now completes it again.
            reading = question.read(Given(choice=".done"), about, reading.draft)
    except UnreadableAnswer as error:
        return held, error.hint
    answers = {each: value for each, value in held.answers.items() if each != name}
    drafts = {each: value for each, value in held.drafts.items() if each != name}
    if isinstance(reading, Answered):
        answers[name] = reading.value
    else:
        drafts[name] = reading.draft
    skipped = held.skipped - {name}
    return replace(held, answers=answers, drafts=drafts, skipped=skipped, misses=0), told


def _noted(held: Conversation, inbound: Inbound) -> Conversation:
    """Remember which messages a report is made of."""
    if not inbound.message:
        return held
    ids = [*held.context.get(_MESSAGES, "").split(), _message(inbound)][-_MOST_MESSAGES:]
    return replace(held, context={**held.context, _MESSAGES: " ".join(ids)})


def _message(inbound: Inbound) -> str:
    """Return a message's id among all of a person's: channels number each in their own way."""
    return f"{inbound.address.channel}:{inbound.message}"


def _offering_attached(turn: Turn, form: Form, answer: Answer) -> Answer:
    """Let a photo or recording alone be the report: offer to describe nothing more."""
    held = turn.conversation
    if held is None or held.at != WHAT or held.stage not in ("asking", "editing"):
        return answer
    if not (held.drafts.get(EVIDENCE) or held.answers.get(EVIDENCE)) or not answer.replies:
        return answer
    *before, last = answer.replies
    row = (Button(Text("intake-see-attached"), f"intake:{held.id}"),)
    # Nobody's story is a number: where buttons are typed, it presses one.
    reply = replace(last, rows=(row, *last.rows), numbered=True)
    return replace(answer, replies=(*before, reply))


async def _attached(turn: Turn, id: str) -> Answer:
    """Take "it is all in the photo" as the description."""
    held = turn.conversation
    if held is None or held.id != id or held.at != WHAT or held.stage == "leaving":
        return await conversing.go_on(turn, id)
    pressed = turn.inbound
    turn.inbound = replace(pressed, press=None, text=_SEE_ATTACHED)
    answer = await _listened(turn, conversing.form_of(turn, held), held)
    turn.inbound = pressed
    return answer


async def _finished(turn: Turn, form: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Make a case of a submitted report and hand out its receipt.

    A report that ended at a note (where a complaint or denunciation is filed lawfully) leaves
    nothing behind: its conversation is deleted in the same commit.
    """
    if isinstance(outcome, Ended):  # the review may have shown what must not be kept
        turn.storage.forget_said(turn.person.id, held.began_at)
        if outcome.note == _DENUNCIATION:
            lines, leave = await telling.offer(turn)
            offer = Reply(lines=lines[1:], rows=(*leave, menu_button()))
            return Answer((offer,) if lines else ())
    if not isinstance(outcome, Submitted):
        return Answer()
    messages = held.context.get(_MESSAGES, "").split()
    return case_receipt.take(turn, form, held, outcome.answers, messages)


async def amend(turn: Turn) -> Answer | None:
    """Add a corrected message to the case it belongs to; None when it belongs to none.

    The original stays as it was: an officer sees both.
    """
    inbound = turn.inbound
    if not inbound.message or not inbound.text:
        return None
    if wish(inbound.text) == "denunciation":
        return await where_to_denounce(turn)
    case = await turn.storage.cases.by_message(turn.person.id, _message(inbound))
    if case is None:
        return None
    turn.storage.cases.note(
        Event(case.id, turn.now, "amended", turn.person.id, {"text": inbound.text})
    )
    turn.storage.audit.note(turn.person.id, "case.amended", case.id, turn.now)
    return Answer((Reply(lines=(Text("intake-amended"),), merge="amended", after=1.0),))


CASE_INTAKE = Feature(
    commands=(Command("gopy", "report", _report, "command-gopy"),),
    presses={"intake": _attached},
    outcomes={"case": _finished},
    listeners={"case": hear},
)

__all__ = [
    "CASE_INTAKE",
    "amend",
    "begin_with",
    "denounces",
    "open_intake",
    "tells",
    "where_to_denounce",
]
