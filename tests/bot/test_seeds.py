"""Made-up data is plausible, the same for the same seed, and fits any office pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest

from bot.app import PublishedForms, publish, read_office
from bot.case_seeds import Team
from bot.seeds import Seeds
from feedback.access import Actor, Grant
from feedback.calendar import LOCAL
from feedback.case import Case, CaseFacts
from feedback.code import read
from feedback.decision import replay
from feedback.office import read_pack
from feedback.unit import Office
from handlers.case_acting import begun
from storage import Keyring, Storage, open_storage

OFFICE = Path(__file__).parents[2] / "offices" / "binh-luc"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
Opened = Callable[[], Awaitable[Storage]]
EVER = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Callable[[], Awaitable[Storage]]]:
    """Return what opens one empty database after another."""
    async with AsyncExitStack() as stack:

        async def open_one() -> Storage:
            keys = Keyring.open(tmp_path / "key")
            storage = await open_storage("sqlite:///:memory:", keys)
            stack.push_async_callback(storage.close)
            return storage

        yield open_one


async def seeded(storage: Storage, chance: int, responses: int, cases: int) -> str:
    pack = read_office(OFFICE)
    seeds = Seeds(storage, pack.office, await publish(storage, pack, NOW), NOW, chance)
    steps: list[tuple[int, int]] = []
    await seeds.add_responses(responses, lambda done, total: steps.append((done, total)))
    code = await seeds.add_cases(cases, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (cases, cases)
    assert (responses, responses) in steps
    return code


async def told(storage: Storage) -> list[object]:
    """Return what figures say, in an order that two databases share."""
    counted = storage.work().statistics
    return [
        await counted.answers("one-stop", None, *EVER),
        await counted.by_unit("one-stop", None, *EVER),
        await counted.cases(None, *EVER),
    ]


async def test_one_seed_makes_one_set_of_figures(opened: Opened) -> None:
    first, again, other = [await opened() for _ in range(3)]
    code = await seeded(first, 7, 150, 12)
    same_code = await seeded(again, 7, 150, 12)
    other_code = await seeded(other, 8, 150, 12)
    assert await told(first) == await told(again)
    assert code == same_code
    assert await told(first) != await told(other)
    assert code != other_code


async def test_the_figures_are_worth_looking_at(opened: Opened) -> None:
    storage = await opened()
    code = await seeded(storage, 1, 1500, 60)
    counted = storage.work().statistics

    def happy(tallies: list[object]) -> float:
        names: Counter[str] = Counter()
        for tally in tallies:
            if tally.question == "overall":  # type: ignore[attr-defined]
                names[tally.name] += tally.count  # type: ignore[attr-defined]
        names.pop("na", None)
        return (names["satisfied"] + names["very-satisfied"]) / names.total()

    units = [
        happy(tallies)
        for tallies in (await counted.by_unit("one-stop", None, *EVER)).values()
        if sum(t.count for t in tallies if t.question == "overall") >= 20
    ]
    assert max(units) - min(units) > 0.15, "units differ"
    months = [*(await counted.trend("one-stop", None, *EVER)).values()]
    assert len(months) >= 6
    late = [*chain.from_iterable(months[-2:])]
    early = [*chain.from_iterable(months[:4])]
    assert happy(late) > happy(early), "things get better"
    assert {tally.state for tally in await counted.cases(None, *EVER)} >= {"received", "closed"}
    found = await storage.work().cases.find(read(code) or "")
    assert found is not None
    assert found.content["what"]
    assert await storage.check(counters=True) == []


async def test_nothing_happens_in_the_future_on_a_sunday_or_in_a_closed_unit(
    opened: Opened,
) -> None:
    storage = await opened()
    await seeded(storage, 3, 200, 30)
    pack = read_office(OFFICE)
    seen = 0
    async for page in storage.work().responses.export("one-stop", None, *EVER):
        for response in page:
            seen += 1
            assert NOW - timedelta(days=181) < response.submitted_at < NOW
            assert response.submitted_at.astimezone(LOCAL).weekday() != 6
            assert pack.office.units[response.unit].exists_on(response.submitted_at.date())
    assert seen > 100
    async for cases in storage.work().cases.export(None, *EVER):
        for case in cases:
            history = await storage.work().cases.history(case.id)
            assert history[0].what == "received"
            assert history[-1].at <= NOW
            assert [each.at for each in history] == sorted(each.at for each in history)
            assert (len(history) == 1) <= (case.state == "received")
            first = begun(
                pack.office, replace(case, **BEFORE, unit=commune(pack.office, case.unit))
            )
            stands = replay(facts(first), history)
            assert (stands.state, stands.officer) == (case.state, case.officer)
            assert stands.unit == case.unit


BEFORE: dict[str, object] = {
    "state": "received", "officer": "", "chain": (), "came_from": "", "outcome": "",
    "answered_at": None, "closed_at": None, "confirmed_at": None, "clocks": (),
}  # fmt: skip


def commune(office: Office, unit: str) -> str:
    return next(each.id for each in office.path(unit) if each.kind == "commune")


def facts(case: Case) -> CaseFacts:
    return CaseFacts(**{each.name: getattr(case, each.name) for each in fields(CaseFacts)})


async def test_cases_are_everywhere_on_their_way_some_of_them_late_some_a_known_officers(
    opened: Opened,
) -> None:
    storage = await opened()
    pack = read_office(OFFICE)
    unit = "binh-my"
    team = Team(*(Actor(f"p-{role}", (Grant(role, unit),)) for role in ("officer", "head")))
    forms = await publish(storage, pack, NOW)
    seeds = Seeds(storage, pack.office, forms, NOW, 1, {unit: team})
    await seeds.add_cases(150, lambda done, total: None)
    cases = [c async for page in storage.work().cases.export(None, *EVER) for c in page]
    assert len({case.state for case in cases}) >= 12
    tasks = await storage.work().cases.assigned_to("p-officer")
    assert tasks
    assert {case.officer for case in cases} == {"", "p-officer"}
    assert await storage.work().cases.limits("late", NOW)
    assert {case.unit for case in tasks} == {unit}


SHORT = """
name: short
title: {vi: "Ngắn", en: "Short"}
questions:
  - {kind: nps, name: nps, text: {vi: "Giới thiệu?", en: "Recommend?"}}
  - {kind: yes-no, name: again, text: {vi: "Lại đến?", en: "Again?"}}
  - {kind: number, name: visits, text: {vi: "Mấy lần?", en: "How often?"}}
  - kind: scale
    name: three
    text: {vi: "Thế nào?", en: "How?"}
    not_applicable: false
    levels:
      - {name: bad, label: {vi: "Kém", en: "Bad"}}
      - {name: fair, label: {vi: "Vừa", en: "Fair"}}
      - {name: good, label: {vi: "Tốt", en: "Good"}}
"""


async def test_an_office_without_desks_and_with_other_categories(opened: Opened) -> None:
    files = {p.relative_to(OFFICE).as_posix(): p.read_bytes() for p in OFFICE.rglob("*.yaml")}
    pack = read_pack({**files, "surveys/short.yaml": SHORT.encode()})
    root = pack.office.units[pack.office.root]
    office = replace(
        pack.office,
        units={root.id: root},
        categories={"khac": replace(pack.office.categories["khac"], parent=None)},
    )
    storage = await opened()
    forms = PublishedForms(list(pack.forms), frozenset(["short"]))
    seeds = Seeds(storage, office, forms, NOW, 1)
    await seeds.add_responses(80, lambda done, total: None)
    await seeds.add_cases(5, lambda done, total: None)
    tallies = await storage.work().statistics.answers("short", None, *EVER)
    counted = Counter({(tally.question, tally.name): tally.count for tally in tallies})
    assert counted["again", "yes"] > counted["again", "no"]
    assert sum(n for (q, name), n in counted.items() if q == "nps" and int(name) >= 7) > 40
    assert counted["three", "good"] > counted["three", "bad"]
    cases = await storage.work().statistics.cases(None, *EVER)
    assert {case.category for case in cases} == {"khac"}
    assert await seeds.add_cases(0, lambda done, total: None) == ""
