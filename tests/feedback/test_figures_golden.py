"""The figures of 200 random periods, worked out a second time in another way.

The oracle counts people one by one with the standard library, and finds the interval by solving
its definition: every share that the data do not contradict at 5 % (Wilson, 1927). It uses nothing
of the program but the published scores of the five levels.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable

from feedback.ports import Tally
from feedback.questions.nps import Nps
from feedback.questions.scale import Scale
from feedback.survey import Form
from feedback.survey_figures import survey_figures

_LEVELS = {
    "very-unsatisfied": 1,
    "unsatisfied": 2,
    "neutral": 3,
    "satisfied": 4,
    "very-satisfied": 5,
    "na": None,
}
_CRITERIA = ("chairs", "signs", "manners", "advice")
_FACTORS = {"place": ("chairs", "signs"), "people": ("manners", "advice")}
_SURVEY = Form(
    name="s",
    version=1,
    title={"vi": "S"},
    questions=(
        *(
            Scale(name=name, text={"vi": name}, factor=factor)
            for factor, names in _FACTORS.items()
            for name in names
        ),
        Nps(name="recommend", text={"vi": "?"}),
    ),
    factors={factor: {"vi": factor} for factor in _FACTORS},
)
_Z = statistics.NormalDist().inv_cdf(0.975)


def test_200_random_periods_come_out_the_same_by_an_independent_way() -> None:
    chance = random.Random(20261125)
    for _ in range(200):
        sheets = [_sheet(chance) for _ in range(chance.randint(5, 120))]
        doubtful = chance.choice((0, 5, 12))
        flagged = [_sheet(chance) for _ in range(doubtful)]
        shown = survey_figures((_SURVEY,), _tallies(sheets, flagged), (), _came(sheets, flagged))
        seen = [name for name in _CRITERIA if len(_levels(sheets, (name,))) >= 5]
        assert [figure.question.name for figure in shown.questions] == seen
        for figure in shown.questions:
            _agree(figure.summary, sheets, (figure.question.name,))
        for factor, summary in shown.factors:
            _agree(summary, sheets, [name for name in _FACTORS[factor] if name in seen])
        if seen:
            _agree(shown.total, sheets, seen)
        if doubtful and seen:
            _agree(shown.raw, sheets + flagged, seen)
        given = [sheet["recommend"] for sheet in sheets if sheet["recommend"] is not None]
        scores = [(score, count) for _, score, count in shown.recommendations]
        if len(given) < 5:
            assert not scores
            continue
        net = statistics.fmean((int(n) >= 9) - (int(n) <= 6) for n in given)
        ((score, count),) = scores
        assert (round(score, 9), count) == (round(100 * net, 9), len(given))


def _agree(summary, sheets, names) -> None:  # type: ignore[no-untyped-def]
    levels = _levels(sheets, names)
    people = max(len(_levels(sheets, (name,))) for name in names)
    share = statistics.fmean(level >= 4 for level in levels)
    assert summary.scored == len(levels)
    assert summary.people == people
    assert abs(summary.index - 100 * share) < 1e-9
    assert abs(summary.level - statistics.fmean(levels)) < 1e-9
    assert abs(summary.mean - statistics.fmean(25 * (level - 1) for level in levels)) < 1e-9

    def contradicted(p: float) -> bool:
        return (share - p) ** 2 > _Z * _Z * p * (1 - p) / people

    assert abs(summary.interval.low - 100 * _edge(contradicted, 0.0, share)) < 1e-6
    assert abs(summary.interval.high - 100 * _edge(contradicted, 1.0, share)) < 1e-6


def _edge(contradicted: Callable[[float], bool], outside: float, inside: float) -> float:
    """Return where shares begin to be contradicted, by halving."""
    for _ in range(60):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if contradicted(middle) else (outside, middle)
    return inside


_Sheet = dict[str, str | None]


def _sheet(chance: random.Random) -> _Sheet:
    liking = chance.random()
    sheet: _Sheet = {}
    for name in _CRITERIA:
        weights = [1 - liking, 1 - liking, 0.3, liking, liking, 0.2]
        answered = chance.random() > 0.3
        sheet[name] = chance.choices(list(_LEVELS), weights)[0] if answered else None
    sheet["recommend"] = str(chance.randint(0, 10)) if chance.random() > 0.4 else None
    return sheet


def _levels(sheets: list[_Sheet], names: object) -> list[int]:
    found = [_LEVELS[sheet[name] or "na"] for sheet in sheets for name in names]  # type: ignore[attr-defined]
    return [level for level in found if level is not None]


def _tallies(sheets: list[_Sheet], flagged: list[_Sheet]) -> list[Tally]:
    clean = [Tally(q, name, 1, 0) for s in sheets for q, name in s.items() if name is not None]
    return clean + [Tally(q, n, 1, 1) for s in flagged for q, n in s.items() if n is not None]


def _came(sheets: list[_Sheet], flagged: list[_Sheet]) -> tuple[int, int]:
    return len(sheets) + len(flagged), len(flagged)
