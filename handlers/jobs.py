"""Work off the turn: what a job's handler gets and gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from feedback.messages import Line, Reply
from feedback.ports import Job, UnitOfWork
from feedback.unit import Office
from handlers.context import Forms


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


JobHandler = Callable[[Job, JobContext], Awaitable[tuple[Reply, ...]]]
"""Does a job and returns what is sent to the person who asked. The payload of every job names
`person`, `channel`, `chat` and `language`."""
