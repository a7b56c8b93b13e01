"""Cases of every kind from filing to their end, with officers, heads and citizens on one channel.

Days pass by the clock alone. At the end the database is looked into: how each case stands, that its
history alone leads there, what its time limits did, what the audit says, and that nothing is owed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path

import pytest

from bot.app import read_office
from feedback.calendar import local_day
from feedback.case import Case, CaseFacts
from feedback.decision import begin, replay
from feedback.letter import Lateness
from feedback.unit import Office
from storage import Storage
from tests.channels.contract.case_journey import FIRST_DAY, Days, Town, id_of
from tests.channels.contract.case_story import CLOSED, LAMP, NAME, PHONE, REPLACED, lived
from tests.channels.contract.driver import Driver
from tests.channels.contract.serving import OFFICE, database_of, evidence, office_on, settled
from tests.channels.contract.telegram import Webhook
from tests.channels.contract.web import Web
from tests.channels.contract.zalo_oa import OfficialAccount

CHANNELS = (Webhook, OfficialAccount, Web)


@pytest.fixture(params=CHANNELS, ids=lambda each: each.name)
async def driver(request: pytest.FixtureRequest) -> AsyncIterator[Driver]:
    """A running platform; every channel an office may have for its citizens alone."""
    async with request.param() as running:
        yield running
        running.check()


async def test_every_kind_from_filing_to_its_end(
    driver: Driver, tmp_path: Path, in_a_hurry: None, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Days(40)
    async with office_on(driver, tmp_path, clock=clock) as app:
        town = Town(driver, app, clock)
        await town.opens()
        codes = await lived(town)
        await evidence(tmp_path)  # no work is left
        await settled(app)
        assert app.metrics.errands_failed._value.get() == 0
        assert await app.storage.quarantine.count() == 0
    logged = capsys.readouterr().out
    assert "[info" in logged
    secrets = (NAME, PHONE, LAMP, REPLACED, *asdict(codes).values(), *town.lan.secrets())
    assert not [each for each in ("[error", *secrets) if each in logged]
    async with database_of(tmp_path) as storage:
        office = read_office(OFFICE).office
        stand = {name: await kept(storage, code) for name, code in asdict(codes).items()}
        for name, case in stand.items():
            await check_history(storage, office, case, HISTORIES[name])
        check_lamp(stand["lamp"])
        check_others(stand)
        period = (date(2026, 12, 1), date(2026, 12, 31))
        lateness = await storage.work().letters.lateness(None, *period)
        assert lateness == Lateness(in_time=1, too_late=0, without=0)
        year = (date(2026, 1, 1), date(2026, 12, 31))
        tallies = await storage.work().statistics.case_marks(None, *year, "unit")
        counted = {
            mark: sum(each.count for each in tallies if each.mark == mark)
            for mark in ("late", "apologised", "unapologised", "disputed", "reopened")
        }

        def happened(what: str) -> int:
            return sum(what in each for each in HISTORIES.values())

        assert counted == {
            **{"late": 1, "apologised": 1, "unapologised": 0},
            **{"disputed": happened("dispute"), "reopened": happened("reopen")},
        }
        assert await storage.check(counters=True) == []
        assert (await storage.check_audit(clock())).faults == []
        assert await evidence(tmp_path) == 3


HISTORIES = {
    "lamp": (
        *(
            "received",
            "accept",
            "ask",
            "supply",
            "start",
            "warned",
            "apologised",
            "late",
            "answer",
        ),
        *("dispute", "reopen", "answer", "rated", "confirm", "close"),
    ),
    "bins": ("received", "transfer", "accept", "answer", "dispute", "uphold"),
    "thanks": ("received", "close"),
    "plans": (
        *("received", "advise", "file", "accept", "extend", "start", "answer", "confirm"),
        "close",
    ),
    "asking": ("received", "accept", "answer", "lapse", "confirm"),
    "rude": ("received", "name", "accept", "answer", "confirm", "close"),
}


async def kept(storage: Storage, code: str) -> Case:
    """Return a case as it is kept."""
    case = await storage.work().cases.find(id_of(code))
    assert case is not None
    return case


async def check_history(
    storage: Storage, office: Office, case: Case, happened: Sequence[str]
) -> None:
    """See that the history is what happened, in order, that it alone leads to how the case stands,
    and that the audit has the same of the same people."""
    history = await storage.work().cases.history(case.id)
    assert tuple(each.what for each in history) == happened
    assert [each.at for each in history] == sorted(each.at for each in history)
    known = {each.name: getattr(case, each.name) for each in fields(CaseFacts)}
    came = ("id", "kind", "person", "received_at", "category")
    arrived = CaseFacts(
        **{name: known[name] for name in came},
        state="received",
        unit=case.chain[0] if case.chain else case.unit,
        entered_at=case.received_at,
    )
    stands = replay(begin(office, arrived), history)
    assert replace(stands, rating=case.rating) == CaseFacts(**known)
    lines = [
        (actor, action.removeprefix("case."))
        for sql, values in (("chained", {"first": 1}), ("unchained", {"after": ""}))
        for _, _, actor, action, subject, *_ in await storage._database.fetch(
            f"audit.{sql}", size=9999, **values
        )
        if subject == case.id
    ]
    done = [each for each in lines if each[1] in happened]
    assert done == [(each.actor, each.what) for each in history]


def check_lamp(lamp: Case) -> None:
    """See that nothing but the pause moved the first promise, and that a second one was made."""
    assert (lamp.state, lamp.outcome, lamp.rating) == ("closed", "solved", "satisfied")
    assert lamp.confirmed_at is not None
    assert lamp.closed_at is not None
    assert lamp.confirmed_at < lamp.closed_at, "two figures: who confirmed, and who closed"
    first, second = lamp.clocks
    assert first.promised == date(2026, 12, 17)
    assert [local_day(each.began_at) for each in first.pauses] == [FIRST_DAY]
    assert [each.ended_at is not None for each in first.pauses] == [True]
    assert first.extensions == second.extensions == second.pauses == ()
    assert first.ended_at is not None
    assert first.ended_at > first.due_at, "it was late"
    assert second.promised == lamp.promised == date(2027, 1, 11)
    assert second.ended_at is not None
    assert second.ended_at < second.due_at


def check_others(stand: Mapping[str, Case]) -> None:
    """See what became of the others, and of their time limits."""
    bins, plans, asking, rude = (stand[each] for each in ("bins", "plans", "asking", "rude"))
    assert (bins.state, bins.unit, bins.chain) == ("closed", "binh-my", ("binh-an-kt",))
    assert bins.confirmed_at is None, "closed by the office, confirmed by nobody"
    assert stand["thanks"].clocks == ()
    accept, resolve = plans.clocks
    assert (accept.rule.step, accept.promised) == ("accept", date(2026, 12, 7))
    assert [(each.ground, each.amount) for each in resolve.extensions] == [("complex", 10)]
    assert resolve.promised == plans.promised == date(2027, 1, 5)
    assert resolve.pauses == ()
    assert asking.closed_at is not None
    assert asking.confirmed_at is not None
    assert local_day(asking.closed_at) == CLOSED
    assert asking.closed_at < asking.confirmed_at
    assert (rude.unit, rude.chain, len(rude.about)) == ("binh-my", ("binh-my-vp",), 1)
