"""`langnghe keys`: what the operator does when the master key has to change."""

from __future__ import annotations

from bot.app import wall_clock
from bot.operations import bar, open_database, tell
from bot.settings import Settings
from storage import Storage
from storage.keys import Keyring, rotate
from storage.rotation import refuse_while_served

_OPERATOR = "operator"


async def list_keys(settings: Settings) -> bool:
    """Print each key and what it still seals; returns whether a key is missing from the file."""
    keys = Keyring.open(settings.master_key_file, make=False)
    storage = await open_database(settings, reading=True)
    try:
        sealed = await storage.sealed_by()
    finally:
        await storage.close()
    for id, public in keys.public_parts.items():
        state = "current" if id == keys.id else "older  "
        print(f"{id}  {state}  seals {sealed.get(id, 0):,}  public part {public}")  # noqa: T201
    missing = {id: count for id, count in sealed.items() if not keys.holds(id)}
    for id, count in missing.items():
        tell(f"fault: {count:,} values are sealed with {id}, which is not in {keys.path}")
    if any(sealed.get(id) for id in keys.ids if id != keys.id):
        tell("Older keys still seal something. To change that, stop the bot: langnghe keys reseal")
    return bool(missing)


async def rotate_key(settings: Settings) -> None:
    """Make a new key the current one; raises StorageError, also while a bot is running."""
    await refuse_while_served(settings.database_url)
    Keyring.open(settings.master_key_file, make=False)
    await (await open_database(settings, reading=True)).close()  # the file is this database's
    keys = rotate(settings.master_key_file)
    storage = await open_database(settings)
    try:
        await _note(storage, "key.rotated", keys.id)
    finally:
        await storage.close()
    tell(
        f"The current key is now {keys.id}. Before anything else, copy {keys.path} to its safe "
        "place and to every other machine. Then: langnghe keys reseal"
    )


async def reseal(settings: Settings) -> bool:
    """Seal everything with the current key; returns whether something could not be opened."""
    keys = Keyring.open(settings.master_key_file, make=False)
    await refuse_while_served(settings.database_url)
    storage = await open_database(settings)
    try:
        with bar("Sealing anew") as shown:
            done = await storage.reseal(shown)
        if done.values:
            await _note(storage, "key.resealed", keys.id)
    finally:
        await storage.close()
    for fault in done.faults:
        tell(f"fault: {fault}")
    tell(f"{done.values:,} values were sealed anew with {keys.id}")
    return bool(done.faults)


async def _note(storage: Storage, action: str, subject: str) -> None:
    now = wall_clock()
    work = storage.work()
    work.audit.note(_OPERATOR, action, subject, now)
    await work.commit("", "", now)
