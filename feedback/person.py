"""Who writes to us, as little as is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
