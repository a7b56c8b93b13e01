"""Words to a citizen: one's own, or a template of the office that is sent as it is or made one's own."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from feedback import reply_template
from feedback.errors import UnreadableAnswer
from feedback.listing import UP, page_of, state, turned
from feedback.messages import Line, Text
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
)
from feedback.unit import Office

USE = ".use"
_USE = Choice(USE, Text("reply-use"), ("dùng mẫu này", "gửi nguyên mẫu", "use it"))
_OTHERS = Choice(UP, Text("reply-others"), ("mẫu khác", "another"))


class ReplyWords(Question):
    """Words that say something (`feedback.reply_template.lacking`), with the templates that fit.

    The conversation's context says for what: `action`, `state`, `category`, `unit`, `code`, `day`.
    """

    kind: ClassVar[str] = "reply"
    max_length: int = Field(default=3000, ge=1, le=10000)

    def ask(self, around: Around, draft: Value) -> Prompt:
        """Offer the templates; of the one chosen, its words."""
        words = self._draft(around, draft)
        if words is not None:
            if reply_template.has_blanks(words):
                return Prompt((Text("reply-fill"), "", words), (_OTHERS,))
            return Prompt((Text("reply-draft"), "", words), (_USE, _OTHERS))
        templates = [(each.id, each.name) for each in self._offered(around)]
        if not templates:
            return Prompt()
        choices = page_of(templates, int(state(draft).get("page") or 0))
        return Prompt((Text("reply-templates"),), choices)

    def read(self, given: Given, around: Around, draft: Value) -> Reading:
        """Open a template, take it, or take the words that were written."""
        page = turned(state(draft), given.choice)
        if page is not None:
            return Unfinished(page)
        if given.choice == UP:
            return Unfinished({})
        if any(each.id == given.choice for each in self._offered(around)):
            return Unfinished({"template": given.choice})
        used = self._draft(around, draft) if given.choice == USE else None
        words = used or given.text.strip()
        if not any(letter.isalnum() for letter in words):
            raise UnreadableAnswer(Text("question-text-hint"))
        if len(words) > self.max_length:
            counts = {"count": self.max_length, "given": len(words)}
            raise UnreadableAnswer(Text("question-text-long", counts))
        lacking = reply_template.lacking(around.office, around.context, words)
        if lacking is not None:
            raise UnreadableAnswer(lacking)
        return Answered(words)

    def show(self, value: Value, around: Around) -> Line:
        """Return all the words: whoever sends them reads them once more."""
        return str(value)

    def cell(self, value: Value, language: str, office: Office) -> str:
        """Return the words."""
        return str(value)

    def _offered(self, around: Around) -> list[reply_template.Template]:
        outcome = around.answers.get("outcome")
        return reply_template.offered(around.office, around.context, outcome)

    def _draft(self, around: Around, draft: Value) -> str | None:
        """Return the words of the template that is open."""
        id = state(draft).get("template")
        for each in self._offered(around):
            if each.id == id:
                return reply_template.filled(around.office, each, around.context, around.language)
        return None
