"""What an office has not closed, at some units, where they help, or everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from feedback.case import Case
from storage import Storage

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def case(id: str, unit: str, **about: object) -> Case:
    given: dict[str, object] = {
        "code": f"ABCDEFGHJKLMN{id}", "kind": "problem", "state": "received", "person": "p",
        "channel": "test", "received_at": NOW, "entered_at": NOW, "promised": None, **about,
    }  # fmt: skip
    return Case(id=id, unit=unit, **given)  # type: ignore[arg-type]


async def test_open_cases_are_found_by_their_units(storage: Storage) -> None:
    work = storage.work()
    for each in (case("A", "a"), case("C", "b"), case("D", "b", coordinating=("a", "c"))):
        work.cases.add(each)
    work.cases.add(case("E", "a", closed_at=NOW))
    await work.commit("", "", NOW)

    async def found(units: set[str] | None) -> list[str]:
        return [each.id for each in await storage.work().cases.open_cases(units)]

    assert await found(None) == ["A", "C", "D"]
    assert await found({"a"}) == ["A", "D"]
    assert await found({"b", "x"}) == ["C", "D"]
    assert await found({"c"}) == ["D"]
    assert await found(set()) == []


async def test_tasks_are_counted_by_officer_but_not_what_is_about_who_looks(
    storage: Storage,
) -> None:
    work = storage.work()
    first = case("A", "a", officer="lan")
    for each in (
        first,
        replace(first, id="C", code="ABCDEFGHJKLMNC", about=("mai", "tu")),
        replace(first, id="D", code="ABCDEFGHJKLMND", kind="denunciation"),
        replace(first, id="E", code="ABCDEFGHJKLMNE", closed_at=NOW),
        replace(first, id="F", code="ABCDEFGHJKLMNF", officer="tu"),
    ):
        work.cases.add(each)
    await work.commit("", "", NOW)
    tasks = storage.work().cases.tasks
    assert await tasks("x", {"problem"}) == {"lan": 2, "tu": 1}
    assert await tasks("tu", {"problem"}) == {"lan": 1, "tu": 1}
    assert await tasks("x", {"problem", "denunciation"}) == {"lan": 3, "tu": 1}
    assert await tasks("x", ()) == {}


async def test_known_matters_are_found_by_category_and_place_and_for_how_many_they_stand(
    storage: Storage,
) -> None:
    work = storage.work()
    first = case("A", "a", category="light", announced="Mất điện thôn Đồng")
    for each in (
        first,
        replace(first, id="C", code="ABCDEFGHJKLMNC", unit="b", announced="Mất điện thôn Tây"),
        replace(first, id="D", code="ABCDEFGHJKLMND", category="waste"),
        replace(first, id="E", code="ABCDEFGHJKLMNE", closed_at=NOW),
        replace(first, id="F", code="ABCDEFGHJKLMNF", announced="", same_as="A"),
        replace(first, id="G", code="ABCDEFGHJKLMNG", announced="", same_as="A", person="q"),
        replace(first, id="H", code="ABCDEFGHJKLMNH", announced="", same_as="A", about=("tu",)),
    ):
        work.cases.add(each)
    await work.commit("", "", NOW)
    cases = storage.work().cases
    titles = [each.announced for each in await cases.announced("light", {"a", "b", "c"})]
    assert titles == ["Mất điện thôn Tây", "Mất điện thôn Đồng"]
    assert [each.id for each in await cases.announced("light", {"a"})] == ["A"]
    assert await cases.stands_for("A", "x") == (3, 2)
    assert await cases.stands_for("A", "tu") == (2, 2)
    work = storage.work()
    before = await work.cases.by_id("A")
    assert before is not None
    work.cases.update(replace(before, announced=""), before)
    await work.commit("", "", NOW)
    assert await storage.work().cases.announced("light", {"a"}) == []
