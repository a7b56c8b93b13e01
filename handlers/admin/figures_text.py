"""How figures are told in a message: an index never without its number of answers and interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from feedback.letter import Lateness
from feedback.messages import Line, Strong, Text, Words
from feedback.ports import CaseTally
from feedback.question import Question
from feedback.request import Request
from feedback.statistics import SMALL, Change, Interval, Pooled, Summary, pool
from feedback.survey import Form
from feedback.survey_figures import Cells, Spread, SurveyFigures
from feedback.unit import Office
from handlers.admin.asking import unit_name

LANGUAGES = ("vi", "en")
"""In which the labels of choices go along to where they are said."""
_FEW_UNITS = 6
_ENDS = 3
"""Units told of at each end of a long list."""
_SHARES = 4
"""Answers told of for a question that is counted and not scored."""
_NAME_LENGTH = 70
_CATEGORIES = 6


def survey_lines(
    office: Office,
    form: Form,
    figures: SurveyFigures,
    asked: Request,
    *,
    season: Sequence[Line] = (),
    full: bool,
) -> list[Line]:
    """Return the lines on one survey; `full` with its questions, groups and counted answers.

    `season` is how it stands beside the same days a year earlier.
    """
    lines: list[Line] = [Strong(form.title)]
    if not figures.cleaned:
        return [*lines, Text("figures-too-few" if figures.too_few else "figures-nothing")]
    lines += [*_totals(figures, asked), *season]
    if not full:
        return lines
    if figures.factors:
        lines.append(Text("figures-factors"))
        lines += [_line(form.factors[name], each) for name, each in figures.factors]
    if not figures.factors or asked.topic:
        asked_lines: list[Line] = [
            *(_line(_name(each.question), each.summary) for each in figures.questions),
            *(_spread(office, spread) for spread in figures.spreads),
            *(
                Text("figures-recommendation", {"name": _name(each), "score": score, "count": n})
                for each, score, n in figures.recommendations
            ),
        ]
        if figures.hidden:
            asked_lines.append(Text("figures-hidden-questions", {"count": len(figures.hidden)}))
        lines += [Text("figures-questions"), *asked_lines] if asked_lines else []
    return lines


def unit_lines(office: Office, units: Cells) -> list[Line]:
    """Return the units' lines, best first; of many the best and the lowest few."""

    def told(cells: Iterable[tuple[str, Summary]]) -> list[Line]:
        return [_unit_line(unit_name(office, unit), each) for unit, each in cells]

    shown = units.shown
    lines: list[Line] = []
    if len(shown) > _FEW_UNITS:
        lines += [Text("figures-units-best"), *told(shown[:_ENDS])]
        lines += [Text("figures-units-lowest"), *told(shown[: -_ENDS - 1 : -1])]
    elif shown:
        lines += [Text("figures-units"), *told(shown)]
    if units.overlap != "none":
        lines.append(Text("figures-units-overlap", {"which": units.overlap}))
    if units.some_hidden:
        lines.append(Text("figures-units-hidden"))
    return lines


def case_lines(office: Office, cases: Sequence[CaseTally]) -> list[Line]:
    """Return the lines on cases: by kind, by state and by the top of the tree of categories."""
    total = sum(each.count for each in cases)
    if not total:
        return [Text("figures-cases-none")]
    if total < SMALL:
        return [Text("figures-cases-few")]
    kinds, states = by_kind(cases), by_state(cases)
    subjects = by_subject(office, cases)
    return [
        Strong(Text("figures-cases", {"count": total})),
        *_assisted(sum(each.assisted for each in cases), total),
        *_counts("figures-cases-kinds", [(kind_name(k), n) for k, n in kinds.shown], kinds),
        *_counts("figures-cases-states", [(state_name(s), n) for s, n in states.shown], states),
        *_counts(
            "figures-cases-categories",
            [(subject_name(office, c), n) for c, n in subjects.shown],
            subjects,
        ),
    ]


def lateness_lines(late: Lateness) -> list[Line]:
    """Return the line on what was late; how an office keeps its word is no secret of few."""
    if not late.all:
        return []
    counts = {"in_time": late.in_time, "too_late": late.too_late, "without": late.without}
    return [Text("figures-late", {"count": late.all, **counts})]


def by_kind(cases: Iterable[CaseTally]) -> Pooled:
    """Return cases by kind, small ones put together."""
    return pool(_added((each.kind, each.count) for each in cases))


def by_state(cases: Iterable[CaseTally]) -> Pooled:
    """Return cases by state, small ones put together."""
    return pool(_added((each.state, each.count) for each in cases))


def by_subject(office: Office, cases: Iterable[CaseTally]) -> Pooled:
    """Return cases by the category at the top of the tree, small ones put together."""
    return pool(_added((top_category(office, each.category), each.count) for each in cases))


def kind_name(kind: str) -> Line:
    """Return what cases of a kind are called."""
    return Text("figures-kind", {"kind": kind})


def state_name(state: str) -> Line:
    """Return what a state is called."""
    return Text("figures-state", {"state": state})


def subject_name(office: Office, category: str) -> Line:
    """Return a category's name, its id when it is no longer in the pack."""
    known = office.categories.get(category)
    return category if known is None else known.name


def top_category(office: Office, category: str) -> str:
    """Return the category at the top of the tree that one belongs to."""
    seen: set[str] = set()
    while category not in seen:
        seen.add(category)
        known = office.categories.get(category)
        if known is None or known.parent is None:
            break
        category = known.parent
    return category


def percent(share: float) -> Line:
    """Return a share with one decimal and its sign."""
    return Text("figures-percent", {"share": share})


def change_line(change: Change, before: Words) -> Line:
    """Return how an index moved since a period, by that period's name."""
    inside = dict(before)
    inside["vi"] = inside["vi"][:1].lower() + inside["vi"][1:]
    about = {"direction": change.direction, "points": change.points, "before": inside}
    return Text("figures-change", about)


def _totals(figures: SurveyFigures, asked: Request) -> list[Line]:
    if figures.few_flagged:
        lines: list[Line] = [Text("figures-received-few-flagged", {"cleaned": figures.cleaned})]
    else:
        flagged = figures.received - figures.cleaned
        counts = {"received": figures.received, "cleaned": figures.cleaned, "flagged": flagged}
        lines = [Text("figures-received", counts)]
    lines += _assisted(figures.assisted, figures.cleaned)
    total = figures.total
    if total.index is None or total.interval is None:
        return lines
    low, high = percent(total.interval.low), percent(total.interval.high)
    index: Line = Text("figures-index", {"index": percent(total.index), "low": low, "high": high})
    lines.append(index)
    if figures.raw is not None and figures.raw.index is not None:
        lines.append(Text("figures-raw", {"index": percent(figures.raw.index)}))
    if figures.once.index is not None and figures.once.people < total.people:
        about = {"index": percent(figures.once.index), "count": figures.once.people}
        lines.append(Text("figures-once", about))
    lines.append(Text("figures-mean", {"mean": total.mean or 0.0, "level": total.level or 1.0}))
    lines.append(change_line(figures.change, asked.period.before.label))
    return lines


def _assisted(count: int, total: int) -> list[Line]:
    """Return how many were filled in for somebody else; a few, or all but a few, are not told."""
    if not count:
        return []
    if count < SMALL:
        return [Text("figures-assisted-few", {"most": SMALL})]
    if 0 < total - count < SMALL:
        return [Text("figures-assisted-most")]
    return [Text("figures-assisted", {"count": count})]


def _line(name: Line, summary: Summary) -> Line:
    index = percent(summary.index or 0.0)
    return Text("figures-line", {"name": name, "index": index, "count": summary.people})


def _unit_line(name: Line, summary: Summary) -> Line:
    """Return a unit's index with its interval: units stand in an order, and most have none."""
    known = summary.interval or Interval(0.0, 100.0)
    low, high = percent(known.low), percent(known.high)
    about: dict[str, Line | int] = {"name": name, "index": percent(summary.index or 0.0)}
    return Text("figures-unit", {**about, "count": summary.people, "low": low, "high": high})


def _spread(office: Office, spread: Spread) -> Line:
    shares: Line = ""
    for name, share in spread.shares[:_SHARES]:
        label = {language: spread.question.label(name, language, office) for language in LANGUAGES}
        shares = _joined(shares, Text("figures-share", {"name": label, "share": percent(share)}))
    rest = spread.rest + sum(share for _, share in spread.shares[_SHARES:])
    if rest:
        shares = _joined(shares, Text("figures-share-rest", {"share": percent(rest)}))
    about: dict[str, Line | int | float] = {"name": _name(spread.question), "shares": shares}
    return Text("figures-spread", {**about, "count": spread.given})


def _counts(heading: str, named: Sequence[tuple[Line, int]], pooled: Pooled) -> list[Line]:
    if not named:
        return []  # they are all small, and their sum was said before
    counts: Line = ""
    for name, count in named[:_CATEGORIES]:
        counts = _joined(counts, Text("figures-count", {"name": name, "count": count}))
    rest = pooled.rest + sum(count for _, count in named[_CATEGORIES:])
    if rest:
        counts = _joined(counts, Text("figures-rest", {"count": rest}))
    return [Text(heading, {"counts": counts})]


def _joined(before: Line, after: Line) -> Line:
    if before == "":
        return after
    return Text("figures-joined", {"before": before, "after": after})


def _name(question: Question) -> Words:
    """Return a question's words, short enough for a line in a list."""
    return {language: _shortened(text) for language, text in question.text.items()}


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _NAME_LENGTH:
        return text.rstrip("?.")
    return text[:_NAME_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _added(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    added: Counter[str] = Counter()
    for name, count in counts:
        added[name] += count
    return added
