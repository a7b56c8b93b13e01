"""Who writes to us, as little as is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class Grant(NamedTuple):
    """A role, held at a unit and everything below it."""

    role: str
    unit: str = ""
    """Empty: the whole office."""

    @property
    def word(self) -> str:
        """The grant as one word: `admin`, `officer@binh-my`."""
        return f"{self.role}@{self.unit}" if self.unit else self.role


def grants_of(words: str) -> frozenset[Grant]:
    """Return what is granted, of the words of each."""
    return frozenset(Grant(*word.split("@", 1)) for word in words.split())


def words_of(grants: frozenset[Grant]) -> str:
    """Return what `grants_of` reads."""
    return " ".join(sorted(grant.word for grant in grants))


@dataclass(frozen=True, slots=True)
class Person:
    """One human being, reachable at one or more addresses. Holds no name: those are in cases."""

    id: str
    language: str | None = None
    """Chosen by the person; None until then."""
    grants: frozenset[Grant] = frozenset()
    """By invitation, and `admin` by LANGNGHE_ADMINS, which names one of the person's addresses."""
    linked: bool = False
    """Reachable at more than one address."""

    @property
    def roles(self) -> frozenset[str]:
        """What the person is, wherever."""
        return frozenset(grant.role for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for the office, by invitation."""

    person: Person
    name: str
    """As colleagues know them."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to or withdrew, provable: the purpose, the version of its words, when."""

    purpose: str
    version: int
    given: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """What a person asked about their own data, and what became of it: provable, names nobody."""

    id: str
    """The number the person was told."""
    what: str
    """`view`, `export`, `correct`, `withdraw`, `erase`."""
    at: datetime
    answer_by: date | None
    due: date | None
    """The last days by law (domain §9); None: the office pack names none."""
    done_at: datetime
    outcome: str
    """`done`, `partly: legal-hold`, `refused: legal-hold`."""
