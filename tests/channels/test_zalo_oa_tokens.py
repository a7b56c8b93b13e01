"""Tokens: one refresher at a time, both stored before either is used, nothing lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.zalo_oa_tokens import TokenKeeper, TokenLost, Tokens, _lasting
from bot.zalo_oa_transport import Refused, Transport
from feedback.errors import Conflict, StorageError, Throttled, Unavailable
from storage import Keyring, Storage, open_storage
from storage.channel_state import Kept
from tests.bot.phones import Clock
from tests.fakes.zalo_oa import FakeZaloOA

Make = Callable[..., TokenKeeper]


@pytest.fixture
async def storage(lasting_url: str, tmp_path: Path) -> AsyncIterator[Storage]:
    """A file, and a server that several processes share."""
    opened = await open_storage(lasting_url, Keyring.open(tmp_path / "key"), migrate=True)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def zalo(clock: Clock) -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA(clock=lambda: clock().timestamp()) as fake:
        yield fake


@pytest.fixture
async def make(storage: Storage, zalo: FakeZaloOA, clock: Clock) -> AsyncIterator[Make]:
    """Keepers as separate processes would have them, over one database."""
    transport = Transport(zalo.url, zalo.url, timeout=10)
    made: list[TokenKeeper] = []

    def keeper(seed: str = "first refresh token", state: Any = None) -> TokenKeeper:
        async def exchange(token: str) -> Mapping[str, Any]:
            return await transport.refresh(zalo.app_id, zalo.app_secret, token)

        made.append(
            TokenKeeper(
                state or storage.channel_state, exchange, seed, f"process-{len(made)}", clock
            )
        )
        return made[-1]

    yield keeper
    for each in made:
        await each.close()
    await transport.close()


async def kept(storage: Storage) -> Tokens:
    return Tokens.load((await storage.channel_state.read("zalo_oa", "tokens")).value)


async def test_the_first_token_comes_from_the_settings_and_lasts_a_day(
    make: Make, zalo: FakeZaloOA, clock: Clock, storage: Storage
) -> None:
    keeper = make()
    access = await keeper.access()
    assert access in zalo.access
    assert await keeper.access() == access
    clock.pass_by(hours=22)
    await keeper.renew_early()
    assert await keeper.access() == access
    clock.pass_by(hours=2)
    await keeper.renew_early()
    assert await keeper.access() != access
    stored = await kept(storage)
    assert (stored.refresh, stored.previous) == (zalo.issued[-1], zalo.issued[-2])
    assert len(zalo.issued) == 3
    assert zalo.reused == 0


async def test_nothing_of_it_is_readable_in_the_database(
    make: Make, zalo: FakeZaloOA, storage: Storage
) -> None:
    await make().access()
    [(_, value)] = await storage._database.fetch(
        "channels.state", channel="zalo_oa", name="tokens"
    )
    assert not any(each.encode() in bytes(value) for each in (*zalo.issued, *zalo.access))


async def test_three_processes_and_many_askers_refresh_once(make: Make, zalo: FakeZaloOA) -> None:
    zalo.delay = 0.3
    keepers = [make() for _ in range(3)]
    got = await asyncio.gather(*(each.access() for each in keepers for _ in range(5)))
    assert len(set(got)) == 1
    assert (len(zalo.issued), zalo.reused) == (2, 0)
    zalo.end_access()
    again = await asyncio.gather(*(each.refused(got[0]) for each in keepers))
    assert len(set(again)) == 1
    assert (len(zalo.issued), zalo.reused) == (3, 0)


async def test_a_later_run_goes_on_with_what_was_stored(make: Make, zalo: FakeZaloOA) -> None:
    access = await make().access()
    assert await make().access() == access
    assert len(zalo.calls) == 1


async def test_who_gives_up_waiting_does_not_stop_the_exchange(
    make: Make, zalo: FakeZaloOA, storage: Storage
) -> None:
    zalo.delay = 0.2
    keeper = make()
    asking = asyncio.create_task(keeper.access())
    await zalo.rotated.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await keeper.close()
    assert (await kept(storage)).refresh == zalo.issued[-1]


async def test_a_refusal_is_alarmed_once_and_not_asked_again_and_again(
    make: Make, zalo: FakeZaloOA, clock: Clock
) -> None:
    keeper = make("not a token")
    with capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(TokenLost, match="LANGNGHE_ZALO_OA_REFRESH_TOKEN"):
                await keeper.access()
    alarms = [line for line in lines if line["log_level"] == "critical"]
    assert [line["setting"] for line in alarms] == ["LANGNGHE_ZALO_OA_REFRESH_TOKEN"]
    assert "not a token" not in str(lines)
    assert len(zalo.calls) == 1
    clock.pass_by(minutes=2)
    with pytest.raises(TokenLost):
        await keeper.access()
    assert len(zalo.calls) == 2


async def test_a_new_first_token_is_taken_up_once(
    make: Make, zalo: FakeZaloOA, storage: Storage
) -> None:
    await make().access()
    zalo.issued.append("given by the administrator")
    zalo.end_access()
    repaired = make("given by the administrator")
    with capture_logs():
        access = await repaired.access()
    assert access in zalo.access
    # A replica that still has the old setting does not go back to it.
    assert await make("first refresh token").access() == access
    assert zalo.reused == 0
    assert len((await kept(storage)).seeds) == 2


async def test_a_crash_before_zalo_was_asked_loses_nothing(
    make: Make, zalo: FakeZaloOA, clock: Clock, storage: Storage
) -> None:
    dead = make()
    await dead._claim(await dead._read())
    waiting = asyncio.create_task(make().access())
    await asyncio.sleep(0.3)
    assert not waiting.done(), "another may be in the middle of it"
    clock.pass_by(seconds=91)
    assert await waiting in zalo.access
    assert zalo.reused == 0


async def test_a_claim_of_a_clock_that_was_set_back_does_not_last(
    make: Make, clock: Clock
) -> None:
    dead = make()
    await dead._claim(await dead._read())
    clock.pass_by(days=-1)
    async with asyncio.timeout(30):
        assert await make().access()


async def test_an_answer_lost_on_the_way_is_alarmed_with_its_reason(
    make: Make, zalo: FakeZaloOA, storage: Storage
) -> None:
    zalo.fail("/v4/oa/access_token", "disconnect-after")
    keeper = make()
    with pytest.raises(Unavailable):
        await keeper.access()
    assert len(zalo.issued) == 2, "Zalo has given out a token that nobody got"
    with capture_logs() as lines, pytest.raises(TokenLost):
        await keeper.access()
    [alarm] = [line for line in lines if line["log_level"] == "critical"]
    assert alarm["interrupted"] is True
    # An administrator authorises the app again.
    zalo.issued.append("given by the administrator")
    assert await make("given by the administrator").access() in zalo.access


@pytest.mark.parametrize("kind", ["500", "disconnect", "200 <html>"])
async def test_trouble_before_zalo_acted_is_got_over(
    make: Make, zalo: FakeZaloOA, kind: str
) -> None:
    zalo.fail("/v4/oa/access_token", kind)
    keeper = make()
    with pytest.raises(Unavailable):
        await keeper.access()
    assert await keeper.access() in zalo.access


async def test_zalo_may_ask_for_a_pause(make: Make, zalo: FakeZaloOA, storage: Storage) -> None:
    zalo.fail("/v4/oa/access_token", "429")
    keeper = make()
    with pytest.raises(Throttled):
        await keeper.access()
    assert not (await kept(storage)).claimed_by, "nothing is unsure: it was not looked at"
    assert await keeper.access()


async def test_the_token_before_is_tried_when_zalo_does_not_know_the_newest(
    make: Make, zalo: FakeZaloOA, clock: Clock
) -> None:
    keeper = make()
    await keeper.access()
    zalo.issued.pop()  # Zalo went back to the one before
    clock.pass_by(hours=26)
    assert await keeper.access() in zalo.access
    zalo.issued.append("somebody else's")
    clock.pass_by(hours=26)
    with capture_logs(), pytest.raises(TokenLost):
        await keeper.access()


class Shaky:
    """The real state with a database that fails at chosen moments."""

    def __init__(self, storage: Storage) -> None:
        self._state = storage.channel_state
        self.read = self._state.read
        self.before: list[Exception | None] = []

    async def change(self, channel: str, name: str, before: Kept, value: bytes) -> Kept:
        failure = self.before.pop(0) if self.before else None
        if failure is not None:
            raise failure
        return await self._state.change(channel, name, before, value)


async def test_new_tokens_are_stored_before_they_are_used_whatever_it_takes(
    make: Make, zalo: FakeZaloOA, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.zalo_oa_tokens._KEEP_TRYING", 0.01)
    state = Shaky(storage)
    full = StorageError("the disk is full")
    state.before = [None, full, full, Conflict(), full]
    with capture_logs() as lines:
        access = await make(state=state).access()
    assert access in zalo.access
    assert (await kept(storage)).refresh == zalo.issued[-1]
    assert sum(line["log_level"] == "critical" for line in lines) == 1


async def test_without_a_database_nothing_is_asked(
    make: Make, zalo: FakeZaloOA, storage: Storage
) -> None:
    state = Shaky(storage)
    state.before = [StorageError("the disk is full")]
    with pytest.raises(Unavailable):
        await make(state=state).access()
    assert zalo.calls == []
    state.before = [Conflict()]
    assert await make(state=state).access()


async def test_a_claim_that_ran_out_does_not_lose_what_came_late(
    make: Make, zalo: FakeZaloOA, clock: Clock, storage: Storage
) -> None:
    zalo.delay = 0.4
    slow, quick = make(), make()
    first = asyncio.create_task(slow.access())
    await zalo.rotated.wait()
    clock.pass_by(seconds=91)
    with capture_logs():  # the other is refused: the token was used up
        second = asyncio.create_task(quick.access())
        access = await first
        await asyncio.gather(second, return_exceptions=True)
    assert (await kept(storage)).access == access
    assert await quick.access() == access


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("90000", 90000), (90000, 90000), ("soon", 3600), (None, 3600), ("-1", 3600), ("1e99", 3600)],
)
def test_how_long_a_token_lasts(said: object, seconds: float) -> None:
    assert _lasting(said) == seconds


async def test_an_answer_without_tokens_is_a_refusal(zalo: FakeZaloOA) -> None:
    transport = Transport(zalo.url, zalo.url)
    zalo.fail("/v4/oa/access_token", '200 {"access_token": "a"}')
    with pytest.raises(Refused):
        await transport.refresh("1", "2", "3")
    await transport.close()
    assert timedelta(hours=25).total_seconds() == _lasting("90000")
