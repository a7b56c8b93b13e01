"""A process that commits turns until it is killed, and says which were acknowledged.

`python -m tests.faults.committing URL KEYFILE NAME`
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from feedback.messages import Address
from feedback.person import Person
from feedback.ports import Post
from storage import Keyring, Storage, open_storage

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


async def turn(storage: Storage, event: str) -> None:
    work = storage.work()
    work.people.add(Person(event, "vi"), Address("test", event), NOW)
    work.post(Post(event, event, "test", {"text": event}))
    await work.commit("test", event, NOW)
    os.write(1, f"{event}\n".encode())  # straight to the pipe: said as soon as it is so


async def main(url: str, key: str, name: str) -> None:
    storage = await open_storage(url, Keyring.open(Path(key)))
    numbers = itertools.count()

    async def person() -> None:
        while True:
            await turn(storage, f"{name}-{next(numbers)}")

    await asyncio.gather(*(person() for _ in range(20)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
