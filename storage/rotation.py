"""A change of the master key: what older keys sealed is sealed anew with the current one.

Nothing remembers how far it came: each value names its key. So it may be killed at any moment and
begun again, and what a batch has not committed is still readable with the older key.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feedback.errors import RowDamaged, StorageError, WrongKey
from storage.database import Database, Progress, write
from storage.keys import TOLD_APART_BY, Keyring
from storage.sealed import SEALED, Sealed

_BATCH, _FILES = 1000, 8
"""Values sealed anew in one commit; few where each may have megabytes."""


@dataclass
class Resealed:
    """What was done, and what could not be."""

    values: int = 0
    faults: list[str] = field(default_factory=list)


async def refuse_while_served(url: str) -> None:
    """Raise StorageError when a bot is using the database: it knows the older keys only."""
    if url.startswith("sqlite:"):
        from storage.sqlite import alone

        alone(Path(url.removeprefix("sqlite:///"))).close()
        return
    from storage.postgres import is_served

    if await is_served(url):
        raise StorageError("the database is in use by a langnghe; stop that one first")


async def sealed_by(database: Database) -> Counter[str]:
    """Return how many stored values each key seals, by its name."""
    found: Counter[str] = Counter()
    for each in SEALED:
        for key, count in await database.fetch(f"{each.name}.by_key"):
            found[bytes(key).hex()] += int(count)
    return found


async def reseal(database: Database, keys: Keyring, progress: Progress | None) -> Resealed:
    """Seal everything anew that another key than the current one sealed; raises StorageError."""
    others = await sealed_by(database)
    total = others.total() - others[keys.id]
    done = Resealed()
    for each in SEALED:
        damaged = 0
        size = _FILES if each.large else _BATCH
        key = each.before_all()
        while rows := await database.fetch(
            f"{each.name}.others", **_named(each, key), current=keys.current, size=size
        ):
            writes = []
            for *found, sealed in rows:
                key = tuple(found)
                place = each.place_of(key)
                try:
                    content = keys.open_sealed(place, sealed)
                except (RowDamaged, WrongKey):
                    damaged += 1
                    continue
                writes.append(
                    write(
                        f"{each.name}.replace",
                        **_named(each, key),
                        sealed=keys.seal(place, content),
                        before=sealed[:TOLD_APART_BY],
                    )
                )
            await database.commit(writes)
            done.values += len(writes)
            if progress is not None:
                progress(done.values, max(total, done.values))
        if damaged:
            done.faults.append(
                f"{each.table}.{each.column}: {damaged} values do not open with any key of the "
                "file; they stay as they are"
            )
    await database.shrink()  # nothing of the older key's is left in the log
    return done


def _named(each: Sealed, key: tuple[object, ...]) -> dict[str, Any]:
    return dict(zip(each.key, key, strict=True))
