"""Made-up answers and cases, to try figures out: plausible, and the same for the same seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.ids import Ids
from feedback.case import KINDS, Case, Event
from feedback.code import draw
from feedback.messages import Address
from feedback.person import Person
from feedback.question import Around, Question, Value
from feedback.questions.scale import NOT_APPLICABLE, Scale
from feedback.response import Response
from feedback.survey import Form
from feedback.unit import Office
from handlers.context import Forms
from storage import Storage

_DAYS = 180
_AT_ONCE = 200
_LEVELS = (2, 4, 12, 45, 37)
"""How often each level is chosen, of a hundred: people are polite and mostly content."""
_COMMENTS = (
    "Cán bộ hướng dẫn dễ hiểu, cảm ơn.",
    "Chờ hơi lâu vào sáng thứ hai.",
    "Nên có thêm ghế ngồi cho người già.",
    "Hồ sơ trả đúng hẹn.",
)
_REPORTS = (
    "Đèn đường đầu thôn hỏng đã một tuần, buổi tối rất tối.",
    "Rác tập kết cạnh nhà văn hóa chưa được thu gom ba ngày nay.",
    "Đường vào xóm có ổ gà lớn, xe máy dễ ngã.",
    "Đề nghị mở cửa nhận hồ sơ thêm sáng thứ bảy cho người đi làm.",
    "Cảm ơn các anh chị ở quầy hộ tịch đã giúp mẹ tôi làm giấy tờ.",
)
_STATES = ("received", "received", "in-progress", "answered", "closed")


class Seeds:
    """Makes data through the same doors as real messages."""

    def __init__(
        self, storage: Storage, office: Office, forms: Forms, now: datetime, chance: int
    ) -> None:
        self._storage, self._office, self._forms, self._now = storage, office, forms, now
        self._chance = random.Random(chance)  # noqa: S311 - sample data
        self._ids = Ids()
        desks = [
            unit for unit in office.units.values() if unit.kind in ("desk", "one-stop-centre")
        ]
        self._places = desks or list(office.units.values())

    async def add_responses(self, count: int, progress: Callable[[int, int], object]) -> None:
        """Add submitted surveys, most of them of the shortest form."""
        surveys = sorted(self._forms.surveys(), key=lambda form: len(form.questions))
        weights = [4**-place for place in range(len(surveys))]
        for start in range(0, count, _AT_ONCE):
            size = min(_AT_ONCE, count - start)
            made = [self._response(self._chance.choices(surveys, weights)[0]) for _ in range(size)]
            await asyncio.gather(*(self._keep(response) for response in made))
            progress(start + size, count)

    async def add_cases(self, count: int, progress: Callable[[int, int], object]) -> None:
        """Add reported cases of a few made-up people."""
        people = [await self._person(number) for number in range(min(count, 10))]
        leaves = [
            category
            for category in self._office.categories.values()
            if not any(each.parent == category.id for each in self._office.categories.values())
        ]
        communes = self._office.children(self._office.root)
        for number in range(count):
            received = self._moment()
            case = Case(
                id=self._ids(),
                code=draw(self._chance.randrange),
                kind=self._chance.choices(KINDS, (70, 20, 10))[0],
                state=self._chance.choice(_STATES),
                category=self._chance.choice(leaves).id,
                unit=self._chance.choice(communes).id,
                person=self._chance.choice(people),
                channel="console",
                received_at=received,
                promised=(received + timedelta(days=21)).date(),
                content={"what": self._chance.choice(_REPORTS)},
            )
            work = self._storage.work()
            work.cases.add(case)
            work.cases.note(Event(case.id, received, "received", case.person))
            await work.commit("", "", received)
            progress(number + 1, count)

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

    async def _keep(self, response: Response) -> None:
        work = self._storage.work()
        work.responses.add(response)
        await work.commit("", "", response.submitted_at)

    def _response(self, form: Form) -> Response:
        at = self._moment()
        around = Around(self._office, at, "vi")
        answers: dict[str, Value] = {}
        for question in form.questions:
            if question.answerable and question in form.live(answers):
                value = self._value(question, around)
                if value is not None:
                    answers[question.name] = value
        flags = ("fast",) if self._chance.random() < 0.03 else ()
        return Response(
            id=self._ids(),
            form=form.name,
            version=form.version,
            unit=self._chance.choice(self._places).id,
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

    def _value(self, question: Question, around: Around) -> Value:
        if isinstance(question, Scale):
            names = [level.name for level in question.levels]
            if question.not_applicable and self._chance.random() < 0.04:
                return NOT_APPLICABLE
            weights = _LEVELS if len(names) == len(_LEVELS) else None
            return self._chance.choices(names, weights)[0]
        choices = [
            c.name for c in question.ask(around, None).choices if not c.name.startswith(".")
        ]
        if choices:
            return self._chance.choice(choices)
        if question.kind == "text" and self._chance.random() < 0.2:
            return self._chance.choice(_COMMENTS)
        return None

    def _moment(self) -> datetime:
        """Return a moment within working hours of the last half year."""
        day = self._now - timedelta(days=self._chance.uniform(0, _DAYS))
        return day.replace(hour=self._chance.randrange(1, 10), minute=self._chance.randrange(60))
