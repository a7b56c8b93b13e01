"""Kills the real program at random moments while people write, and keeps a ledger of its own.

The strict fake Bot API is the ledger: it knows which updates were acknowledged to it (200 on the
webhook, the offset moved past them when polling) and every message that reached a person, with
the life of the program it came from. The program's own word is never taken.

There is no seam for crashes in the program: moments are drawn at random, by time and by how much
has just been acknowledged, so that start-up, the first batch and full load are all met.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from storage import open_storage
from storage.keys import Keyring
from tests.fakes.bot_api import FakeBotApi
from tests.proofs.errands import Errand, errand
from tests.proofs.program import TOKEN, Program, new_database
from tests.proofs.proof import Setting
from tests.proofs.records import Records, count_owed, end_leases

_SUPPLY = 160
"""Updates that wait to be fetched, at least, while the program is being killed."""
_COHORT = 20
"""People who come at the same time."""
_PATIENCE = 60.0
"""Seconds after which a program that does nothing breaks the proof."""
_AT_ONCE = 3
"""Installations killed side by side: one starts while another works."""


@dataclass(frozen=True)
class Plan:
    """How many installations of a kind, and how often each is killed."""

    mode: str
    database: str
    installations: int
    kills: int


FULL = (
    Plan("polling", "sqlite", 11, 46),
    Plan("webhook", "sqlite", 11, 46),
    Plan("polling", "postgres", 2, 53),
    Plan("webhook", "postgres", 2, 53),
)
SHORT = (
    Plan("polling", "sqlite", 1, 5),
    Plan("webhook", "sqlite", 1, 5),
    Plan("webhook", "postgres", 1, 3),
)


@dataclass
class Tally:
    """What came of the kills of one installation, or of many."""

    kills: Counter[str] = field(default_factory=Counter)
    """By database and mode."""
    acknowledged: int = 0
    sent: int = 0
    """Different messages that reached a person."""
    in_flight: int = 0
    """Messages that had reached a person and were still owed at the moment of a kill."""
    again: int = 0
    """Messages that reached a person once more."""
    most_again: int = 0
    """The most one message came again for each kill it was in flight at."""
    lost: list[str] = field(default_factory=list)
    """Acknowledged messages without their effect."""
    unsent: list[str] = field(default_factory=list)
    """Replies that never came."""
    doubled: list[str] = field(default_factory=list)
    """Replies that came twice without a crash between."""

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.kills.update(other.kills)
        for name in ("acknowledged", "sent", "in_flight", "again"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.most_again = max(self.most_again, other.most_again)
        for name in ("lost", "unsent", "doubled"):
            getattr(self, name).extend(getattr(other, name))


class _Installation:
    """One program, its database, its Bot API and its people, through many lives."""

    def __init__(self, program: Program, api: FakeBotApi, accounts: Iterator[int], seed: int):
        self._program, self._api, self._accounts = program, api, accounts
        self._chance = random.Random(seed)
        self._errands: dict[int, Errand] = {}
        self._first_call: list[int] = []
        """Number of the first call in each life."""
        self._owed: list[set[tuple[int, str]]] = []
        """Messages owed at the end of each life but the last."""
        self.tally = Tally()

    async def suffer(self, kills: int, killed: Callable[[], object]) -> None:
        """Live and be killed so often, then live on until everything is done, and be judged."""
        for _ in range(kills):
            await self._begin()
            await self._wait_for_the_moment()
            await self._program.kill()
            await self._hear_the_last()
            await self._look_at_the_dead()
            killed()
        await end_leases(self._program.database_url)
        await self._begin()
        await self._finish()
        if code := await self._program.end():
            self.tally.lost.append(f"the last life ended with exit code {code}")
        await self._judge()

    async def _begin(self) -> None:
        self._supply()
        self._first_call.append(len(self._api.calls))
        await self._program.start()

    def _supply(self) -> None:
        """Have people come and write all they have to say, a word of each in turn."""
        while len(self._api.updates.pending) < _SUPPLY:
            cohort = [errand(next(self._accounts), self._chance) for _ in range(_COHORT)]
            for each in cohort:
                self._errands[each.account] = each
            for said in itertools.zip_longest(*(each.says for each in cohort)):
                for each, words in zip(cohort, said, strict=True):
                    if words is not None:
                        self._api.person(each.account, first_name="Bà Lan").send(words)

    async def _wait_for_the_moment(self) -> None:
        kind = self._chance.random()
        if kind < 0.06:  # while it starts, or before it has done anything
            await asyncio.sleep(self._chance.uniform(0, 1.2))
            return
        updates = self._api.updates
        brought, acknowledged = updates.attempts, len(updates.acknowledged)
        await self._until(lambda: updates.attempts > brought, "starting")
        if kind > 0.25:
            wanted = acknowledged + self._chance.randrange(1, 110)
            await self._until(lambda: len(updates.acknowledged) >= wanted, "serving")
        await asyncio.sleep(self._chance.uniform(0, 0.05))

    async def _until(self, so: Callable[[], bool], doing: str) -> None:
        """Wait until it is so, with people coming all the time; looked at every millisecond,
        because how finely a moment can be chosen is what matters here."""
        latest = monotonic() + _PATIENCE
        while not so():
            if words := self._program.ended_by_itself():
                raise AssertionError(words)
            if monotonic() > latest:
                state = f"{len(self._api.updates.pending)} updates wait"
                raise AssertionError(f"the program is stuck while {doing}: {state}")
            if doing == "serving":
                self._supply()
            await asyncio.sleep(0.05 if doing == "finishing" else 0.001)

    async def _hear_the_last(self) -> None:
        """Let the ledger take in what the dead had still put on the wire: it is of that life."""
        async with asyncio.timeout(_PATIENCE):
            while self._api.connections or not self._api.quiet:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.001)

    async def _look_at_the_dead(self) -> None:
        """Compare the ledger with the database before the program may mend anything."""
        acknowledged = set(self._api.updates.acknowledged)
        found = await _read(self._program)
        if found is None:
            if acknowledged:
                self.tally.lost.append("there is no database after a kill")
            self._owed.append(set())
            return
        missing = acknowledged - found.events
        self.tally.lost += [f"update {id} was acknowledged and is gone" for id in sorted(missing)]
        self._owed.append(found.owed)

    async def _finish(self) -> None:
        """Wait until every update is taken and every reply is sent; what never is, is judged."""
        await self._until(lambda: not self._api.updates.pending, "finishing")
        latest = monotonic() + _PATIENCE
        url = self._program.database_url
        while await count_owed(url) and monotonic() < latest:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)

    def _sent(self) -> list[tuple[tuple[int, str], int]]:
        """Return chat and words of every message that reached a person, and the life it came in."""
        lives = [*self._first_call[1:], len(self._api.calls)]
        life, found = 0, []
        for number, call in enumerate(self._api.calls):
            while number >= lives[life]:
                life += 1
            if call.method == "sendMessage" and call.done:
                found.append(((int(call.params["chat_id"]), call.params["text"]), life))
        return found

    async def _judge(self) -> None:
        tally = self.tally
        tally.acknowledged = len(self._api.updates.acknowledged)
        self._judge_sends()
        keys = Keyring.open(self._program.key)
        records = await Records.read(self._program.database_url, keys)
        if records.found["quarantine"]:
            tally.lost.append(f"{len(records.found['quarantine'])} events were set aside")
        gone = set(self._api.updates.acknowledged) - records.events
        tally.lost += [f"update {id} is gone at the end" for id in sorted(gone)]
        left = records.left_by(list(self._errands))
        for account, each in self._errands.items():
            found = left[account]
            kept = found.responses if each.kind == "survey" else found.cases
            other = found.cases if each.kind == "survey" else found.responses
            right = len(kept) == 1 and each.answers.items() <= kept[0].items()
            if not right or other:
                tally.lost.append(f"{account} came with {each.answers} and left {found}")
        storage = await open_storage(self._program.database_url, keys)
        try:
            tally.lost += await storage.check(counters=True)
            if waiting := await storage.outbox.waiting():
                tally.unsent.append(f"{waiting} messages are still owed")
        finally:
            await storage.close()

    def _judge_sends(self) -> None:
        tally = self.tally
        lives: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for key, life in self._sent():
            lives[key].append(life)
        tally.sent = len(lives)
        for key, came in lives.items():
            # What had arrived and was still owed when the program died may come again, once.
            flying = [life for life in came if life < len(self._owed) and key in self._owed[life]]
            tally.in_flight += len(flying)
            tally.again += len(came) - 1
            per_kill = -(-(len(came) - 1) // max(1, len(flying)))
            tally.most_again = max(tally.most_again, per_kill)
            if len(set(came)) < len(came) or any(life not in flying for life in came[:-1]):
                tally.doubled.append(f"chat {key[0]} read {key[1][-40:]!r} in lives {came}")
        words: defaultdict[int, list[str]] = defaultdict(list)
        for chat, text in lives:
            words[chat].append(text)
        for account, each in self._errands.items():
            read = words[account]
            missing = [w for w in each.replies if not any(w in text for text in read)]
            if missing or len(read) != len(each.replies):
                tally.unsent.append(f"{account} read {len(read)} replies; missing: {missing}")


async def _read(program: Program) -> Records | None:
    """Return what is in the database, None when the program was killed before it had made one."""
    if not program.key.exists():
        return None
    keys = Keyring.open(program.key)
    records = await Records.read(program.database_url, keys)
    return records if "event" in records.found else None


async def kill_often(setting: Setting) -> Tally:
    """Kill as often as the setting says, and count."""
    plans = SHORT if setting.short else FULL
    jobs = [plan for plan in plans for _ in range(plan.installations)]
    total, done = sum(plan.kills for plan in jobs), itertools.count(1)
    slots, tally = asyncio.Semaphore(_AT_ONCE), Tally()

    def killed() -> None:
        setting.progress("kills", next(done), total)

    async def one(number: int, plan: Plan) -> None:
        async with slots:
            tally.add(await _one(setting, number, plan, killed))

    async with asyncio.TaskGroup() as group:
        for number, plan in enumerate(jobs):
            group.create_task(one(number, plan))
    return tally


async def _one(setting: Setting, number: int, plan: Plan, killed: Callable[[], object]) -> Tally:
    folder = setting.folder / f"installation{number}"
    folder.mkdir()
    url = f"sqlite:///{folder}/langnghe.db"
    if plan.database == "postgres":
        url = await new_database(setting.server, f"kills{number}")
    async with FakeBotApi(token=TOKEN) as api:
        program = Program(folder, url, api.url, plan.mode)
        accounts = itertools.count(10_000_000 * (number + 1))
        installation = _Installation(program, api, accounts, setting.seed * 1000 + number)
        try:
            await installation.suffer(plan.kills, killed)
        finally:
            if program.process is not None:
                await program.kill()
    tally = installation.tally
    tally.kills[f"{plan.database} {plan.mode}"] += plan.kills
    return tally
