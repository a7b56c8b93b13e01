"""The shapes of replies.yaml's rows."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from feedback.decision import OUTCOMES
from feedback.pack_rows import Id, Row, Sentence, Short
from feedback.reply_template import PLACEHOLDERS, PROVEN, Replies, Template
from feedback.text import fold
from feedback.workflow import ACTIONS


class QualityRow(Row):
    """What an answer must hold."""

    min_length: Annotated[int, Field(ge=1, le=500)] = Replies().min_length
    says_nothing: tuple[Short, ...] = ()

    @model_validator(mode="after")
    def _words(self) -> Self:
        if empty := [each for each in self.says_nothing if not fold(each)]:
            raise ValueError(f"`says_nothing` has a phrase without words: “{empty[0]}”")
        return self


class ReplyRow(Row):
    """One template of replies.yaml; a list left out means whichever."""

    id: Id
    action: Id
    name: Sentence
    text: Sentence
    states: tuple[Id, ...] = ()
    categories: tuple[Id, ...] = ()
    outcomes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.action not in ACTIONS:
            raise ValueError(f"`{self.action}` is no action the program knows")
        for each in self.outcomes:
            if each not in OUTCOMES:
                raise ValueError(f"`{each}` is no outcome; use {', '.join(OUTCOMES)}")
        if self.outcomes and self.action != PROVEN:
            raise ValueError(f"only `{PROVEN}` has `outcomes`; remove them")
        if unknown := sorted(self.template().placeholders() - {*PLACEHOLDERS}):
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise ValueError(f"`{{{unknown[0]}}}` is not filled in by anything; use {known}")
        return self

    def template(self) -> Template:
        """Return the template the row describes."""
        lists = ("states", "categories", "outcomes")
        return Template(**{**dict(self), **{key: frozenset(getattr(self, key)) for key in lists}})
