"""Recomputes every counter from what it counts, and says where the two differ."""

from __future__ import annotations

from collections import Counter
from typing import Any

from feedback.errors import RowDamaged
from feedback.marks import read
from storage.database import Database, Progress
from storage.notes import local_day
from storage.responses import PAGE, Responses, counters
from storage.statistics import grains

_SHOWN = 20
"""Differences listed one by one; beyond that their number says enough."""
_Key = tuple[Any, ...]


async def wrong_counters(
    database: Database, responses: Responses, progress: Progress | None
) -> list[str]:
    """Return a sentence for each counter that is not what a recount finds."""
    kept: Counter[_Key] = Counter()
    for *key, n, flagged in await database.fetch("statistics.recount"):
        kept[*key, "n"] = int(n)
        kept[*key, "flagged"] = int(flagged)
    for *key, n, assisted in await database.fetch("cases.tallies"):
        kept["case", *key, "n"] = int(n)
        kept["case", *key, "assisted"] = int(assisted)
    for *key, n in await database.fetch("cases.counted_marks"):
        kept["mark", *key] = int(n)
    damaged: list[str] = []
    found = await _recount(database, responses, damaged, progress)
    wrong = sorted(key for key in kept.keys() | found.keys() if kept[key] != found[key])
    faults = [
        f"counter {'/'.join(map(str, key))} says {kept[key]}, a recount finds {found[key]}"
        for key in wrong[:_SHOWN]
    ]
    if len(wrong) > _SHOWN:
        faults.append(f"and {len(wrong) - _SHOWN} more counters are wrong")
    return damaged[:_SHOWN] + faults


async def _recount(
    database: Database, responses: Responses, damaged: list[str], progress: Progress | None
) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    done = 0
    async for rows in database.pages("responses.all", {}, PAGE):
        for row in rows:
            try:
                response = responses.read(row)
            except RowDamaged:
                damaged.append(f"the answers of response {row[0]} were altered and do not open")
                continue
            day = local_day(response.submitted_at)
            for grain, start, question, name in counters(day, response):
                key = (response.form, grain, start, response.unit, question, name, response.source)
                found[*key, "n"] += 1
                found[*key, "flagged"] += bool(response.flags)
        done += len(rows)
        if progress is not None:
            progress(done, done)
    for *place, day, n, assisted in await database.fetch("cases.recount"):
        for grain, start in grains(day):
            found["case", grain, start, *place, "n"] += int(n)
            found["case", grain, start, *place, "assisted"] += int(assisted)
    for *place, day, marked, n in await database.fetch("cases.recount_marks"):
        for grain, start in grains(day):
            for mark, number in read(marked).items():
                found["mark", grain, start, *place, mark, number] += int(n)
    return found
