"""The audit as it is read back, on every database: newest first, page by page, with what it is of."""

from __future__ import annotations

from datetime import timedelta

from storage import Storage
from tests.storage.test_late_files import file, keep
from tests.storage.test_linking import NOW


async def test_lines_of_some_time_newest_first(storage: Storage) -> None:
    late = file()
    await keep(storage, late)
    work = storage.work()
    for minute, subject in enumerate(("early", f"{late.id} more", "last", "after")):
        work.audit.note("p1", "late-file.read", subject, NOW + timedelta(minutes=minute))
    await work.commit("", "", NOW)
    first, end = NOW + timedelta(minutes=1), NOW + timedelta(minutes=3)
    read = storage.work().audit.lines
    newest, older = await read(first, end, 9)
    assert [newest.subject, older.subject] == ["last", f"{late.id} more"]
    assert (newest.unit, older.unit) == ("", late.unit)
    assert (older.at, older.actor, older.topic) == (first, "p1", "late-file")
    assert await read(first, end, 1) == [newest]
    assert await read(first, newest.id, 9) == [older]
    assert await read(first, older.id, 9) == []
