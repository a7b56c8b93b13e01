"""The helper that asks Zalo: whatever ends the program, its answer is not lost."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import zalo_oa_helper as helper
from bot.zalo_oa_exchange import Exchange
from bot.zalo_oa_transport import Refused, Transport
from feedback.errors import Throttled, Unavailable
from storage import Keyring
from tests.fakes.zalo_oa import FakeZaloOA

FIRST = "first refresh token"
PATH = "/v4/oa/access_token"


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA() as fake:
        yield fake


@pytest.fixture
async def exchange(zalo: FakeZaloOA, tmp_path: Path) -> AsyncIterator[Exchange]:
    transport = Transport(zalo.url, zalo.url)
    keys = Keyring.open(tmp_path / "key")
    yield Exchange(transport, zalo.url, zalo.app_id, zalo.app_secret, keys)
    await transport.close()


def answers(folder: Path) -> list[Path]:
    """The files in which answers wait."""
    return list(folder.glob("key.zalo-oa-*"))


async def test_an_answer_is_there_until_it_is_forgotten(
    exchange: Exchange, zalo: FakeZaloOA, tmp_path: Path
) -> None:
    answer = await exchange.ask(FIRST)
    assert answer["refresh_token"] == zalo.issued[-1]
    assert await exchange.ask(FIRST) == answer
    assert len(zalo.calls) == 1
    [file] = answers(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert not any(each.encode() in file.read_bytes() for each in (*zalo.issued, *zalo.access))
    exchange.forget(FIRST)
    exchange.forget(FIRST)
    assert not answers(tmp_path)
    with pytest.raises(Refused):
        await exchange.ask(FIRST)
    assert not answers(tmp_path)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", Throttled),
        ("500", Unavailable),
        ("disconnect", Unavailable),
        ("200 <html>", Unavailable),
        ("200 []", Unavailable),
        ("200 {}", Refused),
    ],
)
async def test_trouble_leaves_no_file(
    exchange: Exchange, zalo: FakeZaloOA, tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    zalo.fail(PATH, kind)
    with pytest.raises(error):
        await exchange.ask(FIRST)
    assert not answers(tmp_path)
    assert await exchange.ask(FIRST)


async def test_where_no_file_can_be_kept_the_program_asks_itself(
    exchange: Exchange, zalo: FakeZaloOA
) -> None:
    exchange._file(FIRST).mkdir()
    assert (await exchange.ask(FIRST))["refresh_token"] == zalo.issued[-1]
    exchange.forget(FIRST)


async def test_where_no_process_can_be_started_the_program_asks_itself(
    exchange: Exchange, zalo: FakeZaloOA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/none/python")
    assert (await exchange.ask(FIRST))["refresh_token"] == zalo.issued[-1]


async def test_half_an_answer_is_none(exchange: Exchange, zalo: FakeZaloOA) -> None:
    exchange._file(FIRST).write_bytes(b"half of an answer")
    with pytest.raises(Unavailable):
        await exchange.ask(FIRST)
    assert zalo.calls == []
    assert await exchange.ask(FIRST)
    exchange._file("short").write_bytes(b"x")
    assert exchange._kept("short") is None


async def test_two_helpers_at_once_ask_once(exchange: Exchange, zalo: FakeZaloOA) -> None:
    zalo.delay = 0.3
    one, two = await asyncio.gather(exchange.ask(FIRST), exchange.ask(FIRST))
    assert one == two
    assert (len(zalo.calls), zalo.reused) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "ends"),
    [("", helper.DONE), ("429", helper.SLOW_DOWN), ("500", helper.UNREACHABLE), ("200 {}", helper.REFUSED)],
)  # fmt: skip
async def test_how_the_helper_ends(
    kind: str, ends: int, zalo: FakeZaloOA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind:
        zalo.fail(PATH, kind)
    form = {"app_id": zalo.app_id, "grant_type": "refresh_token", "refresh_token": FIRST}
    order = {
        "url": zalo.url + PATH,
        "form": form,
        "secret": zalo.app_secret,
        "key": "ab" * 32,
        "answer": str(tmp_path / "answer"),
    }
    for _ in range(2 if not kind else 1):
        monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(order)))
        assert await asyncio.to_thread(helper.main) == ends
    assert len(zalo.calls) == 1
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({**order, "answer": "/none/a"})))
    assert await asyncio.to_thread(helper.main) == helper.NO_ROOM
    for odd in ("200 <html>", "200 []"):
        zalo.fail(PATH, odd)
        assert await asyncio.to_thread(helper.ask, order) == (None, helper.UNREACHABLE)
