"""What an office kept of the people on its web chat."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import Any

from bot.app import App
from feedback.case import Case
from feedback.response import Response
from tests.channels.recorder import until

FIRST, LAST = date(2020, 1, 1), date(2030, 1, 1)


async def ratings(app: App) -> dict[str, Response]:
    """Return all submitted forms of the desk."""
    pages = app.storage.work().responses.export("one-stop", None, FIRST, LAST)
    return {response.id: response async for page in pages for response in page}


async def new_ratings(app: App, before: dict[str, Response]) -> list[Response]:
    """Return the forms submitted since."""
    after = await ratings(app)
    return [after[id] for id in sorted(after.keys() - before.keys())]


def events(app: App) -> int:
    """Return how many things people did on the web chat were taken."""
    [(count,)] = _ask(app, "SELECT COUNT(*) FROM event WHERE channel = 'web'")
    return int(count)


async def evidence_of(app: App, case: Case, count: int) -> list[tuple[bytes, str]]:
    """Wait until so many pieces of evidence of a case were fetched; returns each and its type."""
    kept = "SELECT id FROM evidence WHERE case_id = ? AND content IS NOT NULL"
    await until(lambda: len(_ask(app, kept, case.id)) == count, 20)
    opened = [await app.storage.work().cases.evidence_of(id) for (id,) in _ask(app, kept, case.id)]
    return [(content, mime) for content, mime in opened if content is not None]


def _ask(app: App, question: str, *values: str) -> list[tuple[Any, ...]]:
    path = app.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()
