"""Backups: one archive, made while the bot runs, verified by restoring it somewhere else.

The archive is a tar file with `manifest.json` and, for SQLite, the copied file; for PostgreSQL,
each table in the server's binary COPY format, all from one snapshot.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from feedback.errors import SchemaTooNew, StorageError, WrongKey
from storage.database import Database, Progress, Row
from storage.keys import Keyring, keep_name

_MANIFEST, _FILE = "manifest.json", "database.sqlite"


async def write_backup(
    database: Database, keys: Keyring, schema: str, target: Path, progress: Progress | None
) -> None:
    """Write an archive, readable by its owner only; an older file of that name stays until the
    new one is complete. Raises StorageError."""
    if not await asyncio.to_thread(target.parent.is_dir):
        raise StorageError(f"{target.parent}: there is no such folder; make it first")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        parts = await database.dump(Path(folder), progress)
        await asyncio.to_thread(_pack, Path(folder), parts, database.dialect, keys, schema, target)


async def verify_backup(archive: Path, keys: Keyring, progress: Progress | None = None) -> str:
    """Check every part of an archive and, for SQLite, open it; returns what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = await asyncio.to_thread(_unpack, archive, Path(folder))
        if manifest["dialect"] == "sqlite":
            from storage import open_storage

            storage = await open_storage(f"sqlite:///{folder}/{_FILE}", keys)
            try:
                faults = await storage.check(progress=progress)
            finally:
                await storage.close()
            if faults:
                raise StorageError(f"{archive} is damaged inside: {faults[0]}")
        size = (await asyncio.to_thread(archive.stat)).st_size / 1e6
        return f"{size:.1f} MB, schema {manifest['schema']}, every part is whole"


async def restore_backup(
    archive: Path, url: str, keys: Keyring, *, overwrite: bool, progress: Progress | None = None
) -> int | None:
    """Put an archive in the place of a database; raises StorageError.

    Who was erased since the archive was made is erased again. Returns how many that were, None
    when the database that was there cannot be asked any more.
    """
    from storage import SCHEMA, migrate_database, open_storage

    with tempfile.TemporaryDirectory() as folder:
        manifest = await asyncio.to_thread(_unpack, archive, Path(folder))
        dialect = "sqlite" if url.startswith("sqlite:") else "postgres"
        if manifest["dialect"] != dialect:
            raise StorageError(
                f"{archive} is a backup of {manifest['dialect']}; LANGNGHE_DATABASE_URL names "
                f"{dialect}"
            )
        # All of this before anything is replaced: a refusal leaves what is there as it was.
        if manifest["schema"] > SCHEMA:
            raise SchemaTooNew(
                f"{archive} was made by a newer langnghe (schema {manifest['schema']}, this one "
                f"knows {SCHEMA}); install that version first"
            )
        if not keys.holds(manifest["key"]):
            raise WrongKey(
                f"{archive} was made under another master key than {keys.path}; put that key "
                "file in its place first"
            )
        if dialect == "sqlite":
            path = Path(url.removeprefix("sqlite:///"))
            if await asyncio.to_thread(path.exists) and not overwrite:
                raise StorageError(
                    f"{path} is there already; stop the bot and add --overwrite to replace it"
                )
            erased = await _tombstones(path)
            # The copy is finished before it is in place: a crash leaves the one or the other.
            copy = Path(folder) / _FILE
            storage = await open_storage(f"sqlite:///{copy}", keys, migrate=True)
            try:
                again = await storage.erase_again(erased or ())
            finally:
                await storage.close()
            await asyncio.to_thread(_put_in_place, copy, path)
            return None if erased is None else again
        await migrate_database(url)
        from storage.postgres import Postgres

        database = await Postgres.open(url)
        try:
            await database.load(Path(folder), manifest["parts"], overwrite, progress)
        finally:
            await database.close()
    storage = await open_storage(url, keys, migrate=True)
    try:
        return await storage.erase_again(())  # `load` left the tombstones in their place
    finally:
        await storage.close()


async def _tombstones(path: Path) -> Sequence[Row] | None:
    """Return marks of erased people and when that was; None: the file cannot be read."""
    from storage.sqlite import SQLite

    if not await asyncio.to_thread(path.exists):
        return ()
    try:
        database = await SQLite.open(str(path), reading=True)
    except StorageError:
        return None
    try:
        return await database.fetch("people.tombstones")
    except StorageError:
        return None
    finally:
        await database.close()


def _pack(
    folder: Path, parts: list[str], dialect: str, keys: Keyring, schema: str, target: Path
) -> None:
    manifest = {
        "dialect": dialect,
        "schema": schema,
        "key": keys.id,
        "parts": {name: _digest(folder / name) for name in parts},
    }
    content = json.dumps(manifest, indent=1).encode()
    unfinished = folder / "archive"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as archive:
            entry = tarfile.TarInfo(_MANIFEST)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
            for name in parts:
                archive.add(folder / name, name)
        out.flush()
        os.fsync(out.fileno())
    os.replace(unfinished, target)
    keep_name(target)


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text())
        for name, digest in manifest["parts"].items():
            if _digest(folder / name) != digest:
                raise StorageError(f"{archive}: {name} is damaged; use an older backup")
    except (OSError, tarfile.TarError, ValueError, KeyError):
        raise StorageError(f"{archive} is no whole langnghe backup; use another one") from None
    return manifest


def _put_in_place(copy: Path, path: Path) -> None:
    from storage.sqlite import alone

    staged = path.with_name(path.name + ".restoring")
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        with copy.open("rb") as source:
            while block := source.read(1 << 20):
                out.write(block)
        out.flush()
        os.fsync(out.fileno())
    with alone(path):  # a bot that is running would go on writing into the file replaced
        for leftover in ("-wal", "-shm"):
            Path(f"{path}{leftover}").unlink(missing_ok=True)
        os.replace(staged, path)
        keep_name(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
