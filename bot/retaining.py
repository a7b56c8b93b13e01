"""`langnghe retention` and `langnghe requests`: what is over its time, legal holds, and proof of
what was done with people's wishes about their data."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from bot import inviting
from bot.app import read_office, wall_clock
from bot.operations import bar, open_database, tell
from bot.settings import Settings
from bot.texts import LOCAL_TIME
from feedback.code import read, spell
from feedback.errors import FeedbackError
from feedback.retention import Term
from storage.keys import Keyring

_table = Console(highlight=False)
_LONGEST = 500
"""Characters of a reason; a person is told it in a chat message."""


async def preview(settings: Settings) -> None:
    """Print what each line of the schedule would do today; nothing is changed."""
    schedule = read_office(settings.office).retention
    if not schedule.terms:
        tell("The office pack has no retention.yaml: nothing is deleted by age")
        return
    storage = await open_database(settings, reading=True)
    try:
        found = await storage.retention.preview(schedule, wall_clock())
    finally:
        await storage.close()
    table = Table(box=None, pad_edge=False)
    for name in ("what", "then", "after", "kept", "oldest", "due now", "held", "basis"):
        table.add_column(name, justify="right" if name in ("kept", "due now", "held") else "left")
    for due in found:
        table.add_row(
            due.term.what,
            due.term.action,
            f"{due.term.days} days",
            f"{due.kept:,}",
            _day(due.oldest),
            f"{due.due:,}",
            f"{due.held:,}" if due.held else "",
            due.term.basis,
        )
    _table.print(table)
    how = (
        "once a day by the running bot" if schedule.automatic else "by: langnghe retention --apply"
    )
    tell(f"Nothing was changed. What is due goes {how}")


async def apply(settings: Settings) -> None:
    """Forget what is over its time; raises StorageError."""
    schedule = read_office(settings.office).retention
    storage = await open_database(settings)
    try:
        with bar("Over their time") as shown:
            now = wall_clock()
            await storage.tidy(now, schedule)
            done = await storage.retention.apply(schedule, now, _go_on, shown)
            # What was deleted is gone from the side files too.
            await storage.tidy(now, schedule)
    finally:
        await storage.close()
    for term, count in done.items():
        if count:
            tell(_said(term, count))
    if not any(done.values()):
        tell("Nothing is over its time")


async def hold(settings: Settings, code: str, reason: str) -> None:
    """Keep a case as it is, whatever its person or the schedule says; raises FeedbackError."""
    reason = " ".join(reason.split())
    if not reason:
        raise FeedbackError("A hold needs a reason, which the person is told: --reason “…”")
    if len(reason) > _LONGEST:
        raise FeedbackError(f"The reason is longer than {_LONGEST} characters")
    await _order(settings, code, "hold", reason)
    tell(f"{spell(_code(code))} is held: nothing of it is deleted until you release it")


async def release(settings: Settings, code: str) -> None:
    """Let a case go; raises FeedbackError."""
    await _order(settings, code, "release")
    tell(f"{spell(_code(code))} is held no more; its time counts on from its last event")


async def list_holds(settings: Settings) -> None:
    """Print the cases that are held, with when they came and why they are held."""
    storage = await open_database(settings, reading=True)
    try:
        found = [each async for each in storage.work().holds.all()]
    finally:
        await storage.close()
    for each in found:
        print(f"{spell(each.case.code)}  {_day(each.case.received_at)}  {each.reason}")  # noqa: T201
    if not found:
        tell("No case is held")


async def list_requests(settings: Settings) -> None:
    """Print what people asked about their data, by when it was due, and what became of it."""
    storage = await open_database(settings, reading=True)
    try:
        found = [each async for each in storage.work().requests.all()]
    finally:
        await storage.close()
    table = Table(box=None, pad_edge=False)
    for name in ("number", "what", "asked", "answer by", "due", "done", "outcome"):
        table.add_column(name)
    for each in sorted(found, key=lambda request: request.at):
        asked, done = (_minute(at) for at in (each.at, each.done_at))
        days = (_date(each.answer_by), _date(each.due))
        table.add_row(spell(each.id), each.what, asked, *days, done, each.outcome)
    _table.print(table)
    tell(f"Requests: {len(found)}")


async def _go_on() -> None:
    """Leave room for nobody: no bot serves from here."""
    await asyncio.sleep(0)


async def _order(settings: Settings, typed: str, wish: inviting.Wish, reason: str = "") -> None:
    """Have an order carried out by the running bot, or else here."""
    keys = Keyring.open(settings.master_key_file, make=False)
    order = inviting.Order(at=wall_clock(), id="", code=_code(typed), wish=wish, reason=reason)
    outcome = await inviting.ask_the_bot(settings, keys, order)
    if outcome is None:
        storage = await open_database(settings)
        try:
            outcome = await inviting.carry_out(storage, order)
        finally:
            await storage.close()
    if outcome == "unknown":
        raise FeedbackError(f"There is no case with the code {spell(order.code)}")
    if outcome == "again":
        state = "is held already" if wish == "hold" else "is not held"
        raise FeedbackError(f"{spell(order.code)} {state}; see: langnghe retention --holds")


def _code(typed: str) -> str:
    code = read(typed)
    if code is None:
        raise FeedbackError(f"“{typed}” is no tracking code; it looks like K7DMQ-3RTX9-P4VA")
    return code


def _said(term: Term, count: int) -> str:
    done = "stripped of whose they were" if term.action == "strip" else "deleted"
    return f"{term.what}: {count:,} {done}"


def _day(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(LOCAL_TIME):%d/%m/%Y}"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(LOCAL_TIME):%d/%m/%Y %H:%M}"


def _date(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
