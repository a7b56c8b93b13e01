"""Whether officers are asked for everything the workflow needs, and the words ready for them fit."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.marked_yaml import Path
from feedback.question import Question
from feedback.reply_template import PROVEN
from feedback.survey import Form
from feedback.unit import Office

FORM = "act"
"""Name and purpose of the form that asks officers for what an action needs."""

MORE = "more"
"""Its question whether there is another part to be taken out of a case."""

PART = ("kind", "category", "unit")
"""What is asked of each part."""

_OFFICERS = frozenset({"officer", "head", "admin", "coordinator", "sealed-reader"})

_KINDS = {
    **{"reason": ("text",), "text": ("reply", "text"), "legal_ground": ("text",)},
    **{"evidence": ("attachments",), "unit": ("unit",), "category": ("choice",)},
    **{"kind": ("choice",), "same_as": ("text",), "officer": ("people",), "people": ("people",)},
    **{"outcome": ("choice",), "ground": ("choice",), "until": ("date",), MORE: ("yes-no",)},
}
"""The kinds of question that give what is needed."""


def asking(form: Form, need: str, action: str) -> Question | None:
    """Return the question for what an action needs: its own, as `text-ask`, or that of all."""
    name = need.replace("_", "-")
    return form.by_name.get(f"{name}-{action}") or form.by_name.get(name)


def check_act(form: Form, office: Office) -> Iterator[tuple[Path, str]]:
    """Yield what the form cannot ask although an action of the workflow needs it."""
    told: set[str] = set()
    for row in office.workflow.transitions:
        if not row.by & _OFFICERS:
            continue
        needs = [each for each in row.needs if each != "parts"]
        if "parts" in row.needs:
            needs += [*PART, MORE]
        for need in needs:
            for path, what in _asked(form, need, row.action):
                if what not in told:
                    told.add(what)
                    yield path, what
    yield from _grounds(form, office)


def _asked(form: Form, need: str, action: str) -> Iterator[tuple[Path, str]]:
    question = asking(form, need, action)
    name = need.replace("_", "-")
    if question is None:
        what = f"`{action}` needs `{need}`; add a question `{name}` or `{name}-{action}`"
        yield ("questions",), what
        return
    kinds = ("reply",) if (need, action) == ("text", PROVEN) else _KINDS[need]
    if question.kind not in kinds:
        what = f"`{question.name}` must be of the kind `{kinds[0]}`: `{action}` needs it"
        yield ("questions", form.questions.index(question), "kind"), what


def _grounds(form: Form, office: Office) -> Iterator[tuple[Path, str]]:
    """Every ground on which a time limit may be made longer can be chosen."""
    question = form.by_name.get("ground")
    if question is None:
        return
    of_cases = {kind.clock for kind in office.workflow.kinds.values()}
    clocks = [clock for clock in office.clocks if clock.kind in of_cases]
    grounds = {each.ground for clock in clocks for each in clock.extensions}
    for lacking in sorted(grounds - {*question.names()}):
        what = f"office.yaml allows more time on the ground `{lacking}`; add it to the choices"
        yield ("questions", form.questions.index(question)), what


def check_replies(office: Office) -> Iterator[tuple[Path, str]]:
    """Yield templates that speak of what the office does not have."""
    flow = office.workflow
    worded = {row.action for row in flow.transitions if "text" in row.needs}
    for each in office.replies.templates.values():
        place: Path = ("replies", each.id)
        if each.action not in worded:
            what = f"no `{each.action}` of workflow.yaml needs `text`; correct it"
            yield (*place, "action"), what
        for state in sorted(each.states - {*flow.states}):
            yield (*place, "states"), f"`{state}` is no state of workflow.yaml; correct it"
        for category in sorted(each.categories - {*office.categories}):
            what = f"`{category}` is no category of categories.yaml; correct it"
            yield (*place, "categories"), what
