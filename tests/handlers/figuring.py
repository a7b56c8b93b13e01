"""Answers and cases that figures are made of, and doing the jobs that an answer left."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from feedback.case import Case
from feedback.code import draw
from feedback.messages import Reply
from feedback.ports import Job
from feedback.question import Value
from feedback.response import Response
from feedback.survey import Form
from handlers.jobs import JobContext
from tests.handlers.conftest import TEXTS, Citizen, Town

OCTOBER = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
GOOD, BAD = "very-satisfied", "unsatisfied"


def boss(town: Town) -> Citizen:
    """Return an administrator at the keyboard."""
    town.roles["boss"] = frozenset({"admin"})
    return town.citizen("boss")


async def answered(
    town: Town,
    unit: str,
    answers: Mapping[str, Value],
    *,
    times: int = 1,
    form: Form | None = None,
    at: datetime = OCTOBER,
    flags: tuple[str, ...] = (),
    **about: Any,
) -> None:
    """Keep the same answers of several people."""
    asked = form or town.forms.forms["one-stop"]
    work = town.storage.work()
    for _ in range(times):
        number = town.number()
        work.responses.add(
            Response(
                id=f"r{number:09}",
                form=asked.name,
                version=asked.version,
                unit=unit,
                respondent=f"mark-of-{number}",
                submitted_at=at,
                seconds=33.3,
                flags=flags,
                answers=answers,
                counted=tuple(
                    (name, tallied)
                    for name, value in answers.items()
                    for tallied in asked.by_name[name].tally(value)
                ),
                **{"channel": "telegram", "source": "open", **about},
            )
        )
    await work.commit("", "", at)


async def reported(town: Town, *, times: int = 1, at: datetime = OCTOBER, **about: Any) -> None:
    """Keep the same report several times."""
    work = town.storage.work()
    for _ in range(times):
        number = town.number()
        given = {
            "kind": "problem", "state": "received", "category": "chieu-sang", "unit": "binh-my",
            "content": {"what": "Đèn đường hỏng"}, "promised": None, **about,
        }  # fmt: skip
        made = Case(
            id=f"c{number:09}",
            code=draw(random.Random(number).randrange),
            person="p1",
            channel="telegram",
            received_at=at,
            entered_at=at,
            **given,
        )
        work.cases.add(made)
    await work.commit("", "", at)


async def jobs(town: Town) -> list[Job]:
    """Claim every job that waits."""
    found: list[Job] = []
    while due := await town.storage.jobs.due(town.now, 10):
        found += due
    return found


def context(town: Town, language: str = "vi") -> JobContext:
    """Return what a job may look at, as the program hands it over."""
    return JobContext(
        work=town.storage.work(),
        office=town.office,
        forms=town.forms,
        now=town.now,
        language=language,
        render=TEXTS.render,
        new_id=lambda: f"x{town.number():09}",
        fetch=town.fetch,
        public_url="https://gopy.example.vn",
    )


async def done(town: Town, job: Job) -> tuple[Reply, ...]:
    """Do a job and commit its end, as the program does."""
    held = context(town, str(job.payload["language"]))
    replies = await town.router.jobs[job.kind](job, held)
    await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
    return replies


async def outcome(town: Town) -> tuple[Reply, ...]:
    """Do everything that waits and return what is sent."""
    sent: list[Reply] = []
    for job in await jobs(town):
        sent += await done(town, job)
    return tuple(sent)


def said(replies: Sequence[Reply], language: str = "vi") -> str:
    """Return the words of replies."""
    return "\n".join(TEXTS.render(line, language) for reply in replies for line in reply.lines)
