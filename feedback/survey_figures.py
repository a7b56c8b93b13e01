"""The figures of one survey as they may be shown: everything hidden that has to be, already gone.

Totals are made of what is shown: a question answered by fewer than five people counts in no
factor, unit, month or overall figure, so it cannot be worked out from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from feedback.ports import Tally
from feedback.question import Question
from feedback.statistics import (
    SMALL,
    Change,
    Counts,
    Summary,
    compare,
    counted,
    hidden_cells,
    pool,
    recommendation,
    summarise,
)
from feedback.survey import Form

NOBODY = Summary()
"""What nobody's answers come to."""


@dataclass(frozen=True, slots=True)
class QuestionFigure:
    """A question with an index, and how often each scored answer was given, worst first."""

    question: Question
    summary: Summary
    levels: tuple[tuple[str, float, int], ...]
    """(tallied name, score, count)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A question that is counted and not scored: its answers, the most frequent first."""

    question: Question
    given: int
    shares: tuple[tuple[str, float], ...]
    """(tallied name, per cent of the answers)."""
    rest: float
    """What answers of fewer than five people each come to together, per cent."""


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """What may be said of one survey in one period."""

    received: int
    """Responses that came in, flagged ones included; 0 when it would give few of them away."""
    cleaned: int
    """Responses that count; 0 when fewer than five."""
    too_few: bool
    """Something came in, from fewer than five people who count."""
    few_flagged: bool
    """One to four are flagged: only the cleaned figures are shown."""
    total: Summary
    raw: Summary | None
    """The same with flagged answers, where showing both gives nothing away and they differ."""
    change: Change
    questions: tuple[QuestionFigure, ...]
    spreads: tuple[Spread, ...]
    recommendations: tuple[tuple[Question, float, int], ...]
    """(question, net promoter score, answers)."""
    factors: tuple[tuple[str, Summary], ...]
    hidden: tuple[Question, ...]
    """Questions that were answered, by too few people."""
    assisted: int = 0
    """Responses that count and were filled in for somebody else."""
    once: Summary = NOBODY
    """Of answers by one-time links alone, where that and the rest give nobody away."""

    @property
    def shown(self) -> tuple[Question, ...]:
        """The questions every total is made of."""
        return tuple(figure.question for figure in self.questions)


def all_questions(versions: Sequence[Form]) -> tuple[Question, ...]:
    """Return the questions of all versions of a form, each as last published, in the newest order.

    Answers of a period may belong to several versions: a question that was dropped since keeps
    its figures, and its column in an export.
    """
    newest: dict[str, Question] = {}
    for form in reversed(versions):
        for question in form.questions:
            newest.setdefault(question.name, question)
    return tuple(newest.values())


def survey_figures(
    versions: Sequence[Form],
    tallies: Iterable[Tally],
    before: Iterable[Tally],
    responses: tuple[int, int],
    assisted: int = 0,
    once: Iterable[Tally] = (),
) -> SurveyFigures:
    """Return what may be shown; `before` are the tallies of the period before.

    `versions`: every version of the survey, oldest first. `responses`: how many came in, and how
    many of them are flagged. `once`: the tallies of one-time links alone.
    """
    tallies = list(tallies)
    counts, raw_counts = counted(tallies), counted(tallies, raw=True)
    came, flagged = responses
    cleaned = came - flagged
    if cleaned < SMALL:
        counts = raw_counts = {}
    asked = [q for q in all_questions(versions) if q.name in counts]
    figures = [_figure(q, counts) for q in asked if _is_scored(q, counts)]
    questions = tuple(figure for figure in figures if not figure.summary.hidden)
    shown = [figure.question for figure in questions]
    few_flagged = 0 < flagged < SMALL
    # A handful of flagged people could be worked out from figures with and without them.
    raw = summarise(shown, raw_counts) if flagged >= SMALL and shown else None
    spreads = [_spread(q, counts) for q in asked if not _is_scored(q, counts) and not q.recommends]
    promoting = [(q, recommendation(q, counts)) for q in asked if q.recommends]
    total = summarise(shown, counts)
    return SurveyFigures(
        received=came if cleaned >= SMALL and not few_flagged else 0,
        cleaned=cleaned if cleaned >= SMALL else 0,
        too_few=came > 0 and cleaned < SMALL,
        few_flagged=few_flagged,
        total=total,
        raw=raw,
        change=_change(figures, counts, before),
        questions=questions,
        spreads=tuple(spread for spread in spreads if spread is not None),
        recommendations=tuple((q, *found) for q, found in promoting if found is not None),
        factors=_factors(versions[-1], shown, counts),
        hidden=tuple(figure.question for figure in figures if figure.summary.hidden),
        assisted=assisted if cleaned >= SMALL else 0,
        once=_apart(shown, counts, counted(once)),
    )


def _apart(shown: Sequence[Question], all_: Counts, some: Counts) -> Summary:
    """Return the summary of some answers, an empty one where few gave them, or few did not."""
    for question in shown:
        given = sum(some.get(question.name, {}).values())
        others = sum(all_[question.name].values()) - given
        if 0 < given < SMALL or 0 < others < SMALL:
            return NOBODY
    return summarise(shown, some)


def change_since(
    figures: SurveyFigures, tallies: Iterable[Tally], earlier: Iterable[Tally]
) -> Change:
    """Return how the index moved since another period, whose tallies are `earlier`."""
    return _change(figures.questions, counted(tallies), earlier)


def _change(figures: Iterable[QuestionFigure], counts: Counts, earlier: Iterable[Tally]) -> Change:
    """Compare the questions that are shown in both periods.

    A question few people answered then would be given away by a sum it is part of; and without
    it there, like is not compared with like if it stays here.
    """
    shown = [figure.question for figure in figures if not figure.summary.hidden]
    then = counted(earlier)
    both = [question for question in shown if not summarise((question,), then).hidden]
    now = summarise(both or shown, counts)
    return compare(now, summarise(both, then))


@dataclass(frozen=True, slots=True)
class Cells:
    """Figures by unit or month, without those that have to be hidden."""

    shown: tuple[tuple[str, Summary], ...]
    some_hidden: bool = False

    @property
    def overlap(self) -> Literal["all", "some", "none"]:
        """Tell how many of the intervals have something in common: what overlaps has no order."""
        found = [each.interval for _, each in self.shown if each.interval is not None]
        pairs = [one.overlaps(other) for one, other in combinations(found, 2)]
        if not any(pairs):
            return "none"
        return "all" if all(pairs) else "some"


def by_unit(
    figures: SurveyFigures,
    tallies: Mapping[str, Iterable[Tally]],
    line: Callable[[str], Sequence[str]],
    top: str,
) -> Cells:
    """Return the figures of the units right below one, best first, each with all below it.

    `line`: what a unit counts for, itself first.

    Units with fewer than five people are left out, and one more where the total of all would
    give a small one away.
    """
    sums: dict[str, list[Tally]] = {}
    for unit, counted_there in tallies.items():
        sums.setdefault(below(line(unit), top), []).extend(counted_there)
    cells = _open_cells(figures.shown, sums)
    best_first = sorted(cells.shown, key=lambda each: (-(each[1].index or 0.0), each[0]))
    return Cells(tuple(best_first), cells.some_hidden)


def by_month(
    questions: Sequence[Question], tallies: Mapping[date, Iterable[Tally]]
) -> tuple[tuple[date, Summary], ...]:
    """Return the figures of each month, oldest first, without months that have to be hidden."""
    named = {month.isoformat(): each for month, each in tallies.items()}
    cells = _open_cells(questions, named)
    return tuple((date.fromisoformat(name), each) for name, each in sorted(cells.shown, key=_name))


def _open_cells(questions: Sequence[Question], tallies: Mapping[str, Iterable[Tally]]) -> Cells:
    cells = {name: summarise(questions, counted(each)) for name, each in tallies.items()}
    cells = {name: cell for name, cell in cells.items() if cell.people}
    hidden = hidden_cells({name: cell.people for name, cell in cells.items()})
    seen = tuple((name, cell) for name, cell in cells.items() if name not in hidden)
    return Cells(seen, bool(hidden))


def _name(cell: tuple[str, Summary]) -> str:
    return cell[0]


def below(line: Sequence[str], top: str) -> str:
    """Return the unit right below `top` in a line; its first when that is elsewhere."""
    return line[line.index(top) - 1] if top in line[1:] else line[0]


def _is_scored(question: Question, counts: Counts) -> bool:
    if question.recommends:
        return False
    return any(question.score(name) is not None for name in counts[question.name])


def _figure(question: Question, counts: Counts) -> QuestionFigure:
    scores = [(name, question.score(name), n) for name, n in counts[question.name].items()]
    levels = sorted(
        ((name, score, n) for name, score, n in scores if score is not None),
        key=lambda level: level[1],
    )
    return QuestionFigure(question, summarise((question,), counts), tuple(levels))


def _spread(question: Question, counts: Counts) -> Spread | None:
    names = counts[question.name]
    given = sum(names.values())
    pooled = pool(names)
    if not pooled.shown:
        return None
    shares = tuple((name, 100 * n / given) for name, n in pooled.shown)
    return Spread(question, given, shares, 100 * pooled.rest / given)


def _factors(
    form: Form, shown: Iterable[Question], counts: Counts
) -> tuple[tuple[str, Summary], ...]:
    groups: dict[str, list[Question]] = {name: [] for name in form.factors}
    for question in shown:
        if question.factor in groups:
            groups[question.factor].append(question)
    return tuple((name, summarise(group, counts)) for name, group in groups.items() if group)
