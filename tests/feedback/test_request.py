from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.period import Period, month_of, read_period
from feedback.request import Ambiguous, NotUnderstood, Request, read_request
from feedback.unit import Office, Unit

TODAY = date(2026, 11, 24)
NOW = month_of(TODAY)
BEFORE = NOW.before
TOPICS = {"one-stop": ("Đánh giá một cửa", "Rate the desk"), "cases": ("phản ánh", "hồ sơ")}


def unit(id: str, name: str, parent: str | None = "area", **more: object) -> Unit:
    return Unit(id, {"vi": name, "en": f"{name} (en)"}, "commune", parent, **more)  # type: ignore[arg-type]


OFFICE = Office(
    name={"vi": "Khu vực"},
    root="area",
    units={
        each.id: each
        for each in (
            unit("area", "Khu vực Bình Lục", None),
            unit("binh-my", "Xã Bình Mỹ", aliases=("Bình Mỹ",), code="13501"),
            unit("binh-an", "Xã Bình An"),
            unit("binh-an-q1", "Quầy 1 xã Bình An", "binh-an"),
            unit("binh-an-q2", "Quầy 2 xã Bình An", "binh-an"),
            unit("trang-an", "Xã Tràng An", valid_to=date(2025, 6, 30)),
            unit("la-cu", "Xã Lạc Cũ", valid_to=date(2025, 6, 30)),
            unit("quy-2", "Tổ Quý 2"),
        )
    },
    procedures={},
    categories={},
)


def read(words: str) -> Request | Ambiguous | NotUnderstood:
    return read_request(words, OFFICE, TODAY, TOPICS)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", Request(None, NOW)),
        ("tháng trước", Request(None, BEFORE)),
        ("xã Bình Mỹ", Request("binh-my", NOW)),
        ("binh my", Request("binh-my", NOW)),
        ("BINH-MY", Request("binh-my", NOW)),
        ("binh-my", Request("binh-my", NOW)),
        ("13501", Request("binh-my", NOW)),
        ("xã Bình Mỹ tháng trước", Request("binh-my", BEFORE)),
        ("tháng trước xã Bình Mỹ", Request("binh-my", BEFORE)),
        ("thang truoc cua xa binh my", Request("binh-my", BEFORE)),
        ("tại Bình Mỹ tháng 10", Request("binh-my", BEFORE)),
        ("last month for Bình Mỹ", Request("binh-my", BEFORE)),
        ("one-stop", Request(None, NOW, "one-stop")),
        ("đánh giá một cửa xã bình mỹ 10/2026", Request("binh-my", BEFORE, "one-stop")),
        ("bình mỹ rate the desk tháng trước", Request("binh-my", BEFORE, "one-stop")),
        ("hồ sơ tháng trước", Request(None, BEFORE, "cases")),
        ("phan anh", Request(None, NOW, "cases")),
        # A full name beats the longer names that begin with it.
        ("xã Bình An", Request("binh-an", NOW)),
        ("quầy 1 xã bình an", Request("binh-an-q1", NOW)),
        # Somebody asks about a unit that is no more.
        (
            "xã lạc cũ 2024",
            Request("la-cu", Period(date(2024, 1, 1), date(2024, 12, 31)), was=date(2025, 6, 30)),
        ),
        ("như cũ bình mỹ tháng trước", Request("binh-my", BEFORE, was=BEFORE.last)),
        ("cases as-was", Request(None, NOW, "cases", was=TODAY)),
        # "Quý 2" is a period by itself, and part of a name beside another period.
        ("tổ quý 2 tháng trước", Request("quy-2", BEFORE)),
    ],
)
def test_what_is_asked_for(words: str, meant: Request) -> None:
    assert read(words) == meant


def test_several_units_of_a_name_are_asked_back() -> None:
    asked = read("quầy tháng trước one-stop")
    assert isinstance(asked, Ambiguous)
    assert {each.id for each in asked.units} == {"binh-an-q1", "binh-an-q2"}
    assert (asked.period, asked.topic) == (BEFORE, "one-stop")


def test_units_in_force_come_before_those_that_ended() -> None:
    asked = read("xã")
    assert isinstance(asked, Ambiguous)
    assert {"trang-an", "la-cu"}.isdisjoint(each.id for each in asked.units)


@pytest.mark.parametrize(
    "words", ["xyz", "tháng trước xyz", "one-stop abc", "của", "tháng 13", "x " * 31, "? !"]
)
def test_what_is_neither_a_unit_nor_a_period(words: str) -> None:
    asked = read(words)
    assert isinstance(asked, NotUnderstood)
    assert asked.words


def test_without_topics_their_words_are_not_known() -> None:
    assert isinstance(read_request("one-stop", OFFICE, TODAY), NotUnderstood)


@given(
    st.sampled_from(["", "one-stop", "phản ánh"]),
    st.sampled_from(["", "binh-my", "xã Bình Mỹ", "13501"]),
    st.sampled_from(["", "tháng trước", "q3/2026", "1/10-15/11", "7 ngày qua", "last year"]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_topic_unit_and_period_does_not_matter(
    topic: str, place: str, when: str, chance: object
) -> None:
    parts = [topic, place, when]
    chance.shuffle(parts)  # type: ignore[attr-defined]
    named = {"": None, "one-stop": "one-stop", "phản ánh": "cases"}[topic]
    period = (read_period(when, TODAY) if when else None) or NOW
    assert read(" ".join(parts)) == Request("binh-my" if place else None, period, named)


@given(
    st.lists(
        st.sampled_from(
            [
                "binh",
                "an",
                "my",
                "quầy",
                "1",
                "2",
                "tháng",
                "q3",
                "xã",
                "của",
                "one-stop",
                "2026",
                "?",
                "-",
            ]
        )
    )
)
def test_any_words_are_answered(words: list[str]) -> None:
    asked = read(" ".join(words))
    if isinstance(asked, Request):
        assert asked.unit is None or asked.unit in OFFICE.units
    elif isinstance(asked, Ambiguous):
        assert len(asked.units) > 1
