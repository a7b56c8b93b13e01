"""The composition root: the only place that knows every room and wires them together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from bot import inviting
from bot.channel import Channel, CommandName, Equipment, Outgoing
from bot.dispatcher import Dispatcher, World
from bot.evidence import fetch_evidence
from bot.ids import Ids
from bot.in_force import in_force
from bot.jobs import JobRunner
from bot.logs import log
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.settings import Settings
from bot.texts import Texts
from bot.timekeeping import Timekeeper
from bot.web import WebServer
from feedback.calendar import WorkingCalendar, local_day
from feedback.errors import (
    AuditBroken,
    Conflict,
    FormUnknown,
    OfficeOutdated,
    OfficePackInvalid,
    StorageError,
    Unavailable,
)
from feedback.messages import Address, Attachment, Reply, Text
from feedback.office import Pack, dump_form, load_form, read_pack
from feedback.ports import Job, Post
from feedback.survey import Form, StoredSurvey
from feedback.unit import Office
from handlers import late_files
from handlers.admin import surveys
from handlers.admin.reorganising import CHANGED
from handlers.context import Answer, Notice, Turn
from handlers.jobs import JobContext, PrintedLink
from handlers.router import FEATURES, Router
from storage import Storage, open_storage
from storage.keys import Keyring
from storage.work import Work

_log = log(__name__)
_TIDY = 30.0
"""Seconds after which nothing is left of what a person had erased; a minute is promised."""
_RETENTION_PAUSE = 0.5
"""Seconds between two batches of what is over its time: turns go first."""
_SEAL = 2.0
"""Seconds until a line of the audit has its place in the chain."""


def wall_clock() -> datetime:
    """Return the time now; everything else is handed it."""
    return datetime.now(UTC)


class PublishedForms:
    """Every published version of every form, in memory: there are dozens, not thousands."""

    def __init__(
        self, versions: list[Form], offered: frozenset[str], stored: Sequence[StoredSurvey] = ()
    ) -> None:
        """`offered`: names of the forms in the pack today; others only finish what was begun.
        `stored`: the surveys made in the chat, of which one version is on offer."""
        self.stored = tuple(stored)
        self._versions = {(form.name, form.version): form for form in versions}
        self._latest: dict[str, Form] = {
            each.name: self._versions[each.name, each.offered]
            for each in stored
            if not each.retired and each.name not in offered
            if (each.name, each.offered) in self._versions
        }
        for form in versions:
            known = self._latest.get(form.name)
            if form.name in offered and (known is None or form.version > known.version):
                self._latest[form.name] = form

    def latest(self, name: str) -> Form | None:
        """Return the newest version of a form that is offered."""
        return self._latest.get(name)

    def pinned(self, name: str, version: int) -> Form:
        """Return the version a conversation began with; raises FormUnknown."""
        form = self._versions.get((name, version))
        if form is None:
            raise FormUnknown(name, version)
        return form

    def surveys(self) -> tuple[Form, ...]:
        """Return the newest version of every survey on offer."""
        return tuple(form for form in self._latest.values() if form.purpose == "survey")

    def versions(self, name: str) -> tuple[Form, ...]:
        """Return all versions of a form, oldest first."""
        found = [form for (known, _), form in self._versions.items() if known == name]
        return tuple(sorted(found, key=lambda form: form.version))


def read_office(folder: Path) -> Pack:
    """Read an office pack from its folder; raises OfficePackInvalid with every fault."""
    if not folder.is_dir():
        raise OfficePackInvalid(
            [f"{folder}: there is no such folder; set LANGNGHE_OFFICE to an office pack"]
        )
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.yaml"))
    }
    pack = read_pack(files)
    templates = {
        path.stem: path.read_bytes() for path in sorted(folder.glob("letters/[!~.]*.docx"))
    }
    letters = replace(pack.office.letters, templates=templates)
    return replace(pack, office=replace(pack.office, letters=letters))


def _records(office: Office) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the office pack says of its units, procedures and categories, for its history."""
    return {
        "unit": {id: asdict(unit) for id, unit in office.units.items()},
        "procedure": {id: asdict(each) for id, each in office.procedures.items()},
        "category": {id: asdict(each) for id, each in office.categories.items()},
    }


async def publish(storage: Storage, pack: Pack, now: datetime) -> PublishedForms:
    """Store an office pack: new versions of what changed, nothing for what did not."""
    await storage.offices.load(_records(pack.office), now)
    for form in pack.forms:
        await storage.forms.publish(dump_form(form), form.name, now)
    return await published(storage, pack)


async def published(storage: Storage, pack: Pack) -> PublishedForms:
    """Return the forms of an office pack as they were published before."""
    stored = [
        load_form(definition).model_copy(update={"version": version})
        for _, version, definition in await storage.forms.all()
    ]
    chat = await storage.forms.surveys()
    return PublishedForms(stored, frozenset(form.name for form in pack.forms), chat)


class App:
    """The running program."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        pack: Pack,
        forms: PublishedForms,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        texts: Texts,
        *,
        written: Pack,
        held: bool = False,
    ) -> None:
        """`pack`: as it stands today; `written`: as its files say."""
        self.settings, self.storage, self.channels = settings, storage, channels
        self.clock = clock
        self._pack, self._written, self._stands_on = pack, written, local_day(clock())
        self._forms = forms
        self.metrics = Metrics()
        self.texts = texts
        self._new_id = Ids()
        self._errands: set[asyncio.Task[None]] = set()
        self._router = Router(FEATURES)
        self.outbox = Outbox(
            storage.outbox,
            channels,
            clock,
            self.metrics,
            self._left,
            shared=storage.shared,
            held=held,
            elsewhere=self._elsewhere,
            strayed=self._strayed,
            patience=timedelta(minutes=settings.notice_patience),
        )
        self.jobs = JobRunner(storage.jobs, self._perform, self._apologise, clock, self.metrics)
        self.dispatcher = Dispatcher(
            storage,
            self._handle,
            World(pack.office, forms, frozenset(settings.admins)),
            self.texts,
            channels,
            self.outbox,
            self.metrics,
            clock,
            self._new_id,
            self.jobs.committed,
        )
        self.time = Timekeeper(
            self._off_turn,
            self.dispatcher.notices,
            self.outbox.committed,
            self.jobs.committed,
            clock,
            self.metrics,
            frozenset(settings.admins),
        )
        self.web: WebServer | None = None
        self.port = 0
        self._tidying: asyncio.Task[None] | None = None
        self._sealing: asyncio.Task[None] | None = None
        self._retaining: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        settings: Settings,
        channels: Mapping[str, Channel],
        *,
        clock: Callable[[], datetime] = wall_clock,
        migrate: bool = False,
        held: bool = False,
    ) -> Self:
        """Open the database and the office pack; raises StorageError or OfficePackInvalid."""
        written = read_office(settings.office)
        keys = Keyring.open(settings.master_key_file)
        if keys.created:
            _log.warning("a new master key was made: back it up", path=str(keys.path))
        texts = Texts()
        storage = await open_storage(
            settings.database_url, keys, migrate=migrate, audit_file=settings.audit_file
        )
        try:
            pack = await in_force(storage, written, clock())
            forms = await publish(storage, pack, clock())
            for channel in channels.values():
                await channel.equip(Equipment(storage, pack, clock, texts))
        except BaseException:
            await storage.close()
            raise
        about = (settings, storage, pack, forms, channels, clock, texts)
        return cls(*about, written=written, held=held)

    async def start(self, *, web: bool = True) -> None:
        """Begin to serve: what is owed is sent first, then events are taken in."""
        if not self.outbox.held:
            await self.outbox.start()
            await self.jobs.start()
            self._tidying = asyncio.create_task(self._keep_tidy())
            self._sealing = asyncio.create_task(self._keep_sealed())
            self.time.start()
        if web:
            routes = [
                route
                for channel in self.channels.values()
                for route in channel.routes(self.dispatcher.receive)
            ]
            routes.append(inviting.route(self.storage, self.clock, self.jobs.committed))
            self.web = WebServer(
                self.settings.web_host, self.settings.web_port, routes, self.health, self.metrics
            )
            self.port = await self.web.start()
        for channel in self.channels.values():
            await channel.announce(self._menu())
            await channel.start(self.dispatcher.receive)
        _log.info("serving", port=self.port, channel=",".join(self.channels))

    async def stop(self) -> None:
        """Stop without losing anything: what is not sent yet waits in the database."""
        for channel in self.channels.values():
            await channel.stop()
        if self.web is not None:
            await self.web.stop()
        for task in (self._tidying, self._retaining):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self.time.stop()
        await self.jobs.stop()
        await self.outbox.stop()
        await asyncio.gather(*self._errands, return_exceptions=True)
        for channel in self.channels.values():
            await channel.close()
        if self._sealing is not None:
            self._sealing.cancel()
            await asyncio.gather(self._sealing, return_exceptions=True)
            await self._seal(last=True)
        await self.storage.close()
        _log.info("stopped")

    async def settle(self) -> None:
        """Do every job and send every message now; what a terminal or a transcript waits for."""
        await self.outbox.flush()
        while await self.jobs.run_due():
            await self.outbox.flush()

    async def _keep_tidy(self) -> None:
        looked_on = date.min
        while True:
            if looked_on < (today := local_day(self.clock())):
                looked_on = today
                await self._look_at_calendar(today)
                await self._see_to_late_files(today)
                if self._pack.retention.automatic:
                    self._retaining = asyncio.create_task(self._forget_in_time(self._retaining))
            try:
                await self._look_at_units()
                await self._look_at_surveys()
                await self.storage.tidy(self.clock(), self._pack.retention)
            except StorageError as error:
                _log.error("the database was not tidied", error=type(error).__name__)
            await asyncio.sleep(_TIDY)

    async def _look_at_units(self) -> None:
        """Take up what was changed by /donvi, here or in another replica, and what holds from
        today; raises StorageError."""
        today = local_day(self.clock())
        revision = await self.storage.work().unit_changes.revision()
        if (revision, today) != (self._pack.office.revision, self._stands_on):
            await self._renew_office()
            self._stands_on = today

    async def _renew_office(self) -> None:
        now = self.clock()
        pack = await in_force(self.storage, self._written, now)
        if pack.office != self._pack.office:
            await self.storage.offices.load(_records(pack.office), now)
            self._pack = pack
            self.dispatcher.world = replace(self.dispatcher.world, office=pack.office)

    async def _see_to_late_files(self, today: date) -> None:
        """Have the apologies drafted that are due today; another replica may ask for them, too."""
        work = self.storage.work()
        try:
            if await late_files.are_due(work, self._pack.office, today):
                work.add_job(Job(self._new_id(), late_files.DUE, {}))
                await work.commit("", "", self.clock())
                self.jobs.committed()
        except StorageError as error:  # what is due is drafted tomorrow
            _log.error("late files were not looked at", error=type(error).__name__)

    async def _forget_in_time(self, before: asyncio.Task[None] | None) -> None:
        """Go through the office's schedule once; that of the day before ends first."""
        if before is not None:
            await before
        try:
            done = await self.storage.retention.apply(
                self._pack.retention, self.clock(), partial(asyncio.sleep, _RETENTION_PAUSE)
            )
        except (StorageError, Conflict) as error:  # what is left is found tomorrow
            _log.error("not all that is over its time was deleted", error=type(error).__name__)
        else:
            _log.info("what is over its time was deleted", count=sum(done.values()))

    async def _keep_sealed(self) -> None:
        while True:
            await self._seal()
            await asyncio.sleep(_SEAL)

    async def _seal(self, *, last: bool = False) -> None:
        try:
            await self.storage.seal(self.clock(), last=last)
        except AuditBroken:
            self.metrics.audit_broken.inc()
            _log.critical("the audit was tampered with: langnghe check --audit says where")
        except StorageError as error:
            _log.error("the audit was not sealed", error=type(error).__name__)

    async def _look_at_calendar(self, today: date) -> None:
        """Complain once a day of a year whose days off are not known.

        In a thread: this loads the public holidays, for which no citizen should have to wait.
        """
        calendar = WorkingCalendar.of(self._pack.office)
        await asyncio.to_thread(calendar.is_working_day, today)
        if year := calendar.missing_year(today):
            _log.warning("days off are not confirmed: see langnghe office check", year=year)

    async def health(self) -> dict[str, object]:
        """Say whether this program can take and keep a message."""
        ready = await self.storage.ready()
        return {"status": "ok" if ready else "unavailable", "channels": sorted(self.channels)}

    async def _handle(self, turn: Turn) -> Answer:
        try:
            return await self._router.handle(turn)
        except FormUnknown as unknown:
            # The person began with a replica that was started later, with a newer office pack.
            forms = await published(self.storage, self._pack)
            forms.pinned(unknown.name, unknown.version)
            self._offer(forms)
            raise Conflict from None  # the turn runs again from its read
        except OfficeOutdated:
            await self._renew_office()
            raise Conflict from None

    def _offer(self, forms: PublishedForms) -> None:
        self._forms = forms
        self.dispatcher.world = replace(self.dispatcher.world, forms=forms)

    async def _look_at_surveys(self) -> None:
        """Offer what was published or retired in the chat, here or at another replica."""
        if tuple(await self.storage.forms.surveys()) != self._forms.stored:
            self._offer(await published(self.storage, self._pack))

    def _menu(self) -> dict[str, tuple[CommandName, ...]]:
        return {
            language: tuple(
                CommandName(
                    command.name if language == "vi" else command.alias,
                    self.texts.render(Text(command.about), language),
                )
                for command in self._router.commands
                if command.roles is None
            )
            for language in self.texts.languages
        }

    async def _elsewhere(
        self, post: Post, outgoing: Outgoing, at_once: bool
    ) -> list[tuple[Post, Outgoing]] | None:
        return await self.dispatcher.notices.elsewhere(post, outgoing, at_once)

    async def _strayed(self, post: Post, outgoing: Outgoing) -> bool:
        return await self.dispatcher.notices.strayed(post, outgoing)

    def _left(self, post: Post) -> None:
        """Note that a person blocked us; they are reachable again when they write."""
        task = asyncio.create_task(self._note_left(post))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _note_left(self, post: Post) -> None:
        work = self.storage.work()
        now = self.clock()
        try:
            for address in await work.people.addresses(post.person):
                # A group that threw us out says nothing about the person who spoke there.
                if (address.channel, address.account) == (post.channel, post.payload["chat"]):
                    work.people.reachable(address, False, now)
            if post.card is not None:
                work.groups.unbind(post.person)
            await work.commit("", "", now)
        except StorageError as error:
            _log.error("that a person left was not kept", error=type(error).__name__)

    async def _perform(self, job: Job) -> None:
        """Do a job and commit its end, what it changed and what it says, together."""
        work, context = self._off_turn(str(job.payload.get("language", "vi")))
        context = replace(context, say=partial(self._say, job))
        if job.kind == "fetch-evidence":
            replies = await fetch_evidence(job, work, self.channels)
        elif job.kind == CHANGED:
            await self._look_at_units()
            replies = ()
        else:
            replies = await self._router.jobs[job.kind](job, context)
        letters = self._letters(job, replies)
        letters = await self.dispatcher.notices.owe(work, context.notices, letters)
        await self.storage.jobs.done(job.id, work)
        if job.kind == surveys.CHANGING:
            await self._look_at_surveys()
        self.outbox.committed(letters)

    async def _say(self, job: Job, reply: Reply) -> None:
        """Tell whoever asked for a job how far it is."""
        letters = self._letters(job, (reply,))
        work = self.storage.work()
        for post, _ in letters:
            work.post(post)
        await work.commit("", "", self.clock())
        self.outbox.committed(letters)

    def _links(self, payload: str, unit: str) -> tuple[PrintedLink, ...]:
        found = (
            PrintedLink(name, channel.link(payload), channel.typed(unit))
            for name, channel in self.channels.items()
        )
        return tuple(each for each in found if each.link)

    def _off_turn(self, language: str = "vi") -> tuple[Work, JobContext]:
        """Return what is done off the turn with: a view of storage, and all there is to look at."""
        world, work = self.dispatcher.world, self.storage.work()
        context = JobContext(
            work=work,
            office=world.office,
            forms=world.forms,
            now=self.clock(),
            language=language,
            render=self.texts.render,
            new_id=self._new_id,
            fetch=self._fetch,
            public_url=self.settings.public_url.rstrip("/") if "web" in self.channels else "",
            links=self._links,
        )
        return work, context

    async def _fetch(self, sent: Attachment) -> bytes:
        channel = self.channels.get(sent.channel)
        if channel is None:
            raise Unavailable  # switched off in this run; a later try may find it
        return await channel.fetch(sent.ref)

    async def _apologise(self, job: Job) -> None:
        """Tell the person that what they asked for or sent could not be seen to."""
        lost = "evidence-lost" if job.kind == "fetch-evidence" else "job-failed"
        # Together: all the photos of an album may be lost at once.
        reply = Reply(lines=(Text(lost),), merge=lost, after=2.0)
        work = self.storage.work()
        if job.kind == "fetch-evidence":  # days after the person wrote: no reply any more
            wrote_at = Address(str(job.payload["channel"]), str(job.payload["chat"]))
            known = await work.people.known(wrote_at)  # two people may have become one since
            person = str(job.payload["person"]) if known is None else known.id
            to, replies = [Notice(person, reply, str(job.payload["language"]))], []
        elif job.payload.get("channel") in self.channels:
            to, replies = [], self._letters(job, (reply,))
        else:
            return
        letters = await self.dispatcher.notices.owe(work, to, replies)
        await work.commit("", "", self.clock())
        self.outbox.committed(letters)

    def _letters(self, job: Job, replies: tuple[Reply, ...]) -> list[tuple[Post, Outgoing]]:
        if not replies:
            return []
        to = {name: str(job.payload[name]) for name in ("person", "channel", "chat", "language")}
        return self.dispatcher.letters(**to, replies=replies)
