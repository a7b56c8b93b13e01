"""Reads what a database really holds, past the program: rows as they stand, opened with the key."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg

from storage.keys import CaseKey, Keyring

Table = list[dict[str, Any]]


async def tables(url: str) -> dict[str, Table]:
    """Return every row of every table."""
    if url.startswith("sqlite:///"):
        return _sqlite(Path(url.removeprefix("sqlite:///")))
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            names = await connection.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
            return {
                name: [dict(row) for row in await connection.fetch(f'SELECT * FROM "{name}"')]
                for (name,) in names
            }
    finally:
        await connection.close()


async def count_owed(url: str) -> int:
    """Return how many messages a running program still owes."""
    count = "SELECT COUNT(*) FROM outbox"
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return int(reader.execute(count).fetchone()[0])
        finally:
            reader.close()
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(count))
    finally:
        await connection.close()


async def end_leases(url: str) -> None:
    """Let the two minutes pass that a dead process of several keeps its claims."""
    if not url.startswith("postgresql"):
        return  # alone with a file: nobody else could have claimed anything
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("UPDATE outbox SET claimed_until = 0")
    finally:
        await connection.close()


def _sqlite(path: Path) -> dict[str, Table]:
    # A copy is read: opening the file itself would replay and remove the write-ahead log, which
    # is what the program has to do after a crash.
    with tempfile.TemporaryDirectory(prefix="langnghe-proof-") as folder:
        for suffix in ("", "-wal"):
            if (part := path.with_name(path.name + suffix)).exists():
                shutil.copyfile(part, Path(folder) / ("copy.db" + suffix))
        connection = sqlite3.connect(Path(folder) / "copy.db")
        connection.row_factory = sqlite3.Row
        try:
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
            ).fetchall()
            return {
                name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
                for (name,) in names
            }
        finally:
            connection.close()


@dataclass
class Left:
    """What one person's messages left behind, without ids that are made up anew each time."""

    responses: list[Mapping[str, Any]] = field(default_factory=list)
    cases: list[Mapping[str, Any]] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    """Words of the messages in the outbox, in their order."""
    evidence: int = 0
    conversations: int = 0
    consents: int = 0


class Records:
    """The rows of one moment, and what they say about each person."""

    def __init__(self, found: dict[str, Table], keys: Keyring) -> None:
        self.found, self._keys = found, keys
        self._person = {bytes(row["mark"]): row["person"] for row in found["address"]}

    @classmethod
    async def read(cls, url: str, keys: Keyring) -> Records:
        """Read a database."""
        return cls(await tables(url), keys)

    @property
    def events(self) -> set[int]:
        """Ids of the Telegram updates that were committed."""
        return {int(row["id"]) for row in self.found["event"] if row["channel"] == "telegram"}

    @property
    def owed(self) -> set[tuple[int, str]]:
        """Chat and words of every message in the outbox."""
        letters = (self._letter(row) for row in self.found["outbox"])
        return {(int(letter["chat"]), letter["text"]) for letter in letters}

    def left_by(self, accounts: list[int]) -> dict[int, Left]:
        """Return what each of these people left behind."""
        left = {account: Left() for account in accounts}
        owner = {self.person_of(account): account for account in accounts}
        respondents = {
            (form, self._keys.mark(f"respondent/{form}", person).hex()): account
            for form in {row["form"] for row in self.found["response"]}
            for person, account in owner.items()
        }
        for row in sorted(self.found["response"], key=lambda row: str(row["id"])):
            account = respondents.get((row["form"], row["respondent"]))
            if account is not None:
                sealed = self._keys.open_sealed(f"response/{row['id']}", row["answers"])
                left[account].responses.append(json.loads(sealed)["answers"])
        self._add_cases(left, owner)
        for row in sorted(self.found["outbox"], key=lambda row: str(row["id"])):
            if row["person"] in owner:
                left[owner[row["person"]]].owed.append(self._letter(row)["text"])
        for name in ("conversation", "consent"):
            for row in self.found[name]:
                if row["person"] in owner:
                    each = left[owner[row["person"]]]
                    setattr(each, f"{name}s", getattr(each, f"{name}s") + 1)
        return left

    def _add_cases(self, left: dict[int, Left], owner: Mapping[str, int]) -> None:
        attached: defaultdict[str, int] = defaultdict(int)
        for row in self.found["evidence"]:
            attached[row["case_id"]] += 1
        for row in sorted(self.found["case_file"], key=lambda row: str(row["id"])):
            if row["person"] in owner:
                key = CaseKey(self._keys.open_sealed(f"case_file/{row['id']}", row["wrapped"]))
                place = f"case_file/{row['id']}/content"
                content = json.loads(key.open_sealed(place, row["content"]))["content"]
                each = left[owner[row["person"]]]
                each.cases.append({"kind": row["kind"], **content})
                each.evidence += attached[row["id"]]

    def person_of(self, account: int) -> str:
        """Return the id of the person with this Telegram account, empty when unknown."""
        return self._person.get(self._keys.mark("address", f"telegram:{account}"), "")

    def digest(self) -> str:
        """Return a sum over every row of every table, without what the audit's sealer adds to
        them a moment later."""
        total = sha256()
        for name, rows in sorted(self.found.items()):
            if name == "audit_checkpoint":
                continue
            total.update(name.encode())
            left_out = ("seq", "link") if name == "audit" else ()
            kept = [{k: v for k, v in row.items() if k not in left_out} for row in rows]
            for line in sorted(repr(sorted(row.items())) for row in kept):
                total.update(line.encode())
        return total.hexdigest()

    def _letter(self, row: Mapping[str, Any]) -> dict[str, Any]:
        opened = self._keys.open_sealed(f"outbox/{row['id']}", row["payload"])
        letter: dict[str, Any] = json.loads(opened)
        return letter
