"""What an officer is asked for an action: of the form `act` the questions its row needs, with what
there is to choose from at this case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from feedback.access import may
from feedback.acting_lint import FORM, MORE, PART, asking
from feedback.calendar import WorkingCalendar, local_day
from feedback.case import Case
from feedback.case_clock import latest_day
from feedback.code import spell
from feedback.condition import Condition
from feedback.errors import ClockRefused
from feedback.messages import Line, Text
from feedback.person import Member
from feedback.question import Question
from feedback.questions.choice import Choice
from feedback.survey import Form
from feedback.unit import Office
from feedback.workflow import Transition
from handlers.context import Turn, actor
from handlers.officer.urgency import short

MOST_PARTS = 5
"""Matters taken out of a case at once."""

_GROUNDS = "grounds"
_MOST_ALIKE = 5
"""Cases offered to be grouped with; of any other the code is typed."""


def as_asked(form: Form, context: Mapping[str, str]) -> Form:
    """Return the form `act` as it is asked in a conversation; any other as it is.

    What is asked follows from the published version and the conversation's own context, so it
    stays the same until the conversation ends.
    """
    if form.purpose != FORM or "needs" not in context:
        return form
    action = context["action"]
    needs = context["needs"].split()
    whole = {need: asking(form, need, action) for need in (*needs, *PART, MORE)}
    order = {question.name: place for place, question in enumerate(form.questions)}
    found = [(order[each.name], need, each) for need in needs if (each := whole[need]) is not None]
    questions: list[Question] = []
    if "parts" in needs:
        questions += _parts({need: each for need, each in whole.items() if each is not None})
    questions += [
        _fitted(each.model_copy(update={"name": need.replace("_", "-")}), context)
        for _, need, each in sorted(found, key=lambda each: each[0])
    ]
    fields = {name: getattr(form, name) for name in Form.model_fields}
    return Form(**{**fields, "questions": tuple(questions)})


def _parts(whole: Mapping[str, Question]) -> Iterable[Question]:
    """Yield the same questions for one matter after the other, as long as there is another."""
    when: Condition | None = None
    for number in range(1, MOST_PARTS + 1):
        for need in PART if number == MOST_PARTS else (*PART, MORE):
            yield whole[need].model_copy(update={"name": f"{need}-{number}", "when": when})
        when = Condition.model_validate({"question": f"{MORE}-{number}", "is": "yes"})


def _fitted(question: Question, context: Mapping[str, str]) -> Question:
    """Return the grounds that the law allows at this case, each with its last day."""
    if question.name != "ground" or not isinstance(question, Choice):
        return question
    latest = json.loads(context.get(_GROUNDS, "{}"))
    options = [
        each.model_copy(
            update={
                "label": {
                    language: words.replace("{latest}", latest[each.name])
                    for language, words in each.label.items()
                }
            }
        )
        for each in question.choices
        if each.name in latest
    ]
    return question.model_copy(update={"choices": tuple(options)})


async def surrounding(turn: Turn, case: Case, row: Transition) -> dict[str, str] | Line:
    """Return the context of asking for an action, or why it need not even be asked."""
    context = {
        "case": case.id,
        "action": row.action,
        "needs": " ".join(row.needs),
        "code": spell(case.code),
        "state": case.state,
        "category": case.category,
        "unit": case.unit,
        "day": "" if case.promised is None else _written(case.promised),
    }
    if "ground" in row.needs:
        grounds = _grounds(turn, case)
        if not isinstance(grounds, dict):
            return grounds
        context[_GROUNDS] = json.dumps(grounds)
    if "same_as" in row.needs:
        alike = await _alike(turn, case)
        context["suggested-same-as"] = json.dumps(
            [(_titled(each), spell(each.code)) for each in alike]
        )
    for need in ("officer", "people"):
        if need in row.needs:
            people = await _people(turn, case, row.action)
            if not people:
                return Text("act-nobody", {"action": row.action})
            context[need] = json.dumps([*people.values()])
            context[f"{need}-ids"] = json.dumps([*people])
    return context


def chosen(context: Mapping[str, str], need: str, answer: object) -> tuple[str, ...]:
    """Return the ids of the people that an answer stands for."""
    ids = json.loads(context.get(f"{need}-ids", "[]"))
    places = answer if isinstance(answer, list) else []
    known = {f"p{number}": str(id) for number, id in enumerate(ids)}
    return tuple(known[each] for each in places if each in known)


def _grounds(turn: Turn, case: Case) -> dict[str, str] | Line:
    """Return the last day the law allows on each ground; why there is none, where there is none."""
    calendar = WorkingCalendar.of(turn.office, case.unit)
    running = [each for each in case.clocks if each.ended_at is None]
    why: Line = Text("refused-no-clock")
    found: dict[str, str] = {}
    for clock in running:
        grounds = [each.ground for each in clock.rule.extensions] or [""]
        for ground in grounds:
            try:
                day = latest_day(clock, ground, turn.now, calendar)
            except ClockRefused as refused:
                why = refused.why
            else:
                found[ground] = _written(day)
    return found or why


async def _people(turn: Turn, case: Case, action: str) -> dict[str, str]:
    """Return whom one can choose, by their ids: colleagues by their names, citizens by their codes."""
    if action == "represent":
        own = {case.person, *case.representatives, *case.about}
        grouped = await turn.storage.cases.followers(case.id)
        return {e.person: spell(e.code) for e in grouped if e.person and e.person not in own}
    colleagues = await turn.storage.invitations.staff()
    if action == "assign":
        found = [each for each in colleagues if _may_take(turn.office, each, case)]
    else:
        known = {case.person, *case.representatives, *case.about}
        found = [each for each in colleagues if each.person.id not in known]
    named = {each.person.id: each.name for each in found if each.name}
    return dict(sorted(named.items(), key=lambda each: (each[1], each[0])))


async def _alike(turn: Turn, case: Case) -> list[Case]:
    """Return what a case may say the same as, of its category at its unit: what is announced, then
    what came last, as long as it is not grouped with another itself."""
    cases, flow = turn.storage.cases, turn.office.workflow
    if not case.category:
        return []
    known = [each.id for each in await cases.announced(case.category, {case.unit})]
    latest = sorted(await cases.standing({case.unit}), key=lambda each: each.received_at)[::-1]
    able = {
        each.id: flow.find(each.kind, each.state, "group")
        for each in latest
        if (each.category, each.unit) == (case.category, case.unit)
        and may(turn.office, turn.actor, "list", each.facts)
    }
    ids = [each for each in dict.fromkeys((*known, *able)) if able.get(each) and each != case.id]
    opened = [await cases.by_id(each) for each in ids[:_MOST_ALIKE]]
    return [each for each in opened if each is not None]


def _titled(case: Case) -> str:
    """Return what tells a case from others like it, and nothing of what it says."""
    day = f"{local_day(case.received_at):%d/%m}"
    return " · ".join(filter(None, (short(case), day, case.announced)))


def _may_take(office: Office, member: Member, case: Case) -> bool:
    free = member.person.id != case.officer
    return free and may(office, actor(member.person, office), "take", case)


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
