"""What an office has ready to say to a citizen, and what words must hold before they are sent.

An office writes its templates in `replies.yaml`. Blanks in them, `[…]` or `…`, are for the officer
to fill in: nothing with a blank left is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedback.language import words
from feedback.messages import Line, Text, Words
from feedback.text import fold

if TYPE_CHECKING:
    from feedback.unit import Office

PLACEHOLDERS = ("code", "unit", "day", "category")
"""What is filled in by itself; what a case has not is left as a blank."""

PROVEN = "answer"
"""The action whose words must say something, and come with a photo, a document or its number."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_BLANK = re.compile(r"\[[^\[\]]*\]|…|\.{3,}|_{2,}")
_MARKS = re.compile(r"[\[\]…_]|\.{3,}")


@dataclass(frozen=True, slots=True)
class Template:
    """Words an office has ready for an action; an empty set means whichever."""

    id: str
    action: str
    name: Words
    text: Words
    states: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    """With everything below them."""
    outcomes: frozenset[str] = frozenset()

    def placeholders(self) -> frozenset[str]:
        """Return the names of all that is to be filled in by itself."""
        return frozenset(name for each in self.text.values() for name in _PLACE.findall(each))


@dataclass(frozen=True, slots=True)
class Replies:
    """All of replies.yaml."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    min_length: int = 40
    """Letters that an answer has besides what says nothing."""
    says_nothing: tuple[str, ...] = ()
    """Phrases that an answer cannot consist of, folded."""


NO_REPLIES = Replies()


def offered(office: Office, about: Mapping[str, str], outcome: object = None) -> list[Template]:
    """Return the templates that fit an action (`about`) and the outcome chosen, if there is one."""
    branch = _branch(office, about.get("category", ""))
    return [
        each
        for each in office.replies.templates.values()
        if each.action == about.get("action")
        and (not each.states or about.get("state") in each.states)
        and (not each.categories or each.categories & branch)
        and (not each.outcomes or outcome in each.outcomes)
    ]


def _branch(office: Office, category: str) -> frozenset[str]:
    """Return a category and those it stands below."""
    found: set[str] = set()
    at: str | None = category
    while at is not None and at in office.categories and at not in found:
        found.add(at)
        at = office.categories[at].parent
    return frozenset(found)


def filled(office: Office, template: Template, about: Mapping[str, str], language: str) -> str:
    """Return a template's words with everything known of the case filled in."""
    known = {"code": about.get("code", ""), "day": about.get("day", "")}
    for name, found in (("unit", office.units), ("category", office.categories)):
        item = found.get(about.get(name, ""))
        known[name] = "" if item is None else words(item.name, language)
    return _PLACE.sub(
        lambda place: known.get(place[1]) or f"[{place[1]}]", words(template.text, language)
    )


def has_blanks(text: str) -> bool:
    """Tell whether something is left to be filled in."""
    return _BLANK.search(text) is not None


def lacking(office: Office, about: Mapping[str, str], text: str) -> Line | None:
    """Return what words lack to be sent to a citizen, and how to put that right; None: nothing."""
    replies, action = office.replies, about.get("action", "")
    if (blank := _BLANK.search(text)) is not None:
        return Text("reply-lacks-filling", {"blank": blank[0]})
    if any(
        fold(text) in _untouched(office, each, about)
        for each in replies.templates.values()
        if each.action == action
    ):
        return Text("reply-lacks-own-words")
    if action != PROVEN:
        return None
    said = fold(text)
    empty = "|".join(sorted(replies.says_nothing, key=len, reverse=True))
    rest = re.sub(rf"\b(?:{empty})\b", "", said) if empty else said
    if len(rest.replace(" ", "")) >= replies.min_length:
        return None
    why = "reply-lacks-length" if rest == said else "reply-lacks-substance"
    return Text(why, {"count": replies.min_length})


def _untouched(office: Office, template: Template, about: Mapping[str, str]) -> set[str]:
    """Return, folded, a template that needs filling with its blanks merely taken out."""
    found: set[str] = set()
    for language in template.text:
        text = filled(office, template, about, language)
        if has_blanks(text):
            found |= {fold(_BLANK.sub(" ", text)), fold(_MARKS.sub(" ", text))}
    return found
