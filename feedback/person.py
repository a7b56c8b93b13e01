"""Who writes to us, as little as is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One human being, reachable at one or more addresses. Holds no name: those are in cases."""

    id: str
    language: str | None = None
    """Chosen by the person; None until then."""
    roles: frozenset[str] = frozenset()
    """By invitation, and `admin` by LANGNGHE_ADMINS, which names one of the person's addresses."""
    linked: bool = False
    """Reachable at more than one address."""


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
