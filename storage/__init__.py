"""The database behind one door: `open_storage` and what it returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from feedback.errors import RowDamaged, SchemaTooNew, SchemaTooOld, StorageError, WrongKey
from feedback.retention import Schedule
from storage.audit import TRIES_KEPT
from storage.audit_check import Report, check_audit
from storage.backup import restore_backup, verify_backup, write_backup
from storage.channel_state import ChannelState, ReplyWindows
from storage.database import Database, Progress, Row, write
from storage.keys import Keyring
from storage.late_files import IMPORTS_KEPT, erased
from storage.mailbox import KEPT as MESSAGES_KEPT
from storage.mailbox import Mailbox
from storage.notes import local_day, milliseconds, moment
from storage.offices import FormStore, OfficeStore
from storage.outbox import Jobs, Outbox, Quarantine
from storage.pictures import Pictures
from storage.recount import wrong_counters
from storage.retention import Retention
from storage.rotation import Resealed, reseal, sealed_by
from storage.sealed_lane import forget_unsent
from storage.sealing import Sealer
from storage.told import KEPT as TOLD_KEPT
from storage.uploads import FETCHED_KEPT, Uploads
from storage.uploads import KEPT as UPLOADS_KEPT
from storage.witness import Witness
from storage.work import Work

SCHEMA = max(
    path.name[1:5] for path in (Path(__file__).parent / "migrations" / "versions").glob("v*.py")
)
"""The newest migration this program knows."""
EVENTS_KEPT = timedelta(days=31)
"""How long an event is known again; Telegram repeats for a day, and may after a long outage."""
FAILURES_KEPT = timedelta(days=90)
"""How long an engineer can look into what failed for good: events set aside, which hold what a
person wrote, jobs given up, and notes of messages that did not arrive."""
_CANARY = b"the key fits"
_UNSAID = Schedule()


class Storage:
    """One open database and everything kept in it."""

    def __init__(self, database: Database, keys: Keyring, witness: Witness | None = None) -> None:
        """`witness`: the file of the audit's checkpoints."""
        self._database, self._keys = database, keys
        self._witness, self._sealer = witness, Sealer(database, keys, witness)
        self.keys = keys
        self.shared = database.shared
        self.outbox = Outbox(database, keys)
        self.jobs = Jobs(database, keys)
        self.quarantine = Quarantine(database, keys)
        self.channel_state = ChannelState(database, keys)
        self.reply_windows = ReplyWindows(database, keys)
        self.mailbox = Mailbox(database, keys)
        self.uploads = Uploads(database, keys)
        self.pictures = Pictures(database, keys)
        self.retention = Retention(database, keys)
        self.forms = FormStore(database)
        self.offices = OfficeStore(database)

    def work(self) -> Work:
        """Return a new turn's view of storage."""
        return Work(self._database, self._keys)

    async def ready(self) -> bool:
        """Tell whether the database answers."""
        try:
            await self._database.fetch("meta.get", name="canary")
        except StorageError:
            return False
        return True

    async def seen(self, channel: str, event: str) -> bool:
        """Tell whether an event was committed before; raises StorageError."""
        return bool(await self._database.fetch("event.seen", channel=channel, id=event))

    async def tidy(self, now: datetime, schedule: Schedule = _UNSAID) -> None:
        """Forget what no longer matters, and have what was deleted gone from side files too;
        raises StorageError. Cheap when called often. `schedule`: where an office wants it sooner."""

        def since(what: str, kept: timedelta) -> int:
            return milliseconds(now - schedule.kept(what, kept))

        failed = since("failures", FAILURES_KEPT)
        await self._database.commit(
            [
                write("event.forget", before=since("events", EVENTS_KEPT)),
                write("quarantine.forget", before=since("set-aside", FAILURES_KEPT)),
                write("jobs.forget", before=failed),
                write("outbox.forget_failed", before=failed),
                write("links.forget", before=milliseconds(now)),
                write("invitations.forget", before=milliseconds(now)),
                write("late_imports.forget", before=milliseconds(now - IMPORTS_KEPT)),
                write("rating_tokens.forget", day=local_day(now)),
                forget_unsent(now),
                write("told.forget", before=milliseconds(now - TOLD_KEPT)),
                write("mailbox.forget", before=since("mailbox", MESSAGES_KEPT)),
                write("pictures.forget", now=milliseconds(now)),
                write(
                    "uploads.forget",
                    before=since("uploads", UPLOADS_KEPT),
                    done=milliseconds(now - FETCHED_KEPT),
                ),
                # A try of tomorrow was noted by a clock that has been set back since.
                write(
                    "attempts.forget_all",
                    before=milliseconds(now - TRIES_KEPT),
                    after=milliseconds(now + TRIES_KEPT),
                ),
            ]
        )
        await self._database.shrink()

    async def erase_again(self, tombstones: Iterable[Row]) -> int:
        """Erase everybody whose tombstone is here or given, and late files of whom it was asked for;
        returns how many were still there."""
        given = [write("people.tombstone", mark=mark, at=at) for mark, at in tombstones]
        await self._database.commit(given)
        marks = {bytes(mark) for mark, _ in await self._database.fetch("people.tombstones")}
        found = 0
        async for rows in self._database.pages("people.all", {}, 1000):
            for (person,) in rows:
                if self._keys.mark("erased", person) in marks:
                    work = self.work()
                    work.people.erase(person, moment(0))
                    await work.commit("", "", moment(0))
                    found += 1
        async for rows in self._database.pages("late_files.all", {}, 1000):
            for (id,) in rows:
                if self._keys.mark("erased", id) in marks:
                    await self._database.commit(erased(self._keys, id))
                    found += 1
        return found

    async def check(self, counters: bool = False, progress: Progress | None = None) -> list[str]:
        """Return every fault found, in plain words; recounting reads every answer."""
        faults = await self._database.faults(progress)
        if counters:
            faults += await wrong_counters(self._database, self.work().responses, progress)
        return faults

    async def seal(self, now: datetime, *, last: bool = False) -> int:
        """Give what was added to the audit its place there; see `Sealer.seal`."""
        return await self._sealer.seal(now, last=last)

    async def check_audit(
        self, now: datetime, seen: str = "", progress: Progress | None = None
    ) -> Report:
        """Tell whether the audit is what was written; see `storage.audit_check`."""
        return await check_audit(self._database, self._keys, self._witness, now, seen, progress)

    async def sealed_by(self) -> Mapping[str, int]:
        """Return how many stored values each master key seals, by its name."""
        return await sealed_by(self._database)

    async def reseal(self, progress: Progress | None = None) -> Resealed:
        """Seal everything with the current master key; see `storage.rotation`."""
        return await reseal(self._database, self._keys, progress)

    async def backup(self, target: Path, progress: Progress | None = None) -> None:
        """Write the whole database to one archive while it is in use; raises StorageError."""
        await write_backup(self._database, self._keys, SCHEMA, target, progress)

    async def close(self) -> None:
        """Finish what is under way and close."""
        await self._database.close()


async def open_storage(
    url: str,
    keys: Keyring,
    *,
    migrate: bool = False,
    reading: bool = False,
    audit_file: Path | None = None,
) -> Storage:
    """Open a database by its URL; raises StorageError whose message says what to do next.

    `reading`: nothing will be written, so a bot may be running on the same SQLite file.
    `audit_file`: where checkpoints of the audit are kept too; see `witness_of`.
    """
    memory = url == "sqlite:///:memory:"
    database = await _connect(url, reading)
    try:
        if memory:
            await _fill_memory(database)
        else:
            found = await _schema(database)
            if found != SCHEMA:
                await _refuse(found, migrate)
                await database.close()
                await migrate_database(url)
                database = await _connect(url)
        await _check_key(database, keys, reading)
    except BaseException:
        await database.close()
        raise
    return Storage(database, keys, witness_of(url, keys, audit_file))


def witness_of(url: str, keys: Keyring, file: Path | None) -> Witness | None:
    """Return the file of the audit's checkpoints: the one chosen, or one beside the database, or,
    where that is a server's, beside the master key. What lives in memory has none."""
    if url == "sqlite:///:memory:":
        return None
    if file is None:
        beside = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else keys.path
        file = beside.with_name(f"{beside.name}.audit")
    return Witness(file)


async def migrate_database(url: str, progress: Progress | None = None) -> None:
    """Bring a database to this program's form; raises StorageError."""
    from storage.migrating import upgrade  # Alembic is slow to import and rarely needed

    database = await _connect(url)
    try:
        found = await _schema(database)
    finally:
        await database.close()
    await _refuse(found, True)
    if found != SCHEMA:
        await upgrade(url, progress)


async def _connect(url: str, reading: bool = False) -> Database:
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        from storage.sqlite import SQLite

        return await SQLite.open(rest.removeprefix("/"), reading=reading)
    if scheme == "postgresql":
        from storage.postgres import Postgres

        return await Postgres.open(url)
    raise StorageError("LANGNGHE_DATABASE_URL must begin with sqlite:/// or postgresql://")


async def _schema(database: Database) -> str | None:
    """Return the database's newest migration, None when it is new."""
    [(there,)] = await database.fetch(f"{database.dialect}.has_schema")
    if not there:
        return None
    rows = await database.fetch("schema.version")
    return str(rows[0][0]) if rows else None


async def _refuse(found: str | None, migrate: bool) -> None:
    if found is not None and found > SCHEMA:
        raise SchemaTooNew(
            f"the database was written by a newer langnghe (schema {found}, this one knows "
            f"{SCHEMA}); install that version again"
        )
    if found is None and not migrate:
        raise SchemaTooOld("the database is empty; make its tables: langnghe migrate")
    if found != SCHEMA and not migrate:
        raise SchemaTooOld(
            f"the database has schema {found}, this program needs {SCHEMA}; "
            "make a copy of the database, then run: langnghe migrate"
        )


async def _fill_memory(database: Database) -> None:
    """Make the tables of a database that lives in memory, as the migrations would."""
    folder = Path(__file__).parent / "migrations" / "versions"
    await database.script("\n".join(p.read_text("utf-8") for p in sorted(folder.glob("*.sql"))))


async def _check_key(database: Database, keys: Keyring, reading: bool) -> None:
    rows = await database.fetch("meta.get", name="canary")
    if not rows:
        if reading:
            return  # nothing is kept in it yet, so any key will do
        sealed = keys.seal("meta/canary", _CANARY)
        await database.commit([write("meta.claim", name="canary", value=sealed)])
        # Another process may have been first, with another key.
        rows = await database.fetch("meta.get", name="canary")
    try:
        keys.open_sealed("meta/canary", rows[0][0])
    except (WrongKey, RowDamaged):
        if keys.created:
            keys.path.unlink(missing_ok=True)  # it opens nothing and is in the right one's place
            raise WrongKey(
                f"{keys.path}: the master key of this database is missing; put the key file "
                "back from your safe copy"
            ) from None
        raise WrongKey(
            f"{keys.path} is not the master key of this database; put the right key file back "
            "from your safe copy"
        ) from None


__all__ = [
    "SCHEMA",
    "Keyring",
    "Storage",
    "Work",
    "migrate_database",
    "open_storage",
    "restore_backup",
    "verify_backup",
]
