"""Counters of cases, moved along with each case in the same commit.

Each counts under the day the case came, so whatever becomes of it is told of that day's period.
"""

from __future__ import annotations

from collections import Counter

from feedback.case import Case
from feedback.marks import marks
from storage.notes import Notes, local_day
from storage.statistics import grains


def count(notes: Notes, after: Case, before: Case | None = None) -> None:
    """Note what a case has become, and no more what it was."""
    if before is not None:
        _stands(notes, before, -1)
    _stands(notes, after, 1)
    changes = Counter(_marks_of(after))
    changes.subtract(() if before is None else _marks_of(before))
    for (unit, kind, category, mark, number), change in changes.items():
        for grain, start in grains(local_day(after.received_at)) if change else ():
            notes.add(
                "cases.count_mark",
                grain=grain,
                start=start,
                unit=unit,
                kind=kind,
                category=category,
                mark=mark,
                number=number,
                change=change,
            )


def _stands(notes: Notes, case: Case, change: int) -> None:
    for grain, start in grains(local_day(case.received_at)):
        notes.add(
            "cases.count",
            grain=grain,
            start=start,
            unit=case.unit,
            kind=case.kind,
            state=case.state,
            category=case.category,
            change=change,
            assisted=change * case.assisted,
        )


def _marks_of(case: Case) -> list[tuple[str, str, str, str, int]]:
    at = case.unit, case.kind, case.category
    return [(*at, mark, number) for mark, number in marks(case).items()]
