"""Reads the figures of a request for whoever asks: the one calculation that `/thongke` says and
`/baocao` writes down."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace

from feedback.access import seals
from feedback.calendar import local_day
from feedback.letter import Lateness
from feedback.ports import CaseTally, UnitOfWork
from feedback.request import Request
from feedback.survey import Form
from feedback.survey_figures import Cells, SurveyFigures, by_unit, survey_figures
from feedback.unit import Office
from handlers.admin.asking import CASES, units_below
from handlers.context import Forms

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A survey in every version, and its figures."""

    versions: tuple[Form, ...]
    figures: SurveyFigures

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

    async def survey(self, form: Form) -> Surveyed:
        """Return a survey's figures."""
        counters, units = self.storage.statistics, units_below(self.office, self.asked.unit)
        now, before = self.asked.period, self.asked.period.before
        tallies, earlier, (came, flagged, assisted) = await asyncio.gather(
            counters.answers(form.name, units, now.first, now.last),
            counters.answers(form.name, units, before.first, before.last),
            counters.responses(form.name, units, now.first, now.last),
        )
        versions = self.forms.versions(form.name)
        figures = survey_figures(versions, tallies, earlier, (came, flagged), assisted)
        return Surveyed(versions, figures)

    async def units(self, survey: Surveyed) -> Cells | None:
        """Return the figures of the units below the one asked for, None where there is none."""
        top = self.asked.unit or self.office.root
        if not survey.figures.questions or not self.office.children(top):
            return None
        units, period = units_below(self.office, self.asked.unit), self.asked.period
        tallies = await self.storage.statistics.by_unit(
            survey.form.name, units, period.first, period.last
        )
        return by_unit(survey.figures, tallies, self.office, top)

    async def cases(self) -> list[CaseTally] | None:
        """Return the cases of the period, None when a survey was asked for."""
        if self.asked.topic not in (None, CASES):
            return None
        units, period = units_below(self.office, self.asked.unit), self.asked.period
        tallies = await self.storage.statistics.cases(units, period.first, period.last)
        hidden, assisted = await self._not_theirs()
        counted = []
        for each in tallies:
            key = each.kind, each.state, each.category
            rest = replace(
                each, count=each.count - hidden[key], assisted=each.assisted - assisted[key]
            )
            if rest.count > 0 and not seals(self.office, each.kind):
                counted.append(rest)
        return counted

    async def lateness(self) -> Lateness:
        """Return how many were late in the period, and with or without an apology."""
        units, period = units_below(self.office, self.asked.unit), self.asked.period
        own = await self.storage.cases.about(self.reader)
        return await self.storage.letters.lateness(units, period.first, period.last, own)

    async def _not_theirs(self) -> tuple[Counter[_Key], Counter[_Key]]:
        """Count the cases that are about the reader, and the assisted ones of them."""
        units, period = units_below(self.office, self.asked.unit), self.asked.period
        found, assisted = Counter[_Key](), Counter[_Key]()
        for id in await self.storage.cases.about(self.reader):
            case = await self.storage.cases.by_id(id)
            if case is None or not period.first <= local_day(case.received_at) <= period.last:
                continue
            if units is None or case.unit in units:
                found[case.kind, case.state, case.category] += 1
                assisted[case.kind, case.state, case.category] += case.assisted
        return found, assisted
