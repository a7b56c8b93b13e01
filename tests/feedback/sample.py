"""Small question kinds, a small office and a person to talk with the engine, for its tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

from bot.texts import Texts
from feedback.conversation import (
    Conversation,
    Outcome,
    Step,
    advance,
    ask_to_leave,
    begin,
    dump,
    load,
    resume,
)
from feedback.errors import UnreadableAnswer
from feedback.messages import (
    Address,
    Attachment,
    Contact,
    Inbound,
    Line,
    Location,
    Reply,
    Strong,
    Text,
)
from feedback.question import (
    Answered,
    Around,
    Choice,
    Given,
    Prompt,
    Question,
    Reading,
    Unfinished,
    Value,
    words,
)
from feedback.survey import Form
from feedback.unit import Office, Procedure, Unit

TEXTS = Texts()
BEGUN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Pick(Question):
    """One of a few; whatever else is typed does not fit."""

    kind: ClassVar[str] = "pick"
    options: dict[str, dict[str, str]]
    columns: int = 1

    def ask(self, around: Around, draft: Value) -> Prompt:
        choices = tuple(Choice(name, label) for name, label in self.options.items())
        return Prompt(choices=choices, columns=self.columns)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        if given.choice is not None:  # trusts the engine to hand over offered choices only
            return Answered(given.choice)
        raise UnreadableAnswer("Xin chọn một.")

    def show(self, value: Value, around: Around) -> Line:
        return self.options[str(value)]


class Ticks(Pick):
    """Any of a few, finished by `.done`."""

    kind: ClassVar[str] = "ticks"
    least: int = 0

    def ask(self, around: Around, draft: Value) -> Prompt:
        ticked = cast("list[str]", draft or [])
        boxes = tuple(
            Choice(name, {at: ("☑ " if name in ticked else "☐ ") + said for at, said in o.items()})
            for name, o in self.options.items()
        )
        return Prompt(
            lines=(f"đã chọn {len(ticked)}",),
            choices=(*boxes, Choice(".done", Text("conversation-keep"))),
        )

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        ticked = cast("list[str]", list(cast("list[str]", draft or [])))
        if given.choice == ".done":
            if len(ticked) < self.least:
                raise UnreadableAnswer(f"Xin chọn ít nhất {self.least}.")
            return Answered(cast("Value", ticked))
        if given.choice not in self.options:
            raise UnreadableAnswer("Xin chọn.")
        changed = [name for name in self.options if (name in ticked) != (name == given.choice)]
        return Unfinished(cast("Value", changed))

    def reopened(self, value: Value) -> Value:
        return value

    def show(self, value: Value, around: Around) -> Line:
        picked = cast("list[str]", value)
        return "; ".join(words(self.options[name], around.language) for name in picked) or "-"


class Say(Question):
    """The person's own words, at least two letters."""

    kind: ClassVar[str] = "say"

    def ask(self, around: Around, draft: Value) -> Prompt:
        return Prompt()

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        if len(given.text) < 2:
            raise UnreadableAnswer("Xin viết vài chữ.")
        return Answered(given.text)

    def show(self, value: Value, around: Around) -> Line:
        return str(value)


class Photos(Question):
    """Photos until `.done`; a caption is kept, other files are not taken."""

    kind: ClassVar[str] = "photos"

    def ask(self, around: Around, draft: Value) -> Prompt:
        done = (Choice(".done", Text("conversation-keep")),) if draft else ()
        return Prompt(choices=done)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        kept = list(cast("list[Value]", draft or []))
        if given.choice == ".done" and kept:
            return Answered(kept)
        refs: list[Value] = [each.ref for each in given.attachments if each.kind == "photo"]
        if not refs:
            raise UnreadableAnswer("Xin gửi ảnh.")
        taken = kept + refs + ([given.text] if given.text else [])
        return Unfinished(taken, said=f"đã nhận {len(taken)}")

    def reopened(self, value: Value) -> Value:
        return value

    def show(self, value: Value, around: Around) -> Line:
        return f"{len(cast('list[Value]', value))} ảnh"


class Leaf(Question):
    """One of many, four to a page."""

    kind: ClassVar[str] = "leaf"
    leaves: tuple[str, ...]

    def ask(self, around: Around, draft: Value) -> Prompt:
        first = cast("int", draft or 0)
        shown = [Choice(leaf, leaf) for leaf in self.leaves[first : first + 4]]
        if first + 4 < len(self.leaves):
            shown.append(Choice(".next", "…"))
        return Prompt(choices=tuple(shown), request="location")

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        if given.choice == ".next":
            return Unfinished(cast("int", draft or 0) + 4)
        if given.choice in self.leaves:
            return Answered(given.choice)
        raise UnreadableAnswer("Xin chọn một trong danh sách.")

    def show(self, value: Value, around: Around) -> Line:
        return Text("conversation-chosen", {"answer": str(value)})


class Card(Question):
    """A shared contact or a shared place."""

    kind: ClassVar[str] = "card"

    def ask(self, around: Around, draft: Value) -> Prompt:
        return Prompt(request="phone")

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        if given.contact:
            return Answered(given.contact.phone)
        raise UnreadableAnswer("Xin gửi số điện thoại.")

    def show(self, value: Value, around: Around) -> Line:
        return Strong(str(value))


class Note(Question):
    """Says something."""

    kind: ClassVar[str] = "note"
    answerable: ClassVar[bool] = False
    ends: bool = False

    def ask(self, around: Around, draft: Value) -> Prompt:
        return Prompt()

    def ends_form(self) -> bool:
        return self.ends


OFFICE = Office(
    name={"vi": "UBND xã Bình Lục", "en": "Binh Luc commune"},
    root="ubnd",
    units={"ubnd": Unit("ubnd", {"vi": "UBND xã", "en": "Commune office"}, "commune")},
    procedures={"khai-sinh": Procedure("khai-sinh", {"vi": "Khai sinh"}, {"vi": "Hộ tịch"})},
    categories={},
)

LEVELS = {
    "very-bad": {"vi": "Rất không hài lòng", "en": "Very dissatisfied"},
    "bad": {"vi": "Không hài lòng", "en": "Dissatisfied"},
    "good": {"vi": "Hài lòng", "en": "Satisfied"},
}
YES_NO = {"yes": {"vi": "Có", "en": "Yes"}, "no": {"vi": "Không", "en": "No"}}


def form(*questions: Question, **fields: Any) -> Form:
    return Form(
        name="rating",
        version=3,
        title={"vi": "Đánh giá", "en": "Rating"},
        questions=questions,
        **fields,
    )


def pick(name: str, **fields: Any) -> Pick:
    return Pick(name=name, **{"text": {"vi": f"Câu {name}?"}, "options": YES_NO, **fields})


def say(name: str, **fields: Any) -> Say:
    return Say(name=name, **{"text": {"vi": f"Câu {name}?"}, **fields})


def note(name: str, **fields: Any) -> Note:
    return Note(name=name, **{"text": {"vi": f"Lời {name}."}, **fields})


PHOTO = Attachment("photo", "photo-1")
VOICE = Attachment("voice", "voice-1")
PLACE = Location(20.5, 105.9)
CARD = Contact("+84912345678")


@dataclass
class Talk:
    """A person in front of one form: presses what was shown, types, waits; keeps all that was said."""

    form: Form
    answers: Mapping[str, Value] | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    office: Office = OFFICE
    language: str = "vi"
    now: datetime = BEGUN
    step: Step = field(init=False)
    held: Conversation = field(init=False)
    replies: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._take(begin(self.form, "abc234", self.around, self.answers))

    @property
    def around(self) -> Around:
        return Around(self.office, self.now, self.language, context=self.context)

    @property
    def outcome(self) -> Outcome | None:
        return self.step.outcome

    @property
    def said(self) -> str:
        """The words of the last step."""
        replies = self.step.replies
        return "\n".join(self._shown(line) for reply in replies for line in reply.lines)

    @property
    def labels(self) -> list[str]:
        return [self._shown(button.label) for row in self.last.rows for button in row]

    @property
    def rows(self) -> list[list[str]]:
        return [[self._shown(button.label) for button in row] for row in self.last.rows]

    @property
    def last(self) -> Reply:
        return self.replies[-1]

    def wait(self, **time: float) -> Talk:
        self.now += timedelta(**time)
        return self

    def says(self, *texts: str) -> Talk:
        for text in texts:
            self.hears(text=text)
        return self

    def press(self, *labels: str) -> Talk:
        for label in labels:
            self.taps(self.data(label))
        return self

    def data(self, label: str) -> str:
        """The data of the newest button with this label."""
        for reply in reversed(self.replies):
            for row in reply.rows:
                for button in row:
                    if self._shown(button.label) == label:
                        return button.data
        raise AssertionError(f"no button {label!r} among {self.labels}")

    def taps(self, data: str) -> Talk:
        return self.hears(press=data)

    def hears(self, **event: Any) -> Talk:
        inbound = Inbound(event="1", address=Address("test", "7"), chat="7", **event)
        return self._take(advance(self.form, self.held, inbound, self.around))

    def comes_back(self, said: Line | None = None) -> Talk:
        return self._take(resume(self.form, self.held, self.around, said))

    def cancels(self) -> Talk:
        return self._take(ask_to_leave(self.form, self.held, self.around))

    def _take(self, step: Step) -> Talk:
        self.step = step
        self.replies += step.replies
        for reply in step.replies:
            for button in (button for row in reply.rows for button in row):
                assert button.data.isascii()
                assert 0 < len(button.data) <= 64
        if step.conversation is not None:
            self.held = step.conversation
            assert load(dump(self.held)) == self.held
        return self

    def _shown(self, line: Line) -> str:
        return TEXTS.render(line, self.language)
