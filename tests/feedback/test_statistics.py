from __future__ import annotations

import itertools
import math
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.ports import Tally
from feedback.question import Question
from feedback.questions.nps import Nps
from feedback.questions.scale import Scale
from feedback.questions.text import FreeText
from feedback.questions.yes_no import YesNo
from feedback.statistics import (
    SMALL,
    Interval,
    Summary,
    compare,
    counted,
    hidden_cells,
    pool,
    recommendation,
    sample_size,
    summarise,
    wilson,
)

LEVELS = ("very-unsatisfied", "unsatisfied", "neutral", "satisfied", "very-satisfied")


def scale(name: str = "attitude") -> Scale:
    return Scale(name=name, text={"vi": name})


def counts(question: Question, *levels: int, na: int = 0) -> dict[str, dict[str, int]]:
    given_ = dict(zip(LEVELS, levels, strict=True)) | {"na": na}
    return {question.name: {name: n for name, n in given_.items() if n}}


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
        # The mirror of 0 of 20, and the closed form of one of one: n / (n + z²).
        (20, 20, 83.89, 100.0),
        (1, 1, 20.65, 100.0),
    ],
)
def test_wilson_gives_the_published_intervals(
    successes: int, n: int, low: float, high: float
) -> None:
    interval = wilson(successes, n)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.006)


@pytest.mark.parametrize("n", [0, -1])
def test_nothing_has_no_interval(n: int) -> None:
    assert wilson(0, n) is None


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_stays_within_bounds_and_around_the_share(pair: tuple[int, int]) -> None:
    successes, n = pair
    interval = wilson(successes, n)
    assert interval is not None
    share = 100 * successes / n
    assert 0 <= interval.low <= share + 1e-9
    assert share - 1e-9 <= interval.high <= 100
    mirror = wilson(n - successes, n)
    assert mirror is not None
    assert mirror.low == pytest.approx(100 - interval.high, abs=1e-9)


def test_intervals_that_touch_overlap() -> None:
    assert Interval(0, 50).overlaps(Interval(50, 60))
    assert Interval(50, 60).overlaps(Interval(0, 50))
    assert not Interval(0, 49.9).overlaps(Interval(50, 60))
    assert not Interval(50, 60).overlaps(Interval(0, 49.9))


@pytest.mark.parametrize(
    ("population", "needed"), [(0, 0), (-3, 0), (1, 1), (400, 200), (1000, 286), (10**9, 400)]
)
def test_the_sample_a_population_needs(population: int, needed: int) -> None:
    assert sample_size(population) == needed


def test_flagged_answers_count_only_in_raw_figures() -> None:
    tallies = [Tally("q", "a", 5, 2), Tally("q", "a", 1, 0), Tally("q", "b", 3, 3)]
    assert counted(tallies) == {"q": {"a": 4}}
    assert counted(tallies, raw=True) == {"q": {"a": 6, "b": 3}}


def test_the_index_leaves_out_what_is_not_applicable() -> None:
    question = scale()
    summary = summarise([question], counts(question, 1, 1, 2, 4, 2, na=7))
    assert (summary.people, summary.scored, summary.satisfied) == (10, 10, 6)
    assert summary.index == 60
    assert summary.mean == pytest.approx(62.5)
    assert summary.level == pytest.approx(3.5)
    assert summary.interval == wilson(6, 10)
    assert not summary.hidden


def test_several_answers_of_one_person_do_not_narrow_the_interval() -> None:
    one, other = scale("one"), scale("other")
    both = counts(one, 0, 0, 2, 4, 4) | counts(other, 0, 0, 1, 2, 2)
    summary = summarise([one, other], both)
    assert (summary.people, summary.scored) == (10, 15)
    assert summary.interval == wilson(8, 10)


def test_what_is_not_scored_is_no_part_of_an_index() -> None:
    nps = Nps(name="nps", text={"vi": "?"})
    yes_no = YesNo(name="apology", text={"vi": "?"})
    given_ = {"nps": {"10": 9}, "apology": {"yes": 9}}
    assert summarise([nps, yes_no, FreeText(name="t", text={"vi": "?"})], given_) == Summary()


def test_no_answers_give_no_numbers_instead_of_a_division_by_zero() -> None:
    nothing = Summary()
    assert (nothing.index, nothing.mean, nothing.level, nothing.interval) == (None,) * 4
    assert nothing.hidden
    only_na = summarise([scale()], counts(scale(), 0, 0, 0, 0, 0, na=40))
    assert only_na.index is None
    assert only_na.hidden


@pytest.mark.parametrize(("people", "hidden"), [(1, True), (4, True), (5, False)])
def test_fewer_than_five_people_are_hidden(people: int, hidden: bool) -> None:
    assert summarise([scale()], counts(scale(), 0, 0, 0, people, 0)).hidden is hidden


def test_the_net_promoter_score() -> None:
    nps = Nps(name="nps", text={"vi": "?"})
    given_ = {"nps": {"10": 3, "9": 2, "8": 1, "7": 1, "6": 2, "0": 1, "?": 4}}
    assert recommendation(nps, given_) == (pytest.approx(20.0), 10)
    assert recommendation(nps, {"nps": {"10": 4}}) is None
    assert recommendation(nps, {}) is None


def test_a_difference_is_only_told_when_the_intervals_part() -> None:
    question = scale()

    def asked(bad: int, good: int) -> Summary:
        return summarise([question], counts(question, bad, 0, 0, good, 0))

    assert compare(asked(10, 90), asked(50, 50)).direction == "up"
    assert compare(asked(50, 50), asked(10, 90)).direction == "down"
    assert compare(asked(50, 50), asked(10, 90)).points == pytest.approx(40)
    unclear = compare(asked(4, 6), asked(5, 5))
    assert (unclear.direction, unclear.points) == ("unclear", pytest.approx(10))
    assert compare(asked(1, 3), asked(50, 50)).direction == "nothing-now"
    assert compare(asked(50, 50), asked(0, 4)).direction == "nothing-before"
    assert compare(Summary(), Summary()).direction == "nothing-now"


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ({}, ""),
        ({"a": 0, "b": 9}, ""),
        ({"a": 5, "b": 9}, ""),
        ({"a": 4, "b": 9, "c": 20}, "ab"),  # alone it is the total less the others
        ({"a": 4, "b": 4, "c": 20}, "abc"),  # eight of two small cells are four and four
        ({"a": 1, "b": 3, "c": 20}, "abc"),  # four together are few
        ({"a": 2, "b": 3, "c": 20}, "ab"),  # five together may be 1 + 4 or 2 + 3
        ({"a": 3, "b": 9, "c": 9, "d": 20}, "abc"),  # equals are hidden with the next
        ({"a": 3}, "a"),
    ],
)
def test_cells_hidden_beside_a_total(people: dict[str, int], hidden: str) -> None:
    assert hidden_cells(people) == frozenset(hidden)


@pytest.mark.parametrize(("names", "most"), [("ab", 40), ("abc", 22), ("abcd", 13)])
def test_no_hidden_cell_can_be_worked_out(names: str, most: int) -> None:
    """Every world that looks the same is compared: a small cell must differ between some."""
    worlds = defaultdict(list)
    for values in itertools.product(range(most + 1), repeat=len(names)):
        world = dict(zip(names, values, strict=True))
        if sum(values) < SMALL:
            continue  # such a total is not told
        hidden = hidden_cells(world)
        shown = tuple((name, n) for name, n in world.items() if n and name not in hidden)
        worlds[shown, sum(values)].append(world)
    looked_at = 0
    for (shown, _), alike in worlds.items():
        assert all(n >= SMALL for _, n in shown)
        for name in names:
            values = {world[name] for world in alike}
            if min(values) < SMALL and max(values) > 0 and name not in dict(shown):
                # A large bound cuts off worlds; those with room for one more are complete.
                if sum(alike[0].values()) > most:
                    continue
                looked_at += 1
                assert len(values) > 1, (shown, alike)
    assert looked_at


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40)))
def test_pooled_counts_add_up_and_show_nothing_small(cells: dict[str, int]) -> None:
    pooled = pool(cells)
    assert sum(n for _, n in pooled.shown) + pooled.rest == sum(cells.values())
    assert all(n >= SMALL for _, n in pooled.shown)
    assert [n for _, n in pooled.shown] == sorted((n for _, n in pooled.shown), reverse=True)
    if pooled.shown and pooled.rest:
        assert pooled.rest >= SMALL


@given(st.lists(st.integers(0, 300), min_size=5, max_size=5), st.integers(0, 50))
def test_index_mean_and_interval_agree(levels: list[int], na: int) -> None:
    summary = summarise([scale()], counts(scale(), *levels, na=na))
    total = sum(levels)
    if not total:
        assert summary == Summary()
        return
    assert summary.index == pytest.approx(100 * (levels[3] + levels[4]) / total)
    assert summary.mean == pytest.approx(sum(25 * at * n for at, n in enumerate(levels)) / total)
    assert summary.interval is not None
    assert not math.isnan(summary.interval.low)
    assert summary.interval.low - 1e-9 <= (summary.index or 0) <= summary.interval.high + 1e-9
