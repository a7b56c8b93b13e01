"""`/nhatky [person] [topic] [unit] [period]`: who read or changed what; reading it is a line, too.

A turn looks through a bounded number of lines, and goes on where it stopped at a press.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from feedback.access import Actor, may_audit
from feedback.calendar import LOCAL, local_day
from feedback.messages import Button, Line, Picture, Reply, Text
from feedback.period import Period
from feedback.ports import Job, UnitOfWork
from feedback.request import Request
from feedback.text import fold
from feedback.trail import Line as Trace
from feedback.trail import unit_of
from feedback.unit import Office
from handlers import conversing
from handlers.admin.asking import DATA_LENGTH, addressed, understand, unit_name, units_below
from handlers.context import Answer, Command, Feature, Turn, actor
from handlers.jobs import JobContext
from handlers.menu import menu_button
from handlers.officer.history import NOBODY
from handlers.reports import XLSX
from handlers.reports.workbook import Cell, Column, Workbook

READING = frozenset({"auditor", "admin"})
_TOPICS: Mapping[str, tuple[str, ...]] = {
    "case": ("hồ sơ", "phản ánh", "cases"),
    "evidence": ("tệp", "files"),
    "letter": ("thư", "letters"),
    "late-file": ("trễ hẹn", "late files"),
    "role": ("phân quyền", "quyền", "roles"),
    "group": ("nhóm", "groups"),
    "sealed": ("kín", "hồ sơ kín", "sealed lane"),
    "data": ("dữ liệu", "my data"),
    "consent": ("đồng ý", "consents"),
    "person": ("tài khoản", "accounts"),
    "export": ("xuất", "bảng tính", "exports"),
    "audit": ("nhật ký", "audits"),
    "unit": ("cây đơn vị", "tree of units"),
    "links": ("thẻ một lần", "one-time cards"),
    "survey": ("phiếu khảo sát", "surveys"),
}
_PAGE = 8
_BATCH = 250
_LOOKED_AT = 5000
"""Lines one turn looks through at most; a month of a busy commune has fewer."""
_ROWS = 100_000
"""Rows of one workbook at most."""
_WORKBOOK = "audit-workbook"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which lines are wanted. `names`: of everybody who holds or held a role, by their ids."""

    request: Request
    names: Mapping[str, str]
    who: str = ""
    """Whose lines alone; empty: everybody's."""

    @property
    def people(self) -> frozenset[str] | None:
        """The ids of those who are called so, with accents or without."""
        wanted = fold(self.who)
        found = (id for id, name in self.names.items() if fold(name) == wanted)
        return frozenset(found) if wanted else None

    @property
    def period(self) -> Period:
        return self.request.period

    @property
    def token(self) -> str:
        """The same in words that are read back."""
        asked = self.request
        return " ".join(
            filter(None, (fold(self.who), asked.topic, asked.unit, asked.period.token))
        )


async def _show(turn: Turn, words: str) -> Answer:
    """Show the newest lines asked for."""
    asked = await _understood(turn, words)
    return asked if isinstance(asked, Answer) else await _page(turn, asked, _after(asked.period))


async def _pressed(turn: Turn, data: str) -> Answer:
    """Go on behind a line, or have the workbook made."""
    if not turn.person.roles & READING:
        return conversing.way_back(turn, Answer((Reply(lines=(Text("figures-not-yours"),)),)))
    what, _, words = data.partition(":")
    asked = await _understood(turn, words)
    if isinstance(asked, Answer):
        return asked
    if what == "x":
        return _order(turn, asked)
    try:
        packed = base64.urlsafe_b64decode(what).hex()
    except ValueError:
        packed = ""
    if len(packed) != 24:  # nobody's button
        return Answer((Reply(lines=(Text("audit-again"),)),))
    return await _page(turn, asked, f"{packed[:12]}-{packed[12:16]}-{packed[16:]}")


async def _understood(turn: Turn, words: str) -> _Asked | Answer:
    names = await _names(turn.storage)
    said = f" {fold(words)} "
    found = {name for name in names.values() if f" {fold(name)} " in said}
    who = max(found, key=len, default="")
    if who:
        # Folding keeps the number of words, so the name is cut out as the words it stands at.
        at = said[: said.index(f" {fold(who)} ")].split()
        left = words.split()
        words = " ".join((*left[: len(at)], *left[len(at) + len(fold(who).split()) :]))
    request = understand(turn, "nhatky", words, _TOPICS, READING)
    if isinstance(request, Answer):
        return request
    return _Asked(request, names, who)


async def _names(work: UnitOfWork) -> dict[str, str]:
    return {each.person: each.name for each in await work.invitations.all() if each.name}


async def _lines(
    work: UnitOfWork,
    office: Office,
    reader: Actor,
    asked: _Asked,
    before: str | datetime,
    today: date,
) -> AsyncIterator[tuple[Trace, bool]]:
    """Yield the lines of a period, newest first, and whether each is wanted and the reader's."""
    units = units_below(office, asked.request, today)
    people = asked.people
    first = datetime.combine(asked.period.first, time.min, LOCAL)
    while found := await work.audit.lines(first, before, _BATCH):
        for line in found:
            yield (
                line,
                (people is None or (line.actor in people and not line.by_citizen))
                and asked.request.topic in (None, line.topic)
                and (units is None or unit_of(office, line) in units)
                and may_audit(office, reader, line),
            )
        before = found[-1].id


def _after(period: Period) -> datetime:
    return datetime.combine(period.last + timedelta(days=1), time.min, LOCAL)


async def _page(turn: Turn, asked: _Asked, before: str | datetime) -> Answer:
    shown: list[Trace] = []
    looked, more = "", False
    number = 0
    looking = turn.storage, turn.office, turn.actor
    async for line, wanted in _lines(*looking, asked, before, turn.today):
        if number == _LOOKED_AT or (wanted and len(shown) == _PAGE):
            more = True
            break
        number, looked = number + 1, line.id
        if wanted:
            shown.append(line)
    turn.storage.audit.note(turn.person.id, "audit.read", _subject(turn.office, asked), turn.now)
    unit = unit_name(turn.office, asked.request.unit)
    lines: list[Line] = [Text("audit-heading", {"unit": unit, "period": asked.period.label})]
    if asked.who:
        lines.append(Text("audit-only-person", {"name": asked.who}))
    if asked.request.topic:
        topic = Text("audit-topic", {"topic": asked.request.topic})
        lines.append(Text("audit-only-topic", {"topic": topic}))
    lines.append("")
    lines += [_line(turn.office, asked, line) for line in shown]
    if not shown:
        lines.append(Text("audit-nothing-yet" if more else "audit-nothing"))
    offered = [_button("audit-older", _packed(looked), asked)] if more else []
    offered += [_button("audit-export", "x", asked)] if shown or more else []
    rows = [(each,) for each in offered if each is not None]
    lines += ["", Text("audit-narrow")] if None in offered else []
    reply = Reply(lines=tuple(lines), rows=(*rows, menu_button()))
    return conversing.way_back(turn, Answer((reply,)))


def _packed(id: str) -> str:
    """Return a line's id as short as button data needs it."""
    return base64.urlsafe_b64encode(bytes.fromhex(id.replace("-", ""))).decode()


def _button(label: str, what: str, asked: _Asked) -> Button | None:
    """Return a button of `nhatky:`, None when what is asked for does not fit into its data."""
    data = f"nhatky:{what}:{asked.token}"
    return Button(Text(label), data) if len(data.encode()) <= DATA_LENGTH else None


def _subject(office: Office, asked: _Asked) -> str:
    """Return what the line about reading says was read; whose lines, by their ids."""
    request = asked.request
    people = ",".join(sorted(asked.people or ())) or "everybody"
    return " ".join(
        (request.topic or "all", request.unit or office.root, request.period.token, people)
    )


def _line(office: Office, asked: _Asked, line: Trace) -> Text:
    """Return a line as it is read in the chat: of a case, letter or file with the end of its id."""
    told = _told(office, asked, line)
    if line.unit:
        id = line.subject.partition(" ")[0][-6:]
        told["unit"] = Text("audit-which", {"unit": told["unit"], "id": id})
    return Text("audit-line", told)


def _told(office: Office, asked: _Asked, line: Trace) -> dict[str, Line | datetime]:
    """Return when, who, what and where of a line. A name is given to officers alone."""
    whom = "program" if line.actor in NOBODY else "other"
    whom = "operator" if line.actor == "operator" else whom
    whom = "citizen" if line.by_citizen else whom
    done = line.action.partition(".")[2]
    inside = Text("event-what", {"what": done}) if line.topic == "case" else done
    if line.topic != "case" or done in _ABOUT_CASES:
        inside = Text("audit-what", {"action": done})
    topic = Text("audit-topic", {"topic": line.topic})
    return {
        "at": line.at,
        "who": (not line.by_citizen and asked.names.get(line.actor))
        or Text("audit-who", {"whom": whom}),
        "what": Text("audit-done", {"topic": topic, "what": inside}) if done else topic,
        "unit": unit_name(office, unit_of(office, line)),
    }


_PLAIN = frozenset(("export", "group", "unit", "links", "survey"))
"""Topics whose lines are of units, periods and surveys, not of people."""
_ABOUT_CASES = frozenset(
    ("read", "listed", "identified", "identity-corrected", "identity-removed")
)
"""What is done with a case and is no step of its history."""


# The workbook


def _order(turn: Turn, asked: _Asked) -> Answer:
    request = asked.request
    payload = {
        "topic": request.topic,
        "unit": request.unit,
        "first": request.period.first.isoformat(),
        "last": request.period.last.isoformat(),
        "who": asked.who,
    }
    turn.storage.add_job(Job(turn.new_id(), _WORKBOOK, {**addressed(turn), **payload}))
    subject = _subject(turn.office, asked)
    turn.storage.audit.note(turn.person.id, "audit.exported", subject, turn.now)
    return Answer((Reply(lines=(Text("audit-making"),)),))


async def _make(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Write what its reader may read now; denunciations are in no file."""
    given = job.payload
    period = Period(
        date.fromisoformat(str(given["first"])), date.fromisoformat(str(given["last"]))
    )
    unit, topic, who = (str(given[name] or "") for name in ("unit", "topic", "who"))
    names = await _names(context.work)
    asked = _Asked(Request(unit or None, period, topic or None), names, who)
    person = await context.work.people.by_id(str(given["person"]))
    held = actor(person, context.office) if person else Actor("")
    # In the place of an auditor's right only what an administrator would have: nothing sealed.
    reader = Actor(
        held.person,
        tuple(each._replace(role="admin") for each in held.grants if each.role in READING),
    )
    with TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "audit.xlsx"
        count, cut = await _write(path, context, reader, asked)
        if not count:
            return (Reply(lines=(Text("audit-nothing"),)),)
        content = await asyncio.to_thread(path.read_bytes)
    name = f"nhat-ky-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
    lines: list[Line] = [Text("audit-ready", {"count": count})]
    lines += [Text("audit-cut", {"count": count})] if cut else []
    return (Reply(lines=tuple(lines), picture=Picture(name, XLSX, content)),)


def _subject_told(line: Trace) -> str:
    """Return what a line is of as a file may say it: no id opens or names anything there."""
    if line.unit:
        return "…" + line.subject.partition(" ")[0][-6:]
    return line.subject if line.topic in _PLAIN else ""


async def _write(
    path: Path, context: JobContext, reader: Actor, asked: _Asked
) -> tuple[int, bool]:
    def say(line: Line) -> str:
        return context.render(line, context.language)

    widths = {"at": 17, "who": 30, "what": 40, "unit": 36, "subject": 60, "action": 24}
    columns = [Column(say(Text(f"audit-column-{n}")), f"_{n}", w) for n, w in widths.items()]
    cut = False
    with Workbook(path) as book:
        table = book.add_table(say(Text("audit-sheet")), columns)
        end, looking = _after(asked.period), (context.work, context.office, reader)
        async for line, wanted in _lines(*looking, asked, end, local_day(context.now)):
            if cut := table.count == _ROWS:
                break
            if wanted:
                told = _told(context.office, asked, line)
                cells: list[Cell] = [line.at]
                cells += [say(told[name]) for name in ("who", "what", "unit")]  # type: ignore[arg-type]
                table.add([(*cells, _subject_told(line), line.action)])
        await asyncio.to_thread(book.close)
        return table.count, cut


AUDIT = Feature(
    commands=(Command("nhatky", "audit", _show, "command-nhatky", roles=READING),),
    presses={"nhatky": _pressed},
    jobs={_WORKBOOK: _make},
)
