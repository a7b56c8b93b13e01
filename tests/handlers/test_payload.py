from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.payload import LONGEST, Rate, Report, See, read

ids = st.from_regex(re.compile(r"[a-z][a-z0-9-]{0,21}"), fullmatch=True)
parts = st.one_of(st.just(""), ids)


helpers = st.sampled_from(["", "h", "a"])


@given(
    st.builds(Rate, parts, parts, parts, parts, helper=helpers)
    | st.builds(Report, parts, parts, helper=helpers)
)
def test_what_is_printed_is_read_again(payload: Rate | Report) -> None:
    assert read(str(payload)) == payload


@given(st.text())
def test_any_words_are_read_or_refused(words: str) -> None:
    read(words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("r", Rate()),
        ("r_one-stop", Rate("one-stop")),
        ("r_one-stop_binh-luc__q1", Rate("one-stop", "binh-luc", "", "q1")),
        ("r__binh-luc", Rate("", "binh-luc")),
        ("rh__binh-luc", Rate("", "binh-luc", helper="h")),
        ("ra", Rate(helper="a")),
        ("gh", Report(helper="h")),
        ("ga_binh-luc", Report("binh-luc", helper="a")),
        ("g", Report()),
        ("g__rac-thai", Report("", "rac-thai")),
        ("c_K7DMQ3RTX9P4VA", See("K7DMQ3RTX9P4VA")),
        ("c_K7DMQ-3RTX9-P4VA", See("K7DMQ-3RTX9-P4VA")),
    ],
)
def test_the_grammar(words: str, meant: object) -> None:
    assert read(words) == meant


@pytest.mark.parametrize(
    "words",
    [
        "",
        "x",
        "r_A",
        "rx",
        "ah",
        "ch_K7DMQ3RTX9P4VA",
        "r_one_two_three_four_five",
        "g_a_b_c",
        "c",
        "c_",
        "c_a_b",
        "r_../etc",
        "r_ư",
    ],
)
def test_damaged_ones_mean_nothing(words: str) -> None:
    assert read(words) is None


def test_the_longest_sensible_code_fits() -> None:
    assert len(str(Rate("one-stop", "binh-luc-hcc", "ho-kinh-doanh", "binh-luc-q2"))) <= LONGEST
    assert len(str(See("K7DMQ3RTX9P4VA"))) <= LONGEST
