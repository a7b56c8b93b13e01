"""Work off the turn: what a job's handler gets and gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from feedback.errors import Undeliverable
from feedback.messages import Attachment, Line, Reply
from feedback.ports import Job, UnitOfWork
from feedback.unit import Office
from handlers.context import Forms, Notice


async def _nothing_was_sent(_: Attachment) -> bytes:
    raise Undeliverable


async def _nobody_waits(_: Reply) -> None:
    return


class PrintedLink(NamedTuple):
    """Where a printed code leads on one channel, and what is typed without a camera."""

    channel: str
    link: str
    typed: str


def _leads_nowhere(_: str, __: str) -> tuple[PrintedLink, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """What a job may look at. `work` is committed together with the job's end."""

    work: UnitOfWork
    office: Office
    forms: Forms
    now: datetime
    language: str
    render: Callable[[Line, str], str]
    """Returns a line in a language, for what is drawn or written into a file."""
    new_id: Callable[[], str]
    fetch: Callable[[Attachment], Awaitable[bytes]] = _nothing_was_sent
    """Returns what a person sent, from where it lies; raises SendError."""
    public_url: str = ""
    """Where the internet finds the chat page, without a slash at its end; empty: nowhere."""
    links: Callable[[str, str], tuple[PrintedLink, ...]] = _leads_nowhere
    """Returns where a payload, as after `/start`, leads, and what is typed for a unit."""
    say: Callable[[Reply], Awaitable[None]] = _nobody_waits
    """Tells whoever asked how far it is, at once and whatever becomes of the job; a job that is
    done again after a crash says it again."""
    notices: list[Notice] = field(default_factory=list)
    """What is said to others than who asked; committed with the job's end, too."""


JobHandler = Callable[[Job, JobContext], Awaitable[tuple[Reply, ...]]]
"""Does a job and returns what is sent to the person who asked. The payload of a job
that somebody asked for names `person`, `channel`, `chat` and `language`."""
