"""Made-up answers and cases, to try figures out: plausible, and the same for the same seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from math import exp

from bot.case_seeds import REPORTS, Team, handled
from bot.ids import Ids
from feedback.calendar import LOCAL
from feedback.case import Case
from feedback.code import draw, spell
from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Job
from feedback.question import Around, Question, Value
from feedback.questions.scale import NOT_APPLICABLE, Scale
from feedback.response import Response
from feedback.survey import Form
from feedback.unit import Office
from feedback.workflow import BEGINS
from handlers.case_acting import MOVED
from handlers.context import Forms
from storage import Storage

_DAYS = 180
_AT_ONCE = 200
_LEVELS = (2, 5, 15, 43, 35)
"""How often each level is chosen, of a hundred, where things go as they do on average: people
are polite and mostly content."""
_APART = 0.6
"""How far units differ: the best are as good to one side as the worst are bad to the other."""
_BETTER = 0.5
"""How much better the last month is than the first; a trend that is worth a chart."""
_YES = 6
"""How many say yes to a question for one who says no."""
_BUSY = (5, 3, 3, 3, 4, 1, 0)
"""Answers from Monday to Sunday: the counters are open on Saturday mornings only."""
_COMMENTS = (
    "Cán bộ hướng dẫn dễ hiểu, cảm ơn.",
    "Chờ hơi lâu vào sáng thứ hai.",
    "Nên có thêm ghế ngồi cho người già.",
    "Hồ sơ trả đúng hẹn.",
)


_TOLD = (frozenset({"answer", "confirm"}), frozenset({"received"}))
"""What others hear of as if it happened just now: of all but praise, and of praise."""


class Seeds:
    """Makes data through the same doors as real messages."""

    def __init__(
        self,
        storage: Storage,
        office: Office,
        forms: Forms,
        now: datetime,
        chance: int,
        teams: Mapping[str, Team] | None = None,
    ) -> None:
        """`teams`: who handles cases, by unit; elsewhere nobody who is known."""
        self._teams = teams or {}
        self._storage, self._office, self._forms, self._now = storage, office, forms, now
        self._chance = random.Random(chance)  # noqa: S311 - sample data
        self._ids = Ids()
        today = now.date()
        desks = [
            unit
            for unit in office.units.values()
            if unit.kind in ("desk", "one-stop-centre") and (unit.valid_to or today) >= today
        ]
        self._places = desks or list(office.units.values())
        self._goodness = {unit.id: self._chance.gauss(0, _APART) for unit in self._places}
        self._visits = {unit.id: self._chance.uniform(0.3, 1) for unit in self._places}

    async def add_responses(self, count: int, progress: Callable[[int, int], object]) -> None:
        """Add submitted surveys, most of them of the shortest on offer."""
        surveys = sorted(
            self._forms.surveys(), key=lambda form: (not form.listed, len(form.questions))
        )
        weights = [4**-place for place in range(len(surveys))]
        moments = sorted(self._moment() for _ in range(count))
        for start in range(0, count, _AT_ONCE):
            made = [
                self._response(self._chance.choices(surveys, weights)[0], at)
                for at in moments[start : start + _AT_ONCE]
            ]
            await asyncio.gather(*(self._keep(response) for response in made))
            progress(start + len(made), count)

    async def add_cases(self, count: int, progress: Callable[[int, int], object]) -> str:
        """Add reported cases of a few made-up people; returns the code of the last one."""
        people = [await self._person(number) for number in range(min(count, 10))]
        leaves = [
            category
            for category in self._office.categories.values()
            if not any(each.parent == category.id for each in self._office.categories.values())
        ]
        communes = sorted({self._commune(unit.id) for unit in self._places})
        places = [*communes, *self._teams, *self._teams, *self._teams]
        spelled = ""
        for number, received in enumerate(sorted(self._moment() for _ in range(count))):
            kind, category, words = self._chance.choice(REPORTS)
            if category not in self._office.categories:
                category = self._chance.choice(leaves).id
            arrived = Case(
                id=self._ids(),
                code=draw(self._chance.randrange),
                kind=kind,
                state=BEGINS,
                category=category,
                unit=self._chance.choice(places),
                person=self._chance.choice(people),
                channel="console",
                received_at=received,
                entered_at=received,
                promised=None,
                content={"what": words},
            )
            case, events = handled(self._office, arrived, self._teams, self._chance, self._now)
            work = self._storage.work()
            work.cases.add(case)
            for event in events:
                id = work.cases.note(event)
                if case.unit in self._teams and event.what in _TOLD[case.kind == "praise"]:
                    # Those who sign letters find drafts.
                    work.add_job(Job(self._ids(), MOVED, {"case": case.id, "event": id}))
            await work.commit("", "", received)
            spelled = spell(case.code)
            progress(number + 1, count)
        return spelled

    async def _person(self, number: int) -> str:
        address = Address("seed", str(number))
        work = self._storage.work()
        arrival = await work.people.arrive(address, "")
        if arrival.person is not None:
            return arrival.person.id
        person = Person(self._ids())
        work.people.add(person, address, self._now)
        await work.commit("", "", self._now)
        return person.id

    def _commune(self, unit: str) -> str:
        """Return the part of the office a unit belongs to."""
        for top in self._office.children(self._office.root):
            if unit in self._office.subtree(top.id):
                return top.id
        return unit

    async def _keep(self, response: Response) -> None:
        work = self._storage.work()
        work.responses.add(response)
        await work.commit("", "", response.submitted_at)

    def _response(self, form: Form, at: datetime) -> Response:
        unit = self._chance.choices(self._places, [*self._visits.values()])[0].id
        since = 1 - (self._now - at) / timedelta(days=_DAYS)
        good = self._goodness[unit] + _BETTER * (since - 0.5)
        around = Around(self._office, at, "vi")
        answers: dict[str, Value] = {}
        for question in form.questions:
            if question.answerable and question in form.live(answers):
                value = self._value(question, around, good)
                if value is not None:
                    answers[question.name] = value
        flags = ("fast",) if self._chance.random() < 0.03 else ()
        return Response(
            id=self._ids(),
            form=form.name,
            version=form.version,
            unit=unit,
            channel="console",
            source="open",
            respondent=f"{self._chance.getrandbits(64):016x}",
            submitted_at=at,
            seconds=self._chance.uniform(2, 240),
            flags=flags,
            answers=answers,
            counted=tuple(
                (name, counted)
                for name, value in answers.items()
                for counted in form.by_name[name].tally(value)
            ),
        )

    def _value(self, question: Question, around: Around, good: float) -> Value:
        """Return an answer; `good` above 0 leans it to the better side, below 0 to the worse."""
        if isinstance(question, Scale):
            names = [level.name for level in question.levels]
            if question.not_applicable and self._chance.random() < 0.04:
                return NOT_APPLICABLE
            steps = max(1, len(names) - 1)
            weights = [
                # The first level is the worst: each step up gains more where things are good.
                _LEVELS[4 * place // steps] * exp(good * 4 * place / steps)
                for place in range(len(names))
            ]
            return self._chance.choices(names, weights)[0]
        choices = [
            c.name for c in question.ask(around, None).choices if not c.name.startswith(".")
        ]
        if question.kind == "yes-no":
            return self._chance.choices(choices, (_YES * exp(good), 1))[0]
        if question.kind == "nps":
            return self._chance.choices(choices, [exp((0.3 + good / 4) * n) for n in range(11)])[0]
        if question.kind == "choice":
            # What is hoped for comes first in a list of outcomes.
            weights = [exp(-(1 + good) * place) for place in range(len(choices))]
            return self._chance.choices(choices, weights)[0]
        if choices:
            return self._chance.choice(choices)
        if question.kind == "text" and self._chance.random() < 0.2:
            return self._chance.choice(_COMMENTS)
        return None

    def _moment(self) -> datetime:
        """Return a moment within working hours of the last half year, lately more often."""
        while True:
            ago = self._chance.triangular(0, _DAYS, 0)
            day = (self._now - timedelta(days=ago)).astimezone(LOCAL)
            at = day.replace(hour=self._chance.randrange(7, 17), minute=self._chance.randrange(60))
            if self._chance.random() < _BUSY[at.weekday()] / max(_BUSY) and at < self._now:
                return at
