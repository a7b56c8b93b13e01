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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

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
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
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
    archive: Path,
    url: str,
    keys: Keyring,
    *,
    overwrite: bool,
    progress: Progress | None = None,
    audit_file: Path | None = None,
) -> int | None:
    """Put an archive in the place of a database; raises StorageError.

    Who was erased since the archive was made is erased again. Returns how many that were, None
    when the database that was there cannot be asked any more. The file of the audit's checkpoints
    tells of the database replaced and is set aside; the bot begins a new one and notes that.
    """
    from storage import witness_of

    again = await _restore(archive, url, keys, overwrite, progress)
    if witness := witness_of(url, keys, audit_file):
        await asyncio.to_thread(witness.set_aside)
    return again


async def _restore(
    archive: Path, url: str, keys: Keyring, overwrite: bool, progress: Progress | None
) -> int | None:
    if not url.startswith("sqlite:"):
        with tempfile.TemporaryDirectory() as folder:
            manifest = await asyncio.to_thread(_unpack, archive, Path(folder))
            _refuse(archive, manifest, "postgres", keys)
            return await _fill_postgres(Path(folder), manifest, url, keys, overwrite, progress)
    from storage.sqlite import alone

    path = Path(url.removeprefix("sqlite:///"))
    # Locked, since a bot that is running would go on writing into the file replaced; unpacked
    # beside the database, from where the copy can be moved into its place.
    with alone(path), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        manifest = await asyncio.to_thread(_unpack, archive, Path(folder))
        _refuse(archive, manifest, "sqlite", keys)
        return await _replace_sqlite(Path(folder) / _FILE, path, keys, overwrite)


def _refuse(archive: Path, manifest: Mapping[str, Any], dialect: str, keys: Keyring) -> None:
    """Raise StorageError for what cannot be restored, before anything is replaced."""
    from storage import SCHEMA

    if manifest["dialect"] != dialect:
        raise StorageError(
            f"{archive} is a backup of {manifest['dialect']}; LANGNGHE_DATABASE_URL names "
            f"{dialect}"
        )
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


async def _replace_sqlite(copy: Path, path: Path, keys: Keyring, overwrite: bool) -> int | None:
    """Finish the copy, then put it in place: a crash leaves the one database or the other."""
    from storage import open_storage
    from storage.sqlite import replace

    if await asyncio.to_thread(path.exists) and not overwrite:
        raise StorageError(
            f"{path} is there already; stop the bot and add --overwrite to replace it"
        )
    erased = await _tombstones(path)
    storage = await open_storage(f"sqlite:///{copy}", keys, migrate=True)
    try:
        again = await storage.erase_again(erased or ())
    finally:
        await storage.close()
    await asyncio.to_thread(replace, path, copy)
    keep_name(path)
    return None if erased is None else again


async def _fill_postgres(
    folder: Path,
    manifest: Mapping[str, Any],
    url: str,
    keys: Keyring,
    overwrite: bool,
    progress: Progress | None,
) -> int:
    from storage import migrate_database, open_storage
    from storage.migrating import rebuild_postgres

    await migrate_database(url)
    await rebuild_postgres(url, folder, manifest["schema"], manifest["parts"], overwrite, progress)
    storage = await open_storage(url, keys, migrate=True)
    try:
        return await storage.erase_again(())  # the tombstones are in their place again
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
    """Unpack an archive and return its manifest; raises StorageError unless it is whole and holds
    just what a backup does. It may come from anywhere: nothing lands outside of the folder."""
    names: set[str] = set()
    try:
        # Ours are not compressed, and what is could unpack to any size.
        with tarfile.open(archive, "r:") as opened:
            for entry in opened:
                if not entry.isreg() or entry.issparse() or "/" in entry.name:
                    raise ValueError
                opened.extract(entry, folder, filter="data")
                names.add(entry.name)
        manifest = _manifest((folder / _MANIFEST).read_bytes() if _MANIFEST in names else b"")
        if manifest["parts"].keys() != names - {_MANIFEST}:
            raise ValueError
        for name, digest in manifest["parts"].items():
            if _digest(folder / name) != digest:
                raise StorageError(f"{archive}: {name} is damaged; use an older backup")
    except (tarfile.TarError, ValueError, RecursionError):
        raise StorageError(f"{archive} is no whole langnghe backup; use another one") from None
    except OSError as error:  # no room, say: nothing is wrong with the archive
        raise StorageError(f"{archive} cannot be unpacked: {error.strerror}") from None
    return manifest


def _manifest(content: bytes) -> dict[str, Any]:
    """Read a manifest; raises ValueError."""
    manifest = json.loads(content)
    fine = (
        isinstance(manifest, dict)
        and all(isinstance(manifest.get(name), str) for name in ("dialect", "schema", "key"))
        and isinstance(manifest.get("parts"), dict)
        and (manifest["dialect"] != "sqlite" or _FILE in manifest["parts"])
    )
    if not fine:
        raise ValueError
    return cast(dict[str, Any], manifest)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
