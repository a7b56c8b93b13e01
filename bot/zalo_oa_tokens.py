"""Keeps a valid access token: 25 hours each, from a refresh token that works once and is replaced.

What can go wrong is losing the new refresh token: then an administrator has to authorise the app
again. So, in this order:

1. note in the database that a refresh is under way, by whom, and claim it: one refresher at a
   time, in all processes;
2. ask Zalo;
3. keep both new tokens, sealed, with the old refresh token beside them; only then use them.

A crash before 2 loses nothing. In 2 a helper process asks (`zalo_oa_exchange`), which a crash of
the program does not touch; its answer waits in a file for the next run. Only where the whole
machine stops in that moment, or no file can be kept, can the new token be lost: then the note of 1
tells, the next run tries the token it has, and if Zalo refuses it says plainly what to do. The
exchange runs in a task of its own that no cancelled send interrupts, and `close` waits for it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from bot.logs import log
from bot.zalo_oa_transport import Refused
from feedback.errors import Conflict, SendError, StorageError, Throttled, Unavailable
from storage.channel_state import Kept

_log = log(__name__)
_CHANNEL, _NAME = "zalo_oa", "tokens"
_LEASE = timedelta(seconds=90)
"""How long a refresh may take before another process tries; longer than any call lasts."""
_EARLY = timedelta(hours=2)
"""A token is replaced so long before it ends: a failing Zalo then has time to come back."""
_SHORTEST = timedelta(minutes=1)
_LOOK = 0.25
"""Seconds between looks at what another process does."""
_AGAIN = timedelta(minutes=1)
"""Between questions with a refresh token that Zalo has refused: it may have been a mistake."""
_KEEP_TRYING = 0.5
"""Seconds between tries to store new tokens while the database cannot: they exist nowhere else."""


class TokenLost(Unavailable):
    """Zalo does not take our refresh token; what waits to be sent is kept until it has another."""

    def __init__(self) -> None:
        super().__init__(
            "Zalo refuses the refresh token. Authorise the app for the Official Account again at "
            "developers.zalo.me and put the new refresh token into LANGNGHE_ZALO_OA_REFRESH_TOKEN."
        )


class State(Protocol):
    """Where tokens are kept; of two that change the same version one meets Conflict."""

    async def read(self, channel: str, name: str) -> Kept:
        """Return what is kept."""

    async def change(self, channel: str, name: str, before: Kept, value: bytes) -> Kept:
        """Replace what was read."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Everything known, as it is stored."""

    access: str = ""
    ends: float = 0.0
    """Unix time at which the access token ends."""
    refresh: str = ""
    previous: str = ""
    """The refresh token before; tried when Zalo does not know the newest."""
    seeds: tuple[str, ...] = ()
    """Marks of first tokens from the settings that were taken up; none is taken up twice."""
    claimed_by: str = ""
    claimed_until: float = 0.0
    """A refresh is under way, or was when its process died."""

    def dump(self) -> bytes:
        """Return it as JSON."""
        return orjson.dumps(self)

    @classmethod
    def load(cls, value: bytes) -> Tokens:
        """Return what `dump` made."""
        stored = orjson.loads(value) if value else {}
        return cls(**{**stored, "seeds": tuple(stored.get("seeds", ()))})


@dataclass(slots=True)
class _Known:
    """What this process last read."""

    kept: Kept = field(default_factory=Kept)
    tokens: Tokens = field(default_factory=Tokens)


class TokenKeeper:
    """Hands out access tokens and replaces them in time."""

    def __init__(
        self,
        state: State,
        exchange: Callable[[str], Awaitable[Mapping[str, Any]]],
        seed: str,
        process: str,
        clock: Callable[[], datetime],
        forget: Callable[[str], object] = lambda _: None,
    ) -> None:
        """`exchange` asks Zalo for new tokens, `forget` is told when its answer is stored; `seed` is
        the first refresh token, from the settings."""
        self._state, self._exchange, self._clock = state, exchange, clock
        self._seed, self._process, self._forget = seed, process, forget
        self._known = _Known()
        self._refreshing: asyncio.Task[str] | None = None
        self._refused = ""
        self._refused_at: datetime | None = None

    async def access(self) -> str:
        """Return a valid access token; raises SendError when there is none."""
        if self._fresh(self._known.tokens, _SHORTEST):
            return self._known.tokens.access
        return await self._renewed(_SHORTEST)

    async def renew_early(self) -> None:
        """Replace a token that ends soon; raises SendError."""
        if not self._fresh(self._known.tokens, _EARLY):
            await self._renewed(_EARLY)

    async def refused(self, access: str) -> str:
        """Return another token than one Zalo has just refused; raises SendError."""
        tokens = self._known.tokens
        if tokens.access == access:
            self._known.tokens = replace(tokens, ends=0.0)
        return await self._renewed(_SHORTEST, other_than=access)

    async def close(self) -> None:
        """Let an exchange under way end: what it brings exists nowhere else."""
        if self._refreshing is not None:
            await asyncio.gather(self._refreshing, return_exceptions=True)

    def _fresh(self, tokens: Tokens, spare: timedelta) -> bool:
        left = tokens.ends - self._clock().timestamp()
        return bool(tokens.access) and left > spare.total_seconds()

    async def _renewed(self, spare: timedelta, other_than: str = "") -> str:
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._renew(spare, other_than))
            self._refreshing.add_done_callback(self._renewal_over)
        # Whoever waits may be cancelled; the exchange goes on.
        return await asyncio.shield(self._refreshing)

    def _renewal_over(self, task: asyncio.Task[str]) -> None:
        self._refreshing = None
        if not task.cancelled():
            task.exception()  # nobody may be waiting any more; that is no reason for a warning

    async def _renew(self, spare: timedelta, other_than: str) -> str:
        try:
            while True:
                tokens = await self._read()
                if self._fresh(tokens, spare) and tokens.access != other_than:
                    return tokens.access  # another process was first
                if self._is_claimed(tokens):
                    await asyncio.sleep(_LOOK)
                    continue
                self._be_patient(tokens)
                with suppress(Conflict):  # another process was first: see what it makes of it
                    claimed = await self._claim(tokens)
                    return await self._ask(claimed, unsure=bool(tokens.claimed_by))
        except StorageError as error:
            raise Unavailable(type(error).__name__) from None

    async def _read(self) -> Tokens:
        kept = await self._state.read(_CHANNEL, _NAME)
        tokens = Tokens.load(kept.value)
        mark = hashlib.sha256(self._seed.encode()).hexdigest()
        if mark not in tokens.seeds:
            tokens = Tokens(refresh=self._seed, seeds=(*tokens.seeds, mark))
        self._known = _Known(kept, tokens)
        return tokens

    def _is_claimed(self, tokens: Tokens) -> bool:
        """Tell whether a refresh is under way; what claims to last longer than any is a wrong clock's."""
        left = tokens.claimed_until - self._clock().timestamp()
        return 0 < left <= _LEASE.total_seconds()

    def _be_patient(self, tokens: Tokens) -> None:
        """Do not ask again and again with a token that was refused."""
        at = self._refused_at
        if tokens.refresh == self._refused and at is not None and self._clock() - at < _AGAIN:
            raise TokenLost

    async def _claim(self, tokens: Tokens) -> Tokens:
        until = (self._clock() + _LEASE).timestamp()
        claimed = replace(tokens, claimed_by=self._process, claimed_until=until)
        await self._keep(claimed)
        return claimed

    async def _keep(self, tokens: Tokens) -> None:
        kept = await self._state.change(_CHANNEL, _NAME, self._known.kept, tokens.dump())
        self._known = _Known(kept, tokens)

    async def _ask(self, tokens: Tokens, unsure: bool) -> str:
        try:
            answer = await self._exchange(tokens.refresh)
        except Refused:
            return await self._ask_with_the_one_before(tokens, unsure)
        except Throttled:
            await self._give_back(tokens)
            raise
        except SendError:
            # It may have reached Zalo: the claim's name stays, so that a refusal is understood.
            await self._keep(replace(tokens, claimed_until=0.0))
            raise
        return await self._store(tokens, tokens.refresh, answer)

    async def _ask_with_the_one_before(self, tokens: Tokens, unsure: bool) -> str:
        if tokens.previous:
            try:
                answer = await self._exchange(tokens.previous)
                return await self._store(tokens, tokens.previous, answer)
            except (Refused, SendError):
                pass
        self._refused, self._refused_at = tokens.refresh, self._clock()
        _log.critical(
            "Zalo refuses the refresh token: authorise the app again and set the new one",
            channel=_CHANNEL,
            setting="LANGNGHE_ZALO_OA_REFRESH_TOKEN",
            interrupted=unsure,
        )
        await self._give_back(tokens)
        raise TokenLost

    async def _give_back(self, tokens: Tokens) -> None:
        await self._keep(replace(tokens, claimed_by="", claimed_until=0.0))

    async def _store(self, tokens: Tokens, used: str, answer: Mapping[str, Any]) -> str:
        """Keep new tokens whatever it takes; only then may they be used."""
        new = Tokens(
            access=str(answer["access_token"]),
            ends=self._clock().timestamp() + _lasting(answer.get("expires_in")),
            refresh=str(answer["refresh_token"]),
            previous=tokens.refresh,
            seeds=tokens.seeds,
        )
        told = False
        while True:
            try:
                with suppress(Conflict):
                    await self._keep(new)
                    self._forget(used)
                    _log.info("Zalo's tokens were replaced", channel=_CHANNEL)
                    return new.access
                # Our claim ran out and somebody else claimed; what Zalo gave us is newer all the same.
                self._known.kept = await self._state.read(_CHANNEL, _NAME)
            except StorageError as error:
                if not told:
                    told = True
                    _log.critical(
                        "new tokens of Zalo cannot be stored yet: do not stop the program",
                        channel=_CHANNEL,
                        error=type(error).__name__,
                    )
                await asyncio.sleep(_KEEP_TRYING)


def _lasting(said: object) -> float:
    """Return seconds; Zalo writes them as a string."""
    try:
        seconds = float(str(said))
    except ValueError:
        return 3600.0
    return seconds if 0 < seconds < 10**8 else 3600.0
