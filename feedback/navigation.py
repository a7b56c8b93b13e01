"""Which questions apply to one person's answers, and which comes before and after which."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.conversation_state import Conversation
from feedback.question import Around, Question, Value
from feedback.survey import Form


class Path:
    """The live questions of a form for one conversation, up to a note that ends it."""

    __slots__ = ("around", "conversation", "form", "live")

    def __init__(self, form: Form, conversation: Conversation, around: Around) -> None:
        given = conversation.answers
        self.form = form
        self.conversation = conversation
        self.live = _until_the_end(form.live(given))
        self.around = Around(
            office=around.office,
            now=around.now,
            language=around.language,
            answers={
                question.name: given[question.name]
                for question in self.live
                if question.name in given
            },
            context=conversation.context,
        )

    def at(self, conversation: Conversation) -> Path:
        """Return the same path for the same answers at another place of it."""
        path = object.__new__(Path)
        path.form, path.conversation = self.form, conversation
        path.live, path.around = self.live, self.around
        return path

    @property
    def answers(self) -> Mapping[str, Value]:
        """The answers that count, in the form's order."""
        return self.around.answers

    @property
    def set_aside(self) -> Mapping[str, Value]:
        """The answers on dead branches."""
        live = self.around.answers
        return {name: v for name, v in self.conversation.answers.items() if name not in live}

    @property
    def draft(self) -> Value:
        """What was taken so far for the question being asked, its earlier answer included."""
        at = self.conversation.at or ""
        drafts, answers = self.conversation.drafts, self.around.answers
        if at in drafts or at not in answers:
            return drafts.get(at)
        return self.form.by_name[at].reopened(answers[at])

    @property
    def lines(self) -> list[Question]:
        """The questions of the review: all that can be answered, in order."""
        return [question for question in self.live if question.answerable]

    @property
    def asked(self) -> list[Question]:
        """The questions a person is led through: those answered beforehand are left out."""
        given = self.conversation.given
        return [q for q in self.live if q.answerable and q.name not in given]

    def unanswered(self) -> Question | None:
        """Return the first question that is neither answered nor skipped."""
        passed = self.around.answers.keys() | self.conversation.skipped
        return next((q for q in self.live if q.answerable and q.name not in passed), None)

    def ending(self) -> Question | None:
        """Return the note that ends the form, once nothing before it is left to ask."""
        return self.live[-1] if self.live and self.live[-1].ends_form() else None

    def holds(self, name: str | None) -> bool:
        """Tell whether a question of this name applies and can be answered."""
        return any(question.name == name and question.answerable for question in self.live)

    def before(self, name: str | None) -> Question | None:
        """Return the question asked before this one; before the review (None) stands the last."""
        earlier = None
        for question in self.live:
            if question.name == name:
                break
            if question.answerable and question.name not in self.conversation.given:
                earlier = question
        return earlier

    def progress(self, name: str) -> tuple[int, int] | None:
        """Return (3, 7) at the third of seven questions; None where counting says nothing."""
        names = [question.name for question in self.asked]
        if len(names) < 2 or name not in names:
            return None
        return names.index(name) + 1, len(names)

    def notes_before(self, name: str | None) -> list[Question]:
        """Return the notes to be said right before a question, or before the review (None)."""
        notes: list[Question] = []
        for question in self.live:
            if question.name == name:
                break
            if not question.answerable:
                notes.append(question)
            elif question.name not in self.conversation.given:
                notes.clear()
        return notes


def _until_the_end(live: tuple[Question, ...]) -> tuple[Question, ...]:
    for at, question in enumerate(live, start=1):
        if not question.answerable and question.ends_form():
            return live[:at]
    return live
