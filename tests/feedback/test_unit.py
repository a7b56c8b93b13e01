"""Looking things up in an office: the tree, its past, and words people type."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from feedback.unit import Clock, Office, Procedure, Unit

END = date(2025, 6, 30)
BEGIN = date(2025, 7, 1)
TODAY = date(2026, 3, 2)


def unit(id: str, name: str, kind: str = "commune", **more: object) -> Unit:
    return Unit(id, {"vi": name, "en": name}, kind, **more)  # type: ignore[arg-type]


def office(*units: Unit, procedures: tuple[Procedure, ...] = ()) -> Office:
    return Office(
        name={"vi": "Khu vực", "en": "Area"},
        root="root",
        units={each.id: each for each in units},
        procedures={each.id: each for each in procedures},
        categories={},
    )


OFFICE = office(
    unit("root", "Khu vực Bình Lục", "area"),
    unit("an", "Xã Bình An", parent="root", valid_from=BEGIN, code="13540", aliases=("Ngọc Lũ",)),
    unit("an-desk", "Quầy 1 xã Bình An", "desk", parent="an"),
    unit("son", "Xã Bình Sơn", parent="root", valid_from=BEGIN),
    unit("old", "Huyện", "district", parent="root", valid_to=END, successors=("son", "an")),
    unit("old-desk", "Quầy huyện", "desk", parent="old", valid_to=END),
    unit("older", "Huyện cũ", parent="root", valid_to=date(2000, 1, 1), successors=("old",)),
    unit("loop", "Vòng", parent="root", valid_to=END, successors=("loop-2",)),
    unit("loop-2", "Vòng 2", parent="root", valid_to=END, successors=("loop", "nowhere")),
    unit("gone", "Đã hết", valid_to=END),
    unit("dac", "Đặc khu Đông Hải", parent="root", old_codes=("00123",)),
)


def test_children_come_in_the_order_of_the_pack() -> None:
    below = [each.id for each in OFFICE.children("root")]
    assert below == ["an", "son", "old", "older", "loop", "loop-2", "dac"]
    assert OFFICE.children("an-desk") == ()
    assert [each.id for each in OFFICE.children(None)] == ["root", "gone"]


def test_a_subtree_holds_its_top_and_everything_below() -> None:
    assert OFFICE.subtree("an") == {"an", "an-desk"}
    assert {"root", "an", "an-desk", "son", "old-desk"} <= OFFICE.subtree("root")
    assert OFFICE.subtree("an-desk") == {"an-desk"}


def test_a_tree_that_bites_its_tail_ends_all_the_same() -> None:
    circle = office(unit("a", "A", parent="b"), unit("b", "B", parent="a"))
    assert circle.subtree("a") == {"a", "b"}
    assert [each.id for each in circle.path("a")] == ["b", "a"]


def test_the_path_leads_from_the_root() -> None:
    assert [each.id for each in OFFICE.path("an-desk")] == ["root", "an", "an-desk"]
    assert OFFICE.path("nowhere") == ()


@pytest.mark.parametrize(
    ("old", "today", "heirs"),
    [
        ("an", TODAY, ("an",)),
        ("old", TODAY, ("son", "an")),
        ("old", END, ("old",)),  # its last day
        ("old", BEGIN, ("son", "an")),
        ("older", TODAY, ("son", "an")),  # twice merged
        ("old-desk", TODAY, ("son", "an")),  # no successor of its own: as the unit above
        ("loop", TODAY, ()),
        ("gone", TODAY, ()),
        ("nowhere", TODAY, ()),
    ],
)
def test_an_ended_unit_has_heirs(old: str, today: date, heirs: tuple[str, ...]) -> None:
    assert OFFICE.heirs(old, today) == heirs
    assert OFFICE.current(old, today) == (heirs[0] if heirs else None)


def test_a_unit_exists_from_its_first_to_its_last_day() -> None:
    whole = unit("x", "X", valid_from=BEGIN, valid_to=date(2025, 12, 31))
    days = (END, BEGIN, date(2025, 12, 31), date(2026, 1, 1))
    assert [whole.exists_on(day) for day in days] == [False, True, True, False]
    assert unit("y", "Y").exists_on(TODAY)


def test_a_rule_is_in_force_from_its_first_to_its_last_day() -> None:
    rule = Clock("a", "b", 1, "days", "law", BEGIN, BEGIN)
    assert [rule.in_force(day) for day in (END, BEGIN, TODAY)] == [False, True, False]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bình an", ["an", "an-desk"]),
        ("xa binh an", ["an", "an-desk"]),
        ("BINH", ["root", "an", "an-desk", "son"]),
        ("quay an", ["an-desk"]),
        ("ngoc lu", ["an"]),
        ("13540", ["an"]),
        ("00123", ["dac"]),
        ("dong hai", ["dac"]),
        ("Đông Hải", ["dac"]),
        ("đac khu", ["dac"]),
        ("nh", []),  # the middle of a word is no word
        ("", []),
        ("!!!", []),
    ],
)
def test_units_are_found_by_what_people_type(typed: str, found: list[str]) -> None:
    assert [each.id for each in OFFICE.find_units(typed)] == found


def test_the_closest_name_comes_first() -> None:
    places = office(
        unit("desk", "Quầy xã Mỹ", "desk"),
        unit("long", "Xã Mỹ Lộc"),
        unit("short", "Xã Mỹ"),
    )
    assert [each.id for each in places.find_units("xã mỹ")] == ["short", "long", "desk"]


def test_procedures_are_found_by_name_field_and_alias() -> None:
    birth = Procedure(
        "birth",
        {"vi": "Đăng ký khai sinh", "en": "Birth"},
        {"vi": "Hộ tịch", "en": "Civil status"},
        aliases=("giấy khai sinh",),
    )
    land = Procedure("land", {"vi": "Cấp giấy đất", "en": "Land"}, {"vi": "Đất đai", "en": "Land"})
    places = office(procedures=(birth, land))
    assert places.find_procedures("ho tich") == (birth,)
    assert places.find_procedures("giay") == (birth, land)
    assert places.find_procedures("giay khai sinh") == (birth,)
    assert places.find_procedures("dat dai") == (land,)


def test_a_whole_province_is_searched_in_no_time() -> None:
    units = [unit(f"u{n}", f"Phòng Kinh tế xã số {n}", parent="root") for n in range(3_000)]
    province = office(unit("root", "Tỉnh"), *units)
    province.find_units("khoi dong")
    began = perf_counter()
    assert [each.id for each in province.find_units("kinh te 2999")] == ["u2999"]
    assert perf_counter() - began < 0.1
