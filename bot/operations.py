"""What the one IT person of a commune does with the program: check, migrate, load, back up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import inviting
from bot.app import publish, published, read_office, wall_clock
from bot.channels import open_channels
from bot.ids import Ids
from bot.in_force import in_force
from bot.seeds import Seeds
from bot.settings import Settings
from bot.texts import LOCAL_TIME, Texts
from feedback.calendar import local_day
from feedback.code import spell
from feedback.errors import FeedbackError, OfficePackInvalid, StorageError
from feedback.office import Pack
from feedback.office_lint import calendar_warning
from feedback.person import Grant
from feedback.request import Ambiguous, NotUnderstood, Request, read_request
from feedback.unit import Office
from handlers.admin.asking import CASES
from handlers.admin.export import file_name, write_workbook
from handlers.jobs import JobContext
from storage import Storage, migrate_database, open_storage, restore_backup, verify_backup
from storage.keys import Keyring

_console = Console(stderr=True, highlight=False)


class Bar:
    """Shows how far long work has come; called with what is done and what there is to do."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=None)

    def __call__(self, done: int, total: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=done, total=total)

    def finish(self) -> None:
        """Show that the work is done, also when nobody could say how much it would be."""
        if self._progress.tasks[self._task].total is None:
            self(1, 1)


@contextmanager
def bar(name: str) -> Iterator[Bar]:
    """Show a progress bar on standard error while the work inside goes on."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_console,
    ) as progress:
        shown = Bar(progress, name)
        yield shown
        shown.finish()


async def open_database(
    settings: Settings, *, migrate: bool = False, reading: bool = False
) -> Storage:
    """Open the database of these settings; raises StorageError saying what to do next."""
    keys = Keyring.open(settings.master_key_file, make=not reading)
    storage = await open_storage(
        settings.database_url,
        keys,
        migrate=migrate,
        reading=reading,
        audit_file=settings.audit_file,
    )
    if keys.created:
        tell(f"A new master key was made: {keys.path}. Keep a copy of it in a safe place")
    return storage


def tell(sentence: str) -> None:
    """Say something to the operator, on standard error."""
    _console.print(sentence, soft_wrap=True, markup=False)


async def check(settings: Settings, counters: bool, audit: bool = False, seen: str = "") -> bool:
    """Check office pack and database and print every fault; returns whether there are any."""
    channels = ", ".join(open_channels(settings)) or "none is set up, see .env.example"
    tell(f"Settings: in order; channels: {channels}")
    faults: list[str] = []
    try:
        check_office(settings.office)
    except OfficePackInvalid as error:
        faults += error.faults
    try:
        storage = await open_database(settings, reading=True)
        try:
            with bar("Database") as shown:
                faults += await storage.check(counters=counters, progress=shown)
            if audit or seen:
                faults += await _check_audit(storage, seen)
        finally:
            await storage.close()
    except StorageError as error:
        faults.append(str(error))
    for fault in faults:
        tell(f"fault: {fault}")
    tell(f"Faults found: {len(faults)}" if faults else "No faults found")
    return bool(faults)


async def _check_audit(storage: Storage, seen: str) -> list[str]:
    """Check the audit, say how far it came, and return its faults."""
    with bar("Audit") as shown:
        report = await storage.check_audit(wall_clock(), seen, shown)
    tell(f"Audit: {report.lines} lines chained, {report.waiting} not yet")
    if report.checkpoint is not None and not report.faults:
        tell(
            f"To know this audit again, note down elsewhere: {report.checkpoint.fingerprint} "
            "(later: langnghe check --seen THIS)"
        )
    more = [f"and {report.more} more faults of the audit"] if report.more else []
    return report.faults + more


async def migrate(settings: Settings) -> None:
    """Run the migrations that are due, and see that the master key fits."""
    with bar("Migrations") as shown:
        await migrate_database(settings.database_url, progress=shown)
    await (await open_database(settings)).close()
    tell("The database has this program's form")


def _read_whole(folder: Path) -> Pack:
    """Read an office pack and try each of its letters; raises OfficePackInvalid with every fault.

    A program that starts does not: it would take as long again, for what was tried before.
    """
    from handlers.reports.letter_docx import faults

    pack = read_office(folder)
    if found := faults(pack.office.letters):
        raise OfficePackInvalid(found)
    return pack


def check_office(folder: Path) -> None:
    """Read an office pack and print its warnings; raises OfficePackInvalid with every fault."""
    pack = _read_whole(folder)
    unsaid = calendar_warning(pack.office, local_day(wall_clock()))
    for warning in (*pack.warnings, *([unsaid] if unsaid else ())):
        tell(f"warning: {warning}")
    workflow = pack.office.workflow
    tell(
        f"{folder}: {len(pack.office.units)} units, {len(pack.office.procedures)} procedures, "
        f"{len(pack.office.categories)} categories, {len(pack.forms)} forms, "
        f"{len(workflow.kinds)} kinds of cases in {len(workflow.states)} states: no faults"
    )


async def load_office(settings: Settings) -> None:
    """Publish the office pack into the database."""
    pack = _read_whole(settings.office)
    storage = await open_database(settings, migrate=True)
    try:
        before = {(name, version) for name, version, _ in await storage.forms.all()}
        pack = await in_force(storage, pack, wall_clock())
        await publish(storage, pack, wall_clock())
        after = {(name, version) for name, version, _ in await storage.forms.all()}
    finally:
        await storage.close()
    for name, version in sorted(after - before):
        tell(f"published {name}, version {version}")
    if after == before:
        tell("Nothing changed: every form is published already")


async def backup(settings: Settings, target: Path) -> None:
    """Write and verify a backup; raises StorageError."""
    storage = await open_database(settings, reading=True)
    try:
        with bar("Backup") as shown:
            await storage.backup(target, progress=shown)
    finally:
        await storage.close()
    with bar("Verifying") as shown:
        report = await verify_backup(
            target, Keyring.open(settings.master_key_file), progress=shown
        )
    tell(f"{target}: {report}")
    tell("Keep the master key apart from the backup: neither is of use without the other")


async def restore(settings: Settings, source: Path, overwrite: bool) -> None:
    """Put a backup back; raises StorageError when something is in the way."""
    if not await asyncio.to_thread(source.is_file):
        raise StorageError(
            f"{source}: there is no such file; name an archive of `langnghe backup`"
        )
    keys = Keyring.open(settings.master_key_file, make=False)
    with bar("Restoring") as shown:
        erased = await restore_backup(
            source,
            settings.database_url,
            keys,
            overwrite=overwrite,
            progress=shown,
            audit_file=settings.audit_file,
        )
    if erased is None:
        tell(
            "Who was erased since this backup is not known: the database that was here could not "
            "be read. Erase again whom you know of."
        )
    elif erased:
        tell(f"{erased} people erased since this backup were erased again")
    tell("Restored. Start the bot again: langnghe run")


async def invite(settings: Settings, role: str, unit: str, name: str) -> None:
    """Make an invitation and print its code; raises FeedbackError."""
    storage = await open_database(settings, reading=True)
    try:
        office = (await in_force(storage, read_office(settings.office), wall_clock())).office
    finally:
        await storage.close()
    at = _unit_named(office, unit)
    grant = Grant(role, "" if at == office.root else at)
    order = inviting.invitation(grant, " ".join(name.split()), wall_clock())
    await _order(settings, order)
    code = spell(order.code)
    where = office.units[at].name["vi"]
    tell(
        f"Invitation {order.id} to the role {role} at {where}, for 24 hours. "
        "Whoever types this first has it:"
    )
    print(f"/lienket {code}")  # noqa: T201 - what was asked for
    tell(f"To take it back, also once it was used: langnghe invite --revoke {order.id}")


def _unit_named(office: Office, words: str) -> str:
    """Return the unit meant by an id or a name, the whole office for none; raises FeedbackError."""
    if not words or words in office.units:
        return words or office.root
    found = office.find_units(words)
    if len(found) != 1:
        near = ", ".join(unit.id for unit in found[:5]) or "see units.yaml of the office pack"
        raise FeedbackError(f"Which unit is {words!r}? Say its id: {near}")
    return found[0].id


async def revoke(settings: Settings, id: str) -> None:
    """Void an invitation, or take away the role it gave; raises FeedbackError."""
    await _order(settings, inviting.Order(at=wall_clock(), id=id.strip().upper()))
    tell(f"Invitation {id} is void, and whoever used it has its role no more")


async def list_invitations(settings: Settings) -> None:
    """Print the invitations that can be used and those that were."""
    storage = await open_database(settings, reading=True)
    try:
        found = await storage.work().invitations.all()
    finally:
        await storage.close()
    for each in found:
        if each.used_at is None:
            state = f"until {each.until.astimezone(LOCAL_TIME):%d/%m/%Y %H:%M}, not used"
        else:
            used = each.used_at.astimezone(LOCAL_TIME)
            state = f"used {used:%d/%m/%Y %H:%M} on {each.channel}"
        whose = f"  {each.name}" if each.name else ""
        print(f"{each.id}  {each.grant.word}{whose}  {state}")  # noqa: T201 - what was asked for
    if not found:
        tell("There are no invitations")


async def _order(settings: Settings, order: inviting.Order) -> None:
    """Have an order carried out by the running bot, or else here."""
    keys = Keyring.open(settings.master_key_file, make=False)
    outcome = await inviting.ask_the_bot(settings, keys, order)
    if outcome is None:
        storage = await open_database(settings)
        try:
            outcome = await inviting.carry_out(storage, order)
        finally:
            await storage.close()
    inviting.complain(outcome, order.id)


async def export(settings: Settings, words: str, folder: Path, overwrite: bool) -> None:
    """Write the workbooks that some words ask for; raises FeedbackError."""
    pack = read_office(settings.office)
    storage = await open_database(settings, reading=True)
    try:
        now = wall_clock()
        pack = await in_force(storage, pack, now)
        forms = await published(storage, pack)
        titles = {form.name: tuple(form.title.values()) for form in forms.surveys()}
        asked = _understood(words, pack.office, local_day(now), {CASES: (), **titles})
        context = JobContext(
            work=storage.work(),
            office=pack.office,
            forms=forms,
            now=now,
            language="vi",
            render=Texts().render,
            new_id=Ids(),
        )
        for topic in [asked.topic] if asked.topic else [*titles, CASES]:
            await _write(replace(asked, topic=topic), context, folder, overwrite)
    finally:
        await storage.close()


def _understood(
    words: str, office: Office, today: date, topics: Mapping[str, Sequence[str]]
) -> Request:
    asked = read_request(words, office, today, topics)
    if isinstance(asked, Ambiguous):
        units = ", ".join(f"{unit.id} ({unit.name['vi']})" for unit in asked.units)
        raise FeedbackError(f"“{words}” is several units; name one of them: {units}")
    if isinstance(asked, NotUnderstood):
        raise FeedbackError(
            f"“{asked.words}” is no survey, unit or period. Surveys: {', '.join(topics)}. "
            f"Periods: {today:%m/%Y}, q{(today.month + 2) // 3}/{today.year}, {today.year}. "
            f"For example: langnghe export {CASES} {today:%m/%Y}"
        )
    return asked


async def _write(asked: Request, context: JobContext, folder: Path, overwrite: bool) -> None:
    """Write one workbook; nothing of it is there before it is whole, and none when it is empty."""
    target = folder / file_name(asked, context.office)
    if not overwrite and await asyncio.to_thread(target.exists):
        raise FeedbackError(f"{target} is there already; add --overwrite to replace it")
    with TemporaryDirectory(dir=folder) as scratch:
        path = Path(scratch) / target.name
        count = await write_workbook(path, asked, context)
        if count:
            await asyncio.to_thread(path.chmod, 0o600)  # what people wrote stands in it
            await asyncio.to_thread(path.replace, target)
    tell(f"{target}: {count} rows" if count else f"{asked.topic}: nothing in this period")


async def seed(
    settings: Settings, responses: int, cases: int, chance: int, more: bool = False
) -> str:
    """Fill the database with made-up answers and cases; raises StorageError on a used one.

    Returns the code of one of the cases, to look it up."""
    pack = read_office(settings.office)
    storage = await open_database(settings, migrate=True)
    try:
        if not more and await _used(storage):
            raise StorageError(
                "there are answers or cases in this database, and made-up ones cannot be told "
                "from them later; to add them all the same: langnghe seed --more"
            )
        pack = await in_force(storage, pack, wall_clock())
        forms = await publish(storage, pack, wall_clock())
        maker = Seeds(storage, pack.office, forms, wall_clock(), chance)
        return await make_up(maker, responses, cases)
    finally:
        await storage.close()


async def make_up(maker: Seeds, responses: int, cases: int) -> str:
    """Add answers and cases and show how far it is; returns the code of one of the cases."""
    with bar("Answers") as shown:
        await maker.add_responses(responses, shown)
    with bar("Cases") as shown:
        code = await maker.add_cases(cases, shown)
    tell(f"{responses} made-up answers and {cases} made-up cases are in the database")
    return code


async def _used(storage: Storage) -> bool:
    """Tell whether anybody's answer or case is in the database."""
    counted, ever = storage.work().statistics, (date(2000, 1, 1), date(2999, 12, 31))
    if await counted.cases(None, *ever):
        return True
    names = {name for name, _, _ in await storage.forms.all()}
    return any([(await counted.responses(name, None, *ever))[0] for name in names])
