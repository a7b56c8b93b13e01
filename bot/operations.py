"""What the one IT person of a commune does with the program: check, migrate, load, back up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.app import publish, read_office, wall_clock
from bot.seeds import Seeds
from bot.settings import Settings
from feedback.errors import OfficePackInvalid, StorageError
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
        yield Bar(progress, name)


async def open_database(settings: Settings, *, migrate: bool = False) -> Storage:
    """Open the database of these settings; raises StorageError saying what to do next."""
    return await open_storage(
        settings.database_url, Keyring.open(settings.master_key_file), migrate=migrate
    )


async def check(settings: Settings, counters: bool) -> bool:
    """Check office pack and database and print every fault; returns whether there are any."""
    faults: list[str] = []
    try:
        pack = read_office(settings.office)
        _console.print(
            f"Office pack: {len(pack.office.units)} units, {len(pack.forms)} forms, "
            f"{len(pack.office.procedures)} procedures: in order"
        )
    except OfficePackInvalid as error:
        faults += error.faults
    storage = await open_database(settings)
    try:
        with bar("Database") as shown:
            faults += await storage.check(counters=counters, progress=shown)
    finally:
        await storage.close()
    for fault in faults:
        _console.print(f"[red]fault[/red] {fault}", soft_wrap=True)
    _console.print(f"{len(faults)} faults" if faults else "No faults found")
    return bool(faults)


async def migrate(settings: Settings) -> None:
    """Run the migrations that are due."""
    with bar("Migrations") as shown:
        await migrate_database(settings.database_url, progress=shown)
    _console.print("The database has this program's form")


def check_office(folder: Path) -> None:
    """Read an office pack; raises OfficePackInvalid with every fault."""
    pack = read_office(folder)
    _console.print(
        f"{folder}: {len(pack.office.units)} units, {len(pack.office.procedures)} procedures, "
        f"{len(pack.office.categories)} categories, {len(pack.forms)} forms: no faults"
    )


async def load_office(settings: Settings) -> None:
    """Publish the office pack into the database."""
    pack = read_office(settings.office)
    storage = await open_database(settings, migrate=True)
    try:
        before = {(name, version) for name, version, _ in await storage.forms.all()}
        await publish(storage, pack, wall_clock())
        after = {(name, version) for name, version, _ in await storage.forms.all()}
    finally:
        await storage.close()
    for name, version in sorted(after - before):
        _console.print(f"published {name}, version {version}")
    if after == before:
        _console.print("Nothing changed: every form is published already")


async def backup(settings: Settings, target: Path) -> None:
    """Write and verify a backup; raises StorageError."""
    storage = await open_database(settings)
    try:
        with bar("Backup") as shown:
            await storage.backup(target, progress=shown)
    finally:
        await storage.close()
    with bar("Verifying") as shown:
        report = await verify_backup(
            target, Keyring.open(settings.master_key_file), progress=shown
        )
    _console.print(f"{target}: {report}")
    _console.print(
        "Keep the master key apart from the backup: neither is of use without the other"
    )


async def restore(settings: Settings, source: Path, overwrite: bool) -> None:
    """Put a backup back; raises StorageError when something is in the way."""
    if not await asyncio.to_thread(source.is_file):
        raise StorageError(
            f"{source}: there is no such file; name an archive of `langnghe backup`"
        )
    keys = Keyring.open(settings.master_key_file)
    with bar("Restoring") as shown:
        await restore_backup(
            source, settings.database_url, keys, overwrite=overwrite, progress=shown
        )
    _console.print("Restored. Start the bot again: langnghe run")


async def seed(settings: Settings, responses: int, cases: int, chance: int) -> None:
    """Fill the database with made-up answers and cases."""
    storage = await open_database(settings, migrate=True)
    try:
        pack = read_office(settings.office)
        forms = await publish(storage, pack, wall_clock())
        maker = Seeds(storage, pack.office, forms, wall_clock(), chance)
        with bar("Answers") as shown:
            await maker.add_responses(responses, shown)
        with bar("Cases") as shown:
            await maker.add_cases(cases, shown)
    finally:
        await storage.close()
    _console.print(f"{responses} made-up answers and {cases} made-up cases are in the database")
