"""`/thongke` over ten million answers, and over one million, through the real handler.

The rows are the product's: a few thousand responses are made by `langnghe seed`'s own maker and
read back; each row of the large database is one of them with an id, a day, a respondent and a
seal of its own. The counters are those of the program's every grain, added up before they
are written; `langnghe check --counters` recounts the smaller database from its sealed rows.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from benchmarks.engine import Nowhere
from benchmarks.figures import Figure, median, say
from benchmarks.office import SAMPLE
from bot.__main__ import spare_the_collector
from bot.app import App
from bot.seeds import Seeds
from bot.settings import Settings
from feedback.messages import Address, Inbound
from feedback.response import Response
from storage.keys import Keyring
from storage.notes import local_day
from storage.statistics import grains

NAMES = ("stats_10m_ms", "stats_growth_1m_10m")
_COMMANDS = ("/thongke", "/thongke năm nay", "/thongke 12 tháng")
"""This month, this year, and a year that cuts across two."""
_SEED = 20261124
_NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""Late in a month: early in one there may be too few answers to be told."""
_DAYS = 730
_SAMPLES = 2000
"""Different responses the rows are made of."""
_ADMIN = Address(Nowhere.name, "1")
_COLUMNS = (
    *("id", "form", "version", "unit", "proc", "desk", "channel", "source", "respondent"),
    *("submitted_at", "day", "seconds", "flags", "answers"),
)
_INSERT = (
    f"INSERT INTO response ({', '.join(_COLUMNS)}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)
_COUNT = (
    "INSERT INTO tally (form, grain, start, unit, question, name, source, n, flagged) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def measure(short: bool) -> dict[str, Figure]:
    """Return how long the command takes, how that grows, and what longer periods take."""
    small, large, trials = (4_000, 40_000, 1) if short else (1_000_000, 10_000_000, 8)
    found = {}
    for answers in (small, large):
        with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
            found[answers] = asyncio.run(
                _measure(Path(folder), answers, trials, recount=answers == small)
            )
    asked, *others = _COMMANDS
    figures = {
        "stats_10m_ms": _milliseconds(found[large][asked]),
        "stats_growth_1m_10m": median(
            [
                after / before
                for before, after in zip(found[small][asked], found[large][asked], strict=True)
            ],
            "×",
            _SEED,
        ),
    }
    for command, name in zip(others, ("year", "12_months"), strict=True):
        figures[f"stats_10m_{name}_ms"] = _milliseconds(found[large][command])
    return figures


def _milliseconds(seconds: Sequence[float]) -> Figure:
    return median([1000 * each for each in seconds], "ms", _SEED)


async def _measure(
    folder: Path, answers: int, trials: int, *, recount: bool
) -> dict[str, list[float]]:
    """Fill a database and return the seconds each command took, by command."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bench.db",
        office=SAMPLE,
        master_key_file=folder / "key",
        admins=(_ADMIN,),
    )
    samples = await _samples(settings, min(_SAMPLES, answers // 5))
    began = time.perf_counter()
    rows = await asyncio.to_thread(_fill, folder, samples, answers)
    say(f"  {answers} answers in {rows} responses, filled in {time.perf_counter() - began:.0f} s")
    channel = Nowhere()
    app = await App.open(settings, {channel.name: channel}, clock=lambda: _NOW, held=True)
    try:
        if recount:
            faults = await app.storage.check(counters=True)
            if faults:
                raise SystemExit(f"the counters are not the product's: {faults[:3]}")
            say("  counters recounted from the sealed rows: they agree")
        await app.start(web=False)
        spare_the_collector()
        events = itertools.count(1)
        took: dict[str, list[float]] = {command: [] for command in _COMMANDS}
        for _ in range(trials):
            for command in _COMMANDS:
                took[command].append(await _ask(app, channel, command, str(next(events))))
    finally:
        await app.stop()
    for command, (first, *later) in took.items():
        if later:
            took[command] = later  # the first has read the counters from the disk
        say(
            f"  {command}: {1000 * first:.1f} ms, then {1000 * statistics.median(took[command]):.1f} ms"
        )
    return took


async def _samples(settings: Settings, count: int) -> list[Response]:
    """Make responses through the front door and read them back."""
    channel = Nowhere()
    app = await App.open(
        settings, {channel.name: channel}, clock=lambda: _NOW, migrate=True, held=True
    )
    world = app.dispatcher.world
    try:
        seeds = Seeds(app.storage, world.office, world.forms, _NOW, _SEED)
        await seeds.add_responses(count, lambda done, total: None)
        first, last = (_NOW - timedelta(days=3 * 365)).date(), (_NOW + timedelta(days=1)).date()
        return [
            response
            for form in world.forms.surveys()
            async for page in app.storage.work().responses.export(form.name, None, first, last)
            for response in page
            if response.counted
        ]
    finally:
        await app.stop()


def _fill(folder: Path, samples: Sequence[Response], answers: int) -> int:
    """Replace the database's responses by so many answers; returns the number of responses."""
    keys = Keyring.open(folder / "key")
    counted: Counter[tuple[str, int, str, str, str, str]] = Counter()
    flagged: Counter[tuple[str, int, str, str, str, str]] = Counter()
    database = sqlite3.connect(folder / "bench.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute("PRAGMA synchronous = OFF")  # a scratch file: it may be lost
    database.execute("BEGIN")
    database.execute("DELETE FROM response")
    database.execute("DELETE FROM tally")
    rows = _rows(keys, samples, answers, counted, flagged)
    number = database.executemany(_INSERT, rows).rowcount
    database.executemany(_COUNT, _tallies(counted, flagged))
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    return number


def _rows(
    keys: Keyring,
    samples: Sequence[Response],
    answers: int,
    counted: Counter[tuple[str, int, str, str, str, str]],
    flagged: Counter[tuple[str, int, str, str, str, str]],
) -> Iterator[tuple[object, ...]]:
    """Yield the rows in the order of their days, and count what each counts by day."""
    chance = random.Random(_SEED)
    contents = [orjson.dumps({"answers": s.answers, "counted": s.counted}) for s in samples]
    cells = [
        [(s.form, s.unit, q, name, s.source) for q, name in (("", ""), *s.counted)]
        for s in samples
    ]
    average = sum(len(sample.counted) for sample in samples) / len(samples)
    total = round(answers / average)
    today = _NOW.replace(hour=2)
    for day in range(_DAYS):
        at = today - timedelta(days=_DAYS - 1 - day)
        local, base = local_day(at), int(at.timestamp() * 1000)
        for number in range(total * day // _DAYS, total * (day + 1) // _DAYS):
            place = chance.randrange(len(samples))
            sample = samples[place]
            id = f"{base:012x}7{number:019x}"
            for form, unit, question, name, source in cells[place]:
                key = (form, local, unit, question, name, source)
                counted[key] += 1
                if sample.flags:
                    flagged[key] += 1
            yield (
                id,
                sample.form,
                sample.version,
                sample.unit,
                sample.procedure,
                sample.desk,
                sample.channel,
                sample.source,
                secrets.token_hex(16),
                base + number % 28_800_000,
                local,
                sample.seconds,
                " ".join(sample.flags),
                keys.seal(f"response/{id}", contents[place]),
            )


def _tallies(
    counted: Counter[tuple[str, int, str, str, str, str]],
    flagged: Counter[tuple[str, int, str, str, str, str]],
) -> Iterator[tuple[object, ...]]:
    """Yield the counters of every grain, in the order of their key."""
    sums: Counter[tuple[str, str, int, str, str, str, str]] = Counter()
    left_out: Counter[tuple[str, str, int, str, str, str, str]] = Counter()
    for (form, day, unit, question, name, source), n in counted.items():
        out = flagged[form, day, unit, question, name, source]
        for grain, start in grains(day):
            key = (form, grain, start, unit, question, name, source)
            sums[key] += n
            left_out[key] += out
    for key in sorted(sums):
        yield (*key, sums[key], left_out[key])


async def _ask(app: App, channel: Nowhere, command: str, event: str) -> float:
    """Return the seconds from a command's arrival to the commit of its answer."""
    reply = asyncio.get_running_loop().create_future()
    channel.waiting[_ADMIN.account] = reply
    inbound = Inbound(event=event, address=_ADMIN, chat=_ADMIN.account, text=command)
    began = time.perf_counter()
    await app.dispatcher.receive(inbound)
    took = time.perf_counter() - began
    await app.settle()
    text: str = (await reply).text
    if "%" not in text:
        raise SystemExit(f"{command} was not answered with figures: {text[:200]}")
    return took
