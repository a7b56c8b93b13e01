"""What figures count of cases: kept beside each, counted wherever they go, and found when wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from feedback.ports import MarkTally
from storage import Keyring, Storage, _connect, open_storage
from storage.database import Write, write
from storage.migrating import upgrade
from storage.statements import Statement
from tests.storage.test_records import NOW, case, kept


async def test_marks_of_cases_are_kept_and_counted_wherever_they_go(storage: Storage) -> None:
    await kept(storage, case(acknowledged_in=3))
    await kept(storage, case(code="ANOTHERCODE123", acknowledged_in=3))
    work = storage.work()
    before = await work.cases.find("K7DMQ3RTX9P4VA")
    assert before is not None
    after = replace(before, unit="elsewhere", answered_in=9, late=True, disputed=True)
    work.cases.update(after, before)
    await work.commit("", "", NOW)
    found = await storage.work().cases.find("K7DMQ3RTX9P4VA")
    assert found == replace(after, version=2)
    day = date(2026, 11, 24)
    counted = await storage.work().statistics.case_marks(None, day, day, "unit")
    assert {(each.place, each.mark, each.number, each.count) for each in counted} == {
        *((unit, "received", 0, 1) for unit in (before.unit, "elsewhere")),
        *((unit, "acknowledged", 3, 1) for unit in (before.unit, "elsewhere")),
        *(
            ("elsewhere", mark, n, 1)
            for mark, n in (*(("answered", 9), ("late", 0), ("unapologised", 0), ("disputed", 0)),)
        ),
    }
    year = date(2026, 1, 1), date(2026, 12, 31)
    assert await storage.work().statistics.case_marks({"elsewhere"}, *year, "unit") == [
        each for each in counted if each.place == "elsewhere"
    ]
    subject = await storage.work().statistics.case_marks(None, *year, "category")
    assert subject[0] == MarkTally("problem", "chieu-sang", "acknowledged", 3, 2)
    assert await storage.check(counters=True) == []
    await storage._database.commit(
        [
            write(
                "cases.count_mark",
                **{"grain": "M", "start": 20261101, "unit": "elsewhere", "kind": "problem"},
                **{"category": "chieu-sang", "mark": "answered", "number": 9, "change": 1},
            )
        ]
    )
    assert await storage.check(counters=True) == [
        "counter mark/M/20261101/elsewhere/problem/chieu-sang/answered/9 says 2, a recount finds 1"
    ]


async def test_cases_from_before_there_were_marks_are_counted(
    lasting_url: str, keys: Keyring
) -> None:
    await upgrade(lasting_url, schema="0016")
    old = await _connect(lasting_url)
    blob = "'\\x0{}'::bytea" if old.shared else "X'0{}'"
    for number, day in enumerate((20260131, 20261124, 20261124)):
        mark = blob.format(number)
        row = (
            "INSERT INTO case_file (id, mark, kind, state, category, unit, person, channel,"
            " received_at, day, form_version, assisted, version, wrapped, content)"
            f" VALUES ('{number}', {mark}, 'problem', 'received', 'x', 'a', 'p', 'web', 0, {day},"
            f" 1, 0, 1, {mark}, {mark})"
        )
        await old.commit([Write(Statement("test", row, row, ()), ())])
    await old.close()
    storage = await open_storage(lasting_url, keys, migrate=True)
    for first, last, count in ((1, 12, 3), (1, 1, 1), (11, 11, 2)):
        span = date(2026, first, 1), date(2026, last, 31 if last != 11 else 30)
        found = await storage.work().statistics.case_marks(None, *span, "category")
        assert found == [MarkTally("problem", "x", "received", 0, count)]
    faults = await storage.check(counters=True)
    assert not [each for each in faults if each.startswith("counter mark")]
    await storage.close()
