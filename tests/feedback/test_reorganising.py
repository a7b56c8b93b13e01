"""Changes to the tree of units: what they leave behind, and what they may not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feedback.errors import UnitRefused
from feedback.messages import Text
from feedback.office_lint import check_units
from feedback.reorganising import (
    Change,
    Patches,
    added,
    became_part,
    changed,
    divided,
    divided_from,
    ended,
    merged,
    moved,
    named,
    new_id,
    renamed,
)
from feedback.unit import Office, Unit

TODAY = date(2026, 11, 25)
JULY = date(2026, 7, 1)
JANUARY = date(2027, 1, 1)
AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def unit(id: str, name: str, kind: str = "commune", **more: Any) -> Unit:
    return Unit(id, {"vi": name, "en": name}, kind, **more)


OFFICE = Office(
    name={"vi": "Khu vực", "en": "Area"},
    root="root",
    units={
        each.id: each
        for each in (
            unit("root", "Khu vực", "area"),
            unit("an", "Xã An", parent="root", code="01"),
            unit("an-hcc", "Trung tâm An", "centre", parent="an"),
            unit("an-q1", "Quầy 1", "desk", parent="an-hcc", procedures=("khai-sinh",)),
            unit("an-q2", "Quầy 2", "desk", parent="an-hcc", procedures=("so-do",)),
            unit("an-kt", "Phòng Kinh tế", "economy", parent="an"),
            unit("an-cu", "Ban cũ", "economy", parent="an", valid_to=date(2020, 1, 1)),
            unit("my", "Xã Mỹ", parent="root"),
            unit("my-hcc", "Trung tâm Mỹ", "centre", parent="my"),
            unit("my-q1", "Quầy 1", "desk", parent="my-hcc", procedures=("khai-sinh",)),
            unit("my-q3", "Quầy 3", "desk", parent="my-hcc", procedures=("tro-cap",)),
            unit("tre", "Xã sẽ có", parent="root", valid_from=JANUARY),
            unit("xua", "Xã xưa", parent="root", valid_to=date(2020, 1, 1)),
        )
    },
    procedures={},
    categories={},
)
PROCEDURES: dict[str, Any] = dict.fromkeys(("khai-sinh", "so-do", "tro-cap"))
OFFICE = replace(OFFICE, procedures=PROCEDURES)
UNITS = OFFICE.units


def after(*done: tuple[str, date, Patches], today: date = TODAY, void: int = 0) -> Office:
    changes = [
        Change(number, AT, action, starts, units, number == void)
        for number, (action, starts, units) in enumerate(done, start=1)
    ]
    found = changed(OFFICE, changes, today)
    assert not found.left_out
    assert found.office.revision == len(done) + bool(void)
    return found.office


def test_a_unit_that_becomes_part_of_another_is_followed_part_by_part() -> None:
    office = after(("merge", JULY, merged(OFFICE, UNITS["an"], UNITS["my"], JULY)))
    follow = {id: office.heirs(id, TODAY) for id in office.units}
    assert follow["an"] == ("my",)
    assert follow["an-hcc"] == ("my-hcc",)
    assert follow["an-q1"] == ("my-q1",), "the desk with the same procedures"
    assert follow["an-q2"] == ("my-hcc",), "no desk does that there"
    assert follow["an-kt"] == ("my",)
    assert office.units["an"].valid_to == date(2026, 6, 30)
    assert office.units["an-cu"] == UNITS["an-cu"], "it was over before"
    assert not [*check_units(office)]
    assert office.nearest("an-q2") == ("an-q2", "my-hcc", "my", "an-hcc", "an", "root")
    assert office.nearest("my-q1") == ("my-q1", "my-hcc", "my", "root")
    assert office.nearest("nowhere") == ("root",)
    assert office.under("my") == office.subtree("my") | office.subtree("an")
    assert [office.stands(each) for each in ("an", "my", "nowhere")] == [False, True, False]
    assert became_part(office, "my", TODAY) == (office.units["an"], office.units["an-kt"])
    assert became_part(office, "my", date(2026, 6, 30)) == ()


def test_what_became_part_of_another_counts_there_and_as_it_was() -> None:
    office = after(("merge", JULY, merged(OFFICE, UNITS["an"], UNITS["my"], JULY)))
    assert office.line_now("an-q2", TODAY) == ("an-q2", "my-hcc", "my", "root")
    assert office.line_now("an-q2", date(2026, 6, 30)) == ("an-q2", "an-hcc", "an", "root")
    assert office.line_on("an-q2", TODAY) == ("an-q2", "an-hcc", "an", "root")


def test_a_unit_that_is_divided_opens_all_that_follow_and_counts_where_it_stood() -> None:
    names = [{"vi": "Xã An Đông", "en": "An Đông"}, {"vi": "Xã An Tây", "en": "An Tây"}]
    new, units = divided(OFFICE, UNITS["an"], names, JULY)
    assert new == ["xa-an-dong", "xa-an-tay"]
    office = after(("divide", JULY, units))
    assert office.heirs("an-q1", TODAY) == ("xa-an-dong", "xa-an-tay")
    assert office.line_now("an-q1", TODAY) == ("an-q1", "an-hcc", "an", "root")
    assert office.units["xa-an-tay"].kind == "commune"
    assert divided_from(office, "xa-an-dong") == office.units["an"]
    assert divided_from(office, "my") is None


def test_a_move_holds_from_its_day_and_figures_know_where_it_stood() -> None:
    units = moved(OFFICE, UNITS["an-kt"], UNITS["my"], JANUARY)
    assert after(("move", JANUARY, units)).units["an-kt"].parent == "an"
    office = after(("move", JANUARY, units), today=JANUARY)
    assert office.line_now("an-kt", JANUARY) == ("an-kt", "my", "root")
    assert office.line_on("an-kt", JANUARY - timedelta(days=1)) == ("an-kt", "an", "root")
    assert office.line_on("an-kt", JANUARY) == ("an-kt", "my", "root")


def test_old_names_and_codes_find_a_unit_for_ever() -> None:
    name = {"vi": "Phường Ngọc Lũ", "en": "Ngọc Lũ ward"}
    office = after(
        ("rename", JULY, renamed(UNITS["an"], name, JULY)),
        ("name", TODAY, named(UNITS["an"], "0199", ["Bồ Đề", "Đồn Xá"])),
    )
    for words in ("ngoc lu", "xa an", "don xa", "bo de", "0199", "01"):
        assert office.units["an"] in office.find_units(words), words
    assert office.units["an"].old_codes == ("01",)
    assert named(UNITS["an"], "01", ["Bồ Đề"]) == {"an": {"aliases": ["Bồ Đề"]}}
    assert named(UNITS["my"], "02", [])["my"]["old_codes"] == []


def test_a_new_unit_and_the_end_of_one() -> None:
    name = {"vi": "Quầy 9 – Lưu động, phục vụ tận nhà", "en": "Desk 9"}
    id, units = added(OFFICE, UNITS["an-hcc"], name, "desk", "", JULY)
    assert id == "quay-9-luu-dong"
    office = after(("add", JULY, units), ("end", TODAY, ended(OFFICE, UNITS["an-q2"], TODAY)))
    assert office.units[id].exists_on(JULY)
    assert not office.units[id].exists_on(JULY - timedelta(days=1))
    assert office.heirs("an-q2", TODAY) == ("an-hcc",)
    coded = added(OFFICE, UNITS["root"], name, "commune", "77", JULY)[1]
    assert coded["quay-9-luu-dong"]["code"] == "77"


def test_what_was_taken_back_holds_no_more() -> None:
    units = merged(OFFICE, UNITS["an"], UNITS["my"], JULY)
    assert after(("merge", JULY, units), void=1).units == UNITS


def test_ids_are_short_and_never_given_twice() -> None:
    taken = dict.fromkeys(("xa-an", "xa-an-2"))
    assert new_id(taken, "Xã An") == "xa-an-3"
    assert new_id({}, "2 Bà Trưng") == "u-2-ba-trung"
    assert new_id({}, "…") == "don-vi"
    assert new_id({}, "Trungtâmphụcvụhànhchínhcông") == "trungtamphucvuhanh"


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("units-ended", lambda: merged(OFFICE, UNITS["xua"], UNITS["my"], JULY)),
        ("units-not-then", lambda: merged(OFFICE, UNITS["an"], UNITS["tre"], JULY)),
        ("units-within", lambda: merged(OFFICE, UNITS["an"], UNITS["an-hcc"], JULY)),
        ("units-within", lambda: moved(OFFICE, UNITS["an"], UNITS["an"], JULY)),
        ("units-same-parent", lambda: moved(OFFICE, UNITS["an"], UNITS["root"], JULY)),
        ("units-within", lambda: moved(OFFICE, UNITS["root"], UNITS["an"], JULY)),
        ("units-not-then", lambda: renamed(UNITS["tre"], {"vi": "x", "en": "x"}, JULY)),
    ],
)
def test_what_would_break_the_tree_is_refused_with_a_reason(why: str, change: Any) -> None:
    with pytest.raises(UnitRefused) as refused:
        change()
    assert isinstance(refused.value.why, Text)
    assert refused.value.why.id == why


def test_what_a_newer_pack_does_not_allow_is_left_out_and_the_rest_holds() -> None:
    below = added(OFFICE, UNITS["an"], {"vi": "Tổ 1", "en": "Group 1"}, "village", "", JULY)[1]
    rename = renamed(UNITS["my"], {"vi": "Phường Mỹ", "en": "Mỹ ward"}, JULY)
    nonsense = {"an": {"valid_from": "never"}}
    changes = [
        Change(1, AT, "add", JULY, below),
        Change(2, AT, "rename", JULY, rename),
        Change(3, AT, "end", JULY, nonsense),
    ]
    newer = after(("end", TODAY, ended(OFFICE, UNITS["an"], TODAY))).units
    pack = replace(OFFICE, units=newer)
    found = changed(pack, changes, TODAY)
    assert found.left_out == (1, 3)
    assert found.office.units["my"].name["vi"] == "Phường Mỹ"
    assert found.office.revision == 3
