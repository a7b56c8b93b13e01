"""`/danhgia`: rating a service, from the list or from the QR code at a desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from feedback.code import read
from feedback.conversation import Conversation, Outcome, Submitted
from feedback.messages import Button, Line, Reply, Text
from feedback.question import Value, sent
from feedback.response import Response
from feedback.survey import Form
from feedback.text import fold
from handlers import assisting, case_intake, case_reply, conversing
from handlers.admin.surveys import PREVIEW
from handlers.asking_unit import led_on
from handlers.context import Answer, Command, Feature, Turn, known_id
from handlers.menu import menu, menu_button
from handlers.payload import ASKED, HELPING, Once, Rate, Report

_LOW = 25.0
"""Score of the second lowest of five levels: from there down help is offered."""


async def _rate(turn: Turn, words: str) -> Answer:
    """Begin the one open survey, or ask which; words name a unit ("/danhgia binh my") or survey."""
    code = read(words)  # off a receipt; hardly any name of a unit looks like one
    if code is not None and (once := await open_once(turn, Once(code), agreed=False)) is not None:
        return once
    helper, words = assisting.split(words)
    survey = _survey_named(turn, words)
    unit = "" if survey else _unit_named(turn, words)
    if code is not None and not survey and not unit:
        return conversing.way_back(turn, Answer((Reply(lines=(Text("once-unknown"),)),)))
    wish = Rate(survey=survey, unit=unit, helper=HELPING if helper else "")
    answer = await open_survey(turn, wish, agreed=False)
    return answer or Answer((menu(turn, Text("survey-none")),))


def _survey_named(turn: Turn, words: str) -> str:
    typed = fold(words).split()
    found = [
        form.name
        for form in _listed(turn)
        if typed and set(typed) <= set(fold(" ".join((form.name, *form.title.values()))).split())
    ]
    return found[0] if len(found) == 1 else ""


def _unit_named(turn: Turn, words: str) -> str:
    """Return the one unit meant: of a commune and its parts the commune, of five desks none."""
    office = turn.office
    found = [each for each in office.find_units(words) if each.exists_on(turn.today)]
    named = [each.id for each in found if each.id != office.root]
    return named[0] if named and set(named) <= office.subtree(named[0]) else ""


async def open_survey(turn: Turn, wish: Rate, *, agreed: bool) -> Answer | None:
    """Begin the survey a link asks for, at its unit, procedure and desk; None for a damaged link.

    A unit that has ended is stood for by the one that follows it. A procedure or desk that is no
    more is left out: the rest of the printed code is still good.
    """
    found = _at_present(turn, wish)
    if found is None:
        return None
    printed, wish = wish, found
    if wish.helper == ASKED:
        return assisting.ask(turn, printed)
    if not wish.survey:
        return _choose(turn, printed) or await _only(turn, wish, agreed=agreed)
    form = _on_offer(turn).get(wish.survey)
    if form is None:
        return None
    led = _led_on(turn, printed)
    return await _begin(turn, form, wish, agreed=agreed, led=led)


async def open_once(turn: Turn, wish: Once, *, agreed: bool) -> Answer | None:
    """Begin the survey of one transaction by the link on its receipt; None for one that never was.

    Whoever comes too late or a second time is told so, and may rate the desk as everybody may.
    """
    token = await turn.storage.rating_tokens.find(wish.code)
    if token is None:
        return None
    place = Rate(turn.office.late_files.survey, token.unit, token.procedure, token.desk)
    over = "used" if token.used else "ended" if token.until < turn.today else ""
    form = _on_offer(turn).get(place.survey)
    if over or form is None:
        rows = ((Button(Text("once-rate"), f"s:{place}"),),) if form is not None else ()
        said = Reply(lines=(Text(f"once-{over or 'closed'}"),), rows=(*rows, menu_button()))
        return conversing.way_back(turn, Answer((said,)))
    found = _at_present(turn, place)
    if found is None:
        return None
    about = {"token": token.tag, "payload": str(wish)}
    return await _begin(turn, form, found, agreed=agreed, led=_led_on(turn, place), **about)


def _on_offer(turn: Turn) -> Mapping[str, Form]:
    today = turn.today
    return {form.name: form for form in turn.forms.surveys() if form.is_open(today)}


def _listed(turn: Turn) -> list[Form]:
    """Return the surveys anybody may choose, the shortest first: that is the daily one."""
    listed = [form for form in _on_offer(turn).values() if form.listed]
    return sorted(listed, key=lambda form: len(form.questions))


def _choose(turn: Turn, wish: Rate) -> Answer | None:
    listed = _listed(turn)
    if len(listed) < 2:
        return None
    rows = tuple((Button(form.title, f"s:{replace(wish, survey=form.name)}"),) for form in listed)
    which = Reply(lines=(Text("survey-which"),), rows=rows)
    return conversing.way_back(turn, Answer((which,)))


async def _only(turn: Turn, wish: Rate, *, agreed: bool) -> Answer | None:
    listed = _listed(turn)
    if not listed:
        return None
    return await _begin(turn, listed[0], replace(wish, survey=listed[0].name), agreed=agreed)


def _at_present(turn: Turn, wish: Rate) -> Rate | None:
    """Return what a link printed once means today, None when nothing of it is left."""
    office = turn.office
    heirs = office.heirs(wish.unit, turn.today) if wish.unit else ("",)
    if not heirs:
        return None
    # Where several units follow an old one, the survey itself asks which.
    unit = heirs[0] if len(heirs) == 1 else ""
    desks = office.heirs(wish.desk, turn.today)
    desk = desks[0] if len(desks) == 1 else ""
    procedure = wish.procedure if wish.procedure in office.procedures else ""
    return replace(wish, unit=unit, procedure=procedure, desk=desk if desk != unit else "")


def _led_on(turn: Turn, printed: Rate) -> tuple[Line, ...]:
    """Say where a code leads now that was printed for a unit or desk that is no more."""
    office, today = turn.office, turn.today
    if len(office.heirs(printed.desk, today)) == 1 and (
        led := led_on(office, printed.desk, today)
    ):
        return led
    return led_on(office, printed.unit, today)


async def _begin(
    turn: Turn,
    form: Form,
    wish: Rate,
    *,
    agreed: bool,
    led: tuple[Line, ...] = (),
    token: str = "",
    payload: str = "",
) -> Answer:
    """Begin a survey at a place; `token` and `payload` are of a one-time link, `led` is said where
    a code leads elsewhere than it says."""
    about = {"unit": wish.unit, "procedure": wish.procedure, "desk": wish.desk, "token": token}
    context = {name: value for name, value in about.items() if value}
    context |= {"source": "token" if token else "open", **assisting.context_of(wish)}
    hindered = conversing.hindered(turn, form, context, agreed, payload or str(wish))
    if hindered is not None:
        return hindered
    answers: dict[str, Value] = {
        name: context[name] for name in ("unit", "procedure") if name in context
    }
    said = (*led, *assisting.begun(wish), *_where(turn, context))
    return await conversing.start(turn, form, context, answers, said)


def _where(turn: Turn, context: Mapping[str, str]) -> tuple[Line, ...]:
    """Say what a QR code filled in, so that a person sees at once when it is the wrong desk."""
    office = turn.office
    lines: list[Line] = []
    if place := context.get("desk") or context.get("unit"):
        lines.append(Text("survey-at", {"unit": office.units[place].name}))
    if procedure := context.get("procedure"):
        lines.append(Text("survey-about", {"procedure": office.procedures[procedure].name}))
    return tuple(lines)


async def _answered(turn: Turn, form: Form, held: Conversation, outcome: Outcome) -> Answer:
    """Keep and count a submitted survey, thank, and offer help to whoever was not served well."""
    if not isinstance(outcome, Submitted):
        return Answer()
    if PREVIEW in held.context:
        turn.storage.forget_files(sent(outcome.answers.values()))
        back = ((Button(Text("surveys-list"), "c:khaosat"),),)
        return Answer((Reply(lines=(Text("surveys-tried"),), rows=back),))
    response = await _response(turn, form, held, outcome.answers)
    if used := held.context.get("token"):
        response = await _spent(turn, used, response)
    turn.storage.responses.add(response)
    turn.storage.forget_files(sent(outcome.answers.values()))  # of files only the number counts
    lines: list[Line] = [form.thanks or Text("survey-thanks")]
    rows = [menu_button()]
    if used and response.source == "open":
        lines.append(Text("once-shared"))
    if "repeat" in response.flags:
        lines.append(Text("survey-repeat"))
    if any(_is_low(form, *pair) for pair in response.counted):
        lines += ["", Text("survey-low")]
        unit = response.unit if response.unit != turn.office.root else ""
        report = Report(unit=unit, helper=HELPING if response.assisted else "")
        rows.insert(0, (Button(Text("survey-low-report"), f"s:{report}"),))
    if form.name == case_reply.RATING and "case" in held.context:
        words, buttons = await case_reply.rated(turn, held, outcome)
        lines = [lines[0], *(("", words) if words else ())]
        rows = [*((each,) for each in buttons), menu_button()]
    if response.assisted:
        place = (held.context.get(name, "") for name in ("unit", "procedure", "desk"))
        rows.insert(0, assisting.next_one(Rate(form.name, *place)))
    reply = Reply(lines=tuple(lines), rows=tuple(rows), edit=turn.inbound.press is not None)
    return Answer((reply,))


async def _response(
    turn: Turn, form: Form, held: Conversation, answers: Mapping[str, Value]
) -> Response:
    office, context = turn.office, held.context
    asked = turn.forms.pinned(held.form, held.version).by_name
    unit = known_id(office.units, answers.get("unit"), context.get("unit")) or office.root
    procedure = known_id(office.procedures, answers.get("procedure"), context.get("procedure"))
    assisted = assisting.helping(context)
    # A helper's own answers are told from those of the people helped.
    marked = f"{form.name}/assisted" if assisted else form.name
    respondent = turn.storage.responses.mark(marked, turn.person.id)
    seconds = round((turn.now - held.began_at).total_seconds(), 1)
    spent = round(sum(held.seconds.values()), 1)
    flags: list[str] = []
    if seconds < form.minimum_seconds:
        flags.append("fast")
    if await _is_repeated(turn, form, respondent, (unit, procedure), assisted=assisted):
        flags.append("repeat")
    if turn.person.roles and not assisted:  # an officer who helps writes down what another says
        flags.append("staff")
    return Response(
        id=turn.new_id(),
        form=form.name,
        version=form.version,
        unit=unit,
        procedure=procedure,
        desk=context.get("desk", ""),
        channel=turn.inbound.address.channel,
        source=context.get("source", "open"),
        respondent=respondent,
        submitted_at=turn.now,
        # A pause of days is no time spent on the answers.
        seconds=min(seconds, spent) if spent else seconds,
        flags=tuple(flags),
        assisted=assisted,
        answers={name: value for name, value in answers.items() if name in asked},
        counted=tuple(
            (name, tallied)
            for name, value in answers.items()
            if name in asked
            for tallied in asked[name].tally(value)
        ),
    )


async def _spent(turn: Turn, tag: str, response: Response) -> Response:
    """Use a one-time link with the answer it was for. Where somebody else was faster with the same
    link, or it was forgotten meanwhile, the answer counts as any other."""
    token = await turn.storage.rating_tokens.by_tag(tag)
    if token is None or token.used:
        return replace(response, source="open")
    turn.storage.rating_tokens.use(token)
    return response


async def _is_repeated(
    turn: Turn, form: Form, respondent: str, place: tuple[str, str], *, assisted: bool
) -> bool:
    """Tell whether the person has just answered the same; a helper, whether more people than one
    can sit with in a day."""
    responses = turn.storage.responses
    if assisted:
        since = turn.now - timedelta(days=1)
        return await responses.count_since(form.name, respondent, since) >= form.helped_a_day
    last = await responses.last_at(form.name, respondent, *place)
    return last is not None and turn.now - last < timedelta(hours=form.cool_down_hours)


def _is_low(form: Form, name: str, tallied: str) -> bool:
    score = form.by_name[name].score(tallied)
    return score is not None and score <= _LOW


async def _hear(turn: Turn, form: Form, held: Conversation) -> Answer:
    """Take a message in the middle of a survey; a denunciation is no comment to be kept."""
    if case_intake.denounces(turn, form, held):
        return await case_intake.where_to_denounce(turn)
    return await conversing.listen(turn, form, held)


SURVEY = Feature(
    commands=(Command("danhgia", "rate", _rate, "command-danhgia"),),
    outcomes={"survey": _answered},
    listeners={"survey": _hear},
)

__all__ = ["SURVEY", "open_once", "open_survey"]
