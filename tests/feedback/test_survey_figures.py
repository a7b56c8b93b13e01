from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.ports import Tally
from feedback.question import Question
from feedback.questions.multi_choice import Box, MultiChoice
from feedback.questions.nps import Nps
from feedback.questions.scale import Scale
from feedback.questions.text import FreeText
from feedback.questions.yes_no import YesNo
from feedback.statistics import SMALL, Change
from feedback.survey import Form
from feedback.survey_figures import (
    Spread,
    SurveyFigures,
    all_questions,
    by_month,
    by_unit,
    survey_figures,
)
from feedback.unit import Office, Unit

GOOD, BAD = "very-satisfied", "very-unsatisfied"


def scale(name: str, factor: str | None = None) -> Scale:
    return Scale(name=name, text={"vi": name}, factor=factor)


def form(*questions: Question, version: int = 1, **more: object) -> Form:
    return Form(name="s", version=version, title={"vi": "S"}, questions=questions, **more)  # type: ignore[arg-type]


SURVEY = form(
    scale("attitude", "people"),
    scale("waiting", "people"),
    scale("seats", "place"),
    YesNo(name="apology", text={"vi": "?"}),
    Nps(name="recommend", text={"vi": "?"}),
    MultiChoice(
        name="reasons",
        text={"vi": "?"},
        choices=tuple(Box(name=n, label={"vi": n}) for n in ("slow", "rude", "far")),
    ),
    FreeText(name="comment", text={"vi": "?"}),
    factors={"people": {"vi": "Người"}, "place": {"vi": "Nơi"}, "empty": {"vi": "Không có"}},
)


def figures(
    counts: Mapping[str, Mapping[str, int]],
    *,
    came: int = 40,
    flagged: int = 0,
    before: Iterable[Tally] = (),
    versions: tuple[Form, ...] = (SURVEY,),
) -> SurveyFigures:
    tallies = [Tally(q, n, count, 0) for q, names in counts.items() for n, count in names.items()]
    return survey_figures(versions, tallies, before, (came, flagged))


def test_the_figures_of_a_survey() -> None:
    shown = figures(
        {
            "attitude": {GOOD: 30, BAD: 10},
            "waiting": {GOOD: 10, BAD: 10, "na": 20},
            "seats": {GOOD: 20, BAD: 20},
            "apology": {"yes": 6, "no": 18},
            "recommend": {"10": 20, "0": 10},
            "reasons": {"slow": 12, "rude": 6},
        },
        before=[Tally("attitude", GOOD, 90, 0), Tally("attitude", BAD, 10, 0)],
    )
    assert (shown.received, shown.cleaned) == (40, 40)
    assert not shown.too_few
    assert not shown.few_flagged
    assert shown.raw is None
    assert [q.name for q in shown.shown] == ["attitude", "waiting", "seats"]
    assert shown.total.index == pytest.approx(60)
    # Only "attitude" was asked then: 90 per cent, and 75 now.
    assert (shown.change.direction, shown.change.points) == ("unclear", pytest.approx(15))
    assert [(name, each.index) for name, each in shown.factors] == [
        ("people", pytest.approx(100 * 40 / 60)), ("place", 50),
    ]  # fmt: skip
    assert shown.questions[0].levels == ((BAD, 0.0, 10), (GOOD, 100.0, 30))
    [apology, reasons] = shown.spreads
    assert apology == Spread(SURVEY.by_name["apology"], 24, (("no", 75.0), ("yes", 25.0)), 0.0)
    assert reasons.shares == (("slow", pytest.approx(200 / 3)), ("rude", pytest.approx(100 / 3)))
    assert shown.recommendations == ((SURVEY.by_name["recommend"], pytest.approx(100 / 3), 30),)


@pytest.mark.parametrize(("came", "flagged"), [(0, 0), (1, 0), (4, 0), (9, 5), (44, 40)])
def test_fewer_than_five_who_count_give_no_figures(came: int, flagged: int) -> None:
    shown = figures({"attitude": {GOOD: came}}, came=came, flagged=flagged)
    assert (shown.received, shown.cleaned, shown.too_few) == (0, 0, came > 0)
    assert (shown.questions, shown.spreads, shown.factors, shown.hidden) == ((), (), (), ())
    assert shown.total.index is None
    assert shown.raw is None


@pytest.mark.parametrize("flagged", [1, 4])
def test_a_handful_of_flagged_answers_cannot_be_worked_out(flagged: int) -> None:
    tallies = [Tally("attitude", GOOD, 20, flagged)]
    shown = survey_figures((SURVEY,), tallies, (), (20, flagged))
    assert (shown.received, shown.cleaned, shown.few_flagged) == (0, 20 - flagged, True)
    assert shown.raw is None


def test_raw_figures_stand_beside_the_cleaned_ones_when_many_are_flagged() -> None:
    tallies = [Tally("attitude", GOOD, 20, 5), Tally("attitude", BAD, 5, 0)]
    shown = survey_figures((SURVEY,), tallies, (), (25, 5))
    assert (shown.received, shown.cleaned, shown.few_flagged) == (25, 20, False)
    assert shown.total.index == 75
    assert shown.raw is not None
    assert shown.raw.index == 80


def test_no_raw_figures_without_a_shown_question() -> None:
    shown = survey_figures((SURVEY,), [Tally("apology", "yes", 20, 6)], (), (20, 6))
    assert (shown.raw, shown.total.index) == (None, None)
    assert shown.change.direction == "nothing-now"


def test_a_question_of_few_counts_in_no_total() -> None:
    with_it = figures({"attitude": {GOOD: 20}, "waiting": {BAD: 4}, "seats": {GOOD: 8}})
    without = figures({"attitude": {GOOD: 20}, "seats": {GOOD: 8}})
    assert [q.name for q in with_it.hidden] == ["waiting"]
    assert (with_it.total, with_it.factors) == (without.total, without.factors)
    tallies = {date(2026, 11, 1): [Tally("attitude", GOOD, 20, 0), Tally("waiting", BAD, 4, 0)]}
    [(_, month)] = by_month(with_it.shown, tallies)
    assert month.index == 100


def test_a_factor_whose_questions_are_all_hidden_is_left_out() -> None:
    shown = figures({"attitude": {GOOD: 20}, "seats": {GOOD: 2}})
    assert [name for name, _ in shown.factors] == ["people"]


def test_answers_of_few_are_put_together_in_a_spread() -> None:
    [spread] = figures({"apology": {"yes": 3, "no": 8, "x": 4, "y": 9}}).spreads
    assert [name for name, _ in spread.shares] == ["y", "no"]
    assert spread.rest == pytest.approx(100 * 7 / 24)
    assert figures({"apology": {"yes": 3, "no": 2}}).spreads == ()
    assert figures({"recommend": {"10": 4}}).recommendations == ()


def test_only_na_is_a_spread_and_no_index() -> None:
    shown = figures({"attitude": {"na": 9}})
    assert shown.questions == ()
    assert [each.question.name for each in shown.spreads] == ["attitude"]


def test_questions_of_all_versions_in_the_newest_order() -> None:
    old = form(scale("gone"), scale("attitude"), version=1)
    new = form(scale("waiting"), Scale(name="attitude", text={"vi": "mới"}), version=2)
    questions = all_questions((old, new))
    assert [q.name for q in questions] == ["waiting", "attitude", "gone"]
    assert questions[1].text == {"vi": "mới"}
    shown = figures({"gone": {GOOD: 5}, "attitude": {BAD: 5}}, versions=(old, new))
    assert [q.name for q in shown.shown] == ["attitude", "gone"]
    assert shown.total.index == 50


def office() -> Office:
    units = {
        "area": None, "a": "area", "b": "area", "c": "area", "a1": "a", "a2": "a", "a11": "a1",
        "elsewhere": None,
    }  # fmt: skip
    made = {id: Unit(id, {"vi": id}, "commune", parent) for id, parent in units.items()}
    return Office({"vi": "o"}, "area", made, {}, {})


def line(unit: str) -> tuple[str, ...]:
    return office().line_on(unit, date(2026, 1, 1))


def tallies(**people: tuple[int, int]) -> dict[str, list[Tally]]:
    """Return (good, bad) answers by unit."""
    return {
        unit: [Tally("attitude", GOOD, good, 0), Tally("attitude", BAD, bad, 0)]
        for unit, (good, bad) in people.items()
    }


def test_units_count_what_is_below_them_best_first() -> None:
    given_ = tallies(a=(1, 4), a1=(2, 3), a11=(9, 1), b=(9, 1), area=(5, 5), gone=(5, 0))
    shown = figures({"attitude": {GOOD: 45, BAD: 14}})
    cells = by_unit(shown, given_, line, "area")
    assert [(name, each.index) for name, each in cells.shown] == [
        ("gone", 100), ("b", 90), ("a", 60), ("area", 50),
    ]  # fmt: skip
    assert not cells.some_hidden
    below = by_unit(shown, tallies(a=(5, 0), a1=(1, 4), a11=(4, 1)), line, "a")
    assert [(name, each.people) for name, each in below.shown] == [("a", 5), ("a1", 10)]


@pytest.mark.parametrize(
    ("people", "overlap"),
    [
        ({"b": (50, 50)}, "none"),
        ({"b": (100, 0), "gone": (0, 100)}, "none"),
        ({"b": (60, 40), "gone": (50, 50)}, "all"),
        ({"a": (0, 100), "b": (60, 40), "gone": (50, 50)}, "some"),
        ({"a": (50, 50), "b": (60, 40), "gone": (70, 30)}, "some"),
    ],
)
def test_units_whose_intervals_overlap_are_in_no_order(
    people: dict[str, tuple[int, int]], overlap: str
) -> None:
    shown = figures({"attitude": {GOOD: 400}})
    assert by_unit(shown, tallies(**people), line, "area").overlap == overlap


def test_a_question_of_few_then_is_no_part_of_a_comparison() -> None:
    now = {"attitude": {GOOD: 20}, "waiting": {BAD: 20}}
    then = [Tally("attitude", BAD, 20, 0)]
    told = {figures(now, before=[*then, Tally("waiting", GOOD, n, 0)]).change for n in range(5)}
    assert told == {Change("up", 100.0)}
    assert figures(now, before=[Tally("waiting", GOOD, 4, 0)]).change == Change("nothing-before")


def test_a_small_unit_hides_another_with_it() -> None:
    shown = figures({"attitude": {GOOD: 40}})
    cells = by_unit(shown, tallies(a=(3, 0), b=(9, 0), c=(20, 0)), line, "area")
    assert [name for name, _ in cells.shown] == ["c"]
    assert cells.some_hidden
    nobody = by_unit(shown, tallies(a=(0, 0), b=(9, 0)), line, "area")
    assert [name for name, _ in nobody.shown] == ["b"]
    assert not nobody.some_hidden


def test_months_of_few_are_left_out_oldest_first() -> None:
    counted = {
        date(2026, month, 1): [Tally("attitude", GOOD, n, 0)]
        for month, n in ((11, 30), (9, 3), (10, 6), (8, 12))
    }
    months = by_month((SURVEY.by_name["attitude"],), counted)
    assert [month.month for month, _ in months] == [8, 11]


# ---- nobody can work out what is hidden ----


def seen(shown: SurveyFigures, cells: Mapping[str, int], hidden: bool) -> tuple[object, ...]:
    """Return every number a reader gets: of questions, factors, totals and units."""
    return (
        shown.received,
        shown.cleaned,
        tuple((f.question.name, f.summary.people, f.levels) for f in shown.questions),
        tuple((name, each.people, each.scored, each.satisfied) for name, each in shown.factors),
        (shown.total.people, shown.total.scored, shown.total.satisfied),
        tuple(q.name for q in shown.hidden),
        tuple(sorted(cells.items())),
        hidden,
    )


def test_no_unit_of_few_can_be_worked_out_from_all_that_is_shown() -> None:
    """Every way to spread people over three units, compared by what a reader would see."""
    worlds = defaultdict(list)
    most = 22
    for sizes in itertools.product(range(most + 1), repeat=3):
        if not SMALL <= sum(sizes) <= most:
            continue
        total = sum(sizes)
        shown = figures({"attitude": {GOOD: total}}, came=total)
        world = dict(zip("abc", sizes, strict=True))
        cells = by_unit(shown, tallies(**{u: (n, 0) for u, n in world.items()}), line, "area")
        people = {name: each.people for name, each in cells.shown}
        worlds[seen(shown, people, cells.some_hidden)].append((world, people))
    small = 0
    for alike in worlds.values():
        shown_people = alike[0][1]
        assert all(n >= SMALL for n in shown_people.values())
        for name in "abc":
            values = {world[name] for world, _ in alike}
            if 0 < min(values) < SMALL or (0 in values and len(values) > 1):
                small += 1
                assert len(values) > 1, alike
    assert small > 100


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3), st.integers(0, 6))
def test_figures_are_the_same_whatever_a_hidden_question_holds(
    people: list[int], otherwise: int
) -> None:
    names = ("attitude", "waiting", "seats")
    first = {name: {GOOD: n} for name, n in zip(names, people, strict=True) if n}
    shown = figures(first)
    changed = {
        name: {BAD: 1 + otherwise % 4} if name in {q.name for q in shown.hidden} else given_
        for name, given_ in first.items()
    }
    again = figures(changed)
    assert seen(shown, {}, False) == seen(again, {}, False)
    assert all(each.summary.people >= SMALL for each in shown.questions)
    assert all(each.people >= SMALL for _, each in shown.factors)


@pytest.mark.parametrize(
    ("once", "shown"), [((6, 0), True), ((3, 0), False), ((18, 0), False), ((20, 0), True)]
)
def test_one_time_links_are_told_apart_where_that_gives_nobody_away(
    once: tuple[int, int], shown: bool
) -> None:
    whole = [Tally("attitude", GOOD, 20, 0)]
    some = [Tally("attitude", GOOD, once[0], 0)]
    found = survey_figures((SURVEY,), whole, (), (20, 0), once=some)
    assert found.once.people == (once[0] if shown else 0)
