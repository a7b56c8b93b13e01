"""Sends what was committed: in order for each chat, within what each provider allows.

Every message is a row written in the same commit as what it answers, and the row goes only after
the provider took the message. So a crash can send one message twice and can lose none.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from typing import Protocol

from bot.channel import Channel, Outgoing
from bot.gate import Gate
from bot.letters import Elsewhere, Lane, Letter, Strayed, nowhere, stays
from bot.logs import log, places
from bot.metrics import Metrics
from feedback.errors import (
    Blocked,
    Held,
    Moved,
    StorageError,
    Throttled,
    Unavailable,
    Undeliverable,
)
from feedback.ports import Post

_log = log(__name__)
_PAGE = 500
_MOST = 20_000
"""Rows kept in mind; when more are stuck, the rest stays in the database until some of them left."""
_FIRST_PAUSE = 0.5
"""Seconds before a message is tried again whose sending met a bug, or whose row a full disk."""
_CRASHES = 5
"""Tries of a message whose sending raises what no channel should."""
_LATER = 15.0
"""Seconds until a notice whose person's channels are all down looks again for one that is not."""
_LONGEST_WAIT = 60.0
"""Seconds; a reply due later than that was written by a clock that has been set back since."""
_RELOAD = 15.0
"""Seconds between looks for rows left by a process that died or failed to commit their end."""


class Rows(Protocol):
    """What the outbox needs of storage."""

    @property
    def lease(self) -> timedelta: ...
    async def pending(
        self, limit: int, now: datetime, channels: Collection[str]
    ) -> list[Post]: ...
    async def sent(self, ids: list[str]) -> None: ...
    async def failed(self, id: str, why: str, at: datetime) -> None: ...
    async def hold(self, id: str, until: datetime) -> None: ...
    async def card(self, post: Post) -> tuple[str, str | None] | None: ...
    async def shown(self, post: Post, chat: str, message: str | None) -> None: ...
    async def moved(self, channel: str, before: str, now: str) -> None: ...
    async def waiting(self) -> int: ...


class Outbox:
    """One sender; a lane for each chat keeps its order, lanes do not wait for each other."""

    def __init__(
        self,
        rows: Rows,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        metrics: Metrics,
        blocked: Callable[[Post], object],
        *,
        shared: bool = False,
        held: bool = False,
        at_once: int = 256,
        elsewhere: Elsewhere = nowhere,
        strayed: Strayed = stays,
        patience: timedelta = timedelta(minutes=30),
    ) -> None:
        """`shared`: other processes send from the same rows, so rows are claimed, never assumed.

        `held`: nothing leaves until `flush`, for the terminal and transcripts.
        `blocked` is told of posts whose person left. `patience`: how long a notice waits for a
        channel that is down before it goes `elsewhere`, as it does at once when it has `strayed`.
        """
        self._rows, self._channels, self._clock = rows, channels, clock
        self._blocked, self._elsewhere, self._strayed = blocked, elsewhere, strayed
        # `labels` checks every name each time; there are a handful of pairs.
        self._counted = cache(metrics.sent.labels)
        self._shared, self._held = shared, held
        self._lanes: dict[Lane, deque[Letter]] = {}
        metrics.waiting.set_function(lambda: sum(map(len, self._lanes.values())))
        self._known: set[str] = set()
        self._gone: set[str] = set()
        """Deleted rows that a look under way may still have read; forgotten by the next look."""
        self._behind = False
        """Rows wait in the database that were not loaded: new ones queue up behind them."""
        self._missed = False
        """Rows were committed while we were behind; the look under way may not have seen them."""
        self._moved: dict[tuple[str, str], str] = {}
        """Where chats are now, by channel and by the id they had."""
        self._hurry = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(at_once)
        self._gates: dict[str, Gate] = {name: Gate(patience) for name in channels}
        self._done: list[str] = []
        self._finishing: asyncio.Task[None] | None = None
        self._claim = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Take up what an earlier run left, and keep looking."""
        self._behind = True  # until the first look: what is committed now must not overtake
        await self._look()
        self._keeper = asyncio.create_task(self._keep_claiming())

    async def stop(self, patience: float = 5.0) -> None:
        """Send what can be sent within `patience` seconds; the rest stays in the database."""
        self._stopping.set()  # ends every pause: what is not sent now is left to the next run
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        for gate in self._gates.values():
            gate.open.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._finishing is not None:
            await asyncio.gather(self._finishing, return_exceptions=True)

    def committed(self, letters: Iterable[tuple[Post, Outgoing]]) -> None:
        """Take over rows that this process has just committed."""
        if self._shared or self._behind:
            self._missed = True
            self._claim.set()
            return
        for post, outgoing in letters:
            self._take(Letter(post, outgoing))

    async def flush(self) -> None:
        """Send everything that waits, whatever time it is due, and return when it has left."""
        self._held, self._hurry = False, True
        for lane in tuple(self._lanes):
            self._run(lane)
        while self._tasks:
            await asyncio.gather(*self._tasks)
        self._held, self._hurry = True, False
        if self._finishing is not None:
            await self._finishing

    def down(self) -> frozenset[str]:
        """Return the channels that have been down for so long that no notice should go there."""
        return frozenset(name for name, gate in self._gates.items() if gate.given_up)

    @property
    def held(self) -> bool:
        """Nothing leaves until `flush`."""
        return self._held

    @property
    def idle(self) -> bool:
        """Nothing is being sent and every sent row is gone."""
        return not self._lanes and not self._done and self._finishing is None

    def _take(self, letter: Letter) -> None:
        post = letter.post
        if post.id in self._known:
            return
        self._known.add(post.id)
        lane = self._lanes.get(letter.lane)
        if lane is None:
            self._lanes[letter.lane] = deque((letter,))
            self._run(letter.lane)
        else:
            self._replace(lane, post)
            lane.append(letter)

    def _replace(self, lane: deque[Letter], post: Post) -> None:
        """Drop a waiting letter that the new one stands for; its row was replaced in the commit."""
        if post.merge is None:
            return
        for letter in tuple(lane):
            if letter.post.merge == post.merge and letter.post.due is not None:
                lane.remove(letter)
                self._gone.add(letter.post.id)

    def _run(self, name: Lane) -> None:
        if self._held:
            return
        task = asyncio.create_task(self._drain(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, name: Lane) -> None:
        lane = self._lanes[name]
        try:
            while lane:
                letter = lane[0]
                ready = letter.post.due is None or await self._due(letter, lane)
                gone = ready and await self._send(letter)
                if gone and lane and lane[0] is letter:
                    lane.popleft()
                elif not gone and self._stopping.is_set():
                    return
        finally:
            if not lane:
                self._lanes.pop(name, None)

    async def _due(self, letter: Letter, lane: deque[Letter]) -> bool:
        """Wait until a letter may leave; False when another took its place meanwhile."""
        due = letter.post.due
        while due is not None and not self._hurry and lane and lane[0] is letter:
            left = (due - self._clock()).total_seconds()
            if not 0 < left < _LONGEST_WAIT:
                break
            if self._stopping.is_set():
                return False
            await self._pause(min(left, 0.25))
        return bool(lane) and lane[0] is letter

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the program stops."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _send(self, letter: Letter) -> bool:
        """Try once; True when the letter is done with, for good or ill."""
        post = letter.post
        channel = self._channels[post.channel]
        gate, lane = self._gates[post.channel], letter.lane
        if post.again is None or letter.stays:
            await gate.enter(lane)
        elif not await gate.enter_or_turn(lane):
            return await self._turn_away(letter)
        if post.again is not None and (gone := await self._to_its_person(letter)) is not None:
            return gone
        if post.card is not None and (gone := await self._to_its_group(letter)) is not None:
            return gone
        at = post.channel, letter.outgoing.chat
        moved = self._moved.get(at) if post.card is None else None
        if moved is not None:
            letter.outgoing = replace(letter.outgoing, chat=moved)
        try:
            async with self._slots:
                if self._claim_is_over(letter):
                    gate.leave(lane)
                    return self._give_back(letter)
                message = await channel.deliver(post.id, letter.outgoing)
        except Unavailable:
            self._count(post, "unavailable")
            letter.stays = False
            await self._pause(gate.shut(lane, self._clock()))
            return False
        except Exception as error:  # a bug in a channel must not stop the lane for ever
            gate.well()
            return await self._refused(letter, error)
        gate.well()
        self._count(post, "sent")
        if post.card is not None:
            return await self._shown(letter, message)
        self._finish(post.id)
        return True

    async def _to_its_group(self, letter: Letter) -> bool | None:
        """Have a card go where its group is now, in place of the message that shows the case
        there; not None when that cannot be told now, or it is wanted no more."""
        post = letter.post
        try:
            found = await self._rows.card(post)
        except StorageError as error:
            _log.error("where a card goes cannot be told", error=type(error).__name__)
            await self._pause(_FIRST_PAUSE)
            return False
        if found is None:
            self._gates[post.channel].leave(letter.lane)
            self._count(post, "unwanted")
            self._finish(post.id)
            return True
        chat, message = found
        letter.outgoing = replace(letter.outgoing, chat=chat, edit=message)
        return None

    async def _shown(self, letter: Letter, message: str | None) -> bool:
        """Remember which message shows a card before anything else of its group is sent: what
        comes next is shown in its place. Dying before that shows it twice, and no more often."""
        post = letter.post
        while True:
            try:
                await self._rows.shown(post, letter.outgoing.chat, message)
                break
            except StorageError as error:
                _log.error("where a card stands was not kept", error=type(error).__name__)
            if self._stopping.is_set():
                return True
            await self._pause(_FIRST_PAUSE)
        self._gone.add(post.id)
        if self._shared or self._behind:
            self._claim.set()
        return True

    async def _refused(self, letter: Letter, error: Exception) -> bool:
        """Do what an error asks for; True when the letter is done with."""
        post = letter.post
        match error:
            case Throttled():
                self._count(post, "throttled")
                await self._pause(error.retry_after)
                return False
            case Held():
                gone = await self._go_elsewhere(letter, at_once=True)
                return await self._hold(letter, error.again) if gone is False else bool(gone)
            case Moved() if letter.crashes < _CRASHES:
                letter.crashes += 1  # two chats that point at each other are no place to send to
                if post.card is not None:
                    return await self._group_moved(letter, error.chat)
                self._moved[post.channel, letter.outgoing.chat] = error.chat
                return False
            case Blocked():
                self._blocked(post)
                gone = await self._go_elsewhere(letter)
                return await self._give_up(letter, "blocked") if gone is False else bool(gone)
            case Undeliverable():
                _log.warning("a message was refused for good", channel=post.channel, id=post.id)
                return await self._give_up(letter, "refused")
        letter.crashes += 1
        _log.error(
            "sending failed",
            channel=post.channel,
            error=type(error).__name__,
            where=places(error),
            tries=letter.crashes,
        )
        if letter.crashes < _CRASHES:
            await self._pause(_FIRST_PAUSE * letter.crashes)
            return False
        return await self._give_up(letter, "failed")

    async def _group_moved(self, letter: Letter, now: str) -> bool:
        """Remember where a group is now; its cards go there, as new messages."""
        try:
            await self._rows.moved(letter.post.channel, letter.outgoing.chat, now)
        except StorageError as error:
            _log.error("that a group moved was not kept", error=type(error).__name__)
            await self._pause(_FIRST_PAUSE)
        return False

    async def _to_its_person(self, letter: Letter) -> bool | None:
        """Have a notice go elsewhere whose address has become somebody else's; None: it has not."""
        try:
            if not await self._strayed(letter.post, letter.outgoing):
                return None
        except StorageError as error:
            _log.error("whose an address is cannot be told", error=type(error).__name__)
            await self._pause(_FIRST_PAUSE)
            return False
        gone = await self._go_elsewhere(letter)
        gone = await self._give_up(letter, "strayed") if gone is False else bool(gone)
        if gone:
            self._gates[letter.post.channel].leave(letter.lane)
        return gone

    async def _turn_away(self, letter: Letter) -> bool:
        """Have a notice go elsewhere whose channel was down for long; it stays where it is last."""
        gate = self._gates[letter.post.channel]
        if self._claim_is_over(letter):
            gate.leave(letter.lane)
            return self._give_back(letter)
        gone = await self._go_elsewhere(letter)
        if gone:
            gate.leave(letter.lane)
        letter.stays = gone is False or (gone is None and gate.asks(letter.lane))
        return bool(gone)

    async def _go_elsewhere(self, letter: Letter, *, at_once: bool = False) -> bool | None:
        """Have a notice go to another address of its person; False where there is none, None when
        that cannot be told now."""
        if letter.post.again is None:
            return False
        try:
            letters = await self._elsewhere(letter.post, letter.outgoing, at_once)
        except StorageError as error:
            _log.error("a notice cannot go elsewhere", error=type(error).__name__)
            await self._pause(_FIRST_PAUSE)
            return None
        except Unavailable:
            # Between two that are down it would go to and fro without end, a commit each time.
            if not self._gates[letter.post.channel].asks(letter.lane):
                await self._pause(_LATER)
            return None
        if letters is None:
            return False
        self._count(letter.post, "elsewhere")
        self._gone.add(letter.post.id)
        self.committed(letters)
        return True

    def _claim_is_over(self, letter: Letter) -> bool:
        return letter.until is not None and self._clock() >= letter.until

    def _give_back(self, letter: Letter) -> bool:
        """Leave a letter to whoever claims its row next: our claim may be over before it is sent."""
        self._known.discard(letter.post.id)
        return True

    async def _hold(self, letter: Letter, again: float) -> bool:
        """Leave a letter to the database until its person writes: it takes no room in mind."""
        self._count(letter.post, "held")
        try:
            await self._rows.hold(letter.post.id, self._clock() + timedelta(seconds=again))
        except StorageError as error:
            _log.error("a message could not be held", error=type(error).__name__)
            await self._pause(_FIRST_PAUSE)
            return False
        self._known.discard(letter.post.id)
        if self._shared or self._behind:
            self._claim.set()
        return True

    async def _give_up(self, letter: Letter, why: str) -> bool:
        self._count(letter.post, why)
        try:
            await self._rows.failed(letter.post.id, why, self._clock())
        except StorageError as error:
            # The row stays and the next run tries it again; the person's other messages go on.
            _log.error("a message that was given up stays", error=type(error).__name__)
            return True
        self._gone.add(letter.post.id)
        if self._shared or self._behind:
            self._claim.set()
        return True

    def _count(self, post: Post, result: str) -> None:
        self._counted(post.channel, result).inc()

    def _finish(self, id: str) -> None:
        """Have the row deleted, together with others that were sent meanwhile."""
        self._done.append(id)
        if self._finishing is None:
            self._finishing = asyncio.create_task(self._delete_sent())

    async def _delete_sent(self) -> None:
        try:
            while self._done:
                batch, self._done = self._done, []
                try:
                    await self._rows.sent(batch)
                    self._gone.update(batch)
                except StorageError as error:
                    # Tried again at the next look. Should the program die before, they are sent
                    # once more, which is allowed; losing is not.
                    _log.error("sent rows stay", error=type(error).__name__, count=len(batch))
                    self._done = batch + self._done
                    return
        finally:
            self._finishing = None
            if self._shared or self._behind:
                self._claim.set()

    async def _keep_claiming(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_RELOAD):
                    await self._claim.wait()
            self._claim.clear()
            await self._look()

    async def _look(self) -> None:
        """Take up rows that nobody sends, and delete those whose deletion failed."""
        try:
            await self._load()
        except Exception as error:  # StorageError, or a bug: what is owed must be looked at again
            _log.error("the outbox cannot be read", error=type(error).__name__)
        if self._done and self._finishing is None:
            self._finishing = asyncio.create_task(self._delete_sent())

    async def _load(self) -> None:
        """Take rows that nobody sends; page by page, so that a long outage fits in memory."""
        self._known -= self._gone
        self._gone = set()
        if len(self._known) >= _MOST:
            self._behind = True
            return
        self._missed = False
        now = self._clock()
        # Rows that are stuck count as well, lest a page full of them hide those behind.
        size = _PAGE if self._shared else _PAGE + len(self._known)
        # What waits for a channel that is switched off in this run waits for a run that has it.
        found = await self._rows.pending(size, now, self._channels)
        # Half of the claim is for waiting; the other half lets the sending itself end in time.
        until = now + self._rows.lease / 2 if self._shared else None
        again = {post.id for post in found if post.id in self._known}
        if again and until is not None:  # the claim on what still waits here was over: it is anew
            for letter in chain.from_iterable(self._lanes.values()):
                if letter.post.id in again:
                    letter.until = until
        for post in found:
            if post.id not in self._known:
                self._load_one(post, until)
        self._behind = len(found) == size or self._missed

    def _load_one(self, post: Post, until: datetime | None) -> None:
        try:
            outgoing = Outgoing.load(dict(post.payload), post.blob)
        except (TypeError, ValueError, LookupError) as error:
            # Written by another version of the program: it stays, and holds up nobody.
            self._known.add(post.id)
            _log.error("a message cannot be read", id=post.id, error=type(error).__name__)
            return
        self._take(Letter(post, outgoing, until))
