from __future__ import annotations

import random
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ids import Ids
from feedback import case_clock
from feedback.calendar import WorkingCalendar
from feedback.case import Case, Event, Evidence, StoredFile
from feedback.errors import Conflict
from feedback.messages import Address, Attachment
from feedback.person import Person
from feedback.ports import CaseTally, Tally
from feedback.reorganising import Change
from feedback.response import Response
from feedback.unit import Clock, Extension
from storage import Storage

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ids = Ids()


def case(**changes: object) -> Case:
    made = Case(
        id=ids(),
        code="K7DMQ3RTX9P4VA",
        kind="problem",
        state="received",
        category="chieu-sang",
        unit="binh-luc",
        person="p1",
        channel="telegram",
        received_at=NOW,
        entered_at=NOW,
        promised=date(2026, 12, 15),
        content={"what": "Đèn hỏng"},
        identity={"name": "Bà Lan"},
    )
    return replace(made, **changes)


async def kept(storage: Storage, made: Case) -> Case:
    work = storage.work()
    work.cases.add(made, ["55"])
    work.cases.note(Event(made.id, NOW, "received", made.person, {"from": "chat"}))
    await work.commit("", "", NOW)
    return made


async def test_a_case_is_found_by_code_by_person_and_by_message(storage: Storage) -> None:
    made = await kept(storage, case())
    cases = storage.work().cases
    assert await cases.find(made.code) == made
    assert await cases.of("p1") == [made]
    assert await cases.by_message("p1", "55") == made
    assert await cases.find("ANOTHER") is None
    assert await cases.by_message("p1", "56") is None
    [event] = await cases.history(made.id)
    assert (event.what, event.note) == ("received", {"from": "chat"})


async def test_a_case_keeps_its_time_limits_with_the_rules_they_began_under(
    storage: Storage,
) -> None:
    rule = Clock(
        *("complaint", "accept", 10, "days", "Đ27"),
        valid_to=date(2026, 6, 30),
        extensions=(Extension("complex", 1, 15, "Đ28"),),
    )
    clock = case_clock.begin(rule, NOW, WorkingCalendar())
    await kept(storage, case(clocks=(clock,)))
    work = storage.work()
    before = await work.cases.find("K7DMQ3RTX9P4VA")
    assert before is not None
    assert before.clocks == (clock,)
    paused = case_clock.pause(clock, NOW + timedelta(days=1))
    work.cases.update(replace(before, clocks=(paused,)), before)
    await work.commit("", "", NOW)
    after = await storage.work().cases.find("K7DMQ3RTX9P4VA")
    assert after is not None
    assert after.clocks == (paused,)


async def test_a_change_is_guarded_and_the_counters_move_along(storage: Storage) -> None:
    await kept(storage, case())
    one, other = storage.work(), storage.work()
    for work, state in ((one, "in-progress"), (other, "closed")):
        before = await work.cases.find("K7DMQ3RTX9P4VA")
        assert before is not None
        work.cases.update(replace(before, state=state, promised=None), before)
    await one.commit("", "", NOW)
    with pytest.raises(Conflict):
        await other.commit("", "", NOW)
    day = date(2026, 11, 24)
    found = await storage.work().statistics.cases(None, day, day)
    assert found == [CaseTally("problem", "in-progress", "chieu-sang", 1)]
    assert await storage.work().statistics.cases({"elsewhere"}, day, day) == []
    after = await storage.work().cases.find("K7DMQ3RTX9P4VA")
    assert after is not None
    assert (after.version, after.promised) == (2, None)


async def test_cases_reported_for_somebody_else_are_counted_wherever_they_go(
    storage: Storage,
) -> None:
    await kept(storage, case(assisted=True))
    await kept(storage, case(code="ANOTHERCODE123"))
    day = date(2026, 11, 24)
    found = await storage.work().statistics.cases(None, day, day)
    assert found == [CaseTally("problem", "received", "chieu-sang", 2, 1)]
    work = storage.work()
    before = await work.cases.find("K7DMQ3RTX9P4VA")
    assert before is not None
    assert before.assisted
    work.cases.update(replace(before, state="closed", unit="elsewhere"), before)
    await work.commit("", "", NOW)
    found = await storage.work().statistics.cases({"elsewhere"}, day, day)
    assert found == [CaseTally("problem", "closed", "chieu-sang", 1, 1)]
    assert await storage.check(counters=True) == []


async def test_evidence_is_noted_then_fetched_then_kept(storage: Storage) -> None:
    made = case()
    work = storage.work()
    work.cases.add(made)
    work.cases.evidence(Evidence("e1", made.id, Attachment("photo", "file-1"), "telegram"))
    await work.commit("", "", NOW)
    assert await storage.work().cases.evidence_of("e1") == (None, "")
    assert await storage.work().cases.files(made.id) == [StoredFile("e1", "photo", "", False)]
    work = storage.work()
    assert await work.cases.open_evidence("e1")
    work.cases.store_evidence("e1", b"jpeg", "image/jpeg")
    await work.commit("", "", NOW)
    assert await storage.work().cases.evidence_of("e1") == (b"jpeg", "image/jpeg")
    [stored] = await storage.work().cases.files(made.id)
    assert stored == StoredFile("e1", "photo", "image/jpeg", True)
    assert await storage.work().cases.files("c2") == []
    assert not await storage.work().cases.open_evidence("e2")


async def test_what_happens_within_a_millisecond_is_told_apart(storage: Storage) -> None:
    for _ in range(2):
        work = storage.work()
        work.attempts.add("p1", "code", NOW)
        work.audit.note("p1", "export", "one-stop", NOW)
        await work.commit("", "", NOW)
    assert await storage.work().attempts.count("p1", "code", NOW) == 2


async def test_who_read_a_case_before_its_person_was_erased_does_not_write_the_name_back(
    storage: Storage,
) -> None:
    work = storage.work()
    work.people.add(Person("p1"), Address("telegram", "1"), NOW)
    await work.commit("", "", NOW)
    made = await kept(storage, case())
    officer, erasing = storage.work(), storage.work()
    before = await officer.cases.find(made.code)
    assert before is not None
    officer.cases.update(replace(before, state="in-progress"), before)
    erasing.people.erase("p1", NOW)
    await erasing.commit("", "", NOW)
    with pytest.raises(Conflict):
        await officer.commit("", "", NOW)
    after = await storage.work().cases.find(made.code)
    assert after is not None
    assert (after.identity, after.person, after.state) == ({}, "", "received")


async def test_erasing_a_person_leaves_cases_without_anybody(storage: Storage) -> None:
    person, lan = Person(ids(), "vi"), Address("telegram", "1001")
    work = storage.work()
    work.people.add(person, lan, NOW)
    work.attempts.add(person.id, "code", NOW)
    await work.commit("", "", NOW)
    await kept(storage, case(person=person.id))
    work = storage.work()
    work.people.erase(person.id, NOW)
    await work.commit("", "", NOW)
    await storage.tidy(NOW)
    assert (await storage.work().people.arrive(lan, "1")).person is None
    left = await storage.work().cases.find("K7DMQ3RTX9P4VA")
    assert left is not None
    assert (left.identity, left.person) == ({}, "")
    assert left.content == {"what": "Đèn hỏng"}


def responses(count: int) -> list[Response]:
    chance = random.Random(7)
    made = []
    for _ in range(count):
        at = NOW - timedelta(hours=chance.randrange(24 * 120))
        made.append(
            Response(
                id=ids(),
                form=chance.choice(["one-stop", "sipas"]),
                version=1,
                unit=chance.choice(["a", "b", "c"]),
                channel="telegram",
                source=chance.choice(["open", "token"]),
                respondent=str(chance.random()),
                submitted_at=at,
                seconds=60.5,
                flags=("fast",) if chance.random() < 0.2 else (),
                assisted=chance.random() < 0.3,
                answers={"comment": "tốt"},
                counted=(
                    ("attitude", chance.choice(["1", "2"])),
                    ("waiting", chance.choice("123")),
                ),
            )
        )
    return made


async def test_counters_say_what_a_count_of_all_answers_says(storage: Storage) -> None:
    made = responses(300)
    for response in made:
        work = storage.work()
        work.responses.add(response)
        await work.commit("", "", NOW)
    await kept(storage, case())
    statistics = storage.work().statistics
    for first, last in (
        (date(2026, 8, 1), date(2026, 10, 31)),
        (date(2026, 8, 10), date(2026, 11, 20)),
        (date(2026, 9, 5), date(2026, 9, 7)),
        (date(2026, 10, 2), date(2026, 11, 30)),
        (date(2026, 10, 2), date(2026, 10, 1)),
    ):
        for units in (None, {"a", "b"}):
            inside = [
                r
                for r in made
                if r.form == "one-stop"
                and first <= (r.submitted_at + timedelta(hours=7)).date() <= last
                and (units is None or r.unit in units)
            ]
            counts = Counter(pair for r in inside for pair in r.counted)
            flagged = Counter(pair for r in inside if r.flags for pair in r.counted)
            expected = [Tally(*pair, n, flagged[pair]) for pair, n in sorted(counts.items())]
            assert await statistics.answers("one-stop", units, first, last) == expected
            assert await statistics.responses("one-stop", units, first, last) == (
                len(inside),
                sum(bool(r.flags) for r in inside),
                sum(r.assisted and not r.flags for r in inside),
            )
            by_unit = await statistics.by_unit("one-stop", units, first, last)
            assert by_unit.keys() == {r.unit for r in inside}
            sources = await statistics.by_source("one-stop", units, first, last)
            once = Counter(pair for r in inside if r.source == "token" for pair in r.counted)
            assert {(t.question, t.name): t.count for t in sources.get("token", ())} == once
            trend = await statistics.trend("one-stop", units, first, last)
            months = {(r.submitted_at + timedelta(hours=7)).date().replace(day=1) for r in inside}
            assert list(trend) == sorted(months)
            total = sum(tally.count for month in trend.values() for tally in month)
            assert total == sum(counts.values())
    assert await storage.check(counters=True) == []


async def test_a_wrong_counter_is_found(storage: Storage) -> None:
    for response in responses(40):
        work = storage.work()
        work.responses.add(response)
        await work.commit("", "", NOW)
    from storage.database import write

    spoilt = [
        write(
            "responses.count",
            form="one-stop",
            grain="D",
            start=20261100 + n,
            unit="a",
            question="attitude",
            name="1",
            source="open",
            flagged=0,
        )
        for n in range(25)
    ]
    await storage._database.commit(spoilt)
    faults = await storage.check(counters=True)
    assert len(faults) == 21
    assert "a recount finds" in faults[0]
    assert faults[-1] == "and 5 more counters are wrong"


async def test_everything_can_be_read_again_in_pages(storage: Storage) -> None:
    made = [r for r in responses(60) if r.form == "one-stop"]
    for response in made:
        work = storage.work()
        work.responses.add(response)
        await work.commit("", "", NOW)
    whole = (date(2026, 1, 1), date(2026, 12, 31))
    pages = storage.work().responses.export("one-stop", None, *whole)
    assert [r async for page in pages for r in page] == sorted(made, key=lambda r: r.id)
    pages = storage.work().responses.export("one-stop", {"a"}, *whole)
    assert {r.unit async for page in pages for r in page} == {"a"}
    kept_case = await kept(storage, case())
    exported = storage.work().cases.export(None, *whole)
    assert [c async for page in exported for c in page] == [kept_case]
    exported = storage.work().cases.export({"b"}, *whole)
    assert [c async for page in exported for c in page] == []


async def test_the_same_person_is_recognised_in_one_survey_and_not_across(
    storage: Storage,
) -> None:
    store = storage.work().responses
    assert store.mark("one-stop", "p1") == storage.work().responses.mark("one-stop", "p1")
    assert store.mark("one-stop", "p1") != store.mark("sipas", "p1")
    [response] = responses(1)
    assert await store.last_at(response.form, response.respondent, response.unit, "") is None
    work = storage.work()
    work.responses.add(response)
    await work.commit("", "", NOW)
    last = await store.last_at(response.form, response.respondent, response.unit, "")
    assert last == response.submitted_at


async def test_a_form_gets_a_version_only_when_it_changed(storage: Storage) -> None:
    publish = storage.forms.publish
    assert await publish({"title": "a"}, "one-stop", NOW) == 1
    assert await publish({"title": "a"}, "one-stop", NOW) == 1
    assert await publish({"title": "b"}, "one-stop", NOW) == 2
    assert await publish({"title": "a"}, "sipas", NOW) == 1
    assert [(n, v) for n, v, _ in await storage.forms.all()] == [
        ("one-stop", 1), ("one-stop", 2), ("sipas", 1),
    ]  # fmt: skip


async def test_the_office_keeps_its_history(storage: Storage) -> None:
    load = storage.offices.load
    later = NOW + timedelta(days=1)
    assert await load({"unit": {"a": {"name": "A"}, "b": {"name": "B"}}}, NOW) == 2
    assert await load({"unit": {"a": {"name": "A"}, "b": {"name": "B"}}}, later) == 0
    assert await load({"unit": {"a": {"name": "A2"}}}, later) == 2
    assert await load({"unit": {"a": {"name": "A2"}}}, later) == 0
    assert await storage.offices.history("unit", "a") == [
        (NOW, {"name": "A"}), (later, {"name": "A2"}),
    ]  # fmt: skip
    assert (await storage.offices.history("unit", "b"))[-1] == (later, None)


async def test_changes_of_the_tree_are_numbered_and_stay_in_the_list(storage: Storage) -> None:
    made = Change(1, NOW, "rename", NOW.date(), {"a": {"name": {"vi": "Xã A"}}})
    for again in (False, True):
        work = storage.work()
        work.unit_changes.add(made)
        with pytest.raises(Conflict) if again else nullcontext():
            await work.commit("", "", NOW)
    assert await storage.work().unit_changes.all() == [made]
    assert await storage.work().unit_changes.revision() == 1
    for again in (False, True):
        work = storage.work()
        work.unit_changes.take_back(made)
        with pytest.raises(Conflict) if again else nullcontext():
            await work.commit("", "", NOW)
    assert await storage.work().unit_changes.all() == [replace(made, void=True)]
    assert await storage.work().unit_changes.revision() == 2


async def test_what_stands_open_is_listed_unopened_as_it_is_opened(storage: Storage) -> None:
    """By unit, by whom it helps, by all; with the end of the time that runs, none of what stands."""
    closed = {"closed_at": NOW}
    limit = Clock("pakn", "resolve", 15, "working-days", "portal")
    clock = case_clock.begin(limit, NOW, WorkingCalendar())
    made = [
        case(id="s1", code="2222222222222S", unit="a", clocks=(clock,), officer="o1"),
        case(
            id="s2", code="3333333333333S", unit="b", coordinating=("a", "c"), about=("o1", "o2")
        ),
        case(id="s3", code="4444444444444S", unit="b", clocks=(case_clock.pause(clock, NOW),)),
        case(id="s4", code="5555555555555S", unit="a", representatives=("p7",), **closed),
    ]
    for each in made:
        await kept(storage, each)
    cases = storage.work().cases
    for units, ids in (
        (None, ["s1", "s2", "s3"]),
        ({"a"}, ["s1", "s2"]),
        ({"c"}, ["s2"]),
        ((), []),
    ):
        opened = await cases.open_cases(units)
        standing = sorted(await cases.standing(units), key=lambda each: each.id)
        assert [each.id for each in opened] == [each.id for each in standing] == ids
        for one, other in zip(opened, standing, strict=True):
            facts = other.facts
            for name in ("kind", "state", "unit", "person", "officer", "coordinating", "about"):
                assert getattr(one, name) == getattr(facts, name)
            assert one.representatives == facts.representatives
    assert [each.due_at for each in sorted(await cases.standing(None))] == [
        clock.due_at,
        None,
        None,
    ]
