"""One person at several addresses: the codes that join them, and invitations to a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.conversation import Conversation
from feedback.messages import Address
from feedback.person import Grant


@dataclass(frozen=True, slots=True)
class Account:
    """One address of a person. `tag` tells it from the others and leads nowhere else."""

    address: Address
    tag: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that somebody, the host, made at an address they have."""

    tag: str
    """Names it in buttons; it is not the code."""
    host: str
    grants: frozenset[Grant]
    """What the host may do; who may do more types no code of theirs."""
    at: Address
    language: str | None
    """The host's, where they chose one."""


@dataclass(frozen=True, slots=True)
class TypedCode(LinkCode):
    """A code that somebody, the guest, typed elsewhere. Nothing is joined before the host, asked
    where the code was made, agrees."""

    guest: str
    guest_at: Address


@dataclass(frozen=True, slots=True)
class Joined:
    """What came along when a guest became one person with their host."""

    conversation: Conversation | None = None
    """The one that is held now, where the host held none."""
    waiting: int = 0
    """How many are put aside."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A role for whoever types its code first."""

    id: str
    grant: Grant
    made_at: datetime
    until: datetime
    used_at: datetime | None = None
    channel: str = ""
    """Where it was used."""
    name: str = ""
    """Of whom it is for, as colleagues know them; encrypted at rest."""
    maker: str = ""
    """Whose invitation it is; empty: the operator's."""
    person: str = ""
    """Who used it."""
