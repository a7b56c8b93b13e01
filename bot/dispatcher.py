"""One message from arrival to commit: this person's turn, everything or nothing.

The order of hop 6 is the promise of the whole program: event, conversation, answers, counters
and the messages owed are committed together, and only then is the platform told "taken".
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Protocol

from bot.channel import Channel, Outgoing, Receipt
from bot.fitting import board, fit, with_places
from bot.letters import due
from bot.logs import log, places
from bot.metrics import Metrics
from bot.notices import Notices
from bot.outbox import Outbox
from bot.texts import Texts
from feedback.errors import Conflict, DuplicateEvent, RowDamaged, StorageError
from feedback.messages import Address, Inbound, Reply, Text
from feedback.person import Grant, Person
from feedback.ports import Post, UnitOfWork
from feedback.unit import Office
from handlers.context import Answer, Forms, Turn
from handlers.intents import wish
from handlers.sealed import telling

_log = log(__name__)
_TRIES = 5
_PAUSES = (0.0, 0.05, 0.2, 0.5)
_CONFLICTS = 20
"""Times a turn is run again because somebody else was first; then it counts as a failure."""
_BURST, _PER_SECOND = 40.0, 2.0
"""Events one person may send at once, and how fast the allowance grows back: a full album, a few
corrections and impatient taps fit; a flood does not."""
_REMEMBERED = 10_000
"""People whose allowance is kept in mind; the oldest are forgotten first."""


class Work(UnitOfWork, Protocol):
    """A turn's view of storage, with what only the dispatcher does."""

    @property
    def has_jobs(self) -> bool: ...
    def post(self, post: Post) -> None: ...
    def take_back(self, post: str) -> None: ...
    async def commit(self, channel: str, event: str, at: datetime) -> None: ...


class Quarantine(Protocol):
    """Where events that always fail are kept for an engineer."""

    async def add(
        self,
        channel: str,
        event: str,
        error: str,
        payload: Mapping[str, object],
        at: datetime,
        account: str,
    ) -> None: ...


class Storage(Protocol):
    """What the dispatcher needs of storage."""

    @property
    def quarantine(self) -> Quarantine: ...
    def work(self) -> Work: ...


@dataclass(frozen=True, slots=True)
class World:
    """What handlers look at besides storage: replaced as a whole when the office pack changes."""

    office: Office
    forms: Forms
    admins: frozenset[Address]


class _Lane:
    """One person's events, in the order they came."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.queued = 0


class Dispatcher:
    """Runs turns: one at a time for each person, any number for different people."""

    def __init__(
        self,
        storage: Storage,
        handle: Callable[[Turn], Awaitable[Answer]],
        world: World,
        texts: Texts,
        channels: Mapping[str, Channel],
        outbox: Outbox,
        metrics: Metrics,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        jobs_committed: Callable[[], object],
    ) -> None:
        self.world = world
        self._storage, self._handle, self._texts = storage, handle, texts
        self._channels, self._outbox, self._metrics = channels, outbox, metrics
        self._clock, self._new_id, self._jobs_committed = clock, new_id, jobs_committed
        self.notices = Notices(storage.work, channels, texts, clock, self.letters, outbox.down)
        # `labels` checks every name each time; there are a handful of pairs.
        self._counted = cache(metrics.turns.labels)
        self._lanes: dict[Address, _Lane] = {}
        self._allowances: OrderedDict[Address, tuple[float, datetime]] = OrderedDict()

    async def receive(self, inbound: Inbound) -> Receipt:
        """Handle one event and return once it is committed; raises StorageError when it cannot be."""
        began = time.perf_counter()
        address = inbound.address
        lane = self._lanes.get(address)
        if lane is None:
            lane = self._lanes[address] = _Lane()
        lane.queued += 1
        try:
            async with lane.turn:
                receipt, result = await self._persist(inbound)
        finally:
            lane.queued -= 1
            if not lane.queued:
                del self._lanes[address]
        self._counted(address.channel, result).inc()
        self._metrics.turn_seconds.observe(time.perf_counter() - began)
        return receipt

    async def _persist(self, inbound: Inbound) -> tuple[Receipt, str]:
        conflicts = 0
        tries = 0
        while True:
            try:
                return await self._turn(inbound), "done"
            except DuplicateEvent:
                return Receipt(), "duplicate"
            except StorageError:
                raise
            except Exception as error:  # whatever it is, it must not block the next event
                if isinstance(error, Conflict) and conflicts < _CONFLICTS:
                    conflicts += 1
                    continue
                tries += 1
                self._report(inbound, error, tries)
                if tries >= _TRIES:
                    return await self._set_aside(inbound, error), "quarantined"
                await asyncio.sleep(_PAUSES[tries - 1])

    async def _turn(self, inbound: Inbound) -> Receipt:
        now = self._clock()
        work = self._storage.work()
        arrival = await work.people.arrive(inbound.address, inbound.event)
        if arrival.seen:
            raise DuplicateEvent
        world = self.world
        person = arrival.person or Person(id=self._new_id())
        if arrival.person is None:
            work.people.add(person, inbound.address, now)
        if inbound.address in world.admins or (
            person.linked and await self._is_admin(work, person.id)
        ):
            person = replace(person, grants=person.grants | {Grant("admin")})
        if person.linked:
            work.people.heard(inbound.address, now)
        turn = Turn(
            inbound=inbound,
            person=person,
            new=arrival.person is None,
            conversation=arrival.conversation,
            waiting=arrival.waiting,
            board=arrival.board,
            now=now,
            storage=work,
            office=world.office,
            forms=world.forms,
            new_id=self._new_id,
            languages=self._texts.languages,
            keeps_cards=not inbound.private
            and self._channels[inbound.address.channel].capabilities.groups,
        )
        allowance = self._allowance(inbound.address, now)
        answer = await self._answer(turn, allowance)
        letters = self._letters(turn, answer.replies)
        letters = await self.notices.owe(work, answer.notices, letters)
        await work.commit(inbound.address.channel, inbound.event, now)
        self._spend(inbound.address, allowance, now)
        self._outbox.committed(letters)
        if work.has_jobs:
            self._jobs_committed()
        toast = answer.toast
        return Receipt(None if toast is None else self._texts.render(toast, turn.language))

    async def _is_admin(self, work: Work, person: str) -> bool:
        """Tell whether another address of a person is an administrator's: rights follow people."""
        admins = self.world.admins
        return bool(admins) and not admins.isdisjoint(await work.people.addresses(person))

    async def _answer(self, turn: Turn, allowance: float) -> Answer:
        if allowance >= 1 or turn.inbound.notice is not None:
            return await self._handle(turn)
        slow = Reply(lines=(Text("flood-slow-down"),), merge="flood", after=3.0)
        return Answer((slow,), toast=Text("flood-slow-down"))

    def _allowance(self, address: Address, now: datetime) -> float:
        """Return how many events a person may still send at once."""
        left, at = self._allowances.get(address, (_BURST, now))
        passed = max(0.0, (now - at).total_seconds())
        return min(_BURST, left + passed * _PER_SECOND)

    def _spend(self, address: Address, left: float, now: datetime) -> None:
        """Count an event once it is committed: one that has to be tried again is no flood."""
        self._allowances[address] = (left - (left >= 1), now)
        self._allowances.move_to_end(address)  # who wrote last is remembered longest
        if len(self._allowances) > _REMEMBERED:
            self._allowances.popitem(last=False)

    def _letters(self, turn: Turn, replies: tuple[Reply, ...]) -> list[tuple[Post, Outgoing]]:
        inbound = turn.inbound
        if inbound.private:
            capabilities = self._channels[inbound.address.channel].capabilities
            typed = board(replies, capabilities, self._texts, turn.language)
            if typed is not None and (typed.words or turn.board) and typed != turn.board:
                turn.storage.people.show(inbound.address, typed)
        return self._fitted(
            turn.person.id,
            inbound.address.channel,
            inbound.chat,
            turn.language,
            replies,
            inbound.message if inbound.press is not None else None,
            with_places(replies),
        )

    def letters(
        self,
        person: str,
        channel: str,
        chat: str,
        language: str,
        replies: tuple[Reply, ...],
    ) -> list[tuple[Post, Outgoing]]:
        """Fit replies that nobody waits for to a channel, and make the rows committed with them.

        None of them numbers its buttons where those are typed: a person who is about to answer
        "2" to something else must not be taken up on it.
        """
        return self._fitted(person, channel, chat, language, replies, None, -1)

    def _fitted(
        self,
        person: str,
        channel: str,
        chat: str,
        language: str,
        replies: tuple[Reply, ...],
        pressed: str | None,
        places: int,
    ) -> list[tuple[Post, Outgoing]]:
        """Make the rows of replies; `places` is which of them may number its buttons."""
        capabilities = self._channels[channel].capabilities
        now = self._clock()
        letters = []
        for at, reply in enumerate(replies):
            for part, outgoing in enumerate(
                fit(
                    reply,
                    capabilities,
                    self._texts,
                    language,
                    chat,
                    pressed,
                    places=at == places,
                )
            ):
                post = Post(
                    id=self._new_id(),
                    person=person,
                    channel=channel,
                    payload=outgoing.dump(),
                    merge=f"{reply.merge}:{part}" if reply.merge else None,
                    due=due(now, reply.after),
                    blob=outgoing.content,
                )
                letters.append((post, outgoing))
                pressed = None  # only the first message can take the place of the pressed one
        return letters

    def _report(self, inbound: Inbound, error: Exception, tries: int) -> None:
        _log.error(
            "a turn failed",
            channel=inbound.address.channel,
            error=type(error).__name__,
            where=places(error),
            tries=tries,
        )

    async def _set_aside(self, inbound: Inbound, error: Exception) -> Receipt:
        """Keep the event for an engineer, tell the person, and go on with the next one."""
        now = self._clock()
        channel = inbound.address.channel
        await self._storage.quarantine.add(
            channel,
            inbound.event,
            type(error).__name__,
            _payload(inbound, secret=await self._sealed(inbound)),
            now,
            inbound.address.account,
        )
        self._metrics.set_aside.inc()
        _log.critical("an event was set aside", channel=channel, error=type(error).__name__)
        try:
            await self._apologise(inbound, now)
        except StorageError:
            raise
        except Exception as broken:  # not even that works: still, it must not come for ever
            self._report(inbound, broken, _TRIES)
            with suppress(DuplicateEvent):
                await self._storage.work().commit(channel, inbound.event, now)
        return Receipt()

    async def _sealed(self, inbound: Inbound) -> bool:
        """Tell whether an event may be part of what is told in the sealed lane: of it nothing is
        kept, nor where that cannot be told."""
        try:
            held = (await self._storage.work().people.arrive(inbound.address, "")).conversation
        except StorageError:
            raise
        except Exception:  # the conversation may be what the turn failed of
            return True
        return held is not None and held.form == telling.FORM

    async def _apologise(self, inbound: Inbound, now: datetime) -> None:
        """Tell the person that a message could not be handled; commits the event."""
        channel = inbound.address.channel
        work = self._storage.work()
        try:
            known = (await work.people.arrive(inbound.address, inbound.event)).person
        except RowDamaged:  # the conversation: without it the person can go on
            known = await work.people.known(inbound.address)
            if known is not None:
                work.conversations.abandon(known.id)
        person = known or Person(id=self._new_id())
        if known is None:
            work.people.add(person, inbound.address, now)
        letters = self.letters(
            person.id,
            channel,
            inbound.chat,
            person.language or "vi",
            (Reply(lines=(Text("turn-failed"),)),),
        )
        for post, _ in letters:
            work.post(post)
        await work.commit(channel, inbound.event, now)
        self._outbox.committed(letters)


def _payload(inbound: Inbound, *, secret: bool) -> dict[str, object]:
    """Return the event for quarantine; storage encrypts it. Of a denunciation, and of what was
    typed in a group, nothing is kept."""
    kept = inbound.private and not secret and not _denounces(inbound.text)
    return {
        "text": inbound.text if kept else "",
        "press": inbound.press,
        "edited": inbound.edited,
        "attachments": len(inbound.attachments),
        "sent_at": inbound.sent_at.isoformat() if inbound.sent_at else None,
    }


def _denounces(text: str) -> bool:
    try:
        return wish(text) == "denunciation"
    except Exception:  # it may be what the turn failed of
        return True
