"""`kill -9` in the middle of commits. `make proof` does this a thousand times to all of `langnghe run`."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from feedback.conversation import Conversation
from feedback.errors import Conflict, DuplicateEvent
from feedback.messages import Address
from feedback.person import Person
from storage import Keyring, Storage, open_storage
from tests.faults.committing import NOW

ROOT = Path(__file__).parents[2]


async def killed(url: str, keys: Keyring, name: str, after: int) -> set[str]:
    """Run a process until it has acknowledged so many turns and a moment more; return them all."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.committing", url, str(keys.path), name),
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        said = [await process.stdout.readline() for _ in range(after)]
    finally:
        process.kill()
    said += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    return {line.decode().strip() for line in said if line.endswith(b"\n")}


async def test_what_was_acknowledged_before_a_kill_is_there_and_no_turn_in_part(
    lasting_url: str, keys: Keyring
) -> None:
    chance = random.Random()
    await (await open_storage(lasting_url, keys, migrate=True)).close()
    taken: set[str] = set()
    for number in range(3):
        taken |= await killed(lasting_url, keys, str(number), chance.randrange(1, 400))
    storage = await open_storage(lasting_url, keys)
    assert await storage.check(counters=True) == []
    owed = set()
    while posts := await storage.outbox.pending(500, NOW, ["test"]):
        owed |= {post.person for post in posts}
        await storage.outbox.sent([post.id for post in posts])
    assert taken <= owed
    for event in sorted(taken)[::20] + sorted(owed - taken):
        arrival = await storage.work().people.arrive(Address("test", event), event)
        assert arrival.seen
        assert arrival.person == Person(event, "vi")
    await storage.close()


async def test_two_replicas_serve_one_person_one_turn_at_a_time(
    postgres_url: str, keys: Keyring
) -> None:
    """Each event reaches both processes, as when a load balancer tries again; each counts once."""
    replicas = [await open_storage(postgres_url, keys, migrate=True) for _ in range(2)]
    lan = Address("test", "lan")
    done: list[str] = []

    async def handle(storage: Storage, event: str) -> None:
        while True:
            work = storage.work()
            arrival = await work.people.arrive(lan, event)
            if arrival.seen:
                return
            person = arrival.person or Person("p1")
            if arrival.person is None:
                work.people.add(person, lan, NOW)
            held = arrival.conversation or Conversation(
                id=f"begun{event}", form="one-stop", version=1, began_at=NOW, touched_at=NOW
            )
            work.conversations.save(person.id, replace(held, answers={**held.answers, event: "x"}))
            try:
                await work.commit("test", event, NOW)
            except DuplicateEvent:
                return
            except Conflict:
                continue
            done.append(event)
            return

    events = [str(n) for n in range(40)]
    await asyncio.gather(*(handle(storage, e) for storage in replicas for e in events))
    assert sorted(done) == sorted(events), "each once"
    held = (await replicas[0].work().people.arrive(lan, "x")).conversation
    assert held is not None
    assert held.answers.keys() == set(events), "no turn wrote over another's"
    for storage in replicas:
        await storage.close()
