"""Reads the figures of a request for whoever asks: the one calculation that `/thongke` says and
`/baocao` writes down."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from feedback.access import seals
from feedback.calendar import local_day
from feedback.case import Case
from feedback.letter import Lateness
from feedback.marks import marks
from feedback.ports import CaseTally, MarkTally, Tally, UnitOfWork
from feedback.request import Request, lines
from feedback.statistics import Change
from feedback.survey import Form
from feedback.survey_figures import Cells, SurveyFigures, by_unit, change_since, survey_figures
from feedback.unit import Office
from handlers.admin.asking import units_below
from handlers.admin.outcomes import By
from handlers.context import Forms


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A survey in every version, and its figures."""

    versions: tuple[Form, ...]
    figures: SurveyFigures
    tallies: Sequence[Tally]

    @property
    def form(self) -> Form:
        """Return the newest version."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown to one reader; for them no case exists that is about themselves."""

    storage: UnitOfWork
    office: Office
    forms: Forms
    reader: str
    asked: Request
    today: date

    async def survey(self, form: Form) -> Surveyed:
        """Return a survey's figures."""
        counters, units = self.storage.statistics, self._below
        now, before = self.asked.period, self.asked.period.before
        sources, earlier, (came, flagged, assisted) = await asyncio.gather(
            counters.by_source(form.name, units, now.first, now.last),
            counters.answers(form.name, units, before.first, before.last),
            counters.responses(form.name, units, now.first, now.last),
        )
        versions = self.forms.versions(form.name)
        tallies, once = tuple(chain.from_iterable(sources.values())), sources.get("token", ())
        figures = survey_figures(versions, tallies, earlier, (came, flagged), assisted, once)
        return Surveyed(versions, figures, tallies)

    async def season(self, survey: Surveyed) -> Change | None:
        """Return how a survey stands beside the same days a year earlier, None where there were no
        answers."""
        past = self.asked.period.year_ago
        if past is None or not survey.figures.questions:
            return None
        tallies = await self.storage.statistics.answers(
            survey.form.name, self._below, past.first, past.last
        )
        change = change_since(survey.figures, survey.tallies, tallies)
        return None if change.direction == "nothing-before" else change

    async def units(self, survey: Surveyed) -> Cells | None:
        """Return the figures of the units below the one asked for, None where there is none."""
        top = self.asked.unit or self.office.root
        if not survey.figures.questions or not self.office.children(top):
            return None
        period = self.asked.period
        tallies = await self.storage.statistics.by_unit(
            survey.form.name, self._below, period.first, period.last
        )
        line = lines(self.office, self.asked.was, self.today)
        return by_unit(survey.figures, tallies, line, top)

    async def own(self) -> list[Case]:
        """Return the cases of the request that are about the reader: for them there are none."""
        units, period = self._below, self.asked.period
        found = []
        for id in await self.storage.cases.about(self.reader):
            case = await self.storage.cases.by_id(id)
            if case is None or not period.first <= local_day(case.received_at) <= period.last:
                continue
            if units is None or case.unit in units:
                found.append(case)
        return found

    async def cases(self, own: Sequence[Case]) -> list[CaseTally]:
        """Return the cases of the period but for the reader's `own` and those that are sealed."""
        period = self.asked.period
        tallies = await self.storage.statistics.cases(self._below, period.first, period.last)
        hidden = Counter((case.kind, case.state, case.category) for case in own)
        assisted = Counter((case.kind, case.state, case.category) for case in own if case.assisted)
        counted = []
        for each in tallies:
            key = each.kind, each.state, each.category
            rest = replace(
                each, count=each.count - hidden[key], assisted=each.assisted - assisted[key]
            )
            if rest.count > 0 and not seals(self.office, each.kind):
                counted.append(rest)
        return counted

    async def outcomes(self, own: Sequence[Case], by: By) -> list[MarkTally]:
        """Return what became of the same cases, by field or by unit."""
        period = self.asked.period
        counters = self.storage.statistics
        tallies = await counters.case_marks(self._below, period.first, period.last, by)
        theirs = Counter(
            (case.kind, case.unit if by == "unit" else case.category, mark, number)
            for case in own
            for mark, number in marks(case).items()
        )
        return [
            replace(each, count=each.count - theirs[each.kind, each.place, each.mark, each.number])
            for each in tallies
            if not seals(self.office, each.kind)
        ]

    async def lateness(self) -> Lateness:
        """Return how many were late in the period, and with or without an apology."""
        period, own = self.asked.period, await self.storage.cases.about(self.reader)
        return await self.storage.letters.lateness(self._below, period.first, period.last, own)

    @property
    def _below(self) -> frozenset[str] | None:
        return units_below(self.office, self.asked, self.today)
