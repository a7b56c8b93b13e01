"""P3: received twice, done once, in whatever order the copies come.

The real program handles the same first arrivals twice, in two databases: once with every message
coming several times, at once and long after, through the webhook and through the dispatcher; and
once with none of that. Whatever people left behind must be the same. At the end every message
comes once more, and no row of any table may change.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import App
from bot.channels.telegram import PATH, Telegram
from bot.settings import Settings
from bot.telegram_updates import to_inbound
from storage.keys import Keyring
from tests.fakes.bot_api import FakeBotApi, Person
from tests.proofs.errands import errand, praise
from tests.proofs.program import SECRET, TOKEN, free_port, new_database
from tests.proofs.proof import OFFICE, Result, Setting
from tests.proofs.records import Left, Records

_NOON = datetime(2026, 3, 18, 5, 0, tzinfo=UTC)
_DRAWN = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}\b|\b\d\d:\d\d ngày \d\d/\d\d/\d{4}\b")
"""What is drawn anew for every case: its tracking code and the minute it came."""
_AT_ONCE = 48
_COPIES = (1, 2, 2, 3, 3, 4)
"""How often a message comes, drawn for each; Telegram repeats what it thinks we have not taken."""
_THROUGH_HTTP = 0.15
_SHUFFLED = 0.3
"""Share of people whose own messages overtake each other."""

Update = dict[str, Any]


@dataclass
class _Visit:
    """One person's deliveries, in the order they are made; a group of copies comes at once."""

    account: int
    deliveries: list[list[Update]] = field(default_factory=list)

    @property
    def firsts(self) -> list[Update]:
        """Each message once, in the order of first arrival."""
        found: dict[int, Update] = {}
        for update in itertools.chain(*self.deliveries):
            found.setdefault(update["update_id"], update)
        return list(found.values())


class _Counted:
    """Deliveries and effects that were counted, and what was wrong."""

    def __init__(self) -> None:
        self.deliveries = self.messages = self.through_http = 0
        self.effects: Counter[str] = Counter()
        self.faults: list[str] = []


async def prove(setting: Setting) -> dict[str, Result]:
    """Deliver everything several times and compare with delivering it once."""
    counted = _Counted()
    people = 60 if setting.short else 3600
    on_postgres = people // 10
    await _compare(setting, "sqlite", people - on_postgres, counted)
    await _compare(setting, "postgres", on_postgres, counted)
    return {
        "P3": Result(
            figure=len(counted.faults),
            unit=f"double effects in {counted.deliveries:,} deliveries of {counted.messages:,} messages",
            trials=counted.deliveries,
            faults=counted.faults,
            more={
                "messages": counted.messages,
                "deliveries": counted.deliveries,
                "through_the_webhook": counted.through_http,
                "effects_compared": dict(sorted(counted.effects.items())),
            },
        )
    }


async def _compare(setting: Setting, name: str, people: int, counted: _Counted) -> None:
    chance = random.Random(f"{setting.seed} {name}")
    visits = await _visits(people, chance, 50_000_000 if name == "sqlite" else 60_000_000)
    found: list[Records] = []
    for kind in ("often", "once"):
        folder = setting.folder / f"{name}-{kind}"
        folder.mkdir()
        url = f"sqlite:///{folder}/langnghe.db"
        if name == "postgres":
            url = await new_database(setting.server, f"p3_{kind}")
        async with _serving(folder, url) as deliver:
            if kind == "once":
                once = [replace(v, deliveries=[[each] for each in v.firsts]) for v in visits]
                await _deliver_all(setting, name, once, deliver, chance, 0.0)
                found.append(await Records.read(url, Keyring.open(folder / "key")))
                continue
            before = deliver.count
            await _deliver_all(setting, name, visits, deliver, chance, _THROUGH_HTTP)
            records = await Records.read(url, Keyring.open(folder / "key"))
            await _repeat(setting, name, visits, deliver, chance)
            after = await Records.read(url, Keyring.open(folder / "key"))
            if after.digest() != records.digest():
                counted.faults.append(f"{name}: messages that came again changed the database")
            counted.deliveries += deliver.count - before
            counted.through_http += deliver.through_http
            counted.faults += [f"{name}: {fault}" for fault in await deliver.check()]
            found.append(after)
    _judge(name, visits, *found, counted)


async def _visits(people: int, chance: random.Random, first: int) -> list[_Visit]:
    """Have people write to a Bot API that keeps their updates, and deal out the copies."""
    api = FakeBotApi(token=TOKEN)
    api.updates.next_id = first
    visits = []
    for account in range(first, first + people):
        api.updates.pending.clear()
        await _speak(api.person(account, first_name="Ông Tư"), account, chance)
        updates = [queued.update for queued in api.updates.pending.values()]
        if chance.random() < _SHUFFLED:
            places = {u["update_id"]: at + chance.uniform(0, 3) for at, u in enumerate(updates)}
            updates.sort(key=lambda update: places[update["update_id"]])
        visits.append(_Visit(account, _dealt(updates, chance)))
    return visits


async def _speak(person: Person, account: int, chance: random.Random) -> None:
    """Say everything one came to say; some also send what belongs to no form, or correct it."""
    visit = errand(account, chance)
    kind = chance.random()
    if kind < 0.2:
        *before, _, named, done = praise(account).says
        for words in before:
            person.send(words)
        person.send_photo(caption="ảnh chụp sáng nay")
        await person.send_album(3, "ba ảnh nữa")
        for words in ("xong", named, done):
            person.send(words)
        return
    sent = [person.send(words) for words in visit.says]
    if kind < 0.4 and visit.kind == "report":
        person.edit(sent[-4].id, f"Tôi viết lại cho rõ: lần {account}, ở đầu xóm.")
    elif kind < 0.5:
        person.block()
        person.unblock()
    elif kind < 0.6:
        person.send_location(20.5, 106.0)


def _dealt(updates: list[Update], chance: random.Random) -> list[list[Update]]:
    """Return deliveries: first arrivals in order, copies at once with them or any time later."""
    deliveries: list[tuple[float, list[Update]]] = []
    for at, update in enumerate(updates):
        late = chance.choice(_COPIES) - 1
        at_once = chance.randint(0, late)
        deliveries.append((at, [update] * (1 + at_once)))
        deliveries += [
            (at + chance.choice((0.5, 1.5, 4.5, 99.0)), [update]) for _ in range(late - at_once)
        ]
    return [group for _, group in sorted(deliveries, key=lambda pair: pair[0])]


class _Door:
    """Both ways into the running program: its webhook, and the dispatcher behind it."""

    def __init__(self, app: App, session: aiohttp.ClientSession) -> None:
        self._app, self._session = app, session
        self._url = f"http://127.0.0.1:{app.port}{PATH}"
        self.count = self.through_http = 0

    async def take(self, update: Update, http: bool) -> None:
        """Deliver once; returns when it is acknowledged."""
        self.count += 1
        if http:
            self.through_http += 1
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            async with self._session.post(self._url, json=update, headers=headers) as answer:
                assert answer.status == 200, answer.status
            return
        inbound = to_inbound(update, "langnghe_bot")
        if inbound is not None:
            await self._app.dispatcher.receive(inbound)

    async def check(self) -> list[str]:
        """Return what the program's own recount finds."""
        return await self._app.storage.check(counters=True)


@asynccontextmanager
async def _serving(folder: Path, url: str) -> AsyncIterator[_Door]:
    """Serve in one and the same hour, with an outbox that keeps what it owes, to be counted."""
    ticks = itertools.count()
    async with FakeBotApi(token=TOKEN) as api, aiohttp.ClientSession() as session:
        await api.updates.pause()
        port = free_port()
        settings = Settings(
            _env_file=None,
            database_url=url,
            office=OFFICE,
            master_key_file=folder / "key",
            web_port=port,
        )
        hook = f"http://127.0.0.1:{port}{PATH}"
        channel = Telegram(TOKEN, api_url=api.url, webhook_url=hook, secret=SECRET)
        app = await App.open(
            settings,
            {"telegram": channel},
            clock=lambda: _NOON + timedelta(milliseconds=next(ticks)),
            migrate=True,
            held=True,
        )
        await app.start()
        try:
            yield _Door(app, session)
        finally:
            await app.stop()


async def _deliver_all(
    setting: Setting,
    name: str,
    visits: list[_Visit],
    door: _Door,
    chance: random.Random,
    through_http: float,
) -> None:
    """Serve everybody, many people at the same time."""
    done = itertools.count(1)

    async def serve(visit: _Visit) -> None:
        for group in visit.deliveries:
            ways = [chance.random() < through_http for _ in group]
            await asyncio.gather(*map(door.take, group, ways))
        setting.progress(f"visits, {name}", next(done), len(visits))

    await _together(visits, serve)


async def _repeat(
    setting: Setting, name: str, visits: list[_Visit], door: _Door, chance: random.Random
) -> None:
    """Deliver everything once more, in no order at all."""
    updates = [update for visit in visits for update in visit.firsts]
    chance.shuffle(updates)
    done = itertools.count(1)

    async def again(update: Update) -> None:
        await door.take(update, chance.random() < _THROUGH_HTTP)
        setting.progress(f"repeats, {name}", next(done), len(updates))

    await _together(updates, again)


async def _together(items: list[Any], serve: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    waiting = iter(items)

    async def work() -> None:
        for item in waiting:
            await serve(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(work())


def _judge(
    name: str, visits: list[_Visit], often: Records, once: Records, counted: _Counted
) -> None:
    accounts = [visit.account for visit in visits]
    left, expected = often.left_by(accounts), once.left_by(accounts)
    for account in accounts:
        if _plain(left[account]) != _plain(expected[account]):
            counted.faults.append(f"{name}: {account}: {left[account]} not {expected[account]}")
    for table in ("tally", "case_tally"):
        if _counts(often, table) != _counts(once, table):
            counted.faults.append(f"{name}: {table} counts something twice")
    sizes = [{table: len(rows) for table, rows in r.found.items()} for r in (often, once)]
    if often.found["quarantine"] or once.found["quarantine"]:
        counted.faults.append(f"{name}: events were set aside")
    if sizes[0] != sizes[1]:
        counted.faults.append(f"{name}: rows {sizes[0]} not {sizes[1]}")
    messages = {u["update_id"] for visit in visits for u in visit.firsts}
    if not messages >= once.events == often.events:
        counted.faults.append(f"{name}: the events are not those that came")
    counted.messages += len(messages)
    for table in ("response", "case_file", "evidence", "case_event", "outbox", "job", "tally"):
        counted.effects[table] += sizes[0][table]


def _plain(left: Left) -> Left:
    return replace(left, owed=[_DRAWN.sub("…", words) for words in left.owed])


def _counts(records: Records, table: str) -> list[str]:
    """Return counters; `flagged` depends on how long a visit took, and is left to the recount."""
    rows = ({k: v for k, v in row.items() if k != "flagged"} for row in records.found[table])
    return sorted(map(repr, rows))
