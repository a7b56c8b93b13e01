"""`/maqr`: a unit's QR codes as pictures, posters to hang up, and one-time cards to hand out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from feedback.calendar import local_day
from feedback.code import spell
from feedback.messages import Button, Line, Picture, Reply, Strong, Text
from feedback.ports import Job
from feedback.report_plan import SEEING
from feedback.survey import Form
from feedback.unit import Office, Unit
from handlers import conversing
from handlers.admin.asking import addressed, understand
from handlers.context import Answer, Command, Feature, Turn
from handlers.jobs import JobContext, PrintedLink
from handlers.menu import menu_button
from handlers.payload import Once, Rate, Report, read
from handlers.reports import poster
from handlers.reports.poster import Code, Poster

_REPORT = "report"
_REPORT_WORDS = ("góp ý", "phản ánh", "report")
_LAYOUTS = {"4": "a4", "6": "a6", "A": "a4", "B": "a6"}
"""What a button makes, by its letter: a poster of one unit, or of all below it as well."""
_WHOLE = ("A", "B")
_CARDS = {"t": 10, "u": 50, "v": 100}
_PAGE = 8
_AT_ONCE = 40
"""Posters drawn between two words of how far it is; some half a second."""
_MOST = 1500
"""Posters of one file: some 15 MB, which every channel that takes files carries."""
_VI = "vi"
"""What is printed is in Vietnamese, whoever prints it."""
_DATA = 64

_Wish = Rate | Report


async def _show(turn: Turn, words: str) -> Answer:
    """Show what there is to be printed for a unit; without words for one's own."""
    surveys = {form.name: tuple(form.title.values()) for form in _surveys(turn)}
    asked = understand(turn, "maqr", words, {_REPORT: _REPORT_WORDS, **surveys})
    if isinstance(asked, Answer):
        return conversing.way_back(turn, asked)
    unit = asked.unit or turn.office.root
    survey = asked.topic if asked.topic != _REPORT else ""
    if survey is None:
        daily = turn.office.late_files.survey
        survey = daily if daily in surveys else next(iter(surveys), "")
    at = "" if unit == turn.office.root else unit
    return _offer(turn, Rate(survey, at) if survey else Report(at))


async def _pressed(turn: Turn, data: str) -> Answer:
    what, _, rest = data.partition(":")
    wish = read(rest.partition(":")[0])
    if not isinstance(wish, Rate | Report) or not _may(turn, wish):
        return _said(turn, Text("poster-not-yours"))
    if what == "p" and isinstance(wish, Rate):
        page = rest.partition(":")[2]
        return _procedures(turn, wish, int(page) if page.isdecimal() and len(page) < 4 else 0)
    if what in ("q", *_LAYOUTS) or (what in _CARDS and _rates_once(turn, wish)):
        return _make(turn, what, wish)
    return _offer(turn, wish)


def _may(turn: Turn, wish: _Wish) -> bool:
    """Tell whether somebody prints codes for a unit: whoever sees its figures, while it stands."""
    office = turn.office
    unit = office.units.get(wish.unit or office.root)
    if unit is None or not unit.exists_on(turn.today):
        return False
    if isinstance(wish, Rate) and wish.survey not in {form.name for form in _surveys(turn)}:
        return False
    held = {at for role, at in turn.actor.grants if role in SEEING}
    return bool(held & office.over(unit.id))


def _surveys(turn: Turn) -> list[Form]:
    return [form for form in turn.forms.surveys() if form.listed and form.is_open(turn.today)]


def _rates_once(turn: Turn, wish: _Wish) -> bool:
    return (
        isinstance(wish, Rate) and bool(wish.unit) and wish.survey == turn.office.late_files.survey
    )


def _offer(turn: Turn, wish: _Wish) -> Answer:
    office = turn.office
    if not _may(turn, wish):
        return _said(turn, Text("poster-not-yours"))
    unit = office.units[wish.unit or office.root]
    below = _standing(office, unit, turn)
    lines: list[Line] = [Strong(Text("poster-of", {"unit": unit.name})), _about(turn, wish)]
    if isinstance(wish, Rate) and wish.procedure in office.procedures:
        lines.append(Text("survey-about", {"procedure": office.procedures[wish.procedure].name}))
    lines.append(Text("poster-payload", {"payload": str(wish)}))
    rows = [
        _row(Text("poster-picture"), f"qr:q:{wish}"),
        _row(Text("poster-a4"), f"qr:4:{wish}"),
        _row(Text("poster-a6"), f"qr:6:{wish}"),
    ]
    if len(below) > 1 and not getattr(wish, "procedure", ""):
        count = {"count": len(below)}
        rows += [
            _row(Text("poster-all-a4", count), f"qr:A:{wish}"),
            _row(Text("poster-all-a6", count), f"qr:B:{wish}"),
        ]
    if _rates_once(turn, wish):
        rows += [
            _row(Text("poster-cards", {"count": n}), f"qr:{k}:{wish}") for k, n in _CARDS.items()
        ]
    rows += [_row(label, f"qr:s:{other}") for label, other in _others(turn, wish)]
    if isinstance(wish, Rate) and _asks_procedure(turn, wish):
        rows.append(_row(Text("poster-procedure"), f"qr:p:{replace(wish, procedure='')}"))
    reply = Reply(lines=tuple(lines), rows=(*filter(None, rows), menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


def _row(label: Line, data: str) -> tuple[Button, ...]:
    """Return a row with a button, none where its data would be longer than channels carry."""
    return (Button(label, data),) if len(data) <= _DATA else ()


def _about(turn: Turn, wish: _Wish) -> Line:
    if isinstance(wish, Report):
        return Text("poster-report-code")
    form = turn.forms.latest(wish.survey)
    return Text("poster-survey", {"title": form.title if form is not None else wish.survey})


def _others(turn: Turn, wish: _Wish) -> list[tuple[Line, _Wish]]:
    """Return what else a code of the unit may open."""
    rates: list[tuple[Line, _Wish]] = [
        (form.title, Rate(form.name, wish.unit))
        for form in _surveys(turn)
        if not isinstance(wish, Rate) or form.name != wish.survey
    ]
    report: list[tuple[Line, _Wish]] = [(Text("poster-report-code"), Report(wish.unit))]
    return rates + (report if isinstance(wish, Rate) else [])


def _asks_procedure(turn: Turn, wish: Rate) -> bool:
    form = turn.forms.latest(wish.survey)
    return form is not None and any(each.kind == "procedure" for each in form.questions)


def _procedures(turn: Turn, wish: Rate, page: int) -> Answer:
    office = turn.office
    unit = office.units[wish.unit or office.root]
    offered = [office.procedures[id] for id in unit.procedures or office.procedures]
    pages = max(1, -(-len(offered) // _PAGE))
    page = min(page, pages - 1)
    rows = [
        _row(each.name, f"qr:s:{replace(wish, procedure=each.id)}")
        for each in offered[page * _PAGE : (page + 1) * _PAGE]
    ]
    rows += [
        _row(Text(f"staff-{name}"), f"qr:p:{wish}:{to}")
        for name, to in (("before", page - 1), ("after", page + 1))
        if 0 <= to < pages
    ]
    which = Reply(lines=(Text("poster-which-procedure"),), rows=tuple(filter(None, rows)))
    return conversing.way_back(turn, Answer((which,)))


def _make(turn: Turn, what: str, wish: _Wish) -> Answer:
    unit = turn.office.units[wish.unit or turn.office.root]
    whole = len(_standing(turn.office, unit, turn)) if what in _WHOLE else 1
    count = _CARDS.get(what, min(_MOST, whole))
    payload = {**addressed(turn), "what": what, "wish": str(wish)}
    turn.storage.add_job(Job(turn.new_id(), "poster", payload))
    if what in _CARDS:
        turn.storage.audit.note(turn.person.id, "links.issued", f"{wish} {count}", turn.now)
    return _said(turn, Text("poster-making", {"count": count, "unit": unit.name}))


def _standing(office: Office, top: Unit, at: Turn | JobContext) -> list[Unit]:
    """Return a unit and all below it that stand today, each right after what it is part of."""
    found: list[Unit] = []
    today = local_day(at.now)
    open_ends = [top]
    while open_ends:
        unit = open_ends.pop()
        if unit.exists_on(today):
            found.append(unit)
            open_ends.extend(reversed(office.children(unit.id)))
    return found


def _said(turn: Turn, *lines: Line) -> Answer:
    return conversing.way_back(turn, Answer((Reply(lines=lines, rows=(menu_button(),)),)))


# Off the turn


async def make(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Draw what was asked for; how far it is is told where it takes a while."""
    what, wish = str(job.payload["what"]), read(str(job.payload["wish"]))
    office = context.office
    assert isinstance(wish, Rate | Report)  # noqa: S101 - the turn wrote it
    unit = office.units[wish.unit or office.root]
    links = _links(context, str(wish), unit.id)
    if not links:
        return (Reply(lines=(Text("poster-no-link"),)),)
    if what == "q":
        return await _pictures(links, unit)
    if what in _CARDS:
        name, layout = "the", "cards"
        posters = _cards(job, context, wish, unit, _CARDS[what])
    else:
        name, layout = "ap-phich", _LAYOUTS[what]
        whole = what in _WHOLE
        units = _standing(office, unit, context)[:_MOST] if whole else [unit]
        posters = [_poster(context, wish, each) for each in units]
    drawn = await _drawn(context, posters)
    content = await asyncio.to_thread(poster.pdf, drawn, layout)  # type: ignore[arg-type]
    file = Picture(f"{name}-{unit.id}-{layout}.pdf", "application/pdf", content)
    said = Text(f"poster-ready-{layout}", {"count": len(posters), "unit": unit.name})
    return (Reply(lines=(said,), picture=file),)


async def _pictures(links: Sequence[PrintedLink], unit: Unit) -> tuple[Reply, ...]:
    replies = []
    for each in links:
        drawn = await asyncio.to_thread(poster.picture, each.link)
        file = Picture(f"qr-{unit.id}-{each.channel}.png", "image/png", drawn)
        about = {"channel": each.channel, "link": each.link}
        replies.append(Reply(lines=(Text("poster-code", about),), picture=file))
    return tuple(replies)


async def _drawn(context: JobContext, posters: Sequence[Poster]) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    for start in range(0, len(posters), _AT_ONCE):
        if start:
            progress = Text("poster-progress", {"done": start, "count": len(posters)})
            await context.say(Reply(lines=(progress,), merge="poster-progress"))
        some = posters[start : start + _AT_ONCE]
        drawn += await asyncio.to_thread(poster.prepared, some)
    return drawn


def _poster(context: JobContext, wish: _Wish, unit: Unit) -> Poster:
    office = context.office
    here = replace(wish, unit="" if unit.id == office.root else unit.id)
    words = office.texts.get(_words_of(wish)) or Text(_words_of(wish))
    heading, *steps = context.render(words, _VI).strip().splitlines()
    procedure = office.procedures.get(getattr(here, "procedure", ""))
    about = {} if procedure is None else {"procedure": procedure.name}
    return Poster(
        office=context.render(office.name, _VI),
        place=context.render(unit.name, _VI),
        heading=heading,
        steps=tuple(steps),
        codes=_codes(context, _links(context, str(here), unit.id)),
        about=context.render(Text("survey-about", about), _VI) if about else "",
    )


def _words_of(wish: _Wish) -> str:
    return "poster-rate" if isinstance(wish, Rate) else "poster-report"


def _links(context: JobContext, payload: str, unit: str) -> tuple[PrintedLink, ...]:
    """Return where codes lead, the one most people can open first."""
    known = {each.channel: each for each in context.links(payload, unit)}
    if zalo := context.office.posters.zalo:
        known["zalo"] = PrintedLink("zalo", zalo, f"/danhgia {unit}")
    first = [known.pop(name) for name in ("web", "zalo") if name in known]
    return (*first, *known.values())


def _codes(context: JobContext, links: Sequence[PrintedLink]) -> tuple[Code, ...]:
    codes = []
    for each in links:
        typed: tuple[str, ...] = (each.typed,)
        if each.channel == "zalo":  # its page opens the chat and carries nothing there
            then = context.render(Text("poster-then", {"words": each.typed}), _VI)
            typed = (each.link.partition("://")[2], then)
        name = context.render(Text("poster-channel", {"channel": each.channel}), _VI)
        codes.append(Code(name, each.link, typed))
    return tuple(codes)


def _cards(
    job: Job, context: JobContext, wish: Rate | Report, unit: Unit, count: int
) -> list[Poster]:
    """Make one-time links of a desk; a job that is done again makes the same ones."""
    today = local_day(context.now)
    until = today + timedelta(days=context.office.late_files.link_days)
    procedure = context.office.procedures.get(getattr(wish, "procedure", ""))
    cards = []
    for number in range(count):
        code = context.work.rating_tokens.issue(
            f"{job.id}/{number}", unit.id, procedure.id if procedure else "", "", until
        )
        links = context.links(str(Once(code)), unit.id)
        typed = (context.render(Text("poster-or-type"), _VI), f"/danhgia {spell(code)}")
        cards.append(
            Poster(
                office="",
                place=context.render(unit.name, _VI),
                heading=context.render(Text("poster-card"), _VI),
                steps=(context.render(Text("poster-card-until", {"day": until}), _VI),),
                codes=(Code("", links[0].link if links else spell(code), typed),),
                about=context.render(procedure.name, _VI) if procedure else "",
            )
        )
    return cards


POSTERS = Feature(
    commands=(Command("maqr", "qr", _show, "command-maqr", roles=SEEING),),
    presses={"qr": _pressed},
    jobs={"poster": make},
)
