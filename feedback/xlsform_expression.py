"""Conditions and limits as XLSForm writes them: the part of XPath that a survey in a chat needs.

Whatever else stands in a cell raises `Unread`, so that nothing is taken for something it is not.
The language: https://docs.getodk.org/form-operators-functions/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from feedback.condition import Condition

_LONGEST = 1000
"""Letters of one cell; longer ones are made by programs."""
_DEEPEST = 20
_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<ref>[^{}\s]+)\s*\}|'(?P<one>[^']*)'|\"(?P<two>[^\"]*)\""
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<mark>!=|<=|>=|[=<>(),]|\.(?!\w))|(?P<word>[\w:-]+))",
    re.ASCII,
)
_COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class Unread(ValueError):
    """An expression, or the part of it that is quoted, is not understood."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An earlier question, `${name}`; "" is the question itself, `.`."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """What a function makes of the question itself: `string-length(.)`, `count-selected(.)`."""

    function: str


Side = Ref | Call | str | float
Tested = Condition | bool
Compare = Callable[[Ref | Call, str, str | float], Tested]
"""Turns one comparison into a condition; raises Unread."""


def read_condition(
    text: str, compare: Compare, columns: Mapping[str, str] | None = None
) -> Tested:
    """Return what an expression tests; `columns` are what bare words stand for. Raises Unread."""
    return _Reader(text, compare, columns or {}).whole()


def both(one: Tested, other: Tested) -> Tested:
    """Return what holds when both do."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return Condition(all=(*(one.all or (one,)), *(other.all or (other,))))


def either(one: Tested, other: Tested) -> Tested:
    """Return what holds when one of them does."""
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    if _only_is(one) and _only_is(other) and one.question == other.question:
        return Condition.model_validate(
            {"question": one.question, "is": [*_listed(one), *_listed(other)]}
        )
    return Condition(any=(*(one.any or (one,)), *(other.any or (other,))))


def _only_is(condition: Condition) -> bool:
    return condition.question is not None and condition.model_fields_set == {"question", "equals"}


def _listed(condition: Condition) -> list[JsonValue]:
    wanted = condition.equals
    return list(wanted) if isinstance(wanted, list | tuple) else [wanted]


def opposite(one: Tested) -> Tested:
    """Return what holds when it does not."""
    return not one if isinstance(one, bool) else Condition.model_validate({"not": one})


class _Reader:
    def __init__(self, text: str, compare: Compare, columns: Mapping[str, str]) -> None:
        self._compare, self._columns = compare, columns
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Tested:
        found = self._any()
        if self._at < len(self._tokens):
            raise Unread(self._tokens[self._at][1])
        return found

    def _next(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "…")

    def _take(self, *marks: str) -> str:
        kind, word = self._next()
        if kind in ("mark", "word") and word in marks:
            self._at += 1
            return word
        return ""

    def _must(self, mark: str) -> None:
        if not self._take(mark):
            raise Unread(self._next()[1])

    def _any(self) -> Tested:
        found = self._all()
        while self._take("or"):
            found = either(found, self._all())
        return found

    def _all(self) -> Tested:
        found = self._one()
        while self._take("and"):
            found = both(found, self._one())
        return found

    def _one(self) -> Tested:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unread("(")
        try:
            return self._test()
        finally:
            self._depth -= 1

    def _test(self) -> Tested:
        if self._take("("):
            found = self._any()
            self._must(")")
            return found
        kind, word = self._next()
        if kind == "word" and self._follows("("):
            self._at += 2
            if word == "not":
                found = opposite(self._any())
                self._must(")")
                return found
            if word in ("true", "false"):
                self._must(")")
                return word == "true"
            if word in ("selected", "regex"):
                first = self._side()
                self._must(",")
                second = self._side()
                self._must(")")
                if not isinstance(first, Ref) or not isinstance(second, str):
                    raise Unread(f"{word}(")
                return self._compare(first, word, second)
            self._at -= 2
        return self._comparison()

    def _follows(self, mark: str) -> bool:
        return self._tokens[self._at + 1 : self._at + 2] == [("mark", mark)]

    def _comparison(self) -> Tested:
        left = self._side()
        how = self._take(*_COMPARED)
        if not how:
            raise Unread(self._next()[1])
        right = self._side()
        if isinstance(left, str | float) and isinstance(right, str | float):
            if how not in ("=", "!="):
                raise Unread(how)
            return (str(left) == str(right)) is (how == "=")
        if isinstance(left, str | float):
            left, right, how = right, left, _TURNED[how]
        if not isinstance(left, Ref | Call) or not isinstance(right, str | float):
            raise Unread(how)
        return self._compare(left, how, right)

    def _side(self) -> Side:
        kind, word = self._next()
        self._at += 1
        if kind == "ref":
            return Ref(word)
        if kind == "text":
            return word
        if kind == "number":
            return float(word)
        if (kind, word) == ("mark", "."):
            return Ref("")
        if kind == "word" and word in ("string-length", "count-selected"):
            self._must("(")
            self._must(".")
            self._must(")")
            return Call(word)
        if kind == "word" and word in self._columns:
            return self._columns[word]
        raise Unread(word)


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > _LONGEST:
        raise Unread(text[:20] + "…")
    found: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unread(text[at : at + 20].strip())
        kind = "text" if match.lastgroup in ("one", "two") else match.lastgroup
        found.append((kind, match[match.lastgroup]))
        at = match.end()
    return found


def written(condition: Condition) -> str:
    """Return a condition as XLSForm writes it; `read_condition` reads it back as one that means
    the same."""
    if condition.all is not None:
        return " and ".join(_within(each) for each in condition.all)
    if condition.any is not None:
        return " or ".join(_within(each) for each in condition.any)
    if condition.negated is not None:
        return f"not({written(condition.negated)})"
    ref = "${" + str(condition.question) + "}"
    tests = []
    if condition.answered is not None:
        tests.append(f"{ref} {'!=' if condition.answered else '='} ''")
    if condition.equals is not None:
        ways = [
            f"selected({ref}, '{each}')" if isinstance(each, str) else f"{ref} = {each}"
            for each in _listed(condition)
        ]
        tests.append(ways[0] if len(ways) == 1 else f"({' or '.join(ways)})")
    if condition.at_least is not None:
        tests.append(f"{ref} >= {_plain(condition.at_least)}")
    if condition.at_most is not None:
        tests.append(f"{ref} <= {_plain(condition.at_most)}")
    return " and ".join(tests)


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def _within(condition: Condition) -> str:
    text = written(condition)
    return f"({text})" if " and " in text or " or " in text else text
