"""When a question is put: a small, closed language of conditions on earlier answers.

In a survey file::

    when: {question: on-time, is: late}
    when: {question: consent, is: agree}
    when: {all: [{question: kind, is: [problem, proposal]}, {not: {question: place, answered: true}}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator


class Condition(BaseModel):
    """One test on an answer, or a combination of others; exactly one form is filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    question: str | None = None
    equals: JsonValue | tuple[JsonValue, ...] = Field(default=None, alias="is")
    at_least: float | None = Field(default=None, alias="at-least")
    at_most: float | None = Field(default=None, alias="at-most")
    answered: bool | None = None
    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    negated: Condition | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        tests = [self.equals, self.at_least, self.at_most, self.answered]
        groups = [self.all, self.any, self.negated]
        given_tests = sum(test is not None for test in tests)
        given_groups = sum(group is not None for group in groups)
        if self.question is not None:
            if given_tests == 0 or given_groups:
                raise ValueError("a test on a question needs is, at-least, at-most or answered")
        elif given_tests or given_groups != 1:
            raise ValueError("needs a question with a test, or one of all, any, not")
        return self

    def holds(self, answers: Mapping[str, JsonValue]) -> bool:
        """Tell whether it is met; a missing answer meets no test but `answered: false`."""
        if self.all is not None:
            return all(each.holds(answers) for each in self.all)
        if self.any is not None:
            return any(each.holds(answers) for each in self.any)
        if self.negated is not None:
            return not self.negated.holds(answers)
        given = answers.get(self.question or "")
        if self.answered is not None and (given is not None) != self.answered:
            return False
        if given is None:
            return self.answered is False
        return self._matches(given)

    def _matches(self, given: JsonValue) -> bool:
        if self.equals is not None:
            wanted = self.equals if isinstance(self.equals, list | tuple) else (self.equals,)
            if not any(each in wanted for each in comparable(given)):
                return False
        if self.at_least is None and self.at_most is None:
            return True
        if isinstance(given, bool) or not isinstance(given, int | float):
            return False
        return (self.at_least is None or given >= self.at_least) and (
            self.at_most is None or given <= self.at_most
        )

    def questions(self) -> Iterator[str]:
        """Yield the names of the questions the condition looks at."""
        if self.question is not None:
            yield self.question
        for each in (*(self.all or ()), *(self.any or ()), *filter(None, (self.negated,))):
            yield from each.questions()


def comparable(given: JsonValue) -> list[JsonValue]:
    """Return what `is` looks at: each of several ticks; a consent is `agree` or `refuse`."""
    if isinstance(given, dict) and isinstance(given.get("given"), bool):
        return ["agree" if given["given"] else "refuse"]
    return given if isinstance(given, list) else [given]
